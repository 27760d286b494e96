"""A CSV file into a grid: text cells only, read line by line within limits."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from oneprice.carriers.workbooks.files.file_refused import FileRefused, too_large
from oneprice.carriers.workbooks.files.grid import Cell, Grid
from oneprice.carriers.workbooks.files.limits import Limits
from oneprice.carriers.workbooks.files.plain_text import text_cell
from oneprice.carriers.workbooks.files.reading import Reading
from oneprice.carriers.workbooks.files.xml_stream import Meter
from oneprice.carriers.workbooks.findings import Report
from oneprice.carriers.workbooks.places import Place

MAX_LINE_CHARS = 1 << 20
_MARKS = (
    (b"\xff\xfe\x00\x00", ""),
    (b"\x00\x00\xfe\xff", ""),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def read_csv(
    handle: BinaryIO, name: str, how: Reading, report: Report, limits: Limits
) -> list[Grid]:
    """Return the file as one grid; a row may have as many cells as it likes.

    Raises
    ------
    FileRefused
        Not in the encoding, a quote that does not end, NUL characters, beyond a limit.
    """
    encoding = _encoding(handle, name, how, report)
    stream = io.TextIOWrapper(handle, encoding=encoding, errors="strict", newline="")
    lines = _Lines(stream, encoding, min(MAX_LINE_CHARS, limits.text_chars))
    grid = Grid(name, report, how)
    try:
        _fill(grid, lines, how, Meter(limits))
    except csv.Error as problem:
        line = lines.first_of_row
        reason = f"the quotes of the row that begins in line {line} cannot be read: {problem}"
        remedy = "close each quote, double those inside a cell"
        raise FileRefused("quotes", reason, remedy, row=line) from None
    finally:
        stream.detach()
    _see_delimiter(grid, how)
    return [grid]


def _fill(grid: Grid, lines: _Lines, how: Reading, meter: Meter) -> None:
    limits = meter.limits
    kept: dict[Cell, Cell] = {}
    reader = csv.reader(lines, delimiter=how.delimiter, strict=True)
    for row, cells in enumerate(reader, start=1):
        lines.first_of_row = lines.number + 1
        if row == 1 and len(cells) == 1 and cells[0].lower().startswith("sep="):
            continue
        for column, text in enumerate(cells, start=1):
            if len(text) > limits.cell_chars:
                raise too_large(f"characters in a cell of row {row}", limits.cell_chars)
            meter.add_text(len(text))
            cell = text_cell(text)
            if cell.kind == "empty":
                continue
            meter.add_cell()
            if row > limits.rows:
                raise too_large("rows", limits.rows)
            if column > limits.columns:
                raise too_large("columns", limits.columns)
            grid.put(row, column, kept.setdefault(cell, cell))


class _Lines:
    """Lines of a text, none longer than a limit; counts them for messages."""

    def __init__(self, stream: io.TextIOWrapper, encoding: str, longest: int) -> None:
        self.stream = stream
        self.encoding = encoding
        self.longest = longest
        self.number = 0
        self.first_of_row = 1

    def __iter__(self) -> Iterator[str]:
        while line := self._next():
            yield line

    def _next(self) -> str:
        self.number += 1
        try:
            line = self.stream.readline(self.longest + 1)
        except UnicodeDecodeError as problem:
            # What was decoded before holds no further line: the rest is counted in the bytes.
            number = self.number + problem.object[: problem.start].count(b"\n")
            reason = f"bytes that are not {self.encoding} in line {number}"
            remedy = "save the file as UTF-8, or say `encoding: gb18030` in the layout"
            raise FileRefused("encoding", reason, remedy, row=number) from None
        if len(line) > self.longest:
            raise too_large("characters in one line", self.longest)
        if "\x00" in line:
            remedy = "save the file as UTF-8 text"
            reason = f"NUL characters in line {self.number}"
            raise FileRefused("control", reason, remedy, row=self.number)
        return line


def _encoding(handle: BinaryIO, name: str, how: Reading, report: Report) -> str:
    """Return the encoding: a byte order mark wins over what the layout says."""
    start = handle.read(4)
    handle.seek(0)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            if not encoding:
                raise FileRefused("encoding", "the file is UTF-32", "save it as UTF-8")
            if how.encoding != "utf-8":
                reason = f"the file says itself that it is {encoding.removesuffix('-sig')}"
                report.note(Place(name), "encoding", reason, "leave `encoding` out of the layout")
            return encoding
    if how.encoding == "gb18030" and _is_utf8(handle):
        reason = "the file is good UTF-8, and is read as GB18030"
        report.warning(Place(name), "encoding", reason, "leave `encoding` out of the layout")
    return how.encoding


def _is_utf8(handle: BinaryIO) -> bool:
    """Tell whether the first MiB has more than ASCII and is UTF-8."""
    start = handle.read(1 << 20)
    handle.seek(0)
    try:
        return not start[:-4].decode("utf-8").isascii()
    except UnicodeDecodeError as problem:
        return problem.start >= len(start) - 8 and not start.isascii()


def _see_delimiter(grid: Grid, how: Reading) -> None:
    """Warn where no row has two cells, but another delimiter would cut them."""
    if grid.columns > 1:
        return
    texts = [grid.peek(row, 1) for row in range(1, min(grid.rows, 50) + 1)]
    for other in (",", ";", "\t", "|"):
        if other != how.delimiter and sum(other in text for text in texts) > len(texts) // 2:
            reason = f"all rows have one cell; {other!r} seems to part the cells"
            remedy = f"say `delimiter: {other!r}` in the layout"
            grid.report.warning(Place(grid.sheet), "delimiter", reason, remedy)
            return
