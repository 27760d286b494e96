"""Running a tax stack: steps over slots (C-37 to C-40).

`slots[slot, i]` is the value of a slot for line position i, column n its total. A step finds
its groups (lines, headings or the whole entry), makes a basis, prices it and adds the result to
its slot. Amounts are pips. Nothing raises: the first trouble is returned as
(status, line position, fact).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from oneprice.core._kernels import (
    SATURATION_PIP,
    clamp,
    fold,
    mul_div,
    price_row,
    round_pip,
    share_out,
)
from oneprice.core._kernels_fx import FX_CUSTOMS
from oneprice.core._kernels_status import (
    AMOUNT_TOO_LARGE,
    DUTY_INPUT_MISSING,
    FX_MISSING,
    OK,
    SALES_TAX_MISSING,
)
from oneprice.tariffs._kernels_duty import duty_amount
from oneprice.tariffs._kernels_measure import GATED_OFF, find_measures, same_measure
from oneprice.tariffs._kernels_regime import fx_of
from oneprice.tariffs._kernels_slots import holds_money, holds_one_value

KIND_VALUE = 0
KIND_DUTY = 1
KIND_TAX = 2
SCOPE_LINE = 0
SCOPE_HEADING = 1
SCOPE_ENTRY = 2
RATE_MEASURE = 1
RATE_SALES_TAX = 2
BILL_NONE = 2


@njit(error_model="numpy")
def max_charges(bk: Any, stack: int, n: int) -> int:
    """Return how many rows of TAX_CHARGE all stages of a stack can fill for n lines."""
    return int((bk.stack[stack].step_hi - bk.stack[stack].step_lo) * n)


@njit(error_model="numpy")
def run_stage(
    bk: Any,
    st: Any,
    stage: int,
    stack: int,
    day: int,
    lines: Any,
    sel: Any,
    n: int,
    com: Any,
    heading: Any,
    billed: Any,
    slots: Any,
    out: Any,
    start: int,
) -> tuple[int, int, int, int]:
    """Run the steps of one stage valid on `day`, in order (C-38).

    Parameters
    ----------
    bk, st
        Book and SITUATION.
    stage, stack, day
        Stage code, row of STACK, day number.
    lines, sel, n
        LINE records, their rows that make the consignment, how many.
    com : int64[>= n]
        Commodity row of each line.
    heading : int64[>= n]
        Group key of each line: `hs_lo // 10^(10 - heading_digits)`.
    billed : int64[>= n]
        Bits of the EPR schemes under which each line is billed (C-45).
    slots : int64[slot_count, n + 1]
        Inputs of C-37 filled by the caller, step slots 0; changed in place.
    out : TAX_CHARGE[>= start + max_charges]
        Filled from row `start` on.

    Returns
    -------
    tuple of int
        (status, line position, fact, stop): fact is the measure row (MEASURE_UNPRICED), the fact
        the order lacks (DUTY_INPUT_MISSING), the measure kind (MEASURE_MISSING, HS_UNKNOWN) or
        the step's currency (FX_MISSING); `stop` is one past the last filled row.
    """
    stop = start
    group = np.empty(n, np.int64)
    measures = np.empty(n, np.int64)
    for s in range(bk.stack[stack].step_lo, bk.stack[stack].step_hi):
        step = bk.step[s]
        if step.stage != stage or day < step.from_day or day >= step.to_day:
            continue
        if not _gates_hold(bk, st, step, slots, n, 0):
            continue
        if _open_lines(bk, st, step, slots, n, billed, group, measures) == 0:
            continue
        if step.rate_source == RATE_SALES_TAX and st.tax_num < 0:
            return SALES_TAX_MISSING, -1, 0, stop
        if step.rate_source == RATE_MEASURE:
            status, at, fact = find_measures(bk, st, step, day, lines, sel, n, com, group, measures)
            if status != OK:
                return status, at, fact, stop
        if step.scope == SCOPE_HEADING:
            _group_headings(bk, n, heading, measures, group)
        status, at, fact, stop = _price_step(
            bk, st, s, lines, sel, n, group, measures, slots, out, stop
        )
        if status != OK:
            return status, at, fact, stop
    return OK, -1, 0, stop


@njit(error_model="numpy")
def _gates_hold(bk: Any, st: Any, step: Any, slots: Any, column: int, on_line: int) -> bool:
    """Tell whether the gates on totals (on_line 0) or on one line (1) hold (C-40).

    The outcome of every gate on money is folded into the situation's `trace`.
    """
    for g in range(step.gate_lo, step.gate_hi):
        gate = bk.gate[g]
        if gate.on_line != on_line:
            continue
        below = slots[gate.slot, column] < gate.lo
        above = slots[gate.slot, column] > gate.hi
        if holds_money(gate.slot):
            st["trace"] = fold(st["trace"], (1 if below else 0) + (2 if above else 0))
        if below or above:
            return False
    return True


@njit(error_model="numpy")
def _open_lines(
    bk: Any, st: Any, step: Any, slots: Any, n: int, billed: Any, group: Any, measures: Any
) -> int:
    """Make each line that the step takes a group of its own; return how many there are.

    Left out are lines whose own gate is shut and, in a step of an EPR scheme, lines that are not
    billed under it (C-45).
    """
    taken = 0
    for i in range(n):
        measures[i] = 0
        is_billed = step.scheme == 0 or (billed[i] >> step.scheme) & 1 == 1
        group[i] = i if is_billed and _gates_hold(bk, st, step, slots, i, 1) else GATED_OFF
        taken += 1 if group[i] == i else 0
    return taken


@njit(error_model="numpy")
def _group_headings(bk: Any, n: int, heading: Any, measures: Any, group: Any) -> None:
    """Point each line to the first line of its heading and measure (C-38)."""
    for i in range(n):
        for first in range(i):
            if (
                group[i] == i
                and group[first] == first
                and heading[first] == heading[i]
                and same_measure(bk, measures[first], measures[i])
            ):
                group[i] = first


@njit(error_model="numpy")
def _price_step(
    bk: Any,
    st: Any,
    s: int,
    lines: Any,
    sel: Any,
    n: int,
    group: Any,
    measures: Any,
    slots: Any,
    out: Any,
    stop: int,
) -> tuple[int, int, int, int]:
    """Price every group of a step, add to its slot and write its charges (C-39)."""
    step = bk.step[s]
    fx_num, fx_den = 1, 1
    if step.currency != 0:
        home = bk.jurisdiction[st.jurisdiction].currency
        fx_num, fx_den = fx_of(bk, st, FX_CUSTOMS, step.currency, home)
        if fx_den == 0:
            return FX_MISSING, -1, step.currency, stop
    for i in range(n):
        lead = n if step.scope == SCOPE_ENTRY else i
        if (lead == n and i > 0) or (lead == i and group[i] != i):
            continue
        basis = _basis(bk, step, slots, group, lead, n)
        measure = 0 if lead == n else measures[i]
        num, den = _rate(bk, st, step, measure)
        if step.rate_source == RATE_MEASURE:
            at, fact, amount, sticky = _measured(
                bk, st, step, measure, basis, lines, sel, n, group, lead, slots
            )
            if at >= 0:
                return DUTY_INPUT_MISSING, at, fact, stop
        else:
            amount, sticky = _plain(step, basis, num, den, slots, lead)
        if max(basis, amount) >= SATURATION_PIP:  # before a rounding or rate makes it smaller
            return AMOUNT_TOO_LARGE, -1, 0, stop
        if step.currency != 0:
            amount, lost = mul_div(amount, fx_num, fx_den)
            sticky |= lost
        amount = round_pip(amount, sticky, step.unit, step.mode)
        _book(slots, step.slot, step.share_slot, amount, group, lead, n)
        if max(amount, slots[step.slot, n]) >= SATURATION_PIP:
            return AMOUNT_TOO_LARGE, -1, 0, stop
        if _shown(step, measure, amount):
            out[stop].step = s
            out[stop].line = -1 if lead == n else i
            out[stop].amount_pip = amount
            out[stop].basis_pip = basis
            out[stop].num = num
            out[stop].den = den
            out[stop].measure = measure
            stop += 1
    return OK, -1, 0, stop


@njit(error_model="numpy")
def _basis(bk: Any, step: Any, slots: Any, group: Any, lead: int, n: int) -> int:
    """Return the rounded basis of one group; `lead` n means the whole entry (C-39).

    A basis below 0 counts as exactly 0; what saturates is not rounded, so that it is seen.
    """
    total = 0
    lost = 0
    for t in range(step.term_lo, step.term_hi):
        term = bk.term[t]
        value = _slot_value(step, slots, term.slot, group, lead, n)
        part, sticky = mul_div(value, term.num, term.den)
        if max(value, part) >= SATURATION_PIP:
            return SATURATION_PIP
        total += -(part + sticky) if term.minus == 1 else part
        lost |= sticky
    if total < 0:
        return 0
    if total >= SATURATION_PIP:
        return SATURATION_PIP
    return round_pip(total, lost, step.base_unit, step.base_mode)


@njit(error_model="numpy")
def _slot_value(step: Any, slots: Any, slot: int, group: Any, lead: int, n: int) -> int:
    """Return what a slot holds for a group: of the entry its total, or of its billed lines."""
    if lead == n and (step.scheme == 0 or holds_one_value(slot)):
        return int(slots[slot, n])
    if step.scope == SCOPE_LINE:
        return int(slots[slot, lead])
    value = 0
    for i in range(n):
        if group[i] == lead or (lead == n and group[i] != GATED_OFF):
            value += slots[slot, i]
    return int(value)


@njit(error_model="numpy")
def _rate(bk: Any, st: Any, step: Any, measure: int) -> tuple[int, int]:
    """Return the fraction that is shown as the rate of a charge: 0 where it is an expression."""
    if step.rate_source == RATE_SALES_TAX:
        return st.tax_num, st.tax_den
    if step.rate_source != RATE_MEASURE:
        return step.num, step.den
    row = bk.measure[measure]
    if row.term_hi - row.term_lo == 1:
        term = bk.duty_term[row.term_lo]
        if term.fact == 0 and term.part == 0:
            return term.num, term.den
    return 0, 1


@njit(error_model="numpy")
def _bounds(step: Any, slots: Any, lead: int) -> tuple[int, int]:
    """Return the step's minimum and maximum in one place (C-39)."""
    low = slots[step.min_slot, lead] if step.min_slot != 0 else step.min_pip
    high = slots[step.max_slot, lead] if step.max_slot != 0 else step.max_pip
    return low, high


