"""Measures of a jurisdiction: which row a line has on a day (C-41, C-42)."""

from __future__ import annotations

from collections import defaultdict

from reference.duty_text import Duty, parse_duty
from reference.goods import Line
from reference.reading import Row, holds
from reference.refused import Refused


class Measure:
    """One row of `measure.csv`."""

    def __init__(self, row: Row, currency: str) -> None:
        self.row, self.origin = row, row["origin"]
        self.duty: Duty = parse_duty(row["rate"], currency)


class Tariff:
    """The measures that hold in one jurisdiction."""

    def __init__(self, areas: set[str], currency: str, rows: list[Row], groups: list[Row]) -> None:
        self.by_prefix: dict[tuple[str, str], list[Measure]] = defaultdict(list)
        self.rows = [row for row in rows if row["area"] in areas]
        for row in self.rows:
            self.by_prefix[row["kind"], row.get("hs_prefix", "")].append(Measure(row, currency))
        self.base = {row.get("hs_prefix", "") for row in self.rows if row["kind"] == "base"}
        self.groups: dict[str, set[str]] = defaultdict(set)
        for row in groups:
            self.groups[row["group"]].add(row["country"])

    def check_code(self, line: Line) -> None:
        """Refuse a code that lies in no commodity or in several (C-42)."""
        if any(prefix != line.hs and prefix.startswith(line.hs) for prefix in self.base):
            raise Refused("HS_AMBIGUOUS", text=line.hs)
        if self.base and not any(line.hs.startswith(prefix) for prefix in self.base):
            raise Refused("HS_UNKNOWN", text=line.hs)

    def find(self, kind: str, line: Line, day: int) -> Measure | None:
        """Return the line's measure of a kind: longest prefix, then the nearest origin."""
        for length in range(len(line.hs), -1, -1):
            rows = self.by_prefix.get((kind, line.hs[:length]), ())
            rows = [measure for measure in rows if holds(measure.row, day)]
            for rank in (0, 1, 2):
                for measure in rows:
                    if self.rank(measure.origin, line.origin) == rank:
                        return measure
        return None

    def rank(self, named: str, origin: str) -> int | None:
        """Return 0 for the exact origin, 1 for a group that has it, 2 for any, else None."""
        if named == origin:
            return 0
        if named == "*":
            return 2
        return 1 if origin in self.groups.get(named, ()) else None

    def line_measure(self, kind: str, line: Line, day: int, required: bool) -> Measure | None:
        """Return the line's measure, or refuse when it must have one or cannot be priced."""
        found = self.find(kind, line, day)
        if found is None and required:
            raise Refused("HS_UNKNOWN" if kind == "base" else "MEASURE_MISSING", text=kind)
        if found is not None and found.duty.unpriced:
            raise Refused("MEASURE_UNPRICED", text=found.duty.unpriced)
        return found
