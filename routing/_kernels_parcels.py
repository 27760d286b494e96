"""Parcels of a consignment: the limits of its route, and the caller's own parcels (C-28).

Units are packed in `_kernels_pack`.
"""

from __future__ import annotations

from typing import Any

from oneprice.carriers._kernels import zone_limits
from oneprice.core._kernels import UNBOUNDED, inner
from oneprice.routing._kernels_pack_scratch import SIZE_LIMITS
from oneprice.routing._kernels_pack_sizes import (
    GIRTH,
    LONGEST,
    SECOND,
    SUM,
    THIRD,
    VOLUME,
    WEIGHT,
    set_piece,
)


@inner
def tightest_limits(bk: Any, route: int, zone_row: Any, limits: Any) -> None:
    """Fill the tightest limits of a parcel over a route's lanes and the zone rows met there.

    Parameters
    ----------
    zone_row : int64[legs]
        Row of `bk.zone` for each leg of the route, 0 for none.
    limits : int64[7]
        Weight, longest, second, third, sum, girth, volume; UNBOUNDED where nothing limits.
    """
    for i in range(SIZE_LIMITS):
        limits[i] = UNBOUNDED
    first = bk.route[route].leg_lo
    for leg in range(first, bk.route[route].leg_hi):
        lane = bk.lane[bk.route_leg[leg].lane]
        zone_g, zone_mm3 = zone_limits(bk, zone_row[leg - first])
        limits[WEIGHT] = min(limits[WEIGHT], lane.max_piece_g, zone_g)
        limits[LONGEST] = min(limits[LONGEST], lane.max_len_mm)
        limits[SECOND] = min(limits[SECOND], lane.max_second_mm)
        limits[THIRD] = min(limits[THIRD], lane.max_third_mm)
        limits[SUM] = min(limits[SUM], lane.max_sum_mm)
        limits[GIRTH] = min(limits[GIRTH], lane.max_girth_mm)
        limits[VOLUME] = min(limits[VOLUME], lane.max_volume_mm3, zone_mm3)


@inner
def own_parcels(od: Any, parcels: Any, pieces: Any) -> int:
    """Take the caller's parcels as they are, sides sorted; return their number."""
    n = od.parcel_hi - od.parcel_lo
    for i in range(n):
        own = parcels[od.parcel_lo + i]
        set_piece(pieces, i, own.weight_g, own.length_mm, own.second_mm, own.third_mm)
        pieces[i].battery_net_g = own.battery_net_g
    return int(n)
