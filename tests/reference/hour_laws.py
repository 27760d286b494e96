"""The law of a lane's transit, hour by hour: published, learned, lengthened (C-17, C-62, C-67)."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from math import ceil

from reference.calendars import wall_minute
from reference.departures import arrival_hour
from reference.lanes import Lane
from reference.reading import Row, day_number, ratio, words

FULL = 2**31
HourLaw = tuple[tuple[int, int], ...]  # (hour, mass) of 2^31


def spread(mass: int, first: int, last: int) -> list[tuple[int, int]]:
    """Spread a mass evenly over whole hours, the rest on the last (C-17)."""
    count = last - first + 1
    part = mass // count
    law = [(hour, part) for hour in range(first, last)]
    return [*law, (last, mass - part * (count - 1))]


def published_law(row: Row) -> HourLaw:
    """Return the law of a published range (C-17)."""
    low, high = (ceil(24 * Fraction(row[f"transit_{end}_days"])) for end in ("min", "max"))
    late = FULL * ratio(row.get("late_share", "")) // 1
    law = spread(FULL - late, low, high)
    if late:
        law += spread(late, high + 1, ceil(24 * Fraction(row["late_max_days"])))
    return tuple(law)


def written_laws(rows: list[Row]) -> dict[str, HourLaw]:
    """Return the laws of `transit_law.csv` by their name (C-62)."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in rows:
        hours = range(int(row["first_h"]), int(row["last_h"]) + 1)
        found[row["law_id"]] += [(hour, int(row["mass"])) for hour in hours]
    return {name: tuple(law) for name, law in found.items()}


class HourLaws:
    """The laws of all lanes, and the rows of `uplift.csv` that lengthen them."""

    def __init__(self, learned: list[Row], laws: dict[str, HourLaw], uplifts: list[Row]) -> None:
        self.learned = {row["lane_id"]: row for row in learned}
        self.written, self.uplifts = laws, uplifts
        self.plain_memo: dict[str, HourLaw] = {}
        self.rows_memo: dict[str, list[Row]] = {}

    def plain(self, lane: Lane) -> HourLaw:
        """Return the law without uplift: learned, or the published range."""
        if lane.lane_id not in self.plain_memo:
            row = self.learned.get(lane.lane_id)
            law = self.written[row["law_id"]] if row else published_law(lane.row)
            self.plain_memo[lane.lane_id] = law
        return self.plain_memo[lane.lane_id]

    def rows_of(self, lane: Lane) -> list[Row]:
        """Return the rows of uplift that name a lane."""
        if lane.lane_id not in self.rows_memo:
            self.rows_memo[lane.lane_id] = [row for row in self.uplifts if speaks_of(row, lane)]
        return self.rows_memo[lane.lane_id]

    def arrivals(self, lane: Lane, start: int) -> list[tuple[int, int]]:
        """Return the (minute of arrival, mass) of a start at a minute (C-16, C-18, C-67)."""
        law = self.plain(lane)
        last = 60 * arrival_hour(lane, start, law[-1][0])
        rows = [row for row in self.rows_of(lane) if meets(row, lane, start, last)]
        if rows:
            law = self.lengthened(lane, start, rows)
        if not lane.in_working_days:
            first = -(-start // 60)
            return [(60 * (first + hour), mass) for hour, mass in law]
        summed: dict[int, int] = defaultdict(int)
        for hour, mass in law:
            summed[60 * arrival_hour(lane, start, hour)] += mass
        return list(summed.items())

    def lengthened(self, lane: Lane, start: int, rows: list[Row]) -> HourLaw:
        """Return the law of a start with each hour as long as the longest row that fits makes it.

        A row fits an hour if the time up to the arrival by it meets the days of the row (C-67).
        """
        found: dict[int, int] = defaultdict(int)
        for hour, mass in self.plain(lane):
            there = 60 * arrival_hour(lane, start, hour)
            met = (uplifted(row, hour) for row in rows if meets(row, lane, start, there))
            found[max(met, default=hour)] += mass
        return tuple(found.items())

    def ends(self, lane: Lane) -> list[int]:
        """Return the minutes at which rows that speak of a lane end, in order."""
        return sorted({midnight(row["to"], lane) for row in self.rows_of(lane)})


def uplifted(row: Row, hour: int) -> int:
    """Return ceil(hour x factor) + add_h."""
    return ceil(hour * ratio(row.get("factor", ""), "1")) + int(row.get("add_h", "") or 0)


def meets(row: Row, lane: Lane, start: int, there: int) -> bool:
    """Tell whether the time from a start to an arrival touches the days of a row."""
    return start < midnight(row["to"], lane) and midnight(row["from"], lane) <= there


def midnight(day: str, lane: Lane) -> int:
    """Return the minute at which a day begins at the origin node of a lane."""
    return wall_minute(day_number(day), "00:00", lane.origin.zone)


def speaks_of(row: Row, lane: Lane) -> bool:
    """Tell whether a row of uplift names a lane."""
    facts = {
        "lane_id": lane.lane_id,
        "leg": lane.leg,
        "mode": lane.mode,
        "origin_node": lane.origin.node_id,
        "dest_node": lane.dest.node_id,
        "country": lane.dest.country,
    }
    lists = {column: words(row.get(column, "")) or ("*",) for column in facts}
    return all("*" in lists[column] or fact in lists[column] for column, fact in facts.items())
