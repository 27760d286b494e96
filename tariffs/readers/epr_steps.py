"""The two steps that an EPR fee adds to the end of a stack (C-45)."""

from __future__ import annotations

from oneprice.core._kernels import PIPS_PER_MINOR, UNBOUNDED
from oneprice.core.compiling import Compiling
from oneprice.core.days import NEVER_DAY
from oneprice.tariffs.readers.epr_fees import Fee
from oneprice.tariffs.readers.slots import INPUT
from oneprice.tariffs.readers.stack_tables import Fields, StackTables
from oneprice.tariffs.tables import BILL, KIND, RATE_MEASURE, ROUNDING, SCOPE, STAGE

FIRST_SEQ = 1_000_000  # behind every step of a table
PLAIN: Fields = {
    "stage": STAGE["epr"],
    "num": 0,
    "den": 1,
    "max_pip": UNBOUNDED,
    "base_mode": ROUNDING["down"],
    "from_day": -NEVER_DAY,
    "to_day": NEVER_DAY,
}


def add_fee_steps(ctx: Compiling, tables: StackTables, ready: dict[str, int], fee: Fee) -> None:
    """Append the value step and the EPR step of a fee; `ready` learns their slots.

    The first holds each line's own amount, not rounded, of lines that are billed under the
    scheme; the second is their sum, half up to the minor unit, shared by the first. It stands
    once for each stretch of days on which the fees are final or illustrative.
    """
    by_line = f"{fee.code}_by_line"
    for code in (fee.code, by_line):
        if code in ready:
            raise fee.row.error("code", f"give a word that no stack uses; {code} is a slot there")
        ready[code] = ctx.ids.add("slot", code)
    head = PLAIN | {"rule": fee.rule, "source": fee.source}
    _add(
        tables,
        INPUT["GOODS"],
        head
        | {
            "code": ctx.ids.add("code", by_line),
            "slot": ready[by_line],
            "seq": FIRST_SEQ,
            "kind": KIND["value"],
            "scope": SCOPE["line"],
            "rate_source": RATE_MEASURE,
            "measure_kind": fee.kind,
            "scheme": fee.scheme,
            "mode": ROUNDING["down"],
            "share_slot": INPUT["GOODS"],
            "bill": BILL["none"],
        },
    )
    summed = head | {
        "code": ctx.ids.add("code", fee.code),
        "slot": ready[fee.code],
        "seq": FIRST_SEQ,
        "kind": KIND["epr"],
        "scope": SCOPE["entry"],
        "num": 1,
        "unit": PIPS_PER_MINOR,
        "mode": ROUNDING["half_up"],
        "share_slot": ready[by_line],
        "bill": BILL["billed"],
    }
    for status in fee.status:
        _add(tables, ready[by_line], summed | status._asdict())


def _add(tables: StackTables, slot: int, fields: Fields) -> None:
    """Append a step whose basis is one slot."""
    term, gate = len(tables.terms) + 1, len(tables.gates) + 1
    tables.terms.append({"slot": slot, "num": 1, "den": 1})
    spans = {"term_lo": term, "term_hi": term + 1, "gate_lo": gate, "gate_hi": gate}
    tables.steps.append(fields | spans)
