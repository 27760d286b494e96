"""Service areas: strict outlines, exact points, and the keys that come out (C-61)."""

from __future__ import annotations

import json
import random
import re
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from zone_sources import (
    feature,
    read,
    rows_of,
    set_of,
    square,
    write_areas,
    write_postcodes,
    write_rows,
)

from oneprice.carriers import geojson
from oneprice.carriers.geojson import Point, Ring
from oneprice.core.errors import InputError
from oneprice.core.postcodes import postcode_key

BIG = square(0, 0, 8, 8)
SMALL = square(2, 2, 4, 4)


def zones(folder: Path, region: str = "", **points: tuple[object, object]) -> dict[str, str]:
    """Return the zone of each postcode, which stand for themselves as `P<digits>`."""
    write_postcodes(folder, {name[1:]: point for name, point in points.items()})
    sets, ctx = read(folder)
    number = set_of(sets, ctx, region)
    found = {}
    for name in points:
        rows = rows_of(sets, number, name[1:])
        found[name[1:]] = ",".join(ctx.ids.name("zone", row["zone"]) for row in rows)
    return found


def refusal(folder: Path, *features: Any, text: str | None = None) -> InputError:
    """Return the error that an areas file gives, with one postcode at (1, 1)."""
    write_areas(folder, *features, text=text)
    write_postcodes(folder, {"1": (1, 1)})
    with pytest.raises(InputError) as caught:
        read(folder)
    assert caught.value.where.startswith("areas/Z.geojson")
    return caught.value


# --- which postcode lies where --------------------------------------------------------


def test_edges_and_corners_count_as_inside(tmp_path: Path) -> None:
    """A point on an edge or corner is held, one microdegree further it is not."""
    write_areas(tmp_path, feature(BIG))
    found = zones(
        tmp_path,
        P1=(8, 4), P2=("8.000001", 4), P3=(0, 0), P4=("-0.000001", 0), P5=("7.999999", 8),
        P6=("8.0000004", 4),
    )  # fmt: skip
    assert found == {"1": "1", "2": "", "3": "1", "4": "", "5": "1", "6": "1"}


def test_slanted_edges_are_exact(tmp_path: Path) -> None:
    """A point exactly on a slanted edge is held although no float holds its coordinates."""
    write_areas(tmp_path, feature([[0, 0], [0.3, 0.1], [0, 0.1], [0, 0]]))
    found = zones(
        tmp_path, P1=("0.123456", "0.041152"), P2=("0.123457", "0.041152"), P3=("0.15", "0.05")
    )
    assert found == {"1": "1", "2": "", "3": "1"}


def test_the_smaller_area_wins(tmp_path: Path) -> None:
    """Of nested areas the smallest holds the postcode, in whatever order they are written."""
    inner, outer = feature(SMALL, zone="in"), feature(BIG, zone="out")
    for features in ((inner, outer), (outer, inner)):
        write_areas(tmp_path, *features)
        found = zones(tmp_path, P1=(3, 3), P2=(2, 2), P3=(5, 5), P4=(9, 9))
        assert found == {"1": "in", "2": "in", "3": "out", "4": ""}


def test_crossing_areas_are_told_apart_by_size(tmp_path: Path) -> None:
    """Where two areas overlap partly the smaller one holds what both cover."""
    write_areas(tmp_path, feature(BIG, zone="a"), feature(square(6, 6, 10, 10), zone="b"))
    assert zones(tmp_path, P1=(7, 7), P2=(5, 5)) == {"1": "b", "2": "a"}


def test_equal_areas_are_an_error_where_both_hold_a_postcode(tmp_path: Path) -> None:
    """Two areas of one size may touch empty ground, but must not claim one postcode."""
    write_areas(tmp_path, feature(BIG, zone="a"), feature(square(4, 4, 12, 12), zone="b"))
    assert zones(tmp_path, P1=(1, 1), P2=(9, 9)) == {"1": "a", "2": "b"}
    with pytest.raises(InputError, match=r"feature 2.*postcode 3 .*feature 1 of the same size"):
        zones(tmp_path, P3=(5, 5))


