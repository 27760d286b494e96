"""The input slots of a tax stack, filled from the order and the freight (C-37)."""

from __future__ import annotations

from typing import Any

from oneprice.core._kernels import PIPS_PER_MINOR, convert_minor, inner, share_out
from oneprice.core._kernels_status import FX_MISSING, OK
from oneprice.routing._kernels_accept import fail_what
from oneprice.routing._kernels_fx import FX_CUSTOMS, FX_TAX, find_fx
from oneprice.tariffs._kernels_slots import (
    SLOT_BILLED,
    SLOT_CIF,
    SLOT_FR_ENTRY,
    SLOT_FR_EXPORT,
    SLOT_FR_INTL,
    SLOT_FREIGHT,
    SLOT_GOODS,
    SLOT_GROSS_G,
    SLOT_HEADINGS,
    SLOT_MODE_0,
    SLOT_NET_G,
    SLOT_ONE,
    SLOT_PACK_0,
    SLOT_PIECES,
    SLOT_QTY,
)


@inner
def fill_goods(bk: Any, od: Any, lines: Any, wk: Any, n: int) -> int:
    """Clear the slots and fill GOODS in the jurisdiction's currency; status FX_MISSING or 0."""
    law = bk.jurisdiction[od.jurisdiction]
    day = wk.result[0].entry_day
    _, num, den = find_fx(bk, FX_CUSTOMS, law.name, od.currency, law.currency, day)
    if den == 0:
        return fail_what(wk, FX_MISSING, 0, FX_CUSTOMS, od.currency, law.currency)
    for slot in range(len(wk.slots)):
        for i in range(n + 1):
            wk.slots[slot, i] = 0
    wk.goods_minor[0] = 0
    for s in range(n):
        minor = lines[wk.sel[s]].goods_minor
        wk.goods_minor[0] += minor
        wk.slots[SLOT_GOODS, s] = convert_minor(minor, num, den) * PIPS_PER_MINOR
    _total(wk, SLOT_GOODS, n)
    wk.result[0].declared_pip = wk.slots[SLOT_GOODS, n]
    return OK


@inner
def goods_at_sale_pip(bk: Any, od: Any, lines: Any, wk: Any, n: int) -> int:
    """Return a consignment's goods at the tax rate of the sale, -1 without one (C-43)."""
    law = bk.jurisdiction[od.jurisdiction]
    _, num, den = find_fx(bk, FX_TAX, law.name, od.currency, law.currency, od.sale_day)
    if den == 0:
        return -1
    total = 0
    for s in range(n):
        total += convert_minor(lines[wk.sel[s]].goods_minor, num, den)
    return int(total * PIPS_PER_MINOR)


@inner
def importer_day_pip(bk: Any, od: Any, lines: Any, kind: int, day: int) -> int:
    """Return the goods of the whole order plus what entered earlier that day (C-43).

    -1 without a rate of this kind on the day.
    """
    law = bk.jurisdiction[od.jurisdiction]
    _, num, den = find_fx(bk, kind, law.name, od.currency, law.currency, day)
    if den == 0:
        return -1
    total = convert_minor(od.prior_minor, num, den)
    for i in range(od.line_lo, od.line_hi):
        total += convert_minor(lines[i].goods_minor, num, den)
    return int(total * PIPS_PER_MINOR)


@inner
def group_goods_pip(bk: Any, od: Any, lines: Any, group: int, kind: int, day: int) -> int:
    """Return the goods of a whole group at a rate of a day, -1 without one."""
    law = bk.jurisdiction[od.jurisdiction]
    _, num, den = find_fx(bk, kind, law.name, od.currency, law.currency, day)
    if den == 0:
        return -1
    total = 0
    for i in range(od.line_lo, od.line_hi):
        if lines[i].group == group:
            total += convert_minor(lines[i].goods_minor, num, den)
    return int(total * PIPS_PER_MINOR)


