"""Condition sentences."""

import json
from fractions import Fraction as F
from pathlib import Path

import pytest

from oneprice.tariffs.rates.components import SentenceError
from oneprice.tariffs.rates.conditions import Condition, read_conditions


def test_conditions() -> None:
    """Each condition has a code, perhaps a certificate, an action and perhaps a rate."""
    text = "Cond: A cert: D-018 (01):0.000 GBP DTN Z; A (01):28.200 % ; Y (09):"
    assert read_conditions(text) == (
        Condition("A", "D018", "01", F(0), "GBP", "DTN", "Z"),
        Condition("A", None, "01", F(282, 10)),
        Condition("Y", None, "09", None),
    )


def test_nil_rate() -> None:
    """NIHIL alone or behind an action is told as such."""
    assert read_conditions("NIHIL") == (Condition(None, None, None, "NIHIL"),)
    assert read_conditions("Cond: A (01):NIHIL") == (Condition("A", None, "01", "NIHIL"),)


def test_euros_become_pounds() -> None:
    """With a rate of exchange an amount in euros is given in pounds, exactly; others stay."""
    text = "Cond: A (01):10.000 EUR DTN; A (01):10.000 XEM; A (01): 10.000 %"
    found = read_conditions(text, F(8571, 10_000))
    assert [(one.amount, one.currency) for one in found] == [
        (F("8.571"), "GBP"),
        (F(10), "XEM"),
        (F(10), None),
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A (01):5%", "unknown condition"),
        ("Cond: A:5%", "unknown condition"),
        ("Cond: A (01):5%;", "unknown condition"),
        ("Cond: A cert: D018 (01):5%", "unknown condition"),
        ("Cond: A (01):5", "unknown rate"),
        ("Cond: A (01):5 ABC", "unknown currency"),
        ("Cond: A (01):5 GBP ABC", "unknown unit"),
        ("Cond: A (01):5 GBP DTN Q", "unknown qualifier"),
    ],
)
def test_errors(text: str, kind: str) -> None:
    """A sentence that is none says why."""
    with pytest.raises(SentenceError) as problem:
        read_conditions(text)
    assert problem.value.kind == kind


def test_published_conditions(shared_dir: Path) -> None:
    """The published condition sentences give the published fields."""
    cases = json.loads((shared_dir / "golden/uk-duty-cases.json").read_text("utf-8"))["cases"]
    answered = [case for case in cases if case["kind"] == "condition_sentence"]
    assert len(answered) == 6
    for case in answered:
        rate = case["input"]["gbp_per_eur"]
        found = read_conditions(case["input"]["text"], None if rate is None else F(str(rate)))
        fields = [
            [
                one.code,
                one.certificate,
                one.action,
                _shown(one.amount),
                one.currency,
                one.unit,
                one.qualifier,
            ]
            for one in found
        ]
        assert fields == case["expected"]["conditions"], case["id"]


def _shown(amount: F | str | None) -> float | str | None:
    return float(amount) if isinstance(amount, F) else amount
