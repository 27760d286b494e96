"""The example book, compiled once per test run, and quotes of the example orders from it."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from oneprice import Engine, Order, Quote, compile_book

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "examples" / "book"
ORDERS = ROOT / "examples" / "orders"
NAMES = tuple(sorted(path.stem for path in ORDERS.glob("*.json")))


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Return a folder that is removed when the interpreter ends."""
    return tempfile.TemporaryDirectory(prefix="oneprice-", ignore_cleanup_errors=True)


@cache
def book_path() -> Path:
    """Return the compiled example book."""
    path = Path(_folder().name) / "example.book"
    compile_book(SOURCES, path)
    return path


@cache
def engine() -> Engine:
    """Return an engine on the example book."""
    return Engine.open(book_path())


def order_path(name: str) -> Path:
    """Return the file of an example order."""
    return ORDERS / f"{name}.json"


@cache
def order(name: str) -> Order:
    """Return an example order."""
    return Order.from_json(order_path(name).read_bytes())


@cache
def quote(name: str) -> Quote:
    """Return the quote of an example order."""
    return engine().quote(order(name))
