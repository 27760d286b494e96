"""The book as the kernels see it: one record array per section, in a fixed order."""

from __future__ import annotations

from typing import Any, NamedTuple

from numba.experimental import structref

from oneprice.core.book import Book
from oneprice.routing.refs import BookRef, BookRefType


class BookTables(NamedTuple):
    """All sections the compiled entries read; every array is read-only."""

    setting: Any
    fx: Any
    node: Any
    tier: Any
    guarantee: Any
    lane: Any
    round_step: Any
    rate: Any
    rate_exclude: Any
    zone: Any
    surcharge: Any
    index: Any
    cargo_rule: Any
    lane_rule: Any
    jurisdiction: Any
    commodity: Any
    kind_span: Any
    measure: Any
    duty_term: Any
    regime: Any
    stack: Any
    step: Any
    term: Any
    gate: Any
    epr_gate: Any
    compliance_gate: Any
    platform: Any
    ruleday: Any
    event: Any
    route: Any
    route_leg: Any
    od: Any
    arrival: Any
    entry: Any
    export: Any
    mass: Any
    law_run: Any
    handling: Any
    calendar: Any
    workday: Any
    utc_offset: Any


structref.define_proxy(BookRef, BookRefType, list(BookTables._fields))  # type: ignore[no-untyped-call]  # numba is untyped


def book_tables(book: Book) -> BookTables:
    """Return the sections of a book in the order of `BookTables`."""
    return BookTables(*(book.tables[name] for name in BookTables._fields))
