"""The best route of every consignment in every tier, and what goes out (C-46).

Choosing and itemising are one computation: the charges of the best candidate so far are kept.
"""

from __future__ import annotations

from typing import Any

from oneprice.core._kernels import inner, merged
from oneprice.core._kernels_status import (
    AFTER_DEADLINE,
    LATER_THAN_TIER,
    MODE_NOT_IN_TIER,
    NO_JURISDICTION,
    NO_ROUTE,
    OK,
    PARCELS_AND_SPLIT,
    TOO_SLOW,
)
from oneprice.routing._kernels_accept import check_route, plan_dates
from oneprice.routing._kernels_consign import (
    classify,
    form_consignments,
    routes_of,
    select_lines,
    tier_row,
)
from oneprice.routing._kernels_facts import fail
from oneprice.routing._kernels_landed import price_candidate
from oneprice.routing._kernels_pack import forget_packings
from oneprice.routing._kernels_ready import find_ready

TIERS = 3
SPARE = 3  # place of the second plan in the options


@inner
def quote_order(bk: Any, od: Any, lines: Any, parcels: Any, wk: Any, out: Any) -> None:
    """Settle the three tiers of one order, economy first (C-46).

    Parameters
    ----------
    bk : BookTables
    od : ORDER record
    lines, parcels : LINE and PIECE records of the batch
    wk : Work
        Scratch of this call.
    out : Out
        `option[0..2]` is always written; consignments, charges, parcels and refusals only with
        `detail`.
    """
    wk.out_count[:] = 0
    forget_packings(wk)
    for code in range(TIERS):
        _clear_option(out.option, code, code)
    if od.jurisdiction == 0:
        _refuse_all(bk, od, out, wk, NO_JURISDICTION)
        return
    plans = 2 if form_consignments(bk, od, lines, parcels, wk) else 1
    if od.parcel_hi > od.parcel_lo and wk.plan_count[0] > 1:
        _refuse_all(bk, od, out, wk, PARCELS_AND_SPLIT)
        return
    cap_day = od.cap_day
    for code in range(TIERS):
        row = tier_row(bk, code, od.sale_day)
        if row == 0 or (od.only_tier >= 0 and od.only_tier != code):
            continue
        wk.situation[0]["trace"] = 0
        refused_before = wk.out_count[3]
        for plan in range(plans):
            place = code if plan == 0 else SPARE
            _clear_option(out.option, place, code)
            _settle_tier(bk, od, lines, parcels, wk, out, row, plan, place, cap_day)
        if plans > 1 and _stands(out.option[code], out.option[SPARE]):
            out.option[code] = out.option[SPARE]
        out.option[code]["trace"] = wk.situation[0]["trace"]
        if out.option[code].status == OK:
            cap_day = out.option[code].promise_day
            wk.out_count[3] = refused_before  # an offered tier has no refusals


@inner
def _stands(first: Any, second: Any) -> bool:
    """Return whether the plan with more splits replaces the first (C-25)."""
    if second.status != OK:
        return False
    return bool(first.status != OK or second.price_minor < first.price_minor)


@inner
def _clear_option(option: Any, place: int, code: int) -> None:
    record = option[place]
    record.tier = code
    record.status = -1
    record.price_minor = 0
    record.goods_minor = 0
    record.promise_day = 0
    record.first = 0
    record.stop = 0
    record.charges = 0
    record["trace"] = 0


@inner
def _refuse_all(bk: Any, od: Any, out: Any, wk: Any, status: int) -> None:
    for code in range(TIERS):
        if tier_row(bk, code, od.sale_day) != 0:
            out.option[code].status = fail(wk, status, 0, -1, 0, 0)
            _note_refusal(wk, out, code, 0)


@merged
def _settle_tier(
    bk: Any, od: Any, lines: Any, parcels: Any, wk: Any, out: Any,
    tier: int, plan: int, place: int, cap_day: int,
) -> None:  # fmt: skip
    """Find the best route of every consignment; the tier stands only if all have one."""
    code = bk.tier[tier].tier
    count = wk.plan_count[plan]
    option = out.option[place]
    option.first = wk.out_count[0]
    option.status = OK
    for c in range(count):
        group = wk.consignment[plan, c, 0]
        part = wk.consignment[plan, c, 1]
        wk.chosen[0] = wk.consignment[plan, c, 2]
        n = select_lines(od, lines, wk.sel, group, part)
        wk.best[0].status = NO_ROUTE
        wk.result[0].group = group
        wk.result[0].part = part
        _best_route(bk, od, lines, parcels, wk, out, n, tier, count, cap_day)
        if wk.best[0].status != OK:
            option.status = wk.best[0].status
            continue
        option.price_minor += wk.best[0].price_minor
        option.goods_minor += wk.best[0].goods_minor
        option.charges += wk.best[0].charges
        option.promise_day = max(option.promise_day, wk.best[0].promise_day)
        wk.best[0].group = group
        wk.best[0].part = part
        wk.best[0].tier = code
        if od.detail != 0:
            _keep_detail(bk, wk, out)
    option.stop = wk.out_count[0]


