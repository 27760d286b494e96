"""Texts of the Australian tariff."""

from datetime import date
from fractions import Fraction as F

import pytest

from oneprice.tariffs.rates.cells import read_cell
from oneprice.tariffs.rates.duty import (
    FREE,
    AdValorem,
    Cell,
    Duty,
    Phase,
    Phased,
    Preference,
    Side,
    Specific,
    Unpriced,
)


def ad(percent: str) -> Duty:
    """Return the duty of a percentage."""
    return Duty.of(AdValorem(F(percent) / 100))


def aud(amount: str, unit: str) -> Specific:
    """Return an amount in Australian dollars."""
    return Specific(F(amount), "AUD", unit)


def test_codes_glued_to_rates() -> None:
    """Preference codes belong to the rate behind them."""
    wanted = Cell(
        ad("5"),
        (
            Preference(("DCS",), ad("4")),
            Preference(("CA",), FREE),
            Preference(("DCT",), ad("5")),
        ),
    )
    for text in ("5% DCS4% CAFree DCT5%", "5% DCS 4% CA Free DCT 5%", "5% DCS4% CAFree DCT;5%"):
        assert read_cell(text, "au") == wanted


@pytest.mark.parametrize(
    "text",
    [
        "5% From1July2018 2.5% From1July2019 Free",
        "5% From 1 July 20182.5% From1July2019Free",
        "5% From1July 2018 2.5% From 1July2019 Free",
    ],
)
def test_dated_phases(text: str) -> None:
    """Phases are read however they are glued."""
    phases = (
        Phase(None, ad("5")),
        Phase(date(2018, 7, 1), ad("2.5")),
        Phase(date(2019, 7, 1), FREE),
    )
    assert read_cell(text, "au") == Cell(Phased(phases))


def test_code_without_a_later_rate_joins_the_general_one() -> None:
    """A code that a later phase does not name again has the general rate there."""
    cell = read_cell("5% DCS4% From1July2018 2.5% CA Free From1July2019 Free", "au")
    days = (None, date(2018, 7, 1), date(2019, 7, 1))
    dcs = Phased(tuple(map(Phase, days, (ad("4"), ad("2.5"), FREE))))
    ca = Phased(tuple(map(Phase, days, (ad("5"), FREE, FREE))))
    assert cell.preferences == (Preference(("DCS",), dcs), Preference(("CA",), ca))


def test_group_of_codes_and_a_sum() -> None:
    """A group of codes shares a rate; excise parts are added."""
    text = "5%, and $107.99/L of alcohol NZ /PG/FI/SG/SG $107.99/L of alcohol DCS4%, and $0.526/L"
    excise = aud("107.99", "liter pure alcohol")
    assert read_cell(text, "au") == Cell(
        Duty.of(AdValorem(F(5, 100)), excise),
        (
            Preference(("NZ", "PG", "FI", "SG"), Duty.of(excise)),
            Preference(("DCS",), Duty.of(AdValorem(F(4, 100)), aud("0.526", "liter"))),
        ),
    )


@pytest.mark.parametrize(
    ("text", "duty"),
    [
        ("$2,445.26/kg of tobacco content", Duty.of(aud("2445.26", "kg tobacco"))),
        ("$1.52829/stick", Duty.of(aud("1.52829", "stick"))),
        (
            "$10.57/L of alcohol, calculated on that alcohol content by which the percentage by"
            " volume"
            " of alcohol of the goods exceeds 1.15",
            Duty.of(aud("10.57", "liter alcohol over 1.15% vol")),
        ),
        (
            "$0.5/L of gasoline plus $0.5/L of ethanol plus $0.5/L of other substances (if any)"
            " in the blend",
            Duty.of(
                *(
                    aud("0.5", f"liter {name}")
                    for name in ("gasoline", "ethanol", "other substances")
                )
            ),
        ),
        (
            "$1.220/kg, less 5%",
            Duty((Side("first", (aud("1.22", "kg"),), (AdValorem(F(5, 100)),)),)),
        ),
        (
            "5%, or, if lower, $0.45/kg TSS",
            Duty(
                (
                    Side("first", (AdValorem(F(5, 100)),)),
                    Side("at_most", (aud("0.45", "kg total soluble solids"),)),
                )
            ),
        ),
    ],
)
def test_rates(text: str, duty: Duty) -> None:
    """Contents, differences and the lower of two are read exactly."""
    assert read_cell(text, "au").duty == duty


@pytest.mark.parametrize(
    "text",
    [
        "From 30 December 2018 :3.7%",
        "From 11 Feburary 2020: 2.8%",
        "From 1&#160;January 2022: 1.2%",
    ],
)
def test_schedule_with_one_date(text: str) -> None:
    """The agreement schedules give one date; before it nothing is known."""
    rate = read_cell(text, "au").duty
    assert isinstance(rate, Phased)
    assert isinstance(rate.on(date(2018, 1, 1)), Unpriced)
    assert rate.on(date(2026, 1, 1)) == rate.phases[0].duty


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("View TCOs for 8462.59", "unparsed"),
        ("$0.526 /L of gasoline plus", "truncated"),
        ("5%, and 107.99 /L of alcohol", "unit_missing"),
        ("5% From 31 June 2018 4%", "unparsed"),
        ("5% From 1 Foo 2018 4%", "unparsed"),
        ("5% From 1 July 2019 4% From 1 July 2018 3%", "unparsed"),
        ("5% From 1 July 2019", "empty"),
    ],
)
def test_unpriced(text: str, reason: str) -> None:
    """Noise, cut texts and impossible dates have no price."""
    rate = read_cell(text, "au").duty
    assert isinstance(rate, Unpriced)
    assert rate.reason == reason
