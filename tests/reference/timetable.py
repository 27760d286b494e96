"""Laws of transit composed along a chain, against the timetable (C-19 to C-22, C-54, C-67)."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import NamedTuple

from reference.calendars import local_day, wall_minute
from reference.departures import Departures, start_of_law
from reference.hour_laws import FULL, HourLaws
from reference.lanes import Lane, Route
from reference.refused import Refused

BITS = 64  # of a day in the one number that holds what each day adds
Ready = tuple[tuple[int, int], ...]  # (minute, mass): when goods are ready, of 2^31 (C-68)
Chain = tuple[Lane, ...]


class Law(NamedTuple):
    """Days, the chance of having come by each, and what each adds, of 2^31."""

    days: tuple[int, ...]
    chances: tuple[int, ...]
    added: tuple[int, ...]


NEVER = Law((), (), ())


@dataclass(frozen=True)
class Goal:
    """What is counted at the end of a chain: the day of an instant.

    It is the instant of arrival, or of the departure of the lane `after`; with `presence` the
    instant at which goods are present for it.
    """

    name: tuple[str, str]
    day: Callable[[int], int]
    after: Lane | None = None
    presence: bool = False
    overtaking: bool = True  # goods that start later may come earlier (C-67)


def packed(chances: list[int]) -> int:
    """Return what each day adds to the chances as one number, to weigh and sum all at once."""
    added = [later - earlier for earlier, later in pairwise([0, *chances])]
    return int.from_bytes(array("Q", added).tobytes(), "little")


def unpacked(number: int) -> array[int]:
    """Return what each day adds; no day reaches 2^64, for masses sum to at most 2^31."""
    days = -(-number.bit_length() // BITS)
    return array("Q", number.to_bytes(8 * days, "little"))


def floored(number: int) -> int:
    """Return the cumulated chances divided by 2^31 and cut, as what each day adds (C-20)."""
    empty = ((number & -number).bit_length() - 1) // BITS * BITS if number else 0  # days before
    return packed([total // FULL for total in accumulate(unpacked(number >> empty))]) << empty


def least(one: int, two: int) -> int:
    """Return the smaller chance by each day of two (C-67)."""
    chances = [list(accumulate(unpacked(number))) for number in (one, two)]
    longest = max(len(found) for found in chances)
    both = [found + found[-1:] * (longest - len(found)) or [0] * longest for found in chances]
    return packed([min(pair) for pair in zip(*both, strict=True)])


class Laws:
    """Laws of chains, composed from the last leg back and kept (C-20)."""

    def __init__(self, departures: Departures, hours: HourLaws) -> None:
        self.departures, self.hours = departures, hours
        self.first_day = departures.known.first_min // 1440 - 2
        self.memo: dict[tuple[Chain, tuple[str, str]], dict[int, int]] = {}
        self.onward_memo: dict[tuple[str, str, bool], dict[int, dict[int, int]]] = {}
        self.reached_memo: dict[tuple[str, str, bool], dict[int, int | None]] = {}
        self.days_memo: dict[tuple[str, str], dict[int, int]] = {}
        self.starts_memo: dict[tuple[str, Ready], dict[int, int]] = {}
        self.changes_memo: dict[str, list[int]] = {}

    def law(self, number: int) -> Law:
        """Return a composed law with its days."""
        added = unpacked(number)
        chances = tuple(accumulate(added))
        found = [place for place, mass in enumerate(added) if mass]
        return Law(
            tuple(self.first_day + place for place in found),
            tuple(chances[place] for place in found),
            tuple(added[place] for place in found),
        )

    def onward(
        self, lane: Lane, after: Lane | None, start: int, presence: bool = False
    ) -> dict[int, int]:
        """Return the mass by the minute at which goods that left at a minute go on, if they do."""
        pair = (lane.lane_id, after.lane_id if after else "", presence)
        kept = self.onward_memo.setdefault(pair, {})
        if start not in kept:
            arrivals = self.hours.arrivals(lane, start)
            if after is None:
                kept[start] = dict(arrivals)
            else:
                kept[start] = self.reached(lane, after, arrivals, presence)
        return kept[start]

    def reached(
        self, lane: Lane, after: Lane, arrivals: list[tuple[int, int]], presence: bool
    ) -> dict[int, int]:
        """Return the mass by the minute at which goods leave by the next lane, or can leave."""
        kept = self.reached_memo.setdefault((lane.lane_id, after.lane_id, presence), {})
        reach = self.departures.present if presence else self.departures.start
        found: dict[int, int] = defaultdict(int)
        for there, mass in arrivals:
            if there not in kept:
                kept[there] = reach(lane, after, there)
            if (on := kept[there]) is not None:
                found[on] += mass
        return found

    def composed(self, lanes: Chain, goal: Goal, start: int) -> int:
        """Return floor(sum over hours (mass x chance from there) / 2^31) by day (C-20)."""
        rest, total = lanes[1:], 0
        if not rest:
            by_day: dict[int, int] = defaultdict(int)
            days = self.days_memo.setdefault(goal.name, {})
            for there, mass in self.onward(lanes[0], goal.after, start, goal.presence).items():
                if there not in days:
                    days[there] = goal.day(there)
                by_day[days[there]] += mass
            return sum(mass << (BITS * (day - self.first_day)) for day, mass in by_day.items())
        kept = self.memo.setdefault((rest, goal.name), {})
        for there, mass in self.onward(lanes[0], rest[0], start).items():
            found = kept.get(there)
            total += mass * (self.chances(rest, goal, there) if found is None else found)
        return floored(total)

    def chances(self, lanes: Chain, goal: Goal, start: int) -> int:
        """Return the law of goods that leave on the first lane at a minute, overtaking none."""
        if not lanes:
            return FULL << (BITS * (goal.day(start) - self.first_day))
        start = start_of_law(lanes[0], start)
        kept = self.memo.setdefault((lanes, goal.name), {})
        if start not in kept:
            own = self.composed(lanes, goal, start)
            before = None if goal.overtaking else self.before_end(lanes[0], start)
            kept[start] = own if before is None else least(own, self.chances(lanes, goal, before))
        return kept[start]

    def before_end(self, lane: Lane, start: int) -> int | None:
        """Return the last earlier start before the end of some row of uplift, if there is one.

        Up to that end a later start meets all that an earlier one meets, and never comes earlier;
        so the least of all earlier starts is found at the last one before each end, and each of
        them looks back itself.
        """
        changes = self.changes(lane)
        place = bisect_left(changes, start)
        return changes[place - 1] if place else None

    def changes(self, lane: Lane) -> list[int]:
        """Return the last start of a lane before the end of each row of uplift."""
        if lane.lane_id not in self.changes_memo:
            last = (self.departures.last_before(lane, end) for end in self.hours.ends(lane))
            self.changes_memo[lane.lane_id] = sorted({start for start in last if start is not None})
        return self.changes_memo[lane.lane_id]

    def starts(self, lane: Lane, ready: Ready) -> dict[int, int]:
        """Return the mass by the departure that ready goods reach on their first lane."""
        key = (lane.lane_id, ready)
        if key not in self.starts_memo:
            self.starts_memo[key] = found = defaultdict(int)
            for minute, mass in ready:
                start = self.departures.start(None, lane, minute)
                if start is not None:
                    found[start] += mass
        return self.starts_memo[key]

    def mixed(self, lanes: Chain, goal: Goal, ready: Ready) -> Law:
        """Return the law over the departures that goods reach (C-68)."""
        first = lanes[0] if lanes else goal.after  # no export goal without either
        if first is None:
            raise ValueError("a goal needs a lane")
        starts = self.starts(first, ready).items()
        total = sum(mass * self.chances(lanes, goal, start) for start, mass in starts)
        return self.law(floored(total))

    def delivery(self, route: Route, ready: Ready) -> Law:
        """Return the law of the delivery day, before extra days (C-19)."""
        first, last = route.lanes[0], route.lanes[-1]
        if ready and self.departures.start(None, first, ready[0][0]) is None:
            raise Refused("NO_DEPARTURE", first.lane_id)
        goal = Goal(("delivery", last.lane_id), delivery_day(last), overtaking=False)
        return self.mixed(route.lanes, goal, ready)

    def export_goal(self, route: Route, point: str) -> tuple[Chain, Goal]:
        """Return what leads to the departure of the linehaul that counts, and its day (C-54)."""
        places = [i for i, x in enumerate(route.lanes) if x.leg == "linehaul" and not x.bonded]
        place = places[-1 if point == "last" else 0]
        linehaul = route.lanes[place]
        goal = Goal(("export", linehaul.lane_id), day_at(linehaul), linehaul)
        return route.lanes[:place], goal

    def export(self, route: Route, ready: Ready, point: str) -> Law:
        """Return the law of the export day (C-54)."""
        return self.mixed(*self.export_goal(route, point), ready)

    def loading_days(self, route: Route, ready: Ready, point: str) -> list[int]:
        """Return the days on which goods may be loaded, over all departures reached (C-12)."""
        lanes, goal = self.export_goal(route, point)
        starts = self.starts(route.lanes[0], ready)
        laws = (self.law(self.chances(lanes, goal, start)) for start in starts)
        return sorted({day for law in laws for day in law.days})

    def entry(self, route: Route, ready: Ready, duty_point: str) -> Law:
        """Return the law of the entry day, at the clearance lane's origin node (C-19)."""
        clearance = route.lanes[route.clearance]
        legs = route.lanes[: route.clearance + (duty_point == "release")]
        after = clearance if duty_point == "acceptance" else None
        name = (duty_point, clearance.lane_id)
        return self.mixed(legs, Goal(name, day_at(clearance), after, after is not None), ready)


