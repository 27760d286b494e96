"""Exact packing against optima known by hand, by brute force, and against first fit."""

import random
from itertools import permutations, product
from math import prod

import pytest

from oneprice.core._kernels import UNBOUNDED
from oneprice.core.errors import InputError
from oneprice.routing.packing import (
    CannotPack,
    Goods,
    Limits,
    PackedParcel,
    pack_units,
    parcels_at_least,
)
from oneprice.routing.packing_check import first_broken_limit, verify
from oneprice.solver import packing, packing_search
from oneprice.solver.packing import ExactPacker, ExactPacking, pack_exact

NO_LIMITS = Limits(*[UNBOUNDED] * 7)
CUBE_30 = NO_LIMITS._replace(longest_mm=30)
# The puzzle of Slothouber and Graatsma: six 1 x 2 x 2 and three 1 x 1 x 1 fill 3 x 3 x 3 in one
# way only, the small ones on a diagonal.
PUZZLE = [Goods(0, 6, 40, 20, 20, 10), Goods(1, 3, 10, 10, 10, 10)]


def value(parcels: list[PackedParcel]) -> tuple[int, int]:
    """Return the number of parcels and their outer volume in all."""
    return len(parcels), sum(prod(parcel[1:4]) for parcel in parcels)


def random_goods(draw: random.Random, units: int) -> list[Goods]:
    """Return goods of small sides, some upright, fragile or kept together."""
    goods: list[Goods] = []
    while units:
        quantity = draw.randint(1, min(units, 3))
        sides = [draw.randint(2, 9) * 20 for _ in range(3)]
        marks = draw.random() < 0.3, draw.random() < 0.7, draw.choice([0, 0, 0, 1])
        load = (draw.randint(0, 2),)
        goods.append(Goods(len(goods), quantity, draw.randint(50, 600), *sides, *marks, loads=load))
        units -= quantity
    return goods


def random_limits(draw: random.Random) -> Limits:
    """Return limits of which some are given."""
    bounds = [(700, 2000), (180, 400), (120, 300), (80, 250), (400, 700), (500, 1200)]
    given = [draw.randint(*bound) if draw.random() < 0.4 else UNBOUNDED for bound in bounds]
    volume = draw.randint(2, 20) * 10**6 if draw.random() < 0.3 else UNBOUNDED
    return Limits(*given, volume, (draw.randint(2, 6),))


def packed(goods: list[Goods], limits: Limits, seconds: float = 2.0) -> ExactPacking:
    """Return the exact packing, judged, or fail if first fit is the better one."""
    found = pack_exact(goods, limits, seconds=seconds)
    verify(goods, limits, found.parcels)
    assert found.at_least <= len(found.parcels)
    fitting = [first_broken_limit(limits, g.weight_g, g[3:6], g.loads) is None for g in goods]
    if all(fitting):
        assert parcels_at_least(goods, limits) <= found.at_least
    return found


# --- optima known by hand ---------------------------------------------------------------


def test_a_puzzle_with_one_solution_is_solved() -> None:
    """Nine blocks fill a cube without a gap."""
    found = packed(PUZZLE, CUBE_30)
    assert value(found.parcels) == (1, 27_000)
    assert found.proven


def test_one_millimetre_less_needs_a_second_parcel() -> None:
    """The same blocks cannot share a cube of 29 mm sides."""
    found = packed(PUZZLE, NO_LIMITS._replace(longest_mm=29))
    assert len(found.parcels) > 1


