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
