"""Promises as one picture, PNG or SVG, drawn with matplotlib, which the extra `pictures` installs.

For each tier: the chance of delivery by the end of each day with the promise marked, and below
it, on the same days, the legs of each consignment when every leg takes its median, and at the
slowest common pace that keeps the promise.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oneprice.core.book import Book
from oneprice.core.days import day_number, day_of
from oneprice.core.order import Order
from oneprice.core.postcodes import postcode_key
from oneprice.core.quote import Quote
from oneprice.routing.last_mile import last_mile
from oneprice.routing.network.ways import lanes_of, route_of
from oneprice.routing.promises.answer import PromiseAnswer, percent_of_chance
from oneprice.routing.promises.times import BookTimes, delivers
from oneprice.scenarios.maps.style import plain
from oneprice.scenarios.promises.days import draw_days
from oneprice.scenarios.promises.legs import draw_legs
from oneprice.scenarios.promises.sheet import TierSheet, tier_sheet
from oneprice.scenarios.promises.style import (
    CLOSED,
    FAINT,
    GRID,
    INK,
    LEG_COLOURS,
    LEG_WORDS,
    PAPER,
    PROMISE,
    WAIT,
    day_of_place,
    long_day,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DPI = 110
WIDTH, LEFT, RIGHT = 12.5, 2.2, 0.35  # inches
HEAD, FOOT, TITLE, CURVE, ROW, TICKS, GAP = 0.85, 0.75, 0.65, 2.1, 0.42, 0.5, 0.2
DAILY, EVERY_OTHER = 24, 40  # most days of an axis that names each, or each other
MONDAY_SHIFT = 3  # 1970-01-01 was a Thursday


def write_picture(
    book: Book, order: Order, quote: Quote, answers: Sequence[PromiseAnswer], path: Path
) -> None:
    """Write the promises of an order into one file, PNG or SVG by its name.

    Parameters
    ----------
    answers : sequence of PromiseAnswer
        One block is drawn for each, at least one.
    """
    import matplotlib as mpl

    sheets = [_sheet(book, order, answer) for answer in answers]
    heights = [TITLE + CURVE + _legs_height(sheet) + TICKS + GAP for sheet in sheets]
    figure = _figure(HEAD + sum(heights) + FOOT)
    _head(figure, book, order, quote)
    top = HEAD
    for sheet, height in zip(sheets, heights, strict=True):
        _block(figure, sheet, top)
        top += height
    _legend(figure, sheets)
    kind = path.suffix.lower().removeprefix(".")
    metadata: dict[str, Any] = {"Software": None} if kind == "png" else {"Date": None}
    with warnings.catch_warnings(), mpl.rc_context({"svg.hashsalt": "oneprice"}):
        # A name in a script that no installed type has is drawn as boxes: no reason to say so.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure.savefig(path, format=kind, metadata=metadata)


def _sheet(book: Book, order: Order, answer: PromiseAnswer) -> TierSheet:
    times = BookTimes(book)
    last = answer.consignments[answer.last]
    route = route_of(book, last.route)
    lane = book.tables["lane"][lanes_of(book, route)[-1]]
    mile = last_mile(book.tables, route, postcode_key(order.buyer.postcode)[0])
    first = min(day_number(part.ready_from.date()) for part in answer.consignments) - 1
    end = max(day_number(part.chances[-1].day) for part in answer.consignments) + 3
    works = mile.zone or mile.own  # the buyer's zone may deliver on fewer days (C-19)
    closed = [day_of(day) for day in range(first, end) if not delivers(works, day)]
    return tier_sheet(answer, times.zone(int(lane["dest_node"])), closed)


def _figure(height: float) -> Figure:
    from matplotlib.figure import Figure as Sheet

    return Sheet(figsize=(WIDTH, height), dpi=DPI, facecolor=PAPER)


def _axes(figure: Figure, top: float, height: float) -> Axes:
    """Return axes at a distance from the top, in inches."""
    tall = float(figure.get_figheight())
    box = (LEFT / WIDTH, 1 - (top + height) / tall, (WIDTH - LEFT - RIGHT) / WIDTH, height / tall)
    axes = figure.add_axes(box)
    for side in axes.spines.values():
        side.set_color("#BBBBBB")
    return axes


def _write(figure: Figure, x: float, y: float, words: str, size: float, **more: Any) -> None:
    """Write words as they are, x and y in inches from the upper left corner."""
    tall = float(figure.get_figheight())
    figure.text(
        x / WIDTH, 1 - y / tall, plain(words), fontsize=size, parse_math=False, va="center", **more
    )


def _head(figure: Figure, book: Book, order: Order, quote: Quote) -> None:
    to = f"{order.buyer.country} {order.buyer.postcode}"
    lines = len(order.lines)
    title = f"Promised dates of quote {quote.quote_id[:12]}"
    _write(figure, 0.25, 0.3, title, 15, weight="bold", color=INK)
    sold = quote.quoted_at.astimezone(order.quoted_at.tzinfo)
    words = (
        f"{lines} line{'s' * (lines > 1)} to {to}, {order.incoterm}, "
        f"quoted {long_day(sold.date())} {sold:%H:%M}; book {quote.book_hash[:12]} ({book.name})"
    )
    _write(figure, 0.25, 0.6, words, 10, color=FAINT)


def _legs_height(sheet: TierSheet) -> float:
    return ROW * len(sheet.rows) + 0.2


def _block(figure: Figure, sheet: TierSheet, top: float) -> None:
    answer = sheet.answer
    count = len(answer.consignments)
    chance = percent_of_chance(answer.promise_chance)
    words = (
        f"{answer.service_tier}: by {long_day(answer.promise_date)}, "
        + (f"at least {chance} that all {count} are there" if count > 1 else f"chance {chance}")
        + f", promised at the {float(answer.level) * 100:.4g}% level"
    )
    _write(figure, 0.25, top + 0.2, words, 12, weight="bold", color=PROMISE)
    clock = f"days on the clock of {sheet.zone}"
    _write(figure, WIDTH - RIGHT, top + 0.2, clock, 8.5, color=FAINT, ha="right")
    curve = _axes(figure, top + TITLE, CURVE)
    legs = _axes(figure, top + TITLE + CURVE, _legs_height(sheet))
    for axes in (curve, legs):
        _days(axes, sheet)
    draw_days(curve, sheet)
    draw_legs(legs, sheet)
    _name_days(legs, sheet)
    curve.tick_params(axis="x", length=0, labelbottom=False)


def _days(axes: Axes, sheet: TierSheet) -> None:
    """Shade the days without delivery and draw where days begin."""
    axes.set_xlim(sheet.first, sheet.end)
    for day in sheet.closed:
        at = day_number(day)
        if sheet.first <= at < sheet.end:
            axes.axvspan(at, at + 1, facecolor=CLOSED, linewidth=0, zorder=0)
    for place in _marks(sheet):
        axes.axvline(place, color=GRID, linewidth=0.6, zorder=0.5)


def _marks(sheet: TierSheet) -> Iterator[int]:
    """Yield the days whose beginning is marked: each, or Mondays on a long axis."""
    days = int(sheet.end - sheet.first)
    for place in range(int(sheet.first), int(sheet.end) + 1):
        if days <= EVERY_OTHER or (place + MONDAY_SHIFT) % 7 == 0:
            yield place


def _name_days(axes: Axes, sheet: TierSheet) -> None:
    """Name the days below the legs, in the middle of each, or at each Monday."""
    days = int(sheet.end - sheet.first)
    step = 1 if days <= DAILY else 2
    places = list(_marks(sheet))
    if days <= EVERY_OTHER:
        middles = [place + 0.5 for place in places[:-1:step]]
    else:
        middles = [float(place) for place in places]
    axes.set_xticks(middles)
    named = [day_of_place(place) for place in middles]
    axes.set_xticklabels([f"{day:%a}\n{day.day} {day:%b}" for day in named], fontsize=8, color=INK)
    axes.tick_params(axis="x", length=0 if days <= EVERY_OTHER else 4)


def _legend(figure: Figure, sheets: Sequence[TierSheet]) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    kinds = {bar.kind for sheet in sheets for row in sheet.rows for bar in row.bars}
    marks: list[Any] = [
        Patch(facecolor=colour, label=LEG_WORDS[kind])
        for kind, colour in LEG_COLOURS.items()
        if kind in kinds
    ]
    marks += [
        Line2D([], [], color=WAIT, linewidth=3, linestyle=(0, (1, 0.6)), label="waits"),
        Patch(facecolor="none", edgecolor=PROMISE, linewidth=1.6, label="leg that binds"),
        Line2D([], [], color=INK, marker="D", linestyle="", markersize=6, label="delivered"),
        Line2D([], [], color=PROMISE, linewidth=1.6, label="end of the promised day"),
        Line2D([], [], color=PROMISE, linewidth=1, linestyle="--", label="level that is needed"),
        Patch(facecolor=CLOSED, label="no delivery on this day"),
    ]
    figure.legend(
        handles=marks,
        loc="lower left",
        ncols=6,
        fontsize=8.5,
        frameon=False,
        bbox_to_anchor=(0.012, 0.012),
        columnspacing=1.6,
        handlelength=2.0,
    )
