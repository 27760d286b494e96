"""Transit laws, departures and their composition along a chain (C-14 to C-22)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import accumulate
from math import ceil
from typing import NamedTuple

from reference.calendars import WorkCalendar, local_day, local_time, wall_minute
from reference.lanes import Lane, Route
from reference.reading import ratio
from reference.refused import Refused

FULL = 2**31


class Law(NamedTuple):
    """Days, the chance of having come by each, and what each adds, of 2^31."""

    days: tuple[int, ...]
    chances: tuple[int, ...]
    added: tuple[int, ...]


NEVER = Law((), (), ())


def spread(mass: int, first: int, last: int) -> list[tuple[int, int]]:
    """Spread a mass evenly over whole hours, the rest on the last (C-17)."""
    count = last - first + 1
    part = mass // count
    law = [(hour, part) for hour in range(first, last)]
    return [*law, (last, mass - part * (count - 1))]


@cache
def transit_law(lane: Lane) -> list[tuple[int, int]]:
    """Return the (hours, mass) of a lane's transit (C-17)."""
    low, high = (ceil(24 * Fraction(lane.row[f"transit_{end}_days"])) for end in ("min", "max"))
    late = FULL * ratio(lane.row.get("late_share", "")) // 1
    law = spread(FULL - late, low, high)
    if late:
        law += spread(late, high + 1, ceil(24 * Fraction(lane.row["late_max_days"])))
    return law


@dataclass(frozen=True)
class Known:
    """The instants between which departures are known, in UTC minutes (C-20)."""

    first_min: int
    end_min: int


def departure_on(lane: Lane, day: int) -> int | None:
    """Return the departure minute of a lane on a local day, if it leaves (C-15)."""
    weekday = (day + 3) % 7 + 1  # day 0 was a Thursday
    if str(weekday) not in lane.row["departure_days"] or not lane.calendar.works(day):
        return None
    return wall_minute(day, lane.row["departure_time"], lane.origin.zone)


def known_departures(lane: Lane, known: Known) -> list[tuple[int, int]]:
    """Return all known (cut-off, departure) minutes of a lane, in order (C-15, C-20)."""
    lead = int(60 * (lane.number("cutoff_lead_h") or 0))
    first, last = (local_day(at, lane.origin.zone) for at in (known.first_min, known.end_min))
    found = []
    for day in range(first - 1, last + 2):
        minute = departure_on(lane, day)
        if minute is not None and known.first_min <= minute - lead and minute < known.end_min:
            found.append((minute - lead, minute))
    return sorted(found)


def start_minute(lane: Lane, present: int, known: Known) -> int | None:
    """Return when goods present at a minute leave on a lane, if that is known (C-15)."""
    if not lane.leaves:
        return present
    if lane.departures is None:
        lane.departures = known_departures(lane, known)
    place = bisect_left(lane.departures, (present, -1))
    return lane.departures[place][1] if place < len(lane.departures) else None


def arrival_hour(lane: Lane, hour: int, hours: int) -> int:
    """Return the arrival hour of a transit begun at a whole hour (C-16, C-18)."""
    if not lane.in_working_days:
        return hour + hours
    days, rest = divmod(hours, 24)
    return work_arrival(lane.calendar, lane.dest.zone, hour + rest, days)


