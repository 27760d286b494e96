"""A book that is not exactly what was written is refused before anything is priced (C-49)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hostile_book import edit_manifest, put_cell, seal

from oneprice.core.book import MANIFEST, MAX_MANIFEST_BYTES, NAMES, Book, open_book, write_book
from oneprice.core.compiling import Table, build_table, record_dtype
from oneprice.core.errors import BookCorrupt, BookError, BookVersion
from oneprice.core.ids import IdSpaces
from oneprice.core.schema import Schema, Section

CITY = record_dtype("name", "size")
ROAD = record_dtype("origin", "dest", "km", "toll_lo", "toll_hi")
TOLL = record_dtype("minor", "den")
SCHEMA = Schema(
    {
        "city": Section(CITY, names={"name": "city"}, ranges={"size": (1, 9)}),
        "road": Section(
            ROAD,
            rows={"origin": "city", "dest": "city"},
            spans={("toll_lo", "toll_hi"): "toll"},
            ascending=("origin", "dest"),
        ),
        "toll": Section(TOLL, positive=("den",)),
    }
)


def tables() -> dict[str, Table]:
    """Return three small sections."""
    return {
        "city": build_table(CITY, [{"name": 1, "size": 3}, {"name": 2, "size": 9}]),
        "road": build_table(
            ROAD,
            [
                {"origin": 1, "dest": 2, "km": 5, "toll_lo": 1, "toll_hi": 3},
                {"origin": 2, "dest": 1, "km": 5, "toll_lo": 3, "toll_hi": 3},
            ],
        ),
        "toll": build_table(TOLL, [{"minor": 250, "den": 1}, {"minor": 1, "den": 3}]),
    }


def write(path: Path, change: Callable[[dict[str, Table]], object] = lambda _: None) -> str:
    """Write the small book, its sections changed first, and return its hash."""
    made, ids = tables(), IdSpaces({"city": ["", "Ulm", "Köln"]})
    change(made)
    return write_book(path, made, ids, "small", ["a gap"], SCHEMA)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return the folder of the small book."""
    write(tmp_path / "small.book")
    return tmp_path / "small.book"


def opened(path: Path) -> Book:
    """Open a book of the small schema."""
    return open_book(path, SCHEMA)


def test_what_is_written_is_read(book: Path) -> None:
    """Tables, names, notes and hash come back, and the tables cannot be written."""
    found = opened(book)
    for name, table in tables().items():
        assert found.tables[name].tolist() == table.tolist()
        assert not found.tables[name].flags.writeable
    assert found.ids.as_lists() == {"city": ["", "Ulm", "Köln"]}
    assert (found.name, found.notes) == ("small", ("a gap",))


def test_hash_names_the_content(tmp_path: Path) -> None:
    """The same content has the same hash anywhere, another cell another one."""
    first = write(tmp_path / "a.book")
    assert write(tmp_path / "b.book") == first
    assert opened(tmp_path / "b.book").book_hash == first

    def longer(made: dict[str, Table]) -> None:
        made["road"][1]["km"] = 6

    assert write(tmp_path / "c.book", longer) != first


def test_name_of_the_folder_does_not_count(book: Path) -> None:
    """A book that was renamed or copied is the same book."""
    before = opened(book).book_hash
    assert opened(book.rename(book.with_name("other.book"))).book_hash == before


@pytest.mark.parametrize("mask", [0x01, 0x07, 0x2A, 0xFF])
def test_every_flipped_byte_is_found(book: Path, mask: int) -> None:
    """Whichever byte of whichever file is changed, the book is refused."""
    for file in sorted(book.iterdir()):
        good = file.read_bytes()
        for place in range(len(good)):
            bad = bytearray(good)
            bad[place] ^= mask
            file.write_bytes(bad)
            with pytest.raises(BookError):
                opened(book)
        file.write_bytes(good)
    assert opened(book).name == "small"


