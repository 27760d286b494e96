"""Chances of two chains compared from every ready minute (C-66)."""

import numpy as np
import pytest

from oneprice.core.compiling import Table
from oneprice.routing.network.tables import ARRIVAL, EVENT, LANE_EVENT, MASS
from oneprice.routing.pruning.day_order import DayOrder

FULL = 2**31
Rows = list[tuple[int, list[int]]]  # first day and chances of each departure


def order(
    cutoffs: tuple[list[int], list[int]],
    arrival: tuple[Rows, Rows],
    entry: tuple[Rows, Rows] | None = None,
    last_ready_min: int = 1_000,
) -> DayOrder:
    """Return two chains of one lane each, with given cut-offs and chances."""
    event = np.zeros(1 + sum(map(len, cutoffs)), EVENT)
    event["cutoff_min"][1:] = [*cutoffs[0], *cutoffs[1]]
    first = len(cutoffs[0]) + 1
    lane_event = np.array([(0, 0), (1, first), (first, len(event))], LANE_EVENT)
    laws: dict[str, Table] = {}
    mass: list[int] = [0]
    starts: dict[str, list[int]] = {}
    plain: Rows = [(0, [FULL])]
    for name, given in (
        ("arrival", arrival),
        ("entry", entry or tuple(plain * len(minutes) for minutes in cutoffs)),
        ("export", tuple(plain * len(minutes) for minutes in cutoffs)),
    ):
        laws[name], starts[name] = _section(given, mass)
    laws["mass"] = np.array([(chance,) for chance in mass], MASS)
    return DayOrder(laws, event, lane_event, starts, last_ready_min)


def _section(given: tuple[Rows, ...], mass: list[int]) -> tuple[Table, list[int]]:
    rows, starts, known = [(0, 0, 0)], [], {}
    for chain in given:
        starts.append(len(rows))
        for day, chances in chain:
            key = tuple(chances)
            if key not in known:
                known[key] = len(mass)
                mass += chances
            rows.append((day, known[key], len(chances)) if chances else (0, 0, 0))
    return np.array(rows, ARRIVAL), starts


def never_later(order: DayOrder, the_same: bool = False) -> tuple[bool, bool]:
    """Return whether the first chain is never later than the second, and the other way."""
    return (
        order.never_later((0, 1), (1, 2), the_same),
        order.never_later((1, 2), (0, 1), the_same),
    )


HALF = FULL // 2


@pytest.mark.parametrize(
    ("own", "their", "expected"),
    [
        ((5, [HALF, FULL]), (5, [HALF, FULL]), (True, True)),
        ((5, [HALF + 1, FULL]), (5, [HALF, FULL]), (True, False)),
        ((4, [1, HALF, FULL]), (5, [HALF, FULL]), (True, False)),
        ((6, [FULL]), (5, [HALF, FULL]), (False, True)),
        ((5, [HALF, FULL - 1]), (5, [HALF, FULL]), (False, True)),
        ((4, [HALF, FULL - 1]), (5, [HALF, FULL]), (False, False)),
        ((5, [HALF]), (5, [HALF, FULL]), (False, True)),
        ((5, [HALF, HALF + 1, FULL]), (5, [HALF, FULL]), (False, True)),
        ((0, []), (5, [FULL]), (False, True)),
        ((0, []), (0, []), (True, True)),
    ],
)
def test_a_row_is_never_later_if_no_day_has_a_lower_chance(
    own: tuple[int, list[int]], their: tuple[int, list[int]], expected: tuple[bool, bool]
) -> None:
    """Days before the first and after the last of a row count too."""
    assert never_later(order(([10], [10]), ([own], [their]))) == expected


def test_where_the_chances_must_be_the_same_earlier_is_not_enough() -> None:
    """Equal rows are equal, whichever way they are asked."""
    ahead = order(([10], [10]), ([(4, [FULL])], [(5, [FULL])]))
    assert never_later(ahead, the_same=True) == (False, False)
    equal = order(([10], [10]), ([(5, [FULL])], [(5, [FULL])]))
    assert never_later(equal, the_same=True) == (True, True)


def test_entry_days_must_be_the_same() -> None:
    """An earlier entry is another day of law, not a better one."""
    rows: tuple[Rows, Rows] = ([(9, [FULL])], [(9, [FULL])])
    assert never_later(order(([10], [10]), rows, ([(3, [FULL])], [(4, [FULL])]))) == (False, False)


def test_each_minute_between_two_cut_offs_is_asked() -> None:
    """One minute at which another departure is reached is enough to be later."""
    rows: tuple[Rows, Rows] = ([(5, [FULL]), (6, [FULL])], [(5, [FULL]), (6, [FULL])])
    assert never_later(order(([10, 20], [10, 20]), rows)) == (True, True)
    assert never_later(order(([10, 20], [11, 20]), rows)) == (False, True)
    assert never_later(order(([10, 21], [11, 20]), rows)) == (False, False)


def test_departures_that_catch_the_same_connection_are_the_same() -> None:
    """Two departures with one outcome stand for one."""
    one: Rows = [(5, [FULL]), (6, [FULL])]
    two: Rows = [(5, [FULL]), (6, [FULL]), (6, [FULL])]
    assert never_later(order(([10, 30], [10, 20, 30]), (one, two))) == (True, True)


def test_a_departure_reached_on_one_chain_alone_parts_them() -> None:
    """Unless no goods can be ready so late."""
    rows: tuple[Rows, Rows] = ([(5, [FULL]), (6, [FULL])], [(5, [FULL])])
    cutoffs = ([10, 20], [10])
    assert never_later(order(cutoffs, rows)) == (False, False)
    assert never_later(order(cutoffs, rows, last_ready_min=11)) == (False, False)
    assert never_later(order(cutoffs, rows, last_ready_min=10)) == (True, True)
