"""Whether one chain is never later than another, whenever the goods are ready (C-66)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from oneprice.core.compiling import Table
from oneprice.routing.clocks.local_time import Ints

ARRIVAL = "arrival"
DAY_LAWS = (ARRIVAL, "entry", "export")
NONE = -1  # no departure is reached any more


@dataclass
class DayOrder:
    """The chances by day of chains, row by row as the book stores them.

    Attributes
    ----------
    laws : mapping of section to table
        `arrival`, `entry`, `export` and `mass`; equal runs of chances stand in `mass` once.
    event, lane_event : Table
        Departures.
    first_rows : mapping of section to list of int
        For each chain the row that belongs to the first departure of its first lane.
    last_ready_min : int
        No goods are ready later.
    """

    laws: Mapping[str, Table]
    event: Table
    lane_event: Table
    first_rows: Mapping[str, Sequence[int]]
    last_ready_min: int
    _reached: dict[tuple[int, int], tuple[Ints, Ints]] = field(default_factory=dict)
    _no_later: dict[tuple[int, ...], bool] = field(default_factory=dict)
    _asked: dict[tuple[int, ...], bool] = field(default_factory=dict)

    def never_later(self, chain: tuple[int, int], other: tuple[int, int], the_same: bool) -> bool:
        """Tell whether a chain is never later than another.

        Parameters
        ----------
        chain, other : (number, first lane)
            The number is the place in `first_rows`.
        the_same : bool
            Whether the chances of delivery must be equal, not only never lower.

        Notes
        -----
        Entry and export must have the same chances by day. Where a departure is reached on
        one of them only, the chains cannot be compared.
        """
        rows = (*self._starts(chain[0]), *self._starts(other[0]))
        key = (chain[1], other[1], *rows, int(the_same))
        if key not in self._asked:  # many chains share their rows
            self._asked[key] = self._compare(key)
        return self._asked[key]

    def _starts(self, chain: int) -> tuple[int, ...]:
        """Return the rows of a chain's first departure."""
        return tuple(self.first_rows[name][chain] for name in DAY_LAWS)

    def _compare(self, key: tuple[int, ...]) -> bool:
        """Tell whether the first of two chains is never later."""
        own, their = self._departures(key[0], key[1])
        if not np.array_equal(own == NONE, their == NONE):
            return False
        own, their = own[own != NONE], their[their != NONE]
        the_same = bool(key[-1])
        for name, start, other in zip(DAY_LAWS, key[2:5], key[5:8], strict=True):
            rows, others = self.laws[name][start + own], self.laws[name][other + their]
            if name == ARRIVAL and not the_same:
                if not self._all_no_later(rows, others):
                    return False
            elif not np.array_equal(rows, others):
                return False
        return True

    def _departures(self, lane: int, other: int) -> tuple[Ints, Ints]:
        """Return, by ready minute, which departures of two first lanes are reached (C-15).

        Only the minutes at and just after a cut-off are looked at: between them nothing changes.
        """
        if (lane, other) not in self._reached:
            cutoffs = [self._cutoffs(number) for number in (lane, other)]
            ready = np.unique(np.concatenate([*cutoffs, *(minutes + 1 for minutes in cutoffs)]))
            ready = np.append(ready[ready < self.last_ready_min], self.last_ready_min)
            own, their = (_first_at(minutes, ready) for minutes in cutoffs)
            self._reached[lane, other] = own, their
        return self._reached[lane, other]

    def _cutoffs(self, lane: int) -> Ints:
        lo, hi = self.lane_event[lane].tolist()
        return np.asarray(self.event["cutoff_min"][lo:hi])

    def _all_no_later(self, own: Table, their: Table) -> bool:
        """Tell whether each row holds by every day at least the chance of the other's."""
        differ = own != their
        pairs = {
            (int(a["day"] - b["day"]), *(int(row[name]) for row in (a, b) for name in ("lo", "n")))
            for a, b in zip(own[differ], their[differ], strict=True)
        }
        return all(self._row_no_later(pair) for pair in pairs)

    def _row_no_later(self, pair: tuple[int, ...]) -> bool:
        if pair not in self._no_later:
            ahead, lo, n, other_lo, other_n = pair
            mass = self.laws["mass"]["chance"]
            self._no_later[pair] = _at_least(
                mass[lo : lo + n], mass[other_lo : other_lo + other_n], ahead
            )
        return self._no_later[pair]


def _first_at(cutoffs: Ints, ready: Ints) -> Ints:
    """Return the first departure whose cut-off is not before each minute, or `NONE`."""
    first = np.searchsorted(cutoffs, ready, side="left")
    return np.where(first < len(cutoffs), first, NONE)


def _at_least(own: Ints, their: Ints, ahead: int) -> bool:
    """Tell whether chances that begin `ahead` days after others are at least these by each day."""
    if len(their) == 0:
        return True
    if len(own) == 0:
        return False
    days = np.arange(len(their)) - ahead
    reached = np.where(days < 0, 0, own[np.clip(days, 0, len(own) - 1)])
    return bool((reached >= their).all() and own[-1] >= their[-1])
