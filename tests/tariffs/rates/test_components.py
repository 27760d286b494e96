"""EU and UK duty sentences as components."""

import json
from fractions import Fraction as F
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneprice.tariffs.rates.component_codes import ALLOWED, CURRENCIES, UNITS
from oneprice.tariffs.rates.components import (
    Component,
    SentenceError,
    duty_of,
    read_components,
    read_unit,
    render_components,
)
from oneprice.tariffs.rates.duty import FREE, AdValorem, Duty, Side, Specific, Unpriced

amounts = st.integers(0, 10**6).map(lambda thousandths: F(thousandths, 1000))
units = st.one_of(
    st.sampled_from([(unit, None) for unit in UNITS if unit != "RET"]),
    st.sampled_from([(unit, code) for code, allowed in ALLOWED.items() for unit in allowed]),
)


@st.composite
def sentences(draw: st.DrawFn) -> tuple[Component, ...]:
    """Return components with ascending ids, as a sentence can say them."""
    ids = draw(
        st.sets(
            st.sampled_from(
                ("02", "04", "12", "14", "15", "17", "19", "20", "21", "25", "27", "29", "35", "36")
            )
        )
    )
    kept = _readable(sorted(ids))
    return (_money(draw, "01"), *(_money(draw, one) for one in kept))


def _readable(ids: list[str]) -> list[str]:
    """Keep the ids that are the first of their word behind the one before."""
    words = {"02": "-", "36": "-", "04": "+", "19": "+", "20": "+", "17": "MAX", "35": "MAX"}
    kept: list[str] = []
    for one in ids:
        last = kept[-1] if kept else "01"
        same = sorted(other for other in words if words[other] == words.get(one) and other > last)
        if one not in words or same[0] == one:
            kept.append(one)
    return kept


def _money(draw: st.DrawFn, expression_id: str) -> Component:
    if expression_id in ("12", "14", "21", "25", "27", "29"):
        return Component(expression_id)
    if draw(st.booleans()):
        return Component(expression_id, draw(amounts))
    unit, qualifier = draw(units)
    return Component(
        expression_id, draw(amounts), draw(st.sampled_from(sorted(CURRENCIES))), unit, qualifier
    )


@given(sentences())
def test_sentence_is_read_back(components: tuple[Component, ...]) -> None:
    """Writing components and reading the sentence gives the same components."""
    assert read_components(render_components(components)) == components


@pytest.mark.parametrize("unit", sorted(set(UNITS)))
def test_supplementary_unit(unit: str) -> None:
    """A unit alone is a supplementary unit and no rate."""
    components = read_components(UNITS[unit])
    assert components == (Component("99", unit=unit),)
    assert render_components(components) == UNITS[unit]
    assert isinstance(duty_of(components), Unpriced)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("12.9% + 20 EUR / kg", ["01", "04"]),
        (
            "13.8% MIN 13 GBP / 100 kg MAX 15 GBP / 100 kg - 7 GBP / 100 kg",
            ["01", "15", "17", "36"],
        ),
        ("5% - 1 EUR / kg", ["01", "02"]),
        ("9% + 2 EUR / kg MAX 18% + 3 EUR / kg", ["01", "04", "17", "19"]),
        ("9% + AC MAX 18.7% + SD", ["01", "12", "17", "21"]),
        ("9% + AC (reduced) MAX 20.7% + FD (reduced)", ["01", "14", "17", "29"]),
        ("NIHIL", ["37"]),
        (
            "16.50 % / Retail Price + 244.78 GBP / 1000 p/st MIN 320.90 GBP / 1000 p/st",
            ["01", "04", "15"],
        ),
    ],
)
def test_expression_ids(text: str, ids: list[str]) -> None:
    """Joining words take the first id behind the one before."""
    assert [one.expression_id for one in read_components(text)] == ids


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "amount required"),
        ("+", "amount required"),
        ("5% +", "amount required"),
        ("MIN", "amount required"),
        ("5% 5%", "expression ids must ascend"),
        ("5% - 1% - 1% - 1%", "expression ids must ascend"),
        ("5% + 1% + 1% + 1% + 1%", "expression ids must ascend"),
        ("1 EUR / ", "unknown expression"),
        ("100", "unknown currency"),
        ("100 eur", "unknown currency"),
        ("1 EUR / kgs", "unknown unit"),
        ("1 EUR / kg / sweet", "unknown qualifier"),
        ("1 EUR / hl / lactic.", "qualifier not allowed with this unit"),
        ("NIHIL / 100 kg", "unit not allowed with NIHIL"),
        ("MAXIMUM 5%", "unknown expression"),
    ],
)
def test_errors(text: str, kind: str) -> None:
    """A sentence that is none says which of the rules it breaks."""
    with pytest.raises(SentenceError) as problem:
        read_components(text)
    assert problem.value.kind == kind


