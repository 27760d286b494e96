"""When goods are ready, and their chances by day: what the kernels do, for explanations (C-68).

Plain Python and numpy, exact in int64; checkout asks `_kernels_ready` and `_kernels_day_laws`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from oneprice.core.book import Book
from oneprice.core.days import HOURS_PER_DAY, MINUTES_PER_DAY, MINUTES_PER_HOUR
from oneprice.routing.last_mile import workdays_of
from oneprice.routing.laws.ranges import FULL_MASS

Ints = npt.NDArray[np.int64]
Tables = Mapping[str, Any]
MASS_BITS = 31
DELIVERY = "arrival"  # section of the law that is never optimistic


def handling_row(book: Book, seller: str, node: int) -> int:
    """Return the row of `handling` that decides for a seller at an origin node, 0 for none.

    Exact rows come before `*`, those of the seller before those of the node.
    """
    table, number = book.tables["handling"], book.ids.find("seller", seller)
    for wanted in ((number, node), (number, 0), (0, node), (0, 0)):
        at = bisect_left(table, wanted, 1, key=_owner)
        if at < len(table) and _owner(table[at]) == wanted:
            return at
    return 0


def _owner(row: Any) -> tuple[int, int]:
    return int(row["seller"]), int(row["node"])


@dataclass(frozen=True)
class Readiness:
    """When a consignment is ready.

    Attributes
    ----------
    minutes : int64[instants]
        UTC minutes at which a chance grows, ascending; one where the hours are known, none where
        the goods are never ready inside the calendars.
    chance : int64[instants]
        Of 2^31, G by each of them: for delivery, never more than true.
    least : int64[instants]
        The least chance of a single handling by each of them: for entry and export.
    spread : bool
        Whether a handling law spreads it.
    """

    minutes: Ints
    chance: Ints
    least: Ints
    spread: bool

    @classmethod
    def certain(cls, minute: int) -> Readiness:
        """Return what is surely ready at an instant."""
        sure = np.array([FULL_MASS], np.int64)
        return cls(np.array([minute], np.int64), sure, sure, False)

    @property
    def first_min(self) -> int:
        """Return the first instant at which goods may be ready."""
        return int(self.minutes[0])

    @property
    def last_min(self) -> int:
        """Return the last instant at which a chance grows."""
        return int(self.minutes[-1])

    def by(self, minute: int, kind: str = DELIVERY) -> int:
        """Return the chance of being ready by an instant, for delivery or for another law."""
        at = int(np.searchsorted(self.minutes, minute, side="right")) - 1
        return 0 if at < 0 else int((self.chance if kind == DELIVERY else self.least)[at])

    def minute_at(self, chance: int) -> int | None:
        """Return the first instant by which the chance for delivery is so large; None if never."""
        at = int(np.searchsorted(self.chance, chance))
        return int(self.minutes[at]) if at < len(self.minutes) else None


def readiness(tables: Tables, valid_until_min: int, lines: Any) -> Readiness:
    """Return when LINE records that travel together are ready (C-14, C-68)."""
    known = lines[lines["handling_row"] == 0]["handling_min"]
    known_min = valid_until_min + int(known.max()) if len(known) else valid_until_min
    lawful = lines[lines["handling_row"] != 0]
    rows = {int(line["seller"]): int(line["handling_row"]) for line in lawful}
    if not rows:
        return Readiness.certain(known_min)
    tz = int(tables["node"][int(lines[0]["origin_node"])]["tz"])
    laws = [handling_law(tables, row, valid_until_min, tz) for row in rows.values()]
    minutes = np.unique(np.concatenate([[known_min], *(law[0] for law in laws)]))
    minutes = minutes[minutes >= known_min]
    chances = np.array([_by(law, minutes) for law in laws])
    together = np.maximum(chances.sum(axis=0) - (len(laws) - 1) * FULL_MASS, 0)
    least = chances.min(axis=0)
    grows = np.flatnonzero((np.diff(together, prepend=0) > 0) | (np.diff(least, prepend=0) > 0))
    return Readiness(minutes[grows], together[grows], least[grows], True)


def _by(law: tuple[Ints, Ints], minutes: Ints) -> Ints:
    """Return the chances of a law by some instants."""
    at = np.searchsorted(law[0], minutes, side="right")
    return np.asarray(np.concatenate([[0], law[1]])[at], np.int64)


def handling_law(tables: Tables, row: int, valid_until_min: int, tz: int) -> tuple[Ints, Ints]:
    """Return (instants, chance by each) of a row of `handling` at a node of a time zone."""
    law = tables["handling"][row]
    runs = tables["law_run"][int(law["run_lo"]) : int(law["run_hi"])]
    hours = [np.arange(run["first_h"], run["last_h"] + 1) for run in runs]
    mass = np.repeat(runs["mass"], [len(each) for each in hours])
    ends = valid_until_min + MINUTES_PER_HOUR * np.concatenate(hours)
    if law["day_type"]:
        walk = _WorkHours(tables, int(law["calendar"]), tz, valid_until_min)
        found = [walk.ended_min(int(h)) for h in np.concatenate(hours)]
        mass = mass[[minute is not None for minute in found]]
        ends = np.array([minute for minute in found if minute is not None], np.int64)
    return ends, np.cumsum(mass)


class _WorkHours:
    """Hours in working days from the first whole UTC hour after an instant (C-18)."""

    def __init__(self, tables: Tables, calendar: int, tz: int, minute: int) -> None:
        rows = tables["utc_offset"][tables["utc_offset"]["tz"] == tz]
        self._offsets = rows["offset_min"].tolist()
        self._begins = rows["from_min"].tolist()
        self._walls = (rows["from_min"] + rows["offset_min"]).tolist()
        self._works = workdays_of(tables, calendar)
        self._start = -(-minute // MINUTES_PER_HOUR)

    def ended_min(self, h: int) -> int | None:
        """Return the UTC minute at which h hours end; None beyond the calendar."""
        minute = MINUTES_PER_HOUR * (self._start + h % HOURS_PER_DAY)
        local = minute + self._offsets[bisect_right(self._begins, minute) - 1]
        day, wall = divmod(local, MINUTES_PER_DAY)
        count = self._works.count(day + 1)
        if count == self._works.count(day):  # a closed day counts as the next open one
            count, wall = count + 1, 0
        reached = self._works.nth(count + h // HOURS_PER_DAY)
        if reached is None:
            return None
        local = reached * MINUTES_PER_DAY + wall
        ended = local - self._offsets[bisect_right(self._walls, local) - 1]
        return -(-int(ended) // MINUTES_PER_HOUR) * MINUTES_PER_HOUR


def departures(
    tables: Tables, route: int, ready: Readiness, kind: str = DELIVERY
) -> Iterator[tuple[int, int]]:
    """Yield (row of `event`, chance of 2^31) of the departures that goods may reach, ascending."""
    row = tables["route"][route]
    lo, hi = int(row["event_lo"]), int(row["event_hi"])
    cutoffs = tables["event"]["cutoff_min"][lo:hi]
    before = 0
    if not len(ready.minutes):
        return
    for event in range(lo + int(np.searchsorted(cutoffs, ready.first_min)), hi):
        chance = ready.by(int(cutoffs[event - lo]), kind)
        if chance > before:
            yield event, chance - before
        before = chance
        if cutoffs[event - lo] >= ready.last_min:
            return


def day_law(tables: Tables, kind: str, route: int, ready: Readiness) -> tuple[int, Ints]:
    """Return (first day, chances by that day and on) of a route's outcome.

    Parameters
    ----------
    kind : str
        `arrival` (before the shift of a zone, C-19), `entry` or `export`.
    route : int
        Row of `route`.

    Returns
    -------
    (day, int64[days])
        Without leading zeros and without repeats of the last chance; no days without a chance.
    """
    shift = int(tables["route"][route][f"{kind}_lo"]) - int(tables["route"][route]["event_lo"])
    parts = [
        (weight, *_row(tables, tables[kind][shift + event]))
        for event, weight in departures(tables, route, ready, kind)
    ]
    parts = [part for part in parts if len(part[2])]
    if not parts:
        return 0, np.zeros(0, np.int64)
    if not ready.spread:
        return parts[0][1:]
    first = min(day for _, day, _ in parts)
    total = np.zeros(max(day + len(law) for _, day, law in parts) - first, np.int64)
    for weight, day, law in parts:
        total[day - first : day - first + len(law)] += weight * np.diff(law, prepend=0)
    return _trimmed(first, np.cumsum(total) >> MASS_BITS)


def _row(tables: Tables, law: Any) -> tuple[int, Ints]:
    lo, n = int(law["lo"]), int(law["n"])
    return int(law["day"]), tables["mass"]["chance"][lo : lo + n]


def _trimmed(first: int, chance: Ints) -> tuple[int, Ints]:
    """Return chances without constant rims."""
    if chance[-1] == 0:
        return 0, chance[:0]
    lo, hi = int(np.argmax(chance > 0)), int(np.argmax(chance == chance[-1])) + 1
    return first + lo, chance[lo:hi]
