"""The front: what each earlier date costs, from the cheapest offer to the fastest (C-71)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from oneprice.core.days import day_number, day_of
from oneprice.core.errors import InputError, require
from oneprice.core.order import Order
from oneprice.core.quote import Option
from oneprice.core.vocabulary import TIER, TIERS
from oneprice.routing.encode import Encoded, encode_orders
from oneprice.routing.hs_doubt import tell_option

if TYPE_CHECKING:
    from oneprice.routing.engine import Engine
    from oneprice.routing.packings import Packings

Offer = tuple[int, int, int]  # price in minor units, promise day, tier code


@dataclass(frozen=True)
class Point:
    """One offer that no other equals or beats in price and date.

    Attributes
    ----------
    price_minor : int
        All-in price in minor units of the order's currency.
    promise_date : date
    service_tier : str
    option : Option
        The offer in full, as `Engine.quote` gives it with this date as the deadline.
    """

    price_minor: int
    promise_date: date
    service_tier: str
    option: Option


def tell_point(point: Point, chosen: Mapping[int, str]) -> Point:
    """Return a point whose consignments tell the HS codes that were chosen (C-52)."""
    return replace(point, option=tell_option(point.option, chosen)) if chosen else point


def check_tier(tier: str | None) -> list[int]:
    """Return the codes of the tiers that are asked for: one, or all for None.

    Raises
    ------
    InputError
        No such tier.
    """
    if tier is not None and tier not in TIERS:
        raise InputError("tier", tier, "give one of " + ", ".join(TIERS))
    return [TIER[tier]] if tier is not None else list(range(len(TIERS)))


def check_day(by: object) -> date:
    """Return a day that is asked for, as a date without a time of day."""
    if not isinstance(by, date) or hasattr(by, "hour"):
        raise InputError("by", by, "give a datetime.date")
    return by


class Fronts:
    """Asks the engine for the offers of an order, each tier alone, by falling deadlines."""

    def __init__(self, engine: Engine, order: Order, packings: Packings | None) -> None:
        self._engine = engine
        self._order = order
        self._packings = packings

    def points(self, tiers: Sequence[int], by: date | None = None) -> tuple[Point, ...]:
        """Return the front of some tiers, latest and cheapest first, none later than `by`."""
        return tuple(self._point(offer) for offer in front_of(self._offers(tiers, by)))

    def cheapest(self, tiers: Sequence[int], by: date) -> Point | None:
        """Return the cheapest offer by a day, of equals the earliest; None if there is none."""
        found = self._ask({code: self._deadline(by) for code in tiers})
        return self._point(min(found)) if found else None

    def _offers(self, tiers: Sequence[int], by: date | None) -> Iterator[Offer]:
        """Yield the offers of each tier alone, each by a day before the last one (C-71)."""
        deadlines = {code: self._deadline(by) for code in tiers}
        while deadlines:
            found = self._ask(deadlines)
            yield from found
            deadlines = {code: day - 1 for _, day, code in found}

    def _deadline(self, by: date | None) -> int | None:
        """Return the earlier of the order's deadline and a day, None without both."""
        days = [day for day in (self._order.deadline, by) if day is not None]
        return day_number(min(days)) if days else None

    def _ask(self, deadlines: dict[int, int | None]) -> list[Offer]:
        """Return the best offer of each tier alone by its deadline, where it has one."""
        encoded = self._encoded(deadlines, detail=False)
        options = self._engine.options_of(encoded, self._packings)
        rows = [options[i, code] for i, code in enumerate(deadlines)]
        return [
            (int(row["price_minor"]), int(row["promise_day"]), int(row["tier"]))
            for row in rows
            if row["status"] == 0
        ]

    def _encoded(self, deadlines: dict[int, int | None], detail: bool) -> Encoded:
        encoded = encode_orders(self._engine.book, [self._order], detail)
        records = np.repeat(encoded.orders, len(deadlines))
        for record, (code, day) in zip(records, deadlines.items(), strict=True):
            record["only_tier"] = code
            if day is not None:
                record["deadline_day"] = day
        return encoded._replace(orders=records)

    def _point(self, offer: Offer) -> Point:
        """Return an offer in full: priced again with its day as the deadline."""
        price_minor, day, code = offer
        encoded = self._encoded({code: day}, detail=True)
        option = self._engine.option_of(self._order, encoded, self._packings)
        require(option is not None, "an offer is gone when it is asked for in full")
        assert option is not None
        same = option.price_minor == price_minor and option.promise_date == day_of(day)
        require(same, "an offer asked for in full is another one")
        return Point(price_minor, option.promise_date, option.service_tier, option)


def front_of(offers: Iterator[Offer]) -> list[Offer]:
    """Return the offers that no other equals or beats, latest and cheapest first.

    Of equal ones the lower tier stays.
    """
    kept: list[Offer] = []
    for offer in sorted(offers):
        if not kept or offer[1] < kept[-1][1]:
            kept.append(offer)
    return kept
