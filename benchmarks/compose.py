"""Measure the composition of leg laws, beside a plain numpy composition in the same run.

Run `python benchmarks/compose.py [--miles 100] [--pickups 4]`. Lanes have learned laws of more
than 200 hours, each hour with a mass of its own; the seed is fixed. One chain of four legs is
composed on the hour grid for the 168 hours of a week and 45 days after it, by the kernel and by
numpy, which must agree in every chance; then a network of some 20,000 distinct ends of chains is
compiled over its window and 240 days; then promises are looked up. Times are of one core, best of
several. A Markdown table comes out.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from oneprice.carriers.tables import LANE
from oneprice.core.compiling import Compiling, Table, build_table
from oneprice.core.days import NEVER_DAY, day_number
from oneprice.core.ground import CLEARS, NODE, NODE_KIND
from oneprice.core.vocabulary import LEG, MODE
from oneprice.routing._kernels_day_laws import DELIVERY, first_day_with
from oneprice.routing.clocks.calendars import calendars_of
from oneprice.routing.clocks.local_time import Ints
from oneprice.routing.composing.arrivals import compose, delivery_outcome
from oneprice.routing.composing.chances import Chances, Pool
from oneprice.routing.composing.timing import Timing
from oneprice.routing.laws.ranges import FULL_MASS
from oneprice.routing.network.compiling import compile_network
from oneprice.routing.tables import DAY_LAW
from oneprice.tariffs.tables import JURISDICTION

SEED = 20
FIRST, END = date(2026, 11, 2), date(2026, 11, 30)
WEEK_DAYS, AHEAD_DAYS = 7, 45
CALENDARS = "calendar_id,workdays,holiday_country\nall,1234567,\nCN,123456,CN\nDE,12345,DE\n"
GATEWAYS, HAULS, CLEARANCES = 2, 20, 2
LOOKUPS = 2_000_000
LONGEST = {"pickup": 200, "linehaul": 320, "clearance": 220, "last_mile": 240}
Record = dict[str, int]


class Made(NamedTuple):
    """A synthetic network before it is compiled."""

    ctx: Compiling
    nodes: list[Record]
    lanes: list[Record]


class Read(NamedTuple):
    """What a look-up reads of a book and of the scratch of a call."""

    mass: Any
    mixed: Any
    day_law: Any


def main() -> None:
    """Print the table."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--miles", type=int, default=100, help="last-mile lanes")
    ask.add_argument("--pickups", type=int, default=4)
    chosen = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = network(Path(folder) / "one", miles=1, pickups=1, hauls=1)
        tables = compiled(made)
        warm_ns = look_up_ns(tables)
        cold_ms, warm_ms, numpy_ms = one_chain(made, tables)
        many = network(Path(folder) / "many", chosen.miles, chosen.pickups, HAULS)
        start = time.process_time()
        found = compiled(many)
        seconds = time.process_time() - start
    suffixes = ends(found)
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores\n")
    print("| figure | kernel | numpy |\n|---|---|---|")
    days = f"168 start hours, {AHEAD_DAYS} days"
    print(f"| one chain of 4 legs, {days}, ms | {warm_ms:.1f} | {numpy_ms:.0f} |")
    print(f"| the same with clocks and opening hours worked out anew, ms | {cold_ms:.1f} | |")
    chains = len(found["route"]) - 1
    print(f"| {suffixes:,} distinct ends of {chains:,} chains, s | {seconds:.1f} | |")
    print(f"| chances kept, million | {len(found['mass']) / 1e6:.1f} | |")
    print(f"| look-up of a promise of one route in the kernel, ns | {warm_ns:.0f} | |")
    print(f"| of any route of the network (outside the caches), ns | {look_up_ns(found):.0f} | |")


def best_ms(run: Callable[[], object], times: int) -> float:
    """Return the shortest processor time of some runs."""
    took = []
    for _ in range(times):
        start = time.process_time()
        run()
        took.append(time.process_time() - start)
    return min(took) * 1e3


# --- a network ------------------------------------------------------------------------


def network(folder: Path, miles: int, pickups: int, hauls: int) -> Made:
    """Return pickups x linehauls x clearances x last miles over two gateways."""
    folder.mkdir()
    (folder / "calendar.csv").write_text(CALENDARS, encoding="utf-8")
    ctx = Compiling(folder)
    ctx.settings["prune"] = "0"
    ctx.window_from_day, ctx.window_to_day = day_number(FIRST), day_number(END)
    for calendar in ("all", "CN", "DE"):
        ctx.ids.add("calendar", calendar)
    made = Made(ctx, [], [])
    add_node(made, "SZX", "origin", "Asia/Shanghai", "CN")
    add_node(made, "HUB", "hub", "Asia/Shanghai", "CN")
    for gate in range(GATEWAYS if miles > 1 else 1):
        add_node(made, f"GATE{gate}", "gateway", "Europe/Berlin", "DE")
    for mile in range(miles):
        add_node(made, f"ZONE{mile}", "zone", "Europe/Berlin", "DE")
    add_lanes(made, miles, pickups, hauls)
    write_laws(made)
    return made


