"""Fewest parcels (C-59): each of its terms alone, at a step and beside it."""

from __future__ import annotations

from typing import Any

import pytest

from oneprice.routing.packing import Goods, Limits, parcels_at_least

CUBES = Goods(0, 10, 100, 30, 30, 30)  # 1000 g, 270,000 mm3


@pytest.mark.parametrize(
    ("limits", "least"),
    [
        ({}, 1),
        # Weight: 1000 g in all. Half of 200 g and more is what two units weigh.
        ({"weight_g": 1000}, 1),
        ({"weight_g": 999}, 2),
        ({"weight_g": 250}, 4),
        ({"weight_g": 200}, 5),
        ({"weight_g": 199}, 10),  # each unit weighs more than half
        # Volume as given.
        ({"volume_mm3": 270_000}, 1),
        ({"volume_mm3": 269_999}, 2),
        ({"volume_mm3": 89_999}, 4),
        # Longest x second x third; a missing one is as the one before it.
        ({"longest_mm": 100, "second_mm": 90, "third_mm": 30}, 1),
        ({"longest_mm": 100, "second_mm": 90, "third_mm": 29}, 2),
        ({"longest_mm": 100, "second_mm": 51}, 2),
        ({"longest_mm": 100, "second_mm": 52}, 1),
        ({"longest_mm": 64}, 2),  # 262,144
        ({"longest_mm": 65}, 1),
        ({"longest_mm": 50, "third_mm": 50}, 3),
        # Without the longest there is no product.
        ({"second_mm": 30, "third_mm": 30}, 1),
        # The largest box with a sum of sides is a cube: floor(sum^3 / 27).
        ({"sum_mm": 193}, 2),  # 266,261
        ({"sum_mm": 194}, 1),  # 270,421
        # With a girth it is twice as long as wide and high: floor(girth^3 / 108).
        ({"girth_mm": 307}, 2),  # 267,910
        ({"girth_mm": 308}, 1),  # 270,536
        # The largest of all counts.
        ({"girth_mm": 307, "weight_g": 250}, 4),
        ({"girth_mm": 150, "weight_g": 250}, 9),  # 31,250
    ],
)
def test_each_bound(limits: dict[str, Any], least: int) -> None:
    """Ten cubes need as many parcels as weight, volume or halves of the weight limit say."""
    assert parcels_at_least([CUBES], Limits(**limits)) == least


@pytest.mark.parametrize(("limit", "least"), [(30, 1), (29, 2), (10, 3), (9, 4)])
def test_cargo_limits_per_parcel(limit: int, least: int) -> None:
    """The sum of what units count, over the limit, rounded up; other lines count nothing."""
    goods = [CUBES._replace(loads=(100, 3)), CUBES._replace(line=1, loads=(0, 0))]
    assert parcels_at_least(goods, Limits(loads=(1000, limit))) == least


def test_units_above_half_the_weight_limit_are_counted_with_their_quantity() -> None:
    """Seven units of 101 g and ten of 100 g under 200 g: seven are more than half."""
    goods = [CUBES._replace(weight_g=1), CUBES._replace(line=1, weight_g=101, quantity=7)]
    assert parcels_at_least(goods, Limits(weight_g=200)) == 7
    assert parcels_at_least(goods, Limits(weight_g=202)) == 4  # 717 g


@pytest.mark.parametrize("name", ["sum_mm", "girth_mm"])
@pytest.mark.parametrize("limit", [1_999_999, 2_000_000, 2_000_001, 2**61])
def test_limits_of_kilometres_ask_nothing(name: str, limit: int) -> None:
    """Cubes of limits that pass 64 bits hold more than the largest order."""
    goods = [Goods(0, 10_000, 1, 10_000, 10_000, 10_000)]
    assert parcels_at_least(goods, Limits(**{name: limit})) == 1


def test_the_largest_order_is_counted_exactly() -> None:
    """Ten thousand cubes of 10 m under a sum of 30 m need ten thousand parcels."""
    goods = [Goods(0, 10_000, 2_000_000, 10_000, 10_000, 10_000)]
    assert parcels_at_least(goods, Limits(sum_mm=30_000)) == 10_000
    assert parcels_at_least(goods, Limits(longest_mm=2**40, second_mm=1, third_mm=1)) == 9095


def test_a_limit_of_nothing_counts_as_one() -> None:
    """A limit of 0, which only goods pass that are refused, divides nothing by nothing."""
    assert parcels_at_least([CUBES], Limits(volume_mm3=0)) == 270_000
