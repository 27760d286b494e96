"""The overlay: a case's figures in the shipped tables, and nothing else changed."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from case_texts import expecting

from oneprice.core.errors import InputError
from oneprice.tariffs.cases.overlay import shipped, write_law
from oneprice.tariffs.cases.schema import Law
from oneprice.tariffs.cases.stack_changes import Cells, change_stack

DAY = date(2026, 7, 15)


def written(folder: Path, name: str) -> list[Cells]:
    """Return the rows of a table that was written."""
    with (folder / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def law(tmp_path: Path, day: date = DAY, **keys: object) -> Path:
    """Write the law of a case and return the folder."""
    write_law(tmp_path, Law.model_validate({"jurisdiction": "GB", **keys}), day, "case T")
    return tmp_path


def steps() -> list[Cells]:
    """Return the steps of two stacks: one code on both, two periods of another."""
    rows = [
        {"stack_id": "a|b", "seq": "10", "code": "duty", "rate": "1%"},
        {"stack_id": "a", "seq": "20", "code": "fee", "flat": "1", "valid_to": "2026-07-01"},
        {"stack_id": "a", "seq": "20", "code": "fee", "flat": "2", "valid_from": "2026-07-01"},
        {"stack_id": "b", "seq": "20", "code": "tax", "rate": "5%"},
    ]
    return [{"valid_from": "", "valid_to": ""} | row for row in rows]


def after(*changes: Cells, day: date = DAY) -> list[tuple[str, str, str]]:
    """Return (stack, code, rate or flat) of the steps, in order, after changes."""
    folders = {"XX": steps()}
    change_stack(folders, "XX", changes, day, "said", "case T")
    rows = sorted(folders["XX"], key=lambda row: (row["stack_id"], int(row["seq"])))
    return [
        (row["stack_id"], row["code"], row.get("rate", "") + row.get("flat", "")) for row in rows
    ]


# --- steps ----------------------------------------------------------------------------


def test_change_reaches_every_stack_of_a_code() -> None:
    """A changed cell holds in all stacks of the code; other steps stay."""
    assert after({"change": "duty", "rate": "9%"}) == [
        ("a", "duty", "9%"),
        ("a", "fee", "1"),
        ("a", "fee", "2"),
        ("b", "duty", "9%"),
        ("b", "tax", "5%"),
    ]


def test_change_in_one_stack_leaves_the_others() -> None:
    """A row of several stacks is split where only one of them is named."""
    found = after({"change": "duty", "in": "b", "rate": "9%"})
    assert [row for row in found if row[1] == "duty"] == [("a", "duty", "1%"), ("b", "duty", "9%")]


@pytest.mark.parametrize(
    ("day", "kept"),
    [("2026-06-30", "1"), ("2026-07-01", "2"), ("2020-01-01", "1"), ("2030-01-01", "2")],
)
def test_change_keeps_the_rows_of_the_day(day: str, kept: str) -> None:
    """Of several periods the one in force on the day stays and holds for ever (half-open)."""
    folders = {"XX": steps()}
    change_stack(
        folders, "XX", [{"change": "fee", "bill": "memo"}], date.fromisoformat(day), "", ""
    )
    (fee,) = (row for row in folders["XX"] if row["code"] == "fee")
    assert (fee["flat"], fee["bill"], fee["valid_from"], fee["valid_to"]) == (kept, "memo", "", "")


def test_change_outside_all_periods_keeps_the_first() -> None:
    """Where no row of a code holds on the day the first one is changed."""
    row = {"stack_id": "a", "seq": "1", "code": "fee", "flat": "7", "valid_from": "2030-01-01"}
    folders = {"XX": [row, row | {"flat": "8", "valid_from": "2031-01-01"}]}
    change_stack(folders, "XX", [{"change": "fee"}], DAY, "", "")
    assert [each["flat"] for each in folders["XX"]] == ["7"]


def test_validity_may_be_given() -> None:
    """Days that a change names are kept as its own."""
    folders = {"XX": steps()}
    change_stack(folders, "XX", [{"change": "tax", "valid_from": "2026-01-01"}], DAY, "", "")
    (tax,) = (row for row in folders["XX"] if row["code"] == "tax")
    assert (tax["valid_from"], tax["valid_to"]) == ("2026-01-01", "")


def test_drop_takes_a_code_out() -> None:
    """A dropped code is gone, in the stacks named only."""
    assert [row for row in after({"drop": "duty", "in": "a"}) if row[1] == "duty"] == [
        ("b", "duty", "1%")
    ]
    assert not [row for row in after({"drop": "fee"}) if row[1] == "fee"]


def test_add_stands_beside_its_neighbour() -> None:
    """A new step goes behind or in front of a code in each stack that has it, or to the end."""
    found = after(
        {"add": "x", "after": "duty", "flat": "3"},
        {"add": "y", "before": "tax", "flat": "4"},
        {"add": "z", "in": "a", "flat": "5"},
        {"add": "w", "after": "x", "in": "b", "flat": "6"},
    )
    codes = {stack: [code for s, code, _ in found if s == stack] for stack in ("a", "b")}
    assert codes == {
        "a": ["duty", "x", "fee", "fee", "z"],
        "b": ["duty", "x", "w", "y", "tax"],
    }


def test_steps_added_beside_one_code_keep_their_order() -> None:
    """Two steps behind the same code stand in the order in which the case adds them."""
    found = after({"add": "x", "after": "tax"}, {"add": "y", "after": "tax"})
    assert [code for stack, code, _ in found if stack == "b"] == ["duty", "tax", "x", "y"]


@pytest.mark.parametrize(
    ("change", "value", "remedy"),
    [
        ({"change": "dutty"}, "dutty", "name a code of the stack: duty, fee, tax"),
        ({"drop": "fee", "in": "b"}, "fee", "name a code"),
        ({"add": "x", "after": "nothing"}, "nothing", "name a code"),
        ({"add": "x", "after": "duty", "before": "tax"}, "x", "not both"),
        ({"rate": "5%"}, "rate", "add one of change, drop and add to the row"),
        ({"change": "duty", "drop": "duty"}, "change, drop", "give only one of"),
    ],
)
def test_impossible_changes_are_told(change: Cells, value: str, remedy: str) -> None:
    """A change that finds nothing, or says two things, is an error that names its number."""
    with pytest.raises(InputError) as caught:
        after(change)
    assert caught.value.where == "case T, key law.stack.0"
    assert caught.value.value == value
    assert remedy in caught.value.remedy


# --- other tables ---------------------------------------------------------------------


def test_untouched_tables_stay_shipped(tmp_path: Path) -> None:
    """Only what a case mentions is written; the rest is read from the shipped law."""
    folder = law(tmp_path, fx=[{"base": "USD", "quote": "GBP", "rate": "0.8"}])
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*.csv")}
    assert names == {"law/GB/jurisdiction.csv", "law/GB/regime.csv", "fx.csv"}
    assert written(folder, "law/GB/regime.csv") == shipped("GB", "regime")


def test_measures_replace_their_kinds(tmp_path: Path) -> None:
    """Shipped rows of the kinds a case gives are dropped, those of other kinds stay."""
    kinds = {row["kind"] for row in shipped("GB", "measure")}
    found = written(law(tmp_path, measures=[{"kind": "vat", "rate": "5%"}]), "law/GB/measure.csv")
    (vat,) = (row for row in found if row["kind"] == "vat")
    assert (vat["rate"], vat["origin"], vat["hs_prefix"], vat["area"]) == ("5%", "*", "", "GB")
    assert {row["kind"] for row in found} == kinds


def test_measures_may_be_kept(tmp_path: Path) -> None:
    """With `keep_measures` the shipped rows of the kind stay beside the case's."""
    row = {"kind": "vat", "rate": "5%", "hs_prefix": "4901"}
    found = written(law(tmp_path, measures=[row], keep_measures=True), "law/GB/measure.csv")
    assert len(found) == len(shipped("GB", "measure")) + 1


