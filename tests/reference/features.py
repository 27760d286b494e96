"""Which features of the tables a charge or a consignment has made use of.

Nothing is priced here: a comparison counts them, to show what it has reached.
"""

from __future__ import annotations

from functools import cache

from reference.measures import Measure
from reference.reading import Row
from reference.stack_rows import Step


@cache
def features_of(step: Step, measure: Measure | None) -> tuple[str, ...]:
    """Return the features of a step and of the measure that it was priced by."""
    has = {
        "slot bound": isinstance(step.min, str) or isinstance(step.max, str),
        "step currency": bool(step.row.get("currency", "")),
        "term taken off": any(term.taken_off for term in step.terms),
        "platform fee": bool(step.row.get("is_fee", "")),
        "scheme step": bool(step.scheme and not step.row.get("is_fee", "")),
        "FOB": any(term.slot == "FOB" for term in step.terms),
        "sales tax": step.sales_tax,
    }
    found = [name for name, held in has.items() if held]
    return tuple(found if measure is None else (*found, *features_of_measure(measure)))


def features_of_measure(measure: Measure) -> list[str]:
    """Return the features of a measure row and of its rate."""
    row, sides = measure.row, measure.duty.sides
    terms = [term for side in sides for term in side.terms]
    units = [term.unit for term in terms if term.unit is not None]
    has = {
        "claim": bool(measure.claim),
        "mode": "*" not in measure.modes,
        "export day": bool(row.get("exported_from", "") or row.get("exported_to", "")),
        "unit weight": measure.over is not None or measure.to is not None,
        "season": bool(row.get("season", "")),
        "at least": any(side.op == "at_least" for side in sides),
        "at most": any(side.op == "at_most" for side in sides),
        "part": any(term.part and not term.all_but for term in terms),
        "all but": any(term.all_but for term in terms),
        "degree": any(term.degree for term in terms),
        "less": any(term.taken_off for term in terms),
        "declared grams": any(unit.base.startswith("kg ") for unit in units),
        "many": any(unit.base == "each" and unit.size > 1 for unit in units),
    }
    return [name for name, held in has.items() if held]


def features_of_regime(asked: list[Row], fx_day: str) -> tuple[str, ...]:
    """Return the features of the regime rows whose value was tested, and of the jurisdiction."""
    bound = [row for row in asked if row.get("value_lo", "") or row.get("value_hi", "")]
    has = {
        "value currency": any(row.get("value_currency", "") for row in bound),
        "item": any(row.get("aggregation", "") == "item" for row in bound),
        "FOB test": any(row.get("test", "") == "FOB" for row in bound),
        "ship_from": any(row.get("ship_from", "") not in ("", "*") for row in asked),
        "FX of the export day": fx_day == "export",
    }
    return tuple(name for name, held in has.items() if held)
