"""What a promise rests on, in words: dates, paths, what binds, what it leans on (C-69, C-70)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from oneprice.routing.promises.answer import (
    HANDLING,
    ConsignmentPromise,
    DateAt,
    PromiseAnswer,
    percent_of_chance,
)
from oneprice.routing.promises.legs import handling_words
from oneprice.routing.promises.pays import LevelThatPays
from oneprice.show_text import (
    Money,
    day_text,
    hours_text,
    minute_text,
    percent_of,
    short_day_text,
)


def pays_words(pays: LevelThatPays, money: Money) -> str:
    """Return the day that a planner would promise, and what the promised one costs (C-73)."""
    late, on_promise = (money.short(t) for t in (pays.expected_late, pays.promise_expected_late))
    head = f"with a day worth {pays.day_worth}: "
    day = f"{short_day_text(pays.date)} at {percent_of_chance(pays.chance)}"
    if not pays.owes:
        return f"{head}{day}, as the tier owes nothing for late delivery"
    if pays.date == pays.promise_date:
        return f"{head}the promised day; expected late compensation {late}"
    return f"{head}{day}, expected late compensation {late} ({on_promise} on the promised day)"


def promised_words(answer: PromiseAnswer, part: ConsignmentPromise) -> str:
    """Return the promised day, its chance, and what is needed of each of several (C-21)."""
    days = (part.promise_date - answer.sale_day).days
    words = f"{day_text(part.promise_date)}, {days} days after the sale, "
    words += f"chance {percent_of_chance(part.promise_chance)}"
    if len(answer.consignments) > 1:
        words += f"; each of {len(answer.consignments)} needs {short_percent(part.level)}"
    return words


def dates_words(dates: Sequence[DateAt]) -> str:
    """Return the dates that other levels would promise."""
    return ", ".join(
        f"{short_percent(each.level)} {'by ' * (each.date is not None)}{short_day_text(each.date)}"
        for each in dates
    )


def paths_words(part: ConsignmentPromise) -> str:
    """Return what the two paths of the table are."""
    words = f"{short_day_text(part.median.delivered_on)} if every leg takes its median"
    if part.slow.delivered_on is None:
        return words
    pace = short_percent(part.slow.pace)
    return f"{words}; slow path: every leg at its {pace}, the slowest that keeps the promise"


def short_percent(level: str) -> str:
    """Return a level as a percentage of at most two decimals, cut down."""
    return percent_of(level[:6])


def ready_words(part: ConsignmentPromise) -> str:
    """Return when the goods are ready, and whose history says so (C-14, C-68)."""
    words = minute_text(part.ready_from)
    if part.ready_from != part.ready_to:
        words += f" to {minute_text(part.ready_to)}"
    leg = part.legs[0]
    if leg.leg != HANDLING:
        return words
    of = handling_words(leg)
    return f"{words}, as learned {of}" if of else f"{words}, as learned"


def entry_words(part: ConsignmentPromise) -> str:
    """Return the named entry day and the window around it (C-22)."""
    words = f"{short_day_text(part.entry_date)}, the likeliest day"
    words += f" ({percent_of_chance(part.entry_chance, 0)})"
    if part.entry_from != part.entry_to:
        words += f" of {short_day_text(part.entry_from)} to {short_day_text(part.entry_to)}"
    return words


def binding_words(part: ConsignmentPromise) -> str:
    """Return which leg binds and what it costs (C-70)."""
    leg = next(each for each in part.legs if each.lane == part.binding)
    if leg.earlier_chance is None or leg.median_h is None:
        return f"{leg.lane}: half of it never arrives within what is known"
    now, then = (percent_of_chance(each) for each in (part.chance_before, leg.earlier_chance))
    certain = f"{leg.lane}: were it always {hours_text(leg.median_h, leg.working_days)}"
    if leg.earlier_chance <= part.chance_before:
        return f"{certain}, no day would be won"
    return f"{certain}, {then} would come before {short_day_text(part.promise_date)}, now {now}"


def stands_words(part: ConsignmentPromise) -> str:
    """Return the observations of a promise that stands on its own (C-69)."""
    words = f"{part.observations} observations or more behind every leg, its level asks for "
    words += f"{part.observations_needed}"
    share = Fraction(part.leaning_share)
    if share:
        words += f"; up to {float(share):.1%} of a leg's law leans on a parent or a quote"
    return words
