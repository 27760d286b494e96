"""Chances by day as rows of a book: equal runs of chances are stored once."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from oneprice.core.compiling import Table
from oneprice.routing.chances import Chances
from oneprice.routing.network_tables import ARRIVAL, MASS

DayRow = tuple[int, int, int]  # first day, offset of its chances, their count


def _no_rows() -> list[DayRow]:
    return [(0, 0, 0)]


@dataclass
class DayLaws:
    """Collects the rows of `arrival`, `entry` and `export`, and the chances they point at."""

    arrivals: list[DayRow] = field(default_factory=_no_rows)
    entries: list[DayRow] = field(default_factory=_no_rows)
    exports: list[DayRow] = field(default_factory=_no_rows)
    _stored: dict[bytes, int] = field(default_factory=dict)
    _runs: list[bytes] = field(default_factory=list)
    _stop: int = 1

    def append(self, rows: list[DayRow], chances: Chances) -> int:
        """Append the rows of all departures and return the number of the first."""
        lo = len(rows)
        for at in range(len(chances.count) - 1):
            n = int(chances.count[at])
            day = int(chances.first_day[at]) if n else 0
            rows.append((day, self._store(chances.by_day[at, :n].tobytes(), n), n))
        return lo

    def _store(self, run: bytes, n: int) -> int:
        """Return the offset of a run of chances."""
        if n == 0:
            return 0
        if run not in self._stored:
            self._stored[run] = self._stop
            self._runs.append(run)
            self._stop += n
        return self._stored[run]

    def tables(self) -> dict[str, Table]:
        """Return the sections `arrival`, `entry`, `export` and `mass`."""
        mass = np.zeros(self._stop, MASS)
        mass["chance"][1:] = np.frombuffer(b"".join(self._runs), np.int64)
        return {
            "arrival": np.array(self.arrivals, dtype=ARRIVAL),
            "entry": np.array(self.entries, dtype=ARRIVAL),
            "export": np.array(self.exports, dtype=ARRIVAL),
            "mass": mass,
        }
