"""Taking official files into a source folder."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from schedule_files import TREE, changed, hts_row, write_export
from tariff_cases import PLACE, LawBook, write_table

from oneprice.core.errors import InputError
from oneprice.tariffs.schedules import importing
from oneprice.tariffs.schedules.importing import Plan, carry_out, plan_import

US = {"area": "US", "format": "us_hts_json", "source": "made up", "valid_from": "2026-01-01"}
FLAT = {
    "area": "XX",
    "format": "flat_csv",
    "source": "made up",
    "valid_from": "2026-01-01",
    "code_column": "code",
    "rate_column": "rate",
    "dialect": "eu",
}
NEWER = changed(TREE, h6109_10_00={"general": "15%"})


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Return a source folder with the shipped law of the United States and a law of its own."""
    folder = tmp_path / "sources"
    folder.mkdir()
    settings = [{"key": "name", "value": "made up"}, {"key": "law", "value": "US|DE"}]
    write_table(folder / "book.csv", settings)
    write_table(folder / "law" / "XX" / "jurisdiction.csv", [PLACE | {"source": "made up"}])
    return folder


@pytest.fixture
def taken(tmp_path: Path, sources: Path) -> Callable[..., Plan]:
    """Return an importer of rows: plans, and carries out unless told otherwise."""

    def run(rows: object, dry: bool = False, name: str = "hts.json", **cells: str) -> Plan:
        file = write_export(tmp_path / name, rows)
        plan = plan_import(sources, file, US | cells)
        if not dry:
            carry_out(plan)
        return plan

    return run


