"""Hostile workbooks: refused with a plain reason, in little memory."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from made_workbooks import CELL, parts, read, sheet_xml, text_of, told, zip_up

from oneprice.carriers.workbooks.files.limits import Limits
from oneprice.carriers.workbooks.files.zip_guard import CHUNK_BYTES

MIB = 1 << 20
LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
PROBE = """
import re, sys
from oneprice.carriers.workbooks.findings import Report
from oneprice.carriers.workbooks.files.limits import Limits
from oneprice.carriers.workbooks.files.open_file import open_grids
from oneprice.carriers.workbooks.files.reading import Reading
from pathlib import Path
peak = lambda: int(re.search(r"VmHWM:\\s+([0-9]+) kB", Path("/proc/self/status").read_text())[1])
start = peak()
for path in sys.argv[1:]:
    report = Report()
    assert open_grids(path, Reading(), report, Limits(ratio=10**6)) == []
    print(*(finding.kind for finding in report))
print((peak() - start) // 1024)
"""


def bomb(path: Path, name: str, content: str | bytes) -> Path:
    """Write a workbook with one member replaced or added."""
    return zip_up(path, {**parts(sheet_xml(CELL)), name: content})


def sheet_bomb(path: Path, rows: str) -> Path:
    """Write a workbook with these rows."""
    return zip_up(path, parts(sheet_xml(rows)))


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of memory as Linux tells it")
def test_bombs_are_refused_in_little_memory(tmp_path: Path) -> None:
    """Bombs of 16 MiB each cost less than 12 MiB of memory, all of them together."""
    long_text = "x" * (16 * MIB)
    made = [
        sheet_bomb(tmp_path / "cell.xlsx", f'<row r="1"><c t="str"><v>{long_text}</v></c></row>'),
        sheet_bomb(tmp_path / "inline.xlsx", f"<row>{_inline(long_text)}</row>"),
        sheet_bomb(tmp_path / "attribute.xlsx", f'<row r="{long_text}"/>'),
        sheet_bomb(tmp_path / "comment.xlsx", f"<!--{long_text}-->"),
        sheet_bomb(tmp_path / "name.xlsx", f"<{long_text}/>"),
        sheet_bomb(tmp_path / "names.xlsx", "".join(f"<n{i}/>" for i in range(200_000))),
        sheet_bomb(tmp_path / "depth.xlsx", "<a>" * 1_000_000),
        zip_up(
            tmp_path / "shared.xlsx",
            parts(sheet_xml(CELL), shared=f"<si><r><t>{long_text}</t></r></si>"),
        ),
        bomb(tmp_path / "laughs.xlsx", "xl/worksheets/sheet1.xml", f"{LAUGHS}<l>&c;</l>"),
    ]
    line = tmp_path / "line.csv"
    line.write_bytes(b"a,b\n" + b"x" * (16 * MIB))
    quote = tmp_path / "quote.csv"
    quote.write_bytes(b'a,"' + b"xxxxxxx\n" * (2 * MIB))
    command = [sys.executable, "-c", PROBE, *map(str, [*made, line, quote])]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    *kinds, grown_mib = done.stdout.split("\n")[:-1]
    assert kinds == ["too_large"] * 8 + ["dtd", "too_large", "quotes"]
    assert int(grown_mib) < 12


def _inline(words: str) -> str:
    kind, _, inner = text_of(words).split("|", 2)
    return f'<c t="{kind}">{inner}</c>'


def test_high_ratio_is_refused_before_unpacking(tmp_path: Path) -> None:
    """A member that unpacks to a thousand times its size is refused by what it declares."""
    path = bomb(tmp_path / "a.xlsx", "xl/media/x.png", b"\0" * (16 * MIB))
    assert path.stat().st_size < 64 * 1024
    grids, report = read(path)
    assert (grids, told(report)) == ([], [("too_large", "a.xlsx")])


@pytest.mark.parametrize(("spare", "refused"), [(0, False), (-1, True)])
def test_unpacked_size_is_limited(tmp_path: Path, spare: int, refused: bool) -> None:
    """All members together may be as large as the limit, not one byte more."""
    path = sheet_bomb(tmp_path / "a.xlsx", CELL)
    with zipfile.ZipFile(path) as archive:
        size = sum(member.file_size for member in archive.infolist())
    _, report = read(path, limits=Limits(unpacked_bytes=size + spare))
    assert bool(told(report)) is refused


def test_lying_directory_gains_nothing(tmp_path: Path) -> None:
    """A member that says it is small is read no further than it says."""
    path = sheet_bomb(tmp_path / "a.xlsx", CELL + " " * MIB)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        true_size = struct.pack("<I", archive.getinfo("xl/worksheets/sheet1.xml").file_size)
    assert content.count(true_size) == 2
    path.write_bytes(content.replace(true_size, struct.pack("<I", 200)))
    grids, report = read(path)
    assert grids == []
    assert [kind for kind, _ in told(report)] == ["damaged"]


def test_directory_of_many_members_is_refused(tmp_path: Path) -> None:
    """The members are counted before they are listed; the limit itself is allowed."""
    members = parts(sheet_xml(CELL))
    path = zip_up(tmp_path / "a.xlsx", {**members, **{f"x{i}": "" for i in range(96)}})
    assert told(read(path, limits=Limits(members=100))[1]) == []
    assert told(read(path, limits=Limits(members=99))[1]) == [("too_large", "a.xlsx")]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("xl/macrosheets/sheet1.xml", "macros"),
        ("xl/externalLinks/externalLink1.xml", "external_links"),
        ("xl/embeddings/oleObject1.bin", "nested"),
        ("xl/media/more.zip", "nested"),
        ("run.exe", "nested"),
        ("../outside.xml", "damaged"),
        ("/absolute.xml", "damaged"),
        ("c:/drive.xml", "damaged"),
        ("XL/WORKBOOK.XML", "damaged"),
    ],
)
def test_odd_members_are_refused(tmp_path: Path, name: str, kind: str) -> None:
    """Macros, links, files inside files and names that lead elsewhere are refused by name."""
    grids, report = read(bomb(tmp_path / "a.xlsx", name, "x"))
    assert (grids, told(report)) == ([], [(kind, "a.xlsx")])


def test_other_packings_are_refused(tmp_path: Path) -> None:
    """A member packed by another method than deflate is refused."""
    path = sheet_bomb(tmp_path / "a.xlsx", CELL)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("xl/theme.xml", "x" * CHUNK_BYTES)
    assert told(read(path)[1]) == [("damaged", "a.xlsx")]


def test_cut_workbook_is_refused(tmp_path: Path) -> None:
    """A workbook that was cut anywhere is damaged, never half read."""
    whole = sheet_bomb(tmp_path / "a.xlsx", CELL).read_bytes()
    for length in range(4, len(whole), 97):
        path = tmp_path / "cut.xlsx"
        path.write_bytes(whole[:length])
        grids, report = read(path)
        assert (grids, report.count("error")) == ([], 1)


def test_altered_workbook_never_raises(tmp_path: Path) -> None:
    """Whatever single byte is altered, there is a report and no exception."""
    whole = sheet_bomb(tmp_path / "a.xlsx", CELL).read_bytes()
    path = tmp_path / "b.xlsx"
    for at in range(0, len(whole), 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x5A]) + whole[at + 1 :])
        grids, report = read(path)
        assert grids or report.count("error") == 1


def test_huge_declared_size_costs_nothing(tmp_path: Path) -> None:
    """A sheet that says it fills all of Excel is read by the cells it has."""
    sheet = sheet_xml(
        CELL,
        before='<dimension ref="A1:XFD1048576"/><cols><col min="1" max="16384" hidden="1"/></cols>',
        after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    )
    (grid,), report = read(zip_up(tmp_path / "a.xlsx", parts(sheet)))
    assert (grid.rows, grid.columns, grid.text(1, 1)) == (1, 1, "1")
    assert told(report) == []


@pytest.mark.parametrize(
    ("limits", "rows"),
    [
        (Limits(rows=2), '<row r="3"><c><v>1</v></c></row>'),
        (Limits(columns=2), '<row r="1"><c r="C1"><v>1</v></c></row>'),
        (Limits(cells=1), '<row r="1"><c><v>1</v></c><c><v>2</v></c></row>'),
        (Limits(elements=20), "<row/>" * 30),
        (Limits(text_chars=3), '<row r="1"><c t="str"><v>four</v></c></row>'),
        (Limits(cell_chars=3), f'<row r="1">{_inline("four")}</row>'),
        (Limits(merged=0), CELL + '</sheetData><mergeCell ref="A1:B2"/><sheetData>'),
        (Limits(sheets=0), CELL),
        (Limits(file_bytes=10), CELL),
    ],
)
def test_each_limit_refuses(tmp_path: Path, limits: Limits, rows: str) -> None:
    """One thing more than a limit allows is refused; within the usual limits it is read."""
    path = sheet_bomb(tmp_path / "a.xlsx", rows)
    assert read(path)[0] != []
    grids, report = read(path, limits=limits)
    assert grids == []
    assert [kind for kind, _ in told(report)] == ["too_large"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with a name")
def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A pipe nobody writes to is refused at once, and so is a folder."""
    os.mkfifo(tmp_path / "a.csv")
    assert told(read(tmp_path / "a.csv")[1]) == [("no_file", "a.csv")]
    assert [kind for kind, _ in told(read(tmp_path)[1])] == ["no_file"]
    assert told(read(tmp_path / "missing.csv")[1]) == [("no_file", "missing.csv")]


@pytest.mark.parametrize(
    ("content", "kind", "word"),
    [
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "format", ".xls"),
        (
            bytes.fromhex("d0cf11e0a1b11ae1")
            + b"\0" * 600
            + "EncryptedPackage".encode("utf-16-le"),
            "password",
            "password",
        ),
        (b"\xef\xbb\xbf<html><table>", "format", "web page"),
        (b"%PDF-1.7", "format", "no workbook"),
        (b"", "format", "no workbook"),
    ],
)
def test_other_files_are_told_by_name(tmp_path: Path, content: bytes, kind: str, word: str) -> None:
    """Old, locked and wrongly named files are refused in words a planner knows."""
    path = tmp_path / "rates.xlsx"
    path.write_bytes(content)
    grids, report = read(path)
    assert (grids, told(report)) == ([], [(kind, "rates.xlsx")])
    assert word in report.as_text()
