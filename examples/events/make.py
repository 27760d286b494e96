"""Write the example events anew: `python examples/events/make.py FOLDER`.

300 invented shipments of the example book's sellers and lanes to Germany, January to July 2026: the
same seed gives the same file. A February holiday and a slow June are in it, some orders were
cancelled, two never came, and the last ones are still on their way.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

SEED, SHIPMENTS = 20260105, 300
HEADINGS = ["shipment", "leg", "event", "at", "planned_at", "seller", "ship_from", "lane", "dest"]
FIRST, DAYS = datetime(2026, 1, 5, tzinfo=UTC), 180
END = datetime(2026, 7, 6, tzinfo=UTC)
HERE, THERE = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
SELLERS = {"SELLER-SZ": ("CN-SZX", 18), "SELLER-YW": ("CN-YIW", 40), "SELLER-SH": ("CN-SHA", 28)}
# Usual hours of the flight, and the days that the platform promises.
LANES = {"EX-DE": (40, 9), "AP-DE": (90, 16), "PO-DE": (150, 24)}
LATE = (0, 0, 0, 0, 6, 6, 12, 20, 30, 48, 72, 120)  # hours on top, one drawn
HOLIDAY = (datetime(2026, 2, 14, tzinfo=UTC), datetime(2026, 2, 24, tzinfo=UTC))
SLOW_JUNE = (datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 6, 29, tzinfo=UTC))


def rows() -> Iterator[list[str]]:
    """Yield the events of all shipments, in order of their orders."""
    rng = random.Random(SEED)
    minutes = sorted(rng.randrange(DAYS * 1440) for _ in range(SHIPMENTS))
    for number, minute in enumerate(minutes, 1):
        yield from shipment(f"S{number:03}", FIRST + timedelta(minutes=minute), rng)


def shipment(name: str, ordered: datetime, rng: random.Random) -> Iterator[list[str]]:
    """Yield the events of one shipment."""
    seller = rng.choice(sorted(SELLERS))
    node, handling_h = SELLERS[seller]
    service = rng.choice(sorted(LANES))
    flight_h, promised_days = LANES[service]
    side = "S" if node == "CN-SZX" else "E"
    keys = [seller, node, f"{service}-{side}", "DE"]
    promise = (ordered.astimezone(THERE) + timedelta(days=promised_days)).replace(
        hour=23, minute=59
    )
    yield [name, "", "ordered", stamp(ordered, THERE), "", *keys]
    if rng.randrange(40) == 0:
        yield [name, "", "cancelled", stamp(ordered + timedelta(hours=8), THERE), "", *keys]
        return
    at: datetime | None = ordered
    slow = 2 if SLOW_JUNE[0] <= ordered < SLOW_JUNE[1] else 1
    legs = (
        ("handling", "handed_over", handling_h + rng.choice(LATE), HERE),
        ("export", "departed", 10 + rng.choice(LATE) // 2, HERE),
        ("linehaul", "landed", (flight_h + rng.choice(LATE)) * slow, THERE),
        ("delivery", "delivered", 30 + rng.choice(LATE), THERE),
    )
    lost = rng.randrange(150) == 0
    for leg, event, hours, zone in legs:
        if at is not None:
            at = later(at, hours * 60 + rng.randrange(60), leg)
        if lost and leg == "delivery":
            at = None
        happened = "" if at is None or at >= END else stamp(at, zone)
        planned = stamp(promise, THERE) if event == "delivered" else ""
        yield [name, leg, event, happened, planned, *keys]


def later(at: datetime, minutes: int, leg: str) -> datetime:
    """Return the end of a leg; in the holiday no seller hands over."""
    end = at + timedelta(minutes=minutes)
    closed = leg == "handling" and HOLIDAY[0] <= end < HOLIDAY[1]
    return HOLIDAY[1] + timedelta(minutes=minutes) if closed else end


def stamp(at: datetime, zone: ZoneInfo) -> str:
    """Return a time stamp with the offset of a zone."""
    return at.astimezone(zone).isoformat(timespec="minutes")


def write_events(path: Path) -> None:
    """Write the event table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADINGS)
        writer.writerows(rows())


if __name__ == "__main__":
    write_events(Path(sys.argv[1]) / "events.csv")
