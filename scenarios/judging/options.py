"""How is judged, from the words of a command line: each that cannot be used is named."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from oneprice.carriers.transit.stamps import FAR
from oneprice.core.days import iso_date
from oneprice.core.errors import InputError
from oneprice.scenarios.judging.asked import Asked
from oneprice.scenarios.judging.periods import EVERY, first_period_after, midnight_min
from oneprice.scenarios.judging.report import Question
from oneprice.scenarios.judging.table import Table, first_known_min

MOST_FOLDS = 100
LEAST_GROUPS = 2


def question_of(
    table: Table, asked: Asked, since: str, until: str, every: str, folds: int, levels: str
) -> Question:
    """Return how is judged.

    Raises
    ------
    InputError
        Naming the option, its value and the remedy.
    """
    if every not in EVERY:
        raise InputError("--every", every, "give week or month")
    if not 2 <= folds <= MOST_FOLDS:
        raise InputError("--folds", folds, f"give 2 to {MOST_FOLDS}")
    artificial = table.model.dates == "artificial"
    if since and artificial:
        remedy = "the dates of this table are artificial: leave --since out, it is judged by folds"
        raise InputError("--since", since, remedy)
    if until and not since:
        raise InputError("--until", until, "give --since too")
    if not since and not artificial:
        raise InputError("--since", since, "give the first day that is judged, as 2017-11-01")
    asked_levels = levels_of(levels)
    if artificial:
        _can_be_folded(table, asked, folds)
        return Question(None, None, every, folds, asked_levels, table.model.zone)
    first = day_of("--since", since)
    last = _end(asked, first, table.model.zone) if not until else day_of("--until", until)
    if last <= first:
        raise InputError("--until", until, f"give a day after {first}")
    _can_be_learned(table, asked, first, every)
    return Question(first, last, every, folds, asked_levels, table.model.zone)


def _can_be_folded(table: Table, asked: Asked, folds: int) -> None:
    """Refuse a table of which no part can be left out."""
    groups = len(np.unique(asked.group))
    if groups < LEAST_GROUPS:
        name = table.model.fold_by or "shipment"
        remedy = f"the table has {groups} {name}: one part is left out, the rest is learned from"
        raise InputError("--folds", folds, f"{remedy}; give a table with more")


def _can_be_learned(table: Table, asked: Asked, since: date, every: str) -> None:
    """Refuse days on which orders would be promised before anything is known of every leg."""
    zone, known = ZoneInfo(table.model.zone), first_known_min(table)
    if known >= FAR:
        return  # learning names the leg
    day = first_period_after(known, every, zone)
    inside = (asked.ordered_min >= midnight_min(since, zone)) & (
        asked.ordered_min < midnight_min(day, zone)
    )
    if inside.any():
        remedy = f"before {day} not every leg was finished once: give {day} or a later day"
        raise InputError("--since", since.isoformat(), remedy)


def _end(asked: Asked, since: date, zone: str) -> date:
    """Return the day after the last order, in the zone of the model."""
    last = datetime.fromtimestamp(int(asked.ordered_min.max()) * 60, ZoneInfo(zone)).date()
    if since > last:
        remedy = f"the last order of the table is of {last}: give that day or an earlier one"
        raise InputError("--since", since.isoformat(), remedy)
    return last + timedelta(days=1)


def day_of(option: str, text: str) -> date:
    """Return the date of an option."""
    try:
        day = iso_date(text)
    except ValueError:
        day = date.min
    if not 1970 <= day.year <= 2199:
        raise InputError(option, text, "give a day from 1970 to 2199 as 2017-11-01")
    return day


def levels_of(text: str) -> tuple[float, ...]:
    """Return the levels of an option, ascending."""
    remedy = "give levels between 0 and 1 as 0.90,0.95"
    try:
        found = sorted({float(word) for word in text.split(",")})
    except ValueError:
        raise InputError("--levels", text, remedy) from None
    if not all(0 < level < 1 for level in found):
        raise InputError("--levels", text, remedy)
    return tuple(found)
