"""What an import of rates found, changes and prices, as tables and as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from oneprice.carriers.workbooks.checks.diff import HEADINGS, TablesDiff
from oneprice.carriers.workbooks.findings import Finding, Report
from oneprice.carriers.workbooks.flat import FlatTables
from oneprice.carriers.workbooks.trial import Sample

SHOWN = 12  # rows of a list unless everything is asked for
STYLES = {"error": "bold red", "warning": "yellow", "note": "dim"}
WIDE = {"reason": 3, "remedy": 2, "row": 1, "old": 1, "new": 1}
NARROW = {f"{severity} at": 30 for severity in STYLES}
MOST_ERRORS = 50
UNFOLDED = ("text", "unread")  # what each says is its own
FOLDED = 6  # cells named of findings that are alike


@dataclass(frozen=True)
class Outcome:
    """All that an import of rates led to.

    Attributes
    ----------
    diff : TablesDiff or None
        Against the book, where one was named.
    samples : list of Sample
        Empty where the tables cannot be compiled.
    written : list of Path
        Empty on a dry run, and where there is an error.
    """

    file: str
    tables: FlatTables
    report: Report
    diff: TablesDiff | None
    samples: list[Sample]
    written: list[Path]


def outcome_view(outcome: Outcome, everything: bool) -> RenderableType:
    """Return counts, findings, changes and prices; short lists unless all is asked for."""
    limit = None if everything else SHOWN
    parts: list[RenderableType] = [Text(f"{outcome.file}: {counts_text(outcome.tables)}")]
    parts += _findings(outcome.report, limit)
    if outcome.diff is not None:
        parts += _changes(outcome.diff, limit)
    if outcome.samples:
        headings = ("lane", "zone", "class", "prices of one parcel", "in")
        parts += _list("prices", headings, _sample_rows(outcome.samples), limit)
    return Group(*parts, Text("\n" + last_words(outcome)))


def counts_text(tables: FlatTables) -> str:
    """Return "12 lanes, 83 rates, 9 zone keys" for the tables that have rows."""
    words = {
        **{"lane": "lanes", "rate": "rates", "zone": "zone keys"},
        **{"surcharge": "surcharges", "index": "index values"},
    }
    counted = [f"{len(tables[name]):,} {word}" for name, word in words.items() if tables[name]]
    return ", ".join(counted) or "no tables"


def last_words(outcome: Outcome) -> str:
    """Return whether anything was written, and what would make it so."""
    if not outcome.report.ok:
        return (
            "nothing is written while there are errors: mend the cells named, or the layout "
            "(docs/rate-cards.md), and run it again"
        )
    if outcome.written:
        names = ", ".join(path.name for path in outcome.written)
        return f"written into {outcome.written[0].parent}: {names}"
    if outcome.diff is None:
        return "dry run, nothing is written; next: --book SOURCE compares, -o FOLDER --write writes"
    return "dry run, nothing is written; next: the same with --write takes it into the book"


def outcome_document(outcome: Outcome) -> dict[str, object]:
    """Return the same as plain data."""
    return {
        "file": outcome.file,
        "counts": {name: len(rows) for name, rows in outcome.tables.items()},
        "report": outcome.report.as_json(),
        "changes": outcome.diff.as_json() if outcome.diff is not None else None,
        "prices": [sample._asdict() for sample in outcome.samples],
        "written": [path.name for path in outcome.written],
    }


def _findings(report: Report, limit: int | None) -> list[RenderableType]:
    """Return errors, warnings and notes; unless all are asked for, alike ones in one row."""
    parts: list[RenderableType] = [Text(f"\n{report.summary()}", "bold")]
    for severity in STYLES:
        found = [f for f in report if f.severity == severity]
        rows: list[tuple[str, ...]] = [(str(f.place), f.reason, f.remedy) for f in found]
        if limit is not None and severity != "error":
            rows = list(_folded(found))
        if rows:
            most = limit if limit is None or severity != "error" else MOST_ERRORS
            headings: tuple[str, ...] = (f"{severity} at", "reason", "remedy")
            many = 3 if any(row[2] for row in rows) else 2
            headings, rows = headings[:many], [row[:many] for row in rows]
            parts += [Text(), *_table(headings, rows, most, STYLES[severity])]
    return parts


def _folded(found: Sequence[Finding]) -> Iterator[tuple[str, ...]]:
    """Yield the findings, those of one kind in one sheet as the first with the number of others.

    What the carrier wrote below a table stays: a planner should read it.
    """
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for number, each in enumerate(found):
        own = str(number) if each.kind in UNFOLDED else each.remedy
        groups.setdefault((each.place.sheet, each.kind, own), []).append(each)
    for first, *others in groups.values():
        reason = first.reason
        if others:
            cells = list(dict.fromkeys(each.cell for each in others))
            listed = ", ".join(cells[:FOLDED]) + (" ..." if len(cells) > FOLDED else "")
            reason += f" (and {len(others):,} alike: {listed})"
        yield str(first.place), reason, first.remedy


def _changes(diff: TablesDiff, limit: int | None) -> list[RenderableType]:
    """Return what changed and what is gone; rows that are new only where all are asked for."""
    rows = [row for row in diff.rows() if limit is None or row[1] != "new"]
    return _list(f"changes: {diff.summary()}", HEADINGS, rows, limit)


def _sample_rows(samples: Iterable[Sample]) -> list[tuple[str, ...]]:
    """Return one row of prices for each lane, zone and class."""
    prices: dict[tuple[str, ...], list[str]] = {}
    for sample in samples:
        own = (sample.lane, sample.zone or "*", sample.cargo_class or "*")
        price = sample.price or sample.reason
        said = prices.setdefault((*own, sample.currency), [])
        said.append(f"{sample.quantity} {sample.unit}: {price}")
    return [(*key[:3], "  ".join(said), key[3]) for key, said in prices.items()]


def _list(
    title: str, headings: Sequence[str], rows: Sequence[Sequence[str]], limit: int | None
) -> list[RenderableType]:
    heading: list[RenderableType] = [Text(f"\n{title}", "bold")]
    return [*heading, *_table(headings, rows, limit)] if rows else heading


def _table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], limit: int | None, style: str = ""
) -> list[RenderableType]:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in headings:
        table.add_column(name, overflow="fold", ratio=WIDE.get(name), max_width=NARROW.get(name),
                         justify="right" if name == "percent" else "left",
                         style=style if name.endswith(" at") else "")  # fmt: skip
    for row in rows[:limit]:
        table.add_row(*map(Text, row))
    return [table, *_more(len(rows), limit)]


def _more(count: int, limit: int | None) -> list[RenderableType]:
    if limit is None or count <= limit:
        return []
    return [Text(f" and {count - limit:,} more; read them with --all")]
