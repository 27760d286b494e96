"""Acceptance of goods by a lane: day, flags, batteries, sizes."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from oneprice.carriers import _kernels_accept as kernels
from oneprice.carriers._kernels import accept_lane, check_cargo, check_pieces, check_zone_pieces
from oneprice.carriers.rating import Piece, piece_records
from oneprice.carriers.tables import CARGO_LIMIT, LANE_STATUS
from oneprice.core._kernels import UNBOUNDED
from oneprice.core.days import parse_day
from oneprice.core.order_record import LINE
from oneprice.core.refusal import LIMITS, STATUS
from oneprice.core.vocabulary import FLAG

JUNE_1 = parse_day("2026-06-01", "day")


def test_codes_agree_with_the_shared_ones() -> None:
    """The numbers in the kernel are those of the shared vocabulary."""
    assert FLAG["UN3480"] | FLAG["UN3481"] | FLAG["UN3556"] == kernels.ION_MASK
    assert kernels.NO_LIMIT == UNBOUNDED
    assert LANE_STATUS["suspended"] == kernels.SUSPENDED
    for word, code in CARGO_LIMIT.items():
        assert code == getattr(kernels, f"LIMIT_{word.upper()}")


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (kernels.WHAT_PIECE_WEIGHT, "piece weight"),
        (kernels.WHAT_LONGEST, "longest side"),
        (kernels.WHAT_SECOND, "second side"),
        (kernels.WHAT_SUM, "sum of sides"),
        (kernels.WHAT_GIRTH, "girth"),
        (kernels.WHAT_SHIPMENT_WEIGHT, "shipment weight"),
        (kernels.WHAT_MIN_SHIPMENT, "minimum shipment"),
        (kernels.WHAT_THIRD, "third side"),
        (kernels.WHAT_VOLUME, "volume"),
        (kernels.WHAT_PIECES, "number of parcels"),
    ],
)
def test_limit_numbers_agree_with_their_words(what: int, words: str) -> None:
    """The number of a limit points to its words in a refusal."""
    assert LIMITS[what].startswith(words)


@pytest.mark.parametrize(
    ("day", "status"),
    [("2026-05-31", "LANE_CLOSED"), ("2026-06-01", "OK"), ("2026-06-30", "OK"),
     ("2026-07-01", "LANE_CLOSED")],
)  # fmt: skip
def test_lane_holds_on_half_open_days(cards: Callable[..., Any], day: str, status: str) -> None:
    """A lane is open from its first day up to the day before valid_to."""
    book = cards(lane=[{"valid_from": "2026-06-01", "valid_to": "2026-07-01"}])
    assert accept_lane(book.bk, 1, parse_day(day, "day"), 0) == (STATUS[status], 0)


def test_suspended_lane_is_closed(cards: Callable[..., Any]) -> None:
    """A suspended lane takes nothing."""
    book = cards(lane=[{"status": "suspended"}])
    assert accept_lane(book.bk, 1, JUNE_1, 0) == (STATUS["LANE_CLOSED"], 0)


def test_refused_flags_are_named(cards: Callable[..., Any]) -> None:
    """The fact holds just the flags the lane does not take."""
    bk = cards(lane=[{"cargo_allow": "food|brand"}]).bk
    assert accept_lane(bk, 1, JUNE_1, FLAG["food"]) == (0, 0)
    refused = (STATUS["CLASS_NOT_ACCEPTED"], FLAG["knife"])
    assert accept_lane(bk, 1, JUNE_1, FLAG["food"] | FLAG["knife"]) == refused


def test_one_required_flag_is_enough(cards: Callable[..., Any]) -> None:
    """A lane for special goods takes those that show at least one of its flags."""
    bk = cards(lane=[{"cargo_allow": "*", "cargo_require": "food|brand"}]).bk
    assert accept_lane(bk, 1, JUNE_1, FLAG["brand"]) == (0, 0)
    needed = (STATUS["CLASS_REQUIRED"], FLAG["food"] | FLAG["brand"])
    assert accept_lane(bk, 1, JUNE_1, FLAG["knife"]) == needed


def line(**fields: int) -> Any:
    """Return one order line of a battery unless said otherwise."""
    lines = np.zeros(1, LINE).view(np.recarray)
    absent = ("battery_mwh", "soc_pct", "battery_net_g", "lithium_mg", "liquid_ml")
    usual = {"flags": FLAG["UN3481"], "battery_kind": 2, **dict.fromkeys(absent, -1)}
    for name, value in {**usual, **fields}.items():
        lines[name] = value
    return lines


def cargo(book: Any, day: int = JUNE_1, last: int = 0, **fields: int) -> tuple[int, ...]:
    """Return what check_cargo says of one line on a day, or from it to a last one."""
    days = day, max(day, last)
    checked = check_cargo(book.bk, 1, *days, line(**fields), np.zeros(1, np.int64), 1)
    return tuple(int(number) for number in checked)


@pytest.mark.parametrize(
    ("mwh", "expected"),
    [
        (100_000, (0, 0, 0, 0)),
        (100_001, (STATUS["OVER_LIMIT"], 0, 100_001, 100_000)),
        (-1, (STATUS["OVER_LIMIT"], 0, -1, 100_000)),
    ],
)
def test_battery_limit_of_a_lane(
    cards: Callable[..., Any], mwh: int, expected: tuple[int, ...]
) -> None:
    """Energy at the limit goes, above it or unknown it does not."""
    book = cards(lane=[{"max_wh": "100"}])
    assert cargo(book, battery_mwh=mwh) == expected
    assert cargo(book, battery_mwh=mwh, flags=FLAG["food"]) == (0, 0, 0, 0)


def test_unknown_energy_is_fine_without_a_limit(cards: Callable[..., Any]) -> None:
    """A lane that sets no limit asks for no energy."""
    assert cargo(cards()) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("limit", "value", "field", "scale"),
    [
        ("max_wh", 100, "battery_mwh", 1_000),
        ("max_net_g", 5_000, "battery_net_g", 1),
        ("max_soc_pct", 30, "soc_pct", 1),
        ("max_lithium_g", 2, "lithium_mg", 1_000),
        ("max_ml", 500, "liquid_ml", 1),
    ],
)
def test_rules_of_carriage(
    cards: Callable[..., Any], limit: str, value: int, field: str, scale: int
) -> None:
    """A rule of the mode refuses what lies above it or is unknown, and nothing else."""
    rule = {"mode": "air", "flag": "UN3481", "limit": limit, "value": value, "source": "law"}
    book = cards(cargo_rule=[rule])
    broken = (STATUS["CARGO_RULE"], 0, 1, value * scale)
    assert cargo(book, **{field: value * scale}) == (0, 0, 0, 0)
    assert cargo(book, **{field: value * scale + 1}) == broken
    assert cargo(book, **{field: -1}) == broken
    assert cargo(book, flags=FLAG["UN3480"]) == (0, 0, 0, 0)


def test_forbidding_rule_has_days_and_a_mode(cards: Callable[..., Any]) -> None:
    """What is forbidden in one mode from one day on is free before it and elsewhere."""
    rule = {"flag": "UN3481", "limit": "forbid", "valid_from": "2026-06-01", "source": "law"}
    book = cards(cargo_rule=[{**rule, "mode": "air"}])
    assert cargo(book)[0] == STATUS["CARGO_RULE"]
    assert cargo(book, day=JUNE_1 - 1)[0] == 0
    assert cargo(cards(cargo_rule=[{**rule, "mode": "sea"}]))[0] == 0


# One piece of 300 x 200 x 100 mm and 2 kg: each limit lies at the piece, then one unit below.
SIZES = [
    ("max_piece_kg", "2", "1.999", kernels.WHAT_PIECE_WEIGHT, 2000),
    ("max_len_cm", "30", "29.9", kernels.WHAT_LONGEST, 300),
    ("max_second_cm", "20", "19.9", kernels.WHAT_SECOND, 200),
    ("max_third_cm", "10", "9.9", kernels.WHAT_THIRD, 100),
    ("max_sum_cm", "60", "59.9", kernels.WHAT_SUM, 600),
    ("max_girth_cm", "90", "89.9", kernels.WHAT_GIRTH, 900),
    ("max_volume_cm3", "6000", "5999.999", kernels.WHAT_VOLUME, 6_000_000),
    ("max_pieces", "2", "1", kernels.WHAT_PIECES, 2),
    ("max_shipment_kg", "4", "3.999", kernels.WHAT_SHIPMENT_WEIGHT, 4000),
]


@pytest.mark.parametrize(("column", "holds", "breaks", "what", "fact"), SIZES)
def test_size_limits(
    cards: Callable[..., Any], column: str, holds: str, breaks: str, what: int, fact: int
) -> None:
    """A piece at a limit goes, one unit above it is refused with the measure that breaks it."""
    pieces = piece_records([Piece(2000, (100, 300, 200))] * 2)
    assert check_pieces(cards(lane=[{column: holds}]).bk, 1, pieces, 2) == (0, 0, 0, 0)
    status, number, found, limit = check_pieces(cards(lane=[{column: breaks}]).bk, 1, pieces, 2)
    assert (status, number, found) == (STATUS["OVER_LIMIT"], what, fact)
    assert limit == fact - 1


def test_minimum_shipment(cards: Callable[..., Any]) -> None:
    """A shipment below the minimum is refused, at it accepted."""
    book = cards(lane=[{"min_shipment_kg": "12"}])
    assert check_pieces(book.bk, 1, piece_records([Piece(6000)] * 2), 2)[0] == 0
    light = check_pieces(book.bk, 1, piece_records([Piece(11_999)]), 1)
    assert light == (STATUS["OVER_LIMIT"], kernels.WHAT_MIN_SHIPMENT, 11_999, 12_000)


def test_rules_name_aircraft_and_lanes(cards: Callable[..., Any]) -> None:
    """A rule for passenger aircraft holds on lanes that name none, and on no freighter or road."""
    rule = {"mode": "*", "flag": "UN3481", "limit": "forbid", "source": "law"}
    passenger = {**rule, "aircraft": "passenger"}
    for lane, held in (
        ({}, True), ({"aircraft": "passenger"}, True), ({"aircraft": "freighter"}, False),
        ({"mode": "express"}, True), ({"mode": "road"}, False), ({"mode": "sea"}, False),
    ):  # fmt: skip
        assert (cargo(cards(lane=[lane], cargo_rule=[passenger]))[0] != 0) == held
    lanes, rates = [{}, {"lane_id": "M"}], [{}, {"lane_id": "M"}]
    book = cards(lane=lanes, rate=rates, cargo_rule=[{**rule, "lane_id": "M"}])
    spans = [(book.row("lane", n)["rule_lo"], book.row("lane", n)["rule_hi"]) for n in (1, 2)]
    assert spans == [(1, 1), (1, 2)]
    assert cargo(book)[0] == 0


@pytest.mark.parametrize(
    ("cells", "fields", "held"),
    [
        ({"flag": "PI966|PI967"}, {"flags": FLAG["UN3481"] | FLAG["PI967"]}, True),
        ({"flag": "PI966"}, {"flags": FLAG["UN3481"] | FLAG["PI967"]}, False),
        ({"all_flags": "food|liquid"}, {"flags": FLAG["UN3481"] | FLAG["food"]}, False),
        (
            {"all_flags": "food|liquid"},
            {"flags": FLAG["UN3481"] | FLAG["food"] | FLAG["liquid"]},
            True,
        ),
        ({"battery": "cell"}, {"battery_kind": 1}, True),
        ({"battery": "cell"}, {"battery_kind": 2}, False),
        ({"battery": "battery"}, {"battery_kind": 2}, True),
        ({"wh_over": "2.7"}, {"battery_mwh": 2_700}, False),
        ({"wh_over": "2.7"}, {"battery_mwh": 2_701}, True),
        ({"wh_over": "2.7"}, {"battery_mwh": -1}, True),
        ({"wh_over": "0"}, {"battery_mwh": 0}, False),
        ({"wh_to": "20"}, {"battery_mwh": 20_000}, True),
        ({"wh_to": "20"}, {"battery_mwh": 20_001}, False),
        ({"wh_to": "20"}, {"battery_mwh": -1}, True),
        ({"wh_over": "2.7", "wh_to": "20"}, {"battery_mwh": 2_700}, False),
        ({"wh_over": "2.7", "wh_to": "20"}, {"battery_mwh": 2_701}, True),
    ],
)
def test_a_rule_fits_by_flags_battery_and_energy(
    cards: Callable[..., Any], cells: dict[str, Any], fields: dict[str, int], held: bool
) -> None:
    """A rule asks one of its flags, all of the others, its kind of battery and enough energy."""
    rule = {"mode": "air", "flag": "UN3481", "limit": "forbid", "source": "law", **cells}
    assert (cargo(cards(cargo_rule=[rule]), **fields)[0] != 0) == held


def test_first_broken_rule_in_written_order(cards: Callable[..., Any]) -> None:
    """Of several broken rules the first row of the file is told, whatever its modes."""
    rule = {"flag": "UN3481", "limit": "max_soc_pct", "source": "law"}
    rows = [
        {**rule, "mode": "sea", "value": 10},
        {**rule, "mode": "rail|air", "value": 40},
        {**rule, "mode": "*", "value": 30},
    ]
    book = cards(cargo_rule=rows)
    assert cargo(book, soc_pct=50) == (STATUS["CARGO_RULE"], 0, 2, 40)
    assert cargo(book, soc_pct=35) == (STATUS["CARGO_RULE"], 0, 3, 30)
    assert cargo(book, soc_pct=30) == (0, 0, 0, 0)


def test_unit_limit_of_a_parcel_asks_the_single_unit_only(cards: Callable[..., Any]) -> None:
    """One unit keeps a limit of one; how many share a parcel is the packing's matter."""
    rule = {"mode": "air", "flag": "UN3481", "limit": "max_units", "source": "law"}
    assert cargo(cards(cargo_rule=[{**rule, "value": 1}]))[0] == 0
    assert cargo(cards(cargo_rule=[{**rule, "value": 0}]))[0] == STATUS["CARGO_RULE"]