def test_regimes_are_changed_dropped_and_added(tmp_path: Path) -> None:
    """Rows are named by their priority; a changed one holds on all days."""
    last = max(int(row["priority"]) for row in shipped("GB", "regime"))
    regimes = [
        {"drop": "10"},
        {"change": str(last), "value_lo": "99"},
        {"add": "5", "regime": "import", "stack_id": "gb_import"},
    ]
    found = written(law(tmp_path, regimes=regimes), "law/GB/regime.csv")
    by_priority = {row["priority"]: row for row in found}
    assert "10" not in by_priority
    assert by_priority[str(last)]["value_lo"] == "99"
    assert by_priority[str(last)]["valid_from"] == ""
    assert (by_priority["5"]["jurisdiction"], by_priority["5"]["stack_id"]) == ("GB", "gb_import")


def test_unknown_priority_is_told(tmp_path: Path) -> None:
    """A priority that no row has is an error that lists those there are."""
    with pytest.raises(InputError, match=r"law.regimes.0.*name a priority of regime.csv: "):
        law(tmp_path, regimes=[{"change": "77"}])


def test_fx_rows_hold_for_customs_and_tax(tmp_path: Path) -> None:
    """A row without a kind stands for both; one with a kind for that alone."""
    rows = [
        {"base": "USD", "quote": "GBP", "rate": "0.8"},
        {"kind": "tax", "base": "EUR", "quote": "GBP", "rate": "0.9", "authority": "GB"},
    ]
    found = written(law(tmp_path, fx=rows), "fx.csv")
    assert [(row["kind"], row["authority"], row["base"]) for row in found] == [
        ("customs", "*", "USD"),
        ("tax", "*", "USD"),
        ("tax", "GB", "EUR"),
    ]


