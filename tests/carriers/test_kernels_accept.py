"""Acceptance of goods by a lane: day, flags, batteries, sizes."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from oneprice.carriers import _kernels_accept as kernels
from oneprice.carriers._kernels import accept_lane, check_cargo, check_pieces
from oneprice.carriers.rating import Piece, piece_records
from oneprice.carriers.tables import CARGO_LIMIT, LANE_STATUS
from oneprice.core._kernels import UNBOUNDED
from oneprice.core.days import parse_day
from oneprice.core.order_record import LINE
from oneprice.core.refusal import LIMITS, STATUS
from oneprice.core.vocabulary import BATTERY_FLAGS, FLAG

JUNE_1 = parse_day("2026-06-01", "day")


def test_codes_agree_with_the_shared_ones() -> None:
    """The numbers in the kernel are those of the shared vocabulary."""
    assert kernels.BATTERY_MASK == BATTERY_FLAGS
    assert kernels.NO_LIMIT == UNBOUNDED
    assert LANE_STATUS["suspended"] == kernels.SUSPENDED
    for word, name in (("forbid", "FORBID"), ("max_wh", "MAX_WH"), ("max_net_g", "MAX_NET_G")):
        assert CARGO_LIMIT[word] == getattr(kernels, f"LIMIT_{name}")
    assert CARGO_LIMIT["max_soc_pct"] == kernels.LIMIT_MAX_SOC_PCT


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
    usual = {"flags": FLAG["UN3481"], "battery_mwh": -1, "soc_pct": -1, "battery_net_g": -1}
    for name, value in {**usual, **fields}.items():
        lines[name] = value
    return lines


def cargo(book: Any, day: int = JUNE_1, **fields: int) -> tuple[int, ...]:
    """Return what check_cargo says of one line."""
    checked = check_cargo(book.bk, 1, day, line(**fields), np.zeros(1, np.int64), 1)
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
    ("max_sum_cm", "60", "59.9", kernels.WHAT_SUM, 600),
    ("max_girth_cm", "90", "89.9", kernels.WHAT_GIRTH, 900),
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
