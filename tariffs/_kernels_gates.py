"""What goods need before they may enter: compliance claims and EPR registrations (C-45, C-53)."""

from __future__ import annotations

from typing import Any

from numba import njit

from oneprice.core._kernels_status import CLAIM_MISSING, EPR_MISSING, EPR_RATE_MISSING, OK
from oneprice.tariffs._kernels_measure import match_measure

STAGE_EPR = 1
RATE_MEASURE = 1


@njit(error_model="numpy")
def check_claims(bk: Any, st: Any, day: int, lines: Any, sel: Any, n: int) -> tuple[int, int, int]:
    """Return (status, line position, row of COMPLIANCE_GATE) of the first missing claim (C-53).

    `sel[:n]` are the rows of `lines` that are looked at, `day` is the entry day; OK comes with
    (-1, 0).
    """
    place = bk.jurisdiction[st.jurisdiction]
    for i in range(n):
        line = lines[sel[i]]
        for g in range(place.claim_lo, place.claim_hi):
            gate = bk.compliance_gate[g]
            if (
                gate.from_day <= day < gate.to_day
                and (line.claim_mask >> gate.claim) & 1 == 0
                and _compliance_fits(gate, st, line)
            ):
                return CLAIM_MISSING, i, g
    return OK, -1, 0


@njit(error_model="numpy")
def _compliance_fits(gate: Any, st: Any, line: Any) -> bool:
    """Tell whether goods and transport meet every condition that a compliance row gives."""
    return bool(
        _could_be(gate, line)
        and (gate.origin == 0 or gate.origin == line.country_of_origin)
        and (gate.flag_mask == 0 or gate.flag_mask & line["flags"] != 0)
        and (gate.purpose == 0 or gate.purpose == st.purpose)
        and (gate.mode_mask == 0 or (gate.mode_mask >> st.mode) & 1 == 1)
    )


@njit(error_model="numpy")
def check_epr(
    bk: Any, st: Any, stack: int, lines: Any, sel: Any, n: int, com: Any, billed: Any
) -> tuple[int, int, int]:
    """Return (status, line position, scheme) of the first missing EPR number or fee (C-45).

    Fills `billed[:n]` with the bits of the schemes in which the platform reports a line. First
    every line's registrations are looked at, then whether the stack knows the fees of those
    that are billed; OK comes with (-1, 0).
    """
    place = bk.jurisdiction[st.jurisdiction]
    day = st.sale_day
    for i in range(n):
        line = lines[sel[i]]
        billed[i] = 0
        for g in range(place.gate_lo, place.gate_hi):
            gate = bk.epr_gate[g]
            if not (gate.from_day <= day < gate.to_day and _epr_fits(gate, line)):
                continue
            if (line.epr_mask >> gate.scheme) & 1 == 1:
                continue
            if not _platform_holds(bk, place, gate.scheme, day):
                return EPR_MISSING, i, gate.scheme
            billed[i] |= 1 << gate.scheme
    for i in range(n):
        for g in range(place.gate_lo, place.gate_hi):
            scheme = bk.epr_gate[g].scheme
            is_billed = (billed[i] >> scheme) & 1 == 1
            if is_billed and not _fee_known(bk, st, stack, scheme, com[i], lines[sel[i]]):
                return EPR_RATE_MISSING, i, scheme
    return OK, -1, 0


@njit(error_model="numpy")
def _platform_holds(bk: Any, place: Any, scheme: int, day: int) -> bool:
    """Tell whether the platform is registered in a scheme on a day."""
    for r in range(place.platform_lo, place.platform_hi):
        row = bk.platform[r]
        if row.scheme == scheme and row.from_day <= day < row.to_day:
            return True
    return False


@njit(error_model="numpy")
def _fee_known(bk: Any, st: Any, stack: int, scheme: int, commodity: int, line: Any) -> bool:
    """Tell whether a step of the scheme is in force for a line on the sale day."""
    day = st.sale_day
    for s in range(bk.stack[stack].step_lo, bk.stack[stack].step_hi):
        step = bk.step[s]
        if step.scheme != scheme or step.stage != STAGE_EPR:
            continue
        if not step.from_day <= day < step.to_day:
            continue
        if step.rate_source != RATE_MEASURE:
            return True
        row = match_measure(bk, st, commodity, step.measure_kind, day, line)
        if row != 0 and bk.measure[row].none == 0:
            return True
    return False


@njit(error_model="numpy")
def _epr_fits(gate: Any, line: Any) -> bool:
    """Tell whether a line meets every condition that an EPR row gives."""
    if not _could_be(gate, line):
        return False
    if gate.flag_mask != 0 and gate.flag_mask & line["flags"] == 0:
        return False
    return bool(gate.packaging == 0 or _packaging_g(line) > 0)


@njit(error_model="numpy")
def _could_be(gate: Any, line: Any) -> bool:
    """Tell whether a code could be one of the row: a short one fits, asking is the safe side."""
    return bool(line.hs_lo < gate.hs_hi and line.hs_hi > gate.hs_lo)


@njit(error_model="numpy")
def _packaging_g(line: Any) -> int:
    """Return the grams of packaging of one unit, all materials."""
    first = line.pack_0_g + line.pack_1_g + line.pack_2_g + line.pack_3_g
    return int(first + line.pack_4_g + line.pack_5_g + line.pack_6_g + line.pack_7_g)
