"""The day that a planner would promise, given what a day is worth (C-73); no quote uses it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date as Day
from fractions import Fraction

from oneprice.core._kernels import PIPS_PER_MINOR
from oneprice.core.book import Book
from oneprice.core.days import day_of
from oneprice.core.errors import InputError
from oneprice.core.order import Order
from oneprice.core.quote import Option
from oneprice.routing.late_terms import late_case
from oneprice.routing.promises.answer import Plain
from oneprice.routing.words.numbers import money_text

MOST_WORTH_MINOR = 10**11  # as a unit price


class LevelThatPays(Plain):
    """The day that a planner would promise for one consignment, given what a day is worth (C-73).

    Attributes
    ----------
    service_tier, consignment : str, int
    day_worth : str
        What a day earlier is worth, with its currency.
    owes : bool
        Whether the tier owes anything for late delivery; else the first day always pays.
    date, chance : date, int
        The day that pays and the chance by it, of 2^31: the level that pays.
    expected_late : str
        Expected late compensation if that day were promised (C-72).
    promise_date, promise_chance, promise_expected_late
        The same of the day that is promised.
    """

    service_tier: str
    consignment: int
    day_worth: str
    owes: bool
    date: Day
    chance: int
    expected_late: str
    promise_date: Day
    promise_chance: int
    promise_expected_late: str


def levels_that_pay(
    book: Book, order: Order, options: Iterable[Option], day_worth: Fraction
) -> tuple[LevelThatPays, ...]:
    """Return the day that pays for each consignment of some options (C-73).

    Parameters
    ----------
    day_worth : Fraction
        What a day earlier is worth for one consignment, in the quote's currency.

    Raises
    ------
    InputError
        A worth below 0, above 10^11 minor units, or finer than a pip.
    """
    pips = _pips(book, order, day_worth)
    return tuple(found for option in options for found in _of_option(book, order, option, pips))


def _pips(book: Book, order: Order, day_worth: Fraction) -> int:
    currency = book.ids.require("currency", order.currency, "currency")
    exponent = int(book.tables["currency"][currency]["exponent"])
    pips = day_worth * 10**exponent * PIPS_PER_MINOR
    if pips.denominator != 1 or not 0 <= pips <= MOST_WORTH_MINOR * PIPS_PER_MINOR:
        remedy = f"give an amount of {order.currency} from 0, such as 2.50"
        raise InputError("--day-value", str(float(day_worth)), remedy)
    return int(pips)


def _of_option(book: Book, order: Order, option: Option, pips: int) -> Iterator[LevelThatPays]:
    currency = book.ids.find("currency", order.currency)
    for number, part in enumerate(option.consignments):
        case = late_case(book, order, option, number)
        found = case.level_that_pays(pips)
        if found is None:
            continue
        yield LevelThatPays(
            service_tier=option.service_tier,
            consignment=number,
            day_worth=money_text(book, pips, currency),
            owes=case.terms.num > 0,
            date=day_of(found.day),
            chance=found.chance,
            expected_late=money_text(book, found.expected_late_pip, currency),
            promise_date=part.promise_date,
            promise_chance=part.promise_chance,
            promise_expected_late=money_text(book, case.expected_late_pip(), currency),
        )
