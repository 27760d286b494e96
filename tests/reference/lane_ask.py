"""What a lane is asked to carry."""

from __future__ import annotations

from dataclasses import dataclass

from reference.goods import Consignment
from reference.lanes import Lane, Route
from reference.money import shares
from reference.parcels import Parcel
from reference.zones import Zone


@dataclass(frozen=True)
class LaneAsk:
    """A consignment on a lane, as rates and surcharges look at it."""

    lane: Lane
    zone: Zone
    region: str  # origin zone (C-58)
    goods: Consignment
    pieces: list[Parcel]
    day: int  # of sale, export or entry (C-12)
    purpose: str
    value_minor: int | None  # of the goods, in the currency of the lane's rows that ask for it

    def shared(self, total: int) -> list[int]:
        """Return a value shared over the parcels by the goods in them (C-08, C-31)."""
        return shares(total, [piece.goods_minor for piece in self.pieces])


def origin_zone(lane: Lane, route: Route) -> str:
    """Return the region of a lane's origin node, or of the node where the chain starts (C-58)."""
    return (route.lanes[0] if lane.by_ship_from else lane).origin.region
