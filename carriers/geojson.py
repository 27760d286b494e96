"""Reading GeoJSON outlines: strict, exact, and errors name file, feature and reason (C-61).

Positions become whole microdegrees, rounded half up; on that grid all that follows is exact.
The format is RFC 7946: longitude before latitude, WGS 84, rings closed.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

from oneprice.carriers.area_tables import MAX_FEATURES, MAX_POSITIONS
from oneprice.core.errors import InputError
from oneprice.core.ground import MICRO, MOST_LATITUDE, MOST_LONGITUDE
from oneprice.core.source import COMMON_COLUMNS, MAX_FIELD_CHARS, Row

MAX_BYTES = 32 << 20
MAX_NUMBER_CHARS = 40
EXACT = Context(prec=60)  # more digits than MAX_NUMBER_CHARS, so that nothing is lost
HALF = Decimal("0.5")
MIN_RING = 4
WGS_84 = frozenset(("urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326"))
# Nobody draws a side over half the globe; such a one means a ring cut by the date line.
LONGEST_SIDE = 180 * MICRO

Point = tuple[int, int]
Ring = tuple[Point, ...]
Rings = tuple[Ring, ...]


class FeatureRow(Row):
    """The properties of a feature as cells; messages name the feature and the property."""

    def where(self, column: str) -> str:
        """Return "areas/Z.geojson feature n, property c"; the first feature is 1."""
        return f"{self.table} feature {self.number}, property {column}"

    @property
    def place(self) -> str:
        """Return "areas/Z.geojson feature n"."""
        return f"{self.table} feature {self.number}"


@dataclass(frozen=True)
class Shape:
    """One feature: its properties, and its outline in microdegrees.

    Attributes
    ----------
    row : FeatureRow
        The properties as text.
    polygons : tuple of rings
        Of each part the shell, then its holes; points are (longitude, latitude).
    """

    row: FeatureRow
    polygons: tuple[Rings, ...]

    @cached_property
    def area(self) -> int:
        """Twice the plane area in square microdegrees, holes taken off."""
        return sum(
            _twice_area(rings[0]) - sum(_twice_area(hole) for hole in rings[1:])
            for rings in self.polygons
        )


def read_shapes(path: Path, columns: tuple[str, ...], required: tuple[str, ...]) -> list[Shape]:
    """Read a FeatureCollection of Polygons and MultiPolygons.

    Parameters
    ----------
    path : Path
        The file; it is named with its folder in messages.
    columns, required : tuple of str
        All properties a feature may have, and those it must give.

    Raises
    ------
    InputError
        No JSON, numbers that are none, another type of geometry, another reference system,
        positions off the globe, rings that are open or too short, unknown or missing properties,
        more than the limits. Whether an outline crosses itself is asked by `areas`.
    """
    table = f"{path.parent.name}/{path.name}"
    document = _parsed(path, table)
    _check_collection(document, table)
    features = document["features"]
    if not isinstance(features, list) or not features or len(features) > MAX_FEATURES:
        raise InputError(table, "features", f"give a list of 1 to {MAX_FEATURES} features")
    shapes = [_shape(item, table, n, columns) for n, item in enumerate(features, start=1)]
    for shape in shapes:
        _check_required(shape.row, required)
    if sum(len(r) for s in shapes for rings in s.polygons for r in rings) > MAX_POSITIONS:
        raise InputError(table, "its outlines", f"draw them with at most {MAX_POSITIONS} positions")
    return shapes


def _parsed(path: Path, table: str) -> Any:
    if path.stat().st_size > MAX_BYTES:
        raise InputError(table, f"{path.stat().st_size} bytes", f"give at most {MAX_BYTES} bytes")
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return json.loads(
            text,
            parse_float=_number,
            parse_int=_number,
            parse_constant=_no_number,
            object_pairs_hook=_members,
        )
    except UnicodeDecodeError as problem:
        raise InputError(table, f"byte {problem.start}", "save the file as UTF-8") from None
    except RecursionError:
        raise InputError(table, "deep nesting", "give a GeoJSON FeatureCollection") from None
    except ValueError as problem:
        raise InputError(table, str(problem), "give a GeoJSON FeatureCollection") from None


def _number(text: str) -> Decimal:
    if len(text) > MAX_NUMBER_CHARS:
        raise ValueError(f"number of {len(text)} characters")
    return Decimal(text)


def _no_number(text: str) -> Decimal:
    raise ValueError(f"{text} is no number")


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member is given twice")
    return members


def _check_collection(document: Any, table: str) -> None:
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise InputError(table, "its type", "give a GeoJSON FeatureCollection")
    if "features" not in document:
        raise InputError(table, "no features", "give a list of features")
    system = document.get("crs")
    if system is None:
        return
    named = system.get("properties") if isinstance(system, dict) else None
    name = named.get("name") if isinstance(named, dict) else None
    if name not in WGS_84:
        raise InputError(table, "crs", "give longitude and latitude in WGS 84, without crs")


def _shape(item: Any, table: str, number: int, columns: tuple[str, ...]) -> Shape:
    place = f"{table} feature {number}"
    if not isinstance(item, dict) or item.get("type") != "Feature":
        raise InputError(place, "its type", "give a Feature")
    properties, geometry = item.get("properties"), item.get("geometry")
    if not isinstance(properties, dict):
        raise InputError(place, "properties", "give an object of country, zone and the like")
    if not isinstance(geometry, dict):
        raise InputError(place, "geometry", "give a Polygon or MultiPolygon")
    row = FeatureRow(table, number, _cells(properties, place, columns))
    return Shape(row, _polygons(geometry, place))


def _cells(properties: Mapping[str, Any], place: str, columns: tuple[str, ...]) -> dict[str, str]:
    for name in properties:
        if name not in (*columns, *COMMON_COLUMNS):
            remedy = f"use the properties {', '.join((*columns, *COMMON_COLUMNS))}"
            raise InputError(place, name, remedy)
    return {name: _cell(value, f"{place}, property {name}") for name, value in properties.items()}


def _cell(value: Any, where: str) -> str:
    """Return a property as the text a table would hold; null is an empty cell."""
    if value is None:
        return ""
    if isinstance(value, Decimal) and -MAX_NUMBER_CHARS < value.adjusted() < MAX_NUMBER_CHARS:
        return f"{value:f}"
    if isinstance(value, str) and len(value) <= MAX_FIELD_CHARS and "\x00" not in value:
        return value.strip()
    raise InputError(where, value, f"give text of at most {MAX_FIELD_CHARS} characters or a number")


def _check_required(row: FeatureRow, required: tuple[str, ...]) -> None:
    for name in required:
        if not row[name]:
            raise row.error(name, "give it")


def _polygons(geometry: Mapping[str, Any], place: str) -> tuple[Rings, ...]:
    kind, parts = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise InputError(place, str(kind), "give a Polygon or MultiPolygon")
    parts = [parts] if kind == "Polygon" else parts
    if (
        not isinstance(parts, list)
        or not parts
        or not all(isinstance(p, list) and p for p in parts)
    ):
        raise InputError(place, "coordinates", "give the rings of each polygon, the outer first")
    return tuple(tuple(_ring(ring, place) for ring in rings) for rings in parts)


def _ring(ring: Any, place: str) -> Ring:
    if not isinstance(ring, list) or len(ring) < MIN_RING:
        raise InputError(
            place, "a ring", f"give at least {MIN_RING} positions, the first again last"
        )
    points = tuple(_point(position, place) for position in ring)
    if points[0] != points[-1]:
        raise InputError(
            place, degrees_text(points[-1]), "close the ring: repeat its first position"
        )
    for here, there in pairwise(points):
        if abs(here[0] - there[0]) > LONGEST_SIDE:
            remedy = "cut the outline at 180 degrees into two polygons (RFC 7946, 3.1.9)"
            raise InputError(place, f"{degrees_text(here)} to {degrees_text(there)}", remedy)
    return points


def _point(position: Any, place: str) -> Point:
    """Return longitude and latitude in microdegrees; a height is left out."""
    good = isinstance(position, list) and 2 <= len(position) <= 3
    if not good or not all(isinstance(number, Decimal) for number in position):
        raise InputError(place, position, "give positions as [longitude, latitude]")
    longitude, latitude = position[:2]
    if abs(longitude) > MOST_LONGITUDE or abs(latitude) > MOST_LATITUDE:
        remedy = "give longitude (-180 to 180) first, then latitude (-90 to 90), in degrees"
        raise InputError(place, f"{longitude}, {latitude}"[:MAX_NUMBER_CHARS], remedy)
    return _udeg(longitude), _udeg(latitude)


def _udeg(degrees: Decimal) -> int:
    return math.floor(EXACT.add(EXACT.scaleb(degrees, 6), HALF))


def degrees_text(point: Point) -> str:
    """Return a point as "longitude, latitude" in degrees."""
    return ", ".join(f"{Decimal(udeg).scaleb(-6):f}" for udeg in point)


def _twice_area(ring: Ring) -> int:
    """Return twice the area of a closed ring, whichever way it turns (shoelace)."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)))
