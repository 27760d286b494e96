"""Checks across the rows of a cell: what holds twice is an error, oddities of price are notes.

A cell is what a quantity is looked up in: lane, origin zone, zone, class and group (C-31).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from oneprice.carriers.lanes import Lanes, Record
from oneprice.carriers.reachable import Reachable
from oneprice.core._kernels import PIPS_PER_MINOR, SATURATION_PIP, UNBOUNDED, round_pip
from oneprice.core.compiling import Compiling
from oneprice.core.source import Row

Priced = tuple[Record, Row]
KEYS = ("value", "density")


def check_bands(ctx: Compiling, lanes: Lanes, priced: list[Priced]) -> None:
    """Check rows sorted by lane, cell and `lo`.

    Raises
    ------
    InputError
        Mixed bounds in one lane, or two rows of a cell that hold one quantity, value and density
        on one day (C-31).
    """
    for lane, listed in groupby(priced, key=lambda pair: pair[0]["lane"]):
        rows = list(listed)
        _check_bounds(rows)
        for _, group in groupby(rows, key=lambda pair: pair[0]["cell"]):
            bands = list(group)
            _check_overlaps(bands)
            ctx.notes.extend(_notes(ctx, lanes, lane, bands))


def _check_bounds(rows: list[Priced]) -> None:
    first, top = rows[0]
    for record, row in rows:
        if record["half_open"] != first["half_open"]:
            raise row.error("bounds", f"use the bounds of row {top.number} on the whole lane")


def _meet(a: Record, b: Record) -> bool:
    """Tell whether one day, goods value and density can ask both rows."""
    if not (a["from_day"] < b["to_day"] and b["from_day"] < a["to_day"]):
        return False
    return all(a[f"{key}_lo"] < b[f"{key}_hi"] and b[f"{key}_lo"] < a[f"{key}_hi"] for key in KEYS)


def _check_overlaps(bands: list[Priced]) -> None:
    starts = [record["lo"] for record, _ in bands]
    for i, (record, row) in enumerate(bands):
        for other, below in bands[i + 1 : bisect_left(starts, record["hi"])]:
            if _meet(record, other):
                what = "quantity, value, density" if _parted(record, other) else "quantity"
                raise below.error("lo", f"do not overlap row {row.number} in {what} and days")


def _parted(*records: Record) -> bool:
    """Tell whether any of the rows is parted by goods value or density."""
    return any(
        record[f"{key}_lo"] or record[f"{key}_hi"] != UNBOUNDED
        for record in records
        for key in KEYS
    )


def _notes(ctx: Compiling, lanes: Lanes, lane: int, bands: list[Priced]) -> Iterator[str]:
    """Yield what is odd about a cell: start, gaps, falls in price, rows never reached."""
    reachable = Reachable.of_lane(lanes, lane, bands[0][0]["half_open"] == 1)
    scale, name = lanes.scale(lane), lanes.rows[lane]["lane_id"]
    exponent = ctx.exponent(lanes.records[lane]["currency"])
    starts = [record["lo"] for record, _ in bands]
    for record, row in bands:
        first = reachable.first_in(record)
        place = f"rate.csv row {row.number}, lane {name}"
        if first is None:
            yield f"{place}: no quantity reaches this band."
        later = bands[bisect_left(starts, record["hi"]) :]
        above = next((pair for pair in later if _meet(record, pair[0])), None)
        if above is None:
            continue
        both = f"rate.csv rows {row.number} and {above[1].number}, lane {name}"
        edge, start = _plain(record["hi"], scale), _plain(above[0]["lo"], scale)
        gap = not reachable.above(reachable.first_above(record), above[0])
        if above[0]["lo"] > record["hi"] and gap:
            yield f"{both}: no rate between {edge} and {start}."
        own = lanes.records[lane]
        fall = None if own["next_break"] else _fall(own, reachable, record, above[0])
        if fall:
            before, after = (_money(pip, exponent) for pip in fall)
            yield f"{both}: the price falls at {edge} from {before} to {after}."


def _fall(
    lane: Record, reachable: Reachable, below: Record, above: Record
) -> tuple[int, int] | None:
    """Return the prices in minor units on both sides of an edge, where the upper one is less."""
    last, first = reachable.last_in(below), reachable.first_in(above)
    if last is None or first is None:
        return None
    before, after = _price_minor(lane, below, last), _price_minor(lane, above, first)
    return (before, after) if after < before else None


def _plain(units: int, scale: int) -> str:
    """Return a quantity as a decimal; all of them have at most six decimals."""
    return format((Decimal(units) / scale).normalize(), "f")


def _money(minor: int, exponent: int) -> str:
    return format(Decimal(minor).scaleb(-exponent), "f")


def _price_minor(lane: Record, record: Record, quantity: int) -> int:
    """Return the price of a row at a quantity of one piece, in minor units (C-06, C-33)."""
    units = max(0, max(quantity, record["min_q"]) - record["q0"])
    if record["step"]:
        units = -(-units // record["step"])
    amount = record["base_pip"] + Fraction(record["num"], record["den"]) * units
    amount = min(max(amount, Fraction(record["min_pip"])), Fraction(record["max_pip"]))
    cut = min(amount.__floor__(), SATURATION_PIP)
    unit = lane["round_unit_pip"] or PIPS_PER_MINOR
    minor = round_pip(cut, int(amount != cut), unit, lane["round_mode"]) // PIPS_PER_MINOR
    return max(minor, lane["piece_min_charge_minor"], lane["shipment_min_charge_minor"])
