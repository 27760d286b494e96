"""Compile a folder of source tables into a book."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from oneprice.carriers.compile import compile_carriers
from oneprice.core.book import Book, write_book
from oneprice.core.compiling import Compiling, Table
from oneprice.core.errors import InputError
from oneprice.core.ground import compile_ground
from oneprice.routing.composing.day_rows import Steps
from oneprice.routing.network.compiling import compile_network
from oneprice.routing.pruning.routes import prune_routes
from oneprice.routing.schema import SCHEMA, open_book
from oneprice.routing.tiers import compile_guarantee, compile_tiers
from oneprice.tariffs.compile import compile_tariffs

TABLES = frozenset(
    f"{name}.csv"
    for name in (
        *("book", "currency", "fx", "calendar", "calendar_day", "node"),
        *("lane", "rate", "zone", "surcharge", "index", "cargo_rule", "tier", "guarantee"),
        *("measure", "registration", "sales_tax", "tariff_file"),
    )
)
# Not told when missing: points are asked for by service areas, which say so themselves; without
# the others nothing was learned, announced or agreed.
OPTIONAL = frozenset(
    f"{name}.csv"
    for name in ("postcode", "transfer", "uplift", "transit", "transit_law", "handling")
)
Progress = Callable[[str], None]


def no_steps(done: int, total: int) -> None:
    """Tell nobody how far a compile has come."""


def compile_tables(
    folder: str | os.PathLike[str],
    progress: Progress = lambda _: None,
    steps: Steps = no_steps,
) -> tuple[Compiling, dict[str, Table]]:
    """Read and compile all source tables of a folder.

    Parameters
    ----------
    folder : path
        Source folder (docs/tables.md).
    progress : callable
        Told the name of each part as it starts.
    steps : callable
        Told how many of all compositions of leg laws are done.

    Raises
    ------
    InputError
        A table that cannot be used, naming file, row and column.
    """
    source = Path(folder)
    if not (source / "book.csv").is_file():
        raise InputError(str(folder), "no book.csv", "name a folder of source tables")
    ctx = Compiling(source)
    _check_tables(ctx)
    progress("ground")
    tables = compile_ground(ctx)
    progress("carriers")
    tables |= compile_carriers(ctx, tables["node"])
    progress("tariffs")
    tables |= compile_tariffs(ctx)
    progress("tiers")
    tables |= {"tier": compile_tiers(ctx), "guarantee": compile_guarantee(ctx)}
    progress("network")
    tables |= compile_network(ctx, tables, steps)
    tables |= prune_routes(ctx, tables)
    return ctx, tables


def _check_tables(ctx: Compiling) -> None:
    """Refuse a table of another name, and note those that are not there: both change prices."""
    there = {path.name for path in ctx.folder.glob("*.csv")}
    for name in sorted(there - TABLES - OPTIONAL):
        known = ", ".join(sorted(TABLES | OPTIONAL))
        raise InputError(name, "unknown table", f"use the names {known}")
    ctx.notes += [f"{name} is not there: taken as empty." for name in sorted(TABLES - there)]


def compile_book(
    folder: str | os.PathLike[str],
    path: str | os.PathLike[str],
    progress: Progress = lambda _: None,
    steps: Steps = no_steps,
) -> Book:
    """Compile the tables of `folder` into the book `path` and open it."""
    ctx, tables = compile_tables(folder, progress, steps)
    progress("writing")
    write_book(Path(path), tables, ctx.ids, ctx.settings["name"], ctx.notes, SCHEMA)
    return open_book(path)
