"""Learning as of an instant."""

import numpy as np
import pytest
from made_events import Order, many, minute, model, rows_of, stamp, table

from oneprice.carriers.transit.events import Events
from oneprice.carriers.transit.findings import findings
from oneprice.carriers.transit.learn import NEVER, Learned, cases_of, learn
from oneprice.carriers.transit.uplift import Announced
from oneprice.core.errors import InputError

LEVELS = [0.5, 0.9, 0.95]
FULL = {"shrink": 10, "level": {"leg": "move", "at_least": 10}, "undelivered": {"after_days": 20}}


def promises(learned: Learned, blend: bool = False) -> list[list[int]]:
    """Return the promises of all cases."""
    every = np.arange(len(learned.cases.ids))
    return learned.promise_units(every, LEVELS, blend=blend).tolist()


def hidden(order: Order, day: float) -> Order:
    """Return an order as it is known on a day: later events have not happened."""
    name, seller, lane, ordered, handed, came, promised = order
    known = (None if at is None or at >= day else at for at in (handed, came))
    return (name, seller, lane, ordered, *known, promised)


@pytest.mark.parametrize("day", [30.0, 45.5])
@pytest.mark.parametrize("blend", [False, True])
def test_nothing_later_is_seen(day: float, blend: bool) -> None:
    """Events at or after the instant, removed or changed, move no promise."""
    orders = many(240)
    seen = learn(table(orders), model(**FULL), minute(day))
    assert len({str(row) for row in promises(seen, blend)}) > 5
    without = [hidden(order, day) for order in orders]
    assert promises(learn(table(without), model(**FULL), minute(day)), blend) == promises(
        seen, blend
    )
    slow = [
        (*o[:4], *(at if at is None or at < day else at + 50 for at in o[4:6]), o[6])
        for o in orders
    ]
    assert promises(learn(table(slow), model(**FULL), minute(day)), blend) == promises(seen, blend)


def test_event_counts_from_the_minute_after_its_stamp() -> None:
    """At the very minute of the stamp it is not yet known."""
    orders = [*many(40), ("last", "s9", "AX", 30.0, 31.0, 31.0, None)]
    at, after = (learn(table(orders), model(), minute(31.0) + more) for more in (0, 1))
    one = np.array([40])
    assert at.facts(one).observations.tolist() == [0]
    assert after.facts(one).observations.tolist() == [1]


def test_shipment_not_yet_ordered_does_not_exist() -> None:
    """Delivered before it was ordered (a due date as anchor): unknown until the anchor."""
    early: Order = ("early", "s9", "ZZ", 60.0, 20.0, 21.0, None)
    before, after = (learn(table([*many(40), early]), model(), minute(day)) for day in (30, 61))
    rows = [seen.legs[1].groups.code[0][40] for seen in (before, after)]
    known = [
        seen.legs[1].shrunk.observations[r] for seen, r in zip((before, after), rows, strict=True)
    ]
    assert known == [0, 1]


def test_left_out_shipments_teach_nothing() -> None:
    """A fold that is left out is as if it were not in the table."""
    orders = many(200)
    left = np.arange(200) % 5 == 0
    folded = learn(table(orders), model(**FULL), minute(60), leave_out=left)
    rest = learn(
        table([o for o, out in zip(orders, left, strict=True) if not out]),
        model(**FULL),
        minute(60),
    )
    kept = [row for row, out in zip(promises(folded), left, strict=True) if not out]
    assert kept == promises(rest)


def test_orders_on_their_way_are_not_forgotten() -> None:
    """A network that grew lately: the slow half is still on its way, and yet known."""
    orders: list[Order] = []
    for number in range(400):
        day = 30 * (number / 400) ** 0.3
        orders.append((f"o{number}", "s1", "AX", day, day, day + (2, 10)[number % 2], None))
    events = table(orders)
    naive = learn(events, model(weight_at_most=1, shrink=0), minute(31))
    weighted = learn(events, model(weight_at_most=100, shrink=0), minute(31))
    slow = [
        float(one.legs[1].shrunk.share[0, one.legs[1].laws.bins >= 10].sum())
        for one in (naive, weighted)
    ]
    assert slow[0] < 0.42
    assert slow[1] == pytest.approx(0.5, abs=0.04)


def lost_table(cancelled: bool) -> Events:
    """Return forty orders of which four were handed over and never came, and a new one."""
    gone = [(f"g{n}", "s1", "AX", n, n, None, None) for n in range(4)]
    good = [(f"o{n}", "s1", "AX", n, n, n + 3.0, None) for n in range(36)]
    new: Order = ("new", "s1", "AX", 99.0, None, None, None)
    more = [
        (name, "", "cancelled", stamp(30), "", "s1", "AX", "A") for name, *_ in gone if cancelled
    ]
    return table([*gone, *good, new], more)


def test_never_delivered_counts_as_late() -> None:
    """Four of forty never came: three days keep nine of ten, and no day keeps .95."""
    late = model(undelivered={"count": "late", "after_days": 30})
    found = promises(learn(lost_table(False), late, minute(99.5)))[-1]
    assert found[:1] == [3]
    assert found[2] == NEVER
    apart = model(undelivered={"count": "apart"})
    assert promises(learn(lost_table(False), apart, minute(99.5)))[-1] == [3, 3, 3]


