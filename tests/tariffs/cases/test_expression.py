"""Arithmetic of case files: exact, with names, and closed to anything else."""

from __future__ import annotations

from fractions import Fraction

import pytest

from oneprice.core.errors import InputError
from oneprice.tariffs.cases.expression import calculate

VALUES = {"total": Fraction("72.29"), "line1.duty": Fraction(3), "first.vat": Fraction("1.2")}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 + 3 * 4 - 6 / 4", "12.5"),
        ("(2 + 3) * -4", "-20"),
        ("2 - 3 - 4", "-5"),
        ("12 / 3 / 2", "2"),
        ("20% * 50", "10"),
        ("round(total * 5.52, 0.01)", "399.04"),
        ("round(2.5, 1)", "3"),
        ("round(-2.5, 1)", "-2"),
        ("floor(1.99, 0.1)", "1.9"),
        ("ceil(1.01, 0.1)", "1.1"),
        ("min(2, 3) + max(2, 3)", "5"),
        ("abs(0 - 7)", "7"),
        ("line1.duty + first.vat", "4.2"),
        ("0.1 + 0.2", "0.3"),
    ],
)
def test_value(text: str, value: str) -> None:
    """Signs, brackets, percentages, functions and names give exact values."""
    assert calculate(text, VALUES.__getitem__, "here") == Fraction(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2 +",
        "(2",
        "2)",
        "2 3",
        "2 ** 3",
        "total.__class__()",
        "other",
        "exec(1)",
        "round(1)",
        "round(1, 0)",
        "round(1, -1)",
        "abs(1, 2)",
        "1 / 0",
        "1e3",
        "'a'",
        "1; 2",
        "+".join(["1"] * 200),
        "1" * 19,
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    """What is no arithmetic over known names is an error that says where."""
    with pytest.raises(InputError) as caught:
        calculate(text, VALUES.__getitem__, "here")
    assert caught.value.where == "here"
    assert caught.value.remedy


def test_deep_brackets_are_bounded() -> None:
    """The number of tokens bounds the depth, so that no text exhausts the stack."""
    assert calculate("(" * 90 + "1" + ")" * 90, VALUES.__getitem__, "here") == 1
    with pytest.raises(InputError):
        calculate("(" * 101 + "1" + ")" * 101, VALUES.__getitem__, "here")
