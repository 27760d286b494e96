"""The special column of the United States: rates followed by lists of programmes.

`Free (A,AU,BH) 3.2% (JP) See 9822.04.40 (AU)`: each rate holds for the programmes in the brackets
behind it (HTSUS general note 3(c), editions of 2025 and 2026).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from oneprice.tariffs.rates.duty import Cell, Preference, Rate, Unpriced
from oneprice.tariffs.rates.us_additional import read_us_99

PROGRAM = r"[A-Z]{1,2}[+*]?"
# One list in brackets; "(PA (PA)", "(E IL)", "(MA,.OM)" and "(B,C,)" are misprints of lists.
_LIST = re.compile(rf"\(\s*({PROGRAM}(?:[\s,.(]+{PROGRAM})*)[\s,.]*\)+")
_HEADING = re.compile(r"\d{4}\.\d\d\.\d\d|\d\d\.\d\d\.\d\d\.\d\d")


def read_us_special(plain: str) -> Cell:
    """Return the cell of a cleaned text of the special column.

    A text without a list is the rate of every programme, as in chapters 98 and 99.

    Examples
    --------
    >>> [one.programs for one in read_us_special("Free (A, AU)2.7% (JP)").preferences]
    [('A', 'AU'), ('JP',)]
    """
    if not plain:
        return Cell(None)
    preferences: list[Preference] = []
    rest: Rate | None = None
    for text, programs in segments(plain):
        if programs:
            preferences.append(Preference(programs, _read(text)))
        else:
            rest = _read(text)
    if preferences and rest is not None:  # a rate whose list of programmes was cut off
        rest = Unpriced("truncated", text, ("list of programmes",))
    return Cell(rest, tuple(preferences))


def segments(plain: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield (rate text, programmes) of a cleaned text; a last rate may have none."""
    start = 0
    for found in _LIST.finditer(plain):
        programs = dict.fromkeys(re.findall(r"[A-Z]{1,2}[+*]?", found[1]))
        yield plain[start : found.start()].strip(), tuple(programs)
        start = found.end()
    rest = plain[start:].strip(" .")
    if rest:
        yield rest, ()


def _read(text: str) -> Rate:
    """Return a rate; a pointer to provisions names them in four groups, `9919.04.14`."""
    if text[:4].lower() == "see ":
        headings = tuple(_dotted(code) for code in _HEADING.findall(text))
        return Unpriced("reference", text, headings or (text[4:].strip(),))
    return read_us_99(text)


def _dotted(code: str) -> str:
    """Return a heading as it should be printed: 99.19.04.14 is 9919.04.14."""
    digits = code.replace(".", "")
    return f"{digits[:4]}.{digits[4:6]}.{digits[6:]}"
