"""What an order declares for duties, as numbered facts (C-57)."""

import pytest

from oneprice.core.errors import InputError
from oneprice.core.ids import IdSpaces
from oneprice.tariffs.facts import fact_fields


def facts(quantities: dict[str, str], parts: dict[str, int] | None = None) -> dict[str, int]:
    """Return name -> value of what a line declares; names are asked by somebody."""
    ids = IdSpaces()
    for name in ("kg", "each", "liter", "% vol", "degree under 100", "part:case", "kg drained"):
        ids.add("fact", name)
    fields = fact_fields(ids, quantities, parts or {}, "lines.0")
    numbers = range(1, len(fields) // 2 + 1)
    return {
        "?" if fields[f"fact_{i}"] < 0 else ids.name("fact", fields[f"fact_{i}"]): fields[
            f"value_{i}"
        ]
        for i in numbers
    }


@pytest.mark.parametrize(
    ("word", "text", "name", "value"),
    [
        ("kg", "0.25", "kg", 250),
        ("t", "0.25", "kg", 250_000),
        ("g", "1.5", "kg", 2),  # thousandths, rounded up
        ("hl", "0.0075", "liter", 750),
        ("head", "3", "each", 3_000),
        ("doz", "2", "each", 24_000),
        ("hundred", "2", "each", 200_000),
        ("gross", "1", "each", 144_000),
        ("thousand", "1", "each", 1_000_000),
        ("% vol", "12.5", "% vol", 12_500),
        ("polarity", "97.3", "degree under 100", 2_700),
        ("polarity", "100", "degree under 100", 0),
        ("polarity", "101", "degree under 100", 0),
        ("kg drained", "0.2", "kg drained", 200),
        ("m2", "1", "?", 1_000),  # nobody asks
    ],
)
def test_quantities_and_degrees(word: str, text: str, name: str, value: int) -> None:
    """Written names become normal ones, values thousandths."""
    assert facts({word: text}) == {name: value}


def test_parts_are_minor_units() -> None:
    """Parts stand beside quantities under their own names."""
    assert facts({"kg": "1"}, {"case": 250}) == {"kg": 1_000, "part:case": 250}


@pytest.mark.parametrize(
    ("quantities", "where"),
    [
        ({"parsec": "1"}, "lines.0.duty_quantities.parsec"),
        ({"kg": "1000000000"}, "lines.0.duty_quantities.kg"),
        ({"kg": "1", "t": "1"}, "lines.0.duty_quantities.t"),
        ({"doz": "1", "head": "1"}, "lines.0.duty_quantities.head"),
        ({"kg": "a"}, "lines.0.duty_quantities.kg"),
    ],
)
def test_bad_quantity_names_its_field(quantities: dict[str, str], where: str) -> None:
    """Unknown units, doubles and huge values are refused with their field."""
    with pytest.raises(InputError) as caught:
        facts(quantities)
    assert caught.value.where == where


def test_seventh_fact_is_refused() -> None:
    """Quantities and parts together are at most six."""
    six = {f"part{i}": i for i in range(6)}
    assert len(fact_fields(IdSpaces(), {}, six, "lines.0")) == 12
    with pytest.raises(InputError, match="at most 6"):
        facts({"kg": "1"}, six)
