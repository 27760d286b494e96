"""Condition sentences of EU and UK measures: `Cond: A cert: D-018 (01):0.000 GBP DTN Z; ...`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from oneprice.tariffs.rates.component_codes import CURRENCIES, QUALIFIERS, UNITS
from oneprice.tariffs.rates.components import SentenceError
from oneprice.tariffs.rates.text import clean

NIHIL = "NIHIL"
_ONE = re.compile(
    r"(?P<code>[A-Z]{1,2})(?: cert: (?P<kind>[A-Z])-(?P<number>[0-9A-Z]{3}))?"
    r" \((?P<action>\d{2,3})\): ?(?P<rate>.*)"
)
_RATE = re.compile(r"(\d+(?:\.\d+)?) ?(?:%|([A-Z]{3})(?: ([A-Z]{3}))?(?: ([A-Z]))?)", re.ASCII)


@dataclass(frozen=True)
class Condition:
    """One condition: its code, the certificate that meets it, the action and its rate.

    Attributes
    ----------
    code, certificate, action : str or None
        As printed; the certificate without its hyphen (D018).
    amount : Fraction or str or None
        Percent or money; "NIHIL" where the duty is nil; None without a rate.
    currency, unit, qualifier : str or None
        Codes of an amount of money.
    """

    code: str | None
    certificate: str | None
    action: str | None
    amount: Fraction | str | None
    currency: str | None = None
    unit: str | None = None
    qualifier: str | None = None


def read_conditions(text: str, gbp_per_eur: Fraction | None = None) -> tuple[Condition, ...]:
    """Return the conditions of a sentence; with a rate of exchange euros become pounds.

    Raises
    ------
    SentenceError
        Words that are no condition, currency, unit or qualifier.

    Examples
    --------
    >>> read_conditions("Cond: A cert: D-018 (01):28.200 % ")[0].certificate
    'D018'
    """
    plain = clean(text)
    if plain == NIHIL:
        return (Condition(None, None, None, NIHIL),)
    head, found, body = plain.partition(":")
    if head.strip() != "Cond" or not found:
        raise SentenceError("unknown condition", plain)
    return tuple(_condition(part.strip(), gbp_per_eur) for part in body.split(";"))


def _condition(text: str, gbp_per_eur: Fraction | None) -> Condition:
    found = _ONE.fullmatch(text)
    if found is None:
        raise SentenceError("unknown condition", text)
    certificate = found["kind"] + found["number"] if found["kind"] else None
    rate = found["rate"].strip()
    if rate in ("", NIHIL):
        return Condition(found["code"], certificate, found["action"], rate or None)
    amount, currency, unit, qualifier = _amount(rate)
    if currency == "EUR" and gbp_per_eur is not None:
        amount, currency = amount * gbp_per_eur, "GBP"
    return Condition(found["code"], certificate, found["action"], amount, currency, unit, qualifier)


def _amount(text: str) -> tuple[Fraction, str | None, str | None, str | None]:
    """Return (amount, currency, unit, qualifier) of the rate of a condition."""
    found = _RATE.fullmatch(text)
    if found is None:
        raise SentenceError("unknown rate", text)
    number, currency, unit, qualifier = found.groups()
    for kind, code, known in (
        ("unknown currency", currency, CURRENCIES),
        ("unknown unit", unit, UNITS),
        ("unknown qualifier", qualifier, QUALIFIERS),
    ):
        if code is not None and code not in known:
            raise SentenceError(kind, text)
    return Fraction(number), currency, unit, qualifier
