"""Sums in yen, percent and customs value, as the Japanese tariff writes them.

`(73.70円-課税価格)/kg` is 73.70 yen for each kg less the customs value; such a difference may be
multiplied by a share and compared with other rates. 課税価格 is the customs value: of one unit
where the sum is taken per unit, which comes to the whole value for the whole quantity.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction

from oneprice.tariffs.rates.duty import AdValorem, Side, Specific, Term
from oneprice.tariffs.rates.units import Unit, find_unit

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)(?P<kind>万円|円|%)?|(?P<value>課税価格)"
    r"|/ ?(?P<unit>kg|kl|l|MT|m2|頭|足|本|枚|台|1000本)(?![a-z0-9])|(?P<sign>[-+*/()]))",
    re.ASCII,
)
# Counters of head of cattle, pairs of shoes, long and flat things, machines.
_COUNTERS = {"頭": "head", "足": "pr", "本": "each", "枚": "each", "台": "each", "1000本": "1000"}


@dataclass
class Sum:
    """number + (percent + value) x customs value + yen + yen per unit of each unit."""

    number: Fraction = Fraction(0)
    percent: Fraction = Fraction(0)  # of the whole value: never per unit
    value: Fraction = Fraction(0)
    yen: Fraction = Fraction(0)
    per_unit: dict[str, Fraction] = field(default_factory=dict)

    def times(self, factor: Fraction) -> Sum:
        """Return the sum multiplied by a number."""
        per_unit = {unit: amount * factor for unit, amount in self.per_unit.items()}
        return Sum(
            self.number * factor,
            self.percent * factor,
            self.value * factor,
            self.yen * factor,
            per_unit,
        )

    def add(self, other: Sum) -> Sum:
        """Return the sum of two."""
        units = dict.fromkeys((*self.per_unit, *other.per_unit))
        per_unit = {u: self.per_unit.get(u, Fraction(0)) + other.per_unit.get(u, 0) for u in units}
        return Sum(
            self.number + other.number,
            self.percent + other.percent,
            self.value + other.value,
            self.yen + other.yen,
            per_unit,
        )

    def per(self, unit: Unit) -> Sum:
        """Return the sum taken for one unit: yen become yen per unit, the value is unchanged."""
        if self.per_unit or self.number or self.percent:
            raise ValueError("per unit twice, or a number or percentage per unit")
        return Sum(value=self.value, per_unit={unit.name: self.yen / unit.size})

    @property
    def is_number(self) -> bool:
        """Whether nothing but a number stands here."""
        return not (self.percent or self.value or self.yen or self.per_unit)


def read_linear(op: str, text: str) -> Side | None:
    """Return a side of a duty from a sum, or None where it is not understood.

    Examples
    --------
    >>> read_linear("first", "(73.70円-課税価格)/kg").minus
    (AdValorem(rate=Fraction(1, 1), part=''),)
    """
    try:
        whole = _Reader(text).read()
    except (ValueError, ZeroDivisionError, RecursionError):
        return None
    if whole.number or whole.yen:
        return None
    share = whole.percent + whole.value
    terms: list[tuple[Fraction, Term]] = [(share, AdValorem(abs(share)))]
    for unit, amount in whole.per_unit.items():
        terms.append((amount, Specific(abs(amount), "JPY", unit)))
    plus = tuple(term for size, term in terms if size > 0)
    return Side(op, plus, tuple(term for size, term in terms if size < 0))


class _Reader:
    """Reads a sum from left to right: signs, products, brackets."""

    def __init__(self, text: str) -> None:
        text = text.replace("\N{MULTIPLICATION SIGN}", "*")
        self.tokens: list[re.Match[str]] = []
        end = 0
        while end < len(text.rstrip()):
            token = _TOKEN.match(text, end)
            if token is None or len(self.tokens) > 99:
                raise ValueError(text[end:])
            self.tokens.append(token)
            end = token.end()
        self.at = 0

    def read(self) -> Sum:
        """Return the whole text as one sum."""
        whole = self.sum()
        if self.at < len(self.tokens):
            raise ValueError("words behind the sum")
        return whole

    def sum(self) -> Sum:
        """Return products joined by + and -."""
        total = self.product()
        while sign := self.take("+-"):
            total = total.add(self.product().times(Fraction(1 if sign == "+" else -1)))
        return total

    def product(self) -> Sum:
        """Return factors joined by multiplication and division, or taken per unit."""
        total = self.factor()
        while self.at < len(self.tokens):
            unit = self.tokens[self.at]["unit"]
            if unit:
                self.at += 1
                found = find_unit(_COUNTERS.get(unit, unit))
                total = total.per(found or Unit("", Fraction(0)))
                continue
            sign = self.take("*/")
            if not sign:
                break
            other = self.factor()
            if sign == "/":
                total = total.times(1 / _number(other))
            elif total.is_number:
                total = other.times(total.number)
            else:
                total = total.times(_number(other))
        return total

    def factor(self) -> Sum:
        """Return a number, an amount, a percentage, the customs value or brackets."""
        if self.take("("):
            inner = self.sum()
            if not self.take(")"):
                raise ValueError("bracket not closed")
            return inner
        if self.at >= len(self.tokens):
            raise ValueError("cut short")
        token = self.tokens[self.at]
        self.at += 1
        if token["value"]:
            return Sum(value=Fraction(1))
        if not token["number"]:
            raise ValueError("no number")
        number = Fraction(token["number"])
        kinds = {
            "円": Sum(yen=number),
            "万円": Sum(yen=number * 10_000),
            "%": Sum(percent=number / 100),
        }
        return kinds.get(token["kind"] or "", Sum(number=number))

    def take(self, signs: str) -> str:
        """Return and pass the next token if it is one of the signs."""
        sign = self.tokens[self.at]["sign"] if self.at < len(self.tokens) else None
        if sign and sign in signs:
            self.at += 1
            return sign
        return ""


def _number(one: Sum) -> Fraction:
    if not one.is_number:
        raise ValueError("a product of two amounts")
    return one.number
