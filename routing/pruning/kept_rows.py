"""Chances by day without the rows that no route points at any more (C-66)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from oneprice.core.compiling import Table
from oneprice.routing.clocks.local_time import Ints


def keep_rows(
    laws: Mapping[str, Table],
    first_rows: Mapping[str, Sequence[int]],
    departures: Sequence[int],
) -> tuple[dict[str, Table], dict[str, list[int]]]:
    """Return the chances of the routes that stay, and where each route's rows begin now.

    Parameters
    ----------
    laws : mapping of section to table
        `mass`, and the sections that `first_rows` names.
    first_rows : mapping of section to list of int
        For each route the row of its first departure; routes may share rows.
    departures : sequence of int
        For each route the departures of its first lane, one row each.

    Notes
    -----
    Rows and runs of chances keep their order, so that books of equal routes are equal.
    """
    kept: dict[str, Table] = {}
    moved: dict[str, list[int]] = {}
    for section, first in first_rows.items():
        used = np.zeros(len(laws[section]), bool)
        used[0] = True
        for row, count in zip(first, departures, strict=True):
            used[row : row + count] = True
        place = _places(used)
        kept[section] = laws[section][used].copy()
        moved[section] = [int(place[row]) if row < len(place) else 0 for row in first]
    mass = laws["mass"]
    used = np.zeros(len(mass), bool)
    used[0] = True
    for rows in kept.values():
        for lo, n in sorted(set(zip(rows["lo"].tolist(), rows["n"].tolist(), strict=True))):
            used[lo : lo + n] = True
    place = _places(used)
    for rows in kept.values():
        rows["lo"] = np.where(rows["n"] > 0, place[rows["lo"]], 0)
    return {**kept, "mass": mass[used]}, moved


def _places(used: Ints) -> Ints:
    """Return for each entry its place among those that are used."""
    return np.asarray(np.cumsum(used) - 1, np.int64)
