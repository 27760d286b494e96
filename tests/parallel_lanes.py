"""A source folder in which two lanes of a leg stand side by side, to be compared (C-66)."""

from __future__ import annotations

from pathlib import Path

from tiny_book import Edit, Rows, Tables, find, tiny_tables, write_tiny

from oneprice.routing.compile import compile_tables

LANE = {
    **{"currency": "EUR", "cargo_allow": "*", "segment": "after_entry", "mode": "road"},
    **{"transit_min_days": "1", "transit_max_days": "2", "calendar_id": "ALL", "source": "made up"},
}
DAILY = {"departure_days": "1234567", "departure_time": "18:00", "cutoff_lead_h": "4"}
# Two of each leg that can be told apart; those of a name differ in carrier and name alone.
LANES = {
    "PICK": {"leg": "pickup", "origin_node": "SHOP", "dest_node": "HUB", **DAILY}
    | {"segment": "before_export"},
    "HAUL": {"leg": "linehaul", "origin_node": "HUB", "dest_node": "PORT", **DAILY}
    | {"segment": "international", "mode": "air"},
    "CLEAR": {"leg": "clearance", "origin_node": "PORT", "dest_node": "PORT"},
    "MILE": {"leg": "last_mile", "origin_node": "PORT", "dest_node": "HOME"},
}


def lane(name: str, carrier: str = "") -> dict[str, str]:
    """Return a lane; a number behind its name changes nothing but carrier and name."""
    leg = name.rstrip("0123456789")
    return {"lane_id": name, "carrier": carrier or f"Mover {name}", **LANE, **LANES[leg]}


def rate(name: str, **more: str) -> dict[str, str]:
    """Return the one rate row of a lane."""
    return {"lane_id": name, "lo": "0", "base": "2", "rate": "1", "source": "made up"} | more


def parallel_tables(*twice: str) -> Tables:
    """Return the tables of one chain, with a second lane for each leg that is named."""
    tables = tiny_tables()
    names = [f"{leg}1" for leg in LANES] + [f"{leg}2" for leg in twice]
    tables["lane.csv"] = [lane(name) for name in names]
    tables["rate.csv"] = [rate(name) for name in names]
    hub = find(tables["node.csv"], node_id="PORT") | {"node_id": "HUB", "kind": "hub"}
    tables["node.csv"].append(hub | {"country": "CN", "tz": "Asia/Shanghai"})
    return tables


def add_slower(tables: Tables, name: str, **cells: str) -> None:
    """Add a lane that is slower than the first of its leg, with some cells of its own."""
    tables["lane.csv"].append(lane(name) | {"transit_max_days": "3"} | cells)
    tables["rate.csv"].append(rate(name))


def change(tables: Tables, name: str, file: str = "lane.csv", **cells: str) -> None:
    """Change cells of a lane, or of its rate row."""
    find(tables[file], lane_id=name).update(cells)


def surcharge(name: str, **more: str) -> dict[str, str]:
    """Return a surcharge of 1 per shipment."""
    row = {"sur_id": f"fee {name}", "lane_id": name, "code": "fee", "seq": "10"}
    return row | {"basis": "per_shipment", "amount": "1", "source": "made up"} | more


def key(tables: Tables, name: str, value: str) -> None:
    """Set a key of `book.csv`."""
    rows: Rows = tables["book.csv"]
    rows[:] = [row for row in rows if row["key"] != name]
    rows.append({"key": name, "value": value})


def compiled_ways(folder: Path, tables: Tables) -> tuple[list[tuple[str, ...]], list[str]]:
    """Return the routes of a source as lane names, and what was noted about them."""

    def replace(into: Tables) -> None:
        into.clear()
        into.update(tables)

    edit: Edit = replace
    ctx, sections = compile_tables(write_tiny(folder, edit))
    ways = []
    for route in sections["route"][1:]:
        legs = sections["route_leg"][route["leg_lo"] : route["leg_hi"]]
        names = sections["lane"]["name"][legs["lane"]]
        ways.append(tuple(ctx.ids.name("lane", int(name)) for name in names))
    return ways, [note for note in ctx.notes if "never" in note]
