"""Importing the JSON export of the Harmonized Tariff Schedule of the United States.

The export of the United States International Trade Commission (hts.usitc.gov, "Export", JSON;
read here with editions of 2025 and 2026) is a flat list of rows in tree order: `indent` gives
the depth, an empty rate means that of the nearest row above it in the tree. Chapters 98 and 99
hold provisions, not goods.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import zlib
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from oneprice.core.errors import InputError
from oneprice.tariffs.hs_codes import digits_of
from oneprice.tariffs.rates.duty_expression import Duty, parse_duty

MAX_BYTES = 128 * 2**20  # eight times the editions of 2026
MAX_ROWS = 200_000
MAX_INDENT = 40
MAX_TEXT = 4_000
TEXTS = ("htsno", "indent", "general", "other")
KEYS = (*TEXTS, "description", "special", "units", "footnotes", "superior")
FIRST_PROVISIONS = "98"
# Countries outside column 1 (HTSUS general note 3(b), edition of 2026: Cuba, North Korea,
# Russia, Belarus).
COLUMN_2 = ("CU", "KP", "RU", "BY")

_CODE = re.compile(r"\d{4}(\.\d\d){0,3}")
_HEADING = re.compile(r"99\d\d\.\d\d\.\d\d|99\d\d\.\d\d(?!\.?\d)")
_RANGE = re.compile(r"(99\d\d\.\d\d)\.(\d\d)(?:\s*-\s*|\s+through\s+)\1\.(\d\d)")
Value = TypeVar("Value", bound=Hashable)


class Line(NamedTuple):
    """A tariff line without finer ones: its code and what holds for it, inherited or own."""

    code: str
    general: str
    other: str
    headings: frozenset[str]  # of chapter 99, named by footnotes on column 1


@dataclass
class Report:
    """What was found in a file, to be compared with a census of it.

    Attributes
    ----------
    rows : int
        Rows read, chapters 98 and 99 included.
    lines : int
        Finest codes of chapters 1-97.
    forms : Counter
        Texts of column 1 in chapters 1-97 by form: free, percent, specific,
        specific+percent, or the reason why there is no price.
    other_forms : Counter
        The same of column 2.
    headings : Counter
        Lines per chapter 99 heading that holds for them.
    """

    rows: int = 0
    lines: int = 0
    forms: Counter[str] = field(default_factory=Counter)
    other_forms: Counter[str] = field(default_factory=Counter)
    headings: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Schedule:
    """The finest lines of an export in tree order, and what was counted on the way."""

    lines: tuple[Line, ...]
    report: Report


class _Above(NamedTuple):
    """What a row hands down to the rows below it."""

    indent: int
    general: str
    other: str
    headings: frozenset[str]


def read_us_hts(path: Path) -> Schedule:
    """Read an export, plain or gzip-compressed.

    Raises
    ------
    InputError
        Not JSON, cut short, too big, keys missing or of another type, a code given twice.
    """
    rows = _load(path)
    report = Report(rows=len(rows))
    lines = tuple(_walk(rows, path.name, report))
    report.lines = len(lines)
    for line in lines:
        report.headings.update(line.headings)
    return Schedule(lines, report)


def form_of(text: str) -> str:
    """Return the form of a rate text as it is counted in `Report`."""
    duty = parse_duty(text)
    if not isinstance(duty, Duty):
        return duty.reason
    if duty.specific is None:
        return "percent" if duty.ad_valorem else "free"
    return "specific+percent" if duty.ad_valorem else "specific"


def named_headings(note: str) -> set[str]:
    """Return the chapter 99 headings a footnote names, ranges written out.

    Examples
    --------
    >>> sorted(named_headings("See 9904.17.01-9904.17.03 and 9903.88.15."))
    ['9903.88.15', '9904.17.01', '9904.17.02', '9904.17.03']
    """
    found = set(_HEADING.findall(note))
    for stem, first, last in _RANGE.findall(note):
        found |= {f"{stem}.{number:02d}" for number in range(int(first), int(last) + 1)}
    return found


def shortest_prefixes(values: Mapping[str, Value]) -> dict[str, Value]:
    """Return codes cut to 8 or 6 digits where all lines below agree.

    The schedule is complete: a code that no line holds does not exist, so a shorter code whose
    lines all agree says the same as they do.
    """
    for digits in (8, 6):
        groups: dict[str, set[Value]] = {}
        for code, value in values.items():
            groups.setdefault(code[:digits], set()).add(value)
        values = {
            code[:digits] if len(groups[code[:digits]]) == 1 else code: value
            for code, value in values.items()
        }
    return dict(values)


def _walk(rows: list[dict[str, Any]], name: str, report: Report) -> Iterable[Line]:
    """Yield the finest lines of chapters 1-97 with what they inherit."""
    above: list[_Above] = []
    seen: set[str] = set()
    for number, row in enumerate(rows):
        where = f"{name} row {number + 1}"
        code, indent = _code(row, seen, where), _indent(row, where)
        while above and above[-1].indent >= indent:
            above.pop()
        if code[:2] >= FIRST_PROVISIONS:
            continue
        own = _inherit(row, indent, above[-1] if above else None, where)
        _count(row, code, report)
        above.append(own)
        last = number + 1 == len(rows) or _indent(rows[number + 1], where) <= indent
        if code and last:
            yield Line(code, own.general, own.other, own.headings)


def _inherit(row: Mapping[str, Any], indent: int, parent: _Above | None, where: str) -> _Above:
    """Return a row's rates and headings, with those of the rows above it."""
    up = parent or _Above(-1, "", "", frozenset())
    general, other = row["general"].strip(), row["other"].strip()
    headings = up.headings | _headings(row["footnotes"], where)
    return _Above(indent, general or up.general, other or up.other, headings)


