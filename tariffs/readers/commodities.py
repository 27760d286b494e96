"""From rates by prefix to commodities: disjoint code intervals, each with its measures.

The prefixes of all rates cut the range of 10-digit codes; a piece that a base rate covers is a
commodity. Its measures of one kind stand by rank: exact origin, groups, any origin; in each those
with a claim first, then from the longest prefix down, so that the first row that fits wins
(C-41). Commodities that have the same measures of a kind share one stretch of the measure table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from oneprice.core.compiling import Compiling
from oneprice.core.errors import InputError
from oneprice.tariffs.readers.hs_codes import DIGITS, dotted, prefix_interval
from oneprice.tariffs.readers.measures import MeasureRow

Fields = dict[str, int]
Won = tuple[tuple[int, MeasureRow], ...]  # (origin or 0, row) in the order of matching
Range = tuple[int, int]  # half-open rows of a table
Span = tuple[int, int, int]  # kind, half-open rows of MEASURE
BASE = "base"


@dataclass
class CommodityTables:
    """Rows of COMMODITY, KIND_SPAN and MEASURE as they grow; row numbers start at 1."""

    commodities: list[Fields] = field(default_factory=list)
    kind_spans: list[Fields] = field(default_factory=list)
    measures: list[Fields] = field(default_factory=list)
    _stretches: dict[tuple[object, ...], Range] = field(default_factory=dict)
    _lists: dict[tuple[Span, ...], Range] = field(default_factory=dict)

    def add(self, lo: int, hi: int, names: Fields, spans: tuple[Span, ...]) -> None:
        """Append a commodity, or lengthen the last one when it is the same."""
        span_lo, span_hi = self._list(spans)
        last = self.commodities[-1] if self.commodities else {"hi": -1}
        if last["hi"] == lo and (last["span_lo"], last["name"]) == (span_lo, names["name"]):
            last["hi"] = hi
            return
        fields = {"lo": lo, "hi": hi, "span_lo": span_lo, "span_hi": span_hi, **names}
        self.commodities.append(fields)

    def stretch(self, won: Won) -> Range:
        """Return the rows of MEASURE that say `won`, stored once."""
        records = [_record(origin, row) for origin, row in won]
        key = tuple(tuple(record.values()) for record in records)
        if key not in self._stretches:
            start = len(self.measures) + 1
            self.measures += records
            self._stretches[key] = (start, start + len(records))
        return self._stretches[key]

    def _list(self, spans: tuple[Span, ...]) -> Range:
        """Return the rows of KIND_SPAN that hold these spans, stored once."""
        if spans not in self._lists:
            start = len(self.kind_spans) + 1
            for kind, lo, hi in spans:
                self.kind_spans.append({"kind": kind, "measure_lo": lo, "measure_hi": hi})
            self._lists[spans] = (start, start + len(spans))
        return self._lists[spans]


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
    memo: dict[tuple[object, ...], Span] = {}
    for lo, hi in pairwise(cuts):
        code = f"{lo:0{DIGITS}d}"
        covering = [code[:length] for length in lengths if code[:length] in by_prefix]
        named = [prefix for prefix in covering if base in by_prefix[prefix]]
        if not named:
            continue
        names = {
            "name": ctx.ids.add("commodity", dotted(named[-1]) or "*"),
            "goods": ctx.ids.add("goods", _goods([by_prefix[prefix][base] for prefix in named])),
        }
        tables.add(lo, hi, names, _spans(by_prefix, covering, tables, memo))


def _goods(named: Sequence[Sequence[MeasureRow]]) -> str:
    """Return the words of the longest prefix that has any, of its rows the newest by hand."""
    for rows in reversed(named):
        worded = [row for row in rows if row.goods]
        if worded:
            return min(worded, key=lambda row: (row.imported, -row.from_day)).goods
    return ""


def refuse_overlaps(rows: Iterable[MeasureRow]) -> None:
    """Refuse two rates of equal rank that can fit the same line on a day, naming both (C-41)."""
    groups: dict[tuple[object, ...], list[MeasureRow]] = defaultdict(list)
    for row in rows:
        for origin in row.origins or (0,):
            key = (row.kind, row.prefix, row.rank, row.claim, row.imported, origin)
            groups[key].append(row)
    for group in groups.values():
        group.sort(key=lambda row: row.from_day)
        for row, follower in _neighbours(group):
            if row.can_meet(follower):
                remedy = f"end {row.where} before {follower.where} begins, or narrow one of them"
                raise InputError(follower.where, follower.prefix, remedy)


def _neighbours(group: list[MeasureRow]) -> Iterable[tuple[MeasureRow, MeasureRow]]:
    """Return the pairs that may meet: rows without conditions only meet their neighbours."""
    return combinations(group, 2) if any(row.conditional for row in group) else pairwise(group)


def _spans(
    by_prefix: dict[str, dict[int, list[MeasureRow]]],
    covering: list[str],
    tables: CommodityTables,
    memo: dict[tuple[object, ...], Span],
) -> tuple[Span, ...]:
    """Return the rows of every kind that can win on a piece of the code range."""
    kinds = sorted({kind for prefix in covering for kind in by_prefix[prefix]})
    found: list[Span] = []
    for kind in kinds:
        holding = tuple(prefix for prefix in covering if kind in by_prefix[prefix])
        if (kind, holding) not in memo:
            rows = [row for prefix in holding for row in by_prefix[prefix][kind]]
            memo[kind, holding] = (kind, *tables.stretch(winners(rows)))
        found.append(memo[kind, holding])
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
    ranked = sorted(rows, key=_rank)
    return [row for at, row in enumerate(ranked) if not _covered(row, ranked[:at])]


def _rank(row: MeasureRow) -> tuple[int, ...]:
    """Return the rank of a row among those of a kind and an origin (C-41).

    Of rows with different claims and equal rank the one that stands first comes first: sorting
    keeps the order of the tables.
    """
    return row.rank, int(not row.claim), -len(row.prefix), row.imported


def _covered(row: MeasureRow, before: Iterable[MeasureRow]) -> bool:
    """Tell whether on every day of `row` some row without conditions comes first."""
    day = row.from_day
    for other in sorted(before, key=lambda r: r.from_day):
        if not other.conditional and other.from_day <= day < other.to_day:
            day = other.to_day
    return day >= row.to_day


def _record(origin: int, row: MeasureRow) -> Fields:
    return {
        "kind": row.kind,
        "origin": origin,
        **row.rate[0].fields._asdict(),
        "conditional": int(row.conditional),
        "claim": row.claim,
        "mode_mask": row.mode_mask,
        "export_from_day": row.export_from_day,
        "export_to_day": row.export_to_day,
        "unit_over_g": row.unit_over_g,
        "unit_to_g": row.unit_to_g,
        "from_day": row.from_day,
        "to_day": row.to_day,
        "rule": row.rule,
        "source": row.source,
    }
