"""Rate rows: what a quantity costs on a lane, by origin, zone, class, value, density and band."""

from __future__ import annotations

from collections.abc import Iterable

from oneprice.carriers.cells import amount_minor, amount_pip, quantity, rate_pip
from oneprice.carriers.lanes import Lanes, Record
from oneprice.carriers.limits import size_limits
from oneprice.carriers.measuring import BY_WEIGHT, DIM_COLUMNS, volume_ratio
from oneprice.carriers.rate_checks import Priced, check_bands
from oneprice.carriers.tables import (
    BAND_BASIS,
    BOUNDS,
    DENSEST,
    LARGEST_GROUP,
    RATE,
    RATE_COLUMNS,
    RATE_EXCLUDE,
    RATE_REQUIRED,
    SIZE_LIMITS,
)
from oneprice.carriers.zones import ZoneSets
from oneprice.core._kernels import UNBOUNDED
from oneprice.core.compiling import Compiling, Table, bounded, build_table
from oneprice.core.source import Row
from oneprice.core.vocabulary import CARGO_CLASS

ANY = "*"


def read_rates(ctx: Compiling, lanes: Lanes, zones: ZoneSets) -> tuple[Table, Table]:
    """Read `rate.csv` into the sections rate and rate_exclude; set each lane's span of rows.

    Rows stand by lane, cell and `lo`. Gaps, falls in price between neighbouring bands and bands
    that no quantity reaches are told in `ctx.notes`.

    Raises
    ------
    InputError
        Bands that hold the same quantity, value and density on a day, mixed bounds or several
        value currencies on one lane, unknown zones, rows of a lane that is priced by another, a
        lane without any row.
    """
    priced = [
        (_record(ctx, row, lanes, zones), row)
        for row in ctx.rows("rate.csv", RATE_COLUMNS, RATE_REQUIRED)
    ]
    priced.sort(key=lambda pair: _order(pair[0]))
    _set_spans(lanes, priced)
    _check_divisors(lanes, priced)
    check_bands(ctx, lanes, priced)
    _set_reach(record for record, _ in priced)
    excluded = _set_excluded(ctx, priced)
    return build_table(RATE, [record for record, _ in priced]), excluded


def cell_of(origin_zone: int, zone: int, cargo_class: int, group: int) -> int:
    """Return the key under which rows are looked up: all that chooses a row save its bands.

    The group stands in the lowest 7 bits, the class in 3, the zone in 30.
    """
    return (((origin_zone << 30 | zone) << 3) | cargo_class) << 7 | group


def _order(record: Record) -> tuple[int, ...]:
    names = ("lane", "cell", "lo", "value_lo", "density_lo", "from_day")
    return tuple(record[name] for name in names)


def _record(ctx: Compiling, row: Row, lanes: Lanes, zones: ZoneSets) -> Record:
    lane = ctx.ids.require("lane", row["lane_id"], row.where("lane_id"))
    if lanes.records[lane]["priced_by"]:
        raise row.error("lane_id", "leave it out: that lane is inside another's price")
    limits = size_limits(row)
    return {
        "lane": lane,
        **_cell(ctx, row, lanes.records[lane]["zone_set"], zones),
        **_goods_value(ctx, row, lanes, lane),
        **_density(row),
        **_band(row, lanes.scale(lane)),
        **_price(ctx, row, lanes.records[lane]["currency"], lanes.scale(lane)),
        **limits,
        "sized": int(any(limits[name] != UNBOUNDED for name in SIZE_LIMITS)),
        **_own_volume(row, lanes, lane),
        "from_day": row.from_day(),
        "to_day": row.to_day(),
        "rule": ctx.rule(row),
        "source": ctx.cite(row),
    }


def _cell(ctx: Compiling, row: Row, zone_set: int, zones: ZoneSets) -> Record:
    """Return what chooses the row: origin zone, zone, class and group (C-31)."""
    classes = {word or ANY: code for word, code in CARGO_CLASS.items()}
    group = row.integer("rate_group", 0)
    if not 0 <= group <= LARGEST_GROUP:
        raise row.error("rate_group", f"give a whole number from 0 to {LARGEST_GROUP}")
    origin = find_region(ctx, row, "origin_zone")
    zone = find_zone_name(ctx, row, "dest_zone", zone_set, zones)
    cargo_class = row.choice("cargo_class", classes, ANY)
    return {
        "cell": cell_of(origin, zone, cargo_class, group),
        "origin_zone": origin,
        "zone": zone,
        "cargo_class": cargo_class,
        "rate_group": group,
    }


def find_region(ctx: Compiling, row: Row, column: str) -> int:
    """Return the number of an origin zone, a region of some node; `*` and empty are 0 (C-58)."""
    if row[column] in ("", ANY):
        return 0
    return ctx.ids.require("region", row[column], row.where(column))


