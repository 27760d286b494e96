"""Intervals by drawing blocks again."""

import numpy as np
import pytest

from oneprice.scenarios.judging.bootstrap import (
    draws_of,
    earlier_interval,
    interval,
    share_interval,
)

BLOCK = np.array([7, 7, 9, 9, 9, 12])


def test_draws_are_as_many_blocks_as_there_are() -> None:
    """Each draw holds as many blocks as the data, some twice and some not at all."""
    draws = draws_of(BLOCK, draws=50)
    assert draws.times.shape == (50, 3)
    assert set(draws.times.sum(axis=1)) == {3}
    assert draws.times.max() > 1
    assert draws.number.tolist() == [0, 0, 1, 1, 1, 2]


def test_draws_are_alike_on_a_rerun() -> None:
    """The same seed gives the same draws, another seed others."""
    assert (draws_of(BLOCK).times == draws_of(BLOCK).times).all()
    assert (draws_of(BLOCK).times != draws_of(BLOCK, seed=2).times).any()


def test_sums_are_those_of_the_drawn_blocks() -> None:
    """A draw sums the values of its blocks as often as they are drawn."""
    draws = draws_of(BLOCK, draws=20)
    totals = np.array([1 + 2, 3 + 4 + 5, 6])
    assert (draws.sums(np.arange(1, 7)) == draws.times @ totals).all()
    both = draws.sums(np.stack([np.arange(1, 7), np.ones(6, np.int64)], axis=1))
    assert (both[:, 0] == draws.times @ totals).all()
    assert (both[:, 1] == draws.times @ np.array([2, 3, 1])).all()


def test_one_block_has_no_interval() -> None:
    """A single week cannot say how much weeks differ."""
    assert share_interval(draws_of(np.zeros(4, np.int64)), np.ones(4, bool)) is None


def test_interval_holds_the_middle_of_the_draws() -> None:
    """The 5 % and the 95 % quantile are the ends; too few good draws give none."""
    assert interval(np.arange(101.0)) == (5.0, 95.0)
    assert interval(np.array([1.0, np.nan, np.nan])) is None


def test_gain_of_a_constant_shift_has_no_width() -> None:
    """A method that promises the same days two days earlier gains two days in every draw."""
    rng = np.random.default_rng(1)
    block, came = np.repeat(np.arange(10), 20), rng.integers(1, 30, 200)
    levels = np.sort(rng.integers(5, 30, (200, 6)), axis=1)
    kept = came[:, None] <= levels
    found = earlier_interval(draws_of(block), kept, levels, kept[:, 3], levels[:, 3] + 2)
    assert found == pytest.approx((2.0, 2.0))
