"""Pack the units of a consignment under the limits of a route (C-28), each packing once.

Routes of one order often have the same limits. Packings are remembered within the order by
everything they depend on: the lines selected, the limits, and what units count towards the cargo
limits per parcel.
"""

from __future__ import annotations

from typing import Any

from oneprice.core._kernels import inner
from oneprice.core._kernels_status import OK
from oneprice.routing._kernels_pack_bricks import fill_runs
from oneprice.routing._kernels_pack_orders import fit_best
from oneprice.routing._kernels_pack_scratch import KEY_HEAD, MEMORIES, SIZE_LIMITS


@inner
def forget_packings(wk: Any) -> None:
    """Forget all packings: the lines are those of another order."""
    wk.pack_memory_count[0] = 0
    wk.pack_memory_count[1] = 0
    wk.pack_memory_count[2] = 0


@inner
def pack(lines: Any, sel: Any, n: int, wk: Any) -> tuple[int, int, int]:
    """Pack the selected lines into parcels; return (status, parcels, line) (C-28).

    Parameters
    ----------
    lines : LINE records
        All lines of the order, in canonical order.
    sel : int64[>= n]
        Indexes of the consignment's lines, ascending.
    n : int
        How many of them there are.
    wk
        Holds the fields of PackScratch. Read: `limits`, `load_count` and the first so many
        columns of `load` (row s is line `sel[s]`) and of `load_limit`, and `loose`.

    Returns
    -------
    0 and the number of parcels, their records in `wk.pieces`, their contents in `wk.item`;
    KEEP_TOGETHER and the set's first line; TOO_MANY_PARCELS and -1. A unit that breaks a limit
    alone has a parcel of its own, which the lane then refuses.
    """
    known = _recall(sel, n, wk)
    if known >= 0:
        return _again(wk, known)
    runs, units = fill_runs(lines, sel, n, wk)
    status, count, line = fit_best(wk, runs, units)
    if status != OK:
        wk.item_count[0] = 0
    _remember(sel, n, wk, status, count, line)
    return status, count, line


@inner
def _recall(sel: Any, n: int, wk: Any) -> int:
    """Return the place of an equal packing in memory, or -1."""
    for i in range(wk.pack_memory_count[0]):
        if _same_key(wk.pack_memory_key[i], sel, n, wk):
            return i
    return -1


@inner
def _same_key(key: Any, sel: Any, n: int, wk: Any) -> bool:
    k = wk.load_count[0]
    if key[0] != n or key[1] != k or key[2] != wk.loose[0]:
        return False
    at = KEY_HEAD
    for i in range(SIZE_LIMITS):
        if key[at + i] != wk.limits[i]:
            return False
    at += SIZE_LIMITS
    for s in range(n):
        if key[at + s] != sel[s]:
            return False
    at += n
    for j in range(k):
        if key[at] != wk.load_limit[j]:
            return False
        for s in range(n):
            if key[at + 1 + s] != wk.load[s, j]:
                return False
        at += n + 1
    return True


@inner
def _set_key(key: Any, sel: Any, n: int, wk: Any) -> None:
    k = wk.load_count[0]
    key[0] = n
    key[1] = k
    key[2] = wk.loose[0]
    at = KEY_HEAD
    for i in range(SIZE_LIMITS):
        key[at + i] = wk.limits[i]
    at += SIZE_LIMITS
    for s in range(n):
        key[at + s] = sel[s]
    at += n
    for j in range(k):
        key[at] = wk.load_limit[j]
        for s in range(n):
            key[at + 1 + s] = wk.load[s, j]
        at += n + 1


@inner
def _again(wk: Any, known: int) -> tuple[int, int, int]:
    """Write a remembered packing once more."""
    memory = wk.pack_memory[known]
    for i in range(memory.parcels):
        wk.pieces[i] = wk.pack_memory_piece[memory.piece_lo + i]
    for i in range(memory.items):
        wk.item[i] = wk.pack_memory_item[memory.item_lo + i]
    wk.item_count[0] = memory.items
    return memory.status, memory.parcels, memory.line


@inner
def _remember(sel: Any, n: int, wk: Any, status: int, count: int, line: int) -> None:
    """Keep a packing; where there is no room for it, all others are forgotten first."""
    used = wk.pack_memory_count
    items = wk.item_count[0]
    full = used[0] == MEMORIES or used[1] + count > len(wk.pack_memory_piece)
    if full or used[2] + items > len(wk.pack_memory_item):
        forget_packings(wk)
    memory = wk.pack_memory[used[0]]
    memory.status = status
    memory.parcels = count
    memory.line = line
    memory.items = items
    memory.piece_lo = used[1]
    memory.item_lo = used[2]
    for i in range(count):
        wk.pack_memory_piece[used[1] + i] = wk.pieces[i]
    for i in range(items):
        wk.pack_memory_item[used[2] + i] = wk.item[i]
    _set_key(wk.pack_memory_key[used[0]], sel, n, wk)
    used[0] += 1
    used[1] += count
    used[2] += items
