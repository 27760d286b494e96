"""Cases about texts alone: duty sentences, their errors, seasons, conditions, options."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from oneprice.core.errors import InputError
from oneprice.tariffs.cases.compare import NOT_SAID, Finding, normal, number_text
from oneprice.tariffs.cases.schema_texts import (
    ConditionsCase,
    OptionsCase,
    SeasonsCase,
    SentenceCase,
    SentenceErrorCase,
)
from oneprice.tariffs.rates.components import SentenceError, read_components, render_components
from oneprice.tariffs.rates.conditions import read_conditions
from oneprice.tariffs.rates.options import MEASURE_TYPES, duty_options
from oneprice.tariffs.rates.seasons import read_seasons
from oneprice.tariffs.rates.text import clean

Value = str | Fraction | int | None


def run_sentence(case: SentenceCase) -> list[Finding]:
    """Compare the components of a sentence, and whether it stands in its canonical form."""
    said = [
        _record(one.id, one.amount, one.currency, one.unit, one.qualifier)
        for one in case.expect.components
    ]
    try:
        found = read_components(case.text)
    except SentenceError as problem:
        return listed("components", said, [f"error: {problem.kind}"])
    got = [
        _record(one.expression_id, one.amount, one.currency, one.unit, one.qualifier_name)
        for one in found
    ]
    canonical = render_components(found) == case.text
    return [
        *listed("components", said, got),
        Finding("canonical", _yes(case.expect.canonical), _yes(canonical)),
    ]


def run_sentence_error(case: SentenceErrorCase) -> list[Finding]:
    """Compare the reason for which a sentence is refused."""
    try:
        read_components(case.text)
    except SentenceError as problem:
        return [Finding("error", case.expect.error, problem.kind)]
    return [Finding("error", case.expect.error, "read without error")]


def run_seasons(case: SeasonsCase) -> list[Finding]:
    """Compare the seasons of a rate: text, first and last day (day and month)."""
    said = [_record(one.rate, *one.first, *one.last) for one in case.expect.seasons]
    try:
        found = read_seasons(clean(case.text))
    except ValueError as problem:
        return listed("seasons", said, [f"error: {problem}"])
    got = [_record(one.rate, *one.first[::-1], *one.last[::-1]) for one in found]
    return listed("seasons", said, got)


def run_conditions(case: ConditionsCase) -> list[Finding]:
    """Compare the conditions of a measure."""
    said = [
        _record(
            one.code,
            one.certificate,
            one.action,
            None if one.amount is None else normal(one.amount),
            one.currency,
            one.unit,
            one.qualifier,
        )
        for one in case.expect.conditions
    ]
    try:
        found = read_conditions(case.text, case.gbp_per_eur)
    except SentenceError as problem:
        return listed("conditions", said, [f"error: {problem.kind}"])
    got = [
        _record(
            one.code,
            one.certificate,
            one.action,
            one.amount,
            one.currency,
            one.unit,
            one.qualifier,
        )
        for one in found
    ]
    return listed("conditions", said, got)


def run_options(case: OptionsCase) -> list[Finding]:
    """Compare the order of the options that measure types open, and their priorities."""
    unknown = [each for each in case.measure_types if each not in MEASURE_TYPES]
    if unknown:
        remedy = "name measure types that open an option: " + ", ".join(MEASURE_TYPES)
        raise InputError(f"{case.where}, key measure_types", unknown[0], remedy)
    found = duty_options(case.measure_types)
    order = Finding("order", ", ".join(case.expect.order), ", ".join(each.name for each in found))
    if not case.expect.priority:
        return [order]
    said = ", ".join(str(each) for each in case.expect.priority)
    return [order, Finding("priority", said, ", ".join(str(each.priority) for each in found))]


def listed(name: str, said: Sequence[str], got: Sequence[str]) -> list[Finding]:
    """Compare two lists item by item; an item that one lacks is "-"."""
    count = max(len(said), len(got))
    items = [Finding(f"{name}.{i + 1}", _item(said, i), _item(got, i)) for i in range(count)]
    return items or [Finding(name, "none", "none")]


def _item(values: Sequence[str], at: int) -> str:
    return values[at] if at < len(values) else NOT_SAID


def _record(*values: Value) -> str:
    """Return the fields of a record as one text; an absent one is "-"."""
    return " ".join(_field(value) for value in values)


def _field(value: Value) -> str:
    if value is None:
        return NOT_SAID
    return number_text(value) if isinstance(value, Fraction) else str(value)


def _yes(value: bool) -> str:
    return "yes" if value else "no"
