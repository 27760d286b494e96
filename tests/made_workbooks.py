"""Workbooks made by tests: plain ones from typed rows, and raw ones part by part."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from oneprice.carriers.workbooks.files.grid import Grid
from oneprice.carriers.workbooks.files.limits import Limits
from oneprice.carriers.workbooks.files.open_file import open_grids
from oneprice.carriers.workbooks.files.reading import Reading
from oneprice.carriers.workbooks.findings import Report

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'


def sheet_xml(rows: str, *, before: str = "", after: str = "") -> str:
    """Return the XML of a sheet around its rows."""
    return f"<worksheet {MAIN}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"


def relations(pairs: Mapping[str, str]) -> str:
    """Return relations: id -> "kind target"."""
    listed = "".join(
        f'<Relationship Id="{key}" Type="{LINKS}/{kind.split()[0]}" Target="{kind.split()[1]}"/>'
        for key, kind in pairs.items()
    )
    return f"<Relationships {_PACKAGE}>{listed}</Relationships>"


def parts(sheet: str, *, shared: str = "", styles: str = "", state: str = "") -> dict[str, str]:
    """Return the members of a workbook with one sheet named S."""
    hidden = f' state="{state}"' if state else ""
    listed = {"r1": "worksheet worksheets/sheet1.xml"}
    listed |= {"r2": "sharedStrings sharedStrings.xml"} if shared else {}
    listed |= {"r3": "styles styles.xml"} if styles else {}
    members = {
        "_rels/.rels": relations({"r1": "officeDocument xl/workbook.xml"}),
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{LINKS}"><sheets>'
        f'<sheet name="S" sheetId="1" r:id="r1"{hidden}/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(listed),
        "xl/worksheets/sheet1.xml": sheet,
    }
    members |= {"xl/sharedStrings.xml": f"<sst {MAIN}>{shared}</sst>"} if shared else {}
    members |= {"xl/styles.xml": f"<styleSheet {MAIN}>{styles}</styleSheet>"} if styles else {}
    return members


def zip_up(path: Path, members: Mapping[str, str | bytes]) -> Path:
    """Write members into an archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def cells_xml(rows: Iterable[Iterable[str]]) -> str:
    """Return rows of ready cells `t|style|inner`, such as `n|1|<v>5</v>`, as XML."""
    made = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(
            f'<c t="{kind}" s="{style}">{inner}</c>'
            for kind, style, inner in (cell.split("|", 2) for cell in row)
        )
        made.append(f'<row r="{number}">{cells}</row>')
    return "".join(made)


def text_of(words: str) -> str:
    """Return a cell of `cells_xml` with an inline text."""
    return f'inlineStr|0|<is><t xml:space="preserve">{escape(words)}</t></is>'


def read(
    path: Path, how: Reading | None = None, limits: Limits | None = None
) -> tuple[list[Grid], Report]:
    """Return the grids of a file and the report they tell to."""
    report = Report()
    return open_grids(path, how or Reading(), report, limits), report


def told(report: Report, severity: str = "error") -> list[tuple[str, str]]:
    """Return (kind, place) of the findings of one severity."""
    return [(f.kind, str(f.place)) for f in report if f.severity == severity]


def wide(words: str) -> str:
    """Return plain characters in the full width of Chinese keyboards."""
    return "".join(chr(ord(sign) + 0xFEE0) for sign in words)
