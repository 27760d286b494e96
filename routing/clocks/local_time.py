"""Local time at a node: wall time to instants, instants to wall time (C-11, C-15, C-18)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from oneprice.core.days import EPOCH, HOURS_PER_DAY, MINUTES_PER_DAY, day_of

Ints = npt.NDArray[np.int64]
MOVING = 1 << 20  # no offset: the clocks change near that day


def wall_minute(zone: ZoneInfo, day: int, minute: int) -> int:
    """Return the UTC minute of a wall time (C-15).

    The smaller of the two possible offsets gives the later instant: a time that the clocks
    skip moves forward by the gap, a time that they show twice is the second one.
    """
    return day * MINUTES_PER_DAY + minute - min(_offsets(zone, day, minute))


def earlier_wall_minute(zone: ZoneInfo, day: int, minute: int) -> int:
    """Return the UTC minute of a cut-off's wall time, of one shown twice the first (C-15).

    `minute` may be negative or past the day. A time that the clocks skip moves forward by the
    gap, as for every other wall time.
    """
    before, after = _offsets(zone, day, minute)
    skipped = before < after  # of a skipped time fold 0 has the offset before the gap
    return day * MINUTES_PER_DAY + minute - (min if skipped else max)(before, after)


def _offsets(zone: ZoneInfo, day: int, minute: int) -> tuple[int, int]:
    """Return the two readings of a wall time as UTC offsets; they differ near a change only."""
    midnight = datetime.combine(day_of(day), datetime.min.time())
    wall = midnight + timedelta(minutes=minute)
    before, after = (_offset_min(wall.replace(tzinfo=zone, fold=fold)) for fold in (0, 1))
    return before, after


@dataclass
class LocalClock:
    """The wall clock of one zone over a span of UTC hours, both ways.

    Attributes
    ----------
    zone : ZoneInfo
    first_hour : int
        UTC hour (since 1970-01-01) of the first entry of `offsets`.
    offsets : int64[hours]
        UTC offset in minutes at each hour of the span and of its margins.
    """

    zone: ZoneInfo
    first_hour: int
    offsets: Ints
    _moved: dict[tuple[int, int], int] = field(default_factory=dict)

    def wall(self, hours: Ints) -> tuple[Ints, Ints]:
        """Return (local day, minute of that day) of UTC hours inside the span."""
        minute = hours * 60 + self.offsets[hours - self.first_hour]
        return minute // MINUTES_PER_DAY, minute % MINUTES_PER_DAY

    def days(self, minutes: Ints) -> Ints:
        """Return the local day of UTC minutes inside the span."""
        local = minutes + self.offsets[minutes // 60 - self.first_hour]
        return np.asarray(local // MINUTES_PER_DAY)

    def utc_hours(self, days: Ints, minutes: Ints) -> Ints:
        """Return the UTC hours, rounded up, of wall times inside the span (C-18)."""
        at = np.clip(days - self._first_day, 0, len(self._day_offsets) - 1)
        offset = self._day_offsets[at]
        hours = -((offset - days * MINUTES_PER_DAY - minutes) // 60)
        for i in np.flatnonzero(offset == MOVING):
            hours[i] = self._moving_hour(int(days[i]), int(minutes[i]))
        return np.asarray(hours)

    def _moving_hour(self, day: int, minute: int) -> int:
        """Return one wall time as UTC hour, near a change of the clocks."""
        key = day, minute
        if key not in self._moved:
            self._moved[key] = -(-wall_minute(self.zone, day, minute) // 60)
        return self._moved[key]

    @property
    def _first_day(self) -> int:
        return self.first_hour // HOURS_PER_DAY

    @cached_property
    def _day_offsets(self) -> Ints:
        """Return the offset of each day number that holds from the day before to the day after.

        `MOVING` where the clocks change within these three days: wider than any offset, so
        that elsewhere a wall time has one reading only.
        """
        by_day = self.offsets.reshape(-1, HOURS_PER_DAY)
        low, high = by_day.min(axis=1), by_day.max(axis=1)
        low = np.minimum(np.minimum(low, np.roll(low, 1)), np.roll(low, -1))
        high = np.maximum(np.maximum(high, np.roll(high, 1)), np.roll(high, -1))
        return np.where(low == high, low, MOVING)


def local_clock(zone: ZoneInfo, first_day: int, end_day: int) -> LocalClock:
    """Return the clock of a zone for the UTC hours of days first_day .. end_day - 1.

    Two days are added on both sides, so that local days near the ends are known as well.
    """
    first, end = first_day - 2, end_day + 2
    marks = range(first * HOURS_PER_DAY, (end + 1) * HOURS_PER_DAY, HOURS_PER_DAY)
    offsets = [_offset_at(zone, hour) for hour in marks]
    by_hour = np.repeat(np.array(offsets[:-1], np.int64), HOURS_PER_DAY)
    for i, (before, after) in enumerate(pairwise(offsets)):
        if before != after:  # the clocks change within these 24 hours: look at each
            for at in range(i * HOURS_PER_DAY, (i + 1) * HOURS_PER_DAY):
                by_hour[at] = _offset_at(zone, marks[0] + at)
    return LocalClock(zone, marks[0], by_hour)


def _offset_at(zone: ZoneInfo, hour: int) -> int:
    """Return the UTC offset in minutes at a UTC hour."""
    return _offset_min((EPOCH + timedelta(hours=hour)).astimezone(zone))


def _offset_min(instant: datetime) -> int:
    offset = instant.utcoffset() or timedelta()
    return offset // timedelta(minutes=1)
