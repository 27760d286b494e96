"""What packing works in: the records of runs, open parcels, placed bricks, points and items.

Nothing here grows with the number of units. A line yields at most two runs of equal bricks, at
most 8 parcels are open, each holds at most 40 bricks and 121 points (C-28), and a run is told once
for each parcel it reaches. All fields are int64; lengths mm, weights g, volumes mm3.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

MAX_PARCELS = 500
MOST_BRICKS = 40  # of one parcel
OPEN_PARCELS = 8  # a set tries the last 8 opened
TRIAL = OPEN_PARCELS  # the slot in which a set of several bricks is tried
MOST_POINTS = 1 + 3 * MOST_BRICKS
TURNS = 6
ORDERS = 3  # in which few units are packed
SIZE_LIMITS = 7  # weight, longest, second, third, sum, girth, volume

MEMORIES = 16  # packings remembered within one order
KEY_HEAD = 3  # a key begins with the numbers of lines and loads, and with `loose`
MEMORY_PIECES = 1024  # at least MAX_PARCELS


def _record(*fields: str) -> np.dtype[Any]:
    return np.dtype([(name, np.int64) for name in fields])


RUN = _record(
    "set_mm3",  # volume of the whole set; of a brick that is its own set, its own
    "set_high_mm",  # the largest height of its bricks
    "set_weight_g",
    "set_line",  # first line of the set, as a place in the selection
    "brick_mm3",
    "place",  # of the line in the selection
    "line",  # of the line in the order
    "together",  # number of the keep_together word, 0 none
    "units",  # of one brick
    "bricks",  # how many equal bricks follow each other
    "weight_g",  # of one brick
    "long_mm",  # sides longest first; of an upright brick the two of its base, longest first,
    "middle_mm",
    "short_mm",  # and its height
    "upright",
    "stackable",
)
OPEN = _record(
    "weight_g",
    "x_mm",  # outer size
    "y_mm",
    "z_mm",
    "brick_mm3",  # volume of the bricks inside
    "bricks",
    "points",
    "failed",  # the last run of which a brick found no place, or -1
)
BOX = _record("run", "stackable", "x_mm", "y_mm", "z_mm", "x_end_mm", "y_end_mm", "z_end_mm")
POINT = _record("x_mm", "y_mm", "z_mm")
TURN = _record("x_mm", "y_mm", "z_mm")  # extents along the axes
ITEM = _record("parcel", "line", "units")
PLACED = _record("parcel", "line", "units", "x_mm", "y_mm", "z_mm", "a_mm", "b_mm", "c_mm")
MEMORY = _record("status", "parcels", "line", "items", "piece_lo", "item_lo")


class PackScratch(NamedTuple):
    """Input, output and scratch of packing; n is the most lines, k the most limits per parcel."""

    limits: Any  # int64[7], UNBOUNDED = none
    load: Any  # int64[n, k], by place in the selection: what one unit counts
    load_limit: Any  # int64[k]
    load_count: Any  # int64[1]: limits per parcel in use
    loose: Any  # int64[1]: 1 = freight by volume, each set is a parcel of its own
    pieces: Any  # PIECE[MAX_PARCELS]
    item: Any  # ITEM: which line gives a parcel how many units
    item_count: Any  # int64[1]
    pack_placed: Any  # PLACED: every brick with its place, for those who ask; else empty
    pack_placed_count: Any  # int64[1]
    pack_run: Any  # RUN[2 n]
    pack_rank: Any  # int64[3, 2 n]: the runs in the orders by volume, height, weight
    pack_turn: Any  # TURN[6]
    pack_turn_run: Any  # int64[2]: the run that pack_turn is of, and its number of turns
    pack_open: Any  # OPEN[9]
    pack_held: Any  # int64[9, k]: what an open parcel counts towards the limits per parcel
    pack_box: Any  # BOX[9, 40]
    pack_point: Any  # POINT[9, 121]
    pack_best_piece: Any  # PIECE[40]: the best order so far
    pack_best_item: Any  # ITEM[40]
    pack_best_placed: Any  # PLACED[at most 40]
    pack_best_count: Any  # int64[3]: its pieces, items and places
    pack_memory: Any  # MEMORY[MEMORIES]
    pack_memory_count: Any  # int64[3]: packings, pieces and items remembered
    pack_memory_key: Any  # int64[MEMORIES, most]
    pack_memory_piece: Any  # PIECE
    pack_memory_item: Any  # ITEM


def most_items(n: int) -> int:
    """Return how many items n lines can need: 2 runs each reach 8 open parcels, or open one."""
    return 2 * n * OPEN_PARCELS + MAX_PARCELS


def new_pack_scratch(n: int, loads: int, piece: Any, placed: int = 0) -> PackScratch:
    """Return fresh scratch for orders of at most n lines under at most `loads` cargo limits.

    Parameters
    ----------
    n, loads : int
        Most lines of an order; most limits per parcel (C-60) of a route.
    piece : dtype
        The record of a parcel, PIECE of core.order_record.
    placed : int
        How many bricks are told with their places; 0 for a quote.
    """
    # Nothing is read before it is written, so the large arrays need not be cleared.
    k = max(1, loads)
    slots = OPEN_PARCELS + 1
    return PackScratch(
        limits=np.zeros(SIZE_LIMITS, np.int64),
        load=np.zeros((n, k), np.int64),
        load_limit=np.zeros(k, np.int64),
        load_count=np.zeros(1, np.int64),
        loose=np.zeros(1, np.int64),
        pieces=np.empty(MAX_PARCELS, piece),
        item=np.empty(most_items(n), ITEM),
        item_count=np.zeros(1, np.int64),
        pack_placed=np.empty(placed, PLACED),
        pack_placed_count=np.zeros(1, np.int64),
        pack_run=np.empty(2 * n, RUN),
        pack_rank=np.empty((ORDERS, 2 * n), np.int64),
        pack_turn=np.empty(TURNS, TURN),
        pack_turn_run=np.zeros(2, np.int64),
        pack_open=np.zeros(slots, OPEN),
        pack_held=np.zeros((slots, k), np.int64),
        pack_box=np.empty((slots, MOST_BRICKS), BOX),
        pack_point=np.empty((slots, MOST_POINTS), POINT),
        pack_best_piece=np.empty(MOST_BRICKS, piece),
        pack_best_item=np.empty(MOST_BRICKS, ITEM),
        pack_best_placed=np.empty(min(placed, MOST_BRICKS), PLACED),
        pack_best_count=np.zeros(3, np.int64),
        pack_memory=np.empty(MEMORIES, MEMORY),
        pack_memory_count=np.zeros(3, np.int64),
        pack_memory_key=np.empty((MEMORIES, KEY_HEAD + SIZE_LIMITS + n + k + n * k), np.int64),
        pack_memory_piece=np.empty(MEMORY_PIECES, piece),
        pack_memory_item=np.empty(most_items(n) + MEMORY_PIECES, ITEM),
    )
