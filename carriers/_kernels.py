"""The carriers' kernels: zone, acceptance and price of one lane.

The functions below and those imported here are what other rooms call.
"""

from __future__ import annotations

from typing import Any

from numba import njit

from oneprice.carriers._kernels_accept import (
    accept_lane,
    check_cargo,
    check_pieces,
    check_zone_pieces,
    fits_line,
    rule_value,
)
from oneprice.carriers._kernels_amount import (
    PCT_TAXES,
    excluded_minor,
    is_asked,
    minor_to_pip,
    price_surcharge,
    put_surcharge,
    surcharge_amount,
)
from oneprice.carriers._kernels_group import (
    COUNT,
    cost_surcharges,
    hold_surcharges,
    is_dearest,
    is_dearest_group,
    lift_pieces,
)
from oneprice.carriers._kernels_quantity import RATE_ROW, measure_pieces
from oneprice.carriers._kernels_rate import price_freight
from oneprice.carriers._kernels_surcharge import (
    REFUSE,
    count_passing,
    surcharge_holds,
)
from oneprice.carriers._kernels_zone import find_zone, zone_limits
from oneprice.core._kernels import inner, plain
from oneprice.core._kernels_status import OK, SURCHARGE_REFUSES

__all__ = [
    "accept_lane",
    "check_cargo",
    "check_pieces",
    "check_zone_pieces",
    "find_zone",
    "fits_line",
    "measure_pieces",
    "price_lane",
    "price_measured",
    "price_tax_fees",
    "rule_value",
    "zone_limits",
]

WHAT_BASE = 0


@njit(error_model="numpy")
def price_lane(
    bk: Any,
    lane: int,
    ask: Any,
    pieces: Any,
    n: int,
    measured: Any,
    kept: Any,
    out: Any,
    start: int,
) -> tuple[int, int, int]:
    """Append base freight and surcharges of a lane to `out` (C-29 to C-34).

    Parameters
    ----------
    ask : LANE_ASK record
        Zone and service as `find_zone` found them, class of the consignment, the day that the
        lane asks for (C-12), goods value in the lane's currency and in its value currency.
    pieces : PIECE records
        The first `n` are the parcels, sides longest first, with the flags and the value of the
        goods in each.
    measured : int64[MEASURED_ROWS, >= n]
        Scratch, see `_kernels_quantity`.
    kept : int64[2, >= surcharge rows of the lane]
        Scratch, see `_kernels_group`.
    out : LANE_CHARGE records
        Written from `start`; room for one record and one per surcharge row of the lane.

    Returns
    -------
    status, fact, stop : int
        `fact` is the quantity without a rate (NO_RATE) or the surcharge row; `stop` the end of
        what was written. A lane inside another's price writes nothing (C-35).
    """
    if bk.lane[lane].priced_by != 0:
        return OK, 0, start
    measure_pieces(bk, lane, pieces, n, measured)
    return price_measured(bk, lane, ask, pieces, n, measured, kept, out, start)


@inner
def price_measured(
    bk: Any,
    lane: int,
    ask: Any,
    pieces: Any,
    n: int,
    measured: Any,
    kept: Any,
    out: Any,
    start: int,
) -> tuple[int, int, int]:
    """Do as `price_lane` with quantities that `measure_pieces` filled."""
    refusing = hold_surcharges(bk, lane, ask, pieces, n, measured, kept)
    if refusing != 0:
        return SURCHARGE_REFUSES, refusing, start
    lift_pieces(bk, lane, ask, pieces, n, measured, kept)
    status, row, billed, q, base_minor = price_freight(bk, lane, ask, pieces, n, measured)
    if status != OK:
        return status, billed, start
    _put_base(bk, lane, row, billed, base_minor, out, start)
    status, row = cost_surcharges(bk, lane, ask, pieces, n, measured, kept, q, base_minor)
    if status != OK:
        return status, row, start
    return _add_surcharges(bk, lane, ask, pieces, n, measured, kept, q, base_minor, out, start)


@inner
def _put_base(
    bk: Any, lane: int, row: int, billed: int, base_minor: int, out: Any, at: int
) -> None:
    """Write the base freight into `out[at]`."""
    charge = out[at]
    charge.what = WHAT_BASE
    charge.lane = lane
    charge.row = row
    charge.quantity = billed
    charge.amount_minor = base_minor
    charge.basis_pip = 0
    charge.num = bk.rate[row].num
    charge.den = bk.rate[row].den
    charge.untaxed = 0


