"""Words for the steps of a tax stack: what a basis is made of, and at which rate."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from oneprice.core._kernels import PIPS_PER_MINOR, UNBOUNDED
from oneprice.core.book import Book
from oneprice.core.vocabulary import MATERIALS, MODES
from oneprice.routing.number_words import decimal_text, money_text, percent_text
from oneprice.tariffs.slots import GRAM_INPUTS, INPUTS, counts_things
from oneprice.tariffs.tables import RATE_SALES_TAX, ROUNDING

SLOT_WORDS = {
    "GOODS": "goods",
    "FR_EXPORT": "freight before export",
    "FR_INTL": "freight to the border",
    "FR_ENTRY": "freight after entry",
    "CIF": "goods and freight to the border",
    "FREIGHT": "all freight",
    "BILLED": "billed before tax",
    "QTY": "units",
    "GROSS_G": "gross weight",
    "NET_G": "net weight",
    "ONE": "entry",
    "HEADINGS": "tariff headings",
    "PIECES": "parcels",
    **{f"PACK_{word.upper()}": f"{word} packaging" for word in MATERIALS},
    **{f"MODE_{word.upper()}": f"goes by {word}" for word in MODES[1:]},
}
ROUNDED = {"half_up": "rounded to", "half_even": "rounded to even", "down": "cut to", "up": "up to"}
ROUNDING_WORDS = {code: ROUNDED[word] for word, code in ROUNDING.items()}


class StepWords:
    """Explains the steps of one book; what only depends on a row is put into words once."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._slots = dict(enumerate(INPUTS))
        self._bases: dict[int, tuple[str, str]] = {}
        self._rates: dict[tuple[int, int], str] = {}
        for step in book.tables["step"][1:]:
            self._slots[int(step["slot"])] = book.ids.name("code", step["code"])

    def words(self, charge: Any) -> tuple[str, str, str]:
        """Return (basis in words, basis amount, rate) of a charge of a step."""
        row, currency = int(charge["row"]), int(charge["currency"])
        if row not in self._bases:
            self._bases[row] = self._basis(row, currency)
        basis, counted = self._bases[row]
        rate = self._rate_of(charge, row, counted)
        if not counted:
            return basis, money_text(self.book, int(charge["basis"]), currency), rate
        amount = f"{int(charge['basis'])}{' g' if counted in GRAM_INPUTS else ''}"
        return basis, amount, rate

    def _rate_of(self, charge: Any, row: int, counted: str) -> str:
        """Return the rate of a charge; one that comes from the order is not kept."""
        step = self.book.tables["step"][row]
        if step["rate_source"] == RATE_SALES_TAX:
            return self._rate(charge, step, counted)
        key = (row, int(charge["measure"]))
        if key not in self._rates:
            self._rates[key] = self._rate(charge, step, counted)
        return self._rates[key]

    def _basis(self, row: int, currency: int) -> tuple[str, str]:
        """Return the basis of a step in words, and the plain number it counts or ""."""
        step = self.book.tables["step"][row]
        terms = self.book.tables["term"][int(step["term_lo"]) : int(step["term_hi"])]
        words = " + ".join(self._term(term) for term in terms)
        first = self._slots.get(int(terms[0]["slot"]), "") if len(terms) else ""
        if counts_things(first):
            return words, first
        return words + self._rounding(step, "base_unit", "base_mode", currency), ""

    def _term(self, term: Any) -> str:
        name = self._slots.get(int(term["slot"]), "?")
        words = SLOT_WORDS.get(name, name.replace("_", " "))
        num, den = int(term["num"]), int(term["den"])
        return words if num == den else f"{percent_text(num, den)} of {words}"

    def _rounding(self, step: Any, unit: str, mode: str, currency: int) -> str:
        """Return words for a rounding that is coarser than a minor unit."""
        if int(step[unit]) <= PIPS_PER_MINOR:
            return ""
        whole = money_text(self.book, step[unit], currency)
        return f", {ROUNDING_WORDS[int(step[mode])]} {whole}"

    def _rate(self, charge: Any, step: Any, counted: str) -> str:
        currency = int(charge["currency"])
        words = self._main_rate(charge, step, counted)
        if step["min_pip"]:
            words.append(f"at least {money_text(self.book, step['min_pip'], currency)}")
        if step["max_pip"] < UNBOUNDED:
            words.append(f"at most {money_text(self.book, step['max_pip'], currency)}")
        rounding = self._rounding(step, "unit", "mode", currency)
        text = rounding[2:] if rounding and words == ["100%"] else ", ".join(words) + rounding
        return f"{text} (illustrative)" if step["illustrative"] else text

    def _main_rate(self, charge: Any, step: Any, counted: str) -> list[str]:
        if charge["measure"]:
            measure = self.book.tables["measure"][charge["measure"]]
            return [self.book.ids.name("rate_text", measure["text"])]
        currency = int(charge["currency"])
        words = []
        if step["flat_pip"]:
            words.append(money_text(self.book, step["flat_pip"], currency))
        if charge["num"] and counted:
            words.append(self._per_thing(charge, step, counted))
        elif charge["num"]:
            words.append(percent_text(charge["num"], charge["den"]))
        return words or ["0%"]

    def _per_thing(self, charge: Any, step: Any, counted: str) -> str:
        """Return a rate per kilogram or per thing counted."""
        rate = Fraction(int(charge["num"]), int(charge["den"]) or 1)
        grams = counted in GRAM_INPUTS
        many, unit = (1000, "kg") if grams and not step["step"] else (1, "unit")
        if step["step"] and grams:
            unit = f"{decimal_text(Fraction(int(step['step']), 1000), 3)} kg"
        return f"{money_text(self.book, rate * many, int(charge['currency']))}/{unit}"
