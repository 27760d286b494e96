"""Pictures of promises: every path is drawn, words keep apart, nothing hostile gets through."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import example_book
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from oneprice.core.quote import Quote
from oneprice.routing.promises.answer import PromiseAnswer
from oneprice.routing.promises.telling import told
from oneprice.scenarios.promises import picture
from oneprice.scenarios.promises.sheet import TierSheet, tier_sheet
from oneprice.scenarios.promises.style import day_at, day_of_place, long_day, place_of, short_day

BERLIN = ZoneInfo("Europe/Berlin")


@cache
def answers(name: str) -> tuple[Quote, list[PromiseAnswer]]:
    """Return the quote and the promises of an example order."""
    order, quote = example_book.order(name), example_book.quote(name)
    return quote, told(example_book.engine().book, order, quote)


def sheets(name: str) -> list[TierSheet]:
    """Return what is drawn of the tiers of an example order."""
    return [tier_sheet(answer, BERLIN, ()) for answer in answers(name)[1]]


def drawn(name: str, path: Path, monkeypatch: pytest.MonkeyPatch) -> Figure:
    """Return the figure that is written for an example order."""
    kept: list[Figure] = []
    make = picture._figure
    monkeypatch.setattr(picture, "_figure", lambda height: kept.append(make(height)) or kept[0])
    quote, told_answers = answers(name)
    book, order = example_book.engine().book, example_book.order(name)
    picture.write_picture(book, order, quote, told_answers, path)
    return kept[0]


def test_bars_follow_each_other() -> None:
    """The bars of a path join end to end, from ready to the arrival, waits between them."""
    for sheet in sheets("munich-cart"):
        for row in sheet.rows:
            assert row.bars
            for before, after in pairwise(row.bars):
                assert before.end == pytest.approx(after.start, abs=1e-9)
            assert all(sheet.first <= bar.start <= bar.end <= sheet.end for bar in row.bars)


def test_alike_consignments_are_drawn_once() -> None:
    """Consignments with the same chances and times share a curve and two rows."""
    for sheet in sheets("munich-cart"):
        parts = sheet.answer.consignments
        kinds = {(part.chances, part.mode) for part in parts}
        assert len(kinds) <= len(sheet.curves) <= len(parts)
        assert len(sheet.rows) == 2 * len(sheet.curves)
        named = " ".join(curve.label for curve in sheet.curves)
        assert all(sku in named for part in parts for sku in part.skus[:1])


def test_slow_path_ends_on_the_promise_or_before() -> None:
    """The slow row of each consignment is delivered on its promised day or before it."""
    for sheet in sheets("munich-cart"):
        for row in sheet.rows:
            assert row.delivered is not None
            if row.slow:
                assert row.delivered <= sheet.answer.promise_date


@pytest.mark.parametrize("name", ["munich-cart", "two-sellers-gb"])
def test_words_keep_apart(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No two words of the picture lie on each other, and none is cut off by its edge."""
    figure = drawn(name, tmp_path / "dates.png", monkeypatch)
    renderer = FigureCanvasAgg(figure).get_renderer()
    boxes = []
    for axes in figure.axes:
        texts = [*axes.texts, *axes.get_xticklabels(), *axes.get_yticklabels()]
        lo, hi = axes.get_xlim()
        for text in texts:
            inside = lo <= text.get_position()[0] <= hi or text in axes.get_yticklabels()
            if text.get_visible() and text.get_text() and inside:
                boxes.append((text.get_text(), text.get_window_extent(renderer)))
    boxes += [(text.get_text(), text.get_window_extent(renderer)) for text in figure.texts]
    width = figure.bbox.width
    assert len(boxes) > 40
    cut = [words for words, box in boxes if box.x0 < 0 or box.x1 > width]
    assert cut == []
    lying = [
        (first[0], second[0])
        for i, first in enumerate(boxes)
        for second in boxes[i + 1 :]
        if first[1].padded(-1).overlaps(second[1].padded(-1))
    ]
    assert lying == []


def test_hostile_names_are_words(tmp_path: Path) -> None:
    """A name is neither a formula nor a control, in PNG and SVG."""
    evil = "_<script>$\\frac{1}{$ \u202e\x07&"
    quote, (answer, *_) = answers("us-watch")
    part = answer.consignments[0].model_copy(update={"skus": (evil,), "mode": evil})
    hostile = answer.model_copy(update={"consignments": (part,)})
    book, order = example_book.engine().book, example_book.order("us-watch")
    for name in ("a.png", "a.svg"):
        picture.write_picture(book, order, quote, [hostile], tmp_path / name)
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "<script" not in text
    assert "\u202e" not in text


def test_days_stand_where_they_are() -> None:
    """A day begins at its place, and an instant lies on the day of the clock it is shown by."""
    day = date(2026, 7, 27)
    assert day_of_place(day_at(day) + 0.99) == day
    late = datetime(2026, 7, 26, 22, 30, tzinfo=UTC)
    assert day_of_place(place_of(late, BERLIN)) == day
    assert place_of(late, BERLIN) == pytest.approx(day_at(day) + 0.5 / 24)
    assert (short_day(day), long_day(day)) == ("Mon 27 Jul", "Mon 27 Jul 2026")
