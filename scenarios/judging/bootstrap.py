"""Intervals by drawing whole weeks again: integer sums, so that a rerun gives the same bits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oneprice.scenarios.judging.asked import Bools, Floats, Ints
from oneprice.scenarios.judging.measures import frontier_at

DRAWS, SEED = 200, 20171101
TAILS = (0.05, 0.95)  # a 90 % interval
Interval = tuple[float, float]


@dataclass(frozen=True)
class Draws:
    """How often each block is in each draw.

    Attributes
    ----------
    times : int64 array
        (draws, blocks).
    number : int64 array
        Block number of each shipment.
    """

    times: Ints
    number: Ints

    def sums(self, values: Ints | Bools) -> Ints:
        """Return the sum over the shipments of each draw.

        Parameters
        ----------
        values : int64 or bool array
            (shipments,) or (shipments, columns).
        """
        shape = (self.times.shape[1], *values.shape[1:])
        totals = np.zeros(shape, np.int64)
        np.add.at(totals, self.number, values.astype(np.int64))
        return np.asarray(self.times @ totals, dtype=np.int64)


def draws_of(block: Ints, draws: int = DRAWS, seed: int = SEED) -> Draws:
    """Draw blocks with replacement, as many as there are, `draws` times."""
    names, number = np.unique(block, return_inverse=True)
    count = len(names)
    times = np.zeros((draws, count), np.int64)
    if count:
        drawn = np.random.default_rng(seed).integers(0, count, size=(draws, count))
        np.add.at(times, (np.arange(draws)[:, None], drawn), 1)
    return Draws(times, np.asarray(number, dtype=np.int64))


def interval(values: Floats) -> Interval | None:
    """Return the 90 % interval of what the draws gave; None where fewer than half gave one."""
    good = values[np.isfinite(values)]
    if len(good) < 2 or 2 * len(good) < len(values):
        return None
    low, high = np.quantile(good, TAILS)
    return float(low), float(high)


def share_interval(draws: Draws, flags: Bools) -> Interval | None:
    """Return the interval of a share; None of fewer than two blocks."""
    if draws.times.shape[1] < 2:
        return None
    counted = draws.sums(np.ones(len(flags), np.int64))
    return interval(draws.sums(flags) / np.maximum(counted, 1))


def earlier_interval(
    draws: Draws, kept: Bools, promised: Ints, rival_kept: Bools, rival_promised: Ints
) -> Interval | None:
    """Return the interval of (rival's mean - mean at the rival's own share), in units.

    Parameters
    ----------
    draws : Draws
    kept, promised : array
        (shipments, levels) of the method, levels ascending.
    rival_kept, rival_promised : array
        (shipments,) of the promise compared with.
    """
    if draws.times.shape[1] < 2:
        return None
    counted = draws.sums(np.ones(len(rival_kept), np.int64))[:, None]
    shares, means = draws.sums(kept) / counted, draws.sums(promised) / counted
    wanted = draws.sums(rival_kept) / counted[:, 0]
    rival = draws.sums(rival_promised) / counted[:, 0]
    gains = np.full(len(wanted), np.nan)
    for draw in range(len(wanted)):
        at = frontier_at(shares[draw], means[draw], wanted[draw])
        if at is not None:
            gains[draw] = rival[draw] - at
    return interval(gains)
