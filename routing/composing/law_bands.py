"""Laws laid out for the composing kernel: masses summed up by hour, whole days apart (C-18)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oneprice.core.days import HOURS_PER_DAY
from oneprice.routing.clocks.local_time import Ints
from oneprice.routing.laws.ranges import Law, Run

Band = tuple[int, int, int, int]


@dataclass(frozen=True)
class LawBands:
    """A law by its bands: stretches of hours that lead to arrival hours in one step.

    A lane that counts hours has one band, a lane that counts working days one for each number
    of days, in which the hours of a day follow each other.

    Attributes
    ----------
    band : int64[bands, 4]
        Working days, first and last hour added, place in `cum` of the first hour.
    cum : int64
        Per band the mass before each of its hours, and at last the mass of all.
    """

    band: Ints
    cum: Ints


def law_bands(law: Law, works: bool, horizon_h: int) -> LawBands:
    """Return the bands of a law; what takes longer than the horizon is left out."""
    known = [run for run in law.runs if run[0] <= horizon_h]
    known = [(first, min(last, horizon_h), mass) for first, last, mass in known]
    parts = _by_day(known) if works else {0: known} if known else {}
    bands: list[Band] = []
    cums: list[Ints] = [np.zeros(0, np.int64)]
    for days, runs in parts.items():
        bands.append((days, runs[0][0], runs[-1][1], sum(map(len, cums))))
        cums.append(_cumulated(runs))
    return LawBands(np.array(bands, np.int64).reshape(-1, 4), np.concatenate(cums))


def _by_day(runs: list[Run]) -> dict[int, list[Run]]:
    """Return runs by whole days, as hours of the day."""
    parts: dict[int, list[Run]] = {}
    for first, last, mass in Law(tuple(runs)).by_day():
        days = first // HOURS_PER_DAY
        before = days * HOURS_PER_DAY
        parts.setdefault(days, []).append((first - before, last - before, mass))
    return parts


def _cumulated(runs: list[Run]) -> Ints:
    """Return the mass before each hour from the first of the runs to one past the last."""
    start = runs[0][0]
    mass = np.zeros(runs[-1][1] - start + 2, np.int64)
    for first, last, each in runs:
        mass[first - start + 1 : last - start + 2] = each
    return np.cumsum(mass)


def hour_masses(law: Law) -> Ints:
    """Return int64[hours, 2]: each hour of a law with its mass."""
    return np.array(list(law.masses().items()), np.int64).reshape(-1, 2)
