"""A small network built in memory, and the same dates by plain loops and exact fractions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from oneprice.carriers.tables import LANE
from oneprice.core.compiling import Compiling, Table, build_table, record_dtype
from oneprice.core.days import NEVER_DAY, day_number
from oneprice.core.ground import CLEARS, NODE, NODE_KIND
from oneprice.core.vocabulary import LEG, MODE
from oneprice.routing.network.compiling import compile_network

JURISDICTION = record_dtype("country", "duty_point", "export_point")
FULL = 2**31
CALENDAR_HEADER = "calendar_id,workdays,holiday_country,holiday_subdivision\n"
DAY_HEADER = "calendar_id,date,open\n"


def make_context(
    folder: Path, first: date, end: date, calendar: str = "", days: str = ""
) -> Compiling:
    """Return a compile state with calendar files of the given rows."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "calendar.csv").write_text(CALENDAR_HEADER + calendar, encoding="utf-8")
    (folder / "calendar_day.csv").write_text(DAY_HEADER + days, encoding="utf-8")
    ctx = Compiling(folder)
    ctx.settings["prune"] = "0"  # a chain that another equals stays to be looked at
    ctx.window_from_day, ctx.window_to_day = day_number(first), day_number(end)
    return ctx


@dataclass
class SmallNetwork:
    """Nodes and lanes given by name, compiled by `compile_network`."""

    ctx: Compiling
    nodes: list[dict[str, int]] = field(default_factory=list)
    lanes: list[dict[str, int]] = field(default_factory=list)
    duty: list[dict[str, int]] = field(default_factory=list)
    clears: list[dict[str, int]] = field(default_factory=list)

    def node(
        self, name: str, kind: str, country: str, tz: str, calendar: str = "all", clears: str = ""
    ) -> int:
        """Add a node and return its number; `clears` is a list of countries."""
        ids = self.ctx.ids
        lo = len(self.clears) + 1
        self.clears += [{"country": ids.add("country", word)} for word in clears.split()]
        self.nodes.append(
            {
                "kind": NODE_KIND[kind],
                "country": ids.add("country", country),
                "tz": ids.add("tz", tz),
                "calendar": ids.add("calendar", calendar),
                "name": ids.add("node", name),
                "clears_lo": lo,
                "clears_hi": len(self.clears) + 1,
            }
        )
        return ids.find("node", name)

    def lane(self, name: str, leg: str, origin: str, dest: str, **more: Any) -> int:
        """Add a lane and return its number; fields not given are those of a plain lane."""
        ids = self.ctx.ids
        record = {
            "name": ids.add("lane", name),
            "carrier": ids.add("carrier", more.pop("carrier", "mover")),
            "leg": LEG[leg],
            "mode": MODE[more.pop("mode", "road")],
            "origin_node": ids.find("node", origin),
            "dest_node": ids.find("node", dest),
            "priced_by": ids.find("lane", more.pop("priced_by", "")),
            "calendar": ids.add("calendar", more.pop("calendar", "all")),
            "departure_days": sum(1 << (int(c) - 1) for c in more.pop("days", "")),
            "law_min_h": 1,
            "law_max_h": 1,
            "late_den": 1,
            "runs_from_day": -NEVER_DAY,
            "runs_to_day": NEVER_DAY,
            "from_day": -1_000_000,
            "to_day": 1_000_000,
        }
        self.lanes.append(record | more)
        return len(self.lanes)

    def jurisdiction(self, country: str, duty_point: int) -> None:
        """Add a jurisdiction."""
        self.duty.append(
            {"country": self.ctx.ids.add("country", country), "duty_point": duty_point}
        )

    def tables(self) -> dict[str, Table]:
        """Return the tables the network is compiled from."""
        return {
            "node": build_table(NODE, self.nodes),
            "clears": build_table(CLEARS, self.clears),
            "lane": build_table(LANE, self.lanes),
            "jurisdiction": build_table(JURISDICTION, self.duty),
        }

    def compiled(self) -> dict[str, Table]:
        """Return the ground tables together with the compiled network."""
        tables = self.tables()
        return tables | compile_network(self.ctx, tables)


def chain_names(network: SmallNetwork, tables: dict[str, Table], route: int) -> tuple[str, ...]:
    """Return the lane names of a route."""
    lo, hi = tables["route"][route][["leg_lo", "leg_hi"]]
    lanes = tables["route_leg"]["lane"][lo:hi]
    return tuple(network.ctx.ids.name("lane", tables["lane"][n]["name"]) for n in lanes)


def chance_by(tables: dict[str, Table], section: str, row: int, day: int) -> int:
    """Return the compiled chance by a day."""
    first, lo, n = tables[section][row]
    at = min(day - first, n - 1)
    return 0 if at < 0 else int(tables["mass"]["chance"][lo + at])


