"""From files to checked cases: what a case must say, and how errors name the place."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from case_texts import PLAIN, case_of, changed

from oneprice.core.errors import InputError
from oneprice.tariffs.cases.forms import FORMS
from oneprice.tariffs.cases.reading import case_files, read_cases
from oneprice.tariffs.cases.schema import DeclarationCase


def test_numbers_are_exact_and_defaults_stand() -> None:
    """Amounts become fractions; what a case leaves out has its documented default."""
    case = case_of(changed(("goods: 100", "goods: 0.1")))
    assert isinstance(case, DeclarationCase)
    (line,) = case.declare.lines
    assert line.goods == Fraction(1, 10)
    assert (line.hs, line.origin, line.quantity, line.gross_g) == ("610910", "CN", 1, 100)
    assert (case.declare.mode, case.declare.purpose, case.declare.incoterm) == ("air", "b2c", "DDP")


def test_also_takes_what_it_leaves_out_from_the_first() -> None:
    """A further declaration keeps the first one's day, law and declaration, key by key."""
    more = "also: [{as_of: 2026-02-01, declare: {mode: post}, law: {registrations: [ioss]}}]\n"
    case = case_of(PLAIN + more)
    assert isinstance(case, DeclarationCase)
    (also,) = case.also
    assert also.as_of.isoformat() == "2026-02-01"
    assert (also.declare.mode, also.declare.lines) == ("post", case.declare.lines)
    assert (also.law.registrations, also.law.stack) == (("ioss",), case.law.stack)
    assert also.expect.total is None


@pytest.mark.parametrize(
    ("old", "new", "where", "remedy"),
    [
        ("title: a small case", "titel: x", "key titel", "use one of: case, title"),
        ("title: a small case", "note: x\ntitle: y", "key note", "leave the key out"),
        ("title: a small case\n", "", "key title", "add the key `title`"),
        ("goods: 100", "good: 100", "key declare.lines.0.good", "goods, hs, origin"),
        ("goods: 100", "goods: 1e2", "key declare.lines.0.goods", "give a plain decimal"),
        ("goods: 100", "goods: [1]", "key declare.lines.0.goods", "give a text"),
        ("goods: 100", "goods: 1, quantity: 1.5", "lines.0.quantity", "give a whole number"),
        ("goods: 100", "goods: 1, quantity: -1", "lines.0.quantity", "give a whole number"),
        ("goods: 100", "goods: 1, quantity: two", "lines.0.quantity", "number of 1 to 100000"),
        ("goods: 100", "goods: 1, gross_g: 0", "lines.0.gross_g", "whole number of 1 to 2000000"),
        ("goods: 100", "goods: 1, net_g: 0.5", "lines.0.net_g", "whole number of 0 to 2000000"),
        ("goods: 100", "goods: 1, claims: FOO", "lines.0.claims", "give a list: [a, b]"),
        ("{total: 33.60}", "{regime: normal}", "expect.regime", "give one of import, seller_co"),
        ("{total: 33.60}", "{refused: NO_SUCH}", "expect.refused", "HS_UNKNOWN"),
        ("lines: [{goods: 100}]", "lines: []", "key declare.lines", "give at least 1"),
        ("currency: EUR\n", "currency: EUR\n  mod: x\n", "key declare.mod", "incoterm"),
        ("currency: EUR\n", "currency: EUR\n  buyer_tax_id: maybe\n", "tax_id", "true or false"),
        ("currency: EUR\n", "currency: EUR\n  sales_tax_rate: x\n", "rate", "plain decimal"),
        ("currency: EUR\n", "currency: EUR\n  incoterm: FOB\n", "incoterm", "'DDP' or 'DAP'"),
        ("2026-01-15", "15.1.2026", "key as_of", "give a date as YYYY-MM-DD"),
        ("use: golden", "use: gold", "key use", "'golden', 'historical'"),
        ("use: golden", "use: golden\nform: table", "key form", "give one of declaration, amount"),
        ("{what: made up}", "made up", "key source", "mapping: {key: value} (docs/cases.md)"),
        ("{total: 33.60}", "{totals: 1}", "key expect.totals", "charges, slots, lines"),
        ("{total: 33.60}", "{charges: [1]}", "key expect.charges", "docs/cases.md"),
        ("{currency: EUR}", "5", "key law.set", "give the cells"),
        ("title: a small case", 'title: "a \\u202e case"', "key title", "control characters"),
        ("title: a small case", 'title: "a \\x9b case"', "key title", "control characters"),
        ("title: a small case", "title: " + "x" * 4001, "key title", "at most 4000"),
    ],
)
def test_wrong_keys_and_values_are_told(old: str, new: str, where: str, remedy: str) -> None:
    """Each error names file, line, case and key, and says what to do."""
    with pytest.raises(InputError) as caught:
        case_of(changed((old, new)))
    assert caught.value.where.startswith("t.yaml line 2, case T-1")
    assert where in caught.value.where
    assert remedy in caught.value.remedy


@pytest.mark.parametrize(
    ("new", "remedy"),
    [
        ("use: doubtful", "say in `why`"),
        ("use: near_miss\nwhy: it differs", "name in `differs`"),
        ("use: negative\nwhy: it is wrong", "`instead` goes with negative"),
        ("use: golden\ninstead: {total: 1}", "`instead` goes with negative"),
        ("use: golden\ndiffers: {total: 1}", "`differs` goes with near_miss"),
    ],
)
def test_a_use_asks_for_its_reasons(new: str, remedy: str) -> None:
    """What is not golden says why; near misses and mistakes say what comes out instead."""
    with pytest.raises(InputError) as caught:
        case_of(changed(("use: golden", new)))
    assert remedy in caught.value.remedy


@pytest.mark.parametrize(
    "text", ["- a\n- b\n", "words", "also: x\ncase: [1]\n", "form: [amount]\n"]
)
def test_what_is_no_case_is_refused(text: str) -> None:
    """A list, a scalar or a half-written case is an error, never a crash."""
    with pytest.raises(InputError):
        case_of(text)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_refuses_an_unknown_key(form: str) -> None:
    """No form of case takes a key it does not know."""
    with pytest.raises(InputError, match="surplus"):
        case_of(f"case: A\nform: {form}\nsurplus: 1\n")


def test_folders_are_searched_in_order(tmp_path: Path) -> None:
    """A folder stands for its .yaml and .yml files, folders below it too, by name."""
    (tmp_path / "b").mkdir()
    for name in ("c.yml", "a.yaml", "b/a.yaml", "notes.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    names = [path.relative_to(tmp_path).as_posix() for path in case_files(tmp_path)]
    assert names == ["a.yaml", "b/a.yaml", "c.yml"]


def test_an_id_stands_once_in_a_run(tmp_path: Path) -> None:
    """Two cases of one id are an error that names both places."""
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text(PLAIN, encoding="utf-8")
    second.write_text(PLAIN, encoding="utf-8")
    assert len(read_cases([first])) == 1
    with pytest.raises(InputError, match=r"b.yaml line 2, key case.*a.yaml line 2 has this one"):
        read_cases([first, second])


def test_paths_without_cases_are_refused(tmp_path: Path) -> None:
    """An empty folder and an empty file are told."""
    with pytest.raises(InputError, match=r"holds .yaml files"):
        read_cases([tmp_path])
    (tmp_path / "a.yaml").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="no case"):
        read_cases([tmp_path])
