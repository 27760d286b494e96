"""Whether a route can carry a consignment, and when it would arrive.

Every check leaves its facts in `wk.result[0]` and returns a status; 0 means yes. The order of
the checks is that of C-51.
"""

from __future__ import annotations

from typing import Any

from oneprice.carriers._kernels import accept_lane, check_cargo, check_pieces, find_zone
from oneprice.core._kernels import inner
from oneprice.core._kernels_status import (
    AFTER_DEADLINE,
    EMBARGO,
    FX_MISSING,
    LATER_THAN_TIER,
    NO_DEPARTURE,
    NO_PROMISE,
    NO_ZONE,
    OK,
    OVER_LIMIT,
    RULES_STALE,
    TOO_MANY_PARCELS,
    TOO_SLOW,
)
from oneprice.routing._kernels_parcels import own_parcels, pack, tightest_limits
from oneprice.routing._kernels_promise import (
    first_event,
    named_day,
    needed_chance,
    promise_at,
    ready_minute,
)

SERVICE_EMBARGO = 3
LIMIT_BATTERY = 9  # place in core.refusal.LIMITS


@inner
def fail(wk: Any, status: int, lane: int, line: int, fact: int, limit: int) -> int:
    """Note why a candidate is refused and return the status."""
    result = wk.result[0]
    result.status = status
    result.lane = lane
    result.line = line
    result.what = 0
    result.fact = fact
    result.limit = limit
    result.day = 0
    return status


@inner
def fail_fx(wk: Any, lane: int, kind: int, base: int, quote: int, day: int) -> int:
    """Note that an exchange rate of a kind and day is missing (C-09)."""
    fail_what(wk, FX_MISSING, lane, kind, base, quote)
    wk.result[0].day = day
    return FX_MISSING


@inner
def fail_what(wk: Any, status: int, lane: int, what: int, fact: int, limit: int) -> int:
    """Note a refusal about `what`: a place in refusal.LIMITS, or a kind of rate."""
    fail(wk, status, lane, -1, fact, limit)
    wk.result[0].what = what
    return status


@inner
def all_flags(lines: Any, sel: Any, n: int) -> int:
    """Return the cargo flags of a consignment."""
    flags = 0
    for s in range(n):
        flags |= lines[sel[s]]["flags"]
    return flags


@inner
def check_route(bk: Any, od: Any, lines: Any, parcels: Any, wk: Any, n: int, route: int) -> int:
    """Return 0 if every lane of the route takes the goods; fills zones and pieces."""
    flags = all_flags(lines, wk.sel, n)
    lo = bk.route[route].leg_lo
    hi = bk.route[route].leg_hi
    for leg in range(lo, hi):
        lane = bk.route_leg[leg].lane
        status, fact = accept_lane(bk, lane, od.sale_day, flags)
        if status != OK:
            return fail(wk, status, lane, -1, fact, 0)
        status, line, fact, limit = check_cargo(bk, lane, od.sale_day, lines, wk.sel, n)
        if status != OK:
            fail(wk, status, lane, line, fact, limit)
            wk.result[0].what = LIMIT_BATTERY if status == OVER_LIMIT else 0
            return status
    status = _check_zones(bk, od, wk, lo, hi)
    if status != OK:
        return status
    return _check_parcels(bk, od, lines, parcels, wk, n, route)


@inner
def _check_zones(bk: Any, od: Any, wk: Any, lo: int, hi: int) -> int:
    for leg in range(lo, hi):
        lane = bk.route_leg[leg].lane
        zone_set = bk.lane[lane].zone_set
        zone, service, found = find_zone(bk, zone_set, od.postcode_lo, od.postcode_hi)
        if not found:
            return fail(wk, NO_ZONE, lane, -1, 0, 0)
        if service == SERVICE_EMBARGO:
            return fail(wk, EMBARGO, lane, -1, 0, 0)
        wk.zone[leg - lo] = zone
        wk.service[leg - lo] = service
    return OK


@inner
def _check_parcels(bk: Any, od: Any, lines: Any, parcels: Any, wk: Any, n: int, route: int) -> int:
    if od.parcel_hi > od.parcel_lo:
        count = own_parcels(od, parcels, wk.pieces)
    else:
        tightest_limits(bk, route, wk.limits)
        count = pack(lines, wk.sel, n, wk.limits, wk.pieces)
        if count < 0:
            return fail(wk, TOO_MANY_PARCELS, 0, -1, 0, len(wk.pieces))
    wk.result[0].parcels = count
    for leg in range(bk.route[route].leg_lo, bk.route[route].leg_hi):
        lane = bk.route_leg[leg].lane
        status, what, fact, limit = check_pieces(bk, lane, wk.pieces, count)
        if status != OK:
            return fail_what(wk, status, lane, what, fact, limit)
    return OK


@inner
def plan_dates(
    bk: Any, od: Any, lines: Any, wk: Any, n: int, route: int, tier: int, k: int, cap_day: int
) -> int:
    """Return 0 if the route keeps the tier's dates; fills promise and entry days."""
    rt = bk.route[route]
    result = wk.result[0]
    ready = ready_minute(od, lines, wk.sel, n)
    event = first_event(bk, rt.event_lo, rt.event_hi, ready)
    if event == rt.event_hi:
        return fail(wk, NO_DEPARTURE, rt.first_lane, -1, 0, 0)
    need = needed_chance(bk.tier[tier].level_num, bk.tier[tier].level_den, k)
    day, chance = promise_at(bk, rt.arrival_lo + event - rt.event_lo, need)
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
    at = event - rt.event_lo
    return _plan_borders(bk, od, wk, rt.entry_lo + at, rt.export_lo + at)


@inner
def _plan_borders(bk: Any, od: Any, wk: Any, entry: int, export: int) -> int:
    """Fill the named entry and export day (C-22, C-54)."""
    law = bk.entry[entry]
    if law.n == 0 or bk.export[export].n == 0:
        return fail(wk, NO_PROMISE, 0, -1, 0, 0)
    result = wk.result[0]
    place = bk.jurisdiction[od.jurisdiction]
    result.entry_from_day = law.day
    result.entry_to_day = law.day + law.n
    result.entry_day = named_day(bk, law)
    result.export_day = named_day(bk, bk.export[export])
    if law.day + law.n - 1 >= place.known_until_day:
        return fail(wk, RULES_STALE, 0, -1, law.day + law.n - 1, place.known_until_day)
    wk.entry_row[0] = entry
    return OK