def test_a_smaller_third_area_settles_a_draw(tmp_path: Path) -> None:
    """Equal areas do not matter where a smaller one holds the postcode."""
    twin = feature(square(1, 1, 9, 9), zone="b")
    write_areas(tmp_path, feature(BIG, zone="a"), twin, feature(SMALL, zone="c"))
    assert zones(tmp_path, P1=(3, 3)) == {"1": "c"}


def test_area_is_measured_without_the_holes(tmp_path: Path) -> None:
    """A ring with a large hole is smaller than a full square that is drawn smaller."""
    ring = feature(BIG, square(1, 1, 7, 7), zone="ring")  # 64 - 36 = 28
    full = feature(square(0, 0, 6, 6), zone="full")  # 36
    write_areas(tmp_path, ring, full)
    found = zones(tmp_path, P1=("0.5", "0.5"), P2=(1, 1), P3=(4, 4), P4=(7, 4))
    assert found == {"1": "ring", "2": "ring", "3": "full", "4": "ring"}  # on the hole's edge


def test_parts_of_a_multipolygon_are_one_area(tmp_path: Path) -> None:
    """All parts of a multipolygon hold postcodes, and their sizes are added up."""
    parts = {"type": "MultiPolygon", "coordinates": [[SMALL], [square(5, 5, 8, 8)]]}  # 4 + 9
    islands = {**feature(zone="isles"), "geometry": parts}
    write_areas(tmp_path, islands, feature(square(4, 4, 7.5, 7.5), zone="b"))  # 12.25 < 13
    found = zones(tmp_path, P1=(3, 3), P2=("7.8", "7.8"), P3=(6, 6))
    assert found == {"1": "isles", "2": "isles", "3": "b"}


def test_longer_postcodes_nest_in_shorter_ones(tmp_path: Path) -> None:
    """A postcode is a key: what begins like it lies in it, a longer one with its own point wins."""
    write_areas(tmp_path, feature(BIG, zone="a"), feature(square(20, 20, 21, 21), zone="b"))
    write_postcodes(tmp_path, {"10": (1, 1), "101": (20, 20)})
    sets, ctx = read(tmp_path)
    number = set_of(sets, ctx)
    found = [ctx.ids.name("zone", rows_of(sets, number, p)[0]["zone"]) for p in ("100", "1015")]
    assert found == ["a", "b"]


def test_written_keys_and_areas_stand_together(tmp_path: Path) -> None:
    """Rows of zone.csv hold what no area does; the same key in both is an error naming both."""
    write_areas(tmp_path, feature(BIG, zone="near", service="remote", max_piece_kg=20.5))
    write_postcodes(tmp_path, {"90": (1, 1)})
    sets, ctx = read(tmp_path, [{"key_kind": "all", "zone": "far"}])
    number = set_of(sets, ctx)
    (near,), (far,) = rows_of(sets, number, "901"), rows_of(sets, number, "91")
    assert [ctx.ids.name("zone", r["zone"]) for r in (near, far)] == ["near", "far"]
    assert (near["service"], near["max_piece_g"]) == (1, 20_500)
    with pytest.raises(InputError) as caught:
        read(tmp_path, [{"key_lo": "90"}])
    assert caught.value.where == "postcode.csv row 2, column postcode"
    assert "row 2 has it too" in caught.value.remedy


def test_areas_of_an_origin_zone(tmp_path: Path) -> None:
    """Areas drawn for lanes from one region hold for these alone (C-58)."""
    write_areas(
        tmp_path, feature(BIG, zone="far"), feature(SMALL, zone="near", origin_zone="SOUTH")
    )
    assert zones(tmp_path, "SOUTH", P1=(3, 3), P2=(5, 5)) == {"1": "near", "2": ""}
    assert zones(tmp_path, "EAST", P1=(3, 3), P2=(5, 5)) == {"1": "far", "2": "far"}


