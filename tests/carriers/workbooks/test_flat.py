"""The flat form: export then import is the identity, and nothing in it runs as a formula."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from rate_books import LANE, NAMES, errors, imported, taken

from oneprice.carriers.workbooks.export import chosen_lanes, write_workbook
from oneprice.carriers.workbooks.findings import Report
from oneprice.carriers.workbooks.flat import (
    COLUMNS,
    FlatRow,
    FlatTables,
    canonical,
    no_tables,
    read_source,
    table_text,
    write_folder,
)
from oneprice.carriers.workbooks.importing import import_rates
from oneprice.carriers.workbooks.layouts.layout import read_layout
from oneprice.core.errors import InputError
from oneprice.core.spreadsheet import guarded, unguarded

BOOK = Path(__file__).parents[3] / "examples" / "book"
FLAT = read_layout(Path("flat"))
ARMED = ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''", "'x", "=cmd|' /C calc'!A0", "_x0041_", "007"]


def texts(tables: FlatTables) -> dict[str, str]:
    """Return the canonical text of every table."""
    return {name: table_text(name, rows) for name, rows in canonical(tables).items()}


def through_workbook(tables: FlatTables, folder: Path) -> tuple[FlatTables, Report]:
    """Write a workbook and take it in again."""
    path = folder / "flat.xlsx"
    write_workbook(tables, path)
    found = import_rates(path, FLAT)
    return found.tables, found.report


def test_the_example_book_comes_back_byte_for_byte(tmp_path: Path) -> None:
    """Every lane, rate, zone, surcharge and index of examples/book survives a workbook."""
    tables = read_source(BOOK)
    back, report = through_workbook(tables, tmp_path)
    assert texts(back) == texts(tables)
    assert report.ok
    assert len(tables["lane"]) > 100


@pytest.mark.parametrize("name", NAMES)
def test_imported_workbooks_come_back_byte_for_byte(name: str, tmp_path: Path) -> None:
    """What a carrier's workbook gave survives the flat form, and so does a folder of it."""
    tables = imported(name).tables
    assert texts(through_workbook(tables, tmp_path)[0]) == texts(tables)
    write_folder(tables, tmp_path / "folder")
    assert texts(import_rates(tmp_path / "folder", FLAT).tables) == texts(tables)


def lane(lane_id: str, **cells: str) -> FlatRow:
    """Return a lane row."""
    usual = {**LANE, "lane_id": lane_id, "currency": "CNY", "source": "test"}
    return FlatRow("lane", {**usual, **cells})


def rate(lane_id: str, **cells: str) -> FlatRow:
    """Return a rate row."""
    return FlatRow("rate", {"lane_id": lane_id, "lo": "0", "rate": "1", **cells})


@pytest.mark.parametrize("text", ARMED)
def test_no_cell_is_a_formula(text: str, tmp_path: Path) -> None:
    """Texts that begin like a formula stay texts in a workbook, and are guarded in CSV."""
    tables = {**no_tables(), "lane": [lane("L", name=text)], "rate": [rate("L")]}
    assert texts(through_workbook(tables, tmp_path)[0]) == texts(tables)
    sheet = load_workbook(tmp_path / "flat.xlsx")["lanes"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert all(cell.value is None for r in sheet.iter_rows() for cell in r if cell.data_type == "n")
    write_folder(tables, tmp_path / "folder")
    written = (tmp_path / "folder" / "lane.csv").read_text(encoding="utf-8")
    (row,) = csv.DictReader(io.StringIO(written))
    assert not row["name"].startswith(("=", "+", "-", "@"))
    assert texts(read_source(tmp_path / "folder")) == texts(tables)


@settings(max_examples=150, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.text(max_size=12))
def test_guarding_is_undone(text: str) -> None:
    """Whatever a cell holds, its guard comes off again."""
    assert unguarded(guarded(text)) == text


def test_control_characters_are_refused(tmp_path: Path) -> None:
    """A cell that no workbook can hold is an error, not a broken file."""
    tables = {**no_tables(), "lane": [lane("L", name="a\x07b")]}
    with pytest.raises(InputError, match="control characters"):
        write_workbook(tables, tmp_path / "x.xlsx")


def test_lanes_are_chosen_with_all_they_need() -> None:
    """Chosen lanes bring their rates, surcharges, zone sets and indexes, and no others."""
    tables = read_source(BOOK)
    some = chosen_lanes(tables, ["EX-DE-S"])
    assert [row["lane_id"] for row in some["lane"]] == ["EX-DE-S"]
    assert {row["lane_id"] for row in some["rate"]} == {"EX-DE-S"}
    assert {row["zone_set"] for row in some["zone"]} == {"DE-P"}
    assert {row["lane_id"] for row in some["surcharge"]} == {"EX-DE-S"}
    assert {row["index_id"] for row in some["index"]} == {"FUEL-EX"}
    with pytest.raises(InputError, match="NOPE"):
        chosen_lanes(tables, ["NOPE"])


def test_a_rate_without_its_lane_is_an_error(tmp_path: Path) -> None:
    """The sheet of lanes and rates cannot hold a rate alone."""
    with pytest.raises(InputError, match=r"lane\.csv"):
        write_workbook({**no_tables(), "rate": [rate("L")]}, tmp_path / "x.xlsx")


def test_a_repeated_lane_must_be_repeated_alike(tmp_path: Path) -> None:
    """Two rows of one lane that disagree name both cells."""
    text = "[lanes]\nlane_id | carrier | mode | rate.lo | rate.rate\n"
    text += "L | C | air | '0 | '5\nL | C | sea | '1 | '4"
    told = errors(taken(tmp_path, text, "flat").report)
    assert any(place == "lanes!C3" and "lanes!C2" in reason for place, _, reason in told)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[lanes]\nlane_id | colour | rate.lo\nL | red | '0", "lanes!B1"),
        ("[lanes]\nlane_id | lane_id | rate.lo\nL | L | '0", "lanes!A1"),
        ("[lanes]\nlane_id | rate.lo\nL | '0 | stray", "lanes!C2"),
        ("[lanes]\nlane_id | rate.lo\n | '0", "lanes!2"),
        ("[surprise]\ncolour | taste\nred | sweet", "surprise!1"),
    ],
)
def test_a_broken_flat_sheet_is_told(text: str, place: str, tmp_path: Path) -> None:
    """Unknown and double headings, stray cells and rows without a lane are named."""
    assert place in {at for at, _, _ in errors(taken(tmp_path, text, "flat").report)}


def test_numbers_typed_by_a_planner_are_read(tmp_path: Path) -> None:
    """A planner's number cells and dates become plain texts."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "index"
    sheet.append(["index_id", "value", "valid_from"])
    sheet.append(["F", 0.285, "2026-06-01"])
    book.save(tmp_path / "i.xlsx")
    (row,) = import_rates(tmp_path / "i.xlsx", FLAT).tables["index"]
    assert (row["value"], row["valid_from"]) == ("0.285", "2026-06-01")


def test_columns_are_those_of_the_tables() -> None:
    """The flat form has no column of its own."""
    assert set(COLUMNS) == {"lane", "rate", "zone", "surcharge", "index"}
    assert all(row.cells.keys() <= {*COLUMNS["lane"], "note"} for row in read_source(BOOK)["lane"])
