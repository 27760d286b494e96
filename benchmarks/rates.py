"""Measure batch rating: does a parcel take longer the more lanes a book has that do not serve it.

Run `python benchmarks/rates.py` (about two minutes, under 2 GiB). The books are synthetic and
seeded: lanes of several carriers from each origin to each destination, 25 rate rows a lane, zones
by postcode, surcharges, bands of goods value on one lane of eight. Books up to 50,000 rows come
through the compiler from CSV; the largest is that one ten times, each time to other countries.
The peer is one vectorised program of numpy (`searchsorted` over all pairs of parcel and lane) that
finds base freight alone; its answers must be ours. Times are of the processor on one thread, those
of two threads wall clock. Results are Markdown tables on standard output.
"""

from __future__ import annotations

import csv
import math
import os
import platform
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from oneprice.carriers.batch import BatchRater, BatchRates
from oneprice.carriers.compile import compile_carriers
from oneprice.carriers.refs import PARCEL
from oneprice.core.compiling import Compiling
from oneprice.core.days import parse_day
from oneprice.core.ground import compile_ground
from oneprice.core.ids import IdSpaces
from oneprice.core.postcodes import postcode_key

PARCELS = 100_000
RUNS = 3
LANES = 8  # that serve a parcel in the first series
BANDS = (0.5, 1, 2, 3, 5, 7, 10, 15, 21, 30, 45)  # upper ends in kg; the twelfth has none
ZONES = ("NEAR", "FAR")
DAY = parse_day("2026-07-01", "day")
SETTINGS = {"name": "rates", "window_from": "2026-01-01", "window_to": "2027-01-01"}
CURRENCIES = ("CNY", "USD", "EUR")
RATES = (("USD", "CNY", "7.02"), ("EUR", "CNY", "8.157"), ("EUR", "USD", "1.162"))
VALUE_EDGE = 10_000  # minor units, of the lanes with bands of goods value
Rows = list[dict[str, Any]]


class Made(NamedTuple):
    """A book of carriers' tables."""

    tables: dict[str, Any]
    ids: IdSpaces
    seconds: float


# --- the books ------------------------------------------------------------------------------


def origin(number: int) -> str:
    return f"O{number:03d}"


