"""Reading cargo_rule.csv."""

from collections.abc import Callable
from typing import Any

import pytest

from oneprice.core.errors import InputError
from oneprice.core.vocabulary import FLAG, MODE

RULE = {"mode": "air", "flag": "UN3480", "limit": "max_wh", "value": "100.0005", "source": "law"}


def test_rules_are_sorted_by_mode(cards: Callable[..., Any]) -> None:
    """Rules stand by mode, with energies cut down to whole mWh."""
    book = cards(cargo_rule=[RULE, {**RULE, "mode": "road", "limit": "forbid", "value": ""}])
    first, second = (book.row("cargo_rule", n) for n in (1, 2))
    assert (first["mode"], first["limit"], first["value"]) == (MODE["road"], 0, 0)
    assert (second["mask"], second["limit"], second["value"]) == (FLAG["UN3480"], 1, 100_000)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"limit": "forbid"}, "leave it empty for forbid"),
        ({"value": ""}, "give it for a maximum"),
        ({"flag": "none"}, "flags the rule is about"),
        ({"mode": "camel"}, "mode"),
        ({"source": ""}, "source"),
    ],
)
def test_unusable_rules_are_refused(
    cards: Callable[..., Any], cells: dict[str, Any], message: str
) -> None:
    """A rule of carriage must say what it is about, how much, and where it stands."""
    with pytest.raises(InputError, match=message):
        cards(cargo_rule=[{**RULE, **cells}])
