"""The forms of case that are no declaration."""

from __future__ import annotations

from fractions import Fraction

import pytest
from case_texts import got, result_of

from oneprice.core.errors import InputError
from oneprice.tariffs.cases.schema_texts import AmountCase
from oneprice.tariffs.rates.amount import Declared, amount_of
from oneprice.tariffs.rates.components import duty_of, read_components
from oneprice.tariffs.rates.duty import Duty
from oneprice.tariffs.rates.options import MEASURE_TYPES, OPTIONS, duty_options

HEAD = "case: T-1\ntitle: t\nsource: {what: made up}\nuse: golden\n"


def case(form: str, body: str) -> str:
    """Return the text of a case of some form."""
    return f"{HEAD}form: {form}\n{body}"


def amount(text: str, line: str, more: str = "", dialect: str = "sentence") -> str:
    """Return what a duty text comes to."""
    body = f'text: "{text}"\ndialect: {dialect}\n{more}expect: {{amount: 0}}\n'
    declare = f"declare: {{currency: GBP, lines: [{line}]}}\n"
    return got(case("amount", declare + body))["charges.duty"]


# --- amounts --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "quantities"),
    [
        ("13.800% MIN 13.000 GBP / 100 kg MAX 15.000 GBP / 100 kg - 7.000 GBP / 100 kg", {"kg": 9}),
        ("5.500% + 0.350 GBP / % vol / hl", {"% vol": 40, "liter": 7}),
        ("12.000% MAX 2.000 GBP / kg", {"kg": 3}),
        ("0.300 GBP / 100 kg / % sacchar.", {"kg": 55, "% sucrose": 81}),
        ("NIHIL", {}),
    ],
)
def test_kernel_and_plain_reading_agree(text: str, quantities: dict[str, int]) -> None:
    """The compiled kernel comes to what the plain reading of the typed rate comes to."""
    duty = duty_of(read_components(text))
    assert isinstance(duty, Duty)
    facts = {name: Fraction(number) for name, number in quantities.items()}
    given = ", ".join(f'"{name}": {number}' for name, number in quantities.items())
    found = amount(text, f"{{goods: 80, duty_quantities: {{{given}}}}}")
    assert Fraction(found) == amount_of(duty, Declared(Fraction(80), facts))


@pytest.mark.parametrize(("mode", "shown"), [("down", "2.78"), ("half_up", "2.79"), ("up", "2.79")])
def test_amount_is_rounded_as_told(mode: str, shown: str) -> None:
    """Without a unit the amount is exact; with one it is rounded as the case says."""
    line = "{goods: 1, duty_quantities: {kg: 1}}"
    assert amount("2.789 GBP / kg", line) == "2.789"
    assert amount("2.789 GBP / kg", line, f"unit: 0.01\nmode: {mode}\n") == shown


def test_plain_texts_are_those_of_our_tables() -> None:
    """The dialect `plain` reads a text the way a law table does."""
    assert amount("10% not less than 0.40 GBP/kg", "{goods: 30, net_g: 20000}", "", "plain") == "8"


@pytest.mark.parametrize(
    ("text", "dialect", "remedy"),
    [
        ("5%", "us", "give one of plain, sentence"),
        ("10% + Blah", "sentence", "mend the sentence: unknown expression"),
        ("5.000% + AC", "sentence", "give a rate with a price"),
    ],
)
def test_texts_without_a_price_are_told(text: str, dialect: str, remedy: str) -> None:
    """An unknown dialect, a broken sentence and one without an amount are errors."""
    with pytest.raises(InputError) as caught:
        amount(text, "{goods: 1}", "", dialect)
    assert remedy in caught.value.remedy
    assert caught.value.where.startswith("t.yaml line 1, case T-1, key ")


def test_amount_shows_a_missing_input() -> None:
    """A quantity the declaration lacks is the engine's refusal, not a crash."""
    assert amount("1.000 GBP / hl", "{goods: 1}") == "refused DUTY_INPUT_MISSING: line 1, liter"
    assert AmountCase.model_fields["dialect"].default == "plain"


# --- texts ----------------------------------------------------------------------------


def test_sentence_compares_component_by_component() -> None:
    """Each component is a line, as is the canonical form; a lacking one is "-"."""
    body = (
        'text: "4.000%"\nexpect: {components: [{id: "01", amount: 4}, {id: "04"}], canonical: no}\n'
    )
    found = result_of(case("sentence", body))
    assert [(each.line, each.expected, each.got) for each in found.findings] == [
        ("components.1", "01 4 - - -", "01 4 - - -"),
        ("components.2", "04 - - - -", "-"),
        ("canonical", "no", "yes"),
    ]
    assert found.failed == "differs: components.2, canonical"


def test_sentence_that_is_none_shows_its_error() -> None:
    """A sentence that cannot be read shows the class of the error."""
    body = 'text: "ABC"\nexpect: {components: [{id: "01"}], canonical: no}\n'
    assert got(case("sentence", body)) == {"components.1": "error: unknown expression"}


def test_sentence_error_must_be_the_one() -> None:
    """The class of the error is compared; a sentence without error fails."""
    wrong = 'text: "100 DEF"\nexpect: {error: unknown unit}\n'
    assert got(case("sentence_error", wrong)) == {"error": "unknown currency"}
    fine = 'text: "4%"\nexpect: {error: unknown unit}\n'
    assert result_of(case("sentence_error", fine)).failed == "differs: error"


