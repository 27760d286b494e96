"""Backward composition of leg laws against the timetable (C-18, C-19, C-20).

For a chain of lanes the chance of an outcome by each day is found from the last lane back:
a lane turns the chances of its arrival hours into the chances of its starts. Everything is
exact in int64: masses sum to 2^31 and chances are at most 2^31, so no sum passes 2^62.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from oneprice.core.compiling import Compiling, Table
from oneprice.core.days import NEVER_DAY
from oneprice.routing.calendars import Calendars
from oneprice.routing.chains import Chain
from oneprice.routing.chances import Chances, Rows, bind, certain, compact, join
from oneprice.routing.laws import FULL_MASS, lane_law
from oneprice.routing.local_time import HOURS_PER_DAY, Ints, LocalClock, local_clock
from oneprice.routing.timetable import HORIZON_DAYS, zone_of

CHUNK_HOURS = 14 * HOURS_PER_DAY  # starts handled at once; bounds the memory of one step
MASS_BITS = 31
TIME_FIELDS = (
    *("departure_days", "departure_minute", "cutoff_lead_min", "day_type", "calendar"),
    *("law_min_h", "law_max_h", "late_num", "late_den", "late_max_h"),
)


@dataclass
class Timing:
    """What a composition needs to know about time.

    Attributes
    ----------
    ctx : Compiling
        Window and time zones.
    lane, node, event, lane_event : Table
        Record tables; row 0 is none.
    calendars : Calendars
        Working days.
    """

    ctx: Compiling
    lane: Table
    node: Table
    event: Table
    lane_event: Table
    calendars: Calendars
    _clocks: dict[int, LocalClock] = field(default_factory=dict)

    @property
    def first_hour(self) -> int:
        """Return the first UTC hour of the horizon."""
        return self.ctx.window_from_day * HOURS_PER_DAY

    @property
    def end_hour(self) -> int:
        """Return the UTC hour at which the horizon ends; later arrivals have no chance."""
        return (self.ctx.window_to_day + HORIZON_DAYS) * HOURS_PER_DAY

    def all_hours(self) -> Ints:
        """Return every hour of the horizon."""
        return np.arange(self.first_hour, self.end_hour, dtype=np.int64)

    def clock(self, node: int) -> LocalClock:
        """Return the wall clock at a node over the horizon."""
        zone = int(self.node[node]["tz"])
        if zone not in self._clocks:
            first, end = self.ctx.window_from_day, self.ctx.window_to_day + HORIZON_DAYS
            name = zone_of(self.ctx, self.node, node)
            self._clocks[zone] = local_clock(name, first, end)
        return self._clocks[zone]

    def local_day(self, node: int, hours: Ints) -> Ints:
        """Return the local day at a node of hours inside the horizon."""
        return self.clock(node).wall(hours)[0]

    @cached_property
    def first_alike(self) -> list[int]:
        """Return for each lane the first one with the same timetable, law and time zones."""
        seen: dict[tuple[int, ...], int] = {}
        return [seen.setdefault(self._times(n), n) for n in range(len(self.lane))]

    def _times(self, lane: int) -> tuple[int, ...]:
        """Return all that the time a lane takes depends on."""
        record = self.lane[lane]
        zones = (int(self.node[record[end]]["tz"]) for end in ("origin_node", "dest_node"))
        return *zones, *(int(record[name]) for name in TIME_FIELDS)

    def events(self, lane: int) -> Table:
        """Return the departures of a lane."""
        lo, hi = self.lane_event[lane].tolist()
        return self.event[lo:hi]

    def arrive(self, lane: int, hours: Ints, working_days: int) -> Ints:
        """Return the arrival hours of hours shifted by working days (C-18).

        An hour on a closed day counts from 00:00 of the next working day, so that it never
        overtakes a later one.
        """
        arrived = np.full(len(hours), self.end_hour)  # beyond the horizon: no chance
        known = hours < self.end_hour
        clock, calendar = self.clock(self.lane[lane]["dest_node"]), int(self.lane[lane]["calendar"])
        day, minute = clock.wall(hours[known])
        start = self.calendars.nth_working_day(calendar, day, 0)
        minute = np.where(start == day, minute, 0)
        reached = self.calendars.nth_working_day(calendar, start, working_days)
        inside = reached <= self.end_hour // HOURS_PER_DAY
        arrived[np.flatnonzero(known)[inside]] = clock.utc_hours(reached[inside], minute[inside])
        return arrived


Outcome = Callable[[Timing, int], Chances]  # of the last lane of a chain, by arrival hour


def delivery_outcome(timing: Timing, last_lane: int) -> Chances:
    """Return the delivery day of each arrival hour (C-19)."""
    record = timing.lane[last_lane]
    day = timing.local_day(record["dest_node"], timing.all_hours())
    delivery = timing.calendars.nth_working_day(int(record["calendar"]), day, 0)
    return certain(timing.first_hour, delivery)


def reached_outcome(timing: Timing, last_lane: int) -> Chances:
    """Return the entry day of the hour at which the next lane, the clearance, is reached."""
    node = timing.lane[last_lane]["dest_node"]
    return certain(timing.first_hour, timing.local_day(node, timing.all_hours()))


def released_outcome(timing: Timing, last_lane: int) -> Chances:
    """Return the entry day of the hour at which the last lane, the clearance, is finished.

    The day is local at the clearance lane's origin node, as when it is reached (C-19).
    """
    node = timing.lane[last_lane]["origin_node"]
    return certain(timing.first_hour, timing.local_day(node, timing.all_hours()))


def exported_outcome(linehaul: int) -> Outcome:
    """Return the outcome "leaves on a linehaul lane": its export day by hour reached (C-54)."""

    def outcome(timing: Timing, last_lane: int) -> Chances:
        node, hours = timing.lane[linehaul]["origin_node"], timing.all_hours()
        if not timing.lane[linehaul]["departure_days"]:
            return certain(timing.first_hour, timing.local_day(node, hours))
        days = np.append(_departure_days(timing, linehaul), NEVER_DAY)
        return certain(timing.first_hour, days[_departure_of(timing, linehaul, hours)])

    return outcome


def departed(timing: Timing, lane: int) -> Chances:
    """Return the export day of each departure of a linehaul that begins a chain (C-54)."""
    days = _departure_days(timing, lane)
    sure = np.full((len(days), 1), FULL_MASS, np.int64)
    rows = Rows(days, np.ones(len(days), np.int64), sure)
    return bind(timing.first_hour, _departure_of(timing, lane, timing.all_hours()), rows)


def _departure_days(timing: Timing, lane: int) -> Ints:
    """Return the local day of each departure of a lane at its origin node."""
    clock = timing.clock(timing.lane[lane]["origin_node"])
    return clock.days(timing.events(lane)["depart_min"])


def _departure_of(timing: Timing, lane: int, hours: Ints) -> Ints:
    """Return the departure that goods present at each hour take; past the last: their count.

    Goods present at the cut-off minute itself go (C-15).
    """
    return np.searchsorted(timing.events(lane)["cutoff_min"], hours * 60, side="left")


@dataclass
class Composer:
    """Composes chains towards one kind of outcome, sharing what chains have in common.

    Only the suffixes of the last chain are kept: give chains in `suffix_order`.
    """

    timing: Timing
    outcome: Outcome
    _known: dict[Chain, Chances] = field(default_factory=dict)

    def compose(self, chain: Chain) -> Chances:
        """Return the chances of a chain by the departures (or hours) of its first lane."""
        suffixes = [chain[at:] for at in range(len(chain))]
        self._known = {key: self._known[key] for key in suffixes if key in self._known}
        later: Chances | None = None
        for suffix in reversed(suffixes):
            if suffix not in self._known:
                after = self.outcome(self.timing, suffix[0]) if later is None else later
                self._known[suffix] = lead(self.timing, suffix[0], after)
            later = self._known[suffix]
        return self._known[chain]


def alike(timing: Timing, chain: Chain) -> Chain:
    """Return the chain with each lane replaced by the first lane that keeps the same time.

    Products of one gateway often share clearance and delivery times: such chains have the
    same chances and are composed once.
    """
    return tuple(timing.first_alike[lane] for lane in chain)


def suffix_order(chain: Chain) -> Chain:
    """Return a sort key that puts chains with common last lanes side by side."""
    return chain[::-1]


def lead(timing: Timing, lane: int, after: Chances) -> Chances:
    """Return the chances before a lane from the chances after it (C-15, C-20)."""
    hours = timing.all_hours()
    if not timing.lane[lane]["departure_days"]:
        rows = advance(timing, lane, after, hours)
        return bind(timing.first_hour, np.arange(len(hours)), rows)
    events = timing.events(lane)
    rows = advance(timing, lane, after, -(-events["depart_min"] // 60))
    # Past the last event comes the empty row.
    return bind(timing.first_hour, _departure_of(timing, lane, hours), rows)


def advance(timing: Timing, lane: int, after: Chances, starts: Ints) -> Rows:
    """Return the chances of ascending start hours of a lane."""
    breaks = np.flatnonzero(np.diff(starts // CHUNK_HOURS)) + 1
    chunks = [chunk for chunk in np.split(starts, breaks) if len(chunk)]
    return join([_advance_chunk(timing, lane, after, chunk) for chunk in chunks])


def _advance_chunk(timing: Timing, lane: int, after: Chances, starts: Ints) -> Rows:
    """Return floor(sum over hours of mass x chance / 2^31) for each start (C-20)."""
    steps = [
        (after.rows_at(hours), length, mass) for hours, length, mass in _steps(timing, lane, starts)
    ]
    first, end = after.day_range(np.concatenate([rows for rows, _, _ in steps]))
    total = np.zeros((len(starts), end - first), np.int64)
    at = starts - starts[0]
    for rows, length, mass in steps:
        total += mass * _window_sum(after.dense(rows, first, end), at, length)
    return compact(first, total >> MASS_BITS)


def _steps(timing: Timing, lane: int, starts: Ints) -> list[tuple[Ints, int, int]]:
    """Return (arrival hours, run length, mass) for each run of equal mass of the lane's law.

    The arrival hours are those of the first start, then of every hour after it: start i and
    hour h of the run stand at `starts[i] - starts[0] + h`.
    """
    law = lane_law(timing.lane[lane])
    works = bool(timing.lane[lane]["day_type"])
    steps = []
    for first, last, mass in law.by_day() if works else law.runs:
        days = first // HOURS_PER_DAY if works else 0
        rest = first - days * HOURS_PER_DAY
        span = last - first + int(starts[-1] - starts[0])
        hours = starts[0] + rest + np.arange(span + 1, dtype=np.int64)
        arrived = timing.arrive(lane, hours, days) if works else hours
        steps.append((arrived, last - first + 1, mass))
    return steps


def _window_sum(values: Ints, at: Ints, length: int) -> Ints:
    """Return the sums of values[at : at + length] along the first axis."""
    if length == 1:
        return values[at]
    sums = np.zeros((len(values) + 1, values.shape[1]), np.int64)
    np.cumsum(values, axis=0, out=sums[1:])
    return np.asarray(sums[at + length] - sums[at])
