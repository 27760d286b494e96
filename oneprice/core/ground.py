"""Compile the ground of a book: settings, currencies, exchange rates, nodes."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from oneprice.core.compiling import Compiling, Table, build_table, record_dtype, unique
from oneprice.core.days import MINUTES_PER_DAY, MINUTES_PER_HOUR, day_number, parse_day
from oneprice.core.errors import InputError
from oneprice.core.schema import Section
from oneprice.core.source import Row, ratio_of
from oneprice.core.vocabulary import FX_KIND

SETTING = record_dtype("window_from_day", "window_to_day", "quote_ttl_min")
CURRENCY = record_dtype("exponent")
FX = record_dtype(
    *("kind", "authority", "base", "quote", "inverted", "num", "den"),
    *("from_day", "to_day", "rule", "source"),
)
FX_COLUMNS = ("kind", "authority", "base", "quote", "rate", "valid_from", "valid_to")
NODE = record_dtype(
    *("kind", "country", "tz", "calendar", "name", "title"),
    *("region", "placed", "latitude_udeg", "longitude_udeg"),
    *("opens_min", "closes_min"),  # since local midnight, past 1440 on the next day (C-63)
    *("clears_lo", "clears_hi"),  # range of `clears`, empty = any country (C-65)
)
CLEARS = record_dtype("country")
NODE_COLUMNS = (
    *("node_id", "kind", "country", "tz", "calendar_id", "name"),
    *("opens", "closes", "clears", "region", "latitude", "longitude"),
)
NODE_REQUIRED = NODE_COLUMNS[:5]

NODE_KIND = {"origin": 1, "hub": 2, "gateway": 3, "zone": 4}
KEYS = ("name", "window_from", "window_to", "quote_ttl_min")
OPTIONAL_KEYS = ("law", "prune")
MAX_TTL_MIN = 60 * 24 * 60
MAX_WINDOW_DAYS = 3 * 366
MICRO = 10**6  # microdegrees in a degree: 0.11 m of latitude
MOST_LATITUDE, MOST_LONGITUDE = 90, 180
NOT_IN_REGION = frozenset("*|:")  # "any", the mark of lists, and the one between names


def compile_ground(ctx: Compiling) -> dict[str, Table]:
    """Read `book.csv`, `currency.csv`, `fx.csv` and `node.csv` into tables.

    Fills `ctx.settings`, `ctx.exponents` and the window; every later table relies on them.
    """
    setting = _settings(ctx)
    currency, fx = compile_currencies(ctx), compile_exchange_rates(ctx)
    node, clears = _nodes(ctx)
    return {"setting": setting, "currency": currency, "fx": fx, "node": node, "clears": clears}


def _settings(ctx: Compiling) -> Table:
    rows = ctx.rows("book.csv", ("key", "value"), ("key", "value"))
    unique(rows, "key")
    by_key = {row["key"]: row for row in rows}
    for row in rows:
        if row["key"] not in (*KEYS, *OPTIONAL_KEYS):
            raise row.error("key", f"use the keys {', '.join((*KEYS, *OPTIONAL_KEYS))}")
    for key in KEYS:
        if key not in by_key:
            raise InputError("book.csv", f"no key {key}", f"add a row {key},<value>")
    ctx.settings = {key: row["value"] for key, row in by_key.items()}
    ctx.window_from_day = _day_cell(by_key["window_from"])
    ctx.window_to_day = _day_cell(by_key["window_to"])
    if ctx.window_to_day <= ctx.window_from_day:
        raise by_key["window_to"].error("value", "give a day after window_from")
    if ctx.window_to_day - ctx.window_from_day > MAX_WINDOW_DAYS or not _in_reach(ctx):
        raise by_key["window_to"].error("value", f"give a window of at most {MAX_WINDOW_DAYS} days")
    if "prune" in by_key and ctx.settings["prune"] not in ("0", "1"):
        raise by_key["prune"].error("value", "give 0 or 1")
    ttl = by_key["quote_ttl_min"].integer("value")
    if not 1 <= ttl <= MAX_TTL_MIN:
        raise by_key["quote_ttl_min"].error("value", f"give 1 to {MAX_TTL_MIN} minutes")
    record = {
        "window_from_day": ctx.window_from_day,
        "window_to_day": ctx.window_to_day,
        "quote_ttl_min": ttl,
    }
    return build_table(SETTING, [record])


def _in_reach(ctx: Compiling) -> bool:
    """Return whether time zones and calendars are known around the window."""
    first, last = day_number(date(1990, 1, 1)), day_number(date(2090, 1, 1))
    return first <= ctx.window_from_day and ctx.window_to_day <= last


def _day_cell(row: Row) -> int:
    return parse_day(row["value"], row.where("value"))


def compile_currencies(ctx: Compiling) -> Table:
    """Read `currency.csv`; fills `ctx.exponents`."""
    columns = ("currency", "exponent")
    rows = ctx.rows("currency.csv", columns, columns)
    unique(rows, "currency")
    records = []
    for row in rows:
        _check_code(row, "currency", 3)
        exponent = row.integer("exponent")
        if not 0 <= exponent <= 4:
            raise row.error("exponent", "give 0 to 4 decimals")
        number = ctx.ids.add("currency", row["currency"])
        ctx.exponents[number] = exponent
        records.append({"exponent": exponent})
    return build_table(CURRENCY, records)


def _check_code(row: Row, column: str, length: int) -> None:
    if not _is_code(row[column], length):
        raise row.error(column, f"give {length} capital letters")


def _is_code(code: str, length: int) -> bool:
    return len(code) == length and code.isascii() and code.isupper() and code.isalpha()


def compile_exchange_rates(ctx: Compiling) -> Table:
    """Read `fx.csv`, each row as written and inverted (C-09)."""
    rows = ctx.rows("fx.csv", FX_COLUMNS, FX_COLUMNS[:5])
    direct = [_exchange_rate(ctx, row) for row in rows]
    _refuse_overlaps(rows, direct)
    kept = direct + [_inverted(record) for record in direct]
    kept.sort(key=lambda record: (*_pair(record), record["from_day"]))
    return build_table(FX, kept)


def _exchange_rate(ctx: Compiling, row: Row) -> dict[str, int]:
    base, quote = ctx.currency(row, "base"), ctx.currency(row, "quote")
    rate = row.decimal("rate")
    if base == quote:
        raise row.error("quote", "give another currency than in base")
    if rate is None or rate <= 0:
        raise row.error("rate", "give a rate above 0")
    scale = Fraction(10) ** (ctx.exponent(quote) - ctx.exponent(base))
    num, den = ratio_of(rate * scale, row.where("rate"))
    authority = "" if row["authority"] == "*" else row["authority"]
    return {
        "kind": row.choice("kind", FX_KIND),
        "authority": ctx.ids.add("jurisdiction", authority),
        "base": base,
        "quote": quote,
        "num": num,
        "den": den,
        "from_day": row.from_day(),
        "to_day": row.to_day(),
        "rule": ctx.rule(row),
        "source": ctx.cite(row),
    }


def _pair(record: dict[str, int]) -> tuple[int, int, int, int]:
    return record["kind"], record["authority"], record["base"], record["quote"]


def _inverted(record: dict[str, int]) -> dict[str, int]:
    """Return the same row read in the other direction (C-09)."""
    swapped = {"base": record["quote"], "quote": record["base"]}
    turned = {"num": record["den"], "den": record["num"], "inverted": 1}
    return {**record, **swapped, **turned}


def _refuse_overlaps(rows: list[Row], records: list[dict[str, int]]) -> None:
    last: dict[tuple[int, int, int, int], tuple[int, Row]] = {}
    order = sorted(range(len(rows)), key=lambda i: records[i]["from_day"])
    for i in order:
        pair = _pair(records[i])
        until, earlier = last.get(pair, (records[i]["from_day"], rows[i]))
        if records[i]["from_day"] < until:
            raise rows[i].error("valid_from", f"start after row {earlier.number} has ended")
        last[pair] = (records[i]["to_day"], rows[i])


def _nodes(ctx: Compiling) -> tuple[Table, Table]:
    """Return `node`, and `clears` with the countries that nodes name."""
    rows = ctx.rows("node.csv", NODE_COLUMNS, NODE_REQUIRED)
    unique(rows, "node_id")
    clears: list[dict[str, int]] = []
    node = build_table(NODE, [_node(ctx, row, clears) for row in rows])
    return node, build_table(CLEARS, clears)


def _node(ctx: Compiling, row: Row, clears: list[dict[str, int]]) -> dict[str, int]:
    _check_code(row, "country", 2)
    try:
        ZoneInfo(row["tz"])
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise row.error("tz", "give an IANA time zone such as Asia/Shanghai") from None
    return {
        "kind": row.choice("kind", NODE_KIND),
        "country": ctx.ids.add("country", row["country"]),
        "tz": ctx.ids.add("tz", row["tz"]),
        "calendar": ctx.ids.add("calendar", row["calendar_id"]),
        "name": ctx.ids.add("node", row["node_id"]),
        "title": ctx.ids.add("node_title", row["name"]),
        "region": ctx.ids.add("region", _region(row)),
        **_place(row),
        **_opening(row),
        **_clears(ctx, row, clears),
    }


def _opening(row: Row) -> dict[str, int]:
    """Return the opening hours of a node, or nothing: it never closes (C-63).

    A time not later than `opens` is one of the next day.
    """
    if bool(row["opens"]) != bool(row["closes"]):
        raise row.error("closes", "give opens and closes together, or neither")
    if not row["opens"]:
        return {}
    opens, closes = wall_time(row, "opens"), wall_time(row, "closes")
    if opens == MINUTES_PER_DAY:
        raise row.error("opens", "give 00:00 to 23:59")
    closes += MINUTES_PER_DAY if closes <= opens else 0
    return {"opens_min": opens, "closes_min": closes}


def wall_time(row: Row, column: str) -> int:
    """Return a cell HH:MM, 00:00 to 24:00, as minutes of the day."""
    hour, colon, minute = row[column][:2], row[column][2:3], row[column][3:]
    digits = hour + minute
    if len(minute) == 2 and colon == ":" and digits.isascii() and digits.isdigit():
        total = int(hour) * MINUTES_PER_HOUR + int(minute)
        if int(minute) < MINUTES_PER_HOUR and total <= MINUTES_PER_DAY:
            return total
    raise row.error(column, "give HH:MM, 00:00 to 24:00")


def _clears(ctx: Compiling, row: Row, clears: list[dict[str, int]]) -> dict[str, int]:
    """Return the range in `clears` of the countries that a node names (C-65)."""
    countries = row.words("clears")
    if len(set(countries)) != len(countries):
        raise row.error("clears", "give each country once")
    if not all(_is_code(country, 2) for country in countries):
        raise row.error("clears", "give countries of 2 capital letters, such as DE|FR")
    if not countries:
        return {}
    lo = len(clears) + 1
    clears += [{"country": ctx.ids.add("country", country)} for country in countries]
    return {"clears_lo": lo, "clears_hi": len(clears) + 1}


def _region(row: Row) -> str:
    """Return the origin zone a node lies in, or "" (C-58)."""
    if NOT_IN_REGION & set(row["region"]):
        raise row.error("region", "give a name without * | and :")
    return row["region"]


def _place(row: Row) -> dict[str, int]:
    """Return where a node stands, or nothing: `placed` tells the equator from "not given"."""
    if bool(row["latitude"]) != bool(row["longitude"]):
        column = "longitude" if row["latitude"] else "latitude"
        raise row.error(column, "give latitude and longitude together, or neither")
    if not row["latitude"]:
        return {}
    latitude, longitude = point_udeg(row)
    return {"placed": 1, "latitude_udeg": latitude, "longitude_udeg": longitude}


def point_udeg(row: Row) -> tuple[int, int]:
    """Return the cells `latitude` and `longitude` in microdegrees, rounded half up (C-61).

    Raises
    ------
    InputError
        No plain decimal, or outside -90..90 and -180..180 degrees.
    """
    return (
        _degrees(row, "latitude", MOST_LATITUDE),
        _degrees(row, "longitude", MOST_LONGITUDE),
    )


def _degrees(row: Row, column: str, most: int) -> int:
    value = row.decimal(column)
    if value is None or abs(value) > most:
        raise row.error(column, f"give degrees from -{most} to {most}, such as 22.54")
    return (value * MICRO + Fraction(1, 2)).__floor__()


_RULED = {"rule": "rule", "source": "source"}
SECTIONS: dict[str, Section] = {
    "setting": Section(SETTING, positive=("quote_ttl_min",)),
    "currency": Section(CURRENCY, ranges={"exponent": (0, 4)}),
    "fx": Section(
        FX,
        rows={"base": "currency", "quote": "currency"},
        names={"authority": "jurisdiction", **_RULED},
        ranges={"kind": (1, 3)},
        positive=("num", "den"),
    ),
    "node": Section(
        NODE,
        names={"country": "country", "tz": "tz", "calendar": "calendar", "name": "node"}
        | {"title": "node_title", "region": "region"},
        spans={("clears_lo", "clears_hi"): "clears"},
        ranges={
            "opens_min": (0, MINUTES_PER_DAY - 1),
            "closes_min": (0, 2 * MINUTES_PER_DAY - 1),
            "kind": (1, 4),
            "placed": (0, 1),
            "latitude_udeg": (-MOST_LATITUDE * MICRO, MOST_LATITUDE * MICRO),
            "longitude_udeg": (-MOST_LONGITUDE * MICRO, MOST_LONGITUDE * MICRO),
        },
    ),
    "clears": Section(CLEARS, names={"country": "country"}),
}
