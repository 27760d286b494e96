"""Words for the exchange rate that turned a charge into the quote currency (C-09, C-10)."""

from __future__ import annotations

from fractions import Fraction

from oneprice.core.book import Book
from oneprice.routing.words.numbers import decimal_text

RATE_DECIMALS = 6


class ExchangeWords:
    """Puts the rates of one book into words, each once; row 0 is "the same currency"."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._told: dict[int, tuple[str, str]] = {0: ("", "")}

    def of(self, row: int) -> tuple[str, str]:
        """Return the rate as its table says it ("1 EUR = 8.157 CNY") and its rule id."""
        if row not in self._told:
            self._told[row] = self._words(row)
        return self._told[row]

    def _words(self, number: int) -> tuple[str, str]:
        ids, currency = self.book.ids, self.book.tables["currency"]
        row = self.book.tables["fx"][number]
        sides = ["base", "quote"]
        rate = Fraction(int(row["num"]), int(row["den"]))
        exponents = [int(currency[row[side]]["exponent"]) for side in sides]
        rate /= Fraction(10) ** (exponents[1] - exponents[0])
        if row["inverted"]:
            sides.reverse()
            rate = 1 / rate
        base, quote = (ids.name("currency", row[side]) for side in sides)
        text = f"1 {base} = {decimal_text(rate, RATE_DECIMALS)} {quote}"
        return text, ids.name("rule", row["rule"])
