"""Service areas: which postcodes lie in the polygons of a zone set (C-61).

`areas/ZONE_SET.geojson` draws them, `postcode.csv` says where the postcodes are. The geometry is
asked here, once, when a book is compiled: a quote only sees the postcode keys that come out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from oneprice.carriers.geojson import Rings, Shape, degrees_text, read_shapes
from oneprice.core.compiling import Compiling
from oneprice.core.errors import InputError
from oneprice.core.ground import point_udeg
from oneprice.core.postcodes import postcode_key
from oneprice.core.source import Row

FOLDER = "areas"
SUFFIX = ".geojson"
PROPERTIES = (
    *("country", "zone", "service", "origin_zone", "extra_days", "calendar_id"),
    *("max_piece_kg", "max_volume_cm3"),
)
POSTCODE_COLUMNS = ("country", "postcode", "latitude", "longitude")
SHOWN = 8  # numbers listed in a note


@dataclass(frozen=True)
class Postcode:
    """One row of `postcode.csv`: an interval of keys and the point that stands for it."""

    lo: int
    hi: int
    longitude: int
    latitude: int
    row: Row


@dataclass
class Area:
    """One polygon of a zone set with the postcodes it holds.

    Attributes
    ----------
    zone_set : str
        The name of its file.
    shape : Shape
        Properties and outline.
    held : list of Postcode
        In the order of `postcode.csv`.
    """

    zone_set: str
    shape: Shape
    held: list[Postcode] = field(default_factory=list)

    @property
    def group(self) -> tuple[str, str, str]:
        """Return (zone set, country, origin zone): only areas of one group stand side by side."""
        row = self.shape.row
        return (
            self.zone_set,
            row["country"],
            "" if row["origin_zone"] == "*" else row["origin_zone"],
        )


def read_areas(ctx: Compiling) -> list[Area]:
    """Read all polygons and give each the postcodes it holds, the smallest area winning.

    What holds no postcode, and what no polygon holds, is told in `ctx.notes`.

    Raises
    ------
    InputError
        A file of another kind in the folder, an unusable polygon, postcodes missing or given
        twice, or a postcode in two areas of equal size.
    """
    areas = [
        Area(path.name.removesuffix(SUFFIX), shape)
        for path in _files(ctx.folder / FOLDER)
        for shape in read_shapes(path, PROPERTIES, PROPERTIES[:2])
    ]
    postcodes = _read_postcodes(ctx)
    if areas and not postcodes:
        raise InputError("postcode.csv", "no rows", "add the points of the postcodes of the areas")
    polygons = [_polygon(area.shape) for area in areas]
    groups: dict[tuple[str, str, str], list[int]] = {}
    for number, area in enumerate(areas):
        groups.setdefault(area.group, []).append(number)
    for group, numbers in groups.items():
        found = postcodes.get(group[1], [])
        inside = _locate([areas[n] for n in numbers], [polygons[n] for n in numbers], found)
        _note(ctx, group, [areas[n] for n in numbers], len(found), inside)
    return areas


def _files(folder: Path) -> list[Path]:
    if not folder.exists():
        return []
    if not folder.is_dir():
        raise InputError(FOLDER, "a file", f"make it a folder of files ZONE_SET{SUFFIX}")
    listed = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    for path in listed:
        if not path.is_file() or not path.name.endswith(SUFFIX) or path.name == SUFFIX:
            raise InputError(f"{FOLDER}/{path.name}", path.name, f"name it ZONE_SET{SUFFIX}")
    return listed


def _read_postcodes(ctx: Compiling) -> dict[str, list[Postcode]]:
    """Read `postcode.csv` by country."""
    found: dict[str, list[Postcode]] = {}
    seen: dict[tuple[str, int, int], int] = {}
    for row in ctx.rows("postcode.csv", POSTCODE_COLUMNS, POSTCODE_COLUMNS):
        lo, hi = postcode_key(row["postcode"], row.where("postcode"))
        latitude, longitude = point_udeg(row)
        key = (row["country"], lo, hi)
        if key in seen:
            raise row.error("postcode", f"give each postcode once; row {seen[key]} has it too")
        if lo == 0:
            raise row.error("postcode", "give at least one letter or digit")
        seen[key] = row.number
        found.setdefault(row["country"], []).append(Postcode(lo, hi, longitude, latitude, row))
    return found


def _polygon(shape: Shape) -> Any:
    """Return a shape as a geometry, or refuse one that does not bound an area."""
    import shapely

    polygon = shapely.MultiPolygon([(rings[0], rings[1:]) for rings in shape.polygons])
    reason = shapely.is_valid_reason(polygon)
    if reason != "Valid Geometry":
        remedy = "draw an outline that neither crosses itself nor overlaps its other parts"
        raise InputError(shape.row.place, _in_degrees(reason), remedy)
    return polygon


def _in_degrees(reason: str) -> str:
    """Return "Self-intersection at 139.7, 35.6" for "Self-intersection[139700000 35600000]"."""
    found = re.fullmatch(r"(.*)\[(\S+) (\S+)\]", reason)
    if found is None:
        return reason
    point = (round(float(found[2])), round(float(found[3])))
    return f"{found[1]} at {degrees_text(point)}"


def _locate(areas: Sequence[Area], polygons: Sequence[Any], postcodes: list[Postcode]) -> int:
    """Give each postcode to the smallest of the areas that hold its point; return how many."""
    import shapely

    xs, ys = [p.longitude for p in postcodes], [p.latitude for p in postcodes]
    tree = shapely.STRtree(shapely.points(xs, ys))
    # A point on the edge intersects the polygon. Whole microdegrees make the answer exact.
    which, points = tree.query(list(polygons), predicate="intersects")
    best: dict[int, Area] = {}
    for point, number in sorted(zip(points.tolist(), which.tolist(), strict=True)):
        area, other = areas[number], best.get(point)
        if other is None or area.shape.area < other.shape.area:
            best[point] = area
    for point, number in zip(points.tolist(), which.tolist(), strict=True):
        _check_equal(best[point], areas[number], postcodes[point])
    for point in sorted(best):
        best[point].held.append(postcodes[point])
    return len(best)


def _check_equal(best: Area, other: Area, postcode: Postcode) -> None:
    if other is not best and other.shape.area == best.shape.area:
        first, second = sorted((best.shape.row, other.shape.row), key=lambda row: row.number)
        remedy = (
            f"postcode {postcode.row['postcode']} lies in it and in feature {first.number} of the "
            "same size; make one smaller, the smaller wins"
        )
        raise InputError(second.place, f"zone {second['zone']}", remedy)


def _note(
    ctx: Compiling, group: tuple[str, str, str], areas: list[Area], asked: int, inside: int
) -> None:
    zone_set, country, origin = group
    name = f"{FOLDER}/{zone_set}{SUFFIX}, {country}{f' from {origin}' if origin else ''}"
    empty = [str(area.shape.row.number) for area in areas if not area.held]
    if empty:
        more = " ..." if len(empty) > SHOWN else ""
        listed = ", ".join(empty[:SHOWN]) + more
        ctx.notes.append(f"{name}: no postcode of postcode.csv lies in feature {listed}.")
    if inside < asked:
        ctx.notes.append(f"{name}: {asked - inside} of {asked} postcodes lie in no area.")


def outline(rings: Rings, first: int) -> Iterator[dict[str, int]]:
    """Yield the points of a polygon's rings as records, rings numbered from `first`."""
    for number, ring in enumerate(rings, start=first):
        for longitude, latitude in ring[:-1]:
            yield {"ring": number, "longitude_udeg": longitude, "latitude_udeg": latitude}
