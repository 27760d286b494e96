"""Weights for shipments on their way, and Kaplan-Meier."""

import numpy as np
import pytest

from oneprice.carriers.transit.weights import effective, kaplan_meier_quantile, seen_weights


def test_weight_is_the_inverse_chance_of_being_seen() -> None:
    """Of four begun 1, 2, 3 and 4 steps ago, two are old enough to have lasted 3."""
    ages = np.array([1, 2, 3, 4])
    found = seen_weights(np.array([0, 1, 2, 3, 4]), ages, 10)
    assert found == pytest.approx([1, 1, 4 / 3, 2, 4])
    assert seen_weights(np.array([4]), ages, 3) == pytest.approx([3])


def test_weights_undo_the_truncation() -> None:
    """Seen shipments of a growing network look fast; weighted they look like all."""
    random = np.random.default_rng(3)
    begun = random.integers(0, 60, 40_000)
    lasted = random.integers(0, 31, 40_000)
    seen = lasted <= 59 - begun
    weights = seen_weights(lasted[seen], 59 - begun, 1000)
    assert lasted[seen].mean() < 13.5
    assert np.average(lasted[seen], weights=weights) == pytest.approx(15, abs=0.3)


@pytest.mark.parametrize(("share", "value"), [(0.2, 1), (0.21, 3), (0.6, 3), (0.61, 4), (1, 4)])
def test_kaplan_meier_by_hand(share: float, value: float) -> None:
    """1 and 3 and 4 came, another 1 and a 2 are on their way: staying 4/5, then 2/5, then 0."""
    values = np.array([1.0, 1.0, 2.0, 3.0, 4.0])
    seen = np.array([False, True, False, True, True])
    assert kaplan_meier_quantile(values, seen, share) == value


def test_kaplan_meier_that_is_never_reached() -> None:
    """Where too few have come the largest value stands."""
    values, seen = np.array([1.0, 5.0, 9.0]), np.array([True, False, False])
    assert kaplan_meier_quantile(values, seen, 0.3) == 1
    assert kaplan_meier_quantile(values, seen, 0.9) == 9


def test_effective_observations() -> None:
    """Equal weights count in full, unequal ones less."""
    found = effective(np.array([2.0, 2.0, 3.0, 1.0]), np.array([0, 0, 1, 1]), 3)
    assert found == pytest.approx([2, 16 / 10, 0])
