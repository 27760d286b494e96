"""Words for a charge: its code, its rule, what it was taken on and at which rate."""

from __future__ import annotations

from typing import Any

from oneprice.core._kernels import PIPS_PER_MINOR
from oneprice.core.book import Book
from oneprice.routing.tables import GUARANTEE_BASES
from oneprice.routing.words.lanes import LaneWords
from oneprice.routing.words.numbers import money_text, percent_text
from oneprice.routing.words.steps import StepWords

TABLE_NAMES = ("goods", "rate", "surcharge", "step", "guarantee")
FACTOR_BASES = {
    "import": "import charges",
    "foreign": "lines in other currencies",
    "entry": "the change on other entry days",
    "late": "the expected compensation",
    "landed": "all lines before it",
}


class Explainer:
    """Explains the charges of one book; what only depends on a row is put into words once."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._lanes = LaneWords(book)
        self._steps = StepWords(book)
        self._codes: dict[tuple[str, int, int], str] = {}
        self._rules: dict[tuple[str, int], tuple[str, str]] = {}
        self._factor_rule = [self._rule_of(row) for row in book.tables["guarantee"][1:]]
        self._factors = [_factor_words(book, row) for row in book.tables["guarantee"][1:]]

    def code(self, charge: Any, sku: str) -> str:
        """Return the short name of a charge."""
        table = TABLE_NAMES[charge["table"]]
        if table == "goods":
            return sku
        if table == "guarantee":
            return "guarantee"
        key = table, int(charge["row"]), int(charge["lane"])
        if key not in self._codes:
            self._codes[key] = self._code(*key)
        return self._codes[key]

    def _code(self, table: str, row: int, lane: int) -> str:
        ids, tables = self.book.ids, self.book.tables
        if table == "rate":
            return ids.name("lane", tables["lane"][lane]["name"])
        return ids.name("code", tables[table][row]["code"])

    def rule(self, charge: Any, factors: Any) -> tuple[str, str]:
        """Return (rule id, source) of the row that priced a charge; a measure's own goes first.

        A guarantee names all its factors.
        """
        table = TABLE_NAMES[charge["table"]]
        if table == "goods":
            return "order:unit_price", "the order"
        if table == "guarantee":
            return self._factor_rules(factors)
        measure = int(charge["measure"])
        key = ("measure", measure) if measure else (table, int(charge["row"]))
        if key not in self._rules:
            self._rules[key] = self._rule_of(self.book.tables[key[0]][key[1]])
        return self._rules[key]

    def _rule_of(self, record: Any) -> tuple[str, str]:
        ids = self.book.ids
        return ids.name("rule", record["rule"]), ids.name("source", record["source"])

    def _factor_rules(self, factors: Any) -> tuple[str, str]:
        named = [rule for i, rule in enumerate(self._factor_rule, start=1) if factors[i]]
        rules, sources = zip(*named, strict=True) if named else ((), ())
        return "; ".join(dict.fromkeys(rules)), "; ".join(dict.fromkeys(sources))

    def basis(self, charge: Any, factors: Any, currency: int, day: int) -> tuple[str, str, str]:
        """Return (basis in words, basis amount with its unit, rate) of a charge of a sale day."""
        table = TABLE_NAMES[charge["table"]]
        if table == "rate":
            return self._lanes.freight(charge)
        if table == "surcharge":
            return self._lanes.surcharge(charge)
        if table == "step":
            return self._steps.words(charge, day)
        if table == "guarantee":
            return self._guarantee(charge, factors, currency)
        return self._goods(charge)

    def _goods(self, charge: Any) -> tuple[str, str, str]:
        quantity = int(charge["basis"])
        each_pip = int(charge["source_minor"]) * PIPS_PER_MINOR // max(quantity, 1)
        return "units", str(quantity), f"{money_text(self.book, each_pip, charge['currency'])} each"

    def _guarantee(self, charge: Any, factors: Any, currency: int) -> tuple[str, str, str]:
        parts = [
            f"{name} {money_text(self.book, int(factors[i]), currency)} ({rate})"
            for i, (name, rate) in enumerate(self._factors, start=1)
            if factors[i]
        ]
        total = money_text(self.book, int(charge["basis"]), currency)
        return "what may differ from the plan", total, "; ".join(parts)


def _factor_words(book: Book, row: Any) -> tuple[str, str]:
    """Return the name of a factor and its rate: ("claims", "0.3% of goods")."""
    basis = GUARANTEE_BASES[int(row["basis"])]
    rate = percent_text(row["num"], row["den"])
    return book.ids.name("code", row["code"]), f"{rate} of {FACTOR_BASES.get(basis, basis)}"
