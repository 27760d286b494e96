"""What lies in each parcel: the flags and the value of its goods (C-28)."""

from __future__ import annotations

from typing import Any

from oneprice.carriers._kernels_quantity import GOODS_MINOR, KEYS
from oneprice.core._kernels import inner, share_out
from oneprice.routing._kernels_facts import all_flags


@inner
def fill_contents(od: Any, lines: Any, wk: Any, n: int) -> None:
    """Fill flags and goods value of the candidate's parcels, in the order's currency.

    Each of the caller's own parcels shows all flags; the goods value is shared by their weight.
    """
    if od.parcel_hi > od.parcel_lo:
        _fill_own(lines, wk, n)
        return
    for i in range(wk.result[0].parcels):
        wk.pieces[i]["flags"] = 0
        wk.pieces[i].goods_minor = 0
    for k in range(wk.item_count[0]):
        item = wk.item[k]
        line = lines[item.line]
        piece = wk.pieces[item.parcel]
        piece["flags"] |= line["flags"]
        piece.goods_minor += item.units * (line.goods_minor // line.quantity)


@inner
def _fill_own(lines: Any, wk: Any, n: int) -> None:
    count = wk.result[0].parcels
    flags = all_flags(lines, wk.sel, n)
    for i in range(count):
        wk.measured[KEYS, i] = wk.pieces[i].weight_g
    share_out(wk.goods_minor[0], wk.measured[KEYS], count, wk.measured[GOODS_MINOR])
    for i in range(count):
        wk.pieces[i]["flags"] = flags
        wk.pieces[i].goods_minor = wk.measured[GOODS_MINOR, i]
