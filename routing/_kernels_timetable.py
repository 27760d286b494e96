"""The departure that goods take (C-15)."""

from __future__ import annotations

from typing import Any

from numba import njit


@njit(error_model="numpy")
def first_event(bk: Any, lo: int, hi: int, ready_min: int) -> int:
    """Return the first departure whose cut-off is not before `ready_min`, or hi."""
    while lo < hi:
        mid = (lo + hi) // 2
        if bk.event[mid].cutoff_min < ready_min:
            lo = mid + 1
        else:
            hi = mid
    return lo
