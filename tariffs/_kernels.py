"""The commodity of a code, and the doors to the other kernels of the room.

`bk` is the whole book, a named tuple of record tables. Nothing raises: a status number of
`oneprice.core.refusal.STATUS` tells what is wrong.
"""

from __future__ import annotations

from typing import Any

from numba import njit

from oneprice.core._kernels_status import HS_AMBIGUOUS, HS_UNKNOWN, OK
from oneprice.tariffs._kernels_gates import check_claims, check_epr
from oneprice.tariffs._kernels_measure import match_measure
from oneprice.tariffs._kernels_regime import choose_regime, fx_of, goods_pip, open_situation
from oneprice.tariffs._kernels_stack import max_charges, run_stage

__all__ = [
    "check_claims",
    "check_epr",
    "choose_regime",
    "find_commodity",
    "fx_of",
    "goods_pip",
    "match_measure",
    "max_charges",
    "open_situation",
    "run_stage",
]


@njit(error_model="numpy")
def find_commodity(bk: Any, jurisdiction: int, hs_lo: int, hs_hi: int) -> tuple[int, int]:
    """Return (commodity row, status) of a code given as the interval [hs_lo, hs_hi) (C-42).

    A code may run over neighbours without a gap that have the same measure rows. HS_UNKNOWN: no
    commodity in reach; HS_AMBIGUOUS: the code says less than the tariff asks for.
    """
    last = bk.jurisdiction[jurisdiction].commodity_hi
    first = _first_ending_after(bk, bk.jurisdiction[jurisdiction].commodity_lo, last, hs_lo)
    if first == last or bk.commodity[first].lo >= hs_hi:
        return 0, HS_UNKNOWN
    if bk.commodity[first].lo > hs_lo:
        return 0, HS_AMBIGUOUS
    at = first
    while bk.commodity[at].hi < hs_hi:
        beyond = at + 1
        if beyond == last or bk.commodity[beyond].lo != bk.commodity[at].hi:
            return 0, HS_AMBIGUOUS
        if bk.commodity[beyond].span_lo != bk.commodity[first].span_lo:
            return 0, HS_AMBIGUOUS
        at = beyond
    return first, OK


@njit(error_model="numpy")
def _first_ending_after(bk: Any, lo: int, hi: int, code: int) -> int:
    """Return the first commodity in [lo, hi) that ends after `code`, or hi."""
    while lo < hi:
        mid = (lo + hi) // 2
        if bk.commodity[mid].hi > code:
            hi = mid
        else:
            lo = mid + 1
    return lo
