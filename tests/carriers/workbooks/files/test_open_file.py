"""Workbooks into grids: merged, hidden, refused and odd cells, as a form asks for them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from made_workbooks import (
    CELL,
    cells_xml,
    parts,
    read,
    relations,
    sheet_xml,
    text_of,
    told,
    wide,
    zip_up,
)
from openpyxl import Workbook
from openpyxl.styles import Font

from oneprice.carriers.workbooks.files.grid import Grid
from oneprice.carriers.workbooks.files.reading import Reading, plain_number

CACHED = Reading(formulas="cached")


def grid_of(path: Path, *cells: str, how: Reading | None = None) -> Grid:
    """Return the grid of one row of ready cells."""
    (grid,), _ = read(zip_up(path, parts(sheet_xml(cells_xml([cells])))), how)
    return grid


def test_sheet_of_a_spreadsheet_is_read(tmp_path: Path) -> None:
    """Texts, numbers, percents, dates and zeros come as they were typed, blocks as they look."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "普货 US"
    for row in (
        [f"国家{wide('(')}Country{wide(')')}", "重量", "CNY/KG"],
        ["美国", 0.1, 105],
        [None, 0.2, 99.5],
    ):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    for name, value, code in (
        ("D2", 0.12, "0%"), ("D3", 7, "000"), ("E2", date(2026, 1, 5), "yyyy-mm-dd")
    ):  # fmt: skip
        sheet[name] = value
        sheet[name].number_format = code
    sheet["E3"] = "007"
    book.save(tmp_path / "a.xlsx")
    (grid,), report = read(tmp_path / "a.xlsx")
    assert [[grid.text(r, c) for c in range(1, 6)] for r in (1, 2, 3)] == [
        ["国家(Country)", "重量", "CNY/KG", "", ""],
        ["美国", "0.1", "105", "12%", "2026-01-05"],
        ["美国", "0.2", "99.5", "007", "007"],
    ]
    assert (grid.sheet, grid.rows, grid.columns) == ("普货 US", 3, 5)
    assert str(grid.place(3, 4)) == "'普货 US'!D3"
    assert (grid.kind(3, 4), grid.kind(3, 5), grid.format(3, 4)) == ("number", "text", "000")
    assert (grid.covered(2, 1), grid.covered(3, 1), grid.head(3, 1)) == (False, True, (2, 1))
    assert len(report) == 0


def test_merged_ranges_answer_for_their_head(tmp_path: Path) -> None:
    """Each cell of a range has the head's text, also beside and below other ranges."""
    rows = cells_xml([[text_of("a"), text_of("b")], [text_of("c")], [text_of("d"), text_of("e")]])
    after = "".join(f'<mergeCell ref="{ref}"/>' for ref in ("A1:A2", "B1:B3", "A3:A3"))
    (grid,), report = read(zip_up(tmp_path / "a.xlsx", parts(sheet_xml(rows, after=after))))
    assert [[grid.text(r, c) for c in (1, 2)] for r in (1, 2, 3)] == [
        ["a", "b"], ["a", "b"], ["d", "b"]
    ]  # fmt: skip
    assert told(report, "warning") == [("covered", "S!A2"), ("covered", "S!B3")]


@pytest.mark.parametrize("ref", ["A1:B2,B2:C3", "B2:A1", "x", "A1:XFD"])
def test_bad_merged_ranges_are_errors(tmp_path: Path, ref: str) -> None:
    """Ranges that overlap, run backwards or are none are told."""
    rows = cells_xml([[text_of("a")] * 3] * 3)
    after = "".join(f'<mergeCell ref="{one}"/>' for one in ref.split(","))
    _, report = read(zip_up(tmp_path / "a.xlsx", parts(sheet_xml(rows, after=after))))
    assert {kind for kind, _ in told(report)} == {"merged"}


@pytest.mark.parametrize(
    ("cell", "kind", "word"),
    [
        ("n|0|<f>B1*2</f><v>4</v>", "formula", "=B1*2"),
        ('n|0|<f t="shared" si="0"/><v>4</v>', "formula", "shared"),
        ("e|0|<v>#N/A</v>", "error_value", "#N/A"),
        ("b|0|<v>1</v>", "boolean", "TRUE"),
        ("s|0|<v>0</v>", "damaged", "text"),
        ("d|0|<v>soon</v>", "damaged", "unknown"),
    ],
)
def test_refused_cells_are_told_where_they_are_read(
    tmp_path: Path, cell: str, kind: str, word: str
) -> None:
    """A cell that cannot be used is an error once a form reads it, and only then."""
    grid = grid_of(tmp_path / "a.xlsx", cell, "n|0|<v>1</v>")
    assert (grid.peek(1, 1), grid.text(1, 2), grid.kind(1, 1)) == ("", "1", "refused")
    assert len(grid.report) == 0
    assert grid.text(1, 1) == ""
    assert grid.number(1, 1) is None
    assert told(grid.report) == [(kind, "S!A1")]
    assert word in grid.report.as_text()


