"""The legs in time: waits, transits and delivery of each path, one row each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oneprice.scenarios.maps.style import plain
from oneprice.scenarios.promises.sheet import Bar, Row, TierSheet
from oneprice.scenarios.promises.style import (
    FAINT,
    INK,
    LEG_COLOURS,
    PROMISE,
    WAIT,
    day_at,
    short_day,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TALL, THIN = 0.62, 0.12  # of a row: a leg, a wait
CHARS = 105.0  # characters that fit across the whole axis
SLOW_ALPHA = 0.55


def draw_legs(axes: Axes, sheet: TierSheet) -> None:
    """Draw each path as one row, the first on top."""
    count = len(sheet.rows)
    axes.set_ylim(count - 0.4, -0.6)
    axes.set_yticks(range(count))
    axes.set_yticklabels(_labels(sheet), fontsize=8.5, color=INK)
    for label in axes.get_yticklabels():
        label.set_parse_math(False)
    axes.tick_params(axis="y", length=0)
    for place, row in enumerate(sheet.rows):
        if place and not row.slow:
            axes.axhline(place - 0.5, color="#BBBBBB", linewidth=0.6)
        _row(axes, sheet, row, place)
    axes.axvline(day_at(sheet.answer.promise_date) + 1, color=PROMISE, linewidth=1.6, zorder=2.5)


def _row(axes: Axes, sheet: TierSheet, row: Row, place: int) -> None:
    for bar in row.bars:
        if bar.kind == "wait":
            axes.plot(
                [bar.start, bar.end],
                [place, place],
                color=WAIT,
                linewidth=3,
                linestyle=(0, (1, 0.6)),
                solid_capstyle="butt",
                zorder=2,
            )
        else:
            _leg(axes, sheet, row, bar, place)
    if row.delivered is not None:
        _delivered(axes, sheet, row, place)


def _leg(axes: Axes, sheet: TierSheet, row: Row, bar: Bar, place: int) -> None:
    binds = bar.label == row.binding
    axes.barh(
        place,
        bar.end - bar.start,
        left=bar.start,
        height=TALL,
        color=LEG_COLOURS[bar.kind],
        alpha=SLOW_ALPHA if row.slow else 1.0,
        linewidth=0,
        zorder=3,
    )
    if binds:
        axes.barh(
            place,
            bar.end - bar.start,
            left=bar.start,
            height=TALL,
            facecolor="none",
            edgecolor=PROMISE,
            linewidth=1.6,
            zorder=4,
        )
    if len(bar.label) < (bar.end - bar.start) / (sheet.end - sheet.first) * CHARS:
        axes.text(
            (bar.start + bar.end) / 2,
            place,
            plain(bar.label),
            ha="center",
            va="center",
            fontsize=8,
            color=INK if row.slow else "white",
            zorder=5,
            parse_math=False,
            clip_on=True,
        )


def _labels(sheet: TierSheet) -> list[str]:
    return ["\n".join(plain(words) for words in row.label) for row in sheet.rows]


def _delivered(axes: Axes, sheet: TierSheet, row: Row, place: int) -> None:
    """Mark the delivery: where the last leg ends, or the later day on which it is handed over."""
    assert row.delivered is not None
    came, day = row.bars[-1].end, day_at(row.delivered)
    at = came if came < day + 1 else day + 0.5
    if came < day:
        at = day + 0.5
        axes.plot([came, at], [place, place], color=INK, linewidth=1, linestyle=":", zorder=5)
    axes.plot([at], [place], "D", color=INK, markersize=6, markeredgecolor="white", zorder=6)
    axes.text(
        day_at(sheet.answer.promise_date) + 1 + (sheet.end - sheet.first) * 0.008,
        place,
        short_day(row.delivered),
        fontsize=8.5,
        color=INK if not row.slow else FAINT,
        ha="left",
        va="center",
        zorder=6,
        clip_on=True,
    )
