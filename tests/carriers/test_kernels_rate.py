"""From quantity to base freight: rate row, price, next break."""

from collections.abc import Callable
from typing import Any

import pytest

from oneprice.carriers import _kernels_rate as kernels
from oneprice.carriers.rates import cell_of
from oneprice.carriers.rating import Piece, Rating, rate_shipment
from oneprice.carriers.tables import BAND_BASIS
from oneprice.core.days import parse_day
from oneprice.core.errors import InputError

DAY = parse_day("2026-06-01", "day")


def test_codes_agree_with_the_shared_ones() -> None:
    """The numbers in the kernel are those of the tables and the vocabulary."""
    assert BAND_BASIS["actual"] == kernels.BAND_ACTUAL
    assert cell_of(0, 0, 1, 0) == 1 << kernels.GROUP_BITS
    assert cell_of(0, 1, 0, 0) == 1 << kernels.GROUP_BITS + 3
    assert cell_of(1, 0, 0, 99) == (1 << kernels.GROUP_BITS + 33) + 99


def rated(book: Any, *pieces: Piece, **how: Any) -> Rating:
    """Price pieces on lane L."""
    how.setdefault("day", DAY)
    return rate_shipment(book.tables, book.ctx.ids, "L", pieces, **how)


def row_of(book: Any, weight_g: int, **how: Any) -> int:
    """Return the rate row of one piece, 0 without a rate."""
    rating = rated(book, Piece(weight_g), **how)
    return rating.charges[0].row if rating.status == "OK" else 0


BULKY = Piece(1000, (100, 200, 900))  # 3 kg at a divisor of 6000


# --- choice of the row ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("bounds", "q", "row"),
    [
        ("(]", 0, 1), ("(]", 1000, 1), ("(]", 1001, 2), ("(]", 2000, 2), ("(]", 2001, 0),
        ("[)", 0, 1), ("[)", 999, 1), ("[)", 1000, 2), ("[)", 1999, 2), ("[)", 2000, 0),
    ],
)  # fmt: skip
def test_band_bounds(cards: Callable[..., Any], bounds: str, q: int, row: int) -> None:
    """Parcel bands hold their upper edge, freight breaks their lower one."""
    rates = [{"lo": "0", "hi": "1", "bounds": bounds}, {"lo": "1", "hi": "2", "bounds": bounds}]
    assert row_of(cards(rate=rates), q) == row


def test_gap_has_no_rate(cards: Callable[..., Any]) -> None:
    """A quantity that falls between two bands is refused with that quantity."""
    book = cards(rate=[{"lo": "0", "hi": "0.1"}, {"lo": "0.101"}])
    assert rated(book, Piece(100)).status == "OK"
    assert rated(book, Piece(102)).status == "OK"
    refused = rated(book, Piece(101))
    assert (refused.status, refused.fact, refused.charges) == ("NO_RATE", 101, ())


@pytest.mark.parametrize(
    ("day", "amount"), [("2026-05-31", 100), ("2026-06-01", 200), ("2026-06-02", 200)]
)
def test_rate_of_the_day(cards: Callable[..., Any], day: str, amount: int) -> None:
    """A new price holds from its first day."""
    rates = [
        {"base": "1", "valid_to": "2026-06-01"},
        {"base": "2", "valid_from": "2026-06-01"},
    ]
    rating = rated(cards(rate=rates), Piece(1), day=parse_day(day, "day"))
    assert rating.total_minor == amount


ZONES = [
    {"zone_set": "Z", "country": "US", "key_kind": "prefix", "key_lo": n, "zone": n} for n in "12"
]


@pytest.mark.parametrize(
    ("zone", "cargo_class", "amount"),
    [("1", "battery", 1), ("1", "general", 2), ("2", "battery", 3), ("2", "general", 4)],
)
def test_exact_zone_and_class_win(
    cards: Callable[..., Any], zone: str, cargo_class: str, amount: int
) -> None:
    """The exact zone wins before the exact class, any of both comes last."""
    rates = [
        {"base": "0.04"},
        {"cargo_class": "battery", "base": "0.03"},
        {"dest_zone": "1", "base": "0.02"},
        {"dest_zone": "1", "cargo_class": "battery", "base": "0.01"},
    ]
    book = cards(lane=[{"zone_set": "Z"}], zone=ZONES, rate=rates)
    assert rated(book, Piece(1), zone=zone, cargo_class=cargo_class).total_minor == amount


