"""What a consignment costs on a route, line by line (design: the way the data walks).

Every amount is written as one CHARGE record; the price is the sum of those the seller bills, so
the lines of a quote add up by construction.
"""

from __future__ import annotations

from typing import Any

from oneprice.core._kernels import PIPS_PER_MINOR, SATURATION_PIP, fold, inner, merged
from oneprice.core._kernels_status import AMOUNT_TOO_LARGE, OK
from oneprice.routing._kernels_charges import (
    KIND_GOODS,
    KIND_GUARANTEE,
    TABLE_GOODS,
    add_charge,
    billed_minor,
)
from oneprice.routing._kernels_facts import fail
from oneprice.routing._kernels_freight import add_freight, add_tax_fees
from oneprice.routing._kernels_guarantee import add_guarantee
from oneprice.routing._kernels_situation import open_candidate
from oneprice.routing._kernels_taxes import add_epr, add_import, add_sale
from oneprice.tariffs._kernels_slots import SLOT_BILLED, SLOT_GOODS


@merged
def price_candidate(bk: Any, od: Any, lines: Any, wk: Any, n: int, route: int, tier: int) -> int:
    """Price an accepted, dated candidate; returns its status, 0 when it has a price.

    The status is folded into the trace: lanes and amounts have limits too (C-55).
    """
    wk.result[0].charges = 0
    wk.result[0].lane_charges = 0
    status = _price(bk, od, lines, wk, n, route, tier)
    wk.situation[0]["trace"] = fold(wk.situation[0]["trace"], status)
    return status


@merged
def _price(bk: Any, od: Any, lines: Any, wk: Any, n: int, route: int, tier: int) -> int:
    status = open_candidate(bk, od, lines, wk, n, route)
    if status == OK:
        _add_goods(od, lines, wk, n)
        status = add_freight(bk, od, lines, wk, n, route)
    if status == OK:
        status = add_import(bk, od, lines, wk, n, route)
    if status == OK:
        status = add_tax_fees(bk, od, wk, route)
    if status == OK:
        status = add_epr(bk, od, lines, wk, n, route)
    if status == OK:
        status = add_guarantee(bk, od, lines, wk, n, route, tier)
    if status == OK:
        status = add_sale(bk, od, lines, wk, n, route)
    return _close(wk, n) if status == OK else status


@inner
def _add_goods(od: Any, lines: Any, wk: Any, n: int) -> None:
    for s in range(n):
        line = lines[wk.sel[s]]
        i = add_charge(wk, KIND_GOODS, TABLE_GOODS, 0, line.goods_minor, od.currency)
        wk.charge[i].line = line.input_line
        wk.charge[i].basis = line.quantity


@inner
def _close(wk: Any, n: int) -> int:
    """Refuse saturated amounts (C-07), else set the price."""
    result = wk.result[0]
    most_minor = SATURATION_PIP // PIPS_PER_MINOR
    for i in range(result.charges):
        charge = wk.charge[i]
        if max(charge.source_minor, charge.amount_minor) >= most_minor:
            return fail(wk, AMOUNT_TOO_LARGE, charge.lane, -1, charge.source_minor, most_minor)
    for slot in range(SLOT_GOODS, SLOT_BILLED + 1):  # converted, a saturated amount looks exact
        for i in range(n + 1):
            if wk.slots[slot, i] >= most_minor * PIPS_PER_MINOR:
                return fail(wk, AMOUNT_TOO_LARGE, 0, -1, wk.slots[slot, i], most_minor)
    result.goods_minor = billed_minor(wk, KIND_GOODS, KIND_GOODS + 1)
    result.price_minor = billed_minor(wk, KIND_GOODS, KIND_GUARANTEE + 1)
    result.status = OK
    return OK
