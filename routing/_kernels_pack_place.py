"""The place of a brick in an open parcel: points, orientations, smallest outer surface (C-28.4).

A point on which nothing can ever stand is dropped, and a point that is there already is not added
again: neither could be taken, so the order of the others, which breaks ties, stays.
"""

from __future__ import annotations

from typing import Any

from oneprice.core._kernels import inner
from oneprice.routing._kernels_pack_scratch import MOST_BRICKS
from oneprice.routing._kernels_pack_sizes import WEIGHT, box_mm3, keeps_sizes

NONE_YET = 2**63 - 1


@inner
def fill_turns(wk: Any, r: int) -> None:
    """Write the orientations of a run's bricks to `wk.pack_turn`, equal ones once."""
    if wk.pack_turn_run[0] == r:
        return
    run = wk.pack_run[r]
    a, b, c = run.long_mm, run.middle_mm, run.short_mm
    wk.pack_turn_run[0] = r
    wk.pack_turn_run[1] = 0
    _add_turn(wk, a, b, c)
    _add_turn(wk, b, a, c)
    if run.upright == 0:
        _add_turn(wk, a, c, b)
        _add_turn(wk, c, a, b)
        _add_turn(wk, b, c, a)
        _add_turn(wk, c, b, a)


@inner
def _add_turn(wk: Any, a: int, b: int, c: int) -> None:
    count = wk.pack_turn_run[1]
    for i in range(count):
        turn = wk.pack_turn[i]
        if turn.x_mm == a and turn.y_mm == b and turn.z_mm == c:
            return
    wk.pack_turn[count].x_mm = a
    wk.pack_turn[count].y_mm = b
    wk.pack_turn[count].z_mm = c
    wk.pack_turn_run[1] = count + 1


@inner
def has_room(wk: Any, slot: int, r: int, bricks: int, room_mm3: int) -> bool:
    """Return whether some equal bricks can come into an open parcel by number, weight and loads.

    `room_mm3` is the most a parcel can hold under the limits of size: more never finds a place.
    """
    held = wk.pack_open[slot]
    run = wk.pack_run[r]
    if held.bricks + bricks > MOST_BRICKS:
        return False
    if held.weight_g + bricks * run.weight_g > wk.limits[WEIGHT]:
        return False
    if held.brick_mm3 + bricks * run.brick_mm3 > room_mm3:
        return False
    for j in range(wk.load_count[0]):
        load = bricks * run.units * wk.load[run.place, j]
        if wk.pack_held[slot, j] + load > wk.load_limit[j]:
            return False
    return True


@inner
def find_place(wk: Any, slot: int, r: int) -> tuple[int, int]:
    """Return (point, turn) of the best allowed place of a brick, or (-1, -1) (C-28.4)."""
    held = wk.pack_open[slot]
    fill_turns(wk, r)
    best_mm2, best_mm3 = NONE_YET, NONE_YET
    best_point, best_turn = -1, -1
    for i in range(held.points):
        point = wk.pack_point[slot, i]
        for t in range(wk.pack_turn_run[1]):
            turn = wk.pack_turn[t]
            x = max(held.x_mm, point.x_mm + turn.x_mm)
            y = max(held.y_mm, point.y_mm + turn.y_mm)
            z = max(held.z_mm, point.z_mm + turn.z_mm)
            mm2 = x * y + y * z + z * x
            if mm2 > best_mm2:
                continue
            mm3 = box_mm3(x, y, z)
            if mm2 == best_mm2 and mm3 >= best_mm3:
                continue
            if keeps_sizes(wk.limits, x, y, z, mm3) and _is_free(wk, slot, r, point, turn):
                best_mm2, best_mm3 = mm2, mm3
                best_point, best_turn = i, t
    return best_point, best_turn


