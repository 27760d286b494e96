"""Where the days of an offer come from: ready, departure, entry window, promise (C-14 to C-22).

Read back from the book in plain Python for people who ask; checkout does not come through here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np

from oneprice.core.book import Book
from oneprice.core.days import MINUTES_PER_HOUR, day_number, day_of, minute_to_datetime, utc_minute
from oneprice.core.errors import require
from oneprice.core.order import Order
from oneprice.core.quote import Consignment, Quote
from oneprice.core.vocabulary import LEGS, MODES
from oneprice.routing.encode import encode_orders
from oneprice.routing.handling import Readiness, departures, readiness
from oneprice.routing.laws.ranges import FULL_MASS
from oneprice.routing.network.ways import lanes_of, route_of
from oneprice.routing.promises.days import chances_of
from oneprice.routing.promises.laws import HALF


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
    valid_until : datetime
        End of the offer.
    handling : str
        What stands between that and the goods being ready, in words (C-14, C-68).
    ready_at : datetime
        The instant from which the goods can be handed over; where a handling law says it, the
        one by which half of its mass has come.
    ready_last : datetime
        The last instant with mass; the same where the hours are known.
    cutoff_at, departs_at : datetime
        The departure that goods ready at `ready_at` take, in the clock of the origin (C-15).
    departs_last : datetime
        The last departure that is counted with.
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
    handling: str
    ready_at: datetime
    ready_last: datetime
    cutoff_at: datetime
    departs_at: datetime
    departs_last: datetime
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
    route = route_of(book, part.route)
    record = book.tables["route"][route]
    ready = ready_of(book, order, quote, part)
    valid_until = utc_minute(quote.valid_until, "valid_until")
    clock = _clock(book, int(record["origin_node"]))
    entry = chances_of(book, "entry", route, ready)
    leaving = [event for event, _ in departures(book.tables, route, ready)]
    require(bool(leaving), f"no departure after {quote.valid_until}")
    half = ready.minute_at(HALF)
    ready_min = ready.last_min if half is None else half  # less than half ever is: the last
    events = book.tables["event"]
    taken = next((e for e in leaving if events[e]["cutoff_min"] >= ready_min), leaving[-1])

    def local(minute: int) -> datetime:
        return minute_to_datetime(minute).astimezone(clock)

    return Journey(
        legs=tuple(_leg(book, lane) for lane in lanes_of(book, route)),
        mode=MODES[int(record["mode"])],
        valid_until=quote.valid_until,
        handling=_handling_words(ready, valid_until),
        ready_at=local(ready_min),
        ready_last=local(ready.last_min),
        cutoff_at=local(events[taken]["cutoff_min"]),
        departs_at=local(events[taken]["depart_min"]),
        departs_last=local(events[leaving[-1]]["depart_min"]),
        entry_from=day_of(entry.first_day),
        entry_to=day_of(entry.last_day),
        entry_share=entry.on(day_number(part.entry_date)) / FULL_MASS,
        promise_share=part.promise_chance / FULL_MASS,
    )


def ready_of(book: Book, order: Order, quote: Quote, part: Consignment) -> Readiness:
    """Return when a consignment is ready (C-14, C-68)."""
    lines = encode_orders(book, [order], detail=True).lines
    mine = lines[np.isin(lines["input_line"], part.lines)]
    return readiness(book.tables, utc_minute(quote.valid_until, "valid_until"), mine)


def _handling_words(ready: Readiness, valid_until_min: int) -> str:
    """Return "after 24 h of handling", or what a handling law says."""
    first, last = (
        -(-(minute - valid_until_min) // MINUTES_PER_HOUR)
        for minute in (ready.first_min, ready.last_min)
    )
    if not ready.spread:
        return f"after {first} h of handling"
    half = ready.minute_at(HALF)
    if half is None:
        return f"after {first} to {last} h of handling as learned"
    middle = -(-(half - valid_until_min) // MINUTES_PER_HOUR)
    return f"after {first} to {last} h of handling as learned, half of it by {middle} h"


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
