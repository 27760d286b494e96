"""Surcharges: which apply, to how much, and what they come to (C-34).

Money is pips unless the name says minor.
"""

from __future__ import annotations

from typing import Any

from numba import njit

from oneprice.carriers._kernels_rate import LARGEST_MINOR, chargeable
from oneprice.core._kernels import PIPS_PER_MINOR, SATURATION_PIP, price_row, saturate, to_minor
from oneprice.core._kernels_status import AMOUNT_TOO_LARGE, NO_INDEX, OK

PER_SHIPMENT = 1
PER_PIECE = 2
PER_KG = 3
PCT_BASE = 4
PCT_RUNNING = 5
PCT_DECLARED = 6
PER_HS_LINE = 7
PCT_TAXES = 8

MEASURE_NONE = 0
MEASURE_LONGEST = 1
MEASURE_SECOND = 2
MEASURE_GIRTH = 3
MEASURE_WEIGHT = 4
MEASURE_VOLUME = 5
MEASURE_SHIPMENT = 6

OP_ABOVE = 1
OP_AT_LEAST = 2
OP_BELOW = 3

ANY_SERVICE = -1
REFUSE = 1
WHAT_SURCHARGE = 1


@njit(error_model="numpy")
def surcharge_holds(sur: Any, zone: int, service: int, flags: int, day: int) -> Any:
    """Tell whether a surcharge holds for a day, zone, service and the goods' flags."""
    if day < sur.from_day or day >= sur.to_day:
        return False
    if sur.when_zone != 0 and sur.when_zone != zone:
        return False
    if sur.when_service != ANY_SERVICE and sur.when_service != service:
        return False
    return sur.when_mask == 0 or sur.when_mask & flags != 0


@njit(error_model="numpy")
def _compares(op: int, value: int, threshold: int) -> bool:
    if op == OP_ABOVE:
        return value > threshold
    if op == OP_AT_LEAST:
        return value >= threshold
    if op == OP_BELOW:
        return value < threshold
    return value <= threshold


@njit(error_model="numpy")
def _measure(measure: int, piece: Any) -> Any:
    """Return a piece's measure in mm, g or mm3."""
    if measure == MEASURE_LONGEST:
        return piece.length_mm
    if measure == MEASURE_SECOND:
        return piece.second_mm
    if measure == MEASURE_GIRTH:
        return piece.length_mm + 2 * (piece.second_mm + piece.third_mm)
    if measure == MEASURE_WEIGHT:
        return piece.weight_g
    return piece.length_mm * piece.second_mm * piece.third_mm


@njit(error_model="numpy")
def piece_passes(sur: Any, piece: Any) -> bool:
    """Tell whether one piece meets the condition; without a piece condition all do."""
    if sur.measure == MEASURE_NONE or sur.measure == MEASURE_SHIPMENT:
        return True
    return _compares(sur.op, _measure(sur.measure, piece), sur.threshold)


@njit(error_model="numpy")
def count_passing(sur: Any, pieces: Any, n: int) -> int:
    """Return how many pieces pass; with a shipment condition all or none."""
    if sur.measure == MEASURE_SHIPMENT:
        total = 0
        for i in range(n):
            total += pieces[i].weight_g
        return n if _compares(sur.op, total, sur.threshold) else 0
    count = 0
    for i in range(n):
        if piece_passes(sur, pieces[i]):
            count += 1
    return count


@njit(error_model="numpy")
def _passing_quantity(
    bk: Any, lane: int, sur: Any, pieces: Any, n: int, measured: Any, shipment_q: int
) -> int:
    """Return the chargeable quantity of the passing pieces, each taken alone.

    Without a piece condition it is that of the shipment.
    """
    if sur.measure == MEASURE_NONE or sur.measure == MEASURE_SHIPMENT:
        return shipment_q
    total = 0
    for i in range(n):
        if piece_passes(sur, pieces[i]):
            total = saturate(total + chargeable(bk, lane, measured[0, i], measured[1, i]))
    return total


@njit(error_model="numpy")
def find_index(bk: Any, index: int, day: int) -> int:
    """Return the row of an index that holds on a day, or 0."""
    lo = 1
    hi = len(bk.index)
    while lo < hi:
        mid = (lo + hi) // 2
        row = bk.index[mid]
        if row.index < index or (row.index == index and row.from_day <= day):
            lo = mid + 1
        else:
            hi = mid
    found = lo - 1
    return found if bk.index[found].index == index and day < bk.index[found].to_day else 0


@njit(error_model="numpy")
def surcharge_rate(bk: Any, row: int, day: int) -> tuple[int, int, int]:
    """Return (status, num, den) of a surcharge's rate, taken from its index if it has one."""
    sur = bk.surcharge[row]
    if sur.index == 0:
        return OK, sur.num, sur.den
    found = find_index(bk, sur.index, day)
    if found == 0:
        return NO_INDEX, 0, 1
    return OK, bk.index[found].num, bk.index[found].den


@njit(error_model="numpy")
def put_surcharge(
    bk: Any, lane: int, row: int, day: int, quantity: int, basis_pip: int, out: Any, at: int
) -> int:
    """Write one surcharge into `out[at]`, rounded half up to one minor unit; return a status.

    A percentage is taken of `basis_pip` (then `quantity` is 0), all else of `quantity`.
    """
    sur = bk.surcharge[row]
    status, num, den = surcharge_rate(bk, row, day)
    if status != OK:
        return status
    x = basis_pip if quantity == 0 else quantity
    low, high = sur.min_pip, sur.max_pip
    pip, sticky = price_row(x, 0, num, den, sur.free_units, 0, low, high)
    if pip >= SATURATION_PIP or x >= SATURATION_PIP:
        return AMOUNT_TOO_LARGE
    charge = out[at]
    charge.what = WHAT_SURCHARGE
    charge.lane = lane
    charge.row = row
    charge.quantity = quantity
    charge.amount_minor = to_minor(pip, sticky)
    charge.basis_pip = basis_pip
    charge.num = num
    charge.den = den
    return OK


@njit(error_model="numpy")
def minor_to_pip(amount_minor: int) -> int:
    """Return minor units as pips, saturated (C-07)."""
    return min(amount_minor, LARGEST_MINOR + 1) * PIPS_PER_MINOR


@njit(error_model="numpy")
def percent_basis(basis: int, base_minor: int, running_minor: int, goods_lane_minor: int) -> int:
    """Return what a percentage is taken of, in pips; 0 for other kinds."""
    if basis == PCT_BASE:
        return minor_to_pip(base_minor)
    if basis == PCT_RUNNING:
        return minor_to_pip(running_minor)
    if basis == PCT_DECLARED:
        return minor_to_pip(goods_lane_minor)
    return 0


@njit(error_model="numpy")
def surcharge_quantity(
    bk: Any,
    lane: int,
    row: int,
    pieces: Any,
    n: int,
    measured: Any,
    shipment_q: int,
    headings: int,
    passing: int,
) -> int:
    """Return the units a surcharge counts; 0 for percentages and free headings."""
    sur = bk.surcharge[row]
    if sur.basis == PER_SHIPMENT:
        return 1
    if sur.basis == PER_PIECE:
        return passing
    if sur.basis == PER_KG:
        return _passing_quantity(bk, lane, sur, pieces, n, measured, shipment_q)
    if sur.basis == PER_HS_LINE and headings > sur.free_units:
        return headings
    return 0
