"""What a candidate declares: its situation at the border and its goods (C-09, C-37, C-43)."""

from __future__ import annotations

from typing import Any

from oneprice.core._kernels import inner
from oneprice.core._kernels_fx import FX_CUSTOMS, FX_SETTLEMENT, find_fx
from oneprice.core._kernels_status import OK
from oneprice.routing._kernels_facts import fail_fx
from oneprice.tariffs._kernels import open_situation
from oneprice.tariffs._kernels_inputs import clear_slots, fill_goods
from oneprice.tariffs._kernels_slots import SLOT_GOODS


@inner
def open_candidate(bk: Any, od: Any, lines: Any, wk: Any, n: int, route: int) -> int:
    """Fill the situation of a dated route and GOODS; status FX_MISSING without a customs rate."""
    st = wk.situation[0]
    _fill_situation(bk, od, wk, route)
    status = open_situation(bk, st)
    if status != OK:
        currency = bk.jurisdiction[od.jurisdiction].currency
        return fail_fx(wk, 0, FX_CUSTOMS, od.currency, currency, st.fx_day)
    clear_slots(wk.slots, n)
    wk.goods_minor[0] = fill_goods(st, lines, wk.sel, n, wk.slots)
    wk.result[0].declared_pip = wk.slots[SLOT_GOODS, n]
    return OK


@inner
def _fill_situation(bk: Any, od: Any, wk: Any, route: int) -> None:
    st = wk.situation[0]
    st.jurisdiction = od.jurisdiction
    st.currency = od.currency
    st.sale_day = od.sale_day
    st.entry_day = wk.result[0].entry_day
    st.export_day = wk.result[0].export_day
    st.mode = bk.route[route].mode
    st.purpose = od.purpose
    st.has_tax_id = od.has_tax_id
    st.incoterm = od.incoterm
    st.from_country = bk.node[bk.route[route].origin_node].country
    st.line_lo = od.line_lo
    st.line_hi = od.line_hi
    st.prior_minor = od.prior_minor
    st.tax_num = od.tax_num
    st.tax_den = od.tax_den


@inner
def settlement(bk: Any, od: Any, base: int, quote: int) -> tuple[int, int, int]:
    """Return (row, num, den) of the settlement rate of the sale day, den 0 without one."""
    place = bk.jurisdiction[od.jurisdiction]
    return find_fx(bk, FX_SETTLEMENT, place.name, place.area, base, quote, od.sale_day)


@inner
def customs(bk: Any, st: Any, base: int) -> tuple[int, int, int]:
    """Return (row, num, den) of the customs rate into the jurisdiction's currency (C-09)."""
    place = bk.jurisdiction[st.jurisdiction]
    return find_fx(bk, FX_CUSTOMS, place.name, place.area, base, place.currency, st.fx_day)
