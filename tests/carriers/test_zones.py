"""Postcode keys and the cutting of zone keys into disjoint intervals."""

from collections.abc import Callable
from typing import Any

import pytest

from oneprice.carriers._kernels import find_zone
from oneprice.core.errors import InputError
from oneprice.core.postcodes import KEY_END, postcode_key

ZONE = {"zone_set": "Z", "country": "US", "key_kind": "prefix", "zone": "1"}


def find(book: Any, postcode: str) -> tuple[str, int, bool]:
    """Return zone name, service and whether the postcode is served by the first lane."""
    lo, hi = postcode_key(postcode)
    zone, service, found = find_zone(book.bk, book.bk.lane[1].zone_set, lo, hi)
    return book.ctx.ids.name("zone", zone), int(service), bool(found)


def zoned(cards: Callable[..., Any], *zones: dict[str, Any]) -> Any:
    """Compile one lane with these rows of zone.csv."""
    return cards(lane=[{"zone_set": "Z"}], zone=[{**ZONE, **zone} for zone in zones])


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


def test_narrowest_key_wins(cards: Callable[..., Any]) -> None:
    """A longer prefix cuts a hole into a shorter one, and that into all."""
    book = zoned(
        cards,
        {"key_kind": "all", "zone": "far"},
        {"key_lo": "9", "zone": "near"},
        {"key_lo": "902", "zone": "remote", "service": "remote"},
    )
    assert find(book, "10001") == ("far", 0, True)
    assert find(book, "90199") == ("near", 0, True)
    assert find(book, "90210") == ("remote", 1, True)
    assert find(book, "90310") == ("near", 0, True)


def test_range_holds_both_ends(cards: Callable[..., Any]) -> None:
    """A range holds its first and last key with all that begins like them, and no other."""
    book = zoned(cards, {"key_kind": "range", "key_lo": "100", "key_hi": "119"})
    assert not find(book, "09999")[2]
    assert find(book, "10000")[2]
    assert find(book, "11999")[2]
    assert not find(book, "12000")[2]


def test_lane_without_set_has_one_zone(cards: Callable[..., Any]) -> None:
    """Without a zone set every postcode is in zone 0."""
    assert find(cards(), "10001") == ("", 0, True)


def test_postcode_that_spans_two_zones_is_not_found(cards: Callable[..., Any]) -> None:
    """A short postcode is found only if all it may mean is one zone."""
    book = zoned(cards, {"key_lo": "10"}, {"key_lo": "11", "zone": "2"}, {"key_lo": "12"})
    assert find(book, "10") == ("1", 0, True)
    assert not find(book, "1")[2]


def test_postcode_over_equal_neighbours_is_found(cards: Callable[..., Any]) -> None:
    """Neighbouring keys of the same zone count as one area, a gap between them does not."""
    book = zoned(cards, {"key_kind": "all"}, {"key_lo": "10"}, {"key_lo": "12"})
    assert find(book, "1") == ("1", 0, True)
    assert not find(zoned(cards, {"key_lo": "10"}, {"key_lo": "12"}), "1")[2]


def test_sets_of_two_countries_stay_apart(cards: Callable[..., Any]) -> None:
    """A set is read in the country of the lane's destination."""
    book = zoned(cards, {"key_lo": "1", "country": "DE", "zone": "de"}, {"key_lo": "1"})
    assert find(book, "1") == ("1", 0, True)
    assert not find(book, "2")[2]


def test_embargo_is_a_service(cards: Callable[..., Any]) -> None:
    """An embargoed area is found, with the service that says so."""
    assert find(zoned(cards, {"key_lo": "9", "service": "embargo"}), "9") == ("1", 3, True)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"key_lo": "1"}, {"key_lo": "1"}], "give each key once"),
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
        ([{"key_lo": "1", "country": "DE"}], "Z:US"),
        ([{"key_lo": "1", "service": "slow"}], "super_remote"),
    ],
)
def test_unusable_zone_rows_are_refused(
    cards: Callable[..., Any], rows: list[dict[str, Any]], message: str
) -> None:
    """A zone table that could be read in two ways is an error."""
    with pytest.raises(InputError, match=message):
        zoned(cards, *rows)
