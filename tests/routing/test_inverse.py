"""From an all-in price back to the unit price, against pricing every unit price (C-55)."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
from orders import example, line, order
from tiny_book import LAW, Tables, find, measure, only, step, tiny_engine

from oneprice.core.errors import InputError
from oneprice.core.order import Order
from oneprice.core.vocabulary import TIER, TIERS
from oneprice.routing.engine import Engine
from oneprice.routing.inverse import cap_days

MOST = 1_300  # unit prices tried one by one


def threshold_150(tables: Tables) -> None:
    """Free freight, 12 % duty on goods above 150.00, 20 % VAT on both."""
    only(tables, "AIR")
    find(tables["rate.csv"], lane_id="AIR").update(base="0", rate="0")
    tables[f"{LAW}/measure.csv"] = [measure("6204", "12%")]
    tables[f"{LAW}/stack.csv"] = [
        step("10", "duty", "duty", "GOODS", "measure:base", required="Y", gates="GOODS>150"),
        step("20", "vat", "tax", "GOODS + duty", "20%"),
    ]


@pytest.fixture(scope="module")
def border(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Return an engine of the threshold at 150.00."""
    return tiny_engine(tmp_path_factory.mktemp("border"), threshold_150)


@pytest.mark.parametrize("price", [18_001, 18_002, 19_000, 20_000, 20_158, 20_159, 20_160])
def test_nothing_costs_between_180_01_and_201_59(border: Engine, price: int) -> None:
    """Goods of 150.00 cost 180.00, of 150.01 they cost 201.61: no price lies between."""
    found = border.unit_prices(order(), price)
    assert (found.values, found.below, found.above) == (*((), (15_000, 18_000), (15_001, 20_161)),)


@pytest.mark.parametrize(("price", "unit"), [(18_000, 15_000), (20_161, 15_001), (1, 1)])
def test_price_at_the_edges_of_the_gap(border: Engine, price: int, unit: int) -> None:
    """The last price below and the first above have their unit price, one cent costs a cent."""
    assert border.unit_prices(order(), price).values == ((unit, unit),)


def test_quantity_is_counted(border: Engine) -> None:
    """The threshold is one of the goods: three units at 50.00 lie at it."""
    found = border.unit_prices(order(line(quantity=3)), 18_001)
    assert (found.below, found.above) == ((5_000, 18_000), (5_001, 20_164))


def test_price_in_millions_is_found(border: Engine) -> None:
    """A price of any size is found by bisection, with its unit price to the cent."""
    (values,) = border.unit_prices(order(), 134_400_000_000).values
    assert values == (100_000_000_000, 100_000_000_000)


def hostile(tables: Tables) -> None:
    """Give small amounts thresholds of every kind: they jump up, down, refuse, change routes."""
    for lane, base in (("SEA", "0.31"), ("AIR", "0.40"), ("FAST", "0.90")):
        find(tables["rate.csv"], lane_id=lane).update(base=base, rate="0")
    find(tables["lane.csv"], lane_id="SEA").update(max_value="9.10")
    tables["surcharge.csv"] = [
        {"sur_id": "SEA:cover", "lane_id": "SEA", "code": "cover", "basis": "pct_declared"}
        | {"amount": "3%", "min": "0.05", "seq": "1"},
        {"sur_id": "FAST:advance", "lane_id": "FAST", "code": "advance", "basis": "pct_taxes"}
        | {"amount": "2%", "min": "0.11", "seq": "1"},
    ]
    (row,) = tables[f"{LAW}/regime.csv"]
    small = row | {"priority": "5", "stack_id": "small", "value_hi": "2.50", "mode": "air|sea"}
    odd = row | {"priority": "6", "stack_id": "small", "test": "CIF", "value_lo": "6"}
    odd |= {"value_hi": "7", "entry_type": "odd", "mode": "air"}
    gap = row | {"value_hi": "8", "mode": "express|air|sea"}
    tables[f"{LAW}/regime.csv"] = [small, odd, gap, row | {"priority": "20", "mode": "air"}]
    tables[f"{LAW}/stack.csv"] = [
        step("10", "duty", "duty", "CIF", "measure:base", required="Y", gates="GOODS<=5.20"),
        step("15", "fee", "fee", "GOODS", "1%", min="0.30", gates="duty>0.20"),
        step("20", "vat", "tax", "CIF + duty", "20%"),
        step("10", "flat", "tax", "GOODS", "7%", stack_id="small"),
    ]


