"""Hours of laws, and chances by day, reckoned by hand."""

from fractions import Fraction

import numpy as np
import pytest

from oneprice.routing.last_mile import LastMile, Workdays
from oneprice.routing.promises.days import DayLaw, delivered, law_of_days, mixed
from oneprice.routing.promises.laws import HALF, hour_of, needed_mass, total_mass

ONE = 2**31
RUNS = ((4, 5, ONE // 8), (10, 10, ONE // 4), (20, 23, ONE // 16))  # 1/4, 1/4, 1/4; 1/4 never


@pytest.mark.parametrize(
    ("mass", "hour"),
    [
        *((1, 4), (ONE // 8, 4), (ONE // 8 + 1, 5), (ONE // 4, 5), (ONE // 4 + 1, 10)),
        *((HALF, 10), (HALF + 1, 20), (3 * ONE // 4, 23), (3 * ONE // 4 + 1, None)),
    ],
)
def test_hour_by_which_a_mass_has_come(mass: int, hour: int | None) -> None:
    """The first hour counts by which so much has come; what never arrives has none."""
    assert hour_of(RUNS, mass) == hour


def test_what_never_arrives_is_missing() -> None:
    """The masses of all hours add up to what arrives at all."""
    assert total_mass(RUNS) == 3 * ONE // 4


def test_level_as_mass() -> None:
    """A level is 2^31 less the floor of the share that may be late, shared by consignments."""
    assert needed_mass(Fraction(19, 20)) == ONE - ONE // 20
    assert needed_mass(Fraction(19, 20), 3) == ONE - ONE // 60
    assert needed_mass(Fraction(1, 2)) == HALF


def test_law_of_days_has_no_constant_rims() -> None:
    """Days before the first chance and after the last increase are left out; gaps are filled."""
    law = law_of_days([(3, 0), (5, 10), (8, 30), (9, 30)])
    assert law == DayLaw(5, (10, 10, 10, 30))
    assert [law.by(day) for day in (4, 5, 7, 8, 99)] == [0, 10, 10, 30, 30]
    assert law.last_day == 8
    assert law.likeliest() == (8, 20)
    assert law_of_days([(3, 0)]).chances == ()


@pytest.mark.parametrize(
    ("needed", "found"), [(1, (5, 10)), (10, (5, 10)), (11, (8, 30)), (31, None)]
)
def test_first_day_that_reaches(needed: int, found: tuple[int, int] | None) -> None:
    """The earliest day with enough chance is promised, and its own chance told."""
    assert DayLaw(5, (10, 10, 10, 30)).reach(needed) == found


def test_ties_of_the_likeliest_day_go_to_the_earlier() -> None:
    """Of two days with the same chance of their own the earlier is named."""
    assert DayLaw(5, (10, 20, 25)).likeliest() == (5, 10)


def test_mixture_is_cut_once_a_day() -> None:
    """Chances of several starts are weighed, added and cut down once."""
    parts = [(ONE // 2, DayLaw(5, (3, ONE))), (ONE // 4, DayLaw(6, (3,)))]
    assert mixed(parts) == DayLaw(5, (1, ONE // 2))
    assert mixed([(ONE // 2, DayLaw(5, (1,))), (ONE // 2, DayLaw(5, (1,)))]) == DayLaw(5, (1,))


def test_days_of_a_zone_keep_their_order() -> None:
    """With an extra day a chance goes to the next working day; closed days between are flat."""
    # Days 10..16 of a calendar that is closed on 12 and 13.
    works = Workdays(10, np.array([0, 1, 2, 2, 2, 3, 4, 5], np.int64))
    law = DayLaw(10, (5, 7, 7, 7, 9, 20))
    assert delivered(law, LastMile(works, None, 0)) == law
    assert delivered(law, LastMile(works, works, 1)) == DayLaw(11, (5, 5, 5, 7, 9, 20))
    assert delivered(law, LastMile(works, works, 2)).chances == (5, 7, 9)
