"""A judgement, and what was learned, as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from oneprice.scenarios.judging.learning import Learnt, LearntLeg
from oneprice.scenarios.judging.report import Judgement
from oneprice.scenarios.judging.rolling import LEARNED, RATIO, RECORDED
from oneprice.scenarios.judging.verdict import Row, Verdict

NONE = "-"
MOST_LAWS = 20
LEAST_WIDTH = {"month": len("2026-06"), "method": len(RECORDED), RATIO: len(RECORDED)}


def judgement_view(judgement: Judgement) -> RenderableType:
    """Return the counts, the measures by method and level, and the kept shares by month."""
    parts: list[RenderableType] = [_head(judgement), _measures(judgement)]
    gains = _gains(judgement)
    if gains is not None:
        parts.append(gains)
    if judgement.question.since is not None:
        parts += [_months(judgement, number) for number in range(len(judgement.question.levels))]
    odd = _findings(judgement.findings)
    return Group(*parts, *_without_promise(judgement), *odd, _last_words(judgement))


def level_text(level: float) -> str:
    """Return a level as a decimal, none rounded to 1."""
    return f"{level:.15f}".rstrip("0")


def _findings(findings: Iterable[str]) -> list[Text]:
    """Return what is odd in the table, a line each."""
    return [Text(f"- {finding}", style="yellow") for finding in findings]


def _head(judgement: Judgement) -> Text:
    """Return what was judged, how, and what became of the shipments."""
    counts = judgement.counts
    text = Text.assemble((judgement.source, "bold"), f"  {judgement.question.way()}\n")
    text.append(
        f"{counts.asked:,} shipments asked about: {counts.judged:,} delivered and judged, "
        f"{counts.cancelled:,} cancelled, {counts.open:,} never delivered by the end of the table\n"
    )
    lean = judgement.leaned
    text.append(
        f"learned {judgement.learned_times} times; behind a promise {_number(lean.observations)} "
        f"observations, {_share(lean.parent_share)} of it leans on a parent, "
        f"{_share(lean.quote_share)} on a quote",
        style="dim",
    )
    return text


def _measures(judgement: Judgement) -> Table:
    """Return a row per method and level."""
    table = _table("level", "method", "kept", "interval", "with\nopen", "mean", "pinball")
    table.add_column("worst month", justify="right", min_width=LEAST_WIDTH["month"])
    for number, level in enumerate(judgement.question.levels):
        for verdict in judgement.verdicts:
            row = verdict.rows[number]
            table.add_row(level_text(level), *_measure_cells(verdict, row))
        table.add_section()
    return table


def _measure_cells(verdict: Verdict, row: Row) -> Iterable[str]:
    """Return the cells of one method at one level."""
    within = row.kept_interval
    worst = NONE if row.worst is None else f"{row.worst.month} {_share(row.worst.kept)}"
    return (
        verdict.method,
        _share(row.kept),
        NONE if within is None else f"{_share(within[0])} {_share(within[1])}",
        _share(row.kept_with_open),
        _number(row.mean),
        NONE if row.pinball is None else f"{row.pinball:.3f}",
        worst,
    )


def _gains(judgement: Judgement) -> RenderableType | None:
    """Return how much earlier each method is at the share that the recorded promise kept."""
    recorded = next((v for v in judgement.verdicts if v.method == RECORDED), None)
    if recorded is None:
        return None
    kept = _share(recorded.rows[0].kept)
    head = (
        f"{judgement.unit}s earlier than the recorded promise, at the share that it kept ({kept})"
    )
    lines = [f"{head}, with 90 % interval:"]
    for verdict in judgement.verdicts:
        if verdict is not recorded:
            lines.append(f"  {verdict.method}: {_gain(verdict)}")
    return Text("\n".join(lines) + "\n")


def _gain(verdict: Verdict) -> str:
    """Return "+2.59 [+1.50 to +4.00]"; a gain below 0 is a loss."""
    if verdict.earlier is None:
        return "no level keeps just this share"
    within = verdict.earlier_interval
    words = "" if within is None else f" [{within[0]:+.2f} to {within[1]:+.2f}]"
    return f"{verdict.earlier:+.2f}{words}"


def _months(judgement: Judgement, number: int) -> Table:
    """Return the kept share of each month at one level, a column per method."""
    level = judgement.question.levels[number]
    table = _table(
        f"kept by month, {level_text(level)}", "shipments", *(v.method for v in judgement.verdicts)
    )
    learned = next(verdict for verdict in judgement.verdicts if verdict.method == LEARNED)
    for month in learned.rows[number].months:
        cells = []
        for verdict in judgement.verdicts:
            found = (m.kept for m in verdict.rows[number].months if m.month == month.month)
            cells.append(_share(next(found, None)))
        table.add_row(month.month, f"{month.shipments:,}", *cells)
    return table


def _without_promise(judgement: Judgement) -> Iterable[Text]:
    """Yield where a law never gets to the level, so that shipments are outside the measures."""
    for verdict in judgement.verdicts:
        for row in verdict.rows:
            missing = judgement.counts.judged - row.promised
            if missing:
                words = f"{verdict.method} at {level_text(row.level)}: "
                words += f"{missing:,} shipments have no promise"
                yield Text(f"{words} and are not in its row", style="yellow")


def _last_words(judgement: Judgement) -> Text:
    """Return how to read the columns."""
    return Text(
        f"mean, pinball and gains in {judgement.unit}s, counted from `{judgement.counted_from}`; "
        "with open: never delivered counts as late once its promise has passed; "
        "interval: 90 % of 200 draws of whole "
        + ("groups" if judgement.question.since is None else f"{judgement.question.every}s"),
        style="dim",
    )


def learnt_view(learnt: Learnt) -> RenderableType:
    """Return the laws of the leg that is a lane, and a line for each other leg."""
    parts: list[RenderableType] = []
    for leg in learnt.legs:
        parts.append(_leg_words(leg))
        if leg.leg == learnt.lane_leg:
            parts.append(_laws(leg))
    as_of = f"as of {learnt.as_of}" if learnt.as_of else "of the whole table"
    head = Text.assemble((learnt.source, "bold"), f"  learned {as_of}")
    return Group(head, *parts, *_findings(learnt.findings))


def _leg_words(leg: LearntLeg) -> Text:
    """Return how many laws a leg has, and its level."""
    observations = sum(law.observations for law in leg.laws)
    words = f"{leg.leg}: {len(leg.laws):,} laws of {observations:,.0f} observations"
    if leg.lost:
        words += f", {leg.lost:,} never arrived"
    if leg.follows:
        factor = f"{NONE}, too few are under way" if leg.level is None else f"{leg.level:.3f}"
        words += f"; level factor {factor}"
    return Text(words)


def _laws(leg: LearntLeg) -> RenderableType:
    """Return the laws with most observations."""
    table = _table("lane", "observations", "median", "by .90", "by .95", "on parent", "on quote")
    for law in leg.laws[:MOST_LAWS]:
        reached = (_number(each) for each in (law.median, law.by_90, law.by_95))
        leaning = (_share(law.parent_share), _share(law.quote_share))
        table.add_row(law.lane, f"{law.observations:,.1f}", *reached, *leaning)
    words = f"in {leg.unit}s"
    if len(leg.laws) > MOST_LAWS:
        words += f"; {len(leg.laws) - MOST_LAWS:,} more laws with --json"
    return Group(table, Text(words + "\n", style="dim"))


def _table(*names: str) -> Table:
    """Return an empty table with right-aligned columns but for the words.

    Where it is too wide, words go to another line; nothing is cut.
    """
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for name in names:
        month = name.startswith("kept by")
        table.add_column(
            name,
            justify="left" if month or name in ("method", "lane") else "right",
            no_wrap=not month and name not in ("method", "lane", RATIO),
            min_width=LEAST_WIDTH.get("month" if month else name),
            overflow="fold",
        )
    return table


def _share(value: float | None) -> str:
    """Return 0.9161 as .916, 1 as 1.000."""
    return NONE if value is None else f"{value:.3f}".removeprefix("0")


def _number(value: float | None) -> str:
    return NONE if value is None else f"{value:,.2f}"