@pytest.fixture(scope="module")
def maze(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Return an engine of the hostile book."""
    return tiny_engine(tmp_path_factory.mktemp("maze"), hostile)


def table_of(engine: Engine, document: dict[str, Any], tier: str) -> dict[int, int]:
    """Return the price of every unit price that is offered."""
    first = Order.parse(document).lines[0]
    orders = [
        Order.parse(document | {"lines": [first.model_dump() | {"unit_price_minor": v}]})
        for v in range(1, MOST + 1)
    ]
    options = engine.quote_options(orders)[:, TIER[tier]]
    return {
        v: int(option["price_minor"])
        for v, option in enumerate(options, start=1)
        if option["status"] == 0
    }


@pytest.mark.parametrize("quantity", [1, 3])
@pytest.mark.parametrize("tier", TIERS)
def test_inverse_equals_pricing_every_unit_price(maze: Engine, tier: str, quantity: int) -> None:
    """Values and neighbours are those of the table of all unit prices, to the cent.

    No unit price above the price asked for can have it, so that the table is long enough.
    """
    document = order(line(quantity=quantity))
    prices = table_of(maze, document, tier)
    jumps = [v for v in prices if prices.get(v + 1, 0) - prices[v] not in range(0, 3 * quantity)]
    assert len(jumps) > 2, "the book has thresholds"
    rng = Random(7)
    near = [prices[v] + rng.randint(-1, 2) for v in jumps]
    targets = {*near, *(rng.randint(1, 1_000) for _ in range(12))}
    for target in (each for each in targets if 0 < each <= MOST):
        found = maze.unit_prices(document, target, tier=tier)
        listed = [v for lo, hi in found.values for v in range(lo, hi + 1)]
        assert listed == [v for v in prices if prices[v] == target]
        if not listed:
            below = max((p for p in prices.values() if p < target), default=0)
            above = min((p for p in prices.values() if p > target), default=0)
            assert (found.below or (0, 0))[1] == below
            assert (found.above or (0, 0))[1] == above or above > MOST


def test_answer_is_the_price(engine: Engine) -> None:
    """On the example book the unit price that is found gives the price that was asked for."""
    document = example("us-garment")
    for tier in TIERS:
        price = engine.quote(document).option(tier)
        assert price is not None
        values = engine.unit_prices(document, price.price_minor, 1, tier).values
        assert any(lo <= document["lines"][1]["unit_price_minor"] <= hi for lo, hi in values)


def test_tier_that_is_never_offered(border: Engine) -> None:
    """A tier without a route has no unit price and no neighbours."""
    found = border.unit_prices(order(), 10_000, tier="premium")
    assert (found.values, found.below, found.above) == ((), None, None)


def test_days_that_matter_to_a_tier(maze: Engine) -> None:
    """Economy has one variant, a later tier one per date of the tiers below that shuts out routes.

    AIR and FAST serve standard; economy by FAST leaves FAST alone, by AIR or SEA both.
    """
    parsed = Order.parse(order())
    assert [len(cap_days(maze.book, parsed, code)) for code in range(3)] == [1, 2, 1]


@pytest.mark.parametrize(
    ("price", "index", "tier", "where"),
    [
        (0, 0, "standard", "price_minor"),
        (1.5, 0, "standard", "price_minor"),
        (True, 0, "standard", "price_minor"),
        (100, 1, "standard", "line"),
        (100, -1, "standard", "line"),
        (100, 0, "gold", "tier"),
    ],
)
def test_questions_without_sense(
    border: Engine, price: Any, index: int, tier: str, where: str
) -> None:
    """A price that is none, a line or a tier that is not there, are named."""
    with pytest.raises(InputError) as caught:
        border.unit_prices(order(), price, index, tier)
    assert caught.value.where == where


def test_code_in_doubt_has_no_inverse(tmp_path: Path) -> None:
    """Where the dearest tariff line is chosen by price the full code is asked for."""

    def edit(tables: Tables) -> None:
        tables[f"{LAW}/measure.csv"].append(measure("62044210", "20%"))

    engine = tiny_engine(tmp_path, edit)
    with pytest.raises(InputError, match="full code"):
        engine.unit_prices(order(hs_policy="highest"), 10_000)
