"""Numbers in words are exact, and never longer than they must be."""

from fractions import Fraction

import example_book
import pytest

from oneprice.routing.words.numbers import decimal_text, money_text, percent_text


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(0), 4, "0"),
        (Fraction(1, 3), 4, "0.3333"),
        (Fraction(2, 3), 0, "0"),
        (Fraction(5, 2), 4, "2.5"),
        (Fraction(100), 2, "100"),
        (Fraction(-1, 4), 2, "-0.25"),
        (Fraction(-1, 1000), 2, "0"),
        (Fraction(10**20 + 1, 10), 1, "10000000000000000000.1"),
    ],
)
def test_decimals_are_cut_to_their_places(value: Fraction, places: int, text: str) -> None:
    """A decimal keeps at most its places, cut toward zero, without trailing zeros."""
    assert decimal_text(value, places) == text


@pytest.mark.parametrize(
    ("num", "den", "text"),
    [(19, 100, "19%"), (1, 1, "100%"), (1, 3, "1/3"), (89, 1000, "8.9%"), (0, 1, "0%")],
)
def test_percentages_are_exact(num: int, den: int, text: str) -> None:
    """A ratio is a percentage where four decimals hold it, else it stays a ratio."""
    assert percent_text(num, den) == text


@pytest.mark.parametrize(
    ("pip", "currency", "text"),
    [
        (0, "EUR", "0.00 EUR"),
        (10_000, "EUR", "0.01 EUR"),
        (3_000_000, "EUR", "3.00 EUR"),
        (3_480_790, "EUR", "3.48079 EUR"),
        (-15_000, "EUR", "-0.015 EUR"),
        (3_000_000, "JPY", "300 JPY"),
        (15_001, "JPY", "1.5001 JPY"),
        (Fraction(20_001, 2), "EUR", "0.01 EUR"),
    ],
)
def test_money_shows_its_minor_units(pip: int | Fraction, currency: str, text: str) -> None:
    """An amount shows at least the decimals of its currency and at most its pips."""
    book = example_book.engine().book
    assert money_text(book, pip, book.ids.find("currency", currency)) == text
