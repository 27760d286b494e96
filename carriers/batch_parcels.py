"""A table of parcels to be rated, read strictly from CSV (columns: docs/rating.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from oneprice.carriers.refs import PARCEL
from oneprice.core.compiling import Table, unique
from oneprice.core.days import day_of, parse_day
from oneprice.core.errors import InputError
from oneprice.core.ids import IdSpaces
from oneprice.core.order import MAX_LINE_MINOR
from oneprice.core.postcodes import postcode_key
from oneprice.core.source import Row, read_table
from oneprice.core.vocabulary import (
    BATTERY_KIND,
    FLAGS,
    PURPOSE,
    cargo_class,
    flag_mask,
    lone_instruction,
    shown_mask,
)

REQUIRED = (
    *("parcel_id", "origin_node", "country", "weight_kg", "length_cm", "width_cm", "height_cm"),
    *("goods_value", "currency", "date"),
)
COLUMNS = (
    *("parcel_id", "origin_node", "country", "postcode", "weight_kg", "length_cm", "width_cm"),
    *("height_cm", "cargo_flags", "goods_value", "currency", "date", "purpose", "ship_from"),
    *("export_date", "entry_date"),
    *("units", "headings", "battery_kind", "watt_hours", "lithium_g", "soc_pct"),
    *("battery_net_g", "liquid_ml"),
)
NOT_GIVEN = -1
MOST_G, MOST_MM, MOST_UNITS = 2_000_000, 10_000, 100_000  # as of an order (docs/orders.md)
MOST_MILLI = 10**12
BATTERY_FACTS = {
    # field of PARCEL: (column, smallest units in one, round up, most)
    "battery_mwh": ("watt_hours", 1000, True, MOST_MILLI),
    "lithium_mg": ("lithium_g", 1000, True, MOST_MILLI),
    "soc_pct": ("soc_pct", 1, False, 100),
    "battery_net_g": ("battery_net_g", 1, False, MOST_G),
    "liquid_ml": ("liquid_ml", 1, False, MOST_G),
}


class Parcels(NamedTuple):
    """Parcels as integers, with what people call them.

    Attributes
    ----------
    table : PARCEL records
    rows : list of Row
        As written, in the same order.
    """

    table: Table
    rows: list[Row]


def read_parcels(path: Path, tables: Mapping[str, Table], ids: IdSpaces) -> Parcels:
    """Read a CSV file of parcels.

    Parameters
    ----------
    tables, ids
        Of the book whose currencies, nodes and countries the parcels name; its sections
        `currency`, `node` and `setting` are read.

    Raises
    ------
    InputError
        No such file, or a cell that cannot be used, naming row, column and remedy. A country
        that no lane reaches is no error but a refusal.
    """
    if not path.is_file():
        raise InputError("PARCELS", str(path), "name a CSV file (columns: docs/rating.md)")
    rows = read_table(path, COLUMNS, REQUIRED)
    if not rows:
        raise InputError(path.name, "no row", "give at least one parcel")
    unique(rows, "parcel_id")
    cells = _Cells(tables, ids)
    table = np.zeros(len(rows), PARCEL)
    for i, row in enumerate(rows):
        record = cells.parcel(row)
        table[i] = tuple(record[name] for name in PARCEL.names or ())
    return Parcels(table, rows)


class _Cells:
    """Turns cells into numbers; a text that was read before is not read again."""

    def __init__(self, tables: Mapping[str, Table], ids: IdSpaces) -> None:
        self._ids, self._setting = ids, tables["setting"][1]
        self._exponents = tables["currency"]["exponent"]
        self._regions = tables["node"]["region"]
        self._known: dict[tuple[str, str], int] = {}

    def parcel(self, row: Row) -> dict[str, int]:
        """Return the fields of one PARCEL record."""
        currency = self._once(row, "currency", self._named("currency"))
        postcode_lo, postcode_hi = postcode_key(row["postcode"], row.where("postcode"))
        flags = self._once(row, "cargo_flags", _flags)
        ship_from = "ship_from" if row["ship_from"] else "origin_node"
        return {
            "origin_node": self._once(row, "origin_node", self._named("node")),
            "region": int(self._regions[self._once(row, ship_from, self._named("node"))]),
            "country": self._once(row, "country", self._country),
            "postcode_lo": postcode_lo,
            "postcode_hi": postcode_hi,
            "day": self._once(row, "date", self._day),
            "export_day": _later(row, "export_date"),
            "entry_day": _later(row, "entry_date"),
            "purpose": row.choice("purpose", PURPOSE, "b2c"),
            "currency": currency,
            "goods_minor": _value(row, 10 ** int(self._exponents[currency])),
            "headings": self._once(row, "headings", _count),
            "units": self._once(row, "units", _count),
            "cargo_class": cargo_class(flags),
            "weight_g": self._once(row, "weight_kg", _weight),
            **self._sides(row),
            "flags": flags,
            "battery_kind": row.choice("battery_kind", BATTERY_KIND, "battery"),
            **{name: self._once(row, how[0], _fact(*how)) for name, how in BATTERY_FACTS.items()},
        }

    def _once(self, row: Row, column: str, read: Callable[[Row, str], int]) -> int:
        key = column, row[column]
        if key not in self._known:
            self._known[key] = read(row, column)
        return self._known[key]

    def _sides(self, row: Row) -> dict[str, int]:
        sides = sorted(
            (self._once(row, name, _side) for name in ("length_cm", "width_cm", "height_cm")),
            reverse=True,
        )
        return dict(zip(("length_mm", "second_mm", "third_mm"), sides, strict=True))

    def _named(self, space: str) -> Callable[[Row, str], int]:
        return lambda row, column: self._ids.require(space, row[column], row.where(column))

    def _country(self, row: Row, column: str) -> int:
        code = row[column]
        if not (len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()):
            raise row.error(column, "give 2 capital letters (ISO 3166)")
        return self._ids.find("country", code)

    def _day(self, row: Row, column: str) -> int:
        """Return the day of sale, which must lie in the book's window (C-13)."""
        day = parse_day(row[column], row.where(column))
        first, end = int(self._setting["window_from_day"]), int(self._setting["window_to_day"])
        if not first <= day < end:
            raise row.error(column, f"give a day from {day_of(first)} to {day_of(end - 1)}")
        return day


