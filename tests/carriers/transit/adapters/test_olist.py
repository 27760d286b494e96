"""The orders of Olist as events, and how the learner's promises would have been kept."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from oneprice.carriers.transit import adapters
from oneprice.carriers.transit.adapters.olist import NEEDED, events_of
from oneprice.carriers.transit.events import Events, check_events
from oneprice.carriers.transit.learn import cases_of, learn
from oneprice.carriers.transit.level import midnight_minute
from oneprice.carriers.transit.model import TransitModel, read_model
from oneprice.core.errors import InputError

GOOD = {
    "order": "a1",
    "status": "delivered",
    "purchased": "2018-02-17 22:30:00",
    "approved": "2018-02-17 22:40:00",
    "to_carrier": "2018-02-19 10:00:00",
    "delivered": "2018-02-26 18:00:00",
    "estimated": "2018-03-09",
    "seller": "7.0",
    "seller_state": "SP",
    "customer_state": "BA",
}


def file_of(folder: Path, **changes: str) -> Path:
    """Write one order and return the path."""
    row = {**GOOD, **changes}
    text = ",".join(NEEDED) + "\n" + ",".join(row[name] for name in NEEDED) + "\n"
    (folder / "olist.csv").write_text(text)
    return folder / "olist.csv"


def test_an_order_has_four_events(tmp_path: Path) -> None:
    """Stamps bear the offset of Sao Paulo on their day, summer time included."""
    rows = events_of(file_of(tmp_path)).rows
    keys = ("7", "SP", "BA", "SP-BA", "SE-NE")
    assert rows == [
        ("a1", "", "purchased", "2018-02-17T22:30:00-02:00", "", *keys),
        ("a1", "hand_over", "approved", "2018-02-17T22:40:00-02:00", "", *keys),
        ("a1", "hand_over", "handed_over", "2018-02-19T10:00:00-03:00", "", *keys),
        (
            "a1",
            "transit",
            "delivered",
            "2018-02-26T18:00:00-03:00",
            "2018-03-09T23:59:00-03:00",
            *keys,
        ),
    ]


def test_what_has_not_happened_is_empty(tmp_path: Path) -> None:
    """An order on its way has no delivery; one that was cancelled is left out."""
    rows = events_of(file_of(tmp_path, delivered="", status="shipped")).rows
    assert rows[3][3] == ""


def test_file_of_orders_taken_back_is_refused(tmp_path: Path) -> None:
    """Where every order was cancelled, the error is about the file."""
    with pytest.raises(InputError, match=r"olist.csv: '1 orders'.*canceled or unavailable"):
        events_of(file_of(tmp_path, status="canceled"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"purchased": ""}, "purchased"),
        ({"purchased": "2018-02-30 10:00:00"}, "purchased"),
        ({"purchased": "1900-02-17 10:00:00"}, "purchased: '1900-.*1970 or later"),
        ({"delivered": "2190-02-17 10:00:00"}, "delivered: '2190-.*leave it empty"),
        ({"estimated": "soon"}, "estimated"),
        ({"order": ""}, "order"),
    ],
)
def test_odd_order_is_refused(tmp_path: Path, changes: dict[str, str], words: str) -> None:
    """A row that cannot be used is an error that names it."""
    with pytest.raises(InputError, match=f"row 2, {words}"):
        events_of(file_of(tmp_path, **changes))


def day(text: str) -> int:
    """Return a day number."""
    return int(np.datetime64(text).astype(int))


def figures(late: np.ndarray, promise: np.ndarray) -> tuple[float, float, float]:
    """Return kept share, mean days and pinball loss at .95."""
    loss = np.where(late > 0, 0.95 * late, -0.05 * late)
    return float((late <= 0).mean()), float(promise.mean()), float(loss.mean())


def crisis(events: Events, model: TransitModel) -> dict[bool, tuple[float, float, float]]:
    """Return the figures of November 2017 to March 2018, learned alone and blended."""
    cases = cases_of(events, model)
    inside = (cases.ordered_day >= day("2017-11-01")) & (cases.ordered_day < day("2018-04-01"))
    index = np.flatnonzero(cases.done & inside)
    assert len(index) == 5_892
    monday = cases.ordered_day[index] - (cases.ordered_day[index] + 3) % 7
    promise = {blend: np.zeros(len(index), np.int64) for blend in (False, True)}
    for first in np.unique(monday):
        learned = learn(events, model, midnight_minute(int(first), model.zone))
        week = monday == first
        for blend, units in promise.items():
            units[week] = learned.promise_units(index[week], [0.95], blend=blend)[:, 0]
    took = cases.done_units[index]
    return {blend: figures(took - units, units) for blend, units in promise.items()}


def test_crisis_of_2018(shared_dir: Path) -> None:
    """The peak and the crisis, week by week with no hindsight: .91 kept, pinball below 1.50."""
    rows = events_of(shared_dir / "data" / "transit" / "olist_orders_sample.csv.gz")
    events = check_events(pd.DataFrame(rows.rows, columns=list(rows.headings)), "olist")
    found = crisis(events, read_model(Path(adapters.__path__[0]) / "olist.yaml"))
    assert found[False] == pytest.approx((0.921, 28.66, 1.435), abs=0.005)
    assert found[True] == pytest.approx((0.915, 27.35, 1.439), abs=0.005)