def test_exact_zone_without_the_band_falls_back(cards: Callable[..., Any]) -> None:
    """A zone row wins only where its band holds the quantity."""
    rates = [{"base": "2"}, {"dest_zone": "1", "base": "1", "hi": "1"}]
    book = cards(lane=[{"zone_set": "Z"}], zone=ZONES, rate=rates)
    assert rated(book, Piece(1000), zone="1").total_minor == 100
    assert rated(book, Piece(1001), zone="1").total_minor == 200


def test_classes_of_one_zone_do_not_mix(cards: Callable[..., Any]) -> None:
    """A class without a row of its own or for any class has no rate."""
    book = cards(rate=[{"cargo_class": "battery"}])
    classes = ("battery", "general", "mixed")
    assert [row_of(book, 5, cargo_class=word) for word in classes] == [1, 0, 0]


def test_band_by_actual_weight(cards: Callable[..., Any]) -> None:
    """The band follows the actual weight, the price the larger quantity."""
    lane = {"dim_divisor": "6000", "band_basis": "actual"}
    rates = [{"lo": "0", "hi": "2", "rate": "1"}, {"lo": "2", "rate": "100"}]
    assert rated(cards(lane=[lane], rate=rates), BULKY).total_minor == 300


def test_band_by_actual_weight_rounds_alike(cards: Callable[..., Any]) -> None:
    """The actual weight is rounded up before it chooses the band."""
    lane = {"band_basis": "actual", "round_steps": "*:1"}
    rates = [{"lo": "0", "hi": "1.5", "base": "1"}, {"lo": "1.5", "base": "2"}]
    assert rated(cards(lane=[lane], rate=rates), Piece(1001)).total_minor == 200


# --- price ----------------------------------------------------------------------------


def test_minimum_of_a_row_lifts_after_the_choice(cards: Callable[..., Any]) -> None:
    """A row's own minimum changes the price, not the row."""
    rates = [{"lo": "0", "hi": "1", "rate": "10", "min_qty": "3"}, {"lo": "1", "rate": "1"}]
    charge = rated(cards(rate=rates), Piece(500)).charges[0]
    assert (charge.row, charge.quantity, charge.amount_minor) == (1, 3, 3000)


@pytest.mark.parametrize(("weight_g", "amount"), [(500, 2900), (501, 3300), (1000, 3300)])
def test_first_and_continued_weight(cards: Callable[..., Any], weight_g: int, amount: int) -> None:
    """The first half kilogram has a price, each further one begun another."""
    rates = [{"base": "29", "rate": "4", "q0": "0.5", "step": "0.5"}]
    assert rated(cards(rate=rates), Piece(weight_g)).total_minor == amount


@pytest.mark.parametrize(("weight_g", "amount"), [(40, 451), (46, 460), (600, 5000)])
def test_least_and_greatest_charge(cards: Callable[..., Any], weight_g: int, amount: int) -> None:
    """The charge of a row stays between its bounds."""
    rates = [{"rate": "100", "min_charge": "4.51", "max_charge": "50"}]
    assert rated(cards(rate=rates), Piece(weight_g)).total_minor == amount


# 22.9 CNY per kg from 45 kg makes 1030.50 at the break: dearer than 25.9 per kg up to 39.787 kg.
BREAKS = [
    {"lo": "0", "hi": "45", "rate": "25.9", "bounds": "[)"},
    {"lo": "45", "rate": "22.9", "bounds": "[)"},
]


