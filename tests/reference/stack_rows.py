"""One row of `stack.csv`, read into terms, gates, rate and roundings (C-37 to C-40)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from reference.money import Currencies
from reference.reading import Row, ratio, words

TERM = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?:\s*([*/])\s*([0-9./% ]+))?")
SLOT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
SIGN = re.compile(r"([+-])")
GATE = re.compile(r"\s*(line\.)?([A-Za-z_][A-Za-z0-9_]*)\s*(<=|>=|<|>)\s*(-?[0-9.]+)\s*")
PER = {"g": 1, "kg": 1000, "t": 1_000_000, "unit": 1}


def is_plain(slot: str) -> bool:
    """Tell whether a slot holds plain numbers, not money."""
    named = {"QTY", "GROSS_G", "NET_G", "BATTERY_G", "ONE", "HEADINGS", "PIECES"}
    return slot in named or slot.startswith(("PACK_", "MODE_"))


def is_no_sum(slot: str) -> bool:
    """Tell whether the total of a slot is not the sum of its lines (C-37)."""
    return slot in ("ONE", "PIECES") or slot.startswith("MODE_")


@dataclass(frozen=True)
class Term:
    """A slot times a ratio, perhaps taken off."""

    slot: str
    factor: Fraction
    taken_off: bool = False


@dataclass(frozen=True)
class Gate:
    """A comparison of a slot with a bound (pips, or a plain number)."""

    of_line: bool
    slot: str
    op: str
    bound: Fraction


def read_terms(text: str) -> tuple[Term, ...]:
    """Return the terms of a basis such as `GOODS + FR_INTL*78/100 - duty`."""
    first, *rest = SIGN.split(text)
    pairs = zip(("+", *rest[::2]), (first, *rest[1::2]), strict=True)
    return tuple(read_term(part, sign == "-") for sign, part in pairs)


def read_term(text: str, taken_off: bool) -> Term:
    """Return one term of a basis."""
    match = TERM.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"cannot read the basis {text!r}")
    slot, sign, number = match.groups()
    factor = ratio((number or "").replace(" ", ""), "1")
    return Term(slot, 1 / factor if sign == "/" else factor, taken_off)


class Step:
    """A step of a tax stack in one jurisdiction's currency."""

    def __init__(self, row: Row, currencies: Currencies, currency: str) -> None:
        self.row, self.code, self.kind = row, row["code"], row["kind"]
        self.stage, self.scope, self.seq = row["stage"], row["scope"], int(row["seq"])
        self.stacks = set(words(row["stack_id"]))
        self.terms = read_terms(row["basis"])
        self.share, self.bill = row.get("share", "") or "GOODS", row.get("bill", "") or "billed"
        self.required, self.scheme = row.get("required", "") == "Y", row.get("scheme", "")
        self.mode, self.base_mode = row.get("mode", ""), row.get("base_mode", "")
        self.currency = row.get("currency", "") or currency
        flat = currencies.maybe_pips(row.get("flat", ""), self.currency)
        self.has_flat, self.flat = flat is not None, flat or 0
        self.unit = currencies.maybe_pips(row.get("unit", ""), currency) or 0
        plain = all(is_plain(term.slot) for term in self.terms)
        self.q0, self.step, self.base_unit = (
            int(row.get(name, "") or 0)
            if plain
            else currencies.maybe_pips(row.get(name, ""), currency) or 0
            for name in ("q0", "step", "base_unit")
        )
        self.min, self.max = (self.bound(row.get(name, ""), currencies) for name in ("min", "max"))
        self.gates = tuple(self.gate(text, currencies, currency) for text in gate_texts(row))
        self.read_rate(row.get("rate", ""), currencies, self.currency)

    def bound(self, text: str, currencies: Currencies) -> int | str | None:
        """Return a bound in pips, or the slot that it is."""
        if SLOT.fullmatch(text):
            return text
        return currencies.maybe_pips(text, self.currency)

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
