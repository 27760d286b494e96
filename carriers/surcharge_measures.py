"""What a surcharge measures of a piece or shipment, and against which threshold (C-34)."""

from __future__ import annotations

from fractions import Fraction

from oneprice.carriers.measuring import CM_MM, CUBIC_INCH_MM3, INCH_MM, POUND_G
from oneprice.carriers.tables import MEASURE, OP, QTY_KIND
from oneprice.core._kernels import UNBOUNDED
from oneprice.core.source import Row

VOLUMETRIC = MEASURE["volumetric_kg"]
UNIT_PER_QUANTITY = 1_000  # units of C-29 in a kilogram or a pound
SHIPMENT = MEASURE["shipment_kg"]
# Whole mm, g, mm3 or units of C-29 in one unit of a threshold, by the ending of the measure.
SCALE = {
    "cm": CM_MM,
    "in": INCH_MM,
    "kg": Fraction(1_000),
    "lb": POUND_G,
    "cm3": Fraction(1_000),
    "in3": CUBIC_INCH_MM3,
}


def read_measures(row: Row, lane: dict[str, int]) -> dict[str, int]:
    """Return both conditions of a row on a piece or shipment.

    Measure, operator and threshold of each are in whole mm, g, mm3 or units of quantity.
    """
    if row["and_measure"] and not row["measure"]:
        raise row.error("and_measure", "give measure first: this is a second condition")
    return {**_measure(row, lane, ""), **_measure(row, lane, "and_")}


def _measure(row: Row, lane: dict[str, int], kind: str) -> dict[str, int]:
    """Return one condition, `kind` being the start of its columns.

    Measures are whole numbers, so `>` and `<=` compare with the floor of the threshold and `>=`
    and `<` with its ceiling: both are exact.
    """
    column = f"{kind}measure"
    measure, op = row.choice(column, MEASURE), row.choice(f"{kind}op", OP)
    threshold = row.decimal(f"{kind}threshold")
    if (measure == 0) != (op == 0) or (measure == 0) != (threshold is None):
        raise row.error(column, f"give {column}, {kind}op and {kind}threshold together")
    if threshold is None:
        return {column: 0, f"{kind}op": 0, f"{kind}threshold": 0}
    if row["basis"] == "pct_taxes":
        raise row.error(column, "leave it empty: taxes know no pieces")
    if measure == VOLUMETRIC:
        _check_volumetric(row, column, lane)
    scaled = threshold * _scale(row[column])
    floor = op in (OP[">"], OP["<="])
    whole = scaled.__floor__() if floor else scaled.__ceil__()
    if abs(whole) > UNBOUNDED:
        raise row.error(f"{kind}threshold", "give a smaller number")
    return {column: measure, f"{kind}op": op, f"{kind}threshold": whole}


def _scale(word: str) -> Fraction:
    name, _, unit = word.rpartition("_")
    return Fraction(UNIT_PER_QUANTITY) if name == "volumetric" else SCALE[unit]


def _check_volumetric(row: Row, column: str, lane: dict[str, int]) -> None:
    unit = "lb" if lane["qty_kind"] == QTY_KIND["lb"] else "kg"
    if row[column] != f"volumetric_{unit}":
        raise row.error(column, f"give volumetric_{unit}: the unit of the lane's quantity")
    if lane["qty_kind"] not in (QTY_KIND["kg"], QTY_KIND["lb"]) or lane["volume_num"] == 0:
        raise row.error(column, "give the lane a dim_divisor, or measure volume_cm3")
