"""Lanes: one leg product of one carrier, with what it takes, how it weighs and when it runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from oneprice.carriers.cells import amount_minor, amount_pip, at_least, at_most, flags, share
from oneprice.carriers.limits import size_limits
from oneprice.carriers.measuring import read_measuring, read_round_steps
from oneprice.carriers.tables import (
    AIRCRAFT,
    DAY_OF,
    FLOWN_MODES,
    LANE_COLUMNS,
    LANE_REQUIRED,
    LANE_STATUS,
    ORIGIN_BY,
    QTY_SCALE,
    ROUND_MODE,
    TAX_TERMS,
)
from oneprice.carriers.timing import read_departures, read_transit
from oneprice.carriers.zones import ZoneSets
from oneprice.core._kernels import PIPS_PER_MINOR, UNBOUNDED
from oneprice.core.compiling import Compiling, Table, unique
from oneprice.core.days import parse_day
from oneprice.core.source import Row
from oneprice.core.vocabulary import LEG, MODE, SEGMENT, lane_mask, lone_instruction

Record = dict[str, int]


@dataclass
class Lanes:
    """Lanes while they are compiled; row 0 of both lists is the empty record.

    Attributes
    ----------
    records : list of dict
        By lane row; the number of a lane's id is its row.
    steps : list of dict
        Records of dtype ROUND_STEP.
    rows : list of Row
        Where each lane stands in `lane.csv`; `rows[0]` is not used.
    value_currency : dict of int to int
        Lane row -> the one currency that its rate rows name for goods values.
    """

    records: list[Record]
    steps: list[Record]
    rows: list[Row]
    value_currency: dict[int, int] = field(default_factory=dict)

    def scale(self, lane: int) -> int:
        """Return the smallest units in one unit of a lane (C-29)."""
        return QTY_SCALE[self.records[lane]["qty_kind"]]


def read_lanes(ctx: Compiling, node: Table, zones: ZoneSets) -> Lanes:
    """Read `lane.csv`; rates and surcharges are tied to the lanes later.

    Raises
    ------
    InputError
        Anything unknown, contradictory or out of range, naming file, row and column.
    """
    rows = ctx.rows("lane.csv", LANE_COLUMNS, LANE_REQUIRED)
    unique(rows, "lane_id")
    lanes = Lanes([{}], [{}], rows[:1])
    for row in rows:
        if row["lane_id"] == "*" or "|" in row["lane_id"]:
            raise row.error("lane_id", "give an id without |; * stands for every lane")
        ctx.ids.add("lane", row["lane_id"])
    for row in rows:
        lanes.rows.append(row)
        lanes.records.append(_record(ctx, row, node, zones, lanes.steps))
    _check_priced_by(lanes)
    return lanes


def _record(ctx: Compiling, row: Row, node: Table, zones: ZoneSets, steps: list[Record]) -> Record:
    return {
        **_identity(ctx, row),
        **_ends(ctx, row, node, zones),
        **_acceptance(row),
        **_limits(ctx, row),
        **read_measuring(row),
        **read_round_steps(ctx, row, steps),
        **_money(ctx, row),
        "day_of": row.choice("day_of", DAY_OF, "sale"),
        **_customs_share(row),
        "bonded": _bonded(row),
        **read_departures(row),
        **read_transit(row),
        "status": row.choice("status", LANE_STATUS, "open"),
        "from_day": row.from_day(),
        "to_day": row.to_day(),
        "rule": ctx.rule(row, row["lane_id"]),
        "source": ctx.cite(row),
    }


def _identity(ctx: Compiling, row: Row) -> Record:
    if row["published_at"]:
        parse_day(row["published_at"], row.where("published_at"))
    priced_by = row["priced_by"]
    return {
        "name": ctx.ids.find("lane", row["lane_id"]),
        "carrier": ctx.ids.add("carrier", row["carrier"]),
        "leg": row.choice("leg", {word: code for word, code in LEG.items() if word}),
        "mode": row.choice("mode", {word: code for word, code in MODE.items() if word}),
        "aircraft": _aircraft(row),
        "currency": ctx.currency(row),
        "priced_by": (
            ctx.ids.require("lane", priced_by, row.where("priced_by")) if priced_by else 0
        ),
        "tax_terms": row.choice("tax_terms", TAX_TERMS, "excluded"),
        "calendar": ctx.ids.add("calendar", row["calendar_id"]),  # timetables check that it exists
    }


def _aircraft(row: Row) -> int:
    """Return the aircraft; a lane that flies and names none is taken as passenger (C-60)."""
    flown = row["mode"] in FLOWN_MODES
    if row["aircraft"] and not flown:
        raise row.error("aircraft", "leave it empty: only air, express and post fly")
    return row.choice("aircraft", AIRCRAFT, "passenger" if flown else "")


def _ends(ctx: Compiling, row: Row, node: Table, zones: ZoneSets) -> Record:
    """Return both ends of the lane with its zone set and origin zone (C-58)."""
    origin = ctx.ids.require("node", row["origin_node"], row.where("origin_node"))
    dest = ctx.ids.require("node", row["dest_node"], row.where("dest_node"))
    region, country = int(node[origin]["region"]), int(node[dest]["country"])
    return {
        "origin_node": origin,
        "origin_zone": region,
        "origin_by": row.choice("origin_by", ORIGIN_BY, "lane"),
        "dest_node": dest,
        "dest_country": country,
        "zone_set": zones.set_for(ctx, row, row["zone_set"], country, region),
    }


def _acceptance(row: Row) -> Record:
    """Return the flags a lane takes and requires; a UN number alone means all of its kinds."""
    allow, needed = flags(row, "cargo_allow"), flags(row, "cargo_require")
    if needed & ~lane_mask(allow):
        raise row.error("cargo_require", "require only flags that cargo_allow takes")
    alone = lone_instruction(allow)
    if alone is not None:
        raise row.error("cargo_allow", f"give {alone[1]} too: no goods show {alone[0]} without it")
    return {"allow_mask": lane_mask(allow), "require_mask": lane_mask(needed)}


def _limits(ctx: Compiling, row: Row) -> Record:
    value = amount_pip(ctx, row, "max_value", ctx.currency(row))
    record = {
        "max_wh_mwh": at_most(row, "max_wh", 1_000),
        "max_piece_g": at_most(row, "max_piece_kg", 1_000),
        **size_limits(row),
        "max_pieces": _max_pieces(row),
        "max_shipment_g": at_most(row, "max_shipment_kg", 1_000),
        "min_shipment_g": at_least(row, "min_shipment_kg", 1_000),
        "max_value_minor": UNBOUNDED if value is None else value // PIPS_PER_MINOR,
    }
    if record["min_shipment_g"] > record["max_shipment_g"]:
        raise row.error("min_shipment_kg", "give at most max_shipment_kg")
    return record


def _max_pieces(row: Row) -> int:
    pieces = row.integer("max_pieces", UNBOUNDED)
    if not 1 <= pieces <= UNBOUNDED:
        raise row.error("max_pieces", "give a whole number from 1 on, or leave it empty")
    return pieces


def _money(ctx: Compiling, row: Row) -> Record:
    """Return the least money of a piece and of a shipment, and how money is rounded (C-33)."""
    currency = ctx.currency(row)
    unit_minor = amount_minor(ctx, row, "round_unit", currency)
    if unit_minor == 0:
        raise row.error("round_unit", "give more than 0, or leave it empty for one minor unit")
    return {
        "round_unit_pip": (unit_minor or 0) * PIPS_PER_MINOR,
        "round_mode": row.choice("round_mode", ROUND_MODE, "half_up"),
        "piece_min_charge_minor": amount_minor(ctx, row, "piece_min_charge", currency) or 0,
        "shipment_min_charge_minor": amount_minor(ctx, row, "shipment_min_charge", currency) or 0,
    }


def _customs_share(row: Row) -> Record:
    """Return the segment and its share up to the border (C-36)."""
    num, den = share(row, "dutiable_share", Fraction(1))
    segment = row.choice("segment", SEGMENT)
    if row["dutiable_share"] and segment != SEGMENT["international"]:
        raise row.error("dutiable_share", "give it on international lanes only")
    return {"segment": segment, "share_num": num, "share_den": den}


def _bonded(row: Row) -> int:
    """Return whether a lane carries goods that are not cleared yet (C-65)."""
    bonded = row.yes("bonded")
    if bonded and row["leg"] != "linehaul":
        raise row.error("bonded", "give it on linehauls only: they carry uncleared goods")
    return int(bonded)


def _check_priced_by(lanes: Lanes) -> None:
    for lane, record in enumerate(lanes.records[1:], start=1):
        target = record["priced_by"]
        if target and (target == lane or lanes.records[target]["priced_by"]):
            remedy = "name another lane that has a price of its own"
            raise lanes.rows[lane].error("priced_by", remedy)
