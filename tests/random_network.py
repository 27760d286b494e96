"""Small random networks with parallel lanes, hubs and terms, and orders to them."""

from __future__ import annotations

from random import Random
from typing import Any

from orders import line, order
from parallel_lanes import LANES, change, key, lane, parallel_tables, rate, surcharge
from tiny_book import Tables, factor, find, step

BASES, RATES = ("2", "2", "3"), ("1", "1", "1.5")
TRANSITS = (("1", "2"), ("1", "2"), ("1", "3"), ("0.5", "1"), ("2", "2"))
TIMES = ("18:00", "18:00", "17:00", "09:30")


def random_tables(seed: int) -> Tables:
    """Return a source of one to three lanes for each leg, most of them nearly alike."""
    draw = Random(seed)
    tables = parallel_tables()
    for name in [row["lane_id"] for row in tables["lane.csv"]]:
        _shape(draw, tables, name)
    for leg in LANES:
        for number in range(2, 2 + draw.choice((0, 1, 1, 2))):
            add_lane(draw, tables, f"{leg}{number}")
    if draw.random() < 0.3:
        tables["guarantee.csv"] = [factor("lateness", "late", "50%")]
        for tier in tables["tier.csv"]:
            tier["late_pct"] = "10%"
    if draw.random() < 0.4:  # a law under which less freight may cost more
        gate = f"FREIGHT<{draw.choice((9, 9.5, 10, 13))}"
        toll = step("30", "toll", "fee", "ONE", "", flat="9", scope="entry", gates=gate)
        tables["law/XX/stack.csv"].append(toll)
    if draw.random() < 0.3:
        tables["transfer.csv"] = [{"node_id": "HUB", "hours": "5", "source": "made up"}]
    if draw.random() < 0.3:
        find(tables["node.csv"], node_id="PORT").update(opens="08:00", closes="17:30")
    for tier, days in (("economy", "60"), ("standard", "14"), ("premium", "9")):
        find(tables["tier.csv"], tier=tier).update(modes="air|road|express", max_days=days)
    return tables


def add_lane(draw: Random, tables: Tables, name: str) -> None:
    """Add a random lane beside those of its leg."""
    tables["lane.csv"].append(lane(name, draw.choice(("", "able", "zeal"))))
    tables["rate.csv"].append(rate(name))
    _shape(draw, tables, name)


def _shape(draw: Random, tables: Tables, name: str) -> None:
    low, high = draw.choice(TRANSITS)
    change(tables, name, transit_min_days=low, transit_max_days=high)
    change(tables, name, "rate.csv", base=draw.choice(BASES), rate=draw.choice(RATES))
    if draw.random() < 0.2:
        change(tables, name, departure_days="12345", departure_time=draw.choice(TIMES))
    if draw.random() < 0.2:
        tables.setdefault("surcharge.csv", []).append(surcharge(name))


def without_pruning(tables: Tables) -> Tables:
    """Return the same source with every chain kept."""
    copied = {name: [dict(row) for row in rows] for name, rows in tables.items()}
    key(copied, "prune", "0")
    return copied


def random_order(draw: Random) -> dict[str, Any]:
    """Return an order of one or two lines."""
    lines = [
        line(
            sku=f"COAT-{number}",
            quantity=draw.randint(1, 3),
            weight_g=draw.choice((40, 1_000, 7_777)),
            unit_price_minor=draw.choice((990, 10_000, 40_001)),
            handling_h=draw.choice((0, 5, 31)),
        )
        for number in range(draw.choice((1, 1, 2)))
    ]
    day, hour = draw.randint(1, 9), draw.randint(0, 23)
    return order(*lines, quoted_at=f"2026-07-{day:02}T{hour:02}:{draw.randint(0, 59):02}:00+00:00")
