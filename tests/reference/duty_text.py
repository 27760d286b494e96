"""Duty texts: Free, N%, an amount per unit, and sums of them (C-41)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

CENT = "\N{CENT SIGN}"
SPECIFIC = re.compile(r"(\$)?([0-9.]+)\s*(\N{CENT SIGN}|[A-Z]{3})?\s*/\s*([A-Za-z0-9_ .]+)")


@dataclass(frozen=True)
class Duty:
    """An ad valorem part and amounts (in currency units) per unit of quantity."""

    ad_valorem: Fraction
    specific: tuple[tuple[Fraction, str], ...]
    unpriced: str = ""


def parse_duty(text: str, currency: str) -> Duty:
    """Return the parts of a duty text; another currency than the jurisdiction's is an error."""
    if text.lower().startswith("unpriced"):
        return Duty(Fraction(0), (), text.partition(":")[2].strip() or "unpriced")
    ad_valorem, specific = Fraction(0), []
    for part in (part.strip() for part in text.split("+")):
        if part.lower() == "free":
            continue
        if part.endswith("%"):
            ad_valorem += Fraction(part[:-1].strip()) / 100
            continue
        specific.append(parse_specific(part, currency))
    return Duty(ad_valorem, tuple(specific))


def parse_specific(part: str, currency: str) -> tuple[Fraction, str]:
    """Return (amount, unit) of an amount per unit."""
    match = SPECIFIC.fullmatch(part)
    if match is None:
        raise ValueError(f"cannot read the duty {part!r}")
    dollar, number, mark, unit = match.groups()
    named = "USD" if dollar or mark == CENT else mark
    if named not in (None, currency):
        raise ValueError(f"{part!r} is not in {currency}")
    return Fraction(number) / (100 if mark == CENT else 1), unit_of(unit)


def unit_of(text: str) -> str:
    """Return the unit that an order names: `No.`, `head` and the like are `each`."""
    word = text.strip().rstrip(".").lower()
    return {"no": "each", "head": "each", "item": "each", "prs": "pr", "pair": "pr"}.get(word, word)
