"""Dates of a route: the departure taken, the promised day, the named days (C-14 to C-23, C-54)."""

from __future__ import annotations

from typing import Any

from numba import njit

ONE = 2**31  # the whole mass of a law


@njit(error_model="numpy")
def needed_chance(level_num: int, level_den: int, consignments: int) -> int:
    """Return the chance each of k consignments must reach (C-21)."""
    return ONE - ONE * (level_den - level_num) // (level_den * consignments)


@njit(error_model="numpy")
def ready_minute(od: Any, lines: Any, sel: Any, n: int) -> int:
    """Return when the consignment can be handed over (C-14)."""
    handling = 0
    for s in range(n):
        handling = max(handling, lines[sel[s]].handling_min)
    return int(od.valid_until_min + handling)


@njit(error_model="numpy")
def first_event(bk: Any, lo: int, hi: int, ready_min: int) -> int:
    """Return the first departure whose cut-off is not before `ready_min`, or hi."""
    while lo < hi:
        mid = (lo + hi) // 2
        if bk.event[mid].cutoff_min < ready_min:
            lo = mid + 1
        else:
            hi = mid
    return lo


@njit(error_model="numpy")
def promise_at(bk: Any, row: int, need: int) -> tuple[int, int]:
    """Return (day, chance at it) of the first day whose chance reaches `need`; chance 0 = none."""
    law = bk.arrival[row]
    for i in range(law.n):
        chance = bk.mass[law.lo + i].chance
        if chance >= need:
            return law.day + i, chance
    return 0, 0


@njit(error_model="numpy")
def named_day(bk: Any, law: Any) -> int:
    """Return the most probable day of a row of entry or export, ties to the earlier.

    C-22 names the entry day so, C-54 the export day.
    """
    best = 0
    best_mass = 0
    before = 0
    for i in range(law.n):
        chance = bk.mass[law.lo + i].chance
        if chance - before > best_mass:
            best_mass = chance - before
            best = i
        before = chance
    return int(law.day + best)


@njit(error_model="numpy")
def entry_mass(bk: Any, row: int, from_day: int, to_day: int) -> int:
    """Return the mass of the entry days in [from_day, to_day)."""
    return entered_before(bk, row, to_day) - entered_before(bk, row, from_day)


@njit(error_model="numpy")
def entered_before(bk: Any, row: int, day: int) -> int:
    """Return the chance of entry on a day before `day`."""
    law = bk.entry[row]
    i = min(day - 1 - law.day, law.n - 1)
    return 0 if i < 0 else bk.mass[law.lo + i].chance
