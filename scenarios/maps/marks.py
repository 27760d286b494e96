"""Where nodes stand on the page; those that would lie on each other share a mark."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from oneprice.scenarios.maps.frame import Frame
from oneprice.scenarios.maps.network import MapNode, Network
from oneprice.scenarios.maps.style import short

Pixel = tuple[float, float]

RANK = {"zone": 0, "gateway": 1, "origin": 2, "hub": 3}


@dataclass(frozen=True)
class Mark:
    """One or several nodes at one place of the page."""

    x: float
    y: float
    radius: float
    kind: str
    nodes: tuple[int, ...]
    name: str


@dataclass(frozen=True)
class Look:
    """How a scene is drawn.

    Attributes
    ----------
    fold : float
        How near marks may come before they are one, in pixels.
    radius, type_size : float
        Of marks and names, in pixels.
    regions : bool
        Whether several nodes of one region are called after it.
    lanes, area_names : bool
        Whether lanes are drawn, and whether areas are named.
    """

    fold: float
    radius: float
    type_size: float
    regions: bool = False
    lanes: bool = True
    area_names: bool = False


def fold(network: Network, nodes: Iterable[int], frame: Frame, look: Look) -> list[Mark]:
    """Return a mark for each node, or for all of one country that would lie on each other."""
    groups: list[list[int]] = []
    heads: list[Pixel] = []
    for node in sorted(nodes, key=lambda n: (RANK[network.nodes[n].kind], n)):
        place = network.nodes[node].at
        if place is None:
            continue
        at = frame.at(place)
        near = [
            (math.dist(at, heads[g]), g)
            for g, group in enumerate(groups)
            if network.nodes[group[0]].country == network.nodes[node].country
        ]
        distance, group_number = min(near, default=(math.inf, 0))
        if distance <= look.fold:
            groups[group_number].append(node)
        else:
            groups.append([node])
            heads.append(at)
    return [_mark(network, group, at, look) for group, at in zip(groups, heads, strict=True)]


def _mark(network: Network, group: list[int], at: Pixel, look: Look) -> Mark:
    nodes = [network.nodes[n] for n in group]
    radius = look.radius + (2.0 if len(group) > 1 else 0.0)
    return Mark(*at, radius, nodes[0].kind, tuple(sorted(group)), _name(nodes, look.regions))


def _name(nodes: Sequence[MapNode], by_region: bool) -> str:
    """Return what a mark is called: the delivery area, the region, or the first node."""
    lead = nodes[0]
    regions = {node.region for node in nodes}
    if by_region and lead.kind != "zone" and len(nodes) > 1 and len(regions) == 1 and lead.region:
        return short(lead.region, lead.region)
    return short(lead.title, lead.name)
