"""Composition in the learner: leg laws one after another, as integers, from the order's day on.

Natural days and working days are two axes; where one leg follows another on the other axis, each
mass moves to the place of its own day. A promise is the first step with enough mass (C-20, C-21).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from oneprice.carriers.transit.laws import MASS_BITS, NEVER, compose, first_with, masses
from oneprice.carriers.transit.stamps import Ints
from oneprice.carriers.transit.uplift import stretched
from oneprice.carriers.transit.weights import Floats
from oneprice.carriers.transit.working_days import WorkAxis

MOST_CELLS = 1 << 21  # of one batch of laws
FIRST_WIDTH = 1024  # bins composed at first; more only where a level lies beyond


@dataclass(frozen=True, eq=False)
class LegLaws:
    """Integer laws of one leg.

    Attributes
    ----------
    first : int
        Step of bin 0; below 0 with residuals.
    bins : int64[columns]
        The bins that hold mass, ascending from 0 or more.
    mass : int64[groups, columns]
        Of 2^31; a row sums to at most that.
    axis : WorkAxis, optional
        Working days, None for natural steps.
    """

    first: int
    bins: Ints
    mass: Ints
    axis: WorkAxis | None

    @property
    def width(self) -> int:
        """Return the number of bins from bin 0 to the last that holds mass."""
        return int(self.bins[-1]) + 1 if len(self.bins) else 1

    def rows(self, group: Ints, width: int) -> Ints:
        """Return the laws of groups with all their bins, up to a width: int64[n, bins]."""
        found = np.zeros((len(group), min(width, self.width)), np.int64)
        count = int(np.searchsorted(self.bins, found.shape[1]))
        found[:, self.bins[:count]] = self.mass[group, :count]
        return found


@dataclass(frozen=True, eq=False)
class Paths:
    """What is composed: one path a row.

    Attributes
    ----------
    group : int64[paths, legs]
        Row of each leg's laws.
    begin : int64[paths]
        Local day of the order; only working days look at it.
    stretch : float64[paths, legs]
        Factor of announced events.
    """

    group: Ints
    begin: Ints
    stretch: Floats


def promise_steps(legs: list[LegLaws], paths: Paths, levels: list[float]) -> Ints:
    """Return the first natural step with each level.

    Parameters
    ----------
    legs : list of LegLaws
    paths : Paths
    levels : list of float

    Returns
    -------
    int64[paths, levels]
        Steps after the order (after the plan with residuals); `NEVER` where no step has enough.
    """
    found = np.full((len(paths.group), len(levels)), NEVER, np.int64)
    if not len(paths.group):
        return found
    rows, back = _distinct(legs, paths)
    answers = np.full((len(rows.group), len(levels)), NEVER, np.int64)
    whole = math.ceil(sum(leg.width for leg in legs) * float(paths.stretch.max()))
    dated = any(leg.axis is not None for leg in legs)
    # Chances by a bin need no later bins, so that a narrow law has the same answers or none.
    # On working days bins move, so that laws stay whole there.
    width = whole if dated else min(FIRST_WIDTH, whole)
    open_ = np.arange(len(rows.group))
    while len(open_):
        batch = max(1, MOST_CELLS // width)
        for lo in range(0, len(open_), batch):
            part = open_[lo : lo + batch]
            cut = Paths(rows.group[part], rows.begin[part], rows.stretch[part])
            answers[part] = _answers(legs, cut, levels, NEVER if dated else width)
        if width >= whole:
            break
        open_ = open_[(answers[open_] == NEVER).any(axis=1)]
        width = min(4 * width, whole)
    return answers[back]


def _distinct(legs: list[LegLaws], paths: Paths) -> tuple[Paths, Ints]:
    """Return paths that differ in what they are composed of, and which one each path is."""
    dated = any(leg.axis is not None for leg in legs)
    begin = paths.begin if dated else np.zeros_like(paths.begin)
    key = np.column_stack([paths.group, begin, np.rint(paths.stretch * 1e6).astype(np.int64)])
    _, first, back = np.unique(key, axis=0, return_index=True, return_inverse=True)
    return Paths(paths.group[first], begin[first], paths.stretch[first]), np.ravel(back)


def _answers(legs: list[LegLaws], paths: Paths, levels: list[float], width: int) -> Ints:
    law, axis = composed(legs, paths, width)
    chance = np.cumsum(law, axis=1)
    start = sum(leg.first for leg in legs)
    bins = np.column_stack([first_with(chance, level) for level in levels])
    steps = start + bins
    if axis is not None:
        place = axis.position(paths.begin)[:, None] + bins
        steps = axis.day(place) - paths.begin[:, None]
    return np.asarray(np.where(bins < chance.shape[1], steps, NEVER), dtype=np.int64)


def composed(legs: list[LegLaws], paths: Paths, width: int) -> tuple[Ints, WorkAxis | None]:
    """Return the law of each whole path, up to a width, and the axis on which its bins lie.

    Every composition is exact and then rounded down once, cumulated: never above the exact law of
    the integer legs at any step, and below it by less than 2^-31 a leg.
    """
    law, axis = np.full((len(paths.group), 1), 1 << MASS_BITS, np.int64), None
    for number, leg in enumerate(legs):
        if leg.axis is not axis:
            law = _moved(law, axis, leg.axis, paths.begin)
            axis = leg.axis
        own = leg.rows(paths.group[:, number], width)
        factor = paths.stretch[:, number]
        if (factor != 1).any():
            own = masses(stretched(np.cumsum(own, axis=1), factor))
        law = compose(law, own, width)
        law = law[:, : _used(law)]
    return law, axis


def _used(law: Ints) -> int:
    """Return how many bins hold mass in some row, at least one."""
    return int(np.flatnonzero(law.any(axis=0)).max(initial=0)) + 1


def _moved(law: Ints, old: WorkAxis | None, new: WorkAxis | None, begin: Ints) -> Ints:
    """Return laws with every mass at the place of its day on another axis."""
    step = np.arange(law.shape[1])[None, :]
    day = begin[:, None] + step
    if old is not None:
        day = old.day(old.position(begin)[:, None] + step)
    place = day - begin[:, None]
    if new is not None:
        place = new.position(day) - new.position(begin)[:, None]
    width = int(place.max()) + 1
    flat = (np.arange(len(law))[:, None] * width + place).ravel()
    # Masses of a row sum to at most 2^31, so that floats add them exactly.
    moved = np.bincount(flat, law.ravel().astype(np.float64), len(law) * width)
    return np.asarray(moved.astype(np.int64).reshape(len(law), width))
