"""Measures of promises, counted by hand."""

import numpy as np
import pytest

from oneprice.carriers.transit.laws import NEVER
from oneprice.scenarios.judging.measures import (
    FRONTIER,
    by_month,
    frontier_at,
    month_name,
    months_of,
    pinball,
    promised_at_all,
    share,
    share_with_open,
    worst_month,
)


def test_pinball_weighs_late_and_early_days() -> None:
    """Two days late cost twice the level, two days early twice what is left of it."""
    losses = pinball(np.array([10, 10, 10]), np.array([12, 10, 8]), 0.95)
    assert losses.tolist() == pytest.approx([1.9, 0.0, 0.1])


def test_pinball_is_least_at_the_quantile() -> None:
    """Of all constant promises the quantile of the level costs least."""
    came = np.arange(1, 101)
    losses = [pinball(np.full(100, promise), came, 0.9).mean() for promise in range(1, 101)]
    assert np.argmin(losses) + 1 in (90, 91)


def test_share_of_nothing_is_none() -> None:
    """No share is made up where nothing was judged."""
    assert share(np.array([], bool)) is None
    assert share(np.array([True, False])) == 0.5


@pytest.mark.parametrize(
    ("open_units", "expected"), [(9, (2 / 3, 0)), (10, (2 / 3, 0)), (11, (0.5, 1))]
)
def test_never_delivered_is_late_once_its_promise_has_passed(
    open_units: int, expected: tuple[float, int]
) -> None:
    """A shipment that never came counts as late from the day after its promise on."""
    found = share_with_open(
        np.array([10, 10, 10, 10]),
        np.array([True, True, True, False]),
        np.array([10, 9, 11, 0]),
        np.array([50, 50, 50, open_units]),
    )
    assert found == expected


def test_share_with_open_of_nothing_is_none() -> None:
    """Where all promises are still open there is no share."""
    one = np.array([10])
    assert share_with_open(one, np.array([False]), one, one) == (None, 0)


def test_months_are_those_of_the_local_day() -> None:
    """The last day of a month and the first of the next are told apart."""
    days = np.array(["2017-10-31", "2017-11-01"], "datetime64[D]").astype(np.int64)
    assert [month_name(month) for month in months_of(days)] == ["2017-10", "2017-11"]


def test_kept_by_month_counts_each_month() -> None:
    """Each month has its number of shipments and its share."""
    found = by_month(np.array([5, 6, 5, 5]), np.array([True, False, False, True]))
    assert found == {5: (3, 2 / 3), 6: (1, 0.0)}


@pytest.mark.parametrize(("shipments", "expected"), [(29, 1), (30, 2)])
def test_worst_month_has_thirty_shipments_or_more(shipments: int, expected: int) -> None:
    """A month of few shipments is no worst month beside full ones."""
    assert worst_month({1: (100, 0.9), 2: (shipments, 0.5)}) == expected


def test_worst_month_of_small_ones_only() -> None:
    """Where all months are small the worst of them is named; of equals the first."""
    assert worst_month({1: (3, 0.9), 2: (4, 0.5), 3: (5, 0.5)}) == 2
    assert worst_month({}) is None


def test_frontier_is_read_between_two_points() -> None:
    """Half-way between the shares lies half-way between the means."""
    shares, means = np.array([0.8, 0.9, 0.9, 1.0]), np.array([8.0, 10.0, 11.0, 20.0])
    assert frontier_at(shares, means, 0.85) == pytest.approx(9.0)
    assert frontier_at(shares, means, 0.9) == 10.0
    assert frontier_at(shares, means, 0.95) == pytest.approx(15.5)
    assert frontier_at(shares, means, 0.8) == 8.0


@pytest.mark.parametrize("wanted", [0.79, 1.01])
def test_frontier_says_nothing_outside_its_points(wanted: float) -> None:
    """A share below the first or above the last point is not read off."""
    assert frontier_at(np.array([0.8, 1.0]), np.array([8.0, 20.0]), wanted) is None


def test_frontier_levels_ascend() -> None:
    """The levels of the frontier ascend strictly within 0 and 1."""
    assert list(FRONTIER) == sorted(set(FRONTIER))
    assert 0 < FRONTIER[0] < FRONTIER[-1] < 1
    assert {0.9, 0.95} <= set(FRONTIER)


def test_a_law_may_never_reach_a_level() -> None:
    """Promises that no law reaches are told apart from long ones."""
    assert promised_at_all(np.array([10, NEVER, NEVER - 1])).tolist() == [True, False, True]