def test_an_area_without_postcodes_still_names_its_zone(tmp_path: Path) -> None:
    """Rates may name the zone of an area that holds nothing yet; a note tells of both gaps."""
    write_areas(tmp_path, feature(BIG), feature(square(40, 40, 41, 41), zone="empty"))
    write_postcodes(tmp_path, {"1": (1, 1), "2": (20, 20)})
    sets, ctx = read(tmp_path)
    assert ctx.ids.find("zone", "empty") in sets.zones[set_of(sets, ctx)]
    assert ctx.notes == [
        "areas/Z.geojson, US: no postcode of postcode.csv lies in feature 2.",
        "areas/Z.geojson, US: 1 of 2 postcodes lie in no area.",
    ]


def test_postcodes_of_other_countries_are_not_asked(tmp_path: Path) -> None:
    """A point of another country that lies inside the polygon is none of its postcodes."""
    write_areas(tmp_path, feature(BIG))
    cells = {"postcode": "7", "latitude": 1, "longitude": 1}
    write_rows(tmp_path / "postcode.csv", [{"country": "CA", **cells}])
    sets, _ = read(tmp_path)
    assert len(sets.table) == 1
    assert sets.area[1]["postcodes"] == 0


def on_segment(p: Point, a: Point, b: Point) -> bool:
    """Tell whether a point lies on a segment."""
    cross = (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
    return cross == 0 and all(min(a[i], b[i]) <= p[i] <= max(a[i], b[i]) for i in (0, 1))


def holds(ring: Ring, p: Point) -> bool:
    """Tell by exact fractions whether a closed ring holds a point, its edge included."""
    inside = False
    for a, b in pairwise(ring):
        if on_segment(p, a, b):
            return True
        if (a[1] > p[1]) != (b[1] > p[1]):
            inside ^= p[0] < a[0] + Fraction((p[1] - a[1]) * (b[0] - a[0]), b[1] - a[1])
    return inside


DIRECTIONS = ((1, 0), (3, 1), (1, 1), (1, 2), (-1, 3), (-2, 1), (-1, 0), (-2, -3), (0, -1), (2, -3))
GRID = [(x, y) for x in range(-12, 13, 2) for y in range(-12, 13, 2)]


def test_points_are_told_as_by_exact_fractions(tmp_path: Path) -> None:
    """On random star-shaped outlines of few microdegrees each point is told as by fractions."""
    rng = random.Random(7)
    names = [str(100 + n) for n in range(len(GRID))]
    points = {
        n: (f"{x / 1e6:.6f}", f"{y / 1e6:.6f}") for n, (x, y) in zip(names, GRID, strict=True)
    }
    write_postcodes(tmp_path, points)
    inside = edges = 0
    for _ in range(20):
        star = [(a * k, b * k) for a, b in DIRECTIONS for k in (rng.randint(1, 4),)]
        closed = (*star, star[0])
        write_areas(tmp_path, feature([[x / 1e6, y / 1e6] for x, y in closed]))
        expected = {n for n, p in zip(names, GRID, strict=True) if holds(closed, p)}
        held = {int(row["key_lo"]) for row in read(tmp_path)[0].table[1:]}
        assert held == {postcode_key(name)[0] for name in expected}
        inside += len(expected)
        edges += sum(any(on_segment(p, a, b) for a, b in pairwise(closed)) for p in GRID)
    assert inside > 100
    assert edges > 20


def test_areas_have_days_of_their_own(tmp_path: Path) -> None:
    """An area's extra days and calendar hold for the postcodes in it (C-19)."""
    write_areas(tmp_path, feature(BIG, zone="1", extra_days=2, calendar_id="ISLE"))
    write_postcodes(tmp_path, {"9": (1, 1)})
    sets, ctx = read(tmp_path)
    (row,) = rows_of(sets, set_of(sets, ctx), "9")
    assert (int(row["extra_days"]), ctx.ids.name("calendar", row["calendar"])) == (2, "ISLE")


def test_outlines_are_kept_for_maps(tmp_path: Path) -> None:
    """The book keeps each area with its rings, which are open and numbered."""
    write_areas(tmp_path, feature(BIG, SMALL, zone="a"), feature(square(-3, -3, -1, -1), zone="b"))
    write_postcodes(tmp_path, {"1": (1, 1)})
    sets, ctx = read(tmp_path)
    first, second = sets.area[1:]
    assert [ctx.ids.name("zone", row["zone"]) for row in (first, second)] == ["a", "b"]
    assert [(int(r["point_lo"]), int(r["point_hi"])) for r in (first, second)] == [(1, 9), (9, 13)]
    assert sets.area_point["ring"][1:].tolist() == [1] * 4 + [2] * 4 + [1] * 4
    assert sets.area_point[10].tolist() == (1, -1_000_000, -3_000_000)


# --- what is refused ------------------------------------------------------------------

BOWTIE = [[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]


def lines(*rings: Any) -> Any:
    """Return a feature whose geometry is no area."""
    return {**feature(), "geometry": {"type": "LineString", "coordinates": list(rings[0])}}


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (feature(BOWTIE), "Self-intersection at 1.000000, 1.000000"),
        (feature(square(0, 0, 1, 0)), "feature 1"),  # no width
        (feature(BIG, square(9, 9, 10, 10)), "Hole lies outside shell"),
        (feature(BIG, square(-1, 1, 3, 3)), "Self-intersection"),
        (feature([*BIG[:-1], [0, 1]]), "close the ring"),
        (feature(BIG[:3]), "at least 4 positions"),
        (feature([]), "at least 4 positions"),
        (feature(), "rings of each polygon"),
        (feature(square(0, 0, 181, 1)), "longitude"),
        (feature(square(0, 0, 1, 91)), "longitude"),
        (feature(square(-179, 0, 179, 1)), "cut the outline at 180 degrees"),
        (feature([["0", "0"], *BIG[1:]]), "as .longitude, latitude."),
        (feature([[True, 0], *BIG[1:]]), "as .longitude, latitude."),
        (feature([[0], *BIG[1:]]), "as .longitude, latitude."),
        (feature([[0, 0, 0, 0], *BIG[1:]]), "as .longitude, latitude."),
        (lines(BIG), "Polygon or MultiPolygon"),
        ({**feature(BIG), "geometry": None}, "Polygon or MultiPolygon"),
        ({**feature(BIG), "properties": None}, "country, zone"),
        ({**feature(BIG), "type": "Polygon"}, "give a Feature"),
        (feature(BIG, zone=""), "property zone"),
        (feature(BIG, country=None), "property country"),
        (feature(BIG, country="usa"), "2 capital letters"),
        (feature(BIG, zone="*"), "every zone"),
        (feature(BIG, zone=["1"]), "text of at most"),
        (feature(BIG, zone=True), "text of at most"),
        (feature(BIG, service="slow"), "super_remote"),
        (feature(BIG, origin_zone="WEST"), "EAST, SOUTH"),
        (feature(BIG, max_piece_kg="heavy"), "decimal"),
        (feature(BIG, colour="red"), "use the properties country"),
        ("feature", "give a Feature"),
    ],
)
def test_unusable_areas_are_refused(tmp_path: Path, made: Any, reason: str) -> None:
    """A feature that does not bound an area or says something unknown is named with its reason."""
    problem = refusal(tmp_path, made)
    assert problem.where.startswith("areas/Z.geojson feature 1")
    assert re.search(reason, str(problem))


