"""Cells that say something about a lane: transit, rounding, divisor, split, minimum weight."""

from __future__ import annotations

import re
from fractions import Fraction

from oneprice.carriers.workbooks.files.reading import Reading, plain_number
from oneprice.carriers.workbooks.layouts.plain import (
    factor_to,
    is_no_word,
    plain,
    squeezed,
    unit_of,
)

_BEFORE = "(?:约|大约|预计|参考|开船后|开船|起飞后|about|approx\\.?|约为)?"
_AFTER = re.compile(r"(左右|提取|签收|送达|妥投|上网|可提取|派送|到门|trackable)$")
_SPAN = re.compile(
    _BEFORE + r"(\d+(?:\.\d+)?)(?:(?:[-~\u2010-\u2015]|至|到|to)(\d+(?:\.\d+)?))?(.*)"
)
_WORK = ("工作日", "workingday", "businessday", "workday", "wd")
_NATURAL = ("天", "日", "自然日", "days", "day", "calendardays", "")
_NO_VOLUME = frozenset(
    ("不计抛", "不计泡", "不计体积", "无", "none", "no", "n/a", "-", "实重", "不计材积", "免抛")
)
_WHOLE_VOLUME = frozenset(("全抛", "全泡", "计抛", "full", "不分泡"))
_HALF_VOLUME = frozenset(("半抛", "半泡", "half", "分一半"))
_EXACT = frozenset(("无", "实重", "不进位", "按克", "none", "no", "-", "exact", "bythegram"))
_DIVISOR = re.compile(r".*?(?:^|[/÷除以:=])(\d{3,6})(?:cm3/kg)?")
_SHARE = re.compile(r"(?:分泡)?(\d{1,2})(?:/|:|分|-)(\d{1,2})(?:分泡)?")

LaneCells = dict[str, str]


def _short(text: str) -> str:
    """Return a text for comparing; of one too long for a word only what no reader takes."""
    return "" if is_no_word(text) else squeezed(text)


def transit(text: str, how: Reading) -> LaneCells | None:
    """Return the columns of a transit text: "6-12工作日" is 6 to 12 working days."""
    words = _short(text).replace("个", "")
    found = _SPAN.fullmatch(words)
    if found is None:
        return None
    rest = _AFTER.sub("", _AFTER.sub("", found[3].strip("()"))).strip("()")
    low, high = found[1], found[2] or found[1]
    cells = {"transit_min_days": low, "transit_max_days": high}
    if any(word in rest for word in _WORK):
        return {**cells, "day_type": "work"}
    return cells if rest in _NATURAL else None


def rounding(text: str, how: Reading, usual: str, wanted: str) -> LaneCells | None:
    """Return `round_steps` of a 进位制 cell: "0.5" is every half unit, "无" the unit of C-29."""
    if _short(text) in _EXACT:
        return {}
    step = quantity(text, how, usual, wanted)
    return {"round_steps": f"*:{step}"} if step and Fraction(step) > 0 else None


def quantity(text: str, how: Reading, usual: str, wanted: str) -> str | None:
    """Return a quantity such as "0.05", "50g" or "21KG起" in a lane's unit, exactly."""
    words = re.sub(r"(起重|起运|起|minimum|min\.?)$|^(min\.?|最低|≥|>=)", "", _short(text))
    number = plain_number(words, how)
    if number is not None:
        size, unit = Fraction(1), usual
    else:
        parts = re.fullmatch(r"(\d[\d.,]*)(\D+\d?)", words)
        told = unit_of(parts[2]) if parts else None
        number = plain_number(parts[1], how) if parts else None
        if told is None or number is None:
            return None
        size, unit = told
    if number.endswith("%") or number.startswith("-"):
        return None
    factor = factor_to(unit, wanted)
    return None if factor is None else plain(Fraction(number) * size * factor)


def size(text: str, how: Reading) -> str | None:
    """Return a limit such as "60", "60cm", "<=60 CM", "30KG" as a plain number of cm or kg."""
    around = r"^(<=|≤|<|max\.?|不超过)|(cm|厘米|kgs?|公斤|千克)(以内|以下)?$"
    words = re.sub(around, "", _short(text))
    number = plain_number(words, how)
    return None if number is None or number.startswith("-") or "%" in number else number


def divisor(text: str, how: Reading) -> LaneCells | None:
    """Return `dim_divisor`: "6000", "长*宽*高/6000"; none for 不计抛."""
    words = _short(text)
    if words in _NO_VOLUME:
        return {"dim_divisor": ""}
    number = plain_number(words, how)
    if number is None:
        found = _DIVISOR.fullmatch(words)
        number = found[1] if found else None
    return {"dim_divisor": number} if number and "%" not in number else None


def split_share(text: str) -> LaneCells | None:
    """Return `dim_mix` of a 分泡 text: "5/5" half of what volume is above weight is charged.

    Of "a/b" a parts of ten are charged; 不计抛 leaves volume out, 不分泡 counts all of it.
    """
    words = _short(text)
    if words in _NO_VOLUME:
        return {"dim_divisor": "", "dim_mix": ""}
    if words in _WHOLE_VOLUME:
        return {"dim_mix": "1"}
    if words in _HALF_VOLUME:
        return {"dim_mix": "1/2"}
    found = _SHARE.fullmatch(words)
    if found is None or int(found[1]) + int(found[2]) != 10:
        return None
    return {"dim_mix": plain(Fraction(int(found[1]), 10)) or ""}
