"""What a map says when a line, a mark or an area is touched, and below the pictures."""

from __future__ import annotations

from oneprice.scenarios.maps.lines import Line
from oneprice.scenarios.maps.marks import Mark
from oneprice.scenarios.maps.network import MapArea, MapLane, MapNode, Network
from oneprice.scenarios.maps.style import (
    KIND_WORDS,
    LEG_WORDS,
    SERVICE_WORDS,
    counted,
    plain,
)

MOST_LANES = 12
MOST_NODES = 12
MOST_MISSING = 40
SCHEMATIC = (
    "Lines join the ends of lanes and are not the way the goods take; the coast is coarse. "
    "A thicker line stands for more lanes, a ring at a mark for lanes that stay at that place."
)


def lane_words(lane: MapLane) -> str:
    """Return one lane: id, carrier, mode, days, goods and whether it is open."""
    parts = (lane.name, lane.carrier, lane.mode, lane.days, lane.goods, lane.state)
    return plain("; ".join(part for part in parts if part))


def line_words(network: Network, line: Line, marks: tuple[Mark, ...]) -> str:
    """Return what a line stands for, lane by lane up to a dozen."""
    first, second = (marks[end].name for end in line.ends)
    way = f"{first} \u2192 {second}" if line.ends[0] != line.ends[1] else f"at {first}"
    head = f"{way}: {counted(len(line.lanes), 'lane')}, {LEG_WORDS[line.leg]} by {line.mode}"
    return _listed(head, [lane_words(network.lanes[n]) for n in line.lanes], MOST_LANES)


def mark_words(network: Network, mark: Mark) -> str:
    """Return the nodes of a mark."""
    head = f"{mark.name}: {counted(len(mark.nodes), 'node')}"
    return _listed(head, [node_words(network.nodes[n]) for n in mark.nodes], MOST_NODES)


def node_words(node: MapNode) -> str:
    """Return one node: id, what it is, country, title, region."""
    words = f"{node.name} ({KIND_WORDS[node.kind]}, {node.country})"
    words += f": {node.title}" if node.title else ""
    return plain(words + (f"; region {node.region}" if node.region else ""))


def area_words(area: MapArea) -> str:
    """Return one service area: set, zone, service and how many postcodes it holds."""
    held = counted(area.postcodes, "postcode")
    service = SERVICE_WORDS[area.service]
    return plain(f"{area.zone_set}, zone {area.zone}: {service}, {held} of postcode.csv")


def _listed(head: str, lines: list[str], most: int) -> str:
    more = [f"and {len(lines) - most} more, see the table"] if len(lines) > most else []
    return "\n".join((head, *lines[:most], *more))


def summary(network: Network) -> str:
    """Return how much a map shows."""
    placed = sum(node.at is not None for node in network.nodes)
    shown = sum(network.placed(lane) for lane in network.lanes)
    carriers = len({lane.carrier for lane in network.lanes})
    words = f"{counted(shown, 'lane')} of {counted(carriers, 'carrier')}"
    words += f" between {counted(placed, 'node')}"
    if network.areas:
        words += f", {counted(len(network.areas), 'service area')}"
    return words


def missing_words(network: Network) -> str:
    """Return which nodes have no place and how many lanes are left out for it, or ""."""
    missing = [plain(node.name) for node in network.nodes if node.at is None]
    if not missing:
        return ""
    lanes = sum(not network.placed(lane) for lane in network.lanes)
    more = f" and {len(missing) - MOST_MISSING} more" if len(missing) > MOST_MISSING else ""
    return (
        f"Not on the map: {counted(len(missing), 'node')} without latitude and longitude in "
        f"node.csv ({', '.join(missing[:MOST_MISSING])}{more}), and the "
        f"{counted(lanes, 'lane')} that begin or end there."
    )
