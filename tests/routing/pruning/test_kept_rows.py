"""Rows and chances that no route points at are dropped, the others keep their order (C-66)."""

import numpy as np

from oneprice.routing.network.tables import ARRIVAL, MASS
from oneprice.routing.pruning.kept_rows import keep_rows


def test_rows_and_runs_are_moved_together() -> None:
    """Of three routes the one in the middle goes, with the run that it alone used."""
    rows = [(0, 0, 0), (7, 1, 2), (8, 3, 1), (9, 1, 2), (0, 0, 0), (5, 4, 2)]
    laws = {
        "arrival": np.array(rows, ARRIVAL),
        "mass": np.array([(0,), (11,), (12,), (13,), (14,), (15,)], MASS),
    }
    kept, moved = keep_rows(laws, {"arrival": [1, 3, 0]}, [1, 3, 0])
    assert kept["arrival"].tolist() == [(0, 0, 0), (7, 1, 2), (9, 1, 2), (0, 0, 0), (5, 3, 2)]
    assert kept["mass"]["chance"].tolist() == [0, 11, 12, 14, 15]
    assert moved == {"arrival": [1, 2, 0]}
    assert laws["arrival"].tolist() == rows


def test_nothing_is_dropped_where_all_is_used() -> None:
    """Routes may share rows."""
    laws = {
        "arrival": np.array([(0, 0, 0), (7, 1, 1), (8, 1, 1)], ARRIVAL),
        "mass": np.array([(0,), (11,)], MASS),
    }
    kept, moved = keep_rows(laws, {"arrival": [1, 2, 1]}, [2, 1, 1])
    assert all(kept[name].tolist() == laws[name].tolist() for name in laws)
    assert moved == {"arrival": [1, 2, 1]}
