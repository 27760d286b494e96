"""Reading `regime.csv`: which tax regime a consignment falls under (C-43)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from oneprice.core._kernels import PIPS_PER_MINOR, UNBOUNDED
from oneprice.core.compiling import Compiling, bounded
from oneprice.core.source import Row
from oneprice.core.vocabulary import INCOTERM, PURPOSE
from oneprice.tariffs.readers.columns import ANY, mode_mask
from oneprice.tariffs.readers.law import Place, law_rows
from oneprice.tariffs.tables import AGGREGATION, REGIME_WORD, TAX_ID, TEST

if TYPE_CHECKING:
    from oneprice.tariffs.readers.registrations import Registration

COLUMNS = (
    "jurisdiction",
    "priority",
    "purpose",
    "buyer_tax_id",
    "scheme",
    "mode",
    "incoterm",
    "ship_from",
    "test",
    "value_lo",
    "value_hi",
    "value_currency",
    "aggregation",
    "regime",
    "importer_of_record",
    "entry_type",
    "heading_digits",
    "stack_id",
    "valid_from",
    "valid_to",
    "source",
)
REQUIRED = (
    "jurisdiction",
    "priority",
    "regime",
    "importer_of_record",
    "entry_type",
    "heading_digits",
    "stack_id",
    "source",
)


def read_regimes(
    ctx: Compiling,
    place: Place,
    jurisdiction: int,
    stacks: Mapping[str, int],
    registrations: Iterable[Registration],
) -> list[dict[str, int]]:
    """Return the REGIME rows of one jurisdiction by priority, then as they stand in the files.

    A row with a scheme stands once per registration, on the days both hold; without a
    registration it falls away. A row of several countries of dispatch stands once for each.
    `stacks` maps stack ids to STACK rows.
    """
    known = [each for each in registrations if place.covers(each.jurisdiction)]
    found = []
    for folder in place.folders:
        for row in law_rows(ctx, folder, "regime.csv", COLUMNS, REQUIRED):
            if not place.covers(row["jurisdiction"]):
                continue
            fields = _fields(ctx, place, row, stacks) | {"jurisdiction": jurisdiction}
            days, countries = _days(row, known), _ship_from(ctx, row)
            found += [fields | each | {"ship_from": c} for each in days for c in countries]
    return sorted(found, key=lambda fields: fields["priority"])


def _fields(ctx: Compiling, place: Place, row: Row, stacks: Mapping[str, int]) -> dict[str, int]:
    stack = stacks.get(row["stack_id"], 0)
    if stack == 0:
        raise row.error("stack_id", f"give a stack of {place.name}: {', '.join(stacks)}")
    currency = ctx.currency(row, "value_currency") if row["value_currency"] else place.currency
    scale = 10 ** ctx.exponent(currency) * PIPS_PER_MINOR
    lo, hi = (_value_pip(row, column, scale) for column in ("value_lo", "value_hi"))
    return {
        "priority": row.integer("priority"),
        "purpose": row.choice("purpose", PURPOSE | ANY, "*"),
        "buyer_tax_id": row.choice("buyer_tax_id", TAX_ID, "*"),
        "mode_mask": mode_mask(row),
        "incoterm": row.choice("incoterm", INCOTERM | ANY, "*"),
        "test": row.choice("test", TEST, "GOODS"),
        "value_lo_pip": bounded(lo, -UNBOUNDED),
        "value_hi_pip": bounded(hi, UNBOUNDED),
        "value_currency": currency,
        "aggregation": row.choice("aggregation", AGGREGATION, "consignment"),
        "regime": row.choice("regime", REGIME_WORD),
        "importer": ctx.ids.add("importer", row["importer_of_record"]),
        "entry_type": ctx.ids.add("entry_type", row["entry_type"]),
        "heading_digits": _heading_digits(row),
        "stack": stack,
        "rule": ctx.rule(row),
        "source": ctx.cite(row),
    }


def _days(row: Row, registrations: Iterable[Registration]) -> list[dict[str, int]]:
    """Return the validities of a row: its own, or those within each registration."""
    start, end = row.from_day(), row.to_day()
    if not row["scheme"]:
        return [{"from_day": start, "to_day": end}]
    spans = [
        (max(start, each.from_day), min(end, each.to_day))
        for each in registrations
        if each.scheme == row["scheme"]
    ]
    return [{"from_day": lo, "to_day": hi} for lo, hi in spans if lo < hi]


def _ship_from(ctx: Compiling, row: Row) -> list[int]:
    """Return the countries of dispatch that a row names, 0 for any."""
    words = row.words("ship_from") or ["*"]
    if words == ["*"]:
        return [0]
    if any(len(word) != 2 or not (word.isascii() and word.isupper()) for word in words):
        raise row.error("ship_from", "give * or country codes joined by |")
    return [ctx.ids.add("country", word) for word in dict.fromkeys(words)]


def _value_pip(row: Row, column: str, scale: int) -> int | None:
    value = row.scaled(column, scale)
    if value is not None and abs(value) >= UNBOUNDED:
        raise row.error(column, "give a smaller amount, or leave the cell empty")
    return value


def _heading_digits(row: Row) -> int:
    digits = row.integer("heading_digits")
    if not 2 <= digits <= 10:
        raise row.error("heading_digits", "give 2 to 10 digits")
    return digits
