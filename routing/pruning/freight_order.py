"""Whether the rates of one lane are nowhere higher than another's, exactly (C-66)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from oneprice.carriers.tables import BAND_BASIS
from oneprice.core._kernels import UNBOUNDED
from oneprice.core.compiling import Table
from oneprice.routing.pruning.lane_likeness import PRICES

DEARER, NEVER_DEARER, SAME = 0, 1, 2
BY_ACTUAL = BAND_BASIS["actual"]


def freight_order(lane: np.void, rates: Table, others: Table) -> int:
    """Compare the amounts of a lane with those of one that is alike in all else.

    Parameters
    ----------
    lane : LANE record
        Either of the two.
    rates, others : RATE tables
        The rows of both lanes, pairwise with the same cell, band and conditions.

    Returns
    -------
    int
        `SAME` at every quantity, `NEVER_DEARER` where the first is lower somewhere and higher
        nowhere, else `DEARER`; what cannot be compared plainly counts as dearer.

    Notes
    -----
    Amounts are compared as exact fractions, before they are cut to pips (C-04): a cut and a
    rounding keep the order.
    """
    if all(np.array_equal(rates[name], others[name]) for name in PRICES):
        return SAME
    order = SAME
    for rate, other in zip(rates, others, strict=True):
        order = min(order, _row_order(_Price(rate), _Price(other), _quantities(lane, rate)))
        if order == DEARER:
            break
    return order


class _Price:
    """A row as an exact function of quantity (C-06): clamp(base + rate x units)."""

    def __init__(self, rate: np.void) -> None:
        self.base, self.slope = int(rate["base_pip"]), Fraction(int(rate["num"]), int(rate["den"]))
        self.q0, self.step = int(rate["q0"]), int(rate["step"])
        self.least, self.most = int(rate["min_pip"]), int(rate["max_pip"])

    def units(self, q: int) -> int:
        above = max(0, q - self.q0)
        return -(-above // self.step) if self.step > 0 else above

    def at(self, units: Fraction) -> Fraction:
        return min(max(self.base + self.slope * units, Fraction(self.least)), Fraction(self.most))

    def bends(self) -> Iterator[Fraction]:
        """Yield the units at which the amount reaches a bound."""
        if self.slope:
            yield from ((bound - self.base) / self.slope for bound in (self.least, self.most))


def _quantities(lane: np.void, rate: np.void) -> tuple[int, int]:
    """Return the smallest and largest quantity a row may be asked to price.

    Where the band goes by the actual weight the billed quantity may be anything (C-31).
    """
    least = int(rate["min_q"])
    if lane["band_basis"] == BY_ACTUAL:
        return least, UNBOUNDED
    return max(least, int(rate["lo"])), max(least, int(rate["hi"]))


def _row_order(price: _Price, other: _Price, quantities: tuple[int, int]) -> int:
    """Compare two rows over a range of quantities; both are straight between their bends."""
    counts = [row for row in (price, other) if row.slope]
    if len({(row.q0, row.step) for row in counts}) > 1:
        return DEARER
    scale = counts[0] if counts else price
    first, last = (Fraction(scale.units(q)) for q in quantities)
    bends = (units for row in counts for units in row.bends() if first < units < last)
    pairs = [(price.at(units), other.at(units)) for units in (first, last, *bends)]
    if any(own > theirs for own, theirs in pairs):
        return DEARER
    return SAME if all(own == theirs for own, theirs in pairs) else NEVER_DEARER