@pytest.mark.parametrize(
    ("weight_g", "row", "amount"),
    [(39_787, 1, 103_048), (39_788, 2, 103_050), (40_000, 2, 103_050), (45_000, 2, 103_050)],
)
def test_next_break(cards: Callable[..., Any], weight_g: int, row: int, amount: int) -> None:
    """Air freight is billed at the next break where that is cheaper."""
    charge = rated(cards(lane=[{"next_break": 1}], rate=BREAKS), Piece(weight_g)).charges[0]
    assert (charge.row, charge.amount_minor) == (row, amount)


def test_next_break_is_never_a_habit(cards: Callable[..., Any]) -> None:
    """Without the flag the own row counts, though the next would be cheaper."""
    assert rated(cards(rate=BREAKS), Piece(40_000)).total_minor == 103_600


def test_next_break_stays_in_class_and_day(cards: Callable[..., Any]) -> None:
    """Cheaper rows of another class or another time are no break."""
    rates = [
        *BREAKS,
        {"lo": "50", "rate": "0.01", "bounds": "[)", "cargo_class": "battery"},
    ]
    old = {**BREAKS[1], "rate": "0.01", "valid_to": "2026-06-01"}
    new = {**BREAKS[1], "valid_from": "2026-06-01"}
    for listed in (rates, [BREAKS[0], old, new]):
        book = cards(lane=[{"next_break": 1}], rate=listed)
        assert rated(book, Piece(40_000)).total_minor == 103_050


def test_pieces_are_rounded_one_by_one(cards: Callable[..., Any]) -> None:
    """Each piece's price is rounded half up to the minor unit, then they are summed."""
    book = cards(rate=[{"rate": "1"}])
    assert rated(book, Piece(4)).total_minor == 0
    assert rated(book, Piece(5)).total_minor == 1
    assert rated(book, *[Piece(5)] * 3).total_minor == 3


def test_amount_too_large_is_refused(cards: Callable[..., Any]) -> None:
    """A price that passes the range of amounts is a refusal, never a wrapped number."""
    book = cards(rate=[{"rate": "30000000"}])
    assert rated(book, Piece(1_000_000)).status == "OK"
    assert rated(book, Piece(2_000_000)).status == "AMOUNT_TOO_LARGE"
    assert rated(book, *[Piece(1_000_000)] * 2).status == "AMOUNT_TOO_LARGE"


# --- origin, value, density, group ------------------------------------------------------


PLACES = [
    {"node_id": "A", "kind": "origin", "country": "CN", "tz": "Asia/Shanghai", "region": "EAST"},
    {"node_id": "S", "kind": "origin", "country": "CN", "tz": "Asia/Shanghai", "region": "SOUTH"},
    {"node_id": "B", "kind": "zone", "country": "US", "tz": "America/New_York"},
]


def test_exact_origin_wins_before_zone_and_class(cards: Callable[..., Any]) -> None:
    """A row of the origin zone wins over the exact zone and class of any origin."""
    rates = [
        {"base": "1", "dest_zone": "1", "cargo_class": "general"},
        {"base": "2", "origin_zone": "EAST"},
        {"base": "3", "origin_zone": "SOUTH", "dest_zone": "1"},
        {"base": "4", "origin_zone": "SOUTH", "cargo_class": "general"},
    ]
    book = cards(node=PLACES, lane=[{"zone_set": "Z"}], zone=ZONES, rate=rates)
    said = [
        rated(book, Piece(1), zone=zone, origin_zone=origin).total_minor
        for zone, origin in (
            ("1", "EAST"),
            ("1", "SOUTH"),
            ("2", "SOUTH"),
            ("2", "EAST"),
            ("1", ""),
        )
    ]
    assert said == [200, 300, 400, 200, 200]  # "" is the lane's own region, EAST


VALUES = [
    {"value_hi": "1500", "base": "1"},
    {"value_lo": "1500", "value_hi": "7000", "base": "2"},
    {"value_lo": "7000", "base": "3"},
]


@pytest.mark.parametrize(
    ("minor", "amount"),
    [(0, 100), (1, 100), (150_000, 100), (150_001, 200), (700_000, 200), (700_001, 300)],
)
def test_value_bands_hold_their_upper_edge(
    cards: Callable[..., Any], minor: int, amount: int
) -> None:
    """The row follows the goods value in roubles: above the lower edge, up to the upper one."""
    rates = [{**row, "value_currency": "RUB"} for row in VALUES]
    assert rated(cards(rate=rates), Piece(1), value_minor=minor).total_minor == amount


