"""How a picture of promises looks: colours that print and are told apart by everyone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo

INK, FAINT, PAPER, GRID = "#222222", "#6B6B6B", "#FFFFFF", "#E4E4E4"
CLOSED = "#ECE7DD"
PROMISE, LEVEL = "#B3122B", "#B3122B"
# Palette of Okabe and Ito (2008); a label repeats what the colour says.
LEG_COLOURS = {
    "handling": "#999999",
    "pickup": "#56B4E9",
    "export": "#E69F00",
    "linehaul": "#0072B2",
    "clearance": "#CC79A7",
    "last_mile": "#009E73",
}
LEG_WORDS = {
    "handling": "handling",
    "pickup": "pickup",
    "export": "export handling",
    "linehaul": "linehaul",
    "clearance": "customs clearance",
    "last_mile": "last mile",
}
WAIT = "#BDBDBD"
LINES = (
    ("#222222", "-"),
    ("#0072B2", "--"),
    ("#D55E00", "-."),
    ("#009E73", ":"),
    ("#CC79A7", (0, (5, 1, 1, 1, 1, 1))),
)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def day_at(day: date) -> float:
    """Return the place of the beginning of a local day on the axis, in days."""
    return float((day - EPOCH.date()).days)


def place_of(instant: datetime, zone: tzinfo | None) -> float:
    """Return the place of an instant on an axis of local days of a zone."""
    wall = instant.astimezone(zone).replace(tzinfo=UTC)
    return (wall - EPOCH) / timedelta(days=1)


def day_of_place(place: float) -> date:
    """Return the local day that a place of the axis lies in."""
    return EPOCH.date() + timedelta(days=int(place // 1))


def short_day(day: date) -> str:
    """Return "Mon 27 Jul"."""
    return f"{day:%a} {day.day} {day:%b}"


def long_day(day: date) -> str:
    """Return "Mon 27 Jul 2026"."""
    return f"{short_day(day)} {day.year}"
