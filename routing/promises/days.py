"""The chances of a consignment by day, read back from a book (C-19, C-20, C-68)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from oneprice.core.book import Book
from oneprice.routing.handling import Readiness, day_law
from oneprice.routing.last_mile import LastMile
from oneprice.routing.laws.ranges import FULL_MASS


@dataclass(frozen=True)
class DayLaw:
    """Cumulated chances by consecutive local days.

    Attributes
    ----------
    first_day : int
    chances : tuple of int
        Of 2^31, from the first day with a chance to the last increase; none where there is none.
    """

    first_day: int
    chances: tuple[int, ...]

    @property
    def last_day(self) -> int:
        """Return the last day on which the chance grows."""
        return self.first_day + len(self.chances) - 1

    def by(self, day: int) -> int:
        """Return the chance by the end of a day."""
        if not self.chances or day < self.first_day:
            return 0
        return self.chances[min(day - self.first_day, len(self.chances) - 1)]

    def on(self, day: int) -> int:
        """Return the chance of the day itself."""
        return self.by(day) - self.by(day - 1)

    def reach(self, needed: int) -> tuple[int, int] | None:
        """Return (day, chance at it) of the first day with so much chance (C-21)."""
        for at, chance in enumerate(self.chances):
            if chance >= needed:
                return self.first_day + at, chance
        return None

    def likeliest(self) -> tuple[int, int]:
        """Return (day, its own chance) of the named day, ties to the earlier (C-22)."""
        masses = np.diff(np.array(self.chances, np.int64), prepend=0)
        at = int(np.argmax(masses))
        return self.first_day + at, int(masses[at])


NO_DAYS = DayLaw(0, ())


def law_of_days(pairs: Iterable[tuple[int, int]]) -> DayLaw:
    """Return (day, cumulated chance) pairs, ascending, as a law of consecutive days."""
    known: dict[int, int] = {}
    for day, chance in pairs:
        known[day] = max(known.get(day, 0), chance)
    days = [day for day in sorted(known) if known[day] > 0]
    if not days:
        return NO_DAYS
    last = min(day for day in days if known[day] == known[days[-1]])
    chances: list[int] = []
    for day in range(days[0], last + 1):
        chances.append(max(known.get(day, 0), chances[-1] if chances else 0))
    return DayLaw(days[0], tuple(chances))


def mixed(parts: Sequence[tuple[int, DayLaw]]) -> DayLaw:
    """Return floor(sum of mass x chance / 2^31) by day over (mass, law) of the starts (C-68)."""
    held = [(mass, law) for mass, law in parts if law.chances]
    if not held:
        return NO_DAYS
    first, last = min(law.first_day for _, law in held), max(law.last_day for _, law in held)
    days = range(first, last + 1)
    sums = (sum(mass * law.by(day) for mass, law in held) for day in days)
    return law_of_days(zip(days, (total // FULL_MASS for total in sums), strict=True))


def chances_of(book: Book, kind: str, route: int, ready: Readiness) -> DayLaw:
    """Return the chances by day of a route, before the shift of a zone (C-19, C-68).

    Parameters
    ----------
    kind : str
        `arrival`, `entry` or `export`.
    """
    first, chances = day_law(book.tables, kind, route, ready)
    return DayLaw(first, tuple(chances.tolist()))


def delivered(law: DayLaw, mile: LastMile) -> DayLaw:
    """Return a law of days before the shift of a zone as one of delivery days (C-19).

    The shift keeps the order of days; a day that it moves beyond the calendars is lost.
    """
    if mile.zone is None:
        return law
    moved = ((mile.delivery(law.first_day + at), chance) for at, chance in enumerate(law.chances))
    return law_of_days((day, chance) for day, chance in moved if day is not None)