def test_value_in_another_currency_must_be_given(cards: Callable[..., Any]) -> None:
    """Value bands in the lane's own currency take the declared value, others ask for it."""
    own = cards(rate=[{**row, "value_currency": "CNY"} for row in VALUES])
    assert rated(own, Piece(1), declared_minor=150_001).total_minor == 200
    other = cards(rate=[{**row, "value_currency": "RUB"} for row in VALUES])
    with pytest.raises(InputError, match="goods value in RUB"):
        rated(other, Piece(1), declared_minor=150_001)


def test_value_above_all_bands_has_no_rate(cards: Callable[..., Any]) -> None:
    """Where the value bands end and no row is open, the goods have no rate."""
    rates = [{"value_lo": "10", "value_hi": "20", "value_currency": "CNY", "base": "1"}]
    said = [rated(cards(rate=rates), Piece(7), declared_minor=m) for m in (1000, 1001, 2000, 2001)]
    assert [rating.status for rating in said] == ["NO_RATE", "OK", "OK", "NO_RATE"]
    assert said[0].fact == 7


@pytest.mark.parametrize(
    ("weight_g", "amount"), [(167_000, 300), (166_999, 200), (100_000, 200), (99_999, 100)]
)
def test_density_bands_hold_their_lower_edge(
    cards: Callable[..., Any], weight_g: int, amount: int
) -> None:
    """A cubic metre of 100 kg lies at the edge of 100 kg/cbm, a gram less lies below."""
    rates = [
        {"density_hi": "100", "base": "1"},
        {"density_lo": "100", "density_hi": "167", "base": "2"},
        {"density_lo": "167", "base": "3"},
    ]
    piece = Piece(weight_g, (1000, 1000, 1000))
    assert rated(cards(rate=rates), piece).total_minor == amount


def test_density_of_a_shipment_is_that_of_the_sums(cards: Callable[..., Any]) -> None:
    """Two pieces of 50 and 250 kg/cbm are rated alone, or as one of 150 kg/cbm."""
    rates = [{"density_hi": "100", "base": "1"}, {"density_lo": "100", "base": "2"}]
    pieces = [Piece(50_000, (1000, 1000, 1000)), Piece(250_000, (1000, 1000, 1000))]
    assert rated(cards(rate=rates), *pieces).total_minor == 300
    together = cards(lane=[{"weight_scope": "shipment"}], rate=rates)
    assert rated(together, *pieces).total_minor == 200


def test_density_counts_started_cubic_centimetres(cards: Callable[..., Any]) -> None:
    """Volume is rounded up to cubic centimetres, piece by piece; none is no bound."""
    rates = [{"density_hi": "500", "base": "1"}, {"density_lo": "500", "base": "2"}]
    book = cards(rate=rates)
    for sides, amount in (((10, 10, 20), 200), ((10, 10, 21), 100), ((0, 0, 0), 200)):
        assert rated(book, Piece(1, sides)).total_minor == amount
    together = cards(lane=[{"weight_scope": "shipment"}], rate=rates)
    halves = [Piece(1, (10, 10, 11)), Piece(0, (10, 10, 9))]  # 1.1 and 0.9 cm3 count 3
    assert rated(together, *halves).total_minor == 100


# A group of small parcels and one without limits, as marketplace lanes to Russia write them.
GROUPS = [
    {"rate_group": 1, "hi": "2", "max_len_cm": "60", "max_sum_cm": "90", "base": "1"},
    {"rate_group": 9, "base": "5"},
]


@pytest.mark.parametrize(
    ("weight_g", "sides", "amount"),
    [
        (2000, (600, 200, 100), 100),
        (2001, (600, 200, 100), 500),
        (2000, (601, 100, 100), 500),
        (2000, (600, 200, 101), 500),
    ],
)
def test_a_parcel_that_breaks_its_group_moves_up(
    cards: Callable[..., Any], weight_g: int, sides: tuple[int, int, int], amount: int
) -> None:
    """The lowest group whose weight and size limits hold the parcel prices it."""
    assert rated(cards(rate=GROUPS), Piece(weight_g, sides)).total_minor == amount


