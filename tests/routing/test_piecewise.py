"""The exact inverse of a piecewise monotone price against trying every unit price (C-55)."""

from __future__ import annotations

from collections.abc import Hashable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneprice.routing.piecewise import Inverse, Traced, invert, pieces

MOST = 400


def tax_at(threshold: int) -> Traced:
    """Return a price with 20 % tax and, above a threshold, 12 % duty first."""

    def traced(v: int) -> tuple[int | None, Hashable]:
        duty = (12 * v + 50) // 100 if v > threshold else 0
        return v + duty + (20 * (v + duty) + 50) // 100, v > threshold

    return traced


def random_variant(seed: int) -> Traced:
    """Return a random price with thresholds that may jump up, down or refuse.

    Each threshold asked depends on the outcome of the one before it, as stacks do on regimes.
    """
    rng = Random(seed)
    bounds = {key: rng.randrange(MOST + 20) for key in range(32)}
    duty = {key: rng.choice((0, 3, 12, 40)) for key in range(32)}
    flat = {key: rng.choice((0, 0, 25, 90)) for key in range(32)}
    refused = {key: rng.random() < 0.15 for key in range(32)}
    unit = rng.choice((1, 1, 5, 10))

    def traced(v: int) -> tuple[int | None, Hashable]:
        key = 1
        for _ in range(4):
            key = 2 * key + (v > bounds[key])
        key -= 16
        price = v + (duty[key] * v // 100 + flat[key]) // unit * unit
        return (None if refused[key] else price), key

    return traced


def by_hand(prices: dict[int, int], target: int) -> Inverse:
    """Return the inverse of a table of prices."""
    hits = [v for v, price in prices.items() if price == target]
    if hits:
        starts = [v for v in hits if v - 1 not in hits]
        ends = [v for v in hits if v + 1 not in hits]
        return Inverse(tuple(zip(starts, ends, strict=True)), None, None)
    below = max((price for price in prices.values() if price < target), default=None)
    above = min((price for price in prices.values() if price > target), default=None)
    sides = [
        None if side is None else (min(v for v in prices if prices[v] == side), side)
        for side in (below, above)
    ]
    return Inverse((), sides[0], sides[1])


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (18_000, Inverse(((15_000, 15_000),), None, None)),
        (18_001, Inverse((), (15_000, 18_000), (15_001, 20_161))),
        (20_160, Inverse((), (15_000, 18_000), (15_001, 20_161))),
        (20_161, Inverse(((15_001, 15_001),), None, None)),
    ],
)
def test_gap_at_a_threshold(target: int, expected: Inverse) -> None:
    """Between the last price under a threshold and the first one over it there is none."""
    traced = tax_at(15_000)
    assert invert([traced], lambda v: traced(v)[0], 1, 10**11, target) == expected


def test_price_that_falls_at_a_threshold_has_two_unit_prices() -> None:
    """A relief from a value on gives one price to two unit prices."""

    def traced(v: int) -> tuple[int | None, Hashable]:
        return v + (0 if v > 100 else 50), v > 100

    assert invert([traced], lambda v: traced(v)[0], 1, 1_000, 140).values == ((90, 90), (140, 140))


def test_nothing_offered_has_no_price() -> None:
    """Where every unit price is refused there is neither a value nor a neighbour."""
    assert invert([lambda v: (None, 0)], lambda v: None, 1, 99, 50) == Inverse((), None, None)


@pytest.mark.parametrize("target", [1, 200])
def test_ends_of_the_range(target: int) -> None:
    """Below the first and above the last price there is one neighbour only."""

    def traced(v: int) -> tuple[int | None, Hashable]:
        return v, 0

    found = invert([traced], lambda v: v, 10, 100, target)
    assert (found.below, found.above) == ((None, (10, 10)) if target == 1 else ((100, 100), None))


def test_neighbours_with_one_price_are_one_stretch() -> None:
    """Unit prices side by side that have the price are told as one closed stretch."""

    def traced(v: int) -> tuple[int | None, Hashable]:
        return v // 10, 0

    assert invert([traced], lambda v: v // 10, 1, 1_000, 7).values == ((70, 79),)


@given(seed=st.integers(0, 10**6))
def test_pieces_hold_every_unit_price_once(seed: int) -> None:
    """Pieces follow one another, and only refused unit prices lie between them."""
    traced = random_variant(seed)
    inside = [v for piece in pieces(traced, 1, MOST) for v in range(piece.lo, piece.hi + 1)]
    assert inside == [v for v in range(1, MOST + 1) if traced(v)[0] is not None]


@given(seed=st.integers(0, 10**6), target=st.integers(0, 2 * MOST))
def test_inverse_equals_the_table(seed: int, target: int) -> None:
    """The inverse of one random price is that of its table of all unit prices."""
    traced = random_variant(seed)
    prices = {v: p for v in range(1, MOST + 1) if (p := traced(v)[0]) is not None}
    found = invert([traced], prices.get, 1, MOST, target)
    assert _prices(found) == _prices(by_hand(prices, target))
    assert all(prices[v] == price for v, price in filter(None, (found.below, found.above)))


@given(seed=st.integers(0, 10**6), target=st.integers(0, 2 * MOST))
def test_variants_that_take_turns(seed: int, target: int) -> None:
    """Where one of several variants holds at each unit price, the others give no answer."""
    variants = [random_variant(seed + i) for i in range(3)]
    rng = Random(seed)
    holds = {v: rng.randrange(3) for v in range(1, MOST + 1)}
    prices = {v: p for v, i in holds.items() if (p := variants[i](v)[0]) is not None}
    found = invert(variants, prices.get, 1, MOST, target)
    assert _prices(found) == _prices(by_hand(prices, target))


def _prices(found: Inverse) -> tuple[object, ...]:
    """Return the values and the prices beside; of equal prices any unit price will do."""
    return found.values, *(side and side[1] for side in (found.below, found.above))
