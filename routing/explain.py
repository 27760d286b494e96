"""Words for a charge: its code, its rule, what it was taken on and at which rate."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from oneprice.carriers.tables import QTY_KIND, QTY_SCALE
from oneprice.core._kernels import PIPS_PER_MINOR, UNBOUNDED
from oneprice.core.book import Book
from oneprice.routing.tables import GUARANTEE_BASES
from oneprice.tariffs.slots import INPUTS, counts_things

QTY_UNITS = tuple(QTY_KIND)
TABLE_NAMES = ("goods", "rate", "surcharge", "step", "guarantee")


def decimal_text(value: Fraction, places: int) -> str:
    """Return a fraction as a plain decimal of at most `places` decimals, cut down."""
    scaled = value.numerator * 10**places // value.denominator
    sign, scaled = ("-", -scaled) if scaled < 0 else ("", scaled)
    text = f"{scaled:0{places + 1}d}"
    whole, part = (text[:-places], text[-places:].rstrip("0")) if places else (text, "")
    return f"{sign}{whole}.{part}" if part else f"{sign}{whole}"


def decimal_fraction(num: int, den: int, places: int) -> str:
    """Return num/den as a decimal text of at most `places` decimals."""
    return decimal_text(Fraction(num, den), places)


def percent_text(num: int, den: int) -> str:
    """Return num/den as a percentage, exact where four decimals are enough, else as a ratio."""
    rate = Fraction(int(num), int(den) or 1) * 100
    exact = rate * 10_000
    return f"{decimal_text(rate, 4)}%" if exact.denominator == 1 else f"{num}/{den}"


def money_text(book: Book, amount_pip: int, currency: int) -> str:
    """Return pips as a decimal amount with its currency code."""
    exponent = int(book.tables["currency"][currency]["exponent"])
    value = Fraction(int(amount_pip), PIPS_PER_MINOR * 10**exponent)
    return f"{decimal_text(value, exponent + 4)} {book.ids.name('currency', currency)}"


class Explainer:
    """Explains the charges of one book; step slots are named once."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._slot_names = dict(enumerate(INPUTS))
        for step in book.tables["step"][1:]:
            self._slot_names[int(step["slot"])] = book.ids.name("code", step["code"])

    def code(self, charge: Any, sku: str) -> str:
        """Return the short name of a charge."""
        ids, row = self.book.ids, charge["row"]
        table = TABLE_NAMES[charge["table"]]
        if table == "goods":
            return sku
        if table == "rate":
            return ids.name("lane", self.book.tables["lane"][charge["lane"]]["name"])
        if table == "guarantee":
            return "guarantee"
        return ids.name("code", self.book.tables[table][row]["code"])

    def rule(self, charge: Any) -> tuple[str, str]:
        """Return (rule id, source) of the row that priced a charge; a measure's own goes first."""
        table = TABLE_NAMES[charge["table"]]
        if table == "goods":
            return "order:unit_price", "the order"
        record = self.book.tables["tier" if table == "guarantee" else table][charge["row"]]
        if charge["measure"]:
            record = self.book.tables["measure"][charge["measure"]]
        ids = self.book.ids
        return ids.name("rule", record["rule"]), ids.name("source", record["source"])

    def basis(self, charge: Any, factors: Any, currency: int) -> tuple[str, str, str]:
        """Return (basis in words, basis amount, rate) of a charge."""
        table = TABLE_NAMES[charge["table"]]
        if table == "goods":
            return "quantity", str(int(charge["basis"])), "unit price"
        if table == "rate":
            return self._freight(charge)
        if table == "surcharge":
            return self._surcharge(charge)
        if table == "guarantee":
            return self._guarantee(charge, factors, currency)
        return self._step(charge)

    def _freight(self, charge: Any) -> tuple[str, str, str]:
        rate = self.book.tables["rate"][charge["row"]]
        lane = self.book.tables["lane"][charge["lane"]]
        kind = int(lane["qty_kind"])
        unit = QTY_UNITS[kind]
        quantity = decimal_text(Fraction(int(charge["basis"]), QTY_SCALE[kind]), 6)
        parts = []
        if rate["num"]:
            step = int(rate["step"]) or QTY_SCALE[kind]
            per = Fraction(int(rate["num"]), int(rate["den"]))
            per *= 1 if rate["step"] else QTY_SCALE[kind]
            label = decimal_text(Fraction(step, QTY_SCALE[kind]), 6) if rate["step"] else ""
            text = money_text(self.book, int(per), charge["currency"])
            parts.append(f"{text} per {label} {unit}".replace("  ", " "))
        if rate["base_pip"] or not parts:
            parts.append(f"{money_text(self.book, rate['base_pip'], charge['currency'])} base")
        return f"chargeable {unit}", quantity, " + ".join(parts)

    def _surcharge(self, charge: Any) -> tuple[str, str, str]:
        row = self.book.tables["surcharge"][charge["row"]]
        if charge["basis"] and charge["den"]:
            amount = money_text(self.book, charge["basis"], charge["currency"])
            return "percentage", amount, percent_text(charge["num"], charge["den"])
        rate = Fraction(int(row["num"]), int(row["den"]) or 1)
        each = money_text(self.book, int(row["amount_pip"]) or int(rate), charge["currency"])
        return "fixed or per unit", "", each

    def _step(self, charge: Any) -> tuple[str, str, str]:
        step = self.book.tables["step"][charge["row"]]
        terms = self.book.tables["term"][int(step["term_lo"]) : int(step["term_hi"])]
        words = " + ".join(self._term(term) for term in terms)
        plain = len(terms) > 0 and counts_things(self._slot_names.get(int(terms[0]["slot"]), ""))
        amount = (
            str(int(charge["basis"]))
            if plain
            else money_text(self.book, charge["basis"], charge["currency"])
        )
        return words, amount, self._step_rate(charge, step, plain)

    def _term(self, term: Any) -> str:
        name = self._slot_names.get(int(term["slot"]), "?")
        num, den = int(term["num"]), int(term["den"])
        return name if num == den else f"{name} x {percent_text(num, den)}"

    def _step_rate(self, charge: Any, step: Any, plain: bool) -> str:
        if charge["measure"]:
            measure = self.book.tables["measure"][charge["measure"]]
            return self.book.ids.name("rate_text", measure["text"])
        currency = charge["currency"]
        parts = []
        if step["flat_pip"]:
            parts.append(money_text(self.book, step["flat_pip"], currency))
        if charge["num"]:
            per = Fraction(int(charge["num"]), int(charge["den"]) or 1)
            rate = decimal_text(per / PIPS_PER_MINOR, 8) + " minor units each"
            parts.append(rate if plain else percent_text(charge["num"], charge["den"]))
        if step["min_pip"]:
            parts.append(f"at least {money_text(self.book, step['min_pip'], currency)}")
        if step["max_pip"] < UNBOUNDED:
            parts.append(f"at most {money_text(self.book, step['max_pip'], currency)}")
        return ", ".join(parts) or "no rate: a rate of this kind does not apply"

    def _guarantee(self, charge: Any, factors: Any, currency: int) -> tuple[str, str, str]:
        table = self.book.tables["guarantee"]
        parts = []
        for i in range(1, len(table)):
            if factors[i]:
                name = self.book.ids.name("code", table[i]["code"])
                rate = percent_text(table[i]["num"], table[i]["den"])
                basis = GUARANTEE_BASES[int(table[i]["basis"])]
                amount = money_text(self.book, factors[i], currency)
                parts.append(f"{name} {amount} ({rate} of {basis})")
        return (
            "; ".join(parts) or "no factor applies",
            money_text(self.book, charge["basis"], currency),
            "sum of factors",
        )
