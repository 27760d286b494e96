"""Surcharges and fees: what a lane adds to its base freight, and on which condition."""

from __future__ import annotations

from fractions import Fraction

from oneprice.carriers.cells import amount_pip, flags, quantity, rate_pip
from oneprice.carriers.lanes import Lanes, Record
from oneprice.carriers.rates import find_region, find_zone_name
from oneprice.carriers.surcharge_checks import check_surcharges
from oneprice.carriers.surcharge_measures import read_measures
from oneprice.carriers.tables import (
    COMBINE,
    EFFECT,
    PER,
    QTY_KIND,
    QTY_SCALE,
    SERVICE,
    SURCHARGE,
    SURCHARGE_BASIS,
    SURCHARGE_COLUMNS,
    SURCHARGE_KIND,
    SURCHARGE_REQUIRED,
    WEIGHT_SCOPE,
)
from oneprice.carriers.zones import ZoneSets
from oneprice.core._kernels import SATURATION_PIP, UNBOUNDED
from oneprice.core.compiling import Compiling, Table, bounded, build_table
from oneprice.core.source import Row, ratio_of
from oneprice.core.vocabulary import PURPOSE

ANY_SERVICE = -1
BY_QUANTITY = (SURCHARGE_BASIS["per_kg"], SURCHARGE_BASIS["per_actual"])
COUNTED = (SURCHARGE_BASIS["per_piece"], SURCHARGE_BASIS["per_hs_line"])
PCT_TAXES = SURCHARGE_BASIS["pct_taxes"]
WHOLE = ("pct_running", "pct_taxes", "per_hs_line")


def read_surcharges(ctx: Compiling, lanes: Lanes, zones: ZoneSets) -> Table:
    """Read `surcharge.csv`, sorted by lane and `seq`; set each lane's span of rows.

    A row for several lanes becomes one for each, in each lane's own unit and currency.

    Raises
    ------
    InputError
        A surcharge on a lane inside another's price, an amount that does not fit the basis, an
        unknown index or zone, one id twice on a lane on the same day, a group that contradicts
        itself, a `requires` that nothing earlier can meet.
    """
    rows = ctx.rows("surcharge.csv", SURCHARGE_COLUMNS, SURCHARGE_REQUIRED)
    pairs = [
        (_record(ctx, row, lanes, lane, zones), row) for row in rows for lane in _lanes(ctx, row)
    ]
    pairs.sort(key=lambda pair: (pair[0]["lane"], pair[0]["seq"]))
    check_surcharges(pairs)
    for number, (record, _) in enumerate(pairs, start=1):
        lane = lanes.records[record["lane"]]
        lane.setdefault("surcharge_lo", number)
        lane["surcharge_hi"] = number + 1
    return build_table(SURCHARGE, [record for record, _ in pairs])


def _lanes(ctx: Compiling, row: Row) -> list[int]:
    """Return the lanes a row is for, each once."""
    words = dict.fromkeys(row.words("lane_id"))
    if not words:
        raise row.error("lane_id", "name a lane, or several joined by |")
    return [ctx.ids.require("lane", word, row.where("lane_id")) for word in words]


def _record(ctx: Compiling, row: Row, lanes: Lanes, lane: int, zones: ZoneSets) -> Record:
    if lanes.records[lane]["priced_by"]:
        raise row.error("lane_id", "name the lane whose price holds this one")
    zone_set = lanes.records[lane]["zone_set"]
    return {
        "lane": lane,
        "code": ctx.ids.add("code", row["code"]),
        "kind": row.choice("kind", SURCHARGE_KIND, "surcharge"),
        **_amount(ctx, row, lanes, lane),
        **_counted(row, lanes.scale(lane)),
        "per": _per(row, lanes.records[lane]["weight_scope"]),
        **_bounds(ctx, row, lanes.records[lane]["currency"]),
        "when_zone": find_zone_name(ctx, row, "when_zone", zone_set, zones),
        "when_origin": find_region(ctx, row, "when_origin"),
        "when_service": row.choice("when_service", {"": ANY_SERVICE, **SERVICE}),
        "when_mask": flags(row, "when_flag"),
        "when_purpose": row.choice("when_purpose", PURPOSE),
        **read_measures(row, lanes.records[lane]),
        **_group(ctx, row),
        "min_billable_q": _min_billable(row, lanes.records[lane]["qty_kind"]),
        "requires": ctx.ids.add("code", row["requires"]),
        **_probability(row),
        "seq": row.integer("seq"),
        "from_day": row.from_day(),
        "to_day": row.to_day(),
        "rule": ctx.rule(row, row["sur_id"]),
        "source": ctx.cite(row),
    }