def test_refused_cells_nobody_needs_are_notes(tmp_path: Path) -> None:
    """At the end the cells that were not asked for are told as notes."""
    grid = grid_of(tmp_path / "a.xlsx", "e|0|<v>#REF!</v>", "e|0|<v>#N/A</v>")
    grid.text(1, 1)
    grid.tell_unread()
    assert told(grid.report) == [("error_value", "S!A1")]
    assert told(grid.report, "note") == [("unread", "S!B1")]


def test_cached_formulas_give_their_saved_value(tmp_path: Path) -> None:
    """With `formulas: cached` the saved value is taken, and one without is refused."""
    grid = grid_of(
        tmp_path / "a.xlsx",
        "n|0|<f>B1*2</f><v>4</v>",
        "str|0|<f>A1&amp;1</f><v>x1</v>",
        "n|0|<f>B1*2</f>",
        "e|0|<f>1/0</f><v>#DIV/0!</v>",
        how=CACHED,
    )
    assert [grid.text(1, c) for c in (1, 2, 3, 4)] == ["4", "x1", "", ""]
    assert told(grid.report) == [("formula", "S!C1"), ("error_value", "S!D1")]


def test_numbers_are_asked_with_their_cell(tmp_path: Path) -> None:
    """A number comes from number cells and plain texts; anything else is an error at its cell."""
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="16"/></cellXfs>'
    cells = [
        "n|0|<v>0.5</v>",
        text_of(wide("12")),
        text_of("1,5"),
        text_of("free"),
        "n|1|<v>46027</v>",
    ]
    path = zip_up(tmp_path / "a.xlsx", parts(sheet_xml(cells_xml([cells])), styles=styles))
    (grid,), report = read(path)
    numbers = [grid.number(1, c) for c in range(1, 7)]
    assert numbers == ["0.5", "12", None, None, None, None]
    assert told(report) == [("ambiguous", "S!C1"), ("no_number", "S!D1"), ("date", "S!E1")]


def test_number_cells_are_never_read_by_the_signs_of_texts(tmp_path: Path) -> None:
    """With points between thousands a number cell 1.234 stays 1.234, a text "1.234" is 1234."""
    how = Reading(decimal="comma", thousands=".")
    grid = grid_of(tmp_path / "a.xlsx", "n|0|<v>1.234</v>", text_of("1.234"), how=how)
    assert [grid.number(1, c) for c in (1, 2)] == ["1.234", "1234"]
    assert [plain_number(grid.text(1, c), how) for c in (1, 2)] == ["1.234", "1234"]
    assert [grid.peek(1, 1), grid.raw(1, 1)] == ["1,234", "1.234"]


def test_hidden_rows_columns_and_sheets_are_read_and_told(tmp_path: Path) -> None:
    """What is hidden is read like the rest, with a note; what holds nothing is not told."""
    rows = (
        '<row r="1"><c><v>1</v></c></row><row r="2" hidden="1"><c><v>2</v></c></row>'
        '<row r="3" ht="0" customHeight="1"><c><v>3</v></c></row><row r="9" hidden="1"/>'
    )
    before = '<cols><col min="1" max="1" width="0"/><col min="5" max="16384" hidden="1"/></cols>'
    sheet = sheet_xml(rows, before=before)
    (grid,), report = read(zip_up(tmp_path / "a.xlsx", parts(sheet, state="veryHidden")))
    assert [grid.text(r, 1) for r in (1, 2, 3)] == ["1", "2", "3"]
    assert grid.hidden
    assert told(report, "note") == [("hidden", "S"), ("hidden", "S!A"), ("hidden", "S!2")]
    assert "rows 2 to 3" in report.as_text()


