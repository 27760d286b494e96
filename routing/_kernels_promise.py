"""The chance that is needed, and the day that is promised (C-19, C-21)."""

from __future__ import annotations

from typing import Any

from numba import njit

from oneprice.core._kernels import inner
from oneprice.routing._kernels_day_laws import DELIVERY, chance_by, first_day_with
from oneprice.routing._kernels_last_mile import arrival_day, delivery_day, zone_shift
from oneprice.routing._kernels_ready import ONE
from oneprice.routing._kernels_workdays import NO_DAY


@njit(error_model="numpy")
def needed_chance(level_num: int, level_den: int, consignments: int) -> int:
    """Return the chance each of k consignments must reach (C-21)."""
    return ONE - ONE * (level_den - level_num) // (level_den * consignments)


@inner
def promise_of(bk: Any, wk: Any, route: int, need: int) -> tuple[int, int]:
    """Return (promise day, chance by it); chance 0 = none (C-21).

    It is the delivery day of the first day that reaches what is needed; where the buyer's zone
    has fewer working days, more goods come by it than by that day.
    """
    day, chance = first_day_with(bk, wk, DELIVERY, need)
    calendar, extra_days = zone_shift(bk, wk, route)
    if chance == 0 or calendar == 0:
        return day, chance
    promise = delivery_day(bk, calendar, extra_days, day)
    if promise == NO_DAY:
        return day, 0
    return promise, chance_by(bk, wk, DELIVERY, arrival_day(bk, calendar, extra_days, promise))
