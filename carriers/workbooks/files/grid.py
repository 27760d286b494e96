"""One sheet as a grid of texts: what a form of rate sheet reads, whatever the file was.

A cell that cannot be used (a formula, `#N/A`) is no error of the workbook as long as nobody reads
it: the first `text` or `number` that asks for it puts its finding into the report.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import NamedTuple

from oneprice.carriers.workbooks.files.reading import Reading, is_ambiguous, plain_number
from oneprice.carriers.workbooks.findings import Finding, Report
from oneprice.carriers.workbooks.places import Place

KINDS = ("empty", "number", "text", "date", "time", "refused")


class Remark(NamedTuple):
    """What is to be told of a cell once it is read: a finding without its place."""

    severity: str
    kind: str
    reason: str
    remedy: str = ""


class Cell(NamedTuple):
    """One cell.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    text : str
        A number as a plain decimal or "12%", a date as YYYY-MM-DD; "" where refused.
    format : str
        The number format of the workbook, "" for General.
    remarks : tuple of Remark
        Told when the cell is read.
    raw : str
        A text as it was typed where `text` differs from it, else "".
    """

    kind: str
    text: str
    format: str = ""
    remarks: tuple[Remark, ...] = ()
    raw: str = ""


EMPTY = Cell("empty", "")


class _Span(NamedTuple):
    """One column of a merged range."""

    first_row: int
    last_row: int
    head_row: int
    head_column: int


class Grid:
    """The cells of one sheet, rows and columns counted from 1.

    Parameters
    ----------
    sheet : str
        Its name; of a CSV file the name of the file.
    report : Report
        Where reading a cell tells its remarks.
    how : Reading
        How numbers stand in text.
    hidden : bool
        Whether the whole sheet is hidden.

    Attributes
    ----------
    rows, columns : int
        The last row and column with a cell that is not empty.
    """

    def __init__(self, sheet: str, report: Report, how: Reading, *, hidden: bool = False) -> None:
        self.sheet = sheet
        self.report = report
        self.how = how
        self.hidden = hidden
        self.rows = 0
        self.columns = 0
        self._cells: dict[tuple[int, int], Cell] = {}
        self._told: set[tuple[int, int]] = set()
        self._spans: dict[int, list[_Span]] = {}

    # --- filling -------------------------------------------------------------------------

    def put(self, row: int, column: int, cell: Cell) -> bool:
        """Set a cell; return False, changing nothing, where it was set before."""
        if (row, column) in self._cells:
            return False
        self._cells[row, column] = cell
        self.rows = max(self.rows, row)
        self.columns = max(self.columns, column)
        return True

    def merge(self, ranges: list[tuple[int, int, int, int]]) -> None:
        """Set the merged ranges (first row, first column, last row, last column), once.

        Ranges are cut at the extent of the cells, so that one over the whole sheet costs nothing.
        """
        for top, left, bottom, right in ranges:
            last = min(bottom, self.rows)
            for column in range(left, min(right, self.columns) + 1):
                self._spans.setdefault(column, []).append(_Span(top, last, top, left))
        for column, spans in self._spans.items():
            spans.sort()
            self._check_spans(column, spans)
        self._tell_covered()

    def _tell_covered(self) -> None:
        """Warn of cells that hold something nobody sees, beneath a merged range."""
        for place, cell in self._cells.items() if self._spans else ():
            if self.covered(*place):
                head = self.place(*self.head(*place))
                reason = f"{cell.text!r} lies beneath the merged range of {head} and is not read"
                remedy = "unmerge the range and look"
                self.report.warning(self.place(*place), "covered", reason, remedy)

    def _check_spans(self, column: int, spans: list[_Span]) -> None:
        for above, below in pairwise(spans):
            if below.first_row <= above.last_row:
                place = self.place(below.head_row, below.head_column)
                reason = "its merged range overlaps the one of "
                reason += str(self.place(above.head_row, above.head_column))
                remedy = "unmerge both and merge again"
                self.report.error(place, "merged", f"{reason} in column {column}", remedy)

    # --- reading -------------------------------------------------------------------------

    def place(self, row: int, column: int) -> Place:
        """Return the place of a cell for messages."""
        return Place(self.sheet, row, column)

    def head(self, row: int, column: int) -> tuple[int, int]:
        """Return the cell whose content counts here: of a merged range its first."""
        spans = self._spans.get(column)
        if spans:
            at = bisect_right(spans, row, key=lambda span: span.first_row) - 1
            if at >= 0 and row <= spans[at].last_row:
                return spans[at].head_row, spans[at].head_column
        return row, column

    def covered(self, row: int, column: int) -> bool:
        """Tell whether a cell lies in a merged range and is not its first."""
        return self.head(row, column) != (row, column)

    def cell(self, row: int, column: int) -> Cell:
        """Return what stands in a cell, telling nothing."""
        return self._cells.get(self.head(row, column), EMPTY)

    def kind(self, row: int, column: int) -> str:
        """Return what a cell holds, one of `KINDS`."""
        return self.cell(row, column).kind

    def format(self, row: int, column: int) -> str:
        """Return the number format; a unit or a currency may stand in it, not in the cell."""
        return self.cell(row, column).format

    def peek(self, row: int, column: int) -> str:
        """Return the text of a cell, telling nothing: for the hunt for headers."""
        return self._written(self.cell(row, column))

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell, and tell what is to be told of it, once.

        A number stands in it with the decimal sign of the layout, as `plain_number` reads it.
        """
        head = self.head(row, column)
        cell = self._cells.get(head, EMPTY)
        if cell.remarks and head not in self._told:
            self._told.add(head)
            for remark in cell.remarks:
                self.report.add(_finding(self.place(*head), remark))
        return self._written(cell)

    def _written(self, cell: Cell) -> str:
        """Return the text of a cell as the layout writes numbers."""
        if cell.kind == "number" and self.how.decimal == "comma":
            return cell.text.replace(".", ",")
        return cell.text

    def raw(self, row: int, column: int) -> str:
        """Return a text letter by letter as it was typed, a number with a point; tell as `text`."""
        self.text(row, column)
        cell = self.cell(row, column)
        return cell.raw or cell.text

    def number(self, row: int, column: int) -> str | None:
        """Return a number as a plain decimal, with "%" for a ratio; None where the cell is empty.

        What is no number, or one only in another country's writing, is an error in the report,
        and None.
        """
        text = self.text(row, column)
        cell = self.cell(row, column)
        if cell.kind == "number" or not text:
            return cell.text or None
        number = plain_number(text, self.how) if cell.kind == "text" else None
        if number is None:
            kind, reason, remedy = _no_number(cell, self.how)
            self.report.error(self.place(*self.head(row, column)), kind, reason, remedy)
        return number

    def tell_unread(self) -> None:
        """Note each refused cell that nobody asked for, after everything was read."""
        for place, cell in sorted(self._cells.items()):
            if cell.kind == "refused" and place not in self._told:
                reason = f"{cell.remarks[0].reason}; it was not needed"
                self.report.note(self.place(*place), "unread", reason)


def _finding(place: Place, remark: Remark) -> Finding:
    return Finding(remark.severity, remark.kind, place, remark.reason, remark.remedy)


def _no_number(cell: Cell, how: Reading) -> tuple[str, str, str]:
    """Return kind, reason and remedy for a cell that should be a number."""
    if cell.kind in ("date", "time"):
        remedy = "type it as text: spreadsheets turn 1-2 or 5/9 into dates"
        return cell.kind, f"the {cell.kind} {cell.text} where a number is due", remedy
    if is_ambiguous(cell.text, how):
        remedy = "say decimal and thousands in the layout, or make it a number cell"
        return "ambiguous", f"{cell.text!r} can be read as more than one number", remedy
    return "no_number", f"{cell.text!r} is no number", "give a plain number"
