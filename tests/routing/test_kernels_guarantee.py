"""The guarantee, reckoned by hand for each basis (C-47).

A coat of 100.00 EUR and 1 kg goes by AIR: freight 7.00, duty 10% of 107.00 = 10.70, vat 20% of
117.70 = 23.54; landed 141.24. AIR reaches the border on July 4 in 14 and on July 5 in 11 of its
25 hours.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from orders import order
from tiny_book import LAW, Tables, factor, find, measure, only, product, tiny_engine

from oneprice.core.errors import InputError
from oneprice.core.quote import Charge, Quote

FULL = 2**31
HOUR = FULL // 25
LANDED, FREIGHT, GOODS, IMPORT = 14_124, 700, 10_000, 3_424
Change = Callable[[Tables], object]


def quoted(folder: Path, factors: list[dict[str, str]], *changes: Change, **more: Any) -> Quote:
    """Return the quote of the coat by AIR under some factors."""

    def edit(tables: Tables) -> None:
        only(tables, "AIR")
        tables["guarantee.csv"] = factors
        for change in changes:
            change(tables)

    return tiny_engine(folder, edit).quote(order(**more))


def line_of(quote: Quote, tier: str = "economy") -> Charge | None:
    """Return the guarantee line of a tier, None without one."""
    option = quote.option(tier)
    assert option is not None
    found = [charge for charge in option.charges if charge.kind == "guarantee"]
    assert len(found) < 2
    return found[0] if found else None


def minor(quote: Quote, tier: str = "economy") -> int:
    """Return the guarantee of a tier, 0 without a line."""
    charge = line_of(quote, tier)
    return charge.amount_minor if charge else 0


def half_up(pip: int) -> int:
    """Return whole cents of pips."""
    return (pip + 5_000) // 10_000


@pytest.mark.parametrize(
    ("basis", "rate", "cents"),
    [
        ("freight", "10%", 70),
        ("goods", "1%", 100),
        ("import", "10%", 342),  # 342.4
        ("landed", "1%", 141),  # 141.24
        ("freight", "0.07%", 0),  # 0.49
        ("freight", "1/1400", 1),  # exactly half a cent
    ],
)
def test_share_of_a_part(tmp_path: Path, basis: str, rate: str, cents: int) -> None:
    """A factor is its rate of its part of what the seller bills, half up to a cent."""
    quote = quoted(tmp_path, [factor("risk", basis, rate)])
    option = quote.option("economy")
    assert option is not None
    assert (minor(quote), option.price_minor) == (cents, LANDED + cents)


def test_factors_are_one_line(tmp_path: Path) -> None:
    """Factors are added in pips and rounded once: 342.4 + 141.24 + 0.7 is 484 cents."""
    factors = [factor("a", "import", "10%"), factor("b", "landed", "1%")]
    quote = quoted(tmp_path, [*factors, factor("c", "freight", "0.1%")])
    charge = line_of(quote)
    assert charge is not None
    assert (charge.amount_minor, charge.line, charge.payer) == (484, None, "seller")
    assert all(name in charge.rate for name in ("a 3.424", "b 1.4124", "c 0.007"))


def test_no_factor_no_line(tmp_path: Path) -> None:
    """A guarantee of 0 gives no line."""
    assert line_of(quoted(tmp_path, [factor("a", "foreign", "10%")])) is None


@pytest.mark.parametrize(
    ("where", "tiers"),
    [
        ({}, ["economy", "standard"]),
        ({"tier": "standard"}, ["standard"]),
        ({"tier": "premium"}, []),
        ({"country": "XX"}, ["economy", "standard"]),
        ({"country": "YY"}, []),
        ({"valid_from": "2026-07-01"}, ["economy", "standard"]),
        ({"valid_from": "2026-07-02"}, []),
        ({"valid_to": "2026-07-01"}, []),
        ({"valid_to": "2026-07-02"}, ["economy", "standard"]),
    ],
)
def test_factor_holds_where_it_says(
    tmp_path: Path, where: dict[str, str], tiers: list[str]
) -> None:
    """A factor holds for its country and tier, on the days of sale it names (C-12)."""
    quote = quoted(tmp_path, [factor("a", "goods", "1%", **where)])
    charged = [tier for tier in ("economy", "standard") if minor(quote, tier)]
    assert charged == tiers


def test_buyer_lines_are_not_insured(tmp_path: Path) -> None:
    """Under DAP the import lines are the buyer's, and no part of the guarantee."""
    factors = [factor("a", "import", "10%"), factor("b", "landed", "1%")]
    assert minor(quoted(tmp_path, factors, incoterm="DAP")) == half_up((GOODS + FREIGHT) * 100)


