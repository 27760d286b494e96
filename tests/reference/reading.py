"""Reading the source tables as text, and the exact readings of a cell."""

from __future__ import annotations

import csv
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

Row = dict[str, str]
EPOCH = date(1970, 1, 1).toordinal()
LAW_TABLES = ("jurisdiction", "measure", "origin_group", "regime", "stack", "epr_gate")


def read_table(path: Path) -> list[Row]:
    """Return the rows of a CSV file as text; a missing file has no rows."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return [{key: (cell or "").strip() for key, cell in row.items()} for row in rows]


def read_law(folder: Path, law_folder: Path, shipped: list[str]) -> dict[str, list[Row]]:
    """Return the law tables: shipped ones of the named jurisdictions, own files winning."""
    own = folder / "law"
    found = {path.name for path in own.iterdir()} if own.is_dir() else set()
    names = sorted(found | set(shipped))
    tables = {table: law_table(own, law_folder, names, shipped, table) for table in LAW_TABLES}
    areas = {row["duty_area"] for row in tables["jurisdiction"] if row.get("duty_area", "")}
    more = sorted(areas - set(names))
    for table in ("measure", "origin_group"):
        tables[table] += law_table(own, law_folder, more, more, table)
    tables["measure"] += read_table(folder / "measure.csv")
    return tables


def law_table(
    own: Path, law_folder: Path, names: list[str], shipped: list[str], table: str
) -> list[Row]:
    """Return the rows of one law table of some jurisdictions or duty areas."""
    rows: list[Row] = []
    for name in names:
        path = own / name / f"{table}.csv"
        if not path.is_file() and name in shipped:
            path = law_folder / name / f"{table}.csv"
        rows += read_table(path)
    return rows


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


def words(text: str) -> list[str]:
    """Return the items of a list cell."""
    return [word.strip() for word in text.split("|") if word.strip()]


@cache
def day_number(text: str) -> int:
    """Return a date as days since 1970-01-01."""
    return date.fromisoformat(text).toordinal() - EPOCH


def day_text(day: int) -> str:
    """Return a day number as an ISO date."""
    return date.fromordinal(day + EPOCH).isoformat()


def holds(row: Row, day: int) -> bool:
    """Tell whether a row is valid on a day (half-open, C-11)."""
    start, end = row.get("valid_from", ""), row.get("valid_to", "")
    return (not start or day_number(start) <= day) and (not end or day < day_number(end))
