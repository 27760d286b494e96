"""Service areas: polygons that hold postcodes by their points (C-61)."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from reference.reading import Row

Point = tuple[int, int]  # longitude and latitude in microdegrees
Ring = list[Point]


def microdegrees(value: Any) -> int:
    """Return degrees in whole microdegrees, half up."""
    return (Fraction(str(value)) * 10**6 + Fraction(1, 2)).__floor__()


def read_ring(places: list[list[Any]]) -> Ring:
    """Return the corners of a ring."""
    return [(microdegrees(place[0]), microdegrees(place[1])) for place in places]


def crossed(one: Point, other: Point, point: Point) -> int:
    """Return on which side of a line a point lies: above 0 left, below 0 right, 0 on it."""
    (x1, y1), (x2, y2), (x, y) = one, other, point
    return (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)


def on_edge(ring: Ring, point: Point) -> bool:
    """Tell whether a point lies on an edge of a ring."""
    return any(
        crossed(one, other, point) == 0
        and min(one[0], other[0]) <= point[0] <= max(one[0], other[0])
        and min(one[1], other[1]) <= point[1] <= max(one[1], other[1])
        for one, other in itertools.pairwise(ring)
    )


def inside(ring: Ring, point: Point) -> bool:
    """Tell whether a ray from a point crosses a ring an odd number of times."""
    odd = False
    for one, other in itertools.pairwise(ring):
        low, high = sorted((one, other), key=lambda corner: corner[1])
        if low[1] <= point[1] < high[1] and crossed(low, high, point) > 0:
            odd = not odd
    return odd


def plain_area(ring: Ring) -> Fraction:
    """Return the area of a ring."""
    pairs = itertools.pairwise(ring)
    return abs(Fraction(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs), 2))


@dataclass(frozen=True)
class Area:
    """One feature: polygons, each an outer ring and its holes."""

    row: Row  # its properties, as a row of `zone.csv`
    polygons: list[list[Ring]]

    def holds(self, point: Point) -> bool:
        """Tell whether a point lies in the area or on an edge of it."""
        return any(
            any(on_edge(ring, point) for ring in rings)
            or (inside(rings[0], point) and not any(inside(hole, point) for hole in rings[1:]))
            for rings in self.polygons
        )

    @property
    def size(self) -> Fraction:
        """Return the plane area, holes taken off."""
        sizes = ([plain_area(ring) for ring in rings] for rings in self.polygons)
        return sum((size[0] - sum(size[1:]) for size in sizes), Fraction(0))


def read_area(zone_set: str, feature: dict[str, Any]) -> Area:
    """Return an area of a zone set."""
    row = {"zone_set": zone_set, "origin_zone": "*", "key_kind": "prefix", "of_area": "1"}
    row |= {name: str(value) for name, value in feature["properties"].items() if value is not None}
    shape = feature["geometry"]
    parts = shape["coordinates"]
    polygons = parts if shape["type"] == "MultiPolygon" else [parts]
    return Area(row, [[read_ring(ring) for ring in rings] for rings in polygons])


def area_keys(folder: Path, postcodes: list[Row]) -> list[Row]:
    """Return the zone keys that areas make of postcodes: the smallest area holds each."""
    found = []
    for path in sorted(folder.glob("*.geojson")):
        features = json.loads(path.read_text(encoding="utf-8"), parse_float=str)["features"]
        areas = [read_area(path.stem, feature) for feature in features]
        for postcode in postcodes:
            found += keys_of(postcode, areas)
    return found


def keys_of(postcode: Row, areas: list[Area]) -> list[Row]:
    """Return the keys of one postcode, one for each origin zone whose areas hold it."""
    point = (microdegrees(postcode["longitude"]), microdegrees(postcode["latitude"]))
    smallest: dict[str, Area] = {}
    for area in areas:
        origin_zone = area.row.get("origin_zone", "") or "*"
        if area.row["country"] != postcode["country"] or not area.holds(point):
            continue
        if origin_zone not in smallest or area.size < smallest[origin_zone].size:
            smallest[origin_zone] = area
    return [area.row | {"key_lo": postcode["postcode"]} for area in smallest.values()]
