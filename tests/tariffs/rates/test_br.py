"""Texts of the Brazilian tariff."""

from fractions import Fraction as F

import pytest

from oneprice.tariffs.rates.cells import read_cell
from oneprice.tariffs.rates.duty import FREE, AdValorem, Cell, Duty, Unpriced


@pytest.mark.parametrize(
    ("text", "percent", "markers"),
    [
        ("2", "2", ()),
        ("9.75", "9.75", ()),
        ("14BK", "14", ("BK",)),
        ("2BIT\N{SECTION SIGN}", "2", ("BIT", "\N{SECTION SIGN}")),
        ("14BK#", "14", ("BK", "#")),
        ("10**", "10", ("**",)),
        ("30(*)", "30", ("(*)",)),
    ],
)
def test_percent_and_markers(text: str, percent: str, markers: tuple[str, ...]) -> None:
    """A number is a percentage; marks behind it are kept."""
    assert read_cell(text, "br") == Cell(Duty.of(AdValorem(F(percent) / 100)), markers=markers)


def test_zero_is_free_and_nt_is_outside() -> None:
    """Zero is free; a product outside the tax is not free but told apart."""
    assert read_cell("0BIT", "br") == Cell(FREE, markers=("BIT",))
    assert read_cell("NT", "br").duty == Unpriced("not_taxed", "NT")


@pytest.mark.parametrize("text", ["14BX", "14.", "BK", "1 4", "-2", "2%%"])
def test_unread(text: str) -> None:
    """Other texts have no price."""
    assert isinstance(read_cell(text, "br").duty, Unpriced)