def _later(row: Row, column: str) -> int:
    """Return a day of the way; the day of sale where none is given."""
    return parse_day(row[column] or row["date"], row.where(column))


def _flags(row: Row, column: str) -> int:
    """Return the cargo flags that a parcel shows (C-60)."""
    words = [] if row[column] == "none" else row.words(column)
    try:
        mask = flag_mask(words)
    except KeyError:
        raise row.error(column, "give none, or a list of " + ", ".join(FLAGS)) from None
    lone = lone_instruction(mask)
    if lone is not None:
        raise row.error(column, f"give {lone[1]} too: {lone[0]} is about it")
    return shown_mask(mask)


def _value(row: Row, scale: int) -> int:
    value = row.scaled("goods_value", scale)
    if value is None or not 0 <= value <= MAX_LINE_MINOR:
        raise row.error("goods_value", "give an amount of 0 or more")
    return value


def _weight(row: Row, column: str) -> int:
    weight_g = row.scaled(column, 1_000) or 0
    if not 1 <= weight_g <= MOST_G:
        raise row.error(column, f"give 0.001 to {MOST_G // 1000} kg")
    return weight_g


def _side(row: Row, column: str) -> int:
    side_mm = row.scaled(column, 10) or 0
    if not 1 <= side_mm <= MOST_MM:
        raise row.error(column, f"give 0.1 to {MOST_MM // 10} cm")
    return side_mm


def _count(row: Row, column: str) -> int:
    count = row.integer(column, 1)
    if not 1 <= count <= MOST_UNITS:
        raise row.error(column, f"give 1 to {MOST_UNITS}, or leave it empty")
    return count


def _fact(column: str, scale: int, up: bool, most: int) -> Callable[[Row, str], int]:
    """Return the reader of a number that may be missing; grams and the like are whole."""

    def read(row: Row, _: str) -> int:
        value = row.scaled(column, scale, round_up=up)
        if value is not None and not 0 <= value <= most:
            raise row.error(column, f"give 0 to {most // scale}, or leave it empty")
        return NOT_GIVEN if value is None else value

    return read
