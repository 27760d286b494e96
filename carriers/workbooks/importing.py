"""Importing a workbook of rates: file and layout in, flat tables and a report out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from oneprice.carriers.workbooks.checks.known import Known
from oneprice.carriers.workbooks.checks.table_checks import check_tables
from oneprice.carriers.workbooks.files.grid import Grid
from oneprice.carriers.workbooks.files.open_file import open_grids
from oneprice.carriers.workbooks.findings import Report
from oneprice.carriers.workbooks.flat import FlatTables, canonical, read_source
from oneprice.carriers.workbooks.forms.breaks import read_breaks
from oneprice.carriers.workbooks.forms.containers import read_containers
from oneprice.carriers.workbooks.forms.first_next import read_first_next
from oneprice.carriers.workbooks.forms.flat_sheet import read_flat
from oneprice.carriers.workbooks.forms.index_list import read_indexes
from oneprice.carriers.workbooks.forms.matrix import read_matrix
from oneprice.carriers.workbooks.forms.price_list import read_bands, read_units
from oneprice.carriers.workbooks.forms.surcharge_list import (
    add_surcharge,
    lanes_of,
    read_surcharges,
)
from oneprice.carriers.workbooks.forms.value_bands import read_value_bands
from oneprice.carriers.workbooks.forms.zone_list import read_zones
from oneprice.carriers.workbooks.layouts.entries import Told
from oneprice.carriers.workbooks.layouts.layout import Layout, Offer, Part, merged
from oneprice.carriers.workbooks.layouts.making import Here, Making
from oneprice.carriers.workbooks.layouts.plain import normal
from oneprice.carriers.workbooks.layouts.settle import settle_rates
from oneprice.carriers.workbooks.places import Place

READERS: dict[str, Callable[[Grid, Here], None]] = {
    "zones": read_zones,
    "bands": read_bands,
    "first_next": read_first_next,
    "matrix": read_matrix,
    "breaks": read_breaks,
    "units": read_units,
    "containers": read_containers,
    "value_bands": read_value_bands,
    "flat": read_flat,
    "indexes": read_indexes,
    "surcharges": read_surcharges,  # last: they name lanes that the others made
}


@dataclass(frozen=True)
class Imported:
    """What a workbook says.

    Attributes
    ----------
    tables : dict of str to list of FlatRow
        Complete only where the report has no error.
    report : Report
        All that was found.
    """

    tables: FlatTables
    report: Report


def import_rates(path: Path, layout: Layout, known: Known | None = None) -> Imported:
    """Read a workbook by its layout into flat tables, and check them.

    Parameters
    ----------
    path : Path
        The .xlsx or .csv file, or a folder of flat tables for the layout `flat`.
    layout : Layout
        What `layout.read_layout` gave.
    known : Known, optional
        Nodes, calendars and currencies of the book that the tables are for.
    """
    report = Report()
    making = Making(layout, layout.read.reading(), report, path.name)
    if path.is_dir():
        making.tables = read_source(path)
    else:
        grids = open_grids(path, making.how, report)
        _read_sheets(making, grids)
        for grid in grids:
            grid.tell_unread()
        settle_rates(making)
        making.finish()
        _constant_surcharges(making)
    tables = canonical(making.tables)
    if not any(tables.values()) and report.ok:
        report.error(Place(path.name), "empty", "the file holds no rates", "check the layout")
    check_tables(tables, report, known)
    return Imported(tables, report)


def _read_sheets(making: Making, grids: list[Grid]) -> None:
    """Read each sheet in every form the layout gives it; what no part reads is told."""
    layout, report = making.layout, making.report
    for form, reader in READERS.items():
        for part in (part for part in layout.sheets if part.form == form):
            named = [grid for grid in grids if _is_named(grid.sheet, part.sheets)]
            named = [g for g in named if not _is_named(g.sheet, layout.ignore_sheets)]
            if grids and not named:
                reason = f"no sheet is named {' or '.join(part.sheets)}"
                found = ", ".join(grid.sheet for grid in grids)
                report.error(Place(found), "sheet", reason, "mend sheets in the layout")
            for grid in named:
                for each, offer in _offers(part):
                    reader(grid, making.here(each, grid.sheet, offer))
    for grid in grids:
        read = any(_is_named(grid.sheet, part.sheets) for part in layout.sheets)
        if grid.rows and not read and not _is_named(grid.sheet, layout.ignore_sheets):
            reason = "no part of the layout reads this sheet"
            report.warning(Place(grid.sheet), "sheet", reason, "name it under ignore_sheets")


def _is_named(sheet: str, patterns: list[str]) -> bool:
    return any(fnmatchcase(normal(sheet), normal(pattern)) for pattern in patterns)


def _offers(part: Part) -> list[tuple[Part, Offer | None]]:
    """Return a part once for each price it offers, with the columns of that price."""
    if not part.offers:
        return [(part, None)]
    named = {word for offer in part.offers for word in _headings(offer)}
    found: list[tuple[Part, Offer | None]] = []
    for offer in part.offers:
        others = [word for word in sorted(named) if word not in _headings(offer)]
        changed = {
            "columns": {**part.columns, **offer.columns},
            "across": offer.across or part.across,
            "ignore": [*part.ignore, *others],
        }
        found.append((part.model_copy(update=changed), offer))
    return found


def _headings(offer: Offer) -> set[str]:
    across = set(offer.across.columns) if offer.across else set()
    listed = ([words] if isinstance(words, str) else words for words in offer.columns.values())
    return across | {word for words in listed for word in words}


def _constant_surcharges(making: Making) -> None:
    """Add the surcharges that the layout itself states."""
    settings = merged(making.layout)
    for number, words in enumerate(making.layout.surcharges, start=1):
        place = Place(f"layout surcharges {number}")
        lanes = lanes_of(making, words.get("lane_id", "*").split("|"), place)
        told = {column: Told(text, place) for column, text in words.items() if column != "lane_id"}
        if lanes:
            add_surcharge(making, settings, told, lanes, place)
