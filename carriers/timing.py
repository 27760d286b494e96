"""When a lane leaves and how long it takes: departures and the published range (C-15, C-17)."""

from __future__ import annotations

from fractions import Fraction

from oneprice.carriers.cells import at_least, share
from oneprice.carriers.tables import DAY_TYPE
from oneprice.core.days import (
    HOURS_PER_DAY,
    MINUTES_PER_DAY,
    MINUTES_PER_HOUR,
    NEVER_DAY,
    parse_day,
)
from oneprice.core.ground import wall_time
from oneprice.core.source import Row

MAX_TRANSIT_H = 24 * 366
Record = dict[str, int]


def read_departures(row: Row) -> Record:
    """Return departures as a set of weekdays, a wall time and a lead (C-15)."""
    if bool(row["departure_days"]) != bool(row["departure_time"]):
        raise row.error("departure_time", "give departure_days and departure_time together")
    lead = row.decimal("cutoff_lead_h") or Fraction(0)
    if row["cutoff_lead_h"] and not row["departure_days"]:
        raise row.error("cutoff_lead_h", "give departure_days too: a cut-off needs a departure")
    minutes = lead * MINUTES_PER_HOUR
    if minutes < 0 or minutes.denominator != 1:
        raise row.error("cutoff_lead_h", "give hours of 0 or more in whole minutes")
    return {
        "departure_days": _weekdays(row),
        "departure_minute": _minute_of_day(row),
        "cutoff_lead_min": int(minutes),
        **_runs(row),
        "delivers_until_min": _delivers_until(row),
        "day_type": row.choice("day_type", DAY_TYPE, "natural"),
    }


def _runs(row: Row) -> Record:
    """Return the local days on which a lane may leave, half-open (C-15)."""
    first, end = (
        parse_day(row[name], row.where(name)) if row[name] else never
        for name, never in (("runs_from", -NEVER_DAY), ("runs_to", NEVER_DAY))
    )
    for name in ("runs_from", "runs_to"):
        if row[name] and not row["departure_days"]:
            raise row.error(name, "give departure_days too: without them nothing leaves")
    if end <= first:
        raise row.error("runs_to", "give a day after runs_from (half-open period)")
    return {"runs_from_day": first, "runs_to_day": end}


def _delivers_until(row: Row) -> int:
    """Return the minute of the day from which goods wait for the next day, 0 = none (C-19)."""
    if not row["delivers_until"]:
        return 0
    if row["leg"] != "last_mile":
        raise row.error("delivers_until", "give it on last_mile only: other legs deliver nothing")
    minute = wall_time(row, "delivers_until")
    if minute == 0:
        raise row.error("delivers_until", "give 00:01 to 24:00")
    return minute % MINUTES_PER_DAY


def _weekdays(row: Row) -> int:
    """Return ISO weekdays as a bit set, bit 0 = Monday."""
    digits = row["departure_days"]
    if any(digit not in "1234567" for digit in digits) or len(set(digits)) != len(digits):
        raise row.error("departure_days", "give ISO weekdays once each: 135 is Mon, Wed, Fri")
    return sum(1 << (int(digit) - 1) for digit in digits)


def _minute_of_day(row: Row) -> int:
    text = row["departure_time"]
    if not text:
        return 0
    minute = wall_time(row, "departure_time")
    if minute == MINUTES_PER_DAY:
        raise row.error("departure_time", "give HH:MM, 00:00 to 23:59")
    return minute


def read_transit(row: Row) -> Record:
    """Return the published transit range as hours, all rounded up (C-17)."""
    least, most = _hours(row, "transit_min_days"), _hours(row, "transit_max_days")
    if most < least:
        raise row.error("transit_max_days", "give at least transit_min_days")
    if max(most, _hours(row, "late_max_days")) > MAX_TRANSIT_H:
        raise row.error("transit_max_days", f"give at most {MAX_TRANSIT_H // 24} days")
    late = share(row, "late_share", Fraction(0))
    late_max = _hours(row, "late_max_days")
    if (late[0] > 0) != bool(row["late_max_days"]) or late[0] == late[1]:
        raise row.error("late_share", "give a share below 1 together with late_max_days")
    if late[0] > 0 and late_max <= most:
        raise row.error("late_max_days", "give more than transit_max_days")
    return {
        "law_min_h": least,
        "law_max_h": most,
        "late_num": late[0],
        "late_den": late[1],
        "late_max_h": late_max,
    }


def _hours(row: Row, column: str) -> int:
    return at_least(row, column, HOURS_PER_DAY)
