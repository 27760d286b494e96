"""Announced events."""

import math
from pathlib import Path

import numpy as np
import pytest
from made_events import model

from oneprice.carriers.transit.uplift import Announced, factors, read_announced, stretched
from oneprice.core.errors import InputError

HEAD = "name,leg,from,to,factor\n"


def test_rows_are_read(tmp_path: Path) -> None:
    """Days are half-open (C-11), and of several rows the largest factor stands."""
    text = "peak,move,2024-11-20,2024-11-30,1.5\nstorm,move,2024-11-29,2024-12-01,2\n"
    (tmp_path / "u.csv").write_text(HEAD + text)
    rows = read_announced(tmp_path / "u.csv", model())
    first = rows[0].from_day
    assert rows[0] == Announced("peak", "move", first, first + 10, 1.5)
    days = np.array([first - 1, first, first + 9, first + 10, first + 11, first + 12])
    assert factors(rows, "move", days).tolist() == [1, 1.5, 2, 2, 1, 1]
    assert factors(rows, "pick", days).tolist() == [1] * 6


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("peak,nobody,2024-11-20,2024-11-30,1.5", "row 2, column leg"),
        ("peak,move,2024-11-20,2024-11-20,1.5", "row 2, column to"),
        ("peak,move,soon,2024-11-19,1.5", "row 2, column from"),
        ("peak,move,2024-11-20,2024-11-30,0.9", "row 2, column factor"),
        ("peak,move,2024-11-20,2024-11-30,nan", "row 2, column factor"),
        ("peak,move", "row 2"),
    ],
)
def test_odd_row_is_refused(tmp_path: Path, row: str, words: str) -> None:
    """What cannot be used is an error that names row and column."""
    (tmp_path / "u.csv").write_text(HEAD + row + "\n")
    with pytest.raises(InputError, match=words):
        read_announced(tmp_path / "u.csv", model())


@pytest.mark.parametrize("factor", [1.0, 1.1, 1.5, 2.0, 3.3, 10.0])
def test_stretched_steps_are_rounded_up(factor: float) -> None:
    """Every step s becomes ceil(s x factor)."""
    mass = np.arange(1, 13)
    found = stretched(np.cumsum(mass)[None, :], np.array([factor]))
    expected = np.zeros(found.shape[1], np.int64)
    for step, each in enumerate(mass):
        expected[math.ceil(round(step * factor, 9))] += each
    assert np.diff(found[0], prepend=0).tolist() == expected.tolist()
