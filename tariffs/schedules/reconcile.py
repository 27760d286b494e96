"""Section 301 two ways: headings that footnotes name, against the lists of the notices.

A line of the United States schedule owes a duty of Section 301 when its eight digits stand on a
list (U.S. notes 20 and 31 to subchapter III of chapter 99); the schedule repeats this as
footnotes. Neither is complete: footnotes were left out, lists were never put into force, codes
were renumbered. This tells by number and name where the two differ.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from oneprice.core.errors import InputError
from oneprice.tariffs.schedules.edition import Edition
from oneprice.tariffs.schedules.reading import MAX_ROWS, read_text

_HEADING = re.compile(r"99\d\d\.\d\d\.\d\d", re.ASCII)
COLUMNS = ("hts8", "list", "ch99_code")
STEM = 8
# The lists 1, 2, 3, the parts of lines beside list 3, and 4A: the headings that may only be named
# by lines that stand on a list.
LISTED = frozenset(("9903.88.01", "9903.88.02", "9903.88.03", "9903.88.04", "9903.88.15"))


class Listed(NamedTuple):
    """A row of a list: eight digits, the name of the list, its heading."""

    hts8: str
    list: str
    heading: str


@dataclass(frozen=True)
class Reconciliation:
    """Where footnotes and lists agree, and every row where they do not.

    Attributes
    ----------
    agreed : tuple of Listed
        The line's footnotes name the heading of the list.
    gone : tuple of Listed
        No line has these eight digits any more.
    elsewhere : tuple of Listed
        The footnotes name other headings of Section 301 only.
    silent : tuple of Listed
        The footnotes name no heading of chapter 99.
    unlisted : tuple of (str, str)
        Eight digits and a heading of `LISTED` that a footnote names and no list holds.
    """

    agreed: tuple[Listed, ...]
    gone: tuple[Listed, ...]
    elsewhere: tuple[Listed, ...]
    silent: tuple[Listed, ...]
    unlisted: tuple[tuple[str, str], ...]

    def without_footnote(self) -> dict[str, int]:
        """Return the rows of lines that exist and do not name the list's heading, by list."""
        found = Counter(row.list for row in (*self.elsewhere, *self.silent))
        return dict(sorted(found.items()))

    def by_list(self) -> dict[str, dict[str, int]]:
        """Return the counts of every list."""
        kinds = {
            "agreed": self.agreed,
            "other heading": self.elsewhere,
            "no heading": self.silent,
            "code gone": self.gone,
        }
        found: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(kinds, 0))
        for kind, rows in kinds.items():
            for row in rows:
                found[row.list][kind] += 1
        return dict(sorted(found.items()))

    def as_document(self) -> dict[str, object]:
        """Return everything as plain lists and dictionaries, for JSON."""
        kinds = ("agreed", "gone", "elsewhere", "silent")
        rows = {kind: [row._asdict() for row in getattr(self, kind)] for kind in kinds[1:]}
        return {
            "agreed": len(self.agreed),
            "lists": self.by_list(),
            "unlisted": [{"hts8": code, "heading": name} for code, name in self.unlisted],
            **rows,
        }


def read_list(path: Path) -> tuple[Listed, ...]:
    """Read a list of Section 301: CSV with the columns `hts8`, `list`, `ch99_code`.

    Raises
    ------
    InputError
        Not CSV, a column missing, digits that are not eight, or no rows.
    """
    reader = csv.DictReader(io.StringIO(read_text(path), newline=""), strict=True)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        remedy = "give the columns " + ", ".join(COLUMNS)
        raise InputError(f"{path.name} header", missing[0], remedy)
    try:
        rows = tuple(dict.fromkeys(_listed(row, path.name, reader.line_num) for row in reader))
    except csv.Error as problem:
        raise InputError(path.name, str(problem), "mend the quoting of the file") from None
    if not 0 < len(rows) <= MAX_ROWS:
        raise InputError(path.name, f"{len(rows)} rows", f"give 1 to {MAX_ROWS} rows")
    return rows


def _listed(row: Mapping[str, str | None], name: str, number: int) -> Listed:
    cells = [(row[column] or "").strip() for column in COLUMNS]
    if not (len(cells[0]) == STEM and cells[0].isascii() and cells[0].isdigit()):
        raise InputError(f"{name} row {number}, hts8", cells[0], "give eight digits")
    if not _HEADING.fullmatch(cells[2]):
        remedy = "give a heading of chapter 99 as 9903.88.15"
        raise InputError(f"{name} row {number}, ch99_code", cells[2], remedy)
    return Listed(*cells)


def reconcile(edition: Edition, listed: Iterable[Listed]) -> Reconciliation:
    """Return where the footnotes of an edition and the lists agree and differ.

    Footnotes count with those of the rows above, and those of finer lines count for their eight
    digits. Lines of chapter 98 are lines too: some lists name them.
    """
    named: dict[str, set[str]] = defaultdict(set)
    for line in edition.coded:
        if len(line.code) >= STEM:
            named[line.code[:STEM]] |= line.named.general
    kinds: dict[str, list[Listed]] = {"agreed": [], "gone": [], "elsewhere": [], "silent": []}
    for row in listed:
        kinds[_kind(row, named)].append(row)
    held = {(row.hts8, row.heading) for rows in kinds.values() for row in rows}
    noted = ((code, name) for code, names in named.items() for name in names & LISTED)
    return Reconciliation(
        agreed=tuple(kinds["agreed"]),
        gone=tuple(kinds["gone"]),
        elsewhere=tuple(kinds["elsewhere"]),
        silent=tuple(kinds["silent"]),
        unlisted=tuple(sorted(pair for pair in noted if pair not in held)),
    )


def _kind(row: Listed, named: Mapping[str, set[str]]) -> str:
    if row.hts8 not in named:
        return "gone"
    if row.heading in named[row.hts8]:
        return "agreed"
    return "elsewhere" if named[row.hts8] else "silent"
