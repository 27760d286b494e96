"""A tiny source in which everything that makes a date is at work, and its quotes.

The air product is learned and composed of odd things on purpose: a pickup that leaves on three
days, a hub that is shut at night, a transfer that takes hours, a clearance on working days, a
delivery that ends at 17:00, a zone that takes a day longer, an announced event, and a law of which
a part never arrives.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from orders import line, order
from tiny_book import Tables, find, only, tiny_engine

from oneprice.core.order import Order
from oneprice.core.quote import Quote
from oneprice.routing.engine import Engine
from oneprice.routing.promises.answer import ConsignmentPromise, PromiseAnswer
from oneprice.routing.promises.telling import told

LEANS = {"parent_share": "0.1", "quote_share": "0.05", "learned_at": "2026-06-30"}
HALF = 2**30


def law(name: str, *runs: tuple[int, int, int]) -> list[dict[str, str]]:
    """Return the rows of a law by (first hour, last hour, mass of each)."""
    cells = ("first_h", "last_h", "mass")
    return [{"law_id": name} | dict(zip(cells, map(str, run), strict=True)) for run in runs]


def learned(lane: str, law_id: str, observations: str, **more: str) -> dict[str, str]:
    """Return a row of transit.csv."""
    row = {"lane_id": lane, "law_id": law_id, "observations": observations}
    return row | LEANS | {"source": "made up"} | more


def odd(tables: Tables) -> None:
    """Leave the air and the express product, with everything in them that makes dates odd."""
    only(tables, "AIR", "FAST")
    lanes = tables["lane.csv"]
    pickup = find(lanes, lane_id="AIR") | {
        **{"lane_id": "PICK", "leg": "pickup", "mode": "road", "dest_node": "HUB"},
        **{"departure_days": "135", "departure_time": "18:00", "transit_min_days": "0"},
        **{"transit_max_days": "1", "segment": "before_export", "carrier": "Picker"},
    }
    for name in ("AIR", "FAST"):
        find(lanes, lane_id=name)["origin_node"] = "HUB"
        find(lanes, lane_id=f"{name}-D")["zone_set"] = "ZONES"
    find(lanes, lane_id="AIR-C").update(
        {"day_type": "work", "calendar_id": "WEEK", "transit_max_days": "1"}
    )
    find(lanes, lane_id="AIR-D").update(
        {"day_type": "work", "calendar_id": "WEEK", "transit_max_days": "2", "zone_set": "ZONES"}
        | {"delivers_until": "17:00", "late_share": "10%", "late_max_days": "6"}
    )
    lanes.append(pickup)
    tables["rate.csv"].append({"lane_id": "PICK", "lo": "0", "base": "1", "source": "made up"})
    tables["calendar.csv"].append({"calendar_id": "WEEK", "workdays": "12345"})
    hub = find(tables["node.csv"], node_id="SHOP") | {"node_id": "HUB", "kind": "hub"}
    tables["node.csv"] += [hub | {"opens": "08:00", "closes": "18:00"}]
    find(tables["node.csv"], node_id="HOME")["tz"] = "Europe/Berlin"
    find(tables["node.csv"], node_id="PORT").update({"opens": "06:00", "closes": "02:00"})
    tables["transfer.csv"] = [
        {"node_id": "PORT", "to_leg": "clearance", "hours": "5", "source": "made up"}
    ]
    tables["zone.csv"] = [
        {"zone_set": "ZONES", "country": "XX", "key_kind": "all", "zone": "MAIN", "service": "ok"},
        {"zone_set": "ZONES", "country": "XX", "key_kind": "prefix", "key_lo": "9", "zone": "MAIN"}
        | {"service": "remote", "extra_days": "1"},
    ]
    tables["uplift.csv"] = [
        {"name": "Typhoon", "mode": "air", "from": "2026-07-04", "to": "2026-07-06"}
        | {"factor": "1.5", "add_h": "6", "source": "made up"}
    ]
    _laws(tables)


def _laws(tables: Tables) -> None:
    """Give every leg of the air product a learned law, and one seller a handling law."""
    tables["transit.csv"] = [
        learned("PICK", "pick", "240.5", parent_share="0", quote_share="0"),
        learned("AIR", "air", "57.3127"),
        learned("AIR-C", "clear", "31", parent_share="0.6"),
        learned("AIR-D", "mile", "88"),
    ]
    tables["transit_law.csv"] = [
        *law("pick", (3, 8, 2**31 // 8), (9, 24, 2**31 // 64)),
        *law("air", (40, 47, 2**31 // 16), (48, 59, 2**31 // 32), (90, 120, 2**31 // 512)),
        *law("clear", (6, 6, HALF), (24, 47, HALF // 24)),
        *law("mile", (20, 29, 2**31 // 16), (48, 71, 2**31 // 64)),
        *law("hands", (4, 4, HALF), (20, 27, 2**31 // 16)),
    ]
    tables["handling.csv"] = [
        {"seller": "SLOW", "ship_from": "SHOP", "law_id": "hands", "observations": "8.25"}
        | {"parent_share": "0.25", "learned_at": "2026-06-29", "source": "made up"}
    ]


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Return a folder that is removed when the interpreter ends."""
    return tempfile.TemporaryDirectory(prefix="oneprice-", ignore_cleanup_errors=True)


@cache
def odd_engine() -> Engine:
    """Return an engine on the odd source."""
    return tiny_engine(Path(_folder().name), odd)


def ask(*lines: dict[str, Any], **more: Any) -> tuple[Order, Quote, list[PromiseAnswer]]:
    """Return an order, its quote and its promises from the odd source."""
    asked = Order.parse(order(*(lines or (line(),)), **more))
    quote = odd_engine().quote(asked)
    return asked, quote, told(odd_engine().book, asked, quote)


def by_air(*lines: dict[str, Any], **more: Any) -> ConsignmentPromise:
    """Return the first consignment of the first tier that goes by air."""
    _, quote, answers = ask(*lines, **more)
    parts = [part for answer in answers for part in answer.consignments if part.mode == "air"]
    assert parts, quote.refusals
    return parts[0]
