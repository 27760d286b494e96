"""Sides, volumes and limits of size: at the edge of 64 bits and of each limit (C-28)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numba import njit

from oneprice.core._kernels import UNBOUNDED
from oneprice.core.order_record import PIECE
from oneprice.routing._kernels_pack_sizes import (
    SAFE_SIDE_MM,
    box_mm3,
    keeps_sizes,
    set_piece,
    sorted_sides,
)


@njit(error_model="numpy")
def volume(x: int, y: int, z: int) -> int:
    """Return the volume as kernels see it."""
    return box_mm3(x, y, z)


@njit(error_model="numpy")
def keeps(limits: Any, x: int, y: int, z: int) -> bool:
    """Tell whether sides keep limits, as kernels see it."""
    return keeps_sizes(limits, x, y, z, box_mm3(x, y, z))


@njit(error_model="numpy")
def written(pieces: Any, a: int, b: int, c: int) -> tuple[int, int, int]:
    """Write a parcel and return its sides, as kernels see it."""
    set_piece(pieces, 1, 70, a, b, c)
    return sorted_sides(a, b, c)


@pytest.mark.parametrize(
    "sides",
    [
        (1, 1, 1),
        (SAFE_SIDE_MM, SAFE_SIDE_MM, SAFE_SIDE_MM),
        (SAFE_SIDE_MM + 1, SAFE_SIDE_MM + 1, SAFE_SIDE_MM + 1),
        (2**31, 2**31, 1),
        (2**31, 2**31, 2),
        (2**21, 2**21, 2**20),
        (2**21, 2**21, 2**20 - 1),
        (10**8, 10**8, 10**8),
        (10**8, 10**4, 10**4),
        (10**4, 10**8, 10**6),
    ],
)
def test_volumes_are_exact_up_to_2_62(sides: tuple[int, int, int]) -> None:
    """A volume is the product of the sides, and 2^62 where that is more."""
    for turn in (sides, sides[::-1], (sides[1], sides[2], sides[0])):
        assert volume(*turn) == min(2**62, sides[0] * sides[1] * sides[2])


@pytest.mark.parametrize(
    ("place", "limit"), [(1, 30), (2, 20), (3, 10), (4, 60), (5, 90), (6, 6000)]
)
@pytest.mark.parametrize("sides", [(30, 20, 10), (10, 30, 20), (20, 10, 30)])
def test_each_limit_at_and_below(place: int, limit: int, sides: tuple[int, int, int]) -> None:
    """Sides in any order keep a limit that is just theirs, and none that is one less."""
    limits = np.full(7, UNBOUNDED)
    limits[place] = limit
    assert keeps(limits, *sides)
    limits[place] = limit - 1
    assert not keeps(limits, *sides)


@pytest.mark.parametrize(
    "sides", [(3, 2, 1), (1, 2, 3), (2, 3, 1), (2, 2, 1), (1, 2, 2), (5, 5, 5)]
)
def test_a_parcel_is_written_longest_side_first(sides: tuple[int, int, int]) -> None:
    """Sides are told in falling order, the weight as it is, the battery mass as not said."""
    pieces = np.zeros(2, PIECE).view(np.recarray)
    ranked = tuple(sorted(sides, reverse=True))
    assert written(pieces, *sides) == ranked
    assert pieces.tolist() == [(0,) * 7, (70, *ranked, -1, 0, 0)]
