"""Lanes as lines on the page: one for all of a mode and leg between two marks.

Lines join the ends of lanes: they are not the way the goods take.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oneprice.scenarios.maps.frame import Frame, shortest
from oneprice.scenarios.maps.marks import Mark, Pixel
from oneprice.scenarios.maps.network import Network
from oneprice.scenarios.maps.style import STROKES, line_width

Path = tuple[Pixel, ...]

BOW_BACK, BOW_MORE = 0.06, 0.05  # for the way back, and for each further leg between two marks
ARROW_AT, ARROW_PX = 0.58, 5.0
LOOP_PX, LOOP_STEP_PX, LOOP_TURN = 9.0, 3.0, 1.1


@dataclass(frozen=True)
class Line:
    """The lanes of one mode and leg between two marks.

    Attributes
    ----------
    start, bend, end : Pixel
        A quadratic curve. A loop, whose lanes stay within one mark, has its middle in `bend`.
    loop : float
        Radius of a loop, 0 for a curve.
    arrow : Path
        The corners of the head that tells the direction.
    """

    mode: str
    leg: str
    lanes: tuple[int, ...]
    ends: tuple[int, int]
    start: Pixel
    bend: Pixel
    end: Pixel
    loop: float
    arrow: Path
    width: float

    def points(self, number: int = 41) -> list[Pixel]:
        """Return points along the curve, both ends included."""
        steps = (n / (number - 1) for n in range(number))
        return [curve_point(self.start, self.bend, self.end, t) for t in steps]


def lines_of(network: Network, marks: Sequence[Mark], frame: Frame) -> Iterator[Line]:
    """Yield the lines between the marks, those of most lanes first.

    A curve that the seam cuts comes twice, once from each edge.
    """
    holder = {node: number for number, mark in enumerate(marks) for node in mark.nodes}
    bundles: dict[tuple[int, int, str, str], list[int]] = {}
    for number, lane in enumerate(network.lanes):
        if lane.origin in holder and lane.dest in holder:
            key = (holder[lane.origin], holder[lane.dest], lane.mode, lane.leg)
            bundles.setdefault(key, []).append(number)
    beside: dict[tuple[int, int, str], int] = {}
    for key in sorted(bundles, key=lambda k: (-len(bundles[k]), k)):
        first, second, mode, leg = key
        mates = (first, second, mode if first != second else "")
        order = beside[mates] = beside.get(mates, -1) + 1
        lanes = tuple(bundles[key])
        if first == second:
            yield _loop(mode, leg, lanes, first, marks[first], order)
        else:
            yield from _curves(mode, leg, lanes, (first, second), marks, order, frame)


def _loop(mode: str, leg: str, lanes: tuple[int, ...], number: int, mark: Mark, order: int) -> Line:
    """Return a circle that touches its mark: the lanes stay where they start."""
    radius = LOOP_PX + LOOP_STEP_PX * (order // 4)
    angle = -math.pi / 4 - LOOP_TURN * order
    away = mark.radius + radius - 2
    bend = (mark.x + away * math.cos(angle), mark.y + away * math.sin(angle))
    tip = (bend[0] + radius * math.cos(angle), bend[1] + radius * math.sin(angle))
    arrow = _arrow(tip, angle + math.pi / 2, line_width(len(lanes)))
    middle = (mark.x, mark.y)
    width = line_width(len(lanes))
    return Line(mode, leg, lanes, (number, number), middle, bend, middle, radius, arrow, width)


def _curves(
    mode: str,
    leg: str,
    lanes: tuple[int, ...],
    ends: tuple[int, int],
    marks: Sequence[Mark],
    order: int,
    frame: Frame,
) -> Iterator[Line]:
    """Yield the curve between two marks, and a second time where the seam cuts it."""
    a, b = marks[ends[0]], marks[ends[1]]
    start = (a.x, a.y)
    end = (a.x + shortest(a.x / frame.scale, b.x / frame.scale) * frame.scale, b.y)
    bow = STROKES[mode].bow
    bow += math.copysign(BOW_MORE * order + (BOW_BACK if ends[0] > ends[1] else 0.0), bow)
    bend = bend_of(start, end, bow, frame.north * frame.scale)
    width = line_width(len(lanes))
    arrow = _arrow(*_heading(start, bend, end), width)
    cut = b.x - end[0]  # a whole turn where the short way runs over the seam
    for shift in (0.0, cut) if abs(cut) > 1 else (0.0,):
        path = tuple((x + shift, y) for x, y in (start, bend, end, *arrow))
        yield Line(mode, leg, lanes, ends, path[0], path[1], path[2], 0.0, path[3:], width)


def bend_of(start: Pixel, end: Pixel, bow: float, equator: float) -> Pixel:
    """Return the control point of a curve that swings `bow` of its length towards the pole.

    Heights count downwards; `equator` is that of the equator.
    """
    dx, dy = end[0] - start[0], end[1] - start[1]
    north = (start[1] + end[1]) / 2 <= equator
    side = 1.0 if ((dx or dy) > 0) == north else -1.0
    # The normal (dy, -dx) points up the page for a line that runs east.
    x = (start[0] + end[0]) / 2 + side * dy * 2 * bow
    y = (start[1] + end[1]) / 2 - side * dx * 2 * bow
    return x, y


def curve_point(start: Pixel, bend: Pixel, end: Pixel, t: float) -> Pixel:
    """Return a point of a quadratic curve, t from 0 to 1."""
    a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
    return (a * start[0] + b * bend[0] + c * end[0], a * start[1] + b * bend[1] + c * end[1])


def _heading(start: Pixel, bend: Pixel, end: Pixel) -> tuple[Pixel, float]:
    near, far = (curve_point(start, bend, end, ARROW_AT + d) for d in (-0.01, 0.01))
    at = curve_point(start, bend, end, ARROW_AT)
    return at, math.atan2(far[1] - near[1], far[0] - near[0])


def _arrow(at: Pixel, angle: float, width: float) -> Path:
    size = ARROW_PX + width * 0.8
    turns = ((0.0, size), (2.5, size * 0.85), (-2.5, size * 0.85))
    return tuple(
        (at[0] + r * math.cos(angle + turn), at[1] + r * math.sin(angle + turn))
        for turn, r in turns
    )
