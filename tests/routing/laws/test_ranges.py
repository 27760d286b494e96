"""Published ranges as integer masses (C-16, C-17)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneprice.core.errors import InternalError
from oneprice.routing.laws.ranges import FULL_MASS, published_law


@given(
    low=st.integers(0, 2000),
    span=st.integers(0, 2000),
    late=st.integers(0, 100),
    tail=st.integers(1, 2000),
)
def test_masses_sum_to_certainty(low: int, span: int, late: int, tail: int) -> None:
    """Every law sums to 2^31 and keeps the late share beyond the published range."""
    high = low + span
    masses = published_law(low, high, late, 100, high + tail).masses()
    assert sum(masses.values()) == FULL_MASS
    assert sum(m for h, m in masses.items() if h > high) == FULL_MASS * late // 100
    assert min(masses) >= low
    assert all(mass > 0 for mass in masses.values())


def test_rest_of_the_shares_stands_on_the_last_hour() -> None:
    """Three hours share 2^31 = 3 x 715827882 + 2: the last one is two heavier."""
    share = FULL_MASS // 3
    assert published_law(5, 7, 0, 1, 0).masses() == {5: share, 6: share, 7: share + 2}


def test_late_part_is_uniform_in_the_same_manner() -> None:
    """A late share of 1/10 lies on the hours after the range, its rest on the last one."""
    late = FULL_MASS // 10
    masses = published_law(1, 1, 1, 10, 4).masses()
    assert masses == {1: FULL_MASS - late, 2: late // 3, 3: late // 3, 4: late - 2 * (late // 3)}


def test_one_hour_is_certain() -> None:
    """A range of a single hour carries the whole mass."""
    assert published_law(0, 0, 0, 1, 0).runs == ((0, 0, FULL_MASS),)


@pytest.mark.parametrize(
    ("low", "high", "days"), [(0, 23, [0]), (0, 24, [0, 1]), (23, 24, [0, 1]), (24, 47, [1])]
)
def test_runs_are_cut_at_whole_days(low: int, high: int, days: list[int]) -> None:
    """Cut runs never cross a multiple of 24 hours and hold the same masses."""
    law = published_law(low, high, 0, 1, 0)
    pieces = law.by_day()
    assert {h: m for a, b, m in pieces for h in range(a, b + 1)} == law.masses()
    assert all(first // 24 == last // 24 for first, last, _ in pieces)
    assert sorted({first // 24 for first, _, _ in pieces}) == days


@pytest.mark.parametrize(
    ("low", "high", "num", "late_max"), [(-1, 3, 0, 0), (4, 3, 0, 0), (1, 3, 1, 3), (1, 3, 11, 9)]
)
def test_impossible_range_is_an_internal_error(
    low: int, high: int, num: int, late_max: int
) -> None:
    """A range the lane reader should have refused is never turned into a law."""
    with pytest.raises(InternalError):
        published_law(low, high, num, 10, late_max)
