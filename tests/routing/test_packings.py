"""A packer of the caller's own: asked once, judged, priced, and part of the quote's name (C-28)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from orders import EXAMPLES, example, line, order
from tiny_book import Tables, find, only, tiny_engine

from oneprice.core._kernels import UNBOUNDED
from oneprice.core.errors import InputError
from oneprice.core.order import Order
from oneprice.core.quote import Quote
from oneprice.routing.engine import Engine
from oneprice.routing.packing import (
    CannotPack,
    Goods,
    Limits,
    PackedParcel,
    Placement,
    pack_units,
)

BANK = {"sku": "BANK", "hs_code": "850760", "cargo_flags": ["UN3480"], "battery_net_g": 400}


def alone(goods: Sequence[Goods], limits: Limits) -> list[PackedParcel]:
    """Pack every unit into a parcel of its own."""
    parcels = []
    for each in goods:
        sides = sorted((each.length_mm, each.width_mm, each.height_mm), reverse=True)
        placed = Placement(each.line, 1, 0, 0, 0, each.length_mm, each.width_mm, each.height_mm)
        parcels += [PackedParcel(each.weight_g, *sides, (placed,))] * each.quantity
    return parcels


class Asked:
    """A packer that remembers its questions."""

    def __init__(self, packer: Any = pack_units) -> None:
        self.packer = packer
        self.questions: list[tuple[tuple[Goods, ...], Limits]] = []

    def __call__(self, goods: Sequence[Goods], limits: Limits) -> list[PackedParcel]:
        """Return the packer's answer."""
        self.questions.append((tuple(goods), limits))
        answer: list[PackedParcel] = self.packer(goods, limits)
        return answer


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Return an engine whose three lanes have three sets of limits."""

    def edit(tables: Tables) -> None:
        find(tables["lane.csv"], lane_id="SEA")["max_piece_kg"] = "2"
        find(tables["lane.csv"], lane_id="AIR")["max_len_cm"] = "30"
        tables["cargo_rule.csv"] = [
            {"mode": "air", "flag": "UN3480", "limit": "max_net_g", "value": "800"}
            | {"source": "the law"}
        ]

    return tiny_engine(tmp_path_factory.mktemp("tiny"), edit)


def without_names(quote: Quote) -> Any:
    """Return a quote without its id and without who packed."""
    plain = quote.model_dump(mode="json", exclude={"quote_id"})
    for option in plain["options"]:
        for part in option["consignments"]:
            del part["packing"]
    return plain


@pytest.mark.parametrize("name", EXAMPLES)
def test_rule_as_packer_changes_nothing(engine: Engine, name: str) -> None:
    """The rule of checkout, given as a packer, leads to the same quote by another name."""
    packer = Asked()
    quote = engine.quote(example(name), packer)
    assert without_names(quote) == without_names(engine.quote(example(name)))
    parts = [part for option in quote.options for part in option.consignments]
    assert {part.packing for part in parts} <= {"exact", "loose", "own"}
    assert len(packer.questions) == len(set(packer.questions))


def test_each_question_is_asked_once(tiny: Engine) -> None:
    """One question for each set of limits, goods in canonical order, lines by the order's place."""
    packer = Asked()
    lines = line(sku="Z", quantity=3), line(**BANK, quantity=2)
    quote = tiny.quote(order(*lines), packer)
    assert [option.service_tier for option in quote.options] == ["economy", "standard", "premium"]
    assert len(packer.questions) == len(set(packer.questions)) == 9  # 3 lanes, whole and 2 parts
    goods, limits = next(each for each in packer.questions if each[1].loads)
    assert [each.line for each in goods] == [1, 0]
    assert (goods[0].loads, goods[1].loads, limits.loads) == ((400,), (0,), (800,))
    assert limits.longest_mm == 300
    assert limits.weight_g == UNBOUNDED


def test_upright_goods_reach_the_packer(tiny: Engine) -> None:
    """The packer sees the given height, what stacks and what stays together."""
    packer = Asked()
    how = {"orientation": "upright", "stackable": False, "keep_together": "x"}
    tiny.quote(order(line(length_mm=90, width_mm=150, height_mm=120, **how), line(sku="B")), packer)
    goods = {each.line: each for each in packer.questions[0][0]}
    assert sorted(goods[0][3:5]) == [90, 150]
    assert (goods[0].height_mm, goods[0].upright, goods[0].stackable) == (120, True, False)
    assert (goods[0].keep_together, goods[1].keep_together) == (1, 0)


def test_parcels_of_the_packer_are_priced(tiny: Engine) -> None:
    """The quote prices and tells the packer's parcels, under a name of its own."""
    document = order(line(quantity=2))
    first, other = tiny.quote(document), tiny.quote(document, alone)
    assert len(first.options[2].consignments[0].parcels) == 1
    part = other.options[2].consignments[0]
    assert (part.packing, part.parcels_at_least, len(part.parcels)) == ("exact", 1, 2)
    assert [[(item.line, item.units) for item in box.items] for box in part.parcels] == [
        [(0, 1)],
        [(0, 1)],
    ]
    assert other.options[2].price_minor > first.options[2].price_minor
    assert len({first.quote_id, other.quote_id, tiny.quote(document, pack_units).quote_id}) == 3
    assert tiny.quote(document, alone) == other
    assert tiny.requote(tiny.book_hash, document, alone) == other


