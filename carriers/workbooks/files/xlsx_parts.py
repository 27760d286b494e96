"""The parts of an .xlsx that say where its sheets are (ECMA-376 part 1, chapter 18.2)."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import NamedTuple

from oneprice.carriers.workbooks.files.file_refused import FileRefused, too_large


class SheetEntry(NamedTuple):
    """One sheet as the workbook lists it."""

    name: str
    relation: str
    hidden: bool


@dataclass
class Relations:
    """Which part each relation of a part leads to.

    Attributes
    ----------
    base : str
        Folder of the part whose relations these are.
    targets, kinds : dict of str to str
        Relation id -> member of the archive, and -> last word of its type ("worksheet").
    """

    base: str
    targets: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """See the start of an element."""
        if name == "Relationship" and attributes.get("TargetMode", "Internal") == "Internal":
            target = attributes.get("Target", "")
            path = target[1:] if target.startswith("/") else posixpath.join(self.base, target)
            self.targets[attributes.get("Id", "")] = posixpath.normpath(path)
            self.kinds[attributes.get("Id", "")] = attributes.get("Type", "").rpartition("/")[2]

    def end(self, name: str) -> None:
        """See the end of an element."""

    def text(self, characters: str) -> None:
        """See characters of the innermost element, in pieces."""

    def of_kind(self, kind: str) -> str:
        """Return the first member of a kind, or ""."""
        return next((self.targets[key] for key, word in self.kinds.items() if word == kind), "")


@dataclass
class WorkbookPart:
    """`workbook.xml`: the sheets in their order, and on which day dates begin."""

    max_sheets: int
    sheets: list[SheetEntry] = field(default_factory=list)
    since_1904: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """See the start of an element."""
        if name == "workbookPr":
            self.since_1904 = is_on(attributes.get("date1904", "0"))
        elif name == "sheet":
            if len(self.sheets) >= self.max_sheets:
                raise too_large("sheets", self.max_sheets)
            hidden = attributes.get("state", "visible") != "visible"
            entry = SheetEntry(attributes.get("name", ""), attributes.get("id", ""), hidden)
            self.sheets.append(entry)

    def end(self, name: str) -> None:
        """See the end of an element."""

    def text(self, characters: str) -> None:
        """See characters of the innermost element, in pieces."""


def whole(text: str) -> int:
    """Return an attribute that is a whole number of at most 9 digits."""
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        remedy = "open it in a spreadsheet and save it as .xlsx"
        raise FileRefused("damaged", f"{text[:20]!r} where a whole number is due", remedy)
    return int(text)


def is_on(word: str) -> bool:
    """Return an attribute that is true or false."""
    return word in ("1", "true", "on")
