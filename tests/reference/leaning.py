"""What a promise leans on: observations, parents and quotes (C-69)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from reference.reading import Row, ratio


@dataclass(frozen=True)
class Leaning:
    """The kind of law behind a promise, and the weakest of its legs."""

    law: str
    observations: Fraction
    share: Fraction

    def shown(self) -> dict[str, str]:
        """Return its fields in the quote: thousandths cut down, millionths up."""
        milli, ppm = int(self.observations * 1000), ceil(self.share * 10**6)
        return {
            "law": self.law,
            "observations": plain(Decimal(milli) / 1000),
            "leaning_share": plain(Decimal(ppm) / 10**6),
        }


def plain(number: Decimal) -> str:
    """Return a decimal without an exponent and trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def leaning_share(row: Row) -> Fraction:
    """Return the share of a law that leans on a parent or a quote; 1 where it is published."""
    if not row:
        return Fraction(1)
    return min(Fraction(1), ratio(row["parent_share"]) + ratio(row.get("quote_share", "")))


def leaning(legs: list[Row], level: Fraction, count: int) -> Leaning:
    """Return what a promise at the level of one of count consignments leans on.

    `legs` are the rows of `transit.csv` and `handling.csv` of the legs; an empty one is published.
    """
    observations = min(Fraction(row.get("observations", "0")) for row in legs)
    share = max(leaning_share(row) for row in legs)
    missing = (1 - level) / count
    enough = observations >= ceil((1 - missing) / missing)
    if not any(legs):
        law = "published"
    elif not all(legs):
        law = "mixed"
    else:
        law = "learned" if enough else "leaning"
    return Leaning(law, observations, share)
