"""Backward composition of leg laws against the timetable (C-18, C-19, C-20).

For a chain of lanes the chance of an outcome by each day is found from the last lane back:
a lane turns the chances of its arrival hours into the chances of its starts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from oneprice.core.days import NEVER_DAY
from oneprice.routing.clocks.local_time import Ints
from oneprice.routing.composing.chances import Chances, Rows, bind, certain
from oneprice.routing.composing.leading import lead
from oneprice.routing.composing.timing import Timing as Timing

Lanes = tuple[int, ...]
Hours = Sequence[int]
Suffix = tuple[Lanes, tuple[int, ...]]  # lanes, and the hours of transfer between them
Outcome = Callable[[Timing, int], Chances]  # of the last lane of a chain, by arrival hour


def compose(timing: Timing, chain: Lanes, transfers: Hours, outcome: Outcome) -> Chances:
    """Return the chances of a chain by the departures (or hours) of its first lane (C-20).

    Parameters
    ----------
    timing : Timing
    chain : tuple of int
        Lanes.
    transfers : sequence of int
        Hours before presence at each lane; that of the first is not read (C-64).
    outcome : callable
        What is waited for, by the hour at which the last lane arrives.
    """
    return Composer(timing, outcome).compose(chain, transfers)


def delivery_outcome(timing: Timing, last_lane: int) -> Chances:
    """Return the delivery day of each arrival hour (C-19)."""
    record = timing.lane[last_lane]
    day, minute = timing.clock(int(record["dest_node"])).wall(timing.all_hours)
    if record["delivers_until_min"]:
        day = day + (minute >= record["delivers_until_min"])
    return _each_hour(timing, timing.calendars.nth_working_day(int(record["calendar"]), day, 0))


def reached_outcome(timing: Timing, last_lane: int) -> Chances:
    """Return the entry day of the hour at which goods arrive at the clearance lane (C-19)."""
    return _each_hour(timing, _local_days(timing, int(timing.lane[last_lane]["dest_node"])))


def accepted_outcome(clearance: int, transfer_h: int) -> Outcome:
    """Return the outcome "present for the clearance lane": its entry day by hour (C-19)."""

    def outcome(timing: Timing, _: int) -> Chances:
        return _each_hour(timing, _present_days(timing, clearance, transfer_h))

    return outcome


def released_outcome(timing: Timing, last_lane: int) -> Chances:
    """Return the entry day of the hour at which the last lane, the clearance, is finished.

    The day is local at the clearance lane's origin node, as when it is reached (C-19).
    """
    return _each_hour(timing, _local_days(timing, int(timing.lane[last_lane]["origin_node"])))


def exported_outcome(linehaul: int, transfer_h: int) -> Outcome:
    """Return the outcome "leaves on a linehaul lane": its export day by hour (C-54)."""

    def outcome(timing: Timing, _: int) -> Chances:
        if not timing.lane[linehaul]["departure_days"]:
            return _each_hour(timing, _present_days(timing, linehaul, transfer_h))
        rows = certain(_departure_days(timing, linehaul))
        return _bound(timing, linehaul, transfer_h, rows)

    return outcome


def departed(timing: Timing, lane: int) -> Chances:
    """Return the export day of each departure of a linehaul that begins a chain (C-54)."""
    return _bound(timing, lane, 0, certain(_departure_days(timing, lane)))


def _each_hour(timing: Timing, days: Ints) -> Chances:
    """Return the outcome of a known day for each hour of the horizon."""
    return bind(timing.pool, timing.first_hour, np.arange(len(days)), certain(days))


def _local_days(timing: Timing, node: int) -> Ints:
    return timing.clock(node).wall(timing.all_hours)[0]


def _present_days(timing: Timing, lane: int, transfer_h: int) -> Ints:
    """Return the local day of presence for a lane, by hour of arrival (C-63)."""
    present = timing.present(lane, transfer_h)
    known = present < timing.end_hour * 60
    days = np.full(len(present), NEVER_DAY, np.int64)
    clock = timing.clock(int(timing.lane[lane]["origin_node"]))
    days[known] = clock.days(present[known])
    return days


def _departure_days(timing: Timing, lane: int) -> Ints:
    """Return the local day of each departure of a lane at its origin node."""
    clock = timing.clock(int(timing.lane[lane]["origin_node"]))
    return clock.days(timing.events(lane)["depart_min"])


def _bound(timing: Timing, lane: int, transfer_h: int, rows: Rows) -> Chances:
    """Return chances of the starts of a lane by the hours at which goods arrive before it."""
    return bind(timing.pool, timing.first_hour, timing.start_of(lane, transfer_h), rows)


@dataclass
class Composer:
    """Composes chains towards one kind of outcome, sharing what chains have in common.

    Only the suffixes of the last chain are kept: give chains in `suffix_order`. A suffix is
    known by its lanes and the hours of transfer between them.
    """

    timing: Timing
    outcome: Outcome
    _known: dict[Suffix, Rows] = field(default_factory=dict)

    def compose(self, chain: Lanes, transfers: Hours) -> Chances:
        """Return the chances of a chain by the departures (or hours) of its first lane."""
        given = tuple(transfers)
        suffixes = [(chain[at:], given[at + 1 :]) for at in range(len(chain))]
        self._known = {key: self._known[key] for key in suffixes if key in self._known}
        for at in reversed(range(len(chain))):
            if suffixes[at] not in self._known:
                self._known[suffixes[at]] = self._lead(chain, given, at, suffixes)
        return _bound(self.timing, chain[0], 0, self._known[suffixes[0]])

    def _lead(self, chain: Lanes, given: tuple[int, ...], at: int, suffixes: list[Suffix]) -> Rows:
        """Return the chances before a lane of a chain, those after it being known."""
        if at + 1 == len(chain):
            after = self.outcome(self.timing, chain[at])
        else:
            later = self._known[suffixes[at + 1]]
            after = _bound(self.timing, chain[at + 1], given[at + 1], later)
        # Of delivery alone nobody counts on overtaking (C-67).
        return lead(self.timing, chain[at], after, self.outcome is not delivery_outcome)


def alike(timing: Timing, chain: Lanes) -> Lanes:
    """Return the chain with each lane replaced by the first lane that keeps the same time.

    Products of one gateway often share clearance and delivery times: such chains have the
    same chances and are composed once.
    """
    return tuple(timing.first_alike[lane] for lane in chain)


def suffix_order(way: Suffix) -> tuple[int, ...]:
    """Return a sort key that puts (lanes, hours before each) with common ends side by side."""
    return tuple(number for pair in zip(way[0][::-1], way[1][::-1], strict=True) for number in pair)
