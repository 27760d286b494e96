"""Texts of the EU and UK tariffs."""

from fractions import Fraction as F
from typing import Any

import pytest

from oneprice.tariffs.rates.cells import read_cell
from oneprice.tariffs.rates.duty import AdValorem, Duty, Side, Specific, Unpriced


def ad(percent: str) -> AdValorem:
    """Return a share of the value."""
    return AdValorem(F(percent) / 100)


def eur(amount: str, unit: str, *times: str) -> Specific:
    """Return an amount in euros per one unit."""
    return Specific(F(amount), "EUR", unit, times)


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("10.20% + 93.10 EUR / 100 kg", [("first", ad("10.2"), eur("0.931", "kg"))]),
        ("114.00 EUR / tonne", [("first", eur("0.114", "kg"))]),
        ("52.00 EUR / 1,000 items", [("first", eur("0.052", "each"))]),
        ("1.75 EUR / % vol / hl", [("first", eur("0.0175", "liter", "% vol"))]),
        (
            "0.90 EUR / % vol / hl + 6.40 EUR / hl",
            [("first", eur("0.009", "liter", "% vol"), eur("0.064", "liter"))],
        ),
        ("0.40 EUR / 100 kg /net/ % sacchar.", [("first", eur("0.004", "kg", "% sucrose"))]),
        (
            "1.19 EUR / kg / lactic matter + 27.50 EUR / 100 kg",
            [("first", eur("1.19", "kg lactic matter"), eur("0.275", "kg"))],
        ),
        (
            "5.10% + 9.40 EUR / 100 kg / net drained wt",
            [("first", ad("5.1"), eur("0.094", "kg drained"))],
        ),
        (
            "18.40% MIN 22.00 EUR / 100 kg MAX 24.00 EUR / 100 kg",
            [
                ("first", ad("18.4")),
                ("at_least", eur("0.22", "kg")),
                ("at_most", eur("0.24", "kg")),
            ],
        ),
        (
            "0.50 EUR / item MIN 2.70% MAX 4.60%",
            [("first", eur("0.5", "each")), ("at_least", ad("2.7")), ("at_most", ad("4.6"))],
        ),
        (
            "9.10% + 45.10 EUR / 100 kg MAX 18.90% + 16.50 EUR / 100 kg",
            [("first", ad("9.1"), eur("0.451", "kg")), ("at_most", ad("18.9"), eur("0.165", "kg"))],
        ),
        (
            "17.30% MIN 1.00 EUR / % vol / hl",
            [("first", ad("17.3")), ("at_least", eur("0.01", "liter", "% vol"))],
        ),
        ("6.50% MAX 5.00 EUR / 100 m", [("first", ad("6.5")), ("at_most", eur("0.05", "m"))]),
        (
            "3.80% MIN 0.60 EUR / 100 kg / gross",
            [("first", ad("3.8")), ("at_least", eur("0.006", "kg gross"))],
        ),
    ],
)
def test_read_eu(text: str, sides: list[tuple[Any, ...]]) -> None:
    """Sides, qualified units and sums are read exactly."""
    wanted = Duty(tuple(Side(op, tuple(terms)) for op, *terms in sides))
    assert read_cell(text, "eu").duty == wanted


@pytest.mark.parametrize(
    ("text", "reason", "need"),
    [
        ("9.00% + EA", "meursing", "Meursing additional code"),
        ("0.00% + EA", "meursing", "Meursing additional code"),
        ("9.00% + EA MAX 18.70% + ADSZ", "meursing", "Meursing additional code"),
        ("9.00% + EA MAX 20.70% + ADFM", "meursing", "Meursing additional code"),
        ("Entry Price", "entry_price", "entry price"),
        ("6.4 + 24.6 EUR/100 kg", "unit_missing", "% or unit of the first number"),
        ("7.2 MIN 0.36 EUR/100 kg", "unit_missing", "% or unit of the first number"),
        ("9.00% MAX", "truncated", "rest of the text"),
    ],
)
def test_unpriced(text: str, reason: str, need: str) -> None:
    """What lacks an input names it."""
    rate = read_cell(text, "eu").duty
    assert isinstance(rate, Unpriced)
    assert (rate.reason, rate.needs) == (reason, (need,))


def test_uk_texts_without_blanks() -> None:
    """The UK table writes the same units without blanks."""
    pairs = [
        ("1.00 GBP/%vol/hl", "1.00 GBP / % vol / hl"),
        ("0.30 GBP/100kg/net/%sacchar.", "0.30 GBP / 100 kg /net/ % sacchar."),
        ("42.00 GBP/100kg mas", "42.00 GBP / 100 kg / net dry"),
        ("4.00% + 7.80 GBP/100kg eda", "4.00% + 7.80 GBP / 100 kg / net drained wt"),
        ("28.00 GBP/100kg std qual", "28.00 GBP / 100 kg / std qual"),
    ]
    for short, long in pairs:
        assert read_cell(short, "eu") == read_cell(long, "eu")
        assert isinstance(read_cell(short, "eu").duty, Duty)
