"""The example workbooks of rates, written from their typed texts, and small ones made in a test."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from openpyxl import Workbook

from oneprice.carriers.workbooks.findings import Report
from oneprice.carriers.workbooks.importing import Imported, import_rates
from oneprice.carriers.workbooks.layouts.layout import Layout, read_layout
from oneprice.carriers.workbooks.trial import Trial, try_tables

EXAMPLES = Path(__file__).parents[1] / "examples" / "workbooks"
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.sheets"))
LANE = {
    "lane_id": "L-{country}",
    "carrier": "C",
    "leg": "linehaul",
    "mode": "air",
    "origin_node": "CN-A",
    "dest_node": "{country}-Z",
    "cargo_allow": "none",
    "segment": "international",
    "calendar_id": "CN",
    "transit_min_days": "1",
    "transit_max_days": "2",
}


@cache
def maker() -> Any:
    """Return the module that writes the example workbooks."""
    spec = importlib.util.spec_from_file_location("make", EXAMPLES / "make.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def example(name: str) -> Path:
    """Return an example workbook, written once for all tests of this run."""
    path = Path(mkdtemp()) / f"{name}.xlsx"
    maker().write_workbook(EXAMPLES / f"{name}.sheets", path)
    return path


@cache
def imported(name: str) -> Imported:
    """Return what the example workbook and its layout give."""
    return import_rates(example(name), read_layout(EXAMPLES / f"{name}.yaml"))


@cache
def tried(name: str) -> Trial:
    """Return the example workbook's tables, compiled."""
    found = imported(name)
    trial = try_tables(found.tables, None, found.report)
    assert trial is not None, found.report.as_text()
    return trial


def written(folder: Path, text: str) -> Path:
    """Return a workbook of the sheets typed in a text (see examples/workbooks/make.py)."""
    path = folder / "typed.xlsx"
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in maker().sheets(text):
        maker().fill(book.create_sheet(name), rows)
    book.save(path)
    return path


def layout(form: str, **part: Any) -> Layout:
    """Return a layout of one form for all sheets, in CNY, that names what a lane needs."""
    top = {name: part.pop(name) for name in ("read", "surcharges") if name in part}
    lane = {**LANE, **part.pop("lane", {})}
    sheet = {"sheets": ["*"], "form": form, **part}
    whole = {"layout": "1", "currency": "CNY", "source": "test", "lane": lane, **top}
    return Layout.model_validate({**whole, "sheets": [sheet]})


def taken(folder: Path, text: str, form: str, **part: Any) -> Imported:
    """Return what a typed workbook gives in one form."""
    return import_rates(written(folder, text), layout(form, **part))


def errors(report: Report) -> list[tuple[str, str, str]]:
    """Return place, kind and reason of each error."""
    return [(str(f.place), f.kind, f.reason) for f in report if f.severity == "error"]


def rates(found: Imported) -> list[tuple[str, ...]]:
    """Return lo, hi, bounds, base and rate of the rate rows."""
    columns = ("lo", "hi", "bounds", "base", "rate")
    return [tuple(row[name] for name in columns) for row in found.tables["rate"]]