def _headings(footnotes: Any, where: str) -> frozenset[str]:
    found: set[str] = set()
    for note in footnotes or []:
        good = isinstance(note, dict) and isinstance(note.get("columns"), list)
        if not good or not isinstance(note.get("value"), str):
            raise InputError(where, note, "give each footnote its columns and value")
        if "general" in note["columns"]:
            found |= named_headings(note["value"])
    return frozenset(found)


def _count(row: Mapping[str, Any], code: str, report: Report) -> None:
    if code and row["general"].strip():
        report.forms[form_of(row["general"])] += 1
    if code and row["other"].strip():
        report.other_forms[form_of(row["other"])] += 1


def _code(row: Mapping[str, Any], seen: set[str], where: str) -> str:
    text = row["htsno"].strip()
    if text and not _CODE.fullmatch(text):
        raise InputError(where, text, "give htsno as 0101, 0101.21, 0101.21.00 or 0101.21.00.10")
    if text in seen:
        raise InputError(where, text, "give each htsno once")
    if text:
        seen.add(text)
    return digits_of(text)


def _indent(row: Mapping[str, Any], where: str) -> int:
    text = row["indent"].strip()
    if not (text.isascii() and text.isdigit() and len(text) < 4 and int(text) <= MAX_INDENT):
        raise InputError(where, text, f"give an indent of 0 to {MAX_INDENT}")
    return int(text)


def _load(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file, each with the keys and types we rely on."""
    data = _bytes(path)
    try:
        rows = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as problem:
        raise InputError(path.name, str(problem)[:80], "give the whole JSON export") from None
    if not isinstance(rows, list) or not 0 < len(rows) <= MAX_ROWS:
        raise InputError(path.name, type(rows).__name__, f"give a list of 1 to {MAX_ROWS} rows")
    for number, row in enumerate(rows, start=1):
        _check_row(row, f"{path.name} row {number}")
    return rows


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as handle:
            zipped = handle.read(2) == b"\x1f\x8b"
        opened: Callable[..., Any] = gzip.open if zipped else io.open
        with opened(path, "rb") as handle:
            data = bytes(handle.read(MAX_BYTES + 1))
    except (OSError, EOFError, zlib.error) as problem:
        raise InputError(path.name, type(problem).__name__, "give a readable file") from None
    if len(data) > MAX_BYTES:
        raise InputError(path.name, "too many bytes", f"give at most {MAX_BYTES} bytes")
    return data


def _check_row(row: Any, where: str) -> None:
    missing = [key for key in KEYS if not isinstance(row, dict) or key not in row]
    if missing:
        raise InputError(where, missing[0], "give rows with the keys " + ", ".join(KEYS))
    for key in TEXTS:
        if not isinstance(row[key], str) or len(row[key]) > MAX_TEXT:
            raise InputError(f"{where}, {key}", row[key], f"give text of up to {MAX_TEXT}")
    if not isinstance(row["footnotes"], list | None):
        raise InputError(f"{where}, footnotes", row["footnotes"], "give a list or null")
