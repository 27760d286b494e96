"""Units and facts: written forms and normal names."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneprice.core.vocabulary import MATERIALS
from oneprice.tariffs.rates.units import (
    FACT_NAMES,
    UNIT_NAMES,
    Measure,
    Unit,
    find_fact,
    find_measure,
    find_unit,
)


@pytest.mark.parametrize(
    ("text", "name", "size"),
    [
        ("kg", "kg", 1),
        ("KG.", "kg", 1),
        ("g", "kg", F(1, 1000)),
        ("t", "kg", 1000),
        ("100 kg", "kg", 100),
        ("100kg/net", "kg", 100),
        ("100kg/br", "kg gross", 100),
        ("hl", "liter", 100),
        ("kl", "liter", 1000),
        ("head", "each", 1),
        ("p/st", "each", 1),
        ("doz.", "each", 12),
        ("hundred", "each", 100),
        ("gross", "each", 144),
        ("thousand", "each", 1000),
        ("1000", "each", 1000),
        ("1000 items", "each", 1000),
        ("1000 p/st", "each", 1000),
        ("1000 pins", "pin", 1000),
        ("pr.", "pr", 1),
        ("line/ gross", "line gross", 1),
        ("lin. m", "m", 1),
        ("m2 of recording surface", "m2 recording surface", 1),
        ("pf.liter", "pf liter", 1),
        ("pf. liter on ethyl alcohol content", "pf liter", 1),
        ("l alc. 100%", "liter pure alcohol", 1),
        ("L of alcohol", "liter pure alcohol", 1),
        ("kg on drained weight", "kg drained", 1),
        ("100kg eda", "kg drained", 100),
        ("100kg mas", "kg dry", 100),
        ("kg on lead content", "kg lead", 1),
        ("kg of total sugars", "kg total sugars", 1),
        ("kg of tobacco content", "kg tobacco", 1),
        ("kg TSS", "kg total soluble solids", 1),
        ("kg / lactic matter", "kg lactic matter", 1),
        ("1000 kg/biodiesel", "kg biodiesel", 1000),
        ("t, including weight of container", "kg with container", 1000),
        ("kg packaging plastic", "kg packaging plastic", 1),
        ("kg battery", "kg battery", 1),
    ],
)
def test_find_unit(text: str, name: str, size: F) -> None:
    """A written unit has a normal name and a size in it."""
    assert find_unit(text) == Unit(name, F(size))


@pytest.mark.parametrize(
    "text",
    ["", "widget", "0 kg", "kg of gold content", "\N{SUPERSCRIPT ONE} kg", "kgs", "10 100 kg", "%"],
)
def test_unknown_unit(text: str) -> None:
    """Other words are no unit."""
    assert find_unit(text) is None


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("% vol / hl", Measure("liter", F(100), ("% vol",))),
        ("%vol/hl", Measure("liter", F(100), ("% vol",))),
        ("100 kg /net/ % sacchar.", Measure("kg", F(100), ("% sucrose",))),
        ("100kg/net/%sacchar.", Measure("kg", F(100), ("% sucrose",))),
        ("kg per degree under 100", Measure("kg", F(1), ("degree under 100",))),
    ],
)
def test_measure_with_a_fact(text: str, measure: Measure) -> None:
    """An amount may also be per degree."""
    assert find_measure(text) == measure
    assert find_unit(text) is None


def test_unknown_fact_makes_no_measure() -> None:
    """A fact that nobody knows is not dropped."""
    assert find_measure("kg per wish") is None
    assert find_fact("wish") is None
    assert find_fact("polarity") in FACT_NAMES


@given(st.sampled_from(sorted(UNIT_NAMES)), st.integers(1, 1000))
def test_normal_names_are_read_back(name: str, many: int) -> None:
    """A normal name is its own normal name, and so many of it are so many."""
    assert find_unit(name) == Unit(name, F(1))
    assert find_unit(f"{many} {name}") == Unit(name, F(many))


def test_packaging_materials_are_units() -> None:
    """Each material of the packaging vocabulary can be asked for by weight."""
    assert {f"kg packaging {material}" for material in MATERIALS} <= UNIT_NAMES
