"""Cumulated chances by local day, for many instants at once (C-20)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from oneprice.core.days import NEVER_DAY
from oneprice.routing.laws import FULL_MASS
from oneprice.routing.local_time import Ints


@dataclass(frozen=True)
class Chances:
    """What each hour of the horizon promises: the chance of an outcome by each local day.

    Attributes
    ----------
    first_hour : int
        UTC hour (since 1970-01-01) of entry 0 of `row_by_hour`.
    row_by_hour : int64[hours]
        The row that holds for goods present at that hour.
    first_day : int64[rows]
        First local day with any chance; `NEVER_DAY` in a row without chance.
    count : int64[rows]
        Days from the first chance to the last increase.
    by_day : int64[rows, width]
        Cumulated chance of 2^31 by `first_day + column`; constant from `count` on. The last
        row is without chance: it stands for every hour outside the horizon.
    """

    first_hour: int
    row_by_hour: Ints
    first_day: Ints
    count: Ints
    by_day: Ints

    def rows_at(self, hours: Ints) -> Ints:
        """Return the row of each hour; hours outside the horizon have no chance."""
        at = hours - self.first_hour
        inside = (at >= 0) & (at < len(self.row_by_hour))
        return np.asarray(np.where(inside, self.row_by_hour[np.where(inside, at, 0)], -1))

    def day_range(self, rows: Ints) -> tuple[int, int]:
        """Return the half-open range of days in which the chances of some rows change."""
        used = rows[self.count[rows] > 0]
        if len(used) == 0:
            return 0, 1
        return int(self.first_day[used].min()), int((self.first_day + self.count)[used].max())

    def dense(self, rows: Ints, first: int, end: int) -> Ints:
        """Return int64[rows, end - first]: the cumulated chance of each row by each day."""
        width = self.by_day.shape[1] + 1
        column = np.arange(first + 1, end + 1) - self.first_day[rows][:, None]
        np.clip(column, 0, width - 1, out=column)
        column += (rows % len(self.by_day) * width)[:, None]
        return self._from_zero.take(column)

    @cached_property
    def _from_zero(self) -> Ints:
        """Return `by_day` flat, each row opened by the 0 of the days before its first."""
        return np.pad(self.by_day, ((0, 0), (1, 0))).ravel()


@dataclass(frozen=True)
class Rows:
    """Chances of some starts, not yet bound to hours: the fields of `Chances` without them."""

    first_day: Ints
    count: Ints
    by_day: Ints


def certain(first_hour: int, days: Ints) -> Chances:
    """Return chances of 1 on a known day per hour; `NEVER_DAY` stands for no chance."""
    known = days < NEVER_DAY
    rows = Rows(days, known.astype(np.int64), np.where(known, FULL_MASS, 0)[:, None])
    return bind(first_hour, np.arange(len(days)), rows)


def bind(first_hour: int, row_by_hour: Ints, rows: Rows) -> Chances:
    """Return rows bound to hours, with the row without chance added as the last."""
    return Chances(
        first_hour,
        row_by_hour,
        np.append(rows.first_day, NEVER_DAY),
        np.append(rows.count, 0),
        np.pad(rows.by_day, ((0, 1), (0, 0))),
    )


def compact(first: int, dense: Ints) -> Rows:
    """Return cumulated chances [starts, days from `first`] without their constant rims."""
    some = dense[:, -1] > 0
    start = np.argmax(dense > 0, axis=1)
    # The first day that already holds the final chance is the last increase.
    stop = np.argmax(dense == dense[:, -1:], axis=1) + 1
    count = np.where(some, stop - start, 0)
    column = start[:, None] + np.arange(max(int(count.max(initial=0)), 1))
    by_day = np.take_along_axis(dense, np.minimum(column, dense.shape[1] - 1), axis=1)
    return Rows(np.where(some, first + start, NEVER_DAY), count, by_day)


def join(parts: list[Rows]) -> Rows:
    """Return the rows of all parts; narrower ones go on with their final chance."""
    width = max((part.by_day.shape[1] for part in parts), default=1)
    empty = np.zeros(0, np.int64)
    wide = [_widen(part.by_day, width) for part in parts]
    return Rows(
        np.concatenate([empty, *(part.first_day for part in parts)]),
        np.concatenate([empty, *(part.count for part in parts)]),
        np.concatenate([np.zeros((0, width), np.int64), *wide]),
    )


def _widen(by_day: Ints, width: int) -> npt.NDArray[np.int64]:
    return np.pad(by_day, ((0, 0), (0, width - by_day.shape[1])), mode="edge")
