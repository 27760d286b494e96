"""First fit: sets of bricks go into the last 8 parcels opened, or into a new one (C-28.3).

Freight by volume goes loose: then no opened parcel is tried.
"""

from __future__ import annotations

from typing import Any

from oneprice.core._kernels import inner, plain
from oneprice.core._kernels_status import KEEP_TOGETHER, OK, TOO_MANY_PARCELS
from oneprice.routing._kernels_pack_place import (
    fill_turns,
    find_place,
    has_room,
    open_parcel,
    put_brick,
)
from oneprice.routing._kernels_pack_scratch import MOST_BRICKS, OPEN_PARCELS, TRIAL
from oneprice.routing._kernels_pack_sizes import set_piece


@inner
def fit_runs(wk: Any, order: int, runs: int, room_mm3: int, most: int) -> tuple[int, int, int]:
    """Pack the runs in an order into at most so many parcels; return (status, parcels, line).

    `room_mm3` is the most that a parcel can hold under the limits of size.
    """
    wk.item_count[0] = 0
    wk.pack_placed_count[0] = 0
    wk.pack_turn_run[0] = -1
    rank = wk.pack_rank[order]
    count = plain(0)
    i = plain(0)
    while i < runs:
        stop, bricks = _set_of(wk, rank, i, runs)
        if bricks == 1 or wk.pack_run[rank[i]].together == 0:
            status, count = _fit_equal(wk, rank[i], count, room_mm3, most)
        else:
            status, count = _fit_set(wk, rank[i:stop], bricks, count, room_mm3, most)
        if status == KEEP_TOGETHER:
            return status, 0, _first_line(wk, rank[i:stop])
        if status != OK:
            return status, 0, -1
        i = stop
    return OK, count, -1


@inner
def _set_of(wk: Any, rank: Any, start: int, runs: int) -> tuple[int, int]:
    """Return where the set that begins at a rank ends, and how many bricks its runs hold."""
    first = wk.pack_run[rank[start]]
    bricks = first.bricks
    stop = start + 1
    while first.together != 0 and stop < runs:
        run = wk.pack_run[rank[stop]]
        if run.together != first.together:
            break
        bricks += run.bricks
        stop += 1
    return stop, bricks


@inner
def _first_line(wk: Any, members: Any) -> int:
    """Return the order's line that stands first in a set."""
    for r in members:
        run = wk.pack_run[r]
        if run.place == run.set_line:
            return int(run.line)
    return -1


@inner
def _fit_equal(wk: Any, r: int, count: int, room_mm3: int, most: int) -> tuple[int, int]:
    """Pack the bricks of a run one by one, each its own set; return (status, parcels)."""
    for _ in range(wk.pack_run[r].bricks):
        parcel = _first_open(wk, r, count, room_mm3)
        if parcel == count:
            if count == most:
                return TOO_MANY_PARCELS, count
            slot = parcel % OPEN_PARCELS
            open_parcel(wk, slot)
            fill_turns(wk, r)
            put_brick(wk, slot, r, plain(0), plain(0))
            count += 1
        _tell(wk, parcel, wk.pack_open[parcel % OPEN_PARCELS].bricks - 1)
    return OK, count


@inner
def _first_open(wk: Any, r: int, count: int, room_mm3: int) -> int:
    """Lay a brick into the first open parcel with a place for it; return which, or `count`.

    Equal bricks follow each other: where one found no place, the next finds none either.
    """
    for parcel in range(_first_tried(wk, count), count):
        slot = parcel % OPEN_PARCELS
        if wk.pack_open[slot].failed == r:
            continue
        if has_room(wk, slot, r, plain(1), room_mm3):
            point, turn = find_place(wk, slot, r)
            if point >= 0:
                put_brick(wk, slot, r, point, turn)
                return parcel
        wk.pack_open[slot].failed = r
    return count


@inner
def _first_tried(wk: Any, count: int) -> int:
    """Return the oldest parcel that is tried, `count` if none is."""
    return count if wk.loose[0] != 0 else max(0, count - OPEN_PARCELS)


