"""The compiled entry of batch rating; its cache is kept honest by `core.kernel_digest`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numba import config

from oneprice.carriers._kernels_batch import rate_parcels
from oneprice.carriers.refs import BatchJobRef, BatchTablesRef, BatchWorkRef
from oneprice.core.borrowed import view
from oneprice.core.kernel_digest import entry, kernel_digest

ROOMS = ("oneprice.core", "oneprice.carriers")


class Entries(NamedTuple):
    """What Python may call; everything else is reached from here."""

    tables_ref: Callable[..., Any]
    work_ref: Callable[..., Any]
    job_ref: Callable[..., Any]
    rate_many: Callable[..., int]


def _make_entries(digest: int) -> Entries:
    @entry(digest)
    def tables_ref(tables: Any) -> Any:
        return BatchTablesRef(*tables)

    @entry(digest)
    def work_ref(work: Any) -> Any:
        return BatchWorkRef(*work)

    @entry(digest)
    def job_ref(job: Any) -> Any:
        return BatchJobRef(*job)

    @entry(digest, nogil=True)
    def rate_many(bk: Any, job: Any, wk: Any, first: int, stop: int, currency: int) -> int:
        rate_parcels(view(bk), view(job), view(wk), first, stop, currency)
        return digest

    return Entries(tables_ref, work_ref, job_ref, rate_many)


def _plain_entries(made: Entries) -> Entries:
    """Return entries for runs without the compiler: records whose fields are attributes."""

    def plain(arrays: Any) -> Any:
        return type(arrays)(*map(_by_attribute, arrays))

    return Entries(plain, plain, plain, made.rate_many)


def _by_attribute(array: Any) -> Any:
    return array.view(np.recarray) if array.dtype.names else array


@cache
def entries() -> Entries:
    """Return the entries; with `NUMBA_DISABLE_JIT=1` they run as plain Python."""
    made = _make_entries(kernel_digest(ROOMS))
    return _plain_entries(made) if config.DISABLE_JIT else made  # type: ignore[attr-defined]  # numba is untyped
