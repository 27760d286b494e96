"""Reading the source tables as text, and the exact readings of a cell."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

Row = dict[str, str]
EPOCH = date(1970, 1, 1).toordinal()
NEVER_DAY = 10**9
LAW_TABLES = (
    "measure",
    "origin_group",
    "regime",
    "stack",
    "epr_gate",
    "epr_fee",
    "compliance_gate",
    "sales_tax",
)


def read_table(path: Path) -> list[Row]:
    """Return the rows of a CSV file as text; a missing file has no rows."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return [{key: (cell or "").strip() for key, cell in row.items()} for row in rows]


class LawFolders:
    """The law tables that are shipped, and those of a source folder, which win file by file."""

    def __init__(self, source: Path, shipped: Path, named: Iterable[str]) -> None:
        self.source, self.shipped, self.named = source, shipped, named

    def jurisdictions(self) -> list[Row]:
        """Return the jurisdictions that are named, and those with a folder of their own."""
        own = self.source / "law"
        found = {path.name for path in own.iterdir()} if own.is_dir() else set()
        names = sorted(found | set(self.named))
        return [row for name in names for row in self.table(name, "jurisdiction")]

    def table(self, name: str, table: str) -> list[Row]:
        """Return the rows of one table of a jurisdiction or duty area."""
        path = self.source / "law" / name / f"{table}.csv"
        return read_table(path if path.is_file() else self.shipped / name / f"{table}.csv")

    def tables(self, code: str, area: str) -> dict[str, list[Row]]:
        """Return what holds in a jurisdiction: its area's rows, its own, those of the source."""
        places = list(dict.fromkeys((area, code)))
        found = {
            table: [row for name in places for row in self.table(name, table)]
            for table in LAW_TABLES
        }
        for table in ("measure", "sales_tax"):
            found[table] += read_table(self.source / f"{table}.csv")
        for table, rows in found.items():
            key = "area" if table == "measure" else "jurisdiction"
            found[table] = [row for row in rows if row.get(key, code) in places]
        return found


@cache
def ratio(text: str, default: str = "0") -> Fraction:
    """Return a ratio written `N%`, `a/b` or as a decimal."""
    text = text or default
    if text.endswith("%"):
        return Fraction(text[:-1].strip()) / 100
    above, _, below = text.partition("/")
    return Fraction(above.strip()) / Fraction(below.strip() or 1)


@cache
def maybe(text: str) -> Fraction | None:
    """Return a decimal, or None for an empty cell."""
    return Fraction(text) if text else None


@cache
def words(text: str) -> tuple[str, ...]:
    """Return the items of a list cell."""
    return tuple(word.strip() for word in text.split("|") if word.strip())


@cache
def day_number(text: str) -> int:
    """Return a date as days since 1970-01-01."""
    return date.fromisoformat(text).toordinal() - EPOCH


def day_text(day: int) -> str:
    """Return a day number as an ISO date."""
    return date.fromordinal(day + EPOCH).isoformat()


@cache
def span(start: str, end: str) -> tuple[int, int]:
    """Return the day numbers of a validity; no end is never reached."""
    return day_number(start) if start else -NEVER_DAY, day_number(end) if end else NEVER_DAY


def holds(row: Row, day: int) -> bool:
    """Tell whether a row is valid on a day (half-open, C-11)."""
    start, end = span(row.get("valid_from", ""), row.get("valid_to", ""))
    return start <= day < end
