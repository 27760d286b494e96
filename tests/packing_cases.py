"""Goods made short for tests of packing, and what parcels are read for."""

from __future__ import annotations

from typing import Any

from oneprice.routing.packing import Goods, PackedParcel

Sides = tuple[int, int, int]


def unit(line: int, sides: Sides, quantity: int = 1, weight_g: int = 10, **marks: Any) -> Goods:
    """Return goods of a line."""
    return Goods(line, quantity, weight_g, *sides, **marks)


def sizes(parcels: list[PackedParcel]) -> list[tuple[int, ...]]:
    """Return weight and sides of each parcel."""
    return [parcel[:4] for parcel in parcels]


def places(parcel: PackedParcel) -> list[tuple[int, ...]]:
    """Return corner and extents of each brick of a parcel."""
    return [placement[2:] for placement in parcel.placements]


def units_of(parcels: list[PackedParcel]) -> list[list[tuple[int, int]]]:
    """Return (line, units) of each brick of each parcel."""
    return [[placement[:2] for placement in parcel.placements] for parcel in parcels]
