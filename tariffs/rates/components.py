"""EU and UK duty sentences as lists of components, back again, and as duties.

`12.900% + 20.000 EUR / kg` is the components (01, 12.9) and (04, 20, EUR, KGM). Each expression id
stands once, in ascending order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from oneprice.tariffs.rates import component_codes as codes
from oneprice.tariffs.rates.duty import AdValorem, Duty, Side, Specific, Term, Unpriced
from oneprice.tariffs.rates.sentence import plain_duty
from oneprice.tariffs.rates.text import clean
from oneprice.tariffs.rates.units import find_measure


class SentenceError(ValueError):
    """A duty sentence that is none; `kind` says why, `at` where it stops being understood."""

    def __init__(self, kind: str, at: str) -> None:
        self.kind = kind
        self.at = at
        super().__init__(f"{kind}: {at!r}")


@dataclass(frozen=True)
class Component:
    """One step of a duty sentence: expression id, amount (percent or money), codes of its unit."""

    expression_id: str
    amount: Fraction | None = None
    currency: str | None = None
    unit: str | None = None
    qualifier: str | None = None

    @property
    def qualifier_name(self) -> str | None:
        """The qualifier in words: P is "lactic matter"."""
        return None if self.qualifier is None else codes.QUALIFIER_NAMES[self.qualifier]


def _compact(words: str) -> str:
    return words.replace(" ", "").lower()


_UNITS = {_compact(words): code for code, words in codes.UNITS.items()} | {
    _compact(words): code for words, code in codes.UNIT_SPELLINGS.items()
}
_QUALIFIERS = {_compact(words): code for code, words in codes.QUALIFIERS.items()} | {
    _compact(words): code for words, code in codes.QUALIFIER_SPELLINGS.items()
}
_JOIN = re.compile(r"\+ ?(AC|SD|FD)\b(?: ?\((reduced)\))?|(MIN|MAX|NIHIL)\b|([-+])")
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?) ?(%(?! ?vol)|[A-Za-z]{3}\b|)", re.ASCII)
_UNIT = re.compile(r" ?/ ?(.+?)(?= ?(?:\+|-|\bMIN\b|\bMAX\b|$))")


def read_components(text: str) -> tuple[Component, ...]:
    """Return the components of a duty sentence.

    Raises
    ------
    SentenceError
        amount required; unknown expression; unknown currency; unknown unit; unknown qualifier;
        qualifier not allowed with this unit; expression ids must ascend; unit not allowed with
        NIHIL.

    Examples
    --------
    >>> [one.expression_id for one in read_components("20%+10EUR/100kg")]
    ['01', '04']
    """
    plain = clean(text)
    if _compact(plain) in _UNITS:
        return (Component(codes.SUPPLEMENTARY, unit=_UNITS[_compact(plain)]),)
    found: list[Component] = []
    rest = plain
    while rest or not found:
        words, rest = _expression(rest)
        expression_id = _next_id(words, found, rest)
        one, rest = _component(expression_id, rest)
        found.append(one)
        rest = rest.lstrip()
    return tuple(found)


def _expression(rest: str) -> tuple[str, str]:
    """Return the joining words at the start of the text and what follows."""
    join = _JOIN.match(rest)
    if join is None:
        if rest and not _AMOUNT.match(rest):
            raise SentenceError("unknown expression", rest)
        return "", rest
    letters, reduced, word, sign = join.groups()
    after = rest[join.end() :].lstrip()
    if letters:
        return f"+ {letters}{' (reduced)' if reduced else ''}", after
    if after and word != "NIHIL" and not _AMOUNT.match(after):
        raise SentenceError("unknown expression", rest)
    return word or sign, after


def _next_id(words: str, before: list[Component], rest: str) -> str:
    """Return the first id of the words behind the last one that stands."""
    last = before[-1].expression_id if before else ""
    for expression_id in codes.EXPRESSIONS[words]:
        if expression_id > last:
            return expression_id
    raise SentenceError("expression ids must ascend", f"{words} {rest}".strip())


def _component(expression_id: str, rest: str) -> tuple[Component, str]:
    """Return a component and what follows it."""
    if expression_id == codes.NIHIL and rest.startswith("/"):
        raise SentenceError("unit not allowed with NIHIL", rest)
    amount = _AMOUNT.match(rest) if expression_id in codes.AMOUNT else None
    if amount is None:
        if expression_id in codes.AMOUNT:
            raise SentenceError("amount required", rest)
        return Component(expression_id), rest
    currency = amount[2] if amount[2] != "%" else None
    if currency is not None and currency not in codes.CURRENCIES:
        raise SentenceError("unknown currency", amount[0])
    rest = rest[amount.end() :]
    behind = _UNIT.match(rest)
    unit, qualifier = read_unit(behind[1]) if behind else (None, None)
    one = Component(expression_id, Fraction(amount[1]), currency, unit, qualifier)
    return one, rest[behind.end() :] if behind else rest


def read_unit(text: str) -> tuple[str, str | None]:
    """Return the codes of a unit and its qualifier: `100 kg / lactic.` is (DTN, P).

    Raises
    ------
    SentenceError
        unknown unit; unknown qualifier; qualifier not allowed with this unit.
    """
    words = _compact(text)
    for written in sorted(_UNITS, key=len, reverse=True):
        if words == written:
            return _UNITS[written], None
        if words.startswith(f"{written}/"):
            unit, qualifier = _UNITS[written], _QUALIFIERS.get(words[len(written) + 1 :])
            if qualifier is None:
                raise SentenceError("unknown qualifier", text)
            if unit not in codes.ALLOWED[qualifier]:
                raise SentenceError("qualifier not allowed with this unit", text)
            return unit, qualifier
    raise SentenceError("unknown unit", text)


def render_components(components: Sequence[Component]) -> str:
    """Return the sentence in its canonical form: three decimals, blanks around signs."""
    return " ".join(_words(one) for one in components)


def _words(one: Component) -> str:
    if one.expression_id == codes.SUPPLEMENTARY:
        return codes.UNITS[one.unit or ""]
    parts = [codes.WORDS[one.expression_id]]
    if one.amount is not None:
        parts.append(_decimals(one.amount) + (f" {one.currency}" if one.currency else "%"))
    if one.unit:
        parts += ["/", codes.UNITS[one.unit]]
    if one.qualifier:
        parts += ["/", codes.QUALIFIERS[one.qualifier]]
    return " ".join(part for part in parts if part)


def _decimals(amount: Fraction) -> str:
    """Return a decimal number with three places, or as many as it has."""
    places = 3
    while lcm(amount.denominator, 10**places) != 10**places:
        places += 1
        if places > 30:
            raise ValueError(f"{amount} is no decimal number")
    digits = f"{int(amount * 10**places):0{places + 1}d}"
    return f"{digits[:-places]}.{digits[-places:]}"


def duty_of(components: Sequence[Component]) -> Duty | Unpriced:
    """Return what a sentence charges: the last MIN or MAX splits it, so sides run left to right.

    Agricultural components are placeholders until the additional code is known, and a
    supplementary unit charges nothing but is no rate: both are unpriced.
    """
    text = render_components(components)
    sides = [Side("first")]
    for one in components:
        if one.expression_id in codes.AGRICULTURAL:
            return Unpriced("meursing", text, ("Meursing additional code",))
        if one.expression_id == codes.SUPPLEMENTARY:
            return Unpriced("empty", text)
        if one.expression_id == codes.NIHIL:
            continue
        term = _term(one)
        if term is None:
            return Unpriced("unit_missing", text, ("unit",))
        _place(sides, one.expression_id, term)
    return plain_duty(Duty(tuple(sides))) if components else Unpriced("empty", "")


def _place(sides: list[Side], expression_id: str, term: Term) -> None:
    """Put a term into the last side, or open the side of a bound."""
    if expression_id in codes.AT_LEAST | codes.AT_MOST:
        sides.append(Side("at_least" if expression_id in codes.AT_LEAST else "at_most", (term,)))
        return
    last = sides.pop()
    if expression_id in codes.MINUS:
        sides.append(Side(last.op, last.plus, (*last.minus, term)))
    else:
        sides.append(Side(last.op, (*last.plus, term), last.minus))


def _term(one: Component) -> Term | None:
    """Return the term of a component, None where its unit has no meaning here."""
    amount = one.amount or Fraction(0)
    if one.currency is None:
        parts = {None: "", "RET": "retail price"}
        return AdValorem(amount / 100, parts[one.unit]) if one.unit in parts else None
    if one.unit is None:
        return None
    words = codes.UNITS[one.unit]
    behind = f" / {codes.QUALIFIERS[one.qualifier]}" if one.qualifier else ""
    measure = find_measure(words + behind)
    if measure is None:
        return None
    return Specific(amount / measure.size, one.currency, measure.unit, measure.times)
