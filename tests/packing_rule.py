"""The packing of C-28 in plain Python, written from its words and slow on purpose.

Nothing is remembered, dropped or cut short here: every point, orientation and parcel is tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from oneprice.routing.packing import CannotPack, Goods, Limits, PackedParcel, Placement


@dataclass(frozen=True)
class Brick:
    """Some units of a line laid on each other."""

    place: int
    cut: int
    units: int
    goods: Goods

    @cached_property
    def turns(self) -> list[tuple[int, int, int]]:
        """Return the extents along x, y, z in the order of the rule."""
        goods = self.goods
        if goods.upright:
            a, b = max(goods[3:5]), min(goods[3:5])
            up = goods.height_mm * self.units
            return [(a, b, up), (b, a, up)]
        third, second, longest = sorted(goods[3:6])
        h, w, l = sorted((longest, second, third * self.units))  # noqa: E741
        return [(l, w, h), (w, l, h), (l, h, w), (h, l, w), (w, h, l), (h, w, l)]

    @property
    def volume(self) -> int:
        """Return its volume in mm3."""
        a, b, c = self.turns[0]
        return a * b * c


@dataclass(frozen=True)
class Placed:
    """A brick with its corner and extents."""

    brick: Brick
    at: tuple[int, int, int]
    size: tuple[int, int, int]

    @cached_property
    def end(self) -> tuple[int, ...]:
        """Return the far corner."""
        return tuple(at + size for at, size in zip(self.at, self.size, strict=True))

    def is_over(self, other: Placed) -> bool:
        """Tell whether it lies over another: ground plans overlap and it is not lower."""
        return self._meets(other, 0) and self._meets(other, 1) and self.at[2] >= other.end[2]

    def overlaps(self, other: Placed) -> bool:
        """Tell whether both share room."""
        return all(self._meets(other, axis) for axis in range(3))

    def goes_with(self, other: Placed) -> bool:
        """Tell whether both may lie in one parcel as they do."""
        if self.overlaps(other):
            return False
        if self.is_over(other) and not other.brick.goods.stackable:
            return False
        return self.brick.goods.stackable or not other.is_over(self)

    def _meets(self, other: Placed, axis: int) -> bool:
        return self.at[axis] < other.end[axis] and other.at[axis] < self.end[axis]


@dataclass
class Parcel:
    """Bricks in the order they came in, and every point that arose."""

    inside: list[Placed] = field(default_factory=list)
    points: list[tuple[int, int, int]] = field(default_factory=lambda: [(0, 0, 0)])

    def put(self, placed: Placed) -> None:
        """Lay a brick where it was found to go."""
        (x, y, z), (a, b, c) = placed.at, placed.size
        self.inside.append(placed)
        self.points += [(x + a, y, z), (x, y + b, z), (x, y, z + c)]

    def outer(self, also: Sequence[Placed] = ()) -> tuple[int, ...]:
        """Return the outer size along x, y, z."""
        ends = [placed.end for placed in (*self.inside, *also)]
        return tuple(max(end[axis] for end in ends) for axis in range(3))

    def best_place(self, brick: Brick, limits: Limits) -> Placed | None:
        """Return the allowed place of the smallest outer surface, or None."""
        found = []
        for p, point in enumerate(self.points):
            for t, turn in enumerate(brick.turns):
                placed = Placed(brick, point, turn)
                a, b, c = outer = self.outer([placed])
                if keeps([*self.inside, placed], outer, limits):
                    found.append((a * b + b * c + a * c, min(a * b * c, 2**62), p, t, placed))
        if len(self.inside) == 40:
            return None
        ranked = (each[4] for each in sorted(found, key=lambda each: each[:4]))
        free = (p for p in ranked if all(p.goes_with(other) for other in self.inside))
        return next(free, None)


def keeps(inside: Sequence[Placed], outer: Sequence[int], limits: Limits) -> bool:
    """Tell whether a parcel of these bricks and this outer size keeps all limits."""
    longest, second, third = sorted(outer, reverse=True)
    weight_g = sum(p.brick.units * p.brick.goods.weight_g for p in inside)
    sizes = (longest, second, third, longest + second + third, longest + 2 * (second + third))
    each = [[p.brick.units * load for load in p.brick.goods.loads] for p in inside]
    loads = [sum(column) for column in zip(*each, strict=True)]
    facts = [weight_g, *sizes, longest * second * third, *loads]
    return all(
        fact <= limit for fact, limit in zip(facts, [*limits[:7], *limits.loads], strict=True)
    )


def bricks_of(goods: Sequence[Goods], limits: Limits) -> list[Brick]:
    """Cut the lines into bricks (C-28.1)."""
    units = sum(each.quantity for each in goods)
    bricks = []
    for place, each in enumerate(goods):
        s = -(-units // 40) if units > 40 and each.stackable else 1
        while s > 1 and not _alone_keeps(Brick(place, 0, s, each), limits):
            s -= 1
        sizes = [s] * (each.quantity // s) + [each.quantity % s]
        bricks += [Brick(place, cut, size, each) for cut, size in enumerate(sizes) if size]
    return bricks


def _alone_keeps(brick: Brick, limits: Limits) -> bool:
    placed = Placed(brick, (0, 0, 0), brick.turns[0])
    return keeps([placed], placed.end, limits)


def sets_of(bricks: Sequence[Brick]) -> list[list[Brick]]:
    """Form the sets, their bricks in order (C-28.2)."""

    def word(brick: Brick) -> tuple[int, ...]:
        goods = brick.goods
        return (goods.keep_together,) if goods.keep_together else (0, brick.place, brick.cut)

    sets = [list(members) for _, members in groupby(sorted(bricks, key=word), key=word)]
    return [sorted(each, key=lambda b: (-b.volume, b.place, b.cut)) for each in sets]


def by_volume(members: Sequence[Brick]) -> tuple[int, ...]:
    """Return what puts a set in the order of volume."""
    first = min(brick.place for brick in members)
    return -sum(brick.volume for brick in members), first, members[0].cut


def by_height(members: Sequence[Brick]) -> tuple[int, ...]:
    """Return what puts a set in the order of height."""
    return -max(brick.turns[0][2] for brick in members), *by_volume(members)


def by_weight(members: Sequence[Brick]) -> tuple[int, ...]:
    """Return what puts a set in the order of weight."""
    return -sum(brick.units * brick.goods.weight_g for brick in members), *by_volume(members)


def pack_by_rule(goods: Sequence[Goods], limits: Limits, loose: bool = False) -> list[PackedParcel]:
    """Pack goods by C-28; raises CannotPack."""
    sets = sets_of(bricks_of(goods, limits))
    first: CannotPack | None = None
    found = []
    few = sum(each.quantity for each in goods) <= 40
    for order in (by_volume, by_height, by_weight) if few else (by_volume,):
        try:
            found.append(_first_fit(goods, sorted(sets, key=order), limits, 0 if loose else 8))
        except CannotPack as why:
            first = why if order is by_volume else first
    if found:
        return min(found, key=lambda parcels: (len(parcels), _outer_volume(parcels)))
    assert first is not None
    raise first


def _outer_volume(parcels: Sequence[PackedParcel]) -> int:
    return sum(parcel.length_mm * parcel.second_mm * parcel.third_mm for parcel in parcels)


def _first_fit(
    goods: Sequence[Goods], sets: Sequence[Sequence[Brick]], limits: Limits, tried: int
) -> list[PackedParcel]:
    parcels: list[Parcel] = []
    for members in sets:
        for parcel in parcels[max(0, len(parcels) - tried) :]:
            if _take(parcel, members, limits):
                break
        else:
            if len(parcels) == 500:
                raise CannotPack("TOO_MANY_PARCELS", None)
            first, rest = members[0], members[1:]
            new = Parcel()
            new.put(Placed(first, (0, 0, 0), first.turns[0]))
            if not _take(new, rest, limits):
                line = goods[min(brick.place for brick in members)].line
                raise CannotPack("KEEP_TOGETHER", line)
            parcels.append(new)
    return [_told(parcel) for parcel in parcels]


def _take(parcel: Parcel, members: Sequence[Brick], limits: Limits) -> bool:
    """Lay a whole set into a parcel, or leave it as it was."""
    trial = Parcel(list(parcel.inside), list(parcel.points))
    for brick in members:
        placed = trial.best_place(brick, limits)
        if placed is None:
            return False
        trial.put(placed)
    parcel.inside, parcel.points = trial.inside, trial.points
    return True


def _told(parcel: Parcel) -> PackedParcel:
    weight_g = sum(p.brick.units * p.brick.goods.weight_g for p in parcel.inside)
    longest, second, third = sorted(parcel.outer(), reverse=True)
    placements = tuple(
        Placement(p.brick.goods.line, p.brick.units, *p.at, *p.size) for p in parcel.inside
    )
    return PackedParcel(weight_g, longest, second, third, placements)


def least_by_rule(goods: Sequence[Goods], limits: Limits) -> int:
    """Return the bound of C-59 in exact integers."""
    none = Limits().weight_g
    weight, longest, second, third, total, girth, volume = limits[:7]
    rooms = [volume, none if total == none else total**3 // 27]
    rooms.append(none if girth == none else girth**3 // 108)
    second = longest if second == none else second
    third = second if third == none else third
    if longest != none:
        rooms.append(longest * second * third)
    counts = [1, sum(each.quantity for each in goods if 2 * each.weight_g > weight)]
    counts.append(_ceil(sum(each.quantity * each.weight_g for each in goods), weight))
    mm3 = sum(each.quantity * each[3] * each[4] * each[5] for each in goods)
    counts.append(_ceil(mm3, min(rooms)))
    for k, limit in enumerate(limits.loads):
        counts.append(_ceil(sum(each.quantity * each.loads[k] for each in goods), limit))
    return max(counts)


def _ceil(total: int, limit: int) -> int:
    return -(-total // max(1, limit))
