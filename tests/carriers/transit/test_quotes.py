"""Recorded promises beside learned ones."""

import numpy as np
import pytest
from made_events import minute, model, table

from oneprice.carriers.transit.laws import NEVER
from oneprice.carriers.transit.learn import cases_of, learn
from oneprice.carriers.transit.quotes import RatioLaw, blended

HALF = RatioLaw(np.array([0.5, 1.0]), np.array([0.5, 0.9]))


def test_recorded_promise_is_rescaled() -> None:
    """The ratio's quantile times the promise, rounded up; never where the level is not reached."""
    found = HALF.promise(np.array([7, 10]), [0.5, 0.9, 0.95])
    assert found.tolist() == [[4, 7, NEVER], [5, 10, NEVER]]


def test_mean_is_weighted_and_rounded_up() -> None:
    """Half of 4 and half of 7 is 6; never stays never."""
    learned, quoted = np.array([[4, NEVER], [4, 4]]), np.array([[7, 7], [7, NEVER]])
    found = blended(learned, quoted, np.array([0.5, 0.25]))
    assert found.tolist() == [[6, NEVER], [5, NEVER]]


def orders(count: int) -> list[tuple[str, str, str, float, float, float, float]]:
    """Return orders that take four days where ten were promised."""
    return [(f"o{n}", "s1", "AX", n, n + 1.0, n + 4.0, n + 10.0) for n in range(count)]


@pytest.mark.parametrize(("count", "at_least"), [(20, 0), (60, 0), (60, 0.5)])
def test_weight_of_the_quote_falls_with_history(count: int, at_least: float) -> None:
    """It is 40 / (n + 40), never below what the model says."""
    events = table([*orders(count), ("new", "s1", "AX", 200.0, None, None, 230.0)])
    learned = learn(events, model(quote={"at_least": at_least}), minute(200.5))
    last = np.array([count])
    found = learned.quote_weight(cases_of(events, learned.model).index[last])
    weight = max(40 / (count + 40), at_least)
    assert found == pytest.approx([weight])
    assert learned.facts(last, blend=True).quote_share == pytest.approx([weight])
    assert learned.promise_units(last, [0.9]).tolist() == [[4]]
    # The new order was promised in 30 days: 0.4 of that is what orders took.
    mean = np.ceil(4 + weight * (12 - 4) - 1e-9)
    assert learned.promise_units(last, [0.9], blend=True).tolist() == [[mean]]


def test_without_a_recorded_promise_the_learned_one_stands() -> None:
    """Nothing to blend with, nothing blended."""
    events = table([*orders(30), ("new", "s1", "AX", 60.0, None, None, None)])
    learned = learn(events, model(), minute(60.5))
    last = np.array([30])
    plain = learned.promise_units(last, [0.9])
    assert learned.promise_units(last, [0.9], blend=True).tolist() == plain.tolist()
