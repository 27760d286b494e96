"""The compiled law of some jurisdictions, as declarations use it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from oneprice.core.compiling import Compiling, Table
from oneprice.core.errors import InputError
from oneprice.core.ground import compile_exchange_rates
from oneprice.core.ids import IdSpaces
from oneprice.tariffs.compile import compile_tariffs
from oneprice.tariffs.entries import entries
from oneprice.tariffs.law_tables import law_tables
from oneprice.tariffs.readers.currencies import known_currencies


@dataclass(frozen=True)
class Law:
    """The compiled law of some jurisdictions, with the exchange rates beside it.

    Attributes
    ----------
    tables : mapping of str to record array
        Sections by name; row 0 of each means "none".
    ids : IdSpaces
        The names behind the numbers.
    places : mapping of str to int
        Jurisdiction -> its row.
    notes : tuple of str
        Findings of the compile that are not errors.
    """

    tables: Mapping[str, Table]
    ids: IdSpaces
    places: Mapping[str, int]
    notes: tuple[str, ...]
    ref: Any = field(repr=False)

    def place(self, name: str) -> int:
        """Return the row of a jurisdiction."""
        if name not in self.places:
            raise InputError("jurisdiction", name, f"give one of {', '.join(self.places)}")
        return self.places[name]


def compile_law(folder: str | os.PathLike[str], jurisdictions: Iterable[str] = ()) -> Law:
    """Compile the law tables of a folder (and what is shipped) for declarations.

    Parameters
    ----------
    folder : path
        With any of `law/`, `measure.csv`, `fx.csv`, `currency.csv`, `registration.csv`,
        `tariff_file.csv`, `sales_tax.csv`; no `book.csv` is needed, and common currencies are
        known.
    jurisdictions : iterable of str
        Jurisdictions besides those of `law/`, as under `law` in `book.csv`.

    Raises
    ------
    InputError
        A table that cannot be used, naming file, row and column.
    """
    ctx = Compiling(Path(folder))
    ctx.settings["law"] = "|".join(jurisdictions)
    tables = {"currency": known_currencies(ctx), "fx": compile_exchange_rates(ctx)}
    tables |= compile_tariffs(ctx)
    return law_of(tables, ctx.ids, ctx.notes)


def law_of(tables: Mapping[str, Table], ids: IdSpaces, notes: Iterable[str] = ()) -> Law:
    """Return the law of a compiled book, for declarations."""
    places = {
        ids.name("jurisdiction", row["name"]): number
        for number, row in enumerate(tables["jurisdiction"])
        if number
    }
    ref = entries().law_ref(law_tables(tables))
    return Law(tables, ids, places, tuple(notes), ref)
