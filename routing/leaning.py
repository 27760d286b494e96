"""What a promise leans on: observations, parents and quotes behind its laws (C-69)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from oneprice.core.compiling import Table
from oneprice.routing.words.numbers import decimal_text

MILLI = 1000
MILLION = 10**6


class Leaning(NamedTuple):
    """What one law, or the laws of a route together, lean on.

    Attributes
    ----------
    learned : bool
    observations_milli : int
        Effective observations x 1000, cut down; 0 of a published law.
    parent_ppm, quote_ppm : int
        Shares that lean on a parent and on a published quote, rounded up.
    """

    learned: bool
    observations_milli: int
    parent_ppm: int
    quote_ppm: int

    @property
    def share_ppm(self) -> int:
        """Return the share that leans on a parent or a quote; all of a published law."""
        return min(self.parent_ppm + self.quote_ppm, MILLION) if self.learned else MILLION


PUBLISHED = Leaning(False, 0, MILLION, 0)


def leaning_of_lane(tables: Mapping[str, Table], lane: int) -> Leaning:
    """Return what the law of a lane leans on."""
    row = tables["lane_law"][lane]
    if not row["learned"]:
        return PUBLISHED
    return Leaning(True, *(int(row[n]) for n in ("observations_milli", "parent_ppm", "quote_ppm")))


def leaning_of_handling(tables: Mapping[str, Table], row: int) -> Leaning:
    """Return what a handling law leans on: it has no quote."""
    record = tables["handling"][row]
    return Leaning(True, int(record["observations_milli"]), int(record["parent_ppm"]), 0)


def leanings_of(
    tables: Mapping[str, Table], lanes: Iterable[int], handlings: Iterable[int]
) -> list[Leaning]:
    """Return what each leg leans on: the handling laws in force, then the lanes."""
    rows = sorted({row for row in handlings if row > 0})
    before = [leaning_of_handling(tables, row) for row in rows]
    return before + [leaning_of_lane(tables, lane) for lane in lanes]


class Stand(NamedTuple):
    """How a consignment's promise stands (C-69)."""

    law: str  # published, mixed, leaning or learned
    observations: str
    leaning_share: str


def stand_of(legs: Sequence[Leaning], level: Fraction, consignments: int) -> Stand:
    """Return law, observations and leaning share of a consignment (C-69).

    Parameters
    ----------
    legs : sequence of Leaning
    level : Fraction
        Of the tier.
    consignments : int
        Of the option: each must be surer than the tier (C-21).
    """
    least = min(leg.observations_milli for leg in legs)
    most = max(leg.share_ppm for leg in legs)
    return Stand(_law(legs, least, level, consignments), milli_text(least), ppm_text(most))


def _law(legs: Sequence[Leaning], least_milli: int, level: Fraction, consignments: int) -> str:
    learned = [leg.learned for leg in legs]
    if not all(learned):
        return "mixed" if any(learned) else "published"
    enough = least_milli >= MILLI * needed_observations(level, consignments)
    return "learned" if enough else "leaning"


def own_level(level: Fraction, consignments: int) -> Fraction:
    """Return the level that each of k consignments must reach (C-21)."""
    return 1 - (1 - level) / consignments


def needed_observations(level: Fraction, consignments: int) -> int:
    """Return ceil(L / (1 - L)) for the level of each of k consignments (C-69)."""
    each = own_level(level, consignments)
    return -((-each / (1 - each)) // 1)


def milli_text(thousandths: int) -> str:
    """Return thousandths as a decimal: 57300 is "57.3"."""
    return decimal_text(Fraction(thousandths, MILLI), 3)


def ppm_text(ppm: int) -> str:
    """Return millionths as a decimal: 34000 is "0.034"."""
    return decimal_text(Fraction(ppm, MILLION), 6)
