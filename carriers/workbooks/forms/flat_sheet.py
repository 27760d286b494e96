"""The flat form: our own columns, every lane repeated on each of its rates.

One sheet holds lanes and rates together, the rates' columns written `rate.lo`; the tables zone,
surcharge and index have sheets of their own. A sheet of one table alone is read, too.
"""

from __future__ import annotations

from oneprice.carriers.workbooks.files.grid import Grid
from oneprice.carriers.workbooks.findings import Report
from oneprice.carriers.workbooks.flat import COLUMNS, FlatRow, all_columns
from oneprice.carriers.workbooks.layouts.making import Here
from oneprice.core.spreadsheet import unguarded

RATE_PREFIX = "rate."
HEADER_ROW = 1


def read_flat(grid: Grid, here: Here) -> None:
    """Read a sheet of flat rows into the tables they name."""
    headings = {c: grid.raw(HEADER_ROW, c).strip() for c in range(1, grid.columns + 1)}
    headings = {column: text for column, text in headings.items() if text}
    table = here.part.table or _table_of(grid.sheet, headings)
    if table is None:
        reason = "the sheet has no heading of a table"
        remedy = "name it lane, rate, zone, surcharge or index, or say table in the layout"
        here.report.error(grid.place(HEADER_ROW, 0), "header", reason, remedy)
        return
    repeated = any(text.startswith(RATE_PREFIX) for text in headings.values())
    if not _check(grid, headings, table, repeated, here.report):
        return
    from_csv = here.making.file.lower().endswith(".csv")
    seen: dict[str, FlatRow] = {}
    for row in range(HEADER_ROW + 1, grid.rows + 1):
        found = _row(grid, headings, table, row, from_csv, here.report)
        if not found.cells:
            continue
        if repeated:
            _add_repeated(found, seen, here)
        else:
            here.making.tables[table].append(found)


def _table_of(sheet: str, headings: dict[int, str]) -> str | None:
    name = sheet.lower().removesuffix(".csv")
    if name in COLUMNS:
        return name
    words = set(headings.values())
    if any(word.startswith(RATE_PREFIX) for word in words):
        return "lane"
    fits = [table for table in COLUMNS if words and words <= set(all_columns(table))]
    return fits[0] if len(fits) == 1 else None


def _check(
    grid: Grid, headings: dict[int, str], table: str, repeated: bool, report: Report
) -> bool:
    known = set(all_columns(table))
    known |= {RATE_PREFIX + name for name in all_columns("rate")} if repeated else set()
    good = True
    texts = list(headings.values())
    for column, text in headings.items():
        if text not in known or texts.count(text) > 1:
            good = False
            reason = f"{text} is no column of {table}.csv, or stands twice"
            remedy = "use each column of docs/tables.md once"
            report.error(grid.place(HEADER_ROW, column), "header", reason, remedy)
    return good


def _row(
    grid: Grid, headings: dict[int, str], table: str, row: int, from_csv: bool, report: Report
) -> FlatRow:
    """Return one row as it is written; a cell without a heading is an error."""
    cells, places = {}, {"": grid.place(row, 0)}
    for column in range(1, grid.columns + 1):
        grid.text(row, column)  # tells what is to be told of the cell
        text = grid.raw(row, column).strip()
        text = unguarded(text) if from_csv else text
        name = headings.get(column, "")
        if text and not name:
            reason = f"{text} stands under no heading"
            report.error(grid.place(row, column), "header", reason, "give the column a heading")
        elif text:
            cells[name] = text
            places[name] = grid.place(row, column)
    return FlatRow(table, cells, places)


def _add_repeated(found: FlatRow, seen: dict[str, FlatRow], here: Here) -> None:
    """Add the lane of a row once, and its rate, if the row has one."""
    lane, rate = _parted(found)
    lane_id = lane["lane_id"]
    if not lane_id:
        reason = "the row has no lane_id"
        here.report.error(found.place(), "lane", reason, "repeat the lane on each of its rates")
        return
    first = seen.setdefault(lane_id, lane)
    if first is lane:
        here.making.tables["lane"].append(lane)
    for column in sorted({*lane.cells, *first.cells}):
        if lane[column] != first[column]:
            reason = f"lane {lane_id} has {column} {lane[column] or 'empty'}, "
            reason += f"but {first[column] or 'empty'} at {first.place(column)}"
            remedy = "repeat the lane's cells alike on all its rows"
            here.report.error(lane.place(column), "lane", reason, remedy)
    if rate.cells:
        places = {**rate.places, "lane_id": lane.place("lane_id")}
        row = FlatRow("rate", {"lane_id": lane_id, **rate.cells}, places)
        here.making.tables["rate"].append(row)


def _parted(found: FlatRow) -> tuple[FlatRow, FlatRow]:
    rates = {name for name in found.cells if name.startswith(RATE_PREFIX)}
    lane = {name: text for name, text in found.cells.items() if name not in rates}
    rate = {name.removeprefix(RATE_PREFIX): found[name] for name in rates}
    places = {name.removeprefix(RATE_PREFIX): found.places[name] for name in rates}
    row = {"": found.place()}
    return FlatRow("lane", lane, found.places), FlatRow("rate", rate, row | places)
