"""Reading `stack.csv`: the ordered steps of a jurisdiction's duties, taxes and fees.

A step becomes one record of STEP with its terms and gates beside it. What a step may mean is
checked here, so that the kernel never meets a sentence without sense (C-37 to C-41).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from oneprice.core._kernels import PIPS_PER_MINOR, SATURATION_PIP, UNBOUNDED
from oneprice.core.compiling import Compiling, bounded
from oneprice.core.source import Row, parse_decimal, parse_ratio, ratio_of
from oneprice.tariffs._kernels_slots import SLOT_BILLED
from oneprice.tariffs.readers.columns import scheme_number
from oneprice.tariffs.readers.epr_fees import Fee
from oneprice.tariffs.readers.epr_steps import add_fee_steps
from oneprice.tariffs.readers.law import Place, law_rows
from oneprice.tariffs.readers.slots import (
    GRAM_INPUTS,
    INPUT,
    INPUTS,
    counts_things,
    parse_basis,
    parse_gates,
)
from oneprice.tariffs.readers.stack_tables import Fields, StackTables
from oneprice.tariffs.tables import (
    BILL,
    KIND,
    RATE_CONSTANT,
    RATE_MEASURE,
    RATE_SALES_TAX,
    ROUNDING,
    SCOPE,
    STAGE,
    STATUS_WORD,
)

COLUMNS = (
    "stack_id",
    "seq",
    "code",
    "kind",
    "stage",
    "scope",
    "basis",
    "base_unit",
    "base_mode",
    "rate",
    "required",
    "flat",
    "q0",
    "step",
    "min",
    "max",
    "currency",
    "scheme",
    "unit",
    "mode",
    "gates",
    "share",
    "bill",
    "status",
    "valid_from",
    "valid_to",
    "source",
)
REQUIRED = ("stack_id", "seq", "code", "kind", "stage", "scope", "basis", "source")
_GRAMS = {"g": 1, "kg": 1000, "t": 1_000_000}


@dataclass
class _Scene:
    """What a step may refer to: the place, the tables, and the slots that stand ready."""

    ctx: Compiling
    place: Place
    tables: StackTables
    ready: dict[str, int]

    def slot_of(self, name: str) -> int:
        """Return the number of a slot that stands ready, or 0."""
        return self.ready.get(name, 0)


def read_stacks(
    ctx: Compiling, place: Place, tables: StackTables, fees: Sequence[Fee] = ()
) -> dict[str, int]:
    """Add the stacks of one jurisdiction to `tables`; return stack id -> row of STACK.

    Amounts are in the jurisdiction's currency, unless a step names its own. A step sees the input
    slots and the codes of earlier steps of its stack; steps with the same `seq` keep the order
    of the file. Every stack ends with the steps of the EPR fees (C-45).
    """
    rows = [
        row
        for folder in place.folders
        for row in law_rows(ctx, folder, "stack.csv", COLUMNS, REQUIRED)
    ]
    names = dict.fromkeys(name for row in rows for name in row.words("stack_id"))
    numbers = {}
    for name in names:
        steps = [row for row in rows if name in row.words("stack_id")]
        numbers[name] = _add_stack(ctx, place, tables, steps, fees)
        ctx.ids.add("stack", f"{place.name}/{name}")
    return numbers


def _add_stack(
    ctx: Compiling, place: Place, tables: StackTables, rows: list[Row], fees: Sequence[Fee]
) -> int:
    scene = _Scene(ctx, place, tables, {name: n for name, n in INPUT.items() if n})
    start = len(tables.steps) + 1
    for row in sorted(rows, key=lambda row: row.integer("seq")):
        tables.steps.append(_step(scene, row))
        scene.ready[row["code"]] = tables.steps[-1]["slot"]
    for fee in fees:
        add_fee_steps(ctx, tables, scene.ready, fee)
    tables.stacks.append({"step_lo": start, "step_hi": len(tables.steps) + 1})
    return len(tables.stacks)


def _step(scene: _Scene, row: Row) -> Fields:
    ctx = scene.ctx
    if row["code"] in INPUTS or not row["code"].isidentifier():
        raise row.error("code", "give a new word of letters, digits and _")
    fields = {
        "code": ctx.ids.add("code", row["code"]),
        "slot": ctx.ids.add("slot", row["code"]),
        "seq": row.integer("seq"),
        "kind": row.choice("kind", KIND),
        "stage": row.choice("stage", STAGE),
        "scope": row.choice("scope", SCOPE),
        "bill": row.choice("bill", BILL, "billed"),
        "illustrative": row.choice("status", STATUS_WORD, "final"),
        "from_day": row.from_day(),
        "to_day": row.to_day(),
        "rule": ctx.rule(row),
        "source": ctx.cite(row),
    }
    plain = _basis(scene, row, fields)
    currency, pips = _currency(scene, row, plain)
    fields |= {"currency": currency, "scheme": scheme_number(ctx, row)}
    fields |= _rate(ctx, row, pips, plain) | _rounding(row, scene.place)
    fields |= _quantities(row, 1 if plain else pips, pips) | _bounds(scene, row, pips)
    fields |= _share(scene, row)
    _gates(scene, row, fields)
    _check(row, fields)
    return fields


def _currency(scene: _Scene, row: Row, plain: str) -> tuple[int, int]:
    """Return a step's own currency (0 = the jurisdiction's) and the pips of its amounts (C-39)."""
    if not row["currency"]:
        return 0, scene.place.pips_per_unit
    if not plain:
        raise row.error("currency", "only steps that count plain numbers have a currency")
    number = scene.ctx.currency(row)
    pips = int(10 ** scene.ctx.exponent(number) * PIPS_PER_MINOR)
    return (0 if number == scene.place.currency else number), pips


def _basis(scene: _Scene, row: Row, fields: Fields) -> str:
    """Add the terms of a step; return the plain-number slot it counts, or ""."""
    terms = parse_basis(row["basis"], scene.slot_of, row.where("basis"))
    if fields["stage"] != STAGE["sale"] and any(term.slot == SLOT_BILLED for term in terms):
        raise row.error("basis", "BILLED is known at stage sale only")
    fields["term_lo"] = len(scene.tables.terms) + 1
    scene.tables.terms += [term._asdict() for term in terms]
    fields["term_hi"] = len(scene.tables.terms) + 1
    first = INPUTS[terms[0].slot] if terms[0].slot < len(INPUTS) else ""
    if not counts_things(first):
        return ""
    if (terms[0].num, terms[0].den, terms[0].minus) != (1, 1, 0):
        raise row.error("basis", "put the factor of a plain number into the rate")
    return first


def _gates(scene: _Scene, row: Row, fields: Fields) -> None:
    scale = scene.place.pips_per_unit
    gates = parse_gates(row["gates"], scene.slot_of, scale, row.where("gates"))
    if any(gate.on_line for gate in gates) and fields["scope"] != SCOPE["line"]:
        raise row.error("gates", "line. gates belong to steps of scope line")
    fields["gate_lo"] = len(scene.tables.gates) + 1
    scene.tables.gates += [gate._asdict() for gate in gates]
    fields["gate_hi"] = len(scene.tables.gates) + 1


def _rate(ctx: Compiling, row: Row, pips: int, plain: str) -> Fields:
    """Return where the rate comes from and, if it is constant, the rate."""
    text = row["rate"]
    fields = {"rate_source": RATE_CONSTANT, "num": 0, "den": 1}
    if text.startswith("measure:") and not plain:
        if not row["required"]:
            raise row.error("required", "say Y or N: may a line be without this measure?")
        kind = ctx.ids.add("measure_kind", text.removeprefix("measure:").strip())
        required = int(row.yes("required"))
        return fields | {
            "rate_source": RATE_MEASURE,
            "measure_kind": kind,
            "required": required,
        }
    if text == "order:sales_tax" and not plain:
        return fields | {"rate_source": RATE_SALES_TAX}
    fields["num"], fields["den"] = ratio_of(_constant(row, pips, plain), row.where("rate"))
    return fields


def _constant(row: Row, pips: int, plain: str) -> Fraction:
    """Return a constant rate per pip of the basis, or in pips per thing counted."""
    text, where = row["rate"], row.where("rate")
    if not text and row["flat"]:
        return Fraction(0)
    if not text and row["kind"] == "value" and not plain:
        return Fraction(1)
    amount, per, unit = text.partition(" per ")
    if not plain:
        if per or not text:
            raise row.error("rate", "give a ratio, measure:KIND or order:sales_tax")
        return parse_ratio(text, where)
    grams = _GRAMS.get(unit.strip(), 0) if plain in GRAM_INPUTS else 0
    many = 1 if unit.strip() == "unit" and (plain not in GRAM_INPUTS or row["step"]) else grams
    if many == 0:
        remedy = "give an amount per g, kg or t" if plain in GRAM_INPUTS else "amount per unit"
        raise row.error("rate", f"{plain} is a plain number: {remedy}")
    return parse_decimal(amount.strip(), where) * pips / many


def _rounding(row: Row, place: Place) -> Fields:
    """Return the rounding of basis and amount (C-05); a unit needs its mode."""
    fields = {}
    for unit, mode in (("base_unit", "base_mode"), ("unit", "mode")):
        fields[unit] = bounded(row.scaled(unit, place.pips_per_unit), 0)
        if fields[unit] < 0 or bool(fields[unit]) != bool(row[mode]):
            raise row.error(mode, f"give {unit} and {mode} together, or neither")
        if fields[unit] % 2:  # half of it must be whole pips
            raise row.error(unit, "give a unit of an even number of pips")
        fields[mode] = row.choice(mode, ROUNDING, "down")
    return fields


def _quantities(row: Row, scale: int, pips: int) -> Fields:
    """Return q0 and step in the basis' own numbers, and the flat amount in pips."""
    return {
        "q0": bounded(row.scaled("q0", scale), 0),
        "step": bounded(row.scaled("step", scale), 0),
        "flat_pip": bounded(row.scaled("flat", pips), 0),
    }


