"""Surcharge rules as carriers publish them, with their figures; collected 2026-11-22.

The figures are facts for tests of form, not offers: most are old or third-party copies. Each
rule names its source and date.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from oneprice.carriers.rating import Piece, Rating, rate_shipment
from oneprice.core.days import parse_day
from oneprice.core.vocabulary import FLAG, shown_mask

DAY = parse_day("2026-06-01", "day")


def rated(
    cards: Callable[..., Any], *surcharges: dict[str, Any], pieces: Any, **how: Any
) -> Rating:
    """Price pieces on a lane of 10 per kg (or lb) with these surcharges, by rising seq."""
    rows = [{"seq": i, **row} for i, row in enumerate(surcharges, start=1)]
    tables: dict[str, Any] = {name: how.pop(name) for name in ("rate", "node") if name in how}
    tables["zone"] = how.pop("keys", [])
    book = cards(lane=[how.pop("lane", {})], surcharge=rows, **tables)
    how.setdefault("day", DAY)
    return rate_shipment(book.tables, book.ctx.ids, "L", pieces, **how)


def charged(rating: Rating) -> dict[str, int]:
    """Return the amount of each surcharge by its code."""
    assert rating.status == "OK"
    return {charge.code: charge.amount_minor for charge in rating.charges[1:]}


# --- United States, 2026 -------------------------------------------------------------------
# FedEx from 2026-01-12, UPS from 2026-01-26: additional handling above 10,368 in3, large package
# above 17,280 in3 or 110 lb (gain.consulting 2026-01; loop.com 2026-03-20; blog.shipperhq.com
# 2026-01). FedEx 29.50 and 255 USD in the nearest zone.
US_SIZE = {"basis": "per_piece", "group": "size", "combine": "priority"}
HANDLING = {**US_SIZE, "code": "handling", "amount": "29.50", "priority": "2",
            "measure": "volume_in3", "op": ">", "threshold": "10368"}  # fmt: skip
LARGE = {**US_SIZE, "code": "large", "amount": "255", "priority": "1"}
US_2026 = (
    HANDLING,
    {**LARGE, "measure": "volume_in3", "op": ">", "threshold": "17280"},
    {**LARGE, "measure": "piece_lb", "op": ">", "threshold": "110"},
)


@pytest.mark.parametrize(
    ("sides", "weight_g", "expected"),
    [
        # 10,368 in3 are 169,901,079.552 mm3: 679 x 500 x 500 mm lie below, 680 above
        ((679, 500, 500), 1000, {}),
        ((680, 500, 500), 1000, {"handling": 2950}),
        # 17,280 in3 are 283,168,465.92 mm3
        ((1132, 500, 500), 1000, {"handling": 2950}),
        ((1133, 500, 500), 1000, {"large": 25_500}),
        # 110 lb are 49,895.1607 g
        ((10, 10, 10), 49_895, {}),
        ((10, 10, 10), 49_896, {"large": 25_500}),
        ((680, 500, 500), 49_896, {"large": 25_500}),
    ],
)
def test_size_triggers_of_2026(
    cards: Callable[..., Any],
    sides: tuple[int, int, int],
    weight_g: int,
    expected: dict[str, int],
) -> None:
    """Volume and weight raise a parcel to additional handling, then to a large package."""
    lane = {"qty_unit": "lb", "currency": "USD"}
    assert charged(rated(cards, *US_2026, lane=lane, pieces=[Piece(weight_g, sides)])) == expected


def test_size_triggers_are_for_each_package(cards: Callable[..., Any]) -> None:
    """Of three packages each pays for itself alone."""
    pieces = [Piece(1, (680, 500, 500)), Piece(1, (1133, 500, 500)), Piece(1, (10, 10, 10))]
    said = charged(rated(cards, *US_2026, pieces=[*pieces, pieces[0]]))
    assert said == {"handling": 5900, "large": 25_500}


# A size surcharge lifts the billable weight before the base rate is looked up; only the one of
# highest priority applies (structure from github:niklavsfelsbergs/SHIPPING-COSTS).
LIFTS = [
    ("over", "1", "150", "108"), ("large", "2", "90", "96"),
    ("handling", "3", "40", "48"), ("bulky", "4", "30", "36"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("longest_mm", "expected", "pounds"),
    [
        (914, {}, 5), (915, {"bulky": 100}, 30), (1219, {"bulky": 100}, 30),
        (1220, {"handling": 100}, 40), (2438, {"handling": 100}, 40),
        (2439, {"large": 100}, 90), (2743, {"large": 100}, 90), (2744, {"over": 100}, 150),
    ],
)  # fmt: skip
def test_one_size_surcharge_lifts_the_billable_weight(
    cards: Callable[..., Any], longest_mm: int, expected: dict[str, int], pounds: int
) -> None:
    """A light long parcel is rated at 30, 40, 90 or 150 lb, in the band of that weight."""
    rows = [
        {**US_SIZE, "code": code, "priority": priority, "min_billable": least, "amount": "1",
         "measure": "longest_in", "op": ">", "threshold": threshold}
        for code, priority, least, threshold in LIFTS
    ]  # fmt: skip
    rates = [{"lo": lo, "hi": lo + 10, "base": lo} for lo in range(0, 150, 10)]
    piece = Piece(2268, (longest_mm, 10, 10), quantity=Fraction(5))
    lane = {"qty_unit": "lb", "currency": "USD"}
    rating = rated(cards, *rows, lane=lane, rate=rates, pieces=[piece])
    assert charged(rating) == expected
    assert rating.charges[0].quantity == pounds
    assert rating.charges[0].amount_minor == (pounds - 1) // 10 * 1000


# --- DHL Express Taiwan ---------------------------------------------------------------------
# Per shipment in TWD (mydhl.express.dhl/tw surcharges, undated).
TAIWAN = [
    ("DG", "3400"), ("excepted_quantity", "350"), ("dry_ice", "450"), ("ID8000", "850"),
    ("PI966|PI969", "175"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (["DG"], 340_000),
        (["excepted_quantity"], 35_000),
        (["dry_ice"], 45_000),
        (["ID8000"], 85_000),
        (["UN3481", "PI966"], 17_500),
        (["UN3091", "PI969"], 17_500),
        (["UN3481", "PI967"], 0),
        (["UN3091", "PI970"], 0),
        (["UN3481"], 17_500),  # not said how it is packed: both instructions
        (["food"], 0),
        (["DG", "dry_ice"], 385_000),
    ],
)
def test_dangerous_goods_fees_by_flag(
    cards: Callable[..., Any], flags: list[str], expected: int
) -> None:
    """Each kind of dangerous goods has its own fee; batteries in equipment are free."""
    rows = [
        {"code": f"dg{i}", "basis": "per_shipment", "amount": amount, "when_flag": flag}
        for i, (flag, amount) in enumerate(TAIWAN)
    ]
    mask = shown_mask(sum(FLAG[word] for word in flags))
    lane = {"currency": "TWD"}
    rating = rated(cards, *rows, lane=lane, pieces=[Piece(1000)] * 2, flags=mask)
    assert sum(charged(rating).values()) == expected


@pytest.mark.parametrize(
    ("weight_g", "expected"), [(47_058, 80_000), (47_059, 80_000), (47_100, 80_070)]
)
def test_remote_per_kilogram_with_a_floor(
    cards: Callable[..., Any], weight_g: int, expected: int
) -> None:
    """Remote delivery costs 17 TWD per kg, at least 800."""
    row = {"code": "remote", "basis": "per_kg", "amount": "17", "min": "800",
           "when_service": "remote"}  # fmt: skip
    lane = {"currency": "TWD"}
    piece = Piece(weight_g)
    assert charged(rated(cards, row, lane=lane, pieces=[piece], service="remote")) == {
        "remote": expected
    }
    assert charged(rated(cards, row, lane=lane, pieces=[piece])) == {}


# --- DHL Express Netherlands ----------------------------------------------------------------
# Remote 0.70 per kg min 22.20; overweight 95.20 per piece above 70 kg actual or volumetric;
# oversize 20.20 per shipment above 120 cm (support.sendcloud.com, 2022 or later).
OVERWEIGHT = {"code": "overweight", "basis": "per_piece", "amount": "95.20", "group": "ow",
              "combine": "max", "op": ">", "threshold": "70"}  # fmt: skip
NETHERLANDS = (
    {"code": "remote", "basis": "per_kg", "amount": "0.70", "min": "22.20",
     "when_service": "remote"},
    {**OVERWEIGHT, "measure": "piece_kg"},
    {**OVERWEIGHT, "measure": "volumetric_kg"},
    {"code": "oversize", "basis": "per_shipment", "amount": "20.20", "measure": "longest_cm",
     "op": ">", "threshold": "120"},
)  # fmt: skip


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([Piece(70_000)], {}),
        ([Piece(70_001)], {"overweight": 9520}),
        ([Piece(1000, (1000, 700, 500))], {}),  # 70 kg of volume
        ([Piece(1000, (1000, 701, 500))], {"overweight": 9520}),
        ([Piece(70_001, (1000, 701, 500))], {"overweight": 9520}),  # both, once
        ([Piece(70_001), Piece(1000, (1000, 701, 500))], {"overweight": 19_040}),
        ([Piece(1000, (1200, 1, 1))], {}),
        ([Piece(1000, (1201, 1, 1))] * 3, {"oversize": 2020}),
    ],
)
def test_overweight_and_oversize(
    cards: Callable[..., Any], pieces: list[Piece], expected: dict[str, int]
) -> None:
    """Overweight is paid by piece, for either reason once; oversize by shipment."""
    lane = {"currency": "EUR", "dim_divisor": "5000", "weight_scope": "shipment"}
    rating = rated(cards, *NETHERLANDS, lane=lane, pieces=pieces)
    said: dict[str, int] = {}
    for charge in rating.charges[1:]:
        said[charge.code] = said.get(charge.code, 0) + charge.amount_minor
    assert said == expected


# --- DHL Hong Kong by an agent ---------------------------------------------------------------
# Half kilograms up to 21 kg, whole ones above; several pieces are summed (en.gti56.com, undated).
@pytest.mark.parametrize(
    ("pieces", "kilograms"),
    [
        ([Piece(20_500)], "20.5"), ([Piece(20_501)], "21"), ([Piece(21_000)], "21"),
        ([Piece(21_001)], "22"), ([Piece(10_250)] * 2, "20.5"), ([Piece(10_600)] * 2, "22"),
        # gross 4 kg, volume 1 + 4 kg: the sums are compared
        ([Piece(3000, (500, 100, 100)), Piece(1000, (500, 200, 200))], "5"),
    ],
)  # fmt: skip
def test_rounding_changes_with_weight(
    cards: Callable[..., Any], pieces: list[Piece], kilograms: str
) -> None:
    """The step follows the summed weight."""
    lane = {"round_steps": "21:0.5;*:1", "weight_scope": "shipment", "dim_divisor": "5000"}
    assert rated(cards, lane=lane, pieces=pieces).charges[0].quantity == Fraction(kilograms)


# --- FedEx China ------------------------------------------------------------------------------
# From 2024-04-15 by package: sides above 121 or 76 cm, length and girth above 266 cm, above 31 kg;
# of several reasons the higher is charged (stamonicappc.com). Amounts are made up.
CHINA = {"basis": "per_piece", "group": "ahs", "combine": "max", "op": ">"}
FEDEX_CN = (
    {**CHINA, "code": "length", "amount": "120", "measure": "longest_cm", "threshold": "121"},
    {**CHINA, "code": "width", "amount": "120", "measure": "second_cm", "threshold": "76"},
    {**CHINA, "code": "girth", "amount": "150", "measure": "girth_cm", "threshold": "266"},
    {**CHINA, "code": "weight", "amount": "180", "measure": "piece_kg", "threshold": "31"},
)


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        (Piece(31_000, (1210, 300, 100)), {}),
        (Piece(31_000, (1211, 300, 100)), {"length": 12_000}),
        (Piece(31_000, (800, 761, 100)), {"width": 12_000}),
        (Piece(31_000, (1210, 600, 125)), {}),
        (Piece(31_000, (1210, 600, 126)), {"girth": 15_000}),
        (Piece(31_001, (1211, 761, 126)), {"weight": 18_000}),
        (Piece(31_000, (1211, 761, 1)), {"girth": 15_000}),
    ],
)
def test_higher_of_several_reasons(
    cards: Callable[..., Any], piece: Piece, expected: dict[str, int]
) -> None:
    """A package with several reasons pays the highest of them."""
    assert charged(rated(cards, *FEDEX_CN, pieces=[piece])) == expected


# --- demand and remoteness ------------------------------------------------------------------
# From China 2024-09-16 to 2025-01-31: to the Americas 18 CNY per kg, Europe 15, Asia 2, fuel on
# top (zeusbtc.com 5533). Hong Kong's figure is made up.
NODES = [
    {"node_id": "A", "kind": "origin", "country": "CN", "tz": "UTC", "region": "CN"},
    {"node_id": "H", "kind": "origin", "country": "HK", "tz": "UTC", "region": "HK"},
    {"node_id": "B", "kind": "zone", "country": "US", "tz": "UTC"},
]
WORLD = [
    {"zone_set": "Z", "country": "US", "key_kind": "prefix", "key_lo": key, "zone": zone}
    for key, zone in (("1", "AMERICAS"), ("2", "EUROPE"), ("3", "ASIA"))
]
SEASON = {"valid_from": "2024-09-16", "valid_to": "2025-02-01"}
DEMAND = [
    {"code": "demand", "basis": "per_kg", "amount": amount, "when_zone": zone,
     "when_origin": origin, "fuelable": 1, **SEASON}
    for origin, zone, amount in (
        ("CN", "AMERICAS", "18"), ("CN", "EUROPE", "15"), ("CN", "ASIA", "2"),
        ("HK", "AMERICAS", "9"),
    )
]  # fmt: skip


@pytest.mark.parametrize(
    ("origin", "zone", "day", "expected"),
    [
        ("CN", "AMERICAS", "2024-09-16", {"demand": 9000, "fuel": 2800}),
        ("CN", "EUROPE", "2025-01-31", {"demand": 7500, "fuel": 2500}),
        ("CN", "ASIA", "2024-12-01", {"demand": 1000, "fuel": 1200}),
        ("HK", "AMERICAS", "2024-12-01", {"demand": 4500, "fuel": 1900}),
        ("HK", "EUROPE", "2024-12-01", {"fuel": 1000}),
        ("CN", "AMERICAS", "2024-09-15", {"fuel": 1000}),
        ("CN", "AMERICAS", "2025-02-01", {"fuel": 1000}),
    ],
)
def test_demand_by_origin_destination_and_window(
    cards: Callable[..., Any], origin: str, zone: str, day: str, expected: dict[str, int]
) -> None:
    """Demand is asked per kilogram by both ends inside its window, and fuel is taken of it."""
    fuel = {"code": "fuel", "basis": "pct_running", "amount": "20%"}
    tables = {"node": NODES, "keys": WORLD, "lane": {"zone_set": "Z"}}
    asked = {"zone": zone, "day": parse_day(day, "day"), "origin_zone": origin}
    rating = rated(cards, *DEMAND, fuel, pieces=[Piece(5000)], **tables, **asked)
    assert charged(rating) == expected


# UPS China 2025: remote 5.2 per kg min 256, extended 5.8 min 276, residential 34, address
# correction 100 per package capped at 291 per shipment (en-test.56ok.com 593784).
@pytest.mark.parametrize(
    ("service", "weight_g", "expected"),
    [
        ("remote", 49_230, {"remote": 25_600}), ("remote", 49_250, {"remote": 25_610}),
        ("super_remote", 47_580, {"extended": 27_600}),
        ("super_remote", 47_600, {"extended": 27_608}), ("ok", 60_000, {}),
    ],
)  # fmt: skip
def test_two_tiers_of_remoteness(
    cards: Callable[..., Any], service: str, weight_g: int, expected: dict[str, int]
) -> None:
    """Each tier has its own rate and floor; they exclude each other."""
    rows = [
        {"code": "remote", "basis": "per_kg", "amount": "5.2", "min": "256",
         "when_service": "remote"},
        {"code": "extended", "basis": "per_kg", "amount": "5.8", "min": "276",
         "when_service": "super_remote"},
    ]  # fmt: skip
    assert charged(rated(cards, *rows, pieces=[Piece(weight_g)], service=service)) == expected


@pytest.mark.parametrize(
    ("packages", "expected"), [(1, 10_000), (2, 20_000), (3, 29_100), (9, 29_100)]
)
def test_address_correction_is_capped(
    cards: Callable[..., Any], packages: int, expected: int
) -> None:
    """A correction is paid by package up to the cap of the shipment."""
    row = {"code": "address", "basis": "per_piece", "amount": "100", "max": "291"}
    assert charged(rated(cards, row, pieces=[Piece(1000)] * packages)) == {"address": expected}


def test_residential_is_for_consumers(cards: Callable[..., Any]) -> None:
    """A delivery to a consumer pays the residential fee, one to a company does not."""
    row = {"code": "residential", "basis": "per_shipment", "amount": "34", "when_purpose": "b2c"}
    for purpose, expected in (("b2c", {"residential": 3400}), ("b2b", {})):
        assert charged(rated(cards, row, pieces=[Piece(1)], purpose=purpose)) == expected


# --- freight-like lanes -------------------------------------------------------------------
# Sea parcels from East China: textiles 3 CNY per kg; piece from 22.5 kg 255; longest side from
# 120 cm 180, second side from 75 cm 180, girth above 266 cm 180; remote 25 per piece min 171 per
# shipment; export declaration 350 (forwarder's table in public code, about 2025).
SEA_PARCEL = (
    {"code": "textile", "basis": "per_kg", "amount": "3", "when_flag": "textile"},
    {"code": "heavy", "basis": "per_piece", "amount": "255", "measure": "piece_kg", "op": ">=",
     "threshold": "22.5"},
    {"code": "long", "basis": "per_piece", "amount": "180", "measure": "longest_cm", "op": ">=",
     "threshold": "120"},
    {"code": "wide", "basis": "per_piece", "amount": "180", "measure": "second_cm", "op": ">=",
     "threshold": "75"},
    {"code": "girth", "basis": "per_piece", "amount": "180", "measure": "girth_cm", "op": ">",
     "threshold": "266"},
    {"code": "remote", "basis": "per_piece", "amount": "25", "min": "171",
     "when_service": "remote"},
    {"code": "declaration", "basis": "per_shipment", "amount": "350", "when_purpose": "b2b"},
)  # fmt: skip


def test_add_ons_of_a_sea_parcel(cards: Callable[..., Any]) -> None:
    """Each add-on counts its own pieces; the remote fee has a floor for the shipment."""
    pieces = [Piece(22_499), Piece(22_500, (1200, 750, 100)), Piece(22_500, (1199, 749, 100))]
    how = {"flags": FLAG["textile"], "service": "remote", "purpose": "b2b"}
    assert charged(rated(cards, *SEA_PARCEL, pieces=pieces, **how)) == {
        "textile": 20_250, "heavy": 51_000, "long": 18_000, "wide": 18_000, "girth": 36_000,
        "remote": 17_100, "declaration": 35_000,
    }  # fmt: skip
    plain = [Piece(20_000, (600, 400, 300))] * 7
    assert charged(rated(cards, *SEA_PARCEL, pieces=plain, service="remote")) == {"remote": 17_500}


# US Matson fast ship from East China by ZIP digit: 21-100 kg 18.4 / 19.9 / 20.9 CNY per kg and
# 15.9 / 17.4 / 18.4 from 100 kg on (same source). South China's prices are made up.
ZIPS = [
    {"zone_set": "Z", "country": "US", "key_kind": "range", "key_lo": lo, "key_hi": hi,
     "zone": zone}
    for lo, hi, zone in (("8", "9", "89"), ("4", "7", "47"), ("0", "3", "03"))
]  # fmt: skip
MATSON = [
    {"origin_zone": origin, "dest_zone": zone, "lo": lo, "hi": hi, "bounds": "[)", "rate": rate}
    for origin, zone, low, high in (
        ("EAST", "89", "18.4", "15.9"), ("EAST", "47", "19.9", "17.4"),
        ("EAST", "03", "20.9", "18.4"), ("SOUTH", "89", "17.9", "15.4"),
    )
    for lo, hi, rate in (("21", "100", low), ("100", "", high))
]  # fmt: skip


@pytest.mark.parametrize(
    ("origin", "zone", "weight_g", "amount"),
    [
        ("EAST", "89", 20_999, 38_640),  # the lane's minimum of 21 kg
        ("EAST", "89", 99_999, 183_998), ("EAST", "89", 100_000, 159_000),
        ("EAST", "47", 50_000, 99_500), ("EAST", "03", 100_000, 184_000),
        ("SOUTH", "89", 50_000, 89_500), ("SOUTH", "47", 50_000, None),
    ],
)  # fmt: skip
def test_origin_region_and_first_digit(
    cards: Callable[..., Any], origin: str, zone: str, weight_g: int, amount: int | None
) -> None:
    """A sea parcel is priced by region of origin, first digit of the ZIP code and break."""
    nodes = [{**NODES[0], "region": "EAST"}, {**NODES[1], "region": "SOUTH"}, NODES[2]]
    lane = {"zone_set": "Z", "min_qty": "21"}
    book = cards(lane=[lane], node=nodes, zone=ZIPS, rate=MATSON)
    asked: dict[str, Any] = {"zone": zone, "origin_zone": origin, "day": DAY}
    rating = rate_shipment(book.tables, book.ctx.ids, "L", [Piece(weight_g)], **asked)
    assert (rating.total_minor if rating.status == "OK" else None) == amount


# A forwarder's own list of what its rate engine must hold (2026-05-14): minimum weight and
# minimum money for each box, surcharge groups that add up or take the maximum, remoteness in
# three levels of which the last is refused.
def test_minimum_weight_and_money_of_each_box(cards: Callable[..., Any]) -> None:
    """Each box counts 12 kg and 150 CNY at least, the shipment 500."""
    lane = {"piece_min_qty": "12", "piece_min_charge": "150", "shipment_min_charge": "500"}
    for pieces, expected in (
        ([Piece(5000)], 50_000),
        ([Piece(5000), Piece(20_000)], 50_000),
        ([Piece(5000), Piece(20_000), Piece(16_000)], 51_000),
    ):
        assert rated(cards, lane=lane, pieces=pieces).total_minor == expected


# USPS Ground Advantage: longer than 22 in, longer than 30 in (which excludes the first), above
# 2 cu ft (on top). Retail fees of 2025 4.00, 8.40 and 18.00 USD.
@pytest.mark.parametrize(
    ("sides", "expected"),
    [
        ((558, 10, 10), {}), ((559, 10, 10), {"over22": 400}), ((762, 10, 10), {"over22": 400}),
        ((763, 10, 10), {"over30": 840}), ((763, 300, 300), {"over30": 840, "bulk": 1800}),
        ((400, 400, 353), {}), ((400, 400, 354), {"bulk": 1800}),
    ],
)  # fmt: skip
def test_length_fees_exclude_each_other_and_bulk_stacks(
    cards: Callable[..., Any], sides: tuple[int, int, int], expected: dict[str, int]
) -> None:
    """The two length fees are one group, the fee on volume stands outside it."""
    length = {"basis": "per_piece", "group": "length", "combine": "max", "op": ">",
              "measure": "longest_in"}  # fmt: skip
    rows = [
        {**length, "code": "over22", "amount": "4.00", "threshold": "22"},
        {**length, "code": "over30", "amount": "8.40", "threshold": "30"},
        {"code": "bulk", "basis": "per_piece", "amount": "18.00", "measure": "volume_in3",
         "op": ">", "threshold": "3456"},
    ]  # fmt: skip
    lane = {"qty_unit": "lb", "currency": "USD"}
    assert charged(rated(cards, *rows, lane=lane, pieces=[Piece(500, sides)])) == expected
