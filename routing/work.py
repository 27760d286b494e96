"""Scratch and output of one compiled call, sized from the book and the order.

Both belong to the call: nothing is shared between threads.
"""

from __future__ import annotations

from collections import namedtuple
from typing import Any, NamedTuple

import numpy as np
from numba.experimental import structref

from oneprice.carriers._kernels_quantity import MEASURED_ROWS
from oneprice.carriers.tables import LANE_ASK, LANE_CHARGE
from oneprice.core.days import HOURS_PER_DAY
from oneprice.core.order_record import PIECE
from oneprice.routing._kernels_pack_scratch import (
    ITEM,
    MAX_PARCELS,
    PackScratch,
    most_items,
    new_pack_scratch,
)
from oneprice.routing.book_tables import BookTables
from oneprice.routing.laws.tables import MOST_HANDLING_H
from oneprice.routing.refs import OutRef, OutRefType, WorkRef, WorkRefType
from oneprice.routing.tables import CANDIDATE, CHARGE, DAY_LAW, OPTION, PACKED, READY, REFUSED
from oneprice.tariffs.tables import SITUATION, TAX_CHARGE

MAX_REFUSED = 768
MIXED = ("arrival", "entry", "export")  # laws that handling spreads, in the kernels' order
MAX_ASKED = 64  # packings that one call may ask a packer for


class OwnWork(NamedTuple):
    """Scratch of one call but that of packing; comments give shapes, n = most lines of an order."""

    result: Any  # CANDIDATE[1], the candidate being priced
    best: Any  # CANDIDATE[1]
    charge: Any  # CHARGE[charges]
    best_charge: Any
    lane_charge: Any  # LANE_CHARGE
    tax_charge: Any  # TAX_CHARGE
    best_piece: Any  # PIECE[MAX_PARCELS]
    best_item: Any  # ITEM
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
    zone_row: Any  # int64[legs]: rows of `zone` met on the route
    event: Any  # int64[1]: the first departure that the goods may reach
    cargo_day: Any  # int64[2]: first and last day on which the goods may be loaded
    lane_ask: Any  # LANE_ASK[1]
    measured: Any  # int64[5, MAX_PARCELS]
    kept: Any  # int64[2, surcharge rows of a lane]
    segment: Any  # int64[3]
    part_pip: Any  # int64[8]
    factor_pip: Any  # int64[guarantee rows]
    best_factor: Any
    cargo_class: Any  # int64[1]
    hs_headings: Any
    goods_minor: Any
    ready: Any  # READY[1]: when the selected lines are ready
    ready_n: Any  # int64[2]: slots in use of the grids of natural hours and of working days
    ready_one: Any  # int64[hours]: chances of one handling law
    ready_total: Any  # int64[2, hours]: sum of the chances of all laws of a grid (C-68)
    ready_least: Any  # int64[2, hours]: the least of them
    day_law: Any  # DAY_LAW[3]: of delivery, entry and export
    mixed: Any  # int64[3 * days]: chances of mixed laws, a third for each
    out_count: Any  # int64[5]: consignments, charges, pieces, refusals, items
    load_rule: Any  # int64[loads]: the row of each cargo limit per parcel
    load_rules: Any  # int64[1]: the same as bits
    packer: Any  # int64[1]: 1 where a packer of the caller's own is asked
    given: Any  # PACKED: its answers
    given_piece: Any  # PIECE
    given_item: Any  # ITEM
    asked: Any  # PACKED[MAX_ASKED]: what it has not answered yet
    asked_count: Any  # int64[1]


# Scratch of one call: its own fields, and those that the packing works in.
Work = namedtuple("Work", (*OwnWork._fields, *PackScratch._fields))  # type: ignore[misc]  # names of two classes


class Given(NamedTuple):
    """Packings that a packer of the caller's own has answered."""

    packed: Any  # PACKED
    piece: Any  # PIECE
    item: Any  # ITEM

    @property
    def most_items(self) -> int:
        """Return the most items of one packing."""
        return int(self.packed["items"].max(initial=0))


class Out(NamedTuple):
    """What one order's quote is written to."""

    option: Any  # OPTION[3], and one spare for the second plan
    consignment: Any  # CANDIDATE[6 n]
    charge: Any  # CHARGE
    piece: Any  # PIECE
    item: Any  # ITEM
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
    surcharges: int  # most surcharges of one lane
    loads: int  # cargo limits per parcel
    hours: int  # places of the law of being ready, 1 without handling laws
    days: int  # most days of a mixed law, 1 without handling laws


def sizes_of(tables: BookTables) -> Sizes:
    """Measure a book: the most that a route or a stack can write."""
    stack, lane, route = tables.stack, tables.lane, tables.route
    per_lane = 1 + lane["surcharge_hi"] - lane["surcharge_lo"]
    legs = route["leg_hi"] - route["leg_lo"]
    most_legs = int(legs.max(initial=1))
    spread = len(tables.handling) > 1
    return Sizes(
        slots=int(stack["slot_count"].max(initial=1)),
        steps=int((stack["step_hi"] - stack["step_lo"]).max(initial=1)),
        lane_charges=int(per_lane.max(initial=1)) * most_legs,
        legs=most_legs,
        factors=len(tables.guarantee),
        surcharges=int((lane["surcharge_hi"] - lane["surcharge_lo"]).max(initial=1)),
        loads=int(np.count_nonzero(tables.cargo_rule["per_parcel"])),
        hours=_most_hours(tables) if spread else 1,
        days=_most_days(tables) if spread else 1,
    )


