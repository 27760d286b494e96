"""Reading `s301_heading.csv`: what a chapter 99 heading named in a footnote means in money.

A line of the United States schedule names the headings of additional duties in its footnotes.
This table of ours says for each heading whether it charges, at which rate, for which origin
and when. A heading it does not hold makes the line unpriced, and so do two that charge the same
goods, unless one of them says that it replaces the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from oneprice.core.compiling import Compiling
from oneprice.core.source import Row
from oneprice.tariffs.readers.law import law_rows
from oneprice.tariffs.readers.measures import Origins

COLUMNS = (
    "heading",
    "origin",
    "rate",
    "kind",
    "action",
    "replaces",
    "valid_from",
    "valid_to",
    "source",
)
REQUIRED = ("heading", "origin", "rate", "source")
KIND = "s301"
# An exclusion lowers the duty only for goods that claim it; a quote does not claim it.
ACTIONS = {"charge": 1, "exclusion_not_claimed": 0, "ignore": 0}


class Additional(NamedTuple):
    """One additional duty: its rate text, for whom and when, and the row that says so."""

    heading: str
    kind: str
    rank: int
    origins: tuple[int, ...]
    rate: str
    from_day: int
    to_day: int
    rule: int
    source: int
    replaces: tuple[str, ...] = ()


Headings = Mapping[str, tuple[Additional, ...]]


def read_headings(ctx: Compiling, folder: str, origins: Origins) -> Headings:
    """Return the additional duties of every known heading; none for those that charge nothing."""
    found: dict[str, list[Additional]] = defaultdict(list)
    for row in law_rows(ctx, folder, "s301_heading.csv", COLUMNS, REQUIRED):
        charged = found[row["heading"]]
        if row.choice("action", ACTIONS, "charge"):
            charged.append(_additional(ctx, origins, row))
    return {heading: tuple(charged) for heading, charged in found.items()}


def _additional(ctx: Compiling, origins: Origins, row: Row) -> Additional:
    rank, countries = origins.read(row["origin"], row)
    return Additional(
        heading=row["heading"],
        kind=row["kind"] or KIND,
        rank=rank,
        origins=countries,
        rate=row["rate"],
        from_day=row.from_day(),
        to_day=row.to_day(),
        rule=ctx.rule(row, row["heading"]),
        source=ctx.cite(row),
        replaces=tuple(row.words("replaces")),
    )


def additional_duties(named: Iterable[str], headings: Headings) -> tuple[Additional, ...] | str:
    """Return what the headings of a line charge, or why that cannot be said.

    A heading that replaces another one holds from its first day, the other until then. Two
    headings that would charge the same kind, origin and day are not added up: whether one
    replaces the other is law that the table does not hold, so the line has no price for them.
    """
    listed = sorted(set(named))
    unknown = [heading for heading in listed if heading not in headings]
    if unknown:
        return f"additional duty of heading {', '.join(unknown)} is not in s301_heading.csv"
    charged = [row for heading in listed for row in headings[heading]]
    found: list[Additional] = []
    for each in (_until_replaced(row, charged) for row in charged):
        if each.from_day >= each.to_day:
            continue
        rivals = [other for other in found if _collide(each, other)]
        found = [other for other in found if other not in rivals]
        found.append(_undecided(each, rivals) if rivals else each)
    return tuple(found)


def _until_replaced(row: Additional, charged: Iterable[Additional]) -> Additional:
    """Return a row that ends on the day on which another one of the line replaces it."""
    starts = [
        other.from_day
        for other in charged
        if row.heading in other.replaces and other.kind == row.kind and _covers(other, row)
    ]
    return row._replace(to_day=min([row.to_day, *starts]))


def _covers(one: Additional, other: Additional) -> bool:
    """Tell whether one row holds for every origin of the other."""
    return not one.origins or (bool(other.origins) and set(other.origins) <= set(one.origins))


def _undecided(one: Additional, rivals: list[Additional]) -> Additional:
    """Return one row without a price in place of several that charge the same goods."""
    every = [*rivals, one]
    names = " and ".join(dict.fromkeys(each.heading for each in every))
    return one._replace(
        heading=names,
        rank=max(each.rank for each in every),
        origins=() if any(not each.origins for each in every) else _together(every),
        rate=f"unpriced: headings {names} charge the same goods; which applies is not stated",
        from_day=min(each.from_day for each in every),
        to_day=max(each.to_day for each in every),
    )


def _together(rows: Iterable[Additional]) -> tuple[int, ...]:
    return tuple(sorted({origin for row in rows for origin in row.origins}))


def _collide(one: Additional, other: Additional) -> bool:
    days = one.from_day < other.to_day and other.from_day < one.to_day
    shared = not one.origins or not other.origins or set(one.origins) & set(other.origins)
    return bool(one.kind == other.kind and days and shared)
