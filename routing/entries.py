"""The compiled entries of checkout, and the digest that keeps their cache honest.

numba's cache on disk does not see a changed function in another file: an upgraded package could
go on pricing with the old rule. So the entries are made by a factory that closes over a digest
of all kernel sources; another digest is another cache entry, and each entry returns its digest.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numba import config

from oneprice.core.borrowed import view
from oneprice.core.errors import InternalError
from oneprice.core.kernel_digest import entry
from oneprice.core.kernel_digest import kernel_digest as digest_of
from oneprice.routing._kernels_choice import quote_order
from oneprice.routing.refs import BookRef, OutRef, WorkRef

ROOMS = ("oneprice.core", "oneprice.carriers", "oneprice.tariffs", "oneprice.routing")


class Entries(NamedTuple):
    """What Python may call; everything else is reached from here."""

    book_ref: Callable[..., Any]
    work_ref: Callable[..., Any]
    out_ref: Callable[..., Any]
    quote_one: Callable[..., int]
    quote_many: Callable[..., int]


def kernel_digest() -> int:
    """Return the digest over all kernels and record layouts of all rooms."""
    return digest_of(ROOMS)


def _make_entries(digest: int) -> Entries:
    @entry(digest)
    def book_ref(tables: Any) -> Any:
        return BookRef(*tables)

    @entry(digest)
    def work_ref(work: Any) -> Any:
        return WorkRef(*work)

    @entry(digest)
    def out_ref(out: Any) -> Any:
        return OutRef(*out)

    @entry(digest)
    def quote_one(bk: Any, orders: Any, lines: Any, parcels: Any, wk: Any, out: Any) -> int:
        quote_order(view(bk), orders[0], lines, parcels, view(wk), view(out))
        return digest

    @entry(digest, nogil=True)
    def quote_many(
        bk: Any, orders: Any, lines: Any, parcels: Any, wk: Any, out: Any, options: Any
    ) -> int:
        book, work, result = view(bk), view(wk), view(out)
        for i in range(len(orders)):
            quote_order(book, orders[i], lines, parcels, work, result)
            for tier in range(3):
                options[i, tier] = out.option[tier]
        return digest

    return Entries(book_ref, work_ref, out_ref, quote_one, quote_many)


def _plain_entries(made: Entries) -> Entries:
    """Return entries for runs without the compiler: named tuples of attribute-read records."""

    def plain(arrays: Any) -> Any:
        return type(arrays)(*_by_attribute(*arrays))

    def quote_one(bk: Any, orders: Any, lines: Any, parcels: Any, wk: Any, out: Any) -> int:
        return made.quote_one(bk, *_by_attribute(orders, lines, parcels), wk, out)

    def quote_many(
        bk: Any, orders: Any, lines: Any, parcels: Any, wk: Any, out: Any, options: Any
    ) -> int:
        batch = _by_attribute(orders, lines, parcels)
        return made.quote_many(bk, *batch, wk, out, *_by_attribute(options))

    return Entries(plain, plain, plain, quote_one, quote_many)


def _by_attribute(*arrays: Any) -> list[Any]:
    """Return record arrays whose fields are read as attributes, as compiled code does."""
    return [array.view(np.recarray) if array.dtype.names else array for array in arrays]


@cache
def entries() -> Entries:
    """Return the entries, compiled on first call or taken from the cache.

    With `NUMBA_DISABLE_JIT=1` the same kernels run as plain Python, to be stepped through.
    """
    made = _make_entries(kernel_digest())
    return _plain_entries(made) if config.DISABLE_JIT else made  # type: ignore[attr-defined]  # numba is untyped


def check_digest(returned: int) -> None:
    """Refuse the answer of an entry that was compiled from other kernel sources."""
    if returned != kernel_digest():
        raise InternalError("compiled kernels are stale; remove the numba cache and start again")
