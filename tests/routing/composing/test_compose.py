"""Composition with opening hours, transfers, learned laws and announced events (C-62 to C-67)."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain_compose import FULL, Law, PlainCompose
from small_network import SmallNetwork, chance_by, make_context

from oneprice.core.compiling import Table
from oneprice.core.days import day_number, day_of
from oneprice.routing.clocks.calendars import read_calendars
from oneprice.routing.composing.arrivals import compose, delivery_outcome
from oneprice.routing.composing.chances import Pool
from oneprice.routing.composing.timing import Timing

CALENDARS = "all,1234567,,\nfive,12345,,\nDE,12345,DE,\nCN,123456,CN,\n"
QUIET = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
# Both changes of the clocks, Chinese New Year, Christmas, and the day after 2028-02-28.
FIRST_DAYS = st.sampled_from(
    [date(2026, 3, 23), date(2026, 10, 20), date(2027, 2, 1), date(2026, 12, 18), date(2028, 2, 23)]
)
HOURS = st.sampled_from([(0, 0), (480, 1080), (390, 1440), (1320, 1770), (150, 200), (720, 2160)])


@st.composite
def laws(draw: st.DrawFn, most_h: int) -> Law:
    """Return masses of a few hours, with gaps, at times far from whole."""
    hours = draw(st.lists(st.integers(0, most_h), min_size=1, max_size=6, unique=True))
    parts = [draw(st.integers(1, 1000)) for _ in hours]
    never = draw(st.sampled_from([0, 0, 40, 900]))
    whole = sum(parts) + never
    return {h: FULL * part // whole for h, part in zip(sorted(hours), parts, strict=True)}


@dataclass
class Built:
    """A compiled chain of four lanes, and its plain twin."""

    network: SmallNetwork
    tables: dict[str, Table]
    plain: PlainCompose
    hours: tuple[int, ...]

    @property
    def timing(self) -> Timing:
        """Return the timing of the network."""
        return Timing.of_compiling(self.network.ctx, self.tables, read_calendars(self.network.ctx))

    def start(self, event: int) -> int:
        """Return the start of a departure."""
        return int(self.tables["event"]["depart_min"][event])


def write_laws(folder: Path, network: SmallNetwork, given_laws: dict[int, Law]) -> None:
    """Write learned laws of lanes, hour by hour."""
    transit = ["lane_id,law_id,observations,parent_share,quote_share,learned_at,source"]
    rows = ["law_id,first_h,last_h,mass"]
    for lane, law in given_laws.items():
        name = network.ctx.ids.name("lane", network.lanes[lane - 1]["name"])
        transit.append(f"{name},{name},12.3456,0.1,0,2026-01-01,made up")
        rows += [f"{name},{hour},{hour},{mass}" for hour, mass in sorted(law.items())]
    (folder / "transit.csv").write_text("\n".join(transit) + "\n", encoding="utf-8")
    (folder / "transit_law.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def nodes(folder: Path, first: date, **hours: tuple[int, int]) -> SmallNetwork:
    """Return the nodes of a network over ten days; `hours` are opening hours by node."""
    end = date.fromordinal(first.toordinal() + 10)
    network = SmallNetwork(make_context(folder, first, end, CALENDARS))
    network.node("SZX", "origin", "CN", "Asia/Shanghai", "CN")
    network.node("HUB", "hub", "CN", "Asia/Kolkata", "five")
    network.node("FRA", "gateway", "DE", "Europe/Berlin", "DE")
    network.node("ZONE", "zone", "DE", "Europe/Berlin")
    for name, (opens, closes) in hours.items():
        node = network.nodes[network.ctx.ids.find("node", name) - 1]
        node |= {"opens_min": opens, "closes_min": closes}
    return network


def lanes(network: SmallNetwork, depart: int, lead: int, until: int = 0) -> None:
    """Add four lanes: two with departures, one of hours, one of working days."""
    leaving = {"departure_minute": depart, "cutoff_lead_min": lead}
    network.lane("pick", "pickup", "SZX", "HUB", days="123456", calendar="CN", **leaving)
    network.lane("air", "linehaul", "HUB", "FRA", days="257", departure_minute=150)
    network.lane("clear", "clearance", "FRA", "FRA", calendar="DE")
    network.lane("mile", "last_mile", "FRA", "ZONE", calendar="DE", day_type=1)
    network.lanes[3]["delivers_until_min"] = until


def built(
    folder: Path, network: SmallNetwork, given_laws: dict[int, Law], transfers: tuple[int, ...]
) -> Built:
    """Return the compiled network with its plain twin."""
    write_laws(folder, network, given_laws)
    rows = [
        f"*,{leg},{hours},made up"
        for leg, hours in zip(("linehaul", "clearance", "last_mile"), transfers, strict=True)
    ]
    text = "\n".join(["node_id,to_leg,hours,source", *rows]) + "\n"
    (folder / "transfer.csv").write_text(text, encoding="utf-8")
    tables = network.compiled()
    calendars = read_calendars(network.ctx)
    open_days = {
        number: set((np.flatnonzero(row) + calendars.first_day).tolist())
        for number, row in enumerate(calendars.open_days)
    }
    plain = PlainCompose(network, open_days, given_laws)
    return Built(network, tables, plain, (0, *transfers))


def check(made: Built, events: int = 3) -> None:
    """Compare a few departures of the chain with the plain loops, over all days that differ."""
    route = made.tables["route"][1]
    for event in range(route["event_lo"], route["event_lo"] + 5 * events, 5):
        row = int(route["arrival_lo"]) + event - int(route["event_lo"])
        first = int(made.tables["arrival"]["day"][row]) - 1
        last = first + int(made.tables["arrival"]["n"][row]) + 1
        for day in (*range(first, last, max(1, (last - first) // 4)), last):
            exact = made.plain.delivered_by((1, 2, 3, 4), made.hours, made.start(event), day)
            assert chance_by(made.tables, "arrival", row, day) == exact


@QUIET
@given(
    data=st.data(),
    first=FIRST_DAYS,
    opening=st.tuples(HOURS, HOURS, HOURS),
    transfers=st.tuples(*[st.sampled_from([0, 0, 5, 30])] * 3),
)
def test_equals_the_plain_loops(
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
    first: date,
    opening: tuple[tuple[int, int], ...],
    transfers: tuple[int, ...],
) -> None:
    """Opening hours, transfers and learned laws give the chances of the plain loops, bit for bit.

    Openings hold half hours, midnight, nights and whole days; laws hold gaps and missing mass.
    """
    folder = tmp_path_factory.mktemp("net")
    network = nodes(folder, first, **dict(zip(("SZX", "HUB", "FRA"), opening, strict=True)))
    minutes = data.draw(st.sampled_from([0, 479, 1020, 1439])), data.draw(st.integers(0, 900))
    lanes(network, *minutes, data.draw(st.sampled_from([0, 900])))
    given_laws = {n: data.draw(laws(40 if n < 4 else 80)) for n in (1, 2, 3, 4)}
    check(built(folder, network, given_laws, transfers))


def uplifted(folder: Path, made: Built, name: str, first: date, end: date, rest: str) -> Built:
    """Return the network compiled again with announced events of one lane."""
    text = f"name,lane_id,from,to,factor,add_h,source\nfair,{name},{first},{end},{rest},made up\n"
    (folder / "uplift.csv").write_text(text, encoding="utf-8")
    lane = made.network.ctx.ids.find("lane", name)
    factor, add_h = rest.split(",")
    event = (day_number(first), day_number(end), Fraction(factor), int(add_h))
    made.plain.events[lane] = [event]
    return Built(made.network, made.network.compiled(), made.plain, made.hours)


@QUIET
@given(
    data=st.data(),
    first=FIRST_DAYS,
    lane=st.sampled_from(["pick", "air", "clear", "mile"]),
    begins=st.integers(-12, 15),
    lasts=st.integers(1, 4),
    rest=st.sampled_from(["1,30", "3,0", "1.25,7"]),
)
def test_announced_events_equal_the_plain_loops(
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
    first: date,
    lane: str,
    begins: int,
    lasts: int,
    rest: str,
) -> None:
    """Lifted hours, and no start that has more than an earlier one, as the plain loops say."""
    folder = tmp_path_factory.mktemp("net")
    network = nodes(folder, first, FRA=(480, 1080))
    lanes(network, 1020, 120)
    given_laws = {n: data.draw(laws(30)) for n in (1, 2, 3, 4)}
    made = built(folder, network, given_laws, (0, 3, 0))
    start = date.fromordinal(first.toordinal() + begins)
    end = date.fromordinal(start.toordinal() + lasts)
    check(uplifted(folder, made, lane, start, end, rest), events=2)


def plain_chain(folder: Path, first: date, law: Law | None = None) -> Built:
    """Return a chain without opening hours."""
    network = nodes(folder, first)
    lanes(network, 1020, 120)
    third = {h: FULL // 3 for h in (1, 20, 50)}
    return built(folder, network, dict.fromkeys((1, 2, 3, 4), law or third), (0, 0, 0))


def test_never_above_the_exact_law_and_close_to_it(tmp_path: Path) -> None:
    """The integer law is at no day above the fractions, and less than one part in 10^6 below."""
    network = nodes(tmp_path, date(2026, 10, 20), HUB=(480, 1080))
    lanes(network, 1020, 120)
    awkward = {h: (FULL - 5) // 7 for h in (1, 9, 10, 24, 30, 47, 70)}
    made = built(tmp_path, network, dict.fromkeys((1, 2, 3, 4), awkward), (0, 2, 0))
    made.plain.floors = False
    route = made.tables["route"][1]
    row = int(route["arrival_lo"])
    first, n = (int(made.tables["arrival"][name][row]) for name in ("day", "n"))
    for day in range(first - 1, first + n + 1):
        ours = chance_by(made.tables, "arrival", row, day)
        start = made.start(int(route["event_lo"]))
        exact = made.plain.delivered_by((1, 2, 3, 4), made.hours, start, day)
        assert 0 <= exact - ours < Fraction(FULL, 10**6)


def test_missing_mass_never_arrives(tmp_path: Path) -> None:
    """Where a law holds half of all mass, four lanes deliver a sixteenth and no more."""
    made = plain_chain(tmp_path, date(2026, 10, 20), {5: FULL // 2})
    rows = made.tables["arrival"][1:8]
    assert {int(made.tables["mass"]["chance"][r["lo"] + r["n"] - 1]) for r in rows} == {FULL // 16}


def test_later_ready_never_promises_earlier_and_higher_level_never_earlier(tmp_path: Path) -> None:
    """From departure to departure no chance rises; along a row chances rise from day to day."""
    network = nodes(tmp_path, date(2026, 12, 18), HUB=(540, 1020), FRA=(480, 960))
    lanes(network, 1020, 120)
    wide = {h: FULL // 90 for h in range(3, 90)}
    tables = built(tmp_path, network, dict.fromkeys((1, 2, 3, 4), wide), (4, 0, 9)).tables
    mass = tables["mass"]["chance"]
    rows = tables["arrival"][1:60]
    for row in rows:
        assert (np.diff(mass[row["lo"] : row["lo"] + row["n"]]) >= 0).all()
    for at, later in pairwise(range(1, 60)):
        first, n = (int(tables["arrival"][name][later]) for name in ("day", "n"))
        for day in range(first, first + n):
            before = chance_by(tables, "arrival", at, day)
            assert chance_by(tables, "arrival", later, day) <= before


def rising_days(made: Built) -> set[date]:
    """Return the days on which any chance of delivery rises."""
    mass = made.tables["mass"]["chance"]
    found = set()
    for row in made.tables["arrival"][1:40]:
        rises = np.diff(mass[row["lo"] : row["lo"] + row["n"]], prepend=0) > 0
        found |= {day_of(int(row["day"]) + int(at)) for at in np.flatnonzero(rises)}
    return found


@pytest.mark.parametrize(
    ("first", "closed", "opened"),
    [
        (date(2026, 12, 14), date(2026, 12, 25), date(2026, 12, 28)),
        (date(2028, 2, 21), date(2028, 2, 27), date(2028, 2, 29)),
    ],
)
def test_nothing_is_promised_on_a_closed_day(
    tmp_path: Path, first: date, closed: date, opened: date
) -> None:
    """Chances rise on working days of the last lane only; the leap day is one of them."""
    days = rising_days(plain_chain(tmp_path, first))
    assert closed not in days
    assert opened in days
    assert all(day.weekday() < 5 for day in days)


def test_new_year_in_china_stops_departures(tmp_path: Path) -> None:
    """Goods that are ready on the eve of the Chinese New Year leave when the holiday is over."""
    made = plain_chain(tmp_path, date(2027, 2, 1))
    leaves = [day_of(int(minute) // 1440) for minute in made.tables["event"]["depart_min"][1:9]]
    eve = leaves.index(max(day for day in leaves if day < date(2027, 2, 6)))
    assert (leaves[eve + 1] - leaves[eve]).days >= 6


@pytest.mark.parametrize(
    ("opening", "depart", "lead", "cutoff"),
    [
        ((0, 0), 1020, 120, "15:00"),
        ((480, 1080), 1020, 120, "15:00"),
        ((480, 901), 1020, 120, "15:00"),  # open till 15:01: the cut-off minute is in time
        ((480, 900), 1020, 120, "14:59"),  # closes at the cut-off: the minute before
        ((480, 840), 1020, 120, "13:59"),
        ((900, 1080), 1020, 120, "15:00"),  # opens at the cut-off: those who wait go, too
        ((901, 1080), 1020, 120, "18:00-1"),  # opens after it: only who was there the day before
        ((1320, 1800), 1020, 120, "05:59"),  # open at night, to 06:00
    ],
)
def test_cutoff_with_opening_hours(
    tmp_path: Path, opening: tuple[int, int], depart: int, lead: int, cutoff: str
) -> None:
    """The last minute in time, seen from both sides of the opening hours (C-15, C-63)."""
    network = nodes(tmp_path, date(2026, 9, 7), SZX=opening)
    lanes(network, depart, lead)
    event = network.compiled()["event"][3]
    day = event["depart_min"] // 1440 - (cutoff.endswith("-1"))
    hour, minute = int(cutoff[:2]), int(cutoff[3:5])
    last = 1440 * day + 60 * (hour - 8) + minute - cutoff.endswith("-1")
    assert event["cutoff_min"] == last


def test_composes_again_from_the_book(tmp_path: Path) -> None:
    """Composing from the sections gives the rows of the book; another law gives others."""
    made = plain_chain(tmp_path, date(2026, 10, 20))
    timing, route = made.timing, made.tables["route"][1]
    found = compose(timing, (1, 2, 3, 4), made.hours, delivery_outcome)
    count = int(route["event_hi"] - route["event_lo"])
    assert len(found) == count
    for row in range(count):
        day, lo, n = made.tables["arrival"][int(route["arrival_lo"]) + row].tolist()
        first, run = found.of(row)
        assert run.tolist() == made.tables["mass"]["chance"][lo : lo + n].tolist()
        assert first == day or n == 0
    slow = timing.with_law(2, ((200, 200, FULL),))
    assert compose(slow, (1, 2, 3, 4), made.hours, delivery_outcome).of(0)[0] > found.of(0)[0]
    assert compose(timing, (1, 2, 3, 4), made.hours, delivery_outcome).of(0)[0] == found.of(0)[0]


def test_a_full_pool_grows(tmp_path: Path) -> None:
    """A pool that is too small for one lane gives the same chances once it has grown."""
    wide = {h: FULL // 1000 + h for h in range(200)}
    made = plain_chain(tmp_path, date(2026, 10, 20), wide)
    timing = made.timing
    found = compose(timing, (1, 2, 3, 4), made.hours, delivery_outcome)
    small = Pool(np.zeros(64, np.int64), np.zeros((4, 3), np.int64))
    timing.pool = small
    again = compose(timing, (1, 2, 3, 4), made.hours, delivery_outcome)
    assert len(small.chance) > 64
    for row in range(len(found)):
        assert found.of(row)[0] == again.of(row)[0]
        assert found.of(row)[1].tolist() == again.of(row)[1].tolist()


def test_chains_with_other_transfers_do_not_share_chances(tmp_path: Path) -> None:
    """Hours of a transfer are part of what two chains must have in common."""
    made = plain_chain(tmp_path, date(2026, 10, 20))
    timing = made.timing
    at_once = compose(timing, (1, 2, 3, 4), (0, 0, 0, 0), delivery_outcome)
    later = compose(timing, (1, 2, 3, 4), (0, 0, 0, 72), delivery_outcome)
    assert at_once.of(0)[0] < later.of(0)[0]


KERNEL = """
import re, sys, tempfile
from datetime import date
from hashlib import sha256
from pathlib import Path
sys.path[:0] = sys.argv[1:3]
from numba import config
from test_compose import FULL, built, lanes, nodes
from oneprice.routing.composing.entries import compose_entries
folder = Path(tempfile.mkdtemp())
network = nodes(folder, date(2026, 10, 20), FRA=(480, 1080))
lanes(network, 1020, 120)
(folder / "uplift.csv").write_text(
    "name,lane_id,from,to,factor,add_h,source\\nfair,air,2026-10-25,2026-10-29,1.5,3,made up\\n"
)
law = {hour: FULL // 50 for hour in range(3, 40)}
tables = built(folder, network, dict.fromkeys((1, 2, 3, 4), law), (0, 3, 0)).tables
names = ("event", "arrival", "entry", "export", "mass")
digest = sha256(b"".join(tables[name].tobytes() for name in names)).hexdigest()
text = "" if config.DISABLE_JIT else "".join(compose_entries().compose.inspect_llvm().values())
print(digest, len(text) > 100_000, sorted(set(re.findall(sys.argv[3], text))))
"""
FLOAT = r"(?<![\w.\"@%])(double|float|half|fadd|fmul|fdiv|sitofp|fptosi)\b"


@pytest.mark.soak
def test_kernel_is_integers_and_the_same_in_plain_python(tmp_path: Path) -> None:
    """The compiled kernel holds no float, and says what it says without the compiler."""
    said = []
    for plain in ("0", "1"):
        env = os.environ | {"NUMBA_DISABLE_JIT": plain, "NUMBA_CACHE_DIR": str(tmp_path)}
        here = Path(__file__).parent
        command = [sys.executable, "-c", KERNEL, str(here), str(here.parents[1]), FLOAT]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
        said.append(done.stdout.split(maxsplit=1))
    assert said[0][0] == said[1][0]
    assert said[0][1].strip() == "True []"
