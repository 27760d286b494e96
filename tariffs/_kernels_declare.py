"""A declaration from its lines to its charges, without a route (C-37 to C-57)."""

from __future__ import annotations

from typing import Any

from numba import njit

from oneprice.core._kernels import PIPS_PER_MINOR, SATURATION_PIP, convert_minor, mul_div, to_minor
from oneprice.core._kernels_fx import FX_CUSTOMS, FX_TAX
from oneprice.core._kernels_status import AMOUNT_TOO_LARGE, FX_MISSING, NO_REGIME, OK
from oneprice.tariffs._kernels import (
    check_claims,
    check_epr,
    choose_regime,
    find_commodity,
    fx_of,
    open_situation,
    run_stage,
)
from oneprice.tariffs._kernels_inputs import (
    clear_slots,
    fill_billed,
    fill_goods,
    fill_headings,
    fill_plain,
    fill_segments,
)
from oneprice.tariffs._kernels_payer import PAYER_SELLER, step_payer
from oneprice.tariffs._kernels_slots import (
    SLOT_FR_EXPORT,
    SLOT_FR_INTL,
    SLOT_FREIGHT,
    SLOT_GOODS,
)

STAGE_IMPORT, STAGE_EPR, STAGE_SALE = 0, 1, 2


@njit(error_model="numpy")
def _refuse(dl: Any, status: int, line: int, fact: int, kind: int) -> int:
    """Note why there is no price and return the status."""
    dl.status = status
    dl.line = line
    dl.fact = fact
    dl.kind = kind
    return status


@njit(error_model="numpy")
def declare(
    bk: Any,
    st: Any,
    dl: Any,
    lines: Any,
    sel: Any,
    n: int,
    com: Any,
    heading: Any,
    billed: Any,
    keys: Any,
    parts: Any,
    segment: Any,
    slots: Any,
    out: Any,
) -> int:
    """Price a declaration; the status, and all that was found, stand in `dl` (DECLARED).

    Parameters
    ----------
    bk, st, dl
        Law, SITUATION and DECLARED with `pieces`, `stack`, `heading_digits` (of a stack that is
        given), `freight_minor` and `billed_minor` (-1: goods, freight and what the seller bills).
    lines, sel, n
        LINE records, 0..n-1, their number.
    com, heading, billed, keys, parts : int64[n]
        Scratch; `com` and `billed` are worth reading afterwards.
    segment : int64[3]
        Freight before export, international and after entry, in pips of the order's currency;
        turned into the jurisdiction's (C-36).
    slots : int64[slot_count, n + 1]
        Filled with every input and step.
    out : TAX_CHARGE[max_charges]
        Filled with the charges of all stages; `dl.count` says how many.
    """
    dl.status = OK
    clear_slots(slots, n)
    if open_situation(bk, st) != OK:
        return _refuse(dl, FX_MISSING, -1, st.currency, FX_CUSTOMS)
    for i in range(n):
        com[i], status = find_commodity(bk, st.jurisdiction, lines[i].hs_lo, lines[i].hs_hi)
        if status != OK:
            return _refuse(dl, status, i, 0, 0)
    goods_minor = fill_goods(st, lines, sel, n, slots)
    for number in range(3):
        segment[number], _ = mul_div(segment[number], st.customs_num, st.customs_den)
    fill_segments(lines, sel, n, segment, keys, parts, slots)
    if max(slots[SLOT_GOODS, n], slots[SLOT_FREIGHT, n]) >= SATURATION_PIP:
        return _refuse(dl, AMOUNT_TOO_LARGE, -1, 0, 0)
    fill_plain(lines, sel, n, st.mode, dl.pieces, slots)
    status = _find_stack(bk, st, dl, lines, sel, n, slots)
    if status != OK:
        return status
    fill_headings(lines, sel, n, dl.heading_digits, heading, slots)
    status, line, fact = check_claims(bk, st, st.entry_day, lines, sel, n)
    if status == OK:
        status, line, fact = check_epr(bk, st, dl.stack, lines, sel, n, com, billed)
    if status != OK:
        return _refuse(dl, status, line, fact, 0)
    for stage in (STAGE_IMPORT, STAGE_EPR, STAGE_SALE):
        day = st.entry_day if stage == STAGE_IMPORT else st.sale_day
        if stage == STAGE_SALE and has_steps(bk, dl.stack, stage, day):
            billed_pip = _billed_pip(bk, st, dl, goods_minor, out)
            if billed_pip < 0:
                return _refuse(dl, FX_MISSING, -1, st.currency, FX_TAX)
            if billed_pip >= SATURATION_PIP:
                return _refuse(dl, AMOUNT_TOO_LARGE, -1, 0, 0)
            fill_billed(n, billed_pip, keys, parts, slots)
        status, line, fact, stop = run_stage(
            bk, st, stage, dl.stack, day, lines, sel, n, com, heading, billed, slots, out, dl.count
        )
        dl.count = stop
        if status != OK:
            return _refuse(dl, status, line, fact, FX_CUSTOMS if status == FX_MISSING else 0)
    return OK


@njit(error_model="numpy")
def _find_stack(bk: Any, st: Any, dl: Any, lines: Any, sel: Any, n: int, slots: Any) -> int:
    """Choose the regime and its stack, unless a stack is given."""
    export_pip, intl_pip = slots[SLOT_FR_EXPORT, n], slots[SLOT_FR_INTL, n]
    dl.regime = choose_regime(bk, st, st.entry_day, lines, sel, n, export_pip, intl_pip)
    if dl.stack != 0:
        return OK
    if dl.regime == 0:
        return _refuse(dl, NO_REGIME, -1, 0, 0)
    dl.stack = bk.regime[dl.regime].stack
    dl.heading_digits = bk.regime[dl.regime].heading_digits
    return OK


@njit(error_model="numpy")
def has_steps(bk: Any, stack: int, stage: int, day: int) -> bool:
    """Tell whether a stack has a step of a stage on a day."""
    for i in range(bk.stack[stack].step_lo, bk.stack[stack].step_hi):
        step = bk.step[i]
        if step.stage == stage and step.from_day <= day < step.to_day:
            return True
    return False


@njit(error_model="numpy")
def _billed_pip(bk: Any, st: Any, dl: Any, goods_minor: int, out: Any) -> int:
    """Return what the seller bills before tax at sale, -1 without a tax rate (C-37).

    Unless the declaration says it: goods and freight by tax FX, and the charges so far that the
    seller bills, each rounded half up to the minor unit.
    """
    home = bk.jurisdiction[st.jurisdiction].currency
    num, den = fx_of(bk, st, FX_TAX, st.currency, home)
    if den == 0:
        return -1
    if dl.billed_minor >= 0:
        return int(convert_minor(dl.billed_minor, num, den) * PIPS_PER_MINOR)
    total = convert_minor(goods_minor + dl.freight_minor, num, den)
    for i in range(dl.count):
        if step_payer(bk, st.incoterm, dl.regime, out[i].step, 0) == PAYER_SELLER:
            total += to_minor(out[i].amount_pip, 0)
    return int(total * PIPS_PER_MINOR)
