"""A scene as SVG for a page: every name escaped, every line with the words of its lanes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from oneprice.scenarios.maps.lines import Line, Path
from oneprice.scenarios.maps.marks import Mark
from oneprice.scenarios.maps.network import Network
from oneprice.scenarios.maps.scene import Patch, Scale, Scene, background
from oneprice.scenarios.maps.style import (
    AREA_COLOURS,
    COAST,
    INK,
    LAND,
    PAPER,
    STROKES,
    WATER,
)
from oneprice.scenarios.maps.words import area_words, line_words, mark_words

HIT_PX = 12.0  # a line is felt this wide, for fingers
MARK_KINDS = ("origin", "hub", "gateway", "zone")


def scene_svg(network: Network, scene: Scene, number: int) -> str:
    """Return a scene as an `svg` element; `number` keeps the ids of a page apart."""
    width, height = scene.frame.width, scene.frame.height
    clip = f"page{number}"
    parts = [
        f'<svg viewBox="0 0 {_n(width)} {_n(height)}" role="img" class="{_size(number)}" '
        f'aria-label="{escape(scene.title)}">',
        f'<clipPath id="{clip}"><rect width="{_n(width)}" height="{_n(height)}"/></clipPath>',
        f'<g clip-path="url(#{clip})">',
        f'<rect width="{_n(width)}" height="{_n(height)}" fill="{background(scene)}"/>',
        _outline(scene.land, LAND),
        _outline(scene.lakes, WATER),
        *(_patch(patch) for patch in scene.patches),
        *(_line(network, line, scene.marks, f"{number}-{n}") for n, line in enumerate(scene.lines)),
        *(_mark(network, mark) for mark in scene.marks),
        *_labels(scene),
        *(_scale_bar(scene.scale, height) if scene.scale else ()),
        "</g></svg>",
    ]
    return "\n".join(part for part in parts if part)


def _size(number: int) -> str:
    return "whole" if number == 0 else "detail"


def _n(value: float) -> str:
    """Return a number of pixels with one decimal at most."""
    return f"{value:.1f}".removesuffix(".0")


def _ring(path: Path) -> str:
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in path) + "Z"


def _outline(paths: Iterable[Path], fill: str) -> str:
    shape = "".join(_ring(path) for path in paths)
    return f'<path d="{shape}" fill="{fill}" stroke="{COAST}" stroke-width="0.8"/>' if shape else ""


def _patch(patch: Patch) -> str:
    colour = AREA_COLOURS[patch.area.service]
    shape = "".join(_ring(ring) for ring in patch.rings)
    return (
        f'<g class="touch area" tabindex="0"><title>{escape(area_words(patch.area))}</title>'
        f'<path d="{shape}" fill="{colour}" fill-opacity="0.55" fill-rule="evenodd" '
        f'stroke="{INK}" stroke-width="1" stroke-dasharray="3 2"/></g>'
    )


def dashes(mode: str, width: float) -> str:
    """Return the dashes of a mode at a width, as an attribute."""
    parts = " ".join(_n(part * max(width, 1.5)) for part in STROKES[mode].dash)
    return f' stroke-dasharray="{parts}"' if parts else ""


def _line(network: Network, line: Line, marks: tuple[Mark, ...], name: str) -> str:
    colour = STROKES[line.mode].colour
    if line.loop:
        where = f'cx="{_n(line.bend[0])}" cy="{_n(line.bend[1])}" r="{_n(line.loop)}"'
        shape = f"<circle {where} "
    else:
        (a, b), (c, d), (e, f) = line.start, line.bend, line.end
        shape = f'<path d="M{_n(a)} {_n(b)}Q{_n(c)} {_n(d)} {_n(e)} {_n(f)}" '
    lanes = " ".join(str(lane) for lane in line.lanes)
    return (
        f'<g class="touch line" id="line{name}" tabindex="0" data-mode="{line.mode}" '
        f'data-leg="{line.leg}" data-lanes="{lanes}">'
        f"<title>{escape(line_words(network, line, marks))}</title>"
        f'{shape}fill="none" stroke="transparent" stroke-width="{_n(max(HIT_PX, line.width))}"/>'
        f'{shape}class="stroke" fill="none" stroke="{colour}" stroke-opacity="0.85" '
        f'stroke-width="{_n(line.width)}"{dashes(line.mode, line.width)}/>'
        f'<path d="{_ring(line.arrow)}" fill="{colour}"/></g>'
    )


def _mark(network: Network, mark: Mark) -> str:
    count = ""
    if len(mark.nodes) > 1:
        count = (
            f'<text x="{_n(mark.x)}" y="{_n(mark.y)}" font-size="{_n(mark.radius * 1.35)}" '
            f'text-anchor="middle" dominant-baseline="central" fill="{PAPER}" '
            f'font-weight="bold">{len(mark.nodes)}</text>'
        )
    return (
        f'<g class="touch mark" tabindex="0"><title>{escape(mark_words(network, mark))}</title>'
        f"{mark_shape(mark.kind, mark.x, mark.y, mark.radius, len(mark.nodes) > 1)}{count}</g>"
    )


def mark_shape(kind: str, x: float, y: float, radius: float, many: bool = False) -> str:
    """Return the sign of a kind of node; several nodes in one mark are a full disc."""
    edge = f'stroke="{PAPER}" stroke-width="1.2"'
    if many or kind == "origin":
        return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{INK}" {edge}/>'
    if kind == "zone":
        ring = f'fill="{PAPER}" stroke="{INK}" stroke-width="{_n(radius * 0.5)}"'
        return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius * 0.8)}" {ring}/>'
    r = radius * 1.15
    corners = ((x, y - r), (x + r, y), (x, y + r), (x - r, y))
    if kind == "gateway":
        corners = ((x, y - r), (x + r, y + r * 0.8), (x - r, y + r * 0.8), (x, y - r))
    return f'<path d="{_ring(corners)}" fill="{INK}" {edge}/>'


def _labels(scene: Scene) -> Iterator[str]:
    for label in scene.labels:
        if label.leader is not None:
            x, y = label.leader
            yield (
                f'<path d="M{_n(x)} {_n(y)}L{_n(label.x)} {_n(label.y)}" stroke="{INK}" '
                f'stroke-width="0.6" class="leader"/>'
            )
    for label in scene.labels:
        yield (
            f'<text class="name" x="{_n(label.x)}" y="{_n(label.y)}" text-anchor="{label.anchor}" '
            f'dominant-baseline="central" font-size="{_n(label.size)}">{escape(label.text)}</text>'
        )


def _scale_bar(scale: Scale, height: float) -> Iterator[str]:
    y = height - 12
    yield (
        f'<path d="M12 {_n(y - 4)}V{_n(y)}H{_n(12 + scale.pixels)}V{_n(y - 4)}" fill="none" '
        f'stroke="{INK}" stroke-width="1"/>'
    )
    yield f'<text class="name" x="12" y="{_n(y - 10)}" font-size="11">{scale.km}</text>'