def _most_hours(tables: BookTables) -> int:
    """Return the hours in which a handling may end and reach a departure (C-68)."""
    natural = MOST_HANDLING_H + 1
    if not tables.handling["day_type"].any() or len(tables.event) == 1:
        return natural
    first = HOURS_PER_DAY * int(tables.setting["window_from_day"][1])
    return max(natural, int(tables.event["cutoff_min"].max()) // 60 + 1 - first)


def _most_days(tables: BookTables) -> int:
    """Return the days from the first to the last with a chance of anything (C-68)."""
    listed = [getattr(tables, name) for name in MIXED]
    laws = np.concatenate([law[law["n"] > 0] for law in listed])
    if len(laws) == 0:
        return 1
    return int((laws["day"] + laws["n"]).max() - laws["day"].min())


def new_work(sizes: Sizes, n: int, given: Given | None = None) -> Any:
    """Return fresh `Work` for orders of at most n lines, all of them packed by `given` if any."""
    pack = new_pack_scratch(n, sizes.loads, PIECE)
    if given is not None:
        pack = pack._replace(item=np.zeros(max(given.most_items, len(pack.item)), ITEM))
    own = _own_work(sizes, n, len(pack.item), given)
    return Work(**own._asdict(), **pack._asdict())


def _own_work(sizes: Sizes, n: int, items: int, given: Given | None) -> OwnWork:
    charges = _most_charges(sizes, n)
    return OwnWork(
        result=np.zeros(1, CANDIDATE),
        best=np.zeros(1, CANDIDATE),
        charge=np.zeros(charges, CHARGE),
        best_charge=np.zeros(charges, CHARGE),
        lane_charge=np.zeros(sizes.lane_charges, LANE_CHARGE),
        tax_charge=np.zeros(sizes.steps * (n + 1), TAX_CHARGE),
        best_piece=np.zeros(MAX_PARCELS, PIECE),
        best_item=np.zeros(items, ITEM),
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
        zone_row=np.zeros(sizes.legs, np.int64),
        event=np.zeros(1, np.int64),
        cargo_day=np.zeros(2, np.int64),
        lane_ask=np.zeros(1, LANE_ASK),
        measured=np.zeros((MEASURED_ROWS, MAX_PARCELS), np.int64),
        kept=np.zeros((2, sizes.surcharges), np.int64),
        segment=np.zeros(3, np.int64),
        part_pip=np.zeros(8, np.int64),
        factor_pip=np.zeros(sizes.factors, np.int64),
        best_factor=np.zeros(sizes.factors, np.int64),
        cargo_class=np.zeros(1, np.int64),
        hs_headings=np.zeros(1, np.int64),
        goods_minor=np.zeros(1, np.int64),
        ready=np.zeros(1, READY),
        ready_n=np.zeros(2, np.int64),
        ready_one=np.zeros(sizes.hours, np.int64),
        ready_total=np.zeros((2, sizes.hours), np.int64),
        ready_least=np.zeros((2, sizes.hours), np.int64),
        day_law=np.zeros(len(MIXED), DAY_LAW),
        mixed=np.zeros(len(MIXED) * sizes.days, np.int64),
        out_count=np.zeros(5, np.int64),
        load_rule=np.zeros(max(1, sizes.loads), np.int64),
        load_rules=np.zeros(1, np.int64),
        packer=np.full(1, int(given is not None), np.int64),
        given=np.zeros(0, PACKED) if given is None else given.packed,
        given_piece=np.zeros(0, PIECE) if given is None else given.piece,
        given_item=np.zeros(0, ITEM) if given is None else given.item,
        asked=np.zeros(0 if given is None else MAX_ASKED, PACKED),
        asked_count=np.zeros(1, np.int64),
    )


def new_out(sizes: Sizes, n: int, detail: bool = True, given: Given | None = None) -> Out:
    """Return fresh output for one order of n lines; without detail only the options."""
    most = 6 * n if detail else 0  # three tiers, two plans
    items = most_items(1) if given is None else max(most_items(1), given.most_items)
    return Out(
        option=np.zeros(4, OPTION),
        consignment=np.zeros(most, CANDIDATE),
        charge=np.zeros(most * _most_charges(sizes, 1) if detail else 0, CHARGE),
        piece=np.zeros(most * MAX_PARCELS, PIECE),
        item=np.zeros(most * items, ITEM),
        factor=np.zeros((most, sizes.factors), np.int64),
        refused=np.zeros(MAX_REFUSED if detail else 0, REFUSED),
    )


def _most_charges(sizes: Sizes, n: int) -> int:
    """Return how many charges one consignment of n lines can have."""
    return n + sizes.lane_charges + sizes.steps * (n + 1) + 1
