"""Leg laws: the published range of a duration as integer masses on the hour grid (C-16, C-17)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from oneprice.core.compiling import Table
from oneprice.core.errors import require

FULL_MASS = 2**31  # certainty
Run = tuple[int, int, int]  # first hour, last hour (included), mass of each


@dataclass(frozen=True)
class Law:
    """A duration as runs of hours that carry the same mass each.

    Attributes
    ----------
    runs : tuple of (first_h, last_h, mass)
        Ascending and disjoint, both hours included, mass > 0 of 2^31 per hour. The masses of
        all hours sum to 2^31 at most; what is missing never arrives (C-16).
    """

    runs: tuple[Run, ...]

    def masses(self) -> dict[int, int]:
        """Return the mass of every hour that has any."""
        return {h: mass for first, last, mass in self.runs for h in range(first, last + 1)}

    def by_day(self) -> tuple[Run, ...]:
        """Return the runs cut at multiples of 24 h, for working days (C-18)."""
        return tuple(
            (max(first, 24 * day), min(last, 24 * day + 23), mass)
            for first, last, mass in self.runs
            for day in range(first // 24, last // 24 + 1)
        )


def published_law(min_h: int, max_h: int, late_num: int, late_den: int, late_max_h: int) -> Law:
    """Return the law of a published range (C-17).

    Parameters
    ----------
    min_h, max_h : int
        Whole hours, both included, 0 <= min_h <= max_h.
    late_num, late_den : int
        Share of the mass that comes later than `max_h`; 0 = none.
    late_max_h : int
        Last hour of the late part, > max_h when there is one.

    Notes
    -----
    Each hour gets the floor of its equal share, the last hour the rest as well, so that
    rounding never makes a duration shorter.
    """
    require(0 <= min_h <= max_h, f"transit {min_h}..{max_h} h is no range")
    late = FULL_MASS * late_num // late_den if late_num > 0 else 0
    require(0 <= late <= FULL_MASS, "late share above 1")
    require(late == 0 or late_max_h > max_h, f"late until {late_max_h} h, not after {max_h} h")
    runs = _uniform(min_h, max_h, FULL_MASS - late)
    if late > 0:
        runs += _uniform(max_h + 1, late_max_h, late)
    return Law(runs)


def _uniform(first: int, last: int, mass: int) -> tuple[Run, ...]:
    """Return the equal law on first..last as one run, or two when the last hour has more."""
    count = last - first + 1
    share = mass // count
    heavy = mass - share * (count - 1)
    runs = ((first, last - 1, share), (last, last, heavy))
    if heavy == share:
        runs = ((first, last, share), (0, 0, 0))
    return tuple(run for run in runs if run[2] > 0 and run[0] <= run[1])


def published_lane_law(lane: np.void) -> Law:
    """Return the law of the published range of a lane record."""
    return published_law(
        int(lane["law_min_h"]),
        int(lane["law_max_h"]),
        int(lane["late_num"]),
        int(lane["late_den"]),
        int(lane["late_max_h"]),
    )


def laws_of(tables: Mapping[str, Table]) -> list[Law]:
    """Return the laws of all lanes from the sections `lane_law` and `law_run`."""
    runs = tables["law_run"].tolist()
    spans = zip(*(tables["lane_law"][name].tolist() for name in ("run_lo", "run_hi")), strict=True)
    return [Law(tuple(runs[lo:hi])) for lo, hi in spans]
