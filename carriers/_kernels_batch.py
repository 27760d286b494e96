"""Price many parcels on all offers that serve them, with the kernels of checkout.

Checks stand in the order of C-51. An offer is a lane with the lanes inside its price (C-35); the
first of its chain charges, the others have to take the parcel too.
"""

from __future__ import annotations

from typing import Any

from oneprice.carriers._kernels import (
    accept_lane,
    check_cargo,
    check_pieces,
    check_zone_pieces,
    find_zone,
    fits_line,
    price_lane,
)
from oneprice.carriers._kernels_rate import LARGEST_MINOR
from oneprice.core._kernels import UNBOUNDED, convert_minor, inner, plain
from oneprice.core._kernels_fx import FX_SETTLEMENT, find_fx
from oneprice.core._kernels_status import (
    AMOUNT_TOO_LARGE,
    CARGO_RULE,
    EMBARGO,
    FX_MISSING,
    NO_ROUTE,
    NO_ZONE,
    OK,
    OVER_LIMIT,
)

SERVICE_EMBARGO = 3
BY_SHIP_FROM = 1  # lane.origin_by
DAY_OF_EXPORT = 1  # lane.day_of
DAY_OF_ENTRY = 2
LIMIT_GOODS_VALUE = 8  # places in core.refusal.LIMITS
LIMIT_BATTERY = 9
LIMIT_MAX_UNITS = 5  # of carriers.tables.CARGO_LIMIT
NO_OFFER = -1

STAGE_LANES = 1  # open, flags
STAGE_CARGO = 2
STAGE_ZONES = 3
STAGE_PARCEL = 4
STAGE_PRICE = 5


@inner
def rate_parcels(bk: Any, job: Any, wk: Any, first: int, stop: int, currency: int) -> None:
    """Price some parcels on every offer from their origin to their country.

    Parameters
    ----------
    bk : BatchTables
    job : BatchJob
        The answers to the parcels `order[first:stop]` are filled.
    wk : BatchWork
        Scratch, of this thread alone.
    currency : int
        That of the comparison; 0 = that of each parcel's goods value.
    """
    for k in range(first, stop):
        _rate_parcel(bk, job, wk, job.order[k], currency)


@inner
def _rate_parcel(bk: Any, job: Any, wk: Any, p: int, currency: int) -> None:
    """Price one parcel; keep the cheapest offer, ties to the earlier, or the nearest refusal."""
    one = job.parcels[p : p + 1]
    asked = currency if currency != 0 else one[0].currency
    cell = bk.origin[one[0].origin_node] * len(bk.law) + one[0].country
    lo = bk.cell[cell]
    hi = bk.cell[cell + 1]
    best = job.best[p]
    best.offer = NO_OFFER
    best.status = NO_ROUTE
    job.counts[p, 0] = hi - lo
    job.counts[p, 1] = 0
    rated = wk.rated[0]
    for offer in range(lo, hi):
        _clear(rated, offer)
        rated.status = _rate_offer(bk, one, offer, asked, wk, rated)
        if rated.status == OK:
            job.counts[p, 1] += 1
        else:
            rated.total_minor = 0
            rated.price_minor = 0
        if _is_nearer(rated, best):
            job.best[p] = rated
        if len(job.all) > 0:
            job.all[job.start[p] + offer - lo] = rated


@inner
def _clear(rated: Any, offer: int) -> None:
    rated.offer = offer
    rated.lane = 0
    rated.stage = 0
    rated.what = 0
    rated.fact = 0
    rated.limit = 0
    rated.zone = 0
    rated.rate = 0
    rated.quantity = 0
    rated.base_minor = 0
    rated.total_minor = 0
    rated.price_minor = 0


@inner
def _is_nearer(rated: Any, best: Any) -> Any:
    """Tell whether an offer is cheaper than the best so far, or refused later than it was."""
    if rated.status == OK:
        return best.status != OK or rated.price_minor < best.price_minor
    return best.status != OK and rated.stage > best.stage


