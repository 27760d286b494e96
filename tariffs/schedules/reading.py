"""Reading official files: plain or gzip-compressed, never more than a schedule can be."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from oneprice.core.errors import InputError

MAX_BYTES = 128 * 2**20  # eight times the United States editions of 2026
MAX_ROWS = 200_000
GZIP_MARK = b"\x1f\x8b"


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file, unpacked.

    Raises
    ------
    InputError
        Not there, cut short, or larger than `MAX_BYTES` unpacked.
    """
    try:
        with path.open("rb") as handle:
            zipped = handle.read(2) == GZIP_MARK
        opened: Callable[..., Any] = gzip.open if zipped else io.open
        with opened(path, "rb") as handle:
            data = bytes(handle.read(MAX_BYTES + 1))
    except (OSError, EOFError, zlib.error) as problem:
        raise InputError(path.name, type(problem).__name__, "give a readable file") from None
    if len(data) > MAX_BYTES:
        raise InputError(path.name, "too many bytes", f"give at most {MAX_BYTES} bytes")
    return data


def read_text(path: Path) -> str:
    """Return the UTF-8 text of a file, a byte order mark left out."""
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        where = f"byte {problem.start}"
        raise InputError(path.name, where, "save the file as UTF-8") from None
