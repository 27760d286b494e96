"""Rate rows: what a quantity costs on a lane, by zone, cargo class and band."""

from __future__ import annotations

from oneprice.carriers.cells import amount_pip, quantity, rate_pip
from oneprice.carriers.lanes import Lanes, Record
from oneprice.carriers.rate_checks import check_bands
from oneprice.carriers.tables import BOUNDS, RATE, RATE_COLUMNS, RATE_REQUIRED
from oneprice.carriers.zones import ZoneSets
from oneprice.core._kernels import UNBOUNDED
from oneprice.core.compiling import Compiling, Table, bounded, build_table
from oneprice.core.source import Row
from oneprice.core.vocabulary import CARGO_CLASS

Priced = tuple[Record, Row]


def read_rates(ctx: Compiling, lanes: Lanes, zones: ZoneSets) -> Table:
    """Read `rate.csv`, sorted by lane, zone, class and `lo`; set each lane's span of rows.

    Gaps and falls in price between neighbouring bands are told in `ctx.notes`.

    Raises
    ------
    InputError
        Bands that overlap on a day, mixed bounds on one lane, unknown zones, rows of a lane that
        is priced by another, a lane without any row.
    """
    priced = [
        (_record(ctx, row, lanes, zones), row)
        for row in ctx.rows("rate.csv", RATE_COLUMNS, RATE_REQUIRED)
    ]
    priced.sort(key=lambda pair: _order(pair[0]))
    _set_spans(lanes, priced)
    check_bands(ctx, lanes, priced)
    return build_table(RATE, [record for record, _ in priced])


def _order(record: Record) -> tuple[int, ...]:
    return tuple(record[name] for name in ("lane", "zone", "cargo_class", "lo", "from_day"))


def _record(ctx: Compiling, row: Row, lanes: Lanes, zones: ZoneSets) -> Record:
    lane = ctx.ids.require("lane", row["lane_id"], row.where("lane_id"))
    if lanes.records[lane]["priced_by"]:
        raise row.error("lane_id", "leave it out: that lane is inside another's price")
    classes = {word or "*": code for word, code in CARGO_CLASS.items()}
    return {
        "lane": lane,
        "zone": find_zone_name(ctx, row, "dest_zone", lanes.records[lane]["zone_set"], zones),
        "cargo_class": row.choice("cargo_class", classes, "*"),
        **_band(row, lanes.scale(lane)),
        **_price(ctx, row, lanes.records[lane]["currency"], lanes.scale(lane)),
        "from_day": row.from_day(),
        "to_day": row.to_day(),
        "rule": ctx.rule(row),
        "source": ctx.cite(row),
    }


def find_zone_name(ctx: Compiling, row: Row, column: str, zone_set: int, zones: ZoneSets) -> int:
    """Return the number of a zone that the lane's set holds; `*` and empty are 0."""
    if row[column] in ("", "*"):
        return 0
    zone = ctx.ids.find("zone", row[column])
    if zone not in zones.zones.get(zone_set, set()):
        raise row.error(column, "give * or a zone of the lane's zone_set in zone.csv")
    return zone


def _band(row: Row, scale: int) -> Record:
    lo = quantity(row, "lo", scale) or 0
    hi = bounded(quantity(row, "hi", scale), UNBOUNDED)
    if hi <= lo:
        raise row.error("hi", "give more than lo, or leave it empty")
    half_open = row.choice("bounds", BOUNDS, "(]")
    least = quantity(row, "min_qty", scale) or 0
    return {"lo": lo, "hi": hi, "half_open": half_open, "min_q": least}


def _price(ctx: Compiling, row: Row, currency: int, scale: int) -> Record:
    """Return the price columns of C-06; a rate counts per step where a step is given."""
    if not row["base"] and not row["rate"]:
        raise row.error("rate", "give base, rate or both")
    step = quantity(row, "step", scale) or 0
    if row["step"] and step == 0:
        raise row.error("step", "give more than 0, or leave it empty")
    num, den = rate_pip(ctx, row, "rate", currency, 1 if step else scale)
    low = amount_pip(ctx, row, "min_charge", currency) or 0
    high = bounded(amount_pip(ctx, row, "max_charge", currency), UNBOUNDED)
    if high < low:
        raise row.error("max_charge", "give at least min_charge")
    return {
        "base_pip": amount_pip(ctx, row, "base", currency) or 0,
        "num": num,
        "den": den,
        "q0": quantity(row, "q0", scale) or 0,
        "step": step,
        "min_pip": low,
        "max_pip": high,
    }


def _set_spans(lanes: Lanes, priced: list[Priced]) -> None:
    """Set `rate_lo`, `rate_hi` of every lane; each lane with a price of its own needs a row."""
    for number, (record, _) in enumerate(priced, start=1):
        lane = lanes.records[record["lane"]]
        lane.setdefault("rate_lo", number)
        lane["rate_hi"] = number + 1
    for row, record in zip(lanes.rows[1:], lanes.records[1:], strict=True):
        if not record["priced_by"] and "rate_lo" not in record:
            raise row.error("lane_id", "add its rows to rate.csv, or give priced_by")