@pytest.mark.parametrize(
    ("column", "holds", "breaks"),
    [
        ("max_len_cm", "30", "29.9"), ("max_second_cm", "20", "19.9"),
        ("max_third_cm", "10", "9.9"), ("max_sum_cm", "60", "59.9"),
        ("max_girth_cm", "90", "89.9"), ("max_volume_cm3", "6000", "5999.999"),
    ],
)  # fmt: skip
def test_size_limits_of_a_row(
    cards: Callable[..., Any], column: str, holds: str, breaks: str
) -> None:
    """A row takes a piece at each of its limits and not above; a shipment must keep it wholly."""
    piece = Piece(1, (100, 300, 200))
    assert rated(cards(rate=[{column: holds}]), piece).status == "OK"
    assert rated(cards(rate=[{column: breaks}]), piece).status == "NO_RATE"
    pieces = (Piece(1), piece)
    for limit, status in ((holds, "OK"), (breaks, "NO_RATE")):
        book = cards(lane=[{"weight_scope": "shipment"}], rate=[{column: limit}])
        assert rated(book, *pieces).status == status


def test_groups_before_wider_cells(cards: Callable[..., Any]) -> None:
    """A higher group of the exact class still wins over a lower one of any class."""
    rates = [
        {"rate_group": 1, "base": "1"},
        {"rate_group": 7, "cargo_class": "battery", "base": "2"},
    ]
    book = cards(rate=rates)
    assert rated(book, Piece(1), cargo_class="battery").total_minor == 200
    assert rated(book, Piece(1), cargo_class="general").total_minor == 100


def test_own_divisor_of_a_row(cards: Callable[..., Any]) -> None:
    """The band follows the actual weight, the volume counts by the row's divisor or not at all."""
    lane = {"band_basis": "actual", "dim_divisor": "6000"}
    rates = [
        {"hi": "1", "rate": "1", "dim_divisor": "none"},
        {"lo": "1", "hi": "2", "rate": "1", "dim_divisor": "12000"},
        {"lo": "2", "rate": "1"},
    ]
    book = cards(lane=[lane], rate=rates)
    sides = (600, 500, 400)  # 120,000 cm3
    said = [rated(book, Piece(weight_g, sides)).total_minor for weight_g in (1000, 1001, 2001)]
    assert said == [100, 1000, 2000]
    together = cards(lane=[{**lane, "weight_scope": "shipment"}], rate=rates)
    assert rated(together, Piece(600, sides), Piece(600, sides)).total_minor == 2000


def test_next_break_keeps_value_and_size(cards: Callable[..., Any]) -> None:
    """Only higher rows that can be used but for their interval are a break."""
    cheap = {**BREAKS[1], "rate": "0.01"}
    limited = {**cheap, "max_len_cm": "50"}
    valued = {**cheap, "value_lo": "100", "value_currency": "CNY"}
    plain = {**BREAKS[1], "value_hi": "100", "value_currency": "CNY"}
    book = cards(lane=[{"next_break": 1}], rate=[BREAKS[0], plain, valued])
    assert rated(book, Piece(40_000), declared_minor=10_000).total_minor == 103_050
    assert rated(book, Piece(40_000), declared_minor=10_001).total_minor == 45
    book = cards(lane=[{"next_break": 1}], rate=[BREAKS[0], limited])
    assert rated(book, Piece(40_000, (501, 1, 1))).total_minor == 103_600
    assert rated(book, Piece(40_000, (500, 1, 1))).total_minor == 45


