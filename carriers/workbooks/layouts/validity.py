"""From when to when something holds: days, months and spans as they stand in cells and titles."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from oneprice.carriers.workbooks.findings import Report
from oneprice.carriers.workbooks.layouts.entries import Entry, Told
from oneprice.carriers.workbooks.layouts.plain import squeezed
from oneprice.carriers.workbooks.places import Place

FIELDS = ("valid_from", "valid_to", "last_day", "window")
_REMEDY = "write it as 2026-06-08, or as a date cell"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_DAYS = (
    re.compile(r"(?P<y>20\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\d)"),
    re.compile(r"(?P<y>\d{4})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?(?!\d)"),
    re.compile(rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[-/.]?{_NAMED}[-/.,]?(?P<y>20\d\d)(?!\d)"),
    re.compile(rf"{_NAMED}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,(?P<y>20\d\d)(?!\d)"),
)
_NO_YEAR = re.compile(r"(?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?(?!\d)")
_MONTH = (
    re.compile(r"(?P<y>20\d\d)[-/.年](?P<m>\d{1,2})月?份?"),
    re.compile(rf"{_NAMED}[-/,]?(?P<y>20\d\d)"),
)
_JOIN = re.compile(r"(?:日?起)?(?:[-~\u2010-\u2015]+|至|到|until|till|to)")
_UNTIL = re.compile(r"(?:截止到?|截至|至|到|until|till|upto)")
_FROM = re.compile(r"(?:自|从|from|since)")
_OPEN_END = re.compile(r"(?:日?起|以后|onwards?|开始)?(?:执行|生效|收取)?")
_ALWAYS = frozenset(("长期", "长期有效", "-", "/", "无", "untilfurthernotice", "all", "always"))
_SERIAL = re.compile(r"[45]\d{4}")
_ZERO = date(1899, 12, 30)  # day 0 of spreadsheets


def day(text: str) -> str | None:
    """Return the ISO day a text begins with: "2026/6/8", "2026年6月8日起", "1 Jun 2026".

    "01/06/2026" is none: it is read in two ways.
    """
    found = _day_at(squeezed(text[:200]), 0)
    return found[0].isoformat() if found else None


def _day_at(words: str, start: int) -> tuple[date, int] | None:
    for form in _DAYS:
        found = form.match(words, start)
        if found is not None:
            made = _date(found)
            return (made, found.end()) if made else None
    return None


def _date(found: re.Match[str], year: int | None = None) -> date | None:
    parts = found.groupdict()
    month = _MONTHS.index(parts["name"]) + 1 if parts.get("name") else int(parts["m"])
    try:
        return date(int(parts.get("y") or year or 0), month, int(parts.get("d") or 1))
    except ValueError:
        return None


def window(text: str) -> tuple[str, str] | None:
    """Return the first day and the day after the last, "" where open; None for no window.

    "2026-10-01至2027-01-15" ends on 15 January, which still belongs to it; "2026年6月" is the
    month; "长期" is always.
    """
    words = squeezed(text[:200])
    if words in _ALWAYS:
        return "", ""
    for form in _MONTH:
        found = form.fullmatch(words)
        first = _date(found) if found else None
        if first is not None:
            return first.isoformat(), (first + timedelta(31)).replace(day=1).isoformat()
    until = _UNTIL.match(words)
    if until is not None:
        last = _day_at(words, until.end())
        return None if last is None or words[last[1] :] else ("", _after(last[0]))
    start = _FROM.match(words)
    first_day = _day_at(words, start.end() if start else 0)
    return None if first_day is None else _to_its_end(words, *first_day)


def _to_its_end(words: str, first: date, at: int) -> tuple[str, str] | None:
    """Return the window that begins on a day, read from where its text goes on."""
    if _OPEN_END.fullmatch(words[at:]):
        return first.isoformat(), ""
    join = _JOIN.match(words, at)
    if join is None:
        return None
    last = _day_at(words, join.end())
    short = _NO_YEAR.match(words, join.end()) if last is None else None
    if short is not None:
        made = _date(short, first.year)
        last = (made, short.end()) if made else None
    if last is None or last[0] < first or not _OPEN_END.fullmatch(words[last[1] :]):
        return None
    return first.isoformat(), _after(last[0])


def _after(last: date) -> str:
    return (last + timedelta(1)).isoformat()


def days_of(entry: Entry, settings: dict[str, Any], report: Report) -> dict[str, Told]:
    """Return `valid_from` and `valid_to` of an entry: its own words, else those of the layout."""
    found: dict[str, Told] = {}
    for name in ("valid_from", "valid_to", "last_day"):
        column = "valid_to" if name == "last_day" else name
        told = entry.told.get(name)
        if told is None:
            text = settings.get(name) or ""
            told = Told(text, Place(entry.place.sheet)) if text else None
        if told is None or (name != "valid_from" and squeezed(told.text) in _ALWAYS):
            continue
        iso = day(told.text)
        if iso is None:
            report.error(told.place, "day", f"{told.text} is no day{_serial(told.text)}", _REMEDY)
        else:
            end = _after(date.fromisoformat(iso)) if name == "last_day" else iso
            found[column] = Told(end, told.place)
    return found | _window_of(entry, report)


def _window_of(entry: Entry, report: Report) -> dict[str, Told]:
    told = entry.told.get("window")
    if told is None:
        return {}
    ends = window(told.text)
    if ends is None:
        reason = f"{told.text} is no window of days{_serial(told.text)}"
        remedy = "write it as 2026-10-01至2027-01-15, or ignore the column"
        report.error(told.place, "day", reason, remedy)
        return {}
    return {
        column: Told(text, told.place)
        for column, text in zip(("valid_from", "valid_to"), ends, strict=True)
        if text
    }


def _serial(text: str) -> str:
    """Return a hint where a number is what a spreadsheet keeps for a day."""
    if not _SERIAL.fullmatch(text.strip()):
        return ""
    return f" (the spreadsheet's number of {_ZERO + timedelta(int(text))}?)"


def window_heading(text: str) -> str | None:
    """Return the text of a heading that is a window of days, None where it is none."""
    return text if squeezed(text) not in _ALWAYS and window(text) is not None else None
