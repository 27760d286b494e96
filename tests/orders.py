"""Orders that tests start from: the examples by name, and a small one to change."""

from __future__ import annotations

import hashlib
import json
from copy import deepcopy
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "examples" / "orders"
EXAMPLES = sorted(path.stem for path in FOLDER.glob("*.json"))
Document = dict[str, Any]

LINE: Document = {
    "sku": "COAT",
    "seller": "SELLER",
    "ship_from": "SHOP",
    "handling_h": 0,
    "quantity": 1,
    "unit_price_minor": 10_000,
    "country_of_origin": "CN",
    "hs_code": "620442",
    "weight_g": 1000,
    "length_mm": 300,
    "width_mm": 200,
    "height_mm": 100,
}
FULL_LINE: Document = LINE | {
    "hs_national": {"XX": "6204.42.00"},
    "description": "winter coat, wool",
    "net_weight_g": 900,
    "cargo_flags": ["UN3481", "fragile"],
    "battery_kind": "cell",
    "watt_hours": "37.5",
    "lithium_g": "0.5",
    "soc_pct": 30,
    "battery_net_g": 120,
    "liquid_ml": 40,
    "orientation": "upright",
    "stackable": False,
    "keep_together": "set",
    "packaging": {"paper": 20, "plastic": 3},
    "duty_quantities": {"kg": "0.9", "l": "0.25"},
    "epr_ids": {"packs": "XX123"},
}


def example(name: str) -> Document:
    """Return an order of `examples/orders`."""
    document: Document = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return document


def digest(engine: Any, name: str) -> str:
    """Return a digest of the whole quote of an example."""
    return hashlib.sha256(engine.quote(example(name)).model_dump_json().encode()).hexdigest()


def line(**changes: Any) -> Document:
    """Return a line of plain goods."""
    return deepcopy(LINE) | changes


def order(*lines: Document, **changes: Any) -> Document:
    """Return an order to XX, of one plain line if none is given."""
    return {
        "quoted_at": "2026-07-01T08:00:00+00:00",
        "currency": "EUR",
        "buyer": {"country": "XX", "postcode": "12345"},
        "lines": list(lines) or [line()],
    } | changes
