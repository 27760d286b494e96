"""Small books of carrier tables, written as CSV and compiled the way a real book is."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from oneprice.carriers.compile import compile_carriers
from oneprice.carriers.rating import carrier_book
from oneprice.core.compiling import Compiling, Table
from oneprice.core.days import parse_day
from oneprice.core.ground import compile_ground

Cells = dict[str, Any]

GROUND: dict[str, list[Cells]] = {
    "book": [
        {"key": "name", "value": "cards"},
        {"key": "window_from", "value": "2026-01-01"},
        {"key": "window_to", "value": "2027-01-01"},
        {"key": "quote_ttl_min", "value": "60"},
    ],
    "currency": [
        {"currency": "CNY", "exponent": 2},
        {"currency": "USD", "exponent": 2},
        {"currency": "EUR", "exponent": 2},
        {"currency": "JPY", "exponent": 0},
        {"currency": "RUB", "exponent": 2},
        {"currency": "TWD", "exponent": 2},
    ],
    "calendar": [{"calendar_id": "ALL", "workdays": "1234567"}],
    "node": [
        {"node_id": "A", "kind": "origin", "country": "CN", "tz": "Asia/Shanghai"},
        {"node_id": "B", "kind": "zone", "country": "US", "tz": "America/New_York"},
    ],
}
LANE: Cells = {
    "lane_id": "L",
    "carrier": "C",
    "leg": "linehaul",
    "mode": "air",
    "origin_node": "A",
    "dest_node": "B",
    "currency": "CNY",
    "cargo_allow": "*",
    "segment": "international",
    "transit_min_days": 5,
    "transit_max_days": 9,
    "calendar_id": "ALL",
    "source": "test",
}
RATE: Cells = {"lane_id": "L", "lo": 0, "rate": 10}
SURCHARGE: Cells = {"sur_id": "S", "lane_id": "L", "code": "S", "seq": 1}
DAY = parse_day("2026-06-01", "day")


class Cards(NamedTuple):
    """A compiled set of cards."""

    tables: dict[str, Table]
    ctx: Compiling
    bk: Any

    def row(self, section: str, number: int = 1) -> dict[str, int]:
        """Return one record as a dict."""
        table = self.tables[section]
        return {name: int(table[number][name]) for name in table.dtype.names or ()}


def write_tables(folder: Path, tables: dict[str, Sequence[Cells]]) -> None:
    """Write each list of rows to `<name>.csv`; columns are those any row has."""
    for name, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)


def compile_cards(folder: Path, **tables: Sequence[Cells]) -> Cards:
    """Compile tables given as rows; every row gets the columns its kind always needs.

    Pass `lane`, `rate`, `zone`, `surcharge`, `index` or `cargo_rule`; lanes default to one lane
    `L` from A (China) to B (United States), rates to 10 CNY per kg. `node` replaces both nodes.
    """
    nodes = [{"calendar_id": "ALL", **node} for node in tables.pop("node", GROUND["node"])]
    filled: dict[str, Sequence[Cells]] = {**GROUND, "node": nodes}
    filled["lane"] = [{**LANE, **row} for row in tables.pop("lane", [{}])]
    filled["rate"] = [_with(RATE, row) for row in tables.pop("rate", [{}])]
    filled["surcharge"] = [
        {**SURCHARGE, "sur_id": f"S{i}", **row} for i, row in enumerate(tables.pop("surcharge", []))
    ]
    filled.update(tables)
    write_tables(folder, {name: rows for name, rows in filled.items() if rows})
    ctx = Compiling(folder)
    ground = compile_ground(ctx)
    compiled = compile_carriers(ctx, ground["node"])
    return Cards(compiled, ctx, carrier_book(compiled))


def _with(usual: Cells, row: Cells) -> Cells:
    """Return a rate row; one that names its price columns does not get the usual rate."""
    own = {"base", "rate"} & set(row)
    return {**{k: v for k, v in usual.items() if k != "rate" or not own}, **row}


@pytest.fixture
def cards(tmp_path: Path) -> Callable[..., Cards]:
    """Return `compile_cards` in a fresh folder."""

    def build(**tables: Sequence[Cells]) -> Cards:
        folder = tmp_path / f"book{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        return compile_cards(folder, **tables)

    return build
