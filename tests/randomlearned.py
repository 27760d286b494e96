"""Random learned laws of lanes and of handling (C-62, C-68)."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from randomground import Maker

FULL = 2**31
KINDS = (*("runs",) * 6, *("hour",) * 2, *("tail",) * 2, "short")


def add_learned(maker: Maker) -> None:
    """Give some lanes learned laws, and some books handling laws."""
    every = maker.chance(0.3)  # all legs are learned
    for row in maker.tables["lane"]:
        if every or maker.chance(0.2):
            first, last = (ceil(24 * float(row[f"transit_{x}_days"])) for x in ("min", "max"))
            add_lane_law(maker, row["lane_id"], first, max(last, first + 1))
    if maker.chance(0.75):
        add_handling(maker)


def add_lane_law(maker: Maker, lane_id: str, first: int, last: int) -> None:
    """Add the law of a lane, about where its published range lies."""
    rng = maker.rng
    law_id = f"law {lane_id}"
    add_law(maker, law_id, rng.choice(KINDS), first, last)
    observations = rng.choice(("3", "4.125", "8.9999", "40", "1234.5", "9", "32.3"))
    parent = rng.choice(("0", "0.25", "1/3", "0.000001", "1"))
    quote = rng.choice(("0", "0", "0.125", "0.7"))
    maker.sourced(
        "transit",
        lane_id=lane_id,
        law_id=law_id,
        observations=observations,
        parent_share=parent,
        quote_share=quote if Fraction(parent) + Fraction(quote) <= 1 else "0",
        learned_at=maker.start.isoformat(),
    )


def add_law(maker: Maker, law_id: str, kind: str, first: int, last: int) -> None:
    """Add the runs of a law: many short ones with gaps, one hour, a thin tail, or too little."""
    rng = maker.rng
    missing = rng.choice((0, 0, 1, 1000, FULL // 500))
    if kind == "short":  # .95 is never reached
        missing = FULL // 18
    if kind == "hour":
        maker.add("transit_law", law_id=law_id, first_h=first, last_h=first, mass=FULL - missing)
        return
    runs = random_runs(maker, first, last)
    if kind == "tail":
        runs.append((last + 60, last + 60 + rng.choice((0, 400))))
    hours = sum(end - start + 1 for start, end in runs)
    left, weights = FULL - missing, [rng.randrange(1, 100) for _ in runs]
    weights[-1] = 1 if kind == "tail" else weights[-1]
    whole = sum(w * (end - start + 1) for w, (start, end) in zip(weights, runs, strict=True))
    for weight, (start, end) in zip(weights, runs, strict=True):
        mass = max(1, (left - hours) * weight // whole)
        maker.add("transit_law", law_id=law_id, first_h=start, last_h=end, mass=mass)


def random_runs(maker: Maker, first: int, last: int) -> list[tuple[int, int]]:
    """Return ascending runs of hours with gaps between some of them."""
    rng, found, hour = maker.rng, [], first
    while hour <= last:
        end = hour + rng.choice((0, 0, 1, 2, 7))
        found.append((hour, end))
        hour = end + rng.choice((1, 1, 2, 9, 24))
    return found


def add_handling(maker: Maker) -> None:
    """Add handling laws by seller and node; one row of them fits whatever has no other."""
    rng = maker.rng
    origins = [row["node_id"] for row in maker.tables["node"] if row["kind"] == "origin"]
    places = [("*", "*")]
    for seller in ("s1", "s2", "*"):
        places += [(seller, node) for node in origins if maker.chance(0.5)]
        places += [(seller, "*")] * (seller != "*" and maker.chance(0.4))
    for number, (seller, node) in enumerate(places):
        law_id, cells = f"ready {number}", {}
        add_law(maker, law_id, rng.choice(KINDS), rng.choice((0, 1, 5, 24)), rng.choice((30, 90)))
        if maker.chance(0.3):
            calendars = [row["calendar_id"] for row in maker.tables["calendar"]]
            cells = {"day_type": "work", "calendar_id": rng.choice(calendars)}
        maker.sourced(
            "handling",
            seller=seller,
            ship_from=node,
            law_id=law_id,
            observations=rng.choice(("2", "12.5", "99.9999")),
            parent_share=rng.choice(("0", "0.5", "2/7")),
            learned_at=maker.start.isoformat(),
            **cells,
        )
