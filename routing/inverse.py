"""From an all-in price back to the unit prices that have it (C-55)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from oneprice.core._kernels import UNBOUNDED
from oneprice.core.book import Book
from oneprice.core.errors import InputError
from oneprice.core.order import MAX_LINE_MINOR, Order
from oneprice.core.vocabulary import TIER, TIERS
from oneprice.routing.encode import Encoded, canonical, encode_orders
from oneprice.routing.handling import Readiness, day_law, readiness
from oneprice.routing.hs_doubt import doubtful_lines
from oneprice.routing.last_mile import last_mile
from oneprice.routing.laws.ranges import FULL_MASS
from oneprice.routing.parts import LIQUID
from oneprice.routing.piecewise import Inverse, Traced, invert

if TYPE_CHECKING:
    from oneprice.routing.engine import Engine

UnitPrices = Inverse
MAX_UNIT_PRICE = 10**11  # docs/orders.md
CLASSES = 3  # parts a group can be split into


def unit_prices(engine: Engine, order: Order, price_minor: int, line: int, tier: str) -> UnitPrices:
    """Return the unit prices of a line at which a tier has exactly this price.

    The answer is exact: see `piecewise`. What depends on a choice by price is the latest day that
    a tier may promise: the date of the tier below it, whose cheapest route may change with the
    unit price. Each date that matters is a variant.

    Raises
    ------
    InputError
        No such line or tier, a price that is no whole number above 0, or an HS code in doubt
        under `hs_policy: highest`: the chosen code itself may change with the price.
    """
    _check(engine.book, order, price_minor, line, tier)
    most = min(MAX_UNIT_PRICE, MAX_LINE_MINOR // order.lines[line].quantity)
    code = TIER[tier]

    @cache
    def true_price(v: int) -> int | None:
        option = engine.quote_options([_priced(order, line, v)])[0, code]
        return int(option["price_minor"]) if option["status"] == 0 else None

    variants = [
        _variant(engine, order, line, code, cap_day)
        for cap_day in cap_days(engine.book, order, code)
    ]
    return invert(variants, true_price, 1, most, price_minor)


def _check(book: Book, order: Order, price_minor: object, line: object, tier: object) -> None:
    if not isinstance(price_minor, int) or isinstance(price_minor, bool) or price_minor < 1:
        raise InputError("price_minor", price_minor, "give whole minor units, 1 or more")
    if not isinstance(line, int) or not 0 <= line < len(order.lines):
        raise InputError("line", line, f"give a line from 0 to {len(order.lines) - 1}")
    if tier not in TIERS:
        raise InputError("tier", tier, "give one of " + ", ".join(TIERS))
    doubtful = doubtful_lines(book, order) if order.hs_policy == "highest" else []
    if doubtful:
        where = f"lines.{doubtful[0]}.hs_code"
        raise InputError(where, order.lines[doubtful[0]].hs_code, "give the full code here")


def _priced(order: Order, line: int, v: int) -> Order:
    """Return the order with another unit price on a line."""
    lines = list(order.lines)
    lines[line] = lines[line].model_copy(update={"unit_price_minor": v})
    return order.model_copy(update={"lines": tuple(lines)})


def _variant(engine: Engine, order: Order, line: int, code: int, cap_day: int) -> Traced:
    """Return the traced price of a tier that may promise no later than a day.

    The canonical order of lines belongs to the trace: it compares unit prices (C-27).
    """

    @cache
    def traced(v: int) -> tuple[int | None, Hashable]:
        changed = _priced(order, line, v)
        encoded = encode_orders(engine.book, [changed], detail=False)
        encoded.orders["only_tier"] = code
        encoded.orders["cap_day"] = cap_day
        option = engine.options_of(encoded)[0, code]
        price = int(option["price_minor"]) if option["status"] == 0 else None
        return price, (int(option["trace"]), tuple(canonical(changed)), price is None)

    return traced


def cap_days(book: Book, order: Order, code: int) -> list[int]:
    """Return the latest days a tier may promise, one of each set that leaves the same routes.

    A day matters only by which promise days of the tier's own routes it admits.
    """
    encoded = encode_orders(book, [order], detail=False)
    own = sorted(_promise_days(book, encoded, code))
    below = {day for lower in range(code) for day in _promise_days(book, encoded, lower)}
    admitted = {bisect_right(own, day) for day in (below | {UNBOUNDED})} - {0}
    return [own[count - 1] for count in sorted(admitted)] or [UNBOUNDED]


def _promise_days(book: Book, encoded: Encoded, code: int) -> set[int]:
    """Return every day that a route could promise in a tier, however the goods are split."""
    head, tables = encoded.orders[0], book.tables
    tier = tables["tier"]
    holds = (tier["tier"] == code) & (tier["from_day"] <= head["sale_day"])
    holds &= head["sale_day"] < tier["to_day"]
    holds[0] = False
    days: set[int] = set()
    readies = list(_readies(tables, encoded))
    for row in tier[holds]:
        for origin, ready in readies:
            for route in _routes(tables, origin, int(head["country"])):
                if int(row["mode_mask"]) >> int(tables["route"][route]["mode"]) & 1:
                    days |= _days_of(tables, route, row, head, ready)
    return days


def _readies(tables: Any, encoded: Encoded) -> Iterator[tuple[int, Readiness]]:
    """Yield (origin node, when it is ready) of each consignment there could be, equal ones once.

    These are the groups, whole or the lines of one cargo class (C-25).
    """
    lines, seen = encoded.lines, set()
    valid_until_min = int(encoded.orders[0]["valid_until_min"])
    part = np.minimum(lines["cargo_class"], LIQUID)
    for group in range(int(encoded.orders[0]["groups"])):
        whole = lines["group"] == group
        for chosen in (whole, *(whole & (part == each) for each in np.unique(part[whole]))):
            origin = int(lines[chosen][0]["origin_node"])
            ready = readiness(tables, valid_until_min, lines[chosen])
            key = origin, ready.minutes.tobytes(), ready.chance.tobytes()
            if key not in seen:
                seen.add(key)
                yield origin, ready


def _routes(tables: Any, origin: int, country: int) -> range:
    pair = (tables["od"]["origin_node"] == origin) & (tables["od"]["country"] == country)
    pair[0] = False
    found = tables["od"][pair]
    return range(int(found[0]["route_lo"]), int(found[0]["route_hi"])) if len(found) else range(0)


def _days_of(tables: Any, route: int, tier: Any, head: Any, ready: Readiness) -> set[int]:
    """Return the promise days of a route for every count of parts."""
    num, den = int(tier["level_num"]), int(tier["level_den"])
    first, chances = day_law(tables, "arrival", route, ready)
    mile = last_mile(tables, route, int(head["postcode_lo"]))
    counts = np.arange(1, CLASSES * int(head["groups"]) + 1)
    need = FULL_MASS - FULL_MASS * (den - num) // (den * counts)  # C-21
    steps = {int(step) for step in np.searchsorted(chances, need) if step < len(chances)}
    days = {mile.delivery(first + step) for step in steps}
    return {day for day in days if day is not None}
