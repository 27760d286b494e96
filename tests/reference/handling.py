"""When a consignment is ready: hours of its lines, or handling laws (C-14, C-68)."""

from __future__ import annotations

from collections import defaultdict
from itertools import accumulate, pairwise
from typing import NamedTuple

from reference.calendars import WorkCalendar
from reference.departures import work_arrival
from reference.goods import Consignment, Line
from reference.hour_laws import FULL, HourLaw
from reference.reading import Row
from reference.timetable import Ready

Steps = dict[int, int]  # mass by the minute at which goods are ready


class Clocks(NamedTuple):
    """Calendars by their id, and the clocks of nodes."""

    calendars: dict[str, WorkCalendar]
    zones: dict[str, str]


class Handlings:
    """The rows of `handling.csv` and their laws."""

    def __init__(self, rows: list[Row], laws: dict[str, HourLaw], clocks: Clocks) -> None:
        self.rows = {(row["seller"], row["ship_from"]): row for row in rows}
        self.laws, self.clocks = laws, clocks

    def row(self, line: Line) -> Row | None:
        """Return the row that decides for a line without hours, the seller before the node."""
        if line.row.get("handling_h") is not None:
            return None
        seller, node = line.row["seller"], line.row["ship_from"]
        places = ((seller, node), (seller, "*"), ("*", node), ("*", "*"))
        row = next((self.rows[place] for place in places if place in self.rows), None)
        if row is None:
            raise ValueError(f"no handling_h, and no row of handling.csv for {seller}, {node}")
        return row

    def rows_of(self, goods: Consignment) -> dict[str, Row]:
        """Return the row of each seller whose lines leave the hours to it."""
        found = ((line.row["seller"], self.row(line)) for line in goods.lines)
        return {seller: row for seller, row in found if row is not None}

    def instant(self, row: Row, node: str, valid_until_min: int, hours: int) -> int:
        """Return the minute that lies some hours of a law after an offer's end."""
        if row.get("day_type", "") != "work":
            return valid_until_min + 60 * hours
        days, rest = divmod(hours, 24)
        calendar, zone = self.clocks.calendars[row["calendar_id"]], self.clocks.zones[node]
        return 60 * work_arrival(calendar, zone, -(-valid_until_min // 60) + rest, days)

    def steps_of(self, row: Row, node: str, valid_until_min: int) -> Steps:
        """Return the masses of one handling law by minute."""
        found: Steps = defaultdict(int)
        for hours, mass in self.laws[row["law_id"]]:
            found[self.instant(row, node, valid_until_min, hours)] += mass
        return found

    def steps(self, goods: Consignment, valid_until_min: int) -> list[Steps]:
        """Return the masses of each different handling: one per seller, and what is known."""
        rows = self.rows_of(goods).values()
        found = [self.steps_of(row, goods.ship_from, valid_until_min) for row in rows]
        known = [hours for x in goods.lines if (hours := x.row.get("handling_h")) is not None]
        return [*found, {valid_until_min + 60 * max(known): FULL}] if known else found

    def ready(self, goods: Consignment, valid_until_min: int) -> dict[str, Ready]:
        """Return when goods may be ready, with masses: never too early, and for the border."""
        steps = self.steps(goods, valid_until_min)
        minutes = sorted({minute for each in steps for minute in each})
        by = [list(accumulate(each.get(minute, 0) for minute in minutes)) for each in steps]
        together = list(zip(*by, strict=True))
        spare = (len(steps) - 1) * FULL
        return {
            "delivery": added(minutes, [max(0, sum(chances) - spare) for chances in together]),
            "border": added(minutes, [min(chances) for chances in together]),
        }


def added(minutes: list[int], chances: list[int]) -> Ready:
    """Return what each minute adds to the chances, where it adds something."""
    steps = (later - earlier for earlier, later in pairwise((0, *chances)))
    return tuple((minute, mass) for minute, mass in zip(minutes, steps, strict=True) if mass)