def test_every_truncation_and_addition_is_found(book: Path) -> None:
    """A file cut anywhere, or with bytes behind its end, is refused."""
    for file in sorted(book.iterdir()):
        good = file.read_bytes()
        for size in range(len(good)):
            file.write_bytes(good[:size])
            with pytest.raises(BookError):
                opened(book)
        for more in (b"\0", b"\n", b" ", b"x" * 1000):
            file.write_bytes(good + more)
            with pytest.raises(BookError):
                opened(book)
        file.write_bytes(good)
    assert opened(book).name == "small"


FILES = ("city.npy", "road.npy", "toll.npy", NAMES, MANIFEST)


def test_swapped_sections_are_found(book: Path) -> None:
    """Two files that change places are refused."""
    for one in FILES:
        for two in FILES:
            if one < two:
                first, second = (book / one).read_bytes(), (book / two).read_bytes()
                (book / one).write_bytes(second)
                (book / two).write_bytes(first)
                with pytest.raises(BookError):
                    opened(book)
                (book / one).write_bytes(first)
                (book / two).write_bytes(second)


def test_section_of_another_book_is_found(book: Path, tmp_path: Path) -> None:
    """A file of another valid book is refused, whichever it is."""

    def other(made: dict[str, Table]) -> None:
        made["city"][1]["size"], made["road"][1]["km"], made["toll"][1]["minor"] = 4, 9, 9

    ids = IdSpaces({"city": ["", "Ulm", "Bonn"]})
    made = tables()
    other(made)
    write_book(tmp_path / "other.book", made, ids, "small", [], SCHEMA)
    for name in FILES:
        good = (book / name).read_bytes()
        (book / name).write_bytes((tmp_path / "other.book" / name).read_bytes())
        with pytest.raises(BookCorrupt):
            opened(book)
        (book / name).write_bytes(good)


@pytest.mark.parametrize("name", FILES)
def test_missing_file_is_found(book: Path, name: str) -> None:
    """A book lacks no file."""
    (book / name).unlink()
    with pytest.raises(BookError):
        opened(book)


@pytest.mark.parametrize("name", ["city2.npy", ".hidden", "names.json.bak"])
def test_extra_file_is_found(book: Path, name: str) -> None:
    """A book holds no file that its manifest does not list."""
    (book / name).write_bytes(b"")
    with pytest.raises(BookCorrupt, match="unknown"):
        opened(book)


@pytest.mark.parametrize("name", FILES)
def test_link_is_found(book: Path, tmp_path: Path, name: str) -> None:
    """A file that is a link is refused, even to the same bytes."""
    (book / name).rename(tmp_path / name)
    (book / name).symlink_to(tmp_path / name)
    with pytest.raises(BookCorrupt, match="plain file"):
        opened(book)


def test_folder_in_place_of_a_file_is_found(book: Path) -> None:
    """A folder that carries the name of a section is refused."""
    (book / "city.npy").unlink()
    (book / "city.npy").mkdir()
    with pytest.raises(BookCorrupt, match="plain file"):
        opened(book)


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("format", 0, BookVersion),
        ("format", 2, BookVersion),
        ("format", "1", BookVersion),
        ("format", None, BookVersion),
        ("schema", "0" * 64, BookVersion),
        ("schema", None, BookVersion),
        ("book_hash", "0" * 64, BookCorrupt),
        ("book_hash", None, BookCorrupt),
        ("sha256", {}, BookCorrupt),
        ("sha256", [], BookCorrupt),
        ("sha256", {"city.npy": 5}, BookCorrupt),
        ("sha256", None, BookCorrupt),
        ("more", 1, BookCorrupt),
    ],
)
def test_changed_manifest_is_found(
    book: Path, field: str, value: object, error: type[BookError]
) -> None:
    """Another format, schema, hash or list of digests is refused by its own error."""
    edit_manifest(book, lambda manifest: manifest.update({field: value}))
    with pytest.raises(error):
        opened(book)


