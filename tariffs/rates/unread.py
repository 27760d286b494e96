"""Why a text that no reader understands has no price: cut short, unit left out, or unknown."""

from __future__ import annotations

import re

from oneprice.tariffs.rates.duty import Unpriced

# Ends with a joining word or sign, or inside a number.
_CUT = re.compile(
    r"(?:\d\.|[+/(]|\b(?:plus|less|and|or|than|MIN|MAX|on|upon|of|the|per))$", re.IGNORECASE
)
_BARE = r"\d+(?:\.\d+)?"
_NO_UNIT = (
    (re.compile(rf"(?:[$£€]{_BARE}|{_BARE} ?(?:\N{{CENT SIGN}}|[A-Z]{{3}}))"), "unit"),
    (re.compile(_BARE), "% or unit"),
    (re.compile(rf"{_BARE} (?:\+|MIN|MAX) .+"), "% or unit of the first number"),
    (re.compile(rf"(?:.+ )?{_BARE} ?/ ?[A-Za-z].*"), "currency"),
)


def unread(plain: str) -> Unpriced:
    """Return the class of a cleaned text that could not be read.

    Examples
    --------
    >>> unread("8.47 ¢/kg plus 8.").reason
    'truncated'
    """
    if not plain:
        return Unpriced("empty", "")
    if _CUT.search(plain):
        return Unpriced("truncated", plain, ("rest of the text",))
    for sign, need in _NO_UNIT:
        if sign.fullmatch(plain):
            return Unpriced("unit_missing", plain, (need,))
    return Unpriced("unparsed", plain)
