"""Announced events: rows of `uplift.csv` on the lanes that they fit (C-67)."""

from __future__ import annotations

from fractions import Fraction

from oneprice.core.compiling import Compiling, Table, build_table
from oneprice.core.days import parse_day
from oneprice.core.source import Row, ratio_of
from oneprice.core.vocabulary import LEG, MODE
from oneprice.routing.laws.tables import MOST_ADD_H, UPLIFT

ANY = ["*"]
LEAST_FACTOR, MOST_FACTOR = 1, 10
MOST_DECIMALS = 6
UPLIFT_COLUMNS = (
    *("name", "lane_id", "leg", "mode", "origin_node", "dest_node", "country"),
    *("from", "to", "factor", "add_h", "source"),
)
UPLIFT_REQUIRED = ("name", "from", "to", "source")
Record = dict[str, int]


def compile_uplifts(ctx: Compiling, lane: Table) -> Table:
    """Return `uplift`: a record for each row and each lane that it fits, by lane and row.

    Raises
    ------
    InputError
        An unknown lane, leg, mode or node, a period that ends before it begins, a factor below
        1, naming file, row, column, value and remedy.

    Notes
    -----
    A row that fits no lane goes to `ctx.notes`.
    """
    records: list[Record] = []
    for row in ctx.rows("uplift.csv", UPLIFT_COLUMNS, UPLIFT_REQUIRED):
        holds = _holds(ctx, row)
        fitting = _fitting(ctx, row, lane)
        records += [{"lane": number, **holds} for number in fitting]
        if not fitting:
            ctx.notes.append(f"uplift.csv row {row.number}: {row['name']} fits no lane.")
    return build_table(UPLIFT, sorted(records, key=lambda record: record["lane"]))


def _holds(ctx: Compiling, row: Row) -> Record:
    """Return when a row holds and what it does to hours."""
    first, end = (parse_day(row[name], row.where(name)) for name in ("from", "to"))
    if end <= first:
        raise row.error("to", "give a day after from (half-open period)")
    num, den = ratio_of(_factor(row), row.where("factor"))
    add_h = row.integer("add_h", 0)
    if not 0 <= add_h <= MOST_ADD_H:
        raise row.error("add_h", f"give whole hours from 0 to {MOST_ADD_H}")
    return {
        **{"from_day": first, "to_day": end, "num": num, "den": den, "add_h": add_h},
        "name": ctx.ids.add("uplift", row["name"]),
        "rule": ctx.rule(row),
        "source": ctx.cite(row),
    }


def _factor(row: Row) -> Fraction:
    value = row.decimal("factor")
    value = Fraction(LEAST_FACTOR) if value is None else value
    if not LEAST_FACTOR <= value <= MOST_FACTOR:
        raise row.error("factor", f"give a decimal from {LEAST_FACTOR} to {MOST_FACTOR}")
    if 10**MOST_DECIMALS % value.denominator:
        raise row.error("factor", f"give at most {MOST_DECIMALS} decimals")
    return value


def _fitting(ctx: Compiling, row: Row, lane: Table) -> list[int]:
    """Return the lanes that a row names; an empty cell or `*` names all."""
    wanted = {
        "name": _named(ctx, row, "lane_id", "lane"),
        "origin_node": _named(ctx, row, "origin_node", "node"),
        "dest_node": _named(ctx, row, "dest_node", "node"),
        "dest_country": _named(ctx, row, "country", "country"),
        "leg": _coded(row, "leg", LEG),
        "mode": _coded(row, "mode", MODE),
    }
    return [
        number
        for number in range(1, len(lane))
        if all(not known or int(lane[number][name]) in known for name, known in wanted.items())
    ]


def _named(ctx: Compiling, row: Row, column: str, space: str) -> set[int]:
    words = row.words(column)
    if words == ANY:
        return set()
    return {ctx.ids.require(space, word, row.where(column)) for word in words}


def _coded(row: Row, column: str, codes: dict[str, int]) -> set[int]:
    words = row.words(column)
    if words == ANY:
        return set()
    if not all(codes.get(word) for word in words):
        raise row.error(column, "give * or a list of " + ", ".join(word for word in codes if word))
    return {codes[word] for word in words}
