"""One row of `stack.csv`, read into terms, gates, rate and roundings (C-37 to C-40)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from reference.money import Currencies
from reference.reading import Row, ratio, words

TERM = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?:\s*([*/])\s*([0-9./% ]+))?")
GATE = re.compile(r"\s*(line\.)?([A-Za-z_][A-Za-z0-9_]*)\s*(<=|>=|<|>)\s*(-?[0-9.]+)\s*")
PER = {"g": 1, "kg": 1000, "t": 1_000_000, "unit": 1}


def is_plain(slot: str) -> bool:
    """Tell whether a slot holds plain numbers, not money."""
    named = {"QTY", "GROSS_G", "NET_G", "ONE", "HEADINGS", "PIECES"}
    return slot in named or slot.startswith(("PACK_", "MODE_"))


@dataclass(frozen=True)
class Term:
    """A slot times a ratio."""

    slot: str
    factor: Fraction


@dataclass(frozen=True)
class Gate:
    """A comparison of a slot with a bound (pips, or a plain number)."""

    of_line: bool
    slot: str
    op: str
    bound: Fraction


def read_terms(text: str) -> tuple[Term, ...]:
    """Return the terms of a basis such as `GOODS + FR_INTL*78/100 + duty`."""
    terms = []
    for part in text.split("+"):
        match = TERM.fullmatch(part.strip())
        if match is None:
            raise ValueError(f"cannot read the basis {text!r}")
        slot, sign, number = match.groups()
        factor = ratio((number or "").replace(" ", ""), "1")
        terms.append(Term(slot, 1 / factor if sign == "/" else factor))
    return tuple(terms)


class Step:
    """A step of a tax stack in one jurisdiction's currency."""

    def __init__(self, row: Row, currencies: Currencies, currency: str) -> None:
        self.row, self.code, self.kind = row, row["code"], row["kind"]
        self.stage, self.scope, self.seq = row["stage"], row["scope"], int(row["seq"])
        self.stacks = set(words(row["stack_id"]))
        self.terms = read_terms(row["basis"])
        self.share, self.bill = row.get("share", "") or "GOODS", row.get("bill", "") or "billed"
        self.required = row.get("required", "") == "Y"
        self.mode, self.base_mode = row.get("mode", ""), row.get("base_mode", "")
        money = {
            name: currencies.maybe_pips(row.get(name, ""), currency)
            for name in ("flat", "q0", "step", "min", "max", "unit", "base_unit")
        }
        self.has_flat = money["flat"] is not None
        self.flat, self.q0, self.step = (money[name] or 0 for name in ("flat", "q0", "step"))
        self.min, self.max = money["min"], money["max"]
        self.unit, self.base_unit = money["unit"] or 0, money["base_unit"] or 0
        self.gates = tuple(self.gate(text, currencies, currency) for text in gate_texts(row))
        self.read_rate(row.get("rate", ""), currencies, currency)

    @property
    def has_threshold(self) -> bool:
        """Tell whether a gate compares the total of a money slot (C-25)."""
        return any(not gate.of_line and not is_plain(gate.slot) for gate in self.gates)

    def gate(self, text: str, currencies: Currencies, currency: str) -> Gate:
        """Return one gate; money bounds are turned into pips."""
        match = GATE.fullmatch(text)
        if match is None:
            raise ValueError(f"cannot read the gate {text!r}")
        of_line, slot, op, bound = match.groups()
        value = Fraction(bound) if is_plain(slot) else Fraction(currencies.pips(bound, currency))
        return Gate(bool(of_line), slot, op, value)

    def read_rate(self, text: str, currencies: Currencies, currency: str) -> None:
        """Set the rate: a ratio, an amount per unit, a measure, or the order's sales tax."""
        self.rate, self.measure, self.sales_tax = Fraction(0), "", text == "order:sales_tax"
        if text.startswith("measure:"):
            self.measure = text.partition(":")[2].strip()
        elif " per " in text:
            amount, _, per = text.partition(" per ")
            self.rate = Fraction(currencies.pips(amount.strip(), currency), PER[per.strip()])
        elif text and not self.sales_tax:
            self.rate = ratio(text)
        elif self.kind == "value" and not self.has_flat:
            self.rate = Fraction(1)


def gate_texts(row: Row) -> list[str]:
    """Return the gates of a row."""
    return [text for text in row.get("gates", "").split("&") if text.strip()]
