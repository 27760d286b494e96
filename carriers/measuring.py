"""How a lane turns grams and millimetres into the quantity it charges (C-29, C-30)."""

from __future__ import annotations

from fractions import Fraction

from oneprice.carriers.cells import at_least, quantity, share
from oneprice.carriers.tables import BAND_BASIS, QTY_KIND, QTY_SCALE, SIDE_MODE, WEIGHT_SCOPE
from oneprice.core._kernels import UNBOUNDED
from oneprice.core.compiling import Compiling
from oneprice.core.source import Row, ratio_of

POUND_G = Fraction(45_359_237, 100_000)  # 1959 international pound
INCH_MM = Fraction(254, 10)
CM_MM = Fraction(10)
CUBIC_INCH_MM3 = INCH_MM**3
MM3_PER_CM3 = 1_000
SMALLEST_STEP_MM = 1
BY_WEIGHT = (QTY_KIND["kg"], QTY_KIND["lb"])
NO_VOLUME = "none"
MM_PER_CM = 10
DIM_COLUMNS = (
    *("dim_mix", "dim_min_volume_cm3", "dim_min_ratio", "dim_min_len_cm"),
    *("side_step", "side_mode"),
)
ANY_VOLUME = -1

Record = dict[str, int]


def unit_of(row: Row) -> int:
    """Return the kind of a lane's unit of quantity."""
    return row.choice("qty_unit", QTY_KIND, "kg")


def read_measuring(row: Row) -> Record:
    """Return the fields of a lane that make its quantity, save for `round_steps`.

    Raises
    ------
    InputError
        A unit that contradicts scope, basis or divisor, or a number out of range.
    """
    kind = unit_of(row)
    scope = row.choice("weight_scope", WEIGHT_SCOPE, _usual_scope(kind))
    if scope != WEIGHT_SCOPE["shipment"] and kind == QTY_KIND["shipment"]:
        raise row.error("weight_scope", "give shipment, or leave it empty, with that qty_unit")
    if row["piece_min_qty"] and kind == QTY_KIND["shipment"]:
        raise row.error("piece_min_qty", "leave it empty: a price per shipment counts no pieces")
    band_basis = row.choice("band_basis", BAND_BASIS, "chargeable")
    weight = _weight_ratio(kind)
    if band_basis == BAND_BASIS["actual"] and weight == 0:
        raise row.error("band_basis", "give actual only where weight counts (kg, lb, rt)")
    weight_num, weight_den = ratio_of(weight, row.where("qty_unit"))
    scale = QTY_SCALE[kind]
    return {
        "weight_scope": scope,
        "qty_kind": kind,
        "band_basis": band_basis,
        "weight_num": weight_num,
        "weight_den": weight_den,
        **_sides(row),
        **volume_ratio(row, row),
        **_volume_counts(row),
        "piece_step_q": _piece_step(row, scope, scale),
        "piece_min_q": quantity(row, "piece_min_qty", scale) or 0,
        "min_q": quantity(row, "min_qty", scale) or 0,
        "next_break": int(row.yes("next_break")),
    }


def _piece_step(row: Row, scope: int, scale: int) -> int:
    """Return the step to which each piece is rounded before pieces are summed, 0 for none."""
    step = quantity(row, "piece_step", scale) or 0
    if row["piece_step"] and (step == 0 or scope != WEIGHT_SCOPE["each"]):
        raise row.error("piece_step", "give more than 0, with weight_scope each only")
    return step


def _usual_scope(kind: int) -> str:
    return "shipment" if kind == QTY_KIND["shipment"] else "piece"


def _weight_ratio(kind: int) -> Fraction:
    """Return units of quantity per gram."""
    if kind == QTY_KIND["lb"]:
        return 1_000 / POUND_G
    return Fraction(1 if kind in (QTY_KIND["kg"], QTY_KIND["rt"]) else 0)


def side_step_mm(lane: Row) -> Fraction | None:
    """Return the step to which sides are rounded, exactly, or None."""
    step = lane.decimal("side_step")
    if step is None:
        return None
    size = step * (INCH_MM if unit_of(lane) == QTY_KIND["lb"] else CM_MM)
    if size < SMALLEST_STEP_MM:
        raise lane.error("side_step", "give 1 mm or more, in cm (in inches on lb lanes)")
    return size


