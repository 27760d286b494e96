"""Which features of the tables the date of a consignment has made use of.

Nothing is dated here: a comparison counts them, to show what it has reached.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from reference.hour_laws import FULL
from reference.lanes import Lane, Route
from reference.reading import Row
from reference.timetable import Laws, Ready
from reference.zones import Zone


def features_of_time(
    laws: Laws, route: Route, legs: list[Row], ready: Ready, zone: Zone
) -> tuple[str, ...]:
    """Return the features of the lanes of a route, of what meets them, and of handling."""
    lanes, learned = route.lanes, [row for row in legs if row]
    nodes = [lane.origin.doors for lane in lanes if lane.origin.doors]
    handlings = [row for row in learned if "seller" in row]
    pairs = list(pairwise(lanes))
    transfers = [laws.departures.transfers.row(*pair) or {} for pair in pairs]
    has: dict[str, Any] = {
        "learned law": learned,
        "handling law": handlings,
        "two handling laws": len(handlings) > 1,
        "handling of any seller": any(row["seller"] == "*" for row in handlings),
        "handling in working days": any(row.get("day_type", "") == "work" for row in handlings),
        "missing mass": any(misses(laws, lane) for lane in lanes),
        "law of one hour": any(len(laws.hours.plain(lane)) == 1 for lane in lanes),
        "several departures": len(laws.starts(lanes[0], ready)) > 1,
        "opening hours": nodes,
        "open to midnight": any(doors.closes == "24:00" for doors in nodes),
        "open overnight": any(doors.closes <= doors.opens for doors in nodes),
        "transfer hours": any(laws.departures.transfers.hours(*pair) for pair in pairs),
        "other carrier": any(row.get("to_carrier", "") == "other" for row in transfers),
        "bonded": any(lane.bonded for lane in lanes),
        "clears": lanes[route.clearance].origin.clears,
        "uplift": any(laws.hours.rows_of(lane) for lane in lanes),
        "two uplifts": any(len(laws.hours.rows_of(lane)) > 1 for lane in lanes),
        "extra days": zone.extra_days,
        "calendar of the zone": zone.calendar_id,
        "delivers until": lanes[-1].row.get("delivers_until", ""),
        "season of departures": any(x.row.get("runs_from", "") for x in lanes)
        or any(x.row.get("runs_to", "") for x in lanes),
    }
    return tuple(name for name, held in has.items() if held)


def features_of_terms(
    tier: Row, route: Route, points: tuple[str, str], law: str
) -> tuple[str, ...]:
    """Return the features of the tier's late terms, of the days the law asks, and of its kind."""
    linehauls = sum(lane.leg == "linehaul" and not lane.bonded for lane in route.lanes)
    has = {
        "late by the day": tier.get("late_per", "") == "day",
        "late in working days": tier.get("late_day_type", "") == "work",
        "late after grace": tier.get("late_grace_days", "") not in ("", "0"),
        "acceptance": points[0] == "acceptance",
        "export by the last": points[1] == "last" and linehauls > 1,
        f"law {law}": True,
    }
    return tuple(name for name, held in has.items() if held)


def misses(laws: Laws, lane: Lane) -> bool:
    """Tell whether a part of a lane's law never arrives."""
    return sum(mass for _, mass in laws.hours.plain(lane)) < FULL
