"""The twin's packing against parcels laid by hand (C-28, C-59)."""

from __future__ import annotations

from typing import Any

import pytest

from reference.goods import Consignment, Line
from reference.made import line, room
from reference.packing import CargoLimit, Room, first_fit, orders_of, pack, parcels_at_least
from reference.packing import sets_of as sets
from reference.refused import Refused


def sizes(lines: list[Line], under: Room) -> list[tuple[int, ...]]:
    """Return the outer sizes of the parcels, the longest side first, and their weights."""
    boxes = pack(lines, under)
    return [(*sorted(box.outer, reverse=True), box.weight_g) for box in boxes]


@pytest.mark.parametrize(
    ("cells", "size"),
    [
        ({}, (120, 100, 80, 1000)),  # on top: 29,600 mm2 against 31,600 beside
        ({"stackable": False}, (160, 100, 60, 1000)),
        ({"orientation": "upright"}, (120, 100, 80, 1000)),
        ({"orientation": "upright", "stackable": False}, (160, 100, 60, 1000)),
        ({"orientation": "upright", "height_mm": 100, "length_mm": 60}, (120, 100, 80, 1000)),
    ],
)
def test_two_units_take_the_smallest_surface(cells: dict[str, Any], size: tuple[int, ...]) -> None:
    """Of all places that are allowed the one with the smallest outer surface is taken."""
    assert sizes([line(quantity=2, **cells)], room()) == [size]


@pytest.mark.parametrize(
    ("limits", "parcels"),
    [
        ({"max_piece_kg": 1000}, 1),
        ({"max_piece_kg": 999}, 2),
        ({"max_len_cm": 120}, 1),
        ({"max_len_cm": 119}, 2),
        ({"max_third_cm": 80}, 1),
        ({"max_third_cm": 59}, 2),  # what breaks a limit alone still gets a parcel
        ({"max_sum_cm": 300}, 1),
        ({"max_sum_cm": 299}, 2),
        ({"max_girth_cm": 480}, 1),
        ({"max_girth_cm": 479}, 2),
        ({"max_volume_cm3": 960_000}, 1),
        ({"max_volume_cm3": 959_999}, 2),
    ],
)
def test_limits_bind_at_their_edge(limits: dict[str, int], parcels: int) -> None:
    """A parcel at a limit is one; a gram or millimetre less makes two."""
    assert len(pack([line(quantity=2)], room(**limits))) == parcels


def test_another_place_keeps_a_limit() -> None:
    """Where the best place breaks a limit the next allowed one is taken."""
    assert sizes([line(quantity=2)], room(max_third_cm=70)) == [(160, 100, 60, 1000)]


def test_a_set_stays_together_or_is_refused() -> None:
    """Lines of one word share a parcel, also before others; too heavy together is a refusal."""
    pair = [line(0, keep_together="a"), line(1), line(2, keep_together="a")]
    boxes = pack(pair, room(max_piece_kg=1000))
    assert [[box.units(n) for n in range(3)] for box in boxes] == [[1, 0, 1], [0, 1, 0]]
    with pytest.raises(Refused, match="KEEP_TOGETHER"):
        pack(pair, room(max_piece_kg=999))
    assert len(pack([line(keep_together="a")], room(max_piece_kg=1))) == 1


def test_cargo_limits_close_a_parcel() -> None:
    """A cargo limit counts only what the rule fits, over the units of the parcel."""
    lines = [line(0, quantity=3), line(1, quantity=2)]
    boxes = pack(lines, room(CargoLimit(2, (1, 0))))
    assert sorted(box.units(0) for box in boxes) == [1, 2]
    assert parcels_at_least(Consignment(lines, []), room(CargoLimit(2, (1, 0)))) == 2


@pytest.mark.parametrize(
    ("cells", "limits", "parcels", "bricks"),
    [
        ({"quantity": 40}, {}, 1, 40),
        ({"quantity": 41}, {}, 1, 21),  # two and two, the last one alone
        ({"quantity": 121}, {}, 1, 31),  # four and four, the last one alone
        ({"quantity": 41, "stackable": False}, {}, 2, 41),
        ({"quantity": 41}, {"max_len_cm": 10}, 41, 41),
        ({"quantity": 121}, {"max_len_cm": 30}, 5, 41),  # three and three
        ({"quantity": 501}, {"max_len_cm": 10}, 0, 0),
    ],
)
def test_many_units_are_laid_together(
    cells: dict[str, Any], limits: dict[str, int], parcels: int, bricks: int
) -> None:
    """Above 40 units ceil(units / 40) are one brick, or as many as keep the limits."""
    cube = {"length_mm": 10, "width_mm": 10, "height_mm": 10, "weight_g": 1}
    if not parcels:
        with pytest.raises(Refused, match="TOO_MANY_PARCELS"):
            pack([line(**cube, **cells)], room(**limits))
        return
    boxes = pack([line(**cube, **cells)], room(**limits))
    assert sum(len(box.placed) for box in boxes) == bricks
    assert sum(box.weight_g for box in boxes) == cells["quantity"]
    if not limits:
        assert len(boxes) == parcels


def test_loose_freight_shares_no_parcel() -> None:
    """Where a linehaul is sold by volume each set is a parcel of its own."""
    lines = [line(0, keep_together="a"), line(1, quantity=2), line(2, keep_together="a")]
    assert len(pack(lines, room())) == 1
    assert len(pack(lines, room(loose=True))) == 3


def test_the_best_of_three_orders_is_taken() -> None:
    """The order by volume alone would need more room than the order by height or weight."""
    lines = [
        line(0, length_mm=300, width_mm=200, height_mm=40),
        line(1, length_mm=150, width_mm=150, height_mm=90, quantity=2),
        line(2, length_mm=400, width_mm=60, height_mm=60),
    ]
    by_order = [first_fit(order, room()) for order in orders_of(sets(lines, room()), 4)]
    volumes = [sum(a * b * c for a, b, c in (box.outer for box in boxes)) for boxes in by_order]
    best = pack(lines, room())
    assert len(set(volumes)) > 1
    assert sum(a * b * c for a, b, c in (box.outer for box in best)) == min(volumes)


@pytest.mark.parametrize(
    ("limits", "least"),
    [
        ({}, 1),
        ({"max_piece_kg": 1000}, 3),
        ({"max_piece_kg": 1199}, 3),  # three of 600 g: more than half the limit each
        ({"max_piece_kg": 1200}, 2),
        ({"max_volume_cm3": 480_000}, 3),
        ({"max_volume_cm3": 720_000}, 2),
        ({"max_len_cm": 100}, 2),
        ({"max_len_cm": 100, "max_third_cm": 60}, 3),
        ({"max_second_cm": 1, "max_third_cm": 1}, 1),  # without a longest side
        ({"max_sum_cm": 270}, 2),
        ({"max_girth_cm": 432}, 2),
        ({"max_girth_cm": 540}, 1),
    ],
)
def test_fewest_parcels(limits: dict[str, int], least: int) -> None:
    """Weight, volume, sum and girth each say how many parcels are needed at least."""
    heavy = 600 if "max_piece_kg" in limits else 500
    goods = Consignment([line(quantity=3, weight_g=heavy)], [])
    assert parcels_at_least(goods, room(**limits)) == least
