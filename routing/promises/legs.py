"""The legs of a promise in words and figures: laws, what they lean on, instants and waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Literal

import numpy as np

from oneprice.core.book import Book
from oneprice.core.days import MINUTES_PER_HOUR, day_of
from oneprice.core.errors import require
from oneprice.core.order import Order, OrderLine
from oneprice.core.quote import Consignment
from oneprice.core.vocabulary import LEGS, MODES
from oneprice.routing.handling import Readiness, handling_row
from oneprice.routing.laws.ranges import FULL_MASS, Run
from oneprice.routing.leaning import (
    Leaning,
    leaning_of_lane,
    milli_text,
    ppm_text,
)
from oneprice.routing.promises.answer import HANDLING, HandlingOf, LegLaw, Path, PathStep
from oneprice.routing.promises.binding import Raised
from oneprice.routing.promises.laws import HALF, hour_of, total_mass
from oneprice.routing.promises.times import BookTimes
from oneprice.routing.promises.walk import Step, Walk, Way
from oneprice.routing.words.numbers import decimal_text

PACE_PLACES = 4


def legs_of(
    book: Book, order: Order, part: Consignment, way: Way, level_mass: int, raised: Raised
) -> tuple[LegLaw, ...]:
    """Return the legs of a consignment: a handling law if one is in force, then the lanes.

    Parameters
    ----------
    level_mass : int
        What the tier's level asks for of one law, of 2^31.
    raised : Raised
        What each law holds back.
    """
    legs = [
        _leg(book, lane, law, level_mass, earlier)
        for lane, law, earlier in zip(way.lanes, way.laws, raised.lanes, strict=True)
    ]
    if way.ready.spread:
        lines = [order.lines[i] for i in part.lines]
        rows = {line.seller: row for line in lines if (row := _handling_row(book, line))}
        law = _law_of(way.ready, way.valid_until_min)
        legs.insert(0, _handling(book, part, rows, law, level_mass, raised.handling))
    return tuple(legs)


def _leg(book: Book, lane: int, law: Sequence[Run], level_mass: int, earlier: int | None) -> LegLaw:
    ids, row, held = book.ids, book.tables["lane"][lane], book.tables["lane_law"][lane]
    origin, dest = (book.tables["node"][row[name]] for name in ("origin_node", "dest_node"))
    learned = bool(held["learned"])
    return LegLaw(
        lane=ids.name("lane", row["name"]),
        carrier=ids.name("carrier", row["carrier"]),
        leg=LEGS[int(row["leg"])],
        mode=MODES[int(row["mode"])],
        origin=ids.name("node", origin["name"]),
        origin_title=_title(book, origin),
        dest=ids.name("node", dest["name"]),
        dest_title=_title(book, dest),
        source=ids.name("source", (held if learned else row)["source"]),
        learned_at=day_of(held["learned_day"]) if learned else None,
        working_days=bool(row["day_type"]),
        **_leans(leaning_of_lane(book.tables, lane)),
        **_hours(law, level_mass),
        earlier_chance=earlier,
    )


def _handling(
    book: Book,
    part: Consignment,
    row_of: Mapping[str, int],
    law: Sequence[Run],
    level_mass: int,
    earlier: int | None,
) -> LegLaw:
    """Return the time before the first lane as a leg; of several laws the thinnest is cited."""
    rows = [book.tables["handling"][number] for number in sorted({*row_of.values()})]
    thin = min(rows, key=lambda row: int(row["observations_milli"]))
    most = max(int(row["parent_ppm"]) for row in rows)
    node = book.tables["node"][book.ids.find("node", part.ship_from)]
    return LegLaw(
        lane=HANDLING,
        carrier=", ".join(part.sellers),
        leg=HANDLING,
        mode="",
        origin=part.ship_from,
        origin_title=_title(book, node),
        dest=part.ship_from,
        dest_title=_title(book, node),
        source=book.ids.name("source", thin["source"]),
        learned_at=day_of(min(int(row["learned_day"]) for row in rows)),
        working_days=False,
        **_leans(Leaning(True, int(thin["observations_milli"]), most, 0)),
        **_hours(law, level_mass),
        earlier_chance=earlier,
        handling_of=tuple(
            HandlingOf(seller=seller, decided_by=decided_by(book.tables["handling"][row]))
            for seller, row in row_of.items()
        ),
    )


def decided_by(row: Any) -> Literal["both", "seller", "node", "*"]:
    """Return what a row of `handling` names: the seller, the node, both or neither."""
    if row["seller"]:
        return "both" if row["node"] else "seller"
    return "node" if row["node"] else "*"


def _handling_row(book: Book, line: OrderLine) -> int:
    """Return the row of `handling` that stands for the hours of a line, 0 where they are given."""
    if line.handling_h is not None:
        return 0
    return handling_row(book, line.seller, book.ids.find("node", line.ship_from))


def _law_of(ready: Readiness, valid_until_min: int) -> tuple[Run, ...]:
    """Return when goods are ready as runs of one hour after the end of the offer, rounded up."""
    masses: dict[int, int] = {}
    steps = np.diff(ready.chance, prepend=0).tolist()
    for minute, mass in zip(ready.minutes.tolist(), steps, strict=True):
        hour = -(-(minute - valid_until_min) // MINUTES_PER_HOUR)
        masses[hour] = masses.get(hour, 0) + mass
    runs = tuple((hour, hour, mass) for hour, mass in masses.items() if mass)
    require(bool(runs), "goods that are never ready were promised")
    return runs


def _title(book: Book, node: Any) -> str:
    return book.ids.name("node_title", node["title"]) or book.ids.name("node", node["name"])


def _leans(leaning: Leaning) -> dict[str, Any]:
    return {
        "law": "learned" if leaning.learned else "published",
        "observations": milli_text(leaning.observations_milli),
        "leaning_share": ppm_text(leaning.share_ppm),
        "parent_share": ppm_text(leaning.parent_ppm if leaning.learned else 0),
        "quote_share": ppm_text(leaning.quote_ppm if leaning.learned else leaning.share_ppm),
    }


def _hours(law: Sequence[Run], level_mass: int) -> dict[str, int | None]:
    return {
        "least_h": law[0][0],
        "median_h": hour_of(law, HALF),
        "level_h": hour_of(law, level_mass),
        "most_h": law[-1][1],
        "never": FULL_MASS - total_mass(law),
    }


def leans_in_words(part: Consignment, legs: Sequence[LegLaw], level: Fraction, needed: int) -> str:
    """Return what the promise leans on as a sentence, "" where it stands on its own (C-69).

    Parameters
    ----------
    level : Fraction
        The consignment's own.
    needed : int
        Observations that it asks for.
    """
    if part.law == "learned":
        return ""
    ranges = [leg.lane for leg in legs if leg.law == "published"]
    asked = f"{decimal_text(level * 100, 2)}% asks for {needed} observations of every leg"
    if part.law == "published":
        return f"{asked}; all {len(ranges)} legs are published ranges, none was observed"
    thin = min(
        (leg for leg in legs if leg.law == "learned"), key=lambda leg: Fraction(leg.observations)
    )
    of = handling_words(thin)
    found = f"{thin.lane}{f' ({of})' if of else ''} has {thin.observations}"
    if part.law == "leaning":
        share = decimal_text(Fraction(part.leaning_share) * 100, 1)
        return f"{asked}, {found}: up to {share}% of a leg's law leans on a parent or a quote"
    return f"{asked}, {found}; not observed at all: {', '.join(ranges)}"


def handling_words(leg: LegLaw) -> str:
    """Return whose history a handling is where it is not that of seller and node, "" else."""
    words = {
        "seller": "{} at other nodes too",
        "node": f"of {leg.origin}, none of {{}}'s own",
        "*": f"of all sellers, none of {{}}'s own nor of {leg.origin}",
    }
    found = []
    for decided_by, told in words.items():
        names = [each.seller for each in leg.handling_of if each.decided_by == decided_by]
        if names:
            found.append(told.format(" and ".join(names)))
    return "; ".join(found)


def path_of(times: BookTimes, way: Way, found: Walk | None) -> Path:
    """Return a walk with instants in the clocks of the places."""
    node = int(times.book.tables["lane"][way.lanes[0]]["origin_node"])
    if found is None:
        return Path(pace="0", ready_at=None, steps=(), delivered_on=None)
    return Path(
        pace=decimal_text(Fraction(found.pace, FULL_MASS), PACE_PLACES),
        ready_at=times.local(node, found.ready_min),
        steps=tuple(_step(times, step) for step in found.steps),
        delivered_on=_day(found.delivered_day),
    )


def _day(number: int | None) -> date | None:
    return None if number is None else day_of(number)


def _step(times: BookTimes, step: Step) -> PathStep:
    row = times.book.tables["lane"][step.lane]
    origin, dest = int(row["origin_node"]), int(row["dest_node"])
    cutoff, arrives = step.cutoff_min, step.arrives_min
    return PathStep(
        lane=times.book.ids.name("lane", row["name"]),
        came_at=times.local(origin, step.came_min),
        transfer_h=step.transfer_h,
        present_at=times.local(origin, step.present_min),
        cutoff_at=None if cutoff is None else times.local(origin, cutoff),
        starts_at=times.local(origin, step.start_min),
        transit_h=step.transit_h,
        arrives_at=None if arrives is None else times.local(dest, arrives),
        uplift=step.uplift,
    )
