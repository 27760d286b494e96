"""The command that rates a table of parcels on every lane that serves them.

Exit codes are those of the command line: 0 every parcel has a price, 1 some have none, 2 the book
or the parcels cannot be used.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Annotated

import typer

import oneprice
from oneprice.cli_ground import EXIT_REFUSED, BookPath, Told, out
from oneprice.core.errors import InputError

ParcelsPath = Annotated[
    Path, typer.Argument(metavar="PARCELS.csv", help="One parcel a row (docs/rating.md).")
]
Currency = Annotated[
    str, typer.Option("--currency", help="Compare in it, not in that of the goods value.")
]
AllLanes = Annotated[
    bool, typer.Option("--all-lanes", help="Write every offer of a parcel, not the cheapest.")
]
Legs = Annotated[str, typer.Option("--legs", help="door, or legs such as linehaul; a list with |.")]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="OUT.csv", help="Where the rows go.")
]


def add_to(app: typer.Typer, told: Told) -> None:
    """Add the command to the command line.

    Parameters
    ----------
    app : typer.Typer
        The command line.
    told : function
        Gives the context that turns errors into a message and an exit code.
    """

    @app.command()
    def rate(
        book: BookPath,
        parcels: ParcelsPath,
        currency: Currency = "",
        all_lanes: AllLanes = False,
        legs: Legs = "door",
        output: Output = None,
    ) -> None:
        """Rate a table of parcels: freight and surcharges on every lane that serves them."""
        with told():
            refused = _rate(book, parcels, currency, all_lanes, legs, output)
        if refused:
            raise typer.Exit(EXIT_REFUSED)


def _rate(
    path: Path, parcels: Path, currency: str, all_lanes: bool, legs: str, output: Path | None
) -> int:
    """Rate, write and print; return how many parcels have no price."""
    from oneprice.carriers.batch import BatchRater
    from oneprice.carriers.batch_parcels import read_parcels
    from oneprice.show_rate import RateWords, rate_view, rows_text

    _check_output(output, parcels)
    book = oneprice.open_book(path)
    asked = book.ids.require("currency", currency, "--currency") if currency else 0
    rater = BatchRater(book.tables, book.ids, [word.strip() for word in legs.split("|")])
    read = read_parcels(parcels, book.tables, book.ids)
    start = time.perf_counter()
    rates = rater.rate(read.table, asked, every=all_lanes, threads=_threads(len(read.rows)))
    seconds = time.perf_counter() - start
    words = RateWords(book, rater.offers, read, rates, asked)
    if output is not None:
        fresh = output.with_name(f".{output.name}.{os.getpid()}")
        fresh.write_text(rows_text(words), encoding="utf-8", newline="")
        fresh.replace(output)
    out().print(rate_view(words, seconds, listed=output is None))
    return int((rates.best["status"] != 0).sum())


def _check_output(output: Path | None, parcels: Path) -> None:
    """Refuse a place that cannot be written, before the work is done."""
    if output is None:
        return
    if output.is_dir() or output.suffix.lower() != ".csv":
        raise InputError("--output", str(output), "name a file that ends in .csv")
    if output.resolve() == parcels.resolve():
        raise InputError("--output", str(output), "name another file than the parcels'")


def _threads(parcels: int) -> int:
    """Return how many parts are worth their while."""
    return max(1, min(os.cpu_count() or 1, parcels // 10_000))
