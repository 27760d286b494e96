"""One lane from parcels to fees on taxes in one call, for callers that stand outside checkout."""

from __future__ import annotations

from typing import Any

from numba import njit

from oneprice.carriers._kernels import price_measured, price_tax_fees
from oneprice.carriers._kernels_quantity import ACTUAL, measure_pieces
from oneprice.core._kernels import plain
from oneprice.core._kernels_status import OK


@njit(error_model="numpy")
def rate_lane(
    bk: Any,
    lane: int,
    ask: Any,
    pieces: Any,
    n: int,
    exact: Any,
    taxes_minor: int,
    measured: Any,
    kept: Any,
    out: Any,
) -> tuple[int, int, int]:
    """Price a lane and then its fees on advanced taxes; returns like `price_lane`.

    `exact` is int64[n]: the actual quantity of each piece in units of C-29 where grams cannot say
    it, else -1. Charges are written to `out` from its start; of a refusal none counts.
    """
    stop = plain(0)
    if bk.lane[lane].priced_by == 0:
        measure_pieces(bk, lane, pieces, n, measured)
        for i in range(n):
            if exact[i] >= 0:
                measured[ACTUAL, i] = exact[i]
        status, fact, stop = price_measured(bk, lane, ask, pieces, n, measured, kept, out, stop)
        if status != OK:
            return status, fact, 0
    return price_tax_fees(bk, lane, ask, taxes_minor, out, plain(0), stop)
