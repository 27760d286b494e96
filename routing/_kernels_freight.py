"""Freight of a route: every lane's charges, and what each segment cost (C-33 to C-36)."""

from __future__ import annotations

from typing import Any

from oneprice.carriers._kernels import price_lane, price_tax_fees
from oneprice.carriers._kernels_quantity import SCOPE_PIECE, VALUE
from oneprice.carriers._kernels_rate import share_goods
from oneprice.core._kernels import (
    PIPS_PER_MINOR,
    UNBOUNDED,
    convert_minor,
    fold,
    inner,
    merged,
    mul_div,
    plain,
)
from oneprice.core._kernels_fx import FX_CUSTOMS, FX_SETTLEMENT
from oneprice.core._kernels_status import OK, OVER_LIMIT
from oneprice.routing._kernels_charges import (
    KIND_FEE,
    KIND_FREIGHT,
    KIND_SURCHARGE,
    TABLE_RATE,
    TABLE_SURCHARGE,
    add_charge,
    billed_import_minor,
)
from oneprice.routing._kernels_contents import fill_contents
from oneprice.routing._kernels_facts import fail, fail_fx, fail_what
from oneprice.routing._kernels_situation import customs, settlement
from oneprice.tariffs._kernels_inputs import fill_segments

PCT_TAXES = 8  # surcharge basis, carriers.tables.SURCHARGE_BASIS
BY_SHIP_FROM = 1  # lane.origin_by
DAY_OF_EXPORT, DAY_OF_ENTRY = 1, 2  # lane.day_of
LIMIT_GOODS_VALUE = 8  # place in core.refusal.LIMITS


@inner
def add_freight(bk: Any, od: Any, lines: Any, wk: Any, n: int, route: int) -> int:
    """Price every lane of the route; returns a status."""
    fill_contents(od, lines, wk, n)
    for segment in range(3):
        wk.segment[segment] = 0
    lo = bk.route[route].leg_lo
    for leg in range(lo, bk.route[route].leg_hi):
        lane = bk.route_leg[leg].lane
        if bk.lane[lane].priced_by != 0 and bk.lane[lane].max_value_minor >= UNBOUNDED:
            continue
        status = _add_lane(bk, od, wk, route, leg - lo)
        if status != OK:
            return status
    fill_segments(lines, wk.sel, n, wk.segment, wk.keys, wk.parts, wk.slots)
    return OK


@merged
def _add_lane(bk: Any, od: Any, wk: Any, route: int, leg: int) -> int:
    lane = bk.route_leg[bk.route[route].leg_lo + leg].lane
    _fill_ask(bk, od, wk, route, leg)
    status = _fill_values(bk, od, wk, lane)
    if status != OK or bk.lane[lane].priced_by != 0:
        return status
    start = wk.result[0].lane_charges
    status, fact, stop = price_lane(
        bk, lane, wk.lane_ask[0], wk.pieces, wk.result[0].parcels, wk.measured, wk.kept,
        wk.lane_charge, start,
    )  # fmt: skip
    if status != OK:
        return fail(wk, status, lane, -1, fact, 0)
    wk.result[0].lane_charges = stop
    return _settle_lane(bk, od, wk, lane, start, stop)


@inner
def _fill_ask(bk: Any, od: Any, wk: Any, route: int, leg: int) -> None:
    """Fill what a lane is asked but the values (C-31, C-34, C-58)."""
    rt = bk.route[route]
    lane = bk.lane[bk.route_leg[rt.leg_lo + leg].lane]
    zone = bk.zone[wk.zone_row[leg]]
    ask = wk.lane_ask[0]
    ask.origin_zone = lane.origin_zone
    if lane.origin_by == BY_SHIP_FROM:
        ask.origin_zone = bk.node[rt.origin_node].region
    ask.zone = zone.zone
    ask.service = zone.service
    ask.cargo_class = wk.cargo_class[0]
    ask.day = _lane_day(od, wk, lane)
    ask.purpose = od.purpose
    ask.headings = wk.hs_headings[0]


@inner
def _lane_day(od: Any, wk: Any, lane: Any) -> Any:
    """Return the day whose rates, surcharges and indexes hold on a lane (C-12).

    It is the day of sale, or the named day of export or entry.
    """
    if lane.day_of == DAY_OF_EXPORT:
        return wk.result[0].export_day
    return wk.result[0].entry_day if lane.day_of == DAY_OF_ENTRY else od.sale_day


@inner
def _fill_values(bk: Any, od: Any, wk: Any, lane: int) -> int:
    """Fill the goods value in the lane's currency and in that of its value bands (C-31, C-33)."""
    row = bk.lane[lane]
    ask = wk.lane_ask[0]
    _, num, den = settlement(bk, od, od.currency, row.currency)
    if den == 0:
        return fail_fx(wk, lane, FX_SETTLEMENT, od.currency, row.currency, od.sale_day)
    ask.goods_minor = convert_minor(wk.goods_minor[0], num, den)
    if ask.goods_minor > row.max_value_minor:
        most_minor = row.max_value_minor
        return fail_what(wk, OVER_LIMIT, lane, LIMIT_GOODS_VALUE, ask.goods_minor, most_minor)
    ask.value_minor = 0
    if row.value_currency == 0:
        return OK
    _, num, den = settlement(bk, od, od.currency, row.value_currency)
    if den == 0:
        return fail_fx(wk, lane, FX_SETTLEMENT, od.currency, row.value_currency, od.sale_day)
    ask.value_minor = convert_minor(wk.goods_minor[0], num, den)
    _trace_bands(bk, od, wk, lane)
    return OK


