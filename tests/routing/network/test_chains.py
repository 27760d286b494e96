"""Candidate chains: order of legs, connection, included lanes, numbering (C-35, C-46)."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from small_network import SmallNetwork, make_context

from oneprice.core.vocabulary import MODES
from oneprice.routing.network.chains import Network, build_network, find_chains
from oneprice.routing.network.transfers import read_transfers


@pytest.fixture
def network(tmp_path: Path) -> SmallNetwork:
    """Return an origin, a hub, two gateways and a zone, without lanes."""
    ctx = make_context(tmp_path, date(2026, 9, 1), date(2026, 9, 8), "all,1234567,,\n")
    built = SmallNetwork(ctx)
    for name, kind, country in (
        ("SZX", "origin", "CN"),
        ("HUB", "hub", "CN"),
        ("FRA", "gateway", "DE"),
        ("LGG", "gateway", "BE"),
        ("DE", "zone", "DE"),
    ):
        built.node(name, kind, country, "UTC")
    return built


def found(network: SmallNetwork) -> list[tuple[str, ...]]:
    """Return the chains as lane names."""
    _, _, chains = walked(network)
    ids, lanes = network.ctx.ids, network.lanes
    return [tuple(ids.name("lane", lanes[n - 1]["name"]) for n in chain) for chain in chains]


def walked(network: SmallNetwork) -> tuple[SmallNetwork, Network, list[tuple[int, ...]]]:
    """Return the indexed network and its chains."""
    tables = network.tables()
    built = build_network(tables["lane"], tables["node"], tables["clears"])
    transfers = read_transfers(network.ctx, tables["lane"])
    return network, built, find_chains(network.ctx, built, transfers)


def add_core(network: SmallNetwork) -> None:
    """Add one lane for every leg."""
    network.lane("pick", "pickup", "SZX", "HUB", days="1")
    network.lane("exp", "export", "HUB", "HUB")
    network.lane("air", "linehaul", "HUB", "FRA", mode="air")
    network.lane("clear", "clearance", "FRA", "FRA")
    network.lane("mile", "last_mile", "FRA", "DE")


def test_export_may_be_missing(network: SmallNetwork) -> None:
    """Goods go on from the hub with and without the export leg."""
    add_core(network)
    expected = [("pick", "air", "clear", "mile"), ("pick", "exp", "air", "clear", "mile")]
    assert found(network) == expected


def test_pickup_may_be_missing(network: SmallNetwork) -> None:
    """A linehaul that starts at the origin begins a chain of its own."""
    add_core(network)
    network.lane("door", "linehaul", "SZX", "FRA", days="1", mode="express")
    assert ("door", "clear", "mile") in found(network)


def test_two_linehauls_but_not_three(network: SmallNetwork) -> None:
    """Two linehauls may follow each other; a third never does."""
    add_core(network)
    network.lane("on", "linehaul", "FRA", "LGG", mode="road")
    network.lane("further", "linehaul", "LGG", "FRA", mode="road")
    network.lane("clear-lgg", "clearance", "LGG", "LGG")
    network.lane("mile-lgg", "last_mile", "LGG", "DE")
    chains = found(network)
    assert ("pick", "air", "on", "clear-lgg", "mile-lgg") in chains
    assert not any("further" in chain for chain in chains)


@pytest.mark.parametrize(
    "change",
    [
        lambda n: n.lanes[4].update(dest_node=3),  # the last mile ends at a gateway
        lambda n: n.lanes[4].update(origin_node=4),  # ... or starts elsewhere
        lambda n: n.lanes[3].update(leg=2),  # no clearance
        lambda n: n.nodes[0].update(kind=2),  # the start is no origin
        lambda n: n.lanes[0].update(departure_days=0),  # nothing says when it leaves
        lambda n: n.lanes[0].update(priced_by=3),  # its price would stand later in the chain
    ],
)
def test_broken_chain_is_no_chain(
    network: SmallNetwork, change: Callable[[SmallNetwork], Any]
) -> None:
    """One missing link and no chain is left."""
    add_core(network)
    change(network)
    assert found(network) == []


def test_start_without_departures_is_noted(network: SmallNetwork) -> None:
    """A lane that cannot begin a chain for want of departures is told in the notes."""
    add_core(network)
    network.lanes[0]["departure_days"] = 0
    assert found(network) == []
    assert network.ctx.notes == ["lane pick begins no chain: it has no departure_days"]


def test_included_lanes_shut_out_the_others(network: SmallNetwork) -> None:
    """With a clearance and last mile inside the linehaul's price no other is used."""
    add_core(network)
    network.lane("clear-in", "clearance", "FRA", "FRA", priced_by="air")
    network.lane("mile-in", "last_mile", "FRA", "DE", priced_by="air")
    assert {chain[-2:] for chain in found(network)} == {("clear-in", "mile-in")}


def test_included_lanes_serve_their_own_product_only(network: SmallNetwork) -> None:
    """A lane inside another linehaul's price is no lane for this one."""
    add_core(network)
    network.lane("rail", "linehaul", "HUB", "FRA", mode="rail")
    network.lane("mile-in", "last_mile", "FRA", "DE", priced_by="rail")
    ends = {(chain[-3], chain[-1]) for chain in found(network)}
    assert ends == {("air", "mile"), ("rail", "mile-in")}


def test_suspended_lane_is_kept(network: SmallNetwork) -> None:
    """The kernel refuses a suspended lane with a reason, so its chains stay."""
    add_core(network)
    network.lanes[2]["status"] = 1
    assert len(found(network)) == 2


def test_chains_are_ordered_by_names_not_by_rows(network: SmallNetwork) -> None:
    """Routes are numbered by carrier names first and lane names next."""
    add_core(network)
    network.lane("z-air", "linehaul", "HUB", "FRA", mode="air", carrier="able")
    network.lane("a-air", "linehaul", "HUB", "FRA", mode="air")
    linehauls = [chain[1] for chain in found(network) if chain[1] != "exp"]
    assert linehauls == ["z-air", "a-air", "air"]


@pytest.mark.parametrize(
    ("one", "two", "slower"),
    [
        ("air", "road", "road"),
        ("sea", "rail", "sea"),
        ("rail", "road", "rail"),
        ("post", "road", "road"),
        ("air", "post", "post"),
        ("express", "air", "air"),
    ],
)
def test_mode_is_that_of_the_slower_linehaul(
    network: SmallNetwork, one: str, two: str, slower: str
) -> None:
    """Of two linehauls the slower names the mode, in either order."""
    for first, second in ((one, two), (two, one)):
        network.lanes.clear()
        network.lane("a", "linehaul", "SZX", "HUB", mode=first, days="1")
        network.lane("b", "linehaul", "HUB", "FRA", mode=second)
        network.lane("clear", "clearance", "FRA", "FRA")
        network.lane("mile", "last_mile", "FRA", "DE")
        _, built, chains = walked(network)
        assert [MODES[built.mode(chain)] for chain in chains] == [slower]
