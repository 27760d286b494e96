"""How few parcels any packing could need (C-59), and the most that one parcel can hold."""

from __future__ import annotations

from typing import Any

from oneprice.core._kernels import UNBOUNDED, ceil_div, inner
from oneprice.routing._kernels_pack_sizes import (
    GIRTH,
    LONGEST,
    SECOND,
    SUM,
    THIRD,
    VOLUME,
    WEIGHT,
    box_mm3,
    product,
)

# A cube of this side is below 2^63, and the parcel it stands for holds more than the 10^16 mm3
# that 10,000 units of 10 m can fill: a larger limit asks for nothing more.
LARGEST_MM = 2_000_000


@inner
def most_mm3(limits: Any) -> int:
    """Return the largest volume that the limits of size leave a parcel, 2^62 without any (C-59).

    With a sum of sides s the largest box is the cube of s / 3; with a girth g, as
    l + 2 w + 2 h = g, it is g / 3 long and g / 6 wide and high: g^3 / 108.
    """
    room = limits[VOLUME]
    if limits[LONGEST] < UNBOUNDED:
        second = limits[SECOND] if limits[SECOND] < UNBOUNDED else limits[LONGEST]
        third = limits[THIRD] if limits[THIRD] < UNBOUNDED else second
        room = min(room, product(product(limits[LONGEST], second), third))
    if limits[SUM] < LARGEST_MM:
        room = min(room, limits[SUM] * limits[SUM] * limits[SUM] // 27)
    if limits[GIRTH] < LARGEST_MM:
        room = min(room, limits[GIRTH] * limits[GIRTH] * limits[GIRTH] // 108)
    return int(room)


@inner
def parcels_at_least(lines: Any, sel: Any, n: int, wk: Any) -> int:
    """Return the fewest parcels that any packing of the selected lines can need (C-59).

    Parameters
    ----------
    lines, sel, n
        LINE records of the order, and which n of them travel.
    wk
        `limits`, `load`, `load_limit` and `load_count` of the route, as for `pack`.
    """
    weight_g, mm3, heavy = 0, 0, 0
    for s in range(n):
        unit = lines[sel[s]]
        weight_g += unit.quantity * unit.weight_g
        mm3 += unit.quantity * box_mm3(unit.length_mm, unit.second_mm, unit.third_mm)
        if 2 * unit.weight_g > wk.limits[WEIGHT]:
            heavy += unit.quantity
    least = max(1, heavy)
    least = max(least, _shares(weight_g, wk.limits[WEIGHT]))
    least = max(least, _shares(mm3, most_mm3(wk.limits)))
    for j in range(wk.load_count[0]):
        load = 0
        for s in range(n):
            load += lines[sel[s]].quantity * wk.load[s, j]
        least = max(least, _shares(load, wk.load_limit[j]))
    return least


@inner
def _shares(total: int, limit: int) -> int:
    """Return ceil(total / limit); a limit of 0, which only refused goods pass, counts as 1."""
    return ceil_div(total, max(1, limit))
