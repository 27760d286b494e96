"""Which features of the tables a charge or a consignment has made use of.

Nothing is priced here: a comparison counts them, to show what it has reached.
"""

from __future__ import annotations

from functools import cache

from reference.goods import Line
from reference.lanes import Lane
from reference.limits import scaled_limits
from reference.measures import Measure
from reference.parcels import Parcel
from reference.reading import Row
from reference.stack_rows import Step

MANY_UNITS = 40  # more are laid together (C-28)


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


@cache
def features_of_lane(lane: Lane) -> tuple[str, ...]:
    """Return the features of a lane that its freight makes use of."""
    columns = {
        "dim_min_volume_cm3": "dim min volume",
        "dim_min_ratio": "dim min ratio",
        "dim_min_len_cm": "dim min length",
        "side_step": "side step",
        "piece_step": "piece step",
        "round_unit": "round unit",
    }
    found = [name for column, name in columns.items() if lane.row.get(column, "")]
    found += ["day of export"] if lane.day_of == "export" else []
    found += ["day of entry"] if lane.day_of == "entry" else []
    found += ["nearest side"] if lane.row.get("side_mode", "") == "nearest" else []
    return tuple(found)


def features_of_rate(row: Row) -> list[str]:
    """Return the features of a rate row that has priced freight."""
    has = {
        "origin zone": row.get("origin_zone", "") not in ("", "*"),
        "rate group": row.get("rate_group", "") not in ("", "0"),
        "value band": bool(row.get("value_lo", "") or row.get("value_hi", "")),
        "density band": bool(row.get("density_lo", "") or row.get("density_hi", "")),
        "size limits": bool(scaled_limits(row)),
        "row divisor": row.get("dim_divisor", "") not in ("", "none"),
        "row without volume": row.get("dim_divisor", "") == "none",
    }
    return [name for name, held in has.items() if held]


def features_of_surcharge(row: Row) -> tuple[str, ...]:
    """Return the features of a surcharge that was charged."""
    measure = row.get("measure", "")
    has = {
        f"group {row.get('combine', '')}": bool(row.get("group", "")),
        "lift": bool(row.get("min_billable", "")),
        "requires": bool(row.get("requires", "")),
        "per piece": row.get("per", "") == "piece",
        "free units": bool(row.get("free_units", "")),
        "step": bool(row.get("step", "")),
        "second measure": bool(row.get("and_measure", "")),
        "per actual": row["basis"] == "per_actual",
        "flag": bool(row.get("when_flag", "")),
        "probability": bool(row.get("probability", "")),
        "when_origin": bool(row.get("when_origin", "")),
        "when_purpose": bool(row.get("when_purpose", "")),
        "volumetric measure": measure.startswith("volumetric_"),
        "inches and pounds": measure.endswith(("_in", "_in3", "_lb")),
        "lane list": "|" in row["lane_id"],
    }
    return tuple(name for name, held in has.items() if held)


def features_of_goods(lines: list[Line]) -> tuple[str, ...]:
    """Return the features of the lines of a consignment."""
    has = {
        "upright": any(line.upright for line in lines),
        "not stackable": any(not line.stackable for line in lines),
        "keep together": any(line.row.get("keep_together") for line in lines),
        "cell": any(line.row.get("battery_kind") == "cell" for line in lines),
        "instruction": any(flag.startswith("PI") for x in lines for flag in x.row["cargo_flags"]),
        "more than 40 units": sum(line.quantity for line in lines) > MANY_UNITS,
    }
    return tuple(name for name, held in has.items() if held)


def features_of_packing(pieces: list[Parcel], lines: list[Line]) -> tuple[str, ...]:
    """Return the features of the parcels of a consignment."""
    packed = [piece for piece in pieces if piece.items]
    has = {
        "own parcel with battery mass": any(x.battery_net_g is not None for x in pieces),
        "several parcels": len(packed) > 1,
        "mixed parcel": len(lines) > 1 and any(len(piece.items) > 1 for piece in packed),
    }
    return tuple(name for name, held in has.items() if held)
