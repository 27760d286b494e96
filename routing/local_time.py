"""Local time at a node: wall time to instants, hours to local days (C-11, C-15)."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from oneprice.core.days import EPOCH, MINUTES_PER_DAY, day_of

Ints = npt.NDArray[np.int64]
HOURS_PER_DAY = 24


def wall_minute(zone: ZoneInfo, day: int, minute: int) -> int:
    """Return the UTC minute of a wall time (C-15).

    The smaller of the two possible offsets gives the later instant: a time that the clocks
    skip moves forward by the gap, a time that they show twice is the second one.
    """
    midnight = datetime.combine(day_of(day), datetime.min.time())
    wall = midnight + timedelta(minutes=minute)
    offsets = (_offset_min(wall.replace(tzinfo=zone, fold=fold)) for fold in (0, 1))
    return day * MINUTES_PER_DAY + minute - min(offsets)


def local_days(zone: ZoneInfo, first_hour: int, count: int) -> Ints:
    """Return the local day of each UTC hour first_hour .. first_hour + count - 1."""
    hours = np.arange(first_hour, first_hour + count, dtype=np.int64)
    marks = range(first_hour, first_hour + count + HOURS_PER_DAY, HOURS_PER_DAY)
    offsets = [_offset_at(zone, hour) for hour in marks]
    by_hour = np.repeat(np.array(offsets, np.int64), HOURS_PER_DAY)[:count]
    for i, (before, after) in enumerate(pairwise(offsets)):
        if before != after:  # the clocks change within these 24 hours: look at each
            stop = min((i + 1) * HOURS_PER_DAY, count)
            for at in range(i * HOURS_PER_DAY, stop):
                by_hour[at] = _offset_at(zone, first_hour + at)
    return np.asarray((hours * 60 + by_hour) // MINUTES_PER_DAY)


def _offset_at(zone: ZoneInfo, hour: int) -> int:
    """Return the UTC offset in minutes at a UTC hour."""
    return _offset_min((EPOCH + timedelta(hours=hour)).astimezone(zone))


def _offset_min(instant: datetime) -> int:
    offset = instant.utcoffset() or timedelta()
    return offset // timedelta(minutes=1)
