"""Exact inverse of a price that is piecewise monotone in one whole number (C-55).

A price is a chain of sums, products, roundings and bounds, none of which falls as the unit price
rises, cut by *tests* of an amount against a bound of a table (thresholds, gates, limits). The
pricing code folds the outcome of each test, in the order in which it is made, into a *trace*.

Why equal traces at two ends mean one trace in between: the first test is made whatever the unit
price, of an amount that does not fall, so its outcome changes at most once per bound; equal at
both ends it is equal in between. Then the second test is made on an amount that depends on the
unit price by one formula only, and so on by induction. Hence the unit prices that share the trace
of `v` are one stretch, its end is found by bisection, and inside it the price does not fall.

The best of several routes is no test: the least of prices that do not fall does not fall.
What else depends on a choice by price must be pinned: then each way to pin it is a *variant* with
a trace of its own, and the true price is at each unit price that of one of the variants.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

Traced = Callable[[int], tuple[int | None, Hashable]]  # price, None if refused, and trace
Price = Callable[[int], int | None]
Point = tuple[int, int]  # unit price, price


@dataclass(frozen=True)
class Piece:
    """A stretch of unit prices, both ends included, on which a price does not fall."""

    lo: int
    hi: int
    price: Callable[[int], int]


@dataclass(frozen=True)
class Inverse:
    """Where a price has a value.

    Attributes
    ----------
    values : tuple of (first, last)
        Ascending stretches of unit prices with exactly the price asked for.
    below, above : (unit price, price) or None
        Only without values: the nearest price on each side that some unit price yields.
    """

    values: tuple[tuple[int, int], ...]
    below: Point | None
    above: Point | None


def invert(variants: Sequence[Traced], true_price: Price, lo: int, hi: int, target: int) -> Inverse:
    """Return the unit prices in [lo, hi] whose true price is `target`, or the nearest prices.

    Parameters
    ----------
    variants : sequence of callables
        Traced prices; at each unit price the true price is that of one of them.
    true_price : callable
        The price that is charged; asked only where a variant has a fitting one.
    lo, hi : int
        Range of unit prices, both included.
    target : int
        Price looked for.
    """
    found = [piece for variant in variants for piece in pieces(variant, lo, hi)]
    hits = {v for piece in found for v in _at(piece, target) if true_price(v) == target}
    if hits:
        return Inverse(tuple(_stretches(sorted(hits))), None, None)
    below = _nearest(found, true_price, target, -1)
    return Inverse((), below, _nearest(found, true_price, target, 1))


def pieces(traced: Traced, lo: int, hi: int) -> Iterator[Piece]:
    """Yield the stretches of equal trace that have a price, ascending."""

    def price(v: int) -> int:
        found = traced(v)[0]
        assert found is not None, "a refusal changes the trace"
        return found

    while lo <= hi:
        value, trace = traced(lo)
        end = _last(lo, hi, _same_trace(traced, trace))
        if value is not None:
            yield Piece(lo, end, price)
        lo = end + 1


def _same_trace(traced: Traced, trace: Hashable) -> Callable[[int], bool]:
    """Return the test whether a unit price has this trace."""
    return lambda v: traced(v)[1] == trace


def _last(lo: int, hi: int, holds: Callable[[int], bool]) -> int:
    """Return the last number in [lo, hi] of the stretch from lo on which a condition holds."""
    while lo < hi:
        middle = (lo + hi + 1) // 2
        if holds(middle):
            lo = middle
        else:
            hi = middle - 1
    return lo


def _first_above(piece: Piece, bound: int) -> int:
    """Return the first unit price of a piece whose price is above a bound, or one past its end."""
    if piece.price(piece.lo) > bound:
        return piece.lo
    return _last(piece.lo, piece.hi, lambda v: piece.price(v) <= bound) + 1


def _at(piece: Piece, target: int) -> range:
    """Return the unit prices of a piece whose price is the target."""
    return range(_first_above(piece, target - 1), _first_above(piece, target))


def _stretches(listed: list[int]) -> Iterator[tuple[int, int]]:
    """Yield runs of neighbours of a sorted list as (first, last)."""
    start = listed[0]
    for v, after in zip(listed, [*listed[1:], None], strict=True):
        if after != v + 1:
            yield start, v
            start = after or 0


def _nearest(found: list[Piece], true_price: Price, target: int, side: int) -> Point | None:
    """Return the nearest point on one side of the target (side -1 below, 1 above).

    Each piece offers its points outwards from the target; the nearest of all is taken first, and
    passed over where another variant is the true one there.
    """
    heap = []
    for number, piece in enumerate(found):
        v = _first_above(piece, target - 1) - 1 if side < 0 else _first_above(piece, target)
        if piece.lo <= v <= piece.hi:
            heap.append((side * piece.price(v), v, number))
    heapq.heapify(heap)
    while heap:
        signed, v, number = heapq.heappop(heap)
        if true_price(v) == side * signed:
            return v, side * signed
        piece, after = found[number], v + side
        if piece.lo <= after <= piece.hi:
            heapq.heappush(heap, (side * piece.price(after), after, number))
    return None
