"""Published worked prices, reached through workbooks of the form their carriers write."""

from __future__ import annotations

import json
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

import pytest
from rate_books import NAMES, imported, tried

from oneprice.carriers.rating import Piece, Rating, Shipment, rate_shipment
from oneprice.core.days import parse_day

CARDS = Path(__file__).parents[4] / "shared" / "golden" / "rate-cards.json"
POUND_G = Fraction(45_359_237, 100_000)
INCH_MM = Fraction(254, 10)
DAY = parse_day("2026-07-01", "day")
# Published card -> example workbook and lane; `{key}` stands for a key of the worked price.
LANES = {
    "CN-US-YT-THPHR": ("parcels", "THPHR-US"),
    "CN-US-YT-THZXR": ("parcels", "THZXR-US"),
    "CN-US-YT-MUZXR": ("parcels", "MUZXR-US"),
    "CN-US-YT-DHZXR": ("parcels", "DHZXR-US"),
    "CN-BR-YT-THPHR": ("parcels", "THPHR-BR"),
    "CN-KR-YT-THPHR": ("parcels", "THPHR-KR"),
    "CN-AU-YT-FZZXR-ZONES": ("parcels", "FZZXR-AU"),
    "CN-ID-YT-THZXR-2026": ("parcels", "THZXR26-ID"),
    "CN-PH-YT-THPHR-2026": ("parcels", "THZXR26-PH"),
    "CN-US-WANB-USPHSLR": ("parcels", "USPHSLR-US"),
    "CN-GB-WANB-EUSLR": ("parcels", "EUSLR-GB"),
    "CN-US-YANWEN-481": ("parcels", "481-US"),
    "CN-US-HUAHAN-PK0377-DDP": ("parcels", "PK0377-US"),
    "CN-US-4PX-PX-2021": ("parcels", "PX-US"),
    "CN-US-AE-STANDARD-SMALL": ("parcels", "AE-STANDARD-US"),
    "CN-RU-CNPOST-EUB": ("parcels", "EUB-RU"),
    "CN-US-AE-STANDARD-BIG": ("first_next", "FIRST-US"),
    "CN-WORLD-DHL-PUBLISHED-OLD": ("express", "DHL-Parcels-US"),
    "US-USPS-GA-RETAIL-20251005": ("express", "US-GA"),
    "US-FEDEX-GROUND-LIST-2025": ("express", "US-FEDEX-GROUND"),
    "CN-US-AIRPARCEL-FWD": ("freight", "US-AIR-PARCEL"),
    "CN-DE-SEA-FWD": ("freight", "EU-SEA-DE"),
    "CN-DE-TRUCK-FWD": ("freight", "EU-TRUCK-DE"),
    "LGB-SHA-LCL-WM": ("sea", "LCL-LGB-SHA"),
    "CN-MX-SEA-DDP": ("sea", "MX-{cls}-KG"),
    "NGB-LAX-FCL": ("sea", "FCL-NGB-LAX-{ctype}"),
    "CN-EXPORT-AIR-SPLIT": ("sea", "SPLIT-DE"),
    "CN-RU-XY-OZON-ECONOMY": ("values", "XY-RU-ECONOMY"),
}
OWN_ZONE = {"0123": "0/1/2/3", "DE_PL": ""}
ZONELESS = ("CN-WORLD-DHL-PUBLISHED-OLD", "CN-DE-SEA-FWD", "CN-DE-TRUCK-FWD")
EXPECTED_PRICES = 58


def cases() -> list[Any]:
    """Return a parameter for each worked price of the cards above."""
    text = CARDS.read_text(encoding="utf-8") if CARDS.exists() else '{"rate_cards": []}'
    found = []
    for card in json.loads(text)["rate_cards"]:
        for ending in ("", "_alt"):
            for worked in card.get(f"worked{ending}", ()):
                if card["id"] in LANES and "apply" not in _odd(card, worked):
                    name = f"{card['id']}-{worked['price']}"
                    found.append(pytest.param(card, worked, bool(ending), id=name))
    return found or [pytest.param({}, {}, False, marks=pytest.mark.skip("needs the cards"))]


def _odd(card: dict[str, Any], worked: dict[str, Any]) -> dict[str, Any]:
    """Return the input where it asks for a surcharge that the workbook does not list."""
    given: dict[str, Any] = worked["input"]
    return {} if card["id"] == "NGB-LAX-FCL" else given


def pieces_of(given: dict[str, Any], pounds: bool) -> list[Piece]:
    """Return the parcels of a worked price."""
    if "count" in given:
        return [Piece(1_000)] * int(given["count"])
    weight = Fraction(str(given.get("weight", 0)))
    side = INCH_MM if pounds else Fraction(10)
    sides = [ceil(Fraction(str(cell)) * side) for cell in given.get("dims", (0, 0, 0))]
    if "cbm" in given:
        sides = [1_000, 1_000, ceil(Fraction(str(given["cbm"])) * 1_000)]
    grams = ceil(weight * (POUND_G if pounds else 1_000))
    return [Piece(grams, (sides[0], sides[1], sides[2]), weight if pounds else None)]


