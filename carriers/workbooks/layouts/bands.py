"""Bands as carriers write them: `0<W<=0.1`, `0.101-0.2`, `21-50KG`, `100+`, `-45`, `2.5`, `M`.

A band keeps what was written about its ends; which end belongs to it is settled when all bands of
a lane are known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from oneprice.carriers.workbooks.files.reading import Reading, plain_number
from oneprice.carriers.workbooks.layouts.plain import UNIT_WORDS, factor_to, is_no_word, normal

MINIMUM = "minimum"  # the column M of air freight: the least that a shipment costs
_MINIMUM_WORDS = frozenset(
    (
        *(
            "m",
            "min",
            "min.",
            "minimum",
            "minimumcharge",
            "mincharge",
            "最低",
            "最低收费",
            "最低运费",
        ),
    )
)
_NORMAL_WORDS = frozenset(("n", "normal"))  # below the first break of air freight
_NORMAL_BREAK = "-45"
_NUMBER = r"\d+(?:\.\d+)?"
_UNIT = "|".join(re.escape(word) for word in UNIT_WORDS)
_QUANTITY = r"(?:w|wt|weight|重量|计费重量|计费重|实重|申报价值|货值|价值|value|x|v)"
_WRITTEN_UNIT = re.compile(rf"(?<=[\d+])({_UNIT})(?=[^a-z]|$|and|or|to|up)")
_LESS, _MORE = r"(?:<=|=<|<)", r"(?:>=|=>|>)"
_FORMS = tuple(
    re.compile(form.replace("N", _NUMBER))
    for form in (
        rf"(?P<lo>N)(?P<low>{_LESS}){_QUANTITY}(?P<high>{_LESS})(?P<hi>N)",
        rf"(?P<hi>N)(?P<high>{_MORE}){_QUANTITY}(?P<low>{_MORE})(?P<lo>N)",
        rf"{_QUANTITY}?(?P<high>{_LESS})(?P<hi>N)",
        rf"{_QUANTITY}?(?P<low>{_MORE})(?P<lo>N)",
        rf"(?P<lo>N)(?P<low>{_LESS}){_QUANTITY}",
        rf"(?P<hi>N)(?P<high>{_MORE}){_QUANTITY}",
        r"(?P<open>[(\[])(?P<lo>N),(?P<hi>N)(?P<close>[)\]])",
        r"(?P<lo>N)(?:[-~\u2010-\u2015]|to|至|到)(?P<hi>N)",
        r"(?:\+|q)(?P<lo>N)\+?|(?P<lo2>N)(?:\+|以上|及以上|up|andabove|andover|orabove|ormore)",
        r"(?:over|above|超过|大于|from|从|自)(?P<lo>N)",
        r"-(?P<hi>N)",
        r"(?P<hi>N)(?:以下|以内|及以下|orless|andbelow)",
        r"(?:below|under|upto|不超过|小于|不足)(?P<hi>N)",
        r"(?P<hi>N)",
    )
)
_SINGLE = len(_FORMS) - 1
_PER = re.compile(rf",?(?:/|per|每)1?(?:{_UNIT})$")
_ABOVE = {"超过": ">", "大于": ">", "over": ">", "above": ">"}
_BELOW = {"below": "<", "under": "<", "小于": "<", "不足": "<", "不超过": "<=", "upto": "<="}
_SIGNS = {"<=": "<=", "=<": "<=", "<": "<", ">=": ">=", "=>": ">=", ">": ">"}


@dataclass(frozen=True)
class Band:
    """A stretch of a quantity, as it was written.

    Attributes
    ----------
    lo, hi : Fraction or None
        Ends in `unit`; None where none was written.
    low, high : str
        "" or the sign at the end: `>` or `>=`, `<` or `<=`.
    unit : str
        Unit word of the text, "" where it had none.
    single : bool
        One number alone: a step of a table, up to its weight, or a break.
    last : Fraction
        One unit of the last decimal that was written: the gap a band may leave to its neighbour.
    """

    lo: Fraction | None = None
    hi: Fraction | None = None
    low: str = ""
    high: str = ""
    unit: str = ""
    single: bool = False
    last: Fraction = Fraction(1)

    def scaled(self, factor: Fraction) -> Band:
        """Return the band in another unit."""
        lo = None if self.lo is None else self.lo * factor
        hi = None if self.hi is None else self.hi * factor
        return replace(self, lo=lo, hi=hi, last=self.last * factor)


def parse_band(text: str, how: Reading) -> Band | str | None:
    """Return a band, the word `MINIMUM`, or None where the text is neither."""
    if is_no_word(text):
        return None
    words = "".join(normal(text).split()).replace("≤", "<=").replace("≥", ">=")
    words = words.replace("⩽", "<=").replace("⩾", ">=")
    if how.decimal != "point" or how.thousands:
        signs = re.escape({"point": ".", "comma": ","}[how.decimal] + how.thousands)
        numbers = rf"\d[\d{signs}]*(?<=\d)"
        words = re.sub(numbers, lambda found: plain_number(found[0], how) or found[0], words)
    if words in _MINIMUM_WORDS:
        return MINIMUM
    if words in _NORMAL_WORDS:
        words = _NORMAL_BREAK
    words, priced_per = _PER.subn("", words)
    units = _WRITTEN_UNIT.findall(words)
    if len(set(units)) > 1:
        return None
    words = _WRITTEN_UNIT.sub("", words)
    words = re.sub(rf"\(({_UNIT})\)", "", words)
    words = re.sub(rf"^\+({_UNIT})", "+", words)
    for number, form in enumerate(_FORMS):
        found = form.fullmatch(words)
        if found is not None:
            if priced_per and number == _SINGLE:
                return None  # "30 per kg": from it, or up to it?
            unit = units[0] if units else ""
            return _band(found, words, unit, number == _SINGLE)
    return None


def _band(found: re.Match[str], words: str, unit: str, single: bool) -> Band | None:
    part = found.groupdict()
    lo, hi = part.get("lo") or part.get("lo2"), part.get("hi")
    low, high = _SIGNS.get(part.get("low") or "", ""), _SIGNS.get(part.get("high") or "", "")
    low = {"<": ">", "<=": ">="}.get(low, low)
    high = {">": "<", ">=": "<="}.get(high, high)
    if part.get("open"):
        low, high = (">" if part["open"] == "(" else ">="), ("<" if part["close"] == ")" else "<=")
    low = low or next((sign for word, sign in _ABOVE.items() if words.startswith(word)), "")
    high = high or next((sign for word, sign in _BELOW.items() if words.startswith(word)), "")
    if words.endswith("以下") and not words.endswith("及以下"):
        high = ""  # the trade uses it either way
    ends = [Fraction(end) for end in (lo, hi) if end]
    if len(ends) == 2 and ends[0] >= ends[1]:
        return None
    places = max(len(end.partition(".")[2]) for end in (lo or "", hi or ""))
    return Band(
        lo=Fraction(lo) if lo else None,
        hi=Fraction(hi) if hi else None,
        low=low,
        high=high,
        unit=unit,
        single=single,
        last=Fraction(1, 10**places),
    )


def in_unit(band: Band, usual: str, wanted: str) -> Band | None:
    """Return a band in a lane's unit, from its own unit or else the usual one; None if it can't."""
    factor = factor_to(band.unit or usual, wanted)
    return None if factor is None else band.scaled(factor)


def said_bounds(bands: Sequence[Band]) -> set[str]:
    """Return the kinds of bounds that the signs of bands say: `(]`, `[)` or none."""
    said = set()
    for band in bands:
        if band.low == ">" or band.high == "<=":
            said.add("(]")
        if (band.low == ">=" and band.lo) or band.high == "<":
            said.add("[)")
    return said


def step_of(bands: Sequence[Band]) -> Fraction | None:
    """Return the step in which a table of single weights goes on, None where it has none."""
    weights = sorted({band.hi for band in bands if band.single and band.hi is not None})
    return min((above - below for below, above in pairwise(weights)), default=None)


def closed(bands: Sequence[Band], bounds: str) -> list[Band]:
    """Return bands without the gaps of one last decimal that inclusive ends leave between them.

    With `(]` a band begins where the one before ends (0.101 becomes 0.1), with `[)` it ends where
    the next begins (50 becomes 51); the first band begins at 0 if it begins at one gram or one
    whole value. Behind a table of single weights a gap of one of its steps closes, too: the weights
    are rounded up to them (30, then "from 30.5").
    """
    order = sorted(range(len(bands)), key=lambda i: bands[i].lo or Fraction(0))
    found = list(bands)
    wide = step_of(bands) or Fraction(0)
    for below, above in pairwise(order):
        hi, lo = found[below].hi, found[above].lo
        step = max(min(found[below].last, found[above].last), wide)
        if hi is None or lo is None or not 0 < lo - hi <= step:
            continue
        if bounds == "(]":
            found[above] = replace(found[above], lo=hi)
        else:
            found[below] = replace(found[below], hi=lo)
    return found
