"""The starts of a lane, and the announced events that lengthen what begins with them (C-67)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oneprice.core.days import HOURS_PER_DAY
from oneprice.routing.clocks.local_time import Ints
from oneprice.routing.composing.timing import Timing, Uplift

NO_EVENTS = np.zeros((0, 5), np.int64)


@dataclass(frozen=True)
class Starts:
    """When a lane can begin, in order.

    Attributes
    ----------
    hour, minute : int64[starts]
        The hour from which its law counts (C-16), and the instant itself, both UTC.
    lifted : int64[starts]
        1 where an announced event may fit an hour of the law.
    event : int64[events, 5]
        From and to in UTC minutes, factor as two numbers, added hours.
    longest_h : int
        The longest the lane may take, lifted or not.
    """

    hour: Ints
    minute: Ints
    lifted: Ints
    event: Ints
    longest_h: int


def starts_of(timing: Timing, lane: int) -> Starts:
    """Return the starts of a lane: its departures, or every hour of the horizon (C-15)."""
    if timing.lane[lane]["departure_days"]:
        minute = timing.events(lane)["depart_min"].copy()
    else:
        minute = timing.all_hours * 60
    hour = -(-minute // 60)
    longest = max((last for _, last, _ in timing.laws[lane].runs), default=0)
    events = timing.uplifts(lane)
    if not events:
        return Starts(hour, minute, np.zeros(len(hour), np.int64), NO_EVENTS, longest)
    lifted = _lifted(events, minute, _last_arrivals(timing, lane, hour, longest))
    table = np.array([[e.from_min, e.to_min, e.num, e.den, e.add_h] for e in events], np.int64)
    most = max(-(-longest * event.num // event.den) + event.add_h for event in events)
    return Starts(hour, minute, lifted, table, max(most, longest))


def _last_arrivals(timing: Timing, lane: int, hour: Ints, longest_h: int) -> Ints:
    """Return the arrival hour of the longest duration of each start, not lifted."""
    if not timing.lane[lane]["day_type"]:
        return hour + longest_h
    days, rest = divmod(longest_h, HOURS_PER_DAY)
    if days >= timing.end_day - timing.first_day:
        return np.full(len(hour), timing.end_hour, np.int64)
    arrived = timing.arrived(lane, days)[days]
    at = hour + rest - timing.first_hour
    return np.where(at < len(arrived), arrived[np.minimum(at, len(arrived) - 1)], timing.end_hour)


def _lifted(events: list[Uplift], start_min: Ints, arrival_hour: Ints) -> Ints:
    """Return 1 for each start of which an event may fit an hour: it touches its days (C-67)."""
    fits = np.zeros(len(start_min), bool)
    for event in events:
        fits |= (start_min < event.to_min) & (arrival_hour * 60 >= event.from_min)
    return fits.astype(np.int64)
