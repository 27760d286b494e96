"""The engine: one opened book, quotes out (the order service's and the analyst's door)."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

import oneprice
from oneprice.core.book import Book
from oneprice.core.errors import BookMismatch, InputError
from oneprice.core.order import Order
from oneprice.core.quote import Option, Quote
from oneprice.routing.book_tables import BookTables, book_tables
from oneprice.routing.decode import Decoder
from oneprice.routing.encode import Encoded, encode_orders
from oneprice.routing.entries import check_digest, entries, kernel_digest
from oneprice.routing.front import Fronts, Point, check_day, check_tier, tell_point
from oneprice.routing.hs_doubt import HsCandidate, candidates, settle, tell_chosen
from oneprice.routing.hs_words import HsLine, find_lines
from oneprice.routing.inverse import UnitPrices, unit_prices
from oneprice.routing.packings import Packer, Packings
from oneprice.routing.schema import open_book
from oneprice.routing.tables import OPTION
from oneprice.routing.work import new_out, new_work, sizes_of

if TYPE_CHECKING:
    from oneprice.routing.frame import Frame
    from oneprice.routing.promises.answer import PromiseAnswer

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

    def quote(
        self, order: Order | dict[str, Any] | str | bytes, packer: Packer | None = None
    ) -> Quote:
        """Quote one order in full detail.

        Parameters
        ----------
        order : Order, dict or JSON text
            Fields as in docs/orders.md.
        packer : callable, optional
            Packs the units instead of C-28, `oneprice.solver.packing.ExactPacker` for one: asked
            for each consignment and each set of limits on its way, see `routing.packings`.

        Raises
        ------
        InputError
            A field that cannot be used, with its remedy; a packer's answer that is no packing.
        """
        parsed = as_order(order)
        packings = self._packings(parsed, packer)
        if parsed.hs_policy == "highest":
            settled, chosen = settle(self.book, parsed, lambda each: self._options(each, packings))
            return tell_chosen(self._quote(settled, parsed, packings), chosen)
        return self._quote(parsed, parsed, packings)

    def _quote(self, settled: Order, order: Order, packings: Packings | None) -> Quote:
        """Quote an order whose codes are taken as they stand."""
        encoded = encode_orders(self.book, [settled], detail=True)
        work, out = self._run(entries().quote_one, encoded, len(encoded.lines), True, packings)
        quote_id = self._quote_id(order, packings)
        return self._decoder.quote(settled, encoded, out, work.out_count, quote_id, ENGINE_VERSION)

    def _run(
        self,
        entry: Callable[..., int],
        encoded: Encoded,
        most: int,
        detail: bool,
        packings: Packings | None,
        *more: Any,
    ) -> tuple[Any, Any]:
        """Return scratch and output of a compiled entry, once a packer has no question left."""
        made = entries()
        while True:
            given = packings.given() if packings is not None else None
            work = new_work(self._sizes, most, given)
            out = new_out(self._sizes, most, detail, given)
            refs = made.work_ref(work), made.out_ref(out)
            check_digest(entry(self._ref(), *encoded, *refs, *more))
            if packings is None or not packings.learn(work.asked[: work.asked_count[0]]):
                return work, out

    def _packings(self, order: Order, packer: Any) -> Packings | None:
        if packer is None:
            return None
        if not callable(packer):
            remedy = "give a callable such as oneprice.solver.packing.ExactPacker()"
            raise InputError("packer", type(packer).__name__, remedy)
        return Packings(self.book, packer, encode_orders(self.book, [order], detail=True).lines)

    def quote_options(self, orders: Sequence[Order], packer: Packer | None = None) -> Any:
        """Quote many orders, options only: OPTION[len(orders), 3], economy to premium.

        The same computation as `quote`, bit for bit; the GIL is released.

        Raises
        ------
        InputError
            Something else than a sequence of orders, or a field that cannot be used.
        """
        checked = _checked(orders)
        if packer is None:
            return self._options([self._settled(each, None) for each in checked], None)
        rows = np.zeros((len(checked), 3), OPTION)
        for i, each in enumerate(checked):
            packings = self._packings(each, packer)
            rows[i] = self._options([self._settled(each, packings)], packings)[0]
        return rows

    def _settled(self, order: Order, packings: Packings | None) -> Order:
        if order.hs_policy != "highest":
            return order
        return settle(self.book, order, lambda each: self._options(each, packings))[0]

    def _options(self, orders: list[Order], packings: Packings | None) -> Any:
        return self.options_of(encode_orders(self.book, orders, detail=False), packings)

    def options_of(self, encoded: Encoded, packings: Packings | None = None) -> Any:
        """Return OPTION[orders, 3] of encoded orders; with packings all are of the same goods."""
        options = np.zeros((len(encoded.orders), 3), OPTION)
        most = int((encoded.orders["line_hi"] - encoded.orders["line_lo"]).max(initial=1))
        self._run(entries().quote_many, encoded, most, False, packings, options)
        return options

    def option_of(
        self, order: Order, encoded: Encoded, packings: Packings | None = None
    ) -> Option | None:
        """Return the option in full of an order encoded for a single tier; None if refused."""
        work, out = self._run(entries().quote_one, encoded, len(encoded.lines), True, packings)
        counts, quote_id = work.out_count, self._quote_id(order, packings)
        options = self._decoder.quote(order, encoded, out, counts, quote_id, ENGINE_VERSION).options
        return options[0] if options else None

    def front(
        self,
        order: Order | dict[str, Any] | str | bytes,
        tier: str | None = None,
        by: date | None = None,
        packer: Packer | None = None,
    ) -> tuple[Point, ...]:
        """Return what each earlier date costs, from the cheapest offer to the fastest (C-71).

        Dates fall and prices rise from point to point.

        Parameters
        ----------
        order : Order, dict or JSON text
        tier : str, optional
            One service tier alone; all of them by default, each settled alone.
        by : date, optional
            Leaves out what is promised later.
        packer : callable, optional
            As in `quote`.
        """
        fronts, chosen = self._fronts(order, packer)
        until = check_day(by) if by is not None else None
        return tuple(tell_point(point, chosen) for point in fronts.points(check_tier(tier), until))

    def cheapest(
        self,
        order: Order | dict[str, Any] | str | bytes,
        by: date,
        tier: str | None = None,
        packer: Packer | None = None,
    ) -> Point | None:
        """Return the cheapest offer that is promised by a day, None if there is none (C-71)."""
        fronts, chosen = self._fronts(order, packer)
        point = fronts.cheapest(check_tier(tier), check_day(by))
        return tell_point(point, chosen) if point is not None else None

    def fastest(
        self,
        order: Order | dict[str, Any] | str | bytes,
        tier: str | None = None,
        packer: Packer | None = None,
    ) -> Point | None:
        """Return the offer with the earliest date, of equal ones the cheapest (C-71)."""
        points = self.front(order, tier, packer=packer)
        return points[-1] if points else None

    def _fronts(self, order: Any, packer: Packer | None) -> tuple[Fronts, dict[int, str]]:
        """Return what asks for offers of an order, its HS codes settled as in `quote` (C-52)."""
        parsed = as_order(order)
        packings = self._packings(parsed, packer)
        if parsed.hs_policy != "highest":
            return Fronts(self, parsed, packings), {}
        settled, chosen = settle(self.book, parsed, lambda each: self._options(each, packings))
        return Fronts(self, settled, packings), chosen

    def promise(self, order: Order | dict[str, Any] | str | bytes) -> tuple[PromiseAnswer, ...]:
        """Return how the date of each offered tier is made, one answer per tier (C-69, C-70)."""
        from oneprice.routing.promises.telling import promises_of

        return promises_of(self, as_order(order))

    def quote_frame(self, frame: Frame) -> Frame:
        """Quote a pandas frame with one row per order line; one row per order and tier out.

        Columns: see `oneprice.routing.frame`.
        """
        from oneprice.routing.frame import quote_frame

        return quote_frame(self, frame)

    def hs_candidates(
        self, order: Order | dict[str, Any] | str | bytes, line: int = 0
    ) -> tuple[HsCandidate, ...]:
        """Return the tariff lines that a line's HS code may mean, with what each would cost.

        Of a code that the tariff does not know these are the nearest it knows (C-52).
        """
        return candidates(self, as_order(order), line)

    def find_hs(self, country: str, words: str, limit: int = 5) -> tuple[HsLine, ...]:
        """Return the tariff lines of a country that words describe best, best first.

        Parameters
        ----------
        country : str
            ISO code of the destination.
        words : str
            What the goods are called: "cotton t-shirt".
        limit : int
            The most lines to return, 1 to 100.

        Raises
        ------
        InputError
            A country without law in the book, no words, or another limit.
        """
        return find_lines(self.book, country, words, limit)

    def unit_prices(
        self,
        order: Order | dict[str, Any] | str | bytes,
        price_minor: int,
        line: int = 0,
        tier: str = "standard",
    ) -> UnitPrices:
        """Return the unit prices of a line at which a tier has exactly this price (C-55).

        Parameters
        ----------
        order : Order, dict or JSON text
            Its unit price of the line does not count.
        price_minor : int
            The all-in price asked for, in minor units of the order's currency.
        line : int
            Index into the order.
        tier : str
            Service tier.
        """
        return unit_prices(self, as_order(order), price_minor, line, tier)

    def requote(
        self,
        book_hash: str,
        order: Order | dict[str, Any] | str | bytes,
        packer: Packer | None = None,
    ) -> Quote:
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
        return self._kept[book_hash].quote(order, packer)

    def _ref(self) -> Any:
        """Return the compiled reference to the book, made at the first quote."""
        if self._book_ref is None:
            self._book_ref = entries().book_ref(self._tables)
        return self._book_ref

    def _quote_id(self, order: Order, packings: Packings | None) -> str:
        """Return what names the quote; a packer's answers belong to it (C-49)."""
        document = json.dumps(order.model_dump(mode="json"), sort_keys=True, ensure_ascii=True)
        text = f"{self.book.book_hash}\n{ENGINE_VERSION}\n{document}"
        text += f"\n{packings.digest()}" if packings is not None else ""
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def _checked(orders: Sequence[Order]) -> list[Order]:
    """Return the orders of a batch as a list, refusing anything else."""
    remedy = "give a list of Order; Order.parse or Order.from_json makes one"
    if isinstance(orders, str | bytes | dict) or not isinstance(orders, Iterable):
        raise InputError("orders", type(orders).__name__, remedy)
    listed = list(orders)
    for i, each in enumerate(listed):
        if not isinstance(each, Order):
            raise InputError(f"orders.{i}", type(each).__name__, remedy)
    return listed


def as_order(order: Order | dict[str, Any] | str | bytes) -> Order:
    """Return a validated order from an order, a dict or JSON text."""
    if isinstance(order, str | bytes):
        return Order.from_json(order)
    return Order.parse(order)
