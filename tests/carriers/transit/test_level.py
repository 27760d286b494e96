"""The level of the network."""

import numpy as np
import pytest
from made_events import Order, minute, model, table

from oneprice.carriers.transit.events import Events
from oneprice.carriers.transit.learn import Learned, cases_of, learn
from oneprice.carriers.transit.level import Levels, instant_of, rescaling
from oneprice.carriers.transit.timeline import timeline_of
from oneprice.carriers.transit.uplift import Announced

LEVEL = {"leg": "move", "window_days": 28, "quantile": "0.85"}
LAST = 140.0
MONDAY = 19_723 + 126  # of the week that begins two weeks before the last day


def orders(change: float, factor: float, carrier: str = "AX") -> list[Order]:
    """Return four orders a day that move 4 to 7 days, from a day on `factor` times as long."""
    found: list[Order] = []
    for number in range(int(LAST) * 4):
        day = number / 4
        days = (4 + number % 4) * (factor if day >= change else 1)
        came = day + days if day + days < LAST else None
        found.append((f"{carrier}{number}", "s1", carrier, day, day, came, None))
    return found


def promise(learned: Learned, level: float = 0.9) -> int:
    """Return the promise of the last order."""
    last = np.array([len(learned.cases.ids) - 1])
    return int(learned.promise_units(last, [level])[0, 0])


def known(events: Events, with_level: bool) -> Learned:
    """Return what is known on the last day."""
    return learn(events, model(level=LEVEL) if with_level else model(), minute(LAST))


def test_history_is_rescaled_to_today() -> None:
    """Twice as slow for six weeks: promises follow, though most of history is fast."""
    events = table(orders(LAST - 42, 2))
    assert promise(known(events, False), 0.85) < 14
    assert promise(known(events, True), 0.85) == 14


def test_slow_history_is_forgotten() -> None:
    """Slow until twelve weeks ago: the level says that it is over."""
    turn = LAST - 84
    fast = orders(turn, 0.5)
    mixed = [a if a[3] < turn else b for a, b in zip(orders(0, 1), fast, strict=True)]
    events = table(mixed)
    assert promise(known(events, True), 0.85) < promise(known(events, False), 0.85)


def test_recorded_levels_are_not_measured_again() -> None:
    """What came to pass later changes no level that was recorded for a Monday."""
    early, late = (table(orders(LAST - 42, factor)) for factor in (1, 3))
    instants = [minute(float(day)) for day in range(40, int(LAST) - 42, 7)]
    for instant in instants:
        one, other = (learn(e, model(level=LEVEL), instant) for e in (early, late))
        assert one.level_now.tolist() == other.level_now.tolist()
    recorded = []
    for events in (early, late):
        line = timeline_of(events, model(level=LEVEL))
        rule = line.model.level or pytest.fail("a level")
        levels = Levels(line, rule, np.ones(len(line.at)))
        rescaling(levels, instant_of(minute(LAST), line), np.arange(300), None)
        before = range(MONDAY + 42 - 7 * 12, MONDAY - 42, 7)
        recorded.append([levels.monday(day, None).tolist() for day in before])
    assert recorded[0] == recorded[1]


def test_announced_days_do_not_raise_the_level() -> None:
    """Six slow weeks that were announced are no new level of the network."""
    events = table(orders(LAST - 42, 2))
    first = int(cases_of(events, model()).ordered_day[0])
    row = Announced("peak", "move", first + int(LAST) - 42, first + int(LAST) + 1, 2.0)
    surprised, announced = (
        learn(events, model(level=LEVEL), minute(LAST), rows).level_now[0] for rows in ((), (row,))
    )
    assert surprised == pytest.approx(2 * announced, rel=0.2)


def test_past_leg_stands_at_the_level_of_the_week_it_began_in() -> None:
    """Ordered long before, handed over when it was slow: slow weeks are what it is divided by."""
    events = table(orders(LAST - 42, 2))
    line = timeline_of(events, model(level=LEVEL))
    levels = Levels(line, line.model.level or pytest.fail("a level"), np.ones(len(line.at)))
    done = np.array([int(LAST - 70) * 4, int(LAST - 14) * 4])
    plain, now = rescaling(levels, instant_of(minute(LAST), line), done, None)
    assert plain[0] > 1.5
    assert plain[1] == now[0] / levels.monday(MONDAY, None)[0]
    line.zone_day[done, 0] -= 60
    assert (
        rescaling(levels, instant_of(minute(LAST), line), done, None)[0].tolist() == plain.tolist()
    )


def test_few_shipments_give_no_level() -> None:
    """Below `at_least` in the window nothing is rescaled."""
    events = table(orders(LAST - 42, 2))
    high = model(level={**LEVEL, "at_least": 10_000})
    found = learn(events, high, minute(LAST))
    assert np.isnan(found.level_now).all()
    assert promise(found) == promise(known(events, False))


@pytest.mark.parametrize(("own_at_least", "follows"), [(50, True), (10_000, False)])
def test_carrier_has_a_level_of_its_own(own_at_least: int, follows: bool) -> None:
    """AX doubled its times, BX did not: with enough shipments each has its own level."""
    both = [*orders(LAST - 42, 2, "AX"), *orders(LAST - 42, 1, "BX")]
    rule = {**LEVEL, "own": "lane", "own_at_least": own_at_least}
    found = learn(table(both), model(level=rule), minute(LAST))
    assert (promise(found, 0.85) <= 7) is follows
