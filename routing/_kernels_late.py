"""What late delivery is expected to cost: once or for each late day (C-72)."""

from __future__ import annotations

from typing import Any

from oneprice.core._kernels import SATURATION_PIP, inner, mul_div
from oneprice.routing._kernels_day_laws import DELIVERY, chance_by
from oneprice.routing._kernels_last_mile import arrival_day, last_calendar, zone_shift
from oneprice.routing._kernels_ready import ONE
from oneprice.routing._kernels_workdays import NO_DAY, nth_workday, workdays_before

LAST_DAY = 2**40  # after every day with a chance


@inner
def expected_late_pip(
    bk: Any, wk: Any, route: int, tier: int, landed_pip: int, cap_pip: int
) -> int:
    """Return floor(sum of (owed(n) - owed(n - 1)) x chance of n late days or more).

    Owed for n late days is min(n x late_pct x landed, cap), cut to pips. The sum is formed in
    whole units of 2^31 and a rest, so that nothing overflows.
    """
    terms = bk.tier[tier]
    whole = 0
    rest = 0
    before = 0
    for n in range(1, terms.late_max_days + 1):
        product, _ = mul_div(landed_pip, n * terms.late_num, terms.late_den)
        owed = min(product, cap_pip)
        if owed > before:
            late = ONE - _kept_by(bk, wk, route, terms, n - 1)
            rest += (owed - before) % ONE * late
            whole += (owed - before) // ONE * late + rest // ONE
            rest %= ONE
        before = owed
        if owed == cap_pip:
            break
    return min(whole, SATURATION_PIP)


@inner
def _kept_by(bk: Any, wk: Any, route: int, terms: Any, late_days: int) -> int:
    """Return the chance by the last day that is so many days late at most."""
    day = wk.result[0].promise_day + terms.late_grace_days + late_days
    if terms.late_work != 0:
        day = _before_workday(bk, last_calendar(bk, route), wk.result[0].promise_day, day + 1)
    calendar, extra_days = zone_shift(bk, wk, route)
    if calendar != 0 and day != LAST_DAY:
        day = arrival_day(bk, calendar, extra_days, day)
    return chance_by(bk, wk, DELIVERY, day)


@inner
def _before_workday(bk: Any, calendar: int, promise_day: int, until: int) -> int:
    """Return the day before the (until - promise_day)-th working day after the promise day."""
    count = workdays_before(bk, calendar, promise_day + 1) + until - promise_day
    day = nth_workday(bk, calendar, count)
    return LAST_DAY if day == NO_DAY else day - 1
