"""Shipments still on their way: weights that undo 'seen only if done', and Kaplan-Meier."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oneprice.carriers.transit.stamps import Ints

Floats = NDArray[np.float64]
TINY = 1e-12


def seen_weights(lasted: Ints, ages: Ints, most: float) -> Floats:
    """Return inverse-probability weights of finished legs.

    A leg that lasted t steps is seen only if it began at least t steps ago; the share G of all
    legs that did is what its weight 1 / G undoes. Slow ones so stand for slow ones on their way.

    Parameters
    ----------
    lasted : int64[done]
        Natural steps that finished legs lasted.
    ages : int64[begun]
        Steps since every leg began, finished or not.
    most : float
        Largest weight: few old shipments must not speak for many.
    """
    # A begin stamped in another zone may lie a day ahead of the cut: it is as old as it can be.
    counts = np.bincount(np.maximum(ages, 0))
    at_least = np.append(counts[::-1].cumsum()[::-1], 0)  # by age, how many are that old
    old = at_least[np.clip(lasted, 0, len(counts))]
    return np.asarray(np.minimum(len(ages) / np.maximum(old, 1), most))


def kaplan_meier_quantile(value: Floats, seen: NDArray[np.bool_], share: float) -> float:
    """Return the smallest value by which at least `share` have come (Kaplan-Meier).

    Parameters
    ----------
    value : float64[n]
        Durations; of what is still on its way the time so far.
    seen : bool[n]
        Whether the end was seen.
    share : float

    Returns
    -------
    float
        The largest value where even by then fewer have come.
    """
    order = np.lexsort((~seen, value))  # at equal values those that came are counted first
    at_risk = len(value) - np.arange(len(value))
    staying = np.cumprod(np.where(seen[order], 1 - 1 / at_risk, 1.0))
    reached = np.flatnonzero(staying <= 1 - share + TINY)
    last = reached[0] if len(reached) else len(value) - 1
    return float(value[order[last]])


def effective(weights: Floats, group: Ints, groups: int) -> Floats:
    """Return the effective number of observations of each group: (sum w)^2 / sum w^2 (Kish)."""
    total = np.bincount(group, weights, groups)
    square = np.bincount(group, weights * weights, groups)
    return np.asarray(total * total / np.maximum(square, TINY))