def country(number: int) -> str:
    """Return the code of a made-up country: AA, AB, ..."""
    return chr(65 + number // 26) + chr(65 + number % 26)


def made(origins: int, destinations: int, lanes: int) -> Made:
    """Write a book as CSV and compile it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for table, rows in source(origins, destinations, lanes).items():
            with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as handle:
                writer = csv.DictWriter(handle, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
        start = time.perf_counter()
        ctx = Compiling(folder)
        tables = compile_ground(ctx)
        tables |= compile_carriers(ctx, tables["node"])
        return Made(tables, ctx.ids, time.perf_counter() - start)


def source(origins: int, destinations: int, lanes: int) -> dict[str, Rows]:
    """Return the tables of a book; a lane is the same in every book that has it."""
    nodes = [node(origin(o), "origin", "ZZ") for o in range(origins)]
    nodes += [node(f"Z-{country(d)}", "zone", country(d)) for d in range(destinations)]
    keys = [(o, d, i) for o in range(origins) for d in range(destinations) for i in range(lanes)]
    tables: dict[str, Rows] = {
        "book": [{"key": key, "value": value} for key, value in SETTINGS.items()]
        + [{"key": "quote_ttl_min", "value": 60}],
        "currency": [{"currency": word, "exponent": 2} for word in CURRENCIES],
        "calendar": [{"calendar_id": "ALL", "workdays": "1234567"}],
        "node": nodes,
        "fx": [exchange_rate(*rate) for rate in RATES],
        "index": [{"index_id": "fuel", "value": "18.5%", "source": "made up"}],
        "zone": [row for d in range(destinations) for row in zone_rows(d)],
        "lane": [lane_row(*key) for key in keys],
        "rate": [row for key in keys for row in rate_rows(*key)],
    }
    tables["surcharge"] = surcharge_rows([lane_id(*key) for key in keys])
    return tables


def node(name: str, kind: str, code: str) -> dict[str, Any]:
    return {"node_id": name, "kind": kind, "country": code, "tz": "UTC", "calendar_id": "ALL"}


def exchange_rate(base: str, quote: str, rate: str) -> dict[str, Any]:
    pair = {"kind": "settlement", "authority": "*", "base": base, "quote": quote, "rate": rate}
    return {**pair, "source": "made up"}


def zone_rows(d: int) -> Rows:
    """Return 22 keys of a country: two zones by first digit, remote places inside them."""
    cells = {"zone_set": "P", "country": country(d), "source": "made up"}
    rows = [
        {**cells, "key_kind": "prefix", "key_lo": str(i), "zone": ZONES[i % 2], "service": "ok"}
        for i in range(10)
    ]
    rows += [
        {**cells, "key_kind": "prefix", "key_lo": f"{i}9{i}", "zone": ZONES[i % 2]}
        | {"service": "remote"}
        for i in range(10)
    ]
    return rows


def lane_id(o: int, d: int, i: int) -> str:
    return f"{origin(o)}-{country(d)}-{i}"


def lane_row(o: int, d: int, i: int) -> dict[str, Any]:
    return {
        **{"lane_id": lane_id(o, d, i), "carrier": f"C{i}", "leg": "linehaul"},
        **{"mode": ("air", "express", "post")[i % 3], "origin_node": origin(o)},
        **{"dest_node": f"Z-{country(d)}", "zone_set": "P", "currency": CURRENCIES[i % 2]},
        **{"cargo_allow": "*", "segment": "international", "calendar_id": "ALL"},
        **{"transit_min_days": 4, "transit_max_days": 9, "source": "made up"},
        **{"dim_divisor": (5000, 6000, 8000)[i % 3], "max_piece_kg": "70"},
        **{"round_steps": ("", "*:0.1", "21:0.5;*:1")[i % 3], "weight_scope": "piece"},
    }


def rate_rows(o: int, d: int, i: int) -> Rows:
    """Return the 25 rows of a lane: 12 bands in each of 2 zones, and one that no parcel meets.

    On one lane of eight the bands are those of two goods values, in one zone for all.
    """
    dice = random.Random(f"{o} {d} {i}")
    valued = i % 8 == 7
    rows = [rate_row(dice, lane_id(o, d, i), part, band, valued) for part in (0, 1)
            for band in range(12)]  # fmt: skip
    never = {**rows[0], "cargo_class": "mixed", "base": "999"}
    return [*rows, never]


def rate_row(dice: random.Random, lane: str, part: int, band: int, valued: bool) -> dict[str, Any]:
    edge = f"{VALUE_EDGE // 100}"
    return {
        **{"lane_id": lane, "dest_zone": "*" if valued else ZONES[part], "cargo_class": "*"},
        "value_lo": edge if valued and part else "",
        "value_hi": edge if valued and not part else "",
        "value_currency": "EUR" if valued else "",
        **{"lo": (0, *BANDS)[band], "hi": (*BANDS, "")[band]},
        "base": f"{dice.randrange(500, 3000) / 100:.2f}",
        "rate": f"{dice.randrange(2000, 9000) / 100:.2f}",
        "source": "made up",
    }


def surcharge_rows(lanes: Iterable[str]) -> Rows:
    """Return four surcharges for every lane."""
    common = {"lane_id": "|".join(lanes), "source": "made up"}
    kinds: Rows = [
        {"code": "fuel", "basis": "pct_base", "index_id": "fuel"},
        {"code": "remote", "basis": "per_shipment", "amount": "12.50", "when_service": "remote"},
        {"code": "long", "basis": "per_piece", "amount": "80", "measure": "longest_cm"}
        | {"op": ">", "threshold": "100"},
        {"code": "safe", "basis": "per_shipment", "amount": "1.20"},
    ]
    columns = ("sur_id", "lane_id", "code", "basis", "amount", "index_id", "when_service")
    columns += ("measure", "op", "threshold", "seq", "source")
    rows = [{"sur_id": row["code"], "seq": n, **common, **row} for n, row in enumerate(kinds, 1)]
    return [{column: row.get(column, "") for column in columns} for row in rows]


def repeated(book: Made, times: int, origins: int, destinations: int) -> Made:
    """Return a book several times over, each time to other countries, from the same origins."""
    start = time.perf_counter()
    old, ids = book.tables, IdSpaces(book.ids.as_lists())
    for number in range(destinations, destinations * times):
        ids.add("country", country(number))
    shifts = {name: len(old[name]) - 1 for name in ("lane", "rate", "surcharge", "round_step")}
    sets = int(old["zone"]["zone_set"].max())
    moved = {
        "lane": {"dest_node": destinations, "dest_country": destinations, "zone_set": sets}
        | {f"rate_{end}": shifts["rate"] for end in ("lo", "hi")}
        | {f"surcharge_{end}": shifts["surcharge"] for end in ("lo", "hi")}
        | {f"step_{end}": shifts["round_step"] for end in ("lo", "hi")},
        "rate": {"lane": shifts["lane"]},
        "surcharge": {"lane": shifts["lane"]},
        "zone": {"zone_set": sets, "country": destinations},
        "round_step": {},
    }
    tables = {**old, **{name: _copies(old[name], fields, times) for name, fields in moved.items()}}
    nodes = old["node"]
    copies = _copies(nodes[[0, *range(origins + 1, len(nodes))]], {"country": destinations}, times)
    tables["node"] = np.concatenate([nodes[: origins + 1], copies[1:]])
    return Made(tables, ids, time.perf_counter() - start)


def _copies(table: Any, moved: dict[str, int], times: int) -> Any:
    """Return a table's rows several times, some numbers moved on with each."""
    parts = [table[:1]]
    for k in range(times):
        part = table[1:].copy()
        for name, step in moved.items():
            part[name] += k * step
        parts.append(part)
    return np.concatenate(parts)


def parcels(ids: IdSpaces, origins: int, destinations: int) -> Any:
    """Return parcels from some origins to some countries, the same for the same numbers."""
    dice = np.random.default_rng(7)
    table = np.zeros(PARCELS, PARCEL)
    sides = np.sort(dice.integers(40, 700, (PARCELS, 3)), axis=1)
    codes = [ids.find("country", country(d)) for d in range(destinations)]
    keys = np.array([postcode_key(f"{n:05d}") for n in range(100_000)])[
        dice.integers(0, 100_000, PARCELS)
    ]
    nodes = [ids.find("node", origin(o)) for o in range(origins)]
    table["origin_node"] = dice.choice(nodes, PARCELS)
    table["country"] = dice.choice(codes, PARCELS)
    table["postcode_lo"], table["postcode_hi"] = keys.T
    table["weight_g"] = np.minimum(dice.lognormal(7, 1.2, PARCELS).astype(np.int64) + 20, 60_000)
    table["third_mm"], table["second_mm"], table["length_mm"] = sides.T
    table["goods_minor"] = dice.integers(500, 40_000, PARCELS)
    table["currency"] = ids.find("currency", "EUR")
    for name in ("day", "export_day", "entry_day"):
        table[name] = DAY
    for name, value in (("purpose", 1), ("headings", 1), ("units", 1)):
        table[name] = value
    table["cargo_class"] = 1
    table["battery_kind"] = 2
    for name in ("battery_mwh", "lithium_mg", "soc_pct", "battery_net_g", "liquid_ml"):
        table[name] = -1
    return table


# --- the peer -------------------------------------------------------------------------------


class Peer:
    """Base freight of all pairs of parcel and lane, by numpy; what can be is made beforehand."""

    def __init__(self, book: Made, rater: BatchRater) -> None:
        self.lane, self.rate = book.tables["lane"], book.tables["rate"]
        self.offers, self.countries = rater.offers, book.ids.count("country")
        zone = book.tables["zone"][1:]
        self.keys, rank = np.unique(zone["key_lo"], return_inverse=True)
        self.zone_keys = zone["zone_set"] * len(self.keys) + rank
        self.zones = zone["zone"]
        self.most_zone = int(zone["zone"].max()) + 1
        used = np.flatnonzero(self.rate["cargo_class"] == 0)[1:]
        row = self.rate[used]
        part = np.where(row["value_lo"] > 0, 1, 0)
        keys = self._band_key(row["lane"], row["zone"], part, row["lo"])
        order = np.argsort(keys, kind="stable")
        self.band_keys, self.bands = keys[order], used[order]
        steps = book.tables["round_step"]
        self.two_steps = (self.lane["step_hi"] - self.lane["step_lo"]) == 2
        self.has_steps = self.lane["step_hi"] > self.lane["step_lo"]
        last = np.where(self.has_steps, self.lane["step_hi"] - 1, 0)
        self.first_upto = steps["upto"][np.where(self.has_steps, self.lane["step_lo"], 0)]
        self.first_step = np.maximum(
            steps["step"][np.where(self.has_steps, self.lane["step_lo"], 0)], 1
        )
        self.last_step = np.maximum(steps["step"][last], 1)

    def _band_key(self, lane: Any, zone: Any, part: Any, lo: Any) -> Any:
        return (((lane * self.most_zone + zone) * 2 + part) << 22) + lo

    def base(self, asked: Any, start: Any) -> Any:
        """Return base freight in minor units for every offer of every parcel."""
        counts = np.diff(start)
        pair = np.repeat(np.arange(len(asked)), counts)
        cell = self.offers.origin[asked["origin_node"]] * self.countries + asked["country"]
        first = np.repeat(self.offers.cell[cell] - start[:-1], counts)
        lane = self.offers.offer["lane"][first + np.arange(len(pair))]
        q = self._quantity(asked, pair, lane)
        zone = self._zone(asked, pair, lane)
        valued = self.lane["value_currency"][lane] != 0
        part = np.where(valued & (asked["goods_minor"][pair] > VALUE_EDGE), 1, 0)
        keys = self._band_key(lane, np.where(valued, 0, zone), part, q)
        row = self.bands[np.searchsorted(self.band_keys, keys, side="left") - 1]
        num, den = self.rate["num"][row], self.rate["den"][row]
        exact = self.rate["base_pip"][row] * den + q * num
        return (exact + 5_000 * den) // (10_000 * den)

    def _quantity(self, asked: Any, pair: Any, lane: Any) -> Any:
        volume = asked["length_mm"] * asked["second_mm"] * asked["third_mm"]
        num, den = self.lane["volume_num"][lane], self.lane["volume_den"][lane]
        q = np.maximum(asked["weight_g"][pair], -((-volume[pair] * num) // den))
        first = self.two_steps[lane] & (q <= self.first_upto[lane])
        step = np.where(first, self.first_step[lane], self.last_step[lane])
        return np.where(self.has_steps[lane], -(-q // step) * step, q)

    def _zone(self, asked: Any, pair: Any, lane: Any) -> Any:
        rank = np.searchsorted(self.keys, asked["postcode_lo"], side="right") - 1
        key = self.lane["zone_set"][lane] * len(self.keys) + rank[pair]
        return self.zones[np.searchsorted(self.zone_keys, key, side="right") - 1]


# --- the measurements -----------------------------------------------------------------------


class Measured(NamedTuple):
    """Times of one book and set of parcels, in seconds."""

    rates: BatchRates
    pairs: int
    ours_s: float
    two_s: float
    base_only_s: float
    peer_s: float


def measure(book: Made, asked: Any) -> Measured:
    """Rate the parcels with us and with the peer; their base freights must be equal."""
    rater = BatchRater(book.tables, book.ids)
    ours_s, rates = best(lambda: rater.rate(asked))
    two_s, _ = best(lambda: rater.rate(asked, threads=2), time.perf_counter)
    every = rater.rate(asked, every=True)
    if not (every.all["status"] == 0).all():
        raise SystemExit("a parcel was refused: the synthetic book should serve all of them")
    bare = BatchRater(_without_surcharges(book.tables), book.ids)
    base_only_s, _ = best(lambda: bare.rate(asked))
    peer = Peer(book, rater)
    peer_s, base = best(lambda: peer.base(asked, every.start))
    if not np.array_equal(base, every.all["base_minor"]):
        raise SystemExit("the peer finds another base freight")
    return Measured(rates, len(every.all), ours_s, two_s, base_only_s, peer_s)


def _without_surcharges(tables: dict[str, Any]) -> dict[str, Any]:
    lane = tables["lane"].copy()
    lane["surcharge_hi"] = lane["surcharge_lo"]
    return {**tables, "lane": lane}


def best(
    call: Callable[[], Any], clock: Callable[[], float] = time.process_time
) -> tuple[float, Any]:
    """Return the shortest time of a few runs, and the result."""
    times, result = [], None
    for _ in range(RUNS):
        start = clock()
        result = call()
        times.append(clock() - start)
    return min(times), result


def cells(found: Measured) -> list[str]:
    """Return the columns that both series share."""
    return [
        f"{1e6 * found.ours_s / PARCELS:.2f}",
        f"{1e9 * found.ours_s / found.pairs:,.0f}",
        f"{1e6 * found.two_s / PARCELS:.2f}",
        f"{1e9 * found.base_only_s / found.pairs:,.0f}",
        f"{1e9 * found.peer_s / found.pairs:,.0f}",
        f"{found.peer_s / found.base_only_s:.2f}",
    ]


SHARED = (
    *("us per parcel", "ns per parcel and lane", "us per parcel, 2 threads, wall"),
    *("base only, ns", "numpy, base only, ns", "numpy / ours, base only"),
)


def exponent(sizes: list[int], times: list[float]) -> float:
    """Return the slope of a line through (log size, log time): 0 does not grow, 1 is linear."""
    x, y = np.log(sizes), np.log(times)
    return float(np.polyfit(x, y, 1)[0])


def print_table(headings: Iterable[str], rows: list[list[str]]) -> None:
    headings = list(headings)
    print("\n| " + " | ".join(headings) + " |\n|" + " --- |" * len(headings))
    for row in rows:
        print("| " + " | ".join(row) + " |")


def first_series() -> None:
    """Let the book grow by lanes that do not serve the parcels."""
    small, middle = made(5, 5, LANES), made(25, 10, LANES)
    large = repeated(middle, 10, 25, 10)
    near, far, sizes = [], [], []
    same = None
    for book, origins, destinations in ((small, 5, 5), (middle, 25, 10), (large, 25, 100)):
        sizes.append(len(book.tables["rate"]) - 1)
        found = measure(book, parcels(book.ids, 5, 5))
        prices = found.rates.best["price_minor"]
        if same is not None and not np.array_equal(prices, same):
            raise SystemExit("a price depends on lanes that do not serve the parcel")
        same = prices
        near.append((f"{book.seconds:.1f} s", found))
        far.append(measure(book, parcels(book.ids, origins, destinations)))
    print(f"\nThe book grows, {LANES} lanes serve each parcel; the same 25 pairs of origin and")
    print("country in each book (prices asserted equal):")
    headings = ("rate rows", "made in", *SHARED)
    print_table(headings, [[f"{n:,}", s, *cells(f)] for n, (s, f) in zip(sizes, near, strict=True)])
    print(f"\nExponent of the time per parcel: {exponent(sizes, [f.ours_s for _, f in near]):+.3f}")
    print("\nThe same with parcels spread over all pairs of each book:")
    print_table(("rate rows", *SHARED), [[f"{n:,}", *cells(f)] for n, f in zip(sizes, far,
                strict=True)])  # fmt: skip
    print(f"\nExponent of the time per parcel: {exponent(sizes, [f.ours_s for f in far]):+.3f}")


def second_series() -> None:
    """Let the lanes grow that serve a parcel."""
    found = [(lanes, measure(book, parcels(book.ids, 5, 5))) for lanes in (2, 8, 32)
             for book in [made(5, 5, lanes)]]  # fmt: skip
    print("\nThe lanes grow that serve each parcel:")
    rows = [[str(lanes), *cells(each)] for lanes, each in found]
    print_table(("lanes a parcel", *SHARED), rows)
    slope = exponent([lanes for lanes, _ in found], [each.ours_s for _, each in found])
    print(f"\nExponent of the time per parcel in serving lanes: {slope:+.3f}")


def main() -> None:
    """Print all measurements."""
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores; "
          f"{PARCELS:,} parcels, best of {RUNS} runs.")  # fmt: skip
    warm = made(1, 1, 1)
    BatchRater(warm.tables, warm.ids).rate(parcels(warm.ids, 1, 1)[:10])
    first_series()
    second_series()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nMost memory of the process: {math.ceil(most):,} MiB")


if __name__ == "__main__":
    main()
