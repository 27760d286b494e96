"""When goods leave on a lane, and when they arrive (C-15, C-16, C-18, C-63)."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache

from reference.calendars import WorkCalendar, local_day, local_time, wall_before, wall_minute
from reference.lanes import Lane
from reference.reading import span
from reference.transfers import Transfers


@dataclass(frozen=True)
class Known:
    """The instants between which departures are known, in UTC minutes (C-20)."""

    first_min: int
    end_min: int


def leaves_on(lane: Lane, day: int) -> bool:
    """Tell whether a lane leaves on a local day (C-15)."""
    weekday = (day + 3) % 7 + 1  # day 0 was a Thursday
    first, end = span(lane.row.get("runs_from", ""), lane.row.get("runs_to", ""))
    usual = str(weekday) in lane.row["departure_days"] and lane.calendar.works(day)
    return usual and first <= day < end


def departure_on(lane: Lane, day: int) -> tuple[int, int]:
    """Return the (cut-off, departure) minutes of a local day; none is after the other (C-15)."""
    clock, zone = lane.row["departure_time"], lane.origin.zone
    lead_min = int(60 * (lane.number("cutoff_lead_h") or 0))
    cutoff = wall_minute(*wall_before(day, clock, lead_min), zone, earlier=True)
    departure = wall_minute(day, clock, zone)
    return min(cutoff, departure), departure


def known_departures(lane: Lane, known: Known) -> list[tuple[int, int]]:
    """Return all known (cut-off, departure) minutes of a lane, in order (C-15, C-20)."""
    first, last = (local_day(at, lane.origin.zone) for at in (known.first_min, known.end_min))
    days = (day for day in range(first - 1, last + 2) if leaves_on(lane, day))
    every = (departure_on(lane, day) for day in days)
    return sorted(x for x in every if known.first_min <= x[0] and x[1] < known.end_min)


@dataclass(frozen=True)
class Departures:
    """When goods leave, from lane to lane."""

    known: Known
    transfers: Transfers

    def present(self, before: Lane | None, lane: Lane, minute: int) -> int:
        """Return when goods that arrive by a lane, or are ready, can go on by another (C-63)."""
        hours = 0 if before is None else self.transfers.hours(before, lane)
        doors = lane.origin.doors
        return doors.after(minute, 60 * hours) if doors else minute + 60 * hours

    def start(self, before: Lane | None, lane: Lane, minute: int) -> int | None:
        """Return when goods that arrive at a minute leave on a lane, if that is known (C-15)."""
        present = self.present(before, lane, minute)
        if not lane.leaves:
            return present
        departures = self.of(lane)
        place = bisect_left(departures, (present, -1))
        return departures[place][1] if place < len(departures) else None

    def of(self, lane: Lane) -> list[tuple[int, int]]:
        """Return the known (cut-off, departure) minutes of a lane, kept with it."""
        if lane.departures is None:
            lane.departures = known_departures(lane, self.known)
        return lane.departures

    def last_before(self, lane: Lane, minute: int) -> int | None:
        """Return the last start of a lane before a minute, if one is known (C-20, C-67)."""
        if not lane.leaves:
            start = -(-minute // 60) * 60 - 60
            return start if start >= self.known.first_min else None
        found = [departure for _, departure in self.of(lane)]
        place = bisect_left(found, minute)
        return found[place - 1] if place else None


def start_of_law(lane: Lane, start: int) -> int:
    """Return the minute from which a law is followed: a start hour, or a departure (C-16, C-67)."""
    return start if lane.leaves else -(-start // 60) * 60


def arrival_hour(lane: Lane, start: int, hours: int) -> int:
    """Return the arrival hour of a transit begun at a minute (C-16, C-18)."""
    hour = -(-start // 60)
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
