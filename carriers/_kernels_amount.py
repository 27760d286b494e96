"""What a surcharge comes to: what it counts, its amount, its line (C-34, step 5).

Money is pips unless the name says minor.
"""

from __future__ import annotations

from typing import Any

from oneprice.carriers._kernels_quantity import ALONE, BASE_MINOR, GOODS_MINOR, RATE_ROW, own_actual
from oneprice.carriers._kernels_rate import LARGEST_MINOR, round_minor, share_goods
from oneprice.carriers._kernels_surcharge import (
    MEASURE_NONE,
    MEASURE_SHIPMENT,
    is_excluded,
    piece_passes,
)
from oneprice.core._kernels import (
    PIPS_PER_MINOR,
    SATURATION_PIP,
    inner,
    mul_div,
    plain,
    price_row,
    saturate,
)
from oneprice.core._kernels_status import AMOUNT_TOO_LARGE, NO_INDEX, OK

PER_SHIPMENT = 1
PER_PIECE = 2
PER_KG = 3
PCT_BASE = 4
PCT_RUNNING = 5
PCT_DECLARED = 6
PER_HS_LINE = 7
PCT_TAXES = 8
PER_ACTUAL = 9

FOR_EACH = 1  # column `per`
WHAT_SURCHARGE = 1


@inner
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


@inner
def surcharge_rate(bk: Any, row: int, day: int) -> tuple[int, int, int]:
    """Return (status, num, den) of a surcharge's rate, taken from its index if it has one."""
    sur = bk.surcharge[row]
    if sur.index == 0:
        return OK, sur.num, sur.den
    found = find_index(bk, sur.index, day)
    if found == 0:
        return NO_INDEX, 0, 1
    return OK, bk.index[found].num, bk.index[found].den


@inner
def surcharge_amount(
    bk: Any, row: int, day: int, quantity: int, basis_pip: int
) -> tuple[int, int, int, int]:
    """Return (status, minor units, num, den) of one surcharge.

    A percentage is taken of `basis_pip` (then `quantity` is 0), all else of `quantity`. Bounded,
    multiplied by the probability and cut, then rounded as the lane rounds (C-33, C-34).
    """
    sur = bk.surcharge[row]
    status, num, den = surcharge_rate(bk, row, day)
    if status != OK:
        return status, 0, 0, 1
    x = basis_pip if quantity == 0 else quantity
    low, high = sur.min_pip, sur.max_pip
    pip, sticky = price_row(x, 0, num, den, sur.free_units, sur.step_q, low, high)
    if sur.prob_num != sur.prob_den and pip < SATURATION_PIP:
        pip, lost = mul_div(pip, sur.prob_num, sur.prob_den)
        sticky |= lost
    if pip >= SATURATION_PIP or x >= SATURATION_PIP:
        return AMOUNT_TOO_LARGE, 0, num, den
    return OK, round_minor(bk.lane[sur.lane], pip, sticky), num, den


@inner
def put_surcharge(
    out: Any, at: int, lane: int, row: int, minor: int, units: int, basis_pip: int,
    num: int, den: int,
) -> None:  # fmt: skip
    """Write one surcharge into `out[at]`."""
    charge = out[at]
    charge.what = WHAT_SURCHARGE
    charge.lane = lane
    charge.row = row
    charge.quantity = units
    charge.amount_minor = minor
    charge.basis_pip = basis_pip
    charge.num = num
    charge.den = den
    charge.untaxed = 0


@inner
def minor_to_pip(amount_minor: int) -> int:
    """Return minor units as pips, saturated (C-07)."""
    return min(amount_minor, LARGEST_MINOR + 1) * PIPS_PER_MINOR


@inner
def _percent_basis(basis: int, base_minor: int, running_minor: int, goods_minor: int) -> int:
    """Return what a percentage is taken of, in pips; 0 for other kinds."""
    if basis == PCT_BASE:
        return minor_to_pip(base_minor)
    if basis == PCT_RUNNING:
        return minor_to_pip(running_minor)
    if basis == PCT_DECLARED:
        return minor_to_pip(goods_minor)
    return 0


@inner
def _piece_quantity(row: Any, basis: int, measured: Any, i: int) -> Any:
    """Return the units that a surcharge counts of one piece; 0 for percentages and headings."""
    if basis == PER_KG:
        return measured[ALONE, i]
    if basis == PER_ACTUAL:
        return own_actual(row, measured, i)
    return 1 if basis in (PER_SHIPMENT, PER_PIECE) else 0