def test_least_money_of_pieces_and_shipment(cards: Callable[..., Any]) -> None:
    """Each piece is lifted to its least money, then the sum to that of the shipment (C-33)."""
    lane = {"piece_min_charge": "5", "shipment_min_charge": "12"}
    pieces = [Piece(499), Piece(501)]
    assert rated(cards(lane=[lane]), *pieces).total_minor == 1200
    assert rated(cards(lane=[lane]), *pieces, Piece(100)).total_minor == 1501
    together = {**lane, "weight_scope": "shipment"}
    assert rated(cards(lane=[together]), Piece(1250), Piece(1)).total_minor == 1251
    assert rated(cards(lane=[together]), *pieces, Piece(100)).total_minor == 1500


def test_rows_of_another_lane_are_never_read(cards: Callable[..., Any]) -> None:
    """Lanes side by side with the same keys keep their own bands."""
    lanes = [{"lane_id": name} for name in "KLM"]
    rates = [{"lane_id": name, "lo": lo, "hi": lo + 1, "base": base}
             for name, lo, base in (("K", 0, 1), ("L", 1, 2), ("M", 2, 3))]  # fmt: skip
    book = cards(lane=lanes, rate=rates)
    assert [row_of(book, g) for g in (1000, 1001, 2000, 2001)] == [0, 2, 2, 0]


@pytest.mark.parametrize(
    ("goods", "amount"),
    [((1, 1), 200), ((0, 0), 200), ((1, 2), 300), ((0, 5), 300), ((2, 1), 300)],
)
def test_each_parcel_has_the_value_of_its_goods(
    cards: Callable[..., Any], goods: tuple[int, int], amount: int
) -> None:
    """3000 RUB in two parcels of one half stay in the lowest band each, in other parts do not."""
    rates = [{**row, "value_currency": "RUB"} for row in VALUES]
    pieces = [Piece(1, goods_minor=part) for part in goods]
    said = rated(cards(rate=rates), *pieces, value_minor=300_000)
    assert said.total_minor == amount
    for scope in ("shipment", "each"):
        whole = cards(lane=[{"weight_scope": scope}], rate=rates)
        assert rated(whole, *pieces, value_minor=300_000).total_minor == 200


@pytest.mark.parametrize(
    ("unit", "mode", "prices"),
    [
        ("", "", (12, 13, 13)),  # 0.124, 0.125 and 0.126
        ("", "half_even", (12, 12, 13)),
        ("", "down", (12, 12, 12)),
        ("", "up", (13, 13, 13)),
        ("0.05", "", (10, 15, 15)),
        ("0.05", "half_even", (10, 10, 15)),
        ("0.05", "down", (10, 10, 10)),
        ("0.05", "up", (15, 15, 15)),
    ],
)
def test_money_of_a_lane_is_rounded_its_own_way(
    cards: Callable[..., Any], unit: str, mode: str, prices: tuple[int, ...]
) -> None:
    """Half a unit goes up, to even, down or up; the smallest unit is one minor unit."""
    lane = {"round_unit": unit, "round_mode": mode}
    for weight, price in zip((124, 125, 126), prices, strict=True):
        book = cards(lane=[lane], rate=[{"rate": "1"}])
        assert rated(book, Piece(weight)).total_minor == price


def test_least_money_is_not_rounded(cards: Callable[..., Any]) -> None:
    """The minimum of a piece and of a shipment stand as written, after the rounding."""
    lane = {"round_unit": "1", "piece_min_charge": "1.50"}
    pieces = [Piece(100), Piece(250)]
    assert rated(cards(lane=[lane]), *pieces).total_minor == 150 + 300
    lane["shipment_min_charge"] = "9.99"
    assert rated(cards(lane=[lane]), *pieces).total_minor == 999


def test_next_break_compares_the_exact_prices(cards: Callable[..., Any]) -> None:
    """Of two prices that are equal when cut the exact one is the lower, and rounds up to less."""
    lane = {"next_break": "1", "round_mode": "up"}
    rates = [{"hi": "2", "rate": "0.010000001"}, {"lo": "2", "base": "0.01"}]
    rating = rated(cards(lane=[lane], rate=rates), Piece(1000))
    assert (rating.total_minor, rating.charges[0].row) == (1, 2)
    alone = cards(lane=[{**lane, "next_break": "0"}], rate=rates)
    assert rated(alone, Piece(1000)).total_minor == 2
