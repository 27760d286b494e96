"""Routes of an opened book by the names of their lanes."""

from __future__ import annotations

import numpy as np

from oneprice.core.book import Book
from oneprice.core.errors import require


def lanes_of(book: Book, route: int) -> tuple[int, ...]:
    """Return the lanes of a route in chain order."""
    row = book.tables["route"][route]
    legs = book.tables["route_leg"][int(row["leg_lo"]) : int(row["leg_hi"])]
    return tuple(legs["lane"].tolist())


def transfers_of(book: Book, route: int) -> tuple[int, ...]:
    """Return the hours of the transfer before each lane of a route (C-64)."""
    row = book.tables["route"][route]
    legs = book.tables["route_leg"][int(row["leg_lo"]) : int(row["leg_hi"])]
    return tuple(legs["transfer_h"].tolist())


def route_of(book: Book, names: tuple[str, ...]) -> int:
    """Return the route whose lanes have these ids."""
    wanted = tuple(book.ids.find("lane", name) for name in names)
    for route in np.flatnonzero(book.tables["route"]["first_lane"] == wanted[0]):
        if route and lanes_of(book, int(route)) == wanted:
            return int(route)
    require(False, f"the book holds no route {' '.join(names)}")
    return 0
