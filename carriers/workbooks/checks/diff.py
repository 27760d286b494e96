"""What an import changes in a book: rows that are new, gone or changed, prices with percent.

Only what the import speaks of is compared: the rates and surcharges of its lanes, the zones of its
zone sets, its indexes. A lane of the book is gone if the import brings lanes of the same carrier
and product, but not this one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from oneprice.carriers.workbooks.checks.column_kinds import is_number
from oneprice.carriers.workbooks.findings import shown
from oneprice.carriers.workbooks.flat import COLUMNS, FlatRow, FlatTables
from oneprice.carriers.workbooks.places import Place
from oneprice.core.errors import InputError
from oneprice.core.source import parse_ratio

WHATS = ("new", "gone", "changed")
HEADINGS = ("table", "what", "row", "column", "old", "new", "percent")
_BANDS = (
    *("lane_id", "origin_zone", "dest_zone", "cargo_class", "rate_group"),
    *("value_lo", "value_hi", "density_lo", "density_hi", "lo"),
)
KEYS: dict[str, tuple[str, ...]] = {
    "lane": ("lane_id",),
    "rate": _BANDS,
    "zone": ("zone_set", "country", "origin_zone", "key_kind", "key_lo", "key_hi"),
    "surcharge": ("sur_id", "lane_id"),
    "index": ("index_id",),
}
DEFAULTS: dict[str, dict[str, str]] = {
    "lane": {
        **{"origin_by": "lane", "tax_terms": "excluded", "weight_scope": "piece"},
        **{"qty_unit": "kg", "band_basis": "chargeable", "dim_mix": "1", "next_break": "0"},
        **{"dutiable_share": "1", "day_type": "natural", "status": "open"},
        **{"bonded": "0", "delivers_until": "24:00"},
    },
    "rate": {
        **{"origin_zone": "*", "dest_zone": "*", "cargo_class": "*", "rate_group": "0"},
        **{"bounds": "(]", "value_lo": "0", "density_lo": "0"},
    },
    "zone": {"origin_zone": "*", "service": "ok"},
    "surcharge": {"kind": "surcharge", "fuelable": "0", "effect": "charge", "probability": "1"},
    "index": {},
}
_PERIOD = ("valid_from", "valid_to")
_YES = {"N": "0", "Y": "1"}  # how a yes may be written


class Change(NamedTuple):
    """One row that is new or gone, or one cell that changed.

    Attributes
    ----------
    table, what : str
        "rate" ..., and "new", "gone" or "changed".
    row : str
        Its key in words: "US-PARCEL * * * 0.2".
    column, old, new : str
        Of a changed cell; else empty.
    percent : str
        By how much a number changed, "+4.5 %"; "" where it has no percent.
    place : Place
        Where the new row (of a row that is gone the old one) stands.
    """

    table: str
    what: str
    row: str
    column: str
    old: str
    new: str
    percent: str
    place: Place


@dataclass
class TablesDiff:
    """All changes, by table in the order of the tables, then as the rows stand.

    Attributes
    ----------
    same : Counter of str
        Table -> rows that are as they were.
    """

    changes: list[Change] = field(default_factory=list)
    same: Counter[str] = field(default_factory=Counter)

    def count(self, table: str, what: str) -> int:
        """Return how many rows (not cells) of a table are new, gone or changed."""
        listed = [c for c in self.changes if (c.table, c.what) == (table, what)]
        return len({(c.row, c.place.row) for c in listed}) if what == "changed" else len(listed)

    def counts(self) -> dict[str, dict[str, int]]:
        """Return the numbers of rows by table: new, gone, changed and same."""
        return {
            table: {**{what: self.count(table, what) for what in WHATS}, "same": self.same[table]}
            for table in COLUMNS
        }

    def summary(self) -> str:
        """Return "lane: 1 new, 0 gone, 2 changed, 5 same; ..." for tables that have rows."""
        parts = []
        for table, counted in self.counts().items():
            if any(counted.values()):
                words = ", ".join(f"{n} {what}" for what, n in counted.items())
                parts.append(f"{table}: {words}")
        return "; ".join(parts) or "nothing to compare"

    def rows(self) -> list[tuple[str, ...]]:
        """Return the changes as rows of text under `HEADINGS`."""
        return [tuple(shown(text) for text in change[:-1]) for change in self.changes]

    def as_text(self) -> str:
        """Return one line for each change, the summary last."""
        return "\n".join([*(shown(_line(change)) for change in self.changes), self.summary()])

    def as_json(self) -> dict[str, object]:
        """Return the changes as plain data for `json.dumps`."""
        changes = [
            {**dict(zip(HEADINGS, change[:-1], strict=True)), "place": str(change.place)}
            for change in self.changes
        ]
        return {"counts": self.counts(), "changes": changes}


def diff_tables(old: FlatTables, new: FlatTables) -> TablesDiff:
    """Return what the new tables change in the old ones.

    A number written otherwise ("0.50" for "0.5", "12%" for "0.12") and a default that is spelled
    out are no change; `source` and `note` are not compared. Rows of one key are told apart by
    their validity; a single one keeps its identity when its validity moves.
    """
    found = TablesDiff()
    for table in COLUMNS:
        mine = new.get(table, [])
        speaks = _scope(table, new)
        theirs = [row for row in old.get(table, []) if speaks(row)]
        _diff_table(table, theirs, mine, found)
    return found


def _scope(table: str, new: FlatTables) -> Callable[[FlatRow], bool]:
    """Return which rows of the book the import speaks of."""
    lanes = {row["lane_id"] for row in new.get("lane", [])}
    lanes |= {row["lane_id"] for row in new.get("rate", [])}
    products = {(row["carrier"], row["product"]) for row in new.get("lane", [])}
    sets = {row["zone_set"] for row in new.get("zone", [])}
    indexes = {row["index_id"] for row in new.get("index", [])}
    surcharges = {row["sur_id"] for row in new.get("surcharge", [])}
    speaks: dict[str, Callable[[FlatRow], bool]] = {
        "lane": lambda row: row["lane_id"] in lanes or (row["carrier"], row["product"]) in products,
        "rate": lambda row: row["lane_id"] in lanes,
        "zone": lambda row: row["zone_set"] in sets,
        "surcharge": lambda row: row["sur_id"] in surcharges or _lane_ids(row) <= lanes,
        "index": lambda row: row["index_id"] in indexes,
    }
    return speaks[table]


def _lane_ids(row: FlatRow) -> set[str]:
    return {word.strip() for word in row["lane_id"].split("|")}


def _diff_table(table: str, old: list[FlatRow], new: list[FlatRow], found: TablesDiff) -> None:
    left = _by_key(table, old)
    for row in new:
        before = _take(left.get(_key(table, row), []), row)
        if before is None:
            found.changes.append(_whole(table, "new", row))
            continue
        changed = [
            _cell(table, name, before, row)
            for name in COLUMNS[table]
            if name not in ("source", "note") and _value(before, name) != _value(row, name)
        ]
        found.changes.extend(changed)
        found.same[table] += not changed
    gone = {id(row) for rows in left.values() for row in rows}
    found.changes.extend(_whole(table, "gone", row) for row in old if id(row) in gone)


def _by_key(table: str, rows: list[FlatRow]) -> dict[tuple[object, ...], list[FlatRow]]:
    kept: dict[tuple[object, ...], list[FlatRow]] = {}
    for row in rows:
        kept.setdefault(_key(table, row), []).append(row)
    return kept


def _take(rows: list[FlatRow], row: FlatRow) -> FlatRow | None:
    """Take the row of the same key: that of the same validity, else the only one."""
    for number, other in enumerate(rows):
        if all(other[name] == row[name] for name in _PERIOD):
            return rows.pop(number)
    for number, other in enumerate(rows):
        if other[_PERIOD[0]] == row[_PERIOD[0]]:
            return rows.pop(number)
    return rows.pop() if len(rows) == 1 else None


def _key(table: str, row: FlatRow) -> tuple[object, ...]:
    return tuple(_value(row, name) for name in KEYS[table])


def _value(row: FlatRow, column: str) -> Fraction | str:
    """Return what a cell means: a number exactly, defaults filled in."""
    text = row[column].strip() or DEFAULTS[row.table].get(column, "")
    if column in ("next_break", "fuelable"):
        text = _YES.get(text, text)
    try:
        return parse_ratio(text, column) if text and is_number(row.table, column) else text
    except InputError:
        return text


def _whole(table: str, what: str, row: FlatRow) -> Change:
    return Change(table, what, _name(table, row), "", "", "", "", row.place())


def _cell(table: str, column: str, old: FlatRow, new: FlatRow) -> Change:
    before, after = _value(old, column), _value(new, column)
    percent = ""
    if isinstance(before, Fraction) and isinstance(after, Fraction) and before > 0:
        percent = _percent(before, after)
    name, place = _name(table, new), new.place(column)
    return Change(table, "changed", name, column, old[column], new[column], percent, place)


def _percent(before: Fraction, after: Fraction) -> str:
    """Return "+4.5 %", rounded half away from zero to one decimal."""
    tenths = (abs(after - before) * 1000 / before + Fraction(1, 2)) // 1
    sign = "+" if after > before else "-"
    return f"{sign}{tenths // 10}.{tenths % 10} %"


def _name(table: str, row: FlatRow) -> str:
    """Return a row's key in words; value and density only where they part rows."""
    rare = ("value_lo", "value_hi", "density_lo", "density_hi")
    words = [
        row[name] or DEFAULTS[table].get(name, "-")
        for name in KEYS[table]
        if name not in rare or row[name]
    ]
    return " ".join(words)


def _line(change: Change) -> str:
    start = f"{change.what} {change.table} {change.row}"
    if not change.column:
        return start
    old, new = change.old or "(empty)", change.new or "(empty)"
    percent = f" ({change.percent})" if change.percent else ""
    return f"{start}: {change.column} {old} -> {new}{percent}"
