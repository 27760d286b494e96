"""Duty, tax, fees and EPR of a consignment: regime, stages, and their charge lines."""

from __future__ import annotations

from typing import Any

from oneprice.core._kernels import PIPS_PER_MINOR, convert_minor, inner, merged, plain
from oneprice.core._kernels_fx import FX_CUSTOMS, FX_SETTLEMENT, FX_TAX, find_fx
from oneprice.core._kernels_status import FX_MISSING, NO_REGIME, OK, SPLIT_CHANGES_THRESHOLD
from oneprice.routing._kernels_charges import (
    KIND_EPR,
    KIND_FEE,
    KIND_GOODS,
    KIND_GUARANTEE,
    STAGE_EPR,
    STAGE_IMPORT,
    STAGE_SALE,
    TABLE_STEP,
    add_charge,
    billed_minor,
    charge_kind,
    whole_minor,
)
from oneprice.routing._kernels_consign import WHOLE, select_lines
from oneprice.routing._kernels_facts import fail, fail_fx
from oneprice.routing._kernels_situation import settlement
from oneprice.tariffs._kernels import check_claims, check_epr, choose_regime, run_stage
from oneprice.tariffs._kernels_inputs import (
    copy_slots,
    fill_billed,
    fill_headings,
    fill_plain,
)
from oneprice.tariffs._kernels_payer import step_payer
from oneprice.tariffs._kernels_slots import SLOT_FR_EXPORT, SLOT_FR_INTL, holds_money

TEST_GOODS = 0  # regime.test; the others test what depends on freight


@inner
def regime_on(bk: Any, lines: Any, wk: Any, sel: Any, m: int, n: int, day: int) -> int:
    """Return the regime row of m lines on a day with the freight of the candidate's n, or 0."""
    export_pip, intl_pip = wk.slots[SLOT_FR_EXPORT, n], wk.slots[SLOT_FR_INTL, n]
    return int(choose_regime(bk, wk.situation[0], day, lines, sel, m, export_pip, intl_pip))


@inner
def add_import(bk: Any, od: Any, lines: Any, wk: Any, n: int, route: int) -> int:
    """Choose the regime of the named entry day and run its import stage; returns a status."""
    st = wk.situation[0]
    fill_plain(lines, wk.sel, n, st.mode, wk.result[0].parcels, wk.slots)
    regime = regime_on(bk, lines, wk, wk.sel, n, n, st.entry_day)
    if regime == 0:
        return fail(wk, NO_REGIME, 0, -1, 0, 0)
    wk.result[0].regime = regime
    digits = bk.regime[regime].heading_digits
    fill_headings(lines, wk.sel, n, digits, wk.heading, wk.slots)
    copy_slots(wk.slots, wk.inputs, n)
    if wk.chosen[0] == 1 and _split_changes(bk, od, lines, wk, n, regime):
        return fail(wk, SPLIT_CHANGES_THRESHOLD, 0, -1, 0, 0)
    status = _check_papers(bk, lines, wk, n, bk.regime[regime].stack)
    if status != OK:
        return status
    return add_stage(bk, od, lines, wk, n, route, plain(STAGE_IMPORT), st.entry_day)


@merged
def _check_papers(bk: Any, lines: Any, wk: Any, n: int, stack: int) -> int:
    """Return whether claims and EPR registrations are there; fills the schemes billed."""
    st = wk.situation[0]
    status, at, fact = check_claims(bk, st, st.entry_day, lines, wk.sel, n)
    if status == OK:
        status, at, fact = check_epr(bk, st, stack, lines, wk.sel, n, wk.commodity, wk.billed)
    return OK if status == OK else fail(wk, status, 0, wk.sel[at], fact, 0)


@merged
def _split_changes(bk: Any, od: Any, lines: Any, wk: Any, n: int, regime: int) -> bool:
    """Return whether splitting the group changes a threshold's outcome (C-25)."""
    place = bk.jurisdiction[od.jurisdiction]
    day = wk.situation[0].entry_day
    for i in range(place.regime_lo, place.regime_hi):
        row = bk.regime[i]
        if row.test != TEST_GOODS and row.from_day <= day < row.to_day:
            return True
    m = select_lines(od, lines, wk.whole, lines[wk.sel[0]].group, WHOLE)
    whole = regime_on(bk, lines, wk, wk.whole, m, n, day)
    return bool(whole != regime or _tests_money(bk, bk.regime[regime].stack))