def test_foreign_lines(tmp_path: Path) -> None:
    """Only what is billed in another currency than the quote's is foreign."""

    def in_yuan(tables: Tables) -> None:
        lanes, rates = product("AIR", "air", ("2", "3"), "10", "4", "CNY")
        tables["lane.csv"], tables["rate.csv"] = lanes, rates
        pair = {"authority": "*", "base": "CNY", "quote": "EUR", "rate": "0.5"}
        tables["fx.csv"] = [{"kind": kind} | pair for kind in ("customs", "settlement")]

    assert minor(quoted(tmp_path, [factor("a", "foreign", "10%")], in_yuan)) == 70


# --- lateness --------------------------------------------------------------------------


def late(pct: str, cap: str = "", currency: str = "EUR") -> Change:
    """Return a change: a level that the first day keeps, and what is owed when it fails."""

    def change(tables: Tables) -> None:
        owed = {"late_pct": pct, "late_cap": cap, "late_currency": currency if cap else ""}
        tables["tier.csv"][0] |= {"level": "0.5"} | owed
        pair = {"kind": "settlement", "authority": "*", "base": "CNY", "quote": "EUR"}
        tables["fx.csv"] = [pair | {"rate": "0.5"}]

    return change


@pytest.mark.parametrize(
    ("pct", "cap", "currency", "owed_pip"),
    [
        ("10%", "", "EUR", LANDED * 1_000),
        ("10%", "14.13", "EUR", LANDED * 1_000),
        ("10%", "14.12", "EUR", 14_120_000),
        ("10%", "5", "EUR", 5_000_000),
        ("10%", "5", "CNY", 2_500_000),
        ("0%", "5", "EUR", 0),
    ],
)
def test_lateness(tmp_path: Path, pct: str, cap: str, currency: str, owed_pip: int) -> None:
    """What is owed when late, at most the cap, times the chance of being late."""
    quote = quoted(tmp_path, [factor("late", "late", "100%")], late(pct, cap, currency))
    chance = quote.options[0].consignments[0].promise_chance
    assert chance == 14 * HOUR
    assert minor(quote) == half_up(owed_pip * (FULL - chance) // FULL)


def test_certain_delivery_owes_nothing(tmp_path: Path) -> None:
    """A promise that is always kept costs nothing."""

    def sure(tables: Tables) -> None:
        late("10%")(tables)
        tables["tier.csv"][0]["level"] = "0.99"

    assert minor(quoted(tmp_path, [factor("late", "late", "100%")], sure)) == 0


@pytest.mark.parametrize(
    ("terms", "tenths"),
    [
        ({"late_per": "once"}, 1),
        ({"late_per": "day", "late_max_days": "60"}, 3),
        ({"late_per": "day", "late_max_days": "2"}, 2),
        ({"late_per": "day", "late_max_days": "60", "late_grace_days": "2"}, 1),
        ({"late_per": "day", "late_max_days": "60", "late_grace_days": "3"}, 0),
        ({"late_per": "once", "late_grace_days": "3"}, 0),
        ({"late_per": "day", "late_max_days": "60", "late_day_type": "work"}, 1),
        ({"late_per": "once", "late_day_type": "work", "late_grace_days": "1"}, 0),
    ],
)
def test_late_over_a_week_end(tmp_path: Path, terms: dict[str, str], tenths: int) -> None:
    """Goods that miss Friday come on Monday: three natural days late, or one working day (C-72)."""

    def change(tables: Tables) -> None:
        late("10%")(tables)
        tables["tier.csv"][0] |= terms
        tables["calendar.csv"].append({"calendar_id": "WORK", "workdays": "12345"})
        find(tables["lane.csv"], lane_id="AIR-D")["calendar_id"] = "WORK"
        find(tables["lane.csv"], lane_id="AIR").update(transit_min_days="1", transit_max_days="2")

    quote = quoted(tmp_path, [factor("late", "late", "100%")], change)
    assert quote.options[0].promise_date.isoformat() == "2026-07-03"
    assert minor(quote) == half_up(tenths * LANDED * 1_000 * (FULL - 14 * HOUR) // FULL)


def slow(tables: Tables) -> None:
    """Let AIR take 48 to 167 hours: 14 on July 4, 24 on each of four days, 10 on July 9."""
    find(tables["lane.csv"], lane_id="AIR").update(transit_min_days="2", transit_max_days="6.9583")


@pytest.mark.parametrize(
    ("terms", "shares"),
    [
        # By how much each further late day adds, in hundredths of the landed price.
        ({}, [10, 10, 10, 10, 10]),
        ({"late_max_days": "3"}, [10, 10, 10]),
        ({"late_grace_days": "2"}, [0, 0, 10, 10, 10]),
        ({"late_cap": "49.434"}, [10, 10, 10, 5]),
        ({"late_cap": "28.248"}, [10, 10]),
        ({"late_cap": "7.062"}, [5]),
    ],
)
def test_late_by_the_day(tmp_path: Path, terms: dict[str, str], shares: list[int]) -> None:
    """Each further late day adds its share times the chance of coming later, up to the cap."""

    def change(tables: Tables) -> None:
        slow(tables)
        late("10%")(tables)
        by_day = {"level": "0.1", "late_per": "day", "late_max_days": "60", "late_currency": "EUR"}
        tables["tier.csv"][0] |= by_day | terms

    quote = quoted(tmp_path, [factor("late", "late", "100%")], change)
    hour = FULL // 120
    later = [FULL - (14 + 24 * days) * hour for days in range(5)]
    total = sum(share * 100 * LANDED * chance for share, chance in zip(shares, later, strict=False))
    assert minor(quote) == half_up(total // FULL)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"late_per": "week"}, "late_per"),
        ({"late_per": "day"}, "late_max_days"),
        ({"late_per": "day", "late_max_days": "61"}, "late_max_days"),
        ({"late_per": "day", "late_max_days": "0"}, "late_max_days"),
        ({"late_max_days": "5"}, "late_max_days"),
        ({"late_grace_days": "31"}, "late_grace_days"),
        ({"late_grace_days": "-1"}, "late_grace_days"),
        ({"late_day_type": "bank"}, "late_day_type"),
        ({"late_pct": "0.123456789", "late_per": "day", "late_max_days": "60"}, "late_pct"),
    ],
)
def test_late_terms_that_cannot_be_used(tmp_path: Path, cells: dict[str, str], column: str) -> None:
    """An error of the terms names file, row and column."""
    with pytest.raises(InputError, match=rf"tier\.csv row 2, column {column}"):
        quoted(tmp_path, [], lambda tables: tables["tier.csv"][0].update(cells))


# --- the entry date --------------------------------------------------------------------


def rule_change(day: str, later: str, before: str = "10%") -> Change:
    """Return a change: coats at 10% until a day, at another duty from then on."""

    def change(tables: Tables) -> None:
        coats = [measure("6204", before, end=day)]
        coats += [measure("6204", later, day)] if later else []
        tables[f"{LAW}/measure.csv"] = [*coats, measure("8507", "5%")]

    return change


ENTRY = [factor("date", "entry", "100%")]


@pytest.mark.parametrize(
    ("day", "cents"),
    [("2026-07-04", 0), ("2026-07-05", 565), ("2026-07-06", 0)],
)
def test_rule_change_inside_the_window(tmp_path: Path, day: str, cents: int) -> None:
    """Duty that doubles on the second day costs its difference times the chance of that day.

    There duty and vat are 21.40 + 25.68 = 47.08, that is 12.84 more, on 11 of 25 hours.
    """
    before = "20%" if day == "2026-07-04" else "10%"
    change = rule_change(day, "10%" if day == "2026-07-04" else "20%", before)
    quote = quoted(tmp_path, ENTRY, change)
    assert minor(quote) == cents
    if cents:
        assert cents == half_up(1_284 * 10_000 * (FULL - 14 * HOUR) // FULL)
        charge = line_of(quote)
        assert charge is not None
        assert "date 5.649" in charge.rate


def test_falling_duty_gives_nothing_back(tmp_path: Path) -> None:
    """An expected fall of the duty is no negative guarantee."""
    assert minor(quoted(tmp_path, ENTRY, rule_change("2026-07-05", "Free"))) == 0


def test_rise_and_fall_are_added_up(tmp_path: Path) -> None:
    """Changes of several intervals are summed before the sum is held at 0 or more."""

    def two(tables: Tables) -> None:
        find(tables["lane.csv"], lane_id="AIR")["transit_max_days"] = "4"  # July 4, 5 and 6
        rows = [("10%", "", "2026-07-05"), ("20%", "2026-07-05", "2026-07-06")]
        rows += [("5%", "2026-07-06", "")]
        tables[f"{LAW}/measure.csv"] = [measure("6204", *row) for row in rows]

    quote = quoted(tmp_path, ENTRY, two)
    named = quote.options[0].consignments[0].entry_date.isoformat()
    hour = FULL // 49
    assert named == "2026-07-05"  # 14, 24 and 11 of 49 hours
    # Import is 34.24 at 10%, 47.08 at 20%, and 5.35 + 22.47 = 27.82 at 5%.
    falls = (3_424 - 4_708) * 14 * hour + (2_782 - 4_708) * (FULL - 38 * hour)
    assert falls < 0
    assert minor(quote) == 0


def test_named_interval_counts_as_no_change(tmp_path: Path) -> None:
    """Where most hours lie after the change, the days before it are the other interval."""

    def later(tables: Tables) -> None:
        find(tables["lane.csv"], lane_id="AIR").update(
            transit_min_days="2.5", transit_max_days="3.5"
        )
        rule_change("2026-07-05", "5%")(tables)

    quote = quoted(tmp_path, ENTRY, later)
    assert quote.options[0].consignments[0].entry_date.isoformat() == "2026-07-05"
    # 22:00 and 23:00 of July 4 are 2 of 25 hours: 34.24 - 27.82 is owed on them.
    assert minor(quote) == half_up((3_424 - 2_782) * 10_000 * 2 * HOUR // FULL)


def test_interval_without_a_price_refuses(tmp_path: Path) -> None:
    """A day of the window that cannot be priced refuses the route where `entry` applies."""
    ends = rule_change("2026-07-05", "")
    quote = quoted(tmp_path / "a", ENTRY, ends)
    refusals = {refusal.code for refusal in quote.refusals if refusal.subject == "economy"}
    assert (quote.options, refusals) == ((), {"HS_UNKNOWN"})
    assert minor(quoted(tmp_path / "b", [factor("a", "goods", "1%")], ends)) == 100


def test_new_regime_inside_the_window(tmp_path: Path) -> None:
    """Another regime from the second day is priced by its own stack."""

    def change(tables: Tables) -> None:
        (row,) = tables[f"{LAW}/regime.csv"]
        tables[f"{LAW}/regime.csv"] = [
            row | {"valid_to": "2026-07-05"},
            row | {"valid_from": "2026-07-05", "stack_id": "dear"},
        ]
        stack = tables[f"{LAW}/stack.csv"]
        tables[f"{LAW}/stack.csv"] = [
            *stack,
            *(row | {"stack_id": "dear"} for row in stack),
            stack[0]
            | {"stack_id": "dear", "seq": "30", "code": "fee", "kind": "fee"}
            | {"basis": "GOODS", "rate": "50%", "required": ""},
        ]

    quote = quoted(tmp_path, ENTRY, change)
    assert minor(quote) == half_up(5_000 * 10_000 * (FULL - 14 * HOUR) // FULL)


def test_tax_at_sale_is_on_top(tmp_path: Path) -> None:
    """Tax at sale is no part of the guarantee, but the guarantee is part of its basis (C-48)."""

    def taxed(tables: Tables) -> None:
        tables[f"{LAW}/stack.csv"].append(
            tables[f"{LAW}/stack.csv"][1]
            | {"seq": "90", "code": "sales", "stage": "sale", "basis": "BILLED", "rate": "10%"}
        )

    quote = quoted(tmp_path, [factor("a", "landed", "1%")], taxed)
    charges = {charge.code: charge.amount_minor for charge in quote.options[0].charges}
    assert (charges["guarantee"], charges["sales"]) == (141, 1_427)  # 10% of 142.65
