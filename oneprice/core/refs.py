"""References that kernels pass as one pointer instead of hundreds of fields.

A named tuple of many arrays travels through every compiled call as one number per field; as a
structref it is one pointer, at a fraction of the time and of the compile time.
"""

from __future__ import annotations

import hashlib
from typing import Any

from numba import types
from numba.experimental import structref


class ShortNamed(types.StructRef):
    """A structref type whose name is a digest: the full one lists every field of every table.

    Names of compiled functions hold the names of their argument types; with tens of kilobytes
    in each of them most of the compile time would go into strings.
    """

    def __init__(self, fields: Any) -> None:
        super().__init__(fields)  # type: ignore[no-untyped-call]  # numba is untyped
        digest = hashlib.sha256(self.name.encode()).hexdigest()[:16]
        self.name = f"{type(self).__name__}_{digest}"


class Ref(structref.StructRefProxy):
    """Python side of a reference; made and read by compiled code only."""

    def __new__(cls, *fields: Any) -> Any:
        """Return what compiled code made of the fields."""
        return structref.StructRefProxy.__new__(cls, *fields)  # type: ignore[no-untyped-call]  # numba is untyped
