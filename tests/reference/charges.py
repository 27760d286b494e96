"""Charge lines and what they add up to (C-10, C-44)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from reference.fx import Converter
from reference.money import PIPS


@dataclass(frozen=True)
class Charge:
    """One line of the bill, in its own currency and in the quote's."""

    kind: str
    code: str
    line: int | None
    source_amount_minor: int
    source_currency: str
    amount_minor: int
    currency: str
    payer: str
    part: str  # goods, freight, import, tax fees, epr, guarantee or sale: what C-47 adds up
    rule_id: str = ""
    rule_source: str = ""
    basis: str = ""
    basis_amount: str = ""
    rate: str = ""
    features: tuple[str, ...] = ()  # of the tables that made it: what a comparison has reached

    def shown(self, consignment: int) -> dict[str, Any]:
        """Return the fields of a quote's charge."""
        fields = {**vars(self), "consignment": consignment}
        del fields["part"]
        return fields


def charge(
    settle: Converter, currency: str, source_minor: int, source_currency: str, **rest: Any
) -> Charge:
    """Return a charge line converted by settlement FX, half up to the minor unit (C-10)."""
    amount = settle.minors(source_minor * PIPS, source_currency, currency)
    return Charge(
        source_amount_minor=source_minor,
        source_currency=source_currency,
        amount_minor=amount,
        currency=currency,
        **rest,
    )


def billed(charges: Iterable[Charge], part: str = "") -> int:
    """Return what the seller bills, of one part or of all, in minor units of the quote."""
    parts = [c for c in charges if c.payer == "seller" and part in ("", c.part)]
    return sum(c.amount_minor for c in parts)
