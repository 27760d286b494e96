"""Which terms of a tier hold on a day of sale (C-12)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from oneprice.core.book import Book


def tier_row(book: Book, tier: int, sale_day: int) -> Any:
    """Return the record of a tier, by its number, that holds on a day of sale."""
    table = book.tables["tier"]
    holds = (table["tier"] == tier) & (table["from_day"] <= sale_day)
    holds &= sale_day < table["to_day"]
    holds[0] = False  # row 0 means "none"
    return table[holds][0]


def tier_level(book: Book, tier: int, sale_day: int) -> Fraction:
    """Return the level that a tier promises at on a day of sale (C-21)."""
    row = tier_row(book, tier, sale_day)
    return Fraction(int(row["level_num"]), int(row["level_den"]))
