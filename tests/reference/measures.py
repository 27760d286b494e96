"""Measures of a jurisdiction: which row a line has on a day (C-41, C-42)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from reference.duty_text import Duty, parse_duty, stretches
from reference.goods import Line
from reference.reading import Row, day_number, holds, maybe, words
from reference.refused import Refused

ANY_OTHER = "--"  # a word that no row names


class Asked(NamedTuple):
    """What a measure row is compared with."""

    origin: str
    day: int
    claims: frozenset[str]
    mode: str
    export_day: int
    unit_g: int


class Shipped(NamedTuple):
    """What of a measure's conditions the route decides: its mode and the export day."""

    mode: str
    export_day: int


class Measure:
    """One row of `measure.csv` for one stretch of days."""

    def __init__(self, row: Row, currency: str, duty: Duty | None = None) -> None:
        self.row, self.currency, self.origin = row, currency, row["origin"]
        self.given = duty
        self.claim, self.modes = row.get("claim", ""), words(row.get("mode", "") or "*")
        self.exported = {
            "valid_from": row.get("exported_from", ""),
            "valid_to": row.get("exported_to", ""),
        }
        self.over, self.to = (maybe(row.get(f"unit_g_{end}", "")) for end in ("over", "to"))

    @property
    def duty(self) -> Duty:
        """Return the rate."""
        return self.given or parse_duty(self.row["rate"], self.currency)

    def fits(self, asked: Asked) -> bool:
        """Tell whether all but prefix and origin fit (C-41)."""
        return (
            holds(self.row, asked.day)
            and (not self.claim or self.claim in asked.claims)
            and ("*" in self.modes or asked.mode in self.modes)
            and holds(self.exported, asked.export_day)
            and (self.over is None or self.over < asked.unit_g)
            and (self.to is None or asked.unit_g <= self.to)
        )


def laid_out(row: Row) -> list[Row]:
    """Return one row for each stretch of days of a rate with seasons (C-57)."""
    found = []
    for rate, first, after in stretches(row["rate"]):
        start = max(first, row.get("valid_from", ""))
        ends = [end for end in (after, row.get("valid_to", "")) if end]
        end = min(ends, default="")
        if not end or start < end:
            season = "Y" if rate != row["rate"] else ""
            cells = {"rate": rate, "valid_from": start, "valid_to": end, "season": season}
            found.append({**row, **cells})
    return found


def days_of(rows: Iterable[Row]) -> list[int]:
    """Return a day of each stretch on which the same rows hold."""
    ends = (row.get(key, "") for row in rows for key in ("valid_from", "valid_to"))
    return sorted({0} | {day_number(text) for text in ends if text})


