"""Words for the exchange rates behind an offer's lines (C-09, C-10)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from oneprice.core.book import Book
from oneprice.core.days import MINUTES_PER_DAY, utc_minute
from oneprice.core.quote import Option, Quote
from oneprice.core.vocabulary import FX_KIND
from oneprice.routing.number_words import decimal_text

RATE_DECIMALS = 6


@dataclass(frozen=True)
class Exchange:
    """One settlement rate as its table says it."""

    text: str  # "1 EUR = 8.157 CNY"
    rule_id: str
    source: str


def exchanges_of(book: Book, quote: Quote, option: Option) -> list[Exchange]:
    """Return the settlement rates that turned source amounts into the quote currency."""
    day = utc_minute(quote.quoted_at, "quoted_at") // MINUTES_PER_DAY
    own = book.ids.find("jurisdiction", option.consignments[0].jurisdiction)
    target = book.ids.find("currency", option.currency)
    sources = dict.fromkeys(charge.source_currency for charge in option.charges)
    found = []
    for currency in sources:
        row = _row(book.tables["fx"], own, book.ids.find("currency", currency), target, day)
        if row is not None:
            found.append(_exchange(book, row))
    return found


def _row(fx: Any, own: int, base: int, quote: int, day: int) -> Any | None:
    """Return the settlement row of a pair: the jurisdiction's own, then as written, first."""
    holds = (fx["kind"] == FX_KIND["settlement"]) & (fx["base"] == base) & (fx["quote"] == quote)
    holds &= (fx["from_day"] <= day) & (day < fx["to_day"])
    holds &= (fx["authority"] == own) | (fx["authority"] == 0)
    rows = sorted(
        (int(i) for i in np.flatnonzero(holds)),
        key=lambda i: (fx[i]["authority"] != own, fx[i]["inverted"]),
    )
    return fx[rows[0]] if rows else None


def _exchange(book: Book, row: Any) -> Exchange:
    ids, currency = book.ids, book.tables["currency"]
    sides = ["base", "quote"]
    rate = Fraction(int(row["num"]), int(row["den"]))
    exponents = [int(currency[row[side]]["exponent"]) for side in sides]
    rate /= Fraction(10) ** (exponents[1] - exponents[0])
    if row["inverted"]:
        sides.reverse()
        rate = 1 / rate
    base, quote = (ids.name("currency", row[side]) for side in sides)
    text = f"1 {base} = {decimal_text(rate, RATE_DECIMALS)} {quote}"
    return Exchange(text, ids.name("rule", row["rule"]), ids.name("source", row["source"]))
