"""Postcode keys and the cutting of zone keys into disjoint intervals."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest
from zone_sources import find, read, rows_of, set_of

from oneprice.carriers._kernels import find_zone
from oneprice.core._kernels import UNBOUNDED
from oneprice.core.errors import InputError
from oneprice.core.postcodes import KEY_END, postcode_key

Cells = dict[str, Any]


class OnlyZones(NamedTuple):
    """As much of a book as the search for a zone reads."""

    zone: Any


@pytest.mark.parametrize("written", ["sw1a 1aa", "SW1A-1AA", "SW1A1AA"])
def test_postcode_is_normalised(written: str) -> None:
    """Case, blanks and dashes do not change a postcode's key."""
    assert postcode_key(written) == postcode_key("SW1A1AA")


def test_a_longer_postcode_lies_inside_a_shorter_one() -> None:
    """The interval of a prefix holds the postcodes that begin with it and no neighbour."""
    lo, hi = postcode_key("90")
    assert lo < postcode_key("900")[0] < postcode_key("90ZZZZZZZZ")[1] <= hi
    assert postcode_key("8ZZZZZZZZZ")[1] <= lo
    assert hi == postcode_key("91")[0]


def test_the_empty_postcode_spans_everything() -> None:
    """An empty postcode is the whole range of keys."""
    assert postcode_key("") == (0, KEY_END)


def test_ten_characters_are_a_single_key() -> None:
    """The longest postcode is one key wide, and one character more is refused."""
    lo, hi = postcode_key("1234567890")
    assert hi - lo == 1
    with pytest.raises(InputError, match="up to 10"):
        postcode_key("12345678901")


@pytest.mark.parametrize("postcode", ["1?", "\u00c41", "\uff11"])
def test_other_characters_are_refused(postcode: str) -> None:
    """Only A-Z and ASCII digits make a postcode."""
    with pytest.raises(InputError, match="postcode"):
        postcode_key(postcode)


def test_narrowest_key_wins(tmp_path: Path) -> None:
    """A longer prefix cuts a hole into a shorter one, and that into all."""
    zones: list[Cells] = [
        {"key_kind": "all", "zone": "far"},
        {"key_lo": "9", "zone": "near"},
        {"key_lo": "902", "zone": "remote", "service": "remote"},
    ]
    assert find(tmp_path, zones, "10001") == ("far", 0)
    assert find(tmp_path, zones, "90199") == ("near", 0)
    assert find(tmp_path, zones, "90210") == ("remote", 1)
    assert find(tmp_path, zones, "90310") == ("near", 0)


def test_range_holds_both_ends(tmp_path: Path) -> None:
    """A range holds its first and last key with all that begins like them, and no other."""
    zones = [{"key_kind": "range", "key_lo": "100", "key_hi": "119"}]
    found = [find(tmp_path, zones, key) for key in ("09999", "10000", "11999", "12000")]
    assert found == [None, ("1", 0), ("1", 0), None]


def test_lane_without_set_has_one_zone(tmp_path: Path) -> None:
    """A lane without a zone set uses no keys."""
    assert set_of(*read(tmp_path), name="") == 0


@pytest.mark.parametrize(
    ("zones", "postcode", "served"),
    [
        ([{"key_lo": "10"}, {"key_lo": "11", "zone": "2"}, {"key_lo": "12"}], "10", True),
        ([{"key_lo": "10"}, {"key_lo": "11", "zone": "2"}, {"key_lo": "12"}], "1", False),
        ([{"key_kind": "all"}, {"key_lo": "11", "extra_days": 1}], "1", False),
        ([{"key_kind": "all"}, {"key_lo": "11", "calendar_id": "ISLE"}], "1", False),
        ([{"key_kind": "all"}, {"key_lo": "10"}, {"key_lo": "12"}], "1", True),
        ([{"key_lo": "10"}, {"key_lo": "12"}], "1", False),
        ([{"key_kind": "all"}, {"key_lo": "10", "max_piece_kg": "5"}], "1", False),
        ([{"key_kind": "all"}, {"key_lo": "10", "max_volume_cm3": "5"}], "1", False),
        ([{"key_kind": "all"}, {"key_lo": "10", "service": "remote"}], "1", False),
    ],
)
def test_short_postcode_is_found_where_all_it_may_mean_is_alike(
    tmp_path: Path, zones: list[Cells], postcode: str, served: bool
) -> None:
    """Neighbouring keys alike in zone, service and limits are one area; a gap is none."""
    sets, ctx = read(tmp_path, zones)
    row, found = find_zone(OnlyZones(sets.table), set_of(sets, ctx), *postcode_key(postcode))
    assert bool(found) is served
    if served:
        assert ctx.ids.name("zone", sets.table[row]["zone"]) == "1"


def test_sets_of_two_countries_stay_apart(tmp_path: Path) -> None:
    """A set is read in the country of the lane's destination."""
    zones = [{"key_lo": "1", "country": "DE", "zone": "de"}, {"key_lo": "1"}]
    assert find(tmp_path, zones, "1") == ("1", 0)
    assert find(tmp_path, [{"key_lo": "2", "country": "DE"}, {"key_lo": "1"}], "2") is None


