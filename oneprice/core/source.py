"""Reading the hand-edited CSV tables: strict, and errors name file, row and column.

All cells are text; nothing is guessed. A `Row` gives typed access and knows where it stands.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

from oneprice.core._kernels import PIPS_PER_MINOR, UNBOUNDED
from oneprice.core.days import NEVER_DAY, parse_day
from oneprice.core.errors import InputError

MAX_ROWS = 5_000_000
MAX_FIELD_CHARS = 32_768
MAX_DIGITS = 18
COMMON_COLUMNS = ("source", "note")
Ratio = tuple[int, int]


def parse_decimal(text: str, where: str) -> Fraction:
    """Return a plain ASCII decimal ("12", "-3.50") exactly; no exponent, no signs but "-"."""
    body = text[1:] if text.startswith("-") else text
    whole, _, part = body.partition(".")
    digits = whole + part
    good = digits.isascii() and digits.isdigit() and whole and len(digits) <= MAX_DIGITS
    if not good or (("." in body) and not part):
        raise InputError(where, text, "give a plain decimal with a point and up to 18 digits")
    return Fraction(text)


def parse_ratio(text: str, where: str) -> Fraction:
    """Return a ratio written `N%`, `a/b` or as a decimal."""
    if text.endswith("%"):
        return parse_decimal(text[:-1].strip(), where) / 100
    if "/" in text:
        above, _, below = text.partition("/")
        bottom = parse_decimal(below.strip(), where)
        if bottom <= 0:
            raise InputError(where, text, "give a ratio with a positive denominator")
        return parse_decimal(above.strip(), where) / bottom
    return parse_decimal(text, where)


def ratio_of(value: Fraction, where: str) -> Ratio:
    """Return (num, den) of a fraction that fits C-03, or raise `InputError`."""
    if value < 0 or value.numerator * value.denominator >= 2**62:
        raise InputError(where, str(value), "give a ratio >= 0 with num * den below 2^62")
    return value.numerator, value.denominator


class Row(Mapping[str, str]):
    """One row of a table: text cells with typed readers."""

    def __init__(self, table: str, number: int, cells: dict[str, str]) -> None:
        self.table = table
        self.number = number
        self._cells = cells

    def __getitem__(self, column: str) -> str:
        return self._cells.get(column, "")

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)

    def where(self, column: str) -> str:
        """Return "table row n, column c" for messages; row 2 is the first below the header."""
        return f"{self.table} row {self.number}, column {column}"

    def error(self, column: str, remedy: str) -> InputError:
        """Return an error about one cell, to be raised."""
        return InputError(self.where(column), self[column], remedy)

    def decimal(self, column: str) -> Fraction | None:
        """Return a decimal cell exactly, or None when empty."""
        return parse_decimal(self[column], self.where(column)) if self[column] else None

    def ratio(self, column: str) -> Fraction | None:
        """Return a ratio cell exactly, or None when empty."""
        return parse_ratio(self[column], self.where(column)) if self[column] else None

    def scaled(self, column: str, scale: int, round_up: bool = False) -> int | None:
        """Return cell x scale as an integer; inexact cells are an error unless rounded up."""
        value = self.decimal(column)
        if value is None:
            return None
        scaled = value * scale
        if scaled.denominator != 1 and not round_up:
            raise self.error(column, f"give at most {len(str(scale)) - 1} decimals")
        whole = -(-scaled.numerator // scaled.denominator)
        if abs(whole) > UNBOUNDED:
            raise self.error(column, "give a smaller number")
        return whole

    def amount_pip(self, column: str, exponent: int) -> int | None:
        """Return an amount cell (currency units) in pips, or None when empty."""
        return self.scaled(column, 10**exponent * PIPS_PER_MINOR)

    def integer(self, column: str, default: int | None = None) -> int:
        """Return a whole-number cell, or the default when empty."""
        value = self.decimal(column)
        if value is None and default is not None:
            return default
        if value is None or value.denominator != 1:
            raise self.error(column, "give a whole number")
        return int(value)

    def yes(self, column: str, default: bool = False) -> bool:
        """Return a 0/1 or N/Y cell as a bool."""
        words = {"": default, "0": False, "1": True, "N": False, "Y": True}
        if self[column] not in words:
            raise self.error(column, "give 1 or 0")
        return words[self[column]]

    def choice(self, column: str, words: Mapping[str, int], default: str = "") -> int:
        """Return the code of one of a fixed set of words."""
        word = self[column] or default
        if word not in words:
            raise self.error(column, "give one of " + ", ".join(w for w in words if w))
        return words[word]

    def words(self, column: str) -> list[str]:
        """Return a `|`-separated list cell."""
        return [word.strip() for word in self[column].split("|") if word.strip()]

    def from_day(self) -> int:
        """Return `valid_from` as a day number; empty is "always"."""
        cell = self["valid_from"]
        return parse_day(cell, self.where("valid_from")) if cell else -NEVER_DAY

    def to_day(self) -> int:
        """Return `valid_to` as a day number; empty is "never ends"."""
        cell = self["valid_to"]
        until = parse_day(cell, self.where("valid_to")) if cell else NEVER_DAY
        if until <= self.from_day():
            raise self.error("valid_to", "give a day after valid_from (half-open validity)")
        return until


def read_table(path: Path, columns: tuple[str, ...], required: tuple[str, ...]) -> list[Row]:
    """Read one CSV table strictly.

    Parameters
    ----------
    path : Path
        The file; a missing file is an empty table.
    columns, required : tuple of str
        All columns the table may have, and those whose cells may not be empty.

    Raises
    ------
    InputError
        Not UTF-8, unknown or missing column, ragged row, empty required cell, over the limits.
    """
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            return _rows(csv.reader(handle, strict=True), path.name, columns, required)
    except UnicodeDecodeError as problem:
        raise InputError(path.name, f"byte {problem.start}", "save the file as UTF-8") from None
    except csv.Error as problem:
        raise InputError(path.name, str(problem), "mend the quoting of the file") from None


def _rows(
    reader: Iterator[list[str]], table: str, columns: tuple[str, ...], required: tuple[str, ...]
) -> list[Row]:
    header = [name.strip() for name in next(reader, [])]
    _check_header(table, header, columns, required)
    rows: list[Row] = []
    for number, cells in enumerate(reader, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            remedy = f"give {len(header)} cells as in the header"
            raise InputError(f"{table} row {number}", f"{len(cells)} cells", remedy)
        if number > MAX_ROWS:
            raise InputError(table, f"row {number}", f"split the table below {MAX_ROWS} rows")
        row = Row(table, number, dict(zip(header, (c.strip() for c in cells), strict=True)))
        _check_cells(row, required)
        rows.append(row)
    return rows


def _check_header(
    table: str, header: list[str], columns: tuple[str, ...], required: tuple[str, ...]
) -> None:
    known = {*columns, *COMMON_COLUMNS}
    for name in header:
        if name not in known or header.count(name) > 1:
            remedy = "use each known column once: " + ", ".join(columns)
            raise InputError(f"{table} header", name, remedy)
    for name in required:
        if name not in header:
            raise InputError(f"{table} header", "missing column", f"add the column {name}")


def _check_cells(row: Row, required: tuple[str, ...]) -> None:
    for column, cell in row.items():
        if len(cell) > MAX_FIELD_CHARS or "\x00" in cell:
            raise row.error(column, f"give plain text of at most {MAX_FIELD_CHARS} characters")
    for column in required:
        if not row[column]:
            raise row.error(column, "fill the cell")
