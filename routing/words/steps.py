"""Words for the steps of a tax stack: what a basis is made of, and at which rate."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from oneprice.core._kernels import PIPS_PER_MINOR, UNBOUNDED
from oneprice.core.book import Book
from oneprice.core.vocabulary import MATERIALS, MODES
from oneprice.routing.words.numbers import decimal_text, money_text, percent_text
from oneprice.tariffs.readers.slots import GRAM_INPUTS, INPUTS, counts_things
from oneprice.tariffs.tables import KIND, RATE_SALES_TAX, ROUNDING

SLOT_WORDS = {
    "GOODS": "goods",
    "FR_EXPORT": "freight before export",
    "FR_INTL": "freight to the border",
    "FR_ENTRY": "freight after entry",
    "FOB": "goods and freight before export",
    "CIF": "goods and freight to the border",
    "FREIGHT": "all freight",
    "BILLED": "billed before tax",
    "QTY": "units",
    "GROSS_G": "gross weight",
    "NET_G": "net weight",
    "ONE": "entry",
    "HEADINGS": "tariff headings",
    "PIECES": "parcels",
    "BATTERY_G": "battery weight",
    **{f"PACK_{word.upper()}": f"{word} packaging" for word in MATERIALS},
    **{f"MODE_{word.upper()}": f"goes by {word}" for word in MODES[1:]},
}
FEES_TOLD = 3
ROUNDED = {"half_up": "rounded to", "half_even": "rounded to even", "down": "cut to", "up": "up to"}
ROUNDING_WORDS = {code: ROUNDED[word] for word, code in ROUNDING.items()}


class StepWords:
    """Explains the steps of one book; what only depends on a row is put into words once."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._slots = dict(enumerate(INPUTS))
        self._bases: dict[int, tuple[str, str]] = {}
        self._rates: dict[tuple[int, int], str] = {}
        self._fees: dict[tuple[int, int], str] = {}
        for step in book.tables["step"][1:]:
            self._slots[int(step["slot"])] = book.ids.name("code", step["code"])

    def words(self, charge: Any, day: int) -> tuple[str, str, str]:
        """Return (basis in words, basis amount, rate) of a charge of a step.

        `day` is the sale day: of the fees that a line could be billed those of that day are told.
        """
        row, currency = int(charge["row"]), int(charge["currency"])
        fees = self._epr_fees(row, day)
        if fees:
            return "fees of the lines", money_text(self.book, int(charge["basis"]), currency), fees
        if row not in self._bases:
            self._bases[row] = self._basis(row, currency)
        basis, counted = self._bases[row]
        rate = self._rate_of(charge, row, counted)
        if not counted:
            return basis, money_text(self.book, int(charge["basis"]), currency), rate
        amount = f"{int(charge['basis'])}{' g' if counted in GRAM_INPUTS else ''}"
        return basis, amount, rate

    def _epr_fees(self, row: int, day: int) -> str:
        """Return the fees that an EPR step of `epr_fee.csv` adds up, or "" for other steps."""
        if (row, day) not in self._fees:
            kind = self._summed_kind(row)
            self._fees[row, day] = self._fee_texts(row, kind, day) if kind else ""
        return self._fees[row, day]

    def _summed_kind(self, row: int) -> int:
        """Return the kind of measures whose amounts by line an EPR step sums, or 0 (C-45)."""
        steps = self.book.tables["step"]
        terms = self.book.tables["term"][int(steps[row]["term_lo"]) : int(steps[row]["term_hi"])]
        if steps[row]["kind"] != KIND["epr"] or len(terms) != 1:
            return 0
        summed = steps[(steps["slot"] == terms[0]["slot"]) & (steps["kind"] == KIND["value"])]
        kinds = {int(step["measure_kind"]) for step in summed}
        return kinds.pop() if len(kinds) == 1 else 0

    def _fee_texts(self, row: int, kind: int, day: int) -> str:
        """Return the fees of the step's table that hold on a day, a few of many."""
        ids, measures = self.book.ids, self.book.tables["measure"]
        table = ids.name("rule", self.book.tables["step"][row]["rule"]).partition(":")[0]
        holds = (measures["kind"] == kind) & (measures["from_day"] <= day)
        found: dict[str, None] = {}
        for measure in measures[holds & (day < measures["to_day"])]:
            if ids.name("rule", measure["rule"]).startswith(f"{table}:"):
                text = ids.name("rate_text", measure["text"])
                claim = ids.name("claim", measure["claim"])
                found.setdefault(f"{text} with {claim}" if claim else text)
        shown = [*sorted(found, key=lambda text: (" with " in text, text))]
        return "; ".join(shown[:FEES_TOLD]) + (" ..." if len(shown) > FEES_TOLD else "")

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
        words = "".join(self._term(term) for term in terms).removeprefix(" + ")
        first = self._slots.get(int(terms[0]["slot"]), "") if len(terms) else ""
        if counts_things(first):
            return words, first
        return words + self._rounding(step, "base_unit", "base_mode", currency), ""

    def _term(self, term: Any) -> str:
        words = self._slot_words(int(term["slot"]))
        num, den = int(term["num"]), int(term["den"])
        share = "" if num == den else f"{percent_text(num, den)} of "
        return f"{' less ' if term['minus'] else ' + '}{share}{words}"

    def _rounding(self, step: Any, unit: str, mode: str, currency: int) -> str:
        """Return words for a rounding that is coarser than a minor unit."""
        if int(step[unit]) <= PIPS_PER_MINOR:
            return ""
        whole = money_text(self.book, step[unit], currency)
        return f", {ROUNDING_WORDS[int(step[mode])]} {whole}"

    def _rate(self, charge: Any, step: Any, counted: str) -> str:
        words = self._main_rate(charge, step, counted)
        words += self._bounds(step, int(step["currency"]) or int(charge["currency"]))
        rounding = self._rounding(step, "unit", "mode", int(charge["currency"]))
        text = rounding[2:] if rounding and words == ["100%"] else ", ".join(words) + rounding
        return f"{text} (illustrative)" if step["illustrative"] else text

    def _bounds(self, step: Any, currency: int) -> list[str]:
        """Return the bounds of a step: amounts, or the slots that bound it."""
        words = []
        if step["min_slot"]:
            words.append(f"at least {self._slot_words(int(step['min_slot']))}")
        elif step["min_pip"]:
            words.append(f"at least {money_text(self.book, step['min_pip'], currency)}")
        if step["max_slot"]:
            words.append(f"at most {self._slot_words(int(step['max_slot']))}")
        elif step["max_pip"] < UNBOUNDED:
            words.append(f"at most {money_text(self.book, step['max_pip'], currency)}")
        return words

    def _slot_words(self, slot: int) -> str:
        name = self._slots.get(slot, "?")
        return SLOT_WORDS.get(name, name.replace("_", " "))

    def _main_rate(self, charge: Any, step: Any, counted: str) -> list[str]:
        if charge["measure"]:
            measure = self.book.tables["measure"][charge["measure"]]
            return [self.book.ids.name("rate_text", measure["text"])]
        currency = int(step["currency"]) or int(charge["currency"])
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
        currency = int(step["currency"]) or int(charge["currency"])
        return f"{money_text(self.book, rate * many, currency)}/{unit}"
