"""The twin's instants and laws: by hand, and against a walk of every path of hours."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from reference.brute import Walk, by
from reference.calendars import WorkCalendar, wall_minute
from reference.departures import Departures, Known, departure_on
from reference.goods import Consignment
from reference.handling import Clocks, Handlings
from reference.hour_laws import FULL, HourLaws
from reference.lanes import Lane, Network, Node, clears
from reference.late import expected_pip, last_day, late_days, owed_pip
from reference.leaning import leaning
from reference.made import line
from reference.opening import Doors
from reference.reading import Row, day_number
from reference.refused import Refused
from reference.timetable import Goal, Law, Laws, chance_by, delivery_day, moved, promise_day
from reference.transfers import Transfers

BERLIN, ADELAIDE = "Europe/Berlin", "Australia/Adelaide"
WEEK = WorkCalendar({"workdays": "12345"}, [])
DAILY = WorkCalendar({"workdays": "1234567"}, [])
FRIDAY = day_number("2025-03-28")  # clocks go forward on Sunday, the 30th
HOLIDAY = WorkCalendar({"workdays": "12345"}, [{"date": "2025-03-31", "open": "0"}])


def at(day: int, clock: str, zone: str = BERLIN) -> int:
    """Return the minute of a wall time."""
    return wall_minute(day, clock, zone)


def place(name: str, doors: Doors | None = None, kind: str = "hub", **more: Any) -> Node:
    """Return a node in Germany."""
    return Node(name, kind, "DE", BERLIN, "", doors, **more)


def leg(lane_id: str, ends: tuple[Node, Node], calendar: WorkCalendar = WEEK, **row: str) -> Lane:
    """Return a lane between two nodes that takes a day."""
    plain = {"carrier": "c", "leg": "linehaul", "mode": "road", "currency": "EUR", "segment": ""}
    cells = plain | {"transit_min_days": "1", "transit_max_days": "1", "cargo_allow": "*"} | row
    cells |= {"lane_id": lane_id, "origin_node": ends[0].node_id, "dest_node": ends[1].node_id}
    nodes = {node.node_id: node for node in ends}
    return Lane(cells | {"calendar_id": "C"}, nodes, {"C": calendar})


def laws_of(
    learned: dict[str, dict[int, int]], uplifts: list[Row] | None = None, *transfers: Row
) -> Laws:
    """Return laws of lanes, given as masses by hour, between two weeks around the spring."""
    rows = [{"lane_id": name, "law_id": name} for name in learned]
    written = {name: tuple(sorted(law.items())) for name, law in learned.items()}
    known = Known((FRIDAY - 4) * 1440, (FRIDAY + 40) * 1440)
    departures = Departures(known, Transfers(list(transfers)))
    return Laws(departures, HourLaws(rows, written, uplifts or []))


@pytest.mark.parametrize(
    ("opens", "closes", "day", "clock", "expected"),
    [
        ("08:30", "18:00", 0, "08:29", (0, "08:30")),
        ("08:30", "18:00", 0, "08:30", (0, "08:30")),
        ("08:30", "18:00", 0, "17:59", (0, "17:59")),
        ("08:30", "18:00", 0, "18:00", (3, "08:30")),  # the closing minute is shut
        ("08:30", "24:00", 0, "23:59", (0, "23:59")),
        ("08:30", "24:00", 1, "00:00", (3, "08:30")),
        ("22:30", "06:00", 1, "05:59", (1, "05:59")),  # open since Friday
        ("22:30", "06:00", 1, "06:00", (3, "22:30")),
        ("06:00", "06:00", 1, "05:59", (1, "05:59")),
        ("06:00", "06:00", 1, "06:00", (3, "06:00")),
    ],
)
def test_the_next_opening(
    opens: str, closes: str, day: int, clock: str, expected: tuple[int, str]
) -> None:
    """A shut node opens on the next working day; nights belong to the day before (C-63)."""
    doors = Doors(WEEK, BERLIN, opens, closes)
    assert doors.first_open(at(FRIDAY + day, clock)) == at(FRIDAY + expected[0], expected[1])


@pytest.mark.parametrize(
    ("clock", "hours", "expected"),
    [
        ("16:00", 1, (0, "17:00")),
        ("16:00", 2, (3, "08:30")),  # the last of them ends when it shuts
        ("16:00", 5, (3, "11:30")),
        ("20:00", 0, (3, "08:30")),
        ("20:00", 10, (4, "09:00")),
    ],
)
def test_transfer_hours_are_open_hours(clock: str, hours: int, expected: tuple[int, str]) -> None:
    """Hours between two lanes count while the node is open (C-63)."""
    doors = Doors(WEEK, BERLIN, "08:30", "18:00")
    there = doors.after(at(FRIDAY, clock), 60 * hours)
    assert there == at(FRIDAY + expected[0], expected[1])


def test_openings_when_clocks_change() -> None:
    """A skipped opening moves forward, a double one is the later; no one is sent back."""
    spring = Doors(DAILY, BERLIN, "02:30", "12:00")
    assert spring.first_open(at(FRIDAY + 2, "01:50")) == at(FRIDAY + 2, "03:30")
    assert spring.first_open(at(FRIDAY + 2, "03:00")) == at(FRIDAY + 2, "03:30")
    autumn, day = Doors(DAILY, ADELAIDE, "02:30", "12:00"), day_number("2025-04-06")
    later = at(day, "02:30", ADELAIDE)
    assert [autumn.first_open(later - minutes) for minutes in (90, 60, 30, 0)] == [later] * 4


@pytest.mark.parametrize(
    ("date", "clock", "lead", "cutoff_h"),
    [
        ("2025-03-30", "05:00", "3", 2.0),  # 02:00 is skipped: 03:00, one hour after 01:00
        ("2025-10-26", "06:00", "3.5", 4.5),  # 02:30 is double: the earlier one
        ("2025-10-26", "02:30", "", 1.0),
        ("2025-03-30", "03:10", "0.5", 0.0),  # 02:40 is skipped, 03:40 too late
        ("2025-07-01", "01:00", "36", 36.0),
    ],
)
def test_cut_offs_on_the_wall(date: str, clock: str, lead: str, cutoff_h: float) -> None:
    """A cut-off lies its hours earlier on the clock on the wall (C-15)."""
    lane = leg("L", (place("A"), place("B")), departure_time=clock, cutoff_lead_h=lead)
    cutoff, departure = departure_on(lane, day_number(date))
    assert departure - cutoff == int(60 * cutoff_h)


def test_departures_of_a_season() -> None:
    """A lane leaves on working days from the first day it runs, not on the last (C-15)."""
    season = {"runs_from": "2025-03-28", "runs_to": "2025-04-01"}
    days = {"departure_days": "12347", "departure_time": "10:00", "cutoff_lead_h": "2"}
    lane = leg("L", (place("A"), place("B")), **days, **season)
    departures = laws_of({}).departures
    assert [leaves for _, leaves in departures.of(lane)] == [at(FRIDAY + 3, "10:00")]
    assert departures.start(None, lane, at(FRIDAY + 3, "08:00")) == at(FRIDAY + 3, "10:00")
    assert departures.start(None, lane, at(FRIDAY + 3, "08:01")) is None


def test_the_first_transfer_row_decides() -> None:
    """A row fits by node, carriers, legs and modes; `other` is any carrier but the first."""
    a, b = leg("A", (place("X"), place("Y"))), leg("B", (place("Y"), place("Z")), carrier="d")
    same = leg("S", (place("Y"), place("Z")))
    rows = [
        {"node_id": "X", "hours": "9"},
        {"node_id": "*", "from_carrier": "c", "to_carrier": "other", "to_leg": "export"},
        {"node_id": "Y", "from_carrier": "c", "to_carrier": "other", "allowed": "0"},
        {"node_id": "Y", "from_mode": "road", "hours": "7"},
    ]
    transfers = Transfers(rows)
    assert (transfers.allowed(a, b), transfers.hours(a, b)) == (False, 0)
    assert (transfers.allowed(a, same), transfers.hours(a, same)) == (True, 7)
    assert Transfers([]).hours(a, b) == 0


def test_bonded_lanes_and_gateways() -> None:
    """Uncleared goods leave a clearing node bonded, after one or two linehauls (C-65)."""
    start, border = place("O", kind="origin"), place("B", clears=("DE",))
    inland, foreign = place("I", clears=("DE", "FR")), place("F", clears=("FR",))
    hub, zone = place("D"), place("Z", kind="zone")
    leaves = {"departure_days": "1", "departure_time": "10:00"}
    lanes = [
        leg("1 sea", (start, border), mode="sea", **leaves),
        leg("2 sea", (start, foreign), mode="sea", **leaves),
        leg("3 plain", (border, inland)),
        leg("4 bonded", (border, inland), bonded="1"),
        leg("5 on", (foreign, border)),
        leg("6 again", (inland, inland), bonded="1"),
        leg("7 clear", (inland, hub), leg="clearance"),
        leg("8 clear", (foreign, hub), leg="clearance"),
        leg("9 home", (hub, zone), leg="last_mile"),
    ]
    routes = Network(lanes, Transfers([])).routes("O", "DE")
    names = ["".join(lane.lane_id[0] for lane in route.lanes) for route in routes]
    assert names == ["1479", "25479"]
    assert [route.mode for route in routes] == ["sea", "sea"]
    assert not clears(lanes[2], "DE")


def test_later_goods_do_not_overtake() -> None:
    """After an event ends, delivery is at least as late as for all that left before (C-67)."""
    lane = leg("L", (place("A"), place("B")), DAILY)
    event = {"from": "2025-03-28", "to": "2025-03-30", "add_h": "72"}
    laws, days = laws_of({"L": {24: FULL}}, [event]), [FRIDAY + more for more in range(-2, 5)]
    free, bound = (
        [first_day(laws, (lane,), at(day, "00:00"), overtaking) - day for day in days]
        for overtaking in (True, False)
    )
    assert free == [1, 4, 4, 4, 1, 1, 1]
    assert bound == [1, 4, 4, 4, 4, 3, 2]  # the last of Saturday comes on Thursday, at 00:00


def first_day(laws: Laws, lanes: tuple[Lane, ...], start: int, overtaking: bool) -> int:
    """Return the first day of delivery of goods that leave at a minute."""
    name = "free" if overtaking else "bound"
    goal = Goal((name, lanes[-1].lane_id), delivery_day(lanes[-1]), overtaking=overtaking)
    return laws.law(laws.chances(lanes, goal, start)).days[0]


@pytest.mark.parametrize(
    ("clock", "until", "day"),
    [("11:59", "12:00", 0), ("12:00", "12:00", 3), ("23:59", "24:00", 0), ("23:59", "", 0)],
)
def test_delivery_ends_at_an_hour(clock: str, until: str, day: int) -> None:
    """What arrives at or after the last hour of delivery is delivered the day after (C-19)."""
    lane = leg("M", (place("A"), place("B")), delivers_until=until)
    assert delivery_day(lane)(at(FRIDAY, clock)) == FRIDAY + day


def test_days_move_together() -> None:
    """Days that a zone moves to one day share its chance (C-19)."""
    law = Law((FRIDAY, FRIDAY + 1, FRIDAY + 3), (5, 7, 8), (5, 2, 1))
    monday = moved(law, lambda day: HOLIDAY.after(HOLIDAY.on_or_after(day), 1))
    assert monday == Law((FRIDAY + 4, FRIDAY + 5), (5, 8), (5, 3))


def random_place(rng: random.Random, name: str) -> Node:
    """Return a node, often with opening hours, of a random calendar."""
    hours = (("08:30", "18:00"), ("22:30", "06:00"), ("02:30", "02:30"), ("00:00", "24:00"))
    doors = Doors(rng.choice((WEEK, DAILY, HOLIDAY)), BERLIN, *rng.choice(hours))
    return place(name, doors if rng.random() < 0.6 else None)


def random_chain(rng: random.Random) -> tuple[Lane, ...]:
    """Return three lanes; the first leaves by a timetable."""
    places = [random_place(rng, name) for name in "ABCD"]
    lanes = []
    for number, ends in enumerate(pairwise(places)):
        cells = {"leg": ("pickup", "linehaul", "last_mile")[number]}
        if number == 0 or rng.random() < 0.5:
            cells |= {"departure_days": rng.choice(("1234567", "1256", "24"))}
            cells |= {"departure_time": rng.choice(("02:30", "18:00", "00:00"))}
            cells |= {"cutoff_lead_h": rng.choice(("", "1", "24"))}
        cells["day_type"] = rng.choice(("work", "natural"))
        lanes.append(leg(f"L{number}", ends, rng.choice((WEEK, DAILY, HOLIDAY)), **cells))
    return tuple(lanes)


def random_laws(rng: random.Random) -> Laws:
    """Return laws of a few hours with mass missing, events that overlap, and transfers."""
    learned = {}
    for name in ("L0", "L1", "L2"):
        hours = sorted(rng.sample(range(60), 3))
        learned[name] = dict.fromkeys(hours, FULL // 3 - rng.choice((0, 1, 10**7)))
    uplifts: list[Row] = [
        {"lane_id": "L1", "from": "2025-03-29", "to": "2025-04-01", "factor": "1.25"},
        {"lane_id": "L1|L2", "from": "2025-03-31", "to": "2025-04-02", "add_h": "30"},
    ]
    transfers: list[Row] = [{"node_id": "B", "hours": "5"}, {"node_id": "C", "hours": "30"}]
    return laws_of(learned, rng.choice(([], uplifts, uplifts[:1])), *rng.sample(transfers, 1))


@pytest.mark.parametrize("seed", range(6))
def test_composed_laws_are_never_early(seed: int) -> None:
    """No chance is above that of all paths of hours, nor below by a millionth (C-20, C-67)."""
    rng = random.Random(seed)
    lanes, laws = random_chain(rng), random_laws(rng)
    walk = Walk(laws.departures, laws.hours)
    goal = Goal(("delivery", "L2"), delivery_day(lanes[-1]), overtaking=False)
    reached = 0
    for hours in range(-20, 110, 29):
        ready = at(FRIDAY, "00:00") + 60 * hours + rng.choice((0, 10, 30))
        start = laws.departures.start(None, lanes[0], ready)
        assert start == walk.start(None, lanes[0], ready)
        if start is None:
            continue
        law, exact = laws.law(laws.chances(lanes, goal, start)), walk.chances(lanes, start)
        assert set(law.days) <= set(exact)
        for day in exact:
            lost = by(exact, day) - Fraction(chance_by(law, day), FULL)
            assert 0 <= lost < Fraction(3, FULL)
            reached += by(exact, day) > 0
    assert reached > 0


def clocks() -> Clocks:
    """Return a calendar and a clock."""
    return Clocks({"C": WEEK}, {"A": BERLIN})


def handled(*rows: Row, **laws: dict[int, int]) -> Handlings:
    """Return handlings of rows whose law is named by their seller."""
    written = {name: tuple(sorted(law.items())) for name, law in laws.items()}
    return Handlings([{"law_id": row["seller"]} | row for row in rows], written, clocks())


def test_the_seller_comes_before_the_node() -> None:
    """Exact rows win over the seller's, these over the node's; hours of a line need none."""
    places = [("s", "A"), ("s", "*"), ("*", "A"), ("*", "*")]
    rows = [{"seller": seller, "ship_from": node, "law_id": ""} for seller, node in places]
    for number, row in enumerate(rows):
        assert Handlings(rows[number:], {}, clocks()).row(line()) is row
    assert Handlings(rows, {}, clocks()).row(line(handling_h=0)) is None
    with pytest.raises(ValueError, match="handling_h"):
        Handlings(rows[1:2], {}, clocks()).row(line(seller="t"))


def test_two_sellers_are_never_counted_on_together() -> None:
    """Two handlings and a known one: for delivery what they surely share, else the least."""
    quarter = FULL // 4
    handlings = handled(
        {"seller": "s", "ship_from": "A"},
        {"seller": "*", "ship_from": "*", "law_id": "t"},
        s={1: quarter, 3: 3 * quarter},
        t={2: 3 * quarter},
    )
    lines = [line(), line(seller="t"), line(seller="u", handling_h=3), line(handling_h=2)]
    ready = handlings.ready(Consignment(lines, []), 1000)
    assert ready == {"delivery": ((1180, 3 * quarter),), "border": ((1180, 3 * quarter),)}
    ready = handlings.ready(Consignment(lines[:2], []), 1000)
    assert ready["delivery"] == ((1180, 3 * quarter),)
    assert ready["border"] == ((1120, quarter), (1180, 2 * quarter))
    three = handlings.ready(Consignment([line(seller=name) for name in "tuv"], []), 1000)
    assert three == {"delivery": ((1120, quarter),), "border": ((1120, 3 * quarter),)}


def test_handling_in_working_days() -> None:
    """Hours of a handling in working days are those of C-18 at the node (C-68)."""
    row = {"seller": "s", "ship_from": "A", "day_type": "work", "calendar_id": "C"}
    ready = handled(row, s={25: FULL}).ready(Consignment([line()], []), at(FRIDAY, "16:20"))
    assert ready["delivery"] == ((at(FRIDAY + 3, "18:00"), FULL),)


LATE: Row = {"late_pct": "10%", "late_per": "day", "late_max_days": "4", "late_grace_days": "1"}


@pytest.mark.parametrize(
    ("tier", "owed"),
    [
        (LATE, [0, 100, 200, 250, 250]),
        (LATE | {"late_pct": "1/3000", "late_max_days": "3"}, [0, 0, 0, 1]),
        ({"late_pct": "10%"}, [0, 100]),
        ({}, [0, 0]),
    ],
)
def test_late_days_are_owed_up_to_a_cap(tier: Row, owed: list[int]) -> None:
    """The share of each day is made of the exact product, cut once, and capped (C-72)."""
    assert [owed_pip(tier, 1001, 250, n) for n in range(late_days(tier) + 1)] == owed


def test_the_last_day_of_late_days() -> None:
    """Natural and working days after the promise day, less those of grace (C-72)."""
    work = LATE | {"late_day_type": "work"}
    assert [last_day(LATE, HOLIDAY, FRIDAY, n) - FRIDAY for n in range(3)] == [1, 2, 3]
    assert [last_day(work, HOLIDAY, FRIDAY, n) - FRIDAY for n in range(3)] == [4, 5, 6]
    none = work | {"late_grace_days": ""}
    assert [last_day(none, HOLIDAY, FRIDAY, n) - FRIDAY for n in range(2)] == [3, 4]


def test_expected_compensation() -> None:
    """Each further amount is owed as often as goods come after the days before it (C-72)."""
    half = FULL // 2
    law = Law((FRIDAY, FRIDAY + 2, FRIDAY + 4), (half, half + 1, FULL - 2), (half, 1, half - 3))
    tier = LATE | {"late_grace_days": "0", "late_max_days": "3"}
    exact = Fraction(1000 * half + 1000 * half + 500 * (half - 1), FULL)
    owed = [0, 1000, 2000, 2500]
    assert expected_pip(tier, owed, law, DAILY, FRIDAY) == exact.__floor__()


@pytest.mark.parametrize(
    ("legs", "law", "observations", "share"),
    [
        ([{}, {}], "published", "0", "1"),
        ([{}, {"observations": "40", "parent_share": "0"}], "mixed", "0", "1"),
        ([{"observations": "18.9999", "parent_share": "1/3"}], "leaning", "18.999", "0.333334"),
        (
            [
                {"observations": "19", "parent_share": "0.3", "quote_share": "0.7"},
                {"observations": "20.5", "parent_share": "0", "quote_share": "0.125"},
            ],
            "learned",
            "19",
            "1",
        ),
    ],
)
def test_what_a_promise_leans_on(legs: list[Row], law: str, observations: str, share: str) -> None:
    """At level .9 each of two consignments needs 19 observations on every leg (C-69)."""
    shown = leaning(legs, Fraction(9, 10), 2).shown()
    assert shown == {"law": law, "observations": observations, "leaning_share": share}


def test_a_law_that_lacks_mass_may_never_get_there() -> None:
    """Mass that is missing is never counted on (C-16, C-21)."""
    law = Law((FRIDAY,), (FULL * 94 // 100,), (FULL * 94 // 100,))
    assert promise_day(law, Fraction(9, 10), 1) == FRIDAY
    with pytest.raises(Refused, match="NO_PROMISE"):
        promise_day(law, Fraction(95, 100), 1)
