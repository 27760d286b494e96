"""The guarantee: expected costs of what may differ from the plan, one line (C-47)."""

from __future__ import annotations

from typing import Any

from oneprice.core._kernels import (
    PIPS_PER_MINOR,
    SATURATION_PIP,
    UNBOUNDED,
    inner,
    merged,
    mul_div,
    plain,
)
from oneprice.core._kernels_fx import FX_SETTLEMENT
from oneprice.core._kernels_status import NO_REGIME, OK
from oneprice.routing._kernels_charges import (
    KIND_FREIGHT,
    KIND_GOODS,
    KIND_GUARANTEE,
    STAGE_IMPORT,
    TABLE_GUARANTEE,
    TABLE_RATE,
    TABLE_SURCHARGE,
    add_charge,
    billed_foreign_minor,
    billed_import_minor,
    billed_minor,
    seller_import_minor,
    whole_minor,
)
from oneprice.routing._kernels_day_laws import ENTRY, mass_between
from oneprice.routing._kernels_facts import fail, fail_fx
from oneprice.routing._kernels_late import expected_late_pip
from oneprice.routing._kernels_ready import ONE
from oneprice.routing._kernels_situation import settlement
from oneprice.routing._kernels_taxes import fail_stage, regime_on
from oneprice.tariffs._kernels import run_stage
from oneprice.tariffs._kernels_inputs import copy_slots, fill_headings

BASIS_FREIGHT, BASIS_GOODS, BASIS_IMPORT, BASIS_LANDED = 1, 2, 3, 4
PCT_TAXES = 8  # surcharge basis, carriers.tables.SURCHARGE_BASIS
BASIS_FOREIGN, BASIS_ENTRY, BASIS_LATE = 5, 6, 7


@inner
def add_guarantee(bk: Any, od: Any, lines: Any, wk: Any, n: int, route: int, tier: int) -> int:
    """Write the guarantee line; `wk.factor_pip` keeps what each factor row came to."""
    status = _fill_parts(bk, od, lines, wk, n, route, tier)
    if status != OK:
        return status
    total_pip = 0
    for i in range(1, len(bk.guarantee)):
        wk.factor_pip[i] = 0
        if not _applies(bk.guarantee[i], od, bk.tier[tier].tier):
            continue
        pip, _ = mul_div(
            wk.part_pip[bk.guarantee[i].basis], bk.guarantee[i].num, bk.guarantee[i].den
        )
        wk.factor_pip[i] = pip
        total_pip += pip
    minor = whole_minor(total_pip)
    if minor == 0:
        return OK
    c = add_charge(wk, KIND_GUARANTEE, TABLE_GUARANTEE, tier, minor, od.currency)
    wk.charge[c].basis = total_pip
    return OK


@inner
def _applies(factor: Any, od: Any, tier_code: int) -> bool:
    return bool(
        factor.from_day <= od.sale_day < factor.to_day
        and (factor.country == 0 or factor.country == od.country)
        and (factor.tier == 0 or factor.tier == tier_code + 1)
    )


@inner
def _uses(bk: Any, od: Any, tier_code: int, basis: int) -> bool:
    """Return whether a factor of this basis applies, so that unneeded work is skipped."""
    for i in range(1, len(bk.guarantee)):
        if bk.guarantee[i].basis == basis and _applies(bk.guarantee[i], od, tier_code):
            return True
    return False


@merged
def _fill_parts(bk: Any, od: Any, lines: Any, wk: Any, n: int, route: int, tier: int) -> int:
    landed = billed_minor(wk, KIND_GOODS, KIND_GUARANTEE)
    wk.part_pip[BASIS_FREIGHT] = _freight_minor(bk, wk) * PIPS_PER_MINOR
    wk.part_pip[BASIS_GOODS] = billed_minor(wk, KIND_GOODS, KIND_FREIGHT) * PIPS_PER_MINOR
    _, import_minor = billed_import_minor(bk, wk)
    wk.part_pip[BASIS_IMPORT] = import_minor * PIPS_PER_MINOR
    wk.part_pip[BASIS_LANDED] = landed * PIPS_PER_MINOR
    wk.part_pip[BASIS_FOREIGN] = billed_foreign_minor(wk, od.currency) * PIPS_PER_MINOR
    wk.part_pip[BASIS_ENTRY] = 0
    wk.part_pip[BASIS_LATE] = 0
    status = OK
    if _uses(bk, od, bk.tier[tier].tier, BASIS_LATE):
        status = _fill_late(bk, od, wk, route, tier, landed)
    if status == OK and _uses(bk, od, bk.tier[tier].tier, BASIS_ENTRY):
        status = _fill_entry(bk, od, lines, wk, n, route)
    return status


