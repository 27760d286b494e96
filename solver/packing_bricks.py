"""What the exact packing moves: bricks, how they can stand, and which exclude each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from oneprice.routing.packing import Goods, Limits, PackedParcel
from oneprice.routing.packing_check import first_broken_limit

Sides = tuple[int, int, int]


class Brick(NamedTuple):
    """Units of one line that move as one; nearly always a single unit (C-28.1)."""

    weight_g: int
    stands: tuple[Sides, ...]  # extents along (x, y, z), each once, the first of C-28.4 first
    stackable: bool
    tips: bool  # may lie on any side
    together: int
    loads: tuple[int, ...]
    line: int
    units: int

    @property
    def kind(self) -> tuple[object, ...]:
        """Return all that matters to the packing: bricks of one kind can change places."""
        return self[:-2]

    @property
    def volume_mm3(self) -> int:
        """Return the volume of the brick."""
        a, b, c = self.stands[0]
        return a * b * c


def bricks_like(goods: Sequence[Goods], parcels: Iterable[PackedParcel]) -> list[Brick]:
    """Return the bricks of a packing in the order of the model."""
    by_line = {item.line: item for item in goods}
    bricks = [
        brick_of(by_line[place.line], place.units)
        for parcel in parcels
        for place in parcel.placements
    ]
    return in_order(bricks)


def in_order(bricks: Iterable[Brick]) -> list[Brick]:
    """Return bricks in the order of the model: equal ones side by side, larger ones first."""
    return sorted(bricks, key=lambda brick: (-brick.volume_mm3, brick))


def brick_of(item: Goods, units: int = 1) -> Brick:
    """Return units of a line laid on each other (C-28.1)."""
    return Brick(
        weight_g=item.weight_g * units,
        stands=stands_of(item, units),
        stackable=item.stackable,
        tips=not item.upright,
        together=item.keep_together,
        loads=tuple(load * units for load in item.loads),
        line=item.line,
        units=units,
    )


def stands_of(item: Goods, units: int = 1) -> tuple[Sides, ...]:
    """Return the orientations of a brick in the order of C-28.4, equal ones once."""
    if item.upright:
        b, a = sorted((item.length_mm, item.width_mm))
        up = item.height_mm * units
        return tuple(dict.fromkeys([(a, b, up), (b, a, up)]))
    third, second, longest = sorted((item.length_mm, item.width_mm, item.height_mm))
    h, w, length = sorted((longest, second, third * units))
    order = [(length, w, h), (w, length, h), (length, h, w), (h, length, w)]
    return tuple(dict.fromkeys([*order, (w, h, length), (h, w, length)]))


def breaks_alone(brick: Brick, limits: Limits) -> bool:
    """Return whether a brick breaks a limit with nothing beside it."""
    return first_broken_limit(limits, brick.weight_g, brick.stands[0], brick.loads) is not None


def pair_volume(one: Brick, other: Brick, limits: Limits) -> int | None:
    """Return the smallest outer volume of a parcel that holds two bricks, mm3.

    None if no parcel may hold both. Two boxes lie side by side along one axis, so the ways to
    stand and the axis are all there is; more bricks never make the parcel smaller.
    """
    weight_g = one.weight_g + other.weight_g
    loads = [a + b for a, b in zip(one.loads, other.loads, strict=False)]
    found: int | None = None
    axes = (0, 1, 2) if one.stackable or other.stackable else (0, 1)
    for a in one.stands:
        for b in other.stands:
            for axis in axes:
                outer = [max(a[i], b[i]) for i in range(3)]
                outer[axis] = a[axis] + b[axis]
                volume = outer[0] * outer[1] * outer[2]
                if found is not None and volume >= found:
                    continue
                if first_broken_limit(limits, weight_g, outer, loads) is None:
                    found = volume
    return found


def pair_volumes(bricks: Sequence[Brick], limits: Limits) -> dict[tuple[int, int], int | None]:
    """Return `pair_volume` for each pair i < j, equal bricks asked once."""
    known: dict[tuple[object, object], int | None] = {}
    found = {}
    for i, j in combinations(range(len(bricks)), 2):
        key = (bricks[i].kind, bricks[j].kind)
        if key not in known:
            known[key] = pair_volume(bricks[i], bricks[j], limits)
        found[i, j] = known[key]
    return found


def apart_at_least(count: int, pairs: Mapping[tuple[int, int], int | None]) -> int:
    """Return a number of parcels that bricks need because no two of some may share one.

    Bricks are taken greedily, those first that exclude most others; each further one excludes
    all taken before.
    """
    excluded = {pair for pair, volume in pairs.items() if volume is None}
    score = [sum(i in pair for pair in excluded) for i in range(count)]
    taken: list[int] = []
    for i in sorted(range(count), key=lambda i: (-score[i], i)):
        if all((min(i, j), max(i, j)) in excluded for j in taken):
            taken.append(i)
    return len(taken)
