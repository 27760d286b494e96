"""The orders of Olist, a Brazilian marketplace, 2016 to 2018: five stamps and a promise an order.

Source: the sample of Olist's public orders (CC BY-NC-SA 4.0, attribution to Olist). It is judged,
never shipped. Stamps are local wall time of Sao Paulo; a wall time that the clocks skip keeps the
offset from before, an ambiguous one is the earlier instant, so that local days stay as written.

The platform's promise (`estimated`, a date) is planned for the last minute of its day: it is kept
if the delivery's local day is not after it. Approval ends no leg: where goods were handed over
before it nothing changes. Orders `canceled` or `unavailable` bear no stamp of
when that was known, so they are left out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from oneprice.carriers.transit.adapters.rows import HEADINGS, EventRows, Row, once, read_rows
from oneprice.core.errors import InputError

ZONE = ZoneInfo("America/Sao_Paulo")
NEEDED = (
    *("order", "status", "purchased", "approved", "to_carrier", "delivered", "estimated"),
    *("seller", "seller_state", "customer_state"),
)
KEYS = ("seller", "origin", "dest", "lane", "regions")
TAKEN_BACK = ("canceled", "unavailable")
STAMP = "%Y-%m-%d %H:%M:%S"
# The five great regions of Brazil (IBGE).
REGIONS = {
    "N": ("AC", "AP", "AM", "PA", "RO", "RR", "TO"),
    "NE": ("AL", "BA", "CE", "MA", "PB", "PE", "PI", "RN", "SE"),
    "CO": ("DF", "GO", "MT", "MS"),
    "SE": ("ES", "MG", "RJ", "SP"),
    "S": ("PR", "RS", "SC"),
}
REGION = {state: region for region, states in REGIONS.items() for state in states}


def events_of(path: Path) -> EventRows:
    """Return four events an order: purchased, approved, handed over, delivered.

    Parameters
    ----------
    path : Path
        The CSV file, packed or not; later rows of the same columns are read alike.

    Raises
    ------
    InputError
        A row cannot be used, an order is there twice, or all were taken back.
    """
    seen: dict[str, Row] = {}
    rows: list[tuple[str, ...]] = []
    for row in read_rows(path, NEEDED):
        once(seen, row.filled("order"), row, "order")
        if row["status"] not in TAKEN_BACK:
            rows += _order(row)
    if not rows:
        remedy = f"every order is {' or '.join(TAKEN_BACK)}: give a file with others"
        raise InputError(path.name, f"{len(seen)} orders", remedy)
    return EventRows((*HEADINGS, *KEYS), rows)


def _order(row: Row) -> list[tuple[str, ...]]:
    """Return the events of an order."""
    seller = row["seller"].removesuffix(".0") or "?"
    origin, dest = row["seller_state"] or "?", row.filled("customer_state")
    regions = f"{REGION.get(origin, '?')}-{REGION.get(dest, '?')}"
    keys = (seller, origin, dest, f"{origin}-{dest}", regions)
    day = row.day("estimated")
    promised = _local(datetime(day.year, day.month, day.day, 23, 59))
    order = row["order"]
    row.filled("purchased")
    return [
        (order, "", "purchased", _stamp(row, "purchased"), "", *keys),
        (order, "hand_over", "approved", _stamp(row, "approved"), "", *keys),
        (order, "hand_over", "handed_over", _stamp(row, "to_carrier"), "", *keys),
        (order, "transit", "delivered", _stamp(row, "delivered"), promised, *keys),
    ]


def _stamp(row: Row, column: str) -> str:
    """Return a stamp with its offset; nothing where it has not happened."""
    if not row[column]:
        return ""
    try:
        wall = datetime.strptime(row[column], STAMP)
    except ValueError:
        row.wrong(column, "give a local time stamp as 2017-10-02 10:56:33")
    row.past(column, wall.replace(tzinfo=ZONE))
    return _local(wall)


def _local(wall: datetime) -> str:
    """Return a wall time of Sao Paulo with the offset that holds there."""
    minutes = (ZONE.utcoffset(wall) or timedelta()) // timedelta(minutes=1)
    sign, minutes = ("-", -minutes) if minutes < 0 else ("+", minutes)
    return f"{wall.isoformat()}{sign}{minutes // 60:02}:{minutes % 60:02}"
