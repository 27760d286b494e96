"""What lies in each parcel decides what the parcel pays: flags and goods value (C-28)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from orders import line, order
from tiny_book import Tables, find, only, tiny_engine

from oneprice.core.quote import Charge, Quote

DOLL = {"sku": "DOLL", "cargo_flags": ["toys"]}
BOX = {"weight_g": 1500, "length_mm": 300, "width_mm": 200, "height_mm": 100}


def quoted(folder: Path, edit: Any, *lines: Any, most_kg: str = "1", **more: Any) -> Quote:
    """Quote lines by AIR alone, a kilogram in a parcel, on a changed tiny book."""

    def changed(tables: Tables) -> None:
        only(tables, "AIR")
        find(tables["lane.csv"], lane_id="AIR")["max_piece_kg"] = most_kg
        edit(tables)

    return tiny_engine(folder, changed).quote(order(*lines, **more))


def charge(quote: Quote, code: str) -> Charge:
    """Return the one charge of a code of the first option."""
    (found,) = (each for each in quote.options[0].charges if each.code == code)
    return found


def row(basis: str, amount: str, **more: str) -> Any:
    """Return an edit that gives AIR one surcharge `fee`."""
    fee = {"sur_id": "fee", "lane_id": "AIR", "code": "fee", "basis": basis, "amount": amount}
    return lambda tables: tables.update(
        {"surcharge.csv": [fee | {"seq": "1", "source": "made up"} | more]}
    )


def test_fee_of_the_parcel_that_holds_the_doll(tmp_path: Path) -> None:
    """5.00 per parcel with toys: one of three parcels pays."""
    edit = row("per_piece", "5", when_flag="toys")
    quote = quoted(tmp_path, edit, line(quantity=2), line(**DOLL))
    assert len(quote.options[0].consignments[0].parcels) == 3
    assert charge(quote, "fee").source_amount_minor == 500


def test_own_parcels_show_all_flags(tmp_path: Path) -> None:
    """Who packs himself does not say what lies where: each parcel counts."""
    edit = row("per_piece", "5", when_flag="toys")
    boxes = [BOX, BOX]
    quote = quoted(tmp_path, edit, line(quantity=2), line(**DOLL), most_kg="", parcels=boxes)
    assert charge(quote, "fee").source_amount_minor == 1000


def test_goods_in_one_parcel_share_their_flags(tmp_path: Path) -> None:
    """A coat beside a doll pays with it."""
    edit = row("per_kg", "3", when_flag="toys")
    quote = quoted(tmp_path, edit, line(quantity=2), line(**DOLL), most_kg="")
    assert charge(quote, "fee").source_amount_minor == 900


@pytest.mark.parametrize(("first_minor", "expected"), [(10_000, 600), (80_000, 800)])
def test_insurance_of_each_parcel(tmp_path: Path, first_minor: int, expected: int) -> None:
    """1 % of what a parcel holds, at least 3.00 and at most 5.00 (20.00 is the other's value)."""
    edit = row("pct_declared", "1%", per="piece", min="3", max="5")
    lines = line(sku="A", unit_price_minor=first_minor), line(sku="B", unit_price_minor=2000)
    assert charge(quoted(tmp_path, edit, *lines), "fee").source_amount_minor == expected


def bands(tables: Tables) -> None:
    """Price AIR by the value of a parcel: up to 100.00 it costs 5.00, above 9.00."""
    cells = {"lane_id": "AIR", "lo": "0", "rate": "0", "source": "made up", "value_currency": "EUR"}
    tables["rate.csv"] = [
        cells | {"base": "5", "value_lo": "0", "value_hi": "100"},
        cells | {"base": "9", "value_lo": "100"},
    ]


@pytest.mark.parametrize(
    ("prices", "freight_minor"),
    [((10_000, 10_000), 1000), ((10_000, 10_001), 1400), ((1, 19_999), 1400)],
)
def test_value_bands_ask_each_parcel(
    tmp_path: Path, prices: tuple[int, int], freight_minor: int
) -> None:
    """Two parcels of 100.00 each are cheap ones, though the consignment is worth 200.00."""
    lines = [line(sku=str(minor), unit_price_minor=minor) for minor in prices]
    quote = quoted(tmp_path, bands, *lines)
    assert charge(quote, "AIR").source_amount_minor == freight_minor


@pytest.mark.parametrize(("weights", "freight_minor"), [((1000, 1000), 1000), ((999, 1001), 1400)])
def test_value_of_own_parcels_goes_by_weight(
    tmp_path: Path, weights: tuple[int, int], freight_minor: int
) -> None:
    """200.00 in two parcels of equal weight are 100.00 each; the heavier one holds more."""
    boxes = [BOX | {"weight_g": weight} for weight in weights]
    goods = line(quantity=2, unit_price_minor=10_000)
    quote = quoted(tmp_path, bands, goods, most_kg="", parcels=boxes)
    assert charge(quote, "AIR").source_amount_minor == freight_minor


def test_value_bands_of_parcels_are_found_from_the_price(tmp_path: Path) -> None:
    """The inverse of a price sees the band of every parcel, not of the first alone (C-55)."""

    def changed(tables: Tables) -> None:
        only(tables, "AIR")
        find(tables["lane.csv"], lane_id="AIR")["max_piece_kg"] = "1"
        bands(tables)
        tables["rate.csv"][0]["base"] = "60"  # dearer below the bound: the price falls there

    engine = tiny_engine(tmp_path, changed)
    dear = line(sku="B", unit_price_minor=20_000)
    for unit in (9000, 10_000, 10_001, 12_000):
        goods = line(sku="A", unit_price_minor=unit)
        option = engine.quote(order(goods, dear)).option("economy")
        assert option is not None
        answer = engine.unit_prices(order(goods, dear), option.price_minor, tier="economy")
        assert any(first <= unit <= last for first, last in answer.values)
