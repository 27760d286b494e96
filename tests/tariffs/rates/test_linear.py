"""Sums in yen, percent and customs value."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneprice.tariffs.rates.duty import AdValorem, Side, Specific
from oneprice.tariffs.rates.linear import read_linear


@given(st.integers(1, 9999), st.integers(1, 16), st.integers(1, 16))
def test_share_of_a_difference(yen: int, over: int, under: int) -> None:
    """A share of a difference is that share of both its sides."""
    share = F(over, under)
    side = read_linear("first", f"(({yen}円-課税価格)*{over}/{under})/kg")
    assert side == Side("first", (Specific(yen * share, "JPY", "kg"),), (AdValorem(share),))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+",
        "5",
        "5円",
        "5円/",
        "(5円/kg",
        "5円/kg)",
        "5円/kg/kg",
        "5%*5円/kg",
        "5円/(1-1)/kg",
        "5 kg",
        "(" * 200 + "5円" + ")" * 200 + "/kg",
    ],
)
def test_no_sum(text: str) -> None:
    """A number alone, an amount without a unit and unclosed brackets are no rate."""
    assert read_linear("first", text) is None


def test_terms_that_cancel_vanish() -> None:
    """What is added and taken off again charges nothing."""
    assert read_linear("first", "5円/kg+3%-5円/kg") == Side("first", (AdValorem(F(3, 100)),))
