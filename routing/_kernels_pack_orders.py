"""Few units are packed in three orders of their sets, and the best packing is taken (C-28.3)."""

from __future__ import annotations

from typing import Any

from oneprice.core._kernels import UNBOUNDED, inner, plain
from oneprice.core._kernels_status import OK
from oneprice.routing._kernels_pack_bound import most_mm3
from oneprice.routing._kernels_pack_bricks import BY_VOLUME, rank_runs
from oneprice.routing._kernels_pack_fit import fit_runs
from oneprice.routing._kernels_pack_scratch import MAX_PARCELS, MOST_BRICKS, ORDERS
from oneprice.routing._kernels_pack_sizes import box_mm3


@inner
def fit_best(wk: Any, runs: int, units: int) -> tuple[int, int, int]:
    """Pack runs by volume, 40 units or fewer also by height and weight; (status, parcels, line).

    Of the packings that are possible the fewest parcels win, then the smallest sum of outer
    volumes, then the earlier order. None possible: the refusal of the first.
    """
    several = units <= MOST_BRICKS and wk.loose[0] == 0  # loose, all orders make the same parcels
    room_mm3 = most_mm3(wk.limits)
    status, count, line = OK, plain(0), plain(-1)
    best_mm3 = plain(-1)
    for order in range(ORDERS):
        if order > BY_VOLUME and (not several or _is_tight(wk, runs, count, best_mm3)):
            break
        rank_runs(wk, runs, order)
        if _is_known(wk, runs, order):
            continue
        most = count if best_mm3 >= 0 else MAX_PARCELS
        found, parcels, where = fit_runs(wk, order, runs, room_mm3, most)
        if found != OK:
            if order == BY_VOLUME:
                status, line = found, where
            continue
        mm3 = _outer_mm3(wk, parcels)
        if best_mm3 < 0 or parcels < count or mm3 < best_mm3:
            status, count, line, best_mm3 = OK, parcels, -1, mm3
            if several:
                _keep(wk, count)
    if best_mm3 >= 0 and several:
        _bring_back(wk)
    return status, count, line


@inner
def _is_tight(wk: Any, runs: int, count: int, outer_mm3: int) -> bool:
    """Return whether one parcel holds everything without a gap: no order can do better."""
    mm3 = 0
    for r in range(runs):
        mm3 += wk.pack_run[r].bricks * wk.pack_run[r].brick_mm3
    return count == 1 and mm3 == outer_mm3


@inner
def _is_known(wk: Any, runs: int, order: int) -> bool:
    """Return whether an order is the same as one before it."""
    for earlier in range(order):
        i = 0
        while i < runs and wk.pack_rank[earlier, i] == wk.pack_rank[order, i]:
            i += 1
        if i == runs:
            return True
    return False


@inner
def _outer_mm3(wk: Any, count: int) -> int:
    """Return the sum of the parcels' outer volumes, at most 2^62."""
    total = 0
    for i in range(count):
        piece = wk.pieces[i]
        mm3 = box_mm3(piece.length_mm, piece.second_mm, piece.third_mm)
        total = total + mm3 if mm3 <= UNBOUNDED - total else UNBOUNDED
    return total


@inner
def _keep(wk: Any, count: int) -> None:
    """Keep the packing just made as the best so far."""
    best = wk.pack_best_count
    best[0] = count
    best[1] = wk.item_count[0]
    best[2] = wk.pack_placed_count[0]
    for i in range(best[0]):
        wk.pack_best_piece[i] = wk.pieces[i]
    for i in range(best[1]):
        wk.pack_best_item[i] = wk.item[i]
    for i in range(best[2]):
        wk.pack_best_placed[i] = wk.pack_placed[i]


@inner
def _bring_back(wk: Any) -> None:
    """Write the best packing where the answer is read."""
    best = wk.pack_best_count
    for i in range(best[0]):
        wk.pieces[i] = wk.pack_best_piece[i]
    for i in range(best[1]):
        wk.item[i] = wk.pack_best_item[i]
    for i in range(best[2]):
        wk.pack_placed[i] = wk.pack_best_placed[i]
    wk.item_count[0] = best[1]
    wk.pack_placed_count[0] = best[2]
