"""Rows of cumulated chances: cutting rims, joining, reading out (C-20)."""

import numpy as np

from oneprice.core.days import NEVER_DAY
from oneprice.routing.chances import Rows, bind, certain, compact, join
from oneprice.routing.laws import FULL_MASS


def test_compact_keeps_first_chance_to_last_increase() -> None:
    """Rims that do not change are cut; a row without chance says never."""
    rows = compact(100, np.array([[0, 3, 3, 7, 7], [0, 0, 0, 0, 0], [5, 5, 5, 5, 5]]))
    assert rows.first_day.tolist() == [101, NEVER_DAY, 100]
    assert rows.count.tolist() == [3, 0, 1]
    assert rows.by_day.tolist() == [[3, 3, 7], [0, 0, 0], [5, 5, 5]]


def test_join_widens_with_the_final_chance() -> None:
    """A narrow part goes on with its last chance, so that reading past its end is right."""
    one = Rows(np.array([4]), np.array([1]), np.array([[9]]))
    two = Rows(np.array([5]), np.array([3]), np.array([[1, 2, 3]]))
    joined = join([one, two])
    assert joined.by_day.tolist() == [[9, 9, 9], [1, 2, 3]]
    assert joined.first_day.tolist() == [4, 5]


def test_join_of_nothing_is_empty() -> None:
    """A lane whose departures all fall outside the horizon has no rows."""
    assert join([]).by_day.shape == (0, 1)


def test_dense_reads_before_inside_and_after() -> None:
    """The chance is 0 before the first day, then rises, then stays."""
    rows = Rows(np.array([10, 12]), np.array([2, 2]), np.array([[1, 4], [2, 8]]))
    chances = bind(0, np.array([0, 1]), rows)
    read = chances.dense(np.array([0, 1, -1]), 9, 15)
    assert read.tolist() == [[0, 1, 4, 4, 4, 4], [0, 0, 0, 2, 8, 8], [0] * 6]
    assert chances.day_range(np.array([0, -1])) == (10, 12)
    assert chances.day_range(np.array([0, 1])) == (10, 14)
    assert chances.day_range(np.array([-1])) == (0, 1)


def test_hours_outside_the_horizon_have_no_chance() -> None:
    """Hours before and after the horizon read the empty row."""
    chances = certain(50, np.array([2, 3, NEVER_DAY]))
    rows = chances.rows_at(np.array([49, 50, 51, 52, 53]))
    final = chances.dense(rows, 2, 5)[:, -1]
    assert final.tolist() == [0, FULL_MASS, FULL_MASS, 0, 0]