@inner
def _trace_bands(bk: Any, od: Any, wk: Any, lane: int) -> None:
    """Fold how many bounds of the lane's value bands lie below each value asked (C-55).

    That is the value of the consignment, or of each parcel priced alone. Only the inverse of a
    price reads the trace, and it settles one tier alone.
    """
    if od.only_tier < 0:
        return
    values = 1
    wk.measured[VALUE, 0] = wk.lane_ask[0].value_minor
    if bk.lane[lane].weight_scope == SCOPE_PIECE:
        values = wk.result[0].parcels
        share_goods(wk.lane_ask[0].value_minor, wk.pieces, values, wk.measured, plain(VALUE))
    for piece in range(values):
        value_minor = wk.measured[VALUE, piece]
        passed = 0
        for i in range(bk.lane[lane].rate_lo, bk.lane[lane].rate_hi):
            passed += 1 if bk.rate[i].value_lo < value_minor else 0
            passed += 1 if bk.rate[i].value_hi < value_minor else 0
        wk.situation[0]["trace"] = fold(wk.situation[0]["trace"], passed)


@merged
def _settle_lane(bk: Any, od: Any, wk: Any, lane: int, start: int, stop: int) -> int:
    """Write a lane's records as charges and add their sum to the segments."""
    currency = bk.lane[lane].currency
    fx, num, den = settlement(bk, od, currency, od.currency)
    if den == 0:
        return fail_fx(wk, lane, FX_SETTLEMENT, currency, od.currency, od.sale_day)
    total_minor = 0
    for i in range(start, stop):
        total_minor += wk.lane_charge[i].amount_minor
        _add_lane_charge(bk, wk, i, fx, num, den)
    return _add_segment(bk, wk, lane, total_minor)


@inner
def _add_lane_charge(bk: Any, wk: Any, i: int, fx: int, num: int, den: int) -> None:
    """Turn one lane record into a charge in the quote currency (C-10).

    Which rows are charged may hang on an amount, so they are folded into the trace (C-55).
    """
    record = wk.lane_charge[i]
    wk.situation[0]["trace"] = fold(wk.situation[0]["trace"], 2 * record.row + record.what)
    if record.what == 1 and record.amount_minor == 0:
        return  # C-34: a surcharge of nothing is not shown
    kind = KIND_FREIGHT
    table = TABLE_RATE
    if record.what == 1:
        table = TABLE_SURCHARGE
        kind = KIND_FEE if bk.surcharge[record.row].kind == 1 else KIND_SURCHARGE
    currency = bk.lane[record.lane].currency
    c = add_charge(wk, kind, table, record.row, record.amount_minor, currency)
    charge = wk.charge[c]
    charge.lane = record.lane
    charge.amount_minor = convert_minor(record.amount_minor, num, den)
    charge.basis = record.quantity if record.quantity != 0 else record.basis_pip
    charge.fx = fx
    charge.num = record.num
    charge.den = record.den


@inner
def _add_segment(bk: Any, wk: Any, lane: int, total_minor: int) -> int:
    """Add a lane's cost, in the jurisdiction's currency, to its segments (C-36)."""
    row = bk.lane[lane]
    st = wk.situation[0]
    _, num, den = customs(bk, st, row.currency)
    if den == 0:
        currency = bk.jurisdiction[st.jurisdiction].currency
        return fail_fx(wk, lane, FX_CUSTOMS, row.currency, currency, st.fx_day)
    cost_pip, _ = mul_div(total_minor * PIPS_PER_MINOR, num, den)
    border_pip = cost_pip
    if row.segment == 2:
        border_pip = 0
    elif row.segment == 1:
        border_pip, _ = mul_div(cost_pip, row.share_num, row.share_den)
    wk.segment[0 if row.segment == 0 else 1] += border_pip
    wk.segment[2] += cost_pip - border_pip
    return OK


@inner
def add_tax_fees(bk: Any, od: Any, wk: Any, route: int) -> int:
    """Price the lanes' fees on advanced duty and tax; nothing is due where none is advanced."""
    advanced_minor, _ = billed_import_minor(bk, wk)
    if advanced_minor == 0:
        return OK
    taxes_in = bk.jurisdiction[od.jurisdiction].currency
    lo = bk.route[route].leg_lo
    for leg in range(lo, bk.route[route].leg_hi):
        lane = bk.route_leg[leg].lane
        if not _has_tax_fee(bk, lane, _lane_day(od, wk, bk.lane[lane])):
            continue
        currency = bk.lane[lane].currency
        _, num, den = settlement(bk, od, taxes_in, currency)
        fx, back_num, back_den = settlement(bk, od, currency, od.currency)
        if den == 0:
            return fail_fx(wk, lane, FX_SETTLEMENT, taxes_in, currency, od.sale_day)
        if back_den == 0:
            return fail_fx(wk, lane, FX_SETTLEMENT, currency, od.currency, od.sale_day)
        start = wk.result[0].lane_charges
        _fill_ask(bk, od, wk, route, leg - lo)
        taxes_minor = convert_minor(advanced_minor, num, den)
        status, fact, stop = price_tax_fees(
            bk, lane, wk.lane_ask[0], taxes_minor, wk.lane_charge, 0, start
        )
        if status != OK:
            return fail(wk, status, lane, -1, fact, 0)
        wk.result[0].lane_charges = stop
        for i in range(start, stop):
            _add_lane_charge(bk, wk, i, fx, back_num, back_den)
    return OK


@inner
def _has_tax_fee(bk: Any, lane: int, day: int) -> bool:
    """Return whether a lane charges for advancing taxes, so that only then a rate is asked."""
    for i in range(bk.lane[lane].surcharge_lo, bk.lane[lane].surcharge_hi):
        row = bk.surcharge[i]
        if row.basis == PCT_TAXES and row.from_day <= day < row.to_day:
            return True
    return False
