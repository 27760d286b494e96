"""May these goods travel on this lane: day, flags, batteries, sizes.

All functions return a status first; lengths are mm, weights g, energies mWh. The field `flags` is
read by key: on a numpy record the attribute of that name is another thing.
"""

from __future__ import annotations

from typing import Any

from numba import njit

from oneprice.core._kernels_status import (
    CARGO_RULE,
    CLASS_NOT_ACCEPTED,
    CLASS_REQUIRED,
    LANE_CLOSED,
    OK,
    OVER_LIMIT,
)

SUSPENDED = 1
BATTERY_MASK = 15  # UN3480, UN3481, UN3090, UN3091

LIMIT_FORBID = 0
LIMIT_MAX_WH = 1
LIMIT_MAX_NET_G = 2
LIMIT_MAX_SOC_PCT = 3

WHAT_PIECE_WEIGHT = 1
WHAT_LONGEST = 2
WHAT_SECOND = 3
WHAT_SUM = 4
WHAT_GIRTH = 5
WHAT_SHIPMENT_WEIGHT = 6
WHAT_MIN_SHIPMENT = 7

NO_LIMIT = 2**62


@njit(error_model="numpy")
def accept_lane(bk: Any, lane: int, day: int, flags: int) -> tuple[int, int]:
    """Return (status, fact): is the lane open on the day of sale, and does it take the flags.

    `fact` is the set of flags it refuses (CLASS_NOT_ACCEPTED) or requires (CLASS_REQUIRED).
    """
    row = bk.lane[lane]
    if row.status == SUSPENDED or day < row.from_day or day >= row.to_day:
        return LANE_CLOSED, 0
    refused = flags & ~row.allow_mask
    if refused != 0:
        return CLASS_NOT_ACCEPTED, refused
    if row.require_mask != 0 and flags & row.require_mask == 0:
        return CLASS_REQUIRED, row.require_mask
    return OK, 0


@njit(error_model="numpy")
def check_cargo(
    bk: Any, lane: int, day: int, lines: Any, sel: Any, n: int
) -> tuple[int, int, int, int]:
    """Return (status, line, fact, limit) of the battery limit and the law of carriage.

    Parameters
    ----------
    lines : LINE records
        All lines of the order.
    sel : int64[>= n]
        Indexes of the consignment's lines.

    Returns
    -------
    OVER_LIMIT: fact is the energy in mWh, -1 when it is not given; limit that of the lane.
    CARGO_RULE: fact is the row of `cargo_rule`, limit its value.
    """
    most = bk.lane[lane].max_wh_mwh
    for k in range(n):
        line = lines[sel[k]]
        if line["flags"] & BATTERY_MASK != 0 and _passes_limit(line.battery_mwh, most):
            return OVER_LIMIT, sel[k], line.battery_mwh, most
        rule = _broken_rule(bk, bk.lane[lane].mode, day, line)
        if rule != 0:
            return CARGO_RULE, sel[k], rule, bk.cargo_rule[rule].value
    return OK, 0, 0, 0


@njit(error_model="numpy")
def _passes_limit(value: int, most: int) -> bool:
    """Tell whether a value lies above a limit, or is not known (-1) though one is set."""
    return most != NO_LIMIT and (value < 0 or value > most)


@njit(error_model="numpy")
def _broken_rule(bk: Any, mode: int, day: int, line: Any) -> int:
    """Return the first row of `cargo_rule` that a line breaks, or 0."""
    for i in range(1, len(bk.cargo_rule)):
        rule = bk.cargo_rule[i]
        if rule.mode != mode or line["flags"] & rule.mask == 0:
            continue
        if day < rule.from_day or day >= rule.to_day:
            continue
        if rule.limit == LIMIT_FORBID:
            return i
        value = line.battery_mwh
        if rule.limit == LIMIT_MAX_NET_G:
            value = line.battery_net_g
        elif rule.limit == LIMIT_MAX_SOC_PCT:
            value = line.soc_pct
        if _passes_limit(value, rule.value):
            return i
    return 0


@njit(error_model="numpy")
def check_pieces(bk: Any, lane: int, pieces: Any, n: int) -> tuple[int, int, int, int]:
    """Return (status, what, fact, limit) of the size and weight limits of a lane.

    `pieces` are PIECE records with sides longest first; `what` indexes LIMITS of core.refusal.
    """
    row = bk.lane[lane]
    total = 0
    for i in range(n):
        what, fact, limit = _broken_size(row, pieces[i])
        if what != 0:
            return OVER_LIMIT, what, fact, limit
        total += pieces[i].weight_g
    if total > row.max_shipment_g:
        return OVER_LIMIT, WHAT_SHIPMENT_WEIGHT, total, row.max_shipment_g
    if total < row.min_shipment_g:
        return OVER_LIMIT, WHAT_MIN_SHIPMENT, total, row.min_shipment_g
    return OK, 0, 0, 0


@njit(error_model="numpy")
def _broken_size(row: Any, piece: Any) -> tuple[int, int, int]:
    """Return (what, fact, limit) of the first limit a piece breaks, or zeros."""
    if piece.weight_g > row.max_piece_g:
        return WHAT_PIECE_WEIGHT, piece.weight_g, row.max_piece_g
    if piece.length_mm > row.max_len_mm:
        return WHAT_LONGEST, piece.length_mm, row.max_len_mm
    if piece.second_mm > row.max_second_mm:
        return WHAT_SECOND, piece.second_mm, row.max_second_mm
    across = piece.second_mm + piece.third_mm
    if piece.length_mm + across > row.max_sum_mm:
        return WHAT_SUM, piece.length_mm + across, row.max_sum_mm
    if piece.length_mm + 2 * across > row.max_girth_mm:
        return WHAT_GIRTH, piece.length_mm + 2 * across, row.max_girth_mm
    return 0, 0, 0
