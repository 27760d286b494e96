"""Cumulated chances by local day, for many instants at once (C-20).

Runs of chances repeat from week to week and from chain to chain: each is kept once, in a pool,
and rows name it by its place.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from oneprice.core.days import NEVER_DAY
from oneprice.routing._kernels_compose import HASH_BY, HASH_MASK, RUNS
from oneprice.routing.clocks.local_time import Ints
from oneprice.routing.composing.entries import compose_entries
from oneprice.routing.laws.ranges import FULL_MASS

FIRST_CHANCES = 1 << 14
FIRST_SLOTS = 1 << 10
SURE = 1  # place of the run that holds certainty alone


@dataclass
class Pool:
    """Runs of chances, each kept once.

    Attributes
    ----------
    chance : int64[capacity]
        Cumulated chances of 2^31, one run after the other; 0 is not used.
    slots : int64[slots, 3]
        Hash table of runs: place, length, hash; place 0 = free.
    counts : int64[2]
        Chances in use, runs.
    """

    chance: Ints = field(default_factory=lambda: np.zeros(FIRST_CHANCES, np.int64))
    slots: Ints = field(default_factory=lambda: np.zeros((FIRST_SLOTS, 3), np.int64))
    counts: Ints = field(default_factory=lambda: np.array([2, 1], np.int64))

    def __post_init__(self) -> None:
        """Keep the run that is certain at once, as the kernels would."""
        hashed = (HASH_BY ^ FULL_MASS) & HASH_MASK
        self.chance[SURE] = FULL_MASS
        self.slots[(hashed ^ (hashed >> 29)) & (len(self.slots) - 1)] = (SURE, 1, hashed)

    def grow(self) -> None:
        """Double the room for chances, and the hash table where it is half full."""
        self.chance = np.concatenate([self.chance, np.zeros_like(self.chance)])
        if 2 * self.counts[RUNS] >= len(self.slots):
            slots = np.zeros((2 * len(self.slots), 3), np.int64)
            compose_entries().move(self.slots, slots)
            self.slots = slots


@dataclass(frozen=True)
class Rows:
    """Chances of some starts.

    Attributes
    ----------
    first_day : int64[starts]
        First local day with any chance; `NEVER_DAY` in a row without chance.
    lo, count : int64[starts]
        The chance by `first_day + i` is `pool.chance[lo + i]`, i < count, and stays.
    """

    first_day: Ints
    lo: Ints
    count: Ints


@dataclass(frozen=True)
class Chances:
    """What each hour of the horizon promises: the chance of an outcome by each local day.

    Attributes
    ----------
    pool : Pool
    first_hour : int
        UTC hour (since 1970-01-01) of entry 0 of `row_by_hour`.
    row_by_hour : int64[hours]
        The row that holds for goods that arrive at that hour.
    rows : Rows
        The last row is without chance: it stands for every hour outside the horizon.
    """

    pool: Pool
    first_hour: int
    row_by_hour: Ints
    rows: Rows

    def __len__(self) -> int:
        """Return how many rows there are, the last one left out."""
        return len(self.rows.count) - 1

    def of(self, row: int) -> tuple[int, Ints]:
        """Return (first day, chances by it and by the days after it) of a row."""
        lo, count = int(self.rows.lo[row]), int(self.rows.count[row])
        return int(self.rows.first_day[row]), self.pool.chance[lo : lo + count]

    def by(self, row: int, day: int) -> int:
        """Return the chance of a row by a day."""
        first, chances = self.of(row)
        at = min(day - first, len(chances) - 1)
        return 0 if at < 0 else int(chances[at])


def certain(days: Ints) -> Rows:
    """Return chances of 1 on a known day each; `NEVER_DAY` stands for no chance."""
    known = days < NEVER_DAY
    return Rows(days, np.where(known, SURE, 0), known.astype(np.int64))


def bind(pool: Pool, first_hour: int, row_by_hour: Ints, rows: Rows) -> Chances:
    """Return rows bound to hours, with the row without chance added as the last."""
    last = Rows(
        np.append(rows.first_day, NEVER_DAY), np.append(rows.lo, 0), np.append(rows.count, 0)
    )
    return Chances(pool, first_hour, row_by_hour, last)