def rated(card: dict[str, Any], worked: dict[str, Any], other: bool) -> Rating:
    """Price a worked example on the lane that its workbook made."""
    book, lane = LANES[card["id"]]
    given = worked["input"]
    key = dict(given.get("key", {}))
    lane = lane.format(**key)
    lane = lane.replace("-KG", "-CBM") if other else lane
    trial = tried(book)
    zone = "" if card["id"] in ZONELESS else str(key.get("zone", ""))
    asked: dict[str, Any] = {"zone": OWN_ZONE.get(zone, zone)}
    if "origin" in key:
        asked["origin_zone"] = key["origin"]
    if "declared_rub" in given:
        asked["value_minor"] = given["declared_rub"] * 100
    pieces = pieces_of(given, lane in ("US-GA", "US-FEDEX-GROUND"))
    return rate_shipment(trial.tables, trial.ctx.ids, lane, pieces, day=DAY, **asked)


@pytest.mark.parametrize(("card", "worked", "other"), cases())
def test_worked_price(card: dict[str, Any], worked: dict[str, Any], other: bool) -> None:
    """A published price comes out of the workbook to the cent, with its chargeable quantity."""
    rating = rated(card, worked, other)
    assert rating.status == "OK"
    assert rating.total_minor == Fraction(str(worked["price"])) * 100
    assert rating.charges[0].quantity == Fraction(str(worked["chargeable"]))


def test_prices_are_all_there(shared_dir: Path) -> None:
    """No card named above lost its prices."""
    assert shared_dir.exists()
    assert len(cases()) == EXPECTED_PRICES


@pytest.mark.parametrize(
    ("weight_kg", "price"),
    [("10", 50_100), ("30", 77_700), ("40", 103_050), ("45", 103_050), ("100", 229_000)],
)
def test_air_freight_of_a_tact_sheet(weight_kg: str, price: int) -> None:
    """M, N and +45 across: the minimum, the normal rate, and the lower next break at 40 kg."""
    trial = tried("freight")
    pieces = [Piece(int(weight_kg) * 1_000)]
    rating = rate_shipment(trial.tables, trial.ctx.ids, "TACT-PEK-EG", pieces, day=DAY)
    assert rating.total_minor == price


@pytest.mark.parametrize(
    ("zone", "weight_kg", "price"),
    [("8-9", 99, 182_160), ("8-9", 100, 159_000), ("4-7", 50, 99_500), ("0-3", 120, 220_800)],
)
def test_sea_parcel_by_origin_and_zip(zone: str, weight_kg: int, price: int) -> None:
    """Origin region by first digit of the ZIP by break, as a Matson table is written."""
    trial = tried("freight")
    pieces, ids = [Piece(weight_kg * 1_000)], trial.ctx.ids
    asked = {"zone": zone, "origin_zone": "EAST"}
    rating = rate_shipment(trial.tables, ids, "US-MATSON", pieces, day=DAY, **asked)
    assert rating.total_minor == price


@pytest.mark.parametrize(
    ("service", "weight_g", "flat"),
    [("ok", 60_000, 0), ("remote", 60_000, 31_200), ("super_remote", 20_000, 27_600)],
)
def test_surcharges_of_a_list(service: str, weight_g: int, flat: int) -> None:
    """Remote per kg with its minimum, two tiers, fuel of the month on base and surcharges."""
    trial = tried("fees")
    shipment = Shipment([Piece(weight_g)], DAY, zone="US", service=service, purpose="b2b")
    rating = rate_shipment(trial.tables, trial.ctx.ids, "UPS-US", **vars(shipment))
    charges = {charge.code: charge.amount_minor for charge in rating.charges}
    base = weight_g  # 10 CNY per kg in fen
    correction = 100  # 100 CNY, one time in a hundred
    heavy = 25_500  # 255 CNY a piece from 22.5 kg
    over = heavy if weight_g >= 22_500 else 0
    fuel = (base + flat) * 29 // 100
    assert charges["UPS-US"] == base
    assert charges.get("remote", 0) == flat
    assert charges["fuel"] == fuel
    assert rating.total_minor == base + flat + correction + over + fuel


def test_a_parcel_too_large_for_its_group_moves_up() -> None:
    """A light parcel over 90 cm of sides is priced by the next group of its value band."""
    trial = tried("values")
    small, large = Piece(300, (300, 300, 300)), Piece(300, (400, 400, 400))
    prices = [
        rate_shipment(
            trial.tables, trial.ctx.ids, "XY-RU-ECONOMY", [piece], day=DAY, value_minor=80_000
        ).total_minor
        for piece in (small, large)
    ]
    assert prices == [337 + 843, 2_583 + 573]


@pytest.mark.parametrize("name", NAMES)
def test_examples_have_no_error(name: str) -> None:
    """Each example workbook is taken in and compiles."""
    assert imported(name).report.ok, imported(name).report.as_text()
    assert tried(name).tables["lane"].size > 1
