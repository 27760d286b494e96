"""Units of quantity that duty texts and orders name, and degrees (C-57)."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple


class Unit(NamedTuple):
    """A unit as so many of the normal unit, in which all of its kind are counted."""

    base: str
    size: Fraction


NO_UNIT = Unit("", Fraction(1))
EACH = ("each", "no", "head", "item", "article", "piece", "unit", "pc", "pcs")
SIZES = {
    **dict.fromkeys(EACH, ("each", 1)),
    **dict.fromkeys(("pr", "prs", "pair", "pairs"), ("pr", 1)),
    **dict.fromkeys(("doz", "dozen"), ("each", 12)),
    "hundred": ("each", 100),
    "gross": ("each", 144),
    "thousand": ("each", 1000),
    "g": ("kg", Fraction(1, 1000)),
    "kg": ("kg", 1),
    "t": ("kg", 1000),
    "l": ("l", 1),
    "liter": ("l", 1),
    "litre": ("l", 1),
    "hl": ("l", 100),
}
SOME = re.compile(r"([0-9]+)\s*(.+)")


def unit_words(text: str) -> str:
    """Return the words of a unit or degree in lower case, single blanks, no final point."""
    return " ".join(text.lower().split()).rstrip(".")


def read_unit(text: str) -> Unit:
    """Return a unit such as `hl`, `No.`, `100 kg` or `kg gross`; other words stand as they are."""
    words = unit_words(text)
    if words in SIZES:
        base, size = SIZES[words]
        return Unit(base, Fraction(size))
    many = SOME.fullmatch(words)
    if many is not None:
        unit = read_unit(many[2])
        return Unit(unit.base, unit.size * int(many[1]))
    return Unit(words, Fraction(1))
