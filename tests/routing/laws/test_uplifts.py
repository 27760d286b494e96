"""Announced events: which lanes a row fits, and what is refused (C-67)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from small_network import SmallNetwork, make_context

from oneprice.core.compiling import Table
from oneprice.core.days import day_number
from oneprice.core.errors import InputError
from oneprice.routing.composing.timetable import UPLIFT_LEAD_DAYS
from oneprice.routing.laws.uplifts import compile_uplifts

HEADER = "name,lane_id,leg,mode,origin_node,dest_node,country,from,to,factor,add_h,source\n"
DAYS = "2026-11-23,2026-12-01"


def network(folder: Path) -> SmallNetwork:
    """Return an air and a road linehaul, and two last miles."""
    built = SmallNetwork(
        make_context(folder, date(2026, 9, 1), date(2026, 9, 8), "all,1234567,,\n")
    )
    built.node("SZX", "origin", "CN", "Asia/Shanghai")
    built.node("FRA", "gateway", "DE", "Europe/Berlin")
    built.node("DE", "zone", "DE", "Europe/Berlin")
    built.node("GB", "zone", "GB", "Europe/London")
    built.lane("air", "linehaul", "SZX", "FRA", mode="air", dest_country=2)
    built.lane("road", "linehaul", "SZX", "FRA", dest_country=2)
    built.lane("mile", "last_mile", "FRA", "DE", dest_country=2)
    built.lane("far", "last_mile", "FRA", "GB", dest_country=3)
    return built


def read(folder: Path, rows: str) -> tuple[SmallNetwork, Table]:
    """Return the network and its announced events."""
    built = network(folder)
    (folder / "uplift.csv").write_text(HEADER + rows, encoding="utf-8")
    return built, compile_uplifts(built.ctx, built.tables()["lane"])


@pytest.mark.parametrize(
    ("names", "lanes"),
    [
        (",,,,,", [1, 2, 3, 4]),
        ("*,*,*,*,*,*", [1, 2, 3, 4]),
        ("air|far,,,,,", [1, 4]),
        (",linehaul,,,,", [1, 2]),
        (",,road,,,", [2, 3, 4]),
        (",,,FRA,,", [3, 4]),
        (",,,,FRA|GB,", [1, 2, 4]),
        (",,,,,GB", [4]),
        (",linehaul,air,SZX,FRA,DE", [1]),
    ],
)
def test_a_row_fits_the_lanes_it_names(tmp_path: Path, names: str, lanes: list[int]) -> None:
    """Empty cells and `*` fit all; what is named must all agree."""
    _, table = read(tmp_path, f"fair,{names},{DAYS},1.5,7,made up\n")
    assert table["lane"][1:].tolist() == lanes
    first = table[1]
    assert (first["num"], first["den"], first["add_h"]) == (3, 2, 7)
    assert first["from_day"] == day_number(date(2026, 11, 23))
    assert first["to_day"] == day_number(date(2026, 12, 1))


def test_a_row_that_fits_no_lane_is_noted(tmp_path: Path) -> None:
    """Lanes and nodes may be known and yet not meet."""
    built, table = read(tmp_path, f"fair,mile,linehaul,,,,,{DAYS},2,,made up\n")
    assert len(table) == 1
    assert "fair fits no lane" in built.ctx.notes[0]


def test_departures_are_known_earlier_where_there_are_events(tmp_path: Path) -> None:
    """With a row that fits, departures begin 30 days before the window (C-20)."""
    built = network(tmp_path)
    built.lanes[0]["departure_days"] = 127
    first = built.compiled()["event"]["depart_min"][1]
    (tmp_path / "uplift.csv").write_text(HEADER + f"fair,,,,,,,{DAYS},2,,made up\n")
    assert first - built.compiled()["event"]["depart_min"][1] == 1440 * UPLIFT_LEAD_DAYS


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (f"fair,lost,,,,,,{DAYS},2,,made up", "lane_id"),
        (f"fair,,leg,,,,,{DAYS},2,,made up", "leg"),
        (f"fair,,,foot,,,,{DAYS},2,,made up", "mode"),
        (f"fair,,,,LOST,,,{DAYS},2,,made up", "origin_node"),
        (f"fair,,,,,LOST,,{DAYS},2,,made up", "dest_node"),
        (f"fair,,,,,,ZZ,{DAYS},2,,made up", "country"),
        ("fair,,,,,,,2026-11-23,2026-11-23,2,,made up", "to"),
        (f"fair,,,,,,,{DAYS},0.9,,made up", "factor"),
        (f"fair,,,,,,,{DAYS},10.1,,made up", "factor"),
        (f"fair,,,,,,,{DAYS},1.0000001,,made up", "factor"),
        (f"fair,,,,,,,{DAYS},2,2161,made up", "add_h"),
        (f"fair,,,,,,,{DAYS},2,-1,made up", "add_h"),
        (f"fair,,,,,,,{DAYS},2,,", "source"),
    ],
)
def test_unusable_rows_are_refused(tmp_path: Path, row: str, column: str) -> None:
    """The error names file, row and column."""
    with pytest.raises(InputError, match=f"uplift.csv row 2, column {column}") as caught:
        read(tmp_path, row + "\n")
    assert caught.value.remedy
