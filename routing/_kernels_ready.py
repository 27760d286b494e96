"""When a consignment is ready: known hours, or handling laws of its sellers (C-14, C-68).

Handlings are the sellers whose lines give no hours, and one step where others give theirs. Goods
are counted ready by G = max(0, sum of F - (m - 1)) for delivery, by the least F for entry and
export. Laws in hours end at whole hours after `valid_until`, laws in working days at whole UTC
hours: two grids, each with the sum and the least of its laws by the instants.
"""

from __future__ import annotations

from typing import Any

from oneprice.core._kernels import ceil_div, inner
from oneprice.routing._kernels_clock import MINUTES_PER_DAY, hour_of, wall_of
from oneprice.routing._kernels_workdays import NO_DAY, nth_workday, workdays_before

ONE = 2**31  # the whole mass of a law
NATURAL, WORK = 0, 1
NOT_KNOWN = -1
NEVER_MIN = 2**62


@inner
def find_ready(bk: Any, od: Any, lines: Any, wk: Any, n: int) -> None:
    """Fill `wk.ready`, and the grids of `wk` where a handling law spreads it."""
    ready = wk.ready[0]
    ready.spread = 0
    ready.laws = 0
    ready.known_min = NOT_KNOWN
    ready.first_hour = ceil_div(od.valid_until_min, 60)
    wk.ready_n[:] = 0
    for s in range(n):
        line = lines[wk.sel[s]]
        if line.handling_row == 0:
            ready.known_min = max(ready.known_min, od.valid_until_min + line.handling_min)
        elif _is_first(lines, wk.sel, s):
            ready.spread = 1
            ready.laws += 1
            _add_law(bk, wk, line.handling_row, bk.node[line.origin_node].tz)
    if ready.spread == 0:
        ready.first_min = ready.known_min
        ready.last_min = ready.known_min
        ready.end_min = ready.known_min
    else:
        _find_span(od, wk)


@inner
def _is_first(lines: Any, sel: Any, s: int) -> bool:
    """Tell whether no line before is of the same seller and has a law too."""
    line = lines[sel[s]]
    for earlier in range(s):
        other = lines[sel[earlier]]
        if other.seller == line.seller and other.handling_row != 0:
            return False
    return True


@inner
def _add_law(bk: Any, wk: Any, row: int, tz: int) -> None:
    """Add a law to the grid of its kind of days."""
    law = bk.handling[row]
    grid = WORK if law.day_type != 0 else NATURAL
    stop = 0
    for i in range(law.run_lo, law.run_hi):
        run = bk.law_run[i]
        for h in range(run.first_h, run.last_h + 1):
            slot = h
            if grid == WORK:
                slot = _work_slot(bk, law.calendar, tz, wk.ready[0].first_hour, h)
            if 0 <= slot < len(wk.ready_one):  # later ones reach no departure
                for empty in range(stop, slot + 1):
                    wk.ready_one[empty] = 0
                stop = max(stop, slot + 1)
                wk.ready_one[slot] += run.mass
    if stop == 0:  # reaches no departure
        wk.ready_one[0] = 0
        stop = 1
    _cumulate(wk, stop)
    _join(wk, grid, stop)


@inner
def _work_slot(bk: Any, calendar: int, tz: int, first_hour: int, h: int) -> int:
    """Return after how many hours from `first_hour` a handling of h hours in working days ends.

    C-18 at the node the goods are shipped from; -1 beyond the calendars.
    """
    wall_min = wall_of(bk, tz, first_hour + h % 24)
    day = wall_min // MINUTES_PER_DAY
    minute = wall_min - day * MINUTES_PER_DAY
    count = workdays_before(bk, calendar, day + 1)
    if count == workdays_before(bk, calendar, day):  # a closed day counts as the next open one
        count += 1
        minute = 0
    reached = nth_workday(bk, calendar, count + h // 24)
    if reached == NO_DAY:
        return -1
    return hour_of(bk, tz, reached * MINUTES_PER_DAY + minute) - first_hour


@inner
def _cumulate(wk: Any, stop: int) -> None:
    chance = 0
    for slot in range(stop):
        chance += wk.ready_one[slot]
        wk.ready_one[slot] = chance


@inner
def _join(wk: Any, grid: int, stop: int) -> None:
    """Add the chances of a law to the sum and to the least of a grid."""
    n = wk.ready_n[grid]
    total = wk.ready_total[grid, n - 1] if n > 0 else 0
    least = wk.ready_least[grid, n - 1] if n > 0 else ONE
    for slot in range(n, stop):
        wk.ready_total[grid, slot] = total
        wk.ready_least[grid, slot] = least
    n = max(n, stop)
    for slot in range(n):
        chance = wk.ready_one[min(slot, stop - 1)]
        wk.ready_total[grid, slot] += chance
        wk.ready_least[grid, slot] = min(wk.ready_least[grid, slot], chance)
    wk.ready_n[grid] = n


@inner
def _find_span(od: Any, wk: Any) -> None:
    """Find the first and the last instant at which the least F grows, and the end of all laws."""
    ready = wk.ready[0]
    ready.first_min = NEVER_MIN
    ready.last_min = NEVER_MIN
    ready.end_min = ready.known_min
    before = _grown(od, wk, ready.known_min, 0) if ready.known_min != NOT_KNOWN else 0
    for slot in range(max(wk.ready_n[NATURAL], wk.ready_n[WORK])):
        if slot < wk.ready_n[NATURAL]:
            before = _grown(od, wk, od.valid_until_min + 60 * slot, before)
        if slot < wk.ready_n[WORK]:
            before = _grown(od, wk, 60 * (ready.first_hour + slot), before)


@inner
def _grown(od: Any, wk: Any, minute: int, before: int) -> int:
    """Note an instant if the least F grows there; return the least F by it."""
    ready = wk.ready[0]
    ready.end_min = max(ready.end_min, minute)
    chance = least_by(od, wk, minute)
    if chance > before:
        ready.first_min = min(ready.first_min, minute)
        ready.last_min = minute
    return max(chance, before)


@inner
def _slot_at(od: Any, wk: Any, grid: int, minute: int) -> int:
    """Return the last slot of a grid whose instant is not after `minute`; below 0 = none."""
    since = od.valid_until_min if grid == NATURAL else 60 * wk.ready[0].first_hour
    return int(min((minute - since) // 60, wk.ready_n[grid] - 1))


@inner
def together_by(od: Any, wk: Any, minute: int) -> int:
    """Return G: the chance that all handlings are done by an instant, never more than true."""
    ready = wk.ready[0]
    total = -(ready.laws - 1) * ONE
    for grid in range(2):
        slot = _slot_at(od, wk, grid, minute)
        total += wk.ready_total[grid, slot] if slot >= 0 else 0
    return 0 if minute < ready.known_min else max(0, total)


@inner
def least_by(od: Any, wk: Any, minute: int) -> int:
    """Return the least F of all handlings by an instant."""
    if minute < wk.ready[0].known_min:
        return 0
    chance = ONE
    for grid in range(2):
        slot = _slot_at(od, wk, grid, minute)
        if wk.ready_n[grid] > 0:
            chance = min(chance, wk.ready_least[grid, slot] if slot >= 0 else 0)
    return chance