def _sides(row: Row) -> Record:
    """Return steps per millimetre; without a step each millimetre is one."""
    num, den = ratio_of(1 / (side_step_mm(row) or Fraction(1)), row.where("side_step"))
    if row["side_mode"] and not row["side_step"]:
        raise row.error("side_mode", "give side_step too: it is how sides are rounded to it")
    return {"side_num": num, "side_den": den, "side_mode": row.choice("side_mode", SIDE_MODE, "up")}


def volume_ratio(row: Row, lane: Row) -> Record:
    """Return units of quantity per cube of the lane's side step, by the divisor of `row`.

    `row` is the lane itself or one of its rate rows; 0 where volume does not count.
    """
    ratio = _per_mm3(row, lane) * (side_step_mm(lane) or Fraction(1)) ** 3
    num, den = ratio_of(ratio, row.where("dim_divisor"))
    return {"volume_num": num, "volume_den": den}


def _per_mm3(row: Row, lane: Row) -> Fraction:
    kind = unit_of(lane)
    if row["dim_divisor"] == NO_VOLUME and row is not lane:
        return Fraction(0)
    divisor = row.decimal("dim_divisor")
    if divisor is None:
        cubic = kind in (QTY_KIND["cbm"], QTY_KIND["rt"])
        return Fraction(1, MM3_PER_CM3) if cubic else Fraction(0)
    if divisor <= 0 or kind not in BY_WEIGHT:
        raise row.error("dim_divisor", "give cm3 per kg or in3 per lb, on kg and lb lanes only")
    if kind == QTY_KIND["lb"]:
        return 1_000 / (CUBIC_INCH_MM3 * divisor)
    return 1 / divisor


def _volume_counts(row: Row) -> Record:
    """Return when and how far volume counts: share, least volume, ratio and length (C-30)."""
    for column in DIM_COLUMNS:
        if row[column] and unit_of(row) not in BY_WEIGHT:
            raise row.error(column, "give it with dim_divisor on kg and lb lanes only")
    mix = share(row, "dim_mix", Fraction(1))
    least = row.decimal("dim_min_volume_cm3")
    if least is not None and least < 0:
        raise row.error("dim_min_volume_cm3", "give 0 or more")
    cubes = ANY_VOLUME
    if least is not None:
        cubes = (least * MM3_PER_CM3 / (side_step_mm(row) or Fraction(1)) ** 3).__floor__()
    num, den = ratio_of(row.ratio("dim_min_ratio") or Fraction(0), row.where("dim_min_ratio"))
    return {
        "mix_num": mix[0],
        "mix_den": mix[1],
        "dim_min_cubes": cubes,
        "dim_min_num": num,
        "dim_min_den": den,
        "dim_min_len_mm": at_least(row, "dim_min_len_cm", MM_PER_CM),
    }


def read_round_steps(ctx: Compiling, row: Row, steps: list[Record]) -> Record:
    """Append the entries of `21:0.5;*:1` to `steps` and return their span.

    Steps that make the quantity fall above a bound are told in `ctx.notes`.
    """
    start = len(steps)
    scale = QTY_SCALE[unit_of(row)]
    last, before = 0, ""
    entries = [entry for entry in row["round_steps"].split(";") if entry.strip()]
    for entry in entries:
        bound, _, step = (word.strip() for word in entry.partition(":"))
        upto = UNBOUNDED if bound == "*" else _entry_units(row, bound, scale)
        size = _entry_units(row, step, scale)
        if upto <= last or size == 0:
            raise row.error("round_steps", "give rising bounds and steps above 0: 21:0.5;*:1")
        if len(steps) > start and _up(last, steps[-1]["step"]) > _up(last + 1, size):
            place = f"{row.table} row {row.number}, lane {row['lane_id']}"
            ctx.notes.append(f"{place}: the rounded quantity falls above {before}.")
        steps.append({"upto": upto, "step": size})
        last, before = upto, bound
    if entries and last != UNBOUNDED:
        raise row.error("round_steps", "end with an entry for the rest: *:1")
    return {"step_lo": start, "step_hi": len(steps)}


def _up(units: int, step: int) -> int:
    return -(-units // step) * step


def _entry_units(row: Row, word: str, scale: int) -> int:
    cell = Row(row.table, row.number, {"round_steps": word})
    units = quantity(cell, "round_steps", scale)
    if units is None:
        raise row.error("round_steps", "write bound:step;bound:step, as in 21:0.5;*:1")
    return units