@pytest.mark.parametrize("text", ["", "[]", "null", "1", "{", "[" * 100_000, "\ud7ff", '{"a":NaN}'])
def test_manifest_that_is_none_is_found(book: Path, text: str) -> None:
    """Any other JSON, or none, in place of the manifest is refused."""
    (book / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(BookError):
        opened(book)


def test_large_manifest_is_not_read(book: Path) -> None:
    """A manifest beyond a mebibyte is refused unread."""
    (book / MANIFEST).write_text(" " * (MAX_MANIFEST_BYTES + 1), encoding="utf-8")
    with pytest.raises(BookCorrupt, match="too large"):
        opened(book)


def test_no_book_there(tmp_path: Path) -> None:
    """A folder without a manifest, or no folder, is told as such."""
    for path in (tmp_path, tmp_path / "none.book"):
        with pytest.raises(BookError, match="oneprice build"):
            opened(path)


def test_digests_name_no_other_folder(book: Path) -> None:
    """A path in the list of digests leads nowhere."""
    other = book.parent / "outside.npy"
    other.write_bytes((book / "city.npy").read_bytes())
    (book / "city.npy").unlink()

    def outside(manifest: dict[str, Any]) -> None:
        digest = manifest["sha256"].pop("city.npy")
        manifest["sha256"]["../outside.npy"] = digest

    edit_manifest(book, outside)
    with pytest.raises(BookCorrupt):
        opened(book)


# --- sealed forgeries: digests fit, content does not ------------------------------------


def test_sealing_alone_changes_nothing(book: Path) -> None:
    """A book sealed again without a change opens: the forgeries below fail by their content."""
    before = opened(book).book_hash
    seal(book)
    assert opened(book).book_hash == before


@pytest.mark.parametrize(
    ("section", "column", "value"),
    [
        ("city", "name", 3),
        ("city", "name", -1),
        ("city", "size", 0),
        ("city", "size", 10),
        ("road", "origin", 3),
        ("road", "origin", -1),
        ("road", "dest", 2**62),
        ("road", "toll_lo", -1),
        ("road", "toll_lo", 4),
        ("road", "toll_hi", 4),
        ("road", "toll_hi", 0),  # before toll_lo
        ("toll", "den", 0),
        ("toll", "den", -1),
    ],
)
def test_numbers_out_of_range_are_found(book: Path, section: str, column: str, value: int) -> None:
    """A reference, range, span or divisor outside its bounds is refused, digests or not."""
    put_cell(book, section, 1, column, value)
    with pytest.raises(BookCorrupt, match=section):
        opened(book)


@pytest.mark.parametrize("section", ["city", "road", "toll"])
def test_row_zero_stays_empty(book: Path, section: str) -> None:
    """Row 0 means none and holds nothing."""
    column = str(np.load(book / f"{section}.npy").dtype.names[-1])
    put_cell(book, section, 0, column, 1)
    with pytest.raises(BookCorrupt):
        opened(book)


def test_order_of_rows_is_proved(book: Path) -> None:
    """Rows that must be sorted and are not are refused."""
    put_cell(book, "road", 1, "origin", 2)
    put_cell(book, "road", 2, "origin", 1)
    with pytest.raises(BookCorrupt, match="sorted"):
        opened(book)


SHAPES: dict[str, Any] = {
    "other fields": np.zeros(3, record_dtype("name", "weight")),
    "field order": np.zeros(3, record_dtype("size", "name")),
    "floats": np.zeros(3, np.dtype([("name", float), ("size", float)])),
    "small integers": np.zeros(3, np.dtype([("name", np.int32), ("size", np.int32)])),
    "big endian": np.zeros(3, np.dtype([("name", ">i8"), ("size", ">i8")])),
    "no fields": np.zeros(3, np.int64),
    "two dimensions": np.zeros((3, 1), CITY),
    "no dimension": np.zeros((), CITY),
    "no row": np.zeros(0, CITY),
}


@pytest.mark.parametrize("kind", SHAPES)
def test_other_shapes_are_found(book: Path, kind: str) -> None:
    """A section of other fields, types or dimensions is refused."""
    np.save(book / "city.npy", SHAPES[kind])
    seal(book)
    with pytest.raises(BookError):
        opened(book)


def header(text: str) -> bytes:
    """Return the head of an array file that says `text`."""
    body = text.encode().ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(body).to_bytes(2, "little") + body


WIDE = "{'descr': [('name', '<i8'), ('size', '<i8')], 'fortran_order': False, 'shape': %s}"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"PK\x03\x04",
        b"\x80\x04N.",
        b"\x93NUMPY",
        header("{'descr': '|O', 'fortran_order': False, 'shape': (3,)}"),
        header("__import__('os')"),
        header(WIDE % "(3,)"),  # no data behind it
        header(WIDE % "(-3,)"),
        header(WIDE % "(99999999999999999999,)"),
        header(WIDE % "(1 << 40,)"),
        header(WIDE % "('a',)"),
    ],
)
def test_files_that_are_no_array_are_found(book: Path, raw: bytes) -> None:
    """What is no plain array of numbers is refused, and no object is ever unpacked."""
    (book / "city.npy").write_bytes(raw)
    seal(book)
    with pytest.raises(BookError):
        opened(book)


