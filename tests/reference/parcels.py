"""Parcels: the caller's own, or units stacked in canonical order (C-28)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from reference.goods import Consignment, Line
from reference.lanes import Route
from reference.refused import Refused

MOST_PARCELS = 500
COLUMNS = {
    "max_piece_kg": 1000,
    "max_len_cm": 10,
    "max_second_cm": 10,
    "max_sum_cm": 10,
    "max_girth_cm": 10,
}


@dataclass(frozen=True)
class Parcel:
    """One piece of freight."""

    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int

    @property
    def sides(self) -> list[int]:
        """Return the sides in mm, the longest first."""
        return sorted((self.length_mm, self.width_mm, self.height_mm), reverse=True)

    @property
    def girth(self) -> int:
        """Return longest + 2 x (second + third) in mm."""
        first, second, third = self.sides
        return first + 2 * (second + third)

    @property
    def volume(self) -> int:
        """Return the volume in mm3."""
        return self.length_mm * self.width_mm * self.height_mm

    @property
    def cm3(self) -> int:
        """Return the volume rounded up to whole cm3 (C-29)."""
        return -(-self.volume // 1000)

    def shown(self) -> dict[str, int]:
        """Return the fields of a quote's parcel, the longest side first (C-28)."""
        names = ("weight_g", "length_mm", "width_mm", "height_mm")
        return dict(zip(names, (self.weight_g, *self.sides), strict=True))

    def facts(self) -> dict[str, int]:
        """Return what the limits look at, in g and mm."""
        sides = self.sides
        values = (self.weight_g, sides[0], sides[1], sum(sides), self.girth)
        return dict(zip(COLUMNS, values, strict=True))

    def fits(self, limits: dict[str, Fraction]) -> bool:
        """Tell whether the parcel keeps all limits."""
        facts = self.facts()
        return all(facts[name] <= limit for name, limit in limits.items())


def limits_of(route: Route) -> dict[str, Fraction]:
    """Return the tightest limits of the route's lanes, in g and mm."""
    limits: dict[str, Fraction] = {}
    for lane in route.lanes:
        for column, scale in COLUMNS.items():
            value = lane.number(column)
            if value is not None:
                limits[column] = min(limits.get(column, value * scale), value * scale)
    return limits


def unit_of(line: Line) -> Parcel:
    """Return one unit of a line with its sides sorted."""
    sides = sorted((line.row["length_mm"], line.row["width_mm"], line.row["height_mm"]))
    return Parcel(line.row["weight_g"], sides[2], sides[1], sides[0])


def stacked(one: Parcel, unit: Parcel) -> Parcel:
    """Return a parcel with one more unit laid on top."""
    return Parcel(
        one.weight_g + unit.weight_g,
        max(one.length_mm, unit.length_mm),
        max(one.width_mm, unit.width_mm),
        one.height_mm + unit.height_mm,
    )


def parcels_of(goods: Consignment, route: Route) -> list[Parcel]:
    """Return the parcels of a consignment on a route, or refuse."""
    limits = limits_of(route)
    if goods.own_parcels:
        own = [Parcel(**{k: p[k] for k in Parcel.__annotations__}) for p in goods.own_parcels]
        if not all(parcel.fits(limits) for parcel in own):
            raise Refused("OVER_LIMIT")
        return own
    return packed(goods, limits)


def packed(goods: Consignment, limits: dict[str, Fraction]) -> list[Parcel]:
    """Stack units in canonical order and close a parcel before a limit breaks."""
    closed: list[Parcel] = []
    current: Parcel | None = None
    for line in goods.lines:
        unit = unit_of(line)
        if not unit.fits(limits):
            raise Refused("OVER_LIMIT")
        for _ in range(line.quantity):
            grown = unit if current is None else stacked(current, unit)
            if current is not None and not grown.fits(limits):
                closed.append(current)
                grown = unit
            current = grown
            if len(closed) >= MOST_PARCELS:
                raise Refused("TOO_MANY_PARCELS")
    return [*closed, current] if current else closed
