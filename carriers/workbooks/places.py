"""Where something stands in a workbook: a sheet and a cell, counted from 1."""

from __future__ import annotations

import re
from typing import NamedTuple

_PLAIN_SHEET = re.compile(r"[^\W\d]\w*(\.\w+)?", re.ASCII)


class Place(NamedTuple):
    """A cell, or a whole sheet or file.

    Attributes
    ----------
    sheet : str
        Name of the sheet; of a CSV file the name of the file.
    row, column : int
        From 1; both 0 where the whole sheet or file is meant, one 0 for a whole column or row.
    """

    sheet: str
    row: int = 0
    column: int = 0

    @property
    def cell(self) -> str:
        """Return "B7", "7" for a row, "B" for a column, "" for the whole sheet."""
        return column_letters(self.column) + (str(self.row) if self.row else "")

    def __str__(self) -> str:
        """Return "Sheet!B7", with a quoted sheet where its name is no plain word."""
        plain = _PLAIN_SHEET.fullmatch(self.sheet) or not self.cell
        name = self.sheet if plain else "'" + self.sheet.replace("'", "''") + "'"
        return f"{name}!{self.cell}" if self.cell else name


def column_letters(column: int) -> str:
    """Return the letters of a column: 1 is "A", 28 is "AB", 0 is ""."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_numbers(name: str) -> tuple[int, int] | None:
    """Return (row, column) of a cell name such as "B7", or None."""
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})", name)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column