@inner
def _rate_offer(bk: Any, one: Any, offer: int, asked: int, wk: Any, rated: Any) -> int:
    """Return 0 if an offer takes and prices a parcel; fills `rated`."""
    lo = bk.offer[offer].chain_lo
    hi = bk.offer[offer].chain_hi
    rated.stage = STAGE_LANES
    for i in range(lo, hi):
        status = _check_lane(bk, one, bk.chain[i], wk, rated)
        if status != OK:
            return status
    rated.stage = STAGE_ZONES
    for i in range(lo, hi):
        status = _check_zone(bk, one[0], bk.chain[i], i - lo, wk, rated)
        if status != OK:
            return status
    rated.stage = STAGE_PARCEL
    for i in range(lo, hi):
        status = _check_parcel(bk, one, bk.chain[i], wk.zone_row[i - lo], rated)
        if status != OK:
            return status
    rated.stage = STAGE_PRICE
    return _price_offer(bk, one, lo, hi, asked, wk, rated)


@inner
def _check_lane(bk: Any, one: Any, lane: int, wk: Any, rated: Any) -> int:
    """Return whether a lane is open and takes the goods; cargo rules are of the export day."""
    rated.lane = lane
    status, fact = accept_lane(bk, lane, one[0].day, one[0]["flags"])
    if status != OK:
        rated.fact = fact
        return status
    rated.stage = STAGE_CARGO
    day = one[0].export_day
    status, _, fact, limit = check_cargo(bk, lane, day, day, one, wk.sel, plain(1))
    rated.fact = fact
    rated.limit = limit
    rated.what = LIMIT_BATTERY if status == OVER_LIMIT else 0
    return status


@inner
def _check_zone(bk: Any, parcel: Any, lane: int, place: int, wk: Any, rated: Any) -> int:
    rated.lane = lane
    row, found = find_zone(bk, bk.lane[lane].zone_set, parcel.postcode_lo, parcel.postcode_hi)
    if not found:
        return NO_ZONE
    if bk.zone[row].service == SERVICE_EMBARGO:
        return EMBARGO
    wk.zone_row[place] = row
    return OK


@inner
def _check_parcel(bk: Any, one: Any, lane: int, zone_row: int, rated: Any) -> int:
    """Return whether a parcel keeps the limits of a lane, then of the zone met there."""
    rated.lane = lane
    for i in range(bk.lane[lane].rule_lo, bk.lane[lane].rule_hi):
        rule = bk.lane_rule[i].cargo_rule
        row = bk.cargo_rule[rule]
        counts = row.limit == LIMIT_MAX_UNITS and one[0].units > row.value
        if counts and fits_line(bk, rule, one[0].export_day, one[0].export_day, one[0]):
            rated.fact = rule
            rated.limit = row.value
            return CARGO_RULE
    status, what, fact, limit = check_pieces(bk, lane, one, plain(1))
    if status == OK:
        status, what, fact, limit = check_zone_pieces(bk, zone_row, one, plain(1))
        rated.zone = zone_row if status != OK else 0
    rated.what = what
    rated.fact = fact
    rated.limit = limit
    return status


