"""Kinds of measures: a rate whose kind no stack asks would never be charged."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from oneprice.core.compiling import Compiling
from oneprice.core.source import Row, read_table
from oneprice.tariffs.readers.commodities import BASE
from oneprice.tariffs.readers.law import SHIPPED, Place, law_rows
from oneprice.tariffs.readers.measures import COLUMNS, REQUIRED
from oneprice.tariffs.readers.stack_tables import Fields
from oneprice.tariffs.readers.stacks import COLUMNS as STACK_COLUMNS

ASKING = "measure:"


def check_kinds(ctx: Compiling, places: Iterable[Place], steps: Iterable[Fields]) -> None:
    """Refuse a measure of a kind that no stack asks; note one that only other places ask.

    Raises
    ------
    InputError
        The kind is asked neither in the book nor in the law that is shipped.
    """
    asked = {BASE} | {ctx.ids.name("measure_kind", step.get("measure_kind", 0)) for step in steps}
    noted: set[tuple[str, str]] = set()
    for place in places:
        own = {BASE, *_asked_by(ctx, place)}
        for row in _rows(ctx, place):
            kind = row["kind"]
            if kind in own:
                continue
            if kind not in asked and kind not in _shipped():
                raise row.error("kind", f"give a kind that a stack asks: {', '.join(sorted(own))}")
            if (place.name, kind) not in noted:
                noted.add((place.name, kind))
                ctx.notes.append(f"{row.where('kind')}: no stack of {place.name} asks {kind!r}.")


def _rows(ctx: Compiling, place: Place) -> Iterable[Row]:
    for folder in place.folders:
        yield from law_rows(ctx, folder, "measure.csv", COLUMNS, REQUIRED)
    yield from (r for r in ctx.rows("measure.csv", COLUMNS, REQUIRED) if place.covers(r["area"]))


def _asked_by(ctx: Compiling, place: Place) -> set[str]:
    """Return the kinds that the stacks of a place ask."""
    rows = (row for f in place.folders for row in law_rows(ctx, f, "stack.csv", STACK_COLUMNS, ()))
    return {_kind(row) for row in rows} - {""}


@cache
def _shipped() -> frozenset[str]:
    """Return the kinds that any stack of the shipped law asks."""
    files = sorted(SHIPPED.glob("*/stack.csv"))
    rows = (row for file in files for row in read_table(file, STACK_COLUMNS, ()))
    return frozenset(_kind(row) for row in rows)


def _kind(row: Row) -> str:
    """Return the kind a step asks, or ""."""
    rate = row["rate"]
    return rate.removeprefix(ASKING).strip() if rate.startswith(ASKING) else ""
