"""Lanes, nodes and the chains they form."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from reference.calendars import WorkCalendar
from reference.reading import Row, holds, maybe, ratio

LEGS = ("pickup", "export", "linehaul", "clearance", "last_mile")


@dataclass(frozen=True)
class Node:
    """A place with its clock."""

    node_id: str
    kind: str
    country: str
    zone: str


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
        self.starts: dict[int, int] = {}  # departures found so far
        self.dim_mix = ratio(row.get("dim_mix", ""), "1")

    def number(self, column: str) -> Fraction | None:
        """Return a decimal column, or None where it is empty."""
        return maybe(self.row.get(column, ""))

    def open_on(self, day: int) -> bool:
        """Tell whether the lane is sold on a day."""
        return (self.row.get("status", "") or "open") == "open" and holds(self.row, day)


class Route:
    """A chain of lanes from an origin to a country."""

    def __init__(self, lanes: tuple[Lane, ...]) -> None:
        self.lanes = lanes
        legs = [lane.leg for lane in lanes]
        self.mode = lanes[legs.index("linehaul")].mode
        self.clearance = legs.index("clearance")
        self.order = (tuple(x.carrier for x in lanes), tuple(x.lane_id for x in lanes))
        self.duties_included = any(x.tax_terms == "ddp_included" for x in lanes)

    def priced(self) -> bool:
        """Tell whether every lane priced inside another stands after it (C-35)."""
        ids = [lane.lane_id for lane in self.lanes]
        return all(not x.priced_by or x.priced_by in ids[:i] for i, x in enumerate(self.lanes))


class Network:
    """All lanes, and the routes between an origin and a country."""

    def __init__(self, lanes: list[Lane]) -> None:
        self.lanes = lanes
        self.memo: dict[tuple[str, str], list[Route]] = {}

    def routes(self, origin: str, country: str) -> list[Route]:
        """Return the routes in the order of (carrier ids, lane ids) (C-46)."""
        key = (origin, country)
        if key not in self.memo:
            found = [Route(chain) for chain in self.chains(origin, country, ())]
            self.memo[key] = sorted((r for r in found if r.priced()), key=lambda r: r.order)
        return self.memo[key]

    def chains(self, node: str, country: str, before: tuple[Lane, ...]) -> list[tuple[Lane, ...]]:
        """Return all chains: legs in order, one linehaul, one clearance, last mile at the end."""
        if before and before[-1].leg == "last_mile":
            legs = {lane.leg for lane in before}
            end = before[-1].dest
            full = {"linehaul", "clearance"} <= legs
            return [before] if full and end.kind == "zone" and end.country == country else []
        rank = LEGS.index(before[-1].leg) if before else -1
        found = []
        for lane in self.lanes:
            if lane.origin.node_id == node and LEGS.index(lane.leg) > rank:
                found += self.chains(lane.dest.node_id, country, (*before, lane))
        return found
