"""Rows of transfer.csv: which decides, what it forbids, how long it takes (C-64)."""

from datetime import date
from pathlib import Path

import pytest
from small_network import SmallNetwork, make_context

from oneprice.core.errors import InputError
from oneprice.routing.network.chains import build_network, find_chains
from oneprice.routing.network.transfers import Transfers, read_transfers

HEADER = "node_id,from_carrier,to_carrier,from_leg,to_leg,from_mode,to_mode,allowed,hours,source\n"
AIR, OTHER_AIR, RAIL, SAME = 2, 3, 4, 5  # lanes that leave HUB


@pytest.fixture
def network(tmp_path: Path) -> SmallNetwork:
    """Return a first lane into a hub and four that leave it, by two carriers and two modes."""
    ctx = make_context(tmp_path, date(2026, 9, 1), date(2026, 9, 8), "all,1234567,,\n")
    built = SmallNetwork(ctx)
    for name, kind, country in (
        *(("SZX", "origin", "CN"), ("HUB", "hub", "CN"), ("FRA", "gateway", "DE")),
        ("DE", "zone", "DE"),
    ):
        built.node(name, kind, country, "UTC")
    built.lane("feed", "linehaul", "SZX", "HUB", mode="air", days="1", carrier="able")
    built.lane("air", "linehaul", "HUB", "FRA", mode="air", carrier="baker")
    built.lane("other-air", "linehaul", "HUB", "FRA", mode="air", carrier="charlie")
    built.lane("rail", "linehaul", "HUB", "FRA", mode="rail", carrier="baker")
    built.lane("same", "linehaul", "HUB", "FRA", mode="air", carrier="able")
    built.lane("clear", "clearance", "FRA", "FRA", carrier="baker")
    built.lane("mile", "last_mile", "FRA", "DE", carrier="baker")
    return built


def read(network: SmallNetwork, *rows: str) -> Transfers:
    """Return the transfers of some written rows; the source is added."""
    text = HEADER + "".join(f"{row},made up\n" for row in rows)
    (network.ctx.folder / "transfer.csv").write_text(text, encoding="utf-8")
    return read_transfers(network.ctx, network.tables()["lane"])


def from_feed(transfers: Transfers) -> list[int | None]:
    """Return the hours from the first lane to each that leaves the hub."""
    return [transfers.hours(1, lane) for lane in (AIR, OTHER_AIR, RAIL, SAME)]


def test_without_rows_goods_pass_at_once(network: SmallNetwork) -> None:
    """No row: allowed, 0 hours."""
    assert from_feed(read(network)) == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("row", "hours"),
    [
        ("HUB,,,,,,,,5", [5, 5, 5, 5]),
        ("*,*,*,*,*,*,*,1,5", [5, 5, 5, 5]),
        ("FRA,,,,,,,,5", [0, 0, 0, 0]),
        ("HUB,,baker,,,,,,5", [5, 0, 5, 0]),
        ("HUB,able,baker,,,,,,5", [5, 0, 5, 0]),
        ("HUB,baker,,,,,,,5", [0, 0, 0, 0]),
        ("HUB,,other,,,,,,5", [5, 5, 5, 0]),
        ("HUB,baker,other,,,,,,5", [0, 0, 0, 0]),
        ("HUB,,,linehaul,linehaul,,,,5", [5, 5, 5, 5]),
        ("HUB,,,pickup,,,,,5", [0, 0, 0, 0]),
        ("HUB,,,,clearance,,,,5", [0, 0, 0, 0]),
        ("HUB,,,,,air,rail,,5", [0, 0, 5, 0]),
        ("HUB,,,,,rail,,,5", [0, 0, 0, 0]),
        ("HUB,,,,,,rail,0,", [0, 0, None, 0]),
        ("HUB,,,,,,,,240", [240, 240, 240, 240]),
    ],
)
def test_a_row_fits_by_node_carriers_legs_and_modes(
    network: SmallNetwork, row: str, hours: list[int | None]
) -> None:
    """Each column narrows the row; empty and * fit all."""
    assert from_feed(read(network, row)) == hours


def test_the_first_written_row_decides(network: SmallNetwork) -> None:
    """A narrow row before a wide one is its exception, after it it is idle."""
    narrow, wide = "HUB,,charlie,,,,,,3", "HUB,,other,,,,,0,"
    assert from_feed(read(network, narrow, wide)) == [None, 3, None, 0]
    assert from_feed(read(network, wide, narrow)) == [None, None, None, 0]


def test_forbidden_pairs_are_no_chains(network: SmallNetwork) -> None:
    """Only the lanes to which the first may hand over go on."""
    transfers = read(network, "HUB,,charlie,,,,,,3", "HUB,,other,,,,,0,")
    assert {chain[1] for chain in chains(network, transfers)} == {OTHER_AIR, SAME}


def test_hours_of_a_chain_stand_before_its_lanes(network: SmallNetwork) -> None:
    """The first lane has none; each other has those between it and the lane before."""
    transfers = read(network, "HUB,,,,,,,,3", "FRA,,,,clearance,,,,7")
    assert transfers.of_chain((1, AIR, 6, 7)) == (0, 3, 7, 0)


def test_forbidden_included_lane_shuts_nobody_out(network: SmallNetwork) -> None:
    """A clearance inside the price that may not follow leaves the way to the others."""
    network.lane("in", "clearance", "FRA", "FRA", carrier="able", priced_by="air")
    free, shut = read(network), read(network, "FRA,,able,,,,,0,")
    assert {chain[2] for chain in chains(network, free) if chain[1] == AIR} == {8}
    assert {chain[2] for chain in chains(network, shut) if chain[1] == AIR} == {6}


def test_idle_rows_are_noted(network: SmallNetwork) -> None:
    """A row that decides about nothing is told by its number, unless it forbids."""
    rows = ("HUB,,,,,,,,1", "HUB,,charlie,,,,,,3", "*,,other,,,,sea,0,")
    chains(network, read(network, *rows))
    assert network.ctx.notes == ["transfer.csv row 3 decides about no two lanes of a chain."]


def chains(network: SmallNetwork, transfers: Transfers) -> list[tuple[int, ...]]:
    """Return the chains under some transfers."""
    tables = network.tables()
    return find_chains(
        network.ctx, build_network(tables["lane"], tables["node"], tables["clears"]), transfers
    )


@pytest.mark.parametrize(
    ("row", "column", "remedy"),
    [
        ("NOWHERE,,,,,,,,", "node_id", ""),
        ("HUB,nobody,,,,,,,", "from_carrier", ""),
        ("HUB,other,,,,,,,", "from_carrier", ""),
        ("HUB,,nobody,,,,,,", "to_carrier", ""),
        ("HUB,,,haul,,,,,", "from_leg", "pickup"),
        ("HUB,,,,,,boat,,", "to_mode", "sea"),
        ("HUB,,,,,,,0,5", "hours", "leave it empty"),
        ("HUB,,,,,,,,241", "hours", "0 to 240"),
        ("HUB,,,,,,,,-1", "hours", "0 to 240"),
        ("HUB,,,,,,,,1.5", "hours", "whole"),
        ("HUB,,,,,,,2,", "allowed", "1 or 0"),
        (",,,,,,,,", "node_id", "fill"),
    ],
)
def test_a_row_that_cannot_be_used_is_an_error(
    network: SmallNetwork, row: str, column: str, remedy: str
) -> None:
    """The error names row and column and says what would do."""
    with pytest.raises(InputError, match=rf"transfer.csv row 2, column {column}.*{remedy}"):
        read(network, row)
