"""Handling laws for the tiny book, and what orders that lean on them are told (C-68)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orders import Document, line, order
from tiny_book import Tables, only

FULL = 2**31
HALF = FULL // 2
Runs = Sequence[tuple[int, int, int]]  # first hour, last hour, mass of each


def handled(
    tables: Tables, runs: Runs, seller: str = "*", ship_from: str = "*", **more: str
) -> None:
    """Add a row of `handling.csv` and its law."""
    law = f"{seller} {ship_from}"
    row = {"seller": seller, "ship_from": ship_from, "law_id": law, "observations": "100"}
    row |= {"parent_share": "0.25", "learned_at": "2026-06-30", "source": "made up"}
    tables.setdefault("handling.csv", []).append(row | more)
    tables.setdefault("transit_law.csv", []).extend(
        {"law_id": law, "first_h": str(first), "last_h": str(last), "mass": str(mass)}
        for first, last, mass in runs
    )


def air_only(level: str = "0.9") -> Any:
    """Return a change of the tables: AIR alone, economy at a level."""

    def change(tables: Tables) -> None:
        only(tables, "AIR")
        tables["tier.csv"][0]["level"] = level

    return change


def unsaid(**changes: Any) -> Document:
    """Return a line that gives no hours of handling."""
    document = line(**changes)
    del document["handling_h"]
    return document


def order_of(*lines: Document, **changes: Any) -> Document:
    """Return an order of lines of several sellers that travel together."""
    return order(*lines, **({"consolidation": "origin"} | changes))
