"""The twin's zone keys and service areas, postcode by postcode (C-58, C-61)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reference.areas import area_keys
from reference.made import lane, rows
from reference.refused import Refused
from reference.zones import ZoneKeys

KEYS = rows(
    {"key_kind": "prefix", "key_lo": "1", "zone": "A"},
    {"key_kind": "prefix", "key_lo": "12", "zone": "B"},
    {"key_kind": "prefix", "key_lo": "13", "zone": "A"},
    {"key_kind": "prefix", "key_lo": "14", "zone": "A", "max_piece_kg": "5"},
    {"key_kind": "range", "key_lo": "300", "key_hi": "309", "zone": "C", "service": "embargo"},
    {"key_kind": "prefix", "key_lo": "2", "zone": "D", "origin_zone": "south"},
    {"key_kind": "all", "zone": "E", "origin_zone": "south"},
    {"key_kind": "all", "zone": "F", "zone_set": "other", "origin_zone": "north"},
    zone_set="Z",
    country="US",
)


@pytest.mark.parametrize(
    ("postcode", "zone"),
    [
        ("1000", "A"),
        ("12-0", "B"),
        ("12", "B"),
        ("13", "A"),
        ("14", "A"),
        ("1", "NO_ZONE"),  # it may become 12 or 14
        ("3099", "EMBARGO"),
        ("309", "EMBARGO"),
        ("30", "NO_ZONE"),  # it may become 30, which no key holds
        ("31", "NO_ZONE"),
        ("2", "NO_ZONE"),  # a key of another origin zone
        ("", "NO_ZONE"),
    ],
)
def test_a_postcode_stands_for_all_that_begin_with_it(postcode: str, zone: str) -> None:
    """The narrowest key wins; a short postcode whose keys differ in anything is not found."""
    keys = ZoneKeys(KEYS)
    if zone in ("NO_ZONE", "EMBARGO"):
        with pytest.raises(Refused, match=zone):
            keys.zone(lane(zone_set="Z"), "US", postcode)
    else:
        assert keys.zone(lane(zone_set="Z"), "US", postcode).name == zone


def test_keys_of_the_own_origin_zone_stand_alone() -> None:
    """A lane whose origin zone has keys uses these alone; no zone set is zone `*`."""
    keys = ZoneKeys(KEYS)
    assert keys.zone(lane(zone_set="other"), "US", "1").name == "F"
    assert keys.zone(lane(), "US", "1").name == "*"
    assert [key.zone.name for key in keys.keys_for("Z", "US", "south")] == ["D", "E"]


@pytest.mark.parametrize(
    ("longitude", "latitude", "zone"),
    [
        ("1", "1", "small"),
        ("2", "1", "small"),  # on its edge
        ("2.0000004", "1", "small"),  # to a whole microdegree
        ("2.0000005", "1", "large"),
        ("6", "6", ""),  # in a hole
        ("5", "6", "large"),  # on the edge of the hole
        ("10", "10", "large"),
        ("10.000001", "10", ""),
    ],
)
def test_the_smallest_area_holds_a_postcode(
    tmp_path: Path, longitude: str, latitude: str, zone: str
) -> None:
    """A point in several areas belongs to the smallest, one on an edge to the area."""
    squares = {"large": (0, 10), "small": (0, 2), "hole": (5, 7)}
    rings = {
        name: [[low, low], [high, low], [high, high], [low, high], [low, low]]
        for name, (low, high) in squares.items()
    }
    features = [
        {
            "properties": {"country": "US", "zone": name},
            "geometry": {"type": "Polygon", "coordinates": parts},
        }
        for name, parts in (("large", [rings["large"], rings["hole"]]), ("small", [rings["small"]]))
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (tmp_path / "Z.geojson").write_text(text, encoding="utf-8")
    point = {"country": "US", "postcode": "1", "longitude": longitude, "latitude": latitude}
    abroad = point | {"country": "CA"}
    assert [row["zone"] for row in area_keys(tmp_path, [point, abroad])] == [zone] * bool(zone)
