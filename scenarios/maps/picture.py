"""A map as a picture (PNG), drawn with matplotlib, which the extra `pictures` installs."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oneprice.scenarios.maps.labels import text_width
from oneprice.scenarios.maps.lines import Line
from oneprice.scenarios.maps.marks import Mark
from oneprice.scenarios.maps.network import Network
from oneprice.scenarios.maps.scene import Scene, background
from oneprice.scenarios.maps.style import (
    AREA_COLOURS,
    COAST,
    INK,
    KIND_WORDS,
    LAND,
    PAPER,
    SERVICE_WORDS,
    STROKES,
    WATER,
    Stroke,
    plain,
)
from oneprice.scenarios.maps.views import SMALL, WIDE
from oneprice.scenarios.maps.words import SCHEMATIC, missing_words, summary

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DPI = 150
PIXELS_PER_INCH = 100.0
POINTS_PER_PIXEL = 72.0 / PIXELS_PER_INCH
EDGE, HEAD, FOOT, TITLE, LEGEND = 20.0, 64.0, 44.0, 24.0, 74.0
IN_A_ROW = 3
LOOP_POINTS = 33
SIGNS = {"origin": "o", "hub": "D", "gateway": "^", "zone": "o"}
SIDES = {"start": "left", "middle": "center", "end": "right"}


def write_picture(network: Network, scenes: Sequence[Scene], path: Path) -> None:
    """Write the pictures of a network into one PNG file."""
    figure, tops = _sheet(scenes)
    _words(figure, network)
    for scene, (left, top) in zip(scenes, tops, strict=True):
        _draw(_axes(figure, scene, left, top), scene, named=scene is not scenes[0])
    _legend(figure, network, _height(figure) - HEAD - scenes[0].frame.height)
    with warnings.catch_warnings():
        # A name in a script that no installed type has is drawn as boxes: no reason to say so.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure.savefig(path, format="png", metadata={"Software": None})


def _sheet(scenes: Sequence[Scene]) -> tuple[Figure, list[tuple[float, float]]]:
    """Return an empty sheet and the upper left corner of each picture, in pixels from the top."""
    from matplotlib.figure import Figure as Sheet

    tops = [(EDGE, HEAD)]
    y = HEAD + scenes[0].frame.height + LEGEND
    gap = (WIDE - IN_A_ROW * SMALL) / (IN_A_ROW - 1)
    for start in range(1, len(scenes), IN_A_ROW):
        row = scenes[start : start + IN_A_ROW]
        tops += [(EDGE + n * (SMALL + gap), y + TITLE) for n in range(len(row))]
        y += TITLE + max(scene.frame.height for scene in row) + EDGE / 2
    size = ((WIDE + 2 * EDGE) / PIXELS_PER_INCH, (y + FOOT) / PIXELS_PER_INCH)
    return Sheet(figsize=size, dpi=DPI, facecolor=PAPER), tops


def _height(figure: Figure) -> float:
    return float(figure.get_figheight()) * PIXELS_PER_INCH


def _text(owner: Any, x: float, y: float, words: str, size: float, **more: Any) -> Any:
    """Write words as they are: a dollar sign is no formula here."""
    return owner.text(x, y, words, fontsize=size * POINTS_PER_PIXEL, parse_math=False, **more)


def _words(figure: Figure, network: Network) -> None:
    width, height = WIDE + 2 * EDGE, _height(figure)
    title = f"Lanes of {plain(network.name)}"
    _text(figure, EDGE / width, 1 - 26 / height, title, 24, weight="bold", va="center", color=INK)
    _text(figure, EDGE / width, 1 - 50 / height, summary(network), 15, va="center", color=INK)
    _text(figure, EDGE / width, 28 / height, SCHEMATIC, 12, va="center", color="#666666")
    missing = missing_words(network)
    if len(missing) > 190:
        missing = missing[:189] + "\u2026"
    _text(figure, EDGE / width, 12 / height, missing, 12, va="center", color="#AA3300")


def _axes(figure: Figure, scene: Scene, left: float, top: float) -> Axes:
    width, height = WIDE + 2 * EDGE, _height(figure)
    frame = scene.frame
    box = (
        left / width,
        1 - (top + frame.height) / height,
        frame.width / width,
        frame.height / height,
    )
    axes = figure.add_axes(box)
    axes.set_xlim(0, frame.width)
    axes.set_ylim(frame.height, 0)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_facecolor(background(scene))
    for side in axes.spines.values():
        side.set_color("#BBBBBB")
    return axes


def _draw(axes: Axes, scene: Scene, named: bool) -> None:
    if named:
        _text(axes, 0, -8, scene.title, 14, weight="bold", color=INK)
    for path in scene.land:
        axes.fill(*_xy(path), facecolor=LAND, edgecolor=COAST, linewidth=0.6)
    for path in scene.lakes:
        axes.fill(*_xy(path), facecolor=WATER, edgecolor=COAST, linewidth=0.6)
    _patches(axes, scene)
    for line in scene.lines:
        _line(axes, line)
    for mark in scene.marks:
        _mark(axes, mark)
    _names(axes, scene)


def _xy(path: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [x for x, _ in path], [y for _, y in path]


def _patches(axes: Axes, scene: Scene) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as Outline

    for patch in scene.patches:
        rings = [Outline([*ring, ring[0]], closed=True) for ring in patch.rings]
        if rings:
            colour = AREA_COLOURS[patch.area.service]
            shape = Outline.make_compound_path(*rings)
            axes.add_patch(PathPatch(shape, facecolor=colour, alpha=0.55, linewidth=0))
            edge = {"edgecolor": INK, "linewidth": 0.8, "linestyle": (0, (3, 2))}
            axes.add_patch(PathPatch(shape, facecolor="none", **edge))


def _line(axes: Axes, line: Line) -> None:
    stroke = STROKES[line.mode]
    if line.loop:
        turns = [2 * math.pi * n / LOOP_POINTS for n in range(LOOP_POINTS + 1)]
        x, y = line.bend
        points = [(x + line.loop * math.cos(t), y + line.loop * math.sin(t)) for t in turns]
    else:
        points = line.points()
    axes.plot(
        *_xy(points),
        alpha=0.85,
        zorder=3,
        **_pen(stroke, line.width),
    )
    axes.fill(*_xy(line.arrow), color=stroke.colour, linewidth=0, zorder=3)


def _mark(axes: Axes, mark: Mark) -> None:
    many = len(mark.nodes) > 1
    hollow = mark.kind == "zone" and not many
    axes.plot(
        [mark.x],
        [mark.y],
        marker="o" if many else SIGNS[mark.kind],
        markersize=mark.radius * 2 * POINTS_PER_PIXEL,
        markerfacecolor=PAPER if hollow else INK,
        markeredgecolor=INK if hollow else PAPER,
        markeredgewidth=1.8 if hollow else 0.8,
        zorder=5,
    )
    if many:
        look = {"color": PAPER, "weight": "bold", "ha": "center", "zorder": 6}
        count = str(len(mark.nodes))
        _text(axes, mark.x, mark.y, count, mark.radius * 1.35, va="center_baseline", **look)


def _names(axes: Axes, scene: Scene) -> None:
    from matplotlib.patheffects import withStroke

    halo = [withStroke(linewidth=2.2, foreground=PAPER)]
    for label in scene.labels:
        if label.leader is not None:
            xs, ys = _xy([label.leader, (label.x, label.y)])
            axes.plot(xs, ys, color=INK, linewidth=0.5, zorder=4)
        look = {"ha": SIDES[label.anchor], "va": "center_baseline", "zorder": 7, "color": INK}
        written = _text(axes, label.x, label.y, label.text, label.size, **look)
        written.set_path_effects(halo)
    if scene.scale is not None:
        y = scene.frame.height - 12
        axes.plot([12, 12, 12 + scene.scale.pixels, 12 + scene.scale.pixels], [y - 4, y, y, y - 4],
                  color=INK, linewidth=0.8, zorder=7)  # fmt: skip
        _text(axes, 12, y - 10, scene.scale.km, 11, color=INK, zorder=7).set_path_effects(halo)


def _legend(figure: Figure, network: Network, top: float) -> None:
    """Write the legend below the first picture; `top` is its height over the foot, in pixels."""
    width, height = WIDE + 2 * EDGE, _height(figure)
    axes = figure.add_axes((0, (top - LEGEND) / height, 1, LEGEND / height))
    axes.set_axis_off()
    axes.set_xlim(0, width)
    axes.set_ylim(LEGEND, 0)
    lanes = [lane for lane in network.lanes if network.placed(lane)]
    x = EDGE
    for mode, stroke in STROKES.items():
        count = sum(lane.mode == mode for lane in lanes)
        if count:
            axes.plot([x, x + 40], [20, 20], **_pen(stroke, 2.6))
            x = _entry(axes, x + 48, 20, f"{mode} ({count})")
    x = EDGE
    for kind in (k for k in KIND_WORDS if any(n.kind == k and n.at for n in network.nodes)):
        _mark(axes, Mark(x + 8, 46, 6, kind, (0,), ""))
        x = _entry(axes, x + 22, 46, KIND_WORDS[kind])
    _mark(axes, Mark(x + 8, 46, 8, "hub", (0, 1, 2), ""))
    x = _entry(axes, x + 22, 46, "several nodes")
    for service in (s for s in SERVICE_WORDS if any(a.service == s for a in network.areas)):
        corners = ([x, x + 18, x + 18, x], [40, 40, 52, 52])
        axes.fill(*corners, facecolor=AREA_COLOURS[service], edgecolor=INK, alpha=0.6)
        x = _entry(axes, x + 26, 46, f"service area: {SERVICE_WORDS[service]}")


def _entry(axes: Axes, x: float, y: float, words: str) -> float:
    """Write one entry of a legend and return where the next one starts."""
    _text(axes, x, y, words, 14, va="center_baseline", color=INK)
    return x + text_width(words, 14) + 26


def _pen(stroke: Stroke, width: float) -> dict[str, Any]:
    """Return how a mode is drawn, in matplotlib's words."""
    return {
        "color": stroke.colour,
        "linewidth": width * POINTS_PER_PIXEL,
        "linestyle": (0, stroke.dash) if stroke.dash else "-",
    }
