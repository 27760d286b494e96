"""One term of a rate."""

from fractions import Fraction as F

import pytest

from oneprice.tariffs.rates.duty import AdValorem, Specific, Term
from oneprice.tariffs.rates.terms import read_part, read_term


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("6.8%", (AdValorem(F(68, 1000)),)),
        ("8 %", (AdValorem(F(8, 100)),)),
        ("33 1/3%", (AdValorem(F(1, 3)),)),
        ("3 percent of the fair retail value", (AdValorem(F(3, 100), "fair retail value"),)),
        ("6% on the case", (AdValorem(F(6, 100), "case"),)),
        ("14% on the strap, band or bracelet", (AdValorem(F(14, 100), "strap"),)),
        (
            "5% on case and strap, band or bracelet",
            (AdValorem(F(5, 100), "case"), AdValorem(F(5, 100), "strap")),
        ),
        ("2.5% on the value of the lead content", (AdValorem(F(25, 1000), "lead content"),)),
        ("6.5% on the entire set", (AdValorem(F(65, 1000)),)),
        ("16.50 % / Retail Price", (AdValorem(F(165, 1000), "retail price"),)),
        ("1.5¢/kg", (Specific(F(15, 1000), "USD", "kg"),)),
        ("0.86 ¢each", (Specific(F(86, 10_000), "USD", "each"),)),
        ("$1.646/kg", (Specific(F("1.646"), "USD", "kg"),)),
        ("$5.50/t", (Specific(F("0.0055"), "USD", "kg"),)),
        ("2¢/g", (Specific(F(20), "USD", "kg"),)),
        ("2.4€/100kg/net", (Specific(F("0.024"), "EUR", "kg"),)),
        ("1.75 EUR / % vol / hl", (Specific(F("0.0175"), "EUR", "liter", ("% vol",)),)),
        ("41.20 EUR / 100 kg", (Specific(F("0.412"), "EUR", "kg"),)),
    ],
)
def test_read_term(text: str, terms: tuple[Term, ...]) -> None:
    """A percentage or an amount per unit is read exactly."""
    assert read_term(text) == terms


def test_dollar_is_the_currency_of_the_country() -> None:
    """Dollars and cents are those of the schedule."""
    assert read_term("1.9¢/kg", "CAD") == (Specific(F("0.019"), "CAD", "kg"),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "6.4",
        "1.9 ¢",
        "5%5%",
        "33 1/0%",
        "-5%",
        "\N{ARABIC-INDIC DIGIT THREE}%",
        "5 EUR/\N{SUPERSCRIPT ONE} kg",
        "$5 USD/kg",
        "5/kg",
        "5 USD/widget",
        "44¢ each kg",
        "5% on the wheel",
        "5% / kg",
        "1.23 usd/kg",
    ],
)
def test_not_a_term(text: str) -> None:
    """Nothing is read out of a text that says something else."""
    assert read_term(text) == ()


def test_parts_of_our_own_tables_have_any_name() -> None:
    """A part is open in our own tables and listed in official texts; joining words end none."""
    assert read_part("the wheel") == ()
    assert read_part("the wheel", any_part=True) == ("wheel",)
    assert read_part("all but metal content", any_part=True) == ("-metal content",)
    for cut in ("the", "case and", "strap, band or", "value of the", ""):
        assert read_part(cut, any_part=True) == ()
