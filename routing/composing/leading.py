"""One lane of a composition: the chances of its starts from the chances after it (C-20, C-67)."""

from __future__ import annotations

from typing import Any

import numpy as np

from oneprice.core.days import HOURS_PER_DAY, NEVER_DAY
from oneprice.routing.composing.chances import Chances, Rows
from oneprice.routing.composing.entries import ComposeJob, compose_entries
from oneprice.routing.composing.law_bands import hour_masses, law_bands
from oneprice.routing.composing.starts import Starts, starts_of
from oneprice.routing.composing.timing import Timing

NO_HOURS = np.zeros((0, 2), np.int64)


def lead(timing: Timing, lane: int, after: Chances, overtakes: bool) -> Rows:
    """Return the chances of each start of a lane (C-15, C-20).

    Parameters
    ----------
    timing : Timing
    lane : int
    after : Chances
        By arrival hour of the lane.
    overtakes : bool
        False: on a lane with announced events no start has more than an earlier one (C-67).

    Returns
    -------
    Rows
        By departure, or by hour of the horizon for a lane without departures.

    Notes
    -----
    Each chance is floor(sum over hours of mass x chance / 2^31).
    """
    starts = timing.kept(("starts", lane, timing.laws[lane]), lambda: starts_of(timing, lane))
    answer = np.zeros((3, len(starts.hour)), np.int64)
    job = ComposeJob(
        **_after(after),
        **_clock(timing, lane, starts),
        **_law(timing, lane, starts),
        start_hour=starts.hour,
        start_min=starts.minute,
        lifted=starts.lifted,
        event=starts.event,
        overtakes=int(overtakes or len(starts.event) == 0),
        own=np.zeros_like(answer),
        out=answer,
    )
    _run(job, after)
    return Rows(*answer)


def _run(job: ComposeJob, after: Chances) -> None:
    """Compose all starts; where the pool is full it grows and the rest follows."""
    done = compose_entries().compose(job, 0)
    while done < len(job.start_hour):
        after.pool.grow()
        job = job._replace(**_pool(after))
        done = compose_entries().compose(job, done)


def _after(after: Chances) -> dict[str, Any]:
    """Return what comes after the lane, and the pool it stands in."""
    return {
        "after_first": after.first_hour,
        "after_row": after.row_by_hour,
        "after_day": after.rows.first_day,
        "after_lo": after.rows.lo,
        "after_count": after.rows.count,
        **_pool(after),
    }


def _pool(after: Chances) -> dict[str, Any]:
    return {name: getattr(after.pool, name) for name in ("chance", "slots", "counts")}


def _clock(timing: Timing, lane: int, starts: Starts) -> dict[str, Any]:
    """Return the arrival hours of a lane, and scratch of their size."""
    works = int(timing.lane[lane]["day_type"])
    days = min(starts.longest_h // HOURS_PER_DAY, timing.end_day - timing.first_day) * works
    return {
        "first_hour": timing.first_hour,
        "first_day": timing.calendars.first_day,
        "never_day": NEVER_DAY,
        "works": works,
        "arrived": timing.arrived_table(lane, days),
        **timing.enough("scratch", days + 1, lambda: _scratch(timing, days + 1)),
    }


def _scratch(timing: Timing, tables: int) -> dict[str, Any]:
    """Return scratch for so many tables of arrival hours, and for sums by day."""
    hours, days = len(timing.all_hours), timing.calendars.end_day - timing.calendars.first_day
    return {
        "hour": np.zeros((tables, 3, hours), np.int64),
        "change": np.zeros((tables, hours), np.int64),
        "odd": np.zeros((tables, hours + 1), np.int64),
        "sums": np.zeros(days + 1, np.int64),
        "run": np.zeros(days + 1, np.int64),
    }


def _law(timing: Timing, lane: int, starts: Starts) -> dict[str, Any]:
    """Return the law of a lane as the kernel reads it."""
    law, works = timing.laws[lane], bool(timing.lane[lane]["day_type"])
    horizon = len(timing.all_hours)
    bands = timing.kept(("bands", law, works), lambda: law_bands(law, works, horizon))
    return {
        "band": bands.band,
        "cum": bands.cum,
        "hour_mass": hour_masses(law) if starts.lifted.any() else NO_HOURS,
    }
