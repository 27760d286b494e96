"""What a promise leans on, at the edges of what is enough (C-69)."""

from fractions import Fraction

import pytest

from oneprice.routing.leaning import (
    PUBLISHED,
    Leaning,
    Stand,
    milli_text,
    needed_observations,
    own_level,
    ppm_text,
    stand_of,
)

NINETY_FIVE = Fraction(95, 100)


def learned(observations: str, parent: str = "0", quote: str = "0") -> Leaning:
    """Return what a learned law leans on."""
    parts = (int(Fraction(text) * 10**6) for text in (parent, quote))
    return Leaning(True, int(Fraction(observations) * 1000), *parts)


@pytest.mark.parametrize(
    ("level", "consignments", "needed"),
    [
        *(("0.90", 1, 9), ("0.95", 1, 19), ("0.99", 1, 99)),
        *(("0.95", 2, 39), ("0.95", 3, 59), ("0.5", 1, 1), ("0.97", 1, 33)),
    ],
)
def test_observations_that_a_level_asks_for(level: str, consignments: int, needed: int) -> None:
    """A level L asks for ceil(L / (1 - L)), each of k consignments for those of its own level."""
    assert needed_observations(Fraction(level), consignments) == needed
    each = own_level(Fraction(level), consignments)
    assert needed - 1 < each / (1 - each) <= needed


@pytest.mark.parametrize(
    ("observations", "law"), [("18.999", "leaning"), ("19", "learned"), ("19.001", "learned")]
)
def test_enough_observations_make_a_law_learned(observations: str, law: str) -> None:
    """At 19 observations a promise at .95 is learned, below it leans."""
    legs = [learned(observations), learned("500")]
    assert stand_of(legs, NINETY_FIVE, 1) == Stand(law, observations, "0")


def test_two_consignments_need_more() -> None:
    """What is enough for one consignment leans where two share the level."""
    assert stand_of([learned("38.999")], NINETY_FIVE, 1).law == "learned"
    assert stand_of([learned("38.999")], NINETY_FIVE, 2).law == "leaning"
    assert stand_of([learned("39")], NINETY_FIVE, 2).law == "learned"


def test_published_legs_are_wholly_leant() -> None:
    """A route of published ranges has no observation; one learned leg makes it mixed."""
    assert stand_of([PUBLISHED, PUBLISHED], NINETY_FIVE, 1) == Stand("published", "0", "1")
    assert stand_of([PUBLISHED, learned("90")], NINETY_FIVE, 1) == Stand("mixed", "0", "1")


def test_the_largest_share_stands() -> None:
    """A leg's shares on parent and quote add up; the leg that leans most speaks for the route."""
    legs = [learned("40", "0.1", "0.2"), learned("50", "0.25"), learned("60", quote="0.299999")]
    assert stand_of(legs, NINETY_FIVE, 1) == Stand("learned", "40", "0.3")
    assert stand_of([learned("40", "0.7", "0.4")], NINETY_FIVE, 1).leaning_share == "1"


def test_texts_have_no_zeros_to_spare() -> None:
    """Thousandths and millionths are written without trailing zeros."""
    assert [milli_text(n) for n in (0, 57_300, 57_312, 1, 60_000)] == [
        *("0", "57.3", "57.312", "0.001", "60")
    ]
    assert [ppm_text(n) for n in (0, 34_000, 1, 10**6)] == ["0", "0.034", "0.000001", "1"]
