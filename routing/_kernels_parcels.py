"""Parcels of a consignment: the caller's own, or units stacked under the lanes' limits (C-28)."""

from __future__ import annotations

from typing import Any

from numba import njit

from oneprice.core._kernels import UNBOUNDED

MAX_PARCELS = 500


@njit(error_model="numpy")
def tightest_limits(bk: Any, route: int, limits: Any) -> None:
    """Fill limits: piece weight, longest, second, sum of sides, girth over a route's lanes."""
    for i in range(5):
        limits[i] = UNBOUNDED
    for leg in range(bk.route[route].leg_lo, bk.route[route].leg_hi):
        lane = bk.lane[bk.route_leg[leg].lane]
        limits[0] = min(limits[0], lane.max_piece_g)
        limits[1] = min(limits[1], lane.max_len_mm)
        limits[2] = min(limits[2], lane.max_second_mm)
        limits[3] = min(limits[3], lane.max_sum_mm)
        limits[4] = min(limits[4], lane.max_girth_mm)


@njit(error_model="numpy")
def sorted_sides(a: int, b: int, c: int) -> tuple[int, int, int]:
    """Return three sides, longest first."""
    longest = max(a, b, c)
    third = min(a, b, c)
    return longest, a + b + c - longest - third, third


@njit(error_model="numpy")
def fits(weight_g: int, a: int, b: int, c: int, limits: Any) -> bool:
    """Return whether a parcel of these sides keeps all limits."""
    longest, second, third = sorted_sides(a, b, c)
    return bool(
        weight_g <= limits[0]
        and longest <= limits[1]
        and second <= limits[2]
        and longest + second + third <= limits[3]
        and longest + 2 * (second + third) <= limits[4]
    )


@njit(error_model="numpy")
def set_piece(pieces: Any, i: int, weight_g: int, a: int, b: int, c: int) -> None:
    """Write one parcel with its sides sorted."""
    longest, second, third = sorted_sides(a, b, c)
    pieces[i].weight_g = weight_g
    pieces[i].length_mm = longest
    pieces[i].second_mm = second
    pieces[i].third_mm = third


@njit(error_model="numpy")
def own_parcels(od: Any, parcels: Any, pieces: Any) -> int:
    """Take the caller's parcels as they are; return their number."""
    n = od.parcel_hi - od.parcel_lo
    for i in range(n):
        piece = parcels[od.parcel_lo + i]
        set_piece(pieces, i, piece.weight_g, piece.length_mm, piece.second_mm, piece.third_mm)
    return int(n)


@njit(error_model="numpy")
def pack(lines: Any, sel: Any, n: int, limits: Any, pieces: Any) -> int:
    """Stack units into parcels; return their number, or -1 when there would be too many.

    A unit that alone breaks a limit gets a parcel of its own, which the lane then refuses.
    """
    count = 0
    weight_g, length_mm, width_mm, height_mm = 0, 0, 0, 0
    for s in range(n):
        unit = lines[sel[s]]
        for _ in range(unit.quantity):
            w = weight_g + unit.weight_g
            a = max(length_mm, unit.length_mm)
            b = max(width_mm, unit.second_mm)
            c = height_mm + unit.third_mm
            if weight_g > 0 and not fits(w, a, b, c, limits):
                if count == MAX_PARCELS - 1:
                    return -1
                set_piece(pieces, count, weight_g, length_mm, width_mm, height_mm)
                count += 1
                w, a, b, c = unit.weight_g, unit.length_mm, unit.second_mm, unit.third_mm
            weight_g, length_mm, width_mm, height_mm = w, a, b, c
    set_piece(pieces, count, weight_g, length_mm, width_mm, height_mm)
    return count + 1
