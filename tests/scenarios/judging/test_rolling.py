"""Asking period by period and fold by fold, with a learner of a few lines."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from judgecases import DAY_MIN, asked_of, plain_teacher

from oneprice.scenarios.judging.periods import midnight_min, periods_of
from oneprice.scenarios.judging.rolling import (
    BLENDED,
    LEARNED,
    RATIO,
    ask_folds,
    ask_periods,
    fold_of,
)

UTC = ZoneInfo("UTC")
MONDAY = date(2018, 1, 1)
FIRST_DAY = midnight_min(MONDAY, UTC) // DAY_MIN
WEEKS = periods_of(MONDAY, date(2018, 1, 22), "week", UTC)
METHODS = (LEARNED, BLENDED, RATIO)


def test_each_order_is_promised_once_by_what_was_known_on_its_monday() -> None:
    """Orders of the second week are promised by what came before its Monday."""
    asked = asked_of([FIRST_DAY - 9, FIRST_DAY - 8, FIRST_DAY + 7, FIRST_DAY + 8], [9, 16, 1, 2])
    answers = ask_periods(asked, plain_teacher(asked), WEEKS, [0.5, 0.99], [LEARNED])
    assert answers.index.tolist() == [2, 3]
    assert answers.block.tolist() == [1, 1]
    # The second came at noon on the ninth day: after that Monday.
    assert answers.promised[LEARNED].tolist() == [[9, 9], [9, 9]]
    assert answers.times == 1


def test_an_order_at_the_monday_minute_is_of_the_new_week() -> None:
    """The minute before midnight belongs to the week before, midnight itself to the new week."""
    asked = asked_of([FIRST_DAY, FIRST_DAY], [1, 1])
    asked = replace(asked, ordered_min=np.array([WEEKS[1].start_min - 1, WEEKS[1].start_min]))
    answers = ask_periods(asked, plain_teacher(asked), WEEKS, [0.5], [LEARNED])
    assert answers.block.tolist() == [0, 1]


orders = st.lists(
    st.tuples(st.integers(-30, 20), st.integers(0, 40), st.integers(1, 40)), min_size=4, max_size=30
)


@settings(max_examples=60, deadline=None)
@given(orders, st.integers(0, 2), st.integers(1, 30))
def test_what_is_stamped_after_the_monday_changes_nothing(
    rows: list[tuple[int, int, int]], week: int, later: int
) -> None:
    """Deliveries from a Monday on may come later still: the promises of its week stay."""
    day = [FIRST_DAY + row[0] for row in rows]
    asked = asked_of(day, [row[1] for row in rows], [row[2] for row in rows])
    start = WEEKS[week].start_min
    moved = asked.done_min >= start
    other = replace(
        asked,
        done_min=np.where(moved, asked.done_min + later * DAY_MIN, asked.done_min),
        done_units=np.where(moved, asked.done_units + later, asked.done_units),
        open_units=asked.open_units + later,
    )
    found, again = (
        ask_periods(each, plain_teacher(each), WEEKS[week : week + 1], [0.5, 0.9], METHODS)
        for each in (asked, other)
    )
    for method in METHODS:
        assert (found.promised[method] == again.promised[method]).all()


def test_folds_ask_every_shipment_once_and_leave_it_out() -> None:
    """Each shipment is promised by the others only."""
    asked = asked_of([FIRST_DAY] * 5, [1, 2, 3, 4, 5])
    answers = ask_folds(asked, plain_teacher(asked), 5, 1, [0.99], [LEARNED])
    assert sorted(answers.index.tolist()) == [0, 1, 2, 3, 4]
    promised = dict(zip(answers.index.tolist(), answers.promised[LEARNED][:, 0], strict=True))
    assert [promised[n] for n in range(5)] == [5, 5, 5, 5, 4]


def test_folds_keep_groups_together_and_even() -> None:
    """Shipments of one group are in one fold, and folds differ by one group at most."""
    group = np.repeat(np.arange(23), 3)
    fold = fold_of(group, 5, seed=3)
    assert all(len(set(fold[group == number])) == 1 for number in range(23))
    sizes = np.bincount(fold)
    assert len(sizes) == 5 and sizes.max() - sizes.min() <= 3
    assert (fold == fold_of(group, 5, seed=3)).all()
    assert (fold != fold_of(group, 5, seed=4)).any()
