"""Slots and the little expressions about them."""

import pytest

from oneprice.core.errors import InputError
from oneprice.core.vocabulary import MATERIALS, MODE
from oneprice.tariffs import _kernels_slots
from oneprice.tariffs.readers.slots import (
    INPUT,
    INPUTS,
    Gate,
    Term,
    counts_things,
    parse_basis,
    parse_gates,
)


def slot_of(name: str) -> int:
    """Return the slot of an input, or 90 for the one step that stands ready."""
    return 90 if name == "duty" else INPUT.get(name, 0)


@pytest.mark.parametrize("name", [n for n in dir(_kernels_slots) if n.startswith("SLOT_")])
def test_kernels_know_the_same_numbers(name: str) -> None:
    """Each slot number of the kernels is the place of its name."""
    number = getattr(_kernels_slots, name)
    if name == "SLOT_STEP_0":
        assert number == len(INPUTS)
        return
    first = {"SLOT_PACK_0": "PACK_PAPER", "SLOT_MODE_0": "MODE_ROAD"}
    expected = INPUT[first.get(name, name.removeprefix("SLOT_"))]
    assert number + (MODE["road"] if name == "SLOT_MODE_0" else 0) == expected


def test_materials_and_modes_follow_the_vocabulary() -> None:
    """Packaging and mode slots stand in the order of the vocabulary."""
    packs = [INPUT[f"PACK_{name.upper()}"] for name in MATERIALS]
    assert packs == list(range(_kernels_slots.SLOT_PACK_0, _kernels_slots.SLOT_PACK_0 + 8))
    modes = [INPUT[f"MODE_{name.upper()}"] - code for name, code in MODE.items() if name]
    assert modes == [_kernels_slots.SLOT_MODE_0] * len(modes)


def test_basis_of_several_terms() -> None:
    """A basis is a sum of slots, each with its fraction, some taken off."""
    terms = parse_basis("GOODS + FR_INTL*78/100 - duty / 4 + CIF*60%-FOB", slot_of, "here")
    expected = [
        (INPUT["GOODS"], 1, 1),
        (INPUT["FR_INTL"], 39, 50),
        (90, 1, 4, 1),
        (INPUT["CIF"], 3, 5),
        (INPUT["FOB"], 1, 1, 1),
    ]
    assert terms == [Term(*each) for each in expected]


@pytest.mark.parametrize(
    "text",
    ["", "GOODS -", "- duty", "NO_SUCH", "GOODS*0", "GOODS*-1", "QTY - GOODS", "+", "GOODS+-duty"],
)
def test_bad_basis_names_the_cell(text: str) -> None:
    """A basis that has no meaning is an error that names its cell."""
    with pytest.raises(InputError, match=r"stack\.csv row 7"):
        parse_basis(text, slot_of, "stack.csv row 7, column basis")


@pytest.mark.parametrize(
    ("text", "lo", "hi"),
    [
        ("GOODS<=150", None, 1_500_000),
        ("GOODS<150", None, 1_499_999),
        ("GOODS>150", 1_500_001, None),
        ("GOODS >= 150.005", 1_500_050, None),
    ],
)
def test_gate_bounds_are_closed_integers(text: str, lo: int | None, hi: int | None) -> None:
    """A strict bound moves by one pip, the smallest amount there is."""
    (gate,) = parse_gates(text, slot_of, 10_000, "here")
    assert gate == Gate(
        INPUT["GOODS"], 0, -(2**62) if lo is None else lo, 2**62 if hi is None else hi
    )


def test_gates_on_lines_and_plain_numbers() -> None:
    """Gates are joined by &, may look at the line, and compare plain numbers as they are."""
    gates = parse_gates("line.duty>0 & MODE_SEA>=1", slot_of, 10_000, "here")
    assert gates == [Gate(90, 1, 1, 2**62), Gate(INPUT["MODE_SEA"], 0, 1, 2**62)]


@pytest.mark.parametrize("text", ["GOODS=150", "150>GOODS", "GOODS>x", "NO>1", "GOODS>0.00001"])
def test_bad_gate_names_the_cell(text: str) -> None:
    """A gate that cannot be read is an error that names its cell."""
    with pytest.raises(InputError, match=r"stack\.csv row 7"):
        parse_gates(text, slot_of, 10_000, "stack.csv row 7, column gates")


def test_money_and_plain_numbers_are_told_apart() -> None:
    """The kernels know which slots hold money, and which totals are no sums."""
    for name, number in INPUT.items():
        if name:
            assert _kernels_slots.holds_money(number) == (not counts_things(name))
            single = name in ("ONE", "PIECES") or name.startswith("MODE_")
            assert _kernels_slots.holds_one_value(number) == single
    assert _kernels_slots.holds_money(len(INPUTS))
