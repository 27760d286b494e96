"""Chances by day as rows of a book: equal runs of chances are stored once."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from oneprice.core.compiling import Table
from oneprice.routing.clocks.local_time import Ints
from oneprice.routing.composing.chances import Chances, Pool
from oneprice.routing.composing.entries import compose_entries
from oneprice.routing.network.tables import ARRIVAL, MASS

KINDS = ("arrival", "entry", "export")


@dataclass
class DayLaws:
    """Collects the rows of `arrival`, `entry` and `export`, and the chances they point at.

    Attributes
    ----------
    pool : Pool
        Where the chances of all rows stand.
    """

    pool: Pool
    _rows: dict[str, list[Ints]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    _stop: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 1))

    def append(self, kind: str, chances: Chances) -> int:
        """Append the rows of all departures and return the number of the first."""
        first_day, lo, count = (
            column[:-1] for column in (chances.rows.first_day, chances.rows.lo, chances.rows.count)
        )
        self._rows[kind].append(np.stack([np.where(count > 0, first_day, 0), lo, count], axis=1))
        first = self._stop[kind]
        self._stop[kind] += len(count)
        return first

    def tables(self) -> dict[str, Table]:
        """Return the sections `arrival`, `entry`, `export` and `mass`.

        Runs stand in `mass` in the order in which rows first name them.
        """
        none = np.zeros((1, 3), np.int64)
        rows = {kind: np.concatenate([none, *self._rows[kind]]) for kind in KINDS}
        mass, moved = self._mass(np.concatenate([rows[kind][:, 1:] for kind in KINDS]))
        tables = {"mass": mass}
        for kind in KINDS:
            tables[kind] = np.zeros(len(rows[kind]), ARRIVAL)
            tables[kind]["day"], tables[kind]["n"] = rows[kind][:, 0], rows[kind][:, 2]
            tables[kind]["lo"] = moved[rows[kind][:, 1]]
        return tables

    def _mass(self, runs: Ints) -> tuple[Table, Ints]:
        """Return `mass` with the runs (place, count) that are named, and where each stands."""
        places, first = np.unique(runs[:, 0], return_index=True)
        order = np.argsort(first)
        places, counts = places[order], runs[first[order], 1]
        lo = 1 + np.cumsum(counts) - counts
        mass = np.zeros(1 + int(counts.sum()), MASS)
        compose_entries().copy(self.pool.chance, places, counts, mass)
        moved = np.zeros(int(places.max(initial=0)) + 1, np.int64)
        moved[places] = np.where(counts > 0, lo, 0)
        return mass, moved