@inner
def _add_surcharges(
    bk: Any,
    lane: int,
    ask: Any,
    pieces: Any,
    n: int,
    measured: Any,
    kept: Any,
    q: int,
    base_minor: int,
    out: Any,
    start: int,
) -> tuple[int, int, int]:
    """Append the kept surcharges behind the base freight in `out[start]` (C-34, step 5).

    A piece whose rate row is not subject to a surcharge passes no more, nor does its freight count.
    Which rows of pct_taxes no piece passes is noted with the base freight.
    """
    lo = bk.lane[lane].surcharge_lo
    stop = start + 1
    added_minor = 0
    excluding = _excludes(bk, n, measured)
    fee = 1
    for s in range(lo, bk.lane[lane].surcharge_hi):
        sur = bk.surcharge[s]
        if sur.basis == PCT_TAXES:
            if count_passing(bk, sur, pieces, n, measured) == 0:
                out[start].untaxed |= fee
            fee *= 2
        count = kept[COUNT, s - lo]
        if count <= 0 or not is_asked(bk, lane, s, out, start, stop):
            continue
        if is_dearest_group(sur) and not is_dearest(bk, lane, s, kept):
            continue
        subject_minor = base_minor
        if excluding and sur.group == 0:
            count = count_passing(bk, sur, pieces, n, measured)
            if count == 0:
                continue
            subject_minor -= excluded_minor(bk, sur.code, n, measured)
        status, minor, units, basis_pip, num, den = price_surcharge(
            bk, s, ask, pieces, n, measured, q, count, subject_minor, subject_minor + added_minor
        )
        if status != OK:
            return status, s, start
        if minor == 0:
            continue
        put_surcharge(out, stop, lane, s, minor, units, basis_pip, num, den)
        if sur.fuelable == 1:
            added_minor += minor
        stop += 1
    return OK, 0, stop


@inner
def _excludes(bk: Any, n: int, measured: Any) -> bool:
    """Tell whether a piece is priced by a row that is not subject to some surcharge."""
    found = False
    for i in range(n):
        rate = bk.rate[measured[RATE_ROW, i]]
        found = found or rate.exclude_lo < rate.exclude_hi
    return found


@njit(error_model="numpy")
def price_tax_fees(
    bk: Any,
    lane: int,
    ask: Any,
    taxes_minor: int,
    out: Any,
    first: int,
    start: int,
) -> tuple[int, int, int]:
    """Append the percentages on advanced duty and tax to `out`, after the tax stack (C-34).

    `taxes_minor` is what the seller advances, in minor units of the lane's currency; nothing
    advanced costs nothing. `out[first:start]` holds what `price_lane` wrote for the lane, maybe
    beside other lanes' charges. Returns (status, fact, stop) like `price_lane`.
    """
    stop = start
    if bk.lane[lane].priced_by != 0 or taxes_minor <= 0:
        return OK, 0, start
    untaxed = _untaxed(lane, out, first, start)
    for s in range(bk.lane[lane].surcharge_lo, bk.lane[lane].surcharge_hi):
        sur = bk.surcharge[s]
        if sur.basis != PCT_TAXES:
            continue
        passes = untaxed & 1 == 0
        untaxed >>= 1
        if not passes or sur.effect == REFUSE or not surcharge_holds(sur, ask):
            continue
        if not is_asked(bk, lane, s, out, first, stop):
            continue
        basis_pip = minor_to_pip(taxes_minor)
        status, minor, num, den = surcharge_amount(bk, s, ask.day, plain(0), basis_pip)
        if status != OK:
            return status, s, start
        if minor > 0:
            put_surcharge(out, stop, lane, s, minor, plain(0), basis_pip, num, den)
            stop += 1
    return OK, 0, stop


@inner
def _untaxed(lane: int, out: Any, first: int, stop: int) -> int:
    """Return which rows of pct_taxes no piece passes, as the lane's base freight noted."""
    found = 0
    for i in range(first, stop):
        if out[i].lane == lane and out[i].what == WHAT_BASE:
            found = out[i].untaxed
    return found
