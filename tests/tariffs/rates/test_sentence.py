"""Whole rates: sums, bounds, differences."""

from fractions import Fraction as F

import pytest

from oneprice.tariffs.rates.duty import FREE, AdValorem, Duty, Side, Specific
from oneprice.tariffs.rates.sentence import Sentence, percent, read_sentence

KG = Specific(F(2), "EUR", "kg")
TEN = AdValorem(F(1, 10))
FIVE = AdValorem(F(1, 20))


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("10%", (Side("first", (TEN,)),)),
        ("10% + 2 EUR/kg", (Side("first", (TEN, KG)),)),
        ("10%+2EUR/kg", (Side("first", (TEN, KG)),)),
        ("10% plus 2 EUR/kg", (Side("first", (TEN, KG)),)),
        ("10%, and 2 EUR/kg", (Side("first", (TEN, KG)),)),
        ("10% less 2 EUR/kg", (Side("first", (TEN,), (KG,)),)),
        ("10% - 2 EUR/kg", (Side("first", (TEN,), (KG,)),)),
        ("10% MIN 2 EUR/kg", (Side("first", (TEN,)), Side("at_least", (KG,)))),
        ("10% but not less than 2 EUR/kg", (Side("first", (TEN,)), Side("at_least", (KG,)))),
        ("10% MAX 2 EUR/kg", (Side("first", (TEN,)), Side("at_most", (KG,)))),
        ("10% not more than 2 EUR/kg", (Side("first", (TEN,)), Side("at_most", (KG,)))),
        ("10%, or, if lower, 2 EUR/kg", (Side("first", (TEN,)), Side("at_most", (KG,)))),
        ("10% MAX 5% + 2 EUR/kg", (Side("first", (TEN,)), Side("at_most", (FIVE, KG)))),
        ("10% MAX 2 EUR/kg - 5%", (Side("first", (TEN,)), Side("at_most", (KG,), (FIVE,)))),
        (
            "10% MIN 5% PLUS 2 EUR/kg",
            (Side("first", (TEN,)), Side("at_least", (FIVE,)), Side("plus", (KG,))),
        ),
    ],
)
def test_sides(text: str, sides: tuple[Side, ...]) -> None:
    """Joining words open sides or add to the last one."""
    assert read_sentence(text) == Duty(sides)


def test_canadian_floor_binds_before_the_plus() -> None:
    """Where a plus stands behind a floor, Canada adds it after the floor."""
    text = "5% but not less than 10% plus 5%"
    duty = read_sentence(text, Sentence(floor_first=True))
    assert duty == Duty((Side("first", (FIVE,)), Side("at_least", (TEN,)), Side("plus", (FIVE,))))
    assert read_sentence(text) == Duty((Side("first", (FIVE,)), Side("at_least", (TEN, FIVE))))


@pytest.mark.parametrize("text", ["Free", "free", "0%", "0.00 EUR / tonne", "NIHIL", "0% + 0%"])
def test_zero_is_free(text: str) -> None:
    """A rate of zero and the word are one and the same duty."""
    assert read_sentence(text) == FREE


@pytest.mark.parametrize(
    "text",
    ["", "+", "10% +", "+ 10%", "10% MIN", "10% 5%", "10% MIN 0.36", "Free, under bond", "Freedom"],
)
def test_nothing_is_guessed(text: str) -> None:
    """A sentence with a part that is not understood has no duty."""
    assert read_sentence(text) is None


def test_percent() -> None:
    """A share of nothing is free."""
    assert percent(F(1, 10)) == Duty.of(TEN)
    assert percent(F(0)) == FREE
