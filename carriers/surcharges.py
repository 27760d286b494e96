"""Surcharges and fees: what a lane adds to its base freight, and on which condition."""

from __future__ import annotations

from fractions import Fraction

from oneprice.carriers.cells import amount_pip, flags, rate_pip
from oneprice.carriers.lanes import Lanes, Record
from oneprice.carriers.rates import find_zone_name
from oneprice.carriers.tables import (
    EFFECT,
    MEASURE,
    OP,
    SERVICE,
    SURCHARGE,
    SURCHARGE_BASIS,
    SURCHARGE_COLUMNS,
    SURCHARGE_KIND,
    SURCHARGE_REQUIRED,
)
from oneprice.carriers.zones import ZoneSets
from oneprice.core._kernels import UNBOUNDED
from oneprice.core.compiling import Compiling, Table, bounded, build_table
from oneprice.core.source import Row, ratio_of

ANY_SERVICE = -1
# Whole mm, g and mm3 in the unit of a threshold.
MEASURE_SCALE = {1: 10, 2: 10, 3: 10, 4: 1_000, 5: 1_000, 6: 1_000}
PER_KG = SURCHARGE_BASIS["per_kg"]
PER_HS_LINE = SURCHARGE_BASIS["per_hs_line"]
PCT_TAXES = SURCHARGE_BASIS["pct_taxes"]


def read_surcharges(ctx: Compiling, lanes: Lanes, zones: ZoneSets) -> Table:
    """Read `surcharge.csv`, sorted by lane and `seq`; set each lane's span of rows.

    Raises
    ------
    InputError
        A surcharge on a lane inside another's price, an amount that does not fit the basis, an
        unknown index or zone, one id twice on a lane on the same day.
    """
    rows = ctx.rows("surcharge.csv", SURCHARGE_COLUMNS, SURCHARGE_REQUIRED)
    pairs = [(_record(ctx, row, lanes, zones), row) for row in rows]
    _refuse_twice(pairs)
    pairs.sort(key=lambda pair: (pair[0]["lane"], pair[0]["seq"]))
    for number, (record, _) in enumerate(pairs, start=1):
        lane = lanes.records[record["lane"]]
        lane.setdefault("surcharge_lo", number)
        lane["surcharge_hi"] = number + 1
    return build_table(SURCHARGE, [record for record, _ in pairs])


def _record(ctx: Compiling, row: Row, lanes: Lanes, zones: ZoneSets) -> Record:
    lane = ctx.ids.require("lane", row["lane_id"], row.where("lane_id"))
    if lanes.records[lane]["priced_by"]:
        raise row.error("lane_id", "name the lane whose price holds this one")
    zone_set = lanes.records[lane]["zone_set"]
    return {
        "lane": lane,
        "code": ctx.ids.add("code", row["code"]),
        "kind": row.choice("kind", SURCHARGE_KIND, "surcharge"),
        **_amount(ctx, row, lanes, lane),
        **_bounds(ctx, row, lanes.records[lane]["currency"]),
        "when_zone": find_zone_name(ctx, row, "when_zone", zone_set, zones),
        "when_service": row.choice("when_service", {"": ANY_SERVICE, **SERVICE}),
        "when_mask": flags(row, "when_flag"),
        **_condition(row),
        "seq": row.integer("seq"),
        "from_day": row.from_day(),
        "to_day": row.to_day(),
        "rule": ctx.rule(row, row["sur_id"]),
        "source": ctx.cite(row),
    }


def _amount(ctx: Compiling, row: Row, lanes: Lanes, lane: int) -> Record:
    """Return what one unit of the basis costs: pips, or a percentage (C-34)."""
    basis = row.choice("basis", SURCHARGE_BASIS)
    currency = lanes.records[lane]["currency"]
    effect = row.choice("effect", EFFECT, "charge")
    percent = row["basis"].startswith("pct_")
    if not (row["amount"] or row["index_id"] or effect == EFFECT["refuse"]):
        raise row.error("amount", "give an amount, or index_id with a percentage")
    if row["index_id"] and not percent:
        raise row.error("index_id", "give it with a basis of percentage only")
    pip = 0 if percent or basis == PER_KG else amount_pip(ctx, row, "amount", currency) or 0
    num, den = pip, 1
    if percent:
        num, den = ratio_of(row.ratio("amount") or Fraction(0), row.where("amount"))
    if basis == PER_KG:
        num, den = rate_pip(ctx, row, "amount", currency, lanes.scale(lane))
    index = row["index_id"]
    return {
        "basis": basis,
        "num": num,
        "den": den,
        "amount_pip": pip,
        "free_units": _free_units(row, basis),
        "index": ctx.ids.require("index", index, row.where("index_id")) if index else 0,
        "fuelable": _fuelable(row, basis),
        "effect": effect,
    }


def _free_units(row: Row, basis: int) -> int:
    free = row.integer("free_units", 0)
    if free < 0 or (free and basis != PER_HS_LINE):
        raise row.error("free_units", "give a number of headings, with basis per_hs_line only")
    return free


def _fuelable(row: Row, basis: int) -> int:
    fuelable = row.yes("fuelable")
    if fuelable and basis == PCT_TAXES:
        raise row.error("fuelable", "give 0: this is priced after all percentages on freight")
    return int(fuelable)


def _bounds(ctx: Compiling, row: Row, currency: int) -> Record:
    low = amount_pip(ctx, row, "min", currency) or 0
    high = bounded(amount_pip(ctx, row, "max", currency), UNBOUNDED)
    if high < low:
        raise row.error("max", "give at least min")
    return {"min_pip": low, "max_pip": high}


def _condition(row: Row) -> Record:
    """Return measure, operator and threshold in whole mm, g or mm3.

    Measures are whole numbers, so `>` and `<=` compare with the floor of the threshold and `>=`
    and `<` with its ceiling: both are exact.
    """
    measure, op = row.choice("measure", MEASURE), row.choice("op", OP)
    threshold = row.decimal("threshold")
    if (measure == 0) != (op == 0) or (measure == 0) != (threshold is None):
        raise row.error("measure", "give measure, op and threshold together")
    if threshold is None:
        return {"measure": 0, "op": 0, "threshold": 0}
    if row["basis"] == "pct_taxes":
        raise row.error("measure", "leave it empty: taxes know no pieces")
    scaled = threshold * MEASURE_SCALE[measure]
    floor = op in (OP[">"], OP["<="])
    return {
        "measure": measure,
        "op": op,
        "threshold": scaled.__floor__() if floor else scaled.__ceil__(),
    }


def _refuse_twice(pairs: list[tuple[Record, Row]]) -> None:
    """Refuse one id twice on a lane, save for dated versions that do not overlap."""
    seen: dict[tuple[int, str], list[tuple[Record, Row]]] = {}
    for record, row in pairs:
        earlier = seen.setdefault((record["lane"], row["sur_id"]), [])
        for other, first in earlier:
            if record["from_day"] < other["to_day"] and other["from_day"] < record["to_day"]:
                raise row.error("sur_id", f"do not overlap row {first.number} in days")
        earlier.append((record, row))
