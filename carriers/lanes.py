"""Lanes: one leg product of one carrier, with what it takes, how it weighs and when it runs."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from oneprice.carriers.cells import amount_pip, at_least, at_most, flags, quantity, share
from oneprice.carriers.tables import (
    BAND_BASIS,
    DAY_TYPE,
    LANE_COLUMNS,
    LANE_REQUIRED,
    LANE_STATUS,
    QTY_KIND,
    QTY_SCALE,
    TAX_TERMS,
    WEIGHT_SCOPE,
)
from oneprice.carriers.zones import ZoneSets, set_name
from oneprice.core._kernels import PIPS_PER_MINOR, UNBOUNDED
from oneprice.core.compiling import Compiling, Table, unique
from oneprice.core.days import parse_day
from oneprice.core.source import Row, ratio_of
from oneprice.core.vocabulary import LEG, MODE, SEGMENT

MAX_TRANSIT_H = 24 * 366

POUND_G = Fraction(45_359_237, 100_000)  # 1959 international pound
CUBIC_INCH_MM3 = Fraction(16_387_064, 1_000)
HOURS_PER_DAY = 24
MINUTES_PER_HOUR = 60
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
    """

    records: list[Record]
    steps: list[Record]
    rows: list[Row]

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
        ctx.ids.add("lane", row["lane_id"])
    for row in rows:
        lanes.rows.append(row)
        lanes.records.append(_record(ctx, row, node, zones, lanes.steps))
    _check_priced_by(lanes)
    return lanes


def _record(ctx: Compiling, row: Row, node: Table, zones: ZoneSets, steps: list[Record]) -> Record:
    return {
        **_identity(ctx, row, node, zones),
        **_acceptance(row),
        **_limits(ctx, row),
        **_measuring(row),
        **_round_steps(row, steps),
        **_customs_share(row),
        **_timing(row),
        **_published_range(row),
        "status": row.choice("status", LANE_STATUS, "open"),
        "from_day": row.from_day(),
        "to_day": row.to_day(),
        "rule": ctx.rule(row, row["lane_id"]),
        "source": ctx.cite(row),
    }


def _identity(ctx: Compiling, row: Row, node: Table, zones: ZoneSets) -> Record:
    if row["published_at"]:
        parse_day(row["published_at"], row.where("published_at"))
    dest = ctx.ids.require("node", row["dest_node"], row.where("dest_node"))
    priced_by = row["priced_by"]
    return {
        "name": ctx.ids.find("lane", row["lane_id"]),
        "carrier": ctx.ids.add("carrier", row["carrier"]),
        "leg": row.choice("leg", {word: code for word, code in LEG.items() if word}),
        "mode": row.choice("mode", {word: code for word, code in MODE.items() if word}),
        "origin_node": ctx.ids.require("node", row["origin_node"], row.where("origin_node")),
        "dest_node": dest,
        "dest_country": int(node[dest]["country"]),
        "zone_set": _zone_set(ctx, row, int(node[dest]["country"]), zones),
        "currency": ctx.currency(row),
        "priced_by": (
            ctx.ids.require("lane", priced_by, row.where("priced_by")) if priced_by else 0
        ),
        "tax_terms": row.choice("tax_terms", TAX_TERMS, "excluded"),
        "calendar": ctx.ids.add("calendar", row["calendar_id"]),  # timetables check that it exists
    }


def _zone_set(ctx: Compiling, row: Row, country: int, zones: ZoneSets) -> int:
    """Return the lane's zone set in the country of its destination node."""
    if not row["zone_set"]:
        return 0
    name = set_name(row["zone_set"], ctx.ids.name("country", country))
    number = ctx.ids.find("zone_set", name)
    if number not in zones.zones:
        raise row.error("zone_set", f"add keys of {name} (set:country) to zone.csv")
    return number


def _acceptance(row: Row) -> Record:
    allow, needed = flags(row, "cargo_allow"), flags(row, "cargo_require")
    if needed & ~allow:
        raise row.error("cargo_require", "require only flags that cargo_allow takes")
    return {"allow_mask": allow, "require_mask": needed}


