"""From records back to a quote: sums, numbers, order of lines."""

from __future__ import annotations

from typing import Any

import pytest
from orders import EXAMPLES, example, line, order
from tiny_book import LAW, Tables, factor, tiny_engine

from oneprice.core.errors import InternalError
from oneprice.core.order import Order
from oneprice.core.quote import Quote
from oneprice.routing.decode import parts_of
from oneprice.routing.encode import encode_orders
from oneprice.routing.engine import Engine
from oneprice.routing.tables import CHARGE_KINDS

AFTER_FREIGHT = ("duty", "tax", "fee", "epr", "guarantee")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Return an engine of the tiny book."""
    return tiny_engine(tmp_path_factory.mktemp("tiny"), lambda _: None)


@pytest.mark.parametrize("name", EXAMPLES)
def test_lines_make_the_price(engine: Engine, name: str) -> None:
    """The seller's lines sum to the price, goods are the rest over the landed cost (C-10)."""
    document = example(name)
    quote = engine.quote(document)
    goods = sum(each["quantity"] * each["unit_price_minor"] for each in document["lines"])
    for option in quote.options:
        billed = [charge for charge in option.charges if charge.payer == "seller"]
        assert sum(charge.amount_minor for charge in billed) == option.price_minor
        assert option.price_minor - option.landed_cost_minor == goods
        assert sum(c.amount_minor for c in billed if c.kind == "goods") == goods
    assert quote.options or quote.refusals


@pytest.mark.parametrize("name", EXAMPLES)
def test_charges_stand_in_order(engine: Engine, name: str) -> None:
    """Charges stand by consignment, goods first, then lanes in the order of the route."""
    for option in engine.quote(example(name)).options:
        numbers = [charge.consignment for charge in option.charges]
        assert numbers == sorted(numbers)
        for number, part in enumerate(option.consignments):
            own = [charge for charge in option.charges if charge.consignment == number]
            assert [c.line for c in own[: len(part.lines)]] == list(part.lines)
            assert {c.kind for c in own[: len(part.lines)]} == {"goods"}
            freight = [c.code for c in own if c.kind == "freight"]
            assert freight == [lane for lane in part.route if lane in freight]
            assert {c.kind for c in own} <= set(CHARGE_KINDS)
            assert all(c.line is None or c.line in part.lines for c in own)
            assert sum(c.kind == "guarantee" for c in own) <= 1


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_line_travels_once(engine: Engine, name: str) -> None:
    """Each line is in exactly one consignment, and its weight is in that one's parcels."""
    document = example(name)
    for option in engine.quote(document).options:
        lines = sorted(number for part in option.consignments for number in part.lines)
        assert lines == list(range(len(document["lines"])))
        for part in option.consignments:
            weights = [
                document["lines"][n]["weight_g"] * document["lines"][n]["quantity"]
                for n in part.lines
            ]
            assert sum(box.weight_g for box in part.parcels) == sum(weights)
        assert option.promise_date == max(part.promise_date for part in option.consignments)
        route = tuple(lane for part in option.consignments for lane in part.route)
        assert option.route == route


@pytest.mark.parametrize("name", EXAMPLES)
def test_charges_tell_where_they_come_from(engine: Engine, name: str) -> None:
    """Every charge names its rule and source, and no refusal leaves a gap in its words."""
    quote = engine.quote(example(name))
    for option in quote.options:
        assert all(charge.rule_id and charge.rule_source for charge in option.charges)
        assert all(charge.basis and charge.rate for charge in option.charges)
        assert all(charge.currency == quote.currency for charge in option.charges)
    for refusal in quote.refusals:
        assert "{" not in refusal.reason
        assert "  " not in refusal.reason
        assert refusal.reason.strip() == refusal.reason != ""


