"""Where a brick goes in a parcel: orientation, point, upright goods, goods that bear nothing."""

from __future__ import annotations

import pytest
from packing_cases import Sides, places, sizes, unit

from oneprice.routing.packing import Limits, pack_units


@pytest.mark.parametrize(
    ("first", "up", "sides", "place"),
    [
        # What just covers a face is laid on it, in the one orientation that does.
        ((30, 20, 10), False, (30, 20, 4), (0, 0, 10, 30, 20, 4)),  # lwh
        ((30, 20, 10), False, (20, 15, 10), (30, 0, 0, 15, 20, 10)),  # wlh
        ((30, 20, 10), False, (30, 10, 4), (0, 20, 0, 30, 4, 10)),  # lhw
        ((30, 20, 10), False, (20, 10, 4), (30, 0, 0, 4, 20, 10)),  # hlw
        ((30, 20, 50), True, (50, 30, 4), (0, 20, 0, 30, 4, 50)),  # whl
        ((30, 20, 50), True, (50, 20, 4), (30, 0, 0, 4, 20, 50)),  # hwl
    ],
)
def test_each_orientation_is_found(
    first: Sides, up: bool, sides: Sides, place: tuple[int, ...]
) -> None:
    """A brick turns into the orientation in which the parcel stays smallest (C-28.4)."""
    (parcel,) = pack_units([unit(0, first, upright=up), unit(1, sides)], Limits())
    assert places(parcel) == [(0, 0, 0, *first), place]


def test_first_brick_lies_at_the_corner_longest_side_first() -> None:
    """A parcel begins with a brick at the corner along l, w, h, however its sides are given."""
    (parcel,) = pack_units([unit(0, (10, 30, 20))], Limits())
    assert places(parcel) == [(0, 0, 0, 30, 20, 10)]


@pytest.mark.parametrize(("longest", "count"), [(20, 1), (19, 2)])
def test_bricks_may_touch(longest: int, count: int) -> None:
    """Two cubes stand side by side in a parcel of just twice their side."""
    parcels = pack_units([unit(0, (10, 10, 10), 2)], Limits(longest_mm=longest))
    assert len(parcels) == count


def test_equal_sizes_take_the_lower_sum_then_the_earlier_point() -> None:
    """Of the places of one volume the smallest sum wins, then the point that arose first."""
    (parcel,) = pack_units([unit(0, (10, 10, 10), 3)], Limits())
    # The second cube grows any side alike: the first point, along x. The third costs 1000 along
    # x and 2000 along y or z.
    assert places(parcel) == [(x, 0, 0, 10, 10, 10) for x in (0, 10, 20)]
    (parcel,) = pack_units([unit(0, (40, 10, 10)), unit(1, (40, 10, 10))], Limits())
    assert places(parcel)[1] == (0, 10, 0, 40, 10, 10)


def test_free_room_inside_is_used_first() -> None:
    """A brick that fits beside a shorter one inside the outer size leaves it as it is."""
    goods = [unit(0, (30, 20, 10)), unit(1, (20, 20, 10)), unit(2, (10, 20, 10))]
    (parcel,) = pack_units(goods, Limits(longest_mm=30))
    assert places(parcel) == [
        (0, 0, 0, 30, 20, 10),
        (0, 0, 10, 20, 20, 10),
        (20, 0, 10, 10, 20, 10),
    ]
    assert sizes([parcel]) == [(30, 30, 20, 20)]


# --- goods that stay upright, and that bear nothing -------------------------------------


@pytest.mark.parametrize(("upright", "extents"), [(False, (12, 4, 4)), (True, (4, 4, 12))])
def test_upright_goods_never_lie(upright: bool, extents: Sides) -> None:
    """Two bottles lie end to end in a tube, or stand on each other if they must stand."""
    tube = Limits(longest_mm=24, second_mm=4)
    (parcel,) = pack_units([unit(0, (4, 4, 12), 2, upright=upright)], tube)
    assert {placement[5:] for placement in parcel.placements} == {extents}


@pytest.mark.parametrize(
    ("upright", "place"),
    [(False, (0, 20, 0, 40, 10, 40)), (True, (0, 0, 50, 40, 40, 10))],
)
def test_a_flat_upright_box_is_not_put_on_edge(upright: bool, place: tuple[int, ...]) -> None:
    """A cake box would stand on edge beside a high box, but if upright it lies on top."""
    goods = [unit(0, (40, 20, 50), upright=True), unit(1, (40, 40, 10), upright=upright)]
    (parcel,) = pack_units(goods, Limits())
    assert places(parcel)[1] == place


@pytest.mark.parametrize(("side", "others"), [(30, (20, 10)), (20, (30, 10)), (10, (30, 20))])
def test_any_side_can_be_the_one_that_stays_up(side: int, others: tuple[int, int]) -> None:
    """Whichever side is the height, the base has the two others, the longer along x."""
    (parcel,) = pack_units([unit(0, (*reversed(others), side), upright=True)], Limits())
    assert places(parcel) == [(0, 0, 0, *others, side)]


@pytest.mark.parametrize(("stackable", "count"), [(True, 1), (False, 2)])
def test_nothing_lies_on_goods_that_bear_nothing(stackable: bool, count: int) -> None:
    """Where the ground is taken, the second unit goes on top, or into a parcel of its own."""
    goods = [unit(0, (10, 10, 4), 2, stackable=stackable)]
    assert len(pack_units(goods, Limits(longest_mm=10))) == count


def test_goods_that_bear_nothing_may_lie_on_top() -> None:
    """What bears nothing lies on what does."""
    goods = [unit(0, (10, 10, 5)), unit(1, (10, 10, 4), stackable=False)]
    assert len(pack_units(goods, Limits(longest_mm=10))) == 1


@pytest.mark.parametrize(
    ("stackable", "place"), [(True, (0, 0, 10, 20, 20, 2)), (False, (20, 0, 0, 20, 20, 2))]
)
def test_nothing_reaches_over_goods_that_bear_nothing(
    stackable: bool, place: tuple[int, ...]
) -> None:
    """A wide board that would lie on two boxes needs both to bear it."""
    boxes = [unit(0, (20, 10, 10), upright=True)]
    boxes.append(unit(1, (20, 10, 10), upright=True, stackable=stackable))
    (parcel,) = pack_units([*boxes, unit(2, (20, 20, 2), upright=True)], Limits())
    assert places(parcel)[1:] == [(0, 10, 0, 20, 10, 10), place]


@pytest.mark.parametrize(
    ("marks", "place"),
    [
        ({}, (10, 0, 0, 10, 10, 9)),
        # What has the overhang over it must bear: so it goes on top of all.
        ({"stackable": False}, (0, 0, 15, 10, 10, 9)),
    ],
)
def test_nothing_comes_under_an_overhang_that_cannot_bear_it(
    marks: dict[str, bool], place: tuple[int, ...]
) -> None:
    """Goods that bear nothing are not pushed under a brick that stands out above them."""
    goods = [unit(0, (10, 10, 10)), unit(1, (20, 10, 5), upright=True)]
    (parcel,) = pack_units([*goods, unit(2, (10, 10, 9), upright=True, **marks)], Limits())
    assert places(parcel) == [(0, 0, 0, 10, 10, 10), (0, 0, 10, 20, 10, 5), place]
