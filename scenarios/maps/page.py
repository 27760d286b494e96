"""A map as one page: pictures, a legend that switches modes and legs, and a table of all lanes.

The page needs nothing but itself: no network, no other file. A rule in its head forbids it to load
anything, so that not even a name that slipped through could.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from oneprice.scenarios.maps.assets import SCRIPT, STYLE
from oneprice.scenarios.maps.network import MapLane, Network
from oneprice.scenarios.maps.scene import Scene
from oneprice.scenarios.maps.style import (
    AREA_COLOURS,
    KIND_WORDS,
    LEG_WORDS,
    SERVICE_WORDS,
    STROKES,
    plain,
)
from oneprice.scenarios.maps.svg import dashes, mark_shape, scene_svg
from oneprice.scenarios.maps.words import SCHEMATIC, missing_words, summary

POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
COLUMNS = ("lane", "carrier", "mode", "leg", "from", "to", "days", "goods", "open")
HINT = "Touch a line, a mark or a row of the table."


def map_page(network: Network, scenes: list[Scene]) -> str:
    """Return the page of a map as HTML."""
    title = escape(f"Lanes of {plain(network.name)}")
    whole, *details = [scene_svg(network, scene, n) for n, scene in enumerate(scenes)]
    missing = escape(missing_words(network))
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title><style>{STYLE}</style></head><body>",
        f"<h1>{title}</h1><p>{escape(summary(network))}.</p>",
        *_legends(network),
        f'<div class="scroll">{whole}</div>',
        f'<p class="hint">{HINT} {escape(SCHEMATIC)}</p>',
        f"<p><strong>{missing}</strong></p>" if missing else "",
        '<div id="told" role="status" aria-live="polite"></div>',
        *_details(scenes[1:], details),
        "<h2>All lanes</h2>",
        f'<div class="scroll">{_table(network)}</div>',
        f"<footer>Book {escape(plain(network.name))}, {network.book_hash}</footer>",
        f"<script>{SCRIPT}</script></body></html>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _legends(network: Network) -> Iterator[str]:
    lanes = [lane for lane in network.lanes if network.placed(lane)]
    modes = [mode for mode in STROKES if any(lane.mode == mode for lane in network.lanes)]
    legs = [leg for leg in LEG_WORDS if any(lane.leg == leg for lane in network.lanes)]
    yield (
        '<div class="legend"><b>Modes</b>'
        + "".join(
            _box(
                "mode", mode, f"{mode} ({sum(lane.mode == mode for lane in lanes)})", _sample(mode)
            )
            for mode in modes
        )
        + "</div>"
    )
    yield (
        '<div class="legend"><b>Legs</b>'
        + "".join(
            _box("leg", leg, f"{LEG_WORDS[leg]} ({sum(lane.leg == leg for lane in lanes)})", "")
            for leg in legs
        )
        + "</div>"
    )
    yield '<div class="legend"><b>Places</b>' + "".join(_signs(network)) + "</div>"


def _box(name: str, value: str, words: str, sample: str) -> str:
    box = f'<input type="checkbox" name="{name}" value="{value}" checked>'
    return f"<label>{box} {sample}{escape(words)}</label>"


def _sample(mode: str) -> str:
    return (
        f'<svg width="38" height="12"><path d="M1 6H37" stroke="{STROKES[mode].colour}" '
        f'stroke-width="2.6"{dashes(mode, 2.6)}/></svg> '
    )


def _signs(network: Network) -> Iterator[str]:
    kinds = {node.kind for node in network.nodes if node.at is not None}
    for kind in KIND_WORDS:
        if kind in kinds:
            sign = f'<svg width="16" height="16">{mark_shape(kind, 8, 8, 5.5)}</svg>'
            yield f"<span>{sign} {KIND_WORDS[kind]}</span>"
    disc = mark_shape("origin", 8, 8, 7)
    number = '<text x="8" y="8.5" font-size="9" fill="#fff" text-anchor="middle" '
    number += 'dominant-baseline="central">3</text>'
    yield f'<span><svg width="16" height="16">{disc}{number}</svg> several nodes</span>'
    services = {area.service for area in network.areas}
    for service in SERVICE_WORDS:
        if service in services:
            colour = AREA_COLOURS[service]
            sign = '<svg width="16" height="16"><rect x="1" y="3" width="14" height="10" '
            sign += (
                f'fill="{colour}" fill-opacity="0.55" stroke="#222" stroke-dasharray="3 2"/></svg>'
            )
            yield f"<span>{sign} service area: {SERVICE_WORDS[service]}</span>"


def _details(scenes: list[Scene], pictures: list[str]) -> Iterator[str]:
    if pictures:
        yield "<h2>Places with several nodes, and service areas, in detail</h2>"
        yield '<div class="details">'
        for scene, picture in zip(scenes, pictures, strict=True):
            yield f"<figure><figcaption>{escape(scene.title)}</figcaption>{picture}</figure>"
        yield "</div>"


def _table(network: Network) -> str:
    head = "".join(f"<th>{name}</th>" for name in COLUMNS)
    rows = "\n".join(_row(network, n, lane) for n, lane in enumerate(network.lanes))
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{rows}\n</tbody></table>"


def _row(network: Network, number: int, lane: MapLane) -> str:
    origin, dest = network.nodes[lane.origin].name, network.nodes[lane.dest].name
    state = lane.state or "open"
    cells = (lane.name, lane.carrier, lane.mode, LEG_WORDS[lane.leg], origin, dest)
    state += "" if network.placed(lane) else "; not on the map"
    listed = "".join(f"<td>{escape(plain(c))}</td>" for c in (*cells, lane.days, lane.goods, state))
    return f'<tr data-lane="{number}" data-mode="{lane.mode}" data-leg="{lane.leg}">{listed}</tr>'