@merged
def _best_route(
    bk: Any, od: Any, lines: Any, parcels: Any, wk: Any, out: Any,
    n: int, tier: int, k: int, cap_day: int,
) -> None:  # fmt: skip
    """Leave the candidate of lowest (price, promise day, route number) in `wk.best`."""
    code = bk.tier[tier].tier
    lo, hi = routes_of(bk, lines[wk.sel[0]].origin_node, od.country)
    if not _has_mode(bk, tier, lo, hi):
        status = NO_ROUTE if lo == hi else MODE_NOT_IN_TIER
        wk.best[0].status = fail(wk, status, 0, wk.sel[0], 0, 0)
        _note_refusal(wk, out, code, 0)
        return
    if classify(bk, od, lines, wk, n) != OK:  # the first reason against any route (C-51)
        wk.best[0].status = wk.result[0].status
        _note_refusal(wk, out, code, 0)
        return
    find_ready(bk, od, lines, wk, n)
    for route in range(lo, hi):
        if _is_of_tier(bk, tier, route) == 0:
            continue
        status = check_route(bk, od, lines, parcels, wk, n, route)
        if status == OK:
            status = plan_dates(bk, od, wk, route, tier, k, cap_day)
        if status == OK:
            status = price_candidate(bk, od, lines, wk, n, route, tier)
        if status != OK:
            _note_refusal(wk, out, code, route)
            if wk.best[0].status != OK:
                wk.best[0].status = status
        elif _is_better(wk):
            _keep_best(bk, wk, route)


@inner
def _is_of_tier(bk: Any, tier: int, route: int) -> int:
    """Return 1 if the tier takes the mode of a route."""
    return int((bk.tier[tier].mode_mask >> bk.route[route].mode) & 1)


@inner
def _has_mode(bk: Any, tier: int, lo: int, hi: int) -> bool:
    """Return whether a route in [lo, hi) has one of the tier's modes."""
    tried = 0
    for route in range(lo, hi):
        tried += _is_of_tier(bk, tier, route)
    return tried > 0


@inner
def _is_better(wk: Any) -> bool:
    """Return whether the new candidate beats the best so far; ties keep the lower route."""
    new = wk.result[0]
    best = wk.best[0]
    if best.status != OK or new.price_minor < best.price_minor:
        return True
    same_price = new.price_minor == best.price_minor
    return bool(same_price and new.promise_day < best.promise_day)


@inner
def _keep_best(bk: Any, wk: Any, route: int) -> None:
    wk.result[0].route = route
    wk.best[0] = wk.result[0]
    for i in range(wk.result[0].charges):
        wk.best_charge[i] = wk.charge[i]
    for i in range(wk.result[0].parcels):
        wk.best_piece[i] = wk.pieces[i]
    for i in range(wk.result[0].items):
        wk.best_item[i] = wk.item[i]
    for i in range(len(wk.factor_pip)):
        wk.best_factor[i] = wk.factor_pip[i]


@inner
def _keep_detail(bk: Any, wk: Any, out: Any) -> None:
    """Copy the best candidate of a consignment to the output."""
    c = wk.out_count[0]
    out.consignment[c] = wk.best[0]
    wk.out_count[0] = c + 1
    for i in range(wk.best[0].charges):
        out.charge[wk.out_count[1] + i] = wk.best_charge[i]
    wk.out_count[1] += wk.best[0].charges
    for i in range(wk.best[0].parcels):
        out.piece[wk.out_count[2] + i] = wk.best_piece[i]
    wk.out_count[2] += wk.best[0].parcels
    for i in range(wk.best[0].items):
        out.item[wk.out_count[4] + i] = wk.best_item[i]
    wk.out_count[4] += wk.best[0].items
    for i in range(len(wk.best_factor)):
        out.factor[c, i] = wk.best_factor[i]


@inner
def _note_refusal(wk: Any, out: Any, code: int, route: int) -> None:
    """Note a reason once per (tier, status, lane, line, consignment).

    Of several dates that come too late the earliest is kept. A full list stays as it is.
    """
    result = wk.result[0]
    count = wk.out_count[3]
    place = count
    of_tier = 0
    for i in range(count):
        if out.refused[i].tier != code:
            continue
        of_tier += 1
        if _same_reason(out.refused[i], result):
            if not _is_late(result.status) or result.fact >= out.refused[i].fact:
                return
            place = i
    if place == len(out.refused) or (place == count and TIERS * of_tier >= len(out.refused)):
        return  # each tier has a third of the list, so that none is left without a reason
    refused = out.refused[place]
    refused.tier = code
    refused.status = result.status
    refused.route = route
    refused.lane = result.lane
    refused.line = result.line
    refused.what = result.what
    refused.fact = result.fact
    refused.limit = result.limit
    refused.day = result.day
    refused.zone = result.zone
    refused.given = result.given
    refused.group = result.group
    refused.part = result.part
    wk.out_count[3] = max(count, place + 1)


@inner
def _same_reason(refused: Any, result: Any) -> bool:
    return bool(
        refused.status == result.status
        and refused.lane == result.lane
        and refused.line == result.line
        and refused.what == result.what
        and refused.group == result.group
        and refused.part == result.part
    )


@inner
def _is_late(status: int) -> bool:
    """Return whether a reason tells of a date, of which the earliest is worth telling."""
    return bool(status in (TOO_SLOW, LATER_THAN_TIER, AFTER_DEADLINE))
