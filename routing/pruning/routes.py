"""Leave out of the network the routes that another is never worse than (C-66)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from oneprice.core.compiling import Compiling, Table
from oneprice.routing.network.chains import Chain, build_network
from oneprice.routing.network.route_pairs import pairs_of
from oneprice.routing.network.transfers import read_transfers
from oneprice.routing.pruning.day_order import DAY_LAWS, DayOrder
from oneprice.routing.pruning.dominance import Dominance, last_ready_min, undominated
from oneprice.routing.pruning.kept_rows import keep_rows


def prune_routes(ctx: Compiling, tables: Mapping[str, Table]) -> dict[str, Table]:
    """Return the sections of the network without the routes that are never better.

    Parameters
    ----------
    ctx : Compiling
        Settings (`prune`) and ids; what is left out is told in `ctx.notes`.
    tables : mapping of section to table
        All sections of the book.

    Returns
    -------
    dict of section to table
        `route`, `route_leg`, `od`, `arrival`, `entry`, `export`, `mass`; nothing where all
        routes stay.
    """
    stay = _staying(ctx, tables)
    if len(stay) == len(tables["route"]) - 1:
        return {}
    route = tables["route"][[0, *(number + 1 for number in stay)]].copy()
    legs = [_legs(tables, record) for record in route[1:]]
    stops = np.cumsum([1, *(len(rows) for rows in legs)])
    route["leg_lo"][1:], route["leg_hi"][1:] = stops[:-1], stops[1:]
    departures = (route["event_hi"] - route["event_lo"]).tolist()
    first = {name: route[f"{name}_lo"].tolist() for name in DAY_LAWS}
    laws, moved = keep_rows({name: tables[name] for name in (*DAY_LAWS, "mass")}, first, departures)
    for name, rows in moved.items():
        route[f"{name}_lo"] = rows
    route_leg = np.concatenate([tables["route_leg"][:1], *legs])
    return {"route": route, "route_leg": route_leg, "od": pairs_of(route), **laws}


def _staying(ctx: Compiling, tables: Mapping[str, Table]) -> list[int]:
    """Return the places of the routes that stay, from 0."""
    if ctx.settings.get("prune", "1") == "0":
        return list(range(len(tables["route"]) - 1))
    lane, route = tables["lane"], tables["route"]
    chains = [_chain(tables, record) for record in route[1:]]
    first = {name: route[f"{name}_lo"][1:].tolist() for name in DAY_LAWS}
    ready = last_ready_min(ctx, tables)
    dominance = Dominance(
        tables,
        build_network(lane, tables["node"], tables["clears"]),
        read_transfers(ctx, lane),
        chains,
        DayOrder(tables, tables["event"], tables["lane_event"], first, ready),
    )
    return undominated(ctx, dominance)


def _legs(tables: Mapping[str, Table], record: np.void) -> Table:
    return tables["route_leg"][record["leg_lo"] : record["leg_hi"]]


def _chain(tables: Mapping[str, Table], record: np.void) -> Chain:
    return tuple(_legs(tables, record)["lane"].tolist())
