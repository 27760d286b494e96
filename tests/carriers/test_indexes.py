"""Reading index.csv."""

from collections.abc import Callable
from typing import Any

import pytest

from oneprice.core.errors import InputError

MAY = {"index_id": "fuel", "value": "10%", "valid_from": "2026-05-01", "valid_to": "2026-06-01"}


def test_values_are_sorted_by_day(cards: Callable[..., Any]) -> None:
    """Values stand by index and first day, as exact fractions."""
    june = {"index_id": "fuel", "value": "0.125", "valid_from": "2026-06-01"}
    book = cards(index=[june, MAY])
    values = [(book.row("index", n)["num"], book.row("index", n)["den"]) for n in (1, 2)]
    assert values == [(1, 10), (1, 8)]


def test_two_values_on_one_day_are_refused(cards: Callable[..., Any]) -> None:
    """A value may begin on the day the last one ends, not a day sooner."""
    assert (
        len(cards(index=[MAY, {**MAY, "valid_from": "2026-06-01", "valid_to": ""}]).bk.index) == 3
    )
    with pytest.raises(InputError, match="after row 2 has ended"):
        cards(index=[MAY, {**MAY, "valid_from": "2026-05-31", "valid_to": ""}])


def test_negative_index_is_refused(cards: Callable[..., Any]) -> None:
    """An index below 0 is an error."""
    with pytest.raises(InputError, match="value"):
        cards(index=[{**MAY, "value": "-1%"}])
