"""Limits met on a route and who keeps them: lanes, zones, cargo rules per parcel (C-28, C-60)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from orders import line, order
from tiny_book import Tables, find, only, tiny_engine

from oneprice.carriers.tables import CARGO_LIMIT, QTY_KIND
from oneprice.core.quote import Consignment, Quote, Refusal
from oneprice.core.vocabulary import LEG
from oneprice.routing import _kernels_packed as kernels
from oneprice.routing.tables import PACKINGS

BANK = {"sku": "BANK", "hs_code": "850760", "cargo_flags": ["UN3480"], "battery_net_g": 400}
BOX = {"weight_g": 9000, "length_mm": 300, "width_mm": 200, "height_mm": 100}


def rule(limit: str, value: str = "", **more: str) -> dict[str, str]:
    """Return a row of `cargo_rule.csv` about power banks by air."""
    row = {"mode": "air", "flag": "UN3480", "limit": limit, "value": value, "source": "the law"}
    return row | more


def quoted(folder: Path, edit: Any, *lines: Any, **more: Any) -> Quote:
    """Quote lines by AIR alone on a changed tiny book."""

    def changed(tables: Tables) -> None:
        only(tables, "AIR")
        edit(tables)

    return tiny_engine(folder, changed).quote(order(*lines, **more))


def part(quote: Quote) -> Consignment:
    """Return the one consignment of the first option."""
    (only_part,) = quote.options[0].consignments
    return only_part


def refusal(quote: Quote) -> Refusal:
    """Return the one reason of an order that is not offered in economy."""
    assert quote.options == ()
    (reason,) = (each for each in quote.refusals if each.subject == "economy")
    return reason


def items(quote: Quote) -> list[list[tuple[int, int]]]:
    """Return what lies in each parcel."""
    return [[(item.line, item.units) for item in box.items] for box in part(quote).parcels]


def test_numbers_are_those_of_the_tables() -> None:
    """Codes that kernels write out agree with the tables."""
    assert CARGO_LIMIT["max_net_g"] == kernels.LIMIT_MAX_NET_G
    assert (QTY_KIND["cbm"], QTY_KIND["rt"]) == (kernels.QTY_CBM, kernels.QTY_RT)
    assert LEG["linehaul"] == kernels.LEG_LINEHAUL
    places = (kernels.OWN, kernels.FIRST_FIT, kernels.EXACT, kernels.LOOSE)
    assert [PACKINGS[place] for place in places] == ["own", "first_fit", "exact", "loose"]


# --- lanes and zones ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value", "parcels"),
    [
        ("max_piece_kg", "3", 1),
        ("max_piece_kg", "2.9", 2),
        ("max_third_cm", "10", 3),
        ("max_third_cm", "9.9", 0),
        ("max_volume_cm3", "18000", 1),
        ("max_volume_cm3", "17999", 2),
        ("max_pieces", "1", 1),
    ],
)
def test_limits_of_a_lane(tmp_path: Path, column: str, value: str, parcels: int) -> None:
    """Three coats of 30 x 20 x 10 cm need more parcels the tighter a limit of a lane is."""

    def edit(tables: Tables) -> None:
        find(tables["lane.csv"], lane_id="AIR-D")[column] = value
        find(tables["lane.csv"], lane_id="AIR")["max_len_cm"] = "30"

    quote = quoted(tmp_path, edit, line(quantity=3))
    if parcels:
        assert len(part(quote).parcels) == parcels
    else:
        reason = refusal(quote)
        assert (reason.code, "third side up to 9.9 cm, needed 10 cm" in reason.reason) == (
            *("OVER_LIMIT", True),
        )


def test_number_of_parcels_is_limited(tmp_path: Path) -> None:
    """A lane for one parcel refuses what needs two, and says so."""

    def edit(tables: Tables) -> None:
        find(tables["lane.csv"], lane_id="AIR").update(max_pieces="1", max_piece_kg="1")

    reason = refusal(quoted(tmp_path, edit, line(quantity=2)))
    assert reason.code == "OVER_LIMIT"
    assert reason.reason == "lane AIR allows number of parcels up to 1, needed 2"


def zoned(tables: Tables, **limits: str) -> None:
    """Give the last mile two zones, the first with limits of its own."""
    find(tables["lane.csv"], lane_id="AIR-D")["zone_set"] = "Z"
    row = {"zone_set": "Z", "country": "XX", "key_kind": "prefix"}
    tables["zone.csv"] = [
        row | {"key_lo": "1", "zone": "ISLE"} | limits,
        row | {"key_lo": "2", "zone": "MAIN"},
    ]


@pytest.mark.parametrize(
    ("postcode", "limits", "parcels"),
    [
        ("12345", {"max_piece_kg": "2"}, 1),
        ("12345", {"max_piece_kg": "1.999"}, 2),
        ("23456", {"max_piece_kg": "1"}, 1),
        ("12345", {"max_volume_cm3": "12000"}, 1),
        ("12345", {"max_volume_cm3": "11999"}, 2),
    ],
)
def test_limits_of_a_zone(
    tmp_path: Path, postcode: str, limits: dict[str, str], parcels: int
) -> None:
    """The zone row met at the postcode limits the parcels like a lane."""
    quote = quoted(
        tmp_path,
        lambda tables: zoned(tables, **limits),
        line(quantity=2),
        buyer={"country": "XX", "postcode": postcode},
    )
    assert len(part(quote).parcels) == parcels


def test_unit_over_the_limit_of_a_zone(tmp_path: Path) -> None:
    """A unit that the zone does not take is refused, and the reason names the zone."""
    quote = quoted(tmp_path, lambda tables: zoned(tables, max_piece_kg="0.9"))
    assert refusal(quote).code == "OVER_LIMIT"
    words = "in zone ISLE lane AIR-D allows piece weight up to 0.9 kg, needed 1 kg"
    assert refusal(quote).reason == words


# --- cargo rules for each parcel ------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "value", "parcels"),
    [
        ("max_net_g", "2400", [6]),
        ("max_net_g", "2399", [5, 1]),
        ("max_net_g", "800", [2, 2, 2]),
        ("max_units", "6", [6]),
        ("max_units", "4", [4, 2]),
    ],
)
def test_units_are_packed_under_cargo_limits(
    tmp_path: Path, limit: str, value: str, parcels: list[int]
) -> None:
    """Six power banks become as many parcels as the law of the parcel asks for, no refusal."""
    quote = quoted(
        tmp_path,
        lambda tables: tables.update({"cargo_rule.csv": [rule(limit, value)]}),
        line(**BANK, quantity=6),
    )
    assert [sum(units for _, units in box) for box in items(quote)] == parcels
    assert part(quote).parcels_at_least == len(parcels)


def test_rule_that_fits_some_lines_counts_these(tmp_path: Path) -> None:
    """Coats travel with the power banks and count nothing towards their limit."""
    quote = quoted(
        tmp_path,
        lambda tables: tables.update({"cargo_rule.csv": [rule("max_units", "2")]}),
        line(**BANK, quantity=3),
        line(quantity=4),
    )
    banks = [sum(units for number, units in box if number == 0) for box in items(quote)]
    assert sorted(banks, reverse=True) == [2, 1]


def test_several_rules_hold_together(tmp_path: Path) -> None:
    """Rules of several lanes are kept at once; one named twice counts once."""
    rules = [rule("max_units", "3", mode="*"), rule("max_net_g", "900")]
    quote = quoted(
        tmp_path, lambda tables: tables.update({"cargo_rule.csv": rules}), line(**BANK, quantity=6)
    )
    assert [box[0][1] for box in items(quote)] == [2, 2, 2]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"battery_net_g": None}, "the order does not give battery_net_g"),
        ({"battery_net_g": 801}, "the order gives 801"),
    ],
)
def test_unit_that_breaks_a_limit_alone(
    tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    """A battery mass that one unit passes, or that is not given, is refused."""
    quote = quoted(
        tmp_path,
        lambda tables: tables.update({"cargo_rule.csv": [rule("max_net_g", "800")]}),
        line(**(BANK | changes)),
    )
    assert refusal(quote).code == "CARGO_RULE"
    assert words in refusal(quote).reason
    assert refusal(quote).reason.endswith("the law; give battery_net_g of at most 800")


@pytest.mark.parametrize(
    ("said", "offered"),
    [((800, 800), True), ((801, 0), False), ((0, None), False), ((None, None), False)],
)
def test_own_parcels_under_a_battery_limit(
    tmp_path: Path, said: tuple[int | None, ...], offered: bool
) -> None:
    """A parcel counts what it says, or the batteries of the whole order where it says nothing."""
    boxes = [BOX | ({} if net is None else {"battery_net_g": net}) for net in said]
    quote = quoted(
        tmp_path,
        lambda tables: tables.update({"cargo_rule.csv": [rule("max_net_g", "800")]}),
        line(**BANK, quantity=4),
        parcels=boxes,
    )
    assert bool(quote.options) is offered
    if offered:
        assert (part(quote).packing, part(quote).parcels_at_least) == ("own", 0)
        assert items(quote) == [[], []]
    else:
        assert refusal(quote).code == "CARGO_RULE"
        held = 801 if said[0] == 801 else 1600
        assert f"one of the given parcels holds {held}" in refusal(quote).reason
        assert "give parcels with battery_net_g of at most 800" in refusal(quote).reason


@pytest.mark.parametrize(("units", "offered"), [(4, True), (5, False)])
def test_own_parcels_under_a_limit_of_units(tmp_path: Path, units: int, offered: bool) -> None:
    """Units are shared evenly over the caller's own parcels, rounded up; coats do not count."""
    quote = quoted(
        tmp_path,
        lambda tables: tables.update({"cargo_rule.csv": [rule("max_units", "2")]}),
        line(**BANK, quantity=units),
        line(quantity=3),
        parcels=[BOX, BOX],
    )
    assert bool(quote.options) is offered
    if not offered:
        assert "holds 3 (" in refusal(quote).reason
        assert refusal(quote).reason.startswith("cargo_rule.csv")
        assert "give more parcels, 2 units in each" in refusal(quote).reason


