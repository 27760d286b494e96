"""Duty expressions: sides of terms on value, quantities and parts (C-57).

Amounts are pips. Nothing raises: what the order lacks is told as (line position, fact).
"""

from __future__ import annotations

from typing import Any

from numba import njit

from oneprice.core._kernels import (
    PIPS_PER_MINOR,
    SATURATED_MINOR,
    SATURATION_PIP,
    convert_minor,
    mul_div,
    saturate,
)

OP_AT_LEAST = 1
OP_AT_MOST = 2
OP_PLUS = 3
# Facts the order always gives, by their place in tables.FACTS.
FACT_KG = 1
FACT_EACH = 2
FACT_KG_GROSS = 3
FACT_KG_BATTERY = 4
FACT_PACK_0 = 5
FACT_PACK_END = 13


@njit(error_model="numpy")
def duty_amount(
    bk: Any, st: Any, measure: int, basis: int, lines: Any, sel: Any, n: int, group: Any, lead: int
) -> tuple[int, int, int, int]:
    """Return (line that lacks an input or -1, the fact it lacks, cut amount, sticky).

    The lines of the group are those with `group[i] == lead`; `basis` is the group's.
    """
    total = 0
    lost = 0
    side = 0
    side_lost = 0
    last_side = 0
    op = 0
    for t in range(bk.measure[measure].term_lo, bk.measure[measure].term_hi):
        term = bk.duty_term[t]
        if term.side != last_side:
            total, lost = _join(op, total, lost, side, side_lost)
            side = 0
            side_lost = 0
            last_side = term.side
        op = term.op
        at, fact, amount, sticky = _term(st, term, basis, lines, sel, n, group, lead)
        if at >= 0 or amount >= SATURATION_PIP:
            return at, fact, amount, 0
        side += -(amount + sticky) if term.minus == 1 else amount
        side_lost |= sticky
    total, lost = _join(op, total, lost, side, side_lost)
    if total < 0:
        return -1, 0, 0, 0
    return -1, 0, saturate(total), lost


@njit(error_model="numpy")
def _join(op: int, total: int, lost: int, side: int, side_lost: int) -> tuple[int, int]:
    """Return what stands after a side, with its sticky bit."""
    if op == OP_PLUS:
        return total + side, lost | side_lost
    if op in (OP_AT_LEAST, OP_AT_MOST) and total == side:
        return total, lost | side_lost
    if (op == OP_AT_LEAST and total > side) or (op == OP_AT_MOST and total < side):
        return total, lost
    return side, side_lost


@njit(error_model="numpy")
def _term(
    st: Any, term: Any, basis: int, lines: Any, sel: Any, n: int, group: Any, lead: int
) -> tuple[int, int, int, int]:
    """Return (line that lacks an input or -1, the fact it lacks, cut amount, sticky)."""
    if term.fact == 0:
        value = basis
        if term.part != 0:
            at, part = _part_pip(st, term.part, lines, sel, n, group, lead)
            if at >= 0:
                return at, term.part, 0, 0
            if part >= SATURATION_PIP:
                return -1, 0, SATURATION_PIP, 0
            value = max(0, basis - part) if term.rest == 1 else part
        amount, sticky = mul_div(value, term.num, term.den)
        return -1, 0, amount, sticky
    quantity = 0
    for i in range(lead, n):
        if group[i] == lead:
            line = lines[sel[i]]
            own = _quantity_milli(line, term.fact)
            if own < 0:
                return i, term.fact, 0, 0
            if term.degree != 0:
                degree = _declared(line, term.degree)
                if degree < 0:
                    return i, term.degree, 0, 0
                own, _ = mul_div(own, degree, 1000)
            quantity += own
    if quantity >= SATURATION_PIP:
        return -1, 0, SATURATION_PIP, 0
    amount, sticky = mul_div(quantity, term.num, term.den)
    return -1, 0, amount, sticky


@njit(error_model="numpy")
def _part_pip(
    st: Any, part: int, lines: Any, sel: Any, n: int, group: Any, lead: int
) -> tuple[int, int]:
    """Return (line that lacks the part or -1, the group's value of the part)."""
    total = 0
    for i in range(lead, n):
        if group[i] == lead:
            line = lines[sel[i]]
            unit_minor = _declared(line, part)
            if unit_minor < 0:
                return i, 0
            minor, _ = mul_div(unit_minor, line.quantity, 1)
            if minor >= SATURATED_MINOR:
                return -1, SATURATION_PIP
            own = convert_minor(minor, st.customs_num, st.customs_den)
            total += own * PIPS_PER_MINOR
    return -1, saturate(total)


@njit(error_model="numpy")
def _quantity_milli(line: Any, fact: int) -> int:
    """Return thousandths of a quantity in a whole line, or -1 when the order lacks it.

    What the order declares for the duty comes before weights and count.
    """
    own = _declared(line, fact)
    if own >= 0:
        milli, _ = mul_div(own, line.quantity, 1)
        return int(milli)
    if fact == FACT_EACH:
        return int(1000 * line.quantity)
    if fact == FACT_KG and line.net_g >= 0:
        return int(line.net_g * line.quantity)
    if fact == FACT_KG_GROSS:
        return int(line.weight_g * line.quantity)
    if fact == FACT_KG_BATTERY:
        return int(max(0, line.battery_net_g) * line.quantity)
    if FACT_PACK_0 <= fact < FACT_PACK_END:
        return int(pack_g(line, fact - FACT_PACK_0) * line.quantity)
    return -1


@njit(error_model="numpy")
def _declared(line: Any, fact: int) -> int:
    """Return what the order declares per unit of the line, or -1."""
    if line.fact_1 == fact:
        return int(line.value_1)
    if line.fact_2 == fact:
        return int(line.value_2)
    if line.fact_3 == fact:
        return int(line.value_3)
    if line.fact_4 == fact:
        return int(line.value_4)
    if line.fact_5 == fact:
        return int(line.value_5)
    if line.fact_6 == fact:
        return int(line.value_6)
    return -1


@njit(error_model="numpy")
def pack_g(line: Any, material: int) -> int:
    """Return the grams of one packaging material of one unit."""
    if material < 4:
        low = line.pack_0_g if material == 0 else line.pack_1_g
        high = line.pack_2_g if material == 2 else line.pack_3_g
        return int(low if material < 2 else high)
    low = line.pack_4_g if material == 4 else line.pack_5_g
    high = line.pack_6_g if material == 6 else line.pack_7_g
    return int(low if material < 6 else high)
