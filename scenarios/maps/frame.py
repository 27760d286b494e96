"""Which part of the globe a map shows, and where on the page a place lies.

The projection is Miller's cylinder: longitudes are even, so a map may start at any meridian, and
the north is less blown up than Mercator's. The seam, where the map is cut, is laid into the widest
gap between lanes: a map of lanes from China to America is cut in the Atlantic, not in the Pacific.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from oneprice.scenarios.maps.network import Degrees

TURN, HALF_TURN = 360.0, 180.0
MOST_LATITUDE = 84.0
KM_PER_DEGREE = 111.2
Span = tuple[float, float]
Point = tuple[float, float]


def miller(latitude: float) -> float:
    """Return the height of a latitude on the page, in degrees of longitude."""
    bounded = max(-MOST_LATITUDE, min(MOST_LATITUDE, latitude))
    return math.degrees(1.25 * math.log(math.tan(math.pi / 4 + 0.4 * math.radians(bounded))))


def shortest(west: float, east: float) -> float:
    """Return the way from one longitude to another, -180 to 180: the short way round."""
    return (east - west + HALF_TURN) % TURN - HALF_TURN


def counted_from(seam: float, longitude: float) -> float:
    """Return a longitude counted on from the seam: seam <= result < seam + 360."""
    return seam + (longitude - seam) % TURN


def seam_of(spans: Iterable[Span]) -> float:
    """Return the longitude at which to cut a map so that as few spans as can be are cut.

    Parameters
    ----------
    spans : iterable of (west, east)
        What the map shows, in degrees; west <= east, in any turn.

    Returns
    -------
    float
        The middle of the widest gap, -180 to 180; without any gap the longitude with the fewest
        spans across it, the one nearest to the middle of the Atlantic.
    """
    listed = [(west % TURN, west % TURN + east - west) for west, east in spans]
    gap, middle, reach = 0.0, -30.0, -TURN
    turns = sorted((w + k * TURN, e + k * TURN) for w, e in listed for k in (-1, 0, 1))
    for west, east in turns:
        if west > reach > -TURN and west - reach > gap + 1e-9:
            gap, middle = west - reach, (west + reach) / 2
        reach = max(reach, east)
    if gap <= 0 and listed:
        middle = min(range(-180, 180, 5), key=lambda at: (_across(listed, at), abs(at + 30)))
    return shortest(0.0, middle)


def _across(spans: Sequence[Span], at: float) -> int:
    return sum(any(w < at + k * TURN < e for k in (0, 1, 2)) for w, e in spans)


@dataclass(frozen=True)
class Frame:
    """A window of the page.

    Attributes
    ----------
    seam : float
        Longitude at which the globe is cut; what lies east of it is counted on from there.
    west : float
        Longitude at the left edge, counted from the seam on.
    north : float
        Height of the upper edge (`miller`).
    scale : float
        Pixels per degree of longitude.
    width, height : float
        Pixels.
    """

    seam: float
    west: float
    north: float
    scale: float
    width: float
    height: float

    def at(self, place: Degrees) -> Point:
        """Return where a place lies, in pixels from the upper left corner."""
        return self.unrolled(counted_from(self.seam, place[0]), place[1])

    def unrolled(self, longitude: float, latitude: float) -> Point:
        """Return where a longitude lies that may run past the seam."""
        return (longitude - self.west) * self.scale, (self.north - miller(latitude)) * self.scale

    @property
    def degrees(self) -> float:
        """How many degrees of longitude are seen."""
        return self.width / self.scale

    def km(self, pixels: float) -> float:
        """Return how far pixels reach in the middle of the frame."""
        middle = self.north - self.height / self.scale / 2
        latitude = 2.5 * math.atan(math.exp(0.8 * math.radians(middle))) - 0.625 * math.pi
        return pixels / self.scale * KM_PER_DEGREE * math.cos(latitude)


def fit(
    points: Sequence[Point],
    seam: float,
    width: float,
    heights: Span,
    margin: float,
    least_degrees: float,
) -> Frame:
    """Return the frame that shows all points.

    Parameters
    ----------
    points : sequence of (x, y)
        At least one: longitudes counted from the seam on, and heights (`miller`).
    seam : float
        Where the globe is cut.
    width : float
        Pixels.
    heights : (least, most)
        Pixels; the frame is widened on the globe until its height lies between them.
    margin : float
        Pixels kept free on each side.
    least_degrees : float
        How many degrees of longitude are seen at least.
    """
    xs, ys = [x for x, _ in points], [y for _, y in points]
    inner = width - 2 * margin
    wide = max(max(xs) - min(xs), least_degrees * inner / width)
    tall = max(ys) - min(ys)
    scale = min(inner / wide, (heights[1] - 2 * margin) / tall if tall else math.inf)
    scale = max(scale, width / TURN)
    height = min(heights[1], max(heights[0], tall * scale + 2 * margin))
    return Frame(
        seam=seam,
        west=(max(xs) + min(xs)) / 2 - width / 2 / scale,
        north=(max(ys) + min(ys)) / 2 + height / 2 / scale,
        scale=scale,
        width=width,
        height=height,
    )
