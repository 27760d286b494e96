"""Announced events: the planner's table of days on which a leg takes longer than it should.

History cannot know that a peak is coming. A row says: legs that begin on these days take `factor`
times as long. What began on such days in the past is divided by the factor before it is learned,
so that an announced peak is neither counted twice nor carried into quiet weeks.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from oneprice.carriers.transit.model import TransitModel
from oneprice.carriers.transit.planner_rows import planner_rows
from oneprice.carriers.transit.stamps import Ints
from oneprice.carriers.transit.weights import Floats
from oneprice.core.days import parse_day
from oneprice.core.source import Row

COLUMNS = ("name", "leg", "from", "to", "factor")
LEAST, MOST = 1, 10


@dataclass(frozen=True)
class Announced:
    """One row: legs of this name that begin on [from_day, to_day) take `factor` times as long."""

    name: str
    leg: str
    from_day: int
    to_day: int
    factor: float


def read_announced(path: Path, model: TransitModel) -> tuple[Announced, ...]:
    """Read an uplift table: name, leg, from, to (local dates, half-open), factor (1 to 10).

    Raises
    ------
    InputError
        Naming row, column, value and remedy.
    """
    return tuple(_row(row) for row in planner_rows(path, COLUMNS, model))


def _row(row: Row) -> Announced:
    first, end = (parse_day(row[name], row.where(name)) for name in ("from", "to"))
    if end <= first:
        raise row.error("to", "give a day after `from`: it is not inside")
    factor = row.decimal("factor")
    if factor is None or not LEAST <= factor <= MOST:
        raise row.error("factor", "give a decimal from 1 to 10")
    return Announced(row["name"], row["leg"], first, end, float(factor))


def factors(announced: tuple[Announced, ...], leg: str, day: Ints) -> Floats:
    """Return the factor of a leg for each day it begins on; of several rows the largest."""
    found = np.ones(len(day))
    for row in announced:
        if row.leg == leg:
            inside = (day >= row.from_day) & (day < row.to_day)
            found = np.where(inside, np.maximum(found, row.factor), found)
    return found


def stretched(chance: Ints, factor: Floats) -> Ints:
    """Return cumulated chances of laws whose steps are `ceil(step x factor)`.

    Parameters
    ----------
    chance : int64[rows, bins]
    factor : float64[rows]
        1 or more.
    """
    width = int(np.ceil((chance.shape[1] - 1) * factor.max())) + 1
    step = np.arange(width)
    # ceil(s x factor) <= t holds up to s = t / factor.
    come = np.floor(step[None, :] / factor[:, None] + 1e-9).astype(np.int64)
    come = np.minimum(come, chance.shape[1] - 1)
    return np.asarray(np.take_along_axis(chance, come, axis=1))