def day_at(lane: Lane) -> Callable[[int], int]:
    """Return how an instant becomes a day at the origin node of a lane."""
    return lambda minute: local_day(minute, lane.origin.zone)


def delivery_day(last: Lane) -> Callable[[int], int]:
    """Return how an arrival becomes the day of delivery (C-19)."""

    def day(minute: int) -> int:
        there, until = local_day(minute, last.dest.zone), last.row.get("delivers_until", "")
        closed = until not in ("", "24:00") and wall_minute(there, until, last.dest.zone) <= minute
        return last.calendar.on_or_after(there + closed)

    return day


def moved(law: Law, day: Callable[[int], int]) -> Law:
    """Return a law whose days are moved, never past each other."""
    added: dict[int, int] = defaultdict(int)
    for there, mass in zip(law.days, law.added, strict=True):
        added[day(there)] += mass
    return Law(tuple(added), tuple(accumulate(added.values())), tuple(added.values()))


def chance_by(law: Law, day: int) -> int:
    """Return the chance of having come by a day."""
    place = bisect_right(law.days, day)
    return law.chances[place - 1] if place else 0


def promise_day(law: Law, level: Fraction, count: int) -> int:
    """Return the earliest day that keeps the level for one of count consignments (C-21)."""
    needed = FULL - FULL * (1 - level) // count
    for day, chance in zip(law.days, law.chances, strict=True):
        if chance >= needed:
            return day
    raise Refused("NO_PROMISE")


def masses(law: Law) -> list[tuple[int, int]]:
    """Return (day, mass) of the days with mass, in order (C-22)."""
    return list(zip(law.days, law.added, strict=True))


def named_day(steps: list[tuple[int, int]]) -> int:
    """Return the day with the largest mass, ties to the earlier (C-22)."""
    return max(steps, key=lambda step: (step[1], -step[0]))[0]