def add_node(made: Made, name: str, kind: str, tz: str, calendar: str) -> None:
    """Add a node, open from 06:00 to 22:00 on working days if it is a hub or a gateway."""
    ids = made.ctx.ids
    hours = {"opens_min": 360, "closes_min": 1320} if kind in ("hub", "gateway") else {}
    made.nodes.append(
        {
            **{"kind": NODE_KIND[kind], "tz": ids.add("tz", tz)},
            **{"country": ids.add("country", calendar), "name": ids.add("node", name)},
            **{"calendar": ids.find("calendar", calendar), **hours},
        }
    )


def add_lanes(made: Made, miles: int, pickups: int, hauls: int) -> None:
    """Add all lanes; pickups and flights leave at set times."""
    for n in range(pickups):
        times = {"departure_days": 63, "departure_minute": 900 + 30 * n, "cutoff_lead_min": 120}
        add_lane(made, f"pick{n}", "pickup", ("SZX", "HUB"), "CN", **times)
    gates = GATEWAYS if miles > 1 else 1
    for gate in range(gates):
        for n in range(hauls):
            times = {"departure_days": (21, 42, 74)[n % 3], "departure_minute": 37 * n}
            ends = ("HUB", f"GATE{gate}")
            add_lane(made, f"air{gate}-{n}", "linehaul", ends, "all", cutoff_lead_min=480, **times)
        for n in range(CLEARANCES if miles > 1 else 1):
            ends = (f"GATE{gate}", f"GATE{gate}")
            add_lane(made, f"clear{gate}-{n}", "clearance", ends, "DE", day_type=1)
    for mile in range(miles):
        ends = (f"GATE{mile % gates}", f"ZONE{mile}")
        add_lane(made, f"mile{mile}", "last_mile", ends, "DE", day_type=1)


def add_lane(
    made: Made, name: str, leg: str, ends: tuple[str, str], calendar: str, **more: int
) -> None:
    """Add a lane."""
    ids = made.ctx.ids
    made.lanes.append(
        {
            **{"name": ids.add("lane", name), "carrier": ids.add("carrier", "mover")},
            **{"leg": LEG[leg], "mode": MODE["air" if leg == "linehaul" else "road"]},
            **{"origin_node": ids.find("node", ends[0]), "dest_node": ids.find("node", ends[1])},
            **{"calendar": ids.find("calendar", calendar), "law_max_h": 1, "late_den": 1},
            **{"runs_from_day": -NEVER_DAY, "runs_to_day": NEVER_DAY, **more},
        }
    )


def write_laws(made: Made) -> None:
    """Write a learned law for each lane: a mass of its own for each of its hours."""
    transit = ["lane_id,law_id,observations,parent_share,quote_share,learned_at,source"]
    laws = ["law_id,first_h,last_h,mass"]
    legs = {code: name for name, code in LEG.items()}
    for lane in made.lanes:
        name = made.ctx.ids.name("lane", lane["name"])
        transit.append(f"{name},{name},40,0.5,0,2026-11-01,synthetic")
        draw = random.Random(f"{SEED} {name}")
        hours = range(4, LONGEST[legs[lane["leg"]]])
        weight = [draw.randint(1, 10_000) * (len(hours) - i) for i in range(len(hours))]
        for hour, each in zip(hours, weight, strict=True):
            laws.append(f"{name},{hour},{hour},{FULL_MASS * each // sum(weight)}")
    (made.ctx.folder / "transit.csv").write_text("\n".join(transit) + "\n", encoding="utf-8")
    (made.ctx.folder / "transit_law.csv").write_text("\n".join(laws) + "\n", encoding="utf-8")


def compiled(made: Made) -> dict[str, Table]:
    """Return the sections of the network."""
    tables = {
        "node": build_table(NODE, made.nodes),
        "lane": build_table(LANE, made.lanes),
        "clears": build_table(CLEARS, []),
        "jurisdiction": build_table(JURISDICTION, []),
    }
    return tables | compile_network(made.ctx, tables)


def ends(tables: dict[str, Table]) -> int:
    """Return how many distinct ends the chains have."""
    found = set()
    for route in tables["route"][1:]:
        lanes = tuple(tables["route_leg"]["lane"][route["leg_lo"] : route["leg_hi"]].tolist())
        found |= {lanes[at:] for at in range(len(lanes))}
    return len(found)


# --- one chain ------------------------------------------------------------------------


