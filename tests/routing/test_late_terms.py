"""Late compensation as in the guarantee, and the level that pays (C-72, C-73)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from orders import example, order
from tiny_book import Tables, factor, find, only, tiny_engine

from oneprice.core.days import day_number
from oneprice.core.order import Order
from oneprice.routing.engine import Engine
from oneprice.routing.late_terms import LateCase, late_case

FULL = 2**31
LANDED_PIP = 141_240_000
BY_DAY = {"late_pct": "7%", "late_per": "day", "late_max_days": "20"}


def case_of(folder: Path, terms: dict[str, str]) -> tuple[LateCase, int]:
    """Return the case of a coat by AIR with slow tails, and its guarantee in pips and cents."""

    def edit(tables: Tables) -> None:
        only(tables, "AIR")
        find(tables["lane.csv"], lane_id="AIR").update(
            transit_min_days="2", transit_max_days="3", late_share="30%", late_max_days="12"
        )
        tables["calendar.csv"].append({"calendar_id": "WORK", "workdays": "1256"})
        find(tables["lane.csv"], lane_id="AIR-D").update(calendar_id="WORK", zone_set="Z")
        cells = {"zone_set": "Z", "country": "XX", "key_kind": "all", "zone": "one"}
        tables["zone.csv"] = [cells | {"extra_days": "1", "calendar_id": "ALL"}]
        tables["guarantee.csv"] = [factor("late", "late", "100%")]
        tables["tier.csv"][0] |= {"level": "0.5"} | terms
        pair = {"kind": "settlement", "authority": "*", "base": "CNY", "quote": "EUR"}
        tables["fx.csv"] = [pair | {"rate": "0.125"}]

    engine = tiny_engine(folder, edit)
    parsed = Order.parse(order())
    option = engine.quote(parsed).options[0]
    guarantee = sum(c.amount_minor for c in option.charges if c.kind == "guarantee")
    return late_case(engine.book, parsed, option, 0), guarantee


@pytest.mark.parametrize(
    "terms",
    [
        {"late_pct": "7%"},
        BY_DAY,
        BY_DAY | {"late_day_type": "work"},
        BY_DAY | {"late_grace_days": "2"},
        BY_DAY | {"late_day_type": "work", "late_grace_days": "1", "late_max_days": "2"},
        BY_DAY | {"late_cap": "200", "late_currency": "CNY"},
        {"late_pct": "7%", "late_cap": "1", "late_currency": "EUR"},
    ],
)
def test_expected_compensation_is_that_of_the_guarantee(
    tmp_path: Path, terms: dict[str, str]
) -> None:
    """The explanation gives what the kernel charges, to the cent."""
    case, cents = case_of(tmp_path, terms)
    assert case.landed_pip == LANDED_PIP
    assert (case.expected_late_pip() + 5_000) // 10_000 == cents > 0


def test_owed_by_the_day(tmp_path: Path) -> None:
    """What is owed grows day by day up to its cap of 160 CNY, which are 20 EUR."""
    cells = BY_DAY | {"late_cap": "160", "late_currency": "CNY"}
    terms = case_of(tmp_path, cells)[0].terms
    found = [terms.owed_pip(LANDED_PIP, days) for days in range(5)]
    assert found == [0, 9_886_800, 19_773_600, 20_000_000, 20_000_000]


def brute(case: LateCase, worth_pip: int) -> tuple[int, int]:
    """Return (cost, day) of the best day by trying every day."""
    days = range(case.sale_day, case.sale_day + 60)
    used = [day for day in days if case.chance_by(day) > case.chance_by(day - 1)]
    return min(
        (worth_pip * (day - case.sale_day) + case.expected_late_pip(day), day) for day in used
    )


@pytest.fixture(scope="module")
def by_day(tmp_path_factory: pytest.TempPathFactory) -> LateCase:
    """Return the case whose compensation is owed by the day."""
    return case_of(tmp_path_factory.mktemp("by_day"), BY_DAY)[0]


@pytest.mark.parametrize("worth_pip", [0, 10_000, 300_000, 1_000_000, 10**9])
def test_level_that_pays_is_the_cheapest_day(by_day: LateCase, worth_pip: int) -> None:
    """A day that is worth nothing is waited for; a dear one is promised at once, at any level."""
    case = by_day
    found = case.level_that_pays(worth_pip)
    assert found is not None
    cost, day = brute(case, worth_pip)
    assert found.day == day
    assert worth_pip * (day - case.sale_day) + found.expected_late_pip == cost
    assert found.chance == case.chance_by(day)
    if worth_pip == 0:
        assert (found.chance, found.expected_late_pip) == (int(case.chances[-1]), 0)
    if worth_pip == 10**9:
        assert found.day == next(iter(case.delivery_days()))


@pytest.mark.parametrize("name", ["munich-cart", "us-garment"])
def test_case_of_each_consignment(engine: Engine, name: str) -> None:
    """Each consignment of an offer has its own date, chance and landed price."""
    document: dict[str, Any] = example(name)
    parsed = Order.parse(document)
    for option in engine.quote(parsed).options:
        cases = [late_case(engine.book, parsed, option, i) for i in range(len(option.consignments))]
        for case, part in zip(cases, option.consignments, strict=True):
            assert case.promise_day == day_number(part.promise_date)
            assert case.chance_by(case.promise_day) == part.promise_chance
        billed = [c for c in option.charges if c.payer == "seller" and c.kind != "guarantee"]
        sale = [c for c in billed if c.code in ("ioss_vat", "sales_tax")]
        landed = sum(c.amount_minor for c in billed) - sum(c.amount_minor for c in sale)
        assert sum(case.landed_pip for case in cases) == 10_000 * landed
