"""What a book is and holds, for `oneprice build` and `oneprice check`."""

from __future__ import annotations

from pathlib import Path

from rich.console import RenderableType
from rich.text import Text

from oneprice.core.book import Book
from oneprice.core.days import day_of
from oneprice.show import word_grid

COUNTED = {
    "lane": "lanes",
    "rate": "rate rows",
    "surcharge": "surcharges",
    "zone": "postcode areas",
    "route": "routes",
    "event": "departures",
    "commodity": "tariff lines",
    "measure": "duty and tax rates",
    "regime": "regimes",
    "step": "steps of tax stacks",
    "fx": "exchange rates",
}
PRUNED = "(C-66)."  # how the note ends that counts the routes left out


def book_table(book: Book, path: Path, verdict: str) -> RenderableType:
    """Return what a book is and holds."""
    setting = book.tables["setting"][1]
    first, last = day_of(setting["window_from_day"]), day_of(setting["window_to_day"] - 1)
    counts = (f"{len(book.tables[k]) - 1:,} {word}" for k, word in COUNTED.items())
    grid = word_grid()
    for name, value in (
        ("book", f"{path} ({book.name}), {verdict}"),
        ("hash", book.book_hash),
        ("sale days", f"{first} to {last}"),
        ("holds", ", ".join(counts)),
    ):
        grid.add_row(name, Text(value, overflow="fold"))
    for note in book.notes:
        if note.endswith(PRUNED):
            grid.add_row("pruned", Text(note, overflow="fold"))
    return grid
