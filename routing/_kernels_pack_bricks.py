"""Bricks: units of a line laid together, and the order in which they are packed (C-28.1, C-28.2).

Equal bricks of a line follow each other in that order, whatever else there is: so a line is at
most two runs, of full bricks and of the brick that holds the rest.
"""

from __future__ import annotations

from typing import Any

from oneprice.core._kernels import ceil_div, inner, plain
from oneprice.routing._kernels_pack_scratch import MOST_BRICKS
from oneprice.routing._kernels_pack_sizes import WEIGHT, box_mm3, keeps_sizes, sorted_sides

NOT_JOINED = -1
BY_VOLUME, BY_HEIGHT, BY_WEIGHT = range(3)  # orders of the sets


@inner
def fill_runs(lines: Any, sel: Any, n: int, wk: Any) -> tuple[int, int]:
    """Write the runs of the selected lines to `wk.pack_run`; return (runs, units)."""
    units = plain(0)
    for s in range(n):
        units += lines[sel[s]].quantity
    together = ceil_div(units, plain(MOST_BRICKS))
    runs = plain(0)
    for s in range(n):
        line = lines[sel[s]]
        each = _laid_together(wk, s, line, together)
        whole = line.quantity // each
        rest = line.quantity - whole * each
        if whole > 0:
            _set_run(wk.pack_run[runs], s, sel[s], line, each, whole)
            runs += 1
        if rest > 0:
            _set_run(wk.pack_run[runs], s, sel[s], line, rest, plain(1))
            runs += 1
    _join_sets(wk.pack_run, runs)
    return runs, units


@inner
def _laid_together(wk: Any, s: int, line: Any, most: int) -> int:
    """Return how many units of a line are one brick: the most that keep the limits, or 1.

    Every fact of a brick grows with its units, so the largest number is found by halving.
    """
    if most == 1 or line.stackable == 0:
        return 1
    low, high = 1, most
    while low < high:
        units = (low + high + 1) // 2
        if _brick_keeps(wk, s, line, units):
            low = units
        else:
            high = units - 1
    return low


@inner
def _brick_keeps(wk: Any, s: int, line: Any, units: int) -> bool:
    """Return whether a brick of so many units keeps all limits alone."""
    if units * line.weight_g > wk.limits[WEIGHT]:
        return False
    for j in range(wk.load_count[0]):
        if units * wk.load[s, j] > wk.load_limit[j]:
            return False
    a, b, c = _brick_sides(line, units)
    return keeps_sizes(wk.limits, a, b, c, box_mm3(a, b, c))


@inner
def _brick_sides(line: Any, units: int) -> tuple[int, int, int]:
    """Return the sides of units laid on each other: sorted, or (a, b, height) if upright."""
    length, second, third = line.length_mm, line.second_mm, line.third_mm
    if line.upright == 0:
        return sorted_sides(length, second, units * third)
    up = line.up_mm
    if up == length:
        length, second = second, third
    elif up == second:
        second = third
    return length, second, units * up


@inner
def _set_run(run: Any, s: int, index: int, line: Any, units: int, bricks: int) -> None:
    a, b, c = _brick_sides(line, units)
    run.brick_mm3 = box_mm3(a, b, c)
    run.set_mm3 = run.brick_mm3
    run.set_high_mm = c
    run.set_weight_g = units * line.weight_g
    run.set_line = s if line.keep_together == 0 else NOT_JOINED
    run.place = s
    run.line = index
    run.together = line.keep_together
    run.units = units
    run.bricks = bricks
    run.weight_g = units * line.weight_g
    run.long_mm = a
    run.middle_mm = b
    run.short_mm = c
    run.upright = line.upright
    run.stackable = line.stackable


@inner
def _join_sets(run: Any, runs: int) -> None:
    """Give every run of a keep_together word volume, height, weight and first line of its set."""
    for i in range(runs):
        word = run[i].together
        if run[i].set_line != NOT_JOINED:
            continue
        mm3, high_mm, weight_g = 0, 0, 0
        for j in range(i, runs):
            if run[j].together == word:
                mm3 += run[j].bricks * run[j].brick_mm3
                high_mm = max(high_mm, run[j].short_mm)
                weight_g += run[j].bricks * run[j].weight_g
        for j in range(i, runs):
            if run[j].together == word:
                run[j].set_mm3 = mm3
                run[j].set_high_mm = high_mm
                run[j].set_weight_g = weight_g
                run[j].set_line = run[i].place


@inner
def rank_runs(wk: Any, runs: int, order: int) -> None:
    """Write the runs to `wk.pack_rank[order]`, sets in an order, their bricks by volume.

    Runs come in the order of lines and cuts, and equal ones keep it.
    """
    rank = wk.pack_rank[order]
    for i in range(runs):
        j = i
        while j > 0 and _goes_before(wk.pack_run[i], wk.pack_run[rank[j - 1]], order):
            rank[j] = rank[j - 1]
            j -= 1
        rank[j] = i


@inner
def _goes_before(one: Any, other: Any, order: int) -> bool:
    """Return whether a run comes before another: its set, or inside a set its brick, is larger."""
    if order == BY_HEIGHT and one.set_high_mm != other.set_high_mm:
        return bool(one.set_high_mm > other.set_high_mm)
    if order == BY_WEIGHT and one.set_weight_g != other.set_weight_g:
        return bool(one.set_weight_g > other.set_weight_g)
    if one.set_mm3 != other.set_mm3:
        return bool(one.set_mm3 > other.set_mm3)
    if one.set_line != other.set_line:
        return bool(one.set_line < other.set_line)
    if one.brick_mm3 != other.brick_mm3:
        return bool(one.brick_mm3 > other.brick_mm3)
    return bool(one.place < other.place)
