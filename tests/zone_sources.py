"""Small source folders of zones, postcodes and service areas."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from oneprice.carriers.zones import ZoneSets, read_zones
from oneprice.core.compiling import Compiling
from oneprice.core.postcodes import postcode_key
from oneprice.core.source import Row

Cells = dict[str, Any]
ZONE: Cells = {"zone_set": "Z", "country": "US", "key_kind": "prefix", "zone": "1"}
REGIONS = ("EAST", "SOUTH")


def write_rows(path: Path, rows: Sequence[Cells]) -> None:
    """Write a table whose columns are those that any row has."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)


def read(folder: Path, zones: Sequence[Cells] = ()) -> tuple[ZoneSets, Compiling]:
    """Read the zones of a folder after writing these rows of zone.csv."""
    if zones:
        write_rows(folder / "zone.csv", [{**ZONE, **zone} for zone in zones])
    ctx = Compiling(folder)
    for region in REGIONS:
        ctx.ids.add("region", region)
    return read_zones(ctx), ctx


def set_of(sets: ZoneSets, ctx: Compiling, region: str = "", name: str = "Z") -> int:
    """Return the set that a lane to the United States from a region uses."""
    row = Row("lane.csv", 2, {"zone_set": name})
    country, origin = ctx.ids.find("country", "US"), ctx.ids.find("region", region)
    return sets.set_for(ctx, row, name, country, origin)


def rows_of(sets: ZoneSets, number: int, postcode: str) -> list[Any]:
    """Return the rows of a set that a postcode's interval of keys touches."""
    lo, hi = postcode_key(postcode)
    return [
        r for r in sets.table[1:] if r["zone_set"] == number and r["key_lo"] < hi > lo < r["key_hi"]
    ]


def find(folder: Path, zones: Sequence[Cells], postcode: str) -> tuple[str, int] | None:
    """Return zone and service of a full postcode, by looking at every row; None without a key."""
    sets, ctx = read(folder, zones)
    found = rows_of(sets, set_of(sets, ctx), postcode)
    assert len(found) <= 1
    return (ctx.ids.name("zone", found[0]["zone"]), int(found[0]["service"])) if found else None


def square(west: float, south: float, east: float, north: float) -> list[list[float]]:
    """Return a closed ring."""
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(*rings: Any, **properties: Any) -> Cells:
    """Return a Polygon of rings; its zone is "1" and its country US unless said otherwise."""
    geometry = {"type": "Polygon", "coordinates": list(rings)}
    return {"type": "Feature", "properties": {"country": "US", "zone": "1"} | properties,
            "geometry": geometry}  # fmt: skip


def write_areas(folder: Path, *features: Any, name: str = "Z", text: str | None = None) -> None:
    """Write the areas of a zone set, from features or as a text."""
    (folder / "areas").mkdir(exist_ok=True)
    document = {"type": "FeatureCollection", "features": list(features)}
    body = json.dumps(document) if text is None else text
    (folder / "areas" / f"{name}.geojson").write_text(body, encoding="utf-8")


def write_postcodes(folder: Path, points: dict[str, tuple[object, object]]) -> None:
    """Write postcode.csv of the United States: postcode -> (longitude, latitude)."""
    rows = [
        {"country": "US", "postcode": p, "longitude": x, "latitude": y}
        for p, (x, y) in points.items()
    ]
    write_rows(folder / "postcode.csv", rows)
