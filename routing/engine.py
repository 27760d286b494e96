"""The engine: one opened book, quotes out (the order service's and the analyst's door)."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

import oneprice
from oneprice.core.book import Book
from oneprice.core.errors import BookMismatch
from oneprice.core.order import Order
from oneprice.core.quote import Quote
from oneprice.routing.book_tables import BookTables, book_tables
from oneprice.routing.decode import Decoder
from oneprice.routing.encode import encode_orders
from oneprice.routing.entries import check_digest, entries, kernel_digest
from oneprice.routing.schema import open_book
from oneprice.routing.tables import OPTION
from oneprice.routing.work import new_out, new_work, sizes_of

if TYPE_CHECKING:
    from oneprice.routing.frame import Frame

ENGINE_VERSION = f"{oneprice.__version__}+{kernel_digest():016x}"


class Engine:
    """Prices orders against one book; every answer is a pure function of (book, order).

    Examples
    --------
    >>> engine = Engine.open("build/example.book")  # doctest: +SKIP
    >>> engine.quote(order).options[0].price_minor  # doctest: +SKIP
    """

    def __init__(self, book: Book) -> None:
        self.book = book
        self._tables: BookTables = book_tables(book)
        self._sizes = sizes_of(self._tables)
        self._decoder = Decoder(book)
        self._book_ref: Any = None
        self._kept: dict[str, Engine] = {book.book_hash: self}

    @classmethod
    def open(
        cls, book: str | os.PathLike[str], keep: Sequence[str | os.PathLike[str]] = ()
    ) -> Engine:
        """Open and verify a book; `keep` names earlier books that `requote` may go back to."""
        engine = cls(open_book(book))
        for path in keep:
            older = cls(open_book(path))
            engine._kept[older.book.book_hash] = older
        return engine

    @property
    def book_hash(self) -> str:
        """The hash that names the book's bytes."""
        return self.book.book_hash

    def quote(self, order: Order | dict[str, Any] | str | bytes) -> Quote:
        """Quote one order in full detail.

        Parameters
        ----------
        order : Order, dict or JSON text
            Fields as in docs/orders.md.

        Raises
        ------
        InputError
            A field that cannot be used, with its remedy.
        """
        parsed = as_order(order)
        encoded = encode_orders(self.book, [parsed], detail=True)
        n = len(encoded.lines)
        work, out = new_work(self._sizes, n), new_out(self._sizes, n)
        made = entries()
        work_ref, out_ref = made.work_ref(work), made.out_ref(out)
        check_digest(made.quote_one(self._ref(), *encoded, work_ref, out_ref))
        quote_id = self._quote_id(parsed)
        return self._decoder.quote(parsed, encoded, out, work.out_count, quote_id, ENGINE_VERSION)

    def quote_options(self, orders: Sequence[Order]) -> Any:
        """Quote many orders, options only: OPTION[len(orders), 3], economy to premium.

        The same computation as `quote`, bit for bit; the GIL is released.
        """
        encoded = encode_orders(self.book, list(orders), detail=False)
        options = np.zeros((len(orders), 3), OPTION)
        most = max((len(order.lines) for order in orders), default=1)
        work, out = new_work(self._sizes, most), new_out(self._sizes, most, detail=False)
        made = entries()
        work_ref, out_ref = made.work_ref(work), made.out_ref(out)
        check_digest(made.quote_many(self._ref(), *encoded, work_ref, out_ref, options))
        return options

    def quote_frame(self, frame: Frame) -> Frame:
        """Quote a pandas frame with one row per order line; one row per order and tier out.

        Columns: see `oneprice.routing.frame`.
        """
        from oneprice.routing.frame import quote_frame

        return quote_frame(self, frame)

    def requote(self, book_hash: str, order: Order | dict[str, Any] | str | bytes) -> Quote:
        """Return the quote that the named book gives for an order: the same as it gave before.

        Raises
        ------
        BookMismatch
            This engine holds no book of that hash.
        """
        if book_hash not in self._kept:
            held = ", ".join(name[:12] for name in self._kept)
            message = f"no book {book_hash[:12]} is open (open: {held}); name it in keep="
            raise BookMismatch(message)
        return self._kept[book_hash].quote(order)

    def _ref(self) -> Any:
        """Return the compiled reference to the book, made at the first quote."""
        if self._book_ref is None:
            self._book_ref = entries().book_ref(self._tables)
        return self._book_ref

    def _quote_id(self, order: Order) -> str:
        document = json.dumps(order.model_dump(mode="json"), sort_keys=True, ensure_ascii=True)
        text = f"{self.book.book_hash}\n{ENGINE_VERSION}\n{document}"
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def as_order(order: Order | dict[str, Any] | str | bytes) -> Order:
    """Return a validated order from an order, a dict or JSON text."""
    if isinstance(order, str | bytes):
        return Order.from_json(order)
    return Order.parse(order)
