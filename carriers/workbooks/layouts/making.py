"""The tables while they are made: lanes by template, rates by lane, each cell with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from oneprice.carriers.workbooks.files.reading import Reading
from oneprice.carriers.workbooks.findings import Report
from oneprice.carriers.workbooks.flat import REQUIRED, FlatRow, FlatTables, no_tables
from oneprice.carriers.workbooks.layouts.bands import Band
from oneprice.carriers.workbooks.layouts.entries import Entry, Told
from oneprice.carriers.workbooks.layouts.facts import (
    Facts,
    Unfilled,
    facts_of,
    filled,
    slots,
    tell_unfilled,
)
from oneprice.carriers.workbooks.layouts.lane_cells import lane_cells, leg_cells
from oneprice.carriers.workbooks.layouts.layout import Layout, Offer, Part, merged
from oneprice.carriers.workbooks.layouts.plain import normal
from oneprice.carriers.workbooks.layouts.validity import days_of
from oneprice.carriers.workbooks.layouts.zone_keys import add_own_zones
from oneprice.carriers.workbooks.places import Place

# Facts that are keys of a rate row, unless the lane id names them: then they are lanes.
RATE_KEYS = {"origin": "origin_zone", "zone": "dest_zone", "class": "cargo_class"}
MAX_ROWS = 500_000

Settings = dict[str, Any]


@dataclass(frozen=True)
class Pending:
    """A rate row whose band is not settled yet.

    Attributes
    ----------
    key : tuple
        Rows of one key share a quantity axis: lane and all that chooses a row but the quantity.
    band : Band
        In the lane's unit.
    cells : dict of str to Told
        Its other cells.
    settings : dict
        What the layout says there.
    usual_bounds : str
        What the form means where neither layout nor signs say it.
    """

    key: tuple[str, ...]
    band: Band
    cells: dict[str, Told]
    settings: Settings
    usual_bounds: str
    place: Place


@dataclass
class Here:
    """One form being read in one sheet.

    Attributes
    ----------
    settings : dict
        Those of layout, part and offer together.
    """

    making: Making
    part: Part
    settings: Settings
    sheet: str

    @property
    def report(self) -> Report:
        """Return where findings go."""
        return self.making.report

    @property
    def how(self) -> Reading:
        """Return how numbers are written."""
        return self.making.how

    def weight_unit(self, usual: str) -> str:
        """Return the unit of quantities that name none."""
        return str(self.settings["weight_unit"] or usual)


@dataclass
class Making:
    """What has been made so far."""

    layout: Layout
    how: Reading
    report: Report
    file: str
    tables: FlatTables = field(default_factory=no_tables)
    lanes: dict[str, dict[str, Told]] = field(default_factory=dict)
    pending: list[Pending] = field(default_factory=list)
    zone_keys: set[tuple[tuple[str, str], ...]] = field(default_factory=set)
    zone_countries: dict[str, list[str]] = field(default_factory=dict)

    def here(self, part: Part, sheet: str, offer: Offer | None = None) -> Here:
        """Return the context of one form in one sheet."""
        levels = [self.layout, part, *([offer] if offer else [])]
        settings = merged(*levels)
        whole = {"set": settings["set"], "stop": settings["stop"]}
        return Here(self, part.model_copy(update=whole), settings, sheet)

    def source(self, settings: Settings, place: Place) -> str:
        """Return the source of a row: what the layout says, and the place."""
        return f"{settings['source'] or self.file}, {place}"

    def places_of(self, entry: Entry, here: Here) -> Iterator[tuple[str, Facts]]:
        """Yield the lanes an entry speaks of, making those that are new, each with its facts."""
        template = here.settings["lane"].get("lane_id")
        if template is None:
            reason, remedy = "the layout gives no lane_id", "add it under lane"
            self.report.error(Place(here.sheet), "template", reason, remedy)
            return
        for facts, good in facts_of(entry, here.settings, self.report):
            for each in self._expanded(entry, facts, here):
                lane_id = self._lane(entry, each, here) if good else None
                if lane_id is not None:
                    yield lane_id, each

    def _expanded(self, entry: Entry, facts: Facts, here: Here) -> Iterator[Facts]:
        """Yield the facts, for a zone that a list of zones knows once for each of its countries."""
        asked = set().union(*(slots(cell) for cell in here.settings["lane"].values()))
        listed = self.zone_countries.get(facts.get("zone", ""), [])
        if "country" not in facts and "country" in asked and self.zone_countries and not listed:
            zone = facts.get("zone", "")
            reason = (
                f"no list of zones says which countries are zone {zone}; its prices are left out"
            )
            self.report.warning(
                entry.place_of("zone"), "zone", reason, "add it to the list of zones"
            )
            return
        if "country" in facts or "country" not in asked or not listed:
            yield facts
            return
        rest = {name: value for name, value in facts.items() if name != "zone"}
        for country in listed:
            yield {**rest, "country": country}

    def _lane(self, entry: Entry, facts: Facts, here: Here) -> str | None:
        """Return the id of the lane with these facts; its cells must agree with those known."""
        told = lane_cells(entry, facts, here)
        if told is None or not told["lane_id"].text:
            return None
        self._join(told)
        for leg in leg_cells(told, facts, here):
            if isinstance(leg, Unfilled):
                tell_unfilled(self.report, entry, "legs:", leg)
            elif "lane_id" in leg:
                self._join(leg)
            else:
                reason = "a leg has no lane_id"
                self.report.error(Place(here.sheet), "template", reason, "add it under legs")
        return told["lane_id"].text

    def _join(self, told: dict[str, Told]) -> None:
        """Add a lane, or what an entry says of one that is known; the two must agree."""
        lane_id = told["lane_id"].text
        known = self.lanes.setdefault(lane_id, {})
        for column, cell in told.items():
            if not cell.text:
                continue
            before = known.setdefault(column, cell)
            if before.text != cell.text and column != "source":
                reason = f"lane {lane_id} has {column} {cell.text}, but {before.text} at "
                remedy = "put what parts them into lane_id, or set the column in the layout"
                self.report.error(cell.place, "lane", f"{reason}{before.place}", remedy)

    def add_rate(
        self, entry: Entry, lane_id: str, facts: Facts, band: Band, cells: dict[str, Told],
        here: Here, usual_bounds: str = "(]",
    ) -> None:  # fmt: skip
        """Add one rate row of a lane; its band is settled at the end."""
        in_lane = slots(here.settings["lane"].get("lane_id"))
        row = dict(cells)
        for name, column in RATE_KEYS.items():
            if name in facts and name not in in_lane and _is_key(entry, name, facts[name]):
                row.setdefault(column, Told(facts[name], entry.place_of(name)))
        if "service_level" in facts and facts["service_level"] != "ok":
            reason = "a rate row cannot ask for remoteness"
            self.report.error(entry.place, "service", reason, "make it a zone, or a surcharge")
        for column, template in here.settings["rate"].items():
            try:
                text = filled(template, facts)
            except Unfilled as problem:
                tell_unfilled(self.report, entry, f"rate: {column}", problem)
                return
            row[column] = Told(text, entry.place)
        row = {**days_of(entry, here.settings, self.report), **row}
        if entry.text("note"):
            row["note"] = entry.told["note"]
        if here.part.zones_are == "postcodes":
            add_own_zones(self, here.settings, entry, facts)
        if len(self.pending) >= MAX_ROWS:
            reason = f"more than {MAX_ROWS} rates"
            self.report.error(entry.place, "size", reason, "split the workbook")
            return
        key = (lane_id, *(row[c].text if c in row else "" for c in _AXIS))
        self.pending.append(Pending(key, band, row, here.settings, usual_bounds, entry.place))

    def finish(self) -> FlatTables:
        """Return the tables; lanes without what `lane.csv` requires are errors."""
        for lane_id, told in self.lanes.items():
            for column in REQUIRED["lane"]:
                if column not in told:
                    place = told["lane_id"].place
                    reason = f"lane {lane_id} gets no {column}"
                    self.report.error(place, "lane", reason, f"add {column} under lane")
            cells = {column: cell.text for column, cell in told.items()}
            places = {"": told["lane_id"].place}
            places |= {column: cell.place for column, cell in told.items()}
            self.tables["lane"].append(FlatRow("lane", cells, places))
        return self.tables

    def lanes_like(self, patterns: list[str]) -> list[str]:
        """Return the lanes whose id is like one of some patterns."""
        wanted = [normal(pattern) for pattern in patterns]
        return [n for n in self.lanes if any(fnmatchcase(normal(n), each) for each in wanted)]


def _is_key(entry: Entry, name: str, value: str) -> bool:
    """Tell whether a fact chooses among rates: a class that the layout sets is the lane's."""
    return value != "*" and (name != "class" or entry.place_of(name).row > 0)


_AXIS = (
    *("origin_zone", "dest_zone", "cargo_class", "rate_group", "value_lo", "value_hi"),
    *("density_lo", "density_hi", "valid_from", "valid_to"),
)