# --- together, loose, told ------------------------------------------------------------


def test_goods_that_stay_together(tmp_path: Path) -> None:
    """Lines with one word travel in one parcel, or are refused where none holds them."""

    def edit(most: str) -> Any:
        def changed(tables: Tables) -> None:
            find(tables["lane.csv"], lane_id="AIR")["max_piece_kg"] = most

        return changed

    lines = line(sku="CUP", keep_together="set"), line(sku="LID", keep_together="set"), line()
    held = quoted(tmp_path / "a", edit("2"), *lines)
    assert sorted(map(sorted, items(held))) == [[(0, 1), (1, 1)], [(2, 1)]]
    reason = refusal(quoted(tmp_path / "b", edit("1.999"), *lines))
    assert reason.code == "KEEP_TOGETHER"
    assert reason.reason.startswith("CUP, LID are to stay together")


def test_freight_by_volume_goes_loose(tmp_path: Path) -> None:
    """Where the linehaul is sold by volume each unit is a parcel of its own."""

    def edit(tables: Tables) -> None:
        find(tables["lane.csv"], lane_id="AIR")["qty_unit"] = "cbm"

    quote = quoted(tmp_path, edit, line(quantity=3))
    assert (part(quote).packing, part(quote).parcels_at_least) == ("loose", 1)
    assert items(quote) == [[(0, 1)]] * 3


def test_contents_are_told(tmp_path: Path) -> None:
    """Every unit lies in one parcel; lines are told by their place in the order."""
    lines = line(sku="Z", quantity=2), line(sku="A", quantity=5), line(sku="M")

    def edit(tables: Tables) -> None:
        find(tables["lane.csv"], lane_id="AIR")["max_piece_kg"] = "3"

    quote = quoted(tmp_path, edit, *lines)
    assert part(quote).packing == "first_fit"
    told: dict[int, int] = {}
    for box in items(quote):
        for number, units in box:
            told[number] = told.get(number, 0) + units
    assert told == {0: 2, 1: 5, 2: 1}
    assert [box.weight_g for box in part(quote).parcels] == [
        1000 * sum(units for _, units in box) for box in items(quote)
    ]
