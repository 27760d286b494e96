"""From parcels to the quantity a lane charges (C-29, C-30).

What is measured of n pieces stands in int64[MEASURED_ROWS, >= n], see the rows below. Quantities
are whole units of C-29; volume counts in cubes of the lane's side step (mm3 where it has none).
"""

from __future__ import annotations

from typing import Any

from numba import njit

from oneprice.core._kernels import ceil_div, inner, mul_div, plain, saturate

SCOPE_PIECE = 0
SCOPE_SHIPMENT = 1
SCOPE_EACH = 2
SIDES_NEAREST = 1
QTY_CBM = 2
QTY_RT = 3
QTY_PIECE = 4
QTY_SHIPMENT = 5

ACTUAL = 0
VOLUMETRIC = 1  # by the lane's own divisor
CUBES = 2
LEAST = 3  # minimum of the piece: the lane's, or a larger one by a surcharge that lifts
ALONE = 4  # chargeable quantity of the piece taken alone
LONG = 5  # 1 if the longest side is long enough for volume to count
SHIPMENT_G = 6  # weight of all pieces together
VALUE = 7  # goods value that chooses the rate row, in the lane's value currency
RATE_ROW = 8  # row that prices the piece, 0 before
BASE_MINOR = 9  # base freight of a piece priced alone
GOODS_MINOR = 10  # share of the goods value in the lane's currency, where a surcharge asks for it
KEYS = 11  # scratch of shares
MEASURED_ROWS = 12


@inner
def ceil_ratio(a: int, num: int, den: int) -> int:
    """Return ceil(a * num / den), saturated like C-07."""
    cut, sticky = mul_div(a, num, den)
    return saturate(cut + sticky)


@inner
def _side_steps(row: Any, side_mm: int) -> int:
    """Return a side in steps of the lane, rounded up or to the nearest, a half up (C-29)."""
    if row.side_mode == SIDES_NEAREST:
        halves, _ = mul_div(2 * side_mm, row.side_num, row.side_den)
        return (halves + 1) // 2
    return ceil_ratio(side_mm, row.side_num, row.side_den)


@inner
def piece_cubes(row: Any, piece: Any) -> Any:
    """Return the volume of a piece, each side rounded to the lane's step."""
    a, b, c = piece.length_mm, piece.second_mm, piece.third_mm
    if row.side_num != 1 or row.side_den != 1:
        a = _side_steps(row, a)
        b = _side_steps(row, b)
        c = _side_steps(row, c)
    return a * b * c


@njit(error_model="numpy")
def measure_pieces(bk: Any, lane: int, pieces: Any, n: int, measured: Any) -> None:
    """Fill what is known of each piece before it is priced: quantities, cubes, minimum."""
    row = bk.lane[lane]
    total_g = 0
    for i in range(n):
        total_g += pieces[i].weight_g
    for i in range(n):
        measured[LEAST, i] = row.piece_min_q
        measured[ALONE, i] = 0
        measured[ACTUAL, i] = 1
        measured[VOLUMETRIC, i] = 0
        measured[CUBES, i] = 0
        measured[LONG, i] = 1 if pieces[i].length_mm >= row.dim_min_len_mm else 0
        measured[SHIPMENT_G, i] = total_g
        measured[RATE_ROW, i] = 0
        measured[BASE_MINOR, i] = 0
        if row.qty_kind < QTY_PIECE:
            cubes = piece_cubes(row, pieces[i])
            measured[ACTUAL, i] = ceil_ratio(pieces[i].weight_g, row.weight_num, row.weight_den)
            measured[VOLUMETRIC, i] = ceil_ratio(cubes, row.volume_num, row.volume_den)
            measured[CUBES, i] = cubes


@inner
def volume_of(bk: Any, rate_row: int, measured: Any, i: int) -> Any:
    """Return a piece's volumetric quantity by the row's own divisor, else the lane's."""
    rate = bk.rate[rate_row]
    if rate.own_volume == 0:
        return measured[VOLUMETRIC, i]
    return ceil_ratio(measured[CUBES, i], rate.volume_num, rate.volume_den)


