"""Arithmetic over the results of a case: `round(total * 5.52, 0.01)`, exact and never evaluated.

A published example often prints a number that no charge is: a price in another currency, a sum
of some taxes, a share. The case file says how it comes from the results.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor

from oneprice.core.errors import InputError
from oneprice.core.source import parse_decimal

MAX_TOKENS = 200
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?%?)|(?P<name>[A-Za-z_][\w.]*)|(?P<sign>[-+*/(),]))", re.ASCII
)
_REMEDY = "join names and decimals by + - * / and round(x, unit), floor, ceil, min, max, abs"


def half_up(value: Fraction, unit: Fraction) -> Fraction:
    """Return a value rounded to whole units, ties up (C-05)."""
    return floor(value / unit + Fraction(1, 2)) * unit


FUNCTIONS: dict[str, tuple[int, Callable[..., Fraction]]] = {
    "round": (2, half_up),
    "floor": (2, lambda value, unit: floor(value / unit) * unit),
    "ceil": (2, lambda value, unit: ceil(value / unit) * unit),
    "min": (2, min),
    "max": (2, max),
    "abs": (1, abs),
}


def calculate(text: str, value_of: Callable[[str], Fraction], where: str) -> Fraction:
    """Return what an expression comes to.

    Parameters
    ----------
    text : str
        Names, decimals, `5%`, `+ - * /`, brackets and the functions of `FUNCTIONS`.
    value_of : callable
        The value of a name; raises `KeyError` for one it does not know.
    where : str
        How errors call the expression.

    Raises
    ------
    InputError
        Text that is no such arithmetic, an unknown name, a division by zero.

    Examples
    --------
    >>> calculate("round(total * 5.52, 0.01)", {"total": Fraction("72.29")}.__getitem__, "here")
    Fraction(39904, 100)
    """
    reader = _Reader(text, value_of, where)
    try:
        return reader.whole()
    except KeyError as problem:
        name = problem.args[0]
        raise InputError(where, name, "name a charge, slot or total of the case") from None
    except ZeroDivisionError:
        raise InputError(where, text, "divide by no zero") from None


class _Reader:
    """Reads an expression from left to right."""

    def __init__(self, text: str, value_of: Callable[[str], Fraction], where: str) -> None:
        self.text, self.value_of, self.where = text, value_of, where
        self.tokens: list[re.Match[str]] = []
        end = 0
        while end < len(text.rstrip()):
            token = _TOKEN.match(text, end)
            if token is None or len(self.tokens) >= MAX_TOKENS:
                raise InputError(where, text[end:], _REMEDY)
            self.tokens.append(token)
            end = token.end()
        self.at = 0

    def whole(self) -> Fraction:
        """Return the value of all tokens."""
        value = self.sum()
        if self.at < len(self.tokens):
            raise self.wrong()
        return value

    def wrong(self) -> InputError:
        """Return the error for the token that stands here."""
        if self.at >= len(self.tokens):
            return InputError(self.where, self.text.strip(), f"finish the expression; {_REMEDY}")
        rest = self.text[self.tokens[self.at].start() :]
        return InputError(self.where, rest.strip(), _REMEDY)

    def take(self, signs: str) -> str:
        """Return and pass the next sign if it is one of these."""
        sign = self.tokens[self.at]["sign"] if self.at < len(self.tokens) else None
        if sign is None or sign not in signs:
            return ""
        self.at += 1
        return sign

    def sum(self) -> Fraction:
        """Return products joined by + and -."""
        value = self.product()
        while sign := self.take("+-"):
            other = self.product()
            value += other if sign == "+" else -other
        return value

    def product(self) -> Fraction:
        """Return factors joined by * and /."""
        value = self.factor()
        while sign := self.take("*/"):
            other = self.factor()
            value = value * other if sign == "*" else value / other
        return value

    def factor(self) -> Fraction:
        """Return a number, a name, a function or brackets, with its sign."""
        if self.take("-"):
            return -self.factor()
        if self.take("("):
            value = self.sum()
            self.close()
            return value
        if self.at >= len(self.tokens) or self.tokens[self.at]["sign"]:
            raise self.wrong()
        token = self.tokens[self.at]
        self.at += 1
        if token["number"]:
            number = parse_decimal(token["number"].rstrip("%"), self.where)
            return number / 100 if token["number"].endswith("%") else number
        return self.call(token["name"]) if self.take("(") else self.value_of(token["name"])

    def call(self, name: str) -> Fraction:
        """Return the value of a function whose bracket is open."""
        if name not in FUNCTIONS:
            raise InputError(self.where, name, "use one of " + ", ".join(FUNCTIONS))
        count, function = FUNCTIONS[name]
        values = [self.sum()]
        while self.take(","):
            values.append(self.sum())
        self.close()
        if len(values) != count or (count == 2 and name not in ("min", "max") and values[1] <= 0):
            raise InputError(self.where, self.text, f"give {name} {count} values, a unit above 0")
        return function(*values)

    def close(self) -> None:
        """Pass a closing bracket."""
        if not self.take(")"):
            raise self.wrong()
