"""Books changed by hand: sections replaced, digests made to fit again."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from oneprice.core.book import MANIFEST, hash_of

Document = dict[str, Any]


def copy_of(book: Path, target: Path) -> Path:
    """Return a copy of a book folder."""
    shutil.copytree(book, target)
    return target


def seal(book: Path) -> None:
    """Make the manifest fit the files of the folder, as a careful forger would."""
    digests = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in book.iterdir()
        if file.name != MANIFEST
    }

    def sealed(manifest: Document) -> None:
        manifest["sha256"] = digests
        manifest["book_hash"] = hash_of(digests, manifest["schema"])

    edit_manifest(book, sealed)


def edit_manifest(book: Path, change: Callable[[Document], object]) -> None:
    """Change the manifest and write it in its own form."""
    file = book / MANIFEST
    manifest = json.loads(file.read_text(encoding="utf-8"))
    change(manifest)
    text = json.dumps(manifest, sort_keys=True, ensure_ascii=False, indent=0) + "\n"
    file.write_text(text, encoding="utf-8")


def put_cell(book: Path, section: str, row: int, column: str, value: int) -> None:
    """Write one number into a section and seal the book again."""
    file = book / f"{section}.npy"
    table = np.load(file)
    table[row][column] = value
    np.save(file, table)
    seal(book)
