"""A judgement as a picture (PNG): reliability, kept by month, and the frontier."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from oneprice.scenarios.judging.report import Judgement
from oneprice.scenarios.judging.rolling import BLENDED, LEARNED, RATIO, RECORDED
from oneprice.scenarios.judging.verdict import Verdict

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = {LEARNED: "#1f5fa8", BLENDED: "#2f8f5b", RATIO: "#b07d2b", RECORDED: "#333333"}
INK, FAINT, PAPER = "#222222", "#bbbbbb", "#ffffff"
DPI = 120
LOWEST = 0.5  # levels and shares below are of no use to a promise
HIGHEST = 0.98  # levels above stretch the frontier until the rest cannot be seen


def write_plot(judgement: Judgement, path: Path) -> None:
    """Write the picture of a judgement; the highest level asked for is the one by month."""
    from matplotlib.figure import Figure

    dated = judgement.question.since is not None
    panels = 3 if dated else 2
    figure = Figure(figsize=(5.2 * panels, 4.6), dpi=DPI, facecolor=PAPER, layout="constrained")
    axes = figure.subplots(1, panels)
    _reliability(axes[0], judgement)
    if dated:
        _by_month(axes[1], judgement)
    _frontier(axes[-1], judgement)
    figure.suptitle(f"{judgement.source}: {judgement.question.way()}", fontsize=11, color=INK)
    figure.savefig(path, format="png", metadata={"Software": None})


def _dress(axes: Axes, title: str, x: str, y: str) -> None:
    """Give a panel its words and quiet lines."""
    axes.set_title(title, fontsize=10, loc="left", color=INK)
    axes.set_xlabel(x, fontsize=9)
    axes.set_ylabel(y, fontsize=9)
    axes.tick_params(labelsize=8)
    axes.grid(color=FAINT, linewidth=0.4)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _reliability(axes: Axes, judgement: Judgement) -> None:
    """Draw what was kept against what was asked for."""
    axes.plot([LOWEST, 1], [LOWEST, 1], color=FAINT, linewidth=1)
    for verdict in judgement.verdicts:
        points = [point for point in verdict.frontier if point.level >= LOWEST]
        if points:
            x, y = [point.level for point in points], [point.kept for point in points]
            axes.plot(x, y, color=COLOURS[verdict.method], label=verdict.method, linewidth=1.4)
            _mark_levels(axes, verdict, judgement.question.levels)
        else:
            axes.plot([], [], "D-", color=COLOURS[verdict.method], label=verdict.method)
    _dress(axes, "kept against asked for", "level asked for", "share kept")
    axes.legend(fontsize=8, frameon=False, loc="upper left")


def _mark_levels(axes: Axes, verdict: Verdict, levels: tuple[float, ...]) -> None:
    """Mark the levels that were asked for."""
    marked = [point for point in verdict.frontier if point.level in levels]
    x, y = [point.level for point in marked], [point.kept for point in marked]
    axes.plot(x, y, "o", color=COLOURS[verdict.method], markersize=4)


def _by_month(axes: Axes, judgement: Judgement) -> None:
    """Draw the kept share of each month at the highest level asked for."""
    level = max(judgement.question.levels)
    axes.axhline(level, color=FAINT, linewidth=1)
    for verdict in judgement.verdicts:
        row = next(row for row in verdict.rows if row.level == level)
        x, y = [month.month for month in row.months], [month.kept for month in row.months]
        axes.plot(x, y, "o-", color=COLOURS[verdict.method], linewidth=1.4, markersize=3)
    _dress(axes, f"kept by month, asked for {level:g}", "month of the order", "share kept")
    axes.tick_params(axis="x", labelrotation=60)


def _frontier(axes: Axes, judgement: Judgement) -> None:
    """Draw the share kept against the mean promise; the recorded promise is one point."""
    for verdict in judgement.verdicts:
        colour = COLOURS[verdict.method]
        points = [p for p in verdict.frontier if p.kept >= LOWEST and p.level <= HIGHEST]
        if points:
            x, y = [point.mean for point in points], [point.kept for point in points]
            axes.plot(x, y, color=colour, linewidth=1.4)
        elif verdict.method == RECORDED and verdict.rows[0].mean is not None:
            kept = verdict.rows[0].kept or 0.0
            axes.plot([verdict.rows[0].mean], [kept], "D", color=colour, markersize=6)
            axes.annotate(
                RECORDED, (verdict.rows[0].mean, kept), (6, -10), textcoords="offset points",
                fontsize=8,
            )  # fmt: skip
    unit = f"mean promise, {judgement.unit}s after `{judgement.counted_from}`"
    _dress(axes, "the frontier: earlier is left, better kept is up", unit, "share kept")