def test_seasons_compare_rate_and_days() -> None:
    """A season is its rate, first day and month, last day and month; none is none."""
    one = "[{rate: 2.0%, first: [25, 11], last: [25, 1]}]"
    text = "text: 2.0% (25 NOV - 25 JAN)\n"
    assert got(case("seasons", f"{text}expect: {{seasons: {one}}}")) == {
        "seasons.1": "2.0% 25 11 25 1"
    }
    assert result_of(case("seasons", "text: 0.0%\nexpect: {seasons: []}")).failed == ""
    assert result_of(case("seasons", f"{text}expect: {{seasons: []}}")).failed
    assert (
        "error"
        in got(case("seasons", "text: 2% (99 NOV - 1 JAN)\nexpect: {seasons: []}"))["seasons.1"]
    )


def test_conditions_compare_every_field() -> None:
    """Absent fields must be absent; amounts are numbers or words."""
    row = '[{code: A, certificate: D017, action: "01", amount: 20.00, currency: GBP}]'
    text = 'text: "Cond: A cert: D-017 (01):10.000 EUR"\ngbp_per_eur: 2\n'
    body = f"{text}expect: {{conditions: {row}}}"
    assert result_of(case("conditions", body)).failed == ""
    assert result_of(case("conditions", body.replace(", currency: GBP", ""))).failed
    broken = "text: Condition\nexpect: {conditions: []}"
    assert got(case("conditions", broken)) == {"conditions.1": "error: unknown condition"}


# --- options --------------------------------------------------------------------------


def test_options_stand_in_the_order_of_the_list() -> None:
    """Whatever the order of the measure types, each option comes once, by priority."""
    found = duty_options(["119", "117", "waiver", "146", "143", "106", "142", "103"])
    assert [option.name for option in found] == [
        "third_country_tariff",
        "tariff_preference",
        "preferential",
        "certain_category_goods",
        "waiver",
    ]
    assert [option.priority for option in OPTIONS] == sorted(o.priority for o in OPTIONS)
    assert set(MEASURE_TYPES.values()) == set(OPTIONS)


def test_options_compare_order_and_priority() -> None:
    """The priorities are compared where the case gives them."""
    body = 'measure_types: ["142", "103"]\nexpect: {order: [tariff_preference]}'
    assert got(case("options", body)) == {"order": "third_country_tariff, tariff_preference"}
    with pytest.raises(InputError, match=r"key measure_types: '999'"):
        result_of(case("options", 'measure_types: ["999"]\nexpect: {order: [x]}'))


# --- rates of exchange ----------------------------------------------------------------

ROWS = """
fx:
  - {base: EUR, quote: GBP, rate: 0.85, valid_from: 2021-04-01, valid_to: 2021-05-01}
  - {base: EUR, quote: GBP, rate: 0.86, valid_from: 2021-05-01}
base: EUR
quote: GBP
"""


@pytest.mark.parametrize(
    ("day", "rate", "since"),
    [
        ("as_of: 2021-04-01", "0.85", "2021-04-01"),
        ("as_of: 2021-04-30", "0.85", "2021-04-01"),
        ("as_of: 2021-05-01", "0.86", "2021-05-01"),
        ("", "0.86", "2021-05-01"),
    ],
)
def test_fx_of_a_day(day: str, rate: str, since: str) -> None:
    """The row that holds on the day gives the rate; without a day it is the latest."""
    body = f"{ROWS}{day}\nexpect: {{rate: {rate}, valid_from: {since}}}"
    assert got(case("fx", body)) == {"rate": rate, "valid_from": since}


def test_fx_without_a_row_is_told() -> None:
    """A day before the first row, and a row without its first day, are errors."""
    with pytest.raises(InputError, match=r"key fx: 'FX_MISSING'.*holds on 2021-03-31"):
        result_of(case("fx", f"{ROWS}as_of: 2021-03-31\nexpect: {{rate: 1}}"))
    with pytest.raises(InputError, match="give each row its first day"):
        result_of(case("fx", ROWS.replace(", valid_from: 2021-05-01", "") + "expect: {rate: 1}"))


# --- what a law holds -----------------------------------------------------------------


def test_measures_list_what_is_open_to_a_line() -> None:
    """Rates of the origin come before those of all, claims before none; one kind is asked."""
    body = """
as_of: 2026-01-01
law:
  jurisdiction: XX
  set: {currency: EUR}
  measures:
    - {kind: base, rate: 9%}
    - {kind: base, rate: 8%, claim: quota}
    - {kind: base, rate: 7%, origin: MA}
    - {kind: base, rate: 6%, origin: TN}
    - {kind: vat, rate: 20%}
  stack: [{add: v, kind: value, stage: import, scope: line, basis: GOODS}]
hs: "070200"
origin: MA
expect: {options: [{kind: base, rate: 7%}]}
"""
    assert got(case("measures", body)) == {
        "options.1": "base 7%",
        "options.2": "base 8% [quota]",
        "options.3": "base 9%",
    }
    with pytest.raises(InputError, match=r"case T-1, key hs: '12'"):
        got(case("measures", body.replace('"070200"', '"12"')))
