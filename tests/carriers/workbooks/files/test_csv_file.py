"""CSV files into grids: encodings, quotes, line ends, and what is refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_workbooks import read, told

from oneprice.carriers.workbooks.files.grid import Grid
from oneprice.carriers.workbooks.files.limits import Limits
from oneprice.carriers.workbooks.files.reading import Reading

CHINESE = "国家,元/KG\n美国,12.5\n"
GB = Reading(encoding="gb18030")


def grid_of(path: Path, content: bytes, how: Reading | None = None) -> Grid:
    """Return the grid of a file of these bytes, which must be readable."""
    path.write_bytes(content)
    (grid,), _ = read(path, how)
    return grid


def refused(path: Path, content: bytes, how: Reading | None = None) -> list[tuple[str, str]]:
    """Return the errors of a file that gives no grid."""
    path.write_bytes(content)
    grids, report = read(path, how)
    assert grids == []
    return told(report)


@pytest.mark.parametrize(
    ("content", "how"),
    [
        (CHINESE.encode(), Reading()),
        (CHINESE.encode("utf-8-sig"), Reading()),
        (CHINESE.encode("utf-16"), Reading()),
        (b"\xfe\xff" + CHINESE.encode("utf-16-be"), Reading()),
        (CHINESE.encode("gb18030"), GB),
        (CHINESE.encode("utf-8-sig"), GB),
        (CHINESE.replace("\n", "\r\n").encode(), Reading()),
        (CHINESE.replace("\n", "\r").encode(), Reading()),
        (CHINESE.replace("\n", "\r\n", 1).encode(), Reading()),
        (CHINESE.replace(",", ";").encode(), Reading(delimiter=";")),
        (CHINESE.replace(",", "\t").encode(), Reading(delimiter="\t")),
        (b"sep=;\n" + CHINESE.replace(",", ";").encode(), Reading(delimiter=";")),
    ],
)
def test_encodings_and_line_ends_give_the_same_grid(
    tmp_path: Path, content: bytes, how: Reading
) -> None:
    """Each encoding that is marked or named, and each line end, is read to the same cells."""
    grid = grid_of(tmp_path / "a.csv", content, how)
    first = 2 if content.startswith(b"sep") else 1
    assert [grid.text(first, 1), grid.text(first, 2)] == ["国家", "元/KG"]
    assert [grid.text(first + 1, 1), grid.number(first + 1, 2)] == ["美国", "12.5"]
    assert str(grid.place(first + 1, 2)) == f"a.csv!B{first + 1}"


@pytest.mark.parametrize(
    ("content", "kind", "place"),
    [
        (b"a,b\n" + CHINESE.encode("gb18030"), "encoding", "a.csv!2"),
        (b"\xff\xfe\x00\x00" + b"a", "encoding", "a.csv"),
        (CHINESE.encode("utf-16-le"), "encoding", "a.csv!1"),
        ("a,b\n1,2\n".encode("utf-16-le"), "control", "a.csv!1"),
        (b"a,b\n1,2\x00\n", "control", "a.csv!2"),
        (b'a,b\n1,"2\n3,4\n', "quotes", "a.csv!2"),
        (b'a,b\n1,"2"x\n', "quotes", "a.csv!2"),
    ],
)
def test_unreadable_files_are_refused_with_their_line(
    tmp_path: Path, content: bytes, kind: str, place: str
) -> None:
    """Another encoding, NUL characters and open quotes are refused where they stand."""
    assert refused(tmp_path / "a.csv", content) == [(kind, place)]


def test_layout_against_the_mark_is_told(tmp_path: Path) -> None:
    """A file that says or shows that it is UTF-8, read as GB18030, is told."""
    (tmp_path / "a.csv").write_bytes(CHINESE.encode("utf-8-sig"))
    assert told(read(tmp_path / "a.csv", GB)[1], "note") == [("encoding", "a.csv")]
    (tmp_path / "a.csv").write_bytes(("国家" * 50 + ",a\n").encode())
    _, report = read(tmp_path / "a.csv", GB)
    assert "encoding" in {kind for kind, _ in told(report, "warning") + told(report)}


def test_cells_are_text_and_nothing_is_guessed(tmp_path: Path) -> None:
    """NA, NO and 007 stay; quotes hold delimiters and line ends; blanks at the ends go."""
    grid = grid_of(tmp_path / "a.csv", b'NA,NO,007, x ,"a,""b""\nc",1e3,=1+1\n')
    texts = [grid.text(1, c) for c in range(1, 8)]
    assert texts == ["NA", "NO", "007", "x", 'a,"b"\nc', "1e3", "=1+1"]
    assert {grid.kind(1, c) for c in range(1, 8)} == {"text"}


def test_rows_of_any_length_keep_their_places(tmp_path: Path) -> None:
    """A row longer or shorter than the first loses nothing and shifts nothing."""
    grid = grid_of(tmp_path / "a.csv", b"a,b\n1,2,3,4\n5\n\n6,,7\n")
    assert (grid.rows, grid.columns) == (5, 4)
    assert [grid.text(2, c) for c in (3, 4, 5)] == ["3", "4", ""]
    assert [grid.text(3, 1), grid.text(3, 2), grid.text(5, 3)] == ["5", "", "7"]


def test_wrong_delimiter_is_warned_of(tmp_path: Path) -> None:
    """A file of one column whose rows all hold semicolons is told, one of words is not."""
    (tmp_path / "a.csv").write_bytes(b"a;b\n1;2\n3;4\n")
    assert told(read(tmp_path / "a.csv")[1], "warning") == [("delimiter", "a.csv")]
    (tmp_path / "a.csv").write_bytes(b"a\n1\n3\n")
    assert told(read(tmp_path / "a.csv")[1], "warning") == []


@pytest.mark.parametrize(
    "limits",
    [
        Limits(rows=1),
        Limits(columns=1),
        Limits(cells=3),
        Limits(cell_chars=2),
        Limits(text_chars=5),
    ],
)
def test_each_limit_refuses(tmp_path: Path, limits: Limits) -> None:
    """One row, column, cell or character more than allowed refuses the file."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"abc,b\nc,d\n")
    assert read(path)[0] != []
    grids, report = read(path, limits=limits)
    assert grids == []
    assert [kind for kind, _ in told(report)] == ["too_large"]
