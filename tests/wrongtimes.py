"""Twins with one wrong rule of time each, which a comparison must catch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reference.goods import Consignment, Line
from reference.handling import Handlings
from reference.hour_laws import FULL, HourLaw, HourLaws, meets
from reference.lanes import Lane, Route
from reference.late import last_day, owed_pip
from reference.opening import Doors
from reference.reading import Row, ratio
from reference.timetable import Law, Laws, Ready, delivery_day
from reference.transfers import Transfers, fits_carriers
from wrongtwins import Wrong

closing, ready, plain = Doors.closing, Handlings.ready, HourLaws.plain
entry, export_goal, made = Laws.entry, Laws.export_goal, Route.__init__


def closed_later(doors: Doors, day: int) -> int:
    """Let a node be open at the minute at which it closes: wrong (C-63)."""
    return closing(doors, day) + 1


def while_shut(doors: Doors, minute: int, count: int) -> int:
    """Count the hours of a transfer while the node is shut: wrong (C-63)."""
    return doors.first_open(minute + count)


def any_carrier(row: Row, before: Lane, after: Lane) -> bool:
    """Let `other` fit the first lane's carrier, too: wrong (C-64)."""
    other = row.get("to_carrier", "") == "other"
    return fits_carriers(row | {"to_carrier": "*"} if other else row, before, after)


def last_row(transfers: Transfers, before: Lane, after: Lane) -> int:
    """Take the longest hours of all rows for a node: wrong (C-64)."""
    rows = [row for row in transfers.rows if row["node_id"] in ("*", after.origin.node_id)]
    return max((int(row.get("hours", "") or 0) for row in rows), default=0)


def all_allowed(transfers: Transfers, before: Lane, after: Lane) -> bool:
    """Allow every pair of lanes: wrong (C-64)."""
    return True


def clears_all(lane: Lane, country: str) -> bool:
    """Clear goods for any country: wrong (C-65)."""
    return True


def mode_of_all(route: Route, lanes: tuple[Lane, ...]) -> None:
    """Let a bonded lane decide the mode: wrong (C-65)."""
    made(route, lanes)
    route.mode = next(lane.mode for lane in reversed(lanes) if lane.leg == "linehaul")


def overtaken(one: int, two: int) -> int:
    """Count on goods that start later to overtake: wrong (C-67)."""
    return one


def by_start(row: Row, lane: Lane, start: int, there: int) -> bool:
    """Ask uplift on the day of the start alone: wrong (C-67)."""
    return meets(row, lane, start, start)


def whole_law(laws: HourLaws, lane: Lane) -> HourLaw:
    """Let what is missing arrive at the last hour: wrong (C-16, C-62)."""
    law = plain(laws, lane)
    hour, mass = law[-1]
    return (*law[:-1], (hour, mass + FULL - sum(mass for _, mass in law)))


def at_the_best(handlings: Handlings, goods: Consignment, minute: int) -> dict[str, Ready]:
    """Count on handlings to be late together: wrong (C-68)."""
    found = ready(handlings, goods, minute)
    return found | {"delivery": found["border"]}


def never_together(handlings: Handlings, goods: Consignment, minute: int) -> dict[str, Ready]:
    """Ask for the border as for delivery: wrong (C-68)."""
    found = ready(handlings, goods, minute)
    return found | {"border": found["delivery"]}


def node_first(handlings: Handlings, line: Line) -> Row | None:
    """Let the node come before the seller: wrong (C-68)."""
    if line.row.get("handling_h") is not None:
        return None
    seller, node = line.row["seller"], line.row["ship_from"]
    places = ((seller, node), ("*", node), (seller, "*"), ("*", "*"))
    return next(handlings.rows[place] for place in places if place in handlings.rows)


def elapsed(handlings: Handlings, row: Row, node: str, minute: int, hours: int) -> int:
    """Count all hours of handling as they pass: wrong (C-68)."""
    return minute + 60 * hours


