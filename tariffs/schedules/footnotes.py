"""What footnotes and descriptions name: headings of chapter 99, and dates."""

from __future__ import annotations

import re

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_HEADING = re.compile(r"99\d\d\.\d\d\.\d\d|99\d\d\.\d\d(?!\.?\d)")
_RANGE = re.compile(r"(99\d\d\.\d\d)\.(\d\d)(?:\s*-\s*|\s+through\s+)\1\.(\d\d)")
_DATE = re.compile(rf"\b({'|'.join(MONTHS)})\s+(\d\d?),\s+(\d{{4}})\b")


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


def named_dates(text: str) -> tuple[str, ...]:
    """Return the dates of a text as `YYYY-MM-DD`, in its order, each once.

    Examples
    --------
    >>> named_dates("entered on or after August 7, 2025, and before October 5, 2025")
    ('2025-08-07', '2025-10-05')
    """
    found = (
        f"{year}-{MONTHS.index(month) + 1:02d}-{int(day):02d}"
        for month, day, year in _DATE.findall(text)
    )
    return tuple(dict.fromkeys(found))
