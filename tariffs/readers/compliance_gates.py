"""Reading `compliance_gate.csv`: claims that goods need before they may enter (C-53)."""

from __future__ import annotations

from oneprice.core.compiling import Compiling
from oneprice.core.source import Row
from oneprice.core.vocabulary import PURPOSE
from oneprice.tariffs.readers.columns import ANY, claim_number, flag_bits, mode_mask
from oneprice.tariffs.readers.hs_codes import prefix_interval, read_prefix
from oneprice.tariffs.readers.law import Place, law_rows
from oneprice.tariffs.readers.measures import Origins

COLUMNS = (
    "jurisdiction",
    "claim",
    "reason",
    "hs_prefix",
    "origin",
    "flag",
    "purpose",
    "mode",
    "valid_from",
    "valid_to",
    "source",
)
REQUIRED = ("jurisdiction", "claim", "reason", "source")


def read_compliance_gates(ctx: Compiling, place: Place, origins: Origins) -> list[dict[str, int]]:
    """Return the COMPLIANCE_GATE rows of a jurisdiction; a row fits where all it names is met.

    A row of a group of origins stands once for each of its countries.
    """
    return [
        _fields(ctx, row) | {"origin": origin}
        for folder in place.folders
        for row in law_rows(ctx, folder, "compliance_gate.csv", COLUMNS, REQUIRED)
        if place.covers(row["jurisdiction"])
        for origin in _origins(origins, row)
    ]


def _origins(origins: Origins, row: Row) -> tuple[int, ...]:
    """Return the countries of origin, 0 for any."""
    _, countries = origins.read(row["origin"] or "*", row)
    return countries or (0,)


def _fields(ctx: Compiling, row: Row) -> dict[str, int]:
    lo, hi = prefix_interval(read_prefix(row, "hs_prefix"))
    return {
        "claim": claim_number(ctx, row),
        "reason": ctx.ids.add("text", row["reason"]),
        "hs_lo": lo,
        "hs_hi": hi,
        "flag_mask": flag_bits(row),
        "purpose": row.choice("purpose", PURPOSE | ANY, "*"),
        "mode_mask": mode_mask(row),
        "from_day": row.from_day(),
        "to_day": row.to_day(),
        "rule": ctx.rule(row),
        "source": ctx.cite(row),
    }
