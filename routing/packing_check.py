"""The judge of packings: whether parcels hold the goods and keep every limit (C-28).

Plain Python and slow on purpose. It knows nothing of how a packing was found, so it can judge the
kernel's answer, the exact packer's and that of any packer a caller brings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NoReturn

from oneprice.routing.packing import Goods, Limits, PackedParcel, Placement

MAX_PARCELS = 500


class PackingBroken(ValueError):
    """A packing that breaks a rule: `rule` says which, `parcel` where (None: in the whole)."""

    def __init__(self, rule: str, parcel: int | None, words: str) -> None:
        self.rule, self.parcel = rule, parcel
        where = "the packing" if parcel is None else f"parcel {parcel}"
        super().__init__(f"{where}: {words} (C-28, {rule})")


def verify(goods: Sequence[Goods], limits: Limits, parcels: Sequence[PackedParcel]) -> None:
    """Raise if parcels do not hold exactly these goods under these limits.

    A parcel of one single unit may break a limit: the unit does so alone and the lane refuses
    it (C-28.3). How many bricks a parcel holds is not asked: 40 is a bound of the kernel.

    Parameters
    ----------
    goods
        Lines with their quantity; each line stands once.
    limits
        Limits of every parcel: g, mm, mm3 and the cargo limits per parcel.
    parcels
        The answer of a packer, with the place of every brick.

    Raises
    ------
    PackingBroken
        `rule` is one of numbers, many, line, size, units, place, overlap, stackable, together,
        outer, weight, a field of Limits, or `load K`.
    """
    by_line = {item.line: item for item in goods}
    if len(by_line) != len(goods):
        raise ValueError("a line stands twice among the goods: give each line once")
    if len(parcels) > MAX_PARCELS:
        _broken("many", None, f"{len(parcels)} parcels, {MAX_PARCELS} at most")
    for number, parcel in enumerate(parcels):
        _check_numbers(number, parcel)
        _check_bricks(number, parcel, by_line)
        _check_places(number, parcel, by_line)
        _check_limits(number, parcel, by_line, limits)
    _check_units(goods, parcels)
    _check_together(parcels, by_line)


def first_broken_limit(
    limits: Limits, weight_g: int, sides_mm: Sequence[int], loads: Sequence[int]
) -> tuple[str, int, int] | None:
    """Return (limit, value, bound) of the first limit that a parcel breaks, or None.

    Sides may come in any order. A load without a limit of its own is not asked.
    """
    longest, second, third = sorted(sides_mm, reverse=True)
    values = {
        "weight_g": weight_g,
        "longest_mm": longest,
        "second_mm": second,
        "third_mm": third,
        "sum_mm": longest + second + third,
        "girth_mm": longest + 2 * (second + third),
        "volume_mm3": longest * second * third,
    }
    for name, value in values.items():
        if value > getattr(limits, name):
            return name, value, getattr(limits, name)
    for k, (load, bound) in enumerate(zip(loads, limits.loads, strict=False)):
        if load > bound:
            return f"load {k}", load, bound
    return None


def _broken(rule: str, parcel: int | None, words: str) -> NoReturn:
    raise PackingBroken(rule, parcel, words)


def _check_numbers(number: int, parcel: PackedParcel) -> None:
    """Every figure is a whole number; a parcel holds something."""
    figures = [*parcel[:4], *(figure for placement in parcel.placements for figure in placement)]
    if not all(type(figure) is int for figure in figures):
        _broken("numbers", number, "a figure is not a whole number")
    if not parcel.placements:
        _broken("numbers", number, "the parcel is empty")


def _check_bricks(number: int, parcel: PackedParcel, by_line: Mapping[int, Goods]) -> None:
    """Each brick is made of a line's units and stands as the line allows."""
    for placement in parcel.placements:
        item = by_line.get(placement.line)
        if item is None:
            _broken("line", number, f"line {placement.line} is not among the goods")
        if placement.units < 1 or (placement.units > 1 and not item.stackable):
            _broken("units", number, f"{placement.units} units of line {item.line} as one brick")
        extents = (placement.a_mm, placement.b_mm, placement.c_mm)
        if not _stands(item, placement.units, extents):
            _broken("size", number, f"line {item.line} cannot stand as {extents} mm")
        if min(placement.x_mm, placement.y_mm, placement.z_mm) < 0:
            _broken("place", number, f"line {item.line} lies outside the parcel's corner")


