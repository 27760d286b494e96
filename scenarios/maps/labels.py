"""Where names stand on a map: beside their marks, over no other mark and no other name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

CHAR_PARTS, WIDE_CHAR_PARTS = 0.57, 1.05  # of the size of the type
LINE_PARTS = 1.15
AWAY = (2.0, 10.0, 20.0)  # pixels between mark and name, tried in turn
# Right, left, above, below, then the corners: (horizontal, vertical).
SIDES = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1))
ANCHORS = {1: "start", 0: "middle", -1: "end"}

LEADER_COST = 4  # points of lines
MOST_NAMES = 150  # more cannot be read

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Label:
    """A name on the page; `x`, `y` are its anchor, on the middle of the line."""

    text: str
    x: float
    y: float
    anchor: str
    size: float
    box: Box
    leader: tuple[float, float] | None = None


def text_width(text: str, size: float) -> float:
    """Return about how many pixels a text takes; wide characters count double."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return size * (CHAR_PARTS * (len(text) - wide) + WIDE_CHAR_PARTS * wide)


def place_labels(
    named: Sequence[tuple[str, float, float, float]],
    page: Box,
    size: float,
    taken: Sequence[Box] = (),
    drawn: Sequence[Point] = (),
) -> list[Label]:
    """Return the names that find a free place, the first given first, 150 at most.

    Parameters
    ----------
    named : sequence of (text, x, y, radius)
        Names with the middle and the radius of their marks, most important first.
    page : Box
        What the names must not leave.
    size : float
        Of the type, in pixels.
    taken : sequence of Box
        What else the names must not cover.
    drawn : sequence of (x, y)
        Points of lines: of the free places the one that covers the fewest is taken.
    """
    marks = [(x - r, y - r, x + r, y + r) for _, x, y, r in named]
    points = np.array(drawn, dtype=np.float64).reshape(-1, 2)
    labels: list[Label] = []
    for own, (text, x, y, radius) in enumerate(named[:MOST_NAMES]):
        others = [box for i, box in enumerate(marks) if i != own]
        others += [*taken, *(label.box for label in labels)]
        free = [
            label
            for label in _candidates(text, x, y, radius, size)
            if _inside(label.box, page) and not any(_meet(label.box, box) for box in others)
        ]
        if free:
            labels.append(min(free, key=lambda label: _cost(label, points)))
    return labels


def _cost(label: Label, points: npt.NDArray[np.float64]) -> int:
    """Return how many points a name covers; a leader costs as much as a few of them."""
    left, top, right, bottom = label.box
    x, y = points[:, 0], points[:, 1]
    covered = np.count_nonzero((left <= x) & (x <= right) & (top <= y) & (y <= bottom))
    return int(covered) + (LEADER_COST if label.leader is not None else 0)


def _candidates(text: str, x: float, y: float, radius: float, size: float) -> Iterator[Label]:
    width, height = text_width(text, size), size * LINE_PARTS
    for away in AWAY:
        for side, up in SIDES:
            left = x + side * (radius + away) - (1 - side) / 2 * width
            middle = y + up * (radius + away + height / 2)
            box = (left, middle - height / 2, left + width, middle + height / 2)
            anchor_x = left + (1 - side) / 2 * width
            leader = (x, y) if away > AWAY[0] else None
            yield Label(text, anchor_x, middle, ANCHORS[side], size, box, leader)


def _inside(box: Box, page: Box) -> bool:
    return box[0] >= page[0] and box[1] >= page[1] and box[2] <= page[2] and box[3] <= page[3]


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
