"""Which lines travel together (C-25): groups by seller and origin, split by class if they must."""

from __future__ import annotations

from typing import Any

from numba import njit

from oneprice.core._kernels import inner, merged
from oneprice.core._kernels_status import OK
from oneprice.routing._kernels_accept import check_route
from oneprice.routing._kernels_facts import all_flags, fail
from oneprice.routing._kernels_ready import find_ready
from oneprice.tariffs._kernels import find_commodity

WHOLE = 0  # the part number of an unsplit group
GENERAL, BATTERY, LIQUID, MIXED = 1, 2, 3, 4
UN_FLAGS = 15 | 1 << 22  # UN3480, UN3481, UN3090, UN3091, UN3556
LIQUID_FLAGS = 480  # liquid, cream, powder, aerosol


@njit(error_model="numpy")
def class_of(flags: int) -> int:
    """Return the commercial class of a set of flags (C-26)."""
    battery = flags & UN_FLAGS
    liquid = flags & LIQUID_FLAGS
    if battery and liquid:
        return MIXED
    if liquid:
        return LIQUID
    return BATTERY if battery else GENERAL


@inner
def select_lines(od: Any, lines: Any, sel: Any, group: int, part: int) -> int:
    """Fill `sel` with the lines of a group, or of its part of one class; return their count."""
    n = 0
    for i in range(od.line_lo, od.line_hi):
        of_class = min(class_of(lines[i]["flags"]), LIQUID)
        if lines[i].group == group and (part == WHOLE or of_class == part):
            sel[n] = i
            n += 1
    return n


@inner
def classify(bk: Any, od: Any, lines: Any, wk: Any, n: int) -> int:
    """Find every line's commodity, the consignment's class and its HS headings; a status."""
    wk.cargo_class[0] = class_of(all_flags(lines, wk.sel, n))
    headings = 0
    for s in range(n):
        line = lines[wk.sel[s]]
        commodity, status = find_commodity(bk, od.jurisdiction, line.hs_lo, line.hs_hi)
        if status != OK:
            return fail(wk, status, 0, wk.sel[s], 0, 0)
        wk.commodity[s] = commodity
        first = 1
        for earlier in range(s):
            if lines[wk.sel[earlier]].hs_lo // 10_000 == line.hs_lo // 10_000:
                first = 0
        headings += first
    wk.hs_headings[0] = headings
    return OK


@inner
def tier_row(bk: Any, code: int, day: int) -> int:
    """Return the tier's row of a day, or 0."""
    for i in range(1, len(bk.tier)):
        if bk.tier[i].tier == code and bk.tier[i].from_day <= day < bk.tier[i].to_day:
            return i
    return 0


@inner
def routes_of(bk: Any, origin_node: int, country: int) -> tuple[int, int]:
    """Return the range of routes between an origin and a country."""
    for i in range(1, len(bk.od)):
        if bk.od[i].origin_node == origin_node and bk.od[i].country == country:
            return bk.od[i].route_lo, bk.od[i].route_hi
    return 0, 0


@merged
def _carried(bk: Any, od: Any, lines: Any, parcels: Any, wk: Any, n: int) -> bool:
    """Return whether a route of any tier takes the selected goods as they are."""
    modes = 0
    for code in range(3):
        row = tier_row(bk, code, od.sale_day)
        if row != 0:
            modes |= bk.tier[row].mode_mask
    find_ready(bk, od, lines, wk, n)
    lo, hi = routes_of(bk, lines[wk.sel[0]].origin_node, od.country)
    for route in range(lo, hi):
        in_tier = (modes >> bk.route[route].mode) & 1
        if in_tier and check_route(bk, od, lines, parcels, wk, n, route) == OK:
            return True
    return False


@inner
def _class_count(od: Any, lines: Any, wk: Any, group: int) -> int:
    """Return how many cargo classes a group would be split into."""
    classes = 0
    for part in (GENERAL, BATTERY, LIQUID):
        classes += 1 if select_lines(od, lines, wk.sel, group, part) > 0 else 0
    return classes


@merged
def form_consignments(bk: Any, od: Any, lines: Any, parcels: Any, wk: Any) -> bool:
    """Fill both plans of C-25; return whether the second, with more splits, is another one.

    `wk.consignment[plan, c]` holds (group, part, chosen): chosen is 1 where the group could
    have gone whole, so that its split must not change a threshold. `wk.plan_count` counts.
    """
    wk.plan_count[0] = 0
    wk.plan_count[1] = 0
    other = False
    for group in range(od.groups):
        own = od.parcel_hi > od.parcel_lo
        splits = not own and _class_count(od, lines, wk, group) > 1
        n = select_lines(od, lines, wk.sel, group, WHOLE)
        wk.result[0].group = group
        wk.result[0].part = WHOLE
        carried = splits and _carried(bk, od, lines, parcels, wk, n)
        other = other or carried
        _plan(od, lines, wk, 0, group, splits and not carried, 0)
        _plan(od, lines, wk, 1, group, splits, 1 if carried else 0)
    return other


@inner
def _plan(od: Any, lines: Any, wk: Any, plan: int, group: int, split: bool, chosen: int) -> None:
    """Add a group to a plan, whole or one consignment per class."""
    if not split:
        _add_consignment(wk, plan, group, WHOLE, 0)
        return
    for part in (GENERAL, BATTERY, LIQUID):
        if select_lines(od, lines, wk.sel, group, part) > 0:
            _add_consignment(wk, plan, group, part, chosen)


@inner
def _add_consignment(wk: Any, plan: int, group: int, part: int, chosen: int) -> None:
    c = wk.plan_count[plan]
    wk.consignment[plan, c, 0] = group
    wk.consignment[plan, c, 1] = part
    wk.consignment[plan, c, 2] = chosen
    wk.plan_count[plan] = c + 1