def test_kinds_in_order(tmp_path: Any) -> None:
    """Goods, freight, import, EPR, guarantee and tax at sale stand in this order."""

    def edit(tables: Tables) -> None:
        tables["guarantee.csv"] = [factor("a", "goods", "1%")]
        vat = tables[f"{LAW}/stack.csv"][1]
        tables[f"{LAW}/stack.csv"] += [
            vat | {"seq": "60", "code": "packs", "kind": "epr", "stage": "epr", "basis": "GOODS"},
            vat | {"seq": "90", "code": "sales", "stage": "sale", "basis": "BILLED"},
        ]

    quote = tiny_engine(tmp_path, edit).quote(order(line(), line(sku="HAT")))
    kinds = [(charge.kind, charge.code) for charge in quote.options[0].charges]
    assert kinds == [
        *(("goods", "COAT"), ("goods", "HAT"), ("freight", "SEA")),
        *(("duty", "duty"), ("duty", "duty"), ("tax", "vat"), ("tax", "vat")),
        *(("epr", "packs"), ("epr", "packs"), ("guarantee", "guarantee")),
        *(("tax", "sales"), ("tax", "sales")),
    ]


def price_changed(engine: Engine, document: dict[str, Any]) -> Quote:
    """Decode an answer whose price was changed by one cent."""
    from oneprice.routing.entries import entries
    from oneprice.routing.work import new_out, new_work

    parsed = Order.parse(document)
    encoded = encode_orders(engine.book, [parsed], detail=True)
    work, out = new_work(engine._sizes, 1), new_out(engine._sizes, 1)
    made = entries()
    made.quote_one(engine._ref(), *encoded, made.work_ref(work), made.out_ref(out))
    assert len(parts_of(out, int(work.out_count[0]))) == 3
    out.option["price_minor"][0] += 1
    return engine._decoder.quote(parsed, encoded, out, work.out_count, "id", "version")


def test_price_that_is_no_sum_is_never_told(tmp_path: Any) -> None:
    """A price that its lines do not make is an internal error, not an answer."""
    with pytest.raises(InternalError, match="lines sum to"):
        price_changed(tiny_engine(tmp_path), order())


def test_sellers_of_a_consignment(tiny: Engine) -> None:
    """A consignment names its seller; consolidated from several it names all and no single one."""
    lines = line(seller="B"), line(seller="A", sku="HAT"), line(seller="B", sku="TIE")
    apart = tiny.quote(order(*lines)).options[0].consignments
    assert [(part.seller, part.sellers) for part in apart] == [("A", ("A",)), ("B", ("B",))]
    (joined,) = tiny.quote(order(*lines, consolidation="origin")).options[0].consignments
    assert (joined.seller, joined.sellers, joined.lines) == (None, ("A", "B"), (1, 0, 2))
    (single,) = tiny.quote(order(line(), consolidation="origin")).options[0].consignments
    assert (single.seller, single.sellers) == ("SELLER", ("SELLER",))


def test_consolidated_goods_share_freight_and_declaration(tiny: Engine) -> None:
    """One consignment pays the base freight once, and its value is declared as one (C-25)."""
    lines = line(seller="A"), line(seller="B")
    apart = tiny.quote(order(*lines)).options[0]
    joined = tiny.quote(order(*lines, consolidation="origin")).options[0]
    assert joined.price_minor < apart.price_minor
    assert [part.declared_value_minor for part in joined.consignments] == [20_000]
    assert sum(charge.kind == "freight" for charge in apart.charges) == 2
    assert sum(charge.kind == "freight" for charge in joined.charges) == 1


@pytest.mark.parametrize("name", EXAMPLES)
def test_units_lie_in_parcels_once(engine: Engine, name: str) -> None:
    """Every unit lies in one parcel that the engine packed; no packing needs more at least."""
    document = example(name)
    for option in engine.quote(document).options:
        for part in option.consignments:
            told: dict[int, int] = {}
            for item in (item for parcel in part.parcels for item in parcel.items):
                told[item.line] = told.get(item.line, 0) + item.units
            own = part.packing == "own"
            quantities = {n: document["lines"][n]["quantity"] for n in part.lines}
            assert told == ({} if own else quantities)
            assert (part.parcels_at_least == 0) is own
            assert part.parcels_at_least <= len(part.parcels)
            places = [[part.lines.index(i.line) for i in parcel.items] for parcel in part.parcels]
            assert all(listed == sorted(set(listed)) for listed in places)
