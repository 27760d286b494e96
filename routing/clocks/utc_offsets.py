"""UTC offsets of the time zones of nodes: a book reads no clock of the machine (C-11, C-49)."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from oneprice.core.compiling import Compiling, Table, build_table
from oneprice.core.days import EPOCH, MINUTES_PER_DAY
from oneprice.routing.clocks.calendars import DAYS_AFTER, DAYS_BEFORE
from oneprice.routing.laws.tables import UTC_OFFSET


def compile_offsets(ctx: Compiling) -> Table:
    """Return the section `utc_offset`: each change of the clocks over the span of the calendars.

    The first row of a zone holds from the beginning of the span.
    """
    first = (ctx.window_from_day - DAYS_BEFORE) * MINUTES_PER_DAY
    end = (ctx.window_to_day + DAYS_AFTER) * MINUTES_PER_DAY
    records = []
    for number in range(1, ctx.ids.count("tz")):
        zone = ZoneInfo(ctx.ids.name("tz", number))
        records += [
            {"tz": number, "from_min": minute, "offset_min": offset}
            for minute, offset in _changes(zone, first, end)
        ]
    return build_table(UTC_OFFSET, records)


def _changes(zone: ZoneInfo, first: int, end: int) -> list[tuple[int, int]]:
    """Return (UTC minute, offset in minutes from then on), the first at `first`."""
    found = [(first, _offset_min(zone, first))]
    for day in range(first, end, MINUTES_PER_DAY):
        after = day + MINUTES_PER_DAY
        if _offset_min(zone, after) != found[-1][1]:
            minute = _change_in(zone, day, after)
            found.append((minute, _offset_min(zone, minute)))
    return found


def _change_in(zone: ZoneInfo, lo: int, hi: int) -> int:
    """Return the first minute in (lo, hi] with the offset that holds at `hi`."""
    wanted = _offset_min(zone, hi)
    while hi - lo > 1:
        middle = (lo + hi) // 2
        if _offset_min(zone, middle) == wanted:
            hi = middle
        else:
            lo = middle
    return hi


def _offset_min(zone: ZoneInfo, minute: int) -> int:
    offset = (EPOCH + timedelta(minutes=minute)).astimezone(zone).utcoffset() or timedelta()
    return offset // timedelta(minutes=1)
