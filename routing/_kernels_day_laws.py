"""Chances by day of a candidate: rows of the book, or mixed over the departures it may reach.

A candidate has three laws: of delivery, entry and export. Without a handling law they are rows
of the book, which nothing copies; with one they are mixtures (C-68) in the scratch of the call.
"""

from __future__ import annotations

from typing import Any

from oneprice.core._kernels import inner
from oneprice.routing._kernels_ready import ONE, least_by, together_by
from oneprice.routing._kernels_timetable import first_event

DELIVERY, ENTRY, EXPORT = 0, 1, 2
NEVER_DAY = 3_000_000


@inner
def take_laws(bk: Any, od: Any, wk: Any, route: int) -> None:
    """Fill `wk.day_law` for the departures from `wk.event` on that the goods may reach."""
    rt = bk.route[route]
    shift = wk.event[0] - rt.event_lo
    if wk.ready[0].spread == 0:
        _take(wk, DELIVERY, bk.arrival[rt.arrival_lo + shift])
        _take(wk, ENTRY, bk.entry[rt.entry_lo + shift])
        _take(wk, EXPORT, bk.export[rt.export_lo + shift])
        return
    stop = 1 + min(rt.event_hi - 1, first_event(bk, wk.event[0], rt.event_hi, wk.ready[0].end_min))
    _mix(bk, od, wk, DELIVERY, bk.arrival, rt.arrival_lo - rt.event_lo, stop)
    _mix(bk, od, wk, ENTRY, bk.entry, rt.entry_lo - rt.event_lo, stop)
    _mix(bk, od, wk, EXPORT, bk.export, rt.export_lo - rt.event_lo, stop)


@inner
def _take(wk: Any, kind: int, row: Any) -> None:
    law = wk.day_law[kind]
    law.day = row.day
    law.lo = row.lo
    law.n = row.n
    law.mixed = 0


@inner
def _mix(bk: Any, od: Any, wk: Any, kind: int, rows: Any, shift: int, stop: int) -> None:
    """Mix the chances of departures by the chance that each is the one reached (C-68)."""
    law = wk.day_law[kind]
    law.mixed = 1
    law.n = 0
    law.day = _first_day(rows, wk.event[0] + shift, stop + shift)
    lo = kind * (len(wk.mixed) // 3)
    end = lo
    before = 0
    for event in range(wk.event[0], stop):
        ready = _ready_by(od, wk, kind, bk.event[event].cutoff_min)
        row = rows[shift + event]
        if ready > before and row.n > 0:
            end = _add_part(bk, wk, row, ready - before, lo + row.day - law.day, end)
        before = ready
    _cumulate(wk, law, lo, end)


@inner
def _ready_by(od: Any, wk: Any, kind: int, minute: int) -> int:
    """Return the chance of being ready: with no optimism for delivery, as it is for the others."""
    return together_by(od, wk, minute) if kind == DELIVERY else least_by(od, wk, minute)


@inner
def _first_day(rows: Any, first: int, stop: int) -> int:
    """Return the first day with any chance of some rows."""
    day = NEVER_DAY
    for i in range(first, stop):
        if rows[i].n > 0:
            day = min(day, rows[i].day)
    return int(day)


@inner
def _add_part(bk: Any, wk: Any, row: Any, weight: int, at: int, end: int) -> int:
    """Add weight x mass of each day of a row from place `at`; return the end of what is in use."""
    stop = at + row.n
    for i in range(end, stop):
        wk.mixed[i] = 0
    chance = 0
    for i in range(row.n):
        later = bk.mass[row.lo + i].chance
        wk.mixed[at + i] += weight * (later - chance)
        chance = later
    return int(max(end, stop))


@inner
def _cumulate(wk: Any, law: Any, lo: int, end: int) -> None:
    """Turn products by day into chances by day, floor once a day, without constant rims."""
    total = 0
    first = end
    last = end
    chance = 0
    for i in range(lo, end):
        total += wk.mixed[i]
        later = total // ONE
        wk.mixed[i] = later
        if later > chance:
            first = min(first, i)
            last = i
        chance = later
    if first < end:
        law.day += first - lo
        law.lo = first
        law.n = last + 1 - first


@inner
def chance_at(bk: Any, wk: Any, law: Any, i: int) -> int:
    """Return the chance by the i-th day of a law."""
    return int(wk.mixed[law.lo + i] if law.mixed != 0 else bk.mass[law.lo + i].chance)


@inner
def chance_by(bk: Any, wk: Any, kind: int, day: int) -> int:
    """Return the chance by a day."""
    law = wk.day_law[kind]
    i = min(day - law.day, law.n - 1)
    return 0 if i < 0 else chance_at(bk, wk, law, i)


@inner
def first_day_with(bk: Any, wk: Any, kind: int, need: int) -> tuple[int, int]:
    """Return (day, chance at it) of the first day whose chance reaches `need`; chance 0 = none."""
    law = wk.day_law[kind]
    lo = 0
    hi = law.n
    while lo < hi:
        mid = (lo + hi) // 2
        if chance_at(bk, wk, law, mid) < need:
            lo = mid + 1
        else:
            hi = mid
    if lo == law.n:
        return 0, 0
    return law.day + lo, chance_at(bk, wk, law, lo)


@inner
def named_day(bk: Any, wk: Any, kind: int) -> int:
    """Return the most probable day, ties to the earlier (C-22 of entry, C-54 of export)."""
    law = wk.day_law[kind]
    best = 0
    best_mass = 0
    before = 0
    for i in range(law.n):
        chance = chance_at(bk, wk, law, i)
        if chance - before > best_mass:
            best_mass = chance - before
            best = i
        before = chance
    return int(law.day + best)


@inner
def mass_between(bk: Any, wk: Any, kind: int, from_day: int, to_day: int) -> int:
    """Return the mass of the days in [from_day, to_day)."""
    return chance_by(bk, wk, kind, to_day - 1) - chance_by(bk, wk, kind, from_day - 1)
