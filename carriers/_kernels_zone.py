"""Zones: where a postcode lies, and what may be delivered there."""

from __future__ import annotations

from typing import Any

from numba import njit

from oneprice.core._kernels import UNBOUNDED, inner


@njit(error_model="numpy")
def find_zone(bk: Any, zone_set: int, postcode_lo: int, postcode_hi: int) -> tuple[int, bool]:
    """Return (row of `zone`, found) of a postcode in a zone set.

    Without a set it is row 0: zone 0, service ok, no limits. A postcode is the interval of keys of
    `postcode_key`. A short one that spans keys of different zone, service, days or limits is not
    found, never guessed.
    """
    if zone_set == 0:
        return 0, True
    i = _last_key(bk, zone_set, postcode_lo)
    found = i
    first = bk.zone[i]
    if first.zone_set != zone_set or first.key_hi <= postcode_lo:
        return 0, False
    end = first.key_hi
    while end < postcode_hi:
        i += 1
        if i >= len(bk.zone) or bk.zone[i].zone_set != zone_set or bk.zone[i].key_lo != end:
            return 0, False
        if not _same(bk.zone[i], first):
            return 0, False
        end = bk.zone[i].key_hi
    return found, True


@inner
def _same(a: Any, b: Any) -> Any:
    """Tell whether two keys say the same."""
    return (
        a.zone == b.zone
        and a.service == b.service
        and a.extra_days == b.extra_days
        and a.calendar == b.calendar
        and a.max_piece_g == b.max_piece_g
        and a.max_volume_mm3 == b.max_volume_mm3
    )


@inner
def _last_key(bk: Any, zone_set: int, key: int) -> int:
    """Return the last row at or before a key of a zone set (0 if there is none)."""
    lo = 1
    hi = len(bk.zone)
    while lo < hi:
        mid = (lo + hi) // 2
        row = bk.zone[mid]
        if row.zone_set < zone_set or (row.zone_set == zone_set and row.key_lo <= key):
            lo = mid + 1
        else:
            hi = mid
    return lo - 1


@njit(error_model="numpy")
def zone_limits(bk: Any, row: int) -> tuple[int, int]:
    """Return (weight in g, volume in mm3) a parcel may have in a zone; row 0 has no limits."""
    if row == 0:
        return UNBOUNDED, UNBOUNDED
    return bk.zone[row].max_piece_g, bk.zone[row].max_volume_mm3
