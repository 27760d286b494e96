"""The promise of an order taken apart: for each offered tier what it rests on and what binds it.

Read back from the book in plain Python, for people who ask; checkout does not come through here.
The dates and chances are those of the quote: a difference is a defect and raises.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from oneprice.core.book import Book
from oneprice.core.days import day_number, day_of, utc_day, utc_minute
from oneprice.core.errors import require
from oneprice.core.order import Order
from oneprice.core.postcodes import postcode_key
from oneprice.core.quote import Consignment, Option, Quote
from oneprice.core.vocabulary import MODES, TIERS
from oneprice.routing.journey import ready_of
from oneprice.routing.last_mile import last_mile
from oneprice.routing.laws.ranges import FULL_MASS
from oneprice.routing.leaning import needed_observations, own_level
from oneprice.routing.network.ways import lanes_of, route_of, transfers_of
from oneprice.routing.promises.answer import (
    ConsignmentPromise,
    DateAt,
    DayChance,
    PromiseAnswer,
)
from oneprice.routing.promises.binding import Binding, binding_of
from oneprice.routing.promises.days import DayLaw, chances_of, delivered, law_of_days
from oneprice.routing.promises.laws import (
    HALF,
    needed_mass,
    runs_of,
)
from oneprice.routing.promises.legs import leans_in_words, legs_of, path_of
from oneprice.routing.promises.times import BookTimes, delivers
from oneprice.routing.promises.walk import Way, slowest, walk
from oneprice.routing.tier_rows import tier_level
from oneprice.routing.words.numbers import decimal_text

if TYPE_CHECKING:
    from oneprice.routing.engine import Engine

TOLD_LEVELS = (Fraction(1, 2), Fraction(9, 10), Fraction(19, 20))
LEVEL_PLACES = 6


def promises_of(engine: Engine, order: Order) -> tuple[PromiseAnswer, ...]:
    """Return the promise of each offered tier of an order.

    Parameters
    ----------
    engine : Engine
        Of the book that promises.
    order : Order

    Raises
    ------
    InputError
        As `Engine.quote`.
    """
    return tuple(told(engine.book, order, engine.quote(order)))


def told(book: Book, order: Order, quote: Quote) -> list[PromiseAnswer]:
    """Return the promises of a quote that this book gave for this order."""
    teller = Teller(book)
    return [teller.answer(order, quote, option) for option in quote.options]


def level_text(level: Fraction) -> str:
    """Return a level as a decimal, cut after six places."""
    return decimal_text(level, LEVEL_PLACES)


class Teller:
    """Takes the promises of one book apart."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.times = BookTimes(book)

    @cached_property
    def _binding(self) -> Binding:
        return binding_of(self.book)

    def answer(self, order: Order, quote: Quote, option: Option) -> PromiseAnswer:
        """Return the promise of one offered tier."""
        sale_day = utc_day(order.quoted_at)
        level = tier_level(self.book, TIERS.index(option.service_tier), sale_day)
        made = [
            self._consignment(order, quote, option, number, level)
            for number in range(len(option.consignments))
        ]
        laws, parts = [law for law, _ in made], tuple(part for _, part in made)
        together = all_by(laws)
        return PromiseAnswer(
            service_tier=option.service_tier,
            level=level_text(level),
            price_minor=option.price_minor,
            currency=option.currency,
            sale_day=day_of(sale_day),
            promise_date=option.promise_date,
            promise_chance=together.by(day_number(option.promise_date)),
            dates=dates_at(together, level, needed_mass(level)),
            last=last_of(parts),
            consignments=parts,
        )

    def _consignment(
        self, order: Order, quote: Quote, option: Option, number: int, level: Fraction
    ) -> tuple[DayLaw, ConsignmentPromise]:
        """Return the chances of a consignment by day, and its promise."""
        part, count = option.consignments[number], len(option.consignments)
        route = route_of(self.book, part.route)
        way = self._way(order, quote, part, route)
        promised = day_number(part.promise_date)
        law = delivered(chances_of(self.book, "arrival", route, way.ready), way.mile)
        each, needed = own_level(level, count), needed_mass(level, count)
        require(law.reach(needed) == (promised, part.promise_chance), "the promise reads otherwise")
        raised = self._binding.raised(way, route, promised - 1)
        legs = legs_of(self.book, order, part, way, needed_mass(level), raised)
        asked = needed_observations(level, count)
        told_part = ConsignmentPromise(
            number=number,
            sellers=part.sellers,
            ship_from=part.ship_from,
            skus=tuple(order.lines[i].sku for i in part.lines),
            route=part.route,
            mode=MODES[int(self.book.tables["route"][route]["mode"])],
            promise_date=part.promise_date,
            promise_chance=part.promise_chance,
            tier_level=level_text(level),
            level=level_text(each),
            needed=needed,
            chance_before=law.by(promised - 1),
            dates=dates_at(law, each, needed),
            chances=self._days(way, law),
            law=part.law,
            observations=part.observations,
            observations_needed=asked,
            leaning_share=part.leaning_share,
            leans=leans_in_words(part, legs, each, asked),
            binding=raised.binding,
            legs=legs,
            median=path_of(self.times, way, walk(self.times, way, HALF)),
            slow=path_of(self.times, way, slowest(lambda p: walk(self.times, way, p), promised)),
            **self._ready_between(way, route),
            **self._entry(way, route, part),
        )
        return law, told_part

    def _way(self, order: Order, quote: Quote, part: Consignment, route: int) -> Way:
        lanes = lanes_of(self.book, route)
        return Way(
            lanes=lanes,
            transfers=transfers_of(self.book, route),
            laws=tuple(runs_of(self.book, lane) for lane in lanes),
            mile=last_mile(self.book.tables, route, postcode_key(order.buyer.postcode)[0]),
            valid_until_min=utc_minute(quote.valid_until, "valid_until"),
            ready=ready_of(self.book, order, quote, part),
        )

    def _days(self, way: Way, law: DayLaw) -> tuple[DayChance, ...]:
        works = way.mile.zone or way.mile.own
        return tuple(
            DayChance(day=day_of(day), chance=chance, delivers=delivers(works, day))
            for day, chance in enumerate(law.chances, start=law.first_day)
        )

    def _ready_between(self, way: Way, route: int) -> dict[str, Any]:
        """Return the first and the last instant at which the goods may be ready (C-14, C-68)."""
        origin = int(self.book.tables["route"][route]["origin_node"])
        first, last = way.ready.first_min, way.ready.last_min
        return {
            "valid_until": self.times.local(origin, way.valid_until_min),
            "ready_from": self.times.local(origin, first),
            "ready_to": self.times.local(origin, last),
        }

    def _entry(self, way: Way, route: int, part: Consignment) -> dict[str, Any]:
        """Return the entry window and its named day (C-22)."""
        law = chances_of(self.book, "entry", route, way.ready)
        named, chance = law.likeliest()
        require(day_of(named) == part.entry_date, "the entry day reads otherwise")
        return {
            "entry_from": day_of(law.first_day),
            "entry_to": day_of(law.last_day),
            "entry_date": part.entry_date,
            "entry_chance": chance,
        }


