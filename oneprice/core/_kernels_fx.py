"""Exchange rates of a day (C-09)."""

from __future__ import annotations

from typing import Any

from numba import njit

FX_CUSTOMS = 1
FX_TAX = 2
FX_SETTLEMENT = 3


@njit(error_model="numpy")
def find_fx(
    bk: Any, kind: int, authority: int, area: int, base: int, quote: int, day: int
) -> tuple[int, int, int]:
    """Return (row, num, den) that turn minor units of `base` into those of `quote`.

    den 0 = no rate; row 0 with den 1 = the same currency. `authority` is the jurisdiction's
    name, `area` that of its duty area (0 = none): its own row wins over its area's, that over a
    row for all, and then a row as written over an inverted one.
    """
    if base == quote:
        return 0, 1, 1
    found = 0
    num = 0
    den = 0
    best = 0
    fx = bk.fx
    for i in range(1, len(fx)):
        row = fx[i]
        if row.kind != kind or row["base"] != base or row.quote != quote:
            continue
        if day < row.from_day or day >= row.to_day:
            continue
        rank = 2 - row.inverted
        if row.authority == authority:
            rank += 4
        elif row.authority == area:
            rank += 2
        elif row.authority != 0:
            continue
        if rank > best:
            best = rank
            found = i
            num = row.num
            den = row.den
    return found, num, den
