"""Candidate chains: which lanes may follow each other from an origin to a zone.

The order of the legs is C-46, what is inside another price C-35, who hands over to whom C-64,
who clears for whom C-65.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from oneprice.core.compiling import Compiling, Table
from oneprice.core.ground import NODE_KIND
from oneprice.core.vocabulary import LEG, MODE
from oneprice.routing.network.gateways import Gateways, read_gateways
from oneprice.routing.network.transfers import Transfers, note_idle

Chain = tuple[int, ...]

# What may follow a leg; linehauls after the first are counted apart.
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
    gateways : Gateways
        Which node clears for which country.
    """

    lane: Table
    node: Table
    leaving: dict[tuple[int, int], list[int]]
    gateways: Gateways

    @cached_property
    def _column(self) -> dict[str, list[int]]:
        """Return the columns that a walk reads, as plain lists: it reads them very often."""
        names = ("leg", "mode", "origin_node", "dest_node", "priced_by", "bonded")
        return {name: self.lane[name].tolist() for name in names}

    def kind(self, node: int) -> int:
        """Return the kind of a node."""
        return int(self.node[node]["kind"])

    def start(self, lane: int) -> int:
        """Return the node a lane starts at."""
        return self._column["origin_node"][lane]

    def end(self, chain: Chain) -> int:
        """Return the node a chain ends at."""
        return self._column["dest_node"][chain[-1]]

    def country(self, chain: Chain) -> int:
        """Return the country of the zone a chain ends at."""
        return int(self.node[self.end(chain)]["country"])

    def leg(self, lane: int) -> int:
        """Return the leg of a lane."""
        return self._column["leg"][lane]

    def priced_by(self, lane: int) -> int:
        """Return the lane whose price holds a lane, 0 where it has its own."""
        return self._column["priced_by"][lane]

    def bonded(self, lane: int) -> bool:
        """Tell whether a lane carries goods that are not cleared yet past a gateway (C-65)."""
        return bool(self._column["bonded"][lane])

    def of_leg(self, chain: Chain, leg: str) -> list[int]:
        """Return the lanes of a chain that belong to a leg."""
        return [lane for lane in chain if self.leg(lane) == LEG[leg]]

    def hauls(self, chain: Chain) -> list[int]:
        """Return the linehauls of a chain that are not bonded: those that count (C-46)."""
        return [lane for lane in self.of_leg(chain, "linehaul") if not self.bonded(lane)]

    def mode(self, chain: Chain) -> int:
        """Return the mode of the linehaul, of two the slower one; a bonded one does not count."""
        modes = (self._column["mode"][lane] for lane in self.hauls(chain))
        return min(modes, key=lambda mode: SPEED[mode])


def build_network(lane: Table, node: Table, clears: Table) -> Network:
    """Return the lanes indexed for walking."""
    leaving: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number in range(1, len(lane)):
        key = int(lane[number]["leg"]), int(lane[number]["origin_node"])
        leaving[key].append(number)
    return Network(lane, node, dict(leaving), read_gateways(node, clears))


def find_chains(ctx: Compiling, network: Network, transfers: Transfers) -> list[Chain]:
    """Return all candidate chains in the order of their route numbers (C-46).

    A chain starts at an origin with a lane that has departures, keeps the order of the legs
    (one or two linehauls and a bonded one, pickup and export may be missing), hands over only
    where it is allowed, clears where the country may be cleared and ends at a zone. Suspended
    lanes are kept: the kernel refuses them with a reason.
    """
    found = [
        chain
        for first in _first_lanes(ctx, network)
        for chain in _walk(network, transfers, (first,))
        if network.kind(network.end(chain)) == NODE_KIND["zone"]
    ]
    network.gateways.note(ctx, network.lane)
    note_idle(ctx, transfers)
    return sorted(found, key=lambda chain: _order(ctx, network, chain))


def _first_lanes(ctx: Compiling, network: Network) -> Iterator[int]:
    """Yield lanes that may begin a chain; one without departures is noted and left out."""
    for number in range(1, len(network.lane)):
        record = network.lane[number]
        starts = network.kind(record["origin_node"]) == NODE_KIND["origin"]
        if not starts or record["leg"] not in FIRST_LEGS or record["priced_by"]:
            continue
        name = ctx.ids.name("lane", record["name"])
        if record["bonded"]:
            ctx.notes.append(f"lane {name} begins no chain: it is bonded")
        elif record["departure_days"]:
            yield number
        else:
            ctx.notes.append(f"lane {name} begins no chain: it has no departure_days")


def _walk(network: Network, transfers: Transfers, chain: Chain) -> Iterator[Chain]:
    """Yield every way to complete a chain."""
    if network.leg(chain[-1]) == LEG["last_mile"]:
        yield chain
        return
    for leg in NEXT_LEGS[network.leg(chain[-1])]:
        for lane in _next_lanes(network, transfers, chain, leg):
            yield from _walk(network, transfers, (*chain, lane))


def _next_lanes(network: Network, transfers: Transfers, chain: Chain, leg: int) -> list[int]:
    """Return the lanes of a leg that may follow (C-35, C-64, C-65).

    Clearance and last mile that are inside the price of an earlier lane shut out all others.
    Where the goods may be cleared is known once the last mile names the country.
    """
    connecting = [
        lane
        for lane in network.leaving.get((leg, network.end(chain)), [])
        if transfers.hours(chain[-1], lane) is not None
        and (leg != LEG["linehaul"] or _hauls_on(network, chain, lane))
        and (leg != LEG["last_mile"] or _clears(network, (*chain, lane)))
    ]
    included = [lane for lane in connecting if network.priced_by(lane) in chain]
    own = [lane for lane in connecting if network.priced_by(lane) == 0]
    if leg in INCLUDED_LEGS:
        return included or own
    return included + own


def _hauls_on(network: Network, chain: Chain, lane: int) -> bool:
    """Tell whether a linehaul may follow: the second, or one bonded at the end (C-46, C-65)."""
    before = network.of_leg(chain, "linehaul")
    if any(network.bonded(other) for other in before):
        return False
    return bool(before) if network.bonded(lane) else len(before) < MAX_LINEHAULS


def _clears(network: Network, chain: Chain) -> bool:
    """Tell whether goods for the country of a chain may be cleared where it does (C-65)."""
    clearance = network.of_leg(chain, "clearance")[0]
    hauls = [
        (lane, network.start(lane), network.bonded(lane))
        for lane in network.of_leg(chain, "linehaul")
    ]
    return network.gateways.lets_through(network.country(chain), network.start(clearance), hauls)


def _order(
    ctx: Compiling, network: Network, chain: Chain
) -> tuple[int, int, tuple[str, ...], tuple[str, ...]]:
    records = [network.lane[lane] for lane in chain]
    carriers = tuple(ctx.ids.name("carrier", record["carrier"]) for record in records)
    names = tuple(ctx.ids.name("lane", record["name"]) for record in records)
    return int(records[0]["origin_node"]), network.country(chain), carriers, names