def one_chain(made: Made, tables: dict[str, Table]) -> tuple[float, float, float]:
    """Return the milliseconds of one chain: cold, warm and by numpy, which must agree.

    Cold works out clocks and opening hours anew, which the chains of a book share.
    """
    timing = Timing.of_compiling(made.ctx, tables, calendars_of(tables, *window(made)))
    lanes = tuple(tables["route_leg"]["lane"][1:].tolist())
    tables["lane"]["departure_days"][lanes[0]] = 0  # a start in every hour
    end = timing.first_day + WEEK_DAYS + AHEAD_DAYS
    timing = replace(timing, end_day=end)
    known: dict[tuple[object, ...], Any] = {}

    def by_kernel(kept: dict[tuple[object, ...], Any]) -> Chances:
        fresh = replace(timing, pool=Pool(), _kept=kept)
        return compose(fresh, lanes, (0,) * len(lanes), delivery_outcome)

    ours, theirs = by_kernel(known), by_numpy(timing, lanes)
    base = timing.calendars.first_day
    for hour in range(24 * WEEK_DAYS):
        for day in range(timing.first_day, end):
            assert ours.by(hour, day) == theirs[hour, day - base], (hour, day)
    cold, warm = best_ms(lambda: by_kernel({}), 7), best_ms(lambda: by_kernel(known), 9)
    return cold, warm, best_ms(lambda: by_numpy(timing, lanes), 3)


def window(made: Made) -> tuple[int, int]:
    """Return the window of a network."""
    return made.ctx.window_from_day, made.ctx.window_to_day


def by_numpy(timing: Timing, lanes: tuple[int, ...]) -> Ints:
    """Return int64[hours, days]: the same chances by one numpy sum for each hour of a law."""
    base, end = timing.calendars.first_day, timing.calendars.end_day
    hours = len(timing.all_hours)
    outcome = delivery_outcome(timing, lanes[-1])
    by = outcome.rows.first_day[:-1, None] <= np.arange(base, end)
    after = np.where(by, FULL_MASS, 0)
    for lane in reversed(lanes):
        after = np.vstack([after, np.zeros((1, after.shape[1]), np.int64)])
        rows = before(timing, lane, after, starts(timing, lane))
        rows = np.vstack([rows, np.zeros((1, rows.shape[1]), np.int64)])
        after = rows[np.minimum(timing.start_of(lane, 0), len(rows) - 1)]
    return after[:hours]


def starts(timing: Timing, lane: int) -> Ints:
    """Return the places of the hours at which a lane can begin."""
    if not timing.lane[lane]["departure_days"]:
        return np.arange(len(timing.all_hours))
    found = -(-timing.events(lane)["depart_min"] // 60) - timing.first_hour
    return np.asarray(found[found < len(timing.all_hours)])


def before(timing: Timing, lane: int, after: Ints, start: Ints) -> Ints:
    """Return the chances of starts from those of arrival hours."""
    total = np.zeros((len(start), after.shape[1]), np.int64)
    hours, works = len(timing.all_hours), bool(timing.lane[lane]["day_type"])
    for hour, mass in timing.laws[lane].masses().items():
        days, rest = divmod(hour, 24) if works else (0, hour)
        arrived = timing.arrived(lane, days)[days] - timing.first_hour
        arrived = np.append(np.clip(arrived, 0, hours), hours)
        total += mass * after[arrived[np.minimum(start + rest, hours)]]
    return total >> 31


# --- look-up --------------------------------------------------------------------------


def look_up_ns(tables: dict[str, Table]) -> float:
    """Return the nanoseconds of one look-up: departure, then the first day that is sure enough."""
    draw = np.random.default_rng(SEED)
    first = day_number(FIRST) * 1440
    routes = draw.integers(1, len(tables["route"]), LOOKUPS)
    ready = draw.integers(first, first + 28 * 1440, LOOKUPS)
    read = Read(tables["mass"], np.zeros(3, np.int64), np.zeros(3, DAY_LAW))
    sections = tuple(tables[name] for name in ("event", "arrival", "route"))
    order = np.argsort(routes)
    look_up(read, *sections, routes[:9], ready[:9])
    return best_ms(lambda: look_up(read, *sections, routes[order], ready), 3) * 1e6 / LOOKUPS


@njit(error_model="numpy")
def look_up(read: Any, event: Any, arrival: Any, route: Any, routes: Any, ready: Any) -> int:
    """Return the sum of many promise days."""
    total = 0
    for i in range(len(routes)):
        rt = route[routes[i]]
        lo, hi = rt.event_lo, rt.event_hi
        while lo < hi:
            mid = (lo + hi) // 2
            if event[mid].cutoff_min < ready[i]:
                lo = mid + 1
            else:
                hi = mid
        law = arrival[rt.arrival_lo + lo - rt.event_lo]
        read.day_law[DELIVERY].day = law.day
        read.day_law[DELIVERY].lo = law.lo
        read.day_law[DELIVERY].n = law.n
        total += first_day_with(read, read, DELIVERY, 2_040_109_466)[0]
    return total


if __name__ == "__main__":
    main()
