"""Cargo 2000 air freight: planned and effective minutes of every milestone of 3,942 processes.

Source: the Cargo 2000 (now Cargo iQ) case study of the S-Cube project; up to three incoming
transports and one outgoing transport per process. It is judged, never shipped. No dates are
published: every transport is written as accepted at `START`, which is artificial, so it can be
judged by folds and not by weeks.
"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path

from oneprice.carriers.transit.adapters.rows import (
    HEADINGS,
    EventRows,
    Row,
    minute_after,
    once,
    read_rows,
)

START = datetime(2000, 1, 3, tzinfo=UTC)
TRANSPORTS = ("i1", "i2", "i3", "o")
MOST_HOPS = 3
MOST_MIN = 10_000_000  # nineteen years: what is longer is no duration
KEYS = ("process", "transport", "origin", "dest", "lane", "hops")
STEPS = (
    "rcs",
    *(f"{kind}_{hop}" for hop in range(1, MOST_HOPS + 1) for kind in ("dep", "rcf")),
    "dlv",
)
COLUMNS = tuple(
    f"{transport}_{name}"
    for transport in TRANSPORTS
    for name in (
        "legid",
        "hops",
        *(f"{step}_{kind}" for step in STEPS for kind in ("p", "e")),
        *(f"{step}_place" for step in STEPS[1:-1]),
    )
)
# Check-in and waiting for departure are mirror images (rank correlation -0.97): the flight leaves
# when it leaves. So the first leg ends with the departure; then all flights and transfers.
PARTS = ("departed", "arrived", "delivered")

_at = minute_after(START)


def events_of(path: Path) -> EventRows:
    """Return four events a transport: accepted, departed, arrived at the last airport, delivered.

    Each is planned for START + the planned minutes so far, and happened at START + the effective
    minutes so far; with an effective minute absent (0 or `?`), it and all later ones have not
    happened.

    Parameters
    ----------
    path : Path
        The wide CSV file, packed or not.

    Raises
    ------
    InputError
        A row cannot be used, or a leg id is there twice.
    """
    seen: dict[str, Row] = {}
    rows: list[tuple[str, ...]] = []
    for row in read_rows(path, COLUMNS):
        process = row.filled("o_legid")
        for transport in TRANSPORTS:
            if row.whole(f"{transport}_legid", MOST_MIN):
                once(seen, row[f"{transport}_legid"], row, f"{transport}_legid")
                rows += _transport(row, transport, process)
    note = f"no dates are published: every transport is accepted at {_at(0)}, which is artificial"
    return EventRows((*HEADINGS, *KEYS), rows, (note,))


def _transport(row: Row, transport: str, process: str) -> list[tuple[str, ...]]:
    """Return the events of one transport."""
    hops = row.whole(f"{transport}_hops", MOST_HOPS)
    if hops == 0:
        row.wrong(f"{transport}_hops", f"give the number of flights, 1 to {MOST_HOPS}")
    flights = [f"{kind}_{hop}" for hop in range(1, hops + 1) for kind in ("dep", "rcf")]
    parts = (["rcs", flights[0]], flights[1:], ["dlv"])
    planned = accumulate(_planned_min(row, transport, part) for part in parts)
    came = _came_min(row, transport, parts)
    places = [_place(row, f"{transport}_{step}_place") for step in (flights[0], flights[-1])]
    keys = (process, transport, *places, "-".join(places), str(hops))
    shipment = row[f"{transport}_legid"]
    start = (shipment, "", "accepted", _at(0), "", *keys)
    rest = [
        (shipment, leg, event, "" if at is None else _at(at), _at(plan), *keys)
        for leg, event, at, plan in zip(
            ("departure", "flight", "delivery"), PARTS, came, planned, strict=True
        )
    ]
    return [start, *rest]


def _place(row: Row, column: str) -> str:
    """Return the code of an airport."""
    return str(row.whole(column, MOST_MIN) or row.wrong(column, "give the number of the airport"))


def _planned_min(row: Row, transport: str, steps: list[str]) -> int:
    """Return the planned minutes of some steps."""
    total = 0
    for step in steps:
        column = f"{transport}_{step}_p"
        total += row.whole(column, MOST_MIN) or row.wrong(column, "give the planned minutes")
    return total


def _came_min(row: Row, transport: str, parts: tuple[list[str], ...]) -> list[int | None]:
    """Return the effective minute of the end of each part, None from the first absent one on."""
    found: list[int | None] = []
    total: int | None = 0
    for steps in parts:
        for step in steps:
            minutes = row.whole(f"{transport}_{step}_e", MOST_MIN)
            total = total + minutes if total is not None and minutes else None
        found.append(total)
    return found