def _bounds(scene: _Scene, row: Row, pips: int) -> Fields:
    """Return minimum and maximum: amounts, or slots that hold them (C-39)."""
    fields = {"min_pip": 0, "max_pip": UNBOUNDED, "min_slot": 0, "max_slot": 0}
    for column in ("min", "max"):
        if not row[column].isidentifier():
            fields[f"{column}_pip"] = bounded(row.scaled(column, pips), fields[f"{column}_pip"])
            continue
        number = scene.slot_of(row[column])
        if number == 0 or counts_things(row[column]):
            raise row.error(column, "give an amount, a money slot or a code of an earlier step")
        if row["currency"]:
            raise row.error(column, "a step with a currency of its own is bound by amounts")
        fields[f"{column}_slot"] = number
    return fields


def _share(scene: _Scene, row: Row) -> Fields:
    number = scene.slot_of(row["share"] or "GOODS")
    if number == 0:
        raise row.error("share", "name an input slot or a code of an earlier step")
    if row["share"] and row["scope"] != "entry":
        raise row.error("share", "only steps of scope entry are shared over lines")
    return {"share_slot": number}


def _check(row: Row, fields: Fields) -> None:
    """Refuse steps whose columns do not go together."""
    if fields["rate_source"] == RATE_MEASURE:
        if fields["scope"] == SCOPE["entry"]:
            raise row.error("scope", "a measure belongs to lines: use line or heading")
        if fields["q0"] or fields["step"] or fields["flat_pip"]:
            raise row.error("rate", "a measure takes no q0, step or flat")
    for column in ("q0", "step", "flat_pip", "min_pip"):
        if not 0 <= fields[column] < SATURATION_PIP:
            raise row.error(column.removesuffix("_pip"), "give a number of 0 or more")
    if fields["max_pip"] < fields["min_pip"]:
        raise row.error("max", "give a maximum not below the minimum")
