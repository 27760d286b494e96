"""What an import changes: new, gone and changed rows with their percents."""

from __future__ import annotations

import json

import pytest

from oneprice.carriers.workbooks.checks.diff import diff_tables
from oneprice.carriers.workbooks.flat import FlatRow, FlatTables, no_tables


def tables(**given: list[dict[str, str]]) -> FlatTables:
    """Return flat tables of these rows."""
    made = no_tables()
    for name, rows in given.items():
        made[name] = [FlatRow(name, cells) for cells in rows]
    return made


def lane(lane_id: str, **cells: str) -> dict[str, str]:
    """Return a lane of one carrier."""
    return {"lane_id": lane_id, "carrier": "C", "transit_max_days": "12", **cells}


def rate(lo: str, **cells: str) -> dict[str, str]:
    """Return a rate of lane L."""
    return {"lane_id": "L", "lo": lo, "rate": "100", **cells}


def lines(old: FlatTables, new: FlatTables) -> list[str]:
    """Return the differences as text, the summary left out."""
    return diff_tables(old, new).as_text().split("\n")[:-1]


def test_lanes_are_new_gone_or_changed() -> None:
    """A lane of the same carrier that is missing is gone; those of other carriers stay."""
    old = tables(lane=[lane("L"), lane("OLD"), lane("ELSE", carrier="D")])
    new = tables(lane=[lane("L", transit_max_days="15"), lane("NEW")])
    found = diff_tables(old, new)
    assert lines(old, new) == [
        "changed lane L: transit_max_days 12 -> 15 (+25.0 %)",
        "new lane NEW",
        "gone lane OLD",
    ]
    assert found.counts()["lane"] == {"new": 1, "gone": 1, "changed": 1, "same": 0}
    assert found.summary() == "lane: 1 new, 1 gone, 1 changed, 0 same"


def test_rates_change_band_by_band() -> None:
    """Each band tells old and new price with the percent; a moved edge is another band."""
    old = tables(rate=[rate("0"), rate("0.1"), rate("0.2"), rate("2"), rate("0", lane_id="M")])
    new = tables(rate=[rate("0"), rate("0.1", rate="104.5"), rate("0.2", rate="99"), rate("3")])
    assert lines(old, new) == [
        "changed rate L * * * 0 0.1: rate 100 -> 104.5 (+4.5 %)",
        "changed rate L * * * 0 0.2: rate 100 -> 99 (-1.0 %)",
        "new rate L * * * 0 3",
        "gone rate L * * * 0 2",
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"rate": "0.50"}, {"rate": "0.5"}),
        ({"dest_zone": "*"}, {}),
        ({}, {"bounds": "(]", "cargo_class": "*", "rate_group": "0", "value_lo": "0"}),
        ({"source": "May"}, {"source": "June", "note": "x"}),
        ({"lo": "1.0"}, {"lo": "1"}),
    ],
)
def test_other_writing_is_no_change(before: dict[str, str], after: dict[str, str]) -> None:
    """A number written otherwise, a default spelled out and another source change nothing."""
    found = diff_tables(tables(rate=[rate("0") | before]), tables(rate=[rate("0") | after]))
    assert found.changes == []
    assert found.same["rate"] == 1


def test_names_that_look_like_numbers_stay_names() -> None:
    """Zone 07 is not zone 7."""
    old = tables(rate=[rate("0", dest_zone="07")])
    new = tables(rate=[rate("0", dest_zone="7")])
    assert [change.what for change in diff_tables(old, new).changes] == ["new", "gone"]


def test_rows_of_several_periods_are_matched_by_validity() -> None:
    """The same period is compared first; a single row keeps its identity when its period moves."""
    first = rate("0", valid_from="2026-01-01", valid_to="2026-07-01")
    second = rate("0", valid_from="2026-07-01", rate="110")
    new = tables(rate=[second | {"rate": "121"}, first])
    assert lines(tables(rate=[first, second]), new) == [
        "changed rate L * * * 0 0: rate 110 -> 121 (+10.0 %)"
    ]
    moved = tables(rate=[rate("0", valid_from="2026-08-01")])
    assert lines(tables(rate=[rate("0", valid_from="2026-01-01")]), moved) == [
        "changed rate L * * * 0 0: valid_from 2026-01-01 -> 2026-08-01"
    ]


def test_only_what_the_import_speaks_of_is_compared() -> None:
    """Zones, surcharges and indexes of others are left alone."""
    old = tables(
        zone=[
            {"zone_set": "Z", "country": "US", "key_kind": "prefix", "key_lo": "9", "zone": "1"},
            {"zone_set": "Y", "country": "US", "key_kind": "all", "zone": "1"},
        ],
        surcharge=[
            {"sur_id": "F", "lane_id": "L", "amount": "10%"},
            {"sur_id": "R", "lane_id": "L|M", "amount": "5"},
            {"sur_id": "S", "lane_id": "L", "amount": "5"},
        ],
        index=[{"index_id": "a", "value": "1"}, {"index_id": "b", "value": "1"}],
    )
    new = tables(
        lane=[lane("L")],
        zone=[{"zone_set": "Z", "country": "US", "key_kind": "prefix", "key_lo": "9"}
              | {"zone": "2"}],
        surcharge=[{"sur_id": "F", "lane_id": "L", "amount": "0.1"}],
        index=[{"index_id": "a", "value": "0.9"}],
    )  # fmt: skip
    assert lines(old, new) == [
        "new lane L",
        "changed zone Z US * prefix 9 -: zone 1 -> 2",
        "gone surcharge S L",
        "changed index a: value 1 -> 0.9 (-10.0 %)",
    ]


def test_percent_of_nothing_is_not_told() -> None:
    """A price that was 0 or empty has no percent."""
    old, new = tables(rate=[rate("0", base="0")]), tables(rate=[rate("0", base="5", q0="1")])
    assert lines(old, new) == [
        "changed rate L * * * 0 0: base 0 -> 5",
        "changed rate L * * * 0 0: q0 (empty) -> 1",
    ]


def test_differences_are_rows_and_json() -> None:
    """The same changes as a table and as data; equal tables have none."""
    old, new = tables(rate=[rate("0")]), tables(rate=[rate("0", rate="103")])
    found = diff_tables(old, new)
    assert found.rows() == [("rate", "changed", "L * * * 0 0", "rate", "100", "103", "+3.0 %")]
    document = json.loads(json.dumps(found.as_json()))
    assert document["changes"][0]["percent"] == "+3.0 %"
    assert document["counts"]["rate"]["changed"] == 1
    assert diff_tables(old, old).changes == []
    assert diff_tables(no_tables(), no_tables()).summary() == "nothing to compare"
