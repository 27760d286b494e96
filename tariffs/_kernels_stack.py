"""Running a tax stack: steps over slots (C-37 to C-41).

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
    mul_div,
    price_row,
    round_pip,
    saturate,
    share_out,
)
from oneprice.core._kernels_status import (
    AMOUNT_TOO_LARGE,
    DUTY_INPUT_MISSING,
    HS_UNKNOWN,
    MEASURE_MISSING,
    MEASURE_UNPRICED,
    OK,
    SALES_TAX_MISSING,
)

KIND_VALUE = 0
KIND_DUTY = 1
KIND_TAX = 2
SCOPE_LINE = 0
SCOPE_HEADING = 1
SCOPE_ENTRY = 2
RATE_MEASURE = 1
RATE_SALES_TAX = 2
BILL_NONE = 2
UNIT_KG = 1
UNIT_EACH = 2
BASE_KIND = 1  # number of the measure kind "base"
GATED_OFF = -1


@njit(error_model="numpy")
def match_measure(bk: Any, commodity: int, kind: int, origin: int, day: int) -> int:
    """Return the measure row of a kind for an origin on a day, or 0 (C-41).

    The rows of a commodity stand in the order of their rank, so the first that holds wins.
    """
    for i in range(bk.commodity[commodity].measure_lo, bk.commodity[commodity].measure_hi):
        row = bk.measure[i]
        if (
            row.kind == kind
            and (row.origin == origin or row.origin == 0)
            and row.from_day <= day < row.to_day
        ):
            return i
    return 0


@njit(error_model="numpy")
def max_charges(bk: Any, stack: int, n: int) -> int:
    """Return how many rows of TAX_CHARGE all stages of a stack can fill for n lines."""
    return int((bk.stack[stack].step_hi - bk.stack[stack].step_lo) * n)


@njit(error_model="numpy")
def run_stage(
    bk: Any,
    stack: int,
    stage: int,
    day: int,
    lines: Any,
    sel: Any,
    n: int,
    com: Any,
    heading: Any,
    slots: Any,
    tax_num: int,
    tax_den: int,
    out: Any,
    start: int,
) -> tuple[int, int, int, int]:
    """Run the steps of one stage valid on `day`, in order (C-38).

    Parameters
    ----------
    bk, stack, stage, day
        Book, row of STACK, stage code, day number.
    lines, sel, n
        LINE records, their rows that make the consignment, how many.
    com : int64[>= n]
        Commodity row of each line.
    heading : int64[>= n]
        Group key of each line: `hs_lo // 10^(10 - heading_digits)`.
    slots : int64[slot_count, n + 1]
        Inputs of C-37 filled by the caller, step slots 0; changed in place.
    tax_num, tax_den : int
        The order's sales tax; tax_num is -1 when it gives none.
    out : TAX_CHARGE[>= start + max_charges]
        Filled from row `start` on.

    Returns
    -------
    tuple of int
        (status, line position, fact, stop): fact is the measure row (MEASURE_UNPRICED), the
        unit (DUTY_INPUT_MISSING) or the measure kind (MEASURE_MISSING, HS_UNKNOWN); `stop`
        is one past the last filled row.
    """
    stop = start
    group = np.empty(n, np.int64)
    measures = np.empty(n, np.int64)
    for s in range(bk.stack[stack].step_lo, bk.stack[stack].step_hi):
        step = bk.step[s]
        if step.stage != stage or day < step.from_day or day >= step.to_day:
            continue
        if not _gates_hold(bk, step, slots, n, 0):
            continue
        opened = 0
        for i in range(n):
            measures[i] = 0
            group[i] = i if _gates_hold(bk, step, slots, i, 1) else GATED_OFF
            opened += 1 if group[i] == i else 0
        if step.rate_source == RATE_SALES_TAX and tax_num < 0 and opened > 0:
            return SALES_TAX_MISSING, -1, 0, stop
        if step.rate_source == RATE_MEASURE:
            status, at, fact = _find_measures(bk, step, day, lines, sel, n, com, group, measures)
            if status != OK:
                return status, at, fact, stop
        if step.scope == SCOPE_HEADING:
            _group_headings(bk, n, heading, measures, group)
        status, at, fact, stop = _price_step(
            bk, s, lines, sel, n, group, measures, slots, tax_num, tax_den, out, stop
        )
        if status != OK:
            return status, at, fact, stop
    return OK, -1, 0, stop


@njit(error_model="numpy")
def _gates_hold(bk: Any, step: Any, slots: Any, column: int, on_line: int) -> bool:
    """Tell whether the gates on totals (on_line 0) or on one line (1) hold (C-40)."""
    for g in range(step.gate_lo, step.gate_hi):
        gate = bk.gate[g]
        value = slots[gate.slot, column]
        if gate.on_line == on_line and (value < gate.lo or value > gate.hi):
            return False
    return True


@njit(error_model="numpy")
def _find_measures(
    bk: Any, step: Any, day: int, lines: Any, sel: Any, n: int, com: Any, group: Any, measures: Any
) -> tuple[int, int, int]:
    """Fill in each line's measure, or tell which line lacks one or has one without a price."""
    for i in range(n):
        if group[i] == GATED_OFF:
            continue
        origin = lines[sel[i]].country_of_origin
        row = match_measure(bk, com[i], step.measure_kind, origin, day)
        if row == 0 and step.required == 1:
            missing = HS_UNKNOWN if step.measure_kind == BASE_KIND else MEASURE_MISSING
            return missing, i, step.measure_kind
        if bk.measure[row].unpriced != 0:
            return MEASURE_UNPRICED, i, row
        measures[i] = row
    return OK, -1, 0


