"""Which routes serve a pair of origin node and country."""

from __future__ import annotations

from oneprice.core.compiling import Table, build_table
from oneprice.routing.network.tables import OD


def pairs_of(route: Table) -> Table:
    """Return the range of routes of each (origin node, country), ascending."""
    records: list[dict[str, int]] = []
    for number in range(1, len(route)):
        origin, country = int(route[number]["origin_node"]), int(route[number]["country"])
        last = records[-1] if records else None
        if last and (last["origin_node"], last["country"]) == (origin, country):
            last["route_hi"] = number + 1
        else:
            pair = {"origin_node": origin, "country": country}
            records.append({**pair, "route_lo": number, "route_hi": number + 1})
    return build_table(OD, records)
