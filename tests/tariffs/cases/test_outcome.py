"""What is compared, and when a case is as it should be."""

from __future__ import annotations

from fractions import Fraction

import pytest
from case_texts import PLAIN, changed, expecting, got, result_of

from oneprice.core.errors import InputError
from oneprice.tariffs.cases.compare import Finding, normal, number_text

TWO = ("[{goods: 100}]", "[{goods: 100}, {goods: 50, quantity: 2}]")
EXPECT = "expect: {total: 33.60}"


# --- numbers --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "0"),
        ("100", "100"),
        ("4.60", "4.6"),
        ("-0.05", "-0.05"),
        ("1/3", "1/3"),
        ("-7/6", "-7/6"),
        ("1/8", "0.125"),
        ("3008.421", "3008.421"),
        ("1/1000000", "0.000001"),
    ],
)
def test_numbers_are_shown_exactly(value: str, text: str) -> None:
    """A decimal without useless zeros, a fraction where there is no end."""
    assert number_text(Fraction(value)) == text


def test_words_are_normal_as_they_are() -> None:
    """Only decimals lose their zeros."""
    assert [normal(text) for text in ("4.60", "NIHIL", "1e3", "1/3")] == [
        "4.6",
        "NIHIL",
        "1e3",
        "1/3",
    ]


def test_comparison_has_no_margin() -> None:
    """A value agrees only where it is exactly the published one."""
    assert Finding("total", "33.6", "33.6").agrees
    assert not Finding("total", "33.6", "33.600001").agrees


# --- what may be expected -------------------------------------------------------------


def test_all_kinds_of_expectation() -> None:
    """Words, codes, charges, slots, lines, totals and arithmetic are each compared."""
    expect = """
      {regime: import, entry_type: entry, codes: [duty, tax], charges: {duty: 1},
       slots: {GOODS: 1, value: 1}, lines: [{duty: 1}, {tax: 1}], total: 1, landed: 1,
       derive: {share: "1 = duty / value", second: "1 = line2.duty + line2.value"}}"""
    assert expecting(expect, TWO, ("international: 5", "after_entry: 5")) == {
        "regime": "import",
        "entry_type": "entry",
        "codes": "duty, tax",
        "charges.duty": "15",
        "slots.GOODS": "150",
        "slots.value": "150",
        "lines.1.duty": "10",
        "lines.2.tax": "11",
        "total": "48",
        "landed": "203",
        "derive.share": "0.1",
        "derive.second": "55",
    }


def test_a_code_of_the_law_that_is_not_charged_is_zero() -> None:
    """A step that charges nothing counts as 0; a code nobody knows is an error."""
    assert expecting("{charges: {value: 0}}") == {"charges.value": "0"}
    with pytest.raises(InputError, match=r"case T-1, key expect: 'dutty'.*name a charge or slot"):
        expecting("{charges: {dutty: 0}}")
    with pytest.raises(InputError, match=r"'line2.duty'"):
        expecting("{lines: [{duty: 1}, {duty: 1}]}")


@pytest.mark.parametrize("formula", ["1 = dutty", "1 = line2.duty", "1 = first.duty", "1", "x = 1"])
def test_wrong_arithmetic_is_told(formula: str) -> None:
    """A derived value that names nothing, or has no published number, is an error."""
    with pytest.raises(InputError, match=r"case T-1, key expect.derive.a"):
        expecting(f'{{derive: {{a: "{formula}"}}}}')


def test_further_declarations_see_the_first() -> None:
    """Inside `also` the first declaration's values stand behind `first.`."""
    derived = "{derive: {more: 10 = duty - first.duty}}"
    also = f"also: [{{declare: {{lines: [{{goods: 200}}]}}, expect: {derived}}}]"
    assert got(PLAIN + also) == {"total": "33.6", "also1.derive.more": "10"}


