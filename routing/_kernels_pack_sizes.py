"""Sizes of a parcel: sides in order, volume, and whether they keep the limits (C-28).

A parcel may reach 10^8 mm along an axis (10,000 units of 10 m laid on each other under no limit),
so a volume can pass 64 bits. Volumes of 2^62 mm3 (4.6 km3) and more all count as 2^62; smaller
ones are exact.
"""

from __future__ import annotations

from typing import Any

from oneprice.core._kernels import UNBOUNDED, inner

# Places in the array of limits.
WEIGHT, LONGEST, SECOND, THIRD, SUM, GIRTH, VOLUME = range(7)
SAFE_SIDE_MM = 1_664_510  # its cube is below 2^62
NOT_SAID = -1


@inner
def product(a: int, b: int) -> int:
    """Return a x b of numbers >= 0, at most 2^62."""
    return a * b if b == 0 or a <= UNBOUNDED // b else UNBOUNDED


@inner
def box_mm3(x: int, y: int, z: int) -> int:
    """Return the volume of a box, at most 2^62."""
    if max(x, y, z) <= SAFE_SIDE_MM:
        return x * y * z
    return product(product(x, y), z)


@inner
def sorted_sides(a: int, b: int, c: int) -> tuple[int, int, int]:
    """Return three sides, longest first."""
    longest = max(a, b, c)
    third = min(a, b, c)
    return longest, a + b + c - longest - third, third


@inner
def keeps_sizes(limits: Any, x: int, y: int, z: int, mm3: int) -> bool:
    """Return whether a parcel of these outer sides and volume keeps the limits of size."""
    longest, second, third = sorted_sides(x, y, z)
    return bool(
        longest <= limits[LONGEST]
        and second <= limits[SECOND]
        and third <= limits[THIRD]
        and longest + second + third <= limits[SUM]
        and longest + 2 * (second + third) <= limits[GIRTH]
        and mm3 <= limits[VOLUME]
    )


@inner
def set_piece(pieces: Any, i: int, weight_g: int, a: int, b: int, c: int) -> None:
    """Write one parcel with its sides sorted; its battery mass is not said."""
    longest, second, third = sorted_sides(a, b, c)
    pieces[i].weight_g = weight_g
    pieces[i].length_mm = longest
    pieces[i].second_mm = second
    pieces[i].third_mm = third
    pieces[i].battery_net_g = NOT_SAID
