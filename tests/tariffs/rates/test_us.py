"""Column 1 general and column 2 of the United States."""

from fractions import Fraction as F

import pytest

from oneprice.tariffs.rates.cells import read_cell
from oneprice.tariffs.rates.duty import AdValorem, Duty, Rate, Side, Specific, Unpriced


def read(text: str) -> Rate | None:
    """Return the rate of a cell."""
    return read_cell(text, "us").duty


def usd(amount: str, unit: str, *times: str) -> Specific:
    """Return an amount in dollars."""
    return Specific(F(amount), "USD", unit, times)


SUGAR = (
    "3.6606¢/kg less 0.020668¢/kg for each degree under 100 degrees (and fractions of a degree in"
    " proportion) but not less than 3.143854¢/kg"
)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("6.8%", (AdValorem(F(68, 1000)),)),
        ("1¢/kg", (usd("0.01", "kg"),)),
        ("68¢/head", (usd("0.68", "each"),)),
        ("76¢/pr. + 32%", (usd("0.76", "pr"), AdValorem(F(32, 100)))),
        ("14¢/gross + 4.3%", (Specific(F(14, 14400), "USD", "each"), AdValorem(F(43, 1000)))),
        (
            "13.5¢/kg + 6.3% + 1.9¢/article",
            (usd("0.135", "kg"), AdValorem(F(63, 1000)), usd("0.019", "each")),
        ),
        ("4.4¢/liter + 31.4¢/pf. liter", (usd("0.044", "liter"), usd("0.314", "pf liter"))),
        ("3.7¢/kg on drained weight", (usd("0.037", "kg drained"),)),
        (
            "0.7¢/kg on copper content + 0.7¢/kg on lead content",
            (usd("0.007", "kg copper"), usd("0.007", "kg lead")),
        ),
        (
            "4.7% on the value of the rifle + 20% on the value of the telescopic sight, if any",
            (AdValorem(F(47, 1000), "rifle"), AdValorem(F(20, 100), "telescopic sight")),
        ),
        (
            "44¢ each + 6% on the case + 14% on the strap, band or bracelet + 5.3% on the battery",
            (
                usd("0.44", "each"),
                AdValorem(F(6, 100), "case"),
                AdValorem(F(14, 100), "strap"),
                AdValorem(F(53, 1000), "battery"),
            ),
        ),
        (
            "3.9% on the movement and case+ 5.3% on the battery",
            (
                AdValorem(F(39, 1000), "movement"),
                AdValorem(F(39, 1000), "case"),
                AdValorem(F(53, 1000), "battery"),
            ),
        ),
        (
            "43¢ each + 2.8¢/jewel over 7 + 3.7% on the case",
            (usd("0.43", "each"), usd("0.028", "jewel over 7"), AdValorem(F(37, 1000), "case")),
        ),
    ],
)
def test_sums(text: str, terms: tuple[AdValorem | Specific, ...]) -> None:
    """A sum keeps each term with the quantity or part it needs."""
    assert read(text) == Duty.of(*terms)


def test_sugar_slides_down_to_its_floor() -> None:
    """The sugar rate falls with each degree under 100 and never below the floor."""
    sliding = usd("0.00020668", "kg", "degree under 100")
    floor = usd("0.03143854", "kg")
    first = Side("first", (usd("0.036606", "kg"),), (sliding,))
    assert read(SUGAR) == Duty((first, Side("at_least", (floor,))))
    assert read(SUGAR.replace("less than 3", "less 3").replace("¢/kg but", "¢ /kg but")) == read(
        SUGAR
    )


@pytest.mark.parametrize(
    ("text", "reason", "need"),
    [
        (
            "The rate applicable to each garment in the ensemble if separately entered",
            "reference",
            "rate of each garment",
        ),
        (
            "The rate applicable to each garment in the in the ensemble if separately entered",
            "reference",
            "rate of each garment",
        ),
        ("See additional U.S. note 1", "reference", "additional U.S. note"),
        (
            "The rate of duty appli- cable to that article in the set subject to the high- est"
            " rate of duty",
            "reference",
            "highest rate in the set",
        ),
        (
            "The rate applicable to the natural juice in heading 2009",
            "reference",
            "rate of the natural juice",
        ),
        (
            "4.3% + 1.7¢/jewel + 0.2¢ for each other"
            " piece or part, but if consisting in part of a plate"
            " or a set of plates the total duty shall not exceed the duty for the complete"
            " movement",
            "reference",
            "duty for the complete movement",
        ),
        ("Free, under bond", "conditional", "under bond"),
        (
            "Free (See U.S. note 4 of this subchapter)",
            "conditional",
            "See U.S. note 4 of this subchapter",
        ),
        ("8.47 ¢/kg plus 8.", "truncated", "rest of the text"),
        ("37% /", "truncated", "rest of the text"),
        ("44¢ each + 6% on the", "truncated", "rest of the text"),
        ("1.9 ¢", "unit_missing", "unit"),
        ("6.4", "unit_missing", "% or unit"),
    ],
)
def test_unpriced(text: str, reason: str, need: str) -> None:
    """A text without a price of its own names its class and the input that lacks."""
    rate = read(text)
    assert isinstance(rate, Unpriced)
    assert (rate.reason, rate.needs) == (reason, (need,))


@pytest.mark.parametrize(
    "text", ["No change", "N/A", ":", "5%5%", "Free (A,AU)", "freely", "6.8% (JP)"]
)
def test_unparsed(text: str) -> None:
    """What the grammar does not know is unparsed, never free."""
    rate = read(text)
    assert isinstance(rate, Unpriced)
    assert rate.reason == "unparsed"


def test_blank_is_not_free() -> None:
    """A blank cell says: look at the row above."""
    assert read("") is None
    assert read(" <i> </i>\n") is None
