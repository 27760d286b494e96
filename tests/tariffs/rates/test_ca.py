"""Texts of the Canadian tariff."""

from fractions import Fraction as F
from typing import Any

import pytest

from oneprice.tariffs.rates.cells import read_cell
from oneprice.tariffs.rates.duty import FREE, AdValorem, Duty, Side, Specific, Unpriced


def ad(percent: str) -> AdValorem:
    """Return a share of the value."""
    return AdValorem(F(percent) / 100)


def cad(amount: str, unit: str) -> Specific:
    """Return an amount in Canadian dollars."""
    return Specific(F(amount), "CAD", unit)


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("8 %", [("first", ad("8"))]),
        ("0.86 ¢each", [("first", cad("0.0086", "each"))]),
        (
            "238 % but not less than $1.25/kg",
            [("first", ad("238")), ("at_least", cad("1.25", "kg"))],
        ),
        (
            "2.81 ¢/kg but not less than 12.5 %",
            [("first", cad("0.0281", "kg")), ("at_least", ad("12.5"))],
        ),
        (
            "1.88 ¢/kg but not less than 4 % plus 4 %",
            [("first", cad("0.0188", "kg")), ("at_least", ad("4")), ("plus", ad("4"))],
        ),
        ("8.47 ¢/kg plus 8.5 %", [("first", cad("0.0847", "kg"), ad("8.5"))]),
    ],
)
def test_priced(text: str, sides: list[tuple[Any, ...]]) -> None:
    """Floors bind before what is added behind them."""
    duty = Duty(tuple(Side(op, tuple(terms)) for op, *terms in sides))
    assert read_cell(text, "ca").duty == duty


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("8.47 ¢/kg plus 8.", "truncated"),
        ("238 % but not less th", "unparsed"),
        ("1.9 ¢", "unit_missing"),
        ("N/A", "empty"),
    ],
)
def test_unpriced(text: str, reason: str) -> None:
    """A cut text is never read as its first half."""
    rate = read_cell(text, "ca").duty
    assert isinstance(rate, Unpriced)
    assert rate.reason == reason


def test_free() -> None:
    """Free is said in words."""
    assert read_cell("Free", "ca").duty == FREE


@pytest.mark.parametrize("size", range(1, 40))
def test_prefix_of_a_text_is_never_another_floor(size: int) -> None:
    """A text cut anywhere is unread, or one that could have been printed so."""
    text = "1.88 ¢/kg but not less than 4 % plus 4 %"
    rate = read_cell(text[:size], "ca").duty
    whole = {"1.88 ¢/kg", "1.88 ¢/kg but not less than 4 %"}
    assert isinstance(rate, Unpriced) != (text[:size].strip() in whole)
