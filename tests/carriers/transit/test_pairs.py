"""Pairs of leg and event."""

import pytest
from made_events import many, model, rows_of, table

from oneprice.carriers.transit.findings import findings
from oneprice.carriers.transit.pairs import check_pairs, known_pairs
from oneprice.core.errors import InputError

MODEL = model(cancelled="cancelled", order=["ordered", "packed", "handed", "came"])


def extra(leg: str, event: str) -> tuple[str, ...]:
    """Return one more event of the first order."""
    first = rows_of(many(1)[0])[0]
    return (first[0], leg, event, *first[3:])


def test_leg_that_the_model_lacks_is_refused() -> None:
    """A misspelt leg is named with its row and what the model knows."""
    with pytest.raises(InputError, match=r"row 14, leg: 'mvoe'.*ordered, pick/handed, move/came"):
        findings(table(many(4), [extra("mvoe", "came")]), MODEL)
    check_pairs(table(many(4), [extra("elsewhere", "cancelled")]), MODEL)


def test_event_that_ends_no_leg_is_told() -> None:
    """A misspelt event of a known leg is counted; what the model watches is not."""
    assert known_pairs(MODEL) == ["ordered", "pick/handed", "move/came", "cancelled"]
    odd = [extra("pick", "came"), extra("pick", "packed"), extra("move", "cancelled")]
    told = [text for text in findings(table(many(4), odd), MODEL) if ": not used" in text]
    assert told == [
        "1 events pick/came: not used, the model knows ordered, pick/handed, move/came, cancelled"
    ]
