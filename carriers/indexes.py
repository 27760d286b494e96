"""Indexes: dated percentages that surcharges follow, such as the fuel index."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from oneprice.carriers.tables import INDEX, INDEX_COLUMNS, INDEX_REQUIRED
from oneprice.core.compiling import Compiling, Table, build_table
from oneprice.core.source import Row, ratio_of


def read_indexes(ctx: Compiling) -> Table:
    """Read `index.csv` into records sorted by index and first day.

    Raises
    ------
    InputError
        Two values of one index hold on the same day.
    """
    rows = ctx.rows("index.csv", INDEX_COLUMNS, INDEX_REQUIRED)
    pairs = [(_record(ctx, row), row) for row in rows]
    pairs.sort(key=lambda pair: (pair[0]["index"], pair[0]["from_day"]))
    for (early, first), (late, second) in pairwise(pairs):
        if early["index"] == late["index"] and late["from_day"] < early["to_day"]:
            raise second.error("valid_from", f"start after row {first.number} has ended")
    return build_table(INDEX, [record for record, _ in pairs])


def _record(ctx: Compiling, row: Row) -> dict[str, int]:
    num, den = ratio_of(row.ratio("value") or Fraction(0), row.where("value"))
    return {
        "index": ctx.ids.add("index", row["index_id"]),
        "num": num,
        "den": den,
        "from_day": row.from_day(),
        "to_day": row.to_day(),
        "rule": ctx.rule(row),
    }
