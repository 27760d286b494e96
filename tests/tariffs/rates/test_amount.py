"""What a duty comes to."""

import json
from fractions import Fraction as F
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneprice.tariffs.rates.amount import Declared, amount_of
from oneprice.tariffs.rates.components import Component, duty_of
from oneprice.tariffs.rates.duty import AdValorem, Duty, Side, Specific
from oneprice.tariffs.rates.plain import parse_duty

UNIT_SIZE = {"DTN": ("kg", 100), "KGM": ("kg", 1), "HLT": ("liter", 100), "LTR": ("liter", 1)}
UNIT_SIZE |= {"ASV": ("% vol", 1), "BRX": ("% sucrose", 1)}
KINDS = (
    "ad_valorem",
    "specific",
    "compound",
    "specific_alcohol",
    "specific_sucrose",
    "retail_price",
)

amounts = st.fractions(0, 10_000, max_denominator=1000)
per_kg = amounts.map(lambda amount: Specific(amount, "USD", "kg"))
of_value = st.fractions(0, 2, max_denominator=1000).map(AdValorem)
some_terms = st.lists(per_kg | of_value, min_size=1, max_size=3).map(tuple)


@pytest.mark.parametrize(
    ("text", "value", "kg", "amount"),
    [
        ("10% MIN 2 USD/kg", 19, 1, F(2)),
        ("10% MIN 2 USD/kg", 20, 1, F(2)),
        ("10% MIN 2 USD/kg", 21, 1, F(21, 10)),
        ("10% MAX 2 USD/kg", 21, 1, F(2)),
        ("10% MIN 2 USD/kg MAX 1 USD/kg", 21, 1, F(1)),
        ("5% MIN 10% PLUS 5%", 100, 1, F(15)),
        ("73.70 USD/kg less 100%", 73, 1, F(7, 10)),
        ("73.70 USD/kg less 100%", 74, 1, F(0)),
    ],
)
def test_amount(text: str, value: int, kg: int, amount: F) -> None:
    """Sides are taken from left to right and the result is never below nothing."""
    duty = parse_duty(text)
    assert isinstance(duty, Duty)
    assert amount_of(duty, Declared(F(value), {"kg": F(kg)})) == amount


def test_part_and_all_but_the_part() -> None:
    """A part has its own value; the rest is the value less the part, never below nothing."""
    declared = Declared(F(100), parts={"case": F(30), "us content": F(120)})
    assert amount_of(Duty.of(AdValorem(F(1, 10), "case")), declared) == 3
    assert amount_of(Duty.of(AdValorem(F(1, 10), "-case")), declared) == 7
    assert amount_of(Duty.of(AdValorem(F(1, 10), "-us content")), declared) == 0


@pytest.mark.parametrize("text", ["1 USD/pr", "1 USD/liter per % vol", "5% on case"])
def test_what_the_order_lacks_is_named(text: str) -> None:
    """A quantity, fact or part that is not declared is an error with its name."""
    duty = parse_duty(text)
    assert isinstance(duty, Duty)
    with pytest.raises(KeyError, match=duty.needs[-1]):
        amount_of(duty, Declared(F(1), {"liter": F(1)}))


@given(some_terms, some_terms, st.integers(0, 1000), st.integers(0, 1000))
def test_bounds_bind(one: tuple[Any, ...], two: tuple[Any, ...], value: int, kg: int) -> None:
    """MIN is at least each side, MAX at most each side, and each is one of them."""
    declared = Declared(F(value), {"kg": F(kg)})
    sides = [amount_of(Duty.of(*terms), declared) for terms in (one, two)]
    first = Side("first", one)
    assert amount_of(Duty((first, Side("at_least", two))), declared) == max(sides)
    assert amount_of(Duty((first, Side("at_most", two))), declared) == min(sides)


@given(some_terms, st.integers(0, 1000), st.integers(0, 1000))
def test_duty_never_falls_with_the_quantity(terms: tuple[Any, ...], kg: int, more: int) -> None:
    """On a plain sum more goods never cost less duty."""
    duty = Duty.of(*terms)
    low, high = (Declared(F(5), {"kg": F(size)}) for size in (kg, kg + more))
    assert amount_of(duty, low) <= amount_of(duty, high)


def test_published_amounts(shared_dir: Path) -> None:
    """The published expressions come to the published amounts, exactly."""
    cases = json.loads((shared_dir / "golden/uk-duty-cases.json").read_text("utf-8"))["cases"]
    answered = [case for case in cases if case["kind"] in KINDS]
    assert len(answered) == 8
    for case in answered:
        given_facts = case["input"]
        duty = duty_of([_component(**one) for one in given_facts["components"]])
        assert isinstance(duty, Duty)
        expected = F(str(case["expected"]["duty"]))
        assert amount_of(duty, _declared(given_facts)) == expected, case["id"]


def _component(**fields: Any) -> Component:
    amount = fields.pop("amount")
    return Component(amount=None if amount is None else F(str(amount)), **fields)


def _declared(facts: dict[str, Any]) -> Declared:
    """Return what a published case declares, in normal units."""
    parts = [facts.get(name, 0) for name in ("goods_value", "freight", "insurance")]
    value = F(str(facts.get("customs_value", sum(parts))))
    quantities = {
        UNIT_SIZE[code][0]: F(str(number)) * UNIT_SIZE[code][1]
        for code, number in facts.get("quantities", {}).items()
        if code in UNIT_SIZE
    }
    rates = {"EUR": F(str(facts.get("gbp_per_eur", 1)))}
    retail = (
        {"retail price": F(str(facts["quantities"]["RET"]))}
        if "RET" in facts.get("quantities", {})
        else {}
    )
    return Declared(value, quantities, retail, rates)
