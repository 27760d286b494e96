"""Checks of flat tables: every problem is told, with its cell."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from made_workbooks import told

from oneprice.carriers.workbooks.checks import band_checks
from oneprice.carriers.workbooks.checks.known import Known, read_known
from oneprice.carriers.workbooks.checks.table_checks import check_tables
from oneprice.carriers.workbooks.findings import Report
from oneprice.carriers.workbooks.flat import FlatRow, FlatTables, no_tables, read_source
from oneprice.carriers.workbooks.places import Place

LANE = {
    "lane_id": "L",
    "carrier": "C",
    "leg": "linehaul",
    "mode": "air",
    "origin_node": "CN",
    "dest_node": "US",
    "currency": "CNY",
    "cargo_allow": "none",
    "segment": "international",
    "transit_min_days": "6",
    "transit_max_days": "12",
    "calendar_id": "CN",
    "source": "typed",
}
KNOWN = Known(
    nodes=frozenset({"CN", "US"}),
    calendars=frozenset({"CN"}),
    currencies=frozenset({"CNY"}),
    regions=frozenset({"EAST"}),
    lanes=frozenset({"OLD"}),
    zones={"Z": frozenset({"1", "2"})},
)


def row(table: str, number: int, cells: dict[str, str]) -> FlatRow:
    """Return a row with a place for each cell: its columns in the order given."""
    places = {name: Place("S", number, n) for n, name in enumerate(cells, start=1)}
    return FlatRow(table, cells, {"": Place("S", number), **places})


def tables(*rates: dict[str, str], lane: dict[str, str] | None = None) -> FlatTables:
    """Return one lane with rates, whose column A is `lo`."""
    made = no_tables()
    made["lane"] = [row("lane", 99, LANE | (lane or {}))]
    made["rate"] = [
        row("rate", n, {"lo": "0", "hi": "", "lane_id": "L", "rate": "1"} | cells)
        for n, cells in enumerate(rates, start=1)
    ]
    return made


def checked(given: FlatTables, known: Known | None = None) -> Report:
    """Return the report on tables."""
    report = Report()
    check_tables(given, report, known)
    return report


def bands(*ends: str, **cells: str) -> list[dict[str, str]]:
    """Return bands written as "lo-hi"."""
    pairs = (end.split("-") for end in ends)
    return [{"lo": lo, "hi": hi, **cells} for lo, hi in pairs]


@pytest.mark.parametrize(
    ("listed", "findings"),
    [
        (("0-0.1", "0.1-0.2", "0.2-"), []),
        (("0-0.1", "0.101-0.2"), [("gap", "S!A2")]),
        (("0-0.1", "0.5-"), [("gap", "S!A2")]),
        (("0.2-", "0-0.1"), [("gap", "S!A1")]),
        (("0-0.1", "0.1-0.2", "0.3-0.4", "0.5-"), [("gap", "S!A3"), ("gap", "S!A4")]),
        (("0-5", "1-2", "6-"), [("overlap", "S!A2"), ("gap", "S!A3")]),
        (("0-0.2", "0.199-"), [("overlap", "S!A2")]),
        (("0-0.2", "0-0.2"), [("overlap", "S!A2")]),
        (("0-", "7-9"), [("overlap", "S!A2")]),
    ],
)
def test_gaps_and_overlaps_are_found(
    listed: tuple[str, ...], findings: list[tuple[str, str]]
) -> None:
    """A gap of one gram and an overlap of one gram are told at the upper band, touching is none."""
    report = checked(tables(*bands(*listed)))
    assert told(report) + told(report, "warning") == findings


def test_gap_of_a_gram_names_the_way_to_close_it() -> None:
    """A gap of one unit names `gaps: close`; a wider one asks for the band."""
    text = checked(tables(*bands("0-0.1", "0.101-0.2", "0.203-1"))).as_text()
    assert "no rate between 0.1 and 0.101 (after S!B1); say `gaps: close`" in text
    assert "no rate between 0.2 and 0.203 (after S!B2); add the band" in text


def test_validity_value_and_density_part_rows() -> None:
    """Rows of other days, goods values or densities do not overlap; where they meet they do."""
    for column, low, high in (
        ("valid_", "2026-01-01", "2026-07-01"),
        ("value_", "1500", "7000"),
        ("density_", "150", "200"),
    ):
        lo, hi = ("from", "to") if column == "valid_" else ("lo", "hi")
        below, above = {f"{column}{hi}": low}, {f"{column}{lo}": low, f"{column}{hi}": high}
        assert told(checked(tables(below, above))) == []
        meeting = {f"{column}{lo}": low}
        assert told(checked(tables(below, above, meeting))) == [("overlap", "S!A3")]


def test_gap_of_some_days_only_is_found() -> None:
    """A band that ends earlier than its neighbours leaves a gap on the days after."""
    middle = {"lo": "1", "hi": "2", "valid_to": "2026-07-01"}
    report = checked(tables({"lo": "0", "hi": "1"}, middle, {"lo": "2"}))
    assert told(report, "warning") == [("gap", "S!A3")]


def test_many_made_cards_agree_with_plain_counting() -> None:
    """On random bands an overlap or gap is told exactly where counting gram by gram finds one."""
    chance = random.Random(7)
    for _ in range(300):
        pairs = [sorted(chance.sample(range(9), 2)) for _ in range(chance.randint(1, 4))]
        report = checked(tables(*bands(*(f"{lo}-{hi}" for lo, hi in pairs))))
        held = [sum(lo < q <= hi for lo, hi in pairs) for q in range(1, 9)]
        inside = held[min(lo for lo, _ in pairs) : max(hi for _, hi in pairs)]
        assert ("overlap" in {kind for kind, _ in told(report)}) == (max(held) > 1)
        assert ("gap" in {kind for kind, _ in told(report, "warning")}) == (0 in inside)


def test_falls_are_told_with_prices_and_percent() -> None:
    """YunExpress THPHR to the US (2025-06) falls at 0.7 kg from 86.50 to 78.80 CNY."""
    card = (("0-0.1", 105, 24), ("0.1-0.2", 99, 22), ("0.2-0.3", 97, 20), ("0.3-0.45", 96, 20),
            ("0.45-0.7", 95, 20), ("0.7-2", 94, 13), ("2-30", 89, 13))  # fmt: skip
    rates = [bands(end, rate=str(rate), base=str(fee))[0] for end, rate, fee in card]
    report = checked(tables(*rates))
    falls = [str(finding) for finding in report if finding.kind == "price_falls"]
    assert len(falls) == 6
    assert falls[4].startswith(
        "warning S!A6: the price falls at 0.7 from 86.5 to 78.8 CNY, by 8.9 %"
    )
    granted = checked(tables(*rates, lane={"next_break": "1"}))
    assert (told(granted, "warning"), granted.count("note")) == ([], 6)


@pytest.mark.parametrize(
    ("above", "kinds"),
    [
        ({"rate": "1"}, []),
        ({"rate": "1", "base": "0.05"}, []),
        ({"rate": "1", "base": "0.0501"}, ["price_jumps"]),
        ({"rate": "0.999"}, ["price_falls"]),
        ({"base": "1", "rate": ""}, []),
    ],
)
def test_jumps_begin_above_five_percent(above: dict[str, str], kinds: list[str]) -> None:
    """A step of exactly 5 % is no jump; any fall is one; an equal price is neither."""
    report = checked(tables({"hi": "1"}, {"lo": "1", **above}))
    assert [finding.kind for finding in report] == kinds


def test_flat_tables_jump_where_they_double() -> None:
    """A flat price per step may rise by its step; one that more than doubles is told."""
    flat = [{"rate": "", "base": price} for price in ("30", "60", "121")]
    report = checked(tables(*(bands(f"{n}-{n + 1}", **f)[0] for n, f in enumerate(flat))))
    assert told(report, "note") == [("price_jumps", "S!A3")]


@pytest.mark.parametrize(
    ("cells", "findings"),
    [
        ({"hi": "0"}, [("band", "S!B1")]),
        ({"lo": "2", "hi": "1"}, [("band", "S!B1")]),
        ({"rate": ""}, [("missing", "S!D1")]),
        ({"rate": "-1"}, [("no_number", "S!D1")]),
        ({"rate": "面议"}, [("no_number", "S!D1")]),
        ({"lo": "1,5"}, [("no_number", "S!A1")]),
        ({"lo": ""}, [("missing", "S!A1")]),
        ({"bounds": "[]"}, [("no_word", "S!E1")]),
        ({"step": "0"}, [("band", "S!E1")]),
        ({"valid_from": "1.1.2026"}, [("no_date", "S!E1")]),
        ({"valid_from": "2026-02-30"}, [("no_date", "S!E1")]),
        ({"valid_from": "2026-02-01", "valid_to": "2026-02-01"}, [("validity", "S!F1")]),
        ({"min_charge": "5", "max_charge": "4"}, [("band", "S!F1")]),
        ({"value_lo": "5", "value_hi": "5"}, [("band", "S!F1")]),
        ({"density_lo": "1.5"}, [("no_number", "S!E1")]),
        ({"origin_zone": "WEST"}, [("unknown", "S!E1")]),
        ({"dest_zone": "3"}, [("unknown", "S!E1")]),
        ({"lane_id": "X"}, [("unknown", "S!C1"), ("no_rate", "S!A99")]),
    ],
)
def test_bad_rate_cells_are_errors(cells: dict[str, str], findings: list[tuple[str, str]]) -> None:
    """Each cell that no price can be made of is an error at the cell."""
    report = checked(tables(cells, lane={"zone_set": "Z"}), KNOWN)
    assert told(report) == findings


def test_good_names_are_no_findings() -> None:
    """Zones, regions and lanes that the book or the import has are accepted."""
    given = tables(
        {"dest_zone": "1", "origin_zone": "EAST"}, {"dest_zone": "2"}, {"lane_id": "OLD"},
        lane={"zone_set": "Z"},
    )  # fmt: skip
    assert len(checked(given, KNOWN)) == 0
    given["zone"] = [row("zone", 50, {"zone_set": "Z", "country": "US", "zone": "9"})]
    assert {kind for kind, _ in told(checked(given, KNOWN))} == {"missing", "unknown"}


@pytest.mark.parametrize(
    ("cells", "findings"),
    [
        ({"currency": ""}, [("missing", "S!G99")]),
        ({"currency": "RMB"}, [("currency", "S!G99")]),
        ({"origin_node": "XX"}, [("unknown", "S!E99")]),
        ({"calendar_id": "XX"}, [("unknown", "S!L99")]),
        ({"mode": "ship"}, [("no_word", "S!D99")]),
        ({"cargo_allow": "batteries"}, [("no_word", "S!H99")]),
        ({"transit_min_days": "13"}, [("transit", "S!K99")]),
        ({"max_piece_kg": "30kg"}, [("no_number", "S!N99")]),
    ],
)
def test_bad_lane_cells_are_errors(cells: dict[str, str], findings: list[tuple[str, str]]) -> None:
    """A missing or unknown currency, node, calendar or word is an error at the cell."""
    assert told(checked(tables({}, lane=cells), KNOWN)) == findings


def test_lane_given_twice_and_lane_without_rate_are_errors() -> None:
    """A second lane of one id names the first; a lane needs rates or priced_by."""
    given = tables({})
    given["lane"].append(row("lane", 100, LANE))
    assert told(checked(given)) == [("duplicate", "S!A100")]
    assert "S!A99" in checked(given).as_text()
    assert told(checked(tables())) == [("no_rate", "S!A99")]
    assert told(checked(tables(lane={"priced_by": "OLD"}))) == []


@pytest.mark.parametrize(
    ("lane", "rates", "findings"),
    [
        ({"min_qty": "0.5"}, bands("0-0.5", "0.5-"), []),
        ({"min_qty": "0.501"}, bands("0-0.5", "0.5-"), [("unreachable", "S!B1")]),
        ({"min_qty": "0.501", "band_basis": "actual"}, bands("0-0.5", "0.5-"), []),
        ({"min_qty": "0.5"}, bands("0-0.5", "0.5-", bounds="[)"), [("unreachable", "S!B1")]),
        ({"max_piece_kg": "30"}, bands("0-30", "30-40"), [("unreachable", "S!A2")]),
        ({"max_piece_kg": "30.001"}, bands("0-30", "30-40"), []),
        ({"max_piece_kg": "30", "dim_divisor": "6000"}, bands("0-30", "30-40"), []),
        ({}, [{"rate_group": "1"}, {"rate_group": "2"}], [("unreachable", "S!A2")]),
        ({}, [{"rate_group": "1", "max_len_cm": "60"}, {"rate_group": "2"}], []),
        ({}, [{"rate_group": "1", "hi": "5"}, {"rate_group": "2"}], []),
        ({}, [{"min_qty": "6", "hi": "5"}], [("unreachable", "S!E1")]),
        ({}, [{"rate": "0"}], [("zero_price", "S!D1")]),
    ],
)
def test_bands_never_reached_are_warned_of(
    lane: dict[str, str], rates: list[dict[str, str]], findings: list[tuple[str, str]]
) -> None:
    """A band below the minimum, above the limits or behind a lower group is told, at it not."""
    report = checked(tables(*rates, lane=lane))
    assert told(report) == []
    assert told(report, "warning") == findings


def test_mixed_bounds_in_a_lane_are_errors() -> None:
    """One lane has one kind of bounds, whatever the zone."""
    report = checked(tables({"bounds": "[)"}, {"dest_zone": "1"}))
    assert told(report) == [("mixed_bounds", "S!2")]


def test_indexes_hold_one_value_a_day() -> None:
    """Two values of an index may follow each other, but not hold on one day."""
    for start, errors in (("2026-02-01", 0), ("2026-01-31", 1)):
        given = no_tables()
        given["index"] = [
            row("index", 1, {"index_id": "F", "value": "5%", "valid_from": "2026-01-01"}
                | {"valid_to": "2026-02-01"}),
            row("index", 2, {"index_id": "F", "value": "6%", "valid_from": start}),
        ]  # fmt: skip
        assert checked(given).count("error") == errors


def test_surcharges_name_lanes_and_zones() -> None:
    """Each lane of a surcharge's list and its zone must be there."""
    given = tables({}, lane={"zone_set": "Z"})
    cells = {"sur_id": "F", "code": "fuel", "basis": "pct_base", "seq": "1", "amount": "5%"}
    given["surcharge"] = [
        row("surcharge", 7, {"lane_id": "L|OLD", **cells, "when_zone": "1"}),
        row("surcharge", 8, {"lane_id": "L|X", **cells, "when_zone": "7", "basis": "each"}),
    ]
    kinds = [("unknown", "S!A8"), ("no_word", "S!D8"), ("unknown", "S!G8")]
    assert told(checked(given, KNOWN)) == kinds


def test_all_problems_are_told_at_once() -> None:
    """A table with many faults gives a finding for each of them."""
    report = checked(tables({"lo": "x"}, {"rate": "y"}, {"hi": "0"}, {"bounds": "?"}), KNOWN)
    assert {place for _, place in told(report)} >= {"S!A1", "S!D2", "S!B3", "S!E4"}


def test_work_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many rows of one cell with other values are refused, not compared for ever."""
    monkeypatch.setattr(band_checks, "MAX_COMPARED", 1_000)
    rates = [{"value_lo": f"{n}", "value_hi": f"{n + 1}"} for n in range(100)]
    assert ("too_large", "rate.csv") in told(checked(tables(*rates)))


def test_example_book_has_no_errors() -> None:
    """The example book passes every check with its own names."""
    folder = Path(__file__).parents[4] / "examples" / "book"
    report = checked(read_source(folder), read_known(folder))
    assert told(report) == []
