"""Rows of a published CSV file, read so that every error names row, field, value and remedy."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NoReturn

from oneprice.core.errors import InputError

MAX_BYTES = 512 * 1024 * 1024
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)
HEADINGS = ("shipment", "leg", "event", "at", "planned_at")


@dataclass(frozen=True)
class EventRows:
    """An event table as text, before it is written and checked.

    Attributes
    ----------
    headings : tuple of str
        `HEADINGS`, then the key columns.
    rows : list of tuple of str
        One event a row; `at` is empty where it has not happened.
    notes : tuple of str
        What was left out or joined, one sentence each.
    """

    headings: tuple[str, ...]
    rows: list[tuple[str, ...]]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One row of the file.

    Attributes
    ----------
    line : int
        Line of the file on which the row ends.
    """

    file: str
    line: int
    fields: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """Return the text of a column, without blanks around it."""
        return self.fields[column]

    def wrong(self, column: str, remedy: str) -> NoReturn:
        """Raise an error about a column of this row."""
        where = f"{self.file}, row {self.line}, {column}"
        raise InputError(where, self.fields[column], remedy)

    def filled(self, column: str) -> str:
        """Return the text of a column that must not be empty."""
        return self[column] or self.wrong(column, "give a value")

    def day(self, column: str) -> date:
        """Return the date of a column."""
        remedy = "give a date from 1970 to 2199 as 2013-05-31"
        try:
            day = datetime.strptime(self[column], "%Y-%m-%d").date()
        except ValueError:
            self.wrong(column, remedy)
        return day if FIRST_DAY <= day <= LAST_DAY else self.wrong(column, remedy)

    def past(self, column: str, instant: datetime) -> datetime:
        """Return the instant of a column that has happened, from 1970 to now."""
        if instant.date() < FIRST_DAY:
            self.wrong(column, "give an instant of 1970 or later")
        if instant > datetime.now(UTC):
            self.wrong(column, "it lies in the future: leave it empty until it has happened")
        return instant

    def whole(self, column: str, most: int) -> int:
        """Return the whole number of a column; `?` and nothing are 0."""
        text = self[column]
        if text in ("", "?"):
            return 0
        if not (text.isascii() and text.isdigit() and len(text) < 12 and int(text) <= most):
            self.wrong(column, f"give a whole number from 0 to {most:,}, or ? where it is absent")
        return int(text)


def read_rows(path: Path, columns: Sequence[str]) -> list[Row]:
    """Read a CSV file, packed with gzip or not.

    Parameters
    ----------
    path : Path
    columns : sequence of str
        The columns that must be there; others may be, in any order.

    Raises
    ------
    InputError
        The file cannot be read, columns are missing or double, a row has too few or too many
        fields.
    """
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    rows: list[Row] = []
    headings: list[str] = []
    try:
        for fields in reader:
            if not headings:
                headings = _headings(path.name, fields, columns)
            elif fields:
                rows.append(_row(path.name, reader.line_num, headings, fields))
    except csv.Error as problem:
        where = f"{path.name}, row {reader.line_num}"
        raise InputError(where, str(problem), "mend the quotes of this row") from None
    if not rows:
        raise InputError(path.name, "no rows", "give a file with a heading and rows below it")
    return rows


def _text(path: Path) -> str:
    """Return the text of a file, unpacked."""
    try:
        packed = path.read_bytes()
        data = _unpacked(packed, path.name) if packed[:2] == b"\x1f\x8b" else packed
    except (OSError, EOFError, zlib.error) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise InputError(path.name, reason, "name a CSV file, packed with gzip or not") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise InputError(f"{path.name}, row {line}", "not UTF-8", "save it as UTF-8") from None


def _unpacked(packed: bytes, name: str) -> bytes:
    with gzip.open(io.BytesIO(packed)) as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise InputError(name, "more than 512 MiB unpacked", "split the file")
    return data


def _headings(name: str, fields: list[str], columns: Sequence[str]) -> list[str]:
    """Return the headings, checked."""
    found = [field.strip() for field in fields]
    for column in columns:
        if found.count(column) != 1:
            state = "missing" if column not in found else "there twice"
            raise InputError(f"{name}, heading {column}", state, "give each column once, by name")
    return found


def _row(name: str, line: int, headings: list[str], fields: list[str]) -> Row:
    if len(fields) != len(headings):
        remedy = f"give {len(headings)} fields, as in the heading"
        raise InputError(f"{name}, row {line}", f"{len(fields)} fields", remedy)
    stripped = (field.strip() for field in fields)
    return Row(name, line, dict(zip(headings, stripped, strict=True)))


def once(seen: dict[str, Row], key: str, row: Row, column: str) -> None:
    """Remember a key; a second row with it is an error that names the first."""
    if key in seen:
        row.wrong(column, f"row {seen[key].line} has the same; give each once")
    seen[key] = row


def midnight(day: date) -> str:
    """Return the stamp of a published date that has no time and no zone: midnight UTC."""
    return f"{day.isoformat()}T00:00+00:00"


def minute_after(start: datetime) -> Callable[[int], str]:
    """Return what writes the stamp so many minutes after an instant in UTC."""
    begun = start.astimezone(UTC)
    return lambda minutes: (begun + timedelta(minutes=minutes)).isoformat(timespec="minutes")