def not_moved(law: Law, day: Callable[[int], int]) -> Law:
    """Deliver without the days of the zone: wrong (C-19)."""
    return law


def all_day(last: Lane) -> Callable[[int], int]:
    """Deliver at any hour: wrong (C-19)."""
    whole = Lane.__new__(Lane)
    whole.__dict__ = last.__dict__ | {"row": last.row | {"delivers_until": ""}}
    return delivery_day(whole)


def at_arrival(laws: Laws, route: Route, ready: Ready, duty_point: str) -> Law:
    """Take the arrival for the acceptance: wrong (C-19)."""
    return entry(laws, route, ready, duty_point.replace("acceptance", "arrival"))


def of_first(laws: Laws, route: Route, point: str) -> Any:
    """Take the day of the first linehaul in any case: wrong (C-54)."""
    return export_goal(laws, route, "first")


def all_seasons(start: str, end: str) -> tuple[int, int]:
    """Leave on days on which a lane does not run: wrong (C-15)."""
    return -(10**9), 10**9


def no_grace(tier: Row, calendar: Any, promise: int, count: int) -> int:
    """Count late days from the promise day on: wrong (C-72)."""
    return last_day({**tier, "late_grace_days": ""}, calendar, promise, count)


def natural(tier: Row, calendar: Any, promise: int, count: int) -> int:
    """Count late days on any calendar: wrong (C-72)."""
    return last_day({**tier, "late_day_type": ""}, calendar, promise, count)


def owed_once(tier: Row, landed_pip: int, cap_pip: int | None, count: int) -> int:
    """Owe for one day however many there are: wrong (C-72)."""
    return owed_pip(tier, landed_pip, cap_pip, min(count, 1))


def no_cap(tier: Row, landed_pip: int, cap_pip: int | None, count: int) -> int:
    """Leave out the cap of later days: wrong (C-72)."""
    return owed_pip(tier, landed_pip, cap_pip if count < 2 else None, count)


def parent_alone(row: Row) -> Any:
    """Lean on the parent alone: wrong (C-69)."""
    return ratio(row["parent_share"]) if row else 1


WRONG_TIMES = [
    Wrong("reference.opening.Doors.closing", closed_later, 3, 1),
    Wrong("reference.opening.Doors.after", while_shut, 5, 2),
    Wrong("reference.transfers.fits_carriers", any_carrier, 5, 13),
    Wrong("reference.transfers.Transfers.hours", last_row, 1, 6),
    Wrong("reference.transfers.Transfers.allowed", all_allowed, 5, 8),
    Wrong("reference.lanes.clears", clears_all, 3, 9),
    Wrong("reference.lanes.Route.__init__", mode_of_all, 1, 2),
    Wrong("reference.timetable.least", overtaken, 2, 16),
    Wrong("reference.hour_laws.meets", by_start, 2, 16),
    Wrong("reference.hour_laws.HourLaws.plain", whole_law, 1, 0),
    Wrong("reference.handling.Handlings.ready", at_the_best, 2, 31),
    Wrong("reference.handling.Handlings.ready", never_together, 3, 10),
    Wrong("reference.handling.Handlings.row", node_first, 3, 0),
    Wrong("reference.handling.Handlings.instant", elapsed, 2, 10),
    Wrong("reference.date_case.moved", not_moved, 1, 17),
    Wrong("reference.timetable.delivery_day", all_day, 1, 29),
    Wrong("reference.timetable.Laws.entry", at_arrival, 5, 2),
    Wrong("reference.timetable.Laws.export_goal", of_first, 13, 19),
    Wrong("reference.departures.span", all_seasons, 1, 5),
    Wrong("reference.late.last_day", no_grace, 1, 6),
    Wrong("reference.late.last_day", natural, 3, 25),
    Wrong("reference.guarantee.owed_pip", owed_once, 3, 1),
    Wrong("reference.guarantee.owed_pip", no_cap, 4, 31),
    Wrong("reference.leaning.leaning_share", parent_alone, 1, 11),
]
