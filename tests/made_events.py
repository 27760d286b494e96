"""Made event tables: orders of two legs, handed over and delivered, with a model for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from oneprice.carriers.transit.events import Events, check_events
from oneprice.carriers.transit.model import TransitModel, model_of

COLUMNS = ("shipment", "leg", "event", "at", "planned_at", "seller", "lane", "region")
START = datetime(2024, 1, 1, 10, tzinfo=UTC)  # a Monday
DAY_MIN = 1440
Order = tuple[str, str, str, float, float | None, float | None, float | None]


def stamp(day: float | None) -> str:
    """Return the stamp so many days after `START`; nothing for None."""
    return "" if day is None else (START + timedelta(days=day)).isoformat()


def minute(day: float) -> int:
    """Return the UTC minute so many days after `START`."""
    return int((START + timedelta(days=day)).timestamp()) // 60


def rows_of(order: Order) -> list[tuple[str, ...]]:
    """Return the events of (id, seller, lane, ordered, handed over, delivered, promised)."""
    name, seller, lane, ordered, handed, came, promised = order
    keys = (seller, lane, lane[:1])
    return [
        (name, "", "ordered", stamp(ordered), "", *keys),
        (name, "pick", "handed", stamp(handed), "", *keys),
        (name, "move", "came", stamp(came), stamp(promised), *keys),
    ]


def table(orders: Iterable[Order], more: Iterable[tuple[str, ...]] = ()) -> Events:
    """Return the event table of orders, with more rows at its end."""
    rows = [row for order in orders for row in rows_of(order)]
    return check_events(pd.DataFrame([*rows, *more], columns=list(COLUMNS)), "made.csv")


def many(count: int, seed: int = 1) -> list[Order]:
    """Return orders at random, over three sellers and four lanes, one a quarter of a day."""
    random = np.random.default_rng(seed)
    orders: list[Order] = []
    for number in range(count):
        ordered = number / 4
        lane, seller = int(random.integers(4)), int(random.integers(3))
        handed = ordered + float(random.integers(seller, 3 + 2 * seller))
        came = handed + float(random.integers(1, 5 + 3 * lane))
        names = f"s{seller + 1}", ("AX", "AY", "BX", "BY")[lane]
        orders.append((f"o{number}", *names, ordered, handed, came, ordered + 14))
    return orders


def model(**changes: Any) -> TransitModel:
    """Return the model of made orders, in natural days, with other settings."""
    settings: dict[str, Any] = {
        "name": "made",
        "anchor": "ordered",
        "legs": [
            {"leg": "pick", "ends": "handed", "keys": ["seller"]},
            {"leg": "move", "ends": "came", "keys": ["lane", "region"]},
        ],
    }
    return model_of({**settings, **changes}, "made.yaml")
