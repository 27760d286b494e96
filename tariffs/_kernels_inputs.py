"""The input slots of a tax stack, filled from lines and freight (C-37)."""

from __future__ import annotations

from typing import Any

from numba import njit

from oneprice.core._kernels import PIPS_PER_MINOR, convert_minor, share_out
from oneprice.tariffs._kernels_duty import pack_g
from oneprice.tariffs._kernels_slots import (
    SLOT_BATTERY_G,
    SLOT_BILLED,
    SLOT_CIF,
    SLOT_FOB,
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

MATERIAL_COUNT = 8


@njit(error_model="numpy")
def clear_slots(slots: Any, n: int) -> None:
    """Set every slot of n lines and its total to 0."""
    for slot in range(len(slots)):
        for i in range(n + 1):
            slots[slot, i] = 0


@njit(error_model="numpy")
def copy_slots(source: Any, target: Any, n: int) -> None:
    """Copy every slot of n lines and its total."""
    for slot in range(len(source)):
        for i in range(n + 1):
            target[slot, i] = source[slot, i]


@njit(error_model="numpy")
def fill_goods(st: Any, lines: Any, sel: Any, n: int, slots: Any) -> int:
    """Fill GOODS by the customs rate of the situation; return the goods in the order's currency."""
    goods_minor = 0
    for i in range(n):
        minor = lines[sel[i]].goods_minor
        goods_minor += minor
        own = convert_minor(minor, st.customs_num, st.customs_den)
        slots[SLOT_GOODS, i] = own * PIPS_PER_MINOR
    _total(slots, SLOT_GOODS, n)
    return goods_minor


@njit(error_model="numpy")
def fill_segments(
    lines: Any, sel: Any, n: int, segment: Any, keys: Any, parts: Any, slots: Any
) -> None:
    """Share the segment costs over the lines by gross weight and add them up.

    `segment` holds pips before export, international and after entry; `keys` and `parts` are
    scratch of at least n. GOODS stands already.
    """
    for i in range(n):
        keys[i] = lines[sel[i]].weight_g * lines[sel[i]].quantity
    for number in range(3):
        share_out(segment[number], keys, n, parts)
        for i in range(n):
            slots[SLOT_FR_EXPORT + number, i] = parts[i]
        _total(slots, SLOT_FR_EXPORT + number, n)
    for i in range(n + 1):
        fob = slots[SLOT_GOODS, i] + slots[SLOT_FR_EXPORT, i]
        border = slots[SLOT_FR_EXPORT, i] + slots[SLOT_FR_INTL, i]
        slots[SLOT_FOB, i] = fob
        slots[SLOT_CIF, i] = fob + slots[SLOT_FR_INTL, i]
        slots[SLOT_FREIGHT, i] = border + slots[SLOT_FR_ENTRY, i]


@njit(error_model="numpy")
def fill_plain(lines: Any, sel: Any, n: int, mode: int, pieces: int, slots: Any) -> None:
    """Fill the plain numbers: quantities, weights, packaging, parcels, mode."""
    for i in range(n):
        line = lines[sel[i]]
        net_g = line.net_g if line.net_g >= 0 else line.weight_g
        slots[SLOT_QTY, i] = line.quantity
        slots[SLOT_GROSS_G, i] = line.weight_g * line.quantity
        slots[SLOT_NET_G, i] = net_g * line.quantity
        slots[SLOT_BATTERY_G, i] = max(0, line.battery_net_g) * line.quantity
        slots[SLOT_ONE, i] = 1
        for material in range(MATERIAL_COUNT):
            slots[SLOT_PACK_0 + material, i] = pack_g(line, material) * line.quantity
    for slot in (SLOT_QTY, SLOT_GROSS_G, SLOT_NET_G, SLOT_BATTERY_G):
        _total(slots, slot, n)
    for material in range(MATERIAL_COUNT):
        _total(slots, SLOT_PACK_0 + material, n)
    slots[SLOT_ONE, n] = 1
    for i in range(n + 1):  # facts of the whole consignment, the same on every line
        slots[SLOT_MODE_0 + mode, i] = 1
        slots[SLOT_PIECES, i] = pieces


@njit(error_model="numpy")
def fill_headings(lines: Any, sel: Any, n: int, digits: int, heading: Any, slots: Any) -> None:
    """Fill the heading keys and HEADINGS: 1 on the first line of each heading."""
    power = 1
    for _ in range(10 - digits):
        power *= 10
    total = 0
    for i in range(n):
        heading[i] = lines[sel[i]].hs_lo // power
        first = 1
        for earlier in range(i):
            if heading[earlier] == heading[i]:
                first = 0
        slots[SLOT_HEADINGS, i] = first
        total += first
    slots[SLOT_HEADINGS, n] = total


@njit(error_model="numpy")
def fill_billed(n: int, billed_pip: int, keys: Any, parts: Any, slots: Any) -> None:
    """Fill BILLED, shared over the lines by GOODS."""
    for i in range(n):
        keys[i] = slots[SLOT_GOODS, i]
    share_out(billed_pip, keys, n, parts)
    for i in range(n):
        slots[SLOT_BILLED, i] = parts[i]
    slots[SLOT_BILLED, n] = billed_pip


@njit(error_model="numpy")
def _total(slots: Any, slot: int, n: int) -> None:
    total = 0
    for i in range(n):
        total += slots[slot, i]
    slots[slot, n] = total
