"""What is told about a promise: dates, chances and legs as plain values that JSON can hold.

Chances are whole numbers of 2^31; texts of them are cut down, never rounded up. Instants carry
the offset of the place they happen at.
"""

from __future__ import annotations

from datetime import date as Day
from datetime import datetime
from fractions import Fraction
from typing import Literal

from pydantic import BaseModel, ConfigDict

from oneprice.routing.laws.ranges import FULL_MASS
from oneprice.routing.words.numbers import decimal_text

HANDLING = "handling"  # names the time before the first lane among the legs


class Plain(BaseModel):
    """A record of plain values."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def percent_of_chance(chance: int, places: int = 2) -> str:
    """Return a chance of 2^31 as "96.61%", cut down."""
    return f"{decimal_text(Fraction(chance * 100, FULL_MASS), places)}%"


class DayChance(Plain):
    """The chance of delivery by the end of a day.

    Attributes
    ----------
    day : date
    chance : int
        Of 2^31, cumulated.
    delivers : bool
        Whether the last lane delivers on this day at all (C-19, C-24).
    """

    day: Day
    chance: int
    delivers: bool


class DateAt(Plain):
    """The first day by which delivery is as sure as a level asks.

    Attributes
    ----------
    level : str
        Decimal text.
    date : date or None
        None where the known timetable and laws never get there.
    chance : int
        At that day, of 2^31.
    """

    level: str
    date: Day | None
    chance: int


class HandlingOf(Plain):
    """Whose history the handling of a seller is: the row of `handling.csv` that decided (C-68).

    Attributes
    ----------
    seller : str
    decided_by : both, seller, node, *
        Of this seller at this node, of this seller anywhere, of any seller at this node, of all.
    """

    seller: str
    decided_by: Literal["both", "seller", "node", "*"]


class LegLaw(Plain):
    """One leg of a route, and what is known about the time it takes.

    Attributes
    ----------
    lane, carrier, leg, mode : str
        A handling law stands as a leg of its own: lane `handling`, carrier the sellers' names.
    origin, dest : str
        Nodes; `origin_title` and `dest_title` say them in words.
    law : str
        `published` or `learned` (C-17, C-62).
    observations, leaning_share : str
        As in C-69, of this leg alone; `parent_share` and `quote_share` are its parts.
    source : str
        Where the figures come from.
    learned_at : date or None
        Day up to which was learned.
    working_days : bool
        Whether the hours are counted on working days (C-18).
    least_h, median_h, level_h, most_h : int or None
        Hours of the law by which the first mass, half of 2^31, the tier's level and all of its
        mass has come; None where it never does.
    never : int
        What never arrives, of 2^31.
    earlier_chance : int or None
        Chance of delivery on a day before the promise day, were this law its median alone (C-70);
        None where it has no median.
    handling_of : tuple of HandlingOf
        Of a handling law: one entry for each seller without known hours.
    """

    lane: str
    carrier: str
    leg: str
    mode: str
    origin: str
    origin_title: str
    dest: str
    dest_title: str
    law: str
    observations: str
    leaning_share: str
    parent_share: str
    quote_share: str
    source: str
    learned_at: Day | None
    working_days: bool
    least_h: int
    median_h: int | None
    level_h: int | None
    most_h: int
    never: int
    earlier_chance: int | None
    handling_of: tuple[HandlingOf, ...] = ()


class PathStep(Plain):
    """One lane of a path: when the goods come, what they wait for, when they go and arrive.

    Attributes
    ----------
    lane : str
    came_at : datetime
        Arrival by the lane before; of the first lane the instant at which the goods are ready.
    transfer_h : int
        Hours of the transfer (C-64).
    present_at : datetime
        After the transfer, and the opening of the node (C-63).
    cutoff_at : datetime or None
        Of the departure taken (C-15); None on a lane without departures.
    starts_at : datetime
        The departure, or the instant of presence.
    transit_h : int or None
        Hours of the law at the pace of this path, uplift included; None: it never arrives.
    arrives_at : datetime or None
        In the clock of the node it leads to, on the hour (C-16, C-18).
    uplift : tuple of str
        Announced events that fit the start (C-67).
    """

    lane: str
    came_at: datetime
    transfer_h: int
    present_at: datetime
    cutoff_at: datetime | None
    starts_at: datetime
    transit_h: int | None
    arrives_at: datetime | None
    uplift: tuple[str, ...]


class Path(Plain):
    """One way that things can go: every law at the same pace.

    Attributes
    ----------
    pace : str
        Share of its law that each leg takes: "0.5" is the median of every leg.
    ready_at : datetime or None
        None where the goods are never ready at this pace.
    steps : tuple of PathStep
        As far as the goods come.
    delivered_on : date or None
        None where they do not arrive within what is known.
    """

    pace: str
    ready_at: datetime | None
    steps: tuple[PathStep, ...]
    delivered_on: Day | None


class ConsignmentPromise(Plain):
    """The promise of one consignment, and all it follows from.

    Attributes
    ----------
    number : int
        Place in the option, from 0.
    sellers, ship_from, skus, route, mode
        What travels, and how.
    valid_until : datetime
        From which handling counts, in the clock of the origin.
    ready_from, ready_to : datetime
        First and last instant at which the goods may be ready; the same where hours are given.
    promise_date, promise_chance
        The day told, and the chance of delivery by it.
    tier_level : str
        Level of the tier.
    level, needed : str, int
        What this consignment must reach (C-21): its own level, and the same of 2^31.
    chance_before : int
        Chance of delivery on a day before the promise day.
    dates : tuple of DateAt
        At .50, .90 and .95, and at its own level.
    chances : tuple of DayChance
        Every day from the first with a chance to the last with a larger one.
    entry_from, entry_to, entry_date : date
        Window and named day (C-22).
    entry_chance : int
        Of the named day.
    law, observations, leaning_share : str
        C-69.
    observations_needed : int
        Behind a law that its level asks for.
    leans : str
        The same in words, "" where the promise stands on its own observations.
    binding : str
        Lane that binds (C-70), or `handling`.
    legs : tuple of LegLaw
    median : Path
        Every leg takes its median.
    slow : Path
        Every leg at the slowest common pace at which delivery is still on the promise day.
    """

    number: int
    sellers: tuple[str, ...]
    ship_from: str
    skus: tuple[str, ...]
    route: tuple[str, ...]
    mode: str
    valid_until: datetime
    ready_from: datetime
    ready_to: datetime
    promise_date: Day
    promise_chance: int
    tier_level: str
    level: str
    needed: int
    chance_before: int
    dates: tuple[DateAt, ...]
    chances: tuple[DayChance, ...]
    entry_from: Day
    entry_to: Day
    entry_date: Day
    entry_chance: int
    law: str
    observations: str
    observations_needed: int
    leaning_share: str
    leans: str
    binding: str
    legs: tuple[LegLaw, ...]
    median: Path
    slow: Path


class PromiseAnswer(Plain):
    """The promise of one offered tier.

    Attributes
    ----------
    service_tier, level : str
    price_minor, currency : int, str
    sale_day : date
        From which days are counted.
    promise_date : date
        The latest of its consignments (C-21).
    promise_chance : int
        That all of them come by then: no less than this, however they hang together.
    dates : tuple of DateAt
        For all consignments together, at .50, .90, .95 and the level of the tier.
    last : int
        The consignment that comes last; of equals the least sure, then the first.
    consignments : tuple of ConsignmentPromise
    """

    service_tier: str
    level: str
    price_minor: int
    currency: str
    sale_day: Day
    promise_date: Day
    promise_chance: int
    dates: tuple[DateAt, ...]
    last: int
    consignments: tuple[ConsignmentPromise, ...]
