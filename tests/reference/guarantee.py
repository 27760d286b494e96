"""The guarantee: the sum of its factors (C-47)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from reference.charges import Charge, billed
from reference.entry_case import EntryCase
from reference.hour_laws import FULL
from reference.late import expected_pip, late_days, owed_pip
from reference.money import PIPS, cut_pip
from reference.reading import Row, holds, ratio
from reference.timetable import Law


@dataclass(frozen=True)
class Exposure:
    """What the factors of one consignment look at."""

    entry: EntryCase
    charges: list[Charge]  # everything before the guarantee and tax at sale
    entry_masses: list[tuple[int, int]]
    named: int
    delivery: Law
    promise: int


def factors(rows: list[Row], country: str, tier: str, day: int) -> list[Row]:
    """Return the factors that hold for a country and tier on the sale day."""
    return [
        row
        for row in rows
        if holds(row, day)
        and (row.get("country", "") or "*") in ("*", country)
        and (row.get("tier", "") or "*") in ("*", tier)
    ]


def guarantee_pip(rows: list[Row], tier: Row, exposure: Exposure) -> int:
    """Return the sum of the factors, each cut to pips, in the quote currency."""
    case = exposure.entry.case
    fitting = factors(rows, case.country, tier["tier"], case.sale_day)
    return sum(cut_pip_of(row, tier, exposure) for row in fitting)


def cut_pip_of(row: Row, tier: Row, exposure: Exposure) -> int:
    """Return one factor, cut to pips."""
    rate, charges = ratio(row["rate"]), exposure.charges
    if row["basis"] == "entry":
        return (rate * entry_risk(exposure)).__floor__()
    if row["basis"] == "late":
        return cut_pip(late_pip(tier, exposure), rate)
    if row["basis"] == "foreign":
        currency = exposure.entry.case.currency
        abroad = [c for c in charges if c.source_currency != currency]
        return cut_pip(billed(abroad) * PIPS, rate)
    part = "" if row["basis"] == "landed" else row["basis"]
    return cut_pip(billed(charges, part) * PIPS, rate)


def late_pip(tier: Row, exposure: Exposure) -> int:
    """Return what lateness is expected to cost in pips (C-72)."""
    landed, cap = billed(exposure.charges) * PIPS, tier.get("late_cap", "")
    most: int | None = None
    if cap and owed_pip(tier, landed, None, 1):  # nothing to cap needs no rate of exchange
        case = exposure.entry.case
        pip = case.settle.fx.currencies.pips(cap, tier["late_currency"])
        most = case.settle.pips(pip, tier["late_currency"], case.currency)
    owed = [owed_pip(tier, landed, most, count) for count in range(late_days(tier) + 1)]
    calendar = exposure.entry.route.lanes[-1].calendar
    return expected_pip(tier, owed, exposure.delivery, calendar, exposure.promise)


def intervals(
    cuts: set[int], steps: list[tuple[int, int]]
) -> list[tuple[int, list[tuple[int, int]]]]:
    """Return (first day, masses) of the rule intervals inside the entry window."""
    first, last = steps[0][0], steps[-1][0]
    starts = sorted({first} | {day for day in cuts if first < day <= last})
    ends = [*starts[1:], last + 1]
    return [
        (start, [step for step in steps if start <= step[0] < end])
        for start, end in zip(starts, ends, strict=True)
    ]


def entry_risk(exposure: Exposure) -> Fraction:
    """Return what other entry days are expected to cost more, in pips, not below 0."""
    entry = exposure.entry
    here = billed(exposure.charges, "import")
    total = Fraction(0)
    for start, steps in intervals(entry.law.rule_days, exposure.entry_masses):
        if any(day == exposure.named for day, _ in steps):
            continue
        mass = sum(mass for _, mass in steps)
        if mass == 0:
            continue
        regime, stack = entry.admitted(start)
        results = entry.imported(regime, stack, start)
        there = billed(entry.charges(results, "import", regime))
        total += Fraction(mass * (there - here) * PIPS, FULL)
    return max(Fraction(0), total)