def _limits(ctx: Compiling, row: Row) -> Record:
    value = amount_pip(ctx, row, "max_value", ctx.currency(row))
    record = {
        "max_wh_mwh": at_most(row, "max_wh", 1_000),
        "max_piece_g": at_most(row, "max_piece_kg", 1_000),
        "max_len_mm": at_most(row, "max_len_cm", 10),
        "max_second_mm": at_most(row, "max_second_cm", 10),
        "max_sum_mm": at_most(row, "max_sum_cm", 10),
        "max_girth_mm": at_most(row, "max_girth_cm", 10),
        "max_shipment_g": at_most(row, "max_shipment_kg", 1_000),
        "min_shipment_g": at_least(row, "min_shipment_kg", 1_000),
        "max_value_minor": UNBOUNDED if value is None else value // PIPS_PER_MINOR,
    }
    if record["min_shipment_g"] > record["max_shipment_g"]:
        raise row.error("min_shipment_kg", "give at most max_shipment_kg")
    return record


def _measuring(row: Row) -> Record:
    """Return how a lane turns grams and cubic millimetres into its quantity (C-29, C-30)."""
    kind = row.choice("qty_unit", QTY_KIND, "kg")
    scope = row.choice("weight_scope", WEIGHT_SCOPE, _usual_scope(kind))
    if scope == WEIGHT_SCOPE["piece"] and kind == QTY_KIND["shipment"]:
        raise row.error("weight_scope", "give shipment, or leave it empty, with that qty_unit")
    band_basis = row.choice("band_basis", BAND_BASIS, "chargeable")
    weight, volume = _weight_ratio(kind), _volume_ratio(row, kind)
    if band_basis == BAND_BASIS["actual"] and weight == 0:
        raise row.error("band_basis", "give actual only where weight counts (kg, lb, rt)")
    mix = share(row, "dim_mix", Fraction(1))
    if row["dim_mix"] and volume == 0:
        raise row.error("dim_mix", "give dim_divisor too, or leave it empty")
    weight_num, weight_den = ratio_of(weight, row.where("qty_unit"))
    volume_num, volume_den = ratio_of(volume, row.where("dim_divisor"))
    scale = QTY_SCALE[kind]
    return {
        "weight_scope": scope,
        "qty_kind": kind,
        "band_basis": band_basis,
        "weight_num": weight_num,
        "weight_den": weight_den,
        "volume_num": volume_num,
        "volume_den": volume_den,
        "mix_num": mix[0],
        "mix_den": mix[1],
        "piece_min_q": quantity(row, "piece_min_qty", scale) or 0,
        "min_q": quantity(row, "min_qty", scale) or 0,
        "next_break": int(row.yes("next_break")),
    }


def _usual_scope(kind: int) -> str:
    return "shipment" if kind == QTY_KIND["shipment"] else "piece"


def _weight_ratio(kind: int) -> Fraction:
    """Return units of quantity per gram."""
    if kind == QTY_KIND["lb"]:
        return 1_000 / POUND_G
    return Fraction(1 if kind in (QTY_KIND["kg"], QTY_KIND["rt"]) else 0)


def _volume_ratio(row: Row, kind: int) -> Fraction:
    """Return units of quantity per cubic millimetre, 0 where volume does not count."""
    divisor = row.decimal("dim_divisor")
    if divisor is None:
        cubic = kind in (QTY_KIND["cbm"], QTY_KIND["rt"])
        return Fraction(1, 1_000) if cubic else Fraction(0)
    if divisor <= 0 or kind not in (QTY_KIND["kg"], QTY_KIND["lb"]):
        raise row.error("dim_divisor", "give cm3 per kg or in3 per lb, on kg and lb lanes only")
    if kind == QTY_KIND["lb"]:
        return 1_000 / (CUBIC_INCH_MM3 * divisor)
    return 1 / divisor


def _round_steps(row: Row, steps: list[Record]) -> Record:
    """Append the entries of `21:0.5;*:1` and return their span."""
    start = len(steps)
    scale = QTY_SCALE[row.choice("qty_unit", QTY_KIND, "kg")]
    last = 0
    entries = [entry for entry in row["round_steps"].split(";") if entry.strip()]
    for entry in entries:
        bound, _, step = (word.strip() for word in entry.partition(":"))
        upto = UNBOUNDED if bound == "*" else _entry_units(row, bound, scale)
        size = _entry_units(row, step, scale)
        if upto <= last or size == 0:
            raise row.error("round_steps", "give rising bounds and steps above 0: 21:0.5;*:1")
        steps.append({"upto": upto, "step": size})
        last = upto
    if entries and last != UNBOUNDED:
        raise row.error("round_steps", "end with an entry for the rest: *:1")
    return {"step_lo": start, "step_hi": len(steps)}


