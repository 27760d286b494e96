"""Candidate chains: which lanes may follow each other from an origin to a zone (C-35, C-46)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from oneprice.core.compiling import Compiling, Table
from oneprice.core.ground import NODE_KIND
from oneprice.core.vocabulary import LEG, MODE

Chain = tuple[int, ...]

# What may follow a leg; a second linehaul is counted apart.
NEXT_LEGS = {
    LEG["pickup"]: (LEG["export"], LEG["linehaul"]),
    LEG["export"]: (LEG["linehaul"],),
    LEG["linehaul"]: (LEG["linehaul"], LEG["clearance"]),
    LEG["clearance"]: (LEG["last_mile"],),
}
FIRST_LEGS = (LEG["pickup"], LEG["export"], LEG["linehaul"])
# Legs whose lane may be part of a door-to-door product, which then uses no other.
INCLUDED_LEGS = (LEG["clearance"], LEG["last_mile"])
MAX_LINEHAULS = 2
# Slowest first: the mode of a chain with two linehauls is the slower one.
SLOWEST_FIRST = ("sea", "rail", "road", "post", "air", "express")
SPEED = {MODE[word]: rank for rank, word in enumerate(SLOWEST_FIRST)}


@dataclass(frozen=True)
class Network:
    """The lanes by leg and origin node, ready to be walked.

    Attributes
    ----------
    lane, node : Table
        Record tables; row 0 is none.
    leaving : dict of (leg, node) to list of int
        Lanes of a leg that start at a node.
    """

    lane: Table
    node: Table
    leaving: dict[tuple[int, int], list[int]]

    def kind(self, node: int) -> int:
        """Return the kind of a node."""
        return int(self.node[node]["kind"])

    def end(self, chain: Chain) -> int:
        """Return the node a chain ends at."""
        return int(self.lane[chain[-1]]["dest_node"])

    def country(self, chain: Chain) -> int:
        """Return the country of the zone a chain ends at."""
        return int(self.node[self.end(chain)]["country"])

    def leg(self, lane: int) -> int:
        """Return the leg of a lane."""
        return int(self.lane[lane]["leg"])

    def of_leg(self, chain: Chain, leg: str) -> list[int]:
        """Return the lanes of a chain that belong to a leg."""
        return [lane for lane in chain if self.leg(lane) == LEG[leg]]

    def mode(self, chain: Chain) -> int:
        """Return the mode of the linehaul, of two the slower one."""
        modes = (int(self.lane[lane]["mode"]) for lane in self.of_leg(chain, "linehaul"))
        return min(modes, key=lambda mode: SPEED[mode])


def build_network(lane: Table, node: Table) -> Network:
    """Return the lanes indexed for walking."""
    leaving: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number in range(1, len(lane)):
        key = int(lane[number]["leg"]), int(lane[number]["origin_node"])
        leaving[key].append(number)
    return Network(lane, node, dict(leaving))


def find_chains(ctx: Compiling, network: Network) -> list[Chain]:
    """Return all candidate chains in the order of their route numbers (C-46).

    A chain starts at an origin with a lane that has departures, keeps the order of the legs
    (one or two linehauls, pickup and export may be missing) and ends at a zone. Suspended
    lanes are kept: the kernel refuses them with a reason.
    """
    found = [
        chain
        for first in _first_lanes(ctx, network)
        for chain in _walk(network, (first,))
        if network.kind(network.end(chain)) == NODE_KIND["zone"]
    ]
    return sorted(found, key=lambda chain: _order(ctx, network, chain))


def _first_lanes(ctx: Compiling, network: Network) -> Iterator[int]:
    """Yield lanes that may begin a chain; one without departures is noted and left out."""
    for number in range(1, len(network.lane)):
        record = network.lane[number]
        starts = network.kind(record["origin_node"]) == NODE_KIND["origin"]
        if not starts or record["leg"] not in FIRST_LEGS or record["priced_by"]:
            continue
        if record["departure_days"]:
            yield number
        else:
            name = ctx.ids.name("lane", record["name"])
            ctx.notes.append(f"lane {name} begins no chain: it has no departure_days")


def _walk(network: Network, chain: Chain) -> Iterator[Chain]:
    """Yield every way to complete a chain."""
    if network.leg(chain[-1]) == LEG["last_mile"]:
        yield chain
        return
    for leg in NEXT_LEGS[network.leg(chain[-1])]:
        if leg == LEG["linehaul"] and len(network.of_leg(chain, "linehaul")) == MAX_LINEHAULS:
            continue
        for lane in _next_lanes(network, chain, leg):
            yield from _walk(network, (*chain, lane))


def _next_lanes(network: Network, chain: Chain, leg: int) -> list[int]:
    """Return the lanes of a leg that may follow (C-35).

    Clearance and last mile that are inside the price of an earlier lane shut out all others.
    """
    connecting = network.leaving.get((leg, network.end(chain)), [])
    included = [n for n in connecting if network.lane[n]["priced_by"] in chain]
    own = [n for n in connecting if network.lane[n]["priced_by"] == 0]
    if leg in INCLUDED_LEGS:
        return included or own
    return included + own


def _order(
    ctx: Compiling, network: Network, chain: Chain
) -> tuple[int, int, tuple[str, ...], tuple[str, ...]]:
    records = [network.lane[lane] for lane in chain]
    carriers = tuple(ctx.ids.name("carrier", record["carrier"]) for record in records)
    names = tuple(ctx.ids.name("lane", record["name"]) for record in records)
    return int(records[0]["origin_node"]), network.country(chain), carriers, names
