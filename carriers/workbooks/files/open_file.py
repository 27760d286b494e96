"""Opening the file a carrier mailed, whatever it turns out to be."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from oneprice.carriers.workbooks.files.csv_file import read_csv
from oneprice.carriers.workbooks.files.file_refused import FileRefused, too_large
from oneprice.carriers.workbooks.files.grid import Grid
from oneprice.carriers.workbooks.files.limits import Limits
from oneprice.carriers.workbooks.files.reading import Reading
from oneprice.carriers.workbooks.files.xlsx_file import read_xlsx
from oneprice.carriers.workbooks.findings import Report, shown
from oneprice.carriers.workbooks.places import Place

_ZIP = b"PK\x03\x04"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_TEXT_ENDS = (".csv", ".tsv", ".txt")


def open_grids(
    path: str | os.PathLike[str], how: Reading, report: Report, limits: Limits | None = None
) -> list[Grid]:
    """Return the sheets of a workbook, or the one grid of a CSV file.

    What makes the file unreadable is an error in the report, and there are no grids.

    Parameters
    ----------
    path : path
        An .xlsx, or a .csv, .tsv or .txt; what counts is the content.
    how : Reading
        What the layout says about the file.
    report : Report
        Takes all findings; the grids go on telling theirs there while they are read.
    limits : Limits, optional
        How large the file may be.
    """
    limits = limits or Limits()
    name = shown(Path(path).name)
    try:
        with _open(Path(path)) as handle:
            return _read(handle, name, how, report, limits)
    except FileRefused as problem:
        place = Place(problem.sheet or name, problem.row)
        report.error(place, problem.kind, problem.reason, problem.remedy)
    except OSError as problem:
        reason = f"the file cannot be opened: {problem.strerror or 'no reason given'}"
        report.error(Place(name), "no_file", reason, "check the path")
    return []


def _open(path: Path) -> BinaryIO:
    # Not blocking, so that a pipe without a writer is refused instead of waited for.
    number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise FileRefused("no_file", "it is no plain file", "give an .xlsx or .csv file")
    return os.fdopen(number, "rb")


def _read(handle: BinaryIO, name: str, how: Reading, report: Report, limits: Limits) -> list[Grid]:
    if os.fstat(handle.fileno()).st_size > limits.file_bytes:
        raise too_large("bytes", limits.file_bytes)
    start = handle.read(512)
    if start.startswith(_ZIP):
        handle.seek(0)
        return read_xlsx(handle, how, report, limits)
    if start.startswith(_OLE):
        raise _old_file(handle, start)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        reason = "a web page or XML under the name of a workbook"
        raise FileRefused("format", reason, "open it in a spreadsheet and save it as .xlsx")
    if not name.lower().endswith(_TEXT_ENDS):
        raise FileRefused("format", "it is no workbook", "give an .xlsx or .csv file")
    handle.seek(0)
    return read_csv(handle, name, how, report, limits)


def _old_file(handle: BinaryIO, start: bytes) -> FileRefused:
    """Return the refusal of a file in the container of old Office files."""
    tail = start[-len(_LOCKED) :]
    while chunk := handle.read(1 << 20):
        if _LOCKED in tail + chunk:
            reason = "the workbook is protected by a password"
            return FileRefused("password", reason, "save it without a password")
        tail = chunk[-len(_LOCKED) :]
    return FileRefused("format", "an old .xls workbook", "save it as .xlsx")