def _entry_units(row: Row, word: str, scale: int) -> int:
    cell = Row(row.table, row.number, {"round_steps": word})
    units = quantity(cell, "round_steps", scale)
    if units is None:
        raise row.error("round_steps", "write bound:step;bound:step, as in 21:0.5;*:1")
    return units


def _customs_share(row: Row) -> Record:
    """Return the segment and its share up to the border (C-36)."""
    num, den = share(row, "dutiable_share", Fraction(1))
    segment = row.choice("segment", SEGMENT)
    if row["dutiable_share"] and segment != SEGMENT["international"]:
        raise row.error("dutiable_share", "give it on international lanes only")
    return {"segment": segment, "share_num": num, "share_den": den}


def _timing(row: Row) -> Record:
    """Return departures as a set of weekdays, a wall time and a lead (C-15)."""
    if bool(row["departure_days"]) != bool(row["departure_time"]):
        raise row.error("departure_time", "give departure_days and departure_time together")
    lead = row.decimal("cutoff_lead_h") or Fraction(0)
    if row["cutoff_lead_h"] and not row["departure_days"]:
        raise row.error("cutoff_lead_h", "give departure_days too: a cut-off needs a departure")
    minutes = lead * MINUTES_PER_HOUR
    if minutes < 0 or minutes.denominator != 1:
        raise row.error("cutoff_lead_h", "give hours of 0 or more in whole minutes")
    return {
        "departure_days": _weekdays(row),
        "departure_minute": _minute_of_day(row),
        "cutoff_lead_min": int(minutes),
        "day_type": row.choice("day_type", DAY_TYPE, "natural"),
    }


def _weekdays(row: Row) -> int:
    """Return ISO weekdays as a bit set, bit 0 = Monday."""
    digits = row["departure_days"]
    if any(digit not in "1234567" for digit in digits) or len(set(digits)) != len(digits):
        raise row.error("departure_days", "give ISO weekdays once each: 135 is Mon, Wed, Fri")
    return sum(1 << (int(digit) - 1) for digit in digits)


def _minute_of_day(row: Row) -> int:
    text = row["departure_time"]
    if not text:
        return 0
    hour, colon, minute = text[:2], text[2:3], text[3:]
    good = colon == ":" and len(minute) == 2 and (hour + minute).isascii()
    if not (good and (hour + minute).isdigit() and int(hour) < 24 and int(minute) < 60):
        raise row.error("departure_time", "give HH:MM, 00:00 to 23:59")
    return int(hour) * MINUTES_PER_HOUR + int(minute)


def _published_range(row: Row) -> Record:
    """Return the published transit range as hours, all rounded up (C-17)."""
    least, most = _hours(row, "transit_min_days"), _hours(row, "transit_max_days")
    if most < least:
        raise row.error("transit_max_days", "give at least transit_min_days")
    if max(most, _hours(row, "late_max_days")) > MAX_TRANSIT_H:
        raise row.error("transit_max_days", f"give at most {MAX_TRANSIT_H // 24} days")
    late = share(row, "late_share", Fraction(0))
    late_max = _hours(row, "late_max_days")
    if (late[0] > 0) != bool(row["late_max_days"]) or late[0] == late[1]:
        raise row.error("late_share", "give a share below 1 together with late_max_days")
    if late[0] > 0 and late_max <= most:
        raise row.error("late_max_days", "give more than transit_max_days")
    return {
        "law_min_h": least,
        "law_max_h": most,
        "late_num": late[0],
        "late_den": late[1],
        "late_max_h": late_max,
    }


def _hours(row: Row, column: str) -> int:
    return at_least(row, column, HOURS_PER_DAY)


def _check_priced_by(lanes: Lanes) -> None:
    for lane, record in enumerate(lanes.records[1:], start=1):
        target = record["priced_by"]
        if target and (target == lane or lanes.records[target]["priced_by"]):
            remedy = "name another lane that has a price of its own"
            raise lanes.rows[lane].error("priced_by", remedy)
