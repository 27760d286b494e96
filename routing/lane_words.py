"""Words for what a lane charges: chargeable quantity, rate row, surcharge."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from oneprice.carriers.tables import QTY_KIND, QTY_SCALE, SURCHARGE_BASIS, WEIGHT_SCOPE
from oneprice.core._kernels import UNBOUNDED
from oneprice.core.book import Book
from oneprice.routing.number_words import decimal_text, money_text, percent_text

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
    "per_hs_line": "tariff headings",
    "pct_base": "base freight",
    "pct_running": "freight and fees before it",
    "pct_declared": "declared value",
    "pct_taxes": "duty and tax advanced",
}


def quantity_text(book: Book, lane: int, quantity: int) -> str:
    """Return a quantity of a lane in its own unit (C-29)."""
    kind = int(book.tables["lane"][lane]["qty_kind"])
    number = decimal_text(Fraction(quantity, QTY_SCALE[kind]), 6)
    return f"{number} {QTY_UNITS[kind]}" if QTY_SCALE[kind] > 1 else number


def freight_words(book: Book, charge: Any) -> tuple[str, str, str]:
    """Return (basis in words, basis amount, rate) of a lane's base freight."""
    rate = book.tables["rate"][charge["row"]]
    lane = book.tables["lane"][charge["lane"]]
    kind, currency = int(lane["qty_kind"]), int(charge["currency"])
    amount = quantity_text(book, int(charge["lane"]), int(charge["basis"]))
    parts = []
    if rate["num"]:
        parts.append(_per_unit(book, rate, kind, currency))
    if rate["base_pip"] or not parts:
        each = lane["weight_scope"] == WEIGHT_SCOPE["piece"]
        base = money_text(book, rate["base_pip"], currency)
        parts.append(f"{base}/parcel" if each else base)
    text = " + ".join(parts) + _bounds(book, rate, currency)
    return QTY_WORDS[QTY_UNITS[kind]], amount, text


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


def surcharge_words(book: Book, charge: Any) -> tuple[str, str, str]:
    """Return (basis in words, basis amount, rate) of a surcharge or a carrier's fee (C-34)."""
    row = book.tables["surcharge"][charge["row"]]
    name, currency = BASIS_NAMES[int(row["basis"])], int(charge["currency"])
    words, bounds = BASIS_WORDS[name], _bounds(book, row, currency)
    if name.startswith("pct_"):
        rate = percent_text(charge["num"], charge["den"])
        index = book.ids.name("index", row["index"])
        rate += f" ({index})" if index else ""
        return words, money_text(book, charge["basis"], currency), rate + bounds
    kind = int(book.tables["lane"][charge["lane"]]["qty_kind"])
    each, label = Fraction(int(row["num"]), int(row["den"]) or 1), ""
    if name == "per_kg":
        each, label = each * QTY_SCALE[kind], f"/{QTY_UNITS[kind]}"
    elif name != "per_shipment":
        label = " each"
    above = f" above {int(row['free_units'])}" if row["free_units"] else ""
    rate = f"{money_text(book, each, currency)}{label}{above}{bounds}"
    return words, _counted(book, charge, row, name), rate


def _counted(book: Book, charge: Any, row: Any, name: str) -> str:
    """Return how many units a surcharge counted; "" where the record does not say."""
    if name == "per_shipment":
        return "1"
    quantity = int(charge["basis"])
    if quantity == 0:
        return ""
    if name == "per_kg":
        return quantity_text(book, int(charge["lane"]), quantity)
    return str(quantity)