def _stands(item: Goods, units: int, extents: tuple[int, int, int]) -> bool:
    """Return whether units of a line laid on each other can have these extents (C-28.1, 4)."""
    if item.upright:
        ground = sorted((item.length_mm, item.width_mm))
        return extents[2] == units * item.height_mm and sorted(extents[:2]) == ground
    third, second, longest = sorted((item.length_mm, item.width_mm, item.height_mm))
    return sorted(extents) == sorted((longest, second, units * third))


def _check_places(number: int, parcel: PackedParcel, by_line: Mapping[int, Goods]) -> None:
    """No two bricks overlap, and nothing lies over a line that is not stackable."""
    for low, high in _ground_pairs(parcel.placements):
        if low.z_mm + low.c_mm > high.z_mm:
            _broken("overlap", number, f"lines {low.line} and {high.line} overlap")
        if not by_line[low.line].stackable:
            _broken("stackable", number, f"line {high.line} lies over line {low.line}")


def _ground_pairs(placements: Sequence[Placement]) -> Iterator[tuple[Placement, Placement]]:
    """Yield the pairs whose ground plans overlap, the lower one first."""
    ordered = sorted(placements, key=lambda placement: placement.x_mm)
    for i, one in enumerate(ordered):
        for other in ordered[i + 1 :]:
            if other.x_mm >= one.x_mm + one.a_mm:
                break
            apart = max(one.y_mm, other.y_mm) >= min(one.y_mm + one.b_mm, other.y_mm + other.b_mm)
            if not apart:
                yield (one, other) if one.z_mm <= other.z_mm else (other, one)


def _check_limits(
    number: int, parcel: PackedParcel, by_line: Mapping[int, Goods], limits: Limits
) -> None:
    """Weight and outer size are those of the bricks, and keep the limits."""
    bricks = parcel.placements
    weight_g = sum(by_line[brick.line].weight_g * brick.units for brick in bricks)
    if weight_g != parcel.weight_g:
        _broken("weight", number, f"weighs {weight_g} g, told as {parcel.weight_g} g")
    outer = (
        max(brick.x_mm + brick.a_mm for brick in bricks),
        max(brick.y_mm + brick.b_mm for brick in bricks),
        max(brick.z_mm + brick.c_mm for brick in bricks),
    )
    if tuple(sorted(outer, reverse=True)) != parcel[1:4]:
        _broken("outer", number, f"reaches {outer} mm, told as {parcel[1:4]}")
    if len(bricks) == 1 and bricks[0].units == 1:
        return
    loads = [0] * len(limits.loads)
    for brick in bricks:
        for k, load in enumerate(by_line[brick.line].loads[: len(loads)]):
            loads[k] += load * brick.units
    broken = first_broken_limit(limits, weight_g, outer, loads)
    if broken is not None:
        _broken(broken[0], number, f"{broken[0]} is {broken[1]}, {broken[2]} at most")


def _check_units(goods: Sequence[Goods], parcels: Sequence[PackedParcel]) -> None:
    """Every unit of every line is packed once."""
    packed = dict.fromkeys((item.line for item in goods), 0)
    for parcel in parcels:
        for placement in parcel.placements:
            packed[placement.line] += placement.units
    for item in goods:
        if packed[item.line] != item.quantity:
            words = f"{packed[item.line]} of {item.quantity} units of line {item.line} packed"
            _broken("units", None, words)


def _check_together(parcels: Sequence[PackedParcel], by_line: Mapping[int, Goods]) -> None:
    """Lines with the same keep_together lie in one parcel."""
    home: dict[int, int] = {}
    for number, parcel in enumerate(parcels):
        for placement in parcel.placements:
            word = by_line[placement.line].keep_together
            if word and home.setdefault(word, number) != number:
                _broken("together", number, f"line {placement.line} is kept in another parcel too")
