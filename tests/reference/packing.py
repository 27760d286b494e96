"""Units of goods laid into parcels: bricks, sets, first fit, places (C-28), and a bound (C-59)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from reference.goods import Consignment, Line
from reference.limits import Limits, Sides, keeps, largest_volume
from reference.refused import Refused

SINGLE_BRICKS = 40  # up to so many units each is a brick; and so many bricks fill a parcel
PARCELS_TRIED = 8
MOST_PARCELS = 500
LARGEST_MM3 = 2**62  # larger volumes count as equal
# Places of the sides l, w, h along x, y, z.
TURNS = ((0, 1, 2), (1, 0, 2), (0, 2, 1), (2, 0, 1), (1, 2, 0), (2, 1, 0))


class CargoLimit(NamedTuple):
    """A cargo limit per parcel: its value, and what one unit of each line counts (C-60)."""

    value: int
    loads: tuple[int, ...]


class Room(NamedTuple):
    """All that a parcel must keep."""

    limits: Limits
    cargo: tuple[CargoLimit, ...]
    loose: bool = False  # freight sold by volume: each set is a parcel of its own


class Brick(NamedTuple):
    """Units of one line that are laid into a parcel as one."""

    line: int  # place in canonical order
    cut: int
    units: int
    weight_g: int
    turned: tuple[Sides, ...]  # its orientations along x, y, z, in order
    stackable: bool

    @property
    def volume(self) -> int:
        """Return the volume in mm3."""
        x, y, z = self.turned[0]
        return x * y * z

    @property
    def height(self) -> int:
        """Return the third side, of upright goods the one that stays up."""
        return self.turned[0][2]


class Placed(NamedTuple):
    """A brick in a parcel: its lower corner and its upper one."""

    brick: Brick
    low: Sides
    high: Sides


@dataclass(frozen=True)
class Box:
    """A parcel as it is filled; its outer size is the largest x, y and z reached."""

    placed: tuple[Placed, ...] = ()
    points: tuple[Sides, ...] = ((0, 0, 0),)  # in the order they arise
    outer: Sides = (0, 0, 0)
    weight_g: int = 0

    def units(self, line: int) -> int:
        """Return how many units of a line are in it."""
        return sum(p.brick.units for p in self.placed if p.brick.line == line)

    def load(self, limit: CargoLimit) -> int:
        """Return what its units count towards a cargo limit."""
        return sum(p.brick.units * limit.loads[p.brick.line] for p in self.placed)

    def laid(self, brick: Brick, low: Sides, turn: int) -> Box:
        """Return the parcel with one more brick."""
        x, y, z = low
        a, b, c = brick.turned[turn]
        placed = Placed(brick, low, (x + a, y + b, z + c))
        more = ((x + a, y, z), (x, y + b, z), (x, y, z + c))
        weight = self.weight_g + brick.weight_g
        outer = larger(self.outer, placed.high)
        # What lies inside a brick is no place for another; of equal points the first counts.
        all_placed = (*self.placed, placed)
        points = [point for point in self.points if not is_inside(point, placed)]
        points += [p for p in more if not any(is_inside(p, other) for other in all_placed)]
        return Box(all_placed, tuple(dict.fromkeys(points)), outer, weight)

    def with_brick(self, brick: Brick, room: Room) -> Box | None:
        """Return the parcel with a brick at its smallest allowed place, if there is one (4.)."""
        if not self.placed:  # a new parcel, whatever the limits
            return self.laid(brick, (0, 0, 0), 0)
        if len(self.placed) == SINGLE_BRICKS or not self.carries(brick, room):
            return None
        for _, _, point, turn in sorted(self.spots(brick)):
            low, sides = self.points[point], brick.turned[turn]
            high = (low[0] + sides[0], low[1] + sides[1], low[2] + sides[2])
            outer, weight = larger(self.outer, high), self.weight_g + brick.weight_g
            if keeps(room.limits, weight, outer) and self.is_free(brick, low, high):
                return self.laid(brick, low, turn)
        return None

    def carries(self, brick: Brick, room: Room) -> bool:
        """Tell whether weight and cargo limits leave room for a brick."""
        weight = self.weight_g + brick.weight_g
        if weight > room.limits.get("max_piece_kg", weight):
            return False
        return all(
            self.load(limit) + brick.units * limit.loads[brick.line] <= limit.value
            for limit in room.cargo
        )

    def spots(self, brick: Brick) -> Iterator[tuple[int, int, int, int]]:
        """Yield each point and orientation behind the surface and volume that they would make."""
        outer_x, outer_y, outer_z = self.outer
        for point, (x, y, z) in enumerate(self.points):
            for turn, (a, b, c) in enumerate(brick.turned):
                i, j, k = max(outer_x, x + a), max(outer_y, y + b), max(outer_z, z + c)
                yield i * j + j * k + i * k, min(i * j * k, LARGEST_MM3), point, turn

    def is_free(self, brick: Brick, low: Sides, high: Sides) -> bool:
        """Tell whether a brick overlaps none, and neither lies on or under what bears nothing."""
        for other in self.placed:
            if not (low[0] < other.high[0] and other.low[0] < high[0]):
                continue
            if not (low[1] < other.high[1] and other.low[1] < high[1]):
                continue
            # The ground plans overlap: one of them is over the other, or they collide.
            if low[2] >= other.high[2]:
                if not other.brick.stackable:
                    return False
            elif other.low[2] >= high[2]:
                if not brick.stackable:
                    return False
            else:
                return False
        return True


def is_inside(point: Sides, placed: Placed) -> bool:
    """Tell whether a point lies in a brick, its lower faces counted."""
    (x, y, z), low, high = point, placed.low, placed.high
    return low[0] <= x < high[0] and low[1] <= y < high[1] and low[2] <= z < high[2]


def larger(one: Sides, other: Sides) -> Sides:
    """Return the larger of each extent."""
    return max(one[0], other[0]), max(one[1], other[1]), max(one[2], other[2])


def turned(line: Line, count: int) -> tuple[Sides, ...]:
    """Return the orientations of so many units laid on each other (1., 4.)."""
    if line.upright:
        sides = sorted((line.row["length_mm"], line.row["width_mm"]), reverse=True)
        a, b, up = *sides, count * line.row["height_mm"]
        return (a, b, up), (b, a, up)
    x, y, z = line.sides_mm
    sides = sorted((x, y, count * z), reverse=True)
    return tuple((sides[i], sides[j], sides[k]) for i, j, k in TURNS)


def fits_alone(line: Line, place: int, count: int, room: Room) -> bool:
    """Tell whether so many units laid on each other keep all limits (1.)."""
    kept = keeps(room.limits, count * line.row["weight_g"], turned(line, count)[0])
    return kept and all(count * limit.loads[place] <= limit.value for limit in room.cargo)


def laid_together(line: Line, place: int, units: int, room: Room) -> int:
    """Return how many units of a line make a brick, of so many units in all (1.)."""
    if units <= SINGLE_BRICKS or not line.stackable:
        return 1
    count = ceil(units / SINGLE_BRICKS)
    while count > 1 and not fits_alone(line, place, count, room):
        count -= 1
    return count


def bricks_of(lines: list[Line], room: Room) -> Iterator[Brick]:
    """Yield the bricks of all lines, each line cut one after another (1.)."""
    units = sum(line.quantity for line in lines)
    for place, line in enumerate(lines):
        count = laid_together(line, place, units, room)
        for cut, first in enumerate(range(0, line.quantity, count)):
            here = min(count, line.quantity - first)
            weight = here * line.row["weight_g"]
            yield Brick(place, cut, here, weight, turned(line, here), line.stackable)


def in_order(bricks: list[Brick]) -> list[Brick]:
    """Return bricks by volume, largest first, then by line and cut (2.)."""
    return sorted(bricks, key=lambda brick: (-brick.volume, brick.line, brick.cut))


def sets_of(lines: list[Line], room: Room) -> list[list[Brick]]:
    """Return the sets in which bricks travel, as they were cut (2.)."""
    together: dict[str, list[Brick]] = defaultdict(list)
    sets: list[list[Brick]] = []
    for brick in bricks_of(lines, room):
        word = lines[brick.line].row.get("keep_together")
        if word and together[word]:
            together[word].append(brick)
        else:
            sets.append([brick])
            if word:
                together[word] = sets[-1]
    return [in_order(bricks) for bricks in sets]


def volume_of(bricks: list[Brick]) -> int:
    """Return the volume of all bricks of a set."""
    return min(sum(brick.volume for brick in bricks), LARGEST_MM3)


def height_of(bricks: list[Brick]) -> int:
    """Return the largest height of the bricks of a set."""
    return max(brick.height for brick in bricks)


def weight_of(bricks: list[Brick]) -> int:
    """Return the weight of a set."""
    return sum(brick.weight_g for brick in bricks)


def orders_of(sets: list[list[Brick]], units: int) -> Iterator[list[list[Brick]]]:
    """Yield the sets in each order in which they are packed (2., 3.)."""
    for measure in (volume_of, height_of, weight_of)[: 3 if units <= SINGLE_BRICKS else 1]:
        # As they were cut comes last: sets stand in that order already, and sorting keeps it.
        yield sorted(sets, key=lambda bricks: (-measure(bricks), -volume_of(bricks)))


def with_set(box: Box, bricks: list[Brick], room: Room) -> Box | None:
    """Return a parcel with all bricks of a set, one after another, if they find places (3.)."""
    full: Box | None = box
    for brick in bricks:
        full = full.with_brick(brick, room) if full else None
    return full


def pack(lines: list[Line], room: Room) -> list[Box]:
    """Return the best packing of lines in canonical order, or refuse (3.)."""
    sets, units = sets_of(lines, room), sum(line.quantity for line in lines)
    packings: list[list[Box]] = []
    refusals: list[Refused] = []
    tried: list[list[list[Brick]]] = []
    for order in orders_of(sets, units):
        if order not in tried:  # the same order packs the same
            tried.append(order)
            try:
                packings.append(first_fit(order, room))
            except Refused as refused:
                refusals.append(refused)
    if not packings:
        raise refusals[0]
    return min(packings, key=lambda boxes: (len(boxes), outer_volume(boxes)))


def outer_volume(boxes: list[Box]) -> int:
    """Return the sum of the outer volumes."""
    sides = (box.outer for box in boxes)
    return min(sum(a * b * c for a, b, c in sides), LARGEST_MM3)


def first_fit(sets: list[list[Brick]], room: Room) -> list[Box]:
    """Return the parcels of sets packed one after another, or refuse (3.)."""
    boxes: list[Box] = []
    for bricks in sets:
        first = len(boxes) if room.loose else max(0, len(boxes) - PARCELS_TRIED)
        for place in range(first, len(boxes)):
            found = with_set(boxes[place], bricks, room)
            if found is not None:
                boxes[place] = found
                break
        else:
            if len(boxes) == MOST_PARCELS:
                raise Refused("TOO_MANY_PARCELS")
            found = with_set(Box(), bricks, room)
            if found is None:
                raise Refused("KEEP_TOGETHER")
            boxes.append(found)
    return boxes


def parcels_at_least(goods: Consignment, room: Room) -> int:
    """Return how many parcels no packing under the limits can go below (C-59)."""
    found = [1]
    most = room.limits.get("max_piece_kg")
    if most is not None:
        found.append(ceil_of(goods.gross_g, most))
        heavy = [x.quantity for x in goods.lines if 2 * x.row["weight_g"] > most]
        found.append(sum(heavy))
    volume = largest_volume(room.limits)
    if volume is not None:
        sides = ((line.sides_mm, line.quantity) for line in goods.lines)
        found.append(ceil_of(sum(a * b * c * n for (a, b, c), n in sides), volume))
    for limit in room.cargo:
        load = sum(x.quantity * each for x, each in zip(goods.lines, limit.loads, strict=True))
        found.append(ceil_of(load, limit.value) if load else 0)
    return max(found)


def ceil_of(amount: int, part: int) -> int:
    """Return how many parts hold an amount; no part of 0 holds anything."""
    return -(-amount // part) if part else 0
