"""Reading cargo_rule.csv."""

from collections.abc import Callable
from typing import Any

import pytest

from oneprice.core.errors import InputError
from oneprice.core.vocabulary import FLAG, MODE

RULE = {"mode": "air", "flag": "UN3480", "limit": "max_wh", "value": "100.0005", "source": "law"}


def test_rules_stand_as_written(cards: Callable[..., Any]) -> None:
    """Rules keep their order, with energies cut down to whole mWh and lithium to mg."""
    rows = [
        RULE,
        {**RULE, "mode": "*", "limit": "forbid", "value": ""},
        {**RULE, "mode": "air|road", "limit": "max_lithium_g", "value": "1.9999"},
    ]
    book = cards(cargo_rule=rows)
    first, second, third = (book.row("cargo_rule", n) for n in (1, 2, 3))
    assert (first["mask"], first["limit"], first["value"]) == (FLAG["UN3480"], 1, 100_000)
    assert (first["mode_mask"], first["wh_over_mwh"]) == (1 << MODE["air"], -1)
    assert (second["mode_mask"], second["limit"], second["value"]) == (0b1111110, 0, 0)
    assert (third["limit"], third["value"]) == (4, 1_999)
    assert book.tables["lane_rule"]["cargo_rule"].tolist() == [0, 1, 2, 3]


def test_limits_per_parcel_are_numbered(cards: Callable[..., Any]) -> None:
    """Each limit on what shares a parcel has a bit, however many lanes it holds on."""
    lanes, rates = [{}, {"lane_id": "M"}], [{}, {"lane_id": "M"}]
    rows = [
        {**RULE, "limit": "max_net_g", "value": 5000, "remedy": "two parcels"},
        RULE,
        {**RULE, "limit": "max_units", "value": 2, "lane_id": "L|M"},
    ]
    book = cards(lane=lanes, rate=rates, cargo_rule=rows)
    assert book.tables["cargo_rule"]["per_parcel"].tolist() == [0, 1, 0, 2]
    assert book.ctx.ids.name("remedy", book.row("cargo_rule")["remedy"]) == "two parcels"
    many = [{**RULE, "limit": "max_units", "value": 2}] * 63
    assert len(cards(cargo_rule=many[1:]).tables["cargo_rule"]) == 63
    with pytest.raises(InputError, match="at most 62 rows"):
        cards(cargo_rule=many)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"limit": "forbid"}, "leave it empty for forbid"),
        ({"value": ""}, "give it for a maximum"),
        ({"flag": "none"}, "flags the rule is about"),
        ({"mode": "camel"}, "mode"),
        ({"source": ""}, "source"),
        ({"mode": "|"}, "mode"),
        ({"lane_id": "X"}, "known lane"),
        ({"lane_id": "L", "mode": "sea"}, "rule's modes"),
        ({"lane_id": "L", "aircraft": "freighter"}, "modes and aircraft"),
        ({"aircraft": "balloon"}, "freighter"),
        ({"battery": "pack"}, "battery"),
        ({"all_flags": "bricks"}, "all_flags"),
        ({"wh_over": "-1"}, "wh_over"),
        ({"wh_over": "2.7", "wh_to": "2.7"}, "more than wh_over"),
    ],
)
def test_unusable_rules_are_refused(
    cards: Callable[..., Any], cells: dict[str, Any], message: str
) -> None:
    """A rule of carriage must say what it is about, how much, and where it stands."""
    with pytest.raises(InputError, match=message):
        cards(cargo_rule=[{**RULE, **cells}])
