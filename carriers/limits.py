"""Limits of a parcel's size, as lanes and rate rows write them."""

from __future__ import annotations

from oneprice.carriers.cells import at_most
from oneprice.core.source import Row

MM_PER_CM = 10
MM3_PER_CM3 = 1_000


def size_limits(row: Row) -> dict[str, int]:
    """Return the fields of `SIZE_LIMITS`, cut down to whole mm and mm3; absent is unbounded."""
    return {
        "max_len_mm": at_most(row, "max_len_cm", MM_PER_CM),
        "max_second_mm": at_most(row, "max_second_cm", MM_PER_CM),
        "max_third_mm": at_most(row, "max_third_cm", MM_PER_CM),
        "max_sum_mm": at_most(row, "max_sum_cm", MM_PER_CM),
        "max_girth_mm": at_most(row, "max_girth_cm", MM_PER_CM),
        "max_volume_mm3": at_most(row, "max_volume_cm3", MM3_PER_CM3),
    }