def test_embargo_is_a_service(tmp_path: Path) -> None:
    """An embargoed area is found, with the service that says so."""
    assert find(tmp_path, [{"key_lo": "9", "service": "embargo"}], "9") == ("1", 3)


def test_zones_have_days_of_their_own(tmp_path: Path) -> None:
    """Extra days and a calendar stand at each key; without them there are none (C-19)."""
    keys = [{"key_kind": "all"}, {"key_lo": "9", "extra_days": 3, "calendar_id": "ISLE"}]
    sets, ctx = read(tmp_path, keys)
    days = [
        (int(row["extra_days"]), ctx.ids.name("calendar", row["calendar"]))
        for postcode in ("8", "9")
        for row in rows_of(sets, set_of(sets, ctx), postcode)
    ]
    assert days == [(0, ""), (3, "ISLE")]


@pytest.mark.parametrize("days", ["-1", "31", "1.5", "two"])
def test_extra_days_are_bounded(tmp_path: Path, days: str) -> None:
    """Extra days are whole, from 0 to 30."""
    with pytest.raises(InputError, match="extra_days"):
        read(tmp_path, [{"key_lo": "9", "extra_days": days}])


def test_zones_have_limits_of_their_own(tmp_path: Path) -> None:
    """Weight and volume of a parcel are limited per key, in g and mm3, and else unbounded."""
    sets, ctx = read(
        tmp_path, [{"key_kind": "all"}, {"key_lo": "9", "max_piece_kg": 22.5, "max_volume_cm3": 90}]
    )
    number = set_of(sets, ctx)
    limits = [
        tuple(int(row[f]) for f in ("max_piece_g", "max_volume_mm3"))
        for postcode in ("8", "9")
        for row in rows_of(sets, number, postcode)
    ]
    assert limits == [(UNBOUNDED, UNBOUNDED), (22_500, 90_000)]


ORIGINS: list[Cells] = [
    {"key_kind": "all", "zone": "any"},
    {"key_lo": "9", "zone": "near", "origin_zone": "SOUTH"},
]


@pytest.mark.parametrize(
    ("region", "postcode", "zone"),
    [
        ("SOUTH", "90001", "near"),
        ("SOUTH", "10001", None),  # its own keys alone: those of * do not fill the gap
        ("EAST", "90001", "any"),
        ("", "90001", "any"),
        ("", "10001", "any"),
    ],
)
def test_lanes_use_the_keys_of_their_origin_zone_alone(
    tmp_path: Path, region: str, postcode: str, zone: str | None
) -> None:
    """A set with keys of an origin zone answers lanes from there by these, others by `*` (C-58)."""
    sets, ctx = read(tmp_path, ORIGINS)
    found = rows_of(sets, set_of(sets, ctx, region), postcode)
    assert [ctx.ids.name("zone", row["zone"]) for row in found] == ([zone] if zone else [])


def test_one_key_may_stand_once_for_each_origin_zone(tmp_path: Path) -> None:
    """The same key for two origin zones is no contradiction; a star is the same as nothing."""
    sets, _ = read(tmp_path, [{"key_lo": "9", "origin_zone": o} for o in ("SOUTH", "EAST", "*")])
    assert len(sets.zones) == 3
    with pytest.raises(InputError, match="give each key once; row 2"):
        read(tmp_path, [{"key_lo": "9", "origin_zone": o} for o in ("", "*")])


def test_a_set_without_keys_for_a_lane_is_refused(tmp_path: Path) -> None:
    """A lane from elsewhere needs keys that are not bound to an origin zone."""
    sets, ctx = read(tmp_path, ORIGINS[1:])
    assert set_of(sets, ctx, "SOUTH") > 0
    for region, name in (("EAST", "Z"), ("", "Z"), ("SOUTH", "Y")):
        with pytest.raises(InputError, match=f"add keys of {name}:US"):
            set_of(sets, ctx, region, name)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"key_lo": "1"}, {"key_lo": "1"}], "give each key once; row 2"),
        (
            [
                {"key_kind": "range", "key_lo": "1", "key_hi": "3"},
                {"key_kind": "range", "key_lo": "2", "key_hi": "4"},
            ],
            "overlap row 2 partly",
        ),
        ([{"key_kind": "range", "key_lo": "3", "key_hi": "1"}], "not before key_lo"),
        ([{"key_kind": "range", "key_lo": "3"}], "for range only"),
        ([{"key_kind": "all", "key_lo": "3"}], "leave it empty for all"),
        ([{"key_lo": "1", "zone": "*"}], "every zone"),
        ([{"key_lo": "1", "country": "us"}], "2 capital letters"),
        ([{"key_lo": "1", "service": "slow"}], "super_remote"),
        ([{"key_lo": "1", "origin_zone": "WEST"}], "EAST, SOUTH"),
        ([{"key_lo": "1", "max_piece_kg": "-1"}], "0 or more"),
        ([{"key_lo": "1", "max_volume_cm3": "big"}], "decimal"),
    ],
)
def test_unusable_zone_rows_are_refused(
    tmp_path: Path, rows: list[dict[str, Any]], message: str
) -> None:
    """A zone table that could be read in two ways is an error."""
    with pytest.raises(InputError, match=message):
        read(tmp_path, rows)
