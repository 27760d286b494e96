"""Bricks: how many units of a line are laid together (C-28.1)."""

from __future__ import annotations

import pytest
from packing_cases import places, unit, units_of

from oneprice.routing.packing import Limits, pack_units


@pytest.mark.parametrize(("quantity", "bricks"), [(40, [1] * 40), (41, [2] * 20 + [1])])
def test_more_than_40_units_are_laid_together(quantity: int, bricks: list[int]) -> None:
    """Up to forty units are forty bricks; of more, several units are one."""
    (parcel,) = pack_units([unit(0, (30, 20, 5), quantity)], Limits())
    assert [units for _, units in units_of([parcel])[0]] == bricks


def test_units_laid_together_add_their_height() -> None:
    """Of 100 units three are one brick, 15 high; the last brick holds one."""
    (parcel,) = pack_units([unit(0, (30, 20, 5), 100, weight_g=7)], Limits())
    assert [units for _, units in units_of([parcel])[0]] == [3] * 33 + [1]
    assert places(parcel)[0] == (0, 0, 0, 30, 20, 15)
    assert parcel.weight_g == 700


def test_upright_units_are_laid_on_their_given_height() -> None:
    """Upright units of 30 x 5 x 20 (the height) laid together grow upwards."""
    (parcel,) = pack_units([unit(0, (30, 5, 20), 80, upright=True)], Limits())
    assert places(parcel)[0] == (0, 0, 0, 30, 5, 40)


@pytest.mark.parametrize(
    ("limits", "most"),
    [
        (Limits(weight_g=35), 3),
        (Limits(longest_mm=24), 4),
        (Limits(volume_mm3=3000), 1),  # one unit breaks it alone: still a brick of one
        (Limits(loads=(10,)), 2),
        (Limits(loads=(9,)), 1),
        (Limits(), 5),
    ],
)
def test_fewer_units_are_laid_together_where_a_limit_asks(limits: Limits, most: int) -> None:
    """A brick holds as many of its line's units as the limits let one brick be, at least 1."""
    loads = (5,) if limits.loads else ()
    goods = [unit(0, (23, 22, 6), 40, loads=loads), unit(1, (1, 1, 1), 160, loads=loads)]
    found = {units for parcel in units_of(pack_units(goods, limits)) for _, units in parcel}
    wide = [
        units
        for parcel in units_of(pack_units(goods, limits))
        for line, units in parcel
        if not line
    ]
    assert max(wide) == most
    assert max(found) >= most


def test_units_that_bear_nothing_are_never_laid_together() -> None:
    """Units that bear nothing stay single, forty to a parcel."""
    parcels = pack_units([unit(0, (5, 5, 5), 41, stackable=False)], Limits())
    assert [len(parcel.placements) for parcel in parcels] == [40, 1]