@inner
def fill_segments(lines: Any, wk: Any, n: int) -> None:
    """Share the segment costs over the lines by gross weight and add them up."""
    for s in range(n):
        wk.keys[s] = lines[wk.sel[s]].weight_g * lines[wk.sel[s]].quantity
    for segment in range(3):
        share_out(wk.segment[segment], wk.keys, n, wk.parts)
        for s in range(n):
            wk.slots[SLOT_FR_EXPORT + segment, s] = wk.parts[s]
        _total(wk, SLOT_FR_EXPORT + segment, n)
    for i in range(n + 1):
        border = wk.slots[SLOT_FR_EXPORT, i] + wk.slots[SLOT_FR_INTL, i]
        wk.slots[SLOT_CIF, i] = wk.slots[SLOT_GOODS, i] + border
        wk.slots[SLOT_FREIGHT, i] = border + wk.slots[SLOT_FR_ENTRY, i]


@inner
def fill_plain(lines: Any, wk: Any, n: int, mode: int) -> None:
    """Fill the plain numbers: quantities, weights, packaging, parcels, mode."""
    for s in range(n):
        line = lines[wk.sel[s]]
        net_g = line.net_g if line.net_g >= 0 else line.weight_g
        wk.slots[SLOT_QTY, s] = line.quantity
        wk.slots[SLOT_GROSS_G, s] = line.weight_g * line.quantity
        wk.slots[SLOT_NET_G, s] = net_g * line.quantity
        wk.slots[SLOT_ONE, s] = 1
        wk.slots[SLOT_PACK_0, s] = line.pack_0_g * line.quantity
        wk.slots[SLOT_PACK_0 + 1, s] = line.pack_1_g * line.quantity
        wk.slots[SLOT_PACK_0 + 2, s] = line.pack_2_g * line.quantity
        wk.slots[SLOT_PACK_0 + 3, s] = line.pack_3_g * line.quantity
        wk.slots[SLOT_PACK_0 + 4, s] = line.pack_4_g * line.quantity
        wk.slots[SLOT_PACK_0 + 5, s] = line.pack_5_g * line.quantity
        wk.slots[SLOT_PACK_0 + 6, s] = line.pack_6_g * line.quantity
        wk.slots[SLOT_PACK_0 + 7, s] = line.pack_7_g * line.quantity
    for slot in (SLOT_QTY, SLOT_GROSS_G, SLOT_NET_G):
        _total(wk, slot, n)
    for material in range(8):
        _total(wk, SLOT_PACK_0 + material, n)
    wk.slots[SLOT_ONE, n] = 1
    for i in range(n + 1):  # facts of the whole consignment, the same on every line
        wk.slots[SLOT_MODE_0 + mode, i] = 1
        wk.slots[SLOT_PIECES, i] = wk.result[0].parcels


@inner
def fill_headings(lines: Any, wk: Any, slots: Any, n: int, digits: int) -> None:
    """Fill the heading keys and HEADINGS: 1 on the first line of each heading."""
    power = 1
    for _ in range(10 - digits):
        power *= 10
    total = 0
    for s in range(n):
        wk.heading[s] = lines[wk.sel[s]].hs_lo // power
        first = 1
        for earlier in range(s):
            if wk.heading[earlier] == wk.heading[s]:
                first = 0
        slots[SLOT_HEADINGS, s] = first
        total += first
    slots[SLOT_HEADINGS, n] = total


@inner
def fill_billed(wk: Any, n: int, billed_pip: int) -> None:
    """Fill BILLED, shared over the lines by GOODS."""
    for s in range(n):
        wk.keys[s] = wk.slots[SLOT_GOODS, s]
    share_out(billed_pip, wk.keys, n, wk.parts)
    for s in range(n):
        wk.slots[SLOT_BILLED, s] = wk.parts[s]
    wk.slots[SLOT_BILLED, n] = billed_pip


@inner
def _total(wk: Any, slot: int, n: int) -> None:
    total = 0
    for s in range(n):
        total += wk.slots[slot, s]
    wk.slots[slot, n] = total
