"""Conditions in lists of surcharges: "单边≥120CM: 250元/件" is from 120 cm of the longest side."""

from __future__ import annotations

import re
from typing import NamedTuple

from oneprice.carriers.workbooks.layouts.plain import is_long, squeezed

_MEASURES = {
    "longest_cm": "单边 单边长 单边长度 最长边 最长单边 最长 长度 长"
    " longestside longest length anyside",
    "second_cm": "第二边 次长边 secondside secondlongestside",
    "sum_cm": "三边和 三边之和 三边长之和 三边总和 长宽高之和 sumofsides",
    "girth_cm": "围长 长+围长 girth length+girth",
    "piece_kg": "单件 单箱 单包 单件重量 单件实重 单箱重量 每件"
    " weight pieceweight actualweight 重量",
    "shipment_kg": "单票 整票 总重 单票重量 shipmentweight",
}
_MEASURE_OF = {word: name for name, words in _MEASURES.items() for word in words.split()}
_WORDS = "|".join(re.escape(word) for word in sorted(_MEASURE_OF, key=len, reverse=True))
_SIGNS = {"≥": ">=", ">=": ">=", "=>": ">=", "不低于": ">=", "达到": ">="}
_SIGNS |= {">": ">", "超过": ">", "大于": ">", "超": ">", "over": ">", "exceeding": ">"}
_SIGN = "|".join(re.escape(word) for word in sorted(_SIGNS, key=len, reverse=True))
_CONDITION = re.compile(
    rf"(?P<what>{_WORDS})?(?P<sign>{_SIGN})(?P<number>\d+(?:\.\d+)?)"
    r"(?P<unit>cm|厘米|公分|kgs?|公斤|千克)(?:时|者)?[:,]?"
)
_USUAL = {"cm": "longest_cm", "厘米": "longest_cm", "公分": "longest_cm"}
_PARTS = re.compile(r"[;\uff1b\n]")


class Condition(NamedTuple):
    """When a surcharge holds, in the columns of `surcharge.csv`, and the text without it."""

    measure: str
    op: str
    threshold: str
    rest: str


def condition_of(text: str) -> Condition | None:
    """Return the one condition of a text; None where it has none, or more than one."""
    if is_long(text):
        return None
    words = squeezed(text)
    found = list(_CONDITION.finditer(words))
    if len(found) != 1:
        return None
    only = found[0]
    measure = _MEASURE_OF.get(only["what"] or "", _USUAL.get(only["unit"], "piece_kg"))
    if (measure.endswith("_cm")) != (only["unit"] in _USUAL):
        return None  # a length in kilograms
    rest = words[: only.start()] + words[only.end() :]
    return Condition(measure, _SIGNS[only["sign"]], only["number"], rest)


def conditional_parts(text: str) -> list[str]:
    """Return the parts of a cell that states several fees, each with a condition of its own."""
    parts = [part.strip() for part in _PARTS.split(text) if part.strip()]
    if len(parts) > 1 and all(condition_of(part) is not None for part in parts):
        return parts
    return [text]