@cache
def work_arrival(calendar: WorkCalendar, zone: str, hour: int, days: int) -> int:
    """Return the hour on the days-th working day after an hour, at its wall time (C-18)."""
    day, clock = local_time(hour * 60, zone)
    if not calendar.works(day):
        day, clock = calendar.on_or_after(day), "00:00"
    return -(-wall_minute(calendar.after(day, days), clock, zone) // 60)


@cache
def onward(lane: Lane, after: Lane | None, hour: int, known: Known) -> dict[int, int]:
    """Return the mass by the minute at which goods that left at an hour go on, if they do."""
    if not lane.in_working_days and (after is None or not after.leaves):  # they do at once
        return {60 * (hour + hours): mass for hours, mass in transit_law(lane)}
    starts: dict[int, int] = defaultdict(int)
    for hours, mass in transit_law(lane):
        there = 60 * arrival_hour(lane, hour, hours)
        start = start_minute(after, there, known) if after else there
        if start is not None:
            starts[start] += mass
    return starts


@dataclass(frozen=True)
class Goal:
    """What is counted at the end of a chain: the day of an instant.

    It is the instant of arrival, or of the departure of the lane `after`.
    """

    name: tuple[str, str]
    day: Callable[[int], int]
    after: Lane | None = None


class Laws:
    """Laws of chains, composed from the last leg back and kept (C-20)."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.memo: dict[tuple[tuple[Lane, ...], tuple[str, str]], dict[int, Law]] = {}

    def law(self, lanes: tuple[Lane, ...], goal: Goal, present: int) -> Law:
        """Return the days and cumulated chances for goods present at a minute."""
        if not lanes:
            return self.law_from(lanes, goal, present)
        start = start_minute(lanes[0], present, self.known)
        return NEVER if start is None else self.law_from(lanes, goal, start)

    def composed(self, lanes: tuple[Lane, ...], goal: Goal, hour: int) -> Law:
        """Return floor(sum over hours (mass x chance from there) / 2^31) by day (C-20)."""
        rest = lanes[1:]
        after = rest[0] if rest else goal.after
        steps: dict[int, int] = defaultdict(int)
        kept = self.memo.setdefault((rest, goal.name), {})
        for start, mass in onward(lanes[0], after, hour, self.known).items():
            if not rest:
                steps[goal.day(start)] += mass * FULL
                continue
            law = kept.get(-(-start // 60)) or self.law_from(rest, goal, start)
            for day, added in zip(law.days, law.added, strict=True):
                steps[day] += mass * added
        days = tuple(sorted(steps))
        chances = tuple(x // FULL for x in accumulate(steps[day] for day in days))
        added = tuple(x - y for x, y in zip(chances, (0, *chances), strict=False))
        return Law(days, chances, added)

    def law_from(self, lanes: tuple[Lane, ...], goal: Goal, start: int) -> Law:
        """Return the law of goods that leave on the first lane at a minute."""
        if not lanes:
            return Law((goal.day(start),), (FULL,), (FULL,))
        kept, hour = self.memo.setdefault((lanes, goal.name), {}), -(-start // 60)
        if hour not in kept:
            kept[hour] = self.composed(lanes, goal, hour)
        return kept[hour]

    def delivery(self, route: Route, ready: int) -> Law:
        """Return the law of the delivery day (C-19)."""
        first, last = route.lanes[0], route.lanes[-1]
        if start_minute(first, ready, self.known) is None:
            raise Refused("NO_DEPARTURE", first.lane_id)

        def day(minute: int) -> int:
            return last.calendar.on_or_after(local_day(minute, last.dest.zone))

        return self.law(route.lanes, Goal(("delivery", last.lane_id), day), ready)

    def export(self, route: Route, ready: int) -> Law:
        """Return the law of the export day: of the first linehaul's departure (C-54)."""
        place = next(i for i, lane in enumerate(route.lanes) if lane.leg == "linehaul")
        linehaul = route.lanes[place]

        def day(minute: int) -> int:
            return local_day(minute, linehaul.origin.zone)

        goal = Goal(("export", linehaul.lane_id), day, linehaul)
        if place:
            return self.law(route.lanes[:place], goal, ready)
        start = start_minute(linehaul, ready, self.known)
        return NEVER if start is None else self.law_from((), goal, start)

    def entry(self, route: Route, ready: int, duty_point: str) -> Law:
        """Return the law of the entry day, at the clearance lane's origin node (C-19)."""
        clearance = route.lanes[route.clearance]
        legs = route.lanes[: route.clearance + (duty_point == "release")]

        def day(minute: int) -> int:
            return local_day(minute, clearance.origin.zone)

        return self.law(legs, Goal(("entry", clearance.lane_id), day), ready)


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
    return [(day, mass) for day, mass in zip(law.days, law.added, strict=True) if mass > 0]


def named_day(steps: list[tuple[int, int]]) -> int:
    """Return the day with the largest mass, ties to the earlier (C-22)."""
    return max(steps, key=lambda step: (step[1], -step[0]))[0]
