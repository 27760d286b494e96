"""Parcels: the caller's own, or units packed under the limits of a route (C-28)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, floor
from typing import Any, NamedTuple

from reference.goods import Consignment
from reference.limits import girth
from reference.money import shares
from reference.packing import Box, Room, pack, parcels_at_least

HALF = Fraction(1, 2)
MM_PER_IN = Fraction("25.4")
GRAMS_PER_LB = Fraction("453.59237")


@dataclass(frozen=True)
class Parcel:
    """One piece of freight."""

    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    items: tuple[tuple[int, int], ...] = ()  # lines of the order and units, if it was packed
    battery_net_g: int | None = None  # as the caller says
    flags: frozenset[str] = frozenset()
    goods_minor: int = 0  # goods value, in the order's currency

    @cached_property
    def sides(self) -> list[int]:
        """Return the sides in mm, the longest first."""
        return sorted((self.length_mm, self.width_mm, self.height_mm), reverse=True)

    @property
    def girth(self) -> int:
        """Return longest + 2 x (second + third) in mm."""
        return girth(self.sides)

    @property
    def volume(self) -> int:
        """Return the volume in mm3."""
        return self.length_mm * self.width_mm * self.height_mm

    @property
    def cm3(self) -> int:
        """Return the volume rounded up to whole cm3 (C-29)."""
        return -(-self.volume // 1000)

    def stepped_volume(self, step_mm: Fraction, nearest: bool) -> Fraction:
        """Return the volume in mm3, each side rounded to a multiple of a step (C-29)."""
        steps = (side / step_mm for side in self.sides)
        a, b, c = (floor(x + HALF) if nearest else ceil(x) for x in steps)
        return a * b * c * step_mm**3

    def shown(self) -> dict[str, Any]:
        """Return the fields of a quote's parcel, the longest side first (C-28)."""
        names = ("weight_g", "length_mm", "width_mm", "height_mm")
        fields: dict[str, Any] = dict(zip(names, (self.weight_g, *self.sides), strict=True))
        fields["items"] = [{"line": line, "units": units} for line, units in self.items]
        return fields


# What conditions of surcharges look at (C-34).
MEASURES: dict[str, Callable[[Parcel], Fraction]] = {
    "longest_cm": lambda p: Fraction(p.sides[0], 10),
    "second_cm": lambda p: Fraction(p.sides[1], 10),
    "third_cm": lambda p: Fraction(p.sides[2], 10),
    "sum_cm": lambda p: Fraction(sum(p.sides), 10),
    "girth_cm": lambda p: Fraction(p.girth, 10),
    "piece_kg": lambda p: Fraction(p.weight_g, 1000),
    "volume_cm3": lambda p: Fraction(p.volume, 1000),
    "longest_in": lambda p: p.sides[0] / MM_PER_IN,
    "second_in": lambda p: p.sides[1] / MM_PER_IN,
    "third_in": lambda p: p.sides[2] / MM_PER_IN,
    "sum_in": lambda p: sum(p.sides) / MM_PER_IN,
    "girth_in": lambda p: p.girth / MM_PER_IN,
    "piece_lb": lambda p: p.weight_g / GRAMS_PER_LB,
    "volume_in3": lambda p: p.volume / MM_PER_IN**3,
}


class Packing(NamedTuple):
    """The parcels of a consignment, how they were made, and what no packing goes below."""

    pieces: list[Parcel]
    how: str  # own, first_fit, loose
    at_least: int
    cargo_limits: int  # cargo limits per parcel that were kept


def packing_of(goods: Consignment, room: Room) -> Packing:
    """Return the parcels of a consignment under the limits of a route, or refuse (C-28, C-59)."""
    if goods.own_parcels:
        return Packing(own_pieces(goods), "own", 0, 0)
    key = (tuple(sorted(room.limits.items())), room.cargo, room.loose)
    if key not in goods.packed:
        boxes = pack(goods.lines, room)
        pieces = [parcel_of(goods, box) for box in boxes]
        least = parcels_at_least(goods, room)
        how = "loose" if room.loose else "first_fit"
        goods.packed[key] = Packing(pieces, how, least, len(room.cargo))
    packing: Packing = goods.packed[key]
    return packing


def own_pieces(goods: Consignment) -> list[Parcel]:
    """Return the caller's parcels: each shows all flags, and its share of the value by weight."""
    parcels, flags = goods.own_parcels, frozenset(goods.flags)
    values = shares(goods.value_minor, [parcel["weight_g"] for parcel in parcels])
    return [own(parcel, flags, value) for parcel, value in zip(parcels, values, strict=True)]


def own(parcel: dict[str, Any], flags: frozenset[str], value: int) -> Parcel:
    """Return a parcel of the caller."""
    sides = (parcel[f"{side}_mm"] for side in ("length", "width", "height"))
    return Parcel(parcel["weight_g"], *sides, (), parcel.get("battery_net_g"), flags, value)


def parcel_of(goods: Consignment, box: Box) -> Parcel:
    """Return a parcel as it was filled, and which units it holds."""
    held = [(line, box.units(place)) for place, line in enumerate(goods.lines)]
    held = [(line, units) for line, units in held if units]
    items = tuple((line.index, units) for line, units in held)
    flags = frozenset[str]().union(*(line.flags for line, _ in held))
    value = sum(line.row["unit_price_minor"] * units for line, units in held)
    return Parcel(box.weight_g, *box.outer, items, None, flags, value)
