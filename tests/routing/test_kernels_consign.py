"""Which goods travel together: groups, forced and chosen splits (C-25, C-26)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from orders import line, order
from tiny_book import LAW, Tables, find, only, tiny_engine

from oneprice.core.quote import Option, Quote
from oneprice.core.vocabulary import BATTERY_FLAGS, FLAGS, LIQUID_FLAGS, cargo_class
from oneprice.routing._kernels_consign import LIQUID_FLAGS as KERNEL_LIQUID
from oneprice.routing._kernels_consign import UN_FLAGS, class_of

COAT = line()
BANK = line(sku="BANK", hs_code="850760", cargo_flags=["UN3480"], unit_price_minor=5_000)
CREAM = line(sku="CREAM", hs_code="330499", cargo_flags=["cream"])
Parts = list[tuple[str, tuple[int, ...], str]]


def parts(option: Option | None) -> Parts:
    """Return (class, lines, linehaul) of the consignments of an option."""
    assert option is not None
    return [(part.cargo_class, part.lines, part.route[0]) for part in option.consignments]


def allow(tables: Tables, **flags: str) -> None:
    """Keep the named products, each with the flags it takes."""
    only(tables, *flags)
    for row in tables["lane.csv"]:
        name = row["lane_id"].split("-")[0]
        row["cargo_allow"] = flags[name]


def quoted(folder: Path, edit: Any, *lines: Any, **more: Any) -> Quote:
    """Quote lines on a changed tiny book."""
    return tiny_engine(folder, edit).quote(order(*lines, **more))


def test_classes_of_all_flags() -> None:
    """The kernel's classes are those of the vocabulary for every pair of flags (C-26)."""
    assert (UN_FLAGS, KERNEL_LIQUID) == (BATTERY_FLAGS, LIQUID_FLAGS)
    for one in range(len(FLAGS)):
        for two in range(len(FLAGS)):
            mask = 1 << one | 1 << two
            assert class_of(mask) == cargo_class(mask)
    assert class_of(0) == cargo_class(0)


def test_groups_by_seller(tmp_path: Path) -> None:
    """Each seller's goods travel on their own, in the order of the sellers."""
    lines = line(seller="B"), line(seller="A"), line(seller="B", sku="HAT")
    option = quoted(tmp_path, lambda _: None, *lines).option("premium")
    assert parts(option) == [("general", (1,), "FAST"), ("general", (0, 2), "FAST")]


def test_group_that_is_carried_whole_stays_whole(tmp_path: Path) -> None:
    """Whole goods go together where that is as cheap as apart."""
    option = quoted(tmp_path, lambda tables: only(tables, "AIR"), COAT, BANK).option("economy")
    assert parts(option) == [("battery", (1, 0), "AIR")]


def test_group_that_no_route_carries_is_split(tmp_path: Path) -> None:
    """Where no route takes all classes, each class goes its own way, in a fixed order."""

    def edit(tables: Tables) -> None:
        allow(tables, SEA="UN3480", AIR="cream")

    option = quoted(tmp_path, edit, CREAM, BANK, COAT).option("economy")
    assert parts(option) == [
        ("general", (2,), "SEA"),
        ("battery", (1,), "SEA"),
        ("liquid_powder", (0,), "AIR"),
    ]


def test_battery_and_liquid_in_one_line(tmp_path: Path) -> None:
    """A line of both kinds travels as liquid, and is of mixed class."""
    both = line(sku="BOTH", cargo_flags=["UN3481", "cream"])

    def edit(tables: Tables) -> None:
        allow(tables, SEA="UN3480", AIR="UN3481|cream")

    option = quoted(tmp_path, edit, both, BANK).option("economy")
    assert parts(option) == [("battery", (1,), "SEA"), ("mixed", (0,), "AIR")]


def test_parts_that_nothing_carries_refuse_the_tier(tmp_path: Path) -> None:
    """A tier stands only if every part has a route."""

    def edit(tables: Tables) -> None:
        allow(tables, SEA="UN3480", AIR="UN3480")

    quote = quoted(tmp_path, edit, COAT, CREAM)
    assert quote.options == ()
    assert "CLASS_NOT_ACCEPTED" in {refusal.code for refusal in quote.refusals}


# --- splits that are chosen ----------------------------------------------------------------


