"""Flat tables: rows of `lane.csv`, `rate.csv` ... as text, each cell with where it came from."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from oneprice.carriers import tables
from oneprice.carriers.workbooks.places import Place
from oneprice.core.source import COMMON_COLUMNS, read_table
from oneprice.core.spreadsheet import guarded, unguarded

Columns = tuple[str, ...]

# What a workbook of rates is turned into: the columns of docs/tables.md, in their order.
COLUMNS: dict[str, Columns] = {
    "lane": tables.LANE_COLUMNS,
    "rate": tables.RATE_COLUMNS,
    "zone": tables.ZONE_COLUMNS,
    "surcharge": tables.SURCHARGE_COLUMNS,
    "index": tables.INDEX_COLUMNS,
}
REQUIRED: dict[str, Columns] = {
    "lane": tables.LANE_REQUIRED,
    "rate": tables.RATE_REQUIRED,
    "zone": tables.ZONE_REQUIRED,
    "surcharge": tables.SURCHARGE_REQUIRED,
    "index": tables.INDEX_REQUIRED,
}


@dataclass(frozen=True)
class FlatRow:
    """One row of a table.

    Attributes
    ----------
    table : str
        "lane", "rate", "zone", "surcharge" or "index".
    cells : dict of str to str
        By column of docs/tables.md; a column that is left out is empty.
    places : dict of str to Place
        Where the cells were read; "" is the place of the row itself.
    """

    table: str
    cells: dict[str, str]
    places: dict[str, Place] = field(default_factory=dict)

    def __getitem__(self, column: str) -> str:
        """Return a cell, "" where it is not given."""
        return self.cells.get(column, "")

    def place(self, column: str = "") -> Place:
        """Return where a cell was read, or else its row."""
        return self.places.get(column) or self.places.get("") or Place(f"{self.table}.csv")


FlatTables = dict[str, list[FlatRow]]


def no_tables() -> FlatTables:
    """Return all tables without rows."""
    return {name: [] for name in COLUMNS}


def all_columns(table: str) -> Columns:
    """Return the columns a table may have, `source` and `note` included."""
    own = COLUMNS[table]
    return (*own, *(name for name in COMMON_COLUMNS if name not in own))


def canonical(given: FlatTables) -> FlatTables:
    """Return the tables with the rates in the order of their lanes, all else as it was."""
    lanes = {row["lane_id"]: number for number, row in enumerate(given.get("lane", ()))}
    ordered = {name: list(given.get(name, ())) for name in COLUMNS}
    ordered["rate"].sort(key=lambda row: lanes.get(row["lane_id"], len(lanes)))
    return ordered


def table_text(table: str, rows: Iterable[FlatRow]) -> str:
    """Return the one way a table is written: the columns in use in their order, plain line ends.

    Cells that a spreadsheet would run as a formula are written behind an apostrophe.
    """
    listed = list(rows)
    used = [name for name in all_columns(table) if _is_used(table, name, listed)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(used)
    writer.writerows([guarded(row[name]) for name in used] for row in listed)
    return text.getvalue()


def _is_used(table: str, column: str, rows: list[FlatRow]) -> bool:
    return column in REQUIRED[table] or any(row[column] for row in rows)


def write_folder(given: FlatTables, folder: Path) -> list[Path]:
    """Write every table that has rows; a file is complete or not there at all."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, rows in canonical(given).items():
        if rows:
            path = folder / f"{name}.csv"
            fresh = folder / f".{name}.csv.part"
            fresh.write_text(table_text(name, rows), encoding="utf-8", newline="")
            fresh.replace(path)
            written.append(path)
    return written


def read_source(folder: Path) -> FlatTables:
    """Return the tables of a source folder; a table that is not there has no rows.

    Raises
    ------
    InputError
        What `core.source.read_table` refuses.
    """
    found = no_tables()
    for table in COLUMNS:
        name = f"{table}.csv"
        for row in read_table(folder / name, COLUMNS[table], REQUIRED[table]):
            cells = {column: unguarded(cell) for column, cell in row.items() if cell}
            places = {column: Place(name, row.number, n) for n, column in enumerate(row, start=1)}
            found[table].append(FlatRow(table, cells, {"": Place(name, row.number), **places}))
    return found
