"""The laws of lanes as an opened book holds them, to be asked hour by hour (C-62)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from oneprice.core.book import Book
from oneprice.routing.laws.ranges import FULL_MASS, Run

Runs = tuple[Run, ...]
HALF = FULL_MASS // 2


def needed_mass(level: Fraction, consignments: int = 1) -> int:
    """Return the mass of 2^31 that each of k consignments must reach for a level (C-21)."""
    return FULL_MASS - int(FULL_MASS * (1 - level) / consignments)


def runs_of(book: Book, lane: int) -> Runs:
    """Return the runs of the law that holds on a lane."""
    record = book.tables["lane_law"][lane]
    return tuple(book.tables["law_run"][int(record["run_lo"]) : int(record["run_hi"])].tolist())


def total_mass(runs: Sequence[Run]) -> int:
    """Return the mass that arrives at all."""
    return sum((last - first + 1) * mass for first, last, mass in runs)


def hour_of(runs: Sequence[Run], mass: int) -> int | None:
    """Return the first hour by which this mass has come, None if it never does."""
    before = 0
    for first, last, each in runs:
        held = (last - first + 1) * each
        if before + held >= mass:
            return first + -(-max(mass - before, 1) // each) - 1
        before += held
    return None
