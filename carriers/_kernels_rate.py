"""From parcels to base freight: quantity, chargeable quantity, rate row, price (C-29 to C-33).

Quantities are whole units of C-29, money pips unless the name says minor.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from oneprice.core._kernels import (
    PIPS_PER_MINOR,
    SATURATION_PIP,
    ceil_div,
    mul_div,
    price_row,
    saturate,
    to_minor,
)
from oneprice.core._kernels_status import AMOUNT_TOO_LARGE, NO_RATE, OK

SCOPE_SHIPMENT = 1
QTY_PIECE = 4
QTY_SHIPMENT = 5
BAND_ACTUAL = 1
LARGEST_MINOR = SATURATION_PIP // PIPS_PER_MINOR


@njit(error_model="numpy")
def ceil_ratio(a: int, num: int, den: int) -> int:
    """Return ceil(a * num / den), saturated like C-07."""
    cut, sticky = mul_div(a, num, den)
    return saturate(cut + sticky)


@njit(error_model="numpy")
def lane_quantity(bk: Any, lane: int, piece: Any) -> tuple[int, int]:
    """Return (actual, volumetric) quantity of one piece in the lane's units (C-29)."""
    row = bk.lane[lane]
    if row.qty_kind >= QTY_PIECE:
        return 1, 0
    volume_mm3 = piece.length_mm * piece.second_mm * piece.third_mm
    actual = ceil_ratio(piece.weight_g, row.weight_num, row.weight_den)
    return actual, ceil_ratio(volume_mm3, row.volume_num, row.volume_den)


@njit(error_model="numpy")
def measure_pieces(bk: Any, lane: int, pieces: Any, n: int) -> Any:
    """Return int64[2, n]: actual and volumetric quantity of each piece."""
    measured = np.empty((2, n), np.int64)
    for i in range(n):
        actual, volume = lane_quantity(bk, lane, pieces[i])
        measured[0, i] = actual
        measured[1, i] = volume
    return measured


@njit(error_model="numpy")
def mix_volume(bk: Any, lane: int, actual: int, volume: int) -> int:
    """Return the larger of both, or the lane's share of the way from actual to volumetric."""
    if volume <= actual:
        return actual
    row = bk.lane[lane]
    return saturate(actual + ceil_ratio(volume - actual, row.mix_num, row.mix_den))


@njit(error_model="numpy")
def round_quantity(bk: Any, lane: int, q: int) -> Any:
    """Round up to the first step whose bound holds the quantity (C-30)."""
    row = bk.lane[lane]
    for i in range(row.step_lo, row.step_hi):
        if q <= bk.round_step[i].upto:
            step = bk.round_step[i].step
            return ceil_div(q, step) * step
    return q


@njit(error_model="numpy")
def chargeable(bk: Any, lane: int, actual: int, volume: int) -> Any:
    """Return the chargeable quantity of one piece travelling alone (C-30)."""
    row = bk.lane[lane]
    q = max(mix_volume(bk, lane, actual, volume), row.piece_min_q)
    return max(round_quantity(bk, lane, q), row.min_q)


@njit(error_model="numpy")
def chargeable_shipment(bk: Any, lane: int, measured: Any, n: int) -> tuple[int, int]:
    """Return (chargeable, actual) quantity of pieces that are weighed together (C-30).

    Actual and volumetric quantities are summed, then compared. Where the lane has a minimum per
    piece, the shipment counts at least the sum of its pieces lifted to that minimum.
    """
    row = bk.lane[lane]
    actual = 0
    volume = 0
    lifted = 0
    for i in range(n):
        actual = saturate(actual + measured[0, i])
        volume = saturate(volume + measured[1, i])
        lifted = saturate(lifted + max(measured[0, i], row.piece_min_q))
    if row.qty_kind == QTY_SHIPMENT:
        actual = min(actual, 1)
        lifted = actual
    q = max(mix_volume(bk, lane, actual, volume), lifted)
    return max(round_quantity(bk, lane, q), row.min_q), actual


@njit(error_model="numpy")
def find_rate(bk: Any, lane: int, zone: int, cargo_class: int, day: int, q: int) -> int:
    """Return the rate row that holds a quantity on a day, or 0 (C-31).

    Exact zone and class win over any (0), the zone first.
    """
    for k in range(4):
        if (k >= 2 and zone == 0) or (k % 2 == 1 and cargo_class == 0):
            continue
        row_zone = zone if k < 2 else 0
        row_class = cargo_class if k % 2 == 0 else 0
        row = _find_band(bk, lane, row_zone, row_class, day, q)
        if row != 0:
            return row
    return 0


