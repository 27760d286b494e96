"""Dates of a chain by plain loops over instants, from the rules only (C-15 to C-20, C-62 to C-67).

Slow and exact: chances are fractions, or cut down once per leg as the book does it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import cache
from zoneinfo import ZoneInfo

from small_network import SmallNetwork

from oneprice.core.days import day_number

FULL = 2**31
Law = dict[int, int]
Event = tuple[int, int, Fraction, int]  # first day, day after the last, factor, hours


@dataclass(eq=False)
class PlainCompose:
    """A network with its open days, laws and announced events by lane number."""

    network: SmallNetwork
    open_days: dict[int, set[int]]
    laws: dict[int, Law]
    events: dict[int, list[Event]] = field(default_factory=dict)
    floors: bool = True

    def zone(self, node: int) -> ZoneInfo:
        """Return a node's time zone."""
        return ZoneInfo(self.network.ctx.ids.name("tz", self.network.nodes[node - 1]["tz"]))

    def wall(self, node: int, minute: int) -> tuple[int, int]:
        """Return (local day, minute of it) of a UTC minute."""
        instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
        local = instant.astimezone(self.zone(node))
        return day_number(local.date()), 60 * local.hour + local.minute

    def readings(self, node: int, day: int, minute: int) -> list[int]:
        """Return the UTC minutes of both readings of a wall time."""
        wall = datetime(1970, 1, 1) + timedelta(days=day, minutes=minute)
        zone = self.zone(node)
        both = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        return sorted(int(instant.timestamp()) // 60 for instant in both)

    def instant(self, node: int, day: int, minute: int) -> int:
        """Return the UTC minute of a wall time, the later of two."""
        return self.readings(node, day, minute)[-1]

    def next_working(self, calendar: int, day: int) -> int:
        """Return the first working day on or after a day."""
        while day not in self.open_days[calendar]:
            day += 1
        return day

    # --- presence ---

    def next_open(self, node: int, minute: int) -> tuple[int, int]:
        """Return (open instant from a minute on, end of that opening)."""
        record = self.network.nodes[node - 1]
        day = self.wall(node, minute)[0] - 3
        while True:
            day = self.next_working(record["calendar"], day)
            opens = self.instant(node, day, record["opens_min"])
            closes = self.instant(node, day, record["closes_min"])
            if opens < closes and minute < closes:
                return max(minute, opens), closes
            day += 1

    def present(self, node: int, minute: int, transfer_h: int) -> int:
        """Return when goods are present at a node (C-63)."""
        if not self.network.nodes[node - 1].get("closes_min"):
            return minute + 60 * transfer_h
        minute, closes = self.next_open(node, minute)
        left = 60 * transfer_h
        while left >= closes - minute:
            left -= closes - minute
            minute, closes = self.next_open(node, closes)
        return minute + left

    # --- lanes ---

    def leaves_on(self, lane: dict[str, int], day: int) -> bool:
        """Tell whether a lane leaves on a local day."""
        weekday = lane["departure_days"] >> (day + 3) % 7 & 1
        return bool(weekday) and day in self.open_days[lane["calendar"]]

    def departure(self, lane: dict[str, int], minute: int) -> int:
        """Return the first departure for goods present at a minute."""
        node, lead = lane["origin_node"], lane.get("cutoff_lead_min", 0)
        for day in range(self.wall(node, minute)[0] - 2, self.wall(node, minute)[0] + 90):
            if self.leaves_on(lane, day):
                leaves = self.instant(node, day, lane["departure_minute"])
                if minute <= min(leaves, self.cutoff(node, day, lane["departure_minute"] - lead)):
                    return leaves
        raise AssertionError("no departure within 90 days")

    def cutoff(self, node: int, day: int, minute: int) -> int:
        """Return the UTC minute of a cut-off: shown twice, the first; skipped, moved forward."""
        first, last = self.readings(node, day, minute)
        skipped = self.wall(node, last) != (day + minute // 1440, minute % 1440)
        return last if skipped else first

    def arrival(self, lane: dict[str, int], start_min: int, h: int) -> int:
        """Return the arrival hour of h hours after a start."""
        hour = -(-start_min // 60)
        if not lane.get("day_type"):
            return hour + h
        node, calendar = lane["dest_node"], lane["calendar"]
        day, minute = self.wall(node, 60 * (hour + h % 24))
        if day not in self.open_days[calendar]:
            day, minute = self.next_working(calendar, day), 0
        for _ in range(h // 24):
            day = self.next_working(calendar, day + 1)
        return -(-self.instant(node, day, minute) // 60)

    def lifted(self, number: int, start_min: int, h: int) -> int:
        """Return an hour of a law as announced events make it (C-67)."""
        lane = self.network.lanes[number - 1]
        node, hours = lane["origin_node"], [h]
        for first, end, factor, add_h in self.events.get(number, []):
            touches = start_min < self.instant(node, end, 0)
            reached = 60 * self.arrival(lane, start_min, h)
            if touches and reached >= self.instant(node, first, 0):
                hours.append(-(-h * factor.numerator // factor.denominator) + add_h)
        return max(hours)

    def starts(self, number: int, start_min: int) -> list[int]:
        """Return a start of a lane and all that are known before it (C-20)."""
        lane, first = self.network.lanes[number - 1], 1440 * (self.first_day - 30)
        if not lane["departure_days"]:
            return list(range(first, start_min + 1, 60))
        node, lead = lane["origin_node"], lane.get("cutoff_lead_min", 0)
        days = range(self.first_day - 31, self.wall(node, start_min)[0] + 1)
        return [
            self.instant(node, day, lane["departure_minute"])
            for day in days
            if self.leaves_on(lane, day)
            and self.cutoff(node, day, lane["departure_minute"] - lead) >= first
        ]

    @property
    def first_day(self) -> int:
        """Return the first day of the window."""
        return self.network.ctx.window_from_day

    # --- chains ---

    def delivered_by(
        self, chain: tuple[int, ...], hours: tuple[int, ...], start_min: int, day: int
    ) -> Fraction:
        """Return the chance of delivery by a day for a start of the first lane, of 2^31."""
        last = self.network.lanes[chain[-1] - 1]

        def delivery(minute: int) -> int:
            reached, at = self.wall(last["dest_node"], minute)
            late = at >= (last.get("delivers_until_min") or 1440)
            return self.next_working(last["calendar"], reached + late)

        return self.done_by(chain, hours, start_min, day, delivery, least=True)

    def done_by(
        self,
        chain: tuple[int, ...],
        hours: tuple[int, ...],
        start_min: int,
        day: int,
        day_of: Callable[[int], int],
        least: bool = False,
    ) -> Fraction:
        """Return the chance that the last arrival belongs to a day or one before, of 2^31."""

        @cache
        def arrived(at: int, minute: int) -> Fraction:
            """Return the chance of goods that have passed `at` lanes."""
            if at == len(chain):
                return Fraction(FULL * (day_of(minute) <= day))
            lane = self.network.lanes[chain[at] - 1]
            present = self.present(lane["origin_node"], minute, hours[at])
            return begun(at, self.departure(lane, present) if lane["departure_days"] else present)

        @cache
        def begun(at: int, start: int) -> Fraction:
            if not least or not self.events.get(chain[at]):
                return own(at, start)
            on_the_hour = (
                start
                if self.network.lanes[chain[at] - 1]["departure_days"]
                else (-(-start // 60) * 60)
            )
            return min(own(at, other) for other in self.starts(chain[at], on_the_hour))

        @cache
        def own(at: int, start: int) -> Fraction:
            lane = self.network.lanes[chain[at] - 1]
            if not lane["departure_days"]:
                start = -(-start // 60) * 60
            total = sum(
                mass
                * arrived(at + 1, 60 * self.arrival(lane, start, self.lifted(chain[at], start, h)))
                for h, mass in self.laws[chain[at]].items()
            )
            total = Fraction(total) / FULL
            return Fraction(total // 1) if self.floors else total

        return begun(0, start_min)
