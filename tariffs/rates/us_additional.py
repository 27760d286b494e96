"""Rate texts of chapters 98 and 99 of the United States: said in terms of the line's own rate.

`The duty provided in the applicable subheading + 25%` adds to the base, `No change` leaves it, and
a plain `7.2%` stands in its place. Texts as in the editions of 2025 and 2026 (hts.usitc.gov).
"""

from __future__ import annotations

import re
from fractions import Fraction

from oneprice.tariffs.rates.duty import AdValorem, Duty, Relative, Unpriced
from oneprice.tariffs.rates.terms import MIXED, mixed, read_part
from oneprice.tariffs.rates.text import without_note
from oneprice.tariffs.rates.us import read_us

UNCHANGED = Relative(None, True)

_BASE = re.compile(
    r"the duty provided (?:for )?in (?:the applicable subheading|subheadings? (?P<of>[\d., or]+?))"
    r"(?: ?(?:\+|plus) ?(?:a duty of )?(?P<added>.+))?",
    re.IGNORECASE,
)
_VALUE_OF = re.compile(rf"{MIXED} ?% upon the value of the (?P<part>.+)")
_MINUS = re.compile(rf"the duty rate provided in such subheading minus {MIXED} ?%", re.IGNORECASE)
_TIMES = re.compile(rf"{MIXED} ?(?:%|percent) of the (?:other )?rate", re.IGNORECASE)
_ABSENT = re.compile(r"the rate applicable in the absence of this (?:sub)?heading", re.IGNORECASE)
_UNCHANGED_WORDS = frozenset(("no change", "no additional duty"))
# The base on a part of the value (HTSUS 9802.00.40 to .80, 9818.00.05, 9822.05.10).
_ON_PART = (
    (r"a duty upon the value of the repairs or alterations", "repairs or alterations"),
    (
        r"a duty upon the value of such processing outside the united states",
        "processing outside the us",
    ),
    (
        r"a duty upon the full value of the imported article,? less the cost or value of such"
        r" products of the united states",
        "-us products",
    ),
    (
        r"a duty upon the full value of the imported article,? less the value of fabrics,"
        r" components or materials of the united states",
        "-us fabrics, components or materials",
    ),
    (
        r"the rate applicable in the absence of this subheading on the cost of such parts",
        "cost of parts",
    ),
)
_PARTS_OF_BASE = tuple((re.compile(sign, re.IGNORECASE), part) for sign, part in _ON_PART)
BASE_PARTS = tuple(part for _, part in _ON_PART)
_REFERENCES = (
    (r"a duty .*equal to the (?:duty|sum)", "duty and tax of like articles, drawback allowed"),
    (r"rate provided for (?:originating goods|beneficiary)", "rate of the agreement named"),
    (r"^see ", "rate of the heading or note named"),
)


def read_us_99(plain: str) -> Duty | Relative | Unpriced:
    """Return the rate of a cleaned text of a provision of chapter 98 or 99.

    Examples
    --------
    >>> read_us_99("No change.").keep_base
    True
    >>> read_us_99("The duty provided in the applicable subheading + 25%").added.terms
    (AdValorem(rate=Fraction(1, 4), part=''),)
    """
    text = without_note(plain)
    if text.lower() in _UNCHANGED_WORDS or _ABSENT.fullmatch(text):
        return UNCHANGED
    for sign, part in _PARTS_OF_BASE:
        if sign.fullmatch(text):
            return Relative(None, True, part=part)
    for pattern, need in _REFERENCES:
        if re.search(pattern, text, re.IGNORECASE):
            return Unpriced("reference", plain, (need,))
    return _changed(text) or _on_base(text) or read_us(plain)


def read_us_additional(plain: str) -> Relative | Unpriced:
    """Return the rate of a cleaned text of the column of additional duties (heading 9904).

    An amount there comes on top of the line's own rate.
    """
    rate = read_us_99(plain)
    return Relative(rate, True) if isinstance(rate, Duty) else rate


def _changed(text: str) -> Relative | None:
    """Return a base less some points, or a multiple of it."""
    minus, times = _MINUS.fullmatch(text), _TIMES.fullmatch(text)
    found = minus or times
    number = mixed(found) if found else None
    if number is None:
        return None
    if minus:
        return Relative(None, True, less=number / 100)
    return Relative(None, True, factor=number / 100)


def _on_base(text: str) -> Relative | None:
    """Return "the duty provided in the applicable subheading" and what is added to it."""
    found = _BASE.fullmatch(text)
    if found is None:
        return None
    of = tuple(re.findall(r"\d{4}\.\d\d(?:\.\d\d){0,2}", found["of"] or ""))
    if found["added"] is None:
        return Relative(None, True, of=of)
    added = _added(found["added"].rstrip(". "))
    return None if added is None else Relative(added, True, of=of)


def _added(text: str) -> Duty | None:
    on_part = _VALUE_OF.fullmatch(text)
    if on_part:
        rate, parts = mixed(on_part), read_part(on_part["part"])
        if rate is None or not parts:
            return None
        return Duty.of(*(AdValorem(Fraction(rate) / 100, part) for part in parts))
    rate_text = read_us(text)
    return rate_text if isinstance(rate_text, Duty) else None
