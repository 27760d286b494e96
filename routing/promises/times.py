"""Time at the places of an opened book, one instant at a time (C-15, C-18, C-19, C-63, C-67).

Plain integers and loops, for explanations: the laws of whole lanes are composed elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np

from oneprice.core.book import Book
from oneprice.core.compiling import Table
from oneprice.core.days import HOURS_PER_DAY, MINUTES_PER_DAY, MINUTES_PER_HOUR, minute_to_datetime
from oneprice.routing.clocks.calendars import Calendars, calendars_of
from oneprice.routing.clocks.local_time import wall_minute
from oneprice.routing.composing.openings import NEVER_MIN, AlwaysOpen, Opening, opening
from oneprice.routing.composing.timetable import UPLIFT_LEAD_DAYS
from oneprice.routing.last_mile import Workdays, workdays_of


@dataclass(frozen=True)
class BookTimes:
    """Clocks, working days, opening hours and departures of a book."""

    book: Book
    _openings: dict[int, Opening | AlwaysOpen] = field(default_factory=dict)

    @cached_property
    def _zones(self) -> dict[int, ZoneInfo]:
        ids = self.book.ids
        return {n: ZoneInfo(ids.name("tz", n)) for n in range(1, ids.count("tz"))}

    @cached_property
    def _calendars(self) -> Calendars:
        setting = self.book.tables["setting"][1]
        span = (int(setting[name]) for name in ("window_from_day", "window_to_day"))
        return calendars_of(self.book.tables, *span)

    def zone(self, node: int) -> ZoneInfo:
        """Return the time zone of a node."""
        return self._zones[int(self.book.tables["node"][node]["tz"])]

    def local(self, node: int, minute: int) -> datetime:
        """Return a UTC minute in the clock of a node."""
        return minute_to_datetime(minute).astimezone(self.zone(node))

    def wall(self, node: int, minute: int) -> tuple[int, int]:
        """Return (local day, minute of that day) of a UTC minute."""
        offset = self.local(node, minute).utcoffset() or timedelta(0)
        shown = minute + offset // timedelta(minutes=1)
        return divmod(shown, MINUTES_PER_DAY)

    def present(self, node: int, minute: int, transfer_h: int) -> int | None:
        """Return when goods that come at a minute are present (C-63, C-64); None: never."""
        if node not in self._openings:
            self._openings[node] = self._opening(node)
        found = int(self._openings[node].present(np.array([minute], np.int64), transfer_h)[0])
        return None if found == NEVER_MIN else found

    def _opening(self, node: int) -> Opening | AlwaysOpen:
        record = self.book.tables["node"][node]
        opens, closes = int(record["opens_min"]), int(record["closes_min"])
        if closes == 0:
            return AlwaysOpen()
        return opening(self.zone(node), self._calendars, int(record["calendar"]), opens, closes)

    def departures(self, lane: int) -> Table:
        """Return the departures of a lane."""
        span = self.book.tables["lane_event"][lane]
        return self.book.tables["event"][int(span["lo"]) : int(span["hi"])]

    def has_departures(self, lane: int) -> bool:
        """Return whether a lane leaves at set times (C-15)."""
        return bool(self.book.tables["lane"][lane]["departure_days"])

    def departure(self, lane: int, present_min: int) -> tuple[int, int] | None:
        """Return (last minute to be there, departure) that goods present at a minute take."""
        events = self.departures(lane)
        at = int(np.searchsorted(events["cutoff_min"], present_min, side="left"))
        if at == len(events):
            return None
        return int(events[at]["cutoff_min"]), int(events[at]["depart_min"])

    def arrival(self, lane: int, start_min: int, hours: int) -> int | None:
        """Return the UTC hour of arrival after so many hours of a lane's law (C-16, C-18)."""
        start = -(-start_min // MINUTES_PER_HOUR)
        record = self.book.tables["lane"][lane]
        if not record["day_type"]:
            return start + hours
        days, rest = divmod(hours, HOURS_PER_DAY)
        node = int(record["dest_node"])
        works = workdays_of(self.book.tables, int(record["calendar"]))
        day, minute = self.wall(node, (start + rest) * MINUTES_PER_HOUR)
        begun = nth_working_day(works, day, 0)
        reached = None if begun is None else nth_working_day(works, begun, days)
        if reached is None:
            return None
        at = wall_minute(self.zone(node), reached, minute if begun == day else 0)
        return -(-at // MINUTES_PER_HOUR)

    def delivery_day(self, lane: int, hour: int) -> int | None:
        """Return the delivery day of an arrival by the last lane, before any shift (C-19)."""
        record = self.book.tables["lane"][lane]
        day, minute = self.wall(int(record["dest_node"]), hour * MINUTES_PER_HOUR)
        until = int(record["delivers_until_min"]) or MINUTES_PER_DAY
        works = workdays_of(self.book.tables, int(record["calendar"]))
        return nth_working_day(works, day + (minute >= until), 0)

    def lifted(self, lane: int, start_min: int, hours: int) -> tuple[int | None, tuple[str, ...]]:
        """Return the arrival with its uplift, and the names of the events that fit (C-67)."""
        plain = self.arrival(lane, start_min, hours)
        most, names = hours, []
        for row in self._uplifts(lane):
            begins, ends = self._span(lane, row)
            if plain is not None and start_min < ends and plain * MINUTES_PER_HOUR >= begins:
                lifted = -(-hours * int(row["num"]) // int(row["den"])) + int(row["add_h"])
                most = max(most, lifted)
                names.append(self.book.ids.name("uplift", row["name"]))
        return self.arrival(lane, start_min, most), tuple(dict.fromkeys(names))

    def last_starts(self, lane: int, start_min: int) -> Iterator[int]:
        """Yield the last start of a lane before the end of each event that ends before a start.

        Goods of a later start are never counted on to overtake those of one of these (C-67).
        """
        for ends in sorted({self._span(lane, row)[1] for row in self._uplifts(lane)}):
            found = self._last_start(lane, ends) if ends <= start_min else None
            if found is not None:
                yield found

    def _uplifts(self, lane: int) -> Table:
        table = self.book.tables["uplift"]
        return np.asarray(table[1:][table["lane"][1:] == lane])

    def _span(self, lane: int, row: np.void) -> tuple[int, int]:
        """Return the UTC minutes in which the days of an event lie at a lane's origin."""
        zone = self.zone(int(self.book.tables["lane"][lane]["origin_node"]))
        begins, ends = (wall_minute(zone, int(row[name]), 0) for name in ("from_day", "to_day"))
        return begins, ends

    def _last_start(self, lane: int, minute: int) -> int | None:
        """Return the last start of a lane before a minute, None before what is known (C-20)."""
        if self.has_departures(lane):
            departs = self.departures(lane)["depart_min"]
            at = int(np.searchsorted(departs, minute, side="left"))
            return int(departs[at - 1]) if at else None
        start = (-(-minute // MINUTES_PER_HOUR) - 1) * MINUTES_PER_HOUR
        first = int(self.book.tables["setting"][1]["window_from_day"]) - UPLIFT_LEAD_DAYS
        return start if start >= first * MINUTES_PER_DAY else None


def nth_working_day(works: Workdays, day: int, n: int) -> int | None:
    """Return the n-th working day after a day as in C-18: a day that is none counts as the next.

    None where the calendar ends first; the calendar "none" works every day.
    """
    if len(works.before) == 0:
        return day + n
    return works.nth(works.count(day) + 1 + n)


def delivers(works: Workdays, day: int) -> bool:
    """Return whether a day is a working day (C-24)."""
    return nth_working_day(works, day, 0) == day
