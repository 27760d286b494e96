"""The judge of packings: every broken rule is found and named."""

import pytest

from oneprice.core._kernels import UNBOUNDED
from oneprice.routing.packing import Goods, Limits, PackedParcel, Placement
from oneprice.routing.packing_check import PackingBroken, first_broken_limit, verify

NO_LIMITS = Limits(*[UNBOUNDED] * 7)
BOX = Goods(line=7, quantity=2, weight_g=500, length_mm=300, width_mm=200, height_mm=100)
SIDE_BY_SIDE = (
    Placement(7, 1, 0, 0, 0, 300, 200, 100),
    Placement(7, 1, 0, 200, 0, 300, 200, 100),
)
PARCEL = PackedParcel(1000, 400, 300, 100, SIDE_BY_SIDE)


def broken_by(goods: list[Goods], limits: Limits, parcels: list[PackedParcel]) -> str:
    """Return the rule that the judge says is broken."""
    with pytest.raises(PackingBroken) as caught:
        verify(goods, limits, parcels)
    return caught.value.rule


def holding(*places: Placement, weight_g: int = 1000) -> PackedParcel:
    """Return a parcel of placements with its true outer size."""
    reached = [
        max(p.x_mm + p.a_mm for p in places),
        max(p.y_mm + p.b_mm for p in places),
        max(p.z_mm + p.c_mm for p in places),
    ]
    return PackedParcel(weight_g, *sorted(reached, reverse=True), places)


def test_a_sound_packing_passes() -> None:
    """Two boxes that touch keep every rule."""
    verify([BOX], NO_LIMITS, [PARCEL])


@pytest.mark.parametrize(
    ("limits", "rule"),
    [
        (NO_LIMITS._replace(weight_g=999), "weight_g"),
        (NO_LIMITS._replace(longest_mm=399), "longest_mm"),
        (NO_LIMITS._replace(second_mm=299), "second_mm"),
        (NO_LIMITS._replace(third_mm=99), "third_mm"),
        (NO_LIMITS._replace(sum_mm=799), "sum_mm"),
        (NO_LIMITS._replace(girth_mm=1199), "girth_mm"),
        (NO_LIMITS._replace(volume_mm3=11_999_999), "volume_mm3"),
    ],
)
def test_each_limit_is_kept_at_and_broken_over_it(limits: Limits, rule: str) -> None:
    """A parcel at a limit passes, one unit over it the limit is named."""
    at = limits._replace(**{rule: getattr(limits, rule) + 1})
    verify([BOX], at, [PARCEL])
    assert broken_by([BOX], limits, [PARCEL]) == rule


def test_loads_are_added_over_the_units() -> None:
    """The load of a parcel is the sum over its units, and its limit is named by its place."""
    goods = [BOX._replace(loads=(0, 40))]
    verify(goods, NO_LIMITS._replace(loads=(0, 80)), [PARCEL])
    assert broken_by(goods, NO_LIMITS._replace(loads=(0, 79)), [PARCEL]) == "load 1"


def test_a_unit_alone_may_break_a_limit() -> None:
    """A single unit that breaks a limit has a parcel of its own; two of them may not share one."""
    limits = NO_LIMITS._replace(longest_mm=250)
    single = holding(SIDE_BY_SIDE[0], weight_g=500)
    verify([BOX], limits, [single, single])
    assert broken_by([BOX], limits, [PARCEL]) == "longest_mm"


