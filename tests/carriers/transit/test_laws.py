"""Integer laws, against rational arithmetic."""

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from oneprice.carriers.transit.laws import (
    FULL_MASS,
    _by_bins,
    _by_transform,
    compose,
    first_with,
    integer_law,
)

MASS = st.lists(st.integers(0, 50), min_size=1, max_size=8).filter(any)


def exact(law: list[Fraction], other: list[Fraction]) -> list[Fraction]:
    """Return the convolution of two laws."""
    found = [Fraction()] * (len(law) + len(other) - 1)
    for i, a in enumerate(law):
        for j, b in enumerate(other):
            found[i + j] += a * b
    return found


@settings(max_examples=60, deadline=None)
@given(st.lists(MASS, min_size=1, max_size=5), st.integers(0, 3))
def test_integer_law_is_never_above_the_exact_one(legs: list[list[int]], lost: int) -> None:
    """Up to five legs: never earlier at any step, and behind by at most 1e-6."""
    law, truth = np.array([[FULL_MASS]]), [Fraction(1)]
    for leg in legs:
        total = sum(leg) + lost
        law = compose(law, integer_law(np.array([leg]) / total))
        truth = exact(truth, [Fraction(mass, total) for mass in leg])
    chance, true = Fraction(), Fraction()
    for mass, share in zip(law[0].tolist(), truth, strict=True):
        assert mass >= 0
        chance, true = chance + Fraction(mass, FULL_MASS), true + share
        assert 0 <= true - chance <= Fraction(1, 10**6)


def test_transform_is_exact() -> None:
    """Laws of thousands of bins are composed to the same integers as bin by bin."""
    random = np.random.default_rng(5)
    first, second = (integer_law(random.dirichlet(np.ones(size), 2)) for size in (3_000, 2_000))
    assert (_by_transform(first, second) == _by_bins(first, second)).all()
    one = np.zeros((1, 16_000), np.int64)
    one[0, -1] = FULL_MASS
    assert _by_transform(one, one)[0, -1] == FULL_MASS**2


def test_rounding_of_chances_never_passes_the_whole() -> None:
    """Shares that sum to a little more than 1 by rounding give a law that does not."""
    share = np.full((1, 3), 1 / 3)
    share[0, 2] += 1e-15
    assert integer_law(share).sum() <= FULL_MASS
    assert FULL_MASS - integer_law(np.array([[0.25, 0.75]])).sum() <= 1 + FULL_MASS * 1e-11


def test_first_with_level() -> None:
    """A level is reached at it, not below it, or never."""
    chance = np.array([[0, FULL_MASS // 2, FULL_MASS // 2 + 1]])
    assert first_with(chance, 0.5).tolist() == [1]
    assert first_with(chance, 0.5 + 2**-31).tolist() == [2]
    assert first_with(chance, 0.9).tolist() == [3]
    # 0.95 x 2^31 is 2040109465.6: one less than the next whole number is not enough.
    assert first_with(np.array([[2_040_109_465, 2_040_109_466]]), 0.95).tolist() == [1]
