"""Opening hours: when goods that are at a node can go on (C-63)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np

from oneprice.routing.clocks.calendars import Calendars
from oneprice.routing.clocks.local_time import Ints, wall_minute

NEVER_MIN = 2**62  # no presence: nothing opens any more


@dataclass(frozen=True)
class Opening:
    """The instants at which a node is open.

    Attributes
    ----------
    opens, closes : int64[periods]
        Half-open periods in UTC minutes, ascending and apart.
    """

    opens: Ints
    closes: Ints

    def present(self, minutes: Ints, transfer_h: int = 0) -> Ints:
        """Return when goods that arrive at each minute are present for the next lane (C-63).

        They wait for an opening, then the hours of the transfer pass while the node is open,
        then they wait for an opening again. `NEVER_MIN` where nothing opens any more.
        """
        at = np.searchsorted(self.closes, minutes, side="right")
        known = at < len(self.opens)
        waited = np.maximum(minutes[known] - self.opens[at[known]], 0)
        worked = self._before[at[known]] + waited + 60 * transfer_h
        present = np.full(len(minutes), NEVER_MIN, np.int64)
        present[known] = self._when(worked)
        return present

    def latest(self, cutoffs: Ints) -> Ints:
        """Return the last minute at which goods may arrive to be present by each cut-off.

        0 where none is early enough.
        """
        at = np.searchsorted(self.opens, cutoffs, side="right") - 1
        last = np.minimum(cutoffs, self.closes[at] - 1) if len(self.closes) else cutoffs
        return np.where(at < 0, 0, last)

    @cached_property
    def _before(self) -> Ints:
        """Return the open minutes before each period, and at last those of all."""
        return np.concatenate([np.zeros(1, np.int64), np.cumsum(self.closes - self.opens)])

    def _when(self, worked: Ints) -> Ints:
        """Return the first open minute before which the node was open so many minutes."""
        at = np.searchsorted(self._before, worked, side="right") - 1
        known = at < len(self.opens)
        at = np.where(known, at, 0)
        return np.where(known, self.opens[at] + worked - self._before[at], NEVER_MIN)


@dataclass(frozen=True)
class AlwaysOpen:
    """A node that never closes."""

    def present(self, minutes: Ints, transfer_h: int = 0) -> Ints:
        """Return when goods are present: after the hours of the transfer."""
        return minutes + 60 * transfer_h

    def latest(self, cutoffs: Ints) -> Ints:
        """Return the last minutes that are in time: the cut-offs."""
        return cutoffs


def opening(
    zone: ZoneInfo, calendars: Calendars, calendar: int, opens_min: int, closes_min: int
) -> Opening:
    """Return the periods in which a node is open over the span of the calendars.

    Parameters
    ----------
    opens_min, closes_min : int
        Minutes since local midnight of a working day, the second past 1440 on the day after.
    """
    days = (np.flatnonzero(calendars.open_days[calendar]) + calendars.first_day).tolist()
    merged: list[list[int]] = []
    for day in days:
        opens, closes = (wall_minute(zone, day, minute) for minute in (opens_min, closes_min))
        if merged and opens <= merged[-1][1]:
            merged[-1][1] = max(closes, merged[-1][1])
        elif closes > opens:  # both may fall into a gap of the clocks
            merged.append([opens, closes])
    periods = np.array(merged, np.int64).reshape(-1, 2)
    return Opening(periods[:, 0].copy(), periods[:, 1].copy())
