"""How is judged, from the words of a command line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from oneprice.core.errors import InputError
from oneprice.scenarios.judging.options import question_of
from oneprice.scenarios.judging.periods import midnight_min
from oneprice.scenarios.judging.report import Question
from oneprice.scenarios.judging.table import Table, asked_of, first_known_min, open_table

EXAMPLE = Path(__file__).parents[3] / "examples" / "events"


@cache
def example() -> Table:
    """Return the example table."""
    return open_table(EXAMPLE, None)


def question(since: str, until: str = "", every: str = "week") -> Question:
    """Return how the example is judged."""
    return question_of(example(), asked_of(example()), since, until, every, 5, "0.9")


def test_last_day_is_that_of_the_last_order() -> None:
    """Without --until all orders are judged, and the last day may be the first."""
    assert question("2026-05-01").until == date(2026, 7, 4)
    assert question("2026-07-03").until == date(2026, 7, 4)


@pytest.mark.parametrize("since", ["2026-07-04", "2030-01-01"])
def test_day_after_the_last_order_is_named(since: str) -> None:
    """The option that was given is named, with the last order."""
    with pytest.raises(InputError, match=f"--since: '{since}'.*last order .* is of 2026-07-03"):
        question(since)


@pytest.mark.parametrize("every", ["week", "month"])
def test_first_day_that_can_be_judged_is_named(every: str) -> None:
    """Before every leg was finished once, the error says from when on it works; then it does."""
    with pytest.raises(
        InputError, match=r"--since: '2026-01-05'.*give 2026-\S+ or a later"
    ) as told:
        question("2026-01-05", every=every)
    day = date.fromisoformat(str(told.value).split("give ")[1].split(" ")[0])
    assert question(day.isoformat(), every=every).since == day
    assert midnight_min(day, ZoneInfo("Europe/Berlin")) > first_known_min(example())
    with pytest.raises(InputError, match=f"give {day} or a later"):
        question(date.fromordinal(day.toordinal() - 4).isoformat(), every=every)


def test_one_group_cannot_be_folded() -> None:
    """A table of one process has nothing to learn from while it is left out."""
    table = replace(example(), model=example().model.model_copy(update={"dates": "artificial"}))
    asked = asked_of(example())
    one = replace(asked, group=np.zeros(len(asked), np.int64))
    with pytest.raises(InputError, match=r"--folds: 5 .*the table has 1 shipment"):
        question_of(table, one, "", "", "week", 5, "0.9")
    assert question_of(table, asked, "", "", "week", 5, "0.9").since is None
