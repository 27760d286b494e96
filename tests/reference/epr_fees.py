"""Rows of `epr_fee.csv` as measures, and the two steps of each code (C-45)."""

from __future__ import annotations

from fractions import Fraction

from reference.duty_text import Duty, Side, Term
from reference.reading import Row
from reference.units import Unit

LAST_SEQ = 10**9  # after every step of a stack


def fee_measure(fee: Row) -> Row:
    """Return the measure row of a fee; its rate is no duty text."""
    same = ("hs_prefix", "claim", "unit_g_over", "unit_g_to", "valid_from", "valid_to", "source")
    cells = {key: fee.get(key, "") for key in same}
    return {**cells, "kind": f"epr_{fee['code']}", "origin": "*", "rate": fee["amount"]}


def fee_duty(fee: Row) -> Duty:
    """Return a fee as an amount per unit."""
    amount, form = Fraction(fee["amount"]), fee["form"]
    unit = Unit("each", Fraction(1))
    if form == "per_year":
        amount /= Fraction(fee["yearly_units"])
    if form in ("per_kg", "per_t"):
        of = " ".join((fee.get("of", "") or "product").lower().split())
        base = "kg" if of == "product" else f"kg {of}"
        unit = Unit(base, Fraction(1000 if form == "per_t" else 1))
    return Duty((Side("first", (Term(False, amount, unit),)),))


def fee_steps(fees: list[Row], stacks: list[str], minor_unit: str) -> list[Row]:
    """Return the value step and the EPR step of each code, at the end of every stack."""
    schemes = {fee["code"]: fee["scheme"] for fee in fees}
    rows: list[Row] = []
    for code, scheme in schemes.items():
        common = {"stack_id": "|".join(stacks), "stage": "epr", "is_fee": "Y"}
        value = {"kind": "value", "scope": "line", "basis": "GOODS", "scheme": scheme}
        value |= {"code": f"epr_{code}", "rate": f"measure:epr_{code}"}
        epr = {"kind": "epr", "scope": "entry", "basis": f"epr_{code}", "share": f"epr_{code}"}
        epr |= {"code": code, "rate": "1", "mode": "half_up", "unit": minor_unit}
        for step in (value, epr):
            rows.append({**common, **step, "seq": str(LAST_SEQ + len(rows))})
    return rows
