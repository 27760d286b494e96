"""Rate rows compared exactly, against every quantity asked one by one (C-06, C-66)."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oneprice.carriers.tables import BAND_BASIS, LANE, RATE
from oneprice.core._kernels import UNBOUNDED, price_row
from oneprice.core.compiling import Table
from oneprice.routing.pruning.freight_order import DEARER, NEVER_DEARER, SAME, freight_order

PLAIN = {"base_pip": 100, "num": 3, "den": 1, "max_pip": UNBOUNDED, "hi": 40}


def rows(*changes: dict[str, int]) -> Table:
    """Return rate rows that differ from a plain one."""
    table = np.zeros(len(changes), RATE)
    for row, change in zip(table, changes, strict=True):
        for name, value in (PLAIN | change).items():
            row[name] = value
    return table


def order(own: dict[str, int], other: dict[str, int], actual: bool = False) -> int:
    """Compare two rows on a lane whose bands go by the chargeable or the actual weight."""
    lane = np.zeros(1, LANE)
    lane["band_basis"] = BAND_BASIS["actual" if actual else "chargeable"]
    return freight_order(lane[0], rows(own), rows(other))


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({}, SAME),
        ({"base_pip": 99}, NEVER_DEARER),
        ({"base_pip": 101}, DEARER),
        ({"num": 2}, NEVER_DEARER),
        ({"num": 4}, DEARER),
        ({"num": 6, "den": 2}, SAME),
        ({"base_pip": 0, "num": 5}, NEVER_DEARER),  # they meet at 50, beyond the band
        ({"base_pip": 0, "num": 6}, DEARER),  # at 33.3, inside
        ({"base_pip": 60, "num": 4}, NEVER_DEARER),  # at 40, the last quantity
        ({"base_pip": 59, "num": 4, "hi": 41}, NEVER_DEARER),
        ({"min_pip": 100}, SAME),
        ({"min_pip": 103}, DEARER),
        ({"max_pip": 220}, SAME),
        ({"max_pip": 219}, NEVER_DEARER),
        ({"base_pip": 90, "min_pip": 110}, DEARER),
        ({"base_pip": 80, "num": 4, "max_pip": 150}, NEVER_DEARER),
        ({"num": 0, "q0": 7, "step": 2}, NEVER_DEARER),
        ({"q0": 1}, DEARER),  # less everywhere, but not plainly compared
        ({"step": 1}, DEARER),
    ],
)
def test_one_row_against_a_plain_one(own: dict[str, int], expected: int) -> None:
    """The plain row costs 100 + 3 q up to 40 units."""
    assert order(own, {}) == expected


def test_bands_by_actual_weight_are_asked_beyond_their_bounds() -> None:
    """The billed quantity may lie anywhere, so rows that cross later are not left out."""
    assert order({"base_pip": 0, "num": 5}, {}) == NEVER_DEARER
    assert order({"base_pip": 0, "num": 5}, {}, actual=True) == DEARER


def test_the_least_quantity_of_a_row_is_its_first() -> None:
    """Below its own minimum nothing is billed."""
    cheap_from_10 = {"base_pip": 110, "num": 2, "min_q": 10}
    assert order(cheap_from_10, {"min_q": 10}) == NEVER_DEARER
    assert order(cheap_from_10 | {"min_q": 9}, {"min_q": 9}) == DEARER


def test_one_dearer_row_makes_the_lane_dearer() -> None:
    """All rows are asked; one lower row makes the lane lower."""
    lane = np.zeros(1, LANE)[0]
    plain, low, high = {}, {"base_pip": 99}, {"base_pip": 101}
    assert freight_order(lane, rows(plain, low), rows(plain, plain)) == NEVER_DEARER
    assert freight_order(lane, rows(low, high), rows(plain, plain)) == DEARER
    assert freight_order(lane, rows(plain, plain), rows(plain, plain)) == SAME


price = st.fixed_dictionaries(
    {
        "base_pip": st.integers(0, 12),
        "num": st.integers(0, 4),
        "den": st.integers(1, 3),
        "q0": st.sampled_from([0, 0, 3]),
        "step": st.sampled_from([0, 0, 2]),
        "min_pip": st.sampled_from([0, 0, 6]),
        "max_pip": st.sampled_from([UNBOUNDED, UNBOUNDED, 15]),
        "lo": st.just(2),
        "hi": st.just(14),
    }
)


def cut(row: dict[str, int]) -> Callable[[int], tuple[int, int]]:
    """Return the kernel's amount of a row by quantity: pips and the sticky bit."""
    names = ("base_pip", "num", "den", "q0", "step", "min_pip", "max_pip")
    return lambda q: tuple(int(n) for n in price_row(q, *(row[name] for name in names)))


@settings(max_examples=300, deadline=None)
@given(price, price)
def test_never_dearer_holds_at_every_quantity(own: dict[str, int], other: dict[str, int]) -> None:
    """What is called never dearer is so in pips and sticky bit; the same is the same."""
    found = order(own, other)
    pairs = [(cut(own)(q), cut(other)(q)) for q in range(2, 15)]
    if found != DEARER:
        assert all(mine <= theirs for mine, theirs in pairs)
    if found == SAME:
        assert all(mine == theirs for mine, theirs in pairs)
