"""One picture of a network on the page: marks, lines, names and areas in pixels.

Both faces of a map, page and picture, draw the same scenes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from oneprice.scenarios.maps.frame import TURN, Frame
from oneprice.scenarios.maps.labels import Label, place_labels
from oneprice.scenarios.maps.land import lakes, land
from oneprice.scenarios.maps.lines import Line, Path, lines_of
from oneprice.scenarios.maps.marks import RANK, Look, Mark, Pixel, fold
from oneprice.scenarios.maps.network import MapArea, Network
from oneprice.scenarios.maps.style import (
    PLAIN,
    SERVICE_WORDS,
    WATER,
    plain,
    shortened,
)

LAND_FROM_DEGREES = 7.0  # a coarser outline would put ports on land
NICE = (1, 2, 5)


@dataclass(frozen=True)
class Patch:
    """A service area; its rings may lie in one another, which cuts holes."""

    area: MapArea
    rings: tuple[Path, ...]


@dataclass(frozen=True)
class Scale:
    """A bar of so many kilometres."""

    km: str
    pixels: float


@dataclass(frozen=True)
class Scene:
    """All that is seen on one picture."""

    title: str
    frame: Frame
    land: tuple[Path, ...]
    lakes: tuple[Path, ...]
    patches: tuple[Patch, ...]
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]
    scale: Scale | None


def background(scene: Scene) -> str:
    """Return the colour below all: the sea, or plain paper where no coast is drawn."""
    return WATER if scene.frame.degrees >= LAND_FROM_DEGREES else PLAIN


def make_scene(
    network: Network,
    title: str,
    frame: Frame,
    look: Look,
    nodes: Iterable[int],
    areas: Sequence[MapArea] = (),
) -> Scene:
    """Draw the nodes given, the lanes between them and the areas given into a frame."""
    marks = fold(network, nodes, frame, look)
    lines = tuple(lines_of(network, marks, frame)) if look.lanes else ()
    wide = frame.degrees >= LAND_FROM_DEGREES
    return Scene(
        title=title,
        frame=frame,
        land=_rings(land(), frame) if wide else (),
        lakes=_rings(lakes(), frame) if wide else (),
        patches=tuple(Patch(area, _rings(area.rings, frame)) for area in areas),
        lines=lines,
        marks=tuple(marks),
        labels=tuple(_labels(marks, lines, areas if look.area_names else (), frame, look)),
        scale=None if frame.degrees > 60 else _scale(frame),
    )


# --- names, land and scale ------------------------------------------------------------


def _labels(
    marks: Sequence[Mark],
    lines: Sequence[Line],
    areas: Sequence[MapArea],
    frame: Frame,
    look: Look,
) -> list[Label]:
    order = sorted(marks, key=lambda mark: (RANK[mark.kind], -len(mark.nodes), mark.name))
    named = [(mark.name, mark.x, mark.y, mark.radius) for mark in order]
    for area in areas:
        words = f"{area.zone}, {SERVICE_WORDS[area.service]}"
        named.append((shortened(plain(words)), *_middle(area, frame), 0.0))
    page = (3.0, 3.0, frame.width - 3.0, frame.height - 3.0)
    loops = [(*line.bend, line.loop) for line in lines if line.loop]
    taken = [(x - r, y - r, x + r, y + r) for x, y, r in loops]
    drawn = [point for line in lines if not line.loop for point in line.points()]
    return place_labels(named, page, look.type_size, taken, drawn)


def _middle(area: MapArea, frame: Frame) -> Pixel:
    points = [frame.at(point) for point in area.rings[0]]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def _rings(rings: Iterable[Sequence[tuple[float, float]]], frame: Frame) -> tuple[Path, ...]:
    """Return rings on the page, once for each turn of the globe in which they are seen."""
    found: list[Path] = []
    for ring in rings:
        for turn in (-TURN, 0.0, TURN, 2 * TURN):
            path = tuple(frame.unrolled(x + turn, y) for x, y in ring)
            if _seen(path, frame):
                found.append(path)
    return tuple(found)


def _seen(path: Path, frame: Frame) -> bool:
    xs, ys = [x for x, _ in path], [y for _, y in path]
    return min(xs) < frame.width and max(xs) > 0 and min(ys) < frame.height and max(ys) > 0


def _scale(frame: Frame) -> Scale:
    """Return a bar of a round number of kilometres, at most a quarter of the width."""
    most = frame.km(frame.width / 4)
    power = 10.0 ** math.floor(math.log10(most))
    km = max(nice * power for nice in NICE if nice * power <= most)
    return Scale(f"{km:g} km", frame.width / 4 * km / most)
