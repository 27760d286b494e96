"""Why a candidate is refused: what every check leaves in `wk.result[0]`."""

from __future__ import annotations

from typing import Any

from oneprice.core._kernels import inner
from oneprice.core._kernels_status import FX_MISSING


@inner
def fail(wk: Any, status: int, lane: int, line: int, fact: int, limit: int) -> int:
    """Note why a candidate is refused and return the status."""
    result = wk.result[0]
    result.status = status
    result.lane = lane
    result.line = line
    result.what = 0
    result.fact = fact
    result.limit = limit
    result.day = 0
    result.zone = 0
    result.given = 0
    return status


@inner
def fail_fx(wk: Any, lane: int, kind: int, base: int, quote: int, day: int) -> int:
    """Note that an exchange rate of a kind and day is missing (C-09)."""
    fail_what(wk, FX_MISSING, lane, kind, base, quote)
    wk.result[0].day = day
    return FX_MISSING


@inner
def fail_what(wk: Any, status: int, lane: int, what: int, fact: int, limit: int) -> int:
    """Note a refusal about `what`: a place in refusal.LIMITS, or a kind of rate."""
    fail(wk, status, lane, -1, fact, limit)
    wk.result[0].what = what
    return status


@inner
def all_flags(lines: Any, sel: Any, n: int) -> int:
    """Return the cargo flags of a consignment."""
    flags = 0
    for s in range(n):
        flags |= lines[sel[s]]["flags"]
    return flags
