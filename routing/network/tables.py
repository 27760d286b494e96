"""Records of the network: departures, routes, chances by day, and the laws behind them."""

from __future__ import annotations

from oneprice.core.compiling import record_dtype
from oneprice.core.days import NEVER_DAY
from oneprice.core.schema import Section
from oneprice.routing.laws.ranges import FULL_MASS
from oneprice.routing.laws.tables import MOST_TRANSFER_H
from oneprice.routing.laws.tables import SECTIONS as LAW_SECTIONS

EVENT = record_dtype(
    "cutoff_min",  # goods that are there by then are present in time, opening hours and all (C-63)
    "depart_min",
)
LANE_EVENT = record_dtype("lo", "hi")
ROUTE = record_dtype(
    "origin_node",
    "country",
    "leg_lo",  # half-open range in route_leg
    "leg_hi",
    "mode",
    "clearance_lane",
    "dest_node",
    "first_lane",
    "event_lo",  # half-open range in event: the departures of the first lane
    "event_hi",
    "arrival_lo",  # row of arrival that belongs to event_lo
    "entry_lo",  # row of entry that belongs to event_lo
    "export_lo",  # row of export that belongs to event_lo
    "tax_included",
)
ROUTE_LEG = record_dtype(
    "lane",
    "transfer_h",  # between arrival by the lane before and presence at this one; 0 on the first
)
OD = record_dtype("origin_node", "country", "route_lo", "route_hi")
ARRIVAL = record_dtype("day", "lo", "n")  # chance by day + i is mass[lo + i], i < n
ENTRY = EXPORT = ARRIVAL
MASS = record_dtype("chance")

_BY_DAY = Section(ARRIVAL, rows={"lo": "mass"}, ranges={"day": (-NEVER_DAY, NEVER_DAY)})

SECTIONS: dict[str, Section] = {
    "event": Section(EVENT),
    "lane_event": Section(LANE_EVENT, spans={("lo", "hi"): "event"}),
    "route": Section(
        ROUTE,
        rows={
            "origin_node": "node",
            "clearance_lane": "lane",
            "dest_node": "node",
            "first_lane": "lane",
            "arrival_lo": "arrival",
            "entry_lo": "entry",
            "export_lo": "export",
        },
        spans={("leg_lo", "leg_hi"): "route_leg", ("event_lo", "event_hi"): "event"},
        names={"country": "country"},
        ranges={"mode": (1, 6), "tax_included": (0, 1)},
        ascending=("origin_node", "country"),
    ),
    "route_leg": Section(
        ROUTE_LEG, rows={"lane": "lane"}, ranges={"transfer_h": (0, MOST_TRANSFER_H)}
    ),
    "od": Section(
        OD,
        rows={"origin_node": "node"},
        spans={("route_lo", "route_hi"): "route"},
        names={"country": "country"},
        ascending=("origin_node", "country"),
    ),
    "arrival": _BY_DAY,
    "entry": _BY_DAY,
    "export": _BY_DAY,
    "mass": Section(MASS, ranges={"chance": (0, FULL_MASS)}),
    **LAW_SECTIONS,
}
