"""Plain texts: how words are compared, and how exact numbers are written and converted."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from functools import lru_cache

MAX_WORD_CHARS = 120

# Words of units, as a factor and the unit it counts in.
_UNITS: dict[str, tuple[Fraction, str]] = {}
for _base, _words in {
    "kg": "kg kgs kilo kilogram kilograms 公斤 千克",
    "lb": "lb lbs pound pounds 磅",
    "cbm": "cbm m3 m³ 方 立方 立方米",
    "rt": "rt w/m wm 计费吨 运费吨",
    "piece": "pc pcs piece pieces pkg package parcel 包裹 件 箱 ctn carton 个 台 柜 container",
    "shipment": "shipment shpt 票 单 bill b/l bl awb hawb 提单",
}.items():
    _UNITS.update({_word: (Fraction(1), _base) for _word in _words.split()})
_UNITS.update({word: (Fraction(1, 1_000), "kg") for word in ("g", "gram", "grams", "克", "gr")})
_UNITS.update({word: (Fraction(1_000), "kg") for word in ("t", "ton", "tons", "吨", "tonne")})
_UNITS.update({word: (Fraction(1, 16), "lb") for word in ("oz", "ounce", "ounces", "盎司")})
UNIT_WORDS = tuple(sorted(_UNITS, key=len, reverse=True))
_UNIT_TEXT = re.compile(
    rf"\s*(?P<size>\d+(?:\.\d+)?)?\s*(?P<unit>{'|'.join(map(re.escape, UNIT_WORDS))})\s*",
    re.IGNORECASE,
)


def normal(text: str) -> str:
    """Return a text for comparing: compatibility forms folded, case folded, blanks single."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def squeezed(text: str) -> str:
    """Return a text for comparing without any blank."""
    return _squeezed_word(text) if len(text) <= MAX_WORD_CHARS else _squeezed(text)


def _squeezed(text: str) -> str:
    return "".join(normal(text).split())


# The same words are compared for every row of a sheet; long texts are not kept.
_squeezed_word = lru_cache(maxsize=8_192)(_squeezed)


def is_long(text: str) -> bool:
    """Tell whether a text is too long to be a number, a band, a country or another word."""
    return len(text) > MAX_WORD_CHARS


def is_no_word(text: str) -> bool:
    """Tell whether a text is no single number or band: too long, or a blank parts its digits."""
    return is_long(text) or re.search(r"\d\s+\d", text) is not None


def bare(text: str) -> str:
    """Return a squeezed text without what stands in brackets: "重量(KG)" is "重量"."""
    return re.sub(r"[(\[【<][^)\]】>]*[)\]】>]", "", squeezed(text)).strip(":*")


def plain(value: Fraction) -> str | None:
    """Return an exact decimal text without exponent or needless zeros; None if there is none."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return None
    places = max(twos, fives)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    whole, part = digits[: len(digits) - places], digits[len(digits) - places :]
    return f"{sign}{whole}.{part}" if part else f"{sign}{whole}"


def unit_of(text: str) -> tuple[Fraction, str] | None:
    """Return (size, unit) of a unit text: "KG" is (1, kg), "500g" is (1/2, kg); None if none."""
    found = _UNIT_TEXT.fullmatch(normal(text))
    if found is None:
        return None
    factor, unit = _UNITS[found["unit"].casefold()]
    return Fraction(found["size"] or 1) * factor, unit


def factor_to(unit: str, wanted: str) -> Fraction | None:
    """Return what a number in one unit is multiplied by to be in a lane's unit; None if it can't.

    Kilograms and pounds are not turned into each other: no whole number of units would come out.
    """
    known = _UNITS.get(unit)
    if known is None:
        return None
    factor, base = known
    if base == wanted or {base, wanted} == {"piece", "container"}:
        return factor
    return None