def test_an_amount_may_be_waived_from_a_day() -> None:
    """Each declaration has its own day: the overlay and the law are those of the day."""
    also = "also: [{as_of: 2025-01-01, expect: {total: 1}}]"
    step = "{change: tax, mode: half_up, valid_from: 2026-01-01}"
    found = got(changed(("{change: tax, mode: half_up}", step)) + also)
    assert found == {"total": "33.6", "also1.total": "10.5"}


def test_a_stack_may_be_named() -> None:
    """`stack` runs a stack that no regime leads to."""
    other = "{add: fee, in: t, kind: fee, stage: import, scope: entry, basis: ONE, flat: 7}"
    text = changed(
        (
            "    - {change: tax, mode: half_up}",
            f"    - {{change: tax, mode: half_up}}\n    - {other}",
        )
    )
    assert got(text) == {"total": "33.6"}
    assert got(changed(("  currency: EUR\n", "  currency: EUR\n  stack: t\n"), text=text)) == {
        "total": "7"
    }


def test_a_refusal_stands_in_the_place_of_numbers() -> None:
    """Where the engine refuses, every number shows the code, and `refused` compares it."""
    dear = ("rate: 10%", 'rate: "unpriced: not found"')
    found = expecting(
        "{refused: MEASURE_UNPRICED, total: 1, codes: [a], derive: {a: 1 = duty}}", dear
    )
    assert found == {
        "refused": "MEASURE_UNPRICED",
        "codes": "refused MEASURE_UNPRICED: line 1, not found",
        "total": "refused MEASURE_UNPRICED: line 1, not found",
        "derive.a": "refused MEASURE_UNPRICED: line 1, not found",
    }
    assert expecting("{refused: HS_UNKNOWN}") == {"refused": "-"}


def test_a_refusal_says_what_it_is_about() -> None:
    """A case that fails by a refusal names its code, its line and what is missing."""
    result = result_of(changed(("  currency: EUR\n", "  currency: USD\n")))
    assert result.failed == "refused FX_MISSING: USD to EUR; differs: total"


def test_rules_that_are_not_known_are_refused() -> None:
    """On `known_until` and later there is no price; a case of a later day sets another end."""
    until = "{currency: EUR, known_until: 2026-01-15}"
    assert got(changed(("{currency: EUR}", until))) == {
        "total": "refused RULES_STALE: rules are known until 2026-01-15"
    }
    later = ("{currency: EUR}", until.replace("15}", "16}"))
    assert got(changed(later)) == {"total": "33.6"}


@pytest.mark.parametrize("more", ["", ", expect: {}"])
def test_every_declaration_is_compared(more: str) -> None:
    """A further declaration without a published value is an error, unless it is only shown."""
    also = f"also: [{{as_of: 2026-02-01{more}}}]\n"
    with pytest.raises(InputError, match=r"t.yaml line 2, case T-1, key also.0.expect: 'missing'"):
        result_of(PLAIN + also)
    shown = changed(("use: golden", f"{WHY}use: illustration"), text=PLAIN + also)
    assert result_of(shown).failed == ""


@pytest.mark.parametrize(
    ("old", "new", "where", "remedy"),
    [
        ("goods: 100", "goods: 1, origin: Vietnam", "declare.lines.0.origin", "two capital"),
        ("goods: 100", "goods: 1, origin: vn", "declare.lines.0.origin", "two capital"),
        ("currency: EUR\n", "currency: EUR\n  ship_from: V1\n", "declare.ship_from", "two capital"),
        ("currency: EUR\n", "currency: EUR\n  mode: foot\n", "declare.mode", "give one of"),
        (
            "currency: EUR\n",
            "currency: EUR\n  stack: t\n",
            "declare.stack",
            "give a stack of XX: s",
        ),
        ("goods: 100", "goods: 1.005", "declare.lines.0.goods", "give at most 2 decimals"),
        ("{total: 33.60}", "{charges: {dutty: 1}}", "expect", "slot of the declaration: duty, "),
        ("{total: 33.60}", '{derive: {a: "1 = duty +"}}', "expect.derive.a", "finish the expr"),
    ],
)
def test_errors_of_running_keep_their_place(old: str, new: str, where: str, remedy: str) -> None:
    """What fails while a case runs is told with file, line, case and key."""
    with pytest.raises(InputError) as caught:
        result_of(changed((old, new)))
    assert caught.value.where == f"t.yaml line 2, case T-1, key {where}"
    assert remedy in caught.value.remedy