@pytest.mark.parametrize(
    ("parcels", "rule"),
    [
        ([PARCEL, PARCEL], "units"),
        ([holding(SIDE_BY_SIDE[0], weight_g=500)], "units"),
        ([], "units"),
        ([PARCEL._replace(weight_g=999)], "weight"),
        ([PARCEL._replace(third_mm=99)], "outer"),
        ([PARCEL._replace(length_mm=300, second_mm=400)], "outer"),
        ([PARCEL._replace(weight_g=1000.0)], "numbers"),
        ([PARCEL, PackedParcel(0, 0, 0, 0, ())], "numbers"),
        ([holding(SIDE_BY_SIDE[0]._replace(line=8))], "line"),
        ([holding(SIDE_BY_SIDE[0]._replace(units=0))], "units"),
        ([holding(SIDE_BY_SIDE[0]._replace(c_mm=99))], "size"),
        ([holding(SIDE_BY_SIDE[0]._replace(units=2))], "size"),
        ([holding(SIDE_BY_SIDE[0]._replace(x_mm=-1))], "place"),
        ([holding(SIDE_BY_SIDE[0], SIDE_BY_SIDE[1]._replace(y_mm=199))], "overlap"),
        ([PARCEL] * 501, "many"),
    ],
)
def test_each_broken_rule_is_named(parcels: list[PackedParcel], rule: str) -> None:
    """What is lost, doubled, misshapen or told wrongly is found."""
    assert broken_by([BOX], NO_LIMITS, parcels) == rule


def test_units_laid_on_each_other_are_one_brick() -> None:
    """Two units laid on their broad side are 200 mm high, and may lie on any side then."""
    for extents in ((300, 200, 200), (200, 200, 300)):
        verify([BOX], NO_LIMITS, [holding(Placement(7, 2, 0, 0, 0, *extents))])
    fragile = BOX._replace(stackable=False)
    parcel = holding(Placement(7, 2, 0, 0, 0, 300, 200, 200))
    assert broken_by([fragile], NO_LIMITS, [parcel]) == "units"


def test_upright_goods_keep_their_height_up() -> None:
    """An upright unit turns about the vertical only."""
    bottle = Goods(1, 1, 500, 80, 90, 240, upright=True)
    verify([bottle], NO_LIMITS, [holding(Placement(1, 1, 0, 0, 0, 90, 80, 240), weight_g=500)])
    lying = holding(Placement(1, 1, 0, 0, 0, 240, 80, 90), weight_g=500)
    assert broken_by([bottle], NO_LIMITS, [lying]) == "size"


@pytest.mark.parametrize(("top", "sound"), [(0, False), (199, False), (200, True)])
def test_nothing_lies_over_what_is_not_stackable(top: int, sound: bool) -> None:
    """A box over any part of a fragile one is found, also with air between; beside it is fine."""
    fragile = BOX._replace(line=1, quantity=1, stackable=False)
    other = BOX._replace(quantity=1)
    below = Placement(1, 1, 0, 0, 0, 300, 200, 100)
    parcel = holding(below, Placement(7, 1, 0, top, 150, 300, 200, 100))
    if sound:
        verify([fragile, other], NO_LIMITS, [parcel])
    else:
        assert broken_by([fragile, other], NO_LIMITS, [parcel]) == "stackable"
    turned = holding(below._replace(z_mm=250), Placement(7, 1, 0, top, 150, 300, 200, 100))
    verify([fragile, other], NO_LIMITS, [turned])


def test_lines_kept_together_lie_in_one_parcel() -> None:
    """A set that is spread over two parcels is found."""
    single = holding(SIDE_BY_SIDE[0], weight_g=500)
    kept = [BOX._replace(keep_together=3)]
    verify(kept, NO_LIMITS, [PARCEL])
    assert broken_by(kept, NO_LIMITS, [single, single]) == "together"


def test_a_line_given_twice_is_an_error_of_the_question() -> None:
    """Goods that name a line twice cannot be judged."""
    with pytest.raises(ValueError, match="stands twice"):
        verify([BOX, BOX], NO_LIMITS, [PARCEL])


def test_the_first_broken_limit_is_told_with_its_figures() -> None:
    """Sides may come in any order; value and bound are told."""
    limits = NO_LIMITS._replace(second_mm=300, girth_mm=1200)
    assert first_broken_limit(limits, 1, (100, 400, 300), ()) is None
    assert first_broken_limit(limits, 1, (100, 400, 301), ()) == ("second_mm", 301, 300)
    assert first_broken_limit(limits, 1, (101, 400, 300), ()) == ("girth_mm", 1202, 1200)
