"""Whether the law of a country can see the freight of a lane (C-66).

Where it can, less freight may come to a higher price: a threshold on the value at the border,
a share of a pip that tips a rounding over. Where it cannot, the price rises with the freight.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from oneprice.core.compiling import Table
from oneprice.core.vocabulary import SEGMENT
from oneprice.tariffs.readers.slots import INPUT
from oneprice.tariffs.tables import SCOPE, STAGE, TEST

BEFORE, AFTER = SEGMENT["before_export"], SEGMENT["after_entry"]
# International freight counts after the border by what is not dutiable (C-36).
HOLDING = {
    BEFORE: ("FR_EXPORT", "FOB", "CIF", "FREIGHT"),
    SEGMENT["international"]: ("FR_INTL", "CIF", "FR_ENTRY", "FREIGHT"),
    AFTER: ("FR_ENTRY", "FREIGHT"),
}
BILLED = INPUT["BILLED"]


def sees_freight(tables: Mapping[str, Table], country: int, segment: int) -> bool:
    """Tell whether import, EPR or tax at sale of a country depends on freight of a segment.

    Parameters
    ----------
    tables : mapping of section to table
        `jurisdiction`, `regime`, `stack`, `step`, `term` and `gate` are read.
    country, segment : int
        Of destination; of the lane.

    Notes
    -----
    Tax at sale on the whole bill rises with it, and is no such dependence: one step of scope
    entry, without gates and without slots as bounds, that no other step reads.
    """
    law = tables["jurisdiction"]
    seen = {INPUT[name] for name in HOLDING[segment]}
    for jurisdiction in law[1:][law["country"][1:] == country]:
        regimes = tables["regime"][jurisdiction["regime_lo"] : jurisdiction["regime_hi"]]
        if _tests(regimes, segment):
            return True
        stacks = sorted({int(stack) for stack in regimes["stack"]})
        if any(_stack_sees(tables, tables["stack"][stack], seen) for stack in stacks):
            return True
    return False


def _tests(regimes: Table, segment: int) -> bool:
    """Tell whether a regime asks for a value that holds the freight (C-43)."""
    asked = set(regimes["test"].tolist())
    return (TEST["CIF"] in asked and segment != AFTER) or (
        TEST["FOB"] in asked and segment == BEFORE
    )


def _stack_sees(tables: Mapping[str, Table], stack: np.void, seen: set[int]) -> bool:
    steps = tables["step"][stack["step_lo"] : stack["step_hi"]]
    billed = {BILLED}
    for step in steps:
        if _reads(tables, step) & seen:
            return True
        if _reads(tables, step) & billed:
            if not _rises(tables, step):
                return True
            billed.add(int(step["slot"]))
    return False


def _reads(tables: Mapping[str, Table], step: np.void) -> set[int]:
    """Return the slots a step depends on: basis, gates, bounds and the key of its shares."""
    own = {int(step[name]) for name in ("min_slot", "max_slot", "share_slot")}
    return own | set(_terms(tables, step)["slot"].tolist()) | set(_gates(tables, step))


def _rises(tables: Mapping[str, Table], step: np.void) -> bool:
    """Tell whether a step on the bill never falls when the bill rises."""
    terms = _terms(tables, step)
    return bool(
        step["stage"] == STAGE["sale"]
        and step["scope"] == SCOPE["entry"]
        and not step["min_slot"]
        and not step["max_slot"]
        and step["share_slot"] != BILLED
        and not any(True for _ in _gates(tables, step))
        and set(terms["slot"].tolist()) == {BILLED}
        and not terms["minus"].any()
    )


def _terms(tables: Mapping[str, Table], step: np.void) -> Table:
    return tables["term"][step["term_lo"] : step["term_hi"]]


def _gates(tables: Mapping[str, Table], step: np.void) -> Iterable[int]:
    gates: list[int] = tables["gate"]["slot"][step["gate_lo"] : step["gate_hi"]].tolist()
    return gates
