"""Learned laws of lanes and handlings: what is read, rounded, noted and refused (C-62, C-68)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from small_network import SmallNetwork, make_context

from oneprice.core.compiling import Table
from oneprice.core.days import day_number
from oneprice.core.errors import InputError
from oneprice.routing.laws.learned import compile_laws
from oneprice.routing.laws.ranges import FULL_MASS, laws_of

TRANSIT = "lane_id,law_id,observations,parent_share,quote_share,learned_at,source\n"
LAW = "law_id,first_h,last_h,mass\n"
HANDLING = (
    "seller,ship_from,law_id,observations,parent_share,learned_at,source,day_type,calendar_id\n"
)
SEEN = "seen,1,4,100\nseen,9,9,2000000000\n"
ONE = "lane,seen,12.34567,1/3,0.2,2026-08-01,from outcomes\n"


def network(folder: Path) -> SmallNetwork:
    """Return two lanes and a calendar."""
    built = SmallNetwork(make_context(folder, date(2026, 9, 1), date(2026, 9, 8), "all,1,,\n"))
    built.node("SZX", "origin", "CN", "Asia/Shanghai")
    built.node("FRA", "gateway", "DE", "Europe/Berlin")
    built.lane("lane", "linehaul", "SZX", "FRA", days="1", law_min_h=5, law_max_h=5)
    built.lane("plain", "linehaul", "SZX", "FRA", days="1", law_min_h=5, law_max_h=5)
    return built


def read(
    folder: Path, transit: str = ONE, law: str = SEEN, handling: str = ""
) -> tuple[SmallNetwork, dict[str, Table]]:
    """Return the network and its laws."""
    built = network(folder)
    for name, text in (
        ("transit.csv", TRANSIT + transit),
        ("transit_law.csv", LAW + law),
        ("handling.csv", HANDLING + handling),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return built, compile_laws(built.ctx, built.tables()["lane"])


def test_a_learned_law_holds_instead_of_the_published_range(tmp_path: Path) -> None:
    """Hours and masses are those written; other lanes keep their range and lean on it alone."""
    built, tables = read(tmp_path)
    laws = laws_of(tables)
    assert laws[1].runs == ((1, 4, 100), (9, 9, 2_000_000_000))
    assert laws[2].runs == ((5, 5, FULL_MASS),)
    plain = tables["lane_law"][2]
    assert (plain["learned"], plain["observations_milli"], plain["quote_ppm"]) == (0, 0, 10**6)
    assert built.ctx.notes == []


def test_observations_are_cut_down_and_shares_rounded_up(tmp_path: Path) -> None:
    """A law never says that it rests on more than it does (C-69)."""
    built, tables = read(tmp_path)
    row = tables["lane_law"][1]
    assert (row["learned"], row["observations_milli"]) == (1, 12_345)
    assert (row["parent_ppm"], row["quote_ppm"]) == (333_334, 200_000)
    assert row["learned_day"] == day_number(date(2026, 8, 1))
    assert built.ctx.ids.name("source", row["source"]) == "from outcomes"


def test_handlings_stand_by_seller_and_node(tmp_path: Path) -> None:
    """`*` is 0 and comes first; a calendar comes with working days; equal laws are kept once."""
    rest = "seen,8,0,2026-08-01,made up"
    rows = f"shop,SZX,{rest},work,all\n*,*,{rest},,\nshop,*,{rest},natural,\n"
    built, tables = read(tmp_path, handling=rows)
    (built.ctx.folder / "again").mkdir()
    keys = [(int(row["seller"]), int(row["node"])) for row in tables["handling"][1:]]
    assert keys == [(0, 0), (1, 0), (1, 1)]
    assert [int(row["day_type"]) for row in tables["handling"][1:]] == [0, 0, 1]
    assert [int(row["calendar"]) for row in tables["handling"][1:]] == [0, 0, 1]
    assert len(set(tables["handling"]["run_lo"][1:].tolist())) == 1
    assert built.ctx.ids.name("seller", 1) == "shop"


def test_a_law_that_no_row_names_is_noted(tmp_path: Path) -> None:
    """It changes nothing, so it is told."""
    built, _ = read(tmp_path, law=SEEN + "spare,1,1,5\n")
    assert [note for note in built.ctx.notes if "spare" in note]


@pytest.mark.parametrize(
    ("law", "column"),
    [
        ("seen,1,4,100\nseen,4,5,1\n", "first_h"),  # twice the fourth hour
        ("seen,-1,4,100\n", "first_h"),
        ("seen,5,4,100\n", "last_h"),
        ("seen,5,8785,100\n", "last_h"),
        ("seen,1,4,0\n", "mass"),
        ("seen,1,1,2147483648\nseen,2,2,1\n", "mass"),
        ("seen,1,2,1073741825\n", "mass"),  # for each of two hours
        ("seen,1.5,2,1\n", "first_h"),
    ],
)
def test_unusable_laws_are_refused(tmp_path: Path, law: str, column: str) -> None:
    """Hours ascend, masses are above 0 and sum to at most 2^31."""
    with pytest.raises(InputError, match=f"transit_law.csv row ., column {column}"):
        read(tmp_path, law=law)


def test_all_mass_in_one_hour_is_a_law(tmp_path: Path) -> None:
    """2^31 in the last hour there is can be written."""
    _, tables = read(tmp_path, law="seen,8784,8784,2147483648\n")
    assert laws_of(tables)[1].runs == ((8784, 8784, FULL_MASS),)


@pytest.mark.parametrize(
    ("transit", "column"),
    [
        (ONE.replace("lane,", "lost,", 1), "lane_id"),
        (ONE + ONE, "lane_id"),
        (ONE.replace("seen", "unseen"), "law_id"),
        (ONE.replace("12.34567", "-1"), "observations"),
        (ONE.replace("1/3", "1.1"), "parent_share"),
        (ONE.replace("0.2", "-0.1"), "quote_share"),
        (ONE.replace("0.2", "0.7"), "quote_share"),  # with a third on the parent: more than all
        (ONE.replace("2026-08-01", "August"), "learned_at"),
        (ONE.replace("from outcomes", ""), "source"),
    ],
)
def test_unusable_rows_of_lanes_are_refused(tmp_path: Path, transit: str, column: str) -> None:
    """The error names file, row and column."""
    with pytest.raises(InputError, match=f"transit.csv row ., column {column}") as caught:
        read(tmp_path, transit=transit)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        ("shop,LOST,seen,8,0,2026-08-01,made up,,\n", "ship_from"),
        ("shop,SZX,unseen,8,0,2026-08-01,made up,,\n", "law_id"),
        ("shop,SZX,slow,8,0,2026-08-01,made up,,\n", "law_id"),
        ("shop,SZX,seen,8,0,2026-08-01,made up,work,\n", "calendar_id"),
        ("shop,SZX,seen,8,0,2026-08-01,made up,,all\n", "calendar_id"),
        ("shop,SZX,seen,8,0,2026-08-01,made up,work,lost\n", "calendar_id"),
        ("shop,SZX,seen,8,0,2026-08-01,made up,,\n" * 2, "ship_from"),
    ],
)
def test_unusable_handlings_are_refused(tmp_path: Path, rows: str, column: str) -> None:
    """Nodes, laws and calendars are known, hours are at most 2,160, keys are given once."""
    with pytest.raises(InputError, match=f"handling.csv row ., column {column}"):
        law = SEEN + "slow,2161,2161,5\n"
        built = network(tmp_path)
        built.ctx.ids.add("calendar", "all")
        read(tmp_path, law=law, handling=rows)