@inner
def _surcharge_quantity(
    bk: Any, s: int, ask: Any, pieces: Any, n: int, measured: Any, shipment_q: int, passing: int
) -> Any:
    """Return the units that a surcharge counts of a shipment; 0 for percentages and free ones.

    Kilograms are those of the shipment where no measure of a piece is asked and all pieces pass,
    else of the passing pieces, each taken alone, and at most those of the shipment.
    """
    sur = bk.surcharge[s]
    if sur.basis == PER_SHIPMENT:
        return 1
    units = 0
    if sur.basis == PER_PIECE:
        units = passing
    elif sur.basis == PER_HS_LINE:
        units = ask.headings
    elif sur.basis == PER_KG and passing == n and _asks_no_piece(sur):
        units = shipment_q
    elif sur.basis == PER_KG or sur.basis == PER_ACTUAL:
        for i in range(n):
            if piece_passes(bk, sur, pieces, measured, i):
                own = _piece_quantity(bk.lane[sur.lane], sur.basis, measured, i)
                units = saturate(units + own)
        if sur.basis == PER_KG:
            units = min(units, shipment_q)
    return units if units > sur.free_units else 0


@inner
def _asks_no_piece(sur: Any) -> Any:
    """Tell whether a row asks no measure of a piece."""
    first = sur.measure == MEASURE_NONE or sur.measure == MEASURE_SHIPMENT
    return first and (sur.and_measure == MEASURE_NONE or sur.and_measure == MEASURE_SHIPMENT)


@inner
def price_surcharge(
    bk: Any, s: int, ask: Any, pieces: Any, n: int, measured: Any, shipment_q: int, passing: int,
    base_minor: int, running_minor: int,
) -> tuple[int, int, int, int, int, int]:  # fmt: skip
    """Return (status, minor units, units counted, basis in pips, num, den) of a surcharge.

    What counts nothing costs nothing and asks for no index.
    """
    sur = bk.surcharge[s]
    if sur.per == FOR_EACH:
        return _price_each(bk, s, ask, pieces, n, measured, shipment_q)
    units = _surcharge_quantity(bk, s, ask, pieces, n, measured, shipment_q, passing)
    basis_pip = _percent_basis(sur.basis, base_minor, running_minor, ask.goods_minor)
    if units == 0 and basis_pip == 0:
        return OK, 0, 0, 0, 0, 1
    status, minor, num, den = surcharge_amount(bk, s, ask.day, units, basis_pip)
    return status, minor, units, basis_pip, num, den


@inner
def _price_each(
    bk: Any, s: int, ask: Any, pieces: Any, n: int, measured: Any, shipment_q: int
) -> tuple[int, int, int, int, int, int]:
    """Return the sum of a surcharge that is made for each passing piece, like the one above."""
    sur = bk.surcharge[s]
    if sur.basis == PCT_DECLARED:
        share_goods(ask.goods_minor, pieces, n, measured, plain(GOODS_MINOR))
    total_minor, total_units, total_pip = 0, 0, 0
    last_num, last_den = 0, 1
    for i in range(n):
        if not piece_passes(bk, sur, pieces, measured, i):
            continue
        units = _piece_quantity(bk.lane[sur.lane], sur.basis, measured, i)
        if sur.basis == PER_KG:
            units = min(units, shipment_q)
        base_minor, goods_minor = measured[BASE_MINOR, i], measured[GOODS_MINOR, i]
        basis_pip = _percent_basis(sur.basis, base_minor, plain(0), goods_minor)
        if units <= sur.free_units and basis_pip == 0:
            continue
        status, minor, num, den = surcharge_amount(bk, s, ask.day, units, basis_pip)
        if status != OK:
            return status, 0, 0, 0, num, den
        total_minor += minor
        total_units = saturate(total_units + units)
        total_pip = saturate(total_pip + basis_pip)
        last_num, last_den = num, den
    if total_minor > LARGEST_MINOR:
        return AMOUNT_TOO_LARGE, 0, 0, 0, last_num, last_den
    return OK, total_minor, total_units, total_pip, last_num, last_den


@inner
def excluded_minor(bk: Any, code: int, n: int, measured: Any) -> int:
    """Return the base freight of pieces priced alone that are not subject to a code."""
    minor = 0
    for i in range(n):
        if is_excluded(bk, measured[RATE_ROW, i], code):
            minor += measured[BASE_MINOR, i]
    return minor


@inner
def is_asked(bk: Any, lane: int, row: int, out: Any, first: int, stop: int) -> Any:
    """Tell whether what a surcharge requires was charged on the lane before (C-34).

    `out[first:stop]` holds the lane's base freight and the surcharges before, maybe beside those
    of other lanes.
    """
    sur = bk.surcharge[row]
    met = sur.requires == 0
    for i in range(first, stop):
        charge = out[i]
        if charge.lane == lane and charge.what == WHAT_SURCHARGE:
            met = met or bk.surcharge[charge.row].code == sur.requires
    return met
