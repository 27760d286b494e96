"""Late compensation in plain Python, and the level that pays (C-72, C-73).

Checkout asks `_kernels_late`; this is for explanations, and equal to it to the pip.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from oneprice.core._kernels import PIPS_PER_MINOR, SATURATION_PIP, UNBOUNDED
from oneprice.core._kernels_fx import FX_SETTLEMENT, find_fx
from oneprice.core.book import Book
from oneprice.core.days import EPOCH_DAY
from oneprice.core.errors import InputError
from oneprice.core.order import Order
from oneprice.core.quote import Charge, Option
from oneprice.core.vocabulary import TIER
from oneprice.routing.encode import encode_orders
from oneprice.routing.handling import Ints, day_law, readiness
from oneprice.routing.last_mile import LastMile, last_mile
from oneprice.routing.laws.ranges import FULL_MASS
from oneprice.routing.network.ways import route_of
from oneprice.routing.tier_rows import tier_row

STAGE_SALE = 2  # of a step


@dataclass(frozen=True)
class LateTerms:
    """What a tier owes for late delivery.

    Attributes
    ----------
    num, den : int
        Share of the landed price that is owed, once or for each late day.
    cap_pip : int
        The most that is owed, in the quote's currency; `UNBOUNDED` without a cap.
    works : bool
        Whether late days are working days of the last lane's calendar.
    grace_days : int
        Days after the promise that are not late.
    max_days : int
        Late days that are owed for, 1 where it is owed once.
    """

    num: int
    den: int
    cap_pip: int
    works: bool
    grace_days: int
    max_days: int

    def owed_pip(self, landed_pip: int, late_days: int) -> int:
        """Return what is owed for late days, cut to pips."""
        days = min(late_days, self.max_days)
        share = min(landed_pip * days * self.num // self.den, SATURATION_PIP)
        return min(share, self.cap_pip) if days > 0 else 0


@dataclass(frozen=True)
class PayingLevel:
    """The day a planner would promise, given what a day is worth (C-73).

    Attributes
    ----------
    day : int
        Day number of the delivery day.
    chance : int
        Of 2^31, by that day: the level that pays.
    expected_late_pip : int
        Expected late compensation if that day were promised.
    """

    day: int
    chance: int
    expected_late_pip: int


@dataclass(frozen=True)
class LateCase:
    """One consignment of an offer: its terms, its chances by day and what it costs.

    Attributes
    ----------
    terms : LateTerms
    mile : LastMile
        From the days of the law to days of delivery (C-19).
    first_day, chances : int, int64[days]
        Chance by `first_day + i` of the law, of 2^31.
    landed_pip : int
        What the seller bills for it before the guarantee and tax at sale.
    sale_day, promise_day : int
        Day numbers.
    """

    terms: LateTerms
    mile: LastMile
    first_day: int
    chances: Ints
    landed_pip: int
    sale_day: int
    promise_day: int

    def chance_by(self, day: int) -> int:
        """Return the chance of delivery by a day."""
        reached = self.mile.reached(day)
        if reached is None or reached < self.first_day or not len(self.chances):
            return 0
        return int(self.chances[min(reached - self.first_day, len(self.chances) - 1)])

    def expected_late_pip(self, promise_day: int | None = None) -> int:
        """Return the expected late compensation of a promise, its own by default (C-72)."""
        terms, total, before = self.terms, 0, 0
        promise_day = self.promise_day if promise_day is None else promise_day
        for n in range(1, terms.max_days + 1):
            owed = terms.owed_pip(self.landed_pip, n)
            total += (owed - before) * (FULL_MASS - self._kept_by(promise_day, n - 1))
            before = owed
        return min(total // FULL_MASS, SATURATION_PIP)

    def _kept_by(self, promise_day: int, late_days: int) -> int:
        days = self.terms.grace_days + late_days
        last = self.mile.last_within(promise_day, days, self.terms.works)
        return int(self.chances[-1]) if last is None else self.chance_by(last)

    def delivery_days(self) -> Iterator[int]:
        """Yield the days of delivery that have a chance, ascending."""
        found = None
        for i in np.flatnonzero(np.diff(self.chances, prepend=0)):
            day = self.mile.delivery(self.first_day + int(i))
            if day is not None and day != found:
                yield day
            found = day

    def level_that_pays(self, day_worth_pip: int) -> PayingLevel | None:
        """Return the day with the least worth of waiting and expected compensation (C-73).

        Parameters
        ----------
        day_worth_pip : int
            What a day earlier is worth for this consignment, in pips of the quote's currency.

        Returns
        -------
        PayingLevel or None
            Ties go to the earlier day; None where no day has a chance.
        """
        best: tuple[int, PayingLevel] | None = None
        for day in self.delivery_days():
            late = self.expected_late_pip(day)
            cost = day_worth_pip * (day - self.sale_day) + late
            if best is None or cost < best[0]:
                best = cost, PayingLevel(day, self.chance_by(day), late)
        return best[1] if best else None


def late_case(book: Book, order: Order, option: Option, number: int) -> LateCase:
    """Return the case of one consignment of an option that this book gave for this order.

    Raises
    ------
    InputError
        The tier caps its compensation in a currency without a settlement rate on the sale day.
    """
    part = option.consignments[number]
    encoded = encode_orders(book, [order], detail=True)
    head, tables = encoded.orders[0], book.tables
    lines = encoded.lines[np.isin(encoded.lines["input_line"], part.lines)]
    route = route_of(book, part.route)
    ready = readiness(tables, int(head["valid_until_min"]), lines)
    first_day, chances = day_law(tables, "arrival", route, ready)
    billed = [charge for charge in option.charges if charge.consignment == number]
    return LateCase(
        terms=late_terms(book, head, option.service_tier),
        mile=last_mile(tables, route, int(head["postcode_lo"])),
        first_day=first_day,
        chances=chances,
        landed_pip=landed_minor(book, billed) * PIPS_PER_MINOR,
        sale_day=int(head["sale_day"]),
        promise_day=(part.promise_date - EPOCH_DAY).days,
    )


def late_terms(book: Book, head: Any, tier: str) -> LateTerms:
    """Return the terms of a tier on the sale day of an encoded order, in the order's currency."""
    row = tier_row(book, TIER[tier], int(head["sale_day"]))
    return LateTerms(
        num=int(row["late_num"]),
        den=int(row["late_den"]),
        cap_pip=_cap_pip(book, head, row),
        works=bool(row["late_work"]),
        grace_days=int(row["late_grace_days"]),
        max_days=int(row["late_max_days"]),
    )


