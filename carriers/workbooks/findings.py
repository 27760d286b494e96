"""What was found wrong or odd in a workbook: findings, each with its cell, and their report.

All readers and checks of an import add to one `Report` and go on, so that a planner sees every
problem of a workbook at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from oneprice.carriers.workbooks.places import Place

SEVERITIES = ("error", "warning", "note")
COLUMNS = ("severity", "kind", "place", "reason", "remedy")
MAX_FINDINGS = 5_000
MAX_SHOWN_CHARS = 400


class Finding(NamedTuple):
    """One thing that was found.

    Attributes
    ----------
    severity : str
        "error" (nothing is written), "warning" (probably wrong) or "note" (to be known).
    kind : str
        A short word for tools: "formula", "overlap", "price_falls" ...
    place : Place
        Sheet and cell; the cell is empty where the whole sheet or file is meant.
    reason, remedy : str
        What is wrong, and what to do about it, as clauses. The remedy may be empty.
    """

    severity: str
    kind: str
    place: Place
    reason: str
    remedy: str = ""

    @property
    def sheet(self) -> str:
        """Return the name of the sheet, or of the file."""
        return self.place.sheet

    @property
    def cell(self) -> str:
        """Return the cell as "B7", or "" for a whole sheet or file."""
        return self.place.cell

    def __str__(self) -> str:
        """Return "error Sheet!B7: reason; remedy"."""
        words = f"{self.severity} {self.place}: {self.reason}"
        return f"{words}; {self.remedy}" if self.remedy else words


@dataclass
class Report:
    """All findings of one import, each told once.

    Attributes
    ----------
    left_out : Counter of str
        Findings beyond `MAX_FINDINGS`, by severity; they count but are not kept.
    """

    left_out: Counter[str] = field(default_factory=Counter)
    _kept: dict[Finding, None] = field(default_factory=dict)

    def error(self, place: Place, kind: str, reason: str, remedy: str = "") -> None:
        """Add what forbids writing the tables."""
        self.add(Finding("error", kind, place, reason, remedy))

    def warning(self, place: Place, kind: str, reason: str, remedy: str = "") -> None:
        """Add what is probably wrong."""
        self.add(Finding("warning", kind, place, reason, remedy))

    def note(self, place: Place, kind: str, reason: str, remedy: str = "") -> None:
        """Add what a planner should know."""
        self.add(Finding("note", kind, place, reason, remedy))

    def add(self, finding: Finding) -> None:
        """Add a finding unless it was told before; long and unprintable texts are cut and cleaned.

        Raises
        ------
        ValueError
            Another word than error, warning or note as severity.
        """
        if finding.severity not in SEVERITIES:
            raise ValueError(f"no severity {finding.severity!r}")
        place = finding.place._replace(sheet=shown(finding.place.sheet))
        reason, remedy = shown(finding.reason), shown(finding.remedy)
        finding = finding._replace(place=place, reason=reason, remedy=remedy)
        if finding in self._kept:
            return
        if len(self._kept) >= MAX_FINDINGS:
            self.left_out[finding.severity] += 1
        else:
            self._kept[finding] = None

    def __iter__(self) -> Iterator[Finding]:
        """Yield the findings: errors first, then by sheet, row, column and kind."""
        return iter(sorted(self._kept, key=_order))

    def __len__(self) -> int:
        """Return how many findings there are, those left out included."""
        return len(self._kept) + self.left_out.total()

    def count(self, severity: str) -> int:
        """Return how many findings of a severity there are, those left out included."""
        kept = sum(finding.severity == severity for finding in self._kept)
        return kept + self.left_out[severity]

    @property
    def ok(self) -> bool:
        """Tell whether there is no error."""
        return self.count("error") == 0

    def summary(self) -> str:
        """Return "2 errors, 1 warning, 0 notes"."""
        counted = ((word, self.count(word)) for word in SEVERITIES)
        return ", ".join(f"{n} {word}{'' if n == 1 else 's'}" for word, n in counted)

    def rows(self) -> list[tuple[str, ...]]:
        """Return the findings as rows of text under `COLUMNS`."""
        return [(f.severity, f.kind, str(f.place), f.reason, f.remedy) for f in self]

    def as_text(self) -> str:
        """Return the report as lines, the summary last."""
        lines = [str(finding) for finding in self]
        if self.left_out:
            lines.append(f"{self.left_out.total()} more findings are not shown.")
        return "\n".join([*lines, self.summary()])

    def as_json(self) -> dict[str, object]:
        """Return the report as plain data for `json.dumps`."""
        findings = [
            {
                "severity": finding.severity,
                "kind": finding.kind,
                "sheet": finding.sheet,
                "cell": finding.cell,
                "reason": finding.reason,
                "remedy": finding.remedy,
            }
            for finding in self
        ]
        counts = {word: self.count(word) for word in SEVERITIES}
        return {"ok": self.ok, "counts": counts, "findings": findings}


def shown(text: str) -> str:
    """Return a hostile text fit for a terminal: one line, no control characters, not too long."""
    # A little more than is shown: each character may become a longer escape.
    clean = "".join(c if c.isprintable() else _escaped(c) for c in text[: MAX_SHOWN_CHARS + 1])
    return clean if len(clean) <= MAX_SHOWN_CHARS else clean[: MAX_SHOWN_CHARS - 3] + "..."


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def _order(finding: Finding) -> tuple[object, ...]:
    place = finding.place
    where = (place.sheet, place.row, place.column)
    return (SEVERITIES.index(finding.severity), *where, finding.kind, finding.reason)