@njit(error_model="numpy")
def _group_headings(bk: Any, n: int, heading: Any, measures: Any, group: Any) -> None:
    """Point each line to the first line of its heading and measure (C-38)."""
    for i in range(n):
        for first in range(i):
            if (
                group[i] == i
                and group[first] == first
                and heading[first] == heading[i]
                and _same_measure(bk, measures[first], measures[i])
            ):
                group[i] = first


@njit(error_model="numpy")
def _same_measure(bk: Any, a: int, b: int) -> bool:
    """Tell whether two rows come from the same rate of the same rule."""
    one, other = bk.measure[a], bk.measure[b]
    same_rate = one.text == other.text and one.kind == other.kind
    return bool(a == b or (one.rule == other.rule and same_rate))


@njit(error_model="numpy")
def _price_step(
    bk: Any,
    s: int,
    lines: Any,
    sel: Any,
    n: int,
    group: Any,
    measures: Any,
    slots: Any,
    tax_num: int,
    tax_den: int,
    out: Any,
    stop: int,
) -> tuple[int, int, int, int]:
    """Price every group of a step, add to its slot and write its charges (C-39)."""
    step = bk.step[s]
    for i in range(n):
        lead = n if step.scope == SCOPE_ENTRY else i
        if (lead == n and i > 0) or (lead == i and group[i] != i):
            continue
        basis = _basis(bk, step, slots, group, lead, n)
        measure = 0 if lead == n else measures[i]
        num, den = _rate(bk, step, measure, tax_num, tax_den)
        if step.rate_source == RATE_MEASURE:
            at, fact, amount, sticky = _measured(
                bk, step, measure, basis, lines, sel, n, group, lead
            )
            if at >= 0:
                return DUTY_INPUT_MISSING, at, fact, stop
        else:
            amount, sticky = _plain(step, basis, num, den)
        amount = round_pip(amount, sticky, step.unit, step.mode)
        _book(slots, step.slot, step.share_slot, amount, lead, n)
        if max(abs(basis), abs(amount), abs(slots[step.slot, n])) >= SATURATION_PIP:
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
    """Return the rounded basis of one group; `lead` n means the whole entry (C-39)."""
    total = 0
    lost = 0
    for t in range(step.term_lo, step.term_hi):
        term = bk.term[t]
        value = slots[term.slot, lead]
        if step.scope == SCOPE_HEADING:
            for i in range(lead + 1, n):
                if group[i] == lead:
                    value += slots[term.slot, i]
        part, sticky = mul_div(value, term.num, term.den)
        total += part
        lost |= sticky
    return round_pip(saturate(total), lost, step.base_unit, step.base_mode)


@njit(error_model="numpy")
def _rate(bk: Any, step: Any, measure: int, tax_num: int, tax_den: int) -> tuple[int, int]:
    """Return the fraction that is shown as the rate of a charge."""
    if step.rate_source == RATE_SALES_TAX:
        return tax_num, tax_den
    if step.rate_source == RATE_MEASURE:
        return bk.measure[measure].av_num, max(1, bk.measure[measure].av_den)
    return step.num, step.den


@njit(error_model="numpy")
def _plain(step: Any, basis: int, num: int, den: int) -> tuple[int, int]:
    """Return (cut amount, sticky) of a step that asks no measure.

    A flat amount belongs to a basis above 0; without one the step is nothing, minimum or not.
    """
    if step.flat_pip > 0 and basis <= 0:
        return 0, 0
    return price_row(basis, step.flat_pip, num, den, step.q0, step.step, step.min_pip, step.max_pip)


@njit(error_model="numpy")
def _measured(
    bk: Any,
    step: Any,
    measure: int,
    basis: int,
    lines: Any,
    sel: Any,
    n: int,
    group: Any,
    lead: int,
) -> tuple[int, int, int, int]:
    """Return (line that lacks a quantity or -1, its unit, cut amount, sticky) (C-41).

    No measure, no amount: the step's minimum lifts only what a measure has made.
    """
    if measure == 0:
        return -1, 0, 0, 0
    row = bk.measure[measure]
    amount, sticky = mul_div(basis, row.av_num, row.av_den)
    if row.sp_unit == 0:
        amount, sticky = clamp(amount, sticky, step.min_pip, step.max_pip)
        return -1, 0, amount, sticky
    quantity = 0
    for i in range(lead, n):
        if group[i] == lead:
            own = _quantity_milli(lines[sel[i]], row.sp_unit)
            if own < 0:
                return i, row.sp_unit, 0, 0
            quantity += own
    part, lost = mul_div(quantity, row.sp_num, row.sp_den)
    amount, sticky = clamp(saturate(amount + part), sticky | lost, step.min_pip, step.max_pip)
    return -1, 0, amount, sticky


@njit(error_model="numpy")
def _quantity_milli(line: Any, unit: int) -> int:
    """Return thousandths of a duty unit in a whole line, or -1 when the order lacks them (C-41).

    What the order declares for the duty comes before net weight and count.
    """
    if line.unit_1 == unit:
        return int(line.quantity_1_milli * line.quantity)
    if line.unit_2 == unit:
        return int(line.quantity_2_milli * line.quantity)
    if unit == UNIT_EACH:
        return int(1000 * line.quantity)
    if unit == UNIT_KG and line.net_g >= 0:
        return int(line.net_g * line.quantity)
    return -1


@njit(error_model="numpy")
def _book(slots: Any, slot: int, share_slot: int, amount: int, lead: int, n: int) -> None:
    """Add an amount to a step's slot; an entry's amount is shared over the lines (C-38)."""
    slots[slot, n] += amount
    if lead < n:
        slots[slot, lead] += amount
        return
    parts = np.empty(n, np.int64)
    share_out(amount, slots[share_slot], n, parts)
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