@njit(error_model="numpy")
def _plain(step: Any, basis: int, num: int, den: int, slots: Any, lead: int) -> tuple[int, int]:
    """Return (cut amount, sticky) of a step that asks no measure.

    A flat amount belongs to a basis above 0; without one the step is nothing, minimum or not.
    """
    if step.flat_pip > 0 and basis <= 0:
        return 0, 0
    low, high = _bounds(step, slots, lead)
    return price_row(basis, step.flat_pip, num, den, step.q0, step.step, low, high)


@njit(error_model="numpy")
def _measured(
    bk: Any,
    st: Any,
    step: Any,
    measure: int,
    basis: int,
    lines: Any,
    sel: Any,
    n: int,
    group: Any,
    lead: int,
    slots: Any,
) -> tuple[int, int, int, int]:
    """Return (line that lacks an input or -1, the fact it lacks, cut amount, sticky) (C-57).

    No measure, no amount: the step's minimum lifts only what a measure has made.
    """
    if measure == 0:
        return -1, 0, 0, 0
    at, fact, amount, sticky = duty_amount(bk, st, measure, basis, lines, sel, n, group, lead)
    low, high = _bounds(step, slots, lead)
    amount, sticky = clamp(amount, sticky, low, high)
    return at, fact, amount, sticky