@inner
def _freight_minor(bk: Any, wk: Any) -> int:
    """Return the lanes' charges before tax, of whatever kind, in the quote currency."""
    total = 0
    for i in range(wk.result[0].charges):
        charge = wk.charge[i]
        if charge.table == TABLE_RATE:
            total += charge.amount_minor
        if charge.table == TABLE_SURCHARGE and bk.surcharge[charge.row].basis != PCT_TAXES:
            total += charge.amount_minor
    return total


@inner
def _fill_late(bk: Any, od: Any, wk: Any, route: int, tier: int, landed_minor: int) -> int:
    """Fill the expected late compensation of the tier's terms (C-72)."""
    terms = bk.tier[tier]
    if terms.late_num == 0:
        return OK
    cap_pip = UNBOUNDED
    if terms.late_cap_pip < UNBOUNDED:
        base = terms.late_currency
        _, num, den = settlement(bk, od, base, od.currency)
        if den == 0:
            return fail_fx(wk, 0, FX_SETTLEMENT, base, od.currency, od.sale_day)
        cap_pip, _ = mul_div(terms.late_cap_pip, num, den)
    landed_pip = landed_minor * PIPS_PER_MINOR
    wk.part_pip[BASIS_LATE] = expected_late_pip(bk, wk, route, tier, landed_pip, cap_pip)
    return OK


@merged
def _fill_entry(bk: Any, od: Any, lines: Any, wk: Any, n: int, route: int) -> int:
    """Fill the expected change of the import charges on the other rule intervals (C-47)."""
    first = wk.result[0].entry_from_day
    end = wk.result[0].entry_to_day
    _, named_minor = billed_import_minor(bk, wk)
    law = bk.jurisdiction[od.jurisdiction]
    whole = 0
    rest = 0
    start = first
    for i in range(law.ruleday_lo, law.ruleday_hi + 1):
        stop = end if i == law.ruleday_hi else min(bk.ruleday[i].day, end)
        if stop <= start:
            continue
        if not start <= wk.result[0].entry_day < stop:
            mass = mass_between(bk, wk, ENTRY, start, stop)
            if mass > 0:
                status, minor = _import_on(bk, od, lines, wk, n, route, start)
                if status != OK:
                    return status
                change_pip = (minor - named_minor) * PIPS_PER_MINOR
                whole += change_pip // ONE * mass
                rest += change_pip % ONE * mass
        start = stop
    expected = whole + rest // ONE
    wk.part_pip[BASIS_ENTRY] = min(max(0, expected), SATURATION_PIP)
    return OK


@merged
def _import_on(
    bk: Any, od: Any, lines: Any, wk: Any, n: int, route: int, day: int
) -> tuple[int, int]:
    """Return (status, import charges the seller would bill) had the goods entered on `day`."""
    regime = regime_on(bk, lines, wk, wk.sel, n, n, day)
    if regime == 0:
        return fail(wk, NO_REGIME, 0, -1, 0, 0), 0
    copy_slots(wk.inputs, wk.other, n)
    digits = bk.regime[regime].heading_digits
    fill_headings(lines, wk.sel, n, digits, wk.other_heading, wk.other)
    status, line, fact, count = run_stage(
        bk, wk.situation[0], plain(STAGE_IMPORT), bk.regime[regime].stack, day, lines, wk.sel, n,
        wk.commodity, wk.other_heading, wk.billed, wk.other, wk.tax_charge, 0,
    )  # fmt: skip
    if status != OK:
        return fail_stage(bk, wk, status, line, fact), 0
    currency = bk.jurisdiction[od.jurisdiction].currency
    _, num, den = settlement(bk, od, currency, od.currency)
    if count > 0 and den == 0:
        return fail_fx(wk, 0, FX_SETTLEMENT, currency, od.currency, od.sale_day), 0
    included = bk.route[route].tax_included
    return OK, seller_import_minor(bk, od, regime, wk.tax_charge, count, included, num, max(den, 1))