def all_by(laws: Sequence[DayLaw]) -> DayLaw:
    """Return what the chance is no less than that all come by a day, however they hang together.

    One less the sum of the chances that each is late: what C-21 shares the level out by.
    """
    first, last = max(law.first_day for law in laws), max(law.last_day for law in laws)
    short = (len(laws) - 1) * FULL_MASS
    return law_of_days(
        (day, max(0, sum(law.by(day) for law in laws) - short)) for day in range(first, last + 1)
    )


def dates_at(law: DayLaw, level: Fraction, needed: int) -> tuple[DateAt, ...]:
    """Return the dates at .50, .90 and .95, and at a level of its own, ascending."""
    asked = {each: needed_mass(each) for each in TOLD_LEVELS} | {level: needed}
    return tuple(_date_at(law, each, asked[each]) for each in sorted(asked))


def _date_at(law: DayLaw, level: Fraction, needed: int) -> DateAt:
    found = law.reach(needed)
    day, chance = found or (0, 0)
    return DateAt(level=level_text(level), date=day_of(day) if found else None, chance=chance)


def last_of(parts: Sequence[ConsignmentPromise]) -> int:
    """Return the consignment that comes last; of equals the least sure, then the first."""
    return max(
        parts, key=lambda part: (part.promise_date, -part.promise_chance, -part.number)
    ).number
