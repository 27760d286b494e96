"""Which pictures a map has: the whole network, then what is folded there, then service areas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from oneprice.scenarios.maps.frame import Frame, Point, counted_from, fit, miller, seam_of, shortest
from oneprice.scenarios.maps.lines import bend_of, curve_point
from oneprice.scenarios.maps.marks import Look, Mark
from oneprice.scenarios.maps.network import MapArea, Network
from oneprice.scenarios.maps.scene import Scene, make_scene
from oneprice.scenarios.maps.style import STROKES, counted, plain

WIDE, WIDE_HEIGHTS, WIDE_MARGIN, WIDE_DEGREES = 1200.0, (420.0, 740.0), 60.0, 20.0
SMALL, SMALL_HEIGHTS, SMALL_MARGIN, SMALL_DEGREES = 390.0, (300.0, 300.0), 46.0, 0.6
WIDE_LOOK = Look(fold=16.0, radius=5.0, type_size=15.0, regions=True)
SMALL_LOOK = Look(fold=10.0, radius=6.0, type_size=13.0)
AREA_LOOK = Look(fold=10.0, radius=5.0, type_size=13.0, lanes=False, area_names=True)
MOST_SMALL = 12


def make_scenes(network: Network) -> list[Scene]:
    """Return the pictures of a network: first the whole, then the details."""
    placed = [n for n, node in enumerate(network.nodes) if node.at is not None]
    seam = seam_of(_spans(network))
    frame = fit(_points(network, seam), seam, WIDE, WIDE_HEIGHTS, WIDE_MARGIN, WIDE_DEGREES)
    whole = make_scene(network, plain(network.name), frame, WIDE_LOOK, placed, network.areas)
    folded = _folded(network, whole)
    details = [_unfold(network, mark, seam) for mark in folded]
    return [_without_loops(whole, folded), *details, *_areas(network, seam)]


def _spans(network: Network) -> Iterator[tuple[float, float]]:
    """Yield which longitudes each node, lane and area takes."""
    for node in network.nodes:
        if node.at is not None:
            yield node.at[0], node.at[0]
    for lane in network.lanes:
        a, b = network.nodes[lane.origin].at, network.nodes[lane.dest].at
        if a is not None and b is not None:
            way = shortest(a[0], b[0])
            yield min(a[0], a[0] + way), max(a[0], a[0] + way)
    for area in network.areas:
        yield _reach(area)


def _reach(area: MapArea) -> tuple[float, float]:
    """Return the longitudes an area takes; one cut at 180 degrees is put together again."""
    xs = [x for ring in area.rings for x, _ in ring]
    if max(xs) - min(xs) <= 180:
        return min(xs), max(xs)
    turned = [x % 360 for x in xs]
    return min(turned), max(turned)


def _points(network: Network, seam: float) -> list[Point]:
    """Return the nodes and the tops of the curves between them, in degrees of the page."""
    points = []
    at = {}
    for number, node in enumerate(network.nodes):
        if node.at is not None:
            at[number] = (counted_from(seam, node.at[0]), miller(node.at[1]))
            points.append(at[number])
    for origin, dest, mode in {(lane.origin, lane.dest, lane.mode) for lane in network.lanes}:
        if origin in at and dest in at:
            points.append(_top(at[origin], at[dest], STROKES[mode].bow))
    return points


def _top(a: Point, b: Point, bow: float) -> Point:
    """Return the middle of a curve; heights count upwards here."""
    start = (a[0], -a[1])
    end = (a[0] + shortest(a[0], b[0]), -b[1])
    x, y = curve_point(start, bend_of(start, end, bow, 0.0), end, 0.5)
    return x, -y


def _folded(network: Network, whole: Scene) -> list[Mark]:
    """Return the marks that hold nodes of different places, those with the most lanes first."""
    found = [mark for mark in whole.marks if len({network.nodes[n].at for n in mark.nodes}) > 1]
    found.sort(key=lambda mark: (-_inside(network, mark), mark.name))
    return found[:MOST_SMALL]


def _without_loops(whole: Scene, folded: Sequence[Mark]) -> Scene:
    """Leave out the lanes inside a mark that has a picture of its own."""
    lines = tuple(ln for ln in whole.lines if not (ln.loop and whole.marks[ln.ends[0]] in folded))
    return replace(whole, lines=lines)


def _inside(network: Network, mark: Mark) -> int:
    held = set(mark.nodes)
    return sum(lane.origin in held and lane.dest in held for lane in network.lanes)


def _unfold(network: Network, mark: Mark, seam: float) -> Scene:
    places = [node.at for node in (network.nodes[n] for n in mark.nodes) if node.at is not None]
    points = [(counted_from(seam, x), miller(y)) for x, y in places]
    frame = _small_frame(points, seam)
    country = plain(network.nodes[mark.nodes[0]].country)
    title = f"{mark.name} ({country}): {counted(len(mark.nodes), 'node')}"
    return make_scene(network, title, frame, SMALL_LOOK, mark.nodes)


def _small_frame(points: Sequence[Point], seam: float) -> Frame:
    return fit(points, seam, SMALL, SMALL_HEIGHTS, SMALL_MARGIN, SMALL_DEGREES)


def _areas(network: Network, seam: float) -> Iterator[Scene]:
    """Yield a picture for each zone set that has service areas, with the nodes in reach."""
    for zone_set in list(dict.fromkeys(area.zone_set for area in network.areas))[:MOST_SMALL]:
        areas = [area for area in network.areas if area.zone_set == zone_set]
        # An area may lie across the seam of the lanes: its own picture is cut elsewhere.
        own = seam_of(_reach(area) for area in areas)
        rings = [ring for area in areas for ring in area.rings]
        points = [(counted_from(own, x), miller(y)) for ring in rings for x, y in ring]
        frame = _small_frame(points, own)
        near = [
            n
            for n, node in enumerate(network.nodes)
            if node.at is not None and _within(frame, frame.at(node.at))
        ]
        name, _, country = plain(zone_set).partition(":")
        title = f"Service areas of {name} ({country})"
        yield make_scene(network, title, frame, AREA_LOOK, near, areas)


def _within(frame: Frame, point: Point) -> bool:
    return 0 <= point[0] <= frame.width and 0 <= point[1] <= frame.height
