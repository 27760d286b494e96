"""The judge and the real learner on the example table: what is seen when, and who is left out."""

from __future__ import annotations

import io
from datetime import date
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from oneprice.carriers.transit.events import check_events
from oneprice.core.errors import InputError
from oneprice.scenarios.judging.judge import judge
from oneprice.scenarios.judging.learning import learn_table, learnt_of, write_laws
from oneprice.scenarios.judging.periods import periods_of
from oneprice.scenarios.judging.report import Question
from oneprice.scenarios.judging.rolling import (
    BLENDED,
    LEARNED,
    RATIO,
    RECORDED,
    Answers,
    ask_periods,
)
from oneprice.scenarios.judging.table import Table, asked_of, open_table, teacher_of
from oneprice.show_judge import judgement_view

EXAMPLE = Path(__file__).parents[3] / "examples" / "events"
ZONE = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 5, 4)
(WEEK,) = periods_of(MONDAY, date(2026, 5, 11), "week", ZONE)
METHODS = (LEARNED, BLENDED, RATIO)
LEVELS = [0.5, 0.9, 0.95, 0.99]


@cache
def example() -> Table:
    """Return the example table."""
    return open_table(EXAMPLE, None)


def asked_on(table: Table) -> Answers:
    """Return what is promised to the orders of the week."""
    return ask_periods(asked_of(table), teacher_of(table), [WEEK], LEVELS, METHODS)


@cache
def promised() -> Answers:
    """Return what is promised by the example as it is."""
    return asked_on(example())


def altered(rows: list[int], minutes: int) -> Table:
    """Return the example with some later events put off, or taken away with 0 minutes."""
    table = example()
    later = np.flatnonzero(
        (table.events.at.minute >= WEEK.start_min) & (table.events.frame["leg"] != "").to_numpy()
    )
    known = later[table.events.at.minute[later] < 2**40]
    chosen = sorted({int(known[row % len(known)]) for row in rows})
    frame = table.events.frame.copy()
    for row in chosen:
        at = pd.Timestamp(frame["at"].iloc[row]) + pd.Timedelta(minutes=minutes)
        frame.loc[row, "at"] = at.isoformat() if minutes else ""
    return Table(table.name, check_events(frame, "altered"), table.model)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=60), st.sampled_from([0, 1, 43_200]))
def test_what_happens_after_the_monday_changes_no_promise_of_its_week(
    rows: list[int], minutes: int
) -> None:
    """Events stamped from the Monday on may come later or never: each promise stays as it was."""
    found = asked_on(altered(rows, minutes))
    for method in METHODS:
        assert (found.promised[method] == promised().promised[method]).all()


def test_what_happened_before_the_monday_does_change_promises() -> None:
    """Without the weeks before it other dates are promised: the learner looks at them."""
    table = example()
    frame = table.events.frame.copy()
    gone = (table.events.at.minute < WEEK.start_min) & (
        table.events.at.minute > WEEK.start_min - 60 * 1440
    )
    frame.loc[gone & (frame["leg"] != "").to_numpy(), "at"] = ""
    found = asked_on(Table(table.name, check_events(frame, "altered"), table.model))
    assert (found.promised[LEARNED] != promised().promised[LEARNED]).any()


def test_promises_rise_with_the_level() -> None:
    """A higher level is never promised earlier, by any method."""
    assert len(promised().index) > 0
    for method in METHODS:
        assert (np.diff(promised().promised[method], axis=1) >= 0).all()


def test_folds_leave_shipments_out_by_their_row() -> None:
    """With all but one seller left out only that seller's hand-overs are known."""
    table = example()
    seller = table.events.shipments["seller"].to_numpy()
    learned = teacher_of(table)(None, seller != "SELLER-SZ")
    alone = learned.leaning(np.flatnonzero(seller == "SELLER-SZ"))
    other = learned.leaning(np.flatnonzero(seller == "SELLER-YW"))
    assert alone.observations.min() > 0
    assert other.observations.max() == 0
    assert other.parent_share.min() == 1


def test_a_table_is_found_in_its_folder() -> None:
    """The folder, the file and the file with its model give the same table."""
    names = [
        open_table(EXAMPLE, None).name,
        open_table(EXAMPLE / "events.csv", None).name,
        open_table(EXAMPLE / "events.csv", EXAMPLE / "model.yaml").name,
    ]
    assert names == ["events", "events.csv", "events.csv"]


def test_laws_are_learned_as_of_a_local_midnight(tmp_path: Path) -> None:
    """A day in May knows fewer observations than the end of the table, and says its date."""
    table = example()
    early, late = learn_table(table, date(2026, 5, 4)), learn_table(table, None)
    assert early.as_of.minute == WEEK.start_min
    counts = [learnt_of(table, learned).legs[0].laws[0].observations for learned in (early, late)]
    assert counts[0] < counts[1]
    assert learnt_of(table, early).as_of == "2026-05-04"
    assert set(write_laws(table, early, tmp_path)) == {
        "transit.csv",
        "transit_law.csv",
        "handling.csv",
    }
    assert "2026-05-04" in (tmp_path / "transit.csv").read_text(encoding="utf-8")


def test_artificial_dates_have_no_as_of() -> None:
    """Where dates mean nothing a day to learn as of is refused."""
    table = example()
    model = table.model.model_copy(update={"dates": "artificial", "level": None})
    with pytest.raises(InputError, match="leave --as-of out"):
        learn_table(Table(table.name, table.events, model), MONDAY)
    assert learnt_of(table, learn_table(table, None)).as_of == "2026-07-06"


def test_shipments_without_a_recorded_promise_are_told() -> None:
    """Half of the promises taken away: the rescaled ones are fewer, and the report says so."""
    table = example()
    frame = table.events.frame.copy()
    frame.loc[frame["shipment"].str[-1].isin(list("13579")), "planned_at"] = ""
    halved = Table(table.name, check_events(frame, "halved"), table.model)
    question = Question(MONDAY, date(2026, 6, 1), "week", 5, (0.9,), "Europe/Berlin")
    found = judge(
        asked_of(halved), teacher_of(halved), question, source="halved", counted_from="ordered"
    )
    assert 0 < found.counts.recorded < found.counts.judged
    promised = {verdict.method: verdict.rows[0].promised for verdict in found.verdicts}
    assert promised[RECORDED] == promised[RATIO] == found.counts.recorded
    assert promised[LEARNED] == promised[BLENDED] == found.counts.judged
    file = io.StringIO()
    Console(file=file, width=80).print(judgement_view(found))
    missing = found.counts.judged - found.counts.recorded
    words = " ".join(file.getvalue().split())
    assert f"recorded x ratio at 0.9: {missing} shipments have no promise" in words
