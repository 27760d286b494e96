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
)
from oneprice.carriers._kernels_rate import (
    chargeable,
    find_rate,
    lane_quantity,
    measure_pieces,
    price_base,
    price_freight,
)
from oneprice.carriers._kernels_surcharge import (
    PCT_TAXES,
    REFUSE,
    count_passing,
    minor_to_pip,
    percent_basis,
    put_surcharge,
    surcharge_holds,
    surcharge_quantity,
)
from oneprice.core._kernels import PIPS_PER_MINOR, SATURATION_PIP
from oneprice.core._kernels_status import OK, SURCHARGE_REFUSES

__all__ = [
    "accept_lane",
    "chargeable",
    "check_cargo",
    "check_pieces",
    "find_rate",
    "find_zone",
    "lane_quantity",
    "measure_pieces",
    "price_base",
    "price_lane",
    "price_measured",
    "price_tax_fees",
]

LARGEST_MINOR = SATURATION_PIP // PIPS_PER_MINOR
WHAT_BASE = 0


@njit(error_model="numpy")
def find_zone(bk: Any, zone_set: int, postcode_lo: int, postcode_hi: int) -> tuple[int, int, bool]:
    """Return (zone, service, found) of a postcode in a zone set; without a set zone 0, ok.

    A postcode is the interval of keys of `postcode_key`. A short one that spans areas of
    different zone or service is not found, never guessed.
    """
    if zone_set == 0:
        return 0, 0, True
    i = _last_key(bk, zone_set, postcode_lo)
    first = bk.zone[i]
    if first.zone_set != zone_set or first.key_hi <= postcode_lo:
        return 0, 0, False
    end = first.key_hi
    while end < postcode_hi:
        i += 1
        if i >= len(bk.zone) or bk.zone[i].zone_set != zone_set or bk.zone[i].key_lo != end:
            return 0, 0, False
        if bk.zone[i].zone != first.zone or bk.zone[i].service != first.service:
            return 0, 0, False
        end = bk.zone[i].key_hi
    return first.zone, first.service, True


@njit(error_model="numpy")
def _last_key(bk: Any, zone_set: int, key: int) -> int:
    """Return the last row at or before a key of a zone set (0 if there is none)."""
    lo = 1
    hi = len(bk.zone)
    while lo < hi:
        mid = (lo + hi) // 2
        row = bk.zone[mid]
        if row.zone_set < zone_set or (row.zone_set == zone_set and row.key_lo <= key):
            lo = mid + 1
        else:
            hi = mid
    return lo - 1


@njit(error_model="numpy")
def price_lane(
    bk: Any,
    lane: int,
    zone: int,
    service: int,
    cargo_class: int,
    flags: int,
    day: int,
    pieces: Any,
    n: int,
    goods_lane_minor: int,
    headings: int,
    out: Any,
    start: int,
) -> tuple[int, int, int]:
    """Append base freight and surcharges of a lane to `out` (C-29 to C-34).

    Parameters
    ----------
    zone, service : int
        As `find_zone` gave them.
    cargo_class, flags : int
        Commercial class and flags of the consignment.
    day : int
        Day of sale.
    pieces : PIECE records
        The first `n` are the parcels, sides longest first.
    goods_lane_minor : int
        Declared goods value in minor units of the lane's currency.
    headings : int
        Distinct HS headings.
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
    measured = measure_pieces(bk, lane, pieces, n)
    return price_measured(
        bk, lane, zone, service, cargo_class, flags, day, pieces, n, measured,
        goods_lane_minor, headings, out, start,
    )  # fmt: skip


@njit(error_model="numpy")
def price_measured(
    bk: Any,
    lane: int,
    zone: int,
    service: int,
    cargo_class: int,
    flags: int,
    day: int,
    pieces: Any,
    n: int,
    measured: Any,
    goods_lane_minor: int,
    headings: int,
    out: Any,
    start: int,
) -> tuple[int, int, int]:
    """Do as `price_lane` with given quantities: int64[2, n], actual and volumetric."""
    status, row, billed, q, base_minor = price_freight(
        bk, lane, zone, cargo_class, day, measured, n
    )
    if status != OK:
        return status, billed, start
    _put_base(bk, lane, row, billed, base_minor, out, start)
    stop = start + 1
    running_minor = base_minor
    for s in range(bk.lane[lane].surcharge_lo, bk.lane[lane].surcharge_hi):
        sur = bk.surcharge[s]
        if sur.basis == PCT_TAXES or not surcharge_holds(sur, zone, service, flags, day):
            continue
        passing = count_passing(sur, pieces, n)
        if passing == 0:
            continue
        if sur.effect == REFUSE:
            return SURCHARGE_REFUSES, s, start
        units = surcharge_quantity(bk, lane, s, pieces, n, measured, q, headings, passing)
        basis_pip = percent_basis(sur.basis, base_minor, running_minor, goods_lane_minor)
        if units == 0 and basis_pip == 0:
            continue
        status = put_surcharge(bk, lane, s, day, units, basis_pip, out, stop)
        if status != OK:
            return status, s, start
        if sur.fuelable == 1:
            running_minor += out[stop].amount_minor
        stop += 1
    return OK, 0, stop


@njit(error_model="numpy")
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


@njit(error_model="numpy")
def price_tax_fees(
    bk: Any,
    lane: int,
    service: int,
    day: int,
    zone: int,
    flags: int,
    taxes_minor: int,
    out: Any,
    start: int,
) -> tuple[int, int, int]:
    """Append the percentages on advanced duty and tax to `out`, after the tax stack (C-34).

    `taxes_minor` is what the seller advances, in minor units of the lane's currency; nothing
    advanced costs nothing. Returns (status, fact, stop) like `price_lane`.
    """
    stop = start
    if bk.lane[lane].priced_by != 0 or taxes_minor <= 0:
        return OK, 0, start
    for s in range(bk.lane[lane].surcharge_lo, bk.lane[lane].surcharge_hi):
        sur = bk.surcharge[s]
        if sur.basis != PCT_TAXES or not surcharge_holds(sur, zone, service, flags, day):
            continue
        if sur.effect == REFUSE:
            return SURCHARGE_REFUSES, s, start
        status = put_surcharge(bk, lane, s, day, 0, minor_to_pip(taxes_minor), out, stop)
        if status != OK:
            return status, s, start
        stop += 1
    return OK, 0, stop
