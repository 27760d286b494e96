"""Whether a route can carry a consignment, and when it would arrive.

Every check leaves its facts in `wk.result[0]` and returns a status; 0 means yes. The order of
the checks is that of C-51.
"""

from __future__ import annotations

from typing import Any

from oneprice.carriers._kernels import accept_lane, check_cargo, find_zone
from oneprice.core._kernels import inner
from oneprice.core._kernels_status import (
    AFTER_DEADLINE,
    EMBARGO,
    LATER_THAN_TIER,
    NO_DEPARTURE,
    NO_PROMISE,
    NO_ZONE,
    OK,
    OVER_LIMIT,
    RULES_STALE,
    TOO_SLOW,
)
from oneprice.routing._kernels_day_laws import ENTRY, EXPORT, named_day, take_laws
from oneprice.routing._kernels_facts import all_flags, fail
from oneprice.routing._kernels_packed import check_parcels
from oneprice.routing._kernels_promise import needed_chance, promise_of
from oneprice.routing._kernels_timetable import first_event

SERVICE_EMBARGO = 3
LIMIT_BATTERY = 9  # place in core.refusal.LIMITS


@inner
def check_route(bk: Any, od: Any, lines: Any, parcels: Any, wk: Any, n: int, route: int) -> int:
    """Return 0 if every lane of the route takes the goods; fills zones and pieces (C-51).

    `wk.ready` says when the goods are ready.
    """
    _reach_departures(bk, od, wk, route)
    flags = all_flags(lines, wk.sel, n)
    lo = bk.route[route].leg_lo
    hi = bk.route[route].leg_hi
    for leg in range(lo, hi):
        lane = bk.route_leg[leg].lane
        status, fact = accept_lane(bk, lane, od.sale_day, flags)
        if status != OK:
            return fail(wk, status, lane, -1, fact, 0)
        first_day, last_day = wk.cargo_day[0], wk.cargo_day[1]
        status, line, fact, limit = check_cargo(bk, lane, first_day, last_day, lines, wk.sel, n)
        if status != OK:
            fail(wk, status, lane, line, fact, limit)
            wk.result[0].what = LIMIT_BATTERY if status == OVER_LIMIT else 0
            return status
    status = _check_zones(bk, od, wk, lo, hi)
    if status != OK:
        return status
    return check_parcels(bk, od, lines, parcels, wk, n, route)


@inner
def _reach_departures(bk: Any, od: Any, wk: Any, route: int) -> None:
    """Find the first departure that the goods may reach, and the days on which they may load.

    A handling law spreads the departures (C-68): the days go from the first export day of the
    first one to the last of the last one that is known (C-12, C-54). They are the day of sale
    where no departure is known.
    """
    rt = bk.route[route]
    ready = wk.ready[0]
    first = first_event(bk, rt.event_lo, rt.event_hi, ready.first_min)
    last = first
    if ready.spread != 0:
        last = first_event(bk, first, rt.event_hi, ready.last_min)
    wk.event[0] = first
    wk.cargo_day[:] = od.sale_day
    shift = rt.export_lo - rt.event_lo
    if first == rt.event_hi or bk.export[shift + first].n == 0:
        return
    last = min(last, rt.event_hi - 1)
    while bk.export[shift + last].n == 0:
        last -= 1
    wk.cargo_day[0] = bk.export[shift + first].day
    wk.cargo_day[1] = bk.export[shift + last].day + bk.export[shift + last].n - 1


@inner
def _check_zones(bk: Any, od: Any, wk: Any, lo: int, hi: int) -> int:
    for leg in range(lo, hi):
        lane = bk.route_leg[leg].lane
        zone_set = bk.lane[lane].zone_set
        row, found = find_zone(bk, zone_set, od.postcode_lo, od.postcode_hi)
        if not found:
            return fail(wk, NO_ZONE, lane, -1, 0, 0)
        if bk.zone[row].service == SERVICE_EMBARGO:
            return fail(wk, EMBARGO, lane, -1, 0, 0)
        wk.zone_row[leg - lo] = row
    return OK


@inner
def plan_dates(bk: Any, od: Any, wk: Any, route: int, tier: int, k: int, cap_day: int) -> int:
    """Return 0 if an accepted route keeps the tier's dates; fills promise and entry days."""
    rt = bk.route[route]
    result = wk.result[0]
    if wk.event[0] == rt.event_hi:
        return fail(wk, NO_DEPARTURE, rt.first_lane, -1, 0, 0)
    take_laws(bk, od, wk, route)
    need = needed_chance(bk.tier[tier].level_num, bk.tier[tier].level_den, k)
    day, chance = promise_of(bk, wk, route, need)
    if chance == 0:
        return fail(wk, NO_PROMISE, 0, -1, 0, 0)
    result.promise_day = day
    result.chance = chance
    if day - od.sale_day > bk.tier[tier].max_days:
        return fail(wk, TOO_SLOW, 0, -1, day - od.sale_day, bk.tier[tier].max_days)
    if day > od.deadline_day:
        return fail(wk, AFTER_DEADLINE, 0, -1, day, od.deadline_day)
    if day > cap_day:
        return fail(wk, LATER_THAN_TIER, 0, -1, day, cap_day)
    return _plan_borders(bk, od, wk)


@inner
def _plan_borders(bk: Any, od: Any, wk: Any) -> int:
    """Fill the named entry and export day (C-22, C-54)."""
    law = wk.day_law[ENTRY]
    if law.n == 0 or wk.day_law[EXPORT].n == 0:
        return fail(wk, NO_PROMISE, 0, -1, 0, 0)
    result = wk.result[0]
    place = bk.jurisdiction[od.jurisdiction]
    result.entry_from_day = law.day
    result.entry_to_day = law.day + law.n
    result.entry_day = named_day(bk, wk, ENTRY)
    result.export_day = named_day(bk, wk, EXPORT)
    if law.day + law.n - 1 >= place.known_until_day:
        return fail(wk, RULES_STALE, 0, -1, law.day + law.n - 1, place.known_until_day)
    return OK