def test_overlapping_parts_are_refused(tmp_path: Path) -> None:
    """The parts of one multipolygon do not overlap."""
    parts = {"type": "MultiPolygon", "coordinates": [[BIG], [SMALL]]}
    problem = refusal(tmp_path, {**feature(), "geometry": parts})
    assert "overlaps its other parts" in problem.remedy


GOOD = json.dumps({"type": "FeatureCollection", "features": [feature(BIG)]})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "FeatureCollection"),
        ("[]", "FeatureCollection"),
        ('{"type": "FeatureCollection"}', "features"),
        ('{"type": "FeatureCollection", "features": {}}', "list"),
        ('{"type": "FeatureCollection", "features": []}', "list"),
        ('{"type": "Feature"}', "FeatureCollection"),
        (GOOD.replace("[8,", "[NaN,"), "NaN is no number"),
        (GOOD.replace("[8,", "[-Infinity,"), "-Infinity is no number"),
        (GOOD.replace("[8,", "[1e400,"), "longitude"),
        (GOOD.replace("[8,", f"[{'1' * 50},"), "number of 50 characters"),
        (GOOD.replace('"zone"', '"country"'), "given twice"),
        (GOOD[:-1] + ', "crs": {"properties": {"name": "EPSG:3857"}}}', "WGS 84"),
        (GOOD[:-1] + ', "crs": "EPSG:4326"}', "WGS 84"),
        ("[" * 100_000, "FeatureCollection"),
        ("\ufeff" + GOOD + "x", "FeatureCollection"),
    ],
)
def test_unusable_files_are_refused(tmp_path: Path, text: str, reason: str) -> None:
    """What is no plain FeatureCollection in WGS 84 is refused with the file's name."""
    assert reason in str(refusal(tmp_path, text=text))


