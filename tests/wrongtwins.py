"""Where a twin with one wrong rule is known to differ from the engine.

Where the random books change, `.venv/bin/python tests/wrongtwins.py` finds the orders anew.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from randombook import random_order, write_random_book
from reference.quote import ReferenceBook
from twin import Order, Quote, differences

BOOKS_SEARCHED = 20
ORDERS_SEARCHED = 120


class Wrong(NamedTuple):
    """What a wrong twin puts in the place of a rule, and where that is seen."""

    name: str
    twin: Callable[..., Any] | property
    seed: int  # of a random book
    number: int  # of its order

    @property
    def word(self) -> str:
        """Return what is wrong in a word."""
        made = self.twin.fget if isinstance(self.twin, property) else self.twin
        return f"{self.name.split('.', 1)[1]} {getattr(made, '__name__', '')}"


def caught_by(wrong: Wrong, folder: Path, orders: list[Order], right: list[Quote]) -> int | None:
    """Return the first order of a book on which a wrong twin is wrong, if there is one."""
    with patch(wrong.name, wrong.twin):
        book = ReferenceBook(folder)
        pairs = enumerate(zip(orders, right, strict=True))
        return next((n for n, (o, quote) in pairs if differences(quote, book.quote(o))), None)


def search(every: list[Wrong]) -> None:
    """Print for each wrong twin a book and an order on which it is caught."""
    left = list(every)
    for seed in range(1, BOOKS_SEARCHED + 1):
        with tempfile.TemporaryDirectory() as name:
            info = write_random_book(Path(name), seed)
            numbers = range(ORDERS_SEARCHED if left else 0)
            orders = [random_order(random.Random(f"{seed}/{n}"), info) for n in numbers]
            book = ReferenceBook(Path(name))
            right = [book.quote(order) for order in orders]
            for wrong in list(left):
                number = caught_by(wrong, Path(name), orders, right)
                if number is not None:
                    left.remove(wrong)
                    print(f"{wrong.word}: book {seed}, order {number}", flush=True)
    print("not caught:", ", ".join(wrong.word for wrong in left) or "none")


if __name__ == "__main__":
    from wrongcarriers import WRONG_CARRIERS
    from wronglaws import WRONG_LAWS
    from wrongtimes import WRONG_TIMES

    search([*WRONG_LAWS, *WRONG_CARRIERS, *WRONG_TIMES])
