"""Charge lines: writing them, converting them, summing what the seller bills (C-10, C-44)."""

from __future__ import annotations

from typing import Any

from oneprice.core._kernels import PIPS_PER_MINOR, convert_minor, inner, round_pip
from oneprice.tariffs._kernels_payer import PAYER_SELLER, step_payer

KIND_GOODS, KIND_FREIGHT, KIND_SURCHARGE, KIND_DUTY = 0, 1, 2, 3
KIND_TAX, KIND_FEE, KIND_EPR, KIND_GUARANTEE = 4, 5, 6, 7
TABLE_GOODS, TABLE_RATE, TABLE_SURCHARGE, TABLE_STEP, TABLE_GUARANTEE = 0, 1, 2, 3, 4

STAGE_IMPORT, STAGE_EPR, STAGE_SALE = 0, 1, 2
STEP_DUTY, STEP_TAX, STEP_EPR = 1, 2, 4


@inner
def add_charge(wk: Any, kind: int, table: int, row: int, source_minor: int, currency: int) -> int:
    """Append a charge billed by the seller and return its index; the caller fills the rest."""
    i = wk.result[0].charges
    wk.result[0].charges = i + 1
    charge = wk.charge[i]
    charge.kind = kind
    charge.table = table
    charge.row = row
    charge.lane = 0
    charge.line = -1
    charge.source_minor = source_minor
    charge.currency = currency
    charge.amount_minor = source_minor
    charge.payer = PAYER_SELLER
    charge.basis = 0
    charge.num = 0
    charge.den = 0
    charge.measure = 0
    charge.fx = 0
    return int(i)


@inner
def charge_kind(step_kind: int) -> int:
    """Return the charge kind of a stack step's kind."""
    if step_kind == STEP_DUTY:
        return KIND_DUTY
    if step_kind == STEP_TAX:
        return KIND_TAX
    return KIND_EPR if step_kind == STEP_EPR else KIND_FEE


@inner
def whole_minor(amount_pip: int) -> int:
    """Return whole minor units, half up, of a slot amount."""
    return round_pip(amount_pip, 0, PIPS_PER_MINOR, 0) // PIPS_PER_MINOR


@inner
def seller_import_minor(
    bk: Any, od: Any, regime: int, records: Any, count: int, included: int, num: int, den: int
) -> int:
    """Return the import charges the seller bills, in the quote currency (C-47)."""
    total = 0
    for i in range(count):
        payer = step_payer(bk, od.incoterm, regime, records[i].step, included)
        if payer == PAYER_SELLER:
            total += convert_minor(whole_minor(records[i].amount_pip), num, den)
    return total


@inner
def billed_minor(wk: Any, kind_from: int, kind_to: int) -> int:
    """Return the sum of the seller's lines of kinds in [kind_from, kind_to)."""
    total = 0
    for i in range(wk.result[0].charges):
        charge = wk.charge[i]
        if charge.payer == PAYER_SELLER and kind_from <= charge.kind < kind_to:
            total += charge.amount_minor
    return total


@inner
def billed_import_minor(bk: Any, wk: Any) -> tuple[int, int]:
    """Return the import-stage lines the seller bills, in their own and the quote currency."""
    own = 0
    quoted = 0
    for i in range(wk.result[0].charges):
        charge = wk.charge[i]
        is_step = charge.table == TABLE_STEP and charge.payer == PAYER_SELLER
        if is_step and bk.step[charge.row].stage == STAGE_IMPORT:
            own += charge.source_minor
            quoted += charge.amount_minor
    return own, quoted


@inner
def billed_foreign_minor(wk: Any, currency: int) -> int:
    """Return the sum of the seller's lines whose own currency is not the quote's."""
    total = 0
    for i in range(wk.result[0].charges):
        charge = wk.charge[i]
        if charge.payer == PAYER_SELLER and charge.currency != currency:
            total += charge.amount_minor
    return total
