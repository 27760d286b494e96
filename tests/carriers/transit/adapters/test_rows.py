"""Hostile rows of published files: each error names row, field, value and remedy."""

import gzip
from pathlib import Path

import pytest

from oneprice.carriers.transit.adapters.kinds import adapter_of
from oneprice.carriers.transit.adapters.rows import Row, once, read_rows
from oneprice.core.errors import InputError


def file_of(folder: Path, data: bytes | str) -> Path:
    """Write a file and return its path."""
    path = folder / "rows.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_rows_are_read_packed_or_not(tmp_path: Path) -> None:
    """A packed file gives the same rows; columns nobody needs may be there, in any order."""
    text = 'b,other,a\r\n1,x, 2 \r\n"3, 4",y,5\r\n'
    plain = read_rows(file_of(tmp_path, text), ("a", "b"))
    packed = read_rows(file_of(tmp_path, gzip.compress(("\ufeff" + text).encode())), ("a", "b"))
    assert [(row["a"], row["b"]) for row in plain] == [("2", "1"), ("5", "3, 4")]
    assert [row.fields for row in packed] == [row.fields for row in plain]
    assert [row.line for row in plain] == [2, 3]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("", "no rows"),
        ("a,b\n", "no rows"),
        ("a,c\n1,2\n", "heading b: 'missing' cannot be used"),
        ("a,b,b\n1,2,3\n", "heading b: 'there twice' cannot be used"),
        ("a,b\n1,2\n3\n", "row 3: '1 fields' cannot be used; give 2 fields"),
        ("a,b\n1,2\n3,4,5\n", "row 3: '3 fields' cannot be used; give 2 fields"),
        ('a,b\n1,"2"x\n', "row 2: .* cannot be used; mend the quotes"),
        ("a,b\n1,2\n3,\xe9\n".encode("latin-1"), "row 3: 'not UTF-8' cannot be used; save it"),
        (
            gzip.compress(b"a,b\n1,2\n", mtime=0)[:-9],
            "rows.csv: .* cannot be used; name a CSV file",
        ),
        (b"\x1f\x8bnothing", "rows.csv: .* cannot be used; name a CSV file"),
    ],
)
def test_files_that_cannot_be_used(tmp_path: Path, data: bytes | str, message: str) -> None:
    """What is no table of these columns is refused with what to do."""
    with pytest.raises(InputError, match=message):
        read_rows(file_of(tmp_path, data), ("a", "b"))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A missing file is named."""
    with pytest.raises(InputError, match=r"nowhere.csv: 'No such file"):
        read_rows(tmp_path / "nowhere.csv", ("a",))


@pytest.mark.parametrize(
    "text", ["", "2013-02-29", "31/05/2013", "2013-5-31x", "1969-12-31", "2200-01-01", "20130531"]
)
def test_days_that_are_none(text: str) -> None:
    """A date that does not exist, in another form or out of reason is refused."""
    with pytest.raises(InputError, match=r"f, row 7, day: .* give a date from 1970 to 2199"):
        Row("f", 7, {"day": text}).day("day")


@pytest.mark.parametrize("text", ["-1", "1.5", "1e3", "x", "101", "²", "9" * 30])
def test_numbers_that_are_none(text: str) -> None:
    """A number below 0, broken, too large or no number at all is refused."""
    with pytest.raises(InputError, match=r"f, row 7, n: .* give a whole number from 0 to 100"):
        Row("f", 7, {"n": text}).whole("n", 100)


@pytest.mark.parametrize(("text", "number"), [("", 0), ("?", 0), ("0", 0), ("100", 100)])
def test_numbers_that_are_fine(text: str, number: int) -> None:
    """Nothing and a question mark are 0, the largest one still counts."""
    assert Row("f", 7, {"n": text}).whole("n", 100) == number


def test_doubles_name_the_first_row() -> None:
    """A second row with the same key names the first."""
    seen: dict[str, Row] = {}
    once(seen, "k", Row("f", 2, {"key": "k"}), "key")
    with pytest.raises(InputError, match=r"f, row 9, key: 'k' .* row 2 has the same"):
        once(seen, "k", Row("f", 9, {"key": "k"}), "key")


def test_kinds_are_known_by_name() -> None:
    """A kind that nobody has is refused with those that are there."""
    with pytest.raises(InputError, match="give one of olist, scms, cargo2000"):
        adapter_of("os")
