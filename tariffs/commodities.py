"""From rates by prefix to commodities: disjoint code intervals, each with its measures.

The prefixes of all rates cut the range of 10-digit codes; a piece that a base rate covers is a
commodity. Its measures of one kind stand by rank: exact origin, groups, any origin, each from
the longest prefix down, so that the first row that holds on the day wins (C-41). Commodities
with the same measures share one stretch of the measure table.
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

    def add(self, lo: int, hi: int, name: int, won: Won) -> None:
        """Append a commodity, or lengthen the last one when it is the same."""
        measure_lo, measure_hi = self._range(won)
        last = self.commodities[-1] if self.commodities else {"hi": -1}
        same = last["hi"] == lo and last["measure_lo"] == measure_lo and last["name"] == name
        if same and last["measure_hi"] == measure_hi:
            last["hi"] = hi
            return
        self.commodities.append(
            {
                "lo": lo,
                "hi": hi,
                "measure_lo": measure_lo,
                "measure_hi": measure_hi,
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
        won = _all_winners(by_prefix, covering, memo)
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
    by_prefix: dict[str, dict[int, list[MeasureRow]]],
    covering: list[str],
    memo: dict[tuple[object, ...], Won],
) -> Won:
    """Return the rows of every kind that can win on a piece of the code range."""
    kinds = sorted({kind for prefix in covering for kind in by_prefix[prefix]})
    found: list[tuple[int, MeasureRow]] = []
    for kind in kinds:
        holding = tuple(prefix for prefix in covering if kind in by_prefix[prefix])
        if (kind, holding) not in memo:
            rows = [row for prefix in holding for row in by_prefix[prefix][kind]]
            memo[kind, holding] = winners(rows)
        found += memo[kind, holding]
    return tuple(found)


def winners(rows: Sequence[MeasureRow]) -> Won:
    """Return which rates of one kind can win on a code, in the order of matching (C-41).

    Rows of a country (its own, then its groups') stand before the rows of any origin, which
    hold for every country on the days that its own rows leave free.
    """
    named = [row for row in rows if row.origins]
    found: list[tuple[int, MeasureRow]] = []
    for origin in sorted({number for row in named for number in row.origins}):
        found += [(origin, row) for row in _ranked(r for r in named if origin in r.origins)]
    found += [(0, row) for row in _ranked(row for row in rows if not row.origins)]
    return tuple(found)


def _ranked(rows: Iterable[MeasureRow]) -> list[MeasureRow]:
    """Return the rows by rank, without those that rows before them cover on all their days."""
    ranked = sorted(rows, key=lambda r: (r.rank, -len(r.prefix), r.imported, r.from_day))
    return [row for at, row in enumerate(ranked) if not _covered(row, ranked[:at])]


def _covered(row: MeasureRow, before: Iterable[MeasureRow]) -> bool:
    """Tell whether on every day of `row` some row that comes first holds."""
    day = row.from_day
    for other in sorted(before, key=lambda r: r.from_day):
        if other.from_day <= day < other.to_day:
            day = other.to_day
    return day >= row.to_day


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
