"""What every room shares while a book is compiled: the folder, the names, the table builder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from oneprice.core.errors import InputError
from oneprice.core.ids import IdSpaces
from oneprice.core.source import Row, read_table

Table = npt.NDArray[Any]


def record_dtype(*fields: str) -> np.dtype[Any]:
    """Return a structured dtype whose fields are all int64."""
    return np.dtype([(name, np.int64) for name in fields])


def build_table(dtype: np.dtype[Any], rows: Iterable[Mapping[str, int]]) -> Table:
    """Return a table of int64 records; row 0 is all zero and means "none".

    Fields a mapping leaves out are 0; a field the dtype does not have is a KeyError.
    """
    listed = list(rows)
    table = np.zeros(len(listed) + 1, dtype)
    fields = dtype.names or ()
    known = set(fields)
    for row in listed:
        unknown = row.keys() - known
        if unknown:
            raise KeyError(f"no field {sorted(unknown)} in {sorted(fields)}")
    if listed:
        table[1:] = [tuple(row.get(name, 0) for name in fields) for row in listed]
    return table


@dataclass
class Compiling:
    """The state of one compile: source folder, names, and what the ground tables said.

    Attributes
    ----------
    folder : Path
        The source folder.
    ids : IdSpaces
        Names given so far, by space.
    exponents : dict of int to int
        Currency number -> decimals of its minor unit.
    window_from_day, window_to_day : int
        Half-open window of sale days.
    settings : dict
        `book.csv` as text.
    notes : list of str
        Findings worth telling that are not errors (gaps in rate bands, ...).
    """

    folder: Path
    ids: IdSpaces = field(default_factory=IdSpaces)
    exponents: dict[int, int] = field(default_factory=dict)
    window_from_day: int = 0
    window_to_day: int = 0
    settings: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def rows(self, name: str, columns: tuple[str, ...], required: tuple[str, ...]) -> list[Row]:
        """Read `name` in the source folder (see `read_table`)."""
        return read_table(self.folder / name, columns, required)

    def currency(self, row: Row, column: str = "currency") -> int:
        """Return the currency number of a cell, which must be in `currency.csv`."""
        return self.ids.require("currency", row[column], row.where(column))

    def exponent(self, currency: int) -> int:
        """Return the decimals of a currency's minor unit."""
        return self.exponents[currency]

    def rule(self, row: Row, key: str = "") -> int:
        """Return the number of a rule id: "lane.csv:KEY", or the row number without a key."""
        return self.ids.add("rule", f"{row.table}:{key or row.number}")

    def cite(self, row: Row) -> int:
        """Return the number of the row's `source` text."""
        return self.ids.add("source", row["source"])


def bounded(value: int | None, default: int) -> int:
    """Return a value or the default that stands for "not given"."""
    return default if value is None else value


def unique(rows: Iterable[Row], column: str) -> None:
    """Refuse a second row with the same key."""
    seen: set[str] = set()
    for row in rows:
        if row[column] in seen:
            raise InputError(row.where(column), row[column], "give each key once")
        seen.add(row[column])
