"""What late delivery is expected to cost (C-72)."""

from __future__ import annotations

from fractions import Fraction

from reference.calendars import WorkCalendar
from reference.hour_laws import FULL
from reference.reading import Row, ratio
from reference.timetable import Law, chance_by


def last_day(tier: Row, calendar: WorkCalendar, promise: int, count: int) -> int:
    """Return the last day with a number of late days after a promise day."""
    allowed = count + int(tier.get("late_grace_days", "") or 0)
    if tier.get("late_day_type", "") == "work":
        return calendar.after(promise, allowed + 1) - 1
    return promise + allowed


def owed_pip(tier: Row, landed_pip: int, cap_pip: int | None, count: int) -> int:
    """Return what is owed for a number of late days, cut to pips."""
    times = count if tier.get("late_per", "") == "day" else min(count, 1)
    due = (times * ratio(tier.get("late_pct", "")) * landed_pip).__floor__()
    return due if cap_pip is None else min(due, cap_pip)


def expected_pip(tier: Row, owed: list[int], law: Law, calendar: WorkCalendar, promise: int) -> int:
    """Return the expected compensation: each step of what is owed x the chance of being later."""
    total = 0
    for count in range(1, len(owed)):
        more = owed[count] - owed[count - 1]
        if more:  # nothing more is owed at the cap
            by = last_day(tier, calendar, promise, count - 1)
            total += more * (FULL - chance_by(law, by))
    return (Fraction(total, FULL)).__floor__()


def late_days(tier: Row) -> int:
    """Return how many late days are counted at most."""
    return int(tier["late_max_days"]) if tier.get("late_per", "") == "day" else 1
