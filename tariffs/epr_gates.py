"""Reading `epr_gate.csv`: goods that need a producer registration of their seller (C-45)."""

from __future__ import annotations

from oneprice.core.compiling import Compiling
from oneprice.core.source import Row
from oneprice.core.vocabulary import FLAG, flag_mask
from oneprice.tariffs.hs_codes import prefix_interval, read_prefix
from oneprice.tariffs.law import Place, law_rows
from oneprice.tariffs.tables import MAX_SCHEMES

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
    scheme = ctx.ids.add("scheme", row["scheme"])
    if scheme > MAX_SCHEMES:
        raise row.error("scheme", f"use at most {MAX_SCHEMES} schemes in one book")
    lo, hi = prefix_interval(read_prefix(row, "hs_prefix"))
    return {
        "scheme": scheme,
        "hs_lo": lo,
        "hs_hi": hi,
        "flag_mask": _flags(row),
        "packaging": int(row.yes("packaging")),
        "from_day": row.from_day(),
        "to_day": row.to_day(),
        "rule": ctx.rule(row),
        "source": ctx.cite(row),
    }


def _flags(row: Row) -> int:
    words = row.words("flag")
    if any(word not in FLAG for word in words):
        raise row.error("flag", "give some of " + ", ".join(FLAG))
    return flag_mask(words)
