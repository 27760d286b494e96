"""Cells that a spreadsheet would run as formulas, and how they are kept from it."""

from __future__ import annotations

ARMED = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that a spreadsheet may run
GUARD = "'"


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet runs: `=1+1` becomes `'=1+1`."""
    return GUARD + cell if _bare(cell).startswith(ARMED) else cell


def unguarded(cell: str) -> str:
    """Return the text of a cell that `guarded` may have changed."""
    return cell[1:] if cell.startswith(GUARD) and _bare(cell).startswith(ARMED) else cell


def _bare(cell: str) -> str:
    return cell.lstrip(GUARD)
