"""How well promises were kept, how early they were, and what they cost by pinball loss."""

from __future__ import annotations

import numpy as np

from oneprice.carriers.transit.laws import NEVER
from oneprice.scenarios.judging.asked import Bools, Floats, Ints

# Levels at which the frontier of a method is sampled, beside those asked for.
FRONTIER = (
    *(round(0.05 * n, 2) for n in range(1, 10)),
    *(round(0.50 + 0.02 * n, 2) for n in range(15)),
    *(round(0.80 + 0.01 * n, 2) for n in range(19)),
    *(0.985, 0.99, 0.9925, 0.995, 0.9975, 0.999),
)
FEWEST = 30  # shipments of a month that may be called the worst


def pinball(promised: Ints, done: Ints, level: float) -> Floats:
    """Return the pinball loss of each promise, in units: level x late, (1 - level) x early."""
    late = (done - promised).astype(np.float64)
    return np.where(late >= 0, level * late, (level - 1.0) * late)


def share(flags: Bools) -> float | None:
    """Return the share that holds, None of nothing."""
    return float(flags.mean()) if len(flags) else None


def mean(values: Floats | Ints) -> float | None:
    """Return the mean, None of nothing."""
    return float(values.mean()) if len(values) else None


def share_with_open(
    promised: Ints, done: Bools, done_units: Ints, open_units: Ints
) -> tuple[float | None, int]:
    """Return the kept share where shipments that never came count as late once promised.

    Parameters
    ----------
    promised : int64 array
        Every shipment that was not cancelled.
    done : bool array
        Whether it came by the end of the table.
    done_units : int64 array
        When, where it did.
    open_units : int64 array
        How far the table reaches, where it did not.

    Returns
    -------
    tuple
        The share, and how many that never came are in it. Those whose promise lies beyond the end
        of the table are still open and count on neither side.
    """
    overdue = ~done & (promised < open_units)
    kept = done & (done_units <= promised)
    counted = int((done | overdue).sum())
    return (float(kept.sum() / counted) if counted else None), int(overdue.sum())


def months_of(ordered_day: Ints) -> Ints:
    """Return the month of each day, counted from 1970-01."""
    days = ordered_day.astype("datetime64[D]")
    return np.asarray(days.astype("datetime64[M]").astype(np.int64))


def month_name(month: int) -> str:
    """Return a month as 2017-11."""
    return str(np.datetime64(int(month), "M"))


def by_month(month: Ints, kept: Bools) -> dict[int, tuple[int, float]]:
    """Return the number of shipments and the kept share of each month, in order."""
    found = {}
    for number in np.unique(month).tolist():
        inside = month == number
        found[number] = (int(inside.sum()), float(kept[inside].mean()))
    return found


def worst_month(months: dict[int, tuple[int, float]]) -> int | None:
    """Return the month with the lowest share among those with `FEWEST` shipments or more.

    Where none has so many, all are looked at; of equals the first.
    """
    large = {month: found for month, found in months.items() if found[0] >= FEWEST}
    looked_at = large or months
    return min(looked_at, key=lambda month: (looked_at[month][1], month), default=None)


def frontier_at(shares: Floats, means: Floats, wanted: float) -> float | None:
    """Return the mean promise at which a method keeps a wanted share.

    Parameters
    ----------
    shares, means : float array
        Kept share and mean promised units at ascending levels: points of one ascending line.
    wanted : float
        Share of promises kept.

    Returns
    -------
    float or None
        Read off the line between the last point below and the first that reaches the share; None
        where no level keeps so much, or even the lowest keeps more.
    """
    reached = np.flatnonzero(shares >= wanted)
    if not len(reached):
        return None
    at = int(reached[0])
    if at == 0:
        return float(means[0]) if shares[0] == wanted else None
    rise = (wanted - shares[at - 1]) / (shares[at] - shares[at - 1])
    return float(means[at - 1] + rise * (means[at] - means[at - 1]))


def promised_at_all(promised: Ints) -> Bools:
    """Return which promises exist: a law may never reach a level."""
    return promised < NEVER
