"""Where the days of an offer come from: ready, departure, entry window, promise (C-14 to C-22).

Read back from the book in plain Python for people who ask; checkout does not come through here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from oneprice.core.book import Book
from oneprice.core.days import day_of, minute_to_datetime, utc_minute
from oneprice.core.errors import require
from oneprice.core.order import Order
from oneprice.core.quote import Consignment, Quote
from oneprice.core.vocabulary import LEGS, MODES
from oneprice.routing.laws import FULL_MASS


@dataclass(frozen=True)
class Leg:
    """One lane of a route in words."""

    lane: str
    carrier: str
    leg: str
    mode: str
    origin: str
    origin_title: str  # the node in words, or its id
    dest: str


@dataclass(frozen=True)
class Journey:
    """How one consignment travels, and when.

    Attributes
    ----------
    legs : tuple of Leg
    mode : str
        Mode of the route (C-46).
    valid_until, ready_at : datetime
        End of the offer, and the instant from which the goods can be handed over (C-14).
    cutoff_at, departs_at : datetime
        The departure that is counted on, in the clock of the origin (C-15).
    entry_from, entry_to : date
        First and last day on which the goods may enter (C-22).
    entry_share : float
        Chance of the named entry day, for reading only.
    promise_share : float
        Chance of delivery by the promise date, for reading only.
    """

    legs: tuple[Leg, ...]
    mode: str
    valid_until: datetime
    ready_at: datetime
    cutoff_at: datetime
    departs_at: datetime
    entry_from: date
    entry_to: date
    entry_share: float
    promise_share: float

    @property
    def linehauls(self) -> tuple[Leg, ...]:
        """The legs that cross the distance."""
        return tuple(leg for leg in self.legs if leg.leg == "linehaul")

    @property
    def export_place(self) -> str:
        """The node at which the goods are loaded for the distance, in words (C-54)."""
        return self.linehauls[0].origin_title

    @property
    def entry_place(self) -> str:
        """The node at which the goods are cleared, in words."""
        return next(leg.origin_title for leg in self.legs if leg.leg == "clearance")


def journey_of(book: Book, order: Order, quote: Quote, part: Consignment) -> Journey:
    """Return the journey of one consignment of a quote that this book gave for this order."""
    tables = book.tables
    number = _route_number(book, part.route)
    route = tables["route"][number]
    handling = max(order.lines[i].handling_h for i in part.lines)
    ready_at = quote.valid_until + timedelta(hours=handling)
    events = tables["event"][int(route["event_lo"]) : int(route["event_hi"])]
    at = int(np.searchsorted(events["cutoff_min"], utc_minute(ready_at, "ready_at")))
    require(at < len(events), f"no departure after {ready_at}")
    clock = _clock(book, int(route["origin_node"]))
    first, chances = _entry(tables, int(route["entry_lo"]) + at)
    named = (part.entry_date - first).days
    return Journey(
        legs=tuple(_leg(book, lane) for lane in _lanes(tables, number)),
        mode=MODES[int(route["mode"])],
        valid_until=quote.valid_until,
        ready_at=ready_at.astimezone(clock),
        cutoff_at=minute_to_datetime(events[at]["cutoff_min"]).astimezone(clock),
        departs_at=minute_to_datetime(events[at]["depart_min"]).astimezone(clock),
        entry_from=first,
        entry_to=first + timedelta(days=len(chances) - 1),
        entry_share=float(np.diff(chances, prepend=0)[named]) / FULL_MASS,
        promise_share=part.promise_chance / FULL_MASS,
    )


def _lanes(tables: Any, route: int) -> list[int]:
    row = tables["route"][route]
    legs = tables["route_leg"][int(row["leg_lo"]) : int(row["leg_hi"])]
    return [int(leg["lane"]) for leg in legs]


def _route_number(book: Book, names: tuple[str, ...]) -> int:
    """Return the route whose lanes have these ids."""
    wanted = [book.ids.find("lane", name) for name in names]
    tables = book.tables
    for route in np.flatnonzero(tables["route"]["first_lane"] == wanted[0]):
        if route and _lanes(tables, int(route)) == wanted:
            return int(route)
    require(False, f"the book holds no route {' '.join(names)}")
    return 0


def _entry(tables: Any, row: int) -> tuple[date, Any]:
    """Return the first entry day and the cumulated chances from it on."""
    law = tables["entry"][row]
    lo = int(law["lo"])
    return day_of(law["day"]), tables["mass"]["chance"][lo : lo + int(law["n"])]


def _clock(book: Book, node: int) -> ZoneInfo:
    return ZoneInfo(book.ids.name("tz", book.tables["node"][node]["tz"]))


def _leg(book: Book, lane: int) -> Leg:
    ids, row = book.ids, book.tables["lane"][lane]
    origin, dest = (book.tables["node"][row[name]] for name in ("origin_node", "dest_node"))
    return Leg(
        lane=ids.name("lane", row["name"]),
        carrier=ids.name("carrier", row["carrier"]),
        leg=LEGS[int(row["leg"])],
        mode=MODES[int(row["mode"])],
        origin=ids.name("node", origin["name"]),
        origin_title=ids.name("node_title", origin["title"]) or ids.name("node", origin["name"]),
        dest=ids.name("node", dest["name"]),
    )
