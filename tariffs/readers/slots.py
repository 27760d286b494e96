"""Slots: the named vectors a tax stack reads and writes, and the small language about them.

The inputs of C-37 have fixed numbers; every step code gets one after them when the stacks are
compiled. Two little expressions name slots: a basis (`GOODS + FR_INTL*78/100 - duty`) and
gates (`GOODS<=150 & line.duty>0`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from oneprice.core._kernels import UNBOUNDED
from oneprice.core.errors import InputError
from oneprice.core.source import Ratio, parse_decimal, parse_ratio, ratio_of
from oneprice.core.vocabulary import MATERIALS, MODES

MONEY_INPUTS = ("GOODS", "FR_EXPORT", "FR_INTL", "FR_ENTRY", "FOB", "CIF", "FREIGHT", "BILLED")
GRAM_INPUTS = (
    *("GROSS_G", "NET_G", "BATTERY_G"),
    *(f"PACK_{name.upper()}" for name in MATERIALS),
)
COUNT_INPUTS = ("QTY", "ONE", "HEADINGS", "PIECES", *(f"MODE_{n.upper()}" for n in MODES[1:]))
# Slot numbers are places in this list (`_kernels_slots`); 0 means "none". Only append.
INPUTS = (
    "",
    *("GOODS", "FR_EXPORT", "FR_INTL", "FR_ENTRY", "CIF", "FREIGHT", "BILLED"),
    "QTY",
    "GROSS_G",
    "NET_G",
    "ONE",
    "HEADINGS",
    "PIECES",
    *(f"PACK_{name.upper()}" for name in MATERIALS),
    *(f"MODE_{name.upper()}" for name in MODES[1:]),
    "FOB",
    "BATTERY_G",
)
INPUT = {name: number for number, name in enumerate(INPUTS)}

_TERM = re.compile(r"([A-Za-z_]\w*)\s*(?:([*/])\s*(.+))?")
_GATE = re.compile(r"(line\.)?([A-Za-z_]\w*)\s*(<=|>=|<|>)\s*(\S+)")
SlotOf = Callable[[str], int]  # the number of a slot that stands ready, or 0


class Term(NamedTuple):
    """One summand of a basis: slot x num/den, added or (minus 1) taken off."""

    slot: int
    num: int
    den: int
    minus: int = 0


class Gate(NamedTuple):
    """A condition lo <= value <= hi on the total of a slot, or on the line's value."""

    slot: int
    on_line: int
    lo: int
    hi: int


def counts_things(name: str) -> bool:
    """Tell whether a slot is a plain number (pieces, grams) and not money."""
    return name in GRAM_INPUTS or name in COUNT_INPUTS


def parse_basis(text: str, slot_of: SlotOf, where: str) -> list[Term]:
    """Return the terms of a basis such as `GOODS + FR_INTL*78/100 - duty` (C-39).

    Money and plain numbers cannot be added, and plain numbers stand alone.
    """
    terms, plain = [], 0
    for sign, part in zip(*_signed_parts(text), strict=True):
        found = _TERM.fullmatch(part.strip())
        if found is None:
            raise InputError(where, text, "give slots joined by + or -, each with * or / a number")
        name, operator, factor = found.groups()
        num, den = _factor(operator, factor, where)
        plain += counts_things(name)
        terms.append(Term(_slot(name, slot_of, where), num, den, int(sign == "-")))
    if plain and len(terms) > 1:
        raise InputError(where, text, "let a plain number (pieces, grams) stand alone")
    return terms


def _signed_parts(text: str) -> tuple[list[str], list[str]]:
    """Return the signs and the parts of a sum; the first part has no sign of its own."""
    first, *rest = re.split(r"([+-])", text)
    return ["+", *rest[::2]], [first, *rest[1::2]]


def _factor(sign: str | None, factor: str | None, where: str) -> Ratio:
    if sign is None or factor is None:
        return 1, 1
    value = parse_ratio(factor.strip(), where)
    if value <= 0:
        raise InputError(where, factor, "give a factor above 0")
    return ratio_of(value if sign == "*" else 1 / value, where)


def parse_gates(text: str, slot_of: SlotOf, pips_per_unit: int, where: str) -> list[Gate]:
    """Return the conditions of `GOODS<=150 & line.duty>0` (C-40).

    Parameters
    ----------
    text : str
        Conditions joined by `&`; empty means none.
    slot_of : callable
        Number of a slot that stands ready, or 0.
    pips_per_unit : int
        Pips of one currency unit: money slots are compared with amounts.
    where : str
        Cell, for messages.
    """
    gates = []
    for part in filter(None, (piece.strip() for piece in text.split("&"))):
        found = _GATE.fullmatch(part)
        if found is None:
            raise InputError(where, text, "give gates like GOODS<=150, joined by &")
        on_line, name, sign, bound = found.groups()
        scale = 1 if counts_things(name) else pips_per_unit
        lo, hi = _bounds(sign, parse_decimal(bound, where) * scale, where)
        gates.append(Gate(_slot(name, slot_of, where), 1 if on_line else 0, lo, hi))
    return gates


def _bounds(sign: str, bound: Fraction, where: str) -> tuple[int, int]:
    """Return the closed interval of integers that a comparison allows."""
    if bound.denominator != 1 or abs(bound) >= UNBOUNDED:
        raise InputError(where, str(bound), "give a bound that is whole in its smallest unit")
    edge = int(bound)
    if sign in ("<", "<="):
        return -UNBOUNDED, edge - (sign == "<")
    return edge + (sign == ">"), UNBOUNDED


def _slot(name: str, slot_of: SlotOf, where: str) -> int:
    number = slot_of(name)
    if number == 0:
        raise InputError(where, name, "name an input slot or a code of an earlier step")
    return number