def test_struck_cells_are_warned_of(tmp_path: Path) -> None:
    """A price that is struck through is read, with a warning."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = 18
    sheet["A1"].font = Font(strike=True)
    sheet["A2"] = 19
    book.save(tmp_path / "a.xlsx")
    (grid,), report = read(tmp_path / "a.xlsx")
    assert (grid.text(1, 1), grid.text(2, 1)) == ("18", "19")
    assert told(report, "warning") == [("struck_through", "Sheet!A1")]


def test_shared_texts_are_put_together(tmp_path: Path) -> None:
    """Runs are joined, readings left out, a raised run behind a digit stays a footnote."""
    shared = (
        "<si><t>plain</t></si><si><r><t>two </t></r><r><t>runs</t></r></si>"
        '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si>'
        '<si><r><t>12.5</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r></si>'
        "<si><r><rPr><strike/></rPr><t>18</t></r><r><t> 16</t></r></si>"
    )
    cells = [f"s|0|<v>{n}</v>" for n in range(5)]
    path = zip_up(tmp_path / "a.xlsx", parts(sheet_xml(cells_xml([cells])), shared=shared))
    (grid,), report = read(path)
    texts = [grid.text(1, c) for c in range(1, 6)]
    assert texts == ["plain", "two runs", "東京", "12.5^1", "18 16"]
    assert told(report, "warning") == [("struck_through", "S!E1")]
    assert grid.number(1, 4) is None


def test_raw_texts_keep_every_letter(tmp_path: Path) -> None:
    """The text as it was typed is kept beside the plain one."""
    grid = grid_of(tmp_path / "a.xlsx", text_of(f" 普货{wide('(')}带电{wide(')')} "), text_of("x"))
    assert (grid.text(1, 1), grid.raw(1, 1)) == ("普货(带电)", f" 普货{wide('(')}带电{wide(')')} ")
    assert (grid.raw(1, 2), grid.raw(1, 3)) == ("x", "")


def test_prefixed_and_unnamed_cells_are_read(tmp_path: Path) -> None:
    """Some programs prefix every tag and name no cells: they follow each other."""
    sheet = (
        '<x:worksheet xmlns:x="urn:x"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c/>'
        "<x:c><x:v>3</x:v></x:c></x:row><x:row><x:c><x:v>4</x:v></x:c></x:row>"
        "</x:sheetData></x:worksheet>"
    )
    (grid,), _ = read(zip_up(tmp_path / "a.xlsx", parts(sheet)))
    assert [grid.text(1, c) for c in (1, 2, 3)] == ["1", "", "3"]
    assert grid.text(2, 1) == "4"


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A2"><v>1</v></c></row>',
        '<row r="x"><c><v>1</v></c></row>',
        '<row r="1"><c r="1A"><v>1</v></c></row>',
        '<row r="1"><c s="-1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c>',
    ],
)
def test_broken_sheets_are_damaged(tmp_path: Path, rows: str) -> None:
    """A cell in another row than it says, or a tag left open, refuses the workbook."""
    grids, report = read(zip_up(tmp_path / "a.xlsx", parts(sheet_xml(rows))))
    assert grids == []
    assert told(report) == [("damaged", "S")]


def test_cell_given_twice_is_an_error(tmp_path: Path) -> None:
    """Two cells of one name leave open which one holds."""
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'
    (grid,), report = read(zip_up(tmp_path / "a.xlsx", parts(sheet_xml(rows))))
    assert told(report) == [("damaged", "S!A1")]
    assert grid.text(1, 1) == "1"


@pytest.mark.parametrize(
    ("member", "content", "kind"),
    [
        ("_rels/.rels", relations({}), "damaged"),
        ("_rels/.rels", relations({"r1": "officeDocument xl/workbook.bin"}), "format"),
        ("xl/workbook.xml", "<workbook><sheets/></workbook>", "format"),
        ("xl/workbook.xml", "<workbook>", "damaged"),
        ("xl/_rels/workbook.xml.rels", "", "damaged"),
    ],
)
def test_workbooks_without_their_parts_are_refused(
    tmp_path: Path, member: str, content: str, kind: str
) -> None:
    """A workbook that does not lead to its sheets is refused with a plain reason."""
    grids, report = read(zip_up(tmp_path / "a.xlsx", {**parts(sheet_xml(CELL)), member: content}))
    assert (grids, [found for found, _ in told(report)]) == ([], [kind])


def test_other_documents_are_told_by_name(tmp_path: Path) -> None:
    """An OpenDocument sheet is told as what it is."""
    path = zip_up(tmp_path / "a.xlsx", {"mimetype": "x", "content.xml": "<x/>"})
    _, report = read(path)
    assert told(report) == [("format", "a.xlsx")]
    assert "OpenDocument" in report.as_text()