@given(st.text(alphabet="0123456789.%+- /EURGBPkgMINAXCSDhl()", max_size=30))
def test_any_text_is_components_or_an_error(text: str) -> None:
    """No text breaks the reader; what it reads has ascending ids."""
    try:
        found = read_components(text)
    except SentenceError:
        return
    ids = [one.expression_id for one in found]
    assert ids == sorted(set(ids))


def test_duty_of_components() -> None:
    """The last MIN or MAX splits the sentence; a minus belongs to its side."""
    text = "13.8% MIN 13 GBP / 100 kg MAX 15 GBP / 100 kg - 7 GBP / 100 kg"
    kg = [Specific(F(amount, 100), "GBP", "kg") for amount in (13, 15, 7)]
    assert duty_of(read_components(text)) == Duty(
        (
            Side("first", (AdValorem(F(138, 1000)),)),
            Side("at_least", (kg[0],)),
            Side("at_most", (kg[1],), (kg[2],)),
        )
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("9% + AC", "meursing"),
        ("1.000 EUR", "unit_missing"),
        ("0.5 GBP / % vol", "unit_missing"),
        ("1 GBP / SPQ", "unit_missing"),
        ("p/st", "empty"),
    ],
)
def test_sentence_without_a_price(text: str, reason: str) -> None:
    """Placeholders and amounts without a unit have no price."""
    duty = duty_of(read_components(text))
    assert isinstance(duty, Unpriced)
    assert duty.reason == reason


def test_nothing_said_and_nothing_due() -> None:
    """NIHIL is free; no components at all are not."""
    assert duty_of(read_components("NIHIL")) == FREE == duty_of(read_components("0.000%"))
    assert isinstance(duty_of(()), Unpriced)


def test_lactic_matter_by_name() -> None:
    """A qualifier has a code and a name."""
    assert read_unit("100 kg / lactic matter") == ("DTN", "P")
    assert Component("01", F(1), "XEM", "DTN", "P").qualifier_name == "lactic matter"
    assert Component("01", F(1)).qualifier_name is None


def test_published_sentences(shared_dir: Path) -> None:
    """The published sentences give the published components, errors and canonical forms."""
    cases = json.loads((shared_dir / "golden/uk-duty-cases.json").read_text("utf-8"))["cases"]
    good = [case for case in cases if case["kind"] == "duty_sentence"]
    bad = [case for case in cases if case["kind"] == "duty_sentence_error"]
    assert (len(good), len(bad)) == (8, 12)
    for case in good:
        text, expected = case["input"]["text"], case["expected"]
        found = read_components(text)
        assert [_fields(one) for one in found] == expected["components"], case["id"]
        assert (render_components(found) == text) is expected["canonical"], case["id"]
    for case in bad:
        with pytest.raises(SentenceError) as problem:
            read_components(case["input"]["text"])
        assert problem.value.kind == case["expected"]["error"], case["id"]


def _fields(one: Component) -> dict[str, Any]:
    return {
        "expression_id": one.expression_id,
        "amount": None if one.amount is None else float(one.amount),
        "currency": one.currency,
        "unit": one.unit,
        "qualifier": one.qualifier_name,
    }
