"""What changed in a tariff, what an import would do, and where two lists differ, as tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from oneprice.tariffs.readers.hs_codes import dotted
from oneprice.tariffs.schedules.diff import SPECIAL, Change, Diff
from oneprice.tariffs.schedules.importing import Plan
from oneprice.tariffs.schedules.reconcile import Reconciliation

SHOWN = 12  # rows of a list unless everything is asked for
SHOWN_CODES = 4  # of a group of lines
TEXT_CHARS = 70  # of a text that may be a paragraph


def diff_view(diff: Diff, everything: bool) -> RenderableType:
    """Return the counts and, list by list, what changed; short lists unless all is asked for."""
    limit = None if everything else SHOWN
    rates = [change for change in diff.rates if change.column != SPECIAL]
    parts: list[RenderableType] = [_counts(diff)]
    parts += _codes("lines added", diff.added, limit)
    parts += _codes("lines removed", diff.removed, limit)
    parts += _changes("rates changed", rates, limit)
    parts += _programmes(diff, limit)
    parts += _codes("headings of chapter 99 opened", diff.opened, limit)
    parts += _codes("headings of chapter 99 ended", diff.ended, limit)
    parts += _changes("headings of chapter 99 changed", diff.headings, limit)
    parts += _links(diff, limit)
    if everything:
        parts += _changes("wording only", diff.wording, None)
    return Group(*parts)


def plan_view(plan: Plan, done: bool, everything: bool) -> RenderableType:
    """Return what an import does to the source folder, and what changes in the tariff."""
    cells = plan.cells
    verb = "taken in" if done else "would be taken in"
    lines = [
        f"{plan.file.name} {verb} as {cells['path']}, law in {cells['area']} "
        f"from {cells['valid_from']}" + (f" to {cells['valid_to']}" if cells["valid_to"] else ""),
        f"it holds {plan.edition.report.summary()}",
    ]
    if plan.ends is None:
        lines.append(f"no file speaks for {cells['area']} on that day: all of it is new")
        return Text("\n".join(lines))
    ends = "ends" if done else "would end"
    lines.append(f"{plan.ends['path']} {ends} on {cells['valid_from']}; against it:")
    return Group(Text("\n".join(lines)), Text(), diff_view(plan.diff, everything))


def reconciliation_view(found: Reconciliation, everything: bool) -> RenderableType:
    """Return the counts by list, and the rows where footnotes and lists differ."""
    table = _table("list", "agreed", "other heading", "no heading", "code gone")
    for name, counts in found.by_list().items():
        table.add_row(name, *(f"{count:,}" for count in counts.values()))
    total = (found.agreed, found.elsewhere, found.silent, found.gone)
    table.add_row("all lists", *(f"{len(rows):,}" for rows in total), style="bold")
    noted = (f"{dotted(code)} names {heading}" for code, heading in found.unlisted)
    parts: list[RenderableType] = [table]
    parts.append(_heading("footnotes that no list holds", len(found.unlisted)))
    parts += [Text("  " + words) for words in noted]
    if everything:
        for title, rows in (
            ("the footnotes name another heading", found.elsewhere),
            ("the footnotes name no heading", found.silent),
            ("the code is gone", found.gone),
        ):
            parts.append(_heading(title, len(rows)))
            parts += [Text(f"  {dotted(r.hts8)} list {r.list}, {r.heading}") for r in rows]
    return Group(*parts)


def _counts(diff: Diff) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    grid.add_column()
    grid.add_column(justify="right")
    for name, count in diff.counts().items():
        grid.add_row(
            Text(name, "" if count else "dim"), Text(f"{count:,}", "bold" if count else "dim")
        )
    return grid


def _codes(title: str, codes: Sequence[str], limit: int | None) -> list[RenderableType]:
    """Return a list of codes, several to a row of text."""
    if not codes:
        return []
    shown = [code if "." in code else dotted(code) for code in codes[:limit]]
    words = ", ".join(shown) + _more(len(codes), limit)
    return [_heading(title, len(codes)), Text("  " + words, overflow="fold")]


def _changes(title: str, changes: Sequence[Change], limit: int | None) -> list[RenderableType]:
    if not changes:
        return []
    table = _table("code", "column", "old", "new")
    for change in changes[:limit]:
        code = change.code if "." in change.code else dotted(change.code)
        table.add_row(code, change.column, _short(change.old), _short(change.new))
    return [_heading(title, len(changes)), table, *_rest(len(changes), limit)]


def _programmes(diff: Diff, limit: int | None) -> list[RenderableType]:
    if not diff.programmes:
        return []
    table = _table("programme", "what", "old", "new", "lines")
    for each in diff.programmes[:limit]:
        codes = ", ".join(map(dotted, each.codes[:SHOWN_CODES]))
        lines = f"{len(each.codes)}: {codes}" + _more(len(each.codes), SHOWN_CODES)
        table.add_row(each.name, each.what, _short(each.old), _short(each.new), lines)
    count = len(diff.programmes)
    return [_heading("special programmes, by group of lines", count), table, *_rest(count, limit)]


def _links(diff: Diff, limit: int | None) -> list[RenderableType]:
    if not diff.links:
        return []
    table = _table("heading", "column", "gained", "lost", "lines")
    for link in diff.links[:limit]:
        codes = (*link.gained, *link.lost)
        lines = ", ".join(map(dotted, codes[:SHOWN_CODES])) + _more(len(codes), SHOWN_CODES)
        counts = (str(len(link.gained)), str(len(link.lost)))
        table.add_row(link.heading, link.column, *counts, lines)
    count = len(diff.links)
    return [_heading("footnote links, by heading", count), table, *_rest(count, limit)]


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in columns:
        wide = name in ("old", "new", "lines")
        table.add_column(name, no_wrap=not wide, overflow="fold", ratio=1 if wide else None)
    return table


def _heading(title: str, count: int) -> Text:
    return Text(f"\n{title} ({count:,})", "bold")


def _rest(count: int, limit: int | None) -> Iterable[RenderableType]:
    more = _more(count, limit)
    return [Text(" " + more)] if more else []


def _more(count: int, limit: int | None) -> str:
    return f" and {count - limit:,} more" if limit is not None and count > limit else ""


def _short(text: str) -> str:
    return text if len(text) <= TEXT_CHARS else text[:TEXT_CHARS] + "..."
