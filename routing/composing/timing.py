"""What a composition knows about time: clocks, working days, opening hours, departures, laws."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import numpy as np

from oneprice.core.book import Book
from oneprice.core.compiling import Compiling, Table
from oneprice.core.days import HOURS_PER_DAY
from oneprice.core.ids import IdSpaces
from oneprice.routing.clocks.calendars import Calendars, calendars_of
from oneprice.routing.clocks.local_time import Ints, LocalClock, local_clock, wall_minute
from oneprice.routing.composing.chances import Pool
from oneprice.routing.composing.openings import AlwaysOpen, Opening, opening
from oneprice.routing.composing.timetable import HORIZON_DAYS, lead_days
from oneprice.routing.laws.ranges import Law, Run, laws_of

T = TypeVar("T")
TIME_FIELDS = (
    *("departure_days", "departure_minute", "cutoff_lead_min", "runs_from_day", "runs_to_day"),
    *("delivers_until_min", "day_type", "calendar"),
)
OPENING_FIELDS = ("opens_min", "closes_min", "calendar")
Openings = Opening | AlwaysOpen


@dataclass(frozen=True)
class Uplift:
    """A row of `uplift.csv` on one lane (C-67): instants in UTC minutes, what hours become."""

    from_min: int
    to_min: int
    num: int
    den: int
    add_h: int


@dataclass
class Timing:
    """What a composition needs to know about time.

    Attributes
    ----------
    first_day, end_day : int
        Departures and starts are known from the first to the day before the end (C-20); later
        arrivals have no chance.
    zones : tuple of str
        Time zones by number.
    lane, node, event, lane_event, uplift : Table
        Record tables; row 0 is none.
    calendars : Calendars
        Working days.
    laws : list of Law
        By lane: the law that holds.
    pool : Pool
        Where chances are kept.
    """

    first_day: int
    end_day: int
    zones: tuple[str, ...]
    lane: Table
    node: Table
    event: Table
    lane_event: Table
    uplift: Table
    calendars: Calendars
    laws: list[Law]
    pool: Pool = field(default_factory=Pool)
    _kept: dict[tuple[object, ...], Any] = field(default_factory=dict)

    @classmethod
    def of_book(cls, book: Book) -> Timing:
        """Return the timing of an opened book."""
        setting = book.tables["setting"][1]
        first, end = int(setting["window_from_day"]), int(setting["window_to_day"])
        calendars = calendars_of(book.tables, first, end)
        return cls._of(book.tables, book.ids, first, end, calendars)

    @classmethod
    def of_compiling(
        cls, ctx: Compiling, tables: Mapping[str, Table], calendars: Calendars
    ) -> Timing:
        """Return the timing of a book while it is compiled.

        Parameters
        ----------
        ctx : Compiling
            Window and names.
        tables : mapping of section to table
            `node`, `lane`, `event`, `lane_event`, `lane_law`, `law_run` and `uplift`.
        calendars : Calendars
        """
        return cls._of(tables, ctx.ids, ctx.window_from_day, ctx.window_to_day, calendars)

    @classmethod
    def _of(
        cls,
        tables: Mapping[str, Table],
        ids: IdSpaces,
        window_from: int,
        window_to: int,
        calendars: Calendars,
    ) -> Timing:
        return cls(
            first_day=window_from - lead_days(tables["uplift"]),
            end_day=window_to + HORIZON_DAYS,
            zones=tuple(ids.name("tz", number) for number in range(ids.count("tz"))),
            lane=tables["lane"],
            node=tables["node"],
            event=tables["event"],
            lane_event=tables["lane_event"],
            uplift=tables["uplift"],
            calendars=calendars,
            laws=laws_of(tables),
        )

    def with_law(self, lane: int, runs: tuple[Run, ...]) -> Timing:
        """Return the same with another law of one lane; chances go to the same pool."""
        laws = list(self.laws)
        laws[lane] = Law(runs)
        return replace(self, laws=laws)

    def kept(self, key: tuple[object, ...], make: Callable[[], T]) -> T:
        """Return what `make` returned for a key the first time."""
        if key not in self._kept:
            self._kept[key] = make()
        found: T = self._kept[key]
        return found

    def enough(self, name: str, size: int, make: Callable[[], T]) -> T:
        """Return what `make` returned under a name for this size or a larger one."""
        if self._kept.get(("size", name), 0) < size:
            self._kept["size", name], self._kept["of size", name] = size, make()
        found: T = self._kept["of size", name]
        return found

    @property
    def first_hour(self) -> int:
        """Return the first UTC hour of the horizon."""
        return self.first_day * HOURS_PER_DAY

    @property
    def end_hour(self) -> int:
        """Return the UTC hour at which the horizon ends; later arrivals have no chance."""
        return self.end_day * HOURS_PER_DAY

    @cached_property
    def all_hours(self) -> Ints:
        """Return every hour of the horizon."""
        return np.arange(self.first_hour, self.end_hour, dtype=np.int64)

    def zone(self, node: int) -> ZoneInfo:
        """Return the time zone of a node."""
        return ZoneInfo(self.zones[int(self.node[node]["tz"])])

    def clock(self, node: int) -> LocalClock:
        """Return the wall clock at a node over the horizon."""
        key = "clock", int(self.node[node]["tz"])
        return self.kept(key, lambda: local_clock(self.zone(node), self.first_day, self.end_day))

    def opening(self, node: int) -> Openings:
        """Return when a node is open (C-63)."""
        key = self.opening_key(node)
        return self.kept(("opening", *key), lambda: self._opening(node)) if key else AlwaysOpen()

    def _opening(self, node: int) -> Opening:
        opens, closes, calendar = (int(self.node[node][name]) for name in OPENING_FIELDS)
        return opening(self.zone(node), self.calendars, calendar, opens, closes)

    def opening_key(self, node: int) -> tuple[int, ...]:
        """Return all that the opening hours of a node depend on, nothing if it never closes."""
        record = self.node[node]
        hours = tuple(int(record[name]) for name in OPENING_FIELDS)
        return (int(record["tz"]), *hours) if hours[1] else ()

    def present(self, lane: int, transfer_h: int) -> Ints:
        """Return when goods that arrive at each hour of the horizon are present (C-63, C-64).

        The lane is the one that they are present for, at its origin node.
        """
        node = int(self.lane[lane]["origin_node"])
        return self.opening(node).present(self.all_hours * 60, transfer_h)

    def start_of(self, lane: int, transfer_h: int) -> Ints:
        """Return the start that goods take that arrive before a lane, by hour (C-15, C-16).

        The number of a departure, or of the hour since the horizon began; the count of starts
        stands for none. Goods present at the cut-off minute itself go.
        """
        return self.kept(("start", lane, transfer_h), lambda: self._start_of(lane, transfer_h))

    def _start_of(self, lane: int, transfer_h: int) -> Ints:
        present = self.present(lane, transfer_h)
        if self.lane[lane]["departure_days"]:
            return np.searchsorted(self.events(lane)["cutoff_min"], present, side="left")
        return np.minimum(-(-present // 60), self.end_hour) - self.first_hour

    def events(self, lane: int) -> Table:
        """Return the departures of a lane."""
        lo, hi = self.lane_event[lane].tolist()
        return self.event[lo:hi]

    def uplifts(self, lane: int) -> list[Uplift]:
        """Return the announced events of a lane (C-67)."""
        rows = self.uplift[1:][self.uplift["lane"][1:] == lane]
        zone = self.zone(int(self.lane[lane]["origin_node"]))
        return [
            Uplift(
                *(wall_minute(zone, int(row[day]), 0) for day in ("from_day", "to_day")),
                *(int(row[name]) for name in ("num", "den", "add_h")),
            )
            for row in rows
        ]

    def arrived(self, lane: int, working_days: int) -> list[Ints]:
        """Return the arrival hours of each hour of the horizon after 0 .. n working days (C-18).

        Of a lane without working days the hours themselves. An hour on a closed day counts from
        00:00 of the next working day, so that it never overtakes a later one.
        """
        if not self.lane[lane]["day_type"]:
            return [self.all_hours]
        node, calendar = (int(self.lane[lane][name]) for name in ("dest_node", "calendar"))
        known = self.kept(("arrived", int(self.node[node]["tz"]), calendar), list[Ints])
        for days in range(len(known), working_days + 1):
            known.append(self._arrive(node, calendar, days))
        return known[: working_days + 1]

    def arrived_table(self, lane: int, working_days: int) -> Ints:
        """Return `arrived` as int64[working days + 1, hours]."""
        record = self.lane[lane]
        name = "arrived"
        if record["day_type"]:
            zone = int(self.node[int(record["dest_node"])]["tz"])
            name = f"arrived {zone} {int(record['calendar'])}"
        count = working_days + 1
        table = self.enough(name, count, lambda: np.stack(self.arrived(lane, working_days)))
        return table[:count]

    def _arrive(self, node: int, calendar: int, working_days: int) -> Ints:
        arrived = np.full(len(self.all_hours), self.end_hour)  # beyond the horizon: no chance
        clock = self.clock(node)
        day, minute = clock.wall(self.all_hours)
        start = self.calendars.nth_working_day(calendar, day, 0)
        minute = np.where(start == day, minute, 0)
        reached = self.calendars.nth_working_day(calendar, start, working_days)
        inside = reached <= self.end_day
        arrived[inside] = clock.utc_hours(reached[inside], minute[inside])
        return arrived

    @cached_property
    def first_alike(self) -> list[int]:
        """Return for each lane the first one with the same timetable, law and clocks."""
        lifted = set(self.uplift["lane"].tolist())
        seen: dict[tuple[object, ...], int] = {}
        return [seen.setdefault(self._times(n, lifted), n) for n in range(len(self.lane))]

    def _times(self, lane: int, lifted: set[int]) -> tuple[object, ...]:
        """Return all that the time a lane takes depends on."""
        record = self.lane[lane]
        origin, dest = int(record["origin_node"]), int(record["dest_node"])
        return (
            *(int(self.node[node]["tz"]) for node in (origin, dest)),
            self.opening_key(origin),
            self.laws[lane],
            tuple(self.uplifts(lane)) if lane in lifted and lane else (),
            *(int(record[name]) for name in TIME_FIELDS),
        )
