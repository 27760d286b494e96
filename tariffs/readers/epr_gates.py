"""Reading `epr_gate.csv`: goods that need a producer registration of their seller (C-45)."""

from __future__ import annotations

from oneprice.core.compiling import Compiling
from oneprice.core.source import Row
from oneprice.tariffs.readers.columns import flag_bits, scheme_number
from oneprice.tariffs.readers.hs_codes import prefix_interval, read_prefix
from oneprice.tariffs.readers.law import Place, law_rows

COLUMNS = (
    "jurisdiction",
    "scheme",
    "hs_prefix",
    "flag",
    "packaging",
    "valid_from",
    "valid_to",
    "source",
)
REQUIRED = ("jurisdiction", "scheme", "source")


def read_epr_gates(ctx: Compiling, place: Place) -> list[dict[str, int]]:
    """Return the EPR_GATE rows of one jurisdiction; a row fits where all it names is met."""
    return [
        _fields(ctx, row)
        for folder in place.folders
        for row in law_rows(ctx, folder, "epr_gate.csv", COLUMNS, REQUIRED)
        if place.covers(row["jurisdiction"])
    ]


def _fields(ctx: Compiling, row: Row) -> dict[str, int]:
    lo, hi = prefix_interval(read_prefix(row, "hs_prefix"))
    return {
        "scheme": scheme_number(ctx, row),
        "hs_lo": lo,
        "hs_hi": hi,
        "flag_mask": flag_bits(row),
        "packaging": int(row.yes("packaging")),
        "from_day": row.from_day(),
        "to_day": row.to_day(),
        "rule": ctx.rule(row),
        "source": ctx.cite(row),
    }
