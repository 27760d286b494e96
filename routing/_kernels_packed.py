"""Parcels of a candidate route, under all limits met on it, and whether the lanes take them.

The limits of a route are those of its lanes, of the zones met there and of the cargo rules that
count for each parcel (C-28, C-60). Where a packer of the caller's own has answered, its parcels
stand in `wk.given` under the limits it was asked for; what it was not asked yet is left in
`wk.asked`, for Python to ask.
"""

from __future__ import annotations

from typing import Any

from oneprice.carriers._kernels import check_pieces, check_zone_pieces, fits_line, rule_value
from oneprice.core._kernels import ceil_div, inner, merged
from oneprice.core._kernels_status import CARGO_RULE, OK
from oneprice.routing._kernels_facts import fail, fail_what
from oneprice.routing._kernels_pack import pack
from oneprice.routing._kernels_pack_bound import parcels_at_least
from oneprice.routing._kernels_parcels import own_parcels, tightest_limits

LIMIT_MAX_NET_G = 2  # of carriers.tables.CARGO_LIMIT; the other limit per parcel counts units
OWN, FIRST_FIT, EXACT, LOOSE = 0, 1, 2, 3  # places in tables.PACKINGS
LEG_LINEHAUL = 3
QTY_CBM, QTY_RT = 2, 3  # freight by volume


@merged
def check_parcels(bk: Any, od: Any, lines: Any, parcels: Any, wk: Any, n: int, route: int) -> int:
    """Return 0 if every lane of the route takes the parcels; fills `wk.pieces` (C-28, C-51)."""
    result = wk.result[0]
    own = od.parcel_hi > od.parcel_lo
    _fill_loads(bk, lines, wk, n, route)
    if own:
        result.parcels = own_parcels(od, parcels, wk.pieces)
        result.packing = OWN
        result.at_least = 0
        wk.item_count[0] = 0
    else:
        tightest_limits(bk, route, wk.zone_row, wk.limits)
        wk.loose[0] = 1 if _is_loose(bk, route) else 0
        status, line = _pack_units(od, lines, wk, n)
        if status != OK:
            return fail(wk, status, 0, line, 0, len(wk.pieces))
        result.at_least = parcels_at_least(lines, wk.sel, n, wk)
    result.items = wk.item_count[0]
    lo = bk.route[route].leg_lo
    for leg in range(lo, bk.route[route].leg_hi):
        lane = bk.route_leg[leg].lane
        status = _check_own_loads(bk, lines, wk, n, lane) if own else OK
        if status == OK:
            status = _check_sizes(bk, wk, lane, wk.zone_row[leg - lo], result.parcels)
        if status != OK:
            return status
    return OK


@inner
def _is_loose(bk: Any, route: int) -> bool:
    """Return whether a linehaul is sold by volume: then the goods go as they are (C-28)."""
    for leg in range(bk.route[route].leg_lo, bk.route[route].leg_hi):
        lane = bk.lane[bk.route_leg[leg].lane]
        if lane.leg == LEG_LINEHAUL and (lane.qty_kind == QTY_CBM or lane.qty_kind == QTY_RT):
            return True
    return False


@inner
def _check_sizes(bk: Any, wk: Any, lane: int, zone_row: int, count: int) -> int:
    """Return whether the parcels keep the limits of a lane, then of the zone met there."""
    status, what, fact, limit = check_pieces(bk, lane, wk.pieces, count)
    if status != OK:
        return fail_what(wk, status, lane, what, fact, limit)
    status, what, fact, limit = check_zone_pieces(bk, zone_row, wk.pieces, count)
    if status != OK:
        fail_what(wk, status, lane, what, fact, limit)
        wk.result[0].zone = zone_row
    return status


@inner
def _fill_loads(bk: Any, lines: Any, wk: Any, n: int, route: int) -> None:
    """Fill what a unit counts towards each cargo limit per parcel of the route (C-60).

    A rule may be that of several lanes; one that fits no line limits nothing.
    """
    wk.load_count[0] = 0
    wk.load_rules[0] = 0
    for leg in range(bk.route[route].leg_lo, bk.route[route].leg_hi):
        lane = bk.lane[bk.route_leg[leg].lane]
        for i in range(lane.rule_lo, lane.rule_hi):
            rule = bk.lane_rule[i].cargo_rule
            bit = bk.cargo_rule[rule].per_parcel - 1
            if bit >= 0 and (wk.load_rules[0] >> bit) & 1 == 0:
                _add_load(bk, lines, wk, n, rule, bit)


