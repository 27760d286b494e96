"""Matrices: zones (or countries, classes) across, weights down; a flat price for each step.

Below the steps a tail may stand: bands with a price per unit of the whole weight, or (layout:
`tail: step`) a price for each further step on top of the last flat price.
"""

from __future__ import annotations

from fractions import Fraction

from oneprice.carriers.workbooks.files.grid import Grid
from oneprice.carriers.workbooks.files.reading import Reading
from oneprice.carriers.workbooks.forms.price_list import COMMON
from oneprice.carriers.workbooks.layouts.bands import MINIMUM, Band, parse_band
from oneprice.carriers.workbooks.layouts.cell_words import quantity
from oneprice.carriers.workbooks.layouts.countries import country_code
from oneprice.carriers.workbooks.layouts.entries import KEYS, Entry, Told, read_entries
from oneprice.carriers.workbooks.layouts.facts import zone_heading
from oneprice.carriers.workbooks.layouts.header import Wanted
from oneprice.carriers.workbooks.layouts.layout import Across
from oneprice.carriers.workbooks.layouts.making import Here
from oneprice.carriers.workbooks.layouts.plain import plain
from oneprice.carriers.workbooks.layouts.pricing import (
    amount_of,
    band_of,
    is_offered,
    lane_unit,
    rate_of,
    row_cells,
)

_UNDERSTOOD = {"zone": zone_heading, "country": lambda text: text if country_code(text) else None}


def read_matrix(grid: Grid, here: Here) -> None:
    """Read a matrix of flat prices and its tail."""
    across = here.part.across or Across(field="zone")
    fields = tuple(name for name in (*COMMON, "band") if name != across.field)
    wanted = Wanted(fields, ("band",), across, _UNDERSTOOD.get(across.field))
    last: dict[tuple[str, ...], tuple[Told, Band]] = {}
    entries = read_entries(grid, here.part, wanted, here.report)
    least = [e for e in entries if parse_band(e.text("band"), here.how) == MINIMUM]
    for entry in entries:
        if entry in least or not is_offered(entry.told.get("price"), here):
            continue
        for lane_id, facts in here.making.places_of(entry, here):
            band = band_of(entry, here, lane_id)
            cells = row_cells(entry, here, lane_id)
            if cells is None or not isinstance(band, Band):
                continue
            key = (lane_id, *(f"{name}={value}" for name, value in sorted(facts.items())))
            price = _price(entry, band, last.get(key), here, lane_id)
            if price is None:
                continue
            cells |= _minimum(entry, least, here, lane_id)
            if band.single:
                last[key] = (price["base"], band)
            here.making.add_rate(entry, lane_id, facts, band, {**cells, **price}, here)


def _minimum(entry: Entry, least: list[Entry], here: Here, lane_id: str) -> dict[str, Told]:
    """Return the least price of a column: that of the row "Minimum" with the same keys."""
    same = (e for e in least if e.heading("price").place == entry.heading("price").place)
    own = next((e for e in same if _keys(e) == _keys(entry)), None)
    if own is None or not is_offered(own.told.get("price"), here):
        return {}
    amount = amount_of(own.told["price"], Told("", own.place), here, lane_id)
    return {} if amount is None else {"min_charge": amount}


def _keys(entry: Entry) -> list[str]:
    return [entry.text(name) for name in KEYS]


def _price(
    entry: Entry, band: Band, last: tuple[Told, Band] | None, here: Here, lane_id: str
) -> dict[str, Told] | None:
    """Return a flat price for a single weight; for a band, a price per unit or per step."""
    told, heading = entry.told["price"], Told("", entry.place)
    if band.single:
        base = amount_of(told, heading, here, lane_id)
        return None if base is None else {"base": base}
    if here.part.tail == "rate":
        rate = rate_of(told, heading, here, lane_id)
        return None if rate is None else {"rate": rate}
    unit = lane_unit(here, lane_id)
    said = here.part.next_step
    step = quantity(said, Reading(), here.weight_unit(unit), unit) if said else None
    more = amount_of(told, heading, here, lane_id)
    if step is None or last is None or more is None:
        reason = "a tail of steps needs next_step in the layout, and a flat price before it"
        here.report.error(told.place, "tail", reason, "say next_step, or tail: rate")
        return None
    base, before = last
    q0 = Told(plain(before.hi or Fraction(0)) or "", told.place)
    return {"base": base, "q0": q0, "step": Told(step, told.place), "rate": more}
