"""On which condition each surcharge holds, and which pieces pass it (C-34)."""

from __future__ import annotations

from typing import Any

from oneprice.carriers._kernels_quantity import RATE_ROW, SHIPMENT_G, VOLUMETRIC
from oneprice.core._kernels import inner

MEASURE_NONE = 0
MEASURE_LONGEST = 1
MEASURE_SECOND = 2
MEASURE_GIRTH = 3
MEASURE_WEIGHT = 4
MEASURE_VOLUME = 5
MEASURE_SHIPMENT = 6
MEASURE_THIRD = 7
MEASURE_SUM = 8
MEASURE_VOLUMETRIC = 9

OP_ABOVE = 1
OP_AT_LEAST = 2
OP_BELOW = 3

ANY_SERVICE = -1
REFUSE = 1


@inner
def surcharge_holds(sur: Any, ask: Any) -> Any:
    """Tell whether a surcharge holds for day, zones, service and purpose."""
    if ask.day < sur.from_day or ask.day >= sur.to_day:
        return False
    if sur.when_zone != 0 and sur.when_zone != ask.zone:
        return False
    if sur.when_origin != 0 and sur.when_origin != ask.origin_zone:
        return False
    if sur.when_service != ANY_SERVICE and sur.when_service != ask.service:
        return False
    return sur.when_purpose == 0 or sur.when_purpose == ask.purpose


@inner
def _compares(op: int, value: int, threshold: int) -> bool:
    if op == OP_ABOVE:
        return value > threshold
    if op == OP_AT_LEAST:
        return value >= threshold
    if op == OP_BELOW:
        return value < threshold
    return value <= threshold


@inner
def _measure(measure: int, piece: Any, measured: Any, i: int) -> Any:
    """Return a measure of piece i, or of its shipment, in mm, g, mm3 or units of quantity."""
    across = piece.second_mm + piece.third_mm
    if measure == MEASURE_LONGEST:
        return piece.length_mm
    if measure == MEASURE_SECOND:
        return piece.second_mm
    if measure == MEASURE_THIRD:
        return piece.third_mm
    if measure == MEASURE_SUM:
        return piece.length_mm + across
    if measure == MEASURE_GIRTH:
        return piece.length_mm + 2 * across
    if measure == MEASURE_WEIGHT:
        return piece.weight_g
    if measure == MEASURE_SHIPMENT:
        return measured[SHIPMENT_G, i]
    if measure == MEASURE_VOLUMETRIC:
        return measured[VOLUMETRIC, i]
    return piece.length_mm * piece.second_mm * piece.third_mm


@inner
def is_excluded(bk: Any, rate_row: int, code: int) -> bool:
    """Tell whether a rate row is not subject to surcharges of a code; row 0 is to all."""
    rate = bk.rate[rate_row]
    found = False
    for e in range(rate.exclude_lo, rate.exclude_hi):
        found = found or bk.rate_exclude[e].code == code
    return found


@inner
def piece_passes(bk: Any, sur: Any, pieces: Any, measured: Any, i: int) -> bool:
    """Tell whether a piece passes: its goods show a flag, and it meets both measures.

    Once it is priced its rate row must be subject to the surcharge, too.
    """
    piece = pieces[i]
    if sur.when_mask != 0 and sur.when_mask & piece["flags"] == 0:
        return False
    if sur.measure != MEASURE_NONE:
        if not _compares(sur.op, _measure(sur.measure, piece, measured, i), sur.threshold):
            return False
        if sur.and_measure != MEASURE_NONE:
            value = _measure(sur.and_measure, piece, measured, i)
            if not _compares(sur.and_op, value, sur.and_threshold):
                return False
    return not is_excluded(bk, measured[RATE_ROW, i], sur.code)


@inner
def count_passing(bk: Any, sur: Any, pieces: Any, n: int, measured: Any) -> int:
    """Return how many pieces pass."""
    count = 0
    for i in range(n):
        if piece_passes(bk, sur, pieces, measured, i):
            count += 1
    return count
