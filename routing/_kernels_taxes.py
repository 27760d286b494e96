"""Duty, tax, fees and EPR of a consignment: regime, stages, and their charge lines."""

from __future__ import annotations

from typing import Any

from oneprice.core._kernels import PIPS_PER_MINOR, convert_minor, inner, plain
from oneprice.core._kernels_status import FX_MISSING, NO_REGIME, OK, SPLIT_CHANGES_THRESHOLD
from oneprice.routing._kernels_accept import fail, fail_what
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
    step_payer,
    whole_minor,
)
from oneprice.routing._kernels_fx import FX_CUSTOMS, FX_SETTLEMENT, FX_TAX, find_fx
from oneprice.routing._kernels_inputs import (
    fill_billed,
    fill_headings,
    fill_plain,
    goods_at_sale_pip,
    group_goods_pip,
    importer_day_pip,
)
from oneprice.tariffs._kernels import check_epr, choose_regime, run_stage
from oneprice.tariffs._kernels_slots import SLOT_CIF, SLOT_GOODS, SLOT_QTY, SLOT_STEP_0

TEST_CIF = 1


@inner
def regime_on(bk: Any, od: Any, lines: Any, wk: Any, n: int, mode: int, day: int) -> int:
    """Return the regime row of a consignment entering on a day, or 0 (C-43)."""
    goods_pip = wk.slots[SLOT_GOODS, n]
    sale_pip = goods_at_sale_pip(bk, od, lines, wk, n)
    return _regime(bk, od, lines, mode, day, goods_pip, wk.slots[SLOT_CIF, n], sale_pip, wk)


@inner
def _regime(
    bk: Any, od: Any, lines: Any, mode: int, day: int,
    goods_pip: int, cif_pip: int, sale_pip: int, wk: Any,
) -> int:  # fmt: skip
    """Return the first fitting row for values at the entry day and at the sale."""
    entry_day = wk.result[0].entry_day
    return int(
        choose_regime(
            bk, od.jurisdiction, day, od.purpose, od.has_tax_id, mode, od.incoterm,
            goods_pip, cif_pip, importer_day_pip(bk, od, lines, FX_CUSTOMS, entry_day),
            sale_pip, importer_day_pip(bk, od, lines, FX_TAX, od.sale_day),
        )
    )  # fmt: skip


@inner
def add_import(bk: Any, od: Any, lines: Any, wk: Any, n: int, route: int) -> int:
    """Choose the regime of the named entry day and run its import stage; returns a status."""
    mode = bk.route[route].mode
    day = wk.result[0].entry_day
    fill_plain(lines, wk, n, mode)
    regime = regime_on(bk, od, lines, wk, n, mode, day)
    if regime == 0:
        return fail(wk, NO_REGIME, 0, -1, 0, 0)
    wk.result[0].regime = regime
    fill_headings(lines, wk, wk.slots, n, bk.regime[regime].heading_digits)
    for slot in range(len(wk.slots)):
        for i in range(n + 1):
            wk.inputs[slot, i] = wk.slots[slot, i]
    if wk.chosen[0] == 1 and _split_changes(bk, od, lines, wk, n, mode, regime):
        return fail(wk, SPLIT_CHANGES_THRESHOLD, 0, -1, 0, 0)
    status, line, scheme = check_epr(bk, od.jurisdiction, od.sale_day, lines, wk.sel, n)
    if status != OK:
        return fail(wk, status, 0, wk.sel[line], scheme, 0)
    return add_stage(bk, od, lines, wk, n, route, plain(STAGE_IMPORT), day)


@inner
def _split_changes(bk: Any, od: Any, lines: Any, wk: Any, n: int, mode: int, regime: int) -> bool:
    """Return whether splitting the group changes a threshold's outcome (C-25)."""
    law = bk.jurisdiction[od.jurisdiction]
    day = wk.result[0].entry_day
    for i in range(law.regime_lo, law.regime_hi):
        row = bk.regime[i]
        if row.test == TEST_CIF and row.from_day <= day < row.to_day:
            return True
    group = lines[wk.sel[0]].group
    whole_pip = group_goods_pip(bk, od, lines, group, FX_CUSTOMS, day)
    sale_pip = group_goods_pip(bk, od, lines, group, FX_TAX, od.sale_day)
    whole = _regime(bk, od, lines, mode, day, whole_pip, whole_pip, sale_pip, wk)
    return bool(whole != regime or _tests_money(bk, bk.regime[regime].stack))


@inner
def _tests_money(bk: Any, stack: int) -> bool:
    """Return whether a gate of the stack tests the total of a money slot."""
    for s in range(bk.stack[stack].step_lo, bk.stack[stack].step_hi):
        for g in range(bk.step[s].gate_lo, bk.step[s].gate_hi):
            gate = bk.gate[g]
            if gate.on_line == 0 and (gate.slot < SLOT_QTY or gate.slot >= SLOT_STEP_0):
                return True
    return False


@inner
def add_stage(
    bk: Any, od: Any, lines: Any, wk: Any, n: int, route: int, stage: int, day: int
) -> int:
    """Run one stage of the regime's stack and write its charges; returns a status."""
    stack = bk.regime[wk.result[0].regime].stack
    status, line, fact, count = run_stage(
        bk, stack, stage, day, lines, wk.sel, n, wk.commodity, wk.heading, wk.slots,
        od.tax_num, od.tax_den, wk.tax_charge, 0,
    )  # fmt: skip
    if status != OK:
        return fail(wk, status, 0, wk.sel[line] if line >= 0 else -1, fact, 0)
    if count == 0:
        return OK
    currency = bk.jurisdiction[od.jurisdiction].currency
    name = bk.jurisdiction[od.jurisdiction].name
    fx, num, den = find_fx(bk, FX_SETTLEMENT, name, currency, od.currency, od.sale_day)
    if den == 0:
        return fail_what(wk, FX_MISSING, 0, FX_SETTLEMENT, currency, od.currency)
    for i in range(count):
        _add_step_charge(bk, od, lines, wk, i, stage, route, fx, num, den)
    return OK


@inner
def _add_step_charge(
    bk: Any,
    od: Any,
    lines: Any,
    wk: Any,
    i: int,
    stage: int,
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
    charge.payer = step_payer(bk, od, regime, record.step, stage, bk.route[route].tax_included)
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
    _, num, den = find_fx(bk, FX_TAX, law.name, od.currency, law.currency, od.sale_day)
    if den == 0:
        return fail_what(wk, FX_MISSING, 0, FX_TAX, od.currency, law.currency)
    billed = convert_minor(billed_minor(wk, KIND_GOODS, KIND_GUARANTEE + 1), num, den)
    fill_billed(wk, n, billed * PIPS_PER_MINOR)
    return add_stage(bk, od, lines, wk, n, route, plain(STAGE_SALE), od.sale_day)


@inner
def _has_sale_step(bk: Any, stack: int, day: int) -> bool:
    for i in range(bk.stack[stack].step_lo, bk.stack[stack].step_hi):
        step = bk.step[i]
        if step.stage == STAGE_SALE and step.from_day <= day < step.to_day:
            return True
    return False
