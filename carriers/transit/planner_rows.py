"""Small tables that a planner writes for the learner: rows that name a leg of the model."""

from __future__ import annotations

from pathlib import Path

from oneprice.carriers.transit.model import TransitModel
from oneprice.core.errors import InputError
from oneprice.core.source import Row, read_table


def planner_rows(path: Path, columns: tuple[str, ...], model: TransitModel) -> list[Row]:
    """Return the rows of a CSV table.

    Parameters
    ----------
    path : Path
        UTF-8, with a header row.
    columns : tuple of str
        What every row must give; `leg` is one of them.
    model : TransitModel
        Its legs may be named.

    Raises
    ------
    InputError
        A file that is not there or cannot be read, a missing or odd cell, a leg that the model
        does not have: naming row, column, value and remedy.
    """
    if not path.is_file():
        raise InputError(path.name, str(path), "name a CSV file")
    legs = [leg.leg for leg in model.legs]
    rows = read_table(path, columns, columns)
    for row in rows:
        if row["leg"] not in legs:
            raise row.error("leg", f"name a leg: {', '.join(legs)}")
    return rows
