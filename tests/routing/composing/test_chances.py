"""Rows of cumulated chances: certainty, reading out, hours outside the horizon (C-20)."""

import numpy as np

from oneprice.core.days import NEVER_DAY
from oneprice.routing.composing.chances import SURE, Chances, Pool, Rows, bind, certain
from oneprice.routing.laws.ranges import FULL_MASS


def of_days(*days: int) -> Chances:
    """Return certainty on a day for each of some hours from hour 50 on."""
    return bind(Pool(), 50, np.arange(len(days)), certain(np.array(days)))


def test_certain_days_are_reached_at_once() -> None:
    """A known day has all chance from that day on, and none before."""
    chances = of_days(2, 3, NEVER_DAY)
    assert [chances.by(0, day) for day in (1, 2, 9)] == [0, FULL_MASS, FULL_MASS]
    assert [chances.by(2, day) for day in (1, NEVER_DAY + 1)] == [0, 0]
    assert len(chances) == 3


def test_the_last_row_has_no_chance() -> None:
    """The row past all others, which stands for hours outside the horizon, is empty."""
    chances = of_days(2, 3)
    assert [len(chances.of(row)[1]) for row in (0, 1, 2)] == [1, 1, 0]


def test_reads_before_inside_and_after() -> None:
    """The chance is 0 before the first day, then rises, then stays."""
    pool = Pool()
    pool.chance[2:4] = 1, 4
    chances = bind(pool, 0, np.zeros(1, np.int64), Rows(*(np.array([n]) for n in (10, 2, 2))))
    assert [chances.by(0, day) for day in range(9, 14)] == [0, 1, 4, 4, 4]


def test_a_pool_that_grows_keeps_its_runs() -> None:
    """The room for chances doubles, that for names once it is half full."""
    pool = Pool(slots=np.zeros((2, 3), np.int64))
    slot = pool.slots[pool.slots[:, 0] > 0].tolist()
    pool.grow()
    assert pool.chance[SURE] == FULL_MASS
    assert pool.slots[pool.slots[:, 0] > 0].tolist() == slot
    assert len(pool.slots) == 4
    pool.grow()
    assert len(pool.slots) == 4
