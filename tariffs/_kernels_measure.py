"""Which measure applies to a line (C-41)."""

from __future__ import annotations

from typing import Any

from numba import njit

from oneprice.core._kernels_status import HS_UNKNOWN, MEASURE_MISSING, MEASURE_UNPRICED, OK

BASE_KIND = 1  # number of the measure kind "base"
GATED_OFF = -1  # group of a line that a step leaves out


@njit(error_model="numpy")
def match_measure(bk: Any, st: Any, commodity: int, kind: int, day: int, line: Any) -> int:
    """Return the measure row of a kind that fits a line on a day, or 0 (C-41).

    The rows of a kind stand in the order of their rank, so the first that fits wins.
    """
    origin = line.country_of_origin
    lo, hi = _span_of(bk, commodity, kind)
    for i in range(lo, hi):
        row = bk.measure[i]
        if (
            (row.origin == origin or row.origin == 0)
            and row.from_day <= day < row.to_day
            and (row.conditional == 0 or _conditions_hold(row, st, line))
        ):
            return i
    return 0


@njit(error_model="numpy")
def _span_of(bk: Any, commodity: int, kind: int) -> tuple[int, int]:
    """Return the rows of a kind that a commodity has; their kinds ascend."""
    for s in range(bk.commodity[commodity].span_lo, bk.commodity[commodity].span_hi):
        if bk.kind_span[s].kind == kind:
            return bk.kind_span[s].measure_lo, bk.kind_span[s].measure_hi
    return 0, 0


@njit(error_model="numpy")
def _conditions_hold(row: Any, st: Any, line: Any) -> bool:
    """Tell whether claim, mode, export day and unit weight fit."""
    return bool(
        (row.claim == 0 or (line.claim_mask >> row.claim) & 1 == 1)
        and (row.mode_mask == 0 or (row.mode_mask >> st.mode) & 1 == 1)
        and row.export_from_day <= st.export_day < row.export_to_day
        and row.unit_over_g < line.weight_g <= row.unit_to_g
    )


@njit(error_model="numpy")
def find_measures(
    bk: Any,
    st: Any,
    step: Any,
    day: int,
    lines: Any,
    sel: Any,
    n: int,
    com: Any,
    group: Any,
    measures: Any,
) -> tuple[int, int, int]:
    """Fill in each line's measure, or tell which line lacks one or has one without a price.

    Returns (status, line position, measure kind or row). A row `none` counts as no measure, and
    nothing is missing then.
    """
    for i in range(n):
        if group[i] == GATED_OFF:
            continue
        row = match_measure(bk, st, com[i], step.measure_kind, day, lines[sel[i]])
        if row == 0 and step.required == 1:
            missing = HS_UNKNOWN if step.measure_kind == BASE_KIND else MEASURE_MISSING
            return missing, i, step.measure_kind
        if bk.measure[row].unpriced != 0:
            return MEASURE_UNPRICED, i, row
        measures[i] = 0 if bk.measure[row].none == 1 else row
    return OK, -1, 0


@njit(error_model="numpy")
def same_measure(bk: Any, a: int, b: int) -> bool:
    """Tell whether two rows come from the same rate of the same rule."""
    one, other = bk.measure[a], bk.measure[b]
    same_rate = one.text == other.text and one.kind == other.kind
    return bool(a == b or (one.rule == other.rule and same_rate))