@dataclass
class SlowTwin:
    """Dates of a small network by plain loops over hours, from the rules only."""

    network: SmallNetwork
    open_days: dict[int, set[int]]
    floors: bool = False

    def zone(self, node: int) -> ZoneInfo:
        """Return a node's time zone."""
        return ZoneInfo(self.network.ctx.ids.name("tz", self.network.nodes[node - 1]["tz"]))

    def local_day(self, node: int, hour: int) -> int:
        """Return the local day of a UTC hour."""
        instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
        return day_number(instant.astimezone(self.zone(node)).date())

    def works(self, calendar: int, day: int) -> bool:
        """Return whether a day is a working day."""
        return day in self.open_days[calendar]

    def working_day(self, calendar: int, day: int, count: int) -> int:
        """Return the count-th working day after a day, one step at a time."""
        if count == 0:
            while not self.works(calendar, day):
                day += 1
        for _ in range(count):
            day += 1
            while not self.works(calendar, day):
                day += 1
        return day

    def departure(self, lane: dict[str, int], hour: int) -> int:
        """Return the start hour of the first departure for goods present at an hour."""
        return -(-self.leaving(lane, hour)[1] // 60)

    def leaving(self, lane: dict[str, int], hour: int) -> tuple[int, int]:
        """Return (local day, UTC minute) of the first departure for goods present at an hour."""
        first = self.local_day(lane["origin_node"], hour) - 2
        for day in range(first, first + 90):
            weekday = (day + 3) % 7
            if not lane["departure_days"] >> weekday & 1 or not self.works(lane["calendar"], day):
                continue
            minute = self.instant(lane["origin_node"], day, lane["departure_minute"])
            if minute - lane.get("cutoff_lead_min", 0) >= hour * 60:
                return day, minute
        raise AssertionError("no departure within 90 days")

    def instant(self, node: int, day: int, minute: int) -> int:
        """Return the UTC minute of a wall time at a node."""
        wall = datetime(1970, 1, 1) + timedelta(days=day, minutes=minute)
        zone = self.zone(node)
        both = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        return int(max(both).timestamp()) // 60

    def arrival(self, lane: dict[str, int], start: int, h: int) -> int:
        """Return the arrival hour of a duration of h hours."""
        if not lane.get("day_type"):
            return start + h
        instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=start + h % 24)
        wall = instant.astimezone(self.zone(lane["dest_node"]))
        day, minute = day_number(wall.date()), 60 * wall.hour + wall.minute
        while not self.works(lane["calendar"], day):
            day, minute = day + 1, 0
        day = self.working_day(lane["calendar"], day, h // 24)
        return -(-self.instant(lane["dest_node"], day, minute) // 60)

    def law(self, lane: dict[str, int]) -> dict[int, int]:
        """Return the mass of every hour, filled one by one."""
        late = FULL * lane.get("late_num", 0) // lane["late_den"]
        masses: dict[int, int] = {}
        spans = [(lane["law_min_h"], lane["law_max_h"], FULL - late)]
        if late:
            spans.append((lane["law_max_h"] + 1, lane["late_max_h"], late))
        for first, last, mass in spans:
            for h in range(first, last + 1):
                masses[h] = mass // (last - first + 1)
            masses[last] += mass - sum(masses[h] for h in range(first, last + 1))
        return masses

    def delivered_by(self, chain: tuple[int, ...], start: int, day: int) -> Fraction:
        """Return the chance (of 2^31) of delivery by a day from a start hour of lane 1."""
        last = self.network.lanes[chain[-1] - 1]

        def delivery_day(hour: int) -> int:
            reached = self.local_day(last["dest_node"], hour)
            return self.working_day(last["calendar"], reached, 0)

        return self.done_by(chain, start, day, delivery_day)

    def entered_by(self, chain: tuple[int, ...], start: int, day: int, node: int) -> Fraction:
        """Return the chance that the chain is finished by a local day of a node."""
        return self.done_by(chain, start, day, lambda hour: self.local_day(node, hour))

    def exported_by(self, chain: tuple[int, ...], start: int, day: int) -> Fraction:
        """Return the chance that the last lane of a chain leaves by a local day (C-54)."""
        lane = self.network.lanes[chain[-1] - 1]

        def leaves(hour: int) -> int:
            if not lane["departure_days"]:
                return self.local_day(lane["origin_node"], hour)
            return self.leaving(lane, hour)[0]

        return self.done_by(chain[:-1], start, day, leaves)

    def done_by(
        self, chain: tuple[int, ...], start: int, day: int, day_of: Callable[[int], int]
    ) -> Fraction:
        """Return the chance that the arrival hour of a chain belongs to a day or one before."""
        lanes = [self.network.lanes[number - 1] for number in chain]

        @cache
        def by(at: int, hour: int) -> Fraction:
            if at == len(lanes):
                return Fraction(FULL * (day_of(hour) <= day))
            lane = lanes[at]
            leaves = self.departure(lane, hour) if lane["departure_days"] else hour
            return begun(at, leaves)

        @cache
        def begun(at: int, leaves: int) -> Fraction:
            lane = lanes[at]
            chances = (
                mass * by(at + 1, self.arrival(lane, leaves, h))
                for h, mass in self.law(lane).items()
            )
            total = sum(chances, Fraction(0)) / FULL
            return Fraction(total // 1) if self.floors else total

        return begun(0, start)
