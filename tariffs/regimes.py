"""Reading `regime.csv`: which tax regime a consignment falls under (C-43)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from oneprice.core._kernels import UNBOUNDED
from oneprice.core.compiling import Compiling, bounded
from oneprice.core.source import Row
from oneprice.core.vocabulary import INCOTERM, MODE, PURPOSE
from oneprice.tariffs.law import Place, law_rows
from oneprice.tariffs.registrations import Registration
from oneprice.tariffs.tables import AGGREGATION, REGIME_WORD, TAX_ID, TEST

COLUMNS = (
    "jurisdiction",
    "priority",
    "purpose",
    "buyer_tax_id",
    "scheme",
    "mode",
    "incoterm",
    "test",
    "value_lo",
    "value_hi",
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
ANY = {"*": 0}


def read_regimes(
    ctx: Compiling,
    place: Place,
    jurisdiction: int,
    stacks: Mapping[str, int],
    registrations: Iterable[Registration],
) -> list[dict[str, int]]:
    """Return the REGIME rows of one jurisdiction by priority, then as they stand in the files.

    A row with a scheme stands once per registration, on the days both hold; without a
    registration it falls away. `stacks` maps stack ids to STACK rows.
    """
    known = [each for each in registrations if place.covers(each.jurisdiction)]
    found = []
    for folder in place.folders:
        for row in law_rows(ctx, folder, "regime.csv", COLUMNS, REQUIRED):
            if not place.covers(row["jurisdiction"]):
                continue
            fields = _fields(ctx, place, row, stacks) | {"jurisdiction": jurisdiction}
            found += [fields | days for days in _days(row, known)]
    return sorted(found, key=lambda fields: fields["priority"])


def _fields(ctx: Compiling, place: Place, row: Row, stacks: Mapping[str, int]) -> dict[str, int]:
    stack = stacks.get(row["stack_id"], 0)
    if stack == 0:
        raise row.error("stack_id", f"give a stack of {place.name}: {', '.join(stacks)}")
    lo, hi = (_value_pip(row, column, place) for column in ("value_lo", "value_hi"))
    return {
        "priority": row.integer("priority"),
        "purpose": row.choice("purpose", PURPOSE | ANY, "*"),
        "buyer_tax_id": row.choice("buyer_tax_id", TAX_ID, "*"),
        "mode_mask": _mode_mask(row),
        "incoterm": row.choice("incoterm", INCOTERM | ANY, "*"),
        "test": row.choice("test", TEST, "GOODS"),
        "value_lo_pip": bounded(lo, -UNBOUNDED),
        "value_hi_pip": bounded(hi, UNBOUNDED),
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


def _value_pip(row: Row, column: str, place: Place) -> int | None:
    value = row.scaled(column, place.pips_per_unit)
    if value is not None and abs(value) >= UNBOUNDED:
        raise row.error(column, "give a smaller amount, or leave the cell empty")
    return value


def _mode_mask(row: Row) -> int:
    words = row.words("mode") or ["*"]
    if words == ["*"]:
        return 0
    unknown = [word for word in words if not MODE.get(word)]
    if unknown:
        raise row.error("mode", "give * or some of " + ", ".join(w for w in MODE if w))
    return sum(1 << MODE[word] for word in set(words))


def _heading_digits(row: Row) -> int:
    digits = row.integer("heading_digits")
    if not 2 <= digits <= 10:
        raise row.error("heading_digits", "give 2 to 10 digits")
    return digits