@inner
def _price_offer(bk: Any, one: Any, lo: int, hi: int, asked: int, wk: Any, rated: Any) -> int:
    """Price the lane that charges, in its currency and in the asked one (C-10, C-33)."""
    lane = bk.chain[lo]
    status = _fill_ask(bk, one[0], lane, wk, rated)
    if status != OK:
        return status
    status, fact, stop = price_lane(
        bk, lane, wk.ask[0], one, plain(1), wk.measured, wk.kept, wk.charge, plain(0)
    )
    rated.fact = fact
    if status != OK:
        return status
    num, den = _settlement(bk, one[0], bk.lane[lane].currency, asked, wk)
    if den == 0:
        return _fail_fx(bk.lane[lane].currency, asked, rated)
    for i in range(stop):
        charge = wk.charge[i]
        rated.total_minor += charge.amount_minor
        rated.price_minor += convert_minor(charge.amount_minor, num, den)
    if max(rated.total_minor, rated.price_minor) > LARGEST_MINOR:
        return AMOUNT_TOO_LARGE
    for i in range(lo + 1, hi):
        if bk.lane[bk.chain[i]].max_value_minor < UNBOUNDED:
            status = _fill_value(bk, one[0], bk.chain[i], wk, rated)
            if status != OK:
                return status
    rated.lane = lane
    rated.zone = wk.zone_row[0]
    rated.rate = wk.charge[0].row
    rated.quantity = wk.charge[0].quantity
    rated.base_minor = wk.charge[0].amount_minor
    return OK


@inner
def _fill_ask(bk: Any, parcel: Any, lane: int, wk: Any, rated: Any) -> int:
    """Fill what a lane is asked (C-31, C-34, C-58); status as of its goods value."""
    row = bk.lane[lane]
    zone = bk.zone[wk.zone_row[0]]
    ask = wk.ask[0]
    ask.origin_zone = parcel.region if row.origin_by == BY_SHIP_FROM else row.origin_zone
    ask.zone = zone.zone
    ask.service = zone.service
    ask.cargo_class = parcel.cargo_class
    ask.day = _lane_day(parcel, row)
    ask.purpose = parcel.purpose
    ask.headings = parcel.headings
    return _fill_value(bk, parcel, lane, wk, rated)


@inner
def _lane_day(parcel: Any, row: Any) -> Any:
    """Return the day whose rates, surcharges and indexes hold on a lane (C-12)."""
    if row.day_of == DAY_OF_EXPORT:
        return parcel.export_day
    return parcel.entry_day if row.day_of == DAY_OF_ENTRY else parcel.day


@inner
def _fill_value(bk: Any, parcel: Any, lane: int, wk: Any, rated: Any) -> int:
    """Fill the goods value in the lane's currency and in that of its value bands (C-31, C-33)."""
    row = bk.lane[lane]
    ask = wk.ask[0]
    rated.lane = lane
    num, den = _settlement(bk, parcel, parcel.currency, row.currency, wk)
    if den == 0:
        return _fail_fx(parcel.currency, row.currency, rated)
    ask.goods_minor = convert_minor(parcel.goods_minor, num, den)
    if ask.goods_minor > row.max_value_minor:
        rated.what = LIMIT_GOODS_VALUE
        rated.fact = ask.goods_minor
        rated.limit = row.max_value_minor
        return OVER_LIMIT
    ask.value_minor = 0
    if row.value_currency == 0:
        return OK
    num, den = _settlement(bk, parcel, parcel.currency, row.value_currency, wk)
    if den == 0:
        return _fail_fx(parcel.currency, row.value_currency, rated)
    ask.value_minor = convert_minor(parcel.goods_minor, num, den)
    return OK


@inner
def _settlement(bk: Any, parcel: Any, base: int, quote: int, wk: Any) -> tuple[int, int]:
    """Return (num, den) of the settlement rate of the sale day, den 0 without one (C-09).

    What was looked up last for two currencies is kept: parcels of a country and day stand
    together.
    """
    whose = parcel.day * len(bk.law) + parcel.country + 1
    if wk.fx[base, quote, 0] != whose:
        law = bk.law[parcel.country]
        _, num, den = find_fx(bk, FX_SETTLEMENT, law[0], law[1], base, quote, parcel.day)
        wk.fx[base, quote, 0] = whose
        wk.fx[base, quote, 1] = num
        wk.fx[base, quote, 2] = den
    return wk.fx[base, quote, 1], wk.fx[base, quote, 2]


@inner
def _fail_fx(base: int, quote: int, rated: Any) -> int:
    rated.what = FX_SETTLEMENT
    rated.fact = base
    rated.limit = quote
    return FX_MISSING
