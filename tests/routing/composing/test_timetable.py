"""Departures: weekdays, closed days, cut-offs and the rims of the window (C-15)."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from small_network import SmallNetwork, make_context

from oneprice.core.compiling import Table, build_table
from oneprice.core.days import day_number
from oneprice.routing.clocks.calendars import read_calendars
from oneprice.routing.composing.timetable import HORIZON_DAYS, build_events
from oneprice.routing.laws.tables import UPLIFT

FIRST, END = date(2026, 10, 12), date(2026, 10, 26)
CALENDARS = "all,1234567,,\nfive,12345,,\n"


def departures(folder: Path, **lane: int | str) -> list[tuple[str, ...]]:
    """Return (cut-off, departure) texts in UTC of a lane with the given fields."""
    network = SmallNetwork(make_context(folder, FIRST, END, CALENDARS))
    network.node("here", "origin", "DE", "Europe/Berlin")
    network.lane("idle", "pickup", "here", "here")
    network.lane("moves", "pickup", "here", "here", **lane)
    tables = network.tables()
    event, ranges = built(network, tables)
    assert ranges[1].tolist() == (1, 1)
    lo, hi = ranges[2].tolist()
    assert hi == len(event)
    return [tuple(text(minute) for minute in row.tolist()) for row in event[lo:hi]]


def built(network: SmallNetwork, tables: dict[str, Table]) -> tuple[Table, Table]:
    """Return the departures of a network without announced events."""
    calendars = read_calendars(network.ctx)
    uplift = build_table(UPLIFT, [])
    return build_events(network.ctx, tables["lane"], tables["node"], calendars, uplift)


def text(minute: int) -> str:
    """Return a UTC minute as month, day and time."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)).strftime("%m-%d %H:%M")


def test_leaves_on_its_weekdays_at_wall_time(tmp_path: Path) -> None:
    """A Tuesday and Friday lane keeps its wall time when the clocks change on October 25."""
    found = departures(tmp_path, departure_minute=18 * 60, cutoff_lead_min=120, days="25")
    assert found[:5] == [
        ("10-13 14:00", "10-13 16:00"),
        ("10-16 14:00", "10-16 16:00"),
        ("10-20 14:00", "10-20 16:00"),
        ("10-23 14:00", "10-23 16:00"),
        ("10-27 15:00", "10-27 17:00"),
    ]


def test_cutoff_lead_is_taken_off_the_wall_clock(tmp_path: Path) -> None:
    """Twelve hours before a Sunday noon departure is midnight, though the clocks repeat an hour."""
    found = departures(tmp_path, departure_minute=720, cutoff_lead_min=720, days="7")
    assert ("10-24 22:00", "10-25 11:00") in found


def open_departures(folder: Path, exceptions: str) -> list[str]:
    """Return the first three departures of a daily lane with a five-day calendar."""
    network = SmallNetwork(make_context(folder, FIRST, END, CALENDARS, exceptions))
    network.node("here", "origin", "CN", "Asia/Shanghai")
    network.lane(
        "moves", "pickup", "here", "here", days="1234567", departure_minute=720, calendar="five"
    )
    tables = network.tables()
    event, _ = built(network, tables)
    return [text(minute)[:5] for minute in event["depart_min"][1:7].tolist()]


def test_leaves_in_its_season_only(tmp_path: Path) -> None:
    """Local days from `runs_from` up to `runs_to`, that day left out (C-15)."""
    first, end = day_number(date(2026, 10, 15)), day_number(date(2026, 10, 17))
    season = {"runs_from_day": first, "runs_to_day": end}
    found = departures(tmp_path, departure_minute=0, days="1234567", **season)
    assert [leaves for _, leaves in found] == ["10-14 22:00", "10-15 22:00"]


@pytest.mark.parametrize(
    ("depart", "lead", "cutoff"),
    [
        (240, 90, "10-25 00:30"),  # 02:30 is shown twice: the first
        (150, 0, "10-25 00:30"),  # leaves at the second 02:30, the cut-off is the first
        (240, 60, "10-25 02:00"),
        (1440 - 60, 1260, "10-25 00:00"),
    ],
)
def test_cutoff_shown_twice_is_the_first(
    tmp_path: Path, depart: int, lead: int, cutoff: str
) -> None:
    """Where the clocks repeat an hour nobody counts on the second one (C-15)."""
    found = departures(tmp_path, departure_minute=depart, cutoff_lead_min=lead, days="7")
    assert cutoff in [row[0] for row in found]


@pytest.mark.parametrize(
    ("depart", "lead", "cutoff"),
    [
        (300, 150, "03-28 01:30"),  # 02:30 is skipped: it is 03:30
        (190, 40, "03-28 01:10"),  # ... but not past the departure at 03:10
        (300, 240, "03-28 00:00"),
    ],
)
def test_cutoff_that_the_clocks_skip_moves_forward(
    tmp_path: Path, depart: int, lead: int, cutoff: str
) -> None:
    """It moves by the gap, and never past the departure (C-15)."""
    lane = {"departure_minute": depart, "cutoff_lead_min": lead}
    found = departures(tmp_path, days="7", **lane)
    assert cutoff in [row[0] for row in found]


def test_closed_day_has_no_departure(tmp_path: Path) -> None:
    """Weekends and dated closures drop the departure; a dated opening adds it."""
    exceptions = "five,2026-10-14,0\nfive,2026-10-17,1\n"
    expected = ["10-12", "10-13", "10-15", "10-16", "10-17", "10-19"]
    assert open_departures(tmp_path, exceptions) == expected


def test_window_and_horizon_bound_the_events(tmp_path: Path) -> None:
    """The first cut-off is not before the window, the last departure is before the horizon."""
    network = SmallNetwork(make_context(tmp_path, FIRST, END, CALENDARS))
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"):
        network.node(zone, "origin", "DE", zone)
        for minute in (0, 1439):
            name = f"{zone} {minute}"
            network.lane(name, "pickup", zone, zone, days="1234567", departure_minute=minute)
    tables = network.tables()
    event, ranges = built(network, tables)
    first, end = day_number(FIRST) * 1440, (day_number(END) + HORIZON_DAYS) * 1440
    for lo, hi in ranges[1:].tolist():
        cutoff, depart = event["cutoff_min"][lo:hi], event["depart_min"][lo:hi]
        assert first <= cutoff[0] < first + 1440
        assert end - 1440 <= depart[-1] < end
        assert (np.diff(depart) > 0).all()
    assert event["cutoff_min"][ranges["lo"][5]] == first
