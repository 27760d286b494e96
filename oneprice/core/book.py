"""The book on disk: a folder of read-only integer tables with a manifest of digests.

`<name>.book/` holds one `.npy` file per section, `names.json` (strings at the rim) and
`manifest.json`. The manifest states format, schema and the SHA-256 of every file; `book_hash`
is the SHA-256 over those digests, so a section can be replaced without touching the others.
Opening checks every digest and every reference before anything is priced (C-49).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from oneprice.core.compiling import Table
from oneprice.core.errors import BookCorrupt, BookError, BookVersion
from oneprice.core.ids import IdSpaces
from oneprice.core.schema import Schema

FORMAT = 1
MANIFEST = "manifest.json"
NAMES = "names.json"
MAX_MANIFEST_BYTES = 1 << 20


@dataclass(frozen=True)
class Book:
    """An opened, verified book.

    Attributes
    ----------
    tables : dict of str to read-only record array
        Sections by name; row 0 of each means "none".
    ids : IdSpaces
        The names behind the numbers.
    book_hash : str
        64 hex digits naming exactly these bytes.
    """

    tables: Mapping[str, Table]
    ids: IdSpaces
    book_hash: str
    name: str
    notes: tuple[str, ...] = ()


def hash_of(digests: Mapping[str, str], schema_digest: str) -> str:
    """Return the book hash over section digests, in the order of their names."""
    lines = [f"oneprice-book {FORMAT} {schema_digest}"]
    lines += [f"{name} {digests[name]}" for name in sorted(digests)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def write_book(
    path: Path,
    tables: Mapping[str, Table],
    ids: IdSpaces,
    name: str,
    notes: list[str],
    schema: Schema,
) -> str:
    """Write a book folder and return its hash; an existing book is replaced as a whole.

    The new folder is written beside the old one and moved into place, so that a reader finds
    the old book, the new one or, for a moment, none: never a mixture.
    """
    schema.check(tables, ids)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    digests = {}
    for section in sorted(tables):
        np.save(fresh / f"{section}.npy", tables[section], allow_pickle=False)
        digests[f"{section}.npy"] = _digest(fresh / f"{section}.npy")
    names = {"names": ids.as_lists(), "name": name, "notes": notes}
    (fresh / NAMES).write_text(_canonical(names), encoding="utf-8")
    digests[NAMES] = _digest(fresh / NAMES)
    book_hash = hash_of(digests, schema.digest)
    manifest = {
        "format": FORMAT,
        "schema": schema.digest,
        "book_hash": book_hash,
        "sha256": digests,
    }
    (fresh / MANIFEST).write_text(_canonical(manifest), encoding="utf-8")
    _move_into_place(fresh, path)
    return book_hash


def open_book(path: str | os.PathLike[str], schema: Schema) -> Book:
    """Open and verify a book folder.

    Raises
    ------
    BookError
        No book there.
    BookVersion
        Written in another format or by a version with other tables.
    BookCorrupt
        Truncated, altered, a file too many or too few, or a number out of its range.
    """
    folder = Path(path)
    manifest = _read_manifest(folder)
    digests = _checked_digests(folder, manifest, schema)
    for file, expected in digests.items():
        if _digest(folder / file) != expected:
            raise BookCorrupt(f"{folder.name}/{file} was altered or cut; build the book again")
    ids, name, notes = _read_names(folder)
    tables = {file[:-4]: _map(folder / file) for file in digests if file.endswith(".npy")}
    schema.check(tables, ids)
    return Book(tables, ids, manifest["book_hash"], name, notes)


def _read_manifest(folder: Path) -> dict[str, Any]:
    file = folder / MANIFEST
    if not file.is_file():
        raise BookError(f"{folder} holds no book; make one with `oneprice build SOURCES -o BOOK`")
    if file.is_symlink() or file.stat().st_size > MAX_MANIFEST_BYTES:
        raise BookCorrupt(f"{folder.name}/{MANIFEST} is too large or not a plain file")
    try:
        text = file.read_bytes().decode("utf-8")  # line ends as they are
        manifest = json.loads(text)
    except (ValueError, RecursionError):
        raise BookCorrupt(f"{folder.name}/{MANIFEST} cannot be read") from None
    if text != _canonical(manifest):
        raise BookCorrupt(f"{folder.name}/{MANIFEST} was altered; build the book again")
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BookVersion(f"{folder.name} is not a book of format {FORMAT}; build it again")
    return manifest


def _checked_digests(folder: Path, manifest: dict[str, Any], schema: Schema) -> dict[str, str]:
    """Return the digests after checking schema, hash and the list of files."""
    if manifest.get("schema") != schema.digest:
        raise BookVersion(f"{folder.name} was built by another version; build it again")
    if set(manifest) != {"format", "schema", "book_hash", "sha256"}:
        raise BookCorrupt(f"{folder.name}/{MANIFEST} has other fields than a manifest")
    digests = manifest["sha256"]
    if not isinstance(digests, dict) or not all(isinstance(v, str) for v in digests.values()):
        raise BookCorrupt(f"{folder.name}/{MANIFEST} lists no digests")
    if hash_of(digests, schema.digest) != manifest.get("book_hash"):
        raise BookCorrupt(f"{folder.name}/{MANIFEST} does not fit its own hash")
    files = {entry.name for entry in folder.iterdir()} - {MANIFEST}
    if files != set(digests):
        odd = sorted(files ^ set(digests))
        raise BookCorrupt(f"{folder.name}: files missing or unknown: {', '.join(odd[:5])}")
    return dict(digests)


def _read_names(folder: Path) -> tuple[IdSpaces, str, tuple[str, ...]]:
    """Return the names behind the numbers, the book's name and its notes."""
    try:
        document = json.loads((folder / NAMES).read_text(encoding="utf-8"))
        spaces, name, notes = document["names"], document["name"], tuple(document["notes"])
        ids = IdSpaces(spaces)
        words = [name, *notes, *(word for listed in spaces.values() for word in listed)]
        if ids.as_lists() != spaces or not all(isinstance(word, str) for word in words):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BookCorrupt(f"{folder.name}/{NAMES} is no list of names") from None
    return ids, name, notes


def _map(file: Path) -> Table:
    """Map one section read-only; structured int64 only."""
    try:
        mapped = np.lib.format.open_memmap(file, mode="r")
    except (ValueError, EOFError, TypeError, OverflowError, MemoryError) as problem:
        raise BookCorrupt(f"{file.name}: {problem}") from None
    return mapped.view(np.ndarray)


def _digest(file: Path) -> str:
    if not file.is_file() or file.is_symlink():
        raise BookCorrupt(f"{file.name} is not a plain file")
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _canonical(document: object) -> str:
    return json.dumps(document, sort_keys=True, ensure_ascii=False, indent=0) + "\n"


def _move_into_place(fresh: Path, path: Path) -> None:
    old = path.with_name(f".{path.name}.{os.getpid()}.old")
    shutil.rmtree(old, ignore_errors=True)
    if path.exists():
        if path.is_dir() and not path.is_symlink() and (path / MANIFEST).exists():
            path.rename(old)
        else:
            shutil.rmtree(fresh)
            raise BookError(f"{path} exists and is not a book; choose another name")
    fresh.rename(path)
    shutil.rmtree(old, ignore_errors=True)