@pytest.mark.parametrize("by_load", [False, True])
def test_weights_are_shared_better_than_first_fit_does(by_load: bool) -> None:
    """Six boxes of 5, 4, 4, 3, 2, 2 fill two parcels of 10, where first fit opens three."""
    shares = (5, 4, 4, 3, 2, 2)
    goods = [
        Goods(i, 1, 1 if by_load else n, 50, 40, 30, loads=(n if by_load else 0,))
        for i, n in enumerate(shares)
    ]
    limits = NO_LIMITS._replace(**({} if by_load else {"weight_g": 10}), loads=(10,))
    assert len(pack_units(goods, limits)) == 3
    found = packed(goods, limits)
    # Three boxes of 50 x 40 x 30 fill 50 x 40 x 90 without a gap.
    assert value(found.parcels) == (2, 6 * 60_000)
    assert (found.proven, found.at_least) == (True, 2)


def test_the_least_volume_is_taken() -> None:
    """Eight cubes of 100 mm make one cube of 200 mm, or any box of eight million mm3."""
    found = packed([Goods(0, 8, 100, 100, 100, 100)], NO_LIMITS._replace(sum_mm=600))
    assert found.parcels[0][1:4] == (200, 200, 200)
    assert found.proven


@pytest.mark.parametrize(("longest", "parcels"), [(199, 2), (200, 1)])
def test_fragile_goods_lie_side_by_side(longest: int, parcels: int) -> None:
    """Two upright boxes that bear nothing need 200 mm of ground; stackable ones 100."""
    fragile = Goods(0, 2, 100, 100, 100, 50, upright=True, stackable=False)
    limits = NO_LIMITS._replace(longest_mm=longest)
    assert len(packed([fragile], limits).parcels) == parcels
    assert len(packed([fragile._replace(stackable=True)], limits).parcels) == 1


@pytest.mark.parametrize(("upright", "size"), [(True, (120, 100, 100)), (False, (100, 60, 100))])
def test_upright_goods_stay_up(upright: bool, size: tuple[int, int, int]) -> None:
    """A plate that must stay flat cannot stand beside a post; one that may turn can."""
    post = Goods(0, 1, 100, 100, 40, 100, upright=True)
    plate = Goods(1, 1, 100, 100, 100, 20, upright=upright)
    found = packed([post, plate], NO_LIMITS)
    assert value(found.parcels) == (1, prod(size))
    assert found.proven


def test_a_unit_that_breaks_a_limit_alone_has_its_own_parcel() -> None:
    """What no parcel holds is sent alone, the rest is packed as well as it can be."""
    goods = [Goods(0, 1, 100, 500, 20, 20), Goods(1, 4, 100, 100, 100, 100)]
    found = packed(goods, NO_LIMITS._replace(longest_mm=200))
    assert sorted(parcel[1:4] for parcel in found.parcels) == [(200, 200, 100), (500, 20, 20)]
    assert (found.proven, found.at_least) == (True, 2)
    only = packed(goods[:1], NO_LIMITS._replace(longest_mm=200))
    assert (value(only.parcels), only.proven) == ((1, 200_000), True)


# --- kept together ------------------------------------------------------------------------


def test_a_set_that_first_fit_cannot_hold_is_still_packed() -> None:
    """The blocks of the puzzle, kept together, are refused by first fit and packed here."""
    goods = [block._replace(keep_together=1) for block in PUZZLE]
    with pytest.raises(CannotPack):
        pack_units(goods, CUBE_30)
    other = Goods(2, 1, 10, 30, 30, 30)
    found = packed([*goods, other], CUBE_30, seconds=10)
    assert value(found.parcels) == (2, 54_000)
    assert found.proven


def test_a_set_that_no_parcel_holds_is_refused_as_by_first_fit() -> None:
    """Two boxes that must share a parcel but cannot are KEEP_TOGETHER with the same line."""
    goods = [Goods(4, 1, 10, 10, 10, 10), Goods(5, 2, 100, 100, 100, 100, keep_together=1)]
    limits = NO_LIMITS._replace(longest_mm=199)
    with pytest.raises(CannotPack) as first:
        pack_units(goods, limits)
    with pytest.raises(CannotPack) as exact:
        pack_exact(goods, limits)
    assert (exact.value.reason, exact.value.line) == (first.value.reason, first.value.line)
    assert exact.value.reason == "KEEP_TOGETHER"
    verify(goods, NO_LIMITS, pack_exact(goods, NO_LIMITS, seconds=1).parcels)


