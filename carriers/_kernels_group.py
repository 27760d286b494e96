"""Which surcharges of a lane are kept, and what they lift (C-34, steps 1 to 3).

What is settled stands in int64[2, >= rows of the lane]: for each surcharge row of the lane the
pieces it counts (0 it does not hold, LOST it was not kept), and what it would cost.
"""

from __future__ import annotations

from typing import Any

from oneprice.carriers._kernels_amount import PCT_TAXES, price_surcharge
from oneprice.carriers._kernels_quantity import LEAST
from oneprice.carriers._kernels_surcharge import (
    REFUSE,
    count_passing,
    piece_passes,
    surcharge_holds,
)
from oneprice.core._kernels import inner, plain
from oneprice.core._kernels_status import OK

SUM = 1
MAX = 2
FIRST = 3
PRIORITY = 4

COUNT = 0
COST = 1
KEPT_ROWS = 2
LOST = -1


@inner
def hold_surcharges(
    bk: Any, lane: int, ask: Any, pieces: Any, n: int, measured: Any, kept: Any
) -> int:
    """Fill how many pieces each row of the lane counts; return the first that refuses, or 0.

    Of groups that choose one row without knowing prices the others are marked LOST, for each
    piece alone where all rows of the group are per piece.
    """
    lo = bk.lane[lane].surcharge_lo
    hi = bk.lane[lane].surcharge_hi
    refusing = 0
    grouped = False
    for s in range(lo, hi):
        sur = bk.surcharge[s]
        kept[COUNT, s - lo] = 0
        kept[COST, s - lo] = 0
        if not surcharge_holds(sur, ask):
            continue
        count = count_passing(bk, sur, pieces, n, measured)
        if sur.effect == REFUSE:
            refusing = s if refusing == 0 and count > 0 else refusing
        elif sur.basis != PCT_TAXES:
            kept[COUNT, s - lo] = count
            grouped = grouped or sur.group != 0
    if grouped:
        for s in range(lo, hi):
            sur = bk.surcharge[s]
            if kept[COUNT, s - lo] == 0 or sur.group == 0 or sur.combine == SUM:
                continue
            if sur.by_piece == 1:
                _count_kept(bk, lane, s, pieces, n, measured, kept)
            elif sur.combine != MAX and _is_beaten(bk, lane, s, kept):
                kept[COUNT, s - lo] = LOST
    return refusing


@inner
def _count_kept(bk: Any, lane: int, s: int, pieces: Any, n: int, measured: Any, kept: Any) -> None:
    """Count the pieces for which a row of a per-piece group is kept."""
    count = 0
    for i in range(n):
        if counts_piece(bk, lane, s, pieces, measured, kept, i):
            count += 1
    kept[COUNT, s - bk.lane[lane].surcharge_lo] = count if count > 0 else LOST


@inner
def counts_piece(bk: Any, lane: int, s: int, pieces: Any, measured: Any, kept: Any, i: int) -> bool:
    """Tell whether a row that holds counts a piece: it passes, and no row of its group beats it."""
    sur = bk.surcharge[s]
    if not piece_passes(bk, sur, pieces, measured, i):
        return False
    if sur.by_piece == 0 or sur.combine == SUM:
        return True
    lo = bk.lane[lane].surcharge_lo
    for r in range(lo, bk.lane[lane].surcharge_hi):
        other = bk.surcharge[r]
        if r == s or other.group != sur.group or kept[COUNT, r - lo] == 0:
            continue
        if _beats(bk, r, s) and piece_passes(bk, other, pieces, measured, i):
            return False
    return True


@inner
def _beats(bk: Any, r: int, s: int) -> Any:
    """Tell whether row r of a group comes before row s; rows stand by `seq`, then as written."""
    a = bk.surcharge[r]
    b = bk.surcharge[s]
    if a.combine == MAX and a.amount_pip != b.amount_pip:
        return a.amount_pip > b.amount_pip
    if a.combine == PRIORITY and a.priority != b.priority:
        return a.priority < b.priority
    return r < s


@inner
def _is_beaten(bk: Any, lane: int, s: int, kept: Any) -> bool:
    """Tell whether another holding row of the group comes before a row (first, priority)."""
    lo = bk.lane[lane].surcharge_lo
    for r in range(lo, bk.lane[lane].surcharge_hi):
        same = r != s and bk.surcharge[r].group == bk.surcharge[s].group
        if same and kept[COUNT, r - lo] != 0 and _beats(bk, r, s):
            return True
    return False


@inner
def is_dearest_group(sur: Any) -> Any:
    """Tell whether a row's group keeps, as a whole, the row that costs most."""
    return sur.group != 0 and sur.combine == MAX and sur.by_piece == 0


@inner
def cost_surcharges(
    bk: Any, lane: int, ask: Any, pieces: Any, n: int, measured: Any, kept: Any, q: int,
    base_minor: int,
) -> tuple[int, int]:  # fmt: skip
    """Fill what each row of a group that keeps the dearest would cost, in minor units.

    Returns (status, row) of the first that cannot be priced. `pct_running` stands in no group.
    """
    lo = bk.lane[lane].surcharge_lo
    for s in range(lo, bk.lane[lane].surcharge_hi):
        sur = bk.surcharge[s]
        count = kept[COUNT, s - lo]
        if count == 0 or not is_dearest_group(sur):
            continue
        status, minor, _, _, _, _ = price_surcharge(
            bk, s, ask, pieces, n, measured, q, count, base_minor, base_minor
        )
        if status != OK:
            return status, s
        kept[COST, s - lo] = minor
    return OK, 0


@inner
def is_dearest(bk: Any, lane: int, s: int, kept: Any) -> bool:
    """Tell whether a row costs most of the holding rows of its group, ties to the earlier."""
    lo = bk.lane[lane].surcharge_lo
    own = kept[COST, s - lo]
    for r in range(lo, bk.lane[lane].surcharge_hi):
        if r != s and bk.surcharge[r].group == bk.surcharge[s].group:
            cost = kept[COST, r - lo]
            if kept[COUNT, r - lo] > 0 and (cost > own or (cost == own and r < s)):
                return False
    return True


@inner
def lift_pieces(
    bk: Any, lane: int, ask: Any, pieces: Any, n: int, measured: Any, kept: Any
) -> None:
    """Lift the minimum of the pieces that kept rows with `min_billable` count."""
    lo = bk.lane[lane].surcharge_lo
    lifts = False
    for s in range(lo, bk.lane[lane].surcharge_hi):
        lifts = lifts or (kept[COUNT, s - lo] > 0 and bk.surcharge[s].min_billable_q > 0)
    if not lifts:
        return
    # A group that lifts holds per_piece and per_shipment alone: its costs need no quantity.
    cost_surcharges(bk, lane, ask, pieces, n, measured, kept, plain(0), plain(0))
    for s in range(lo, bk.lane[lane].surcharge_hi):
        sur = bk.surcharge[s]
        if kept[COUNT, s - lo] <= 0 or sur.min_billable_q == 0:
            continue
        if is_dearest_group(sur) and not is_dearest(bk, lane, s, kept):
            continue
        for i in range(n):
            if counts_piece(bk, lane, s, pieces, measured, kept, i):
                measured[LEAST, i] = max(measured[LEAST, i], sur.min_billable_q)
