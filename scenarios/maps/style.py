"""How a map looks: a colour, a dash and a bow for each mode, and words made fit for a page."""

from __future__ import annotations

import math
import unicodedata
from typing import NamedTuple


class Stroke(NamedTuple):
    """How the lanes of a mode are drawn.

    Attributes
    ----------
    colour : str
        Told apart by people who see two primary colours only (palette of Okabe and Ito, 2008).
    dash : tuple of float
        Lengths of dashes and gaps in units of the line's width, so that the modes can be told
        apart without colour; empty is a full line.
    bow : float
        How far a line swings off the straight one, in parts of its length, towards the pole.
    """

    colour: str
    dash: tuple[float, ...]
    bow: float


STROKES = {
    "air": Stroke("#0072B2", (), 0.17),
    "express": Stroke("#D55E00", (), 0.25),
    "post": Stroke("#AA4499", (1.2, 1.6), 0.10),
    "rail": Stroke("#B97A00", (4.0, 1.4, 1.0, 1.4), 0.05),
    "sea": Stroke("#009E73", (4.0, 2.0), -0.14),
    "road": Stroke("#555555", (), 0.03),
}
AREA_COLOURS = {
    "ok": "#56B4E9",
    "remote": "#F0E442",
    "super_remote": "#E69F00",
    "embargo": "#CC3311",
}
SERVICE_WORDS = {
    "ok": "served",
    "remote": "remote",
    "super_remote": "very remote",
    "embargo": "embargo",
}
LEG_WORDS = {
    "pickup": "pickup",
    "export": "export handling",
    "linehaul": "linehaul",
    "clearance": "customs clearance",
    "last_mile": "last mile",
}
KIND_WORDS = {
    "origin": "sellers ship from here",
    "hub": "hub",
    "gateway": "airport, port or terminal",
    "zone": "delivery area",
}
LAND, WATER, COAST, INK, PAPER = "#EFEBE0", "#F3F8FB", "#CFC8B6", "#222222", "#FFFFFF"
PLAIN = "#FBFAF6"  # where no coast is drawn
UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
LONGEST_LABEL = 32


def plain(text: str) -> str:
    """Return a text without what would steer a reader's screen: controls and turns of writing."""
    if text.isprintable():
        return text
    return "".join(" " if unicodedata.category(char) in UNSEEN else char for char in text)


def short(title: str, name: str) -> str:
    """Return a title up to its first comma, or the name where that is too long or empty."""
    head = plain(title).split(",")[0].split(";")[0].strip()
    return head if 0 < len(head) <= LONGEST_LABEL else shortened(plain(name))


def shortened(text: str) -> str:
    """Return a text cut to what fits beside a mark."""
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "\u2026"


def line_width(lanes: int) -> float:
    """Return the width in pixels of a line that stands for so many lanes."""
    return min(8.0, 0.4 + 1.2 * math.sqrt(lanes))


def counted(number: int, word: str) -> str:
    """Return "1 lane" or "2 lanes"."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"
