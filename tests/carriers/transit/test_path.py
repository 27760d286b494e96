"""Composition of legs over natural and working days."""

from fractions import Fraction

import numpy as np
import pytest

from oneprice.carriers.transit import path
from oneprice.carriers.transit.laws import FULL_MASS, NEVER, integer_law
from oneprice.carriers.transit.path import LegLaws, Paths, promise_steps
from oneprice.carriers.transit.working_days import WorkAxis, work_axis

MONDAY = 19_723  # 2024-01-01, a holiday
BRAZIL = work_axis("BR", "12345", MONDAY - 10, MONDAY + 60)


def leg(axis: WorkAxis | None = None, first: int = 0, **steps: float) -> LegLaws:
    """Return one law from `d1=0.5` and so on."""
    bins = np.array([int(name[1:]) for name in steps])
    return LegLaws(first, bins, integer_law(np.array([list(steps.values())])), axis)


def ask(legs: list[LegLaws], begin: int, level: float, stretch: float = 1.0) -> int:
    """Return the promise of one path."""
    shape = (1, len(legs))
    one = Paths(np.zeros(shape, np.int64), np.array([begin]), np.full(shape, stretch))
    return int(promise_steps(legs, one, [level])[0, 0])


def test_natural_legs_add_up() -> None:
    """Two legs of one or two days: half the time three days are enough."""
    one = leg(d1=0.5, d2=0.5)
    assert [ask([one, one], MONDAY, level) for level in (0.2, 0.5, 0.74, 0.76)] == [2, 3, 3, 4]


def test_working_days_leave_out_weekends_and_holidays() -> None:
    """Ordered on New Year's Day: it counts as the Tuesday, and Friday is three working days on."""
    move = leg(BRAZIL, d3=1.0)
    assert ask([move], MONDAY, 0.9) == 4
    assert ask([move], MONDAY + 1, 0.9) == 3
    assert ask([move], MONDAY + 3, 0.9) == 5  # Thursday -> Tuesday


def test_natural_leg_into_a_weekend_waits_for_the_working_leg() -> None:
    """Handed over on Saturday or Sunday is Monday's; a leg of no days then ends on Monday."""
    friday = MONDAY + 4
    assert ask([leg(d1=1.0), leg(BRAZIL, d0=1.0)], friday, 0.9) == 3
    assert ask([leg(d2=1.0), leg(BRAZIL, d1=1.0)], friday, 0.9) == 4
    assert ask([leg(BRAZIL, d1=1.0), leg(d2=1.0)], friday, 0.9) == 5


def test_every_path_is_as_by_hand() -> None:
    """Against the sum over all pairs of days, with rational chances."""
    pick, move = leg(d0=0.3, d1=0.5, d4=0.2), leg(BRAZIL, d1=0.6, d2=0.1, d7=0.25)
    for begin in range(MONDAY, MONDAY + 9):
        by_day: dict[int, Fraction] = {}
        for a, p in zip(pick.bins, pick.mass[0], strict=True):
            for b, q in zip(move.bins, move.mass[0], strict=True):
                start = BRAZIL.position(np.array([begin + a]))
                day = int(BRAZIL.day(start + b)[0]) - begin
                by_day[day] = by_day.get(day, Fraction()) + Fraction(int(p) * int(q), FULL_MASS**2)
        for level in (0.1, 0.5, 0.9, 0.94):
            chance = Fraction()
            for day in sorted(by_day):
                chance += by_day[day]
                if chance >= Fraction(level) + Fraction(1, 10**6):
                    break
            assert ask([pick, move], begin, level) == day


def test_lost_mass_is_never_promised() -> None:
    """A level above what ever comes has no step."""
    assert ask([leg(d1=0.9)], MONDAY, 0.95) == NEVER
    assert ask([leg(BRAZIL, d1=0.9)], MONDAY, 0.95) == NEVER


def test_residuals_may_be_early() -> None:
    """Bin 0 of a residual law stands below the plan."""
    early = leg(first=-3, d0=0.5, d4=0.5)
    assert [ask([early, early], MONDAY, level) for level in (0.2, 0.6, 0.9)] == [-6, -2, 2]


def test_stretched_leg() -> None:
    """An announced factor stretches every step, rounded up."""
    assert ask([leg(d0=0.2, d3=0.8)], MONDAY, 0.9, stretch=1.5) == 5
    assert ask([leg(d0=0.2, d3=0.8)], MONDAY, 0.1, stretch=1.5) == 0


def test_narrow_laws_give_the_same_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Composing only the first bins, and more where a level needs it, changes no promise."""
    random = np.random.default_rng(2)
    bins = np.sort(random.choice(300, 40, replace=False))
    legs = [LegLaws(0, bins, integer_law(random.dirichlet(np.ones(40), 5)), None) for _ in "ab"]
    group = random.integers(0, 5, (50, 2))
    paths = Paths(group, np.zeros(50, np.int64), np.ones((50, 2)))
    levels = [0.05, 0.5, 0.99]
    whole = promise_steps(legs, paths, levels)
    monkeypatch.setattr(path, "FIRST_WIDTH", 8)
    assert (promise_steps(legs, paths, levels) == whole).all()
