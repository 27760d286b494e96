"""Departures of every lane over the window and the horizon (C-15)."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import numpy as np

from oneprice.core.compiling import Compiling, Table
from oneprice.core.days import MINUTES_PER_DAY
from oneprice.routing.calendars import MONDAY_SHIFT, Calendars
from oneprice.routing.local_time import Ints, wall_minute
from oneprice.routing.network_tables import EVENT, LANE_EVENT

HORIZON_DAYS = 240  # departures are known this far beyond the window of the book


def zone_of(ctx: Compiling, node: Table, number: int) -> ZoneInfo:
    """Return the time zone of a node."""
    return ZoneInfo(ctx.ids.name("tz", int(node[number]["tz"])))


def build_events(
    ctx: Compiling, lane: Table, node: Table, calendars: Calendars
) -> tuple[Table, Table]:
    """Return the departures of all lanes and the range of each lane.

    An event is kept when its cut-off is not before the window (no order can be ready
    earlier) and it leaves before the horizon.

    Returns
    -------
    event : EVENT table
        UTC minutes; per lane sorted by departure, hence by cut-off.
    lane_event : LANE_EVENT table
        Half-open range in `event`, indexed by lane row; empty without departures.
    """
    blocks = [np.zeros((1, 2), np.int64)]
    lane_event = np.zeros(len(lane), LANE_EVENT)
    stop = 1
    for number in range(1, len(lane)):
        block = _events(ctx, lane[number], node, calendars)
        lane_event[number] = (stop, stop + len(block))
        stop += len(block)
        blocks.append(block)
    event = np.zeros(stop, EVENT)
    event["cutoff_min"], event["depart_min"] = np.concatenate(blocks).T
    return event, lane_event


def _events(ctx: Compiling, lane: np.void, node: Table, calendars: Calendars) -> Ints:
    """Return (cut-off, departure) of one lane in UTC minutes."""
    if lane["departure_days"] == 0:
        return np.zeros((0, 2), np.int64)
    zone = zone_of(ctx, node, lane["origin_node"])
    minute = int(lane["departure_minute"])
    days = _departure_days(ctx, lane, calendars)
    depart = np.array([wall_minute(zone, int(day), minute) for day in days], np.int64)
    cutoff = depart - lane["cutoff_lead_min"]
    first = ctx.window_from_day * MINUTES_PER_DAY
    end = (ctx.window_to_day + HORIZON_DAYS) * MINUTES_PER_DAY
    kept = (cutoff >= first) & (depart < end)
    return np.stack([cutoff[kept], depart[kept]], axis=1)


def _departure_days(ctx: Compiling, lane: np.void, calendars: Calendars) -> Ints:
    """Return the local days on which a lane leaves."""
    # A local day may begin up to a day before the UTC day of the same number.
    first, end = ctx.window_from_day - 1, ctx.window_to_day + HORIZON_DAYS + 1
    days = np.arange(first, end, dtype=np.int64)
    weekday = (int(lane["departure_days"]) >> ((days + MONDAY_SHIFT) % 7)) & 1
    return np.asarray(days[(weekday == 1) & calendars.are_open(int(lane["calendar"]), days)])
