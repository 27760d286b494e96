"""Which days a book must count for a learned law: natural, or working days of its calendar (C-18).

A law says so many days. Read on other days than it was learned on, it promises too early.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from oneprice.carriers.tables import LANE_COLUMNS, LANE_REQUIRED
from oneprice.carriers.transit.model import Leg, TransitModel
from oneprice.core.errors import InputError
from oneprice.core.source import read_table

CALENDAR = ("calendar_id", "workdays", "holiday_country", "holiday_subdivision")
NAMED_LANES = 5
NO_HOLIDAYS = "none"


class BookDays(NamedTuple):
    """What a row of a book must say: its day type, and with `work` its calendar."""

    day_type: str
    calendar_id: str


def handling_days(model: TransitModel) -> BookDays:
    """Return the days of handling laws; raises where working days have no calendar."""
    return _days(model, model.export.handling_leg, "handling_calendar")


def lane_days(model: TransitModel) -> BookDays:
    """Return the days of the lanes' laws; raises where working days have no calendar."""
    return _days(model, model.export.lane_leg, "lane_calendar")


def _days(model: TransitModel, name: str | None, key: str) -> BookDays:
    leg = _leg(model, name)
    if leg is None or leg.axis == "natural":
        return BookDays("natural", "")
    calendar = getattr(model.export, key)
    if calendar is None:
        remedy = (
            f"leg {name} is learned in working days ({leg.workdays}, holidays {leg.holidays}): "
            f"name the calendar of the book's calendar.csv that has them, as {key}: "
            + (leg.holidays if leg.holidays != NO_HOLIDAYS else "WEEKDAYS")
        )
        raise InputError(f"model {model.name}, key export.{key}", "missing", remedy)
    return BookDays("work", calendar)


def _leg(model: TransitModel, name: str | None) -> Leg | None:
    return None if name is None else model.legs[model.number(name)]


def check_book(folder: Path, model: TransitModel, lanes: Sequence[str]) -> None:
    """Refuse a book that counts other days than the laws that are written into it.

    Parameters
    ----------
    folder : Path
        Its tables.
    model : TransitModel
    lanes : sequence of str
        The lanes that get a law.

    Raises
    ------
    InputError
        A calendar that the book lacks or that has other working days, lanes whose `day_type` or
        `calendar_id` differs; naming them and the remedy.
    """
    rule = model.export
    for name, days in (
        (rule.handling_leg, handling_days(model)),
        (rule.lane_leg, lane_days(model)),
    ):
        leg = _leg(model, name)
        if leg is not None and days.calendar_id:
            _check_calendar(folder, leg, days.calendar_id)
    _check_lanes(folder, model, lanes)


def _check_calendar(folder: Path, leg: Leg, calendar: str) -> None:
    """Refuse a calendar of other workdays or holidays than the leg was learned on."""
    learned = f"leg {leg.leg} was learned with workdays {leg.workdays}, holidays {leg.holidays}"
    rows = read_table(folder / "calendar.csv", CALENDAR, CALENDAR[:2])
    row = next((row for row in rows if row["calendar_id"] == calendar), None)
    if row is None:
        raise InputError(
            "calendar.csv, calendar_id", calendar, f"{learned}: add a calendar of these"
        )
    country = "-".join(
        part for part in (row["holiday_country"], row["holiday_subdivision"]) if part
    )
    if {*row["workdays"]} != {*leg.workdays} or (country or NO_HOLIDAYS) != leg.holidays:
        value = f"{calendar}: {row['workdays']} {country}".strip()
        remedy = f"{learned}: learn with the calendar's, or name one that has these"
        raise InputError(f"calendar.csv row {row.number}", value, remedy)


def _check_lanes(folder: Path, model: TransitModel, lanes: Sequence[str]) -> None:
    """Refuse lanes that count other days."""
    wanted = lane_days(model)
    wrong: dict[str, str] = {}
    for row in read_table(folder / "lane.csv", LANE_COLUMNS, LANE_REQUIRED):
        found = BookDays(
            row["day_type"] or "natural", row["calendar_id"] if wanted.calendar_id else ""
        )
        if row["lane_id"] in lanes and found != wanted:
            wrong[row["lane_id"]] = " ".join(found).strip()
    if wrong:
        names = ", ".join(list(wrong)[:NAMED_LANES])
        more = f" and {len(wrong) - NAMED_LANES} more" if len(wrong) > NAMED_LANES else ""
        axis = "working days" if wanted.calendar_id else "natural time"
        remedy = (
            f"leg {model.export.lane_leg} is learned in {axis}: "
            f"give these lanes {needed_words(wanted)}, or learn with the lanes' own days"
        )
        raise InputError(f"lane.csv, lanes {names}{more}", next(iter(wrong.values())), remedy)


def needed_words(days: BookDays) -> str:
    """Return what a lane must say, in words."""
    words = f"day_type {days.day_type}"
    return f"{words} and calendar_id {days.calendar_id}" if days.calendar_id else words
