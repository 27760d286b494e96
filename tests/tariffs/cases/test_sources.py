"""Cases over the law of a source folder: its own tables lie under what the case changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from case_texts import case_of
from tariff_cases import MEASURE, PLACE, REGIME, STEP, Cells, write_table

from oneprice.core.errors import InputError
from oneprice.tariffs.cases.run import run_case

CASE = """
case: T-1
title: goods to a place of one's own
source: {what: made up}
use: golden
as_of: 2026-06-01
law:
  jurisdiction: XL
declare:
  currency: QQQ
  lines: [{goods: 100}]
expect: {total: 1}
"""
SAID = {"source": "made up for a test"}


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Return a source folder of a place and a currency that nobody else knows."""
    own = {"jurisdiction": "XL", "country": "XL", "duty_area": "XL", "currency": "QQQ"}
    tables: Mapping[str, Sequence[Cells]] = {
        "law/XL/jurisdiction": [PLACE | own],
        "law/XL/stack": [
            STEP | {"rate": "measure:base", "required": "Y"},
            STEP
            | {"seq": 20, "code": "fee", "kind": "fee", "scope": "entry", "basis": "ONE"}
            | {"flat": "7"},
        ],
        "law/XL/regime": [REGIME | {"jurisdiction": "XL"}],
        "law/XL/measure": [],
        "measure": [MEASURE | {"area": "XL", "rate": "3%"}, MEASURE | {"area": "EU"}],
        "fx": [
            {"kind": kind, "authority": who, "base": "EUR", "quote": "QQQ", "rate": "2"}
            for kind in ("customs", "tax")
            for who in ("XL", "EU")
        ],
    }
    for name, rows in tables.items():
        if rows:
            write_table(tmp_path / f"{name}.csv", [SAID | row for row in rows])
    write_table(tmp_path / "currency.csv", [{"currency": "QQQ", "exponent": "2"}])
    return tmp_path


def total(sources: Path | None, *pairs: tuple[str, str]) -> str:
    """Return the total of the case with some words exchanged."""
    text = CASE
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return run_case(case_of(text), sources).findings[0].got


def test_own_place_and_currency_are_known(sources: Path) -> None:
    """Law, rates, rates of exchange and currencies of the folder hold: 3 % and the fee."""
    assert total(sources) == "10"
    assert total(sources, ("currency: QQQ", "currency: EUR")) == "13"
    with pytest.raises(InputError, match=r"key law.jurisdiction: 'XL'"):
        total(None)


@pytest.mark.parametrize(
    ("law", "said", "expected"),
    [
        ("  measures: [{kind: base, rate: 5%}]\n", "QQQ", "12"),
        ("  stack: [{change: fee, flat: 8}]\n", "QQQ", "11"),
        ("  fx: [{base: EUR, quote: QQQ, rate: 3}]\n", "EUR", "16"),
        ("  fx: [{base: QQQ, quote: EUR, rate: 0.25}]\n", "EUR", "19"),
        ("  fx: [{base: USD, quote: QQQ, rate: 3}]\n", "EUR", "13"),
    ],
)
def test_the_case_lies_over_the_folder(sources: Path, law: str, said: str, expected: str) -> None:
    """What a case says takes the place of the folder's rows; the others stay."""
    place = "  jurisdiction: XL\n"
    assert total(sources, (place, place + law), ("currency: QQQ", f"currency: {said}")) == expected


def test_shipped_law_stays_where_the_folder_has_none(sources: Path) -> None:
    """A place that the folder does not know is the shipped one."""
    own = ("jurisdiction: XL\n", "jurisdiction: NO\n")
    lines = (own, ("currency: QQQ", "currency: NOK"), ("total: 1}", "regime: import}"))
    assert total(sources, *lines) in ("import", "seller_collected")


@pytest.mark.parametrize(
    ("name", "old", "new", "where"),
    [
        ("law/XL/stack.csv", "measure:base", "measur:", "law/XL/stack.csv row 2, column rate"),
        ("law/XL/stack.csv", "duty,", "duty,,", "law/XL/stack.csv row 2"),
        ("law/XL/regime.csv", ",import,", ",impart,", "law/XL/regime.csv row 2, column regime"),
        ("measure.csv", "3%", "0.03", "measure.csv row 2, column rate"),
        ("fx.csv", ",2", ",x", "fx.csv row 2, column rate"),
        ("currency.csv", "QQQ", "QQ", "currency.csv row 2, column currency"),
    ],
)
def test_errors_of_the_folder_name_its_tables(
    sources: Path, name: str, old: str, new: str, where: str
) -> None:
    """A mistake in a table of the folder is told as such, with the case that met it."""
    path = sources / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        total(sources, ("  jurisdiction: XL\n", "  jurisdiction: XL\n  stack: [{drop: fee}]\n"))
    assert where in caught.value.where


def test_a_table_that_is_no_text_is_told(sources: Path) -> None:
    """A file in another encoding is an error, not a crash."""
    (sources / "fx.csv").write_bytes(b"\xff")
    with pytest.raises(InputError, match="give a CSV table in UTF-8"):
        total(sources)