def test_what_is_equal_is_read(tmp_path: Path) -> None:
    """A byte order mark, heights, exponents, a named WGS 84 and other members change nothing."""
    text = GOOD.replace("[8,", "[8.0e0,").replace("[0, 0]", "[0, 0, 12.5]")
    crs = '"crs": {"properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}, "name": "made"'
    write_areas(tmp_path, text="\ufeff" + text[:-1] + f", {crs}}}")
    assert zones(tmp_path, P1=(8, 8)) == {"1": "1"}


def test_sizes_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes, features and positions of a file are bounded."""
    for limit, reason in (("MAX_BYTES", "bytes"), ("MAX_FEATURES", "list"), ("MAX_POSITIONS", "9")):
        with monkeypatch.context() as patch:
            patch.setattr(geojson, limit, 9 if limit == "MAX_POSITIONS" else 1)
            assert reason in str(refusal(tmp_path, feature(BIG), feature(SMALL)))


def test_other_files_are_refused(tmp_path: Path) -> None:
    """A file that nobody would read is a slip: it is named with the name it should have."""
    write_areas(tmp_path, feature(BIG))
    write_postcodes(tmp_path, {"1": (1, 1)})
    (tmp_path / "areas" / ".DS_Store").write_text("x", encoding="utf-8")
    read(tmp_path)
    (tmp_path / "areas" / "Z.json").write_text(GOOD, encoding="utf-8")
    with pytest.raises(InputError, match=r"areas/Z.json.*ZONE_SET.geojson"):
        read(tmp_path)


def test_areas_need_postcodes(tmp_path: Path) -> None:
    """Areas without any point to ask for are an error that says what to add."""
    write_areas(tmp_path, feature(BIG))
    with pytest.raises(InputError, match=r"postcode.csv.*add the points"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"postcode": "1-0"}, "give each postcode once; row 2"),
        ({"postcode": "-"}, "at least one letter or digit"),
        ({"postcode": "\u4e00"}, "letters A-Z"),
        ({"postcode": "2", "latitude": "91"}, "column latitude"),
        ({"postcode": "2", "longitude": "x"}, "column longitude"),
        ({"postcode": "2", "longitude": ""}, "fill the cell"),
        ({"postcode": "2", "country": ""}, "fill the cell"),
    ],
)
def test_unusable_postcodes_are_refused(tmp_path: Path, row: dict[str, str], message: str) -> None:
    """Each postcode of a country has one point on the globe."""
    usual = {"country": "US", "postcode": "10", "latitude": "1", "longitude": "1"}
    write_rows(tmp_path / "postcode.csv", [usual, {**usual, **row}])
    with pytest.raises(InputError, match=message):
        read(tmp_path)
