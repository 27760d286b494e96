"""The twin's law of carriage, case by case (C-60)."""

from __future__ import annotations

from typing import Any

import pytest

from reference.acceptance import check_energy
from reference.cargo_rules import CargoRules
from reference.goods import Consignment, all_shown
from reference.made import DAY, lane, line
from reference.packing import CargoLimit
from reference.parcels import Parcel
from reference.refused import Refused

DAYS = (DAY - 2, DAY)  # of loading: 27 February to 1 March


def broken(rule: dict[str, str], on: dict[str, str], cells: dict[str, Any]) -> bool:
    """Tell whether a line breaks a rule on a lane."""
    rules = CargoRules([{"mode": "air", "flag": "UN3481", "limit": "forbid"} | rule])
    try:
        rules.check_line(lane(**on), line(**{"cargo_flags": ["UN3481"], **cells}), DAYS)
    except Refused:
        return True
    return False


@pytest.mark.parametrize(
    ("rule", "on", "cells", "expected"),
    [
        ({}, {}, {}, True),
        ({}, {"mode": "sea"}, {}, False),
        ({"mode": "*"}, {"mode": "sea"}, {}, True),
        ({"lane_id": "K|L"}, {}, {}, True),
        ({"lane_id": "K"}, {}, {}, False),
        ({"aircraft": "passenger"}, {}, {}, True),
        ({"aircraft": "freighter"}, {"aircraft": "freighter"}, {}, True),
        ({"aircraft": "freighter"}, {}, {}, False),
        ({"aircraft": "passenger", "mode": "*"}, {"mode": "road"}, {}, False),
        ({"flag": "PI966"}, {}, {}, True),
        ({"flag": "PI966"}, {}, {"cargo_flags": ["UN3481", "PI967"]}, False),
        ({"flag": "UN3480|UN3481", "all_flags": "brand"}, {}, {}, False),
        ({"battery": "cell"}, {}, {}, False),
        ({"battery": "cell"}, {}, {"battery_kind": "cell"}, True),
        ({"wh_over": "2.7"}, {}, {"watt_hours": "2.7"}, False),
        ({"wh_over": "2.7"}, {}, {"watt_hours": "2.701"}, True),
        ({"wh_over": "2.7"}, {}, {}, True),
        ({"wh_over": "2.7", "wh_to": "20"}, {}, {"watt_hours": "20"}, True),
        ({"wh_over": "2.7", "wh_to": "20"}, {}, {"watt_hours": "20.001"}, False),
        ({"wh_to": "20"}, {}, {}, True),
        ({"limit": "max_wh", "value": "100"}, {}, {"watt_hours": "100"}, False),
        ({"limit": "max_wh", "value": "100"}, {}, {}, True),
        ({"limit": "max_soc_pct", "value": "30"}, {}, {"soc_pct": 31}, True),
        ({"limit": "max_lithium_g", "value": "1"}, {}, {"lithium_g": "1.001"}, True),
        ({"limit": "max_ml", "value": "500"}, {}, {"liquid_ml": 500}, False),
        ({"limit": "max_net_g", "value": "400"}, {}, {"battery_net_g": 400}, False),
        ({"limit": "max_net_g", "value": "400"}, {}, {"battery_net_g": 401}, True),
        ({"limit": "max_net_g", "value": "400"}, {}, {}, True),
        ({"limit": "max_units", "value": "1"}, {}, {"quantity": 9}, False),
        ({"limit": "max_units", "value": "0"}, {}, {}, True),
        ({"valid_from": "2026-03-01"}, {}, {}, True),
        ({"valid_from": "2026-03-02"}, {}, {}, False),
        ({"valid_to": "2026-03-01"}, {}, {}, True),
        ({"valid_to": "2026-02-28"}, {}, {}, True),
        ({"valid_to": "2026-02-27"}, {}, {}, False),
    ],
)
def test_what_breaks_a_rule(
    rule: dict[str, str], on: dict[str, str], cells: dict[str, Any], expected: bool
) -> None:
    """A rule speaks by mode, lane, aircraft, flags, kind, energy and day; the unknown breaks it."""
    assert broken(rule, on, cells) is expected


@pytest.mark.parametrize(
    ("flags", "energy", "refused"),
    [
        (["UN3481"], "100", False),
        (["UN3481"], "100.001", True),
        (["UN3556"], None, True),
        (["UN3091"], None, False),
        (["UN3091"], "200", False),
        ([], "200", False),
    ],
)
def test_energy_of_a_lane_is_asked_of_lithium_ion(
    flags: list[str], energy: str | None, refused: bool
) -> None:
    """A lane's own limit is asked of lithium-ion goods alone, and needs the energy."""
    goods = line(cargo_flags=flags, watt_hours=energy)
    if refused:
        with pytest.raises(Refused, match="OVER_LIMIT"):
            check_energy(lane(max_wh="100"), goods)
    else:
        check_energy(lane(max_wh="100"), goods)


def test_a_number_alone_shows_all_its_instructions() -> None:
    """UN3481 shows PI966 and PI967 unless it names one of them."""
    assert all_shown(["UN3481"]) == {"UN3481", "PI966", "PI967"}
    assert all_shown(["UN3481", "PI966"]) == {"UN3481", "PI966"}
    assert all_shown(["UN3480", "UN3090"]) == {"UN3480", "PI965", "UN3090", "PI968"}
    assert lane(cargo_allow="UN3091").allowed == {"UN3091", "PI969", "PI970"}


def test_limits_per_parcel_count_what_they_fit() -> None:
    """Each limit stands once, with what a unit of each line counts."""
    rules = CargoRules(
        [
            {"mode": "air", "flag": "UN3481", "limit": "max_net_g", "value": "500"},
            {"mode": "*", "flag": "brand", "limit": "max_units", "value": "2"},
        ]
    )
    lines = [line(0, cargo_flags=["UN3481"], battery_net_g=50), line(1, cargo_flags=["brand"])]
    found = rules.per_parcel((lane(), lane(lane_id="M", mode="road")), lines, DAYS)
    assert found == [CargoLimit(500, (50, 0)), CargoLimit(2, (0, 1))]


@pytest.mark.parametrize(
    ("limit", "value", "masses", "refused"),
    [
        ("max_net_g", "200", [None, None], False),
        ("max_net_g", "199", [None, None], True),
        ("max_net_g", "199", [100, None], True),
        ("max_net_g", "100", [100, 100], False),
        ("max_units", "2", [None, None], False),
        ("max_units", "1", [None, None], True),
    ],
)
def test_own_parcels_tell_their_battery_mass_or_hold_all(
    limit: str, value: str, masses: list[int | None], refused: bool
) -> None:
    """A parcel that does not say its battery mass is asked for that of all units."""
    rules = CargoRules([{"mode": "air", "flag": "UN3481", "limit": limit, "value": value}])
    cells: dict[str, Any] = {"cargo_flags": ["UN3481"], "battery_net_g": 50, "quantity": 4}
    goods = Consignment([line(**cells)], [])
    pieces = [Parcel(1000, 100, 80, 60, (), mass) for mass in masses]
    if refused:
        with pytest.raises(Refused, match="CARGO_RULE"):
            rules.check_own(lane(), goods, pieces, DAYS)
    else:
        rules.check_own(lane(), goods, pieces, DAYS)
