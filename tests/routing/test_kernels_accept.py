"""Which goods a route takes, and the day whose cargo rules count (C-12, C-51, C-60)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from orders import line, order
from tiny_book import Tables, find, only, tiny_engine

from oneprice.core.quote import Quote

BANK = {"sku": "BANK", "hs_code": "850760", "cargo_flags": ["UN3480"], "soc_pct": 40}


def rule(limit: str, value: str = "", **more: str) -> dict[str, str]:
    """Return a row of `cargo_rule.csv` about power banks by air."""
    row = {"mode": "air", "flag": "UN3480", "limit": limit, "value": value, "source": "the law"}
    return row | more


def quoted(folder: Path, rows: list[dict[str, str]], goods: Any, edit: Any = None) -> Quote:
    """Quote one line by AIR alone under cargo rules."""

    def changed(tables: Tables) -> None:
        only(tables, "AIR")
        tables["cargo_rule.csv"] = rows
        if edit is not None:
            edit(tables)

    return tiny_engine(folder, changed).quote(order(goods))


def reason(quote: Quote) -> str:
    """Return why an order is not offered, "" where it is."""
    reasons = {each.reason for each in quote.refusals if each.code == "CARGO_RULE"}
    assert bool(reasons) is not bool(quote.options)
    return reasons.pop() if reasons else ""


@pytest.mark.parametrize(
    ("handling_h", "start", "refused"),
    [
        (0, "2026-07-01", True),
        (0, "2026-07-02", False),  # loaded on July 1, sold on July 1
        (24, "2026-07-02", True),  # loaded on July 2
        (24, "2026-07-03", False),
    ],
)
def test_rules_of_the_day_of_loading(
    tmp_path: Path, handling_h: int, start: str, refused: bool
) -> None:
    """A rule that begins between sale and loading counts, one that begins later does not."""
    goods = line(**BANK, handling_h=handling_h)
    quote = quoted(tmp_path, [rule("max_soc_pct", "30", valid_from=start)], goods, early)
    assert bool(reason(quote)) is refused


def early(tables: Tables) -> None:
    """Let the goods of July 1, 08:00 UTC still leave on that day."""
    find(tables["lane.csv"], lane_id="AIR")["cutoff_lead_h"] = "0"


def test_rule_that_ended_before_loading(tmp_path: Path) -> None:
    """A rule of the day of sale that ended before the goods are loaded counts no more."""
    rows = [rule("forbid", valid_to="2026-07-02")]
    assert reason(quoted(tmp_path / "a", rows, line(**BANK), early))
    assert not reason(quoted(tmp_path / "b", rows, line(**BANK, handling_h=24), early))


@pytest.mark.parametrize(
    ("aircraft", "remedy"), [("", "ship it by a freighter lane"), ("freighter", "")]
)
def test_passenger_and_freighter(tmp_path: Path, aircraft: str, remedy: str) -> None:
    """An air lane that does not say what flies is a passenger aircraft."""

    def flown(tables: Tables) -> None:
        find(tables["lane.csv"], lane_id="AIR")["aircraft"] = aircraft

    quote = quoted(tmp_path, [rule("forbid", aircraft="passenger")], line(**BANK), flown)
    assert reason(quote).endswith(remedy)
    assert ("forbids UN3480 by air on passenger aircraft" in reason(quote)) is bool(remedy)


@pytest.mark.parametrize(
    ("cells", "given", "words"),
    [
        (
            {"limit": "max_soc_pct", "value": "30"},
            {"soc_pct": 31},
            "allows UN3480 by air up to 30% charged, the order gives 31 (lane AIR): the law; "
            "give soc_pct of at most 30",
        ),
        (
            {"limit": "max_soc_pct", "value": "30"},
            {"soc_pct": None},
            "the order does not give soc_pct (lane AIR): the law; give soc_pct of at most 30",
        ),
        (
            {"limit": "max_wh", "value": "100"},
            {"watt_hours": "100.001"},
            "up to 100 Wh per battery, the order gives 100.001 (lane AIR): the law; "
            "give watt_hours of at most 100",
        ),
        (
            {"limit": "max_wh", "value": "2.7", "battery": "cell"},
            {"watt_hours": "3", "battery_kind": "cell"},
            "up to 2.7 Wh per cell, the order gives 3 (lane AIR)",
        ),
        (
            {"limit": "max_lithium_g", "value": "0.3"},
            {"lithium_g": "1.5"},
            "up to 0.3 g of lithium per battery, the order gives 1.5 (lane AIR): the law; "
            "give lithium_g of at most 0.3",
        ),
        (
            {"limit": "max_ml", "value": "500"},
            {"liquid_ml": 501},
            "up to 500 ml in one unit, the order gives 501 (lane AIR): the law; "
            "give liquid_ml of at most 500",
        ),
        (
            {"limit": "max_units", "value": "0"},
            {},
            "up to 0 units in one parcel, one unit is one (lane AIR): the law; "
            "ship it by another mode",
        ),
        (
            {"limit": "forbid", "wh_over": "2.7"},
            {},
            "forbids UN3480 by air, above 2.7 Wh (lane AIR): the law; "
            "ship it by another mode, or give watt_hours of at most 2.7",
        ),
        (
            {"limit": "forbid", "mode": "*"},
            {},
            "forbids UN3480 by air (lane AIR): the law; ship it by another lane",
        ),
        (
            {"limit": "forbid", "remedy": "book the charter of Mondays"},
            {},
            "(lane AIR): the law; book the charter of Mondays",
        ),
        (
            {"limit": "forbid", "flag": "fragile", "all_flags": "UN3480"},
            {"cargo_flags": ["UN3480", "fragile"]},
            "forbids UN3480, fragile by air (lane AIR)",
        ),
    ],
)
def test_refusal_says_what_would_keep_the_rule(
    tmp_path: Path, cells: dict[str, str], given: dict[str, Any], words: str
) -> None:
    """A broken rule is told with its lane, value, source and remedy."""
    text = reason(quoted(tmp_path, [rule("forbid") | cells], line(**(BANK | given))))
    assert text.startswith("cargo_rule.csv")
    assert words in text


@pytest.mark.parametrize(
    ("allow", "flags", "refused"),
    [
        ("UN3481", ["UN3481"], ""),
        ("UN3481", ["UN3481", "PI966"], ""),
        ("UN3481|PI967", ["UN3481", "PI967"], ""),
        ("UN3481|PI967", ["UN3481", "PI966"], "PI966"),
        ("UN3481|PI967", ["UN3481"], "PI966"),
        ("fragile", ["UN3481"], "UN3481"),
        ("fragile", ["UN3481", "PI966"], "UN3481, PI966"),
    ],
)
def test_instructions_that_a_lane_takes(
    tmp_path: Path, allow: str, flags: list[str], refused: str
) -> None:
    """A lane that names the number takes every instruction, else those that it names (C-60)."""

    def allows(tables: Tables) -> None:
        for row in tables["lane.csv"]:
            row["cargo_allow"] = allow

    quote = quoted(tmp_path, [], line(cargo_flags=flags, hs_code="850760"), allows)
    told = {each.reason for each in quote.refusals if each.code == "CLASS_NOT_ACCEPTED"}
    words = {f"lane AIR does not take goods flagged {refused}"} if refused else set()
    assert told == words
