"""The SCMS delivery history: health commodities to 43 countries, scheduled and delivered dates.

Source: the delivery history that the Supply Chain Management System (PEPFAR, USAID) published,
2006 to 2015, one row per order line. It is judged, never shipped.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from oneprice.carriers.transit.adapters.rows import (
    HEADINGS,
    EventRows,
    Row,
    midnight,
    once,
    read_rows,
)

NEEDED = ("line", "shipment", "country", "fulfil_via", "mode", "scheduled", "delivered")
ALIKE = ("country", "fulfil_via", "mode")
KEYS = ("channel", "mode", "country", "service", "lane")


def events_of(path: Path) -> EventRows:
    """Return two events a shipment: it is due, and it is delivered (planned for when it is due).

    Lines of one shipment are collapsed: it is due with its first line and delivered with its last,
    so a line with an empty `delivered` leaves the shipment on its way, and one that is due in days
    to come is not yet there. (Ten of 7,030 shipments have lines of several scheduled days.) The
    file has dates only: they stand as midnight UTC.

    Parameters
    ----------
    path : Path
        The CSV file, packed or not.

    Raises
    ------
    InputError
        A row cannot be used, a line is there twice, or lines of one shipment differ in `ALIKE`.
    """
    shipments: dict[str, list[Row]] = {}
    lines: dict[str, Row] = {}
    for row in read_rows(path, NEEDED):
        once(lines, row.filled("line"), row, "line")
        shipments.setdefault(row.filled("shipment"), []).append(row)
        row.filled("country"), row.filled("fulfil_via")
    rows = [event for lines_of in shipments.values() for event in _shipment(lines_of)]
    notes = [f"{len(lines):,} lines are joined to {len(shipments):,} shipments"]
    parted = sum(len({row["scheduled"] for row in found}) > 1 for found in shipments.values())
    if parted:
        notes.append(
            f"{parted:,} shipments have lines of several scheduled days: due with the first line, "
            "delivered with the last"
        )
    return EventRows((*HEADINGS, *KEYS), rows, tuple(notes))


def _shipment(rows: list[Row]) -> list[tuple[str, ...]]:
    """Return the events of a shipment from its lines."""
    first = rows[0]
    for row in rows[1:]:
        _alike(first, row)
    planned = min(row.day("scheduled") for row in rows)
    due, today = midnight(planned), datetime.now(UTC).date()
    came = [_came(row) for row in rows if row["delivered"]]
    at = midnight(max(came)) if len(came) == len(rows) else ""
    channel, country = first["fulfil_via"], first["country"]
    mode = first["mode"] or "unknown"
    service = f"{channel}/{mode}"
    keys = (channel, mode, country, service, f"{service}/{country}")
    shipment = first["shipment"]
    return [
        (shipment, "", "due", due if planned <= today else "", "", *keys),
        (shipment, "door", "delivered", at, due, *keys),
    ]


def _alike(first: Row, row: Row) -> None:
    """Refuse a line that tells something else of its shipment than the first line."""
    for column in ALIKE:
        if row[column] != first[column]:
            wrong, other = (row, first) if first[column] else (first, row)
            remedy = f"row {other.line}, of the same shipment, has {other[column]!r}: settle it"
            wrong.wrong(column, remedy)


def _came(row: Row) -> date:
    """Return the day of a delivery that has happened."""
    day = row.day("delivered")
    row.past("delivered", datetime(day.year, day.month, day.day, tzinfo=UTC))
    return day
