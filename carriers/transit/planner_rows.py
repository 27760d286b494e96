"""Small tables that a planner writes for the learner: rows that name a leg of the model."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from oneprice.carriers.transit.model import TransitModel
from oneprice.core.errors import InputError


def planner_rows(
    path: Path, columns: tuple[str, ...], model: TransitModel
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield (where it stands, row) of a CSV table.

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
        A file that cannot be read, a missing cell, a leg that the model does not have: naming
        row, column, value and remedy.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise InputError(path.name, str(problem)[:60], "name a readable CSV file") from None
    legs = [leg.leg for leg in model.legs]
    for number, row in enumerate(rows, 2):
        where = f"{path.name}, row {number}"
        for column in columns:
            if row.get(column) is None:
                raise InputError(f"{where}, {column}", "missing", f"give {', '.join(columns)}")
        if row["leg"] not in legs:
            raise InputError(f"{where}, leg", row["leg"], f"name a leg: {', '.join(legs)}")
        yield where, row