def test_sections_missing_or_unknown_are_found(book: Path) -> None:
    """A sealed book with another set of sections is of another version."""
    (book / "city.npy").rename(book / "town.npy")
    seal(book)
    with pytest.raises(BookVersion, match="city, town"):
        opened(book)


@pytest.mark.parametrize(
    "document",
    [
        [],
        {},
        {"names": {}, "name": "x"},
        {"names": [], "name": "x", "notes": []},
        {"names": {"city": []}, "name": "x", "notes": []},
        {"names": {"city": ["Ulm", "Köln", "Bonn"]}, "name": "x", "notes": []},
        {"names": {"city": ["", "Ulm", "Ulm"]}, "name": "x", "notes": []},
        {"names": {"city": ["", 1, 2]}, "name": "x", "notes": []},
        {"names": {"city": ["", [], {}]}, "name": "x", "notes": []},
        {"names": {"city": 5}, "name": "x", "notes": []},
        {"names": {"city": ["", "Ulm"]}, "name": "x", "notes": []},
        {"names": {"city": ["", "Ulm", "Köln"]}, "name": 5, "notes": []},
        {"names": {"city": ["", "Ulm", "Köln"]}, "name": "x", "notes": 5},
        {"names": {"city": ["", "Ulm", "Köln"]}, "name": "x", "notes": [5]},
    ],
)
def test_hostile_names_are_found(book: Path, document: object) -> None:
    """Names that are no lists of different texts, or too few, are refused."""
    (book / NAMES).write_text(json.dumps(document), encoding="utf-8")
    seal(book)
    with pytest.raises(BookCorrupt):
        opened(book)


# --- writing --------------------------------------------------------------------------


def test_writing_replaces_a_book_as_a_whole(book: Path) -> None:
    """A book is replaced by the new one, and nothing else is left beside it."""

    def longer(made: dict[str, Table]) -> None:
        made["road"][1]["km"] = 6

    changed = write(book, longer)
    assert opened(book).book_hash == changed
    assert [path.name for path in book.parent.iterdir()] == ["small.book"]


def test_writing_never_replaces_what_is_no_book(tmp_path: Path) -> None:
    """A folder or file that is no book is left alone."""
    folder, file = tmp_path / "folder", tmp_path / "file"
    folder.mkdir()
    (folder / "diary.txt").write_text("kept", encoding="utf-8")
    file.write_text("kept", encoding="utf-8")
    for path in (folder, file):
        with pytest.raises(BookError, match="not a book"):
            write(path)
    assert (folder / "diary.txt").read_text(encoding="utf-8") == "kept"
    assert file.read_text(encoding="utf-8") == "kept"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


def test_bad_tables_are_never_written(tmp_path: Path) -> None:
    """Numbers out of range are found before anything is written."""

    def broken(made: dict[str, Table]) -> None:
        made["road"][1]["dest"] = 7

    with pytest.raises(BookCorrupt):
        write(tmp_path / "small.book", broken)
    assert list(tmp_path.iterdir()) == []