class Tariff:
    """The measures that hold in one jurisdiction."""

    def __init__(self, currency: str, rows: list[Row], groups: list[Row]) -> None:
        self.by_prefix: dict[tuple[str, str], list[Measure]] = defaultdict(list)
        self.rows = [new for row in rows for new in laid_out(row)]
        for row in self.rows:
            self.by_prefix[row["kind"], row.get("hs_prefix", "")].append(Measure(row, currency))
        self.base = {row.get("hs_prefix", "") for row in self.rows if row["kind"] == "base"}
        self.checked: dict[str, str] = {}
        self.found: dict[tuple[str, str, Asked], Measure | None] = {}
        self.groups: dict[str, set[str]] = defaultdict(set)
        for row in groups:
            self.groups[row["group"]].add(row["country"])

    def add(self, row: Row, duty: Duty) -> Measure:
        """Add a row whose rate is not a duty text."""
        measure = Measure(row, "", duty)
        self.rows.append(row)
        self.by_prefix[row["kind"], row.get("hs_prefix", "")].append(measure)
        return measure

    def check_code(self, line: Line) -> None:
        """Refuse a code that lies in no commodity or in several (C-42)."""
        if line.hs not in self.checked:
            self.checked[line.hs] = self.code_problem(line.hs)
        if self.checked[line.hs]:
            raise Refused(self.checked[line.hs], text=line.hs)

    def code_problem(self, code: str) -> str:
        """Return the refusal of a code, empty if it is known and leads to one set of rows."""
        longer = {key for key in self.by_prefix if key[1] != code and key[1].startswith(code)}
        if not any(code.startswith(prefix) for prefix in self.base):
            inside = any(kind == "base" for kind, _ in longer)
            return "HS_AMBIGUOUS" if inside else "HS_UNKNOWN"
        unlike = (self.led_to(kind, code, code) != self.led_to(kind, p, code) for kind, p in longer)
        return "HS_AMBIGUOUS" if any(unlike) else ""

    def led_to(self, kind: str, code: str, inside: str) -> list[Measure | None]:
        """Return the rows of a kind to which a code leads, whatever else is asked.

        Everything that rows of the kind at or around `inside` can ask for is tried.
        """
        near = [
            measure
            for (k, prefix), found in self.by_prefix.items()
            if k == kind and (prefix.startswith(inside) or inside.startswith(prefix))
            for measure in found
        ]
        return [self.best(kind, code, asked) for asked in self.askable(near)]

    def askable(self, near: list[Measure]) -> Iterable[Asked]:
        """Return all that can make a difference between some measures."""
        named = {m.origin for m in near} | set().union(*self.groups.values())
        weights = [w for m in near for w in (m.over, m.to) if w is not None]
        return (
            Asked(origin, day, frozenset({claim} - {""}), mode, export_day, int(weight))
            for origin, day, claim, mode, export_day, weight in product(
                [*sorted(named - {"*"}), ANY_OTHER],
                days_of(m.row for m in near),
                sorted({m.claim for m in near} | {""}),
                sorted({mode for m in near for mode in m.modes} | {ANY_OTHER}),
                days_of(m.exported for m in near),
                sorted({Fraction(1), *weights, *(w + 1 for w in weights)}),
            )
        )

    def find(self, kind: str, line: Line, day: int, shipped: Shipped) -> Measure | None:
        """Return the line's measure of a kind on a day (C-41)."""
        claims = frozenset(line.claims)
        asked = Asked(line.origin, day, claims, *shipped, line.row["weight_g"])
        key = (kind, line.hs, asked)
        if key not in self.found:
            self.found[key] = self.best(*key)
        return self.found[key]

    def best(self, kind: str, code: str, asked: Asked) -> Measure | None:
        """Return the nearest origin, then one with a claim, then the longest prefix (C-41).

        Of equals, which differ in their claims, the one written first is the least.
        """
        fitting = [
            (rank, not measure.claim, -length, measure)
            for length in range(len(code) + 1)
            for measure in self.by_prefix.get((kind, code[:length]), ())
            if (rank := self.rank(measure.origin, asked.origin)) is not None and measure.fits(asked)
        ]
        return min(fitting, key=lambda x: x[:3])[3] if fitting else None

    def rank(self, named: str, origin: str) -> int | None:
        """Return 0 for the exact origin, 1 for a group that has it, 2 for any, else None."""
        if named == origin:
            return 0
        if named == "*":
            return 2
        return 1 if origin in self.groups.get(named, ()) else None

    def line_measure(
        self, kind: str, line: Line, day: int, shipped: Shipped, required: bool
    ) -> Measure | None:
        """Return the line's measure, or refuse when it must have one or cannot be priced.

        A row `none` says that the kind does not apply, required or not.
        """
        found = self.find(kind, line, day, shipped)
        if found is None and required:
            raise Refused("HS_UNKNOWN" if kind == "base" else "MEASURE_MISSING", text=kind)
        if found is not None and found.duty.unpriced:
            raise Refused("MEASURE_UNPRICED", text=found.duty.unpriced)
        return None if found is None or found.duty.is_none else found