@njit(error_model="numpy")
def _book(
    slots: Any, slot: int, share_slot: int, amount: int, group: Any, lead: int, n: int
) -> None:
    """Add an amount to a step's slot; an entry's amount is shared over its lines (C-38)."""
    slots[slot, n] += amount
    if lead < n:
        slots[slot, lead] += amount
        return
    keys = np.zeros(n, np.int64)
    weight = 0
    for i in range(n):
        if group[i] != GATED_OFF:
            keys[i] = slots[share_slot, i]
            weight += keys[i]
    for i in range(n):
        if weight == 0 and group[i] != GATED_OFF:
            keys[i] = 1
    parts = np.empty(n, np.int64)
    share_out(amount, keys, n, parts)
    for i in range(n):
        slots[slot, i] += parts[i]


@njit(error_model="numpy")
def _shown(step: Any, measure: int, amount: int) -> bool:
    """Tell whether an amount becomes a charge; values never do.

    A duty or tax is shown also at 0, as long as there is a rate: a kind of measure that does
    not apply to the goods is no charge at all.
    """
    if step.kind == KIND_VALUE or step.bill == BILL_NONE:
        return False
    if amount != 0:
        return True
    applies = step.rate_source != RATE_MEASURE or measure != 0
    return bool(applies and (step.kind == KIND_DUTY or step.kind == KIND_TAX))
