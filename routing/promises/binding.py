"""The leg that binds: which law, were it certain, would bring the promise forward (C-70)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from oneprice.core.book import Book
from oneprice.core.days import MINUTES_PER_DAY
from oneprice.routing.composing.arrivals import Timing, compose, delivery_outcome
from oneprice.routing.composing.chances import Chances
from oneprice.routing.handling import Readiness, departures
from oneprice.routing.laws.ranges import FULL_MASS
from oneprice.routing.promises.answer import HANDLING
from oneprice.routing.promises.days import DayLaw, chances_of, delivered, mixed
from oneprice.routing.promises.laws import HALF, hour_of
from oneprice.routing.promises.walk import Way

LOCAL_DAYS = 2  # a local day lies at most so far from the UTC day of its number
SHARED_DAYS = 7


class Raised(NamedTuple):
    """The chance of delivery on a day before the promise day, were one law its median alone.

    Attributes
    ----------
    handling : int or None
        Of 2^31, with the handling law at its median; None without such a law, or without median.
    lanes : tuple of int or None
        The same for each lane of the route.
    binding : str
        Id of the lane that binds, or `handling`.
    """

    handling: int | None
    lanes: tuple[int | None, ...]
    binding: str


@dataclass(frozen=True)
class Binding:
    """Recomposes the routes of a book with one law replaced."""

    book: Book
    timing: Timing
    _between: dict[tuple[int, int], Timing] = field(default_factory=dict)

    def raised(self, way: Way, route: int, last_day: int) -> Raised:
        """Return what each law holds back, and the leg that binds.

        Parameters
        ----------
        way : Way
        route : int
            Row of `route`.
        last_day : int
            The day before the promise day, a local day number.
        """
        handling = None
        if way.ready.spread and (minute := way.ready.minute_at(HALF)) is not None:
            known = Readiness.certain(minute)
            arrivals = chances_of(self.book, "arrival", route, known)
            handling = delivered(arrivals, way.mile).by(last_day)
        timing = self._timing_between(way, last_day)
        first, end = timing.lane_event[way.lanes[0]].tolist()
        leaving = departures(self.book.tables, route, way.ready)
        reached = {event - first: weight for event, weight in leaving if event < end}
        lanes = tuple(
            self._lane(timing, way, at, reached, last_day) for at in range(len(way.lanes))
        )
        return Raised(handling, lanes, self._name(way, handling, lanes))

    def _lane(
        self, timing: Timing, way: Way, at: int, reached: dict[int, int], last_day: int
    ) -> int | None:
        """Return the chance with the law of one lane at its median, None if it has none."""
        median = hour_of(way.laws[at], HALF)
        if median is None:
            return None
        certain = timing.with_law(way.lanes[at], ((median, median, FULL_MASS),))
        composed = compose(certain, way.lanes, way.transfers, delivery_outcome)
        arrivals = mixed([(mass, row_of(composed, i)) for i, mass in reached.items()])
        return delivered(arrivals, way.mile).by(last_day)

    def _timing_between(self, way: Way, last_day: int) -> Timing:
        """Return the timing of what can have a part in the chance of ready goods by a day.

        Earlier starts have none, but on lanes with announced events (C-67), nor later arrivals.
        Horizons begin and end on set days, so that consignments share them.
        """
        first_day, end_day = self.timing.first_day, self.timing.end_day
        if not np.isin(self.timing.uplift["lane"][1:], way.lanes).any():
            ready_day = way.ready.first_min // MINUTES_PER_DAY - LOCAL_DAYS
            first_day = max(first_day, ready_day - ready_day % SHARED_DAYS)
        last_day += LOCAL_DAYS
        span = first_day, min(end_day, last_day + SHARED_DAYS - last_day % SHARED_DAYS)
        if span not in self._between:
            self._between[span] = self._narrowed(*span)
        return self._between[span]

    def _narrowed(self, first_day: int, end_day: int) -> Timing:
        """Return the timing of some days alone, without the departures before and after them."""
        lane_event, departs = self.timing.lane_event.copy(), self.timing.event["depart_min"]
        ends = np.array([first_day, end_day], np.int64) * MINUTES_PER_DAY
        for span in lane_event:
            lo, hi = int(span["lo"]), int(span["hi"])
            span["lo"], span["hi"] = lo + np.searchsorted(departs[lo:hi], ends)
        return replace(
            self.timing, first_day=first_day, end_day=end_day, lane_event=lane_event, _kept={}
        )

    def _name(self, way: Way, handling: int | None, lanes: tuple[int | None, ...]) -> str:
        """Return the first leg without a median, else the first with the largest chance."""
        names = [
            self.book.ids.name("lane", self.book.tables["lane"][lane]["name"]) for lane in way.lanes
        ]
        chances = list(lanes)
        if way.ready.spread:
            names.insert(0, HANDLING)
            chances.insert(0, handling)
        known = [FULL_MASS + 1 if chance is None else chance for chance in chances]
        return names[known.index(max(known))]


def binding_of(book: Book) -> Binding:
    """Return what recomposes the routes of a book."""
    return Binding(book, Timing.of_book(book))


def row_of(chances: Chances, departure: int) -> DayLaw:
    """Return the chances of one departure of a chain's first lane."""
    first, by_day = chances.of(departure)
    return DayLaw(first, tuple(by_day.tolist()))
