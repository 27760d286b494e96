"""The chart of chances by day: one staircase for each kind of consignment, the promise marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oneprice.routing.laws.ranges import FULL_MASS
from oneprice.routing.promises.answer import percent_of_chance
from oneprice.scenarios.maps.style import plain
from oneprice.scenarios.promises.sheet import Curve, TierSheet
from oneprice.scenarios.promises.style import FAINT, INK, LEVEL, LINES, PROMISE, day_at, short_day

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TOP = 1.12  # room above certainty for words
MOST_CURVES_BESIDE = 5  # names of curves on one line


def draw_days(axes: Axes, sheet: TierSheet) -> None:
    """Draw the chances by the end of each day, the levels and the promise of a tier."""
    axes.set_ylim(0, TOP)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    axes.set_yticklabels(["0%", "25%", "50%", "75%", "100%"], fontsize=8, color=INK)
    axes.set_ylabel("delivered by the\nend of the day", fontsize=9, color=INK)
    axes.grid(axis="y", color="#E4E4E4", linewidth=0.6)
    axes.set_axisbelow(True)
    for place, curve in enumerate(sheet.curves):
        _curve(axes, sheet, curve, place)
    for needed in sorted({curve.needed for curve in sheet.curves}):
        axes.axhline(needed / FULL_MASS, color=LEVEL, linewidth=1, linestyle="--", zorder=2)
    _promise(axes, sheet)
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(-0.005, 1.0),
        ncols=MOST_CURVES_BESIDE,
        fontsize=8.5,
        frameon=False,
        borderaxespad=0.2,
    )


def _curve(axes: Axes, sheet: TierSheet, curve: Curve, place: int) -> None:
    """Draw a staircase: a day's chance stands over the whole of it."""
    colour, dash = LINES[place % len(LINES)]
    edges = [sheet.first, *(day_at(day) for day, _ in curve.days)]
    heights = [0.0, *(chance / FULL_MASS for _, chance in curve.days)]
    edges.append(max(edges[-1] + 1, sheet.end))
    axes.stairs(
        heights,
        edges,
        color=colour,
        linestyle=dash,
        linewidth=1.8,
        baseline=None,
        zorder=3,
        label=_plain_label(curve.label),
    )
    if len(sheet.curves) == 1:
        axes.stairs(heights, edges, fill=True, color=colour, alpha=0.08, zorder=1)
    at = day_at(curve.promise_date) + 0.5
    axes.plot([at], [curve.promise_chance / FULL_MASS], "o", color=colour, markersize=5, zorder=4)


def _plain_label(text: str) -> str:
    """Return words that matplotlib neither hides nor reads as a formula."""
    return plain(text).replace("$", r"\$").lstrip("_") or "goods"


def _promise(axes: Axes, sheet: TierSheet) -> None:
    """Mark the end of the promised day, and say the chances at it and on the day before."""
    end = day_at(sheet.answer.promise_date) + 1
    axes.axvline(end, color=PROMISE, linewidth=1.6, zorder=2.5)
    curve = min(
        (each for each in sheet.curves if each.promise_date == sheet.answer.promise_date),
        key=lambda each: each.promise_chance,
    )
    words = (
        f"{short_day(curve.promise_date)}: {percent_of_chance(curve.promise_chance)}, "
        f"needed {percent_of_chance(curve.needed)}"
    )
    right = end + (sheet.end - sheet.first) * 0.008
    room = sheet.end - end > (sheet.end - sheet.first) * 0.27
    axes.text(
        right if room else end - (right - end),
        0.09,
        words,
        fontsize=9,
        color=PROMISE,
        ha="left" if room else "right",
        va="center",
        zorder=5,
        parse_math=False,
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5},
    )
    _before(axes, sheet, curve)


def _before(axes: Axes, sheet: TierSheet, curve: Curve) -> None:
    """Say the chance on the day before the promise, which is what the level refuses."""
    earlier = [pair for pair in curve.days if pair[0] < curve.promise_date]
    if not earlier:
        return
    day, chance = earlier[-1]
    width = sheet.end - sheet.first
    axes.annotate(
        f"{percent_of_chance(chance)} by {short_day(day)}",
        (day_at(day) + 0.5, chance / FULL_MASS),
        (day_at(day) + 0.5 - width * 0.03, chance / FULL_MASS - 0.24),
        fontsize=8.5,
        color=FAINT,
        ha="right",
        va="center",
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.2},
        arrowprops={"arrowstyle": "-", "color": FAINT, "linewidth": 0.7},
        zorder=5,
        parse_math=False,
    )
