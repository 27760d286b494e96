"""The packing of C-28: which parcel, sets, orders; by properties; beside the plain rule."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packing_cases import sizes, unit, units_of
from packing_rule import least_by_rule, pack_by_rule

from oneprice.core._kernels import UNBOUNDED
from oneprice.core.errors import InputError
from oneprice.routing._kernels_pack_scratch import ITEM
from oneprice.routing.packing import (
    CannotPack,
    Goods,
    Limits,
    contents,
    pack_units,
    parcels_at_least,
)
from oneprice.routing.packing_check import verify


def refused(goods: list[Goods], limits: Limits) -> tuple[str, int | None]:
    """Return reason and line of goods that cannot be packed."""
    with pytest.raises(CannotPack) as caught:
        pack_units(goods, limits)
    return caught.value.reason, caught.value.line


# --- which parcel -----------------------------------------------------------------------


def test_larger_bricks_come_first_then_the_canonical_order() -> None:
    """Bricks are packed by volume; of equal ones the earlier line goes first."""
    goods = [unit(0, (5, 5, 5)), unit(1, (9, 9, 9)), unit(2, (5, 25, 1)), unit(3, (9, 9, 9))]
    (parcel,) = pack_units(goods, Limits())
    assert [line for line, _ in units_of([parcel])[0]] == [1, 3, 0, 2]


@pytest.mark.parametrize(("between", "home"), [(7, 40), (8, 49)])
def test_only_the_last_eight_parcels_are_tried(between: int, home: int) -> None:
    """The first parcel with room takes a small unit as long as it is among the last eight."""
    goods = [unit(0, (40, 40, 40), 40, weight_g=1000)]  # so many that only volume orders
    goods += [unit(1, (30, 30, 30), weight_g=500)]
    goods += [unit(i + 2, (20, 20, 20), weight_g=1000) for i in range(between)]
    pair = [unit(98 + i, (10, 10, 5), weight_g=250, keep_together=1) for i in range(2)]
    for last in ([unit(99, (10, 10, 10), weight_g=500)], pair):
        parcels = pack_units([*goods, *last], Limits(weight_g=1000))
        where = {i for i, parcel in enumerate(units_of(parcels)) if (99, 1) in parcel}
        assert where == {home}


def test_the_oldest_open_parcel_with_room_takes_a_brick() -> None:
    """First fit, not best fit: the older parcel wins though the younger would stay smaller."""
    goods = [unit(0, (30, 30, 30), weight_g=600), unit(1, (20, 20, 20), weight_g=600)]
    parcels = pack_units([*goods, unit(2, (5, 5, 5), weight_g=400)], Limits(weight_g=1000))
    assert units_of(parcels) == [[(0, 1), (2, 1)], [(1, 1)]]


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("weight_g", 2000),
        ("longest_mm", 40),
        ("second_mm", 30),  # end to end they would be 60 long
        ("third_mm", 20),
        ("sum_mm", 90),
        ("girth_mm", 140),
        ("volume_mm3", 24_000),
        ("loads", (14,)),
    ],
)
@pytest.mark.parametrize(("less", "count"), [(0, 1), (1, 2)])
def test_each_limit_at_and_below(name: str, limit: Any, less: int, count: int) -> None:
    """Two units share a parcel that just keeps a limit, and part when it is one less."""
    value = (limit[0] - less,) if name == "loads" else limit - less
    goods = [unit(0, (30, 20, 20), 2, weight_g=1000, loads=(7,) if name == "loads" else ())]
    limits = Limits(longest_mm=40)._replace(**{name: value})
    # Beside each other they are 40 x 30 x 20.
    assert len(pack_units(goods, limits)) == count


def test_a_unit_over_a_limit_alone_gets_a_parcel() -> None:
    """A unit that breaks a limit alone stands alone, for the lane to refuse."""
    goods = [unit(0, (5, 5, 5)), unit(1, (6, 6, 6), weight_g=900), unit(2, (5, 5, 5))]
    parcels = pack_units(goods, Limits(weight_g=500))
    assert units_of(parcels) == [[(1, 1)], [(0, 1), (2, 1)]]


@pytest.mark.parametrize("units", [499, 500])
def test_up_to_500_parcels_are_made(units: int) -> None:
    """Five hundred parcels are made."""
    assert len(pack_units([unit(0, (5, 5, 5), units)], Limits(weight_g=10))) == units


def test_more_than_500_parcels_are_refused() -> None:
    """The 501st parcel is a refusal without a line."""
    assert refused([unit(0, (5, 5, 5), 501)], Limits(weight_g=10)) == ("TOO_MANY_PARCELS", None)


# --- the three orders -------------------------------------------------------------------


def test_an_order_by_height_saves_volume() -> None:
    """Of the orders with as many parcels that with the smallest outer volume is taken."""
    goods = [unit(0, (40, 40, 10)), unit(1, (40, 10, 10)), unit(2, (30, 30, 5))]
    # By volume and by weight the thin box comes before the bar, and 32,000 mm3 are needed.
    (parcel,) = pack_units(goods, Limits())
    assert [line for line, _ in units_of([parcel])[0]] == [0, 1, 2]
    assert parcel.length_mm * parcel.second_mm * parcel.third_mm == 30_000


def heavy_and_light(more: int) -> list[Goods]:
    """Return goods that are two parcels of 1000 kg by weight and three by volume."""
    large = [unit(i, (40, 40, 40), weight_g=400_000) for i in range(2)]
    small = [unit(i, (30, 30, 30), weight_g=600_000) for i in range(2, 4)]
    return [*large, *small, *([unit(4, (1, 1, 1), more, weight_g=1)] if more else [])]


def test_an_order_by_weight_saves_a_parcel() -> None:
    """Large light goods fill up the parcels of the heavy ones when these come first."""
    parcels = pack_units(heavy_and_light(0), Limits(weight_g=1_000_000))
    assert units_of(parcels) == [[(2, 1), (0, 1)], [(3, 1), (1, 1)]]


@pytest.mark.parametrize(("more", "count"), [(36, 2), (37, 3)])
def test_more_than_40_units_are_packed_by_volume_alone(more: int, count: int) -> None:
    """Forty units are packed in three orders, forty-one in one."""
    assert len(pack_units(heavy_and_light(more), Limits(weight_g=1_000_040))) == count


# --- freight by volume ------------------------------------------------------------------


def test_loose_freight_opens_a_parcel_for_each_brick() -> None:
    """Cartons sold by the cubic metre are told one by one, however well they would fit."""
    goods = [unit(0, (30, 20, 10), 2), unit(1, (40, 30, 20)), unit(2, (5, 5, 5))]
    parcels = pack_units(goods, Limits(), loose=True)
    assert units_of(parcels) == [[(1, 1)], [(0, 1)], [(0, 1)], [(2, 1)]]
    assert sizes(parcels)[:2] == [(10, 40, 30, 20), (10, 30, 20, 10)]


def test_loose_freight_still_stays_together_and_is_laid_together() -> None:
    """A set is one parcel of its own, and of 80 units two make a brick."""
    goods = [unit(0, (20, 20, 5), 78), unit(1, (9, 9, 9), keep_together=1)]
    parcels = pack_units([*goods, unit(2, (9, 9, 8), keep_together=1)], Limits(), loose=True)
    assert units_of(parcels) == [[(0, 2)]] * 39 + [[(1, 1), (2, 1)]]
    assert sizes(parcels)[0] == (20, 20, 20, 10)


def test_loose_freight_of_more_than_500_sets_is_refused() -> None:
    """Also loose there are at most 500 parcels."""
    goods = [unit(0, (5, 5, 5), 501, stackable=False)]
    with pytest.raises(CannotPack, match="TOO_MANY_PARCELS"):
        pack_units(goods, Limits(), loose=True)
    assert len(pack_units([goods[0]._replace(quantity=500)], Limits(), loose=True)) == 500


# --- goods that stay together -----------------------------------------------------------


def test_goods_that_stay_together_leave_a_parcel_they_do_not_fit_together() -> None:
    """A set passes by a parcel that would take a part of it."""
    goods = [unit(0, (30, 30, 30), weight_g=700)]
    pair = [unit(line, (10, 10, 10), weight_g=200) for line in (1, 2)]
    limits = Limits(weight_g=1000)
    assert units_of(pack_units([*goods, *pair], limits)) == [[(0, 1), (1, 1)], [(2, 1)]]
    together = [each._replace(keep_together=7) for each in pair]
    assert units_of(pack_units([*goods, *together], limits)) == [[(0, 1)], [(1, 1), (2, 1)]]


def test_a_set_is_packed_by_the_volume_of_all_its_bricks() -> None:
    """Three small units that stay together come before one that is larger than each."""
    goods = [unit(0, (11, 10, 10)), unit(1, (10, 10, 10), 3, keep_together=1)]
    assert units_of(pack_units(goods, Limits())) == [[(1, 1), (1, 1), (1, 1), (0, 1)]]


def test_a_set_that_fits_no_parcel_is_refused() -> None:
    """Goods that stay together but do not fit are KEEP_TOGETHER with their first line."""
    goods = [unit(5, (9, 9, 9)), unit(6, (10, 10, 5), keep_together=3), unit(7, (10, 10, 10))]
    goods.append(unit(8, (10, 10, 10), keep_together=3))
    assert refused(goods, Limits(longest_mm=14)) == ("KEEP_TOGETHER", 6)
    assert len(pack_units(goods, Limits(longest_mm=15))) == 3


def test_a_set_of_one_brick_may_break_a_limit() -> None:
    """A single unit with a keep_together word stands alone like any other."""
    goods = [unit(0, (10, 10, 10), keep_together=1), unit(1, (5, 5, 5))]
    assert units_of(pack_units(goods, Limits(longest_mm=9))) == [[(0, 1)], [(1, 1)]]


def test_a_set_whose_first_brick_breaks_a_limit_is_refused() -> None:
    """The first brick lies whatever the limits, the second does not."""
    goods = [unit(0, (10, 10, 10), keep_together=1), unit(1, (5, 5, 5), keep_together=1)]
    assert refused(goods, Limits(longest_mm=9)) == ("KEEP_TOGETHER", 0)


@pytest.mark.parametrize(("quantity", "refusal"), [(40, None), (41, ("KEEP_TOGETHER", 0))])
def test_a_set_holds_at_most_40_bricks(quantity: int, refusal: Any) -> None:
    """Forty units that are never laid together are one parcel, forty-one none."""
    goods = [unit(0, (5, 5, 5), quantity, stackable=False, keep_together=1)]
    if refusal is None:
        assert len(pack_units(goods, Limits())) == 1
    else:
        assert refused(goods, Limits()) == refusal


def test_a_501st_parcel_is_told_before_a_set_is_tried() -> None:
    """With 500 parcels open a set that would not fit anywhere is TOO_MANY_PARCELS."""
    goods = [unit(0, (50, 50, 50), 500, weight_g=1000)]
    goods.append(unit(1, (5, 5, 5), 2, weight_g=600, keep_together=1))
    assert refused(goods, Limits(weight_g=1000)) == ("TOO_MANY_PARCELS", None)
    fewer = [goods[0]._replace(quantity=499), goods[1]]
    assert refused(fewer, Limits(weight_g=1000)) == ("KEEP_TOGETHER", 1)


# --- beside the plain rule --------------------------------------------------------------


def test_a_parcel_of_kilometres_is_packed_exactly() -> None:
    """Ten thousand units of ten metres are 40 bricks of 2.5 km: volumes pass 64 bits."""
    goods = [unit(0, (10_000, 10_000, 10_000), 10_000, weight_g=2_000_000)]
    assert pack_units(goods, Limits()) == pack_by_rule(goods, Limits())


def some_goods(draw: Any, sides: int, quantities: int) -> list[Goods]:
    """Draw a few lines whose sides often match."""
    side = st.integers(1, sides)
    lines = draw(st.integers(1, 6))
    return [
        Goods(
            line,
            draw(st.integers(1, quantities)),
            draw(st.integers(1, 30)),
            *(draw(side) for _ in range(3)),
            upright=draw(st.booleans()),
            stackable=draw(st.integers(0, 3)) > 0,
            keep_together=max(0, draw(st.integers(-4, 2))),
            loads=(draw(st.integers(0, 3)),),
        )
        for line in range(lines)
    ]


@st.composite
def carts(draw: Any) -> tuple[list[Goods], Limits]:
    """Draw goods and limits, each of which may be missing, near what the goods need."""
    goods = some_goods(draw, draw(st.sampled_from([3, 12])), draw(st.sampled_from([1, 2, 12])))

    def limit(least: int, most: int) -> int:
        return int(draw(st.just(UNBOUNDED) | st.integers(least, most)))

    bounds = ((20, 90), (8, 40), (8, 30), (6, 20), (20, 80), (30, 150), (100, 4000))
    return goods, Limits(*(limit(*bound) for bound in bounds), loads=(limit(3, 20),))


def answer(pack: Any, goods: list[Goods], limits: Limits, loose: bool = False) -> Any:
    """Return the parcels, or why there are none."""
    try:
        return pack(goods, limits, loose)
    except CannotPack as why:
        return why.reason, why.line


@settings(max_examples=60, deadline=None)
@given(cart=carts())
def test_kernel_packs_as_the_plain_rule(cart: tuple[list[Goods], Limits]) -> None:
    """Every brick lies where the words of C-28 lay it, and the bound is that of C-59."""
    goods, limits = cart
    for loose in (False, True):
        found = answer(pack_units, goods, limits, loose)
        assert found == answer(pack_by_rule, goods, limits, loose)
    assert parcels_at_least(goods, limits) == least_by_rule(goods, limits)


def random_cart(seed: int) -> tuple[list[Goods], Limits]:
    """Return goods such as shops sell, under the limits of a lane."""
    rng = random.Random(seed)
    goods = [
        Goods(
            line,
            rng.choice((1, 1, 2, 5, 60)),
            rng.randint(20, 900),
            *(rng.choice((20, 30, 45, 60, 90, 120, 200, 300)) for _ in range(3)),
            upright=rng.random() < 0.2,
            stackable=rng.random() < 0.8,
            keep_together=rng.choice((0, 0, 0, 1, 2)),
            loads=(rng.randint(0, 1),),
        )
        for line in range(rng.randint(1, 8))
    ]
    weight_g = rng.choice((2_000, 5_000, 30_000))
    limits = Limits(weight_g, 600, 400, 350, 900, rng.choice((1600, UNBOUNDED)), loads=(24,))
    return goods, limits


@pytest.mark.parametrize("seed", range(20))
def test_packings_keep_every_rule(seed: int) -> None:
    """Units are packed once, apart, within all limits and marks, in no fewer than C-59 says."""
    goods, limits = random_cart(seed)
    goods = [each._replace(keep_together=0) for each in goods]
    parcels = pack_units(goods, limits)
    verify(goods, limits, parcels)
    assert len(parcels) >= parcels_at_least(goods, limits)
    assert all(len(parcel.placements) <= 40 for parcel in parcels)
    assert parcels == pack_units(goods, limits)


@pytest.mark.parametrize("seed", range(20))
def test_sets_stay_together(seed: int) -> None:
    """Sets that find a parcel are in one; the others are told by their first line."""
    goods, limits = random_cart(seed)
    found = answer(pack_units, goods, limits)
    if isinstance(found, list):
        verify(goods, limits, found)
    else:
        reason, line = found
        assert reason == "KEEP_TOGETHER"
        word = goods[line].keep_together
        assert line == min(each.line for each in goods if each.keep_together == word)
    assert found == answer(pack_by_rule, goods, limits)


@settings(max_examples=30, deadline=None)
@given(cart=carts(), seed=st.integers(0, 99))
def test_order_of_lines_changes_nothing_once_sorted(
    cart: tuple[list[Goods], Limits], seed: int
) -> None:
    """Lines shuffled and put in canonical order again make the same parcels."""

    def canonical(goods: list[Goods]) -> list[Goods]:
        ranked = sorted(goods, key=lambda each: (each[1:3], sorted(each[3:6]), each[3:]))
        return [each._replace(line=line) for line, each in enumerate(ranked)]

    goods, limits = cart
    shuffled = random.Random(seed).sample(goods, len(goods))
    assert answer(pack_units, canonical(goods), limits) == answer(
        pack_units, canonical(shuffled), limits
    )


# --- the face ---------------------------------------------------------------------------


def test_contents_join_the_bricks_of_a_line() -> None:
    """A parcel's items tell each line once, in order, however often bricks of it came in."""
    item = np.array([(0, 2, 4), (1, 2, 4), (0, 1, 1), (0, 2, 3), (9, 9, 9)], ITEM)
    assert contents(item, 4, 3) == [[(1, 1), (2, 7)], [(2, 4)], []]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"quantity": 0}, "goods[0].quantity"),
        ({"weight_g": 2_000_001}, "goods[0].weight_g"),
        ({"width_mm": 10_001}, "goods[0] sides"),
        ({"keep_together": -1}, "goods[0].keep_together"),
        ({"loads": (1, 2)}, "goods[0].loads"),
        ({"loads": (-1,)}, "goods[0].loads"),
    ],
)
def test_numbers_outside_an_order_are_refused(change: dict[str, Any], field: str) -> None:
    """What the kernels could not count is an error that names the field."""
    goods = unit(0, (5, 5, 5), loads=(1,))._replace(**change)
    with pytest.raises(InputError) as caught:
        pack_units([goods], Limits(loads=(9,)))
    assert caught.value.where == field


@pytest.mark.parametrize("goods", [[], [unit(0, (1, 1, 1), 9_999), unit(1, (1, 1, 1), 2)]])
def test_no_goods_and_too_many_are_refused(goods: list[Goods]) -> None:
    """Nothing to pack, or more than 10,000 units, is an error."""
    with pytest.raises(InputError, match="units of goods"):
        pack_units(goods, Limits())


def test_negative_limits_are_refused() -> None:
    """A limit below 0 is an error."""
    with pytest.raises(InputError, match="limits"):
        pack_units([unit(0, (1, 1, 1))], Limits(sum_mm=-1))


def test_the_error_tells_reason_and_line() -> None:
    """A refusal reads as its reason, with the line where there is one."""
    assert str(CannotPack("KEEP_TOGETHER", 3)) == "KEEP_TOGETHER (line 3)"
    assert str(CannotPack("TOO_MANY_PARCELS", None)) == "TOO_MANY_PARCELS"
