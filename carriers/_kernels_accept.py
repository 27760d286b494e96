"""May these goods travel on this lane: day, flags, cargo rules, sizes.

All functions return a status first; lengths are mm, weights g, energies mWh. The field `flags` is
read by key: on a numpy record the attribute of that name is another thing.
"""

from __future__ import annotations

from typing import Any

from numba import njit

from oneprice.carriers._kernels_zone import zone_limits
from oneprice.core._kernels import inner
from oneprice.core._kernels_status import (
    CARGO_RULE,
    CLASS_NOT_ACCEPTED,
    CLASS_REQUIRED,
    LANE_CLOSED,
    OK,
    OVER_LIMIT,
)

SUSPENDED = 1
ION_MASK = 3 | 1 << 22  # UN3480, UN3481, UN3556: cells whose energy is in watt hours

LIMIT_FORBID = 0
LIMIT_MAX_WH = 1
LIMIT_MAX_NET_G = 2
LIMIT_MAX_SOC_PCT = 3
LIMIT_MAX_LITHIUM_G = 4
LIMIT_MAX_UNITS = 5
LIMIT_MAX_ML = 6

WHAT_PIECE_WEIGHT = 1
WHAT_LONGEST = 2
WHAT_SECOND = 3
WHAT_SUM = 4
WHAT_GIRTH = 5
WHAT_SHIPMENT_WEIGHT = 6
WHAT_MIN_SHIPMENT = 7
WHAT_THIRD = 10
WHAT_VOLUME = 11
WHAT_PIECES = 12

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
    bk: Any, lane: int, first_day: int, last_day: int, lines: Any, sel: Any, n: int
) -> tuple[int, int, int, int]:
    """Return (status, line, fact, limit) of a lane's battery limit and its cargo rules (C-60).

    Of the limits per parcel only the single unit is asked here; sums are the packing's.

    Parameters
    ----------
    first_day, last_day : int
        Days on which the goods may be loaded, or the day of sale where none is known (C-12): a
        rule of any of them is asked.
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
        if line["flags"] & ION_MASK != 0 and _passes_limit(line.battery_mwh, most):
            return OVER_LIMIT, sel[k], line.battery_mwh, most
        rule = _broken_rule(bk, lane, first_day, last_day, line)
        if rule != 0:
            return CARGO_RULE, sel[k], rule, bk.cargo_rule[rule].value
    return OK, 0, 0, 0


@inner
def _passes_limit(value: int, most: int) -> bool:
    """Tell whether a value lies above a limit, or is not known (-1) though one is set."""
    return most != NO_LIMIT and (value < 0 or value > most)


@inner
def _broken_rule(bk: Any, lane: int, first_day: int, last_day: int, line: Any) -> Any:
    """Return the first row of `cargo_rule`, in written order, that a line breaks, or 0."""
    for i in range(bk.lane[lane].rule_lo, bk.lane[lane].rule_hi):
        row = bk.lane_rule[i].cargo_rule
        if not fits_line(bk, row, first_day, last_day, line):
            continue
        rule = bk.cargo_rule[row]
        if rule.limit == LIMIT_FORBID or _passes_limit(rule_value(bk, row, line), rule.value):
            return row
    return 0


@njit(error_model="numpy")
def fits_line(bk: Any, row: int, first_day: int, last_day: int, line: Any) -> Any:
    """Tell whether a cargo rule that the lane has fits a line on any of some days (C-60)."""
    rule = bk.cargo_rule[row]
    if last_day < rule.from_day or first_day >= rule.to_day:
        return False
    flags = line["flags"]
    if flags & rule.mask == 0 or flags & rule.all_mask != rule.all_mask:
        return False
    if rule.battery != 0 and rule.battery != line.battery_kind:
        return False
    energy_mwh = line.battery_mwh
    return energy_mwh < 0 or rule.wh_over_mwh < energy_mwh <= rule.wh_to_mwh


@njit(error_model="numpy")
def rule_value(bk: Any, row: int, line: Any) -> Any:
    """Return what a cargo rule asks of a line or of one unit of it; -1 is not given."""
    limit = bk.cargo_rule[row].limit
    if limit == LIMIT_MAX_NET_G:
        return line.battery_net_g
    if limit == LIMIT_MAX_SOC_PCT:
        return line.soc_pct
    if limit == LIMIT_MAX_LITHIUM_G:
        return line.lithium_mg
    if limit == LIMIT_MAX_ML:
        return line.liquid_ml
    if limit == LIMIT_MAX_UNITS:
        return 1
    return line.battery_mwh


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
    if n > row.max_pieces:
        return OVER_LIMIT, WHAT_PIECES, n, row.max_pieces
    if total > row.max_shipment_g:
        return OVER_LIMIT, WHAT_SHIPMENT_WEIGHT, total, row.max_shipment_g
    if total < row.min_shipment_g:
        return OVER_LIMIT, WHAT_MIN_SHIPMENT, total, row.min_shipment_g
    return OK, 0, 0, 0


@inner
def _broken_size(row: Any, piece: Any) -> tuple[int, int, int]:
    """Return (what, fact, limit) of the first limit a piece breaks, or zeros."""
    if piece.weight_g > row.max_piece_g:
        return WHAT_PIECE_WEIGHT, piece.weight_g, row.max_piece_g
    if piece.length_mm > row.max_len_mm:
        return WHAT_LONGEST, piece.length_mm, row.max_len_mm
    if piece.second_mm > row.max_second_mm:
        return WHAT_SECOND, piece.second_mm, row.max_second_mm
    if piece.third_mm > row.max_third_mm:
        return WHAT_THIRD, piece.third_mm, row.max_third_mm
    across = piece.second_mm + piece.third_mm
    if piece.length_mm + across > row.max_sum_mm:
        return WHAT_SUM, piece.length_mm + across, row.max_sum_mm
    if piece.length_mm + 2 * across > row.max_girth_mm:
        return WHAT_GIRTH, piece.length_mm + 2 * across, row.max_girth_mm
    volume_mm3 = piece.length_mm * piece.second_mm * piece.third_mm
    if volume_mm3 > row.max_volume_mm3:
        return WHAT_VOLUME, volume_mm3, row.max_volume_mm3
    return 0, 0, 0


@njit(error_model="numpy")
def check_zone_pieces(bk: Any, row: int, pieces: Any, n: int) -> tuple[int, int, int, int]:
    """Return (status, what, fact, limit) of the limits of a zone, given by its row."""
    most_g, most_mm3 = zone_limits(bk, row)
    for i in range(n):
        piece = pieces[i]
        if piece.weight_g > most_g:
            return OVER_LIMIT, WHAT_PIECE_WEIGHT, piece.weight_g, most_g
        volume_mm3 = piece.length_mm * piece.second_mm * piece.third_mm
        if volume_mm3 > most_mm3:
            return OVER_LIMIT, WHAT_VOLUME, volume_mm3, most_mm3
    return OK, 0, 0, 0
