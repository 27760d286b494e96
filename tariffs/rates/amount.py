"""What a duty comes to for declared facts, exactly: the meaning of the typed form.

Checkout computes with integers in compiled kernels; this is the plain reading they must agree with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from oneprice.tariffs.rates.duty import AdValorem, Duty, Side, Term

_NOTHING: Mapping[str, Fraction] = {}


@dataclass(frozen=True)
class Declared:
    """What an order says about goods.

    Attributes
    ----------
    value : Fraction
        Customs value.
    quantities : Mapping
        Quantity by normal unit, and intensive facts by name ("% vol": 40).
    parts : Mapping
        Value of each named part.
    rates : Mapping
        Units of the value's currency per unit of a rate's currency; one that is not named is 1.
    """

    value: Fraction
    quantities: Mapping[str, Fraction] = field(default_factory=lambda: _NOTHING)
    parts: Mapping[str, Fraction] = field(default_factory=lambda: _NOTHING)
    rates: Mapping[str, Fraction] = field(default_factory=lambda: _NOTHING)


def amount_of(duty: Duty, declared: Declared) -> Fraction:
    """Return the duty on declared goods, unrounded, never below 0.

    Raises
    ------
    KeyError
        A quantity, fact or part that the duty needs and the order lacks, by its name.

    Examples
    --------
    >>> from oneprice.tariffs.rates.plain import parse_duty
    >>> amount_of(parse_duty("10% MIN 2 USD/kg"), Declared(Fraction(30), {"kg": Fraction(2)}))
    Fraction(4, 1)
    """
    so_far = Fraction(0)
    for side in duty.sides:
        amount = _side(side, declared)
        if side.op == "at_least":
            so_far = max(so_far, amount)
        elif side.op == "at_most":
            so_far = min(so_far, amount)
        else:
            so_far += amount
    return max(so_far, Fraction(0))


def _side(side: Side, declared: Declared) -> Fraction:
    plus = sum((_term(term, declared) for term in side.plus), Fraction(0))
    return plus - sum((_term(term, declared) for term in side.minus), Fraction(0))


def _term(term: Term, declared: Declared) -> Fraction:
    if isinstance(term, AdValorem):
        return term.rate * _value(term.part, declared)
    amount = term.amount * declared.rates.get(term.currency, Fraction(1))
    for name in (term.unit, *term.times):
        amount *= declared.quantities[name]
    return amount


def _value(part: str, declared: Declared) -> Fraction:
    """Return the whole value, that of a part, or all but a part, never below 0 (C-57)."""
    if part.startswith("-"):
        return max(Fraction(0), declared.value - declared.parts[part[1:]])
    return declared.parts[part] if part else declared.value
