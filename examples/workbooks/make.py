"""Write the example workbooks from typed texts: `python examples/workbooks/make.py FOLDER`.

A `.sheets` file holds the sheets of one workbook: `[name]`, then rows with cells parted by ` | `.
A cell `^` is merged with the one above, `<` with the one to its left; a plain number becomes a
number cell unless a `'` stands before it. The figures are facts of public rate cards, typed with
their dates in the layouts; none is a current offer.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).parent
ABOVE, LEFT = "^", "<"


def write_workbook(typed: Path, target: Path) -> None:
    """Write the workbook that a `.sheets` file describes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets(typed.read_text(encoding="utf-8")):
        fill(book.create_sheet(name), rows)
    book.save(target)


def sheets(text: str) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield each sheet's name and its rows of cells."""
    name, rows = "", []
    for line in text.splitlines():
        head = re.fullmatch(r"\[(.+)\]", line.strip())
        if line.startswith("#"):
            continue
        if head:
            if name:
                yield name, trimmed(rows)
            name, rows = head[1], []
        elif name:
            rows.append([cell.strip() for cell in line.split("|")])
    yield name, trimmed(rows)


def trimmed(rows: list[list[str]]) -> list[list[str]]:
    """Return rows without the empty ones at the end."""
    while rows and not any(rows[-1]):
        rows = rows[:-1]
    return rows


def fill(sheet: Worksheet, rows: list[list[str]]) -> None:
    """Write the cells, and merge those that are marked."""
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            if text and text not in (ABOVE, LEFT):
                sheet.cell(number, column).value = cell_value(text)
    for top, left, bottom, right in merged(rows):
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)


def cell_value(text: str) -> str | int | float:
    """Return a number for a plain decimal, else the text."""
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    return float(text) if re.fullmatch(r"-?\d+\.\d+", text) else text.removeprefix("'")


def merged(rows: list[list[str]]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the merged ranges: each head with the marks to its right, or below it."""
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text in (ABOVE, LEFT):
                continue
            right = c
            while right + 1 < len(row) and row[right + 1] == LEFT:
                right += 1
            down = r
            while down + 1 < len(rows) and c < len(rows[down + 1]) and rows[down + 1][c] == ABOVE:
                down += 1
            if (right, down) != (c, r):
                yield r + 1, c + 1, down + 1, right + 1


def main() -> None:
    """Write every example workbook into the folder given."""
    if len(sys.argv) != 2:
        sys.exit("usage: python examples/workbooks/make.py FOLDER")
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    for typed in sorted(HERE.glob("*.sheets")):
        write_workbook(typed, target / f"{typed.stem}.xlsx")


if __name__ == "__main__":
    main()