def table(sources: Path) -> list[dict[str, str]]:
    """Return the rows of the table of tariff files."""
    with (sources / "tariff_file.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def state(folder: Path) -> Mapping[str, bytes]:
    """Return every file of a folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


# --- what an import does --------------------------------------------------------------


def test_dry_run_changes_nothing(taken: Callable[..., Plan], sources: Path) -> None:
    """Planning says what would change and leaves the folder as it was."""
    before = state(sources)
    plan = taken(TREE, dry=True)
    assert state(sources) == before
    assert plan.ends is None
    assert len(plan.diff.added) == 9
    assert plan.diff.opened == ("9903.88.15",)


def test_first_import_copies_and_adds_a_row(taken: Callable[..., Plan], sources: Path) -> None:
    """The file lies below files/ byte by byte, and its row names source and digest."""
    data = json.dumps(TREE).encode()
    digest = hashlib.sha256(data).hexdigest()
    taken(TREE)
    (row,) = table(sources)
    path = f"files/us_2026-01-01_{digest[:12]}.json"
    assert row == US | {"path": path, "note": f"sha256 {digest}"}
    assert (sources / path).read_bytes() == data
    assert sorted(state(sources)) == [
        "book.csv",
        path,
        "law/XX/jurisdiction.csv",
        "tariff_file.csv",
    ]


def test_second_import_ends_the_first(taken: Callable[..., Plan], sources: Path) -> None:
    """The edition that spoke until then ends on the day, and the difference is told."""
    taken(TREE)
    plan = taken(NEWER, valid_from="2026-06-08")
    assert [(change.old, change.new) for change in plan.diff.rates] == [("16.5%", "15%")]
    days = [(row["valid_from"], row["valid_to"]) for row in table(sources)]
    assert days == [("2026-01-01", "2026-06-08"), ("2026-06-08", "")]


def test_end_that_was_set_by_hand_is_kept(taken: Callable[..., Plan], sources: Path) -> None:
    """A row with an end hands it to the edition that takes its place."""
    taken(TREE)
    rows = [row | {"valid_to": "2027-01-01"} for row in table(sources)]
    write_table(sources / "tariff_file.csv", rows)
    taken(NEWER, valid_from="2026-06-08")
    assert [row["valid_to"] for row in table(sources)] == ["2026-06-08", "2027-01-01"]


def test_edition_after_a_gap_is_all_new(taken: Callable[..., Plan], sources: Path) -> None:
    """On a day on which no row speaks there is nothing to compare with and nothing to end."""
    taken(TREE)
    rows = [row | {"valid_to": "2026-03-01"} for row in table(sources)]
    write_table(sources / "tariff_file.csv", rows)
    plan = taken(NEWER, valid_from="2026-03-01")
    assert plan.ends is None
    assert [row["valid_to"] for row in table(sources)] == ["2026-03-01", ""]


def test_other_rows_and_columns_stay(taken: Callable[..., Plan], sources: Path) -> None:
    """Rows of other areas, their notes and blank lines are written back as they were."""
    (sources / "own.csv").write_text("code,rate\n0101,5%\n", encoding="utf-8")
    header = "area,format,path,note,source,code_column,rate_column"
    text = f'{header}\n\nXX,flat_csv,own.csv,"a, b",s,code,rate\n'
    (sources / "tariff_file.csv").write_text(text, encoding="utf-8-sig")
    taken(TREE)
    taken(NEWER, valid_from="2026-06-08")
    first, *rest = table(sources)
    assert {name: first[name] for name in ("area", "path", "note", "valid_to")} == {
        "area": "XX",
        "path": "own.csv",
        "note": "a, b",
        "valid_to": "",
    }
    assert [row["valid_to"] for row in rest] == ["2026-06-08", ""]
    assert "\n\nXX," in (sources / "tariff_file.csv").read_text(encoding="utf-8")


def test_packed_file_stays_packed(taken: Callable[..., Plan], sources: Path) -> None:
    """A compressed file is copied as it is, under a name that says so."""
    taken(gzip.compress(json.dumps(TREE).encode()), name="hts.json.gz")
    (row,) = table(sources)
    assert row["path"].endswith(".json.gz")


def test_flat_file_is_taken_in_with_its_mapping(tmp_path: Path, sources: Path) -> None:
    """The row of a flat file holds the columns, and series of kinds do not end each other."""
    file = tmp_path / "own.csv"
    file.write_text("code,rate,vat\n0101,5%,19%\n", encoding="utf-8")
    carry_out(plan_import(sources, file, FLAT))
    carry_out(plan_import(sources, file, FLAT | {"rate_column": "vat", "kind": "vat"}))
    first, second = table(sources)
    assert (first["code_column"], first["dialect"]) == ("code", "eu")
    assert "valid_to" not in first
    assert (second["kind"], second["rate_column"]) == ("vat", "vat")
    assert first["path"] == second["path"]


# --- what an import refuses -----------------------------------------------------------


@pytest.mark.parametrize("first", ["2025-12-31", "2026-01-01"])
def test_day_before_the_present_row_is_refused(taken: Callable[..., Plan], first: str) -> None:
    """Editions are taken in in the order of time: not before the present row, nor on its day."""
    taken(TREE)
    with pytest.raises(InputError, match="give a day after 2026-01-01"):
        taken(NEWER, valid_from=first)
    assert taken(NEWER, valid_from="2026-01-02").ends is not None


def test_same_bytes_again_are_refused(taken: Callable[..., Plan]) -> None:
    """A file that speaks already brings nothing, until another one has spoken in between."""
    taken(TREE)
    with pytest.raises(InputError, match="same bytes"):
        taken(TREE, valid_from="2026-06-08")
    taken(NEWER, valid_from="2026-06-08")
    assert taken(TREE, valid_from="2026-07-01").ends is not None


@pytest.mark.parametrize(
    ("area", "good"), [("US", True), ("EU", True), ("XX", True), ("JP", False)]
)
def test_area_must_be_law_in_the_folder(taken: Callable[..., Plan], area: str, good: bool) -> None:
    """An area that no jurisdiction of the folder belongs to is refused with those it has."""
    if good:
        assert taken(TREE, dry=True, area=area).cells["area"] == area
    else:
        with pytest.raises(InputError, match="DE, EU, US, XX"):
            taken(TREE, dry=True, area=area)


@pytest.mark.parametrize(
    ("rows", "match"),
    [
        (b"not json", "whole JSON"),
        (gzip.compress(b"[]", mtime=0)[:-4], "readable file"),
        ([], "1 to"),
    ],
)
def test_file_that_cannot_be_read_is_refused(
    taken: Callable[..., Plan], sources: Path, rows: object, match: str
) -> None:
    """A file the reader refuses is never copied."""
    before = state(sources)
    with pytest.raises(InputError, match=match):
        taken(rows)
    assert state(sources) == before


def test_missing_file_and_folder_are_refused(tmp_path: Path, sources: Path) -> None:
    """A file that is not there, and a folder without a book, are named."""
    with pytest.raises(InputError, match=r"none\.json.*readable"):
        plan_import(sources, tmp_path / "none.json", US)
    file = write_export(tmp_path / "hts.json", TREE)
    with pytest.raises(InputError, match=r"with a book\.csv"):
        plan_import(tmp_path / "nowhere", file, US)


@pytest.mark.parametrize("cell", ["2026-1-1", "tomorrow"])
def test_day_is_a_date(taken: Callable[..., Plan], cell: str) -> None:
    """A first day in another form is refused."""
    with pytest.raises(InputError, match="YYYY-MM-DD"):
        taken(TREE, valid_from=cell)


# --- never half done ------------------------------------------------------------------


@pytest.mark.parametrize("failing", [1, 2])
def test_folder_is_never_half_changed(
    taken: Callable[..., Plan], sources: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    """When the copy or the table cannot be put in place, the folder is as it was."""
    taken(TREE)
    before = state(sources)
    calls: list[Any] = []
    put = os.replace

    def fail(*paths: Any) -> None:
        calls.append(paths)
        if len(calls) == failing:
            raise OSError("disk full")
        put(*paths)

    monkeypatch.setattr(importing.os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        taken(NEWER, valid_from="2026-06-08")
    assert state(sources) == before
    monkeypatch.undo()
    assert taken(NEWER, valid_from="2026-06-08").ends is not None


# --- import, build, quote -------------------------------------------------------------


def test_import_is_what_a_row_by_hand_is(
    tmp_path: Path, sources: Path, taken: Callable[..., Plan]
) -> None:
    """A book from an imported file has the measures of a book with the row written by hand."""
    rows = [*TREE[:2], hts_row("6109.10.00.10", 2), *TREE[4:9]]
    rows = [row | {"footnotes": []} for row in rows]
    hand = tmp_path / "hand"
    shutil.copytree(sources, hand)
    for folder in (sources, hand):
        vat = {"area": "XX", "kind": "vat", "origin": "*", "rate": "5%", "source": "made up"}
        write_table(folder / "measure.csv", [vat])
        for name, cells in LAW.items():
            write_table(folder / "law" / "XX" / name, [cells | {"source": "made up"}])
    taken(rows, area="XX")
    write_export(hand / "a.json", rows)
    row = US | {"area": "XX", "path": "a.json"}
    write_table(hand / "tariff_file.csv", [row])
    one, two = (LawBook(folder, law="XX") for folder in (sources, hand))
    assert one.tables.measure.tolist() == two.tables.measure.tolist()
    assert one.tables.commodity.tolist() == two.tables.commodity.tolist()
    assert one.rate("6109100010", "DE") == "16.5%"


LAW: dict[str, dict[str, Any]] = {
    "jurisdiction.csv": PLACE | {"currency": "USD"},
    "stack.csv": {
        "stack_id": "s",
        "seq": 10,
        "code": "duty",
        "kind": "duty",
        "stage": "import",
        "scope": "line",
        "basis": "GOODS",
        "rate": "measure:base",
        "required": "Y",
    },
    "regime.csv": {
        "jurisdiction": "XX",
        "priority": 1,
        "regime": "import",
        "importer_of_record": "buyer",
        "entry_type": "h1",
        "heading_digits": 6,
        "stack_id": "s",
    },
}
