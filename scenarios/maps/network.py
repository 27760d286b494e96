"""What a map shows of a book, as plain data: nodes with their places, lanes, service areas."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from oneprice.core.book import Book
from oneprice.core.days import HOURS_PER_DAY, NEVER_DAY, day_of
from oneprice.core.errors import InputError
from oneprice.core.ground import MICRO, NODE_KIND
from oneprice.core.vocabulary import BATTERY_FLAGS, LEGS, LIQUID_FLAGS, MODES

KINDS = {code: word for word, code in NODE_KIND.items()}
SERVICES = ("ok", "remote", "super_remote", "embargo")
WORK_DAYS = 1
SUSPENDED = 1

Degrees = tuple[float, float]  # longitude, latitude


@dataclass(frozen=True)
class MapNode:
    """A node; `at` is None where the book does not say where it is."""

    name: str
    title: str
    kind: str
    country: str
    region: str = ""
    at: Degrees | None = None


@dataclass(frozen=True)
class MapLane:
    """A lane between two nodes, which are indexes into `Network.nodes`."""

    name: str
    carrier: str
    mode: str
    leg: str
    origin: int
    dest: int
    days: str = ""
    goods: str = ""
    state: str = ""


@dataclass(frozen=True)
class MapArea:
    """A service area with its rings in degrees (C-61)."""

    zone_set: str
    zone: str
    service: str
    postcodes: int
    rings: tuple[tuple[Degrees, ...], ...]


@dataclass(frozen=True)
class Network:
    """All that a map shows."""

    name: str
    book_hash: str
    nodes: tuple[MapNode, ...]
    lanes: tuple[MapLane, ...]
    areas: tuple[MapArea, ...] = field(default=())

    def placed(self, lane: MapLane) -> bool:
        """Tell whether both ends of a lane have a place."""
        return self.nodes[lane.origin].at is not None and self.nodes[lane.dest].at is not None


def read_network(book: Book) -> Network:
    """Return what a map shows of a book.

    Raises
    ------
    InputError
        No node of the book has a place.
    """
    nodes = tuple(_node(book, row) for row in book.tables["node"][1:])
    if all(node.at is None for node in nodes):
        remedy = "add latitude and longitude to node.csv, in degrees, and build the book again"
        raise InputError("BOOK", f"{book.name}: no node with a place", remedy)
    lanes = tuple(_lane(book, row) for row in book.tables["lane"][1:])
    areas = tuple(_area(book, row) for row in book.tables["area"][1:])
    return Network(book.name, book.book_hash, nodes, lanes, areas)


def _node(book: Book, row: Any) -> MapNode:
    ids = book.ids
    at = (int(row["longitude_udeg"]) / MICRO, int(row["latitude_udeg"]) / MICRO)
    return MapNode(
        name=ids.name("node", row["name"]),
        title=ids.name("node_title", row["title"]),
        kind=KINDS[int(row["kind"])],
        country=ids.name("country", row["country"]),
        region=ids.name("region", row["region"]),
        at=at if row["placed"] else None,
    )


def _lane(book: Book, row: Any) -> MapLane:
    ids = book.ids
    return MapLane(
        name=ids.name("lane", row["name"]),
        carrier=ids.name("carrier", row["carrier"]),
        mode=MODES[int(row["mode"])],
        leg=LEGS[int(row["leg"])],
        origin=int(row["origin_node"]) - 1,
        dest=int(row["dest_node"]) - 1,
        days=_days(row),
        goods=_goods(row),
        state=_state(row),
    )


def _days(row: Any) -> str:
    """Return the published transit range in words: "2 to 3 days, 4% up to 6"."""
    least, most = (_day_number(int(row[f])) for f in ("law_min_h", "law_max_h"))
    word = "working days" if row["day_type"] == WORK_DAYS else "days"
    text = f"{least} {word}" if least == most else f"{least} to {most} {word}"
    if row["late_num"]:
        share = 100 * int(row["late_num"]) / int(row["late_den"])
        text += f", {share:.3g}% up to {_day_number(int(row['late_max_h']))}"
    return text


def _day_number(hours: int) -> str:
    return f"{hours / HOURS_PER_DAY:.3g}"


def _goods(row: Any) -> str:
    """Return which classes of goods a lane takes."""
    allow, needed = int(row["allow_mask"]), int(row["require_mask"])
    words = [] if needed else ["general"]
    words += ["battery"] if allow & BATTERY_FLAGS else []
    words += ["liquid, powder"] if allow & LIQUID_FLAGS else []
    return ", ".join(words) or "special"


def _state(row: Any) -> str:
    """Return "" for an open lane, or when it is open; suspended lanes are told so."""
    if row["status"] == SUSPENDED:
        return "suspended"
    words = []
    if row["from_day"] > -NEVER_DAY:
        words.append(f"from {day_of(int(row['from_day']))}")
    if row["to_day"] < NEVER_DAY:
        words.append(f"until {day_of(int(row['to_day']) - 1)}")
    return " ".join(words)


def _area(book: Book, row: Any) -> MapArea:
    points = book.tables["area_point"][int(row["point_lo"]) : int(row["point_hi"])]
    rings: dict[int, list[Degrees]] = {}
    for point in points:
        at = (int(point["longitude_udeg"]) / MICRO, int(point["latitude_udeg"]) / MICRO)
        rings.setdefault(int(point["ring"]), []).append(at)
    return MapArea(
        zone_set=book.ids.name("zone_set", row["zone_set"]),
        zone=book.ids.name("zone", row["zone"]),
        service=SERVICES[int(row["service"])],
        postcodes=int(row["postcodes"]),
        rings=tuple(tuple(ring) for ring in rings.values()),
    )
