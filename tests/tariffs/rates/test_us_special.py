"""The special column of the United States."""

from fractions import Fraction as F

import pytest

from oneprice.tariffs.rates.cells import read_cell
from oneprice.tariffs.rates.duty import (
    FREE,
    AdValorem,
    Cell,
    Duty,
    Preference,
    Relative,
    Specific,
    Unpriced,
)


@pytest.mark.parametrize(
    ("text", "programs"),
    [
        ("Free (A,AU,BH)", [("A", "AU", "BH")]),
        ("Free(A, AU, BH,CL)", [("A", "AU", "BH", "CL")]),
        ("Free (A+,D,P+,E*)", [("A+", "D", "P+", "E*")]),
        ("Free (AU)2.7% (JP)", [("AU",), ("JP",)]),
        ("Free (AU)8.8¢/liter(JO)", [("AU",), ("JO",)]),
        ("Free (BH) See 9919.04.50, 9919.04.67 (PA (PA)", [("BH",), ("PA",)]),
        ("Free (D,E IL,JO)", [("D", "E", "IL", "JO")]),
        ("Free (MA,.OM)", [("MA", "OM")]),
        ("Free (S) 5% (B,C,)", [("S",), ("B", "C")]),
    ],
)
def test_lists_of_programs(text: str, programs: list[tuple[str, ...]]) -> None:
    """Each list belongs to the rate before it, however it is printed."""
    cell = read_cell(text, "us_special")
    assert [one.programs for one in cell.preferences] == programs
    assert cell.duty is None
    assert cell.preferences[0].duty == FREE


def test_rates_of_segments() -> None:
    """A segment holds any rate; a pointer names its headings."""
    text = "Free (BH) 3.5¢/kg + 0.2% (CO,PA) See 9918.04.60, 99.19.04.14 (S+) No change (A)"
    rate = Duty.of(Specific(F("0.035"), "USD", "kg"), AdValorem(F(2, 1000)))
    see = Unpriced("reference", "See 9918.04.60, 99.19.04.14", ("9918.04.60", "9919.04.14"))
    assert read_cell(text, "us_special") == Cell(
        None,
        (
            Preference(("BH",), FREE),
            Preference(("CO", "PA"), rate),
            Preference(("S+",), see),
            Preference(("A",), Relative(None, True)),
        ),
    )


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("Free", FREE),
        ("15%", Duty.of(AdValorem(F(15, 100)))),
        ("No change.", Relative(None, True)),
    ],
)
def test_text_without_a_list_is_for_every_program(text: str, rate: Duty) -> None:
    """In chapters 98 and 99 a rate may stand alone."""
    assert read_cell(text, "us_special") == Cell(rate)


@pytest.mark.parametrize("text", ["Free (A,AU) 3.2% (J", "Free (A,AU) 3.2%", "Free (A) Free"])
def test_rate_behind_the_lists_lost_its_list(text: str) -> None:
    """A last rate without a list behind others is a cut text and holds for nobody."""
    cell = read_cell(text, "us_special")
    assert isinstance(cell.duty, Unpriced)
    assert cell.duty.reason == "truncated"


def test_note_of_a_program_is_named() -> None:
    """A pointer to a note tells which one."""
    cell = read_cell("See U.S. note 3(e) (CO,PE)", "us_special")
    assert cell.preferences[0].duty == Unpriced(
        "reference", "See U.S. note 3(e)", ("U.S. note 3(e)",)
    )
