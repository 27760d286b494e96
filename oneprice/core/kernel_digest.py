"""A digest over kernel sources, which keeps caches of compiled code honest.

numba's cache on disk does not see a changed function in another file: an upgraded package could
go on pricing with the old rule. So compiled entries are made by a factory that closes over a
digest of all kernel sources; another digest is another cache entry. Its file is another one too:
numba reads a whole index of an older package before it looks at the stamp, and stops at the
first type that has moved.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from numba import njit

# Files of a room that say how records and buffers are laid out.
LAYOUTS = (
    "tables.py",
    "refs.py",
    "law_tables.py",
    "laws/tables.py",
    "network/tables.py",
    "composing/entries.py",
    "book_tables.py",
    "work.py",
    "entries.py",
    "order_record.py",
    "ground.py",
)


@cache
def kernel_digest(rooms: tuple[str, ...]) -> int:
    """Return 62 bits of a digest over all kernels and record layouts of some rooms."""
    digest = hashlib.sha256()
    for room in rooms:
        folder = Path(import_module(room).__file__ or "").parent
        layouts = [folder / name for name in LAYOUTS if (folder / name).exists()]
        for file in sorted([*folder.glob("_kernels*.py"), *layouts]):
            digest.update(f"{room}/{file.relative_to(folder).as_posix()}\n".encode())
            digest.update(file.read_bytes())
    return int.from_bytes(digest.digest()[:8], "big") >> 2


def entry(digest: int, nogil: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the decorator of a compiled entry, cached on disk under the digest's own name."""
    compiled = njit(error_model="numpy", cache=True, nogil=nogil)

    def named(function: Callable[..., Any]) -> Callable[..., Any]:
        function.__qualname__ = f"{function.__qualname__}_{digest:x}"
        made: Callable[..., Any] = compiled(function)
        return made

    return named