@njit(error_model="numpy")
def _find_band(bk: Any, lane: int, zone: int, cargo_class: int, day: int, q: int) -> int:
    """Return the row of exactly this zone and class that holds q on the day, or 0."""
    lo = bk.lane[lane].rate_lo
    hi = bk.lane[lane].rate_hi
    first = lo
    while lo < hi:
        mid = (lo + hi) // 2
        rate = bk.rate[mid]
        below = rate.zone < zone or (rate.zone == zone and rate.cargo_class < cargo_class)
        if below or (rate.zone == zone and rate.cargo_class == cargo_class and rate.lo <= q):
            lo = mid + 1
        else:
            hi = mid
    for i in range(lo - 1, first - 1, -1):
        rate = bk.rate[i]
        if rate.zone != zone or rate.cargo_class != cargo_class:
            return 0
        if rate.from_day <= day < rate.to_day and _holds(rate, q):
            return i
    return 0


@njit(error_model="numpy")
def _holds(rate: Any, q: int) -> Any:
    """Tell whether a band holds q: `(]`, where lo = 0 also holds 0, or `[)` (C-31)."""
    if rate.half_open == 1:
        return rate.lo <= q < rate.hi
    return q <= rate.hi and (q > rate.lo or (q == 0 and rate.lo == 0))


@njit(error_model="numpy")
def _price_at(bk: Any, row: int, q: int) -> tuple[int, int]:
    """Return the cut amount and sticky bit of a rate row at q."""
    rate = bk.rate[row]
    low, high = rate.min_pip, rate.max_pip
    return price_row(q, rate.base_pip, rate.num, rate.den, rate.q0, rate.step, low, high)


@njit(error_model="numpy")
def price_base(
    bk: Any, lane: int, zone: int, cargo_class: int, day: int, q: int, band_q: int
) -> tuple[int, int, int, int]:
    """Return (status, rate row, billed quantity, amount in minor units) of one quantity.

    Parameters
    ----------
    q, band_q : int
        Chargeable quantity, and the quantity that chooses the band.

    Notes
    -----
    With `next_break` each higher band of the same zone and class is tried at its `lo` and the
    lowest price taken (C-32). Rounded half up to one minor unit (C-33). On NO_RATE the third
    value is the quantity that found no band.
    """
    row = find_rate(bk, lane, zone, cargo_class, day, band_q)
    if row == 0:
        return NO_RATE, 0, band_q, 0
    billed = max(q, bk.rate[row].min_q)
    pip, sticky = _price_at(bk, row, billed)
    if bk.lane[lane].next_break == 1:
        row, billed, pip, sticky = _next_break(bk, lane, row, day, billed, pip, sticky)
    if pip >= SATURATION_PIP:
        return AMOUNT_TOO_LARGE, row, billed, 0
    return OK, row, billed, to_minor(pip, sticky)


@njit(error_model="numpy")
def _next_break(
    bk: Any, lane: int, own: int, day: int, billed: int, pip: int, sticky: int
) -> tuple[int, int, int, int]:
    """Return row, quantity and price of the cheapest of a row and those above it."""
    best = own
    for i in range(own + 1, bk.lane[lane].rate_hi):
        rate = bk.rate[i]
        if rate.zone != bk.rate[own].zone or rate.cargo_class != bk.rate[own].cargo_class:
            break
        if rate.lo < bk.rate[own].hi or day < rate.from_day or day >= rate.to_day:
            continue
        q = max(rate.lo, rate.min_q)
        other, rest = _price_at(bk, i, q)
        if other < pip or (other == pip and rest < sticky):
            best, billed, pip, sticky = i, q, other, rest
    return best, billed, pip, sticky


@njit(error_model="numpy")
def price_freight(
    bk: Any, lane: int, zone: int, cargo_class: int, day: int, measured: Any, n: int
) -> tuple[int, int, int, int, int]:
    """Return (status, rate row, billed quantity, chargeable quantity, amount in minor units).

    Scope shipment: one price. Scope piece: each piece is rated alone, its price rounded, and the
    prices are summed; the row is that of the first piece. With a status the third value is its
    fact.
    """
    if bk.lane[lane].weight_scope == SCOPE_SHIPMENT:
        q, actual = chargeable_shipment(bk, lane, measured, n)
        band_q = _band_quantity(bk, lane, q, actual)
        status, row, billed, minor = price_base(bk, lane, zone, cargo_class, day, q, band_q)
        return status, row, billed, q, minor
    first = 0
    total_q = 0
    total_billed = 0
    total_minor = 0
    for i in range(n):
        q = chargeable(bk, lane, measured[0, i], measured[1, i])
        band_q = _band_quantity(bk, lane, q, measured[0, i])
        status, row, billed, minor = price_base(bk, lane, zone, cargo_class, day, q, band_q)
        if status != OK:
            return status, row, billed, q, 0
        first = row if i == 0 else first
        total_q = saturate(total_q + q)
        total_billed = saturate(total_billed + billed)
        total_minor += minor
    if total_minor > LARGEST_MINOR:
        return AMOUNT_TOO_LARGE, first, total_billed, total_q, 0
    return OK, first, total_billed, total_q, total_minor


@njit(error_model="numpy")
def _band_quantity(bk: Any, lane: int, q: int, actual: int) -> Any:
    """Return the quantity that chooses the band: chargeable, or actual rounded alike (C-31)."""
    if bk.lane[lane].band_basis == BAND_ACTUAL:
        return round_quantity(bk, lane, actual)
    return q
