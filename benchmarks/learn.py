"""Measure learning from events, beside plain quantiles by lane of a data frame in the same run.

Run `python benchmarks/learn.py [--orders 17000]`. Orders of 600 days are made (the seed is fixed):
3,000 sellers, 27 x 27 lanes, two legs, slow and fast weeks. Timed are reading the table, the first
learning, each further week, and the promises of the week's orders; the peer is what an analyst
writes first, the 0.95 quantile by lane of all finished orders. Best of several, one core. A
Markdown table comes out.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from oneprice.carriers.transit.events import Events, read_events
from oneprice.carriers.transit.learn import Learned, cases_of, learn
from oneprice.carriers.transit.model import TransitModel, read_model

SEED, DAYS, SELLERS, STATES = 5, 600, 3_000, 27
START = pd.Timestamp("2024-01-01T00:00:00-03:00")
DAY_MIN = 1440
LEVELS = [0.5, 0.9, 0.95]
MODEL = """
name: made
unit: day
zone: America/Sao_Paulo
anchor: ordered
order: [ordered, handed_over, delivered]
legs:
  - {leg: hand_over, ends: handed_over, keys: [seller, origin]}
  - {leg: transit, ends: delivered, axis: work, holidays: BR, keys: [lane, regions]}
level: {leg: transit, window_days: 28, quantile: 0.85, of_quantile: 0.75}
"""


def made_orders(count: int) -> pd.DataFrame:
    """Return orders with instants in days after `START`."""
    rng = np.random.default_rng(SEED)
    ordered = np.sort(rng.uniform(0, DAYS, count))
    origin, dest = (np.minimum(rng.geometric(0.12, count), STATES) for _ in range(2))
    seller = np.minimum(rng.geometric(0.002, count), SELLERS)
    slow = 1 + 0.5 * np.sin(ordered / 60)
    handed = ordered + rng.gamma(2, 1 + seller % 3)
    came = handed + slow * rng.gamma(4, 1 + np.abs(origin - dest) / 8)
    return pd.DataFrame(
        {
            "shipment": [f"o{i}" for i in range(count)],
            "ordered": ordered,
            "handed_over": handed,
            "delivered": came,
            "seller": [f"s{s}" for s in seller],
            "origin": [f"r{o}" for o in origin],
            "lane": [f"r{o}-r{d}" for o, d in zip(origin, dest, strict=True)],
            "regions": [f"g{o % 5}-g{d % 5}" for o, d in zip(origin, dest, strict=True)],
        }
    )


def write_events(orders: pd.DataFrame, path: Path) -> None:
    """Write the orders as an event table, as it stands at the end of the days."""
    parts = []
    for event, leg in (("ordered", ""), ("handed_over", "hand_over"), ("delivered", "transit")):
        minutes = (orders[event] * DAY_MIN).round()
        part = orders[["shipment", "seller", "origin", "lane", "regions"]].copy()
        part["leg"], part["event"] = leg, event
        part["at"] = (START + pd.to_timedelta(minutes, unit="min")).map(pd.Timestamp.isoformat)
        parts.append(part[orders[event] < DAYS])
    pd.concat(parts).to_csv(path, index=False)


def best(times: int, call: Callable[[], object]) -> float:
    """Return the least seconds of some calls."""
    took = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        took.append(time.perf_counter() - start)
    return min(took)


def weeks_of(events: Events, model: TransitModel, weeks: int) -> tuple[float, float]:
    """Return the mean seconds of learning a further week, and of promising its orders."""
    cases = cases_of(events, model)
    taught = promised = 0.0
    for week in range(weeks):
        as_of = int(cases.ordered_min[-1]) - 7 * DAY_MIN * (weeks - week)
        start = time.perf_counter()
        learned: Learned = learn(events, model, as_of)
        taught += time.perf_counter() - start
        inside = (cases.ordered_min >= as_of) & (cases.ordered_min < as_of + 7 * DAY_MIN)
        start = time.perf_counter()
        learned.promise_units(np.flatnonzero(inside), LEVELS)
        promised += time.perf_counter() - start
    return taught / weeks, promised / weeks


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=17_000)
    count = parser.parse_args().orders
    orders = made_orders(count)
    with tempfile.TemporaryDirectory() as folder:
        table, words = Path(folder) / "events.csv", Path(folder) / "model.yaml"
        write_events(orders, table)
        words.write_text(MODEL, encoding="utf-8")
        model = read_model(words)
        reading = best(3, lambda: read_events(table))
        fresh = [read_events(table) for _ in range(3)]
    first = min(best(1, lambda events=events: learn(events, model, None)) for events in fresh)
    taught, promised = weeks_of(fresh[0], model, 12)
    took = (orders["delivered"] - orders["ordered"]).groupby(orders["lane"])
    peer = best(3, lambda: took.quantile(0.95))
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"\n| {count:,} orders | time |\n| --- | --- |")
    for name, seconds in (
        ("reading the table of events", reading),
        ("first learning", first),
        ("each further week", taught),
        ("promises of a week's orders", promised),
        ("peer: 0.95 quantile by lane, pandas", peer),
    ):
        print(f"| {name} | {1000 * seconds:,.1f} ms |")


if __name__ == "__main__":
    main()
