"""Cargo rules: what the law of carriage forbids or limits by mode, whatever a lane sells."""

from __future__ import annotations

from oneprice.carriers.cells import at_most, flags
from oneprice.carriers.tables import (
    CARGO_LIMIT,
    CARGO_RULE,
    CARGO_RULE_COLUMNS,
    CARGO_RULE_REQUIRED,
)
from oneprice.core.compiling import Compiling, Table, build_table
from oneprice.core.source import Row
from oneprice.core.vocabulary import MODE

# Smallest units of a value: battery energy counts in mWh, the rest as written.
_SCALE = {CARGO_LIMIT["max_wh"]: 1_000, CARGO_LIMIT["max_net_g"]: 1, CARGO_LIMIT["max_soc_pct"]: 1}


def read_cargo_rules(ctx: Compiling) -> Table:
    """Read `cargo_rule.csv` into records sorted by mode; limits are cut down to whole units."""
    rows = ctx.rows("cargo_rule.csv", CARGO_RULE_COLUMNS, CARGO_RULE_REQUIRED)
    records = sorted((_record(ctx, row) for row in rows), key=lambda record: record["mode"])
    return build_table(CARGO_RULE, records)


def _record(ctx: Compiling, row: Row) -> dict[str, int]:
    limit = row.choice("limit", CARGO_LIMIT)
    forbids = limit == CARGO_LIMIT["forbid"]
    if forbids == bool(row["value"]):
        raise row.error("value", "give it for a maximum, leave it empty for forbid")
    mask = flags(row, "flag")
    if mask == 0:
        raise row.error("flag", "give the flags the rule is about")
    return {
        "mode": row.choice("mode", {word: code for word, code in MODE.items() if word}),
        "mask": mask,
        "limit": limit,
        "value": 0 if forbids else at_most(row, "value", _SCALE[limit]),
        "from_day": row.from_day(),
        "to_day": row.to_day(),
        "rule": ctx.rule(row),
        "source": ctx.cite(row),
    }
