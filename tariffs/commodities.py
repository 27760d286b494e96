"""From rates by prefix to commodities: disjoint code intervals, each with its measures.

The prefixes of all rates cut the range of 10-digit codes; a piece that a base rate covers is a
commodity. Per kind and origin the longest prefix wins (C-41). Commodities with the same
measures share one stretch of the measure table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from oneprice.core.compiling import Compiling
from oneprice.core.errors import InputError
from oneprice.tariffs.hs_codes import DIGITS, dotted, prefix_interval
from oneprice.tariffs.measures import MeasureRow

Fields = dict[str, int]
Won = tuple[tuple[int, MeasureRow], ...]  # (origin or 0, row) in the order of matching
BASE = "base"


@dataclass
class CommodityTables:
    """Rows of COMMODITY and MEASURE as they grow; row numbers start at 1."""

    commodities: list[Fields] = field(default_factory=list)
    measures: list[Fields] = field(default_factory=list)
    _ranges: dict[tuple[object, ...], tuple[int, int]] = field(default_factory=dict)
    _alike: dict[tuple[object, ...], int] = field(default_factory=dict)

    def add(self, lo: int, hi: int, name: int, won: Won) -> None:
        """Append a commodity, or lengthen the last one when it is the same."""
        measure_lo, measure_hi = self._range(won)
        last = self.commodities[-1] if self.commodities else {"hi": -1}
        same = last["hi"] == lo and last["measure_lo"] == measure_lo and last["name"] == name
        if same and last["measure_hi"] == measure_hi:
            last["hi"] = hi
            return
        plain = tuple(
            (origin, row.kind, row.rate[:-1], row.from_day, row.to_day) for origin, row in won
        )
        alike = self._alike.setdefault(plain, len(self._alike) + 1)
        self.commodities.append(
            {
                "lo": lo,
                "hi": hi,
                "measure_lo": measure_lo,
                "measure_hi": measure_hi,
                "alike": alike,
                "name": name,
            }
        )

    def _range(self, won: Won) -> tuple[int, int]:
        """Return the rows of MEASURE that say `won`, stored once."""
        records = [_record(origin, row) for origin, row in won]
        key = tuple(tuple(record.values()) for record in records)
        if key not in self._ranges:
            start = len(self.measures) + 1
            self.measures += records
            self._ranges[key] = (start, start + len(records))
        return self._ranges[key]


def add_commodities(ctx: Compiling, rows: Sequence[MeasureRow], tables: CommodityTables) -> None:
    """Add the commodities of one jurisdiction, made of all its rates, in ascending order.

    Raises
    ------
    InputError
        Two rates of one kind, prefix and rank of origin hold on the same day.
    """
    refuse_overlaps(rows)
    base = ctx.ids.add("measure_kind", BASE)
    by_prefix: dict[str, dict[int, list[MeasureRow]]] = {}
    for row in rows:
        by_prefix.setdefault(row.prefix, defaultdict(list))[row.kind].append(row)
    lengths = sorted({len(prefix) for prefix in by_prefix})
    cuts = sorted({edge for prefix in by_prefix for edge in prefix_interval(prefix)})
    memo: dict[tuple[object, ...], Won] = {}
    for lo, hi in pairwise(cuts):
        code = f"{lo:0{DIGITS}d}"
        covering = [code[:length] for length in lengths if code[:length] in by_prefix]
        named = [prefix for prefix in covering if base in by_prefix[prefix]]
        if not named:
            continue
        won = _all_winners(ctx, by_prefix, covering, memo)
        tables.add(lo, hi, ctx.ids.add("commodity", dotted(named[-1]) or "*"), won)


def refuse_overlaps(rows: Iterable[MeasureRow]) -> None:
    """Refuse two rates of equal rank that hold on the same day, naming both."""
    groups: dict[tuple[int, str, int, int, int], list[MeasureRow]] = defaultdict(list)
    for row in rows:
        for origin in row.origins or (0,):
            groups[row.kind, row.prefix, row.rank, row.imported, origin].append(row)
    for group in groups.values():
        if len(group) > 1:
            group.sort(key=lambda row: row.from_day)
            for row, follower in pairwise(group):
                if follower.from_day < row.to_day:
                    remedy = f"end {row.where} before {follower.where} begins"
                    raise InputError(follower.where, follower.prefix, remedy)


def _all_winners(
    ctx: Compiling,
    by_prefix: dict[str, dict[int, list[MeasureRow]]],
    covering: list[str],
    memo: dict[tuple[object, ...], Won],
) -> Won:
    """Return the winning rows of every kind on a piece of the code range."""
    kinds = sorted({kind for prefix in covering for kind in by_prefix[prefix]})
    found: list[tuple[int, MeasureRow]] = []
    for kind in kinds:
        holding = tuple(prefix for prefix in covering if kind in by_prefix[prefix])
        if (kind, holding) not in memo:
            rows = [row for prefix in holding for row in by_prefix[prefix][kind]]
            memo[kind, holding] = winners(rows, ctx.notes)
        found += memo[kind, holding]
    return tuple(found)


def winners(rows: Sequence[MeasureRow], notes: list[str]) -> Won:
    """Return who wins among the rates of one kind that cover a code, per origin (C-41).

    Rows of a country stand only where it has rows of its own on its longest prefix; then they
    are complete for it: its own, its groups', and those of any origin on that prefix.
    """
    found: list[tuple[int, MeasureRow]] = []
    for origin in sorted({number for row in rows for number in row.origins}):
        won = _longest([r for r in rows if not r.origins or origin in r.origins], notes)
        if any(row.origins for row in won):
            found += [(origin, row) for row in won]
    general = _longest([row for row in rows if not row.origins], notes)
    return (*found, *((0, row) for row in general))


def _longest(rows: Sequence[MeasureRow], notes: list[str]) -> list[MeasureRow]:
    """Return the rows of the longest prefix: exact origin first, then groups, then any."""
    longest = max((len(row.prefix) for row in rows), default=0)
    won = [row for row in rows if len(row.prefix) == longest]
    if len(won) < len(rows):
        end, later = max(r.to_day for r in won), max(r.to_day for r in rows)
        if end < later:
            last = max(won, key=lambda row: row.to_day)
            note = f"{last.where}: ends, and a shorter prefix does not take its place (C-41)"
            if note not in notes:
                notes.append(note)
    ranked = sorted(won, key=lambda row: (row.rank, row.imported, row.from_day))
    return [row for at, row in enumerate(ranked) if not _shadowed(row, ranked[:at])]


def _shadowed(row: MeasureRow, before: Sequence[MeasureRow]) -> bool:
    """Tell whether one row that comes first holds on every day of `row`."""
    return any(r.from_day <= row.from_day and row.to_day <= r.to_day for r in before)


def _record(origin: int, row: MeasureRow) -> Fields:
    return {
        "kind": row.kind,
        "origin": origin,
        **row.rate._asdict(),
        "from_day": row.from_day,
        "to_day": row.to_day,
        "rule": row.rule,
        "source": row.source,
    }