@inner
def _fit_set(
    wk: Any, members: Any, bricks: int, count: int, room_mm3: int, most: int
) -> tuple[int, int]:
    """Pack a set of several bricks, the runs `members`, into one parcel; (status, parcels)."""
    first = _first_tried(wk, count) if bricks <= MOST_BRICKS else count
    for parcel in range(first, count):
        slot = parcel % OPEN_PARCELS
        if _set_has_room(wk, slot, members, room_mm3):
            _copy_parcel(wk, slot, plain(TRIAL))
            if _try_set(wk, members, plain(0), room_mm3):
                before = wk.pack_open[slot].bricks
                _copy_parcel(wk, plain(TRIAL), slot)
                _tell(wk, parcel, before)
                return OK, count
    if count == most:
        return TOO_MANY_PARCELS, count
    open_parcel(wk, plain(TRIAL))
    if bricks > MOST_BRICKS or not _try_set(wk, members, plain(1), room_mm3):
        return KEEP_TOGETHER, count
    _copy_parcel(wk, plain(TRIAL), count % OPEN_PARCELS)
    _tell(wk, count, plain(0))
    return OK, count + 1


@inner
def _set_has_room(wk: Any, slot: int, members: Any, room_mm3: int) -> bool:
    """Return whether each run of a set could come in by weight, loads, volume and number."""
    fits = True
    for r in members:
        fits = fits and has_room(wk, slot, r, wk.pack_run[r].bricks, room_mm3)
    return fits


@inner
def _try_set(wk: Any, members: Any, is_new: int, room_mm3: int) -> bool:
    """Lay the bricks of a set into the trial parcel; False when one finds no place.

    The first brick of a new parcel lies at the corner, whatever the limits.
    """
    for r in members:
        fill_turns(wk, r)
        for _ in range(wk.pack_run[r].bricks):
            point, turn = plain(0), plain(0)
            if is_new == 0 or wk.pack_open[TRIAL].bricks > 0:
                if not has_room(wk, plain(TRIAL), r, plain(1), room_mm3):
                    return False
                point, turn = find_place(wk, plain(TRIAL), r)
            if point < 0:
                return False
            put_brick(wk, plain(TRIAL), r, point, turn)
    return True


@inner
def _copy_parcel(wk: Any, source: int, target: int) -> None:
    wk.pack_open[target] = wk.pack_open[source]
    for i in range(wk.pack_open[source].bricks):
        wk.pack_box[target, i] = wk.pack_box[source, i]
    for i in range(wk.pack_open[source].points):
        wk.pack_point[target, i] = wk.pack_point[source, i]
    for j in range(wk.load_count[0]):
        wk.pack_held[target, j] = wk.pack_held[source, j]


@inner
def _tell(wk: Any, parcel: int, before: int) -> None:
    """Write what a parcel is now, and the bricks that came in after the first `before`."""
    slot = parcel % OPEN_PARCELS
    held = wk.pack_open[slot]
    set_piece(wk.pieces, parcel, held.weight_g, held.x_mm, held.y_mm, held.z_mm)
    for i in range(before, held.bricks):
        box = wk.pack_box[slot, i]
        run = wk.pack_run[box.run]
        _tell_item(wk, parcel, run.line, run.units)
        if wk.pack_placed_count[0] < len(wk.pack_placed):
            _tell_place(wk.pack_placed[wk.pack_placed_count[0]], parcel, run, box)
            wk.pack_placed_count[0] += 1


@inner
def _tell_item(wk: Any, parcel: int, line: int, units: int) -> None:
    """Add units of a line to a parcel: bricks of a run that follow each other are one item."""
    last = wk.item_count[0] - 1
    if last >= 0 and wk.item[last].parcel == parcel and wk.item[last].line == line:
        wk.item[last].units += units
        return
    wk.item[last + 1].parcel = parcel
    wk.item[last + 1].line = line
    wk.item[last + 1].units = units
    wk.item_count[0] = last + 2


@inner
def _tell_place(placed: Any, parcel: int, run: Any, box: Any) -> None:
    placed.parcel = parcel
    placed.line = run.line
    placed.units = run.units
    placed.x_mm = box.x_mm
    placed.y_mm = box.y_mm
    placed.z_mm = box.z_mm
    placed.a_mm = box.x_end_mm - box.x_mm
    placed.b_mm = box.y_end_mm - box.y_mm
    placed.c_mm = box.z_end_mm - box.z_mm
