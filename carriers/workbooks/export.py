"""Writing the flat form: a workbook that a planner edits and takes in again without loss.

Sheet `lanes` repeats every lane on each of its rates; zone, surcharge and index have sheets of
their own. Every cell is text, so that no spreadsheet guesses and none runs a formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell

from oneprice.carriers.workbooks.flat import FlatRow, FlatTables, all_columns, canonical
from oneprice.carriers.workbooks.forms.flat_sheet import RATE_PREFIX
from oneprice.core.errors import InputError

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet
    from openpyxl.worksheet.worksheet import Worksheet

LANES_SHEET = "lanes"
TEXT_FORMAT = "@"
MAX_CELL_CHARS = 32_767
_BAD = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def chosen_lanes(tables: FlatTables, lanes: Sequence[str]) -> FlatTables:
    """Return the tables of some lanes alone: their rates, surcharges, zone sets and indexes.

    Raises
    ------
    InputError
        A lane that is not there.
    """
    if not lanes:
        return canonical(tables)
    wanted = set(lanes)
    known = {row["lane_id"] for row in tables["lane"]}
    for lane in lanes:
        if lane not in known:
            raise InputError("--lane", lane, "name a lane_id of lane.csv")
    kept = [row for row in tables["lane"] if row["lane_id"] in wanted]
    surcharges = [own for row in tables["surcharge"] if (own := _of_lanes(row, wanted))]
    sets = {row["zone_set"] for row in kept}
    indexes = {row["index_id"] for row in surcharges}
    return canonical(
        {
            "lane": kept,
            "rate": [row for row in tables["rate"] if row["lane_id"] in wanted],
            "zone": [row for row in tables["zone"] if row["zone_set"] in sets],
            "surcharge": surcharges,
            "index": [row for row in tables["index"] if row["index_id"] in indexes],
        }
    )


def _of_lanes(row: FlatRow, wanted: set[str]) -> FlatRow | None:
    lanes = [name for name in (part.strip() for part in row["lane_id"].split("|")) if name]
    kept = [name for name in lanes if name in wanted]
    if not kept:
        return None
    return row if kept == lanes else FlatRow(row.table, {**row.cells, "lane_id": "|".join(kept)})


def write_workbook(tables: FlatTables, path: Path) -> None:
    """Write the flat form as one .xlsx file.

    Raises
    ------
    InputError
        A cell that no workbook can hold: control characters, or over 32,767 characters.
    """
    ordered = canonical(tables)
    _check_texts(ordered)
    book = Workbook(write_only=True)
    if ordered["lane"] or ordered["rate"]:
        _write_sheet(book, LANES_SHEET, *_repeated(ordered))
    for name in ("zone", "surcharge", "index"):
        rows = ordered[name]
        if rows:
            used = [column for column in all_columns(name) if any(row[column] for row in rows)]
            cells = ([row[column] for column in used] for row in rows)
            _write_sheet(book, name, used, cells)
    book.save(path)


def _repeated(tables: FlatTables) -> tuple[list[str], Iterable[list[str]]]:
    """Return headings and rows of the sheet that holds lanes and rates together."""
    lanes = {row["lane_id"]: row for row in tables["lane"]}
    rates: dict[str, list[FlatRow]] = {lane_id: [] for lane_id in lanes}
    for row in tables["rate"]:
        if row["lane_id"] not in lanes:
            raise InputError(str(row.place("lane_id")), row["lane_id"], "add the lane to lane.csv")
        rates[row["lane_id"]].append(row)
    own = [c for c in all_columns("lane") if any(row[c] for row in tables["lane"])]
    priced = [c for c in all_columns("rate") if c != "lane_id"]
    priced = [c for c in priced if c == "lo" or any(row[c] for row in tables["rate"])]
    empty = FlatRow("rate", {})
    cells = (
        [*(lane[column] for column in own), *(rate[column] for column in priced)]
        for lane_id, lane in lanes.items()
        for rate in rates[lane_id] or [empty]
    )
    return [*own, *(RATE_PREFIX + column for column in priced)], cells


def _write_sheet(
    book: Workbook, name: str, headings: Sequence[str], rows: Iterable[Sequence[str]]
) -> None:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "B2"
    sheet.append([_text_cell(sheet, text) for text in headings])
    for row in rows:
        sheet.append([_text_cell(sheet, text) if text else None for text in row])


def _check_texts(tables: FlatTables) -> None:
    for rows in tables.values():
        for row in rows:
            for column, text in row.cells.items():
                if _BAD.search(text) or len(text) > MAX_CELL_CHARS:
                    remedy = "leave out control characters, and keep it below 32,767 characters"
                    raise InputError(f"{row.place(column)}, column {column}", text, remedy)


def _text_cell(sheet: Worksheet | WriteOnlyWorksheet, text: str) -> Cell:
    cell = WriteOnlyCell(sheet)
    cell.value = text
    cell.data_type = "s"  # also for what begins with "=": a text, never a formula
    cell.number_format = TEXT_FORMAT
    cell.quotePrefix = True
    return cell