# Facts collected 2026-11-22: SoC at most 30% for PI966 above 2.7 Wh from 2026-01-01; UN3480 is
# forbidden on passenger aircraft, on freighters 10 kg net and SoC at most 30%.
LITHIUM = [
    {"mode": "air|express|post", "flag": "PI966", "wh_over": "2.7", "limit": "max_soc_pct",
     "value": "30", "valid_from": "2026-01-01", "source": "cxtms.com 2026",
     "remedy": "ship at 30% charge"},
    {"mode": "air|express|post", "aircraft": "passenger", "flag": "PI965", "limit": "forbid",
     "source": "dg-packaging.nl"},
    {"mode": "air|express|post", "aircraft": "freighter", "flag": "PI965", "limit": "max_net_g",
     "value": "10000", "source": "dg-packaging.nl"},
]  # fmt: skip
PI966 = FLAG["UN3481"] | FLAG["PI966"]


@pytest.mark.parametrize(
    ("day", "mwh", "soc", "broken"),
    [
        ("2025-12-31", 3_000, 31, 0),
        ("2026-01-01", 3_000, 31, 1),
        ("2026-01-01", 3_000, 30, 0),
        ("2026-01-01", 2_700, 31, 0),
        ("2026-01-01", -1, 31, 1),
        ("2026-01-01", 3_000, -1, 1),
    ],
)
def test_state_of_charge_since_2026(
    cards: Callable[..., Any], day: str, mwh: int, soc: int, broken: int
) -> None:
    """Packed with equipment above 2.7 Wh the charge is at most 30% from 2026-01-01 on."""
    said = cargo(
        cards(cargo_rule=LITHIUM), parse_day(day, "day"), flags=PI966, battery_mwh=mwh, soc_pct=soc
    )
    assert said[2] == broken
    contained = FLAG["UN3481"] | FLAG["PI967"]
    assert cargo(cards(cargo_rule=LITHIUM), flags=contained, battery_mwh=3_000)[0] == 0


