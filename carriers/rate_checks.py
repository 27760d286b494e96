"""Checks across the bands of a lane: overlaps are errors, gaps and falls in price are notes."""

from __future__ import annotations

from bisect import bisect_left
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from oneprice.carriers.lanes import Lanes, Record
from oneprice.core.compiling import Compiling
from oneprice.core.source import Row

Priced = tuple[Record, Row]


def check_bands(ctx: Compiling, lanes: Lanes, priced: list[Priced]) -> None:
    """Check rows sorted by lane, zone, class and `lo`.

    Raises
    ------
    InputError
        Mixed bounds in one lane, or two bands that hold one quantity on one day (C-31).
    """
    for lane, listed in groupby(priced, key=lambda pair: pair[0]["lane"]):
        rows = list(listed)
        _check_bounds(rows)
        for _, group in groupby(rows, key=lambda pair: (pair[0]["zone"], pair[0]["cargo_class"])):
            bands = list(group)
            _check_overlaps(bands)
            _note_edges(ctx, lanes, lane, bands)


def _check_bounds(rows: list[Priced]) -> None:
    first, top = rows[0]
    for record, row in rows:
        if record["half_open"] != first["half_open"]:
            raise row.error("bounds", f"use the bounds of row {top.number} on the whole lane")


def _share_days(a: Record, b: Record) -> bool:
    return a["from_day"] < b["to_day"] and b["from_day"] < a["to_day"]


def _check_overlaps(bands: list[Priced]) -> None:
    starts = [record["lo"] for record, _ in bands]
    for i, (record, row) in enumerate(bands):
        for other, below in bands[i + 1 : bisect_left(starts, record["hi"])]:
            if _share_days(record, other):
                remedy = f"do not overlap row {row.number} in quantity and days"
                raise below.error("lo", remedy)


def _note_edges(ctx: Compiling, lanes: Lanes, lane: int, bands: list[Priced]) -> None:
    starts = [record["lo"] for record, _ in bands]
    name = lanes.rows[lane]["lane_id"]
    for record, row in bands:
        later = bands[bisect_left(starts, record["hi"]) :]
        above = next((pair for pair in later if _share_days(record, pair[0])), None)
        if above is None:
            continue
        edge = Fraction(record["hi"], lanes.scale(lane))
        start = Fraction(above[0]["lo"], lanes.scale(lane))
        place = f"rate.csv rows {row.number} and {above[1].number}, lane {name}"
        if start > edge:
            ctx.notes.append(f"{place}: no rate between {_plain(edge)} and {_plain(start)}.")
        elif _price_at(above[0], record["hi"]) < _price_at(record, record["hi"]):
            ctx.notes.append(f"{place}: the price falls at {_plain(edge)}.")


def _plain(value: Fraction) -> str:
    """Return a quantity as a decimal; all of them have at most six decimals."""
    return format((Decimal(value.numerator) / value.denominator).normalize(), "f")


def _price_at(record: Record, quantity: int) -> Fraction:
    """Return the exact price of a band at a quantity in pips (C-06)."""
    units = max(0, max(quantity, record["min_q"]) - record["q0"])
    if record["step"]:
        units = -(-units // record["step"])
    amount = record["base_pip"] + Fraction(record["num"], record["den"]) * units
    return min(max(amount, Fraction(record["min_pip"])), Fraction(record["max_pip"]))
