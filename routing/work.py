"""Scratch and output of one compiled call, sized from the book and the order.

Both belong to the call: nothing is shared between threads.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba.experimental import structref

from oneprice.carriers.tables import LANE_CHARGE
from oneprice.core.order_record import PIECE
from oneprice.routing._kernels_parcels import MAX_PARCELS
from oneprice.routing.book_tables import BookTables
from oneprice.routing.refs import OutRef, OutRefType, WorkRef, WorkRefType
from oneprice.routing.tables import CANDIDATE, CHARGE, OPTION, REFUSED
from oneprice.tariffs.tables import SITUATION, TAX_CHARGE

MAX_REFUSED = 768


class Work(NamedTuple):
    """Scratch of one call; comments give shapes with n = most lines of one order."""

    result: Any  # CANDIDATE[1], the candidate being priced
    best: Any  # CANDIDATE[1]
    charge: Any  # CHARGE[charges]
    best_charge: Any
    lane_charge: Any  # LANE_CHARGE
    tax_charge: Any  # TAX_CHARGE
    pieces: Any  # PIECE[MAX_PARCELS]
    best_piece: Any
    slots: Any  # int64[slot_count, n + 1]
    inputs: Any
    other: Any
    situation: Any  # SITUATION[1], of the candidate being priced
    sel: Any  # int64[n]
    whole: Any  # the lines of a whole group
    billed: Any  # EPR schemes billed for each line, one bit each
    commodity: Any
    heading: Any
    other_heading: Any
    keys: Any
    parts: Any
    consignment: Any  # int64[2, n, 3]: per plan (group, part, chosen split)
    plan_count: Any  # int64[2]
    chosen: Any  # int64[1]: 1 while a chosen split is priced
    zone: Any  # int64[legs]
    service: Any
    limits: Any  # int64[5]
    segment: Any  # int64[3]
    part_pip: Any  # int64[8]
    factor_pip: Any  # int64[guarantee rows]
    best_factor: Any
    cargo_class: Any  # int64[1]
    hs_headings: Any
    goods_minor: Any
    entry_row: Any
    out_count: Any  # int64[4]: consignments, charges, pieces, refusals


class Out(NamedTuple):
    """What one order's quote is written to."""

    option: Any  # OPTION[3], and one spare for the second plan
    consignment: Any  # CANDIDATE[6 n]
    charge: Any  # CHARGE
    piece: Any  # PIECE
    factor: Any  # int64[6 n, guarantee rows]
    refused: Any  # REFUSED[MAX_REFUSED]


structref.define_proxy(WorkRef, WorkRefType, list(Work._fields))  # type: ignore[no-untyped-call]  # numba is untyped
structref.define_proxy(OutRef, OutRefType, list(Out._fields))  # type: ignore[no-untyped-call]  # numba is untyped


class Sizes(NamedTuple):
    """What the buffers of a book must hold."""

    slots: int
    steps: int  # most steps of one stack
    lane_charges: int  # most charges of one route
    legs: int
    factors: int


def sizes_of(tables: BookTables) -> Sizes:
    """Measure a book: the most that a route or a stack can write."""
    stack, lane, route = tables.stack, tables.lane, tables.route
    per_lane = 1 + lane["surcharge_hi"] - lane["surcharge_lo"]
    legs = route["leg_hi"] - route["leg_lo"]
    most_legs = int(legs.max(initial=1))
    return Sizes(
        slots=int(stack["slot_count"].max(initial=1)),
        steps=int((stack["step_hi"] - stack["step_lo"]).max(initial=1)),
        lane_charges=int(per_lane.max(initial=1)) * most_legs,
        legs=most_legs,
        factors=len(tables.guarantee),
    )


def new_work(sizes: Sizes, n: int) -> Work:
    """Return fresh scratch for orders of at most n lines."""
    charges = _most_charges(sizes, n)
    return Work(
        result=np.zeros(1, CANDIDATE),
        best=np.zeros(1, CANDIDATE),
        charge=np.zeros(charges, CHARGE),
        best_charge=np.zeros(charges, CHARGE),
        lane_charge=np.zeros(sizes.lane_charges, LANE_CHARGE),
        tax_charge=np.zeros(sizes.steps * (n + 1), TAX_CHARGE),
        pieces=np.zeros(MAX_PARCELS, PIECE),
        best_piece=np.zeros(MAX_PARCELS, PIECE),
        slots=np.zeros((sizes.slots, n + 1), np.int64),
        inputs=np.zeros((sizes.slots, n + 1), np.int64),
        other=np.zeros((sizes.slots, n + 1), np.int64),
        situation=np.zeros(1, SITUATION),
        sel=np.zeros(n, np.int64),
        whole=np.zeros(n, np.int64),
        billed=np.zeros(n, np.int64),
        commodity=np.zeros(n, np.int64),
        heading=np.zeros(n, np.int64),
        other_heading=np.zeros(n, np.int64),
        keys=np.zeros(n, np.int64),
        parts=np.zeros(n, np.int64),
        consignment=np.zeros((2, n, 3), np.int64),
        plan_count=np.zeros(2, np.int64),
        chosen=np.zeros(1, np.int64),
        zone=np.zeros(sizes.legs, np.int64),
        service=np.zeros(sizes.legs, np.int64),
        limits=np.zeros(5, np.int64),
        segment=np.zeros(3, np.int64),
        part_pip=np.zeros(8, np.int64),
        factor_pip=np.zeros(sizes.factors, np.int64),
        best_factor=np.zeros(sizes.factors, np.int64),
        cargo_class=np.zeros(1, np.int64),
        hs_headings=np.zeros(1, np.int64),
        goods_minor=np.zeros(1, np.int64),
        entry_row=np.zeros(1, np.int64),
        out_count=np.zeros(4, np.int64),
    )


def new_out(sizes: Sizes, n: int, detail: bool = True) -> Out:
    """Return fresh output for one order of n lines; without detail only the options."""
    most = 6 * n if detail else 0  # three tiers, two plans
    return Out(
        option=np.zeros(4, OPTION),
        consignment=np.zeros(most, CANDIDATE),
        charge=np.zeros(most * _most_charges(sizes, 1) if detail else 0, CHARGE),
        piece=np.zeros(most * MAX_PARCELS, PIECE),
        factor=np.zeros((most, sizes.factors), np.int64),
        refused=np.zeros(MAX_REFUSED if detail else 0, REFUSED),
    )


def _most_charges(sizes: Sizes, n: int) -> int:
    """Return how many charges one consignment of n lines can have."""
    return n + sizes.lane_charges + sizes.steps * (n + 1) + 1
