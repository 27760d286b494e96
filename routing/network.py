"""The network section of a book: departures, routes and their chances by day."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from oneprice.core.compiling import Compiling, Table, build_table
from oneprice.core.vocabulary import LEG
from oneprice.routing.arrivals import (
    Composer,
    Timing,
    alike,
    delivery_outcome,
    departed,
    exported_outcome,
    reached_outcome,
    released_outcome,
    suffix_order,
)
from oneprice.routing.calendars import read_calendars
from oneprice.routing.chains import Chain, Network, build_network, find_chains
from oneprice.routing.day_laws import DayLaws
from oneprice.routing.network_tables import OD, ROUTE, ROUTE_LEG
from oneprice.routing.timetable import build_events

TAX_INCLUDED = 2  # lane.tax_terms: ddp_included
DUTY_AT_RELEASE = 1  # jurisdiction.duty_point: release


def compile_network(ctx: Compiling, tables: Mapping[str, Table]) -> dict[str, Table]:
    """Compile departures, candidate routes and their chances by day.

    Parameters
    ----------
    ctx : Compiling
        Source folder, ids and window; findings go to `ctx.notes`.
    tables : mapping of section to table
        `node`, `lane` and `jurisdiction` are read.

    Returns
    -------
    dict of section to table
        `event`, `lane_event`, `route`, `route_leg`, `od`, `arrival`, `entry`, `export`,
        `mass`.

    Raises
    ------
    InputError
        A calendar table cannot be used.
    """
    lane, node = tables["lane"], tables["node"]
    calendars = read_calendars(ctx)
    event, lane_event = build_events(ctx, lane, node, calendars)
    network = build_network(lane, node)
    chains = find_chains(ctx, network)
    timing = Timing(ctx, lane, node, event, lane_event, calendars)
    laws = DayLaws()
    first_rows = {
        "arrival_lo": _deliveries(timing, chains, laws),
        "entry_lo": _entries(timing, network, chains, tables["jurisdiction"], laws),
        "export_lo": _exports(timing, network, chains, laws),
    }
    route, route_leg = _routes(network, chains, lane_event)
    leaves = route["event_lo"][1:] < route["event_hi"][1:]  # else there is no row to name
    for name, rows in first_rows.items():
        route[name][1:] = np.where(leaves, rows, 0)
    return {
        "event": event,
        "lane_event": lane_event,
        "route": route,
        "route_leg": route_leg,
        "od": _pairs(route),
        **laws.tables(),
    }


def _deliveries(timing: Timing, chains: list[Chain], laws: DayLaws) -> list[int]:
    """Return the first `arrival` row of each chain (C-19, C-20)."""
    composer = Composer(timing, delivery_outcome)
    timed = [alike(timing, chain) for chain in chains]
    first = {
        chain: laws.append(laws.arrivals, composer.compose(chain))
        for chain in sorted(set(timed), key=suffix_order)
    }
    return [first[chain] for chain in timed]


def _entries(
    timing: Timing, network: Network, chains: list[Chain], jurisdiction: Table, laws: DayLaws
) -> list[int]:
    """Return the first `entry` row of each chain (C-19); common beginnings share theirs."""
    duty_point = _duty_points(jurisdiction)
    outcomes = {False: reached_outcome, True: released_outcome}
    heads = [_until_entry(timing, network, chain, duty_point) for chain in chains]
    first: dict[tuple[bool, Chain], int] = {}
    for release, outcome in outcomes.items():
        composer = Composer(timing, outcome)
        wanted = {head for at_release, head in heads if at_release == release}
        for head in sorted(wanted, key=suffix_order):
            first[release, head] = laws.append(laws.entries, composer.compose(head))
    return [first[head] for head in heads]


def _exports(timing: Timing, network: Network, chains: list[Chain], laws: DayLaws) -> list[int]:
    """Return the first `export` row of each chain (C-54); common beginnings share theirs."""
    heads = [_until_export(timing, network, chain) for chain in chains]
    first: dict[tuple[int, Chain], int] = {}
    for linehaul in sorted({linehaul for linehaul, _ in heads}):
        composer = Composer(timing, exported_outcome(linehaul))
        wanted = {head for leaving, head in heads if leaving == linehaul}
        for head in sorted(wanted, key=suffix_order):
            chances = composer.compose(head) if head else departed(timing, linehaul)
            first[linehaul, head] = laws.append(laws.exports, chances)
    return [first[head] for head in heads]


def _until_export(timing: Timing, network: Network, chain: Chain) -> tuple[int, Chain]:
    """Return the first linehaul lane of a chain and the lanes before it."""
    at = [network.leg(lane) for lane in chain].index(LEG["linehaul"])
    known = alike(timing, chain)
    return known[at], known[:at]


def _duty_points(jurisdiction: Table) -> dict[int, int]:
    """Return the duty point by country; the first jurisdiction of a country counts."""
    points: dict[int, int] = {}
    for record in jurisdiction[1:]:
        points.setdefault(int(record["country"]), int(record["duty_point"]))
    return points


def _until_entry(
    timing: Timing, network: Network, chain: Chain, duty_point: dict[int, int]
) -> tuple[bool, Chain]:
    """Return whether duty falls at release, and the lanes passed before the entry day."""
    clearance = [network.leg(lane) for lane in chain].index(LEG["clearance"])
    release = duty_point.get(network.country(chain), 0) == DUTY_AT_RELEASE
    return release, alike(timing, chain[: clearance + release])


def _routes(network: Network, chains: list[Chain], lane_event: Table) -> tuple[Table, Table]:
    """Return `route` and `route_leg`; routes are numbered in the order of the chains."""
    records = [_route(network, chain, lane_event) for chain in chains]
    stop = 1
    for record, chain in zip(records, chains, strict=True):
        record["leg_lo"], record["leg_hi"] = stop, stop + len(chain)
        stop += len(chain)
    legs = ({"lane": lane} for chain in chains for lane in chain)
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


def _pairs(route: Table) -> Table:
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
