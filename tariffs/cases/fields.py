"""Words, numbers and table cells of a case file as checked types; every scalar arrives as text."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from oneprice.core.days import iso_date
from oneprice.core.errors import InputError
from oneprice.core.source import parse_decimal, parse_ratio
from oneprice.tariffs.declare_encode import MOST_G, MOST_UNITS

MAX_LISTED = 500
MAX_TEXT = 4_000
# Control characters but line ends and tabs, and marks that turn the direction of writing.
_UNPRINTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Strict(BaseModel):
    """A mapping of a case file: a key it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise ValueError(f"give a text of at most {MAX_TEXT} characters")
    if _UNPRINTED.search(value):
        raise ValueError("leave out control characters and marks of writing direction")
    return value.strip()


def _word(value: object) -> str:
    text = _text(value)
    if not text:
        raise ValueError("give a word")
    return text


def _day(value: object) -> date:
    if isinstance(value, date):
        return value
    try:
        return iso_date(_text(value))
    except ValueError:
        raise ValueError("give a date as YYYY-MM-DD") from None


def _number(value: object) -> Fraction:
    if isinstance(value, Fraction):
        return value
    try:
        return parse_decimal(_text(value), "number")
    except InputError as problem:
        raise ValueError(problem.remedy) from None


def _ratio(value: object) -> Fraction:
    try:
        return parse_ratio(_text(value), "ratio")
    except InputError as problem:
        raise ValueError(problem.remedy) from None


def _whole(least: int, most: int | None = None) -> Callable[[object], int]:
    """Return the reader of a whole number between two bounds."""
    remedy = f"give a whole number of {least} " + ("or more" if most is None else f"to {most}")

    def read(value: object) -> int:
        try:
            number = Fraction(value) if isinstance(value, int) else _number(value)
        except ValueError:
            raise ValueError(remedy) from None
        if number.denominator != 1 or number < least or (most is not None and number > most):
            raise ValueError(remedy)
        return int(number)

    return read


def _yes(value: object) -> bool:
    if isinstance(value, bool):
        return value
    words = {"true": True, "yes": True, "y": True, "false": False, "no": False, "n": False}
    word = _text(value).lower()
    if word not in words:
        raise ValueError("give true or false")
    return words[word]


def _cells(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise ValueError("give the cells of a row as `column: value`")
    return {_word(key): _cell(cell) for key, cell in value.items()}


def _cell(value: Any) -> str:
    return "|".join(_text(each) for each in value) if isinstance(value, list) else _text(value)


Text = Annotated[str, BeforeValidator(_text)]
Word = Annotated[str, BeforeValidator(_word)]
Day = Annotated[date, BeforeValidator(_day)]
Number = Annotated[Fraction, BeforeValidator(_number)]
Ratio = Annotated[Fraction, BeforeValidator(_ratio)]
Count = Annotated[int, BeforeValidator(_whole(0))]
Units = Annotated[int, BeforeValidator(_whole(1, MOST_UNITS))]
Grams = Annotated[int, BeforeValidator(_whole(1, MOST_G))]
GramsOrZero = Annotated[int, BeforeValidator(_whole(0, MOST_G))]
Yes = Annotated[bool, BeforeValidator(_yes)]
Cells = Annotated[dict[str, str], BeforeValidator(_cells)]
Rows = Annotated[tuple[Cells, ...], Field(max_length=MAX_LISTED)]
Words = Annotated[tuple[Word, ...], Field(max_length=MAX_LISTED)]
