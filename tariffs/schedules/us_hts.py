"""Reading the JSON export of the Harmonized Tariff Schedule of the United States.

The export of the United States International Trade Commission (hts.usitc.gov, "Export", JSON;
read here with editions of 2025 and 2026) is a flat list of rows in tree order: `indent` gives
the depth, an empty rate means that of the nearest row above it in the tree. Chapters 98 and 99
hold provisions, not goods. Texts are kept as published, markup and typing errors included;
`meaning` cleans them where they are compared or priced.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from oneprice.core.errors import InputError
from oneprice.tariffs.readers.hs_codes import digits_of
from oneprice.tariffs.schedules.edition import Edition, Heading, Line, Named, Report, Texts
from oneprice.tariffs.schedules.footnotes import named_dates, named_headings
from oneprice.tariffs.schedules.meaning import form_of
from oneprice.tariffs.schedules.reading import MAX_ROWS, read_bytes

MAX_INDENT = 40
MAX_TEXT = 8_000  # twice the longest text of the editions of 2026
TEXTS = ("htsno", "indent", "description", "general", "special", "other")
KEYS = (*TEXTS, "units", "footnotes", "superior")
PROVISIONS = "98"  # first of the two chapters that hold no goods
ADDITIONAL = "99"
# Countries outside column 1 (HTSUS general note 3(b), edition of 2026: Cuba, North Korea,
# Russia, Belarus).
COLUMN_2 = ("CU", "KP", "RU", "BY")

_CODE = re.compile(r"\d{4}(\.\d\d){0,3}")


class _Above(NamedTuple):
    """What a row hands down to the rows below it."""

    indent: int
    rates: Texts
    named: Named
    described: tuple[str, ...]  # by the rows down to it


def read_us_hts(path: Path) -> Edition:
    """Read an export, plain or gzip-compressed.

    Raises
    ------
    InputError
        Not JSON, cut short, too big, keys missing or of another type, a code given twice.
    """
    rows = _load(path)
    report = Report(rows=len(rows))
    coded = tuple(_walk(rows, path.name))
    for line in coded:
        _count(line, report)
    provisions = (row for row in rows if row["htsno"].strip().startswith(ADDITIONAL))
    return Edition(path.name, "us", coded, tuple(map(_heading, provisions)), report)


def _walk(rows: list[dict[str, Any]], name: str) -> Iterator[Line]:
    """Yield the coded rows of chapters 1-98 with what they inherit."""
    above: list[_Above] = []
    seen: set[str] = set()
    indents = [_indent(row, f"{name} row {at}") for at, row in enumerate(rows, start=1)]
    for number, (row, indent) in enumerate(zip(rows, indents, strict=True)):
        where = f"{name} row {number + 1}"
        code = _code(row, seen, where)
        while above and above[-1].indent >= indent:
            above.pop()
        up = above[-1] if above else _Above(-1, Texts(), Named(), ())
        own, named = _texts(row), _named(row["footnotes"], where)
        described = row["description"].strip()
        handed = own.over(up.rates), named.over(up.named), (*up.described, described)
        above.append(_Above(indent, *handed))
        if not code or code[:2] == ADDITIONAL:
            continue
        leaf = number + 1 == len(rows) or indents[number + 1] <= indent
        yield Line(
            code=code,
            description=described,
            unit="|".join(str(unit) for unit in row["units"] or ()),
            own=own,
            rates=above[-1].rates,
            own_named=named,
            named=above[-1].named,
            finest=leaf and code[:2] < PROVISIONS,
            above=up.described,
        )


def _texts(row: Mapping[str, Any]) -> Texts:
    return Texts(row["general"].strip(), row["special"].strip(), row["other"].strip())


def _named(footnotes: Any, where: str) -> Named:
    """Return the headings that the footnotes of a row name, by column."""
    if not footnotes:
        return Named()
    found: dict[str, set[str]] = {column: set() for column in Named._fields}
    for note in footnotes:
        good = isinstance(note, dict) and isinstance(note.get("columns"), list)
        if not good or not isinstance(note.get("value"), str):
            raise InputError(where, note, "give each footnote its columns and value")
        for column in found.keys() & set(map(str, note["columns"])):
            found[column] |= named_headings(note["value"])
    return Named(*(frozenset(found[column]) for column in Named._fields))


def _heading(row: Mapping[str, Any]) -> Heading:
    text = row["description"].strip()
    return Heading(row["htsno"].strip(), text, _texts(row), named_dates(text))


def _count(line: Line, report: Report) -> None:
    if line.finest:
        report.lines += 1
        report.headings.update(line.headings)
    if line.code[:2] < PROVISIONS:
        if line.own.general:
            report.forms[form_of(line.own.general, "us")] += 1
        if line.own.other:
            report.other_forms[form_of(line.own.other, "us")] += 1


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
    data = read_bytes(path)
    try:
        rows = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as problem:
        raise InputError(path.name, str(problem)[:80], "give the whole JSON export") from None
    if not isinstance(rows, list) or not 0 < len(rows) <= MAX_ROWS:
        raise InputError(path.name, type(rows).__name__, f"give a list of 1 to {MAX_ROWS} rows")
    _check_rows(rows, path.name)
    return rows


def _check_rows(rows: Iterable[Any], name: str) -> None:
    for number, row in enumerate(rows, start=1):
        where = f"{name} row {number}"
        missing = [key for key in KEYS if not isinstance(row, dict) or key not in row]
        if missing:
            raise InputError(where, missing[0], "give rows with the keys " + ", ".join(KEYS))
        for key in TEXTS:
            if not isinstance(row[key], str) or len(row[key]) > MAX_TEXT:
                raise InputError(f"{where}, {key}", row[key], f"give text of up to {MAX_TEXT}")
        for key in ("units", "footnotes"):
            if not isinstance(row[key], list | None):
                raise InputError(f"{where}, {key}", row[key], "give a list or null")
