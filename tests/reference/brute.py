"""The plainest reading of C-15 to C-20, C-63 and C-67: every path of hours, in exact fractions.

Nothing is shared, searched or rounded: clocks are walked in steps, starts are tried one by one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from reference.calendars import local_day, wall_minute
from reference.departures import Departures, arrival_hour
from reference.hour_laws import FULL, HourLaws, midnight, uplifted
from reference.lanes import Lane
from reference.opening import Doors

STEP_MIN = 10  # all clocks and ready minutes of the small networks are multiples of it
Chain = tuple[Lane, ...]
Chances = dict[int, Fraction]  # of having come by each day


def is_open(doors: Doors, minute: int) -> bool:
    """Tell whether some working day's hours hold a minute."""
    here = local_day(minute, doors.zone)
    for day in (here - 1, here):
        end, clock = (day + 1, "00:00") if doors.closes == "24:00" else (day, doors.closes)
        if doors.closes <= doors.opens:
            end = day + 1
        opening = wall_minute(day, doors.opens, doors.zone)
        if doors.calendar.works(day) and opening <= minute < wall_minute(end, clock, doors.zone):
            return True
    return False


@dataclass
class Walk:
    """Goods walked along a chain, minute by minute and hour by hour."""

    departures: Departures
    hours: HourLaws
    present_memo: dict[tuple[str, str, int], int] = field(default_factory=dict)
    memo: dict[tuple[Chain, int], Chances] = field(default_factory=dict)
    own_memo: dict[tuple[Chain, int], Chances] = field(default_factory=dict)

    def present(self, before: Lane | None, lane: Lane, minute: int) -> int:
        """Walk to the next opening, then through the open hours of a transfer, and once more."""
        left = 0 if before is None else 60 * self.departures.transfers.hours(before, lane)
        doors = lane.origin.doors
        if doors is None:
            return minute + left
        while left or not is_open(doors, minute):
            left -= STEP_MIN if left and is_open(doors, minute) else 0
            minute += STEP_MIN
        return minute

    def start(self, before: Lane | None, lane: Lane, minute: int) -> int | None:
        """Try each departure in turn."""
        key = (before.lane_id if before else "", lane.lane_id, minute)
        if key not in self.present_memo:
            self.present_memo[key] = self.present(before, lane, minute)
        there = self.present_memo[key]
        if not lane.leaves:
            return there
        later = (leaves for cutoff, leaves in self.departures.of(lane) if there <= cutoff)
        return next(later, None)

    def arrivals(self, lane: Lane, start: int) -> list[tuple[int, Fraction]]:
        """Lengthen each hour of a law by the rows that it meets."""
        found = []
        for hour, mass in self.hours.plain(lane):
            there = 60 * arrival_hour(lane, start, hour)
            met = [
                uplifted(row, hour)
                for row in self.hours.rows_of(lane)
                if start < midnight(row["to"], lane) and midnight(row["from"], lane) <= there
            ]
            longest = max(met, default=hour)
            found.append((60 * arrival_hour(lane, start, longest), Fraction(mass, FULL)))
        return found

    def starts_up_to(self, lane: Lane, start: int) -> list[int]:
        """Return a start, and all before it where goods on the lane may not overtake."""
        if not self.hours.rows_of(lane):
            return [start]
        if lane.leaves:
            return [leaves for _, leaves in self.departures.of(lane) if leaves <= start]
        return list(range(self.departures.known.first_min, start + 1, 60))

    def chances(self, lanes: Chain, start: int) -> Chances:
        """Return the exact chances by day for goods that leave on the first lane at a minute."""
        start = start if lanes[0].leaves else -(-start // 60) * 60
        if (lanes, start) not in self.memo:
            every = [self.own(lanes, one) for one in self.starts_up_to(lanes[0], start)]
            days = sorted({day for one in every for day in one})
            least = {day: min(by(one, day) for one in every) for day in days}
            self.memo[lanes, start] = least
        return self.memo[lanes, start]

    def own(self, lanes: Chain, start: int) -> Chances:
        """Return the chances of one start, worked out once."""
        if (lanes, start) not in self.own_memo:
            self.own_memo[lanes, start] = self.work_own(lanes, start)
        return self.own_memo[lanes, start]

    def work_own(self, lanes: Chain, start: int) -> Chances:
        """Follow every hour of the first lane, and from there all paths of the rest."""
        masses: dict[int, Fraction] = {}
        for there, mass in self.arrivals(lanes[0], start):
            if len(lanes) == 1:
                day = lanes[0].calendar.on_or_after(local_day(there, lanes[0].dest.zone))
                masses[day] = masses.get(day, Fraction(0)) + mass
                continue
            on = self.start(lanes[0], lanes[1], there)
            rest = {} if on is None else self.chances(lanes[1:], on)
            for day, added in steps(rest).items():
                masses[day] = masses.get(day, Fraction(0)) + mass * added
        total, found = Fraction(0), {}
        for day in sorted(masses):
            found[day] = total = total + masses[day]
        return found


def by(chances: Chances, day: int) -> Fraction:
    """Return the chance by a day."""
    return max((chance for there, chance in chances.items() if there <= day), default=Fraction(0))


def steps(chances: Chances) -> Chances:
    """Return what each day adds."""
    found, before = {}, Fraction(0)
    for day in sorted(chances):
        found[day], before = chances[day] - before, chances[day]
    return found
