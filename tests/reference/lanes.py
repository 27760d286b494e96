"""Lanes, nodes and the chains they form."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from reference.calendars import WorkCalendar
from reference.goods import all_shown
from reference.limits import scaled_limits
from reference.opening import Doors
from reference.reading import Row, holds, maybe, ratio, words
from reference.transfers import Transfers

LEGS = ("pickup", "export", "linehaul", "clearance", "last_mile")
SLOWEST_FIRST = ("sea", "rail", "road", "post", "air", "express")
BY_VOLUME = ("rt", "cbm")  # freight goes loose (C-28)
FLYING = ("air", "express", "post")  # passenger aircraft, unless they say otherwise (C-60)
INSIDE_ANOTHER = ("clearance", "last_mile")


@dataclass(frozen=True)
class Node:
    """A place with its clock."""

    node_id: str
    kind: str
    country: str
    zone: str
    region: str = ""
    doors: Doors | None = None  # none: always open (C-63)
    clears: tuple[str, ...] = ()  # countries; none: all (C-65)


class Lane:
    """One row of `lane.csv` with its places and calendar."""

    def __init__(
        self, row: Row, nodes: dict[str, Node], calendars: dict[str, WorkCalendar]
    ) -> None:
        self.row = row
        self.lane_id, self.carrier, self.leg = row["lane_id"], row["carrier"], row["leg"]
        self.mode, self.currency, self.segment = row["mode"], row["currency"], row["segment"]
        self.origin, self.dest = nodes[row["origin_node"]], nodes[row["dest_node"]]
        self.calendar = calendars[row["calendar_id"]]
        self.priced_by, self.zone_set = row.get("priced_by", ""), row.get("zone_set", "")
        self.unit = row.get("qty_unit", "") or "kg"
        self.scope = row.get("weight_scope", "") or "piece"
        self.band_basis = row.get("band_basis", "") or "chargeable"
        self.tax_terms = row.get("tax_terms", "") or "excluded"
        self.dutiable_share = ratio(row.get("dutiable_share", ""), "1")
        self.in_working_days = row.get("day_type", "") == "work"
        self.numbers: dict[str, Fraction | None] = {}
        self.leaves = bool(row.get("departure_days", ""))
        self.departures: list[tuple[int, int]] | None = None  # (cut-off, departure), once known
        self.dim_mix = ratio(row.get("dim_mix", ""), "1")
        self.dim_min_ratio = ratio(row.get("dim_min_ratio", ""))
        self.by_ship_from = row.get("origin_by", "") == "ship_from"
        self.aircraft = row.get("aircraft", "")
        if not self.aircraft and self.mode in FLYING:
            self.aircraft = "passenger"
        self.allowed = all_shown(words(row["cargo_allow"]))
        self.required = all_shown(words(row.get("cargo_require", "")))
        self.limits = scaled_limits(row)
        self.day_of = row.get("day_of", "") or "sale"
        self.by_piece = self.scope == "piece"
        self.bonded = row.get("bonded", "") == "1"

    def number(self, column: str) -> Fraction | None:
        """Return a decimal column, or None where it is empty."""
        if column not in self.numbers:
            self.numbers[column] = maybe(self.row.get(column, ""))
        return self.numbers[column]

    def open_on(self, day: int) -> bool:
        """Tell whether the lane is sold on a day."""
        return (self.row.get("status", "") or "open") == "open" and holds(self.row, day)


class Route:
    """A chain of lanes from an origin to a country."""

    def __init__(self, lanes: tuple[Lane, ...]) -> None:
        self.lanes = lanes
        legs = [lane.leg for lane in lanes]
        modes = [lane.mode for lane in lanes if lane.leg == "linehaul" and not lane.bonded]
        self.mode = min(modes, key=SLOWEST_FIRST.index)
        self.clearance = legs.index("clearance")
        self.loose = any(x.leg == "linehaul" and x.unit in BY_VOLUME for x in lanes)
        self.order = (tuple(x.carrier for x in lanes), tuple(x.lane_id for x in lanes))
        self.duties_included = any(x.tax_terms == "ddp_included" for x in lanes)


class Network:
    """All lanes, and the routes between an origin and a country."""

    def __init__(self, lanes: list[Lane], transfers: Transfers) -> None:
        self.lanes, self.transfers = lanes, transfers
        self.memo: dict[tuple[str, str], list[Route]] = {}

    def routes(self, origin: str, country: str) -> list[Route]:
        """Return the routes in the order of (carrier ids, lane ids) (C-46)."""
        key = (origin, country)
        if key not in self.memo:
            found = [Route(chain) for chain in self.chains(origin, country, ())]
            self.memo[key] = sorted(found, key=lambda r: r.order)
        return self.memo[key]

    def chains(self, node: str, country: str, before: tuple[Lane, ...]) -> list[tuple[Lane, ...]]:
        """Return all chains from a node: legs in order, a last mile at the end (C-46)."""
        if before and before[-1].leg == "last_mile":
            end = before[-1].dest
            return [before] if end.kind == "zone" and end.country == country else []
        onward = [x for x in self.lanes if x.origin.node_id == node and follows(x, before)]
        onward = [x for x in onward if clears(x, country) and self.allowed(before, x)]
        held = {lane.lane_id for lane in before}
        inside = [x for x in onward if x.leg in INSIDE_ANOTHER and x.priced_by in held]
        free = [lane for lane in onward if not lane.priced_by]
        chosen = inside or free
        return [
            chain
            for lane in chosen
            for chain in self.chains(lane.dest.node_id, country, (*before, lane))
        ]

    def allowed(self, before: tuple[Lane, ...], lane: Lane) -> bool:
        """Tell whether goods may go on by a lane (C-64)."""
        return not before or self.transfers.allowed(before[-1], lane)


def clears(lane: Lane, country: str) -> bool:
    """Tell whether goods are cleared, or leave uncleared, where a lane starts (C-65)."""
    countries = lane.origin.clears
    if lane.leg == "clearance":
        return not countries or country in countries
    return lane.leg != "linehaul" or country not in countries or lane.bonded


def follows(lane: Lane, before: tuple[Lane, ...]) -> bool:
    """Tell whether a lane may come next: pickup and export may be absent, no other leg (C-46)."""
    if not before:
        first = lane.origin.kind == "origin" and lane.leaves and lane.leg in LEGS[:3]
        return first and not lane.bonded
    if lane.bonded:  # the last linehaul, after one or two others (C-65)
        return before[-1].leg == "linehaul" and not before[-1].bonded
    linehauls = sum(x.leg == "linehaul" for x in before)
    after = {
        "pickup": ("export", "linehaul"),
        "export": ("linehaul",),
        "linehaul": ("linehaul", "clearance") if linehauls == 1 else ("clearance",),
        "clearance": ("last_mile",),
    }
    return lane.leg in after[before[-1].leg]