@inner
def _is_free(wk: Any, slot: int, r: int, point: Any, turn: Any) -> bool:
    """Return whether a brick at a point overlaps none and neither is over the other wrongly."""
    stackable = wk.pack_run[r].stackable != 0
    x_end = point.x_mm + turn.x_mm
    y_end = point.y_mm + turn.y_mm
    z_end = point.z_mm + turn.z_mm
    for i in range(wk.pack_open[slot].bricks):
        box = wk.pack_box[slot, i]
        if point.x_mm >= box.x_end_mm or box.x_mm >= x_end:
            continue
        if point.y_mm >= box.y_end_mm or box.y_mm >= y_end:
            continue
        # The ground plans overlap: one brick is over the other, or they overlap.
        over = point.z_mm >= box.z_end_mm and box.stackable != 0
        under = box.z_mm >= z_end and stackable
        if not (over or under):
            return False
    return True


@inner
def put_brick(wk: Any, slot: int, r: int, point_number: int, turn_number: int) -> None:
    """Lay a brick at a point of an open parcel."""
    held = wk.pack_open[slot]
    run = wk.pack_run[r]
    point = wk.pack_point[slot, point_number]
    turn = wk.pack_turn[turn_number]
    box = wk.pack_box[slot, held.bricks]
    box.run = r
    box.stackable = run.stackable
    box.x_mm = point.x_mm
    box.y_mm = point.y_mm
    box.z_mm = point.z_mm
    box.x_end_mm = point.x_mm + turn.x_mm
    box.y_end_mm = point.y_mm + turn.y_mm
    box.z_end_mm = point.z_mm + turn.z_mm
    held.bricks += 1
    held.weight_g += run.weight_g
    held.brick_mm3 += run.brick_mm3
    held.x_mm = max(held.x_mm, box.x_end_mm)
    held.y_mm = max(held.y_mm, box.y_end_mm)
    held.z_mm = max(held.z_mm, box.z_end_mm)
    for j in range(wk.load_count[0]):
        wk.pack_held[slot, j] += run.units * wk.load[run.place, j]
    _update_points(wk, slot, box)


@inner
def _update_points(wk: Any, slot: int, box: Any) -> None:
    """Drop the points that a new brick covers and add its three, in the order they arise."""
    held = wk.pack_open[slot]
    left = 0
    for i in range(held.points):
        point = wk.pack_point[slot, i]
        x, y, z = point.x_mm, point.y_mm, point.z_mm
        if not _covers(box, x, y, z):
            _set_point(wk.pack_point[slot, left], x, y, z)
            left += 1
    held.points = left
    _add_point(wk, slot, box.x_end_mm, box.y_mm, box.z_mm)
    _add_point(wk, slot, box.x_mm, box.y_end_mm, box.z_mm)
    _add_point(wk, slot, box.x_mm, box.y_mm, box.z_end_mm)


@inner
def _covers(box: Any, x: int, y: int, z: int) -> bool:
    """Return whether a placed brick lets nothing stand at a point, ever."""
    return bool(
        box.x_mm <= x < box.x_end_mm
        and box.y_mm <= y < box.y_end_mm
        and box.z_mm <= z
        and (z < box.z_end_mm or box.stackable == 0)
    )


@inner
def _add_point(wk: Any, slot: int, x: int, y: int, z: int) -> None:
    held = wk.pack_open[slot]
    for i in range(held.bricks):
        if _covers(wk.pack_box[slot, i], x, y, z):
            return
    for i in range(held.points):
        point = wk.pack_point[slot, i]
        if point.x_mm == x and point.y_mm == y and point.z_mm == z:
            return
    _set_point(wk.pack_point[slot, held.points], x, y, z)
    held.points += 1


@inner
def _set_point(point: Any, x: int, y: int, z: int) -> None:
    point.x_mm = x
    point.y_mm = y
    point.z_mm = z


@inner
def open_parcel(wk: Any, slot: int) -> None:
    """Empty a slot: nothing inside, one point at the corner."""
    held = wk.pack_open[slot]
    held.weight_g = 0
    held.x_mm = 0
    held.y_mm = 0
    held.z_mm = 0
    held.brick_mm3 = 0
    held.bricks = 0
    held.points = 1
    held.failed = -1
    for j in range(wk.load_count[0]):
        wk.pack_held[slot, j] = 0
    _set_point(wk.pack_point[slot, 0], 0, 0, 0)
