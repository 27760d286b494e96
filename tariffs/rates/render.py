"""Writing a typed rate in its canonical form, which `plain` reads back to the same rate."""

from __future__ import annotations

from fractions import Fraction

from oneprice.tariffs.rates.duty import (
    AdValorem,
    Cell,
    Duty,
    Phased,
    Rate,
    Relative,
    Seasonal,
    Side,
    Term,
    Unpriced,
)
from oneprice.tariffs.rates.plain import NO_RATE

_JOIN = {"first": "", "at_least": " MIN ", "at_most": " MAX ", "plus": " PLUS "}
_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]


def render(expression: Cell | Rate | None) -> str:
    """Return the canonical text of a rate or a cell; blank for None.

    Examples
    --------
    >>> from oneprice.tariffs.rates.plain import read_plain
    >>> render(read_plain("8.33 EUR / 100 kg MIN 33 1/3%"))
    '0.0833 EUR/kg MIN 33 1/3%'
    """
    if expression is None:
        return ""
    if isinstance(expression, Cell):
        return _cell(expression)
    if isinstance(expression, Duty):
        return "".join(_JOIN[side.op] + _side(side) for side in expression.sides)
    if isinstance(expression, Seasonal):
        return ", ".join(
            f"{render(one.duty)} ({_day(one.first)} - {_day(one.last)})"
            for one in expression.seasons
        )
    if isinstance(expression, Phased):
        return "; ".join(
            (f"from {one.from_day}: " if one.from_day else "") + render(one.duty)
            for one in expression.phases
        )
    return _relative(expression) if isinstance(expression, Relative) else _unpriced(expression)


def number(value: Fraction) -> str:
    """Return a decimal number where it has an end, else a mixed one: 33 1/3."""
    power, rest = 0, value.denominator
    for factor in (2, 5):
        times = 0
        while rest % factor == 0:
            rest, times = rest // factor, times + 1
        power = max(power, times)
    if rest == 1:
        digits = f"{value.numerator * 10**power // value.denominator:0{power + 1}d}"
        return f"{digits[:-power]}.{digits[-power:]}" if power else digits
    whole, over = divmod(value.numerator, value.denominator)
    return f"{whole} {over}/{value.denominator}"


def _side(side: Side) -> str:
    plus = " + ".join(_term(term) for term in side.plus) or "Free"
    return plus + "".join(f" less {_term(term)}" for term in side.minus)


def _term(term: Term) -> str:
    if isinstance(term, AdValorem):
        share = f"{number(term.rate * 100)}%"
        return f"{share} on {_part(term.part)}" if term.part else share
    times = "".join(f" per {fact}" for fact in term.times)
    return f"{number(term.amount)} {term.currency}/{term.unit}{times}"


def _part(part: str) -> str:
    return f"all but {part[1:]}" if part.startswith("-") else part


def _day(day: tuple[int, int]) -> str:
    return f"{day[1]:02d} {_MONTHS[day[0] - 1]}"


def _relative(one: Relative) -> str:
    words = [] if one.keep_base else ["instead of"]
    if one.factor != 1:
        words.append(f"{number(one.factor * 100)}% of")
    words.append("base")
    if one.of:
        words.append(f"of {', '.join(one.of)}")
    if one.part:
        words.append(f"on {_part(one.part)}")
    if one.less:
        words.append(f"less {number(one.less * 100)}%")
    if one.added:
        words.append(f"plus: {render(one.added)}")
    return " ".join(words)


def _unpriced(one: Unpriced) -> str:
    if one.reason == "stated" and one.text and not one.needs:
        return f"unpriced: {one.text}"
    needs = "".join(f"; {need}" for need in one.needs)
    return f"unpriced[{one.reason}{needs}]: {one.text}"


def _cell(cell: Cell) -> str:
    if cell.duty is None and not cell.preferences and not cell.markers:
        return ""
    parts = [NO_RATE if cell.duty is None else render(cell.duty)]
    parts += [f"{{{', '.join(one.programs)}}}: {render(one.duty)}" for one in cell.preferences]
    if cell.markers:
        parts.append(f"marks: {', '.join(cell.markers)}")
    return " | ".join(parts)