# --- the verdict ----------------------------------------------------------------------


def verdict(head: str, expect: str) -> tuple[str, str]:
    """Return (word, why it failed) of the plain case used in some way."""
    result = result_of(changed(("use: golden", head), (EXPECT, expect)))
    return result.word, result.failed


WHY = "why: as the page says\n"


@pytest.mark.parametrize(
    ("head", "expect", "word", "failed"),
    [
        ("use: golden", EXPECT, "exact", ""),
        ("use: historical", EXPECT, "exact", ""),
        ("use: golden", "expect: {total: 33.61}", "FAILED", "differs: total"),
        ("use: golden", "", "FAILED", "nothing is compared; give `expect`"),
        (
            f"{WHY}use: near_miss\ndiffers: {{total: 33.6}}",
            "expect: {total: 33.61, landed: 138.60}",
            "near miss",
            "",
        ),
        (
            f"{WHY}use: near_miss\ndiffers: {{total: 33.60}}",
            "expect: {total: 33.60}",
            "FAILED",
            "differs: total",
        ),
        (
            f"{WHY}use: near_miss\ndiffers: {{total: 33.59}}",
            "expect: {total: 33.61}",
            "FAILED",
            "differs: total",
        ),
        (
            f"{WHY}use: near_miss\ndiffers: {{total: 33.60}}",
            "expect: {total: 33.61, landed: 1}",
            "FAILED",
            "differs: landed",
        ),
        (
            f"{WHY}use: negative\ninstead: {{total: 33.60}}",
            "expect: {total: 40, charges: {duty: 10.50}}",
            "not reproduced",
            "",
        ),
        (
            f"{WHY}use: negative\ninstead: {{total: 33.60}}",
            "expect: {total: 33.60}",
            "FAILED",
            "the published mistake came out",
        ),
        (
            f"{WHY}use: negative\ninstead: {{total: 33.61}}",
            "expect: {total: 40}",
            "FAILED",
            "differs: instead.total",
        ),
        (f"{WHY}use: doubtful", "expect: {total: 1}", "doubtful", ""),
        (
            f"{WHY}use: doubtful\ndiffers: {{total: 33.60}}",
            "expect: {total: 1, landed: 1}",
            "doubtful",
            "",
        ),
        (
            f"{WHY}use: doubtful\ndiffers: {{total: 33}}",
            "expect: {total: 1}",
            "FAILED",
            "differs: total",
        ),
        (f"{WHY}use: illustration", "expect: {total: 1}", "shown", ""),
        (f"{WHY}use: illustration", "", "shown", ""),
    ],
)
def test_verdict(head: str, expect: str, word: str, failed: str) -> None:
    """Each use has its own meaning of being as it should be."""
    assert verdict(head, expect) == (word, failed)


def test_differs_names_a_compared_value() -> None:
    """A line that is not compared cannot differ."""
    with pytest.raises(InputError, match=r"key differs.*name a compared value: total"):
        verdict(f"{WHY}use: near_miss\ndiffers: {{landed: 1}}", EXPECT)


def test_illustration_shows_what_is_charged() -> None:
    """A case that is only shown lists its charges beside nothing."""
    text = changed(("use: golden", f"{WHY}use: illustration"), (EXPECT, ""))
    assert got(text) == {"charges.duty": "10.5", "charges.tax": "23.1", "total": "33.6"}


def test_reason_is_why_or_what_was_compared() -> None:
    """A good case tells how much was compared, another one why it is what it is."""
    assert result_of(PLAIN).reason == "1 compared"
    text = changed(("use: golden", f"{WHY}use: doubtful"))
    assert result_of(text).reason == "as the page says"