def cheap_sea(rate: str) -> Any:
    """Return a change: SEA takes plain goods only, AIR all at a given rate per kg."""

    def edit(tables: Tables) -> None:
        allow(tables, SEA="none", AIR="*")
        find(tables["rate.csv"], lane_id="AIR")["rate"] = rate

    return edit


@pytest.mark.parametrize(
    ("rate", "split"),
    [
        ("2", False),  # 5 + 2 x 2 = 9.00 whole, 3.00 + 7.00 apart
        ("20", True),  # 45.00 whole, 3.00 + 25.00 apart
    ],
)
def test_split_stands_if_it_is_cheaper(tmp_path: Path, rate: str, split: bool) -> None:
    """Goods that could go whole are split only where that costs less in sum."""
    option = quoted(tmp_path, cheap_sea(rate), COAT, BANK).option("economy")
    apart = [("general", (0,), "SEA"), ("battery", (1,), "AIR")]
    assert parts(option) == (apart if split else [("battery", (1, 0), "AIR")])


def low_value(tables: Tables, **cells: str) -> None:
    """Add a regime for goods up to 120.00 before the one for all."""
    (row,) = tables[f"{LAW}/regime.csv"]
    low = row | {"priority": "5", "entry_type": "low", "value_hi": "120"} | cells
    tables[f"{LAW}/regime.csv"] = [low, row]


@pytest.mark.parametrize(
    ("cells", "split"),
    [
        ({}, False),  # 150.00 whole, parts of 100.00 and 50.00 would come below 120.00
        ({"value_hi": "150"}, True),  # the whole is below as well
        ({"value_hi": "49.99"}, True),  # no part is
        ({"value_hi": "150", "test": "CIF"}, False),  # what freight makes of it is not known
        ({"value_hi": "150", "test": "FOB"}, False),  # nor what freight before export does
        ({"aggregation": "importer_day"}, True),  # the day's total is the same either way
        ({"aggregation": "item", "value_hi": "75"}, False),  # the coat is dearer, the bank is not
        ({"aggregation": "item", "value_hi": "100"}, True),  # no unit is dearer, whole or apart
        ({"ship_from": "CN"}, False),
        ({"ship_from": "VN"}, True),  # a row for goods from elsewhere never fits
        ({"valid_from": "2026-08-01", "test": "CIF"}, True),  # not on the entry day
    ],
)
def test_split_never_changes_a_threshold(
    tmp_path: Path, cells: dict[str, str], split: bool
) -> None:
    """A chosen split that would bring goods under another regime is refused."""

    def edit(tables: Tables) -> None:
        cheap_sea("20")(tables)
        low_value(tables, **cells)

    option = quoted(tmp_path, edit, COAT, BANK).option("economy")
    assert option is not None
    assert (len(option.consignments) == 2) == split


def test_forced_split_may_change_a_threshold(tmp_path: Path) -> None:
    """Goods that cannot go together are declared as they travel."""

    def edit(tables: Tables) -> None:
        allow(tables, SEA="none", AIR="UN3480")
        find(tables["lane.csv"], lane_id="AIR")["cargo_require"] = "UN3480"
        find(tables["lane.csv"], lane_id="AIR")["max_shipment_kg"] = "1"
        low_value(tables)

    option = quoted(tmp_path, edit, COAT, BANK).option("economy")
    assert option is not None
    assert [part.entry_type for part in option.consignments] == ["low", "low"]


def test_own_parcels_are_never_split(tmp_path: Path) -> None:
    """With own parcels the goods go whole, though apart would be cheaper."""
    box = {"weight_g": 2000, "length_mm": 300, "width_mm": 200, "height_mm": 200}
    option = quoted(tmp_path, cheap_sea("20"), COAT, BANK, parcels=[box]).option("economy")
    assert parts(option) == [("battery", (1, 0), "AIR")]


def test_own_parcels_of_two_sellers_are_refused(tmp_path: Path) -> None:
    """Own parcels can be given for one consignment only."""
    box = {"weight_g": 2000, "length_mm": 300, "width_mm": 200, "height_mm": 200}
    quote = quoted(tmp_path, lambda _: None, COAT, line(seller="B"), parcels=[box])
    assert quote.options == ()
    assert {refusal.code for refusal in quote.refusals} == {"PARCELS_AND_SPLIT"}
