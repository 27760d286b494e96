"""Where bricks can lie, and the one order in which a packing is written.

Every brick of a packing can be pushed to the corner until it touches the wall or another brick;
this breaks no limit, and a brick under which nothing may lie on top counts as reaching to the
lid while it moves. So positions and outer sizes can be taken from sums of sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from oneprice.routing.packing import PackedParcel, Placement
from oneprice.solver.packing_bricks import Brick, Sides


class Spot(NamedTuple):
    """Where a brick lies: its parcel, its corner and its extents."""

    parcel: int
    corner: Sides
    extents: Sides


def reach(bricks: Sequence[Brick], axis: int, most_mm: int, *, without: int = -1) -> int:
    """Return the sums of extents along an axis, at most `most_mm`, as bits of a number.

    Each brick adds one of its extents or nothing; the one at `without` adds nothing.
    """
    mask, sums = (1 << (most_mm + 1)) - 1, 1
    for i, brick in enumerate(bricks):
        if i != without:
            grown = sums
            for extent in {stand[axis] for stand in brick.stands}:
                grown |= sums << extent
            sums = grown & mask
    return sums


def values_of(sums: int) -> list[int]:
    """Return the numbers whose bits are set, ascending."""
    return [i for i, bit in enumerate(bin(sums)[:1:-1]) if bit == "1"]


def stands_up(bricks: Sequence[Brick]) -> bool:
    """Return whether the vertical differs from the other axes for some brick."""
    return not all(brick.tips and brick.stackable for brick in bricks)


def outer_size(spots: Sequence[Spot]) -> Sides:
    """Return the largest x, y and z that the bricks of one parcel reach."""
    reached = [max(spot.corner[axis] + spot.extents[axis] for spot in spots) for axis in range(3)]
    return reached[0], reached[1], reached[2]


def parcels_of(bricks: Sequence[Brick], spots: Sequence[Spot]) -> list[PackedParcel]:
    """Return a packing as parcels with their placements."""
    parcels = []
    for p in sorted({spot.parcel for spot in spots}):
        held = [(b, s) for b, s in zip(bricks, spots, strict=True) if s.parcel == p]
        held.sort(key=lambda pair: (pair[1].corner[::-1], pair[0]))  # from the floor up
        longest, second, third = sorted(outer_size([spot for _, spot in held]), reverse=True)
        placed = tuple(Placement(b.line, b.units, *s.corner, *s.extents) for b, s in held)
        weight_g = sum(brick.weight_g for brick, _ in held)
        parcels.append(PackedParcel(weight_g, longest, second, third, placed))
    return parcels


def canonical(bricks: Sequence[Brick], spots: Sequence[Spot]) -> list[Spot]:
    """Return the same packing in the order the model asks for.

    Parcels turned so that x >= y (>= z where nothing has to stand up), numbered by what they
    hold of the first kinds; bricks of one kind by parcel, then along x.
    """
    kinds = list(dict.fromkeys(brick.kind for brick in bricks))
    turned = _turned(spots, upright=stands_up(bricks))
    held = {spot.parcel: [0] * len(kinds) for spot in spots}
    for brick, spot in zip(bricks, spots, strict=True):
        held[spot.parcel][kinds.index(brick.kind)] += 1
    order = sorted(held, key=lambda p: ([-n for n in held[p]], p))
    found: list[Spot] = list(turned)
    for kind in kinds:
        mine = [i for i, brick in enumerate(bricks) if brick.kind == kind]
        theirs = sorted(turned[i]._replace(parcel=order.index(turned[i].parcel)) for i in mine)
        for i, spot in zip(mine, theirs, strict=True):
            found[i] = spot
    return found


def _turned(spots: Sequence[Spot], *, upright: bool) -> list[Spot]:
    """Return spots with each parcel turned, its longest sides along x and y."""
    axes = {}
    for p in {spot.parcel for spot in spots}:
        outer = outer_size([spot for spot in spots if spot.parcel == p])
        free = sorted(range(2 if upright else 3), key=lambda axis: (-outer[axis], axis))
        axes[p] = [*free, 2] if upright else free
    found = []
    for p, corner, extents in spots:
        x, y, z = axes[p]
        place = (corner[x], corner[y], corner[z])
        found.append(Spot(p, place, (extents[x], extents[y], extents[z])))
    return found