@inner
def mix_volume(row: Any, actual: int, volume: int, cubes: int, long: int) -> int:
    """Return actual and volume as one quantity (C-30).

    Volume counts above the lane's least volume and ratio, and where a side is long enough; then
    the larger of both, or the lane's share of the way from actual to volumetric.
    """
    if long == 0 or volume <= actual or cubes <= row.dim_min_cubes:
        return actual
    if row.dim_min_num != 0:
        most, _ = mul_div(actual, row.dim_min_num, row.dim_min_den)
        if volume <= most:
            return actual
    return saturate(actual + ceil_ratio(volume - actual, row.mix_num, row.mix_den))


@inner
def round_quantity(bk: Any, lane: int, q: int) -> Any:
    """Round up to the first step whose bound holds the quantity (C-30)."""
    row = bk.lane[lane]
    for i in range(row.step_lo, row.step_hi):
        if q <= bk.round_step[i].upto:
            step = bk.round_step[i].step
            return ceil_div(q, step) * step
    return q


@inner
def piece_quantity(bk: Any, lane: int, rate_row: int, measured: Any, i: int) -> Any:
    """Return what one piece counts before the rounding and the minimum of the lane (C-30).

    `rate_row` is the row whose own divisor counts, 0 for that of the lane.
    """
    row = bk.lane[lane]
    volume = volume_of(bk, rate_row, measured, i)
    q = mix_volume(row, measured[ACTUAL, i], volume, measured[CUBES, i], measured[LONG, i])
    q = max(q, measured[LEAST, i])
    if row.piece_step_q > 0:
        q = ceil_div(q, row.piece_step_q) * row.piece_step_q
    return q


@njit(error_model="numpy")
def chargeable(bk: Any, lane: int, rate_row: int, measured: Any, i: int) -> Any:
    """Return the chargeable quantity of one piece taken alone (C-30), see `piece_quantity`."""
    q = piece_quantity(bk, lane, rate_row, measured, i)
    return max(round_quantity(bk, lane, q), bk.lane[lane].min_q)


@inner
def chargeable_each(bk: Any, lane: int, rate_row: int, measured: Any, n: int) -> Any:
    """Return the chargeable quantity of pieces that are made one by one and summed (C-30)."""
    total = 0
    for i in range(n):
        total = saturate(total + piece_quantity(bk, lane, rate_row, measured, i))
    return max(round_quantity(bk, lane, total), bk.lane[lane].min_q)


@inner
def own_actual(row: Any, measured: Any, i: int) -> Any:
    """Return the actual quantity of one piece; by volume it is that, by rt the larger (C-29)."""
    if row.qty_kind == QTY_CBM or row.qty_kind == QTY_RT:
        return max(measured[ACTUAL, i], measured[VOLUMETRIC, i])
    return measured[ACTUAL, i]


@inner
def sum_actual(bk: Any, lane: int, measured: Any, first: int, stop: int) -> int:
    """Return the actual quantity of pieces that are priced together (C-29).

    By rt it is the larger of the sums, in scope each the sum of the larger.
    """
    row = bk.lane[lane]
    if row.qty_kind == QTY_SHIPMENT:
        return min(stop - first, 1)
    actual = 0
    volume = 0
    each = 0
    for i in range(first, stop):
        actual = saturate(actual + measured[ACTUAL, i])
        volume = saturate(volume + measured[VOLUMETRIC, i])
        each = saturate(each + own_actual(row, measured, i))
    if row.weight_scope == SCOPE_EACH:
        return each
    return max(actual, volume) if row.qty_kind == QTY_RT else actual


@inner
def chargeable_shipment(bk: Any, lane: int, rate_row: int, measured: Any, n: int) -> Any:
    """Return the chargeable quantity of pieces that are weighed together (C-30).

    Actual and volumetric quantities and volumes are summed, then compared. Where a piece has a
    minimum, the shipment counts at least the sum of its pieces lifted to theirs.
    """
    row = bk.lane[lane]
    actual = sum_actual(bk, lane, measured, plain(0), n)
    volume = 0
    cubes = 0
    lifted = 0
    least = 0
    long = 0
    for i in range(n):
        volume = saturate(volume + volume_of(bk, rate_row, measured, i))
        cubes = saturate(cubes + measured[CUBES, i])
        lifted = saturate(lifted + max(own_actual(row, measured, i), measured[LEAST, i]))
        least = max(least, measured[LEAST, i])
        long = max(long, measured[LONG, i])
    q = mix_volume(row, actual, volume, cubes, long)
    if least > 0 and row.qty_kind < QTY_PIECE:
        q = max(q, lifted)
    return max(round_quantity(bk, lane, q), row.min_q)
