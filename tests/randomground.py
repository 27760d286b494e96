"""Places, currencies and small tools of the random books."""

from __future__ import annotations

import csv
import json
import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

EXPONENT = {"USD": 2, "EUR": 2, "JPY": 0, "KWD": 3, "CNY": 2, "AUD": 2, "GBP": 2}
# Rough worth of one US dollar: only to make amounts plausible.
WORTH = {"USD": 1.0, "EUR": 0.9, "JPY": 150.0, "KWD": 0.31, "CNY": 7.1, "AUD": 1.5, "GBP": 0.8}
ORIGINS = (
    ("CN", "Asia/Shanghai", "CNY"),
    ("GB", "Europe/London", "GBP"),
    ("VN", "Asia/Ho_Chi_Minh", "USD"),
    ("IN", "Asia/Kolkata", "USD"),
)
MARKETS = (
    ("US", "America/New_York", "USD"),
    ("DE", "Europe/Berlin", "EUR"),
    ("JP", "Asia/Tokyo", "JPY"),
    ("KW", "Asia/Kuwait", "KWD"),
    ("AU", "Australia/Adelaide", "AUD"),
)
WINDOW_STARTS = (date(2025, 3, 1), date(2025, 10, 1), date(2026, 2, 20))
HEADINGS = ("6109", "8517", "3304", "4202", "9503", "2106")
FLAGS = ("magnetic", "brand", "fragile", "food", "cosmetics")
REGIONS = ("north", "south", "coast")  # origin zones (C-58)
# Limits and thresholds of the books, at which orders aim: sides in mm, kg per cbm, wholes.
EDGE_SIDES_MM = (254, 300, 450, 455, 508, 600)
EDGE_DENSITIES = (100, 167, 250, 333)
DIM_MIN_CM3 = "5000"
MATERIALS = ("paper", "plastic", "glass", "composite")
Row = dict[str, Any]


@dataclass
class Info:
    """What `random_order` must know of a book."""

    seed: int
    window: tuple[date, date]
    origins: list[str]
    markets: list[tuple[str, str]]
    codes: list[str]
    bad_codes: list[str]
    thresholds: dict[str, list[tuple[int, str]]]  # per market: minor units and their currency
    weights_g: list[int]
    schemes: dict[str, float]  # EPR schemes, and how often a seller has a number of its own
    facts: list[str]  # quantities, degrees and parts that duty texts of the book ask for
    postcodes: list[str]  # beside the usual ones
    handled: bool = False  # lines may leave their hours to handling laws
    pruned: bool = False  # lanes whose names end in x are like others, and never better (C-66)