@pytest.mark.parametrize(
    ("aircraft", "net_g", "broken"),
    [("passenger", 100, 2), ("", 100, 2), ("freighter", 10_000, 0), ("freighter", 10_001, 3)],
)
def test_batteries_alone_by_aircraft(
    cards: Callable[..., Any], aircraft: str, net_g: int, broken: int
) -> None:
    """Batteries alone do not fly with passengers; a freighter takes 10 kg in a parcel."""
    book = cards(lane=[{"aircraft": aircraft}], cargo_rule=LITHIUM)
    alone = FLAG["UN3480"] | FLAG["PI965"]
    assert cargo(book, flags=alone, battery_net_g=net_g)[2] == broken
    assert [book.row("cargo_rule", n)["per_parcel"] for n in (1, 2, 3)] == [0, 0, 1]


def test_limits_of_a_zone(cards: Callable[..., Any]) -> None:
    """A zone's own limits hold for each parcel delivered there; no zone, no limits."""
    zone = {"zone_set": "Z", "country": "US", "key_kind": "all", "zone": "1"}
    limits = {"max_piece_kg": "2", "max_volume_cm3": "6000"}
    bk = cards(lane=[{"zone_set": "Z"}], zone=[{**zone, **limits}]).bk
    pieces = piece_records([Piece(2000, (300, 200, 100)), Piece(2001), Piece(1, (300, 200, 101))])
    assert check_zone_pieces(bk, 1, pieces, 1) == (0, 0, 0, 0)
    over = STATUS["OVER_LIMIT"]
    assert check_zone_pieces(bk, 1, pieces, 2) == (over, kernels.WHAT_PIECE_WEIGHT, 2001, 2000)
    bulky = check_zone_pieces(bk, 1, pieces[2:], 1)
    assert bulky == (over, kernels.WHAT_VOLUME, 6_060_000, 6_000_000)
    assert check_zone_pieces(bk, 0, pieces, 3) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("first", "last", "held"),
    [("2026-05-30", "2026-05-31", False), ("2026-05-31", "2026-06-01", True),
     ("2026-06-30", "2026-07-02", True), ("2026-07-01", "2026-07-02", False),
     ("2026-05-01", "2026-08-01", True)],
)  # fmt: skip
def test_a_rule_of_any_day_of_loading_counts(
    cards: Callable[..., Any], first: str, last: str, held: bool
) -> None:
    """Goods that may be loaded on several days keep the rules of each of them."""
    dates = {"valid_from": "2026-06-01", "valid_to": "2026-07-01"}
    rule = {"mode": "air", "flag": "UN3481", "limit": "forbid", "source": "law", **dates}
    days = (parse_day(first, "day"), parse_day(last, "day"))
    assert (cargo(cards(cargo_rule=[rule]), *days)[0] != 0) == held


@pytest.mark.parametrize(("flag", "held"), [("UN3480", True), ("UN3481", True), ("UN3090", False),
                                            ("UN3091", False), ("UN3556", True)])  # fmt: skip
def test_watt_hours_are_asked_of_lithium_ion(
    cards: Callable[..., Any], flag: str, held: bool
) -> None:
    """Lithium metal is measured in grams: a lane's limit in watt hours does not ask it."""
    book = cards(lane=[{"max_wh": "100"}])
    assert (cargo(book, flags=FLAG[flag])[0] != 0) == held
