"""Lists of an index: the fuel percentage of each month or week."""

from __future__ import annotations

from oneprice.carriers.workbooks.files.grid import Grid
from oneprice.carriers.workbooks.files.reading import plain_number
from oneprice.carriers.workbooks.flat import FlatRow
from oneprice.carriers.workbooks.layouts.entries import read_entries
from oneprice.carriers.workbooks.layouts.header import Wanted
from oneprice.carriers.workbooks.layouts.making import Here
from oneprice.carriers.workbooks.layouts.validity import FIELDS, days_of

WANTED = Wanted(("index_id", "value", *FIELDS, "note"), ("index_id", "value", "valid_from|window"))


def read_indexes(grid: Grid, here: Here) -> None:
    """Read rows of an index: from day, to day, percentage."""
    for entry in read_entries(grid, here.part, WANTED, here.report):
        told = entry.told.get("value")
        number = plain_number(told.text, here.how) if told else None
        if told is None or number is None:
            place = told.place if told else entry.place
            here.report.error(place, "value", "the index has no value", "write 28.5%")
            continue
        if not number.endswith("%"):
            reason = f"{told.text} is taken as a ratio, {told.text} times the base"
            here.report.warning(told.place, "value", reason, "write 28.5% for a percentage")
        names = ("index_id", "note")
        days = days_of(entry, {}, here.report)
        cells = {name: entry.text(name) for name in names if entry.text(name)}
        cells |= {column: cell.text for column, cell in days.items()}
        cells |= {"value": number, "source": here.making.source(here.settings, entry.place)}
        told_all = {**entry.told, **days}
        places = {"": entry.place} | {name: cell.place for name, cell in told_all.items()}
        here.making.tables["index"].append(FlatRow("index", cells, places))
