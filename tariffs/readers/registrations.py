"""Reading `registration.csv`: the schemes in which the platform itself is registered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from oneprice.core.compiling import Compiling
from oneprice.core.source import Row
from oneprice.tariffs.readers import epr_fees, epr_gates, regimes, stacks
from oneprice.tariffs.readers.law import Place, law_rows

COLUMNS = ("jurisdiction", "scheme", "holder", "number", "valid_from", "valid_to")
# The law tables that may name a scheme.
NAMING = {
    "regime.csv": (regimes.COLUMNS, regimes.REQUIRED),
    "stack.csv": (stacks.COLUMNS, stacks.REQUIRED),
    "epr_gate.csv": (epr_gates.COLUMNS, epr_gates.REQUIRED),
    "epr_fee.csv": (epr_fees.COLUMNS, epr_fees.REQUIRED),
}


@dataclass(frozen=True)
class Registration:
    """One registration and the half-open days on which it holds."""

    row: Row
    jurisdiction: str
    scheme: str
    from_day: int
    to_day: int


def read_registrations(ctx: Compiling) -> list[Registration]:
    """Return the platform's registrations in file order."""
    return [
        Registration(row, row["jurisdiction"], row["scheme"], row.from_day(), row.to_day())
        for row in ctx.rows("registration.csv", COLUMNS, COLUMNS[:4])
    ]


def check_registrations(
    ctx: Compiling, registrations: Iterable[Registration], places: Iterable[Place]
) -> None:
    """Refuse a registration in a place or scheme that the book does not know."""
    known = list(places)
    schemes = {place.name: _schemes(ctx, place) for place in known}
    for each in registrations:
        covered = [place for place in known if place.covers(each.jurisdiction)]
        if not covered:
            names = ", ".join(place.name for place in known) or "none"
            raise each.row.error("jurisdiction", f"give one of the book: {names}")
        named = set().union(*(schemes[place.name] for place in covered))
        if each.scheme not in named:
            remedy = f"give a scheme of its law: {', '.join(sorted(named)) or 'it names none'}"
            raise each.row.error("scheme", remedy)


def _schemes(ctx: Compiling, place: Place) -> set[str]:
    """Return the schemes that a regime, step, gate or fee of a place names."""
    rows = (
        row
        for folder in place.folders
        for name, columns in NAMING.items()
        for row in law_rows(ctx, folder, name, *columns)
    )
    return {row["scheme"] for row in rows if row["scheme"]}


def platform_schemes(
    ctx: Compiling, place: Place, registrations: Iterable[Registration]
) -> list[dict[str, int]]:
    """Return the PLATFORM rows: the EPR schemes in which the platform is registered (C-45)."""
    return [
        {
            "scheme": ctx.ids.find("scheme", each.scheme),
            "from_day": each.from_day,
            "to_day": each.to_day,
            "rule": ctx.rule(each.row),
            "source": ctx.cite(each.row),
        }
        for each in registrations
        if place.covers(each.jurisdiction) and ctx.ids.find("scheme", each.scheme)
    ]
