"""What a book must look like: sections, their fields, and what each number may be.

Kernels run without bounds checks: an index outside its table would read garbage. So every
reference is declared here by its room and proved when a book is written and when it is opened.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from oneprice.core.compiling import Table
from oneprice.core.errors import BookCorrupt, BookVersion
from oneprice.core.ids import IdSpaces


@dataclass(frozen=True)
class Section:
    """One table of a book.

    Attributes
    ----------
    dtype : structured dtype, all int64
    rows : dict of field to section
        The field is a row number of that section (0 = none).
    spans : dict of (lo field, hi field) to section
        The pair is a half-open range of rows of that section, lo <= hi.
    names : dict of field to id space
        The field is a number of that space.
    ranges : dict of field to (least, most)
        Bounds of the values in rows 1 and up.
    positive : tuple of field
        Denominators and divisors: at least 1 in rows 1 and up.
    ascending : tuple of field
        Lexicographically non-decreasing over rows 1 and up.
    """

    dtype: np.dtype[Any]
    rows: Mapping[str, str] = field(default_factory=dict)
    spans: Mapping[tuple[str, str], str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    ranges: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    positive: tuple[str, ...] = ()
    ascending: tuple[str, ...] = ()


class Schema:
    """All sections of a book format."""

    def __init__(self, sections: Mapping[str, Section]) -> None:
        self.sections = dict(sections)
        text = "\n".join(f"{name} {self.sections[name].dtype}" for name in sorted(self.sections))
        self.digest = hashlib.sha256(text.encode()).hexdigest()

    def check(self, tables: Mapping[str, Table], ids: IdSpaces) -> None:
        """Prove that every table has its fields and every number lies in its range."""
        if set(tables) != set(self.sections):
            odd = sorted(set(tables) ^ set(self.sections))
            raise BookVersion(f"sections missing or unknown: {', '.join(odd)}")
        for name, section in self.sections.items():
            self._check_shape(name, tables[name], section)
        for name, section in self.sections.items():
            self._check_values(name, tables, ids, section)
        self.check_runs(tables)

    def check_runs(self, tables: Mapping[str, Table]) -> None:
        """Prove what holds between tables; a format with such rules overrides this."""

    def _check_shape(self, name: str, table: Table, section: Section) -> None:
        if table.dtype != section.dtype or table.ndim != 1 or len(table) < 1:
            raise BookVersion(f"section {name} has other fields than this version expects")
        if any(table[0][f] != 0 for f in section.dtype.names or ()):
            raise BookCorrupt(f"section {name}: row 0 must be empty")

    def _check_values(
        self, name: str, tables: Mapping[str, Table], ids: IdSpaces, section: Section
    ) -> None:
        table = tables[name]
        for column, target in section.rows.items():
            _check_range(name, column, table[column], 0, len(tables[target]) - 1)
        for column, space in section.names.items():
            _check_range(name, column, table[column], 0, ids.count(space) - 1)
        for (lo, hi), target in section.spans.items():
            _check_range(name, lo, table[lo], 0, len(tables[target]))
            _check_range(name, hi, table[hi], 0, len(tables[target]))
            if (table[lo] > table[hi]).any():
                raise BookCorrupt(f"section {name}: {lo} lies after {hi}")
        for column, (least, most) in section.ranges.items():
            _check_range(name, column, table[column][1:], least, most)
        for column in section.positive:
            _check_range(name, column, table[column][1:], 1, 2**62)
        if section.ascending and not _ascends(table, section.ascending):
            raise BookCorrupt(f"section {name} is not sorted by {', '.join(section.ascending)}")


def _check_range(name: str, column: str, values: Table, least: int, most: int) -> None:
    if len(values) and (values.min() < least or values.max() > most):
        raise BookCorrupt(f"section {name}: {column} outside {least}..{most}")


def _ascends(table: Table, columns: tuple[str, ...]) -> bool:
    if len(table) < 3:
        return True
    undecided = np.ones(len(table) - 2, bool)
    for column in columns:
        step = np.diff(table[column][1:])
        if (undecided & (step < 0)).any():
            return False
        undecided &= step == 0
    return True