# --- brute force ----------------------------------------------------------------------------


def least_volume(units: tuple[Goods, ...], limits: Limits) -> int | None:
    """Return the least outer volume of one parcel of at most three units, by trying all ways."""
    weight_g = sum(unit.weight_g for unit in units)
    loads = [sum(unit.loads[0] for unit in units)]
    best = None
    for order in permutations(units):
        for stands in product(*(set(standing(unit)) for unit in order)):
            for boxes in placings(order, stands, ()):
                outer = [max(at[i] + size[i] for at, size in boxes) for i in range(3)]
                if first_broken_limit(limits, weight_g, outer, loads) is None:
                    best = min(best or UNBOUNDED, prod(outer))
    return best


def standing(unit: Goods) -> list[tuple[int, ...]]:
    """Return all ways a unit can stand."""
    length, width, height = unit[3:6]
    if unit.upright:
        return [(length, width, height), (width, length, height)]
    return list(permutations((length, width, height)))


def placings(order, stands, boxes):  # type: ignore[no-untyped-def]
    """Yield all ways to lay units where one before ends along each axis."""
    if len(boxes) == len(order):
        yield boxes
        return
    size, unit = stands[len(boxes)], order[len(boxes)]
    ends = [sorted({0, *(at[i] + b[i] for at, b in boxes)}) for i in range(3)]
    for at in product(*ends):
        if all(
            apart((at, size), box, unit, other) for box, other in zip(boxes, order, strict=False)
        ):
            yield from placings(order, stands, (*boxes, (at, size)))


def apart(one, other, one_unit, other_unit) -> bool:  # type: ignore[no-untyped-def]
    """Return whether two boxes do not overlap, and none lies over a fragile one."""
    (at, size), (base, side) = one, other
    if any(at[i] >= base[i] + side[i] or base[i] >= at[i] + size[i] for i in (0, 1)):
        return True
    if at[2] >= base[2] + side[2]:
        return bool(other_unit.stackable)
    return bool(base[2] >= at[2] + size[2] and one_unit.stackable)


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 6, 8, 9, 10, 11, 13])
def test_brute_force_finds_nothing_better(seed: int) -> None:
    """Of up to three units, all orders, stands, corners and ways to part them are tried."""
    draw = random.Random(seed)
    goods = random_goods(draw, draw.randint(2, 3))
    goods = [line._replace(keep_together=0) for line in goods]
    limits = random_limits(draw)
    units = tuple(line for line in goods for _ in range(line.quantity))
    best: tuple[int, int] = (len(units) + 1, 0)
    for homes in product(range(len(units)), repeat=len(units)):
        parts = [tuple(u for u, h in zip(units, homes, strict=True) if h == p) for p in set(homes)]
        volumes = [
            prod(part[0][3:6]) if len(part) == 1 else least_volume(part, limits) for part in parts
        ]
        if None not in volumes:
            best = min(best, (len(parts), sum(volume or 0 for volume in volumes)))
    found = packed(goods, limits)
    assert found.proven
    assert value(found.parcels) == best


# --- properties -------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(100, 125))
def test_random_goods_are_packed_by_the_rules_and_never_worse(seed: int) -> None:
    """The judge passes every packing, and first fit is never the better one."""
    draw = random.Random(seed)
    goods, limits = random_goods(draw, draw.randint(1, 9)), random_limits(draw)
    try:
        first = pack_units(goods, limits)
    except CannotPack:
        first = None
    try:
        found = packed(goods, limits, seconds=0.1)
    except CannotPack as refused:
        assert (first, refused.reason) == (None, "KEEP_TOGETHER")
        return
    assert first is None or value(found.parcels) <= value(first)


