"""A whole judgement of a small table, counted by hand, as data, as a table and as a picture."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from judgecases import DAY_MIN, asked_of, plain_teacher
from rich.console import Console

from oneprice.core.errors import InputError
from oneprice.scenarios import drawing
from oneprice.scenarios.judging import plot
from oneprice.scenarios.judging.asked import Asked
from oneprice.scenarios.judging.judge import judge
from oneprice.scenarios.judging.report import Judgement, Question
from oneprice.scenarios.judging.rolling import BLENDED, LEARNED, RATIO, RECORDED
from oneprice.show_judge import judgement_view

FIRST_DAY = (date(2018, 1, 1) - date(1970, 1, 1)).days
BY_WEEK = Question(date(2018, 1, 1), date(2018, 2, 26), "week", 5, (0.9, 0.95), "UTC")
BY_FOLD = Question(None, None, "week", 5, (0.9, 0.95), "UTC")


def small_table() -> Asked:
    """Ten old orders of 1 to 10 days; three new ones, one of which never came, one cancelled."""
    old = [FIRST_DAY - 30] * 10
    new = [FIRST_DAY, FIRST_DAY + 1, FIRST_DAY + 31, FIRST_DAY + 2, FIRST_DAY + 3]
    came = [*range(1, 11), 9, 11, 10, None, 4]
    recorded = [12] * 10 + [12, 10, 12, 12, 12]
    asked = asked_of([*old, *new], came, recorded)
    cancelled = np.zeros(15, bool)
    cancelled[14] = True
    return replace(asked, cancelled=cancelled)


def random_table(count: int = 400) -> Asked:
    """Return orders of two months with gamma-like durations, a fifth of them promised too early."""
    rng = np.random.default_rng(5)
    day = FIRST_DAY - 60 + np.sort(rng.integers(0, 110, count))
    came = 3 + rng.geometric(0.15, count)
    recorded = 10 + rng.integers(0, 10, count)
    return asked_of(day.tolist(), came.tolist(), recorded.tolist())


def judged(asked: Asked, question: Question = BY_WEEK) -> Judgement:
    """Return the judgement of a table by the plain learner."""
    return judge(
        asked,
        plain_teacher(asked),
        question,
        source="small",
        counted_from="ordered",
    )


def text_of(judgement: Judgement, width: int = 160) -> str:
    """Return the view as text."""
    file = io.StringIO()
    Console(file=file, width=width).print(judgement_view(judgement))
    return file.getvalue()


def test_measures_of_the_small_table() -> None:
    """By hand: asked for .9 of 1 to 10 days, nine are promised; of 9, 11 and 10 one is kept."""
    found = judged(small_table())
    assert found.counts.asked == 5
    assert (found.counts.judged, found.counts.cancelled, found.counts.open) == (3, 1, 1)
    assert found.counts.recorded == 3
    by_name = {verdict.method: verdict for verdict in found.verdicts}
    assert list(by_name) == [RECORDED, LEARNED, BLENDED, RATIO]
    row = by_name[LEARNED].rows[0]
    # The third is asked on its own Monday, when 9 and 11 have come too: eleventh of twelve is 10.
    assert row.kept == pytest.approx(2 / 3)
    assert row.mean == pytest.approx((9 + 9 + 10) / 3)
    assert row.pinball == pytest.approx(0.9 * 2 / 3)
    assert row.kept_with_open == pytest.approx(2 / 4)
    assert row.open_late == 1
    assert [(m.month, m.shipments, m.kept) for m in row.months] == [
        ("2018-01", 2, 0.5),
        ("2018-02", 1, 1.0),
    ]
    assert row.worst is not None and row.worst.month == "2018-01"
    recorded = by_name[RECORDED].rows[1]
    assert (recorded.kept, recorded.mean) == (pytest.approx(2 / 3), pytest.approx(34 / 3))
    assert recorded.pinball == pytest.approx((0.05 * 3 + 0.95 * 1 + 0.05 * 2) / 3)


def test_blended_is_asked_for_where_promises_are_recorded() -> None:
    """The blended method stands beside the learned one: here a day later."""
    found = judged(small_table())
    rows = {verdict.method: verdict.rows[0] for verdict in found.verdicts}
    assert list(rows) == [RECORDED, LEARNED, BLENDED, RATIO]
    assert rows[BLENDED].mean == pytest.approx((rows[LEARNED].mean or 0) + 1)


def test_a_table_without_promises_has_no_rival() -> None:
    """Nothing is compared where no promise is recorded."""
    asked = replace(small_table(), recorded=np.zeros(15, bool))
    (verdict,) = judged(asked).verdicts
    assert (verdict.method, verdict.earlier) == (LEARNED, None)
    assert "kept" in text_of(judged(asked))


def test_gain_is_read_off_the_frontier() -> None:
    """The gain is the recorded mean less the mean at its share, between two points of the line."""
    found = judged(random_table())
    recorded, learned = found.verdicts[0], found.verdicts[1]
    share = recorded.rows[0].kept
    assert share is not None and learned.earlier is not None
    below = max(p.mean for p in learned.frontier if p.kept < share)
    above = min(p.mean for p in learned.frontier if p.kept >= share)
    at = (recorded.rows[0].mean or 0) - learned.earlier
    assert below <= at <= above
    assert learned.earlier_interval is not None
    assert learned.earlier_interval[0] < learned.earlier < learned.earlier_interval[1]


def test_rerun_gives_the_same_bits() -> None:
    """All figures and intervals are the same on a rerun."""
    first, again = (json.dumps(judged(random_table()).to_plain()) for _ in range(2))
    assert first == again


def test_units_are_hours_or_days() -> None:
    """A grid of a quarter of an hour is told in hours, with the plan added to the mean."""
    asked = small_table()
    quarter = replace(asked, step_min=15, planned_units=np.full(len(asked), 8))
    found = judged(quarter)
    assert found.unit == "hour"
    row = found.verdicts[1].rows[0]
    assert row.mean == pytest.approx(((9 + 9 + 10) / 3 + 8) / 4)
    assert row.pinball == pytest.approx(0.9 * 2 / 3 / 4)


def test_folds_have_no_months() -> None:
    """Where dates mean nothing no month is told, and every shipment is asked about once."""
    found = judged(random_table(60), BY_FOLD)
    assert found.counts.asked == 60
    assert found.learned_times == 5
    assert all(row.months == [] and row.worst is None for v in found.verdicts for row in v.rows)
    assert "kept by month" not in text_of(found)


@pytest.mark.parametrize(
    ("asked", "remedy"),
    [
        (asked_of([FIRST_DAY - 40], [3]), "no shipment was ordered then"),
        (
            asked_of([FIRST_DAY - 40, FIRST_DAY], [3, None]),
            "nothing ordered from then to before 2018-02-26 was delivered",
        ),
    ],
)
def test_nothing_to_judge_is_an_error(asked: Asked, remedy: str) -> None:
    """Days without orders, or without deliveries, are refused with a remedy."""
    with pytest.raises(InputError, match=remedy):
        judged(asked)


def test_table_and_json_say_the_same() -> None:
    """Each figure of the JSON stands in the table, rounded."""
    found = judged(random_table())
    text = text_of(found)
    plain = json.loads(json.dumps(found.to_plain()))
    assert [verdict["method"] for verdict in plain["methods"]] == [
        RECORDED,
        LEARNED,
        BLENDED,
        RATIO,
    ]
    for verdict in plain["methods"]:
        for row in verdict["rows"]:
            kept = f"{row['kept']:.3f}".removeprefix("0")
            cells = [f"{row['level']:g}", re.escape(verdict["method"]), re.escape(kept)]
            cells += [r"\S+ \S+", r"\S+", re.escape(f"{row['mean']:,.2f}")]
            cells += [re.escape(f"{row['pinball']:.3f}")]
            assert re.search(r"\s+".join(cells), text), cells
            for month in row["months"]:
                assert re.search(rf"{month['month']}\s+{month['shipments']}\s", text)
        if verdict["earlier"] is not None:
            assert f"{verdict['method']}: {verdict['earlier']:+.2f} [" in text
    assert plain["shipments"]["asked"] == found.counts.asked
    assert plain["bootstrap"] == {"draws": 200, "seed": 20171101, "interval": 0.9}


def test_view_fits_a_narrow_terminal() -> None:
    """At 80 columns no line of the measures is broken."""
    text = text_of(judged(random_table()), 80)
    assert max(len(line.rstrip()) for line in text.splitlines()) <= 80
    assert "…" not in text


@pytest.mark.skipif(not drawing.can_draw(), reason="needs matplotlib")
@pytest.mark.parametrize(("question", "panels"), [(BY_WEEK, 3), (BY_FOLD, 2)])
def test_plot_is_a_picture(tmp_path: Path, question: Question, panels: int) -> None:
    """The picture has a panel for months only where months mean something."""
    path = tmp_path / "judged.png"
    plot.write_plot(judged(random_table(), question), path)
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG")
    assert int.from_bytes(data[16:20], "big") == int(5.2 * panels * plot.DPI)


def test_days_are_those_of_the_anchor() -> None:
    """Noon of the first day judged is asked about, noon of the day before is not."""
    asked = asked_of([FIRST_DAY - 20, FIRST_DAY - 1, FIRST_DAY], [3, 3, 3])
    assert judged(asked).counts.asked == 1
    assert asked.ordered_min[2] - FIRST_DAY * DAY_MIN == 720
