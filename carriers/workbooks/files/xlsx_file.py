"""An .xlsx into grids: its parts in the order in which they need each other."""

from __future__ import annotations

import zipfile
from typing import BinaryIO

from oneprice.carriers.workbooks.files.file_refused import FileRefused
from oneprice.carriers.workbooks.files.grid import Grid
from oneprice.carriers.workbooks.files.limits import Limits
from oneprice.carriers.workbooks.files.reading import Reading
from oneprice.carriers.workbooks.files.xlsx_parts import Relations, SheetEntry, WorkbookPart
from oneprice.carriers.workbooks.files.xlsx_sheet import SheetPart
from oneprice.carriers.workbooks.files.xlsx_styles import Styles
from oneprice.carriers.workbooks.files.xlsx_texts import SharedTexts
from oneprice.carriers.workbooks.files.xml_stream import Handler, Meter, parse_part
from oneprice.carriers.workbooks.files.zip_guard import damaged, open_archive, read_member
from oneprice.carriers.workbooks.findings import Report
from oneprice.carriers.workbooks.places import Place


def read_xlsx(handle: BinaryIO, how: Reading, report: Report, limits: Limits) -> list[Grid]:
    """Return the sheets of a workbook in their order; what is odd goes to the report.

    Raises
    ------
    FileRefused
        The workbook as a whole cannot be read.
    """
    with open_archive(handle, limits) as archive:
        return _Xlsx(archive, Meter(limits)).grids(how, report)


class _Xlsx:
    def __init__(self, archive: zipfile.ZipFile, meter: Meter) -> None:
        self.archive = archive
        self.meter = meter
        self.members = {name.lower(): name for name in archive.namelist()}

    def grids(self, how: Reading, report: Report) -> list[Grid]:
        main = self._main()
        book = WorkbookPart(self.meter.limits.sheets)
        self._parse(main, book)
        folder, _, file = main.rpartition("/")
        relations = self._relations(folder, f"{folder}/_rels/{file}.rels".lstrip("/"))
        styles, texts = Styles(), SharedTexts(self.meter, self.meter.limits.cell_chars)
        for kind, handler in (("styles", styles), ("sharedStrings", texts)):
            if member := relations.of_kind(kind):
                self._parse(member, handler)
        found: list[Grid] = []
        _check_names(book.sheets)
        for entry in book.sheets:
            if entry.relation not in relations.kinds:
                raise damaged()
            if relations.kinds[entry.relation] == "worksheet":
                grid = Grid(entry.name, report, how, hidden=entry.hidden)
                part = SheetPart(grid, texts.cells, styles, book.since_1904, self.meter)
                self._parse_sheet(entry, relations.targets[entry.relation], part)
                found.append(grid)
            else:
                report.note(Place(entry.name), "no_cells", "a sheet without cells is left out")
        if not found:
            raise FileRefused("format", "no sheet of it has cells", "give an .xlsx or .csv file")
        return found

    def _main(self) -> str:
        """Return the member that lists the sheets."""
        if "content.xml" in self.members and "mimetype" in self.members:
            raise FileRefused("format", "an OpenDocument sheet", "save it as .xlsx")
        main = self._relations("", "_rels/.rels").of_kind("officeDocument")
        if main.endswith(".bin"):
            raise FileRefused("format", "an .xlsb workbook", "save it as .xlsx")
        return main

    def _parse_sheet(self, entry: SheetEntry, member: str, part: SheetPart) -> None:
        report = part.grid.report
        try:
            self._parse(member, part)
        except FileRefused as problem:
            problem.sheet = entry.name
            raise
        part.finish()
        if entry.hidden:
            reason = "the sheet is hidden and read all the same"
            report.note(Place(entry.name), "hidden", reason, "delete it if it is not meant")

    def _relations(self, base: str, member: str) -> Relations:
        relations = Relations(base)
        self._parse(member, relations)
        return relations

    def _parse(self, member: str, handler: Handler) -> None:
        name = self.members.get(member.lower())
        if name is None:
            raise damaged()
        parse_part(read_member(self.archive, name), handler, self.meter)


def _check_names(sheets: list[SheetEntry]) -> None:
    names = [entry.name for entry in sheets]
    if not names:
        raise FileRefused("format", "it holds no sheet", "give an .xlsx or .csv file")
    if len(set(names)) < len(names) or "" in names:
        raise damaged()
