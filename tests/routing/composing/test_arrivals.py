"""Chances by day against plain loops and exact fractions (C-15 to C-20)."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_network import SlowTwin, SmallNetwork, chance_by, make_context

from oneprice.core.compiling import Table
from oneprice.core.days import day_number
from oneprice.routing.clocks.calendars import read_calendars
from oneprice.routing.composing.arrivals import Timing

FULL = 2**31
CALENDARS = "all,1234567,,\nfive,12345,,\nDE,12345,DE,\nJP,12345,JP,\n"


def build(folder: Path, first: date, zone_tz: str = "Europe/Berlin") -> SmallNetwork:
    """Return the nodes of a network over a two-week window."""
    end = date.fromordinal(first.toordinal() + 14)
    network = SmallNetwork(make_context(folder, first, end, CALENDARS, "five,2026-10-28,0\n"))
    network.node("SZX", "origin", "CN", "Asia/Shanghai")
    network.node("HUB", "hub", "CN", "Asia/Shanghai")
    network.node("FRA", "gateway", "DE", "Europe/Berlin")
    network.node("ZONE", "zone", "DE", zone_tz)
    return network


def add_lanes(network: SmallNetwork, **last: Any) -> None:
    """Add a chain with every kind of leg: departures, working days, late shares."""
    network.lane(
        *("pick", "pickup", "SZX", "HUB"),
        **{"days": "123456", "departure_minute": 17 * 60, "cutoff_lead_min": 120},
        **{"law_min_h": 3, "law_max_h": 9, "calendar": "five"},
    )
    network.lane(
        *("air", "linehaul", "HUB", "FRA"),
        **{"mode": "air", "days": "257", "departure_minute": 150, "cutoff_lead_min": 360},
        **{"law_min_h": 20, "law_max_h": 52, "late_num": 1, "late_den": 20, "late_max_h": 90},
    )
    network.lane(
        *("clear", "clearance", "FRA", "FRA"),
        **{"day_type": 1, "calendar": "DE", "law_min_h": 0, "law_max_h": 30},
        **{"late_num": 1, "late_den": 10, "late_max_h": 75},
    )
    mile = {"day_type": 1, "calendar": "five", "law_min_h": 20, "law_max_h": 50}
    network.lane("mile", "last_mile", "FRA", "ZONE", **(mile | last))


def open_days(network: SmallNetwork) -> dict[int, set[int]]:
    """Return the open days of every calendar."""
    calendars = read_calendars(network.ctx)
    return {
        number: set((np.flatnonzero(row) + calendars.first_day).tolist())
        for number, row in enumerate(calendars.open_days)
    }


def start_hour(tables: dict[str, Table], event: int) -> int:
    """Return the hour at which a departure begins its law."""
    return -(-int(tables["event"]["depart_min"][event]) // 60)


@pytest.mark.parametrize("first", [date(2026, 3, 20), date(2026, 10, 19), date(2026, 12, 21)])
@pytest.mark.parametrize("floors", [True, False])
def test_delivery_equals_the_plain_loops(tmp_path: Path, first: date, floors: bool) -> None:
    """Chances equal the floored loops bit for bit, and never pass the exact fractions.

    The windows hold both changes of the clocks and the days around Christmas. The loss is
    below one part in 2^31 per leg (C-20).
    """
    network = build(tmp_path, first)
    add_lanes(network)
    tables = network.compiled()
    slow = SlowTwin(network, open_days(network), floors)
    route = tables["route"][1]
    for event in range(route["event_lo"], route["event_lo"] + 5, 4):
        row = route["arrival_lo"] + event - route["event_lo"]
        begin = start_hour(tables, event)
        for day in range(begin // 24 + 1, begin // 24 + 25, 5):
            ours = chance_by(tables, "arrival", row, day)
            exact = slow.delivered_by((1, 2, 3, 4), begin, day)
            assert ours == exact if floors else 0 <= exact - ours < 4


@pytest.mark.parametrize("duty_point", [0, 1])
def test_entry_day_follows_the_duty_point(tmp_path: Path, duty_point: int) -> None:
    """Entry is the local day the clearance lane is reached, or finished for `release`.

    The day is that of the clearance lane's origin node, also where its end lies in another
    time zone.
    """
    network = build(tmp_path, date(2026, 10, 19), "Pacific/Auckland")
    add_lanes(network)
    network.lanes[2]["dest_node"] = 4
    network.lanes[3]["origin_node"] = 4
    network.jurisdiction("DE", duty_point)
    tables = network.compiled()
    slow = SlowTwin(network, open_days(network), floors=True)
    route = tables["route"][1]
    begin = start_hour(tables, int(route["event_lo"]) + 2)
    for day in range(begin // 24, begin // 24 + 14):
        ours = chance_by(tables, "entry", route["entry_lo"] + 2, day)
        assert ours == slow.entered_by((1, 2, 3)[: 2 + duty_point], begin, day, node=3)


def later_gateway(folder: Path) -> SmallNetwork:
    """Return a chain of two flights into a gateway that opens at 08:00 on working days."""
    network = build(folder, date(2026, 10, 19))
    add_lanes(network)
    network.lanes[2] |= {"law_min_h": 0, "law_max_h": 0, "late_num": 0}
    network.nodes[2] |= {"opens_min": 480, "closes_min": 1080}
    network.nodes[2]["calendar"] = network.ctx.ids.add("calendar", "DE")
    return network


@pytest.mark.parametrize(("duty_point", "works"), [(0, False), (2, True)])
def test_entry_at_acceptance_waits_for_the_opening(
    tmp_path: Path, duty_point: int, works: bool
) -> None:
    """Goods may arrive on a closed day, their declaration is accepted on an open one (C-19)."""
    network = later_gateway(tmp_path)
    network.jurisdiction("DE", duty_point)
    tables = network.compiled()
    mass, days = tables["mass"]["chance"], set()
    for row in tables["entry"][1:12]:
        rises = np.diff(mass[row["lo"] : row["lo"] + row["n"]], prepend=0) > 0
        days |= {(int(row["day"]) + int(at) + 3) % 7 < 5 for at in np.flatnonzero(rises)}
    assert days == ({True} if works else {True, False})


@pytest.mark.parametrize("last", [0, 1])
def test_export_day_is_that_of_the_first_or_last_linehaul(tmp_path: Path, last: int) -> None:
    """The United States look at the last foreign port, others at the first (C-54)."""
    network = build(tmp_path, date(2026, 10, 19))
    network.lane("one", "linehaul", "SZX", "HUB", days="1", law_min_h=2, law_max_h=2)
    network.lane("two", "linehaul", "HUB", "FRA", days="3", law_min_h=2, law_max_h=2)
    network.lane("clear", "clearance", "FRA", "FRA")
    network.lane("mile", "last_mile", "FRA", "ZONE")
    network.jurisdiction("DE", 0)
    network.duty[0]["export_point"] = last
    tables = network.compiled()
    assert (int(tables["export"]["day"][1]) + 3) % 7 + 1 == (3 if last else 1)


@pytest.mark.parametrize("days", ["257", ""])
@pytest.mark.parametrize("origin_tz", ["Asia/Shanghai", "America/Los_Angeles", "Asia/Kathmandu"])
def test_export_day_is_that_of_the_linehaul_departure(
    tmp_path: Path, days: str, origin_tz: str
) -> None:
    """Export is the local day at its origin of the departure caught, or of being reached (C-54).

    The departure 30 minutes after local midnight lies on another UTC day than its local one.
    """
    network = build(tmp_path, date(2026, 10, 19))
    network.nodes[1]["tz"] = network.ctx.ids.add("tz", origin_tz)
    add_lanes(network)
    network.lanes[1] |= {
        "departure_days": sum(1 << (int(c) - 1) for c in days),
        "departure_minute": 30,
    }
    tables = network.compiled()
    slow = SlowTwin(network, open_days(network), floors=True)
    route = tables["route"][1]
    for event in (0, 2, 5):
        begin = start_hour(tables, int(route["event_lo"]) + event)
        days_seen = range(begin // 24 - 2, begin // 24 + 9)
        ours = [chance_by(tables, "export", route["export_lo"] + event, day) for day in days_seen]
        assert ours == [slow.exported_by((1, 2), begin, day) for day in days_seen]
        assert (ours[0], ours[-1]) == (0, FULL)


@pytest.mark.parametrize(("late_h", "leaves"), [(0, "2026-10-20"), (1, "2026-10-23")])
def test_export_day_at_and_after_the_cutoff(tmp_path: Path, late_h: int, leaves: str) -> None:
    """Goods at the hub at the cut-off hour leave that day, an hour later on the next departure."""
    network = build(tmp_path, date(2026, 10, 19))
    hours = 4 + late_h  # Monday 18:00 in Shanghai to 22:00, the cut-off of Tuesday 04:00
    network.lane(
        *("pick", "pickup", "SZX", "HUB"),
        **{"days": "1", "departure_minute": 1080, "law_min_h": hours, "law_max_h": hours},
    )
    network.lane(
        *("air", "linehaul", "HUB", "FRA"),
        **{"days": "25", "departure_minute": 240, "cutoff_lead_min": 360},
    )
    network.lane("clear", "clearance", "FRA", "FRA")
    network.lane("mile", "last_mile", "FRA", "ZONE")
    tables = network.compiled()
    first, lo, n = tables["export"][tables["route"]["export_lo"][1]]
    assert (first, n, tables["mass"]["chance"][lo]) == (
        day_number(date.fromisoformat(leaves)),
        1,
        FULL,
    )


def test_export_day_of_a_linehaul_that_begins_the_chain(tmp_path: Path) -> None:
    """A chain that begins with its linehaul is exported on the day of each departure."""
    _, tables = one_lane(tmp_path, departure_minute=60)  # 01:00 in Shanghai, 17:00 UTC before
    route = tables["route"][1]
    count = int(route["event_hi"] - route["event_lo"])
    rows = tables["export"][route["export_lo"] :][:count]
    minutes = tables["event"]["depart_min"][route["event_lo"] : route["event_hi"]]
    assert rows["day"].tolist() == ((minutes + 480) // 1440).tolist()
    assert set(rows["n"].tolist()) == {1}
    assert set(tables["mass"]["chance"][rows["lo"]].tolist()) == {FULL}


def one_lane(folder: Path, **lane: Any) -> tuple[SmallNetwork, dict[str, Table]]:
    """Return a compiled chain whose linehaul has the given fields and whose rest takes no time."""
    network = build(folder, date(2026, 10, 19))
    fields = {"days": "1234567", "law_min_h": 0, "law_max_h": 0} | lane
    network.lane("door", "linehaul", "SZX", "FRA", **fields)
    network.lane("clear", "clearance", "FRA", "FRA", law_min_h=0, law_max_h=0)
    network.lane("mile", "last_mile", "FRA", "ZONE", law_min_h=0, law_max_h=0)
    return network, network.compiled()


@pytest.mark.parametrize(("arrival_h", "next_day"), [(9, 0), (10, 0), (11, 1)])
def test_cutoff_before_at_and_after(tmp_path: Path, arrival_h: int, next_day: int) -> None:
    """Goods present at the cut-off itself go the same day, an hour later the next day."""
    network = build(tmp_path, date(2026, 9, 7))
    network.lane("door", "linehaul", "SZX", "FRA", days="1", law_min_h=0, law_max_h=0)
    network.lanes[0] |= {"law_min_h": arrival_h, "law_max_h": arrival_h, "departure_minute": 480}
    # 08:00 in Shanghai is 00:00 UTC; the second lane's cut-off is 10:00 UTC, 12:00 in Berlin.
    network.lane("clear", "clearance", "FRA", "FRA", days="1234567", law_min_h=0, law_max_h=0)
    network.lanes[1] |= {"departure_minute": 780, "cutoff_lead_min": 60}
    network.lane("mile", "last_mile", "FRA", "ZONE", law_min_h=0, law_max_h=0)
    tables = network.compiled()
    row = tables["arrival"][tables["route"]["arrival_lo"][1]]
    assert row["day"] == day_number(date(2026, 9, 7)) + next_day
    assert tables["mass"]["chance"][row["lo"]] == FULL


@pytest.mark.parametrize(("minute", "hour"), [(0, 0), (1, 1), (59, 1), (60, 1)])
def test_start_is_rounded_up_to_the_hour(tmp_path: Path, minute: int, hour: int) -> None:
    """The arrival hour is the departure rounded up plus the duration (C-16)."""
    # 06:00 in Shanghai in October is midnight in Berlin (UTC+2): 23 h later is the last hour.
    lane = {"departure_minute": 360 + minute, "law_min_h": 23, "law_max_h": 23}
    _, tables = one_lane(tmp_path, **lane)
    row = tables["arrival"][tables["route"]["arrival_lo"][1]]
    leaves = int(tables["event"]["depart_min"][tables["route"]["event_lo"][1]])
    local_midnight = -(-leaves // 60) * 60 + 23 * 60 + 120
    assert row["day"] == local_midnight // 1440
    assert (local_midnight % 1440 == 23 * 60) == (hour == 0)


def test_chances_stop_at_the_last_increase(tmp_path: Path) -> None:
    """A row starts at its first chance, rises, and ends when nothing is added any more."""
    _, tables = one_lane(tmp_path, law_min_h=10, law_max_h=60)
    for _, lo, n in tables["arrival"][1:].tolist():
        chances = tables["mass"]["chance"][lo : lo + n]
        assert n == 0 or chances[0] > 0
        assert n < 2 or chances[-1] > chances[-2]
        assert (np.diff(chances) >= 0).all()


def test_arrivals_beyond_the_horizon_lose_their_mass(tmp_path: Path) -> None:
    """Mass that falls behind the horizon is never counted as delivered."""
    _, tables = one_lane(tmp_path, law_min_h=24, law_max_h=47)
    route = tables["route"][1]
    last = tables["arrival"][route["arrival_lo"] : route["arrival_lo"] + 1000][-2:]
    final = [int(tables["mass"]["chance"][lo + n - 1]) if n else 0 for _, lo, n in last.tolist()]
    assert final[1] == 0
    assert 0 < final[0] < FULL


@st.composite
def lane_fields(draw: st.DrawFn, departs: bool) -> dict[str, Any]:
    """Draw the times of a lane, of natural or of working days."""
    low, span, tail = draw(st.integers(0, 40)), draw(st.integers(0, 40)), draw(st.integers(1, 60))
    fields: dict[str, Any] = {"law_min_h": low, "law_max_h": low + span}
    fields |= {"late_num": draw(st.integers(0, 3)), "late_den": 7, "late_max_h": low + span + tail}
    fields["calendar"] = draw(st.sampled_from(["all", "five", "DE", "JP"]))
    fields["day_type"] = draw(st.integers(0, 1))
    if departs or draw(st.booleans()):
        fields["days"] = "".join(sorted(draw(st.sets(st.sampled_from("1234567"), min_size=1))))
        fields["departure_minute"] = draw(st.integers(0, 1439))
        fields["cutoff_lead_min"] = 60 * draw(st.integers(0, 72))
        fields["calendar"] = draw(st.sampled_from(["all", "five"]))
    return fields


# Two weeks over the spring and the autumn change of the clocks, and over Christmas.
FIRST_DAYS = st.sampled_from([date(2026, 3, 20), date(2026, 10, 19), date(2026, 12, 18)])
CLOCKS = st.sampled_from(
    ["Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "Africa/Cairo"]
)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_later_ready_never_promises_earlier(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """A later departure of the first lane has no better chance by any day, whatever follows."""
    first_day, zone = data.draw(FIRST_DAYS), data.draw(CLOCKS)
    network = build(tmp_path_factory.mktemp("net"), first_day, zone)
    network.lane("pick", "pickup", "SZX", "HUB", **data.draw(lane_fields(departs=True)))
    network.lane("air", "linehaul", "HUB", "FRA", **data.draw(lane_fields(departs=False)))
    network.lane("clear", "clearance", "FRA", "FRA", **data.draw(lane_fields(departs=False)))
    network.lane("mile", "last_mile", "FRA", "ZONE", **data.draw(lane_fields(departs=False)))
    tables = network.compiled()
    route = tables["route"][1]
    rows = range(route["arrival_lo"], route["arrival_lo"] + route["event_hi"] - route["event_lo"])
    for row in rows[:-1]:
        first = int(tables["arrival"]["day"][row + 1])
        for day in range(first, first + int(tables["arrival"]["n"][row + 1])):
            later = chance_by(tables, "arrival", row + 1, day)
            assert later <= chance_by(tables, "arrival", row, day)


def one_timing(network: SmallNetwork) -> Timing:
    """Return the timing of a network."""
    return Timing.of_compiling(network.ctx, network.compiled(), read_calendars(network.ctx))


def arrive(timing: Timing, hours: np.ndarray, days: int) -> np.ndarray:
    """Return the arrival hours of the first lane after some working days (C-18)."""
    return timing.arrived(1, days)[days][hours - timing.first_hour]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    first=FIRST_DAYS,
    zone=CLOCKS,
    calendar=st.sampled_from(["all", "five", "DE", "JP"]),
    h=st.integers(0, 140),
)
def test_later_start_never_arrives_earlier(
    tmp_path_factory: pytest.TempPathFactory, first: date, zone: str, calendar: str, h: int
) -> None:
    """On a working-day lane the arrival never falls as the start grows hour by hour (C-18).

    It is that of the plain loops, over weekends, holidays and changes of the clocks.
    """
    network = build(tmp_path_factory.mktemp("net"), first, zone)
    network.lane("mile", "last_mile", "FRA", "ZONE", calendar=calendar, day_type=1)
    timing = one_timing(network)
    slow = SlowTwin(network, open_days(network))
    starts = np.arange(timing.first_hour, timing.first_hour + 21 * 24)
    arrived = arrive(timing, starts + h % 24, h // 24)
    assert (np.diff(arrived) >= 0).all()
    assert (arrived >= starts + h % 24).all()
    for start, ours in zip(starts[::5].tolist(), arrived[::5].tolist(), strict=True):
        assert ours == slow.arrival(network.lanes[0], start, h)


@pytest.mark.parametrize(
    ("zone", "start", "h", "arrival"),
    [
        ("Europe/Berlin", "2026-10-24 00", 24, "2026-10-25 01"),  # 02:00 is shown twice
        ("Europe/Berlin", "2026-10-25 00", 0, "2026-10-25 01"),
        ("Europe/Berlin", "2026-10-23 23", 48, "2026-10-26 00"),  # 01:00 stays 01:00
        ("Europe/Berlin", "2026-03-28 01", 24, "2026-03-29 01"),  # 02:00 is skipped
        ("Europe/Berlin", "2026-03-28 02", 24, "2026-03-29 01"),
        ("Australia/Lord_Howe", "2026-10-02 15", 24, "2026-10-03 15"),  # 01:30
        ("Australia/Lord_Howe", "2026-10-02 16", 24, "2026-10-03 16"),  # 02:30 is now 15:30
    ],
)
def test_clock_changes_on_a_working_day_lane(
    tmp_path: Path, zone: str, start: str, h: int, arrival: str
) -> None:
    """Skipped wall times move forward, double ones are the later instant, rounded up (C-18)."""
    network = build(tmp_path, date.fromisoformat(start[:10]), zone)
    network.lane("mile", "last_mile", "FRA", "ZONE", calendar="all", day_type=1)
    first, expected = (hour_of(text) for text in (start, arrival))
    found = arrive(one_timing(network), np.array([first + h % 24]), h // 24)
    assert found.tolist() == [expected]


def hour_of(text: str) -> int:
    """Return the UTC hour of `YYYY-MM-DD HH`."""
    return day_number(date.fromisoformat(text[:10])) * 24 + int(text[11:])


@pytest.mark.parametrize(
    ("start", "h", "arrival"),
    [
        ("2026-10-23 10", 0, "2026-10-23 10"),  # a Friday
        ("2026-10-23 10", 14, "2026-10-26 00"),  # midnight: Saturday, so Monday
        ("2026-10-23 10", 24, "2026-10-26 10"),
        ("2026-10-24 10", 0, "2026-10-26 00"),  # a closed day becomes Monday 00:00
        ("2026-10-24 10", 24, "2026-10-27 00"),
        ("2026-10-23 23", 24, "2026-10-26 23"),
        ("2026-10-23 23", 25, "2026-10-27 00"),  # the rest of 1 h reaches Saturday first
        ("2026-10-26 10", 48, "2026-10-29 10"),  # Wednesday the 28th is closed
        ("2026-10-26 10", 47, "2026-10-29 09"),
    ],
)
def test_working_days_of_a_duration(tmp_path: Path, start: str, h: int, arrival: str) -> None:
    """Whole days of a working-day lane are counted on its calendar, hours on the clock (C-18)."""
    network = build(tmp_path, date(2026, 10, 19), "UTC")
    network.lane("mile", "last_mile", "FRA", "ZONE", calendar="five", day_type=1)
    first, expected = hour_of(start), hour_of(arrival)
    found = arrive(one_timing(network), np.array([first + h % 24]), h // 24)
    assert found.tolist() == [expected]


def test_law_of_fractions_loses_less_than_one_part_per_leg(tmp_path: Path) -> None:
    """Three equal thirds cannot be met in 2^31 parts: the loss stays below one part a leg."""
    network, tables = one_lane(tmp_path, law_min_h=0, law_max_h=2)
    for number in (1, 2):
        network.lanes[number] |= {"law_max_h": 2}
    tables = network.compiled()
    route = tables["route"][1]
    row = tables["arrival"][route["arrival_lo"]]
    total = int(tables["mass"]["chance"][row["lo"] + row["n"] - 1])
    assert 0 <= Fraction(FULL) - total < 3