def test_the_same_question_has_the_same_answer_also_when_time_runs_out() -> None:
    """Twelve units in a short box of time: not proven, twice the same, no worse than first fit."""
    goods = [line._replace(keep_together=0) for line in random_goods(random.Random(9), 12)]
    limits = NO_LIMITS._replace(loads=(UNBOUNDED,))
    one, other = (pack_exact(goods, limits, seconds=0.05) for _ in range(2))
    assert one == other
    assert not one.proven
    assert value(one.parcels) <= value(pack_units(goods, limits))


def test_more_time_never_makes_it_worse() -> None:
    """A longer box of time gives as good a packing or a better one."""
    goods = [line._replace(loads=()) for line in random_goods(random.Random(9), 9)]
    goods = [line._replace(keep_together=0) for line in goods]
    short, long = (value(pack_exact(goods, NO_LIMITS, seconds=s).parcels) for s in (0.02, 0.2))
    assert long <= short <= value(pack_units(goods, NO_LIMITS))


@pytest.mark.parametrize("quantity", [31, 40])
def test_many_bricks_are_left_to_first_fit(quantity: int) -> None:
    """More than 30 bricks come back as first fit packs them, and nothing is claimed."""
    goods = [Goods(0, quantity, 100, 50, 40, 30)]
    limits = NO_LIMITS._replace(weight_g=1000)
    found = packed(goods, limits)
    assert found.parcels == pack_units(goods, limits)
    assert not found.proven


def test_bricks_of_several_units_prove_nothing_about_units() -> None:
    """Of more than 40 units the bricks are packed, but a packing of units may be better."""
    goods = [Goods(0, 45, 100, 50, 40, 30), Goods(1, 1, 100, 90, 30, 30)]
    found = packed(goods, NO_LIMITS._replace(weight_g=2500), seconds=0.05)
    assert not found.proven
    assert found.at_least == 2


def test_sizes_that_pass_the_models_numbers_are_left_to_first_fit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where volumes could pass 64 bits first fit stands, unproven."""
    goods = [Goods(0, 2, 100, 50, 40, 30)]
    monkeypatch.setattr(packing_search, "MOST_VOLUME_MM3", 100**3 * 2)
    assert not packed(goods, NO_LIMITS).proven
    monkeypatch.setattr(packing_search, "MOST_VOLUME_MM3", 100**3 * 2 + 1)
    assert packed(goods, NO_LIMITS).proven


def test_the_largest_goods_of_an_order_are_packed() -> None:
    """Thirty units of ten metres are within the model's numbers."""
    goods = [Goods(0, 30, 2_000_000, 10_000, 10_000, 10_000)]
    found = packed(goods, NO_LIMITS, seconds=0.1)
    assert value(found.parcels) == (1, 30 * 10**12)


# --- the packer -------------------------------------------------------------------------------


def test_a_packer_remembers_what_it_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A packer gives the parcels and keeps what is known about them, for the latest questions."""
    packer = ExactPacker(seconds=1)
    parcels = packer(PUZZLE[:1], CUBE_30)
    assert packer(PUZZLE[:1], CUBE_30) is parcels
    assert packer.found[tuple(PUZZLE[:1]), CUBE_30].proven
    monkeypatch.setattr(packing, "MOST_REMEMBERED", 1)
    packer(PUZZLE[1:], CUBE_30)
    assert list(packer.found) == [(tuple(PUZZLE[1:]), CUBE_30)]


@pytest.mark.parametrize("seconds", [0, -1, 3601, float("nan")])
def test_a_packer_needs_a_sensible_time(seconds: float) -> None:
    """A box of no time, or of more than an hour, is refused."""
    with pytest.raises(InputError, match="seconds"):
        ExactPacker(seconds=seconds)
    with pytest.raises(InputError, match="seconds"):
        pack_exact(PUZZLE, CUBE_30, seconds=seconds)
