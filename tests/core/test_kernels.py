"""The arithmetic of money against exact fractions (C-02 to C-10)."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oneprice.core._kernels import (
    MODE_DOWN,
    MODE_HALF_EVEN,
    MODE_HALF_UP,
    MODE_UP,
    PIPS_PER_MINOR,
    SATURATION_PIP,
    UNBOUNDED,
    ceil_div,
    clamp,
    convert_minor,
    fold,
    mul_div,
    plain,
    price_row,
    round_pip,
    saturate,
    share_out,
    to_minor,
)

MODES = (MODE_HALF_UP, MODE_HALF_EVEN, MODE_DOWN, MODE_UP)
AMOUNTS = st.one_of(
    st.integers(-(2**55), 2**55),
    st.integers(-1000, 1000),
    st.sampled_from([2**55, 2**55 - 1, -(2**55), 1 - 2**55, 2**31, 0, 1, -1]),
)


@st.composite
def ratios(draw: st.DrawFn) -> tuple[int, int]:
    """Draw a fraction of C-03, also with num x den just below 2^62."""
    bits = draw(st.integers(0, 61))
    num = draw(st.one_of(st.integers(0, 2**bits), st.just(2**bits)))
    most = (2**62 - 1) // max(num, 1)
    den = draw(st.one_of(st.integers(1, most), st.just(most), st.integers(1, min(most, 10_000))))
    return num, den


def clamped(value: int) -> int:
    """Return a number between -2^55 and 2^55."""
    return max(min(value, 2**55), -(2**55))


def rounded(exact: Fraction, unit: int, mode: int) -> int:
    """Round an exact amount to whole units by the words of C-05."""
    units = exact / unit
    down = units.numerator // units.denominator
    rest = units - down
    if mode == MODE_DOWN or rest == 0:
        up = 0
    elif mode == MODE_UP:
        up = 1
    elif rest == Fraction(1, 2):
        up = 1 if mode == MODE_HALF_UP else down % 2
    else:
        up = int(rest > Fraction(1, 2))
    return (down + up) * unit


@settings(max_examples=3000, deadline=None)
@given(a=AMOUNTS, ratio=ratios())
def test_product_is_the_floor_of_the_exact_one(a: int, ratio: tuple[int, int]) -> None:
    """A product is cut down, saturates at 2^55 and tells whether the cut lost anything (C-04)."""
    exact = Fraction(a) * ratio[0] / ratio[1]
    cut, sticky = mul_div(a, *ratio)
    assert cut == clamped(exact.numerator // exact.denominator)
    if abs(exact) < 2**55:
        assert sticky == int(exact.denominator != 1)


@pytest.mark.parametrize(
    ("a", "num", "den", "expected"),
    [
        (7, 1, 2, (3, 1)),
        (8, 1, 2, (4, 0)),
        (-7, 1, 2, (-4, 1)),
        (0, 2**61, 1, (0, 0)),
        (2**55, 1, 1, (2**55, 0)),
        (2**55, 2, 1, (2**55, 0)),
        (2**55 - 2**30, 2**31, 2**31 - 1, (2**55 - 2**30 + 2**24 - 1, 1)),
        (-(2**55), 2**31, 1, (-(2**55), 0)),
        (-1, 2**56, 10, (-(2**56) // 10, 1)),  # the floor of the quotient alone would saturate
        (2**31 - 2, 2**31, 2**31 - 1, (2**31 - 2 + (2**31 - 2) // (2**31 - 1), 1)),
    ],
)
def test_product_at_its_edges(a: int, num: int, den: int, expected: tuple[int, int]) -> None:
    """Products at, below and above the bounds are exact or saturated, never wrapped (C-07)."""
    assert mul_div(a, num, den) == expected


@settings(max_examples=2000, deadline=None)
@given(a=st.integers(-(2**54), 2**54), ratio=ratios(), half_unit=st.integers(1, 10**9))
def test_rounding_after_the_cut_equals_rounding_the_exact(
    a: int, ratio: tuple[int, int], half_unit: int
) -> None:
    """With the sticky bit every mode rounds as if nothing had been cut (C-04, C-05).

    Units are even: half of an odd one lies between two pips, where the bit does not tell.
    """
    unit = 2 * half_unit
    exact = Fraction(a) * ratio[0] / ratio[1]
    if abs(exact) < 2**54:
        cut, sticky = mul_div(a, *ratio)
        for mode in MODES:
            assert round_pip(cut, sticky, unit, mode) == rounded(exact, unit, mode)


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("unit", [2, 10, 10_000])
@pytest.mark.parametrize("mode", MODES)
def test_ties_and_their_neighbours(mode: int, unit: int, sign: int) -> None:
    """Ties, and what lies just below and above them, go where the mode says, for both signs."""
    for units in range(4):
        for pip in {*range(min(unit, 3)), unit // 2 - 1, unit // 2, unit // 2 + 1, unit - 1}:
            for sticky in (0, 1):
                cut = sign * (units * unit + pip)
                exact = Fraction(cut) + (Fraction(1, 7) if sticky else 0)
                assert round_pip(cut, sticky, unit, mode) == rounded(exact, unit, mode)


@pytest.mark.parametrize("mode", MODES)
def test_unit_zero_keeps_the_cut(mode: int) -> None:
    """A row without a unit keeps the cut amount as it is."""
    assert round_pip(12_345, 1, 0, mode) == 12_345


@settings(max_examples=2000, deadline=None)
@given(
    q=st.integers(-(2**40), 2**40),
    base=st.integers(0, 2**50),
    ratio=ratios(),
    q0=st.integers(0, 2**31),
    step=st.one_of(st.just(0), st.integers(1, 2**31)),
    low=st.integers(0, 2**40),
    width=st.one_of(st.integers(0, 2**40), st.just(UNBOUNDED - 2**40)),
)
def test_row_equals_its_formula(
    q: int, base: int, ratio: tuple[int, int], q0: int, step: int, low: int, width: int
) -> None:
    """A row is base plus rate by started units beyond q0, between min and max (C-06)."""
    x = Fraction(max(0, q - q0))
    units = -(-x // step) if step else x
    exact = base + Fraction(*ratio) * units
    high = low + width
    amount, sticky = price_row(q, base, *ratio, q0, step, low, high)
    if exact < low:
        assert (amount, sticky) == (low, 0)
    elif min(exact, 2**55) >= high:
        assert (amount, sticky) == (high, 0)
    elif exact < 2**55:
        assert amount == exact.numerator // exact.denominator
        assert sticky == int(exact.denominator != 1)
    else:
        assert amount == SATURATION_PIP


@pytest.mark.parametrize(
    ("q", "expected"),
    [(0, 500), (1000, 500), (1001, 750), (1500, 750), (1501, 1000), (2000, 1000), (9000, 1200)],
)
def test_row_at_its_steps(q: int, expected: int) -> None:
    """Each started step of 500 beyond 1000 costs 250 more, and never over 1200."""
    assert price_row(q, 500, 250, 1, 1000, 500, 0, 1200) == (expected, 0)


@settings(max_examples=800, deadline=None)
@given(
    total=st.integers(0, 2**55),
    keys=st.lists(
        st.one_of(st.integers(0, 2**55), st.integers(0, 5), st.sampled_from([2**31, 2**31 + 1])),
        min_size=1,
        max_size=100,
    ),
)
def test_shares_are_largest_remainders(total: int, keys: list[int]) -> None:
    """Parts are floors, the rest goes to the largest remainders, nothing is lost (C-08)."""
    parts = np.zeros(len(keys), np.int64)
    share_out(total, np.array(keys, np.int64), len(keys), parts)
    weights = keys if sum(keys) else [1] * len(keys)
    exact = [Fraction(total * key, sum(weights)) for key in weights]
    expected = [share.numerator // share.denominator for share in exact]
    order = sorted(range(len(keys)), key=lambda i: (expected[i] - exact[i], i))
    for i in order[: total - sum(expected)]:
        expected[i] += 1
    assert parts.tolist() == expected
    assert sum(parts.tolist()) == total


def test_shares_ignore_what_stands_behind_n() -> None:
    """Only the first n keys and parts are read and written."""
    keys, parts = np.array([1, 1, 99]), np.array([0, 0, -5])
    share_out(11, keys, 2, parts)
    assert parts.tolist() == [6, 5, -5]


@pytest.mark.parametrize(
    ("total", "keys", "expected"),
    [
        (10, [2**31, 2**31, 2**31], [4, 3, 3]),
        (7, [2**40, 2**41, 2**40], [2, 3, 2]),
        (1, [0, 0, 0], [1, 0, 0]),
        (2**55, [2**55, 2**55], [2**54, 2**54]),
        (0, [5, 7], [0, 0]),
    ],
)
def test_shares_with_large_keys(total: int, keys: list[int], expected: list[int]) -> None:
    """Keys beyond 2^31 are shared exactly, ties to the lower index."""
    parts = np.zeros(len(keys), np.int64)
    share_out(total, np.array(keys), len(keys), parts)
    assert parts.tolist() == expected


@settings(max_examples=500, deadline=None)
@given(a=st.integers(-(2**40), 2**40), b=st.integers(1, 2**31))
def test_division_rounds_up(a: int, b: int) -> None:
    """ceil_div is the ceiling for both signs."""
    assert ceil_div(a, b) == -(-a // b)


def test_saturation_bounds() -> None:
    """Amounts beyond 2^55 become 2^55, others stay."""
    found = [saturate(a) for a in (2**55 - 1, 2**55, 2**55 + 1, -(2**62), 2**62, plain(-3))]
    assert found == [2**55 - 1, 2**55, 2**55, -(2**55), 2**55, -3]


@pytest.mark.parametrize(
    ("pip", "sticky", "minor"),
    [(4_999, 1, 0), (5_000, 0, 1), (14_999, 0, 1), (15_000, 0, 2), (-5_000, 0, 0), (-5_001, 0, -1)],
)
def test_half_a_minor_unit_rounds_up(pip: int, sticky: int, minor: int) -> None:
    """A minor unit is 10,000 pips, and half of one rounds up."""
    assert to_minor(pip, sticky) == minor


def test_conversion_shows_what_saturates() -> None:
    """A converted amount beyond 2^55 pips passes them still, in minor units (C-07)."""
    assert convert_minor(3 * 10**12, 2, 1) * PIPS_PER_MINOR > SATURATION_PIP
    assert convert_minor(3 * 10**12, 6, 5) == 36 * 10**11


@settings(max_examples=500, deadline=None)
@given(minor=st.integers(0, 10**12), num=st.integers(1, 10**6), den=st.integers(1, 10**6))
def test_conversion_rounds_half_up(minor: int, num: int, den: int) -> None:
    """An exchanged amount is the exact one, half up to one minor unit (C-10)."""
    exact = Fraction(minor * num, den)
    if exact * 10_000 < 2**55:
        assert convert_minor(minor, num, den) == (exact + Fraction(1, 2)) // 1


@pytest.mark.parametrize(
    ("amount", "sticky", "low", "high", "held"),
    [
        (4, 1, 5, 9, (5, 0)),
        (5, 1, 5, 9, (5, 1)),
        (8, 1, 5, 9, (8, 1)),
        (9, 0, 5, 9, (9, 0)),
        (9, 1, 5, 9, (9, 0)),
        (10, 1, 5, 9, (9, 0)),
        (1, 1, 9, 5, (5, 0)),  # bounds that cross: the maximum stands
        (7, 0, 9, 5, (5, 0)),
    ],
)
def test_bounds_lift_first_and_cut_then(
    amount: int, sticky: int, low: int, high: int, held: tuple[int, int]
) -> None:
    """An amount is lifted to its minimum, then cut to its maximum; bounds are exact (C-06)."""
    assert clamp(amount, sticky, low, high) == held


@given(outcomes=st.lists(st.integers(0, 40), max_size=40), at=st.data())
def test_trace_tells_outcomes_apart(outcomes: list[int], at: st.DataObject) -> None:
    """Another outcome at any place, or one more, gives another trace, below 2^61 (C-55)."""

    def trace(listed: list[int]) -> int:
        folded = 0
        for outcome in listed:
            folded = fold(folded, outcome)
        assert 0 <= folded < 2**61
        return int(folded)

    assert trace([*outcomes, 0]) != trace(outcomes)
    if outcomes:
        place = at.draw(st.integers(0, len(outcomes) - 1))
        other = [*outcomes[:place], outcomes[place] + 1, *outcomes[place + 1 :]]
        assert trace(other) != trace(outcomes)
