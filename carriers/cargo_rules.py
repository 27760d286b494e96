"""Cargo rules: what the law of carriage, or a lane by itself, forbids or limits (C-60)."""

from __future__ import annotations

from oneprice.carriers.cells import at_most, flags
from oneprice.carriers.lanes import Lanes, Record
from oneprice.carriers.tables import (
    AIRCRAFT,
    BATTERY_KIND,
    CARGO_LIMIT,
    CARGO_RULE,
    CARGO_RULE_COLUMNS,
    CARGO_RULE_REQUIRED,
    LANE_RULE,
    MAX_PER_PARCEL_RULES,
    PER_PARCEL_LIMITS,
)
from oneprice.core.compiling import Compiling, Table, build_table
from oneprice.core.source import Row
from oneprice.core.vocabulary import MODE

ANY = "*"
# Smallest units of a value: mWh, mg, g, percent, ml and units of goods.
MWH_PER_WH = 1_000
SCALE = {"max_wh": MWH_PER_WH, "max_lithium_g": 1_000}
NO_ENERGY = -1


def read_cargo_rules(ctx: Compiling, lanes: Lanes) -> tuple[Table, Table]:
    """Read `cargo_rule.csv` into the sections cargo_rule and lane_rule; set each lane's span.

    Rules stand in written order, in each lane's span too; limits are cut down to whole units.

    Raises
    ------
    InputError
        Unknown words or lanes, a rule for a lane of another mode, too many limits per parcel.
    """
    rows = ctx.rows("cargo_rule.csv", CARGO_RULE_COLUMNS, CARGO_RULE_REQUIRED)
    records = [_record(ctx, row) for row in rows]
    _number_per_parcel(records, rows)
    by_lane: list[list[int]] = [[] for _ in lanes.records]
    for number, (record, row) in enumerate(zip(records, rows, strict=True), start=1):
        for lane in _lanes(ctx, record, row, lanes):
            by_lane[lane].append(number)
    spans: list[Record] = []
    for lane, numbers in enumerate(by_lane[1:], start=1):
        lanes.records[lane]["rule_lo"] = len(spans) + 1
        spans.extend({"cargo_rule": number} for number in numbers)
        lanes.records[lane]["rule_hi"] = len(spans) + 1
    return build_table(CARGO_RULE, records), build_table(LANE_RULE, spans)


def _record(ctx: Compiling, row: Row) -> Record:
    limit = row.choice("limit", CARGO_LIMIT)
    mask = flags(row, "flag")
    if mask == 0:
        raise row.error("flag", "give the flags the rule is about")
    return {
        "mode_mask": _modes(row),
        "aircraft": row.choice("aircraft", {**AIRCRAFT, ANY: 0}),
        "mask": mask,
        "all_mask": flags(row, "all_flags"),
        "battery": row.choice("battery", BATTERY_KIND, ANY),
        **_energy(row),
        "limit": limit,
        "value": _value(row),
        "remedy": ctx.ids.add("remedy", row["remedy"]),
        "from_day": row.from_day(),
        "to_day": row.to_day(),
        "rule": ctx.rule(row),
        "source": ctx.cite(row),
    }


def _energy(row: Row) -> Record:
    """Return the energies between which a rule holds, in mWh: above the one, up to the other."""
    over = at_most(row, "wh_over", MWH_PER_WH) if row["wh_over"] else NO_ENERGY
    to = at_most(row, "wh_to", MWH_PER_WH)
    if to <= over:
        raise row.error("wh_to", "give more than wh_over, or leave it empty")
    return {"wh_over_mwh": over, "wh_to_mwh": to}


def _value(row: Row) -> int:
    """Return the limit's value; energies and masses are whole numbers, so that floor is exact."""
    forbids = row["limit"] == "forbid"
    if forbids == bool(row["value"]):
        raise row.error("value", "give it for a maximum, leave it empty for forbid")
    return 0 if forbids else at_most(row, "value", SCALE.get(row["limit"], 1))


def _modes(row: Row) -> int:
    """Return the modes of a rule as a bit set."""
    words = row.words("mode")
    codes = {word: code for word, code in MODE.items() if word}
    if words == [ANY]:
        words = list(codes)
    for word in words:
        if word not in codes:
            raise row.error("mode", "give * or a list of " + ", ".join(codes))
    if not words:
        raise row.error("mode", "give * or a list of " + ", ".join(codes))
    return sum(1 << codes[word] for word in set(words))


def _number_per_parcel(records: list[Record], rows: list[Row]) -> None:
    """Give each limit per parcel its bit, plus 1."""
    codes = {CARGO_LIMIT[word] for word in PER_PARCEL_LIMITS}
    numbered = 0
    for record, row in zip(records, rows, strict=True):
        if record["limit"] not in codes:
            continue
        numbered += 1
        if numbered > MAX_PER_PARCEL_RULES:
            remedy = f"give at most {MAX_PER_PARCEL_RULES} rows of max_net_g and max_units"
            raise row.error("limit", remedy)
        record["per_parcel"] = numbered


def _lanes(ctx: Compiling, record: Record, row: Row, lanes: Lanes) -> list[int]:
    """Return the lanes a rule holds on, by their mode, aircraft and id."""
    words = row.words("lane_id")
    every = words in ([], [ANY])
    named = dict.fromkeys(
        ctx.ids.require("lane", word, row.where("lane_id")) for word in ([] if every else words)
    )
    for lane in named:
        if not _in_mode(record, lanes.records[lane]):
            raise row.error("lane_id", "name lanes of the rule's modes and aircraft only")
    return [
        lane
        for lane in (range(1, len(lanes.records)) if every else named)
        if _in_mode(record, lanes.records[lane])
    ]


def _in_mode(record: Record, lane: Record) -> bool:
    if not record["mode_mask"] >> lane["mode"] & 1:
        return False
    return record["aircraft"] in (0, lane["aircraft"])