def test_whole_tables_are_replaced_or_emptied(tmp_path: Path) -> None:
    """A list takes the place of the shipped gates; an empty one leaves none but the header."""
    assert shipped("GB", "epr_gate")
    folder = law(tmp_path, epr_gates=[], compliance_gates=[{"claim": "X", "reason": "r"}])
    assert written(folder, "law/GB/epr_gate.csv") == []
    (gate,) = written(folder, "law/GB/compliance_gate.csv")
    assert (gate["claim"], gate["jurisdiction"]) == ("X", "GB")


def test_area_tables_are_changed_too(tmp_path: Path) -> None:
    """Rows that the duty area keeps for its members are dropped and changed like own ones."""
    folder = law(
        tmp_path,
        jurisdiction="DE",
        regimes=[{"drop": "10"}],
        measures=[{"kind": "vat", "rate": "7%"}],
    )
    for name in ("EU", "DE"):
        for table in ("regime", "measure"):
            path = folder / "law" / name / f"{table}.csv"
            rows = written(folder, f"law/{name}/{table}.csv") if path.exists() else []
            assert not [row for row in rows if row.get("priority") == "10"]
            assert {row["rate"] for row in rows if row.get("kind") == "vat"} <= {"7%"}


@pytest.mark.parametrize(
    ("keys", "where"),
    [
        ({"jurisdiction": "../DE", "set": {"currency": "EUR"}}, "law.jurisdiction"),
        ({"jurisdiction": "XX"}, "law.jurisdiction: 'XX'.*AE, AU.*law.set.currency of your own"),
        ({"jurisdiction": "XX", "set": {"currency": "EUR"}}, "law.stack"),
    ],
)
def test_a_place_without_law_needs_its_rows(
    tmp_path: Path, keys: dict[str, object], where: str
) -> None:
    """A name that leads elsewhere, and an own place without currency or steps, are told."""
    with pytest.raises(InputError, match=where):
        law(tmp_path, **keys)


def test_errors_of_the_tables_name_the_case() -> None:
    """A cell that the readers refuse is told with file, line, case and the key that wrote it."""
    with pytest.raises(
        InputError, match=r"t.yaml line 2, case T-1, key law.measures.0.rate: 'ten'"
    ):
        expecting("{total: 1}", ("rate: 10%", "rate: ten"))
    with pytest.raises(InputError, match=r"t.yaml line 2, case T-1, key law.measures.0.colour"):
        expecting("{total: 1}", ("rate: 10%", "rate: 10%, colour: red"))


STACK = "- {change: tax, mode: half_up}"


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        (STACK, "- {change: tax, basis: nothing}", "law.stack.3.basis"),
        (STACK, "- {change: tax, unit: 999999999999999999}", "law.stack.3.unit"),
        (STACK, "- {change: tax, mode: up, flat: 999999999999999999}", "law.stack.3.flat"),
        (STACK, "- {add: levy, kind: fee}", "law.stack.3.stage"),
        (STACK, "- {change: tax, in: gb_imprt}", "law.stack.3.in"),
        ("{currency: EUR}", "{currency: eur}", "law.set.currency"),
        ("rate: 10%", "rate: 0.17", "law.measures.0.rate"),
        ("rate: 10%}]", "rate: 10%}]\n  fx: [{base: USD, quote: EUR, rate: 0}]", "law.fx.0.rate"),
        (
            "rate: 10%}]",
            "rate: 10%}]\n  regimes: [{add: 1, regime: import, importer_of_record: buyer,"
            " entry_type: e, heading_digits: 6, stack_id: s, value_hi: x}]",
            "law.regimes.0.value_hi",
        ),
    ],
)
def test_errors_name_the_key_that_wrote_the_cell(old: str, new: str, key: str) -> None:
    """A row of the case that the readers refuse is told by its key, never by a table's row."""
    with pytest.raises(InputError) as caught:
        expecting("{total: 1}", (old, new))
    assert caught.value.where == f"t.yaml line 2, case T-1, key {key}"