def test_cancelled_order_does_not_count_as_lost() -> None:
    """A cancellation takes the order out from its stamp on."""
    late = model(undelivered={"count": "late", "after_days": 30}, cancelled="cancelled")
    learned = learn(lost_table(True), late, minute(99.5))
    assert promises(learned)[-1] == [3, 3, 3]
    assert learned.cases.cancelled.sum() == 4
    # On day 29.9 nothing is cancelled yet: what is on its way counts towards the weights.
    assert learn(lost_table(True), late, minute(29.9)).legs[1].lost == 0


def test_new_seller_and_new_lane_lean_on_the_network() -> None:
    """What has no history has the law above it, and says so."""
    new: Order = ("new", "s9", "CZ", 60.0, None, None, None)
    learned = learn(table([*many(200), new]), model(), minute(60.5))
    facts = learned.facts(np.array([200]))
    assert (facts.observations[0], facts.parent_share[0]) == (0, 1)
    bare = learn(
        table([*many(200), new]),
        model(legs=[{"leg": "pick", "ends": "handed"}, {"leg": "move", "ends": "came"}]),
        minute(60.5),
    )
    assert promises(learned)[-1] == promises(bare)[-1]


def test_higher_level_is_never_earlier() -> None:
    """Promises ascend with the level, and repeat bit by bit."""
    events = table(many(200))
    levels = np.linspace(0.02, 0.98, 49).tolist()
    learned = learn(events, model(**FULL), minute(60))
    every = learned.promise_units(np.arange(200), levels)
    assert (np.diff(every, axis=1) >= 0).all()
    again = learn(table(many(200)), model(**FULL), minute(60))
    assert (again.promise_units(np.arange(200), levels) == every).all()


def test_announced_peak_is_not_counted_twice() -> None:
    """A past peak of factor 2 is divided out; a coming one doubles the promise."""
    orders = [
        (f"o{n}", "s1", "AX", n, n, n + (6.0 if 20 <= n < 40 else 3.0), None) for n in range(60)
    ]
    quiet: Order = ("quiet", "s1", "AX", 90.0, None, None, None)
    peak: Order = ("peak", "s1", "AX", 100.0, None, None, None)
    events = table([*orders, quiet, peak])
    first = cases_of(events, model()).ordered_day[0]
    rows = tuple(
        Announced("x", "move", first + a, first + b, 2.0) for a, b in ((20, 40), (98, 111))
    )
    known = promises(learn(events, model(), minute(110.0), uplift=rows))
    assert (known[-2][2], known[-1][2]) == (3, 6)
    assert promises(learn(events, model(), minute(110.0)))[-2][2] == 6


def test_cases_tell_what_came() -> None:
    """Units count local days from the order; what has not come is open to the last stamp."""
    events = table([("a", "s", "AX", 0.0, 1.0, 3.0, 9.0), ("b", "s", "AX", 2.0, None, None, None)])
    cases = cases_of(events, model())
    assert cases.done.tolist() == [True, False]
    assert cases.done_units[0] == 3
    assert cases.recorded.tolist() == [True, False]
    assert cases.recorded_units[0] == 9
    assert cases.open_units.tolist() == [3, 1]
    assert cases.ordered_min.tolist() == [minute(0), minute(2)]


def test_residuals_count_from_the_plan() -> None:
    """Twenty orders a day before or two after the plan: the promise is plan + 2."""
    legs = [
        {"leg": "pick", "ends": "handed", "value": "residual"},
        {"leg": "move", "ends": "came", "value": "residual"},
    ]
    orders = [(f"o{n}", "s", "AX", n, n, n + (4.0, 7.0)[n % 2], n + 5.0) for n in range(40)]
    learned = learn(table(orders), model(legs=legs, shrink=0), minute(80))
    assert learned.promise_units(np.array([0]), [0.4, 0.9]).tolist() == [[-1, 2]]
    with pytest.raises(InputError, match="uplift"):
        learn(table(orders), model(legs=legs), minute(80), (Announced("x", "move", 0, 1, 2.0),))
    cases = learned.cases
    assert cases.done_units[:2].tolist() == [-1, 2]
    assert cases.recorded_units[:2].tolist() == [0, 0]
    assert cases.planned_units[:2].tolist() == [5, 5]


def test_odd_order_is_told_and_held_at_zero() -> None:
    """A hand-over before the order took no time; the finding says what is made of it."""
    rows: list[Order] = [
        ("a", "s", "AX", 2.0, 1.0, 5.0, None),
        ("b", "s", "AX", 2.0, None, 6.0, None),
    ]
    odd = model(order=["ordered", "handed", "came"])
    events = table(rows)
    told = findings(events, odd)
    assert any("1 shipments: handed is stamped before ordered" in text for text in told)
    assert any("came without the event before" in text for text in told)
    assert learn(events, odd, minute(9)).legs[0].laws.bins.tolist() == [0]


def test_nothing_known_is_an_error() -> None:
    """Before the first delivery there is no law."""
    with pytest.raises(InputError, match="leg pick"):
        learn(table(many(10)), model(), minute(-3))
    with pytest.raises(InputError, match="name an event"):
        learn(table(many(10)), model(anchor="nobody"), minute(9))
    assert rows_of(many(1)[0])[0][2] == "ordered"
