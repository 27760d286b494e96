"""Measures of a jurisdiction: which row a line has on a day (C-41, C-42)."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

from reference.duty_text import Duty, parse_duty
from reference.goods import Line
from reference.reading import Row, day_number, holds
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
        ends = (row.get(key, "") for row in self.rows for key in ("valid_from", "valid_to"))
        self.days = sorted({0} | {day_number(text) for text in ends if text})
        self.checked: dict[str, str] = {}
        self.found: dict[tuple[str, str, str, int], Measure | None] = {}
        self.groups: dict[str, set[str]] = defaultdict(set)
        for row in groups:
            self.groups[row["group"]].add(row["country"])

    def check_code(self, line: Line) -> None:
        """Refuse a code that lies in no commodity or in several (C-42)."""
        if line.hs not in self.checked:
            self.checked[line.hs] = self.code_problem(line.hs)
        if self.checked[line.hs]:
            raise Refused(self.checked[line.hs], text=line.hs)

    def code_problem(self, code: str) -> str:
        """Return the refusal of a code, empty if it is known and leads to one set of rows."""
        longer = {p for _, p in self.by_prefix if p != code and p.startswith(code)}
        if not any(code.startswith(prefix) for prefix in self.base):
            return "HS_AMBIGUOUS" if longer & self.base else "HS_UNKNOWN"
        own = self.led_to(code)
        return "HS_AMBIGUOUS" if any(self.led_to(prefix) != own for prefix in longer) else ""

    def led_to(self, code: str) -> list[Measure | None]:
        """Return the rows of every kind, origin and rule interval to which a code leads."""
        kinds = sorted({kind for kind, _ in self.by_prefix})
        named = {row["origin"] for row in self.rows} | set().union(*self.groups.values())
        origins = [*sorted(named - {"*"}), "--"]
        places = product(kinds, origins, self.days)
        return [self.best(kind, code, origin, day) for kind, origin, day in places]

    def find(self, kind: str, line: Line, day: int) -> Measure | None:
        """Return the line's measure of a kind on a day (C-41)."""
        key = (kind, line.hs, line.origin, day)
        if key not in self.found:
            self.found[key] = self.best(*key)
        return self.found[key]

    def best(self, kind: str, code: str, origin: str, day: int) -> Measure | None:
        """Return the measure with the nearest origin, then with the longest prefix (C-41)."""
        fitting = [
            (rank, -length, measure)
            for length in range(len(code) + 1)
            for measure in self.by_prefix.get((kind, code[:length]), ())
            if (rank := self.rank(measure.origin, origin)) is not None and holds(measure.row, day)
        ]
        return min(fitting, key=lambda x: x[:2])[2] if fitting else None

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
