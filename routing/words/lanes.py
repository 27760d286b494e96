"""Words for what a lane charges: chargeable quantity, rate row, surcharge."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from oneprice.carriers.tables import QTY_KIND, QTY_SCALE, SURCHARGE_BASIS, WEIGHT_SCOPE
from oneprice.core._kernels import UNBOUNDED
from oneprice.core.book import Book
from oneprice.routing.words.numbers import decimal_text, money_text, percent_text

QTY_UNITS = tuple(QTY_KIND)
QTY_WORDS = {
    "kg": "chargeable",
    "lb": "chargeable",
    "cbm": "chargeable",
    "rt": "weight or measure",
    "piece": "parcels",
    "shipment": "shipment",
}
BASIS_NAMES = {code: word for word, code in SURCHARGE_BASIS.items()}
BASIS_WORDS = {
    "per_shipment": "shipment",
    "per_piece": "parcels",
    "per_kg": "chargeable",
    "per_actual": "actual",
    "per_hs_line": "tariff headings",
    "pct_base": "base freight",
    "pct_running": "freight and fees before it",
    "pct_declared": "declared value",
    "pct_taxes": "duty and tax advanced",
}
BY_QUANTITY = ("per_kg", "per_actual")


def quantity_text(book: Book, lane: int, quantity: int) -> str:
    """Return a quantity of a lane in its own unit (C-29)."""
    kind = int(book.tables["lane"][lane]["qty_kind"])
    number = decimal_text(Fraction(quantity, QTY_SCALE[kind]), 6)
    return f"{number} {QTY_UNITS[kind]}" if QTY_SCALE[kind] > 1 else number


class LaneWords:
    """Explains the charges of lanes; what only depends on a row is put into words once."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._rates: dict[int, str] = {}
        self._surcharges: dict[tuple[int, int, int], str] = {}

    def freight(self, charge: Any) -> tuple[str, str, str]:
        """Return (basis in words, basis amount, rate) of a lane's base freight."""
        lane, row = int(charge["lane"]), int(charge["row"])
        if row not in self._rates:
            self._rates[row] = _freight_rate(self.book, row, lane, int(charge["currency"]))
        unit = QTY_UNITS[int(self.book.tables["lane"][lane]["qty_kind"])]
        amount = quantity_text(self.book, lane, int(charge["basis"]))
        return QTY_WORDS[unit], amount, self._rates[row]

    def surcharge(self, charge: Any) -> tuple[str, str, str]:
        """Return (basis in words, basis amount, rate) of a surcharge or carrier's fee (C-34)."""
        row = self.book.tables["surcharge"][charge["row"]]
        name = BASIS_NAMES[int(row["basis"])]
        key = int(charge["row"]), int(charge["num"]), int(charge["den"])
        if key not in self._surcharges:
            self._surcharges[key] = _surcharge_rate(self.book, charge, row, name)
        return BASIS_WORDS[name], _basis_amount(self.book, charge, name), self._surcharges[key]


def _freight_rate(book: Book, row: int, lane: int, currency: int) -> str:
    rate, record = book.tables["rate"][row], book.tables["lane"][lane]
    parts = []
    if rate["num"]:
        parts.append(_per_unit(book, rate, int(record["qty_kind"]), currency))
    if rate["base_pip"] or not parts:
        each = record["weight_scope"] == WEIGHT_SCOPE["piece"]
        base = money_text(book, int(rate["base_pip"]), currency)
        parts.append(f"{base}/parcel" if each else base)
    return " + ".join(parts) + _bounds(book, rate, currency)


def _per_unit(book: Book, rate: Any, kind: int, currency: int) -> str:
    """Return "40.00 CNY/0.5 kg above 0.5 kg"."""
    unit, scale = QTY_UNITS[kind], QTY_SCALE[kind]
    each = Fraction(int(rate["num"]), int(rate["den"]))
    label = unit
    if rate["step"]:
        label = f"{decimal_text(Fraction(int(rate['step']), scale), 6)} {unit}"
    text = f"{money_text(book, each if rate['step'] else each * scale, currency)}/{label}"
    free = decimal_text(Fraction(int(rate["q0"]), scale), 6)
    return f"{text} above {free} {unit}" if rate["q0"] else text


def _bounds(book: Book, row: Any, currency: int) -> str:
    text = f", at least {money_text(book, row['min_pip'], currency)}" if row["min_pip"] else ""
    if row["max_pip"] < UNBOUNDED:
        text += f", at most {money_text(book, row['max_pip'], currency)}"
    return text


def _surcharge_rate(book: Book, charge: Any, row: Any, name: str) -> str:
    currency = int(charge["currency"])
    bounds = _bounds(book, row, currency)
    if name.startswith("pct_"):
        index = book.ids.name("index", row["index"])
        rate = percent_text(charge["num"], charge["den"])
        return f"{rate} ({index}){bounds}" if index else rate + bounds
    each = Fraction(int(row["num"]), int(row["den"]) or 1)
    if name == "per_shipment":
        return money_text(book, each, currency) + bounds
    lane, step = int(charge["lane"]), int(row["step_q"])
    weighed = name in BY_QUANTITY
    if weighed and not step:
        each *= QTY_SCALE[int(book.tables["lane"][lane]["qty_kind"])]
    label = _label(book, lane, step) if weighed else f"/{step}" if step else " each"
    free = int(row["free_units"])
    above = f" above {quantity_text(book, lane, free) if weighed else free}" if free else ""
    return f"{money_text(book, each, currency)}{label}{above}{bounds}"


def _label(book: Book, lane: int, step: int) -> str:
    """Return "/kg", or "/0.5 kg" where each started step counts."""
    if step:
        return f"/{quantity_text(book, lane, step)}"
    return f"/{QTY_UNITS[int(book.tables['lane'][lane]['qty_kind'])]}"


def _basis_amount(book: Book, charge: Any, name: str) -> str:
    """Return what a surcharge was taken on: money, a quantity of the lane, or a count."""
    if name.startswith("pct_"):
        return money_text(book, int(charge["basis"]), int(charge["currency"]))
    if name in BY_QUANTITY:
        return quantity_text(book, int(charge["lane"]), int(charge["basis"]))
    return str(int(charge["basis"]))
