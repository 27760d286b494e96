"""Published ranges of lanes."""

from pathlib import Path

import numpy as np
import pytest
from made_events import minute, model, table

from oneprice.carriers.transit.learn import NEVER, Learned, learn
from oneprice.carriers.transit.published import Published, read_published
from oneprice.core.errors import InputError

NEW = ("new", "s1", "BY", 50.0, None, None, None)


def orders(
    lane: str, count: int, days: float
) -> list[tuple[str, str, str, float, float, float, None]]:
    """Return orders of a lane that move so many days."""
    return [(f"{lane}{n}", "s1", lane, n, float(n), n + days, None) for n in range(count)]


def learned(*published: Published, more: int = 0) -> Learned:
    """Return what is learned of forty fast orders on AX and some on BY."""
    history = [*orders("AX", 40, 3), *orders("BY", more, 20)]
    return learn(table([*history, NEW]), model(), minute(50.5), published=published)


def test_lane_without_history_leans_on_its_quote() -> None:
    """AX takes 3 of 6 quoted days, so BY takes 10 of 20, whatever the network does."""
    quotes = (Published("move", "AX", 4, 6), Published("move", "BY", 15, 20))
    found = learned(*quotes)
    assert found.promise_units(np.array([40]), [0.9]).tolist() == [[10]]
    facts = found.facts(np.array([40]))
    assert facts.quote_share.tolist() == [1.0]
    assert learned().promise_units(np.array([40]), [0.9]).tolist() == [[3]]


def test_quote_gives_way_to_history() -> None:
    """Ten orders of its own, with weights for those on their way, weigh about 10 / 50."""
    quotes = (Published("move", "AX", 4, 6), Published("move", "BY", 15, 20))
    found = learned(*quotes, more=10)
    assert found.facts(np.array([50])).quote_share == pytest.approx([40 / 50], abs=0.05)
    assert found.promise_units(np.array([50]), [0.9]).tolist() == [[20]]


def test_quote_of_a_lane_that_loses_is_never_sure() -> None:
    """Ten of fifty on the quoted lane never came: a lane that leans on it has no .9 at all."""
    lost = [(f"L{n}", "s1", "AX", float(n), float(n), None, None) for n in range(0, 40, 4)]
    late = model(undelivered={"count": "late", "after_days": 5})
    history = [*orders("AX", 40, 3), *lost, NEW]
    quotes = (Published("move", "AX", 4, 6), Published("move", "BY", 15, 20))
    found = learn(table(history), late, minute(60), published=quotes)
    new = np.array([len(history) - 1])
    assert found.promise_units(new, [0.7]).tolist() == [[10]]
    assert found.promise_units(new, [0.9]).tolist() == [[NEVER]]


def test_quotes_without_outcomes_are_uniform() -> None:
    """Nothing was delivered on a quoted lane: the range is taken as it is."""
    found = learned(Published("move", "BY", 11, 20))
    assert found.promise_units(np.array([40]), [0.45, 0.95]).tolist() == [[15, 20]]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("nobody,AX,1,2", "leg"),
        ("move,AX,3,2", "max_units"),
        ("move,AX,x,2", "min_units"),
        ("move,AX,1,4001", "max_units"),
        ("move,AX,1,2\nmove,AX,1,3", "row 3, column key"),
    ],
)
def test_odd_range_is_refused(tmp_path: Path, row: str, words: str) -> None:
    """What cannot be used is an error that names the column."""
    (tmp_path / "p.csv").write_text(f"leg,key,min_units,max_units\n{row}\n")
    with pytest.raises(InputError, match=words):
        read_published(tmp_path / "p.csv", model())


def test_quote_is_all_there_is_without_history_and_weight() -> None:
    """Where parents weigh nothing and nothing was seen, the lane stands on its range alone."""
    history = table([*orders("AX", 40, 3), NEW])
    row = Published("move", "BY", 11, 20)
    found = learn(history, model(shrink=0), minute(50.5), published=(row,))
    assert found.promise_units(np.array([40]), [0.95]).tolist() == [[20]]
    assert found.facts(np.array([40])).quote_share.tolist() == [1.0]
