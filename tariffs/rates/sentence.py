"""The reader of a whole rate: terms joined by plus, less, minimum and maximum."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from oneprice.tariffs.rates.duty import FREE, AdValorem, Duty, Side, Specific, Term
from oneprice.tariffs.rates.terms import read_term


class Sentence(NamedTuple):
    """How a country writes its rates.

    Attributes
    ----------
    dollar : str
        What `$` and `¢` stand for.
    floor_first : bool
        A plus behind a bound is added after the bound (Canada), not inside it (EU).
    any_part : bool
        A percentage may be on a part of any name (our own tables).
    """

    dollar: str = "USD"
    floor_first: bool = False
    any_part: bool = False


# Joining words -> what they mean; the longer ones first.
_JOINS = (
    ("plus_after", r"\bPLUS\b"),
    ("at_least", r",? ?\bbut not less (?:than )?|\bnot less than\b|\bMIN\b"),
    ("at_most", r",? ?\bbut not (?:more than|exceeding)\b|\bnot more than\b|\bMAX\b"),
    ("at_most", r", or, if lower,"),
    ("minus", r",? ?\bless\b| - "),
    ("plus", r"\+|\bplus\b|, and "),
)
_JOIN = re.compile("|".join(f"({pattern})" for _, pattern in _JOINS))
_SLIDING = re.compile(
    r" for each degree under 100 degrees(?: \(and fractions of a degree in proportion\))?"
)
_FREE_WORDS = frozenset(("free", "nihil"))


def read_sentence(text: str, how: Sentence | None = None) -> Duty | None:
    """Return the duty of a cleaned rate text, or None where any part is not understood.

    Examples
    --------
    >>> read_sentence("12.00% MIN 0.40 EUR / 100 kg").sides[1].op
    'at_least'
    """
    how = how or Sentence()
    sides: list[Side] = []
    for join, part in _split(text):
        terms = _terms(part, how)
        if terms is None:
            return None
        if join == "plus" and how.floor_first and sides[-1].op != "first":
            join = "plus_after"
        _add(sides, join, terms)
    return plain_duty(Duty(tuple(sides)))


def plain_duty(duty: Duty) -> Duty:
    """Return FREE for a duty whose only side adds nothing but zeros (`0%`), else the duty."""
    return FREE if duty.is_free and duty.is_sum else duty


def _split(text: str) -> Iterator[tuple[str, str]]:
    """Yield (joining, words) of the parts of a text."""
    join, start = "first", 0
    for found in _JOIN.finditer(text):
        yield join, text[start : found.start()]
        join, start = _JOINS[(found.lastindex or 1) - 1][0], found.end()
    yield join, text[start:]


def _terms(part: str, how: Sentence) -> tuple[Term, ...] | None:
    """Return the terms of a part, () for free, None where it is not understood."""
    words = part.strip()
    if words.lower() in _FREE_WORDS:
        return ()
    if _SLIDING.search(words):
        return _per_degree(_SLIDING.sub("", words).strip(), how.dollar)
    return read_term(words, how.dollar, how.any_part) or None


def _per_degree(words: str, dollar: str) -> tuple[Term, ...] | None:
    """Return the amount of the US sugar lines that grows with each degree under 100."""
    terms = read_term(words, dollar)
    if len(terms) != 1 or not isinstance(terms[0], Specific):
        return None
    one = terms[0]
    return (Specific(one.amount, one.currency, one.unit, (*one.times, "degree under 100")),)


def _add(sides: list[Side], join: str, terms: tuple[Term, ...]) -> None:
    """Add terms to the last side, or open a new one."""
    if join in ("plus", "minus"):
        last = sides.pop()
        plus = last.plus + (terms if join == "plus" else ())
        minus = last.minus + (terms if join == "minus" else ())
        sides.append(Side(last.op, plus, minus))
    else:
        sides.append(Side("plus" if join == "plus_after" else join, terms))


def percent(rate: Fraction) -> Duty:
    """Return the duty of a share of the whole value."""
    return plain_duty(Duty.of(AdValorem(rate)))
