"""The texts of an .xlsx: shared and inline strings, put together from their runs.

Tags as in ECMA-376 part 1, chapter 18.4.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from oneprice.carriers.workbooks.files.file_refused import too_large
from oneprice.carriers.workbooks.files.grid import Cell, Remark
from oneprice.carriers.workbooks.files.plain_text import text_cell
from oneprice.carriers.workbooks.files.xlsx_parts import is_on
from oneprice.carriers.workbooks.files.xml_stream import Meter

_STRUCK = Remark("warning", "struck_through", "the text is struck through", "check that it holds")


class RichText:
    """The text of one shared or inline string, put together from its runs.

    Readings (phonetic runs) are left out. A raised or lowered run behind a digit is a footnote:
    a caret is put before it, so that it never becomes another digit.
    """

    def __init__(self, meter: Meter, cell_chars: int) -> None:
        self.meter = meter
        self.cell_chars = cell_chars
        self.begin()

    def begin(self) -> None:
        """Forget the string before."""
        self.parts: list[str] = []
        self.length = 0
        self.struck = False
        self.raised = False
        self.phonetic = False
        self.taking = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """See the start of an element."""
        if name == "rPh":
            self.phonetic = True
        elif name == "r":
            self.raised = False
        elif name == "strike":
            self.struck = self.struck or is_on(attributes.get("val", "1"))
        elif name == "vertAlign":
            self.raised = attributes.get("val", "") in ("superscript", "subscript")
        elif name == "t":
            self.taking = not self.phonetic
            if self.taking and self.raised and self.parts and self.parts[-1][-1:].isdigit():
                self.parts.append("^")

    def end(self, name: str) -> None:
        """See the end of an element."""
        if name == "rPh":
            self.phonetic = False
        elif name == "t":
            self.taking = False

    def text(self, characters: str) -> None:
        """See characters of the innermost element, in pieces."""
        if not self.taking:
            return
        self.length += len(characters)
        if self.length > self.cell_chars:
            raise too_large("characters in one cell", self.cell_chars)
        self.meter.add_text(len(characters))
        self.parts.append(characters)

    def cell(self) -> Cell:
        """Return the cell of the finished string."""
        return text_cell("".join(self.parts), (_STRUCK,) if self.struck else ())


@dataclass
class SharedTexts:
    """`sharedStrings.xml`: the texts that cells name by number, as finished cells."""

    meter: Meter
    cell_chars: int
    cells: list[Cell] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rich = RichText(self.meter, self.cell_chars)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """See the start of an element."""
        if name == "si":
            self.rich.begin()
        else:
            self.rich.start(name, attributes)

    def end(self, name: str) -> None:
        """See the end of an element."""
        if name == "si":
            self.cells.append(self.rich.cell())
        else:
            self.rich.end(name)

    def text(self, characters: str) -> None:
        """See characters of the innermost element, in pieces."""
        self.rich.text(characters)