@inner
def _tests_money(bk: Any, stack: int) -> bool:
    """Return whether a gate of the stack tests the total of a money slot."""
    for s in range(bk.stack[stack].step_lo, bk.stack[stack].step_hi):
        for g in range(bk.step[s].gate_lo, bk.step[s].gate_hi):
            gate = bk.gate[g]
            if gate.on_line == 0 and holds_money(gate.slot):
                return True
    return False


@inner
def add_stage(
    bk: Any, od: Any, lines: Any, wk: Any, n: int, route: int, stage: int, day: int
) -> int:
    """Run one stage of the regime's stack and write its charges; returns a status."""
    stack = bk.regime[wk.result[0].regime].stack
    status, line, fact, count = run_stage(
        bk, wk.situation[0], stage, stack, day, lines, wk.sel, n, wk.commodity, wk.heading,
        wk.billed, wk.slots, wk.tax_charge, 0,
    )  # fmt: skip
    if status != OK:
        return fail_stage(bk, wk, status, line, fact)
    if count == 0:
        return OK
    currency = bk.jurisdiction[od.jurisdiction].currency
    fx, num, den = settlement(bk, od, currency, od.currency)
    if den == 0:
        return fail_fx(wk, 0, FX_SETTLEMENT, currency, od.currency, od.sale_day)
    for i in range(count):
        _add_step_charge(bk, od, lines, wk, i, route, fx, num, den)
    return OK


@inner
def fail_stage(bk: Any, wk: Any, status: int, line: int, fact: int) -> int:
    """Note why a stage of a stack cannot be priced and return the status."""
    st = wk.situation[0]
    if status == FX_MISSING:  # of a step with a currency of its own
        currency = bk.jurisdiction[st.jurisdiction].currency
        return fail_fx(wk, 0, FX_CUSTOMS, fact, currency, st.fx_day)
    return fail(wk, status, 0, wk.sel[line] if line >= 0 else -1, fact, 0)


@inner
def _add_step_charge(
    bk: Any,
    od: Any,
    lines: Any,
    wk: Any,
    i: int,
    route: int,
    fx: int,
    num: int,
    den: int,
) -> None:
    record = wk.tax_charge[i]
    kind = charge_kind(bk.step[record.step].kind)
    minor = whole_minor(record.amount_pip)
    if minor == 0 and kind in (KIND_FEE, KIND_EPR):
        return
    currency = bk.jurisdiction[od.jurisdiction].currency
    c = add_charge(wk, kind, TABLE_STEP, record.step, minor, currency)
    charge = wk.charge[c]
    charge.amount_minor = convert_minor(minor, num, den)
    regime = wk.result[0].regime
    included = bk.route[route].tax_included
    charge.payer = step_payer(bk, od.incoterm, regime, record.step, included)
    if record.line >= 0:
        charge.line = lines[wk.sel[record.line]].input_line
    charge.basis = record.basis_pip
    charge.num = record.num
    charge.den = record.den
    charge.measure = record.measure
    charge.fx = fx


@inner
def add_epr(bk: Any, od: Any, lines: Any, wk: Any, n: int, route: int) -> int:
    """Run the EPR stage; returns a status."""
    return add_stage(bk, od, lines, wk, n, route, plain(STAGE_EPR), od.sale_day)


@inner
def add_sale(bk: Any, od: Any, lines: Any, wk: Any, n: int, route: int) -> int:
    """Run the tax at sale, last, on all that the seller bills (C-48); returns a status."""
    if not _has_sale_step(bk, bk.regime[wk.result[0].regime].stack, od.sale_day):
        return OK
    law = bk.jurisdiction[od.jurisdiction]
    _, num, den = find_fx(bk, FX_TAX, law.name, law.area, od.currency, law.currency, od.sale_day)
    if den == 0:
        return fail_fx(wk, 0, FX_TAX, od.currency, law.currency, od.sale_day)
    billed = convert_minor(billed_minor(wk, KIND_GOODS, KIND_GUARANTEE + 1), num, den)
    fill_billed(n, billed * PIPS_PER_MINOR, wk.keys, wk.parts, wk.slots)
    return add_stage(bk, od, lines, wk, n, route, plain(STAGE_SALE), od.sale_day)


@inner
def _has_sale_step(bk: Any, stack: int, day: int) -> bool:
    for i in range(bk.stack[stack].step_lo, bk.stack[stack].step_hi):
        step = bk.step[i]
        if step.stage == STAGE_SALE and step.from_day <= day < step.to_day:
            return True
    return False
