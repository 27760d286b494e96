"""One way that a consignment can go: instants and waits when every leg keeps the same pace.

A pace is a mass of 2^31: each law takes the first hour by which that much of it has come. A
larger pace never arrives earlier, so paths can be searched by it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from oneprice.core.days import MINUTES_PER_HOUR
from oneprice.routing.handling import Readiness
from oneprice.routing.last_mile import LastMile
from oneprice.routing.laws.ranges import FULL_MASS
from oneprice.routing.promises.laws import Runs, hour_of
from oneprice.routing.promises.times import BookTimes


@dataclass(frozen=True)
class Way:
    """The route of a consignment, and when it may start.

    Attributes
    ----------
    lanes, transfers : tuple of int
        Rows of `lane` in chain order, and the hours of the transfer before each (C-64).
    laws : tuple of runs
        Of each lane.
    mile : LastMile
        What turns days of the law into days of delivery (C-19).
    valid_until_min : int
        From which handling counts (C-14).
    ready : Readiness
        When it may start (C-14, C-68).
    """

    lanes: tuple[int, ...]
    transfers: tuple[int, ...]
    laws: tuple[Runs, ...]
    mile: LastMile
    valid_until_min: int
    ready: Readiness


@dataclass(frozen=True)
class Step:
    """One lane of a walk; UTC minutes, hours of the law, and the events that lengthen it."""

    lane: int
    came_min: int
    transfer_h: int
    present_min: int
    cutoff_min: int | None
    start_min: int
    transit_h: int | None = None
    arrives_min: int | None = None
    uplift: tuple[str, ...] = ()


@dataclass(frozen=True)
class Walk:
    """A way walked at one pace: the steps as far as the goods come, and the delivery day."""

    pace: int
    ready_min: int
    steps: tuple[Step, ...]
    delivered_day: int | None


def walk(times: BookTimes, way: Way, pace: int) -> Walk | None:
    """Walk a way at a pace; None where the goods are never ready at it.

    Parameters
    ----------
    times : BookTimes
    way : Way
    pace : int
        Mass of 2^31 that each law has let come, 1 to 2^31.
    """
    ready = came = way.ready.minute_at(pace)
    if ready is None or came is None:
        return None
    steps: list[Step] = []
    for at, lane in enumerate(way.lanes):
        step = _start(times, lane, came, way.transfers[at])
        if step is None:
            return Walk(pace, ready, tuple(steps), None)
        steps.append(_arrive(times, step, way.laws[at], pace))
        arrived = steps[-1].arrives_min
        if arrived is None:
            return Walk(pace, ready, tuple(steps), None)
        came = arrived
    day = times.delivery_day(way.lanes[-1], came // MINUTES_PER_HOUR)
    return Walk(pace, ready, tuple(steps), None if day is None else way.mile.delivery(day))


def _start(times: BookTimes, lane: int, came: int, transfer_h: int) -> Step | None:
    """Return when a lane is started by goods that come at a minute; None: no more departure."""
    node = int(times.book.tables["lane"][lane]["origin_node"])
    present = times.present(node, came, transfer_h)
    if present is None:
        return None
    if not times.has_departures(lane):
        return Step(lane, came, transfer_h, present, None, present)
    found = times.departure(lane, present)
    return None if found is None else Step(lane, came, transfer_h, present, *found)


def _arrive(times: BookTimes, step: Step, law: Runs, pace: int) -> Step:
    """Return a step with its arrival, which no earlier start of the lane is after (C-67)."""
    hours = hour_of(law, pace)
    if hours is None:
        return step
    arrived, names = times.lifted(step.lane, step.start_min, hours)
    for start in times.last_starts(step.lane, step.start_min):
        before, more = times.lifted(step.lane, start, hours)
        if before is None or (arrived is not None and before > arrived):
            arrived, names = before, tuple(dict.fromkeys((*names, *more)))
    if arrived is None:
        return replace(step, transit_h=hours, uplift=names)
    return replace(step, transit_h=hours, arrives_min=arrived * MINUTES_PER_HOUR, uplift=names)


def slowest(reach: Callable[[int], Walk | None], day: int) -> Walk | None:
    """Return the walk of the largest pace that is delivered on or before a day.

    Parameters
    ----------
    reach : callable
        Gives the walk of a pace.
    day : int
        Local day number.

    Notes
    -----
    The pace is found by halving, so that paces of the same path are not told apart by more than
    what the laws themselves tell.
    """
    low, high = 0, FULL_MASS + 1
    best: Walk | None = None
    while high - low > 1:
        middle = (low + high) // 2
        found = reach(middle)
        if found is not None and found.delivered_day is not None and found.delivered_day <= day:
            low, best = middle, found
        else:
            high = middle
    return best
