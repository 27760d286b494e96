"""One sheet of an .xlsx into a grid, cell by cell as the stream brings them.

What the sheet says about its own size is not believed; only cells that hold something count
(ECMA-376 part 1, chapter 18.3).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from oneprice.carriers.workbooks.files.file_refused import FileRefused, too_large
from oneprice.carriers.workbooks.files.grid import EMPTY, Cell, Grid, Remark
from oneprice.carriers.workbooks.files.number_cells import number_cell
from oneprice.carriers.workbooks.files.number_format import NumberFormat
from oneprice.carriers.workbooks.files.plain_text import refused_cell, text_cell
from oneprice.carriers.workbooks.files.xlsx_parts import is_on, whole
from oneprice.carriers.workbooks.files.xlsx_styles import Styles
from oneprice.carriers.workbooks.files.xlsx_texts import RichText
from oneprice.carriers.workbooks.files.xml_stream import Meter
from oneprice.carriers.workbooks.places import Place, cell_numbers, column_letters

MAX_HIDDEN_RANGES = 16_384
_ISO_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(T00:00(:00(\.0+)?)?Z?)?")
_STRUCK = Remark("warning", "struck_through", "the cell is struck through", "check that it holds")


class SheetPart:
    """A handler that fills a grid from `sheetN.xml`.

    Parameters
    ----------
    grid : Grid
        To be filled.
    texts : list of Cell
        The shared texts.
    styles : Styles
        The cell styles.
    since_1904 : bool
        Whether dates count from 1904.
    meter : Meter
        Counts against the limits of the workbook.
    """

    def __init__(
        self, grid: Grid, texts: list[Cell], styles: Styles, since_1904: bool, meter: Meter
    ) -> None:
        self.grid = grid
        self.texts = texts
        self.styles = styles
        self.since_1904 = since_1904
        self.meter = meter
        self.row = 0
        self.column = 0
        self.row_hidden = False
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[tuple[int, int]] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self.kept: dict[Cell, Cell] = {}
        self.read_styles: dict[str, tuple[NumberFormat, bool]] = {}
        self.rich = RichText(meter, meter.limits.cell_chars)
        self.in_cell = False
        self.inside = ""
        self._begin_cell({})

    # --- events --------------------------------------------------------------------------

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """See the start of an element."""
        if self.in_cell:
            self._start_inside(name, attributes)
        elif name == "c":
            self._place_cell(attributes.get("r", ""))
            self._begin_cell(attributes)
            self.in_cell = True
        elif name == "row":
            self.row = whole(attributes["r"]) if "r" in attributes else self.row + 1
            self.column = 0
            height = attributes.get("ht", "") if is_on(attributes.get("customHeight", "")) else ""
            self.row_hidden = is_on(attributes.get("hidden", "0")) or height == "0"
        elif name == "col":
            self._see_column(attributes)
        elif name == "mergeCell":
            self._see_merge(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        """See the end of an element."""
        if not self.in_cell:
            return
        if name == "c":
            self.in_cell = False
            self._put(self._cell())
        elif self.inside == "is" and name != "is":
            self.rich.end(name)
        elif name == self.inside:
            self.inside = ""

    def text(self, characters: str) -> None:
        """See characters of the innermost element, in pieces."""
        if self.inside == "is":
            self.rich.text(characters)
        elif self.inside in ("v", "f"):
            parts = self.value if self.inside == "v" else self.formula
            parts.append(characters)
            self.length += len(characters)
            if self.length > 2 * self.meter.limits.cell_chars:
                where = f"{column_letters(self.column)}{self.row}"
                raise too_large(f"characters in cell {where}", self.meter.limits.cell_chars)

    # --- cells ---------------------------------------------------------------------------

    def _place_cell(self, name: str) -> None:
        self.column += 1
        if not name:
            return
        found = cell_numbers(name)
        if found is None or found[0] != self.row:
            reason = f"a cell named {name[:20]!r} in row {self.row}"
            raise FileRefused("damaged", reason, "open it in a spreadsheet and save it as .xlsx")
        self.column = found[1]

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self.type = attributes.get("t", "n")
        self.style = attributes.get("s", "0")
        self.value: list[str] = []
        self.formula: list[str] = []
        self.has_formula = False
        self.length = 0
        self.inside = ""
        self.rich.begin()

    def _start_inside(self, name: str, attributes: dict[str, str]) -> None:
        if self.inside == "is":
            self.rich.start(name, attributes)
        elif name in ("v", "f", "is"):
            self.inside = name
            self.has_formula = self.has_formula or name == "f"

    def _cell(self) -> Cell:
        """Return the finished cell."""
        value = "".join(self.value)
        if self.has_formula:
            shown = "=" + "".join(self.formula).strip() if self.formula else "a shared formula"
            if self.grid.how.formulas == "refuse":
                remedy = "paste values only, or say `formulas: cached` in the layout"
                return refused_cell("formula", f"the formula {shown}", remedy)
            if value == "" and self.type != "str":
                remedy = "open the workbook in a spreadsheet and save it, or paste values only"
                return refused_cell("formula", f"the formula {shown} has no saved value", remedy)
        return self._saved(value)

    def _saved(self, value: str) -> Cell:
        form, struck = self._style()
        if self.type == "s" and value:
            number = whole(value.strip())
            if number >= len(self.texts):
                return refused_cell("damaged", "a text that the file lacks", "type it again")
            cell = self.texts[number]
        elif self.type == "inlineStr":
            cell = self.rich.cell()
        elif self.type == "str":
            self.meter.add_text(len(value))
            cell = text_cell(value)
        elif value.strip() == "":
            return EMPTY
        else:
            cell = self._typed(value.strip(), form)
        return cell._replace(remarks=(*cell.remarks, _STRUCK)) if struck and cell.text else cell

    def _style(self) -> tuple[NumberFormat, bool]:
        """Return what the cell's style says; there are few styles and many cells."""
        if self.style not in self.read_styles:
            self.read_styles[self.style] = self.styles.of(whole(self.style))
        return self.read_styles[self.style]

    def _typed(self, value: str, form: NumberFormat) -> Cell:
        if self.type == "n":
            return number_cell(value, form, since_1904=self.since_1904)
        if self.type == "e":
            return refused_cell("error_value", f"the error {value[:20]}", "mend the cell")
        if self.type == "b":
            word = "TRUE" if value == "1" else "FALSE"
            return refused_cell("boolean", f"the truth value {word}", "type a word or a number")
        day = _ISO_DAY.fullmatch(value)
        if self.type == "d" and day is not None:
            return Cell("date", day[1])
        return refused_cell("damaged", "a cell of unknown type", "type it again")

    def _put(self, cell: Cell) -> None:
        if cell.kind == "empty":
            return
        limits = self.meter.limits
        self.meter.add_cell()
        if self.row > limits.rows or self.column > limits.columns:
            most, what = limits.rows, "rows"
            if self.row <= limits.rows:
                most, what = limits.columns, "columns"
            place = self.grid.place(self.row, self.column)
            raise too_large(f"{what} ({place.cell} is filled)", most)
        if not self.grid.put(self.row, self.column, self.kept.setdefault(cell, cell)):
            place = self.grid.place(self.row, self.column)
            self.grid.report.error(place, "damaged", "the cell stands twice in the file", "")
        if self.row_hidden:
            self.hidden_rows.add(self.row)

    # --- what is said of rows, columns and ranges ----------------------------------------

    def _see_column(self, attributes: dict[str, str]) -> None:
        if is_on(attributes.get("hidden", "0")) or attributes.get("width", "") == "0":
            first, last = whole(attributes.get("min", "")), whole(attributes.get("max", ""))
            if len(self.hidden_columns) >= MAX_HIDDEN_RANGES:
                raise too_large("hidden columns", MAX_HIDDEN_RANGES)
            self.hidden_columns.append((first, last))

    def _see_merge(self, ref: str) -> None:
        first, _, last = ref.partition(":")
        head, tail = cell_numbers(first), cell_numbers(last or first)
        if head is None or tail is None or tail[0] < head[0] or tail[1] < head[1]:
            self.grid.report.error(Place(self.grid.sheet), "merged", f"no range: {ref[:40]!r}")
            return
        if len(self.merged) >= self.meter.limits.merged:
            raise too_large("merged ranges", self.meter.limits.merged)
        self.merged.append((*head, *tail))

    def finish(self) -> None:
        """Set merged ranges and tell what is hidden, after the last event."""
        self.grid.merge(self.merged)
        note = self.grid.report.note
        remedy = "delete it if it is not meant"
        for first, last in runs(self.hidden_rows):
            place = Place(self.grid.sheet, first)
            words = f"row {first} is" if first == last else f"rows {first} to {last} are"
            note(place, "hidden", f"{words} hidden and read all the same", remedy)
        for first, last in self.hidden_columns:
            end = min(last, self.grid.columns)
            if first <= end:
                letters = f"{column_letters(first)} to {column_letters(end)} are"
                words = letters if first < end else f"{column_letters(first)} is"
                place = Place(self.grid.sheet, 0, first)
                note(place, "hidden", f"column {words} hidden and read all the same", remedy)


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return the runs of neighbouring numbers as (first, last)."""
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found
