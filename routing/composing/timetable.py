"""Departures of every lane over the window and the horizon (C-15)."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import numpy as np

from oneprice.core.compiling import Compiling, Table
from oneprice.core.days import MINUTES_PER_DAY
from oneprice.routing.clocks.calendars import MONDAY_SHIFT, Calendars
from oneprice.routing.clocks.local_time import Ints, earlier_wall_minute, wall_minute
from oneprice.routing.composing.openings import opening
from oneprice.routing.network.tables import EVENT, LANE_EVENT

HORIZON_DAYS = 240  # departures are known this far beyond the window of the book
UPLIFT_LEAD_DAYS = 30  # ... and with announced events this far before it (C-20)


def zone_of(ctx: Compiling, node: Table, number: int) -> ZoneInfo:
    """Return the time zone of a node."""
    return ZoneInfo(ctx.ids.name("tz", int(node[number]["tz"])))


def lead_days(uplift: Table) -> int:
    """Return from how many days before the window departures are known (C-20)."""
    return UPLIFT_LEAD_DAYS if len(uplift) > 1 else 0


def build_events(
    ctx: Compiling, lane: Table, node: Table, calendars: Calendars, uplift: Table
) -> tuple[Table, Table]:
    """Return the departures of all lanes and the range of each lane.

    An event is kept when its cut-off is not before the window (no order can be ready
    earlier; with announced events not 30 days before it) and it leaves before the horizon.

    Returns
    -------
    event : EVENT table
        UTC minutes; per lane sorted by departure, hence by cut-off.
    lane_event : LANE_EVENT table
        Half-open range in `event`, indexed by lane row; empty without departures.
    """
    blocks = [np.zeros((1, 2), np.int64)]
    lane_event = np.zeros(len(lane), LANE_EVENT)
    first = ctx.window_from_day - lead_days(uplift)
    stop = 1
    for number in range(1, len(lane)):
        block = _events(ctx, lane[number], node, calendars, first)
        lane_event[number] = (stop, stop + len(block))
        stop += len(block)
        blocks.append(block)
    event = np.zeros(stop, EVENT)
    event["cutoff_min"], event["depart_min"] = np.concatenate(blocks).T
    return event, lane_event


def _events(
    ctx: Compiling, lane: np.void, node: Table, calendars: Calendars, first_day: int
) -> Ints:
    """Return (last minute at which goods may be there, departure) of one lane in UTC minutes."""
    if lane["departure_days"] == 0:
        return np.zeros((0, 2), np.int64)
    zone, origin = zone_of(ctx, node, lane["origin_node"]), node[lane["origin_node"]]
    days = _departure_days(ctx, lane, calendars, first_day)
    cutoff, depart = _instants(zone, days, lane)
    end = (ctx.window_to_day + HORIZON_DAYS) * MINUTES_PER_DAY
    kept = (cutoff >= first_day * MINUTES_PER_DAY) & (depart < end)
    cutoff, depart = cutoff[kept], depart[kept]
    if origin["closes_min"]:
        hours = (int(origin[name]) for name in ("calendar", "opens_min", "closes_min"))
        cutoff = opening(zone, calendars, *hours).latest(cutoff)
    return np.stack([cutoff, depart], axis=1)


def _instants(zone: ZoneInfo, days: Ints, lane: np.void) -> tuple[Ints, Ints]:
    """Return cut-offs and departures in UTC minutes; no cut-off lies after its departure.

    The lead is taken off on the wall clock (C-15); where the clocks skip a cut-off it could
    otherwise move past the departure.
    """
    minute, lead = int(lane["departure_minute"]), int(lane["cutoff_lead_min"])
    depart = [wall_minute(zone, day, minute) for day in days.tolist()]
    cutoff = [earlier_wall_minute(zone, day, minute - lead) for day in days.tolist()]
    leaving = np.array(depart, np.int64)
    return np.minimum(np.array(cutoff, np.int64), leaving), leaving


def _departure_days(ctx: Compiling, lane: np.void, calendars: Calendars, first_day: int) -> Ints:
    """Return the local days on which a lane leaves."""
    # A local day may begin up to a day before the UTC day of the same number.
    first, end = first_day - 1, ctx.window_to_day + HORIZON_DAYS + 1
    first, end = max(first, int(lane["runs_from_day"])), min(end, int(lane["runs_to_day"]))
    days = np.arange(first, max(first, end), dtype=np.int64)
    weekday = (int(lane["departure_days"]) >> ((days + MONDAY_SHIFT) % 7)) & 1
    return np.asarray(days[(weekday == 1) & calendars.are_open(int(lane["calendar"]), days)])
