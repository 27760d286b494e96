"""Lists of zones: which countries or postcodes a zone is."""

from __future__ import annotations

from dataclasses import replace

from oneprice.carriers.workbooks.files.grid import Grid
from oneprice.carriers.workbooks.layouts.entries import Entry, read_entries
from oneprice.carriers.workbooks.layouts.facts import Facts, facts_of
from oneprice.carriers.workbooks.layouts.header import Wanted
from oneprice.carriers.workbooks.layouts.making import Here
from oneprice.carriers.workbooks.layouts.zone_keys import add_zone, postcode_keys

FIELDS = ("zone", "country", "postcode", "service_level", "origin", "max_piece_kg", "note")
WANTED = Wanted(FIELDS, ("zone", "country|postcode"))


def read_zones(grid: Grid, here: Here) -> None:
    """Read rows of zone and country, or zone and postcodes."""
    across = here.part.across
    wanted = replace(WANTED, across=across) if across else WANTED
    if across:
        fields = tuple(name for name in FIELDS if name != across.field)
        wanted = Wanted(fields, (), across)
    for row in read_entries(grid, here.part, wanted, here.report):
        entry = _from_cell(row) if across else row
        if entry is None:
            continue
        for facts, good in facts_of(entry, here.settings, here.report):
            if good:
                _add(entry, facts, here)


def _from_cell(entry: Entry) -> Entry | None:
    """Return an entry whose cell across is its postcodes, or its countries."""
    cell = entry.told["price"]
    name = "postcode" if "country" in entry.told else "country"
    return replace(entry, told={**entry.told, name: cell}) if cell.text else None


def _add(entry: Entry, facts: Facts, here: Here) -> None:
    country, zone = facts.get("country", ""), facts.get("zone", "")
    zone_set = here.settings["zone_set"]
    told = entry.told.get("postcode")
    if not country or not zone:
        lacks = "country" if zone else "zone"
        reason = f"the row names no {lacks}"
        here.report.error(entry.place, "zone", reason, f"say set: {lacks} in the layout")
        return
    if told is None and not zone_set:
        here.making.zone_countries.setdefault(zone, []).append(country)
        return
    if not zone_set:
        reason = "postcodes need a name for their set"
        here.report.error(entry.place, "zone", reason, "say zone_set in the layout")
        return
    keys = postcode_keys(told.text) if told else [("all", "", "")]
    if keys is None:
        reason = f"{told.text if told else ''} is no list of postcodes"
        here.report.error(entry.place_of("postcode"), "postcode", reason, "write 8000-8999, 90")
        return
    for key in keys:
        add_zone(here.making, here.settings, entry, facts, key)