class Maker:
    """A seeded writer of tables."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.rng, self.folder, self.seed = random.Random(seed), folder, seed
        self.clock = random.Random(f"{seed}/clock")  # of dates alone
        self.start = self.rng.choice(WINDOW_STARTS)
        self.end = self.start + timedelta(days=60)
        self.tables: dict[str, list[Row]] = {}
        self.areas: dict[str, list[Row]] = {}  # features of service areas by zone set
        self.edges: dict[str, list[tuple[int, str]]] = {}  # goods values by market, and currency
        self.postcodes: list[str] = []  # of service areas

    def chance(self, share: float) -> bool:
        """Return True in a share of the calls."""
        return self.rng.random() < share

    def add(self, table: str, /, **cells: Any) -> Row:
        """Add a row to a table."""
        row = {key: str(cell) for key, cell in cells.items() if cell is not None}
        self.tables.setdefault(table, []).append(row)
        return row

    def sourced(self, table: str, /, **cells: Any) -> Row:
        """Add a row that names a source."""
        return self.add(table, source="made up", **cells)

    def dated(self, table: str, chance: float, /, **cells: Any) -> list[Row]:
        """Add a row without ends, or in a share of the calls two that meet on a day."""
        return [
            self.sourced(table, **cells, valid_from=start, valid_to=end)
            for start, end in self.halves(chance)
        ]

    def once(self, table: str, chance: float, /, **cells: Any) -> Row:
        """Add a row without ends, or in a share of the calls one that begins or ends on a day."""
        start, end = self.rng.choice(self.halves(chance))
        return self.sourced(table, **cells, valid_from=start, valid_to=end)

    def money(self, low: float, high: float, currency: str, finer: int = 0) -> str:
        """Return a random amount, given in US dollars, in a currency."""
        digits = EXPONENT[currency] + finer
        value = round(self.rng.uniform(low, high) * WORTH[currency] * 10**digits)
        return decimal(value, digits)

    def percent(self, low: float, high: float) -> str:
        """Return a random percentage, fraction or decimal."""
        value = round(self.rng.uniform(low, high) * 1000)
        form = self.rng.randrange(3)
        if form == 0:
            return f"{decimal(value, 3)}%"
        return f"{value}/100000" if form == 1 else decimal(value, 5)

    def day(self) -> str:
        """Return a day inside the window or shortly after it."""
        return (self.start + timedelta(days=self.rng.randrange(3, 75))).isoformat()

    def later(self, day: str, days: int) -> str:
        """Return the date some days after another."""
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()

    def halves(self, share: float = 0.3) -> list[tuple[str, str]]:
        """Return one validity without ends, or two that meet on a day."""
        if not self.chance(share):
            return [("", "")]
        middle = self.day()
        return [("", middle), (middle, "")]

    def region(self, node: str) -> str:
        """Return the region of a node, or nothing."""
        rows = (row for row in self.tables["node"] if row["node_id"] == node)
        return str(next(rows).get("region", ""))

    def regions(self) -> list[str]:
        """Return the regions that nodes of the book lie in."""
        return sorted({row["region"] for row in self.tables["node"] if row.get("region")})

    def write_areas(self) -> None:
        """Write the service areas of each zone set."""
        for zone_set, features in self.areas.items():
            path = self.folder / "areas" / f"{zone_set}.geojson"
            path.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps({"type": "FeatureCollection", "features": features})
            path.write_text(text, encoding="utf-8")

    def write(self, names: dict[str, str]) -> None:
        """Write all tables; `names` gives the header of tables that may be empty."""
        for table, header in names.items():
            self.tables.setdefault(table, [])
            columns = header.split()
            for row in self.tables[table]:
                columns += [key for key in row if key not in columns]
            path = self.folder / f"{table}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("w", encoding="utf-8", newline="") as handle:
                writer = csv.DictWriter(handle, columns, restval="", lineterminator="\n")
                writer.writeheader()
                writer.writerows(self.tables[table])


def decimal(value: int, digits: int) -> str:
    """Return value / 10^digits as plain decimal text."""
    if digits == 0:
        return str(value)
    whole, part = divmod(value, 10**digits)
    return f"{whole}.{part:0{digits}d}".rstrip("0").rstrip(".")


def add_pair(maker: Maker, markets: list[str], kind: str, base: str, quote: str) -> None:
    """Add the rate of a pair in one direction or both, rarely with a gap."""
    if maker.chance(0.5):
        base, quote = quote, base
    level = maker.rng.choice((1, 1, 0.85, 1.15)) if kind == "tax" else 1
    authorities = ["*"]
    for prefix in ("", "A"):  # jurisdictions, and their duty areas
        if maker.chance(0.12):
            authorities.append(prefix + maker.rng.choice(markets))
    for authority in authorities:
        for start, end in maker.halves(0.2):
            if maker.chance(0.03 if kind == "tax" else 0.008):
                continue
            pairs = [(base, quote)]
            if maker.chance(0.05):
                pairs.append((quote, base))
            for one, other in pairs:
                worth = WORTH[other] / WORTH[one] * level * maker.rng.uniform(0.97, 1.03)
                cells = {"kind": kind, "authority": authority, "base": one, "quote": other}
                cells |= {"rate": decimal(max(1, round(worth * 10**6)), 6)}
                maker.sourced("fx", **cells, valid_from=start, valid_to=end)
