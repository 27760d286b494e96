"""The quote as callers read it: one price and one date per tier, and where each cent comes from.

Field meanings are in docs/orders.md. Money is integer minor units with a currency.
"""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Charge(_Frozen):
    """One line of a price."""

    kind: str
    code: str
    consignment: int
    line: int | None
    source_amount_minor: int
    source_currency: str
    amount_minor: int
    currency: str
    fx_rate: str
    fx_rule_id: str
    payer: str
    rule_id: str
    rule_source: str
    basis: str
    basis_amount: str
    rate: str


class ParcelItem(_Frozen):
    """How many units of a line lie in a parcel."""

    line: int
    units: int


class PackedParcel(_Frozen):
    """One parcel as it will be handed over."""

    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    items: tuple[ParcelItem, ...] = ()  # none in the caller's own parcels


class Consignment(_Frozen):
    """What travels and is declared together."""

    seller: str | None  # None where goods of several are consolidated
    sellers: tuple[str, ...]
    ship_from: str
    jurisdiction: str
    lines: tuple[int, ...]
    cargo_class: str
    route: tuple[str, ...]
    export_date: date
    entry_date: date
    promise_date: date
    promise_chance: int
    law: str  # published, mixed, leaning or learned (C-69)
    observations: str  # behind its thinnest leg
    leaning_share: str  # of the leg that leans most on a parent or a quote
    regime: str
    importer_of_record: str
    entry_type: str
    declared_value_minor: int
    declared_currency: str
    parcels: tuple[PackedParcel, ...]
    packing: str  # own, first_fit, loose or exact
    parcels_at_least: int  # no packing needs fewer (C-59); 0 for own parcels
    hs_chosen: dict[int, str] = {}  # line -> tariff line, where `hs_policy` chose it (C-52)


class Option(_Frozen):
    """The best offer of one service tier."""

    service_tier: str
    price_minor: int
    landed_cost_minor: int
    currency: str
    promise_date: date
    promise_level: str
    route: tuple[str, ...]
    consignments: tuple[Consignment, ...]
    charges: tuple[Charge, ...]


class Refusal(_Frozen):
    """What cannot be offered, and why."""

    subject: str
    code: str
    reason: str


class Quote(_Frozen):
    """The answer to one order."""

    quote_id: str
    book_hash: str
    engine_version: str
    quoted_at: datetime
    valid_until: datetime
    currency: str
    options: tuple[Option, ...]
    refusals: tuple[Refusal, ...]

    def option(self, tier: str) -> Option | None:
        """Return the option of a tier, or None if it was refused."""
        for option in self.options:
            if option.service_tier == tier:
                return option
        return None