def _cap_pip(book: Book, head: Any, row: Any) -> int:
    """Return the cap in the order's currency (C-09)."""
    if row["late_cap_pip"] >= UNBOUNDED or not row["late_num"]:
        return UNBOUNDED
    place = book.tables["jurisdiction"][int(head["jurisdiction"])]
    rates = SimpleNamespace(fx=book.tables["fx"].view(np.recarray))
    wanted = (int(row["late_currency"]), int(head["currency"]), int(head["sale_day"]))
    _, num, den = find_fx.py_func(
        rates, FX_SETTLEMENT, int(place["name"]), int(place["area"]), *wanted
    )
    if den == 0:
        base, quote = (book.ids.name("currency", each) for each in wanted[:2])
        remedy = "add a settlement rate of the sale day to fx.csv"
        raise InputError("tier.csv, column late_cap", f"{base} into {quote}", remedy)
    return min(int(row["late_cap_pip"]) * int(num) // int(den), SATURATION_PIP)


def landed_minor(book: Book, charges: list[Charge]) -> int:
    """Return what the seller bills for a consignment before the guarantee and tax at sale.

    Its charges stand in the order in which they were made: tax at sale comes last (C-48).
    """
    step = book.tables["step"]
    codes = {book.ids.name("code", row["code"]) for row in step[step["stage"] == STAGE_SALE]}
    end = len(charges)
    while end and charges[end - 1].code in codes and charges[end - 1].kind != "goods":
        end -= 1
    kept = [each for each in charges[:end] if each.kind != "guarantee"]
    return sum(charge.amount_minor for charge in kept if charge.payer == "seller")
