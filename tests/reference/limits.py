"""Limits of a parcel: of lanes, zone rows, rate rows, and of cargo rules (C-28, C-59, C-60)."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from reference.reading import Row, maybe

Sides = tuple[int, int, int]
# Columns of the tables, and how many g, mm or mm3 make one of their unit.
COLUMNS = {
    "max_piece_kg": 1000,
    "max_len_cm": 10,
    "max_second_cm": 10,
    "max_third_cm": 10,
    "max_sum_cm": 10,
    "max_girth_cm": 10,
    "max_volume_cm3": 1000,
}
Limits = dict[str, int]  # by column, in g, mm and mm3


def scaled_limits(row: Row) -> Limits:
    """Return the limits that a row gives, in whole g, mm and mm3."""
    found = {}
    for column, scale in COLUMNS.items():
        value = maybe(row.get(column, ""))
        if value is not None:
            found[column] = int(value * scale)
    return found


def tightest(every: Iterable[Limits]) -> Limits:
    """Return the smallest of the limits of each kind."""
    found: Limits = {}
    for limits in every:
        for column, value in limits.items():
            found[column] = min(value, found.get(column, value))
    return found


def girth(sides: list[int]) -> int:
    """Return longest + 2 x (second + third) of sorted sides."""
    return sides[0] + 2 * (sides[1] + sides[2])


def keeps(limits: Limits, weight_g: int, sides: Iterable[int]) -> bool:
    """Tell whether a parcel of a weight and outer sides keeps all limits."""
    if not limits:
        return True
    a, b, c = ordered = sorted(sides, reverse=True)
    values = (weight_g, a, b, c, a + b + c, girth(ordered), a * b * c)
    facts = zip(COLUMNS, values, strict=True)
    return all(value <= limits[column] for column, value in facts if column in limits)


def largest_volume(limits: Limits) -> int | None:
    """Return the volume that no parcel under the limits can pass, if there is one (C-59)."""
    found = []
    if "max_volume_cm3" in limits:
        found.append(limits["max_volume_cm3"])
    if "max_len_cm" in limits:
        longest = limits["max_len_cm"]
        second = limits.get("max_second_cm", longest)
        found.append(longest * second * limits.get("max_third_cm", second))
    if "max_sum_cm" in limits:
        found.append(Fraction(limits["max_sum_cm"] ** 3, 27).__floor__())
    if "max_girth_cm" in limits:
        found.append(Fraction(limits["max_girth_cm"] ** 3, 108).__floor__())
    return min(found, default=None)