def _group(ctx: Compiling, row: Row) -> Record:
    """Return the group, how it combines and the row's place in it (C-34)."""
    combine, priority = row.choice("combine", COMBINE), row.integer("priority", 0)
    if bool(row["group"]) != bool(row["combine"]):
        raise row.error("combine", "give group and combine together")
    if row["priority"] and not row["group"]:
        raise row.error("priority", "leave it empty: it orders the rows of a group")
    if combine == COMBINE["priority"] and not row["priority"]:
        raise row.error("priority", "give a whole number: the lowest of the group is kept")
    if abs(priority) >= SATURATION_PIP:
        raise row.error("priority", "give a smaller number")
    return {"group": ctx.ids.add("group", row["group"]), "combine": combine, "priority": priority}


def _min_billable(row: Row, kind: int) -> int:
    """Return the quantity to which a kept row lifts its pieces, 0 for none."""
    least = quantity(row, "min_billable", QTY_SCALE[kind]) or 0
    if row["min_billable"] and kind == QTY_KIND["shipment"]:
        raise row.error("min_billable", "leave it empty: a price per shipment counts no pieces")
    if row["min_billable"] and least == 0:
        raise row.error("min_billable", "give more than 0, or leave it empty")
    return least


def _probability(row: Row) -> Record:
    chance = row.ratio("probability")
    if chance is None:
        return {"prob_num": 1, "prob_den": 1}
    if not 0 < chance <= 1:
        raise row.error("probability", "give a ratio above 0 and at most 1, or leave it empty")
    num, den = ratio_of(chance, row.where("probability"))
    return {"prob_num": num, "prob_den": den}


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
    weighed = basis in BY_QUANTITY
    pip = 0 if percent or weighed else amount_pip(ctx, row, "amount", currency) or 0
    num, den = pip, 1
    if percent:
        num, den = ratio_of(row.ratio("amount") or Fraction(0), row.where("amount"))
    if weighed:
        scale = 1 if row["step"] else lanes.scale(lane)
        num, den = rate_pip(ctx, row, "amount", currency, scale)
    index = row["index_id"]
    return {
        "basis": basis,
        "num": num,
        "den": den,
        "amount_pip": pip,
        "index": ctx.ids.require("index", index, row.where("index_id")) if index else 0,
        "fuelable": _fuelable(row, basis),
        "effect": effect,
    }


def _counted(row: Row, scale: int) -> Record:
    """Return how many units are free and in which steps the others count (C-34)."""
    basis = row.choice("basis", SURCHARGE_BASIS)
    if basis not in (*BY_QUANTITY, *COUNTED):
        for column in ("free_units", "step"):
            if row[column]:
                raise row.error(column, f"leave it empty: {row['basis']} counts no units")
    scale = scale if basis in BY_QUANTITY else 1
    step = quantity(row, "step", scale) or 0
    if row["step"] and step == 0:
        raise row.error("step", "give more than 0, or leave it empty")
    return {"free_units": quantity(row, "free_units", scale) or 0, "step_q": step}


def _per(row: Row, scope: int) -> int:
    """Return whether a row is made for the shipment or for each passing piece alone."""
    per = row.choice("per", PER, "shipment")
    if per == PER["shipment"]:
        return per
    if scope != WEIGHT_SCOPE["piece"] and row["basis"].startswith("pct_"):
        raise row.error("per", "leave it empty: percentages are of pieces with scope piece only")
    if row["group"]:
        raise row.error("per", "leave it empty in a group")
    if row["basis"] in WHOLE:
        raise row.error("per", f"leave it empty: {row['basis']} is of the whole shipment")
    return per


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
