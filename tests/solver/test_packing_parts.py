"""The parts of the exact packing: stands, pairs, bounds, positions and the written order."""

import pytest

from oneprice.core._kernels import UNBOUNDED
from oneprice.routing.packing import Goods, Limits
from oneprice.solver.packing_bricks import (
    apart_at_least,
    brick_of,
    in_order,
    pair_volume,
    pair_volumes,
    stands_of,
)
from oneprice.solver.packing_spots import Spot, canonical, outer_size, reach, values_of

NO_LIMITS = Limits(*[UNBOUNDED] * 7)
BOX = Goods(0, 1, 500, 30, 20, 10)


def test_orientations_stand_in_the_order_of_the_rule() -> None:
    """Six ways for three different sides, two for an upright unit, equal ones once (C-28.4)."""
    assert stands_of(BOX) == (
        (30, 20, 10),
        (20, 30, 10),
        (30, 10, 20),
        (10, 30, 20),
        (20, 10, 30),
        (10, 20, 30),
    )
    upright = BOX._replace(length_mm=20, height_mm=30, width_mm=40, upright=True)
    assert stands_of(upright) == ((40, 20, 30), (20, 40, 30))
    assert stands_of(BOX._replace(width_mm=30, height_mm=30)) == ((30, 30, 30),)


def test_units_laid_on_each_other_grow_by_their_third_side_or_their_height() -> None:
    """Three units of 10 mm thickness are 30 mm thick, upright ones three times as high."""
    assert stands_of(BOX, 3)[0] == (30, 30, 20)
    assert stands_of(BOX._replace(upright=True, height_mm=25), 2)[0] == (30, 20, 50)


def test_two_boxes_share_the_smallest_parcel_their_limits_allow() -> None:
    """Flat on each other first; where that is too heavy, too large or forbidden, not at all."""
    box = brick_of(BOX)
    assert pair_volume(box, box, NO_LIMITS) == 30 * 20 * 20
    assert pair_volume(box, box, NO_LIMITS._replace(weight_g=999)) is None
    assert pair_volume(box, box, NO_LIMITS._replace(longest_mm=29)) is None
    # With a third side of 10 mm they lie side by side.
    assert pair_volume(box, box, NO_LIMITS._replace(third_mm=10)) == 60 * 20 * 10


@pytest.mark.parametrize(("one", "other", "volume"), [(True, False, 6000), (False, False, None)])
def test_a_fragile_box_bears_none_but_may_lie_on_top(
    one: bool, other: bool, volume: int | None
) -> None:
    """Upright boxes of 20 x 10 ground within 20 x 10 must lie on each other."""
    post = Goods(0, 1, 1, 20, 10, 15, upright=True)
    limits = NO_LIMITS._replace(longest_mm=30, second_mm=20, third_mm=10)
    below = brick_of(post._replace(stackable=one))
    above = brick_of(post._replace(stackable=other))
    assert pair_volume(below, above, limits) == volume


def test_boxes_that_exclude_each_other_need_as_many_parcels() -> None:
    """Of boxes of 600, 600, 500 and 400 g under 1 kg no two of the first three share a parcel."""
    goods = [BOX._replace(line=i, weight_g=g) for i, g in enumerate((600, 600, 500, 400))]
    bricks = in_order(brick_of(item) for item in goods)
    limits = NO_LIMITS._replace(weight_g=1000)
    assert apart_at_least(4, pair_volumes(bricks, limits)) == 3
    assert apart_at_least(4, pair_volumes(bricks, NO_LIMITS)) == 1


def test_positions_are_sums_of_the_other_bricks_sides() -> None:
    """Each brick adds one of its extents or nothing."""
    bricks = [brick_of(BOX), brick_of(BOX._replace(length_mm=7, width_mm=7, height_mm=7))]
    assert values_of(reach(bricks, 0, 100)) == [0, 7, 10, 17, 20, 27, 30, 37]
    assert values_of(reach(bricks, 0, 100, without=0)) == [0, 7]
    assert values_of(reach(bricks, 0, 36)) == [0, 7, 10, 17, 20, 27, 30]


def test_a_packing_is_written_in_one_order() -> None:
    """Parcels are turned and numbered, bricks of one kind put in order; sizes stay."""
    cube = BOX._replace(length_mm=10, width_mm=10, height_mm=10)
    bricks = [brick_of(cube), brick_of(cube), brick_of(cube)]
    size = (10, 10, 10)
    spots = [Spot(0, (0, 0, 0), size), Spot(1, (0, 0, 10), size), Spot(1, (0, 0, 0), size)]
    assert canonical(bricks, spots) == [
        Spot(0, (0, 0, 0), size),
        Spot(0, (10, 0, 0), size),
        Spot(1, (0, 0, 0), size),
    ]
    upright = [brick._replace(tips=False) for brick in bricks]
    turned = canonical(upright, spots)
    assert outer_size(turned[:2]) == (10, 10, 20)