def test_own_parcels_ask_nobody(tiny: Engine) -> None:
    """The caller's own parcels stay as they are; the packer is not asked."""
    packer = Asked()
    box = {"weight_g": 1000, "length_mm": 300, "width_mm": 200, "height_mm": 100}
    assert tiny.quote(order(parcels=[box]), packer).options
    assert packer.questions == []


def test_loose_freight_asks_nobody(tmp_path: Path) -> None:
    """Freight by volume goes loose, whoever packs."""

    def edit(tables: Tables) -> None:
        only(tables, "AIR")
        find(tables["lane.csv"], lane_id="AIR")["qty_unit"] = "rt"

    packer = Asked()
    engine = tiny_engine(tmp_path, edit)
    assert without_names(engine.quote(order(), packer)) == without_names(engine.quote(order()))
    assert packer.questions == []


def test_many_questions_are_all_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More questions than one call can note are asked over several calls."""
    monkeypatch.setattr("oneprice.routing.work.MAX_ASKED", 2)
    packer = Asked()
    lines = [line(seller=f"S{i}", quantity=2) for i in range(7)]
    engine = tiny_engine(tmp_path, lambda tables: only(tables, "AIR"))
    quote = engine.quote(order(*lines), packer)
    assert len(packer.questions) == 7
    assert without_names(quote) == without_names(engine.quote(order(*lines)))


def refuses(reason: str) -> Any:
    """Return a packer that cannot pack."""

    def packer(goods: Sequence[Goods], limits: Limits) -> list[PackedParcel]:
        raise CannotPack(reason, goods[-1].line)

    return packer


def test_packer_that_cannot_pack(tiny: Engine) -> None:
    """What the packer cannot pack is refused with its reason and line."""
    lines = line(sku="A", keep_together="x"), line(sku="B", keep_together="x")
    quote = tiny.quote(order(*lines), refuses("KEEP_TOGETHER"))
    assert quote.options == ()
    assert {each.code for each in quote.refusals} == {"KEEP_TOGETHER"}
    assert quote.refusals[0].reason.startswith("A, B are to stay together")
    many = tiny.quote(order(), refuses("TOO_MANY_PARCELS"))
    assert {each.code for each in many.refusals} == {"TOO_MANY_PARCELS"}


def heavier(goods: Sequence[Goods], limits: Limits) -> list[PackedParcel]:
    """Tell a weight that is not that of the goods."""
    return [parcel._replace(weight_g=1) for parcel in alone(goods, limits)]


def over(goods: Sequence[Goods], limits: Limits) -> list[PackedParcel]:
    """Lay two units into one parcel whatever the limits."""
    return pack_units(goods, Limits())


BROKEN: list[tuple[Any, str]] = [
    (lambda goods, limits: alone(goods, limits)[1:], "units"),
    (lambda goods, limits: alone(goods, limits) * 2, "units"),
    (lambda goods, limits: alone([goods[0]._replace(line=7)], limits), "line"),
    (lambda goods, limits: [], "units"),
    (lambda goods, limits: [(1, 2)], "PackedParcel"),
    (lambda goods, limits: [PackedParcel(1, 1, 1, 1, ())], "empty"),
    (heavier, "weigh"),
    (over, "weight_g"),
    (refuses("TIRED"), "TIRED"),
]


@pytest.mark.parametrize(("packer", "word"), BROKEN)
def test_broken_answer_is_an_error(tiny: Engine, packer: Any, word: str) -> None:
    """An answer that loses units, breaks a limit or is no packing is an error that names it."""
    with pytest.raises(InputError) as caught:
        tiny.quote(order(line(quantity=3)), packer)
    assert caught.value.where == "packer"
    assert word in caught.value.remedy


def test_packer_must_be_callable(tiny: Engine) -> None:
    """Something else than a packer is an error with a remedy."""
    unusable: Any = "exact"
    with pytest.raises(InputError, match="ExactPacker") as caught:
        tiny.quote(order(), unusable)
    assert caught.value.where == "packer"


def test_batch_with_a_packer(tiny: Engine) -> None:
    """Options of a batch are those of the single quotes, also with a packer."""
    orders = [Order.parse(order(line(quantity=n))) for n in (1, 2, 5)]
    rows = tiny.quote_options(orders, alone)
    assert rows.shape == (3, 3)
    for row, each in zip(rows, orders, strict=True):
        prices = [option.price_minor for option in tiny.quote(each, alone).options]
        assert row["price_minor"].tolist() == prices


def test_doubtful_code_with_a_packer(engine: Engine) -> None:
    """The dearest code is chosen by the prices of the packer's parcels (C-52)."""
    name = next(name for name in EXAMPLES if example(name).get("hs_policy") == "highest")
    plain, packed = engine.quote(example(name)), engine.quote(example(name), pack_units)
    assert without_names(plain) == without_names(packed)
    assert any(part.hs_chosen for option in packed.options for part in option.consignments)
