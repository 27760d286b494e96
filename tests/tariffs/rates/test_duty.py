"""The typed form: what each type says about itself."""

from datetime import date
from fractions import Fraction as F

import pytest

from oneprice.tariffs.rates.duty import (
    FREE,
    AdValorem,
    Duty,
    Phase,
    Phased,
    Relative,
    Season,
    Seasonal,
    Side,
    Specific,
    Unpriced,
)

TEN = Duty.of(AdValorem(F(1, 10)))
PER_KG = Specific(F(2), "USD", "kg")
ALCOHOL = Specific(F(1, 2), "EUR", "liter", ("% vol",))


def test_free_has_no_terms_and_no_needs() -> None:
    """The free duty charges nothing and asks for nothing."""
    assert FREE.is_free and FREE.is_sum
    assert FREE.needs == () and FREE.currencies == ()


@pytest.mark.parametrize(
    ("duty", "free"),
    [
        (TEN, False),
        (Duty.of(AdValorem(F(0))), True),
        (Duty((Side("first"), Side("at_least", (PER_KG,)))), False),
        (Duty((Side("first", (), (PER_KG,)),)), True),
    ],
)
def test_is_free(duty: Duty, free: bool) -> None:
    """A duty is free when no term adds anything."""
    assert duty.is_free is free


def test_needs_are_told_once_and_in_order() -> None:
    """Units, facts and parts are needed; value, net weight and count are always known."""
    duty = Duty.of(
        PER_KG,
        ALCOHOL,
        AdValorem(F(1, 20), "case"),
        AdValorem(F(1, 20), "-us content"),
        Specific(F(1), "USD", "kg packaging plastic"),
        Specific(F(1), "USD", "kg gross"),
        ALCOHOL,
    )
    assert duty.needs == ("liter", "% vol", "case", "us content")
    assert duty.currencies == ("USD", "EUR")


@pytest.mark.parametrize(
    "sides",
    [
        (),
        (Side("at_least"),),
        (Side("first"), Side("first")),
        (Side("first"), Side("below")),
    ],
)
def test_sides_in_no_order_are_refused(sides: tuple[Side, ...]) -> None:
    """A duty has one first side and then bounds."""
    with pytest.raises(ValueError, match="give one first side"):
        Duty(sides)


@pytest.mark.parametrize(
    ("day", "duty"),
    [
        (date(2026, 11, 24), None),
        (date(2026, 11, 25), TEN),
        (date(2026, 12, 31), TEN),
        (date(2027, 1, 1), TEN),
        (date(2027, 1, 25), TEN),
        (date(2027, 1, 26), None),
    ],
)
def test_season_crosses_the_year_end(day: date, duty: Duty | None) -> None:
    """A season holds its first and last day, also over the year end; a gap is unpriced."""
    found = Seasonal((Season(TEN, (11, 25), (1, 25)),)).on(day)
    if duty is None:
        assert isinstance(found, Unpriced)
        assert found.reason == "seasonal_gap"
    else:
        assert found == duty


@pytest.mark.parametrize(
    ("day", "duty"),
    [(date(2018, 6, 30), TEN), (date(2018, 7, 1), FREE), (date(2030, 1, 1), FREE)],
)
def test_last_phase_that_has_begun_holds(day: date, duty: Duty) -> None:
    """A phase holds from its first day until the next."""
    assert Phased((Phase(None, TEN), Phase(date(2018, 7, 1), FREE))).on(day) == duty


def test_before_the_first_phase_there_is_no_rate() -> None:
    """Before the first dated phase nothing is known, least of all that it is free."""
    found = Phased((Phase(date(2018, 7, 1), FREE),)).on(date(2018, 6, 30))
    assert isinstance(found, Unpriced)


def test_relative_needs_its_part_and_what_it_adds() -> None:
    """A rate on the base needs the part it is charged on and the inputs of what is added."""
    rate = Relative(Duty.of(AdValorem(F(1, 4), "steel content")), True, part="-us products")
    assert rate.needs == ("us products", "steel content")


def test_unpriced_says_why() -> None:
    """A rate without a price shows its words, its class and the input that lacks."""
    assert str(Unpriced("stated", "metal share")) == "metal share"
    shown = str(Unpriced("meursing", "9% + EA", ("Meursing additional code",)))
    assert "9% + EA" in shown and "Meursing additional code" in shown
    assert str(Unpriced("empty", "")) == "the schedule gives no rate here"
    with pytest.raises(ValueError, match="is no reason"):
        Unpriced("because", "5%")
