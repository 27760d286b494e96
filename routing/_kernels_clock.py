"""Wall time and instants from the section `utc_offset` (C-11, C-15, C-18)."""

from __future__ import annotations

from typing import Any

from oneprice.core._kernels import ceil_div, inner

MINUTES_PER_DAY = 1_440


@inner
def wall_of(bk: Any, tz: int, hour: int) -> int:
    """Return the wall time, in minutes since the local 1970-01-01, of a UTC hour."""
    return 60 * hour + _offset_min(bk, tz, 60 * hour, 0)


@inner
def hour_of(bk: Any, tz: int, wall_min: int) -> int:
    """Return the UTC hour, rounded up, of a wall time.

    A time that the clocks skip moves forward by the gap, an ambiguous one is the later instant.
    """
    return ceil_div(wall_min - _offset_min(bk, tz, wall_min, 1), 60)


@inner
def _offset_min(bk: Any, tz: int, minute: int, local: int) -> int:
    """Return the last offset that begins by a minute of UTC, or of its own wall time (local 1)."""
    lo = 1
    hi = len(bk.utc_offset)
    while lo < hi:
        mid = (lo + hi) // 2
        row = bk.utc_offset[mid]
        begins = row.from_min + local * row.offset_min
        if row.tz < tz or (row.tz == tz and begins <= minute):
            lo = mid + 1
        else:
            hi = mid
    return int(bk.utc_offset[lo - 1].offset_min)