def find_zone_name(ctx: Compiling, row: Row, column: str, zone_set: int, zones: ZoneSets) -> int:
    """Return the number of a zone that the lane's set holds; `*` and empty are 0."""
    if row[column] in ("", ANY):
        return 0
    zone = ctx.ids.find("zone", row[column])
    if zone not in zones.zones.get(zone_set, set()):
        raise row.error(column, "give * or a zone of the lane's zone_set in zone.csv")
    return zone


def _goods_value(ctx: Compiling, row: Row, lanes: Lanes, lane: int) -> Record:
    """Return the goods value a row holds, in minor units of the lane's value currency."""
    given = bool(row["value_lo"] or row["value_hi"])
    if not row["value_currency"]:
        if given:
            raise row.error("value_currency", "name the currency of value_lo and value_hi")
        return {"value_lo": 0, "value_hi": UNBOUNDED}
    currency = ctx.currency(row, "value_currency")
    other = lanes.value_currency.setdefault(lane, currency)
    if other != currency:
        name = ctx.ids.name("currency", other)
        raise row.error("value_currency", f"give {name} as on the lane's other rows")
    if given:
        lanes.records[lane]["value_currency"] = currency
    lo = amount_minor(ctx, row, "value_lo", currency) or 0
    hi = bounded(amount_minor(ctx, row, "value_hi", currency), UNBOUNDED)
    if hi <= lo:
        raise row.error("value_hi", "give more than value_lo, or leave it empty")
    return {"value_lo": lo, "value_hi": hi}


def _density(row: Row) -> Record:
    """Return the density a row holds, in whole kg per cbm."""
    lo, hi = row.integer("density_lo", 0), row.integer("density_hi", DENSEST)
    if not 0 <= lo < hi <= DENSEST:
        raise row.error("density_hi", f"give whole kg per cbm: 0 <= lo < hi <= {DENSEST}")
    return {"density_lo": lo, "density_hi": hi if row["density_hi"] else UNBOUNDED}


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


def _own_volume(row: Row, lanes: Lanes, lane: int) -> Record:
    """Return the row's own divisor; the band must not depend on what it makes (C-31)."""
    if not row["dim_divisor"]:
        return {"own_volume": 0, "volume_num": 0, "volume_den": 1}
    record = lanes.records[lane]
    by_actual = record["band_basis"] == BAND_BASIS["actual"] and not record["next_break"]
    if not by_actual or record["qty_kind"] not in BY_WEIGHT:
        remedy = "give it on kg and lb lanes with band_basis actual and without next_break only"
        raise row.error("dim_divisor", remedy)
    return {"own_volume": 1, **volume_ratio(row, lanes.rows[lane])}


def _set_spans(lanes: Lanes, priced: list[Priced]) -> None:
    """Set each lane's rows and kinds of cells; each lane with a price of its own needs a row.

    Bit k of `rate_keys` says that rows of kind k exist: 4 for any origin zone, 2 for any zone and
    1 for any class are added up, so that the exact ones come first.
    """
    for number, (record, _) in enumerate(priced, start=1):
        lane = lanes.records[record["lane"]]
        lane.setdefault("rate_lo", number)
        lane["rate_hi"] = number + 1
        exact = (record["origin_zone"], record["zone"], record["cargo_class"])
        kind = sum(4 >> place for place, key in enumerate(exact) if key == 0)
        lane["rate_keys"] = lane.get("rate_keys", 0) | 1 << kind
    for row, record in zip(lanes.rows[1:], lanes.records[1:], strict=True):
        if not record["priced_by"] and "rate_lo" not in record:
            raise row.error("lane_id", "add its rows to rate.csv, or give priced_by")


def _check_divisors(lanes: Lanes, priced: list[Priced]) -> None:
    """Refuse columns about volume on lanes where it never counts (C-30)."""
    divided = {record["lane"] for record, _ in priced if record["volume_num"]}
    for lane, row in enumerate(lanes.rows[1:], start=1):
        given = [column for column in DIM_COLUMNS if row[column]]
        if given and not row["dim_divisor"] and lane not in divided:
            raise row.error(given[0], "give dim_divisor too, here or on a rate row")


def _set_reach(records: Iterable[Record]) -> None:
    """Set how far each row and those of its cell before it reach."""
    cell, reach = (0, 0), 0
    for record in records:
        key = (record["lane"], record["cell"])
        reach = max(reach, record["hi"]) if key == cell else record["hi"]
        cell, record["reach"] = key, reach


def _set_excluded(ctx: Compiling, priced: list[Priced]) -> Table:
    """Set each row's span of surcharge codes it is not subject to, and return them."""
    codes: list[Record] = []
    for record, row in priced:
        record["exclude_lo"] = len(codes) + 1
        for word in dict.fromkeys(row.words("sur_exclude")):
            codes.append({"code": ctx.ids.add("code", word)})
        record["exclude_hi"] = len(codes) + 1
    return build_table(RATE_EXCLUDE, codes)