@inner
def _add_load(bk: Any, lines: Any, wk: Any, n: int, rule: int, bit: int) -> None:
    k = wk.load_count[0]
    fits = False
    for s in range(n):
        line = lines[wk.sel[s]]
        wk.load[s, k] = 0
        if fits_line(bk, rule, wk.cargo_day[0], wk.cargo_day[1], line):
            fits = True
            wk.load[s, k] = rule_value(bk, rule, line)
    if fits:
        wk.load_limit[k] = bk.cargo_rule[rule].value
        wk.load_rule[k] = rule
        wk.load_count[0] = k + 1
        wk.load_rules[0] |= 1 << bit


@inner
def _check_own_loads(bk: Any, lines: Any, wk: Any, n: int, lane: int) -> int:
    """Ask a lane's limits per parcel of the caller's own parcels, line by line (C-60)."""
    for s in range(n):
        for i in range(bk.lane[lane].rule_lo, bk.lane[lane].rule_hi):
            rule = bk.lane_rule[i].cargo_rule
            k = _place_of(wk, rule)
            first_day, last_day = wk.cargo_day[0], wk.cargo_day[1]
            if k < 0 or not fits_line(bk, rule, first_day, last_day, lines[wk.sel[s]]):
                continue
            most = _most_in_a_parcel(bk, lines, wk, n, k)
            if most > wk.load_limit[k]:
                fail(wk, CARGO_RULE, lane, wk.sel[s], rule, wk.load_limit[k])
                wk.result[0].given = most
                return CARGO_RULE
    return OK


@inner
def _place_of(wk: Any, rule: int) -> int:
    """Return the place of a rule among the limits per parcel of the route, or -1."""
    for k in range(wk.load_count[0]):
        if wk.load_rule[k] == rule:
            return k
    return -1


@inner
def _most_in_a_parcel(bk: Any, lines: Any, wk: Any, n: int, k: int) -> int:
    """Return the most that one of the caller's parcels holds of what a rule counts."""
    whole = 0
    for s in range(n):
        whole += wk.load[s, k] * lines[wk.sel[s]].quantity
    count = wk.result[0].parcels
    if bk.cargo_rule[wk.load_rule[k]].limit != LIMIT_MAX_NET_G:
        return ceil_div(whole, count)
    most = 0
    for i in range(count):
        said = wk.pieces[i].battery_net_g
        most = max(most, whole if said < 0 else said)
    return most


@merged
def _pack_units(od: Any, lines: Any, wk: Any, n: int) -> tuple[int, int]:
    """Return (status, line) of the packing under `wk.limits` and `wk.load` (C-28)."""
    result = wk.result[0]
    if wk.packer[0] != 0 and wk.loose[0] == 0:
        i = _known(wk.given, len(wk.given), wk)
        if i < len(wk.given):
            result.packing = EXACT
            result.parcels = wk.given[i].pieces
            _take(od, wk, wk.given[i])
            return wk.given[i].status, _of_order(od, wk.given[i].line)
        _ask(wk)
    result.packing = FIRST_FIT if wk.loose[0] == 0 else LOOSE
    status, count, line = pack(lines, wk.sel, n, wk)
    result.parcels = count
    return status, line


@inner
def _of_order(od: Any, line: int) -> int:
    return -1 if line < 0 else od.line_lo + line


@inner
def _take(od: Any, wk: Any, packed: Any) -> None:
    """Copy a packer's parcels to where those of the kernel stand."""
    for i in range(packed.pieces):
        wk.pieces[i] = wk.given_piece[packed.piece_lo + i]
    for i in range(packed.items):
        wk.item[i] = wk.given_item[packed.item_lo + i]
        wk.item[i].line += od.line_lo
    wk.item_count[0] = packed.items


@inner
def _ask(wk: Any) -> None:
    """Note that a packer is to be asked for a packing; a full list is asked first."""
    count = wk.asked_count[0]
    if _known(wk.asked, count, wk) < count or count == len(wk.asked):
        return
    asked = wk.asked[count]
    asked.group = wk.result[0].group
    asked.part = wk.result[0].part
    asked.rules = wk.load_rules[0]
    asked.weight_g = wk.limits[0]
    asked.longest_mm = wk.limits[1]
    asked.second_mm = wk.limits[2]
    asked.third_mm = wk.limits[3]
    asked.sum_mm = wk.limits[4]
    asked.girth_mm = wk.limits[5]
    asked.volume_mm3 = wk.limits[6]
    wk.asked_count[0] = count + 1


@inner
def _known(table: Any, count: int, wk: Any) -> int:
    """Return the row of the packing that is asked for, or `count`."""
    for i in range(count):
        row = table[i]
        if (
            row.group == wk.result[0].group
            and row.part == wk.result[0].part
            and row.rules == wk.load_rules[0]
            and row.weight_g == wk.limits[0]
            and row.longest_mm == wk.limits[1]
            and row.second_mm == wk.limits[2]
            and row.third_mm == wk.limits[3]
            and row.sum_mm == wk.limits[4]
            and row.girth_mm == wk.limits[5]
            and row.volume_mm3 == wk.limits[6]
        ):
            return i
    return count
