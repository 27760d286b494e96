"""Gateways that clear for some countries, and bonded lanes past them (C-65)."""

from datetime import date
from pathlib import Path

import pytest
from small_network import SmallNetwork, chain_names, make_context

from oneprice.core.vocabulary import MODE
from oneprice.routing.network.chains import build_network, find_chains
from oneprice.routing.network.transfers import Transfers


def build(folder: Path, fra: str = "", lgg: str = "") -> SmallNetwork:
    """Return an origin, two gateways that clear for given countries, and two zones."""
    ctx = make_context(folder, date(2026, 9, 1), date(2026, 9, 8), "all,1234567,,\n")
    network = SmallNetwork(ctx)
    network.node("SZX", "origin", "CN", "UTC")
    network.node("FRA", "gateway", "DE", "Europe/Berlin", clears=fra)
    network.node("LGG", "gateway", "BE", "Europe/Brussels", clears=lgg)
    network.node("DE", "zone", "DE", "Europe/Berlin")
    network.node("BE", "zone", "BE", "Europe/Brussels")
    week = {"days": "1234567", "law_min_h": 30, "law_max_h": 50}
    network.lane("air", "linehaul", "SZX", "FRA", mode="air", **week)
    network.lane("truck", "linehaul", "FRA", "LGG", mode="road", bonded=1)
    for gateway in ("FRA", "LGG"):
        network.lane(f"clear-{gateway}", "clearance", gateway, gateway)
        for zone in ("DE", "BE"):
            network.lane(f"{gateway}-{zone}", "last_mile", gateway, zone)
    return network


def ways(network: SmallNetwork) -> set[tuple[str, ...]]:
    """Return the chains by lane names."""
    tables = network.tables()
    built = build_network(tables["lane"], tables["node"], tables["clears"])
    ids, lanes = network.ctx.ids, network.lanes
    return {
        tuple(ids.name("lane", lanes[n - 1]["name"]) for n in chain)
        for chain in find_chains(network.ctx, built, Transfers(tables["lane"]))
    }


FRA_DE = ("air", "clear-FRA", "FRA-DE")
FRA_BE = ("air", "clear-FRA", "FRA-BE")
LGG_DE = ("air", "truck", "clear-LGG", "LGG-DE")
LGG_BE = ("air", "truck", "clear-LGG", "LGG-BE")


@pytest.mark.parametrize(
    ("fra", "lgg", "expected"),
    [
        ("", "", {FRA_DE, FRA_BE, LGG_DE, LGG_BE}),
        ("DE", "", {FRA_DE, LGG_DE, LGG_BE}),
        ("DE", "BE", {FRA_DE, LGG_BE}),
        ("FR", "BE", {LGG_BE}),
        ("DE BE", "DE BE", {FRA_DE, FRA_BE, LGG_DE, LGG_BE}),
        ("FR", "FR", set()),
    ],
)
def test_a_gateway_clears_for_its_countries_alone(
    tmp_path: Path, fra: str, lgg: str, expected: set[tuple[str, ...]]
) -> None:
    """An empty list clears for all, any other for the countries it names."""
    assert ways(build(tmp_path, fra, lgg)) == expected


def test_only_a_bonded_lane_leaves_a_gateway_uncleared(tmp_path: Path) -> None:
    """A plain linehaul from a node that clears for the country is no way there."""
    network = build(tmp_path, "DE")
    network.lanes[1]["bonded"] = 0
    assert ways(network) == {FRA_DE, LGG_BE}


def test_shut_ways_are_noted_once(tmp_path: Path) -> None:
    """The notes say which node does not clear for whom, and which lane should be bonded."""
    network = build(tmp_path, "DE", "DE")
    network.lanes[1]["bonded"] = 0
    ways(network)
    assert network.ctx.notes == [
        "node FRA does not clear for BE: no chain clears there.",
        "node LGG does not clear for BE: no chain clears there.",
        "lane truck carries nothing for DE: FRA clears for it, and only a bonded lane leaves "
        "uncleared.",
    ]


def test_a_bonded_lane_is_a_third_linehaul(tmp_path: Path) -> None:
    """It follows one or two others; without the mark a third is never taken."""
    network = build(tmp_path)
    network.node("HUB", "hub", "CN", "UTC")
    network.lane("feed", "linehaul", "SZX", "HUB", mode="air", days="1")
    network.lane("on", "linehaul", "HUB", "FRA", mode="air")
    assert ("feed", "on", "truck", "clear-LGG", "LGG-DE") in ways(network)
    network.lanes[1]["bonded"] = 0
    assert ("air", "truck", "clear-LGG", "LGG-DE") in ways(network)
    assert ("feed", "on", "truck", "clear-LGG", "LGG-DE") not in ways(network)


def test_nothing_follows_a_bonded_lane_but_clearance(tmp_path: Path) -> None:
    """Neither a second bonded lane nor a plain linehaul comes after it."""
    network = build(tmp_path)
    network.lane("back", "linehaul", "LGG", "FRA", mode="road")
    assert not any("back" in way for way in ways(network))
    network.lanes[-1]["bonded"] = 1
    assert not any("back" in way for way in ways(network))


def test_a_bonded_lane_begins_no_chain(tmp_path: Path) -> None:
    """A first linehaul that is bonded is noted and left out."""
    network = build(tmp_path)
    network.lanes[0]["bonded"] = 1
    assert ways(network) == set()
    assert network.ctx.notes == ["lane air begins no chain: it is bonded"]


def test_a_bonded_lane_follows_no_pickup(tmp_path: Path) -> None:
    """Pickup and export are no linehauls: a bonded lane comes after one."""
    network = build(tmp_path)
    network.node("YIW", "origin", "CN", "UTC")
    network.lane("pick", "pickup", "YIW", "FRA", days="1")
    assert not any("truck" in way and "pick" in way for way in ways(network))


def test_included_last_mile_counts_only_where_it_may_be_cleared(tmp_path: Path) -> None:
    """A last mile inside the price shuts out others unless its country is not cleared."""
    for fra, expected in (("", {"in"}), ("BE", {"FRA-BE"})):
        network = build(tmp_path / (fra or "all"), fra)
        network.lane("in", "last_mile", "FRA", "DE", priced_by="air")
        assert {way[-1] for way in ways(network) if way[1] == "clear-FRA"} == expected


def test_mode_and_entry_are_those_behind_the_bond(tmp_path: Path) -> None:
    """The bonded truck gives no mode; the goods enter where their clearance starts."""
    network = build(tmp_path, "DE", "BE")
    network.lanes[1]["law_min_h"] = network.lanes[1]["law_max_h"] = 72
    tables = network.compiled()
    (by_bond,) = (
        number
        for number in range(1, len(tables["route"]))
        if "truck" in chain_names(network, tables, number)
    )
    (plain,) = {1, 2} - {by_bond}
    route = tables["route"]
    assert route["mode"].tolist()[1:] == [MODE["air"]] * 2
    days = [tables["entry"]["day"][route["entry_lo"][number]] for number in (plain, by_bond)]
    assert days[1] - days[0] == 3
    assert route["export_lo"][plain] == route["export_lo"][by_bond]
