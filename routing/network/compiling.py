"""The network section of a book: departures, routes and their chances by day."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from oneprice.core.compiling import Compiling, Table, build_table
from oneprice.routing.clocks.calendars import Calendars, read_calendars
from oneprice.routing.clocks.utc_offsets import compile_offsets
from oneprice.routing.composing.day_rows import DayRows, Steps, by_country
from oneprice.routing.composing.timetable import build_events
from oneprice.routing.composing.timing import Timing
from oneprice.routing.laws.learned import compile_laws
from oneprice.routing.laws.uplifts import compile_uplifts
from oneprice.routing.network.chains import Chain, Network, build_network, find_chains
from oneprice.routing.network.route_pairs import pairs_of
from oneprice.routing.network.tables import ROUTE, ROUTE_LEG
from oneprice.routing.network.transfers import read_transfers

TAX_INCLUDED = 2  # lane.tax_terms: ddp_included


def compile_network(
    ctx: Compiling, tables: Mapping[str, Table], steps: Steps = lambda done, total: None
) -> dict[str, Table]:
    """Compile departures, candidate routes and their chances by day.

    Parameters
    ----------
    ctx : Compiling
        Source folder, ids and window; findings go to `ctx.notes`.
    tables : mapping of section to table
        `node`, `clears`, `lane` and `jurisdiction` are read.
    steps : callable
        Told how many of all compositions are done.

    Returns
    -------
    dict of section to table
        The sections of `network.tables` and `laws.tables`.

    Raises
    ------
    InputError
        A table of calendars, laws, transfers or announced events cannot be used.
    """
    lane = tables["lane"]
    calendars, made = _times(ctx, tables)
    transfers = read_transfers(ctx, lane)
    network = build_network(lane, tables["node"], tables["clears"])
    chains = find_chains(ctx, network, transfers)
    hours = [transfers.of_chain(chain) for chain in chains]
    timing = Timing.of_compiling(ctx, {**tables, **made}, calendars)
    points = (by_country(tables["jurisdiction"], f"{name}_point") for name in ("duty", "export"))
    rows = DayRows(timing, network, *points)
    first_rows = rows.of_chains(chains, hours, steps)
    route, route_leg = _routes(network, chains, hours, made["lane_event"])
    leaves = route["event_lo"][1:] < route["event_hi"][1:]  # else there is no row to name
    for kind, first in first_rows.items():
        route[f"{kind}_lo"][1:] = np.where(leaves, first, 0)
    found = {"route": route, "route_leg": route_leg, "od": pairs_of(route)}
    return {**made, **found, **rows.laws.tables()}


def _times(ctx: Compiling, tables: Mapping[str, Table]) -> tuple[Calendars, dict[str, Table]]:
    """Return working days, and the sections of departures, laws and clocks."""
    lane, calendars = tables["lane"], read_calendars(ctx)
    uplift = compile_uplifts(ctx, lane)
    event, lane_event = build_events(ctx, lane, tables["node"], calendars, uplift)
    made = {
        "event": event,
        "lane_event": lane_event,
        "uplift": uplift,
        **compile_laws(ctx, lane),
        **calendars.tables(),
        "utc_offset": compile_offsets(ctx),
    }
    return calendars, made


def _routes(
    network: Network, chains: list[Chain], hours: list[tuple[int, ...]], lane_event: Table
) -> tuple[Table, Table]:
    """Return `route` and `route_leg`; routes are numbered in the order of the chains."""
    records = [_route(network, chain, lane_event) for chain in chains]
    stop = 1
    for record, chain in zip(records, chains, strict=True):
        record["leg_lo"], record["leg_hi"] = stop, stop + len(chain)
        stop += len(chain)
    legs = (
        {"lane": lane, "transfer_h": before}
        for chain, transfer in zip(chains, hours, strict=True)
        for lane, before in zip(chain, transfer, strict=True)
    )
    return build_table(ROUTE, records), build_table(ROUTE_LEG, legs)


def _route(network: Network, chain: Chain, lane_event: Table) -> dict[str, int]:
    terms = (int(network.lane[lane]["tax_terms"]) for lane in chain)
    return {
        "origin_node": int(network.lane[chain[0]]["origin_node"]),
        "country": network.country(chain),
        "mode": network.mode(chain),
        "clearance_lane": network.of_leg(chain, "clearance")[0],
        "dest_node": network.end(chain),
        "first_lane": chain[0],
        "event_lo": int(lane_event[chain[0]]["lo"]),
        "event_hi": int(lane_event[chain[0]]["hi"]),
        "tax_included": int(TAX_INCLUDED in terms),
    }
