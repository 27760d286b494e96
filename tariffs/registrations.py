"""Reading `registration.csv`: the schemes in which the platform itself is registered."""

from __future__ import annotations

from dataclasses import dataclass

from oneprice.core.compiling import Compiling

COLUMNS = ("jurisdiction", "scheme", "holder", "number", "valid_from", "valid_to")


@dataclass(frozen=True)
class Registration:
    """One registration and the half-open days on which it holds."""

    jurisdiction: str
    scheme: str
    from_day: int
    to_day: int


def read_registrations(ctx: Compiling) -> list[Registration]:
    """Return the platform's registrations in file order."""
    return [
        Registration(row["jurisdiction"], row["scheme"], row.from_day(), row.to_day())
        for row in ctx.rows("registration.csv", COLUMNS, COLUMNS[:4])
    ]
