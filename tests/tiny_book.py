"""A source folder small enough to reckon by hand: one law, one border, three products.

Country XX takes goods from SHOP over PORT to HOME. Everything is in EUR, every lane leaves
daily at 18:00 Shanghai time (10:00 UTC) with a cut-off 4 hours before. Tests change the tables
before they are written.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from oneprice.routing.compile import compile_book
from oneprice.routing.engine import Engine

Rows = list[dict[str, str]]
Tables = dict[str, Rows]
Edit = Callable[[Tables], object]
LAW = "law/XX"


def _keys(**values: str) -> Rows:
    return [{"key": key, "value": value} for key, value in values.items()]


def _node(name: str, kind: str, country: str, tz: str) -> dict[str, str]:
    return {"node_id": name, "kind": kind, "country": country, "tz": tz, "calendar_id": "ALL"}


def product(
    name: str, mode: str, days: tuple[str, str], base: str, rate: str, currency: str = "EUR"
) -> tuple[Rows, Rows]:
    """Return the lanes and the rate of a door-to-door product."""
    first = {
        "lane_id": name,
        "carrier": "Mover",
        "leg": "linehaul",
        "mode": mode,
        "origin_node": "SHOP",
        "dest_node": "PORT",
        "currency": currency,
        "cargo_allow": "*",
        "segment": "international",
        "departure_days": "1234567",
        "departure_time": "18:00",
        "cutoff_lead_h": "4",
        "transit_min_days": days[0],
        "transit_max_days": days[1],
        "calendar_id": "ALL",
        "source": "made up",
    }
    at_once = {"departure_days": "", "departure_time": "", "cutoff_lead_h": ""}
    included = first | at_once | {"priced_by": name, "segment": "after_entry", "mode": "road"}
    included |= {"transit_min_days": "0", "transit_max_days": "0"}
    clear = {"lane_id": f"{name}-C", "leg": "clearance", "origin_node": "PORT", "dest_node": "PORT"}
    mile = {"lane_id": f"{name}-D", "leg": "last_mile", "origin_node": "PORT", "dest_node": "HOME"}
    price = {"lane_id": name, "lo": "0", "base": base, "rate": rate, "source": "made up"}
    return [first, included | clear, included | mile], [price]


def tiny_tables() -> Tables:
    """Return the tables of the tiny source by file name."""
    slow = product("SEA", "sea", ("20", "24"), "2", "1")
    plain = product("AIR", "air", ("2", "3"), "5", "2")
    quick = product("FAST", "express", ("1", "1"), "20", "4")
    return {
        "book.csv": _keys(
            name="tiny",
            window_from="2026-07-01",
            window_to="2026-07-11",
            quote_ttl_min="60",
            law="XX",
        ),
        "currency.csv": [
            {"currency": "EUR", "exponent": "2"},
            {"currency": "CNY", "exponent": "2"},
            {"currency": "JPY", "exponent": "0"},
        ],
        "fx.csv": [],
        "calendar.csv": [{"calendar_id": "ALL", "workdays": "1234567"}],
        "node.csv": [
            _node("SHOP", "origin", "CN", "Asia/Shanghai"),
            _node("PORT", "gateway", "XX", "UTC"),
            _node("HOME", "zone", "XX", "UTC"),
        ],
        "lane.csv": slow[0] + plain[0] + quick[0],
        "rate.csv": slow[1] + plain[1] + quick[1],
        "tier.csv": [
            {"tier": "economy", "level": "0.9", "max_days": "60", "modes": "sea|air|express"},
            {"tier": "standard", "level": "0.9", "max_days": "20", "modes": "air|express"},
            {"tier": "premium", "level": "0.9", "max_days": "4", "modes": "express"},
        ],
        "guarantee.csv": [],
        f"{LAW}/jurisdiction.csv": [
            {
                "jurisdiction": "XX",
                "country": "XX",
                "duty_area": "XX",
                "currency": "EUR",
                "duty_point": "arrival",
                "known_until": "2027-12-31",
                "source": "made up",
            }
        ],
        f"{LAW}/measure.csv": [
            measure("6204", "10%"),
            measure("8507", "5%"),
            measure("3304", "Free"),
        ],
        f"{LAW}/regime.csv": [
            {
                "jurisdiction": "XX",
                "priority": "10",
                "regime": "import",
                "importer_of_record": "buyer",
                "entry_type": "plain",
                "heading_digits": "6",
                "stack_id": "all",
                "source": "made up",
            }
        ],
        f"{LAW}/stack.csv": [
            step("10", "duty", "duty", "CIF", "measure:base", required="Y"),
            step("20", "vat", "tax", "CIF + duty", "20%"),
        ],
    }


def measure(prefix: str, rate: str, start: str = "", end: str = "") -> dict[str, str]:
    """Return a base duty row."""
    row = {"area": "XX", "kind": "base", "hs_prefix": prefix, "origin": "*", "rate": rate}
    return row | {"valid_from": start, "valid_to": end, "source": "made up"}


def step(seq: str, code: str, kind: str, basis: str, rate: str, **more: str) -> dict[str, str]:
    """Return an import step on each line, rounded half up to a cent."""
    row = {"stack_id": "all", "seq": seq, "code": code, "kind": kind, "stage": "import"}
    row |= {"scope": "line", "basis": basis, "rate": rate, "unit": "0.01", "mode": "half_up"}
    return row | {"source": "made up"} | more


def factor(name: str, basis: str, rate: str, **more: str) -> dict[str, str]:
    """Return a guarantee factor."""
    return {"factor": name, "basis": basis, "rate": rate, "source": "made up"} | more


def find(rows: Rows, **wanted: str) -> dict[str, str]:
    """Return the row that has the wanted cells."""
    return next(row for row in rows if wanted.items() <= row.items())


def only(tables: Tables, *names: str) -> None:
    """Keep only the named products."""
    for file in ("lane.csv", "rate.csv"):
        tables[file] = [row for row in tables[file] if row["lane_id"].split("-")[0] in names]


def write_tiny(folder: Path, edit: Edit = lambda _: None) -> Path:
    """Write the tiny source, changed by `edit`, and return its folder."""
    tables = tiny_tables()
    edit(tables)
    for name, rows in tables.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if rows:
            columns = list(dict.fromkeys(column for row in rows for column in row))
            with file.open("w", encoding="utf-8", newline="") as handle:
                writer = csv.DictWriter(handle, columns, restval="")
                writer.writeheader()
                writer.writerows(rows)
    return folder


def tiny_book(folder: Path, edit: Edit = lambda _: None) -> Path:
    """Compile the tiny source and return the folder of the book."""
    compile_book(write_tiny(folder / "source", edit), folder / "tiny.book")
    return folder / "tiny.book"


def tiny_engine(folder: Path, edit: Edit = lambda _: None) -> Engine:
    """Return an engine of the tiny book."""
    return Engine.open(tiny_book(folder, edit))
