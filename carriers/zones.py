"""Zones: which price area and service a postcode has, as disjoint intervals of keys.

All postcodes beginning alike form one interval (`core.postcodes`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from oneprice.carriers.tables import SERVICE, ZONE, ZONE_COLUMNS, ZONE_REQUIRED
from oneprice.core.compiling import Compiling, Table, build_table
from oneprice.core.postcodes import postcode_key as postcode_key
from oneprice.core.source import Row

KEY_KIND = {"all": 0, "prefix": 1, "range": 2}


@dataclass(frozen=True)
class Key:
    """One row of `zone.csv`: an interval of postcode keys with what holds there."""

    lo: int
    hi: int
    zone: int
    service: int
    row: Row


@dataclass
class ZoneSets:
    """What lanes and rates may name: the zones of each set, and the table itself.

    Attributes
    ----------
    zones : dict of int to set of int
        Set number -> zone numbers. A set is numbered per country, as "SET:CC".
    table : Table
        Records of dtype ZONE, sorted by set and key.
    """

    zones: dict[int, set[int]] = field(default_factory=dict)
    table: Table = field(default_factory=lambda: build_table(ZONE, []))


def set_name(zone_set: str, country: str) -> str:
    """Return the name under which a zone set of one country is numbered."""
    return f"{zone_set}:{country}"


def read_zones(ctx: Compiling) -> ZoneSets:
    """Read `zone.csv` into disjoint intervals; the narrowest key wins.

    Raises
    ------
    InputError
        Two keys of one set and country overlap partly or are the same.
    """
    keys: dict[int, list[Key]] = {}
    countries: dict[int, int] = {}
    for row in ctx.rows("zone.csv", ZONE_COLUMNS, ZONE_REQUIRED):
        number = ctx.ids.add("zone_set", set_name(row["zone_set"], row["country"]))
        countries[number] = ctx.ids.add("country", _country(row))
        keys.setdefault(number, []).append(_key(ctx, row))
    zones = {number: {key.zone for key in listed} for number, listed in keys.items()}
    records = [
        {"zone_set": number, "country": countries[number], **record}
        for number in sorted(keys)
        for record in _disjoint(keys[number])
    ]
    return ZoneSets(zones, build_table(ZONE, records))


def _country(row: Row) -> str:
    code = row["country"]
    if not (len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()):
        raise row.error("country", "give 2 capital letters (ISO 3166)")
    return code


def _key(ctx: Compiling, row: Row) -> Key:
    if row["zone"] == "*":
        raise row.error("zone", "give a name; * stands for every zone")
    lo, hi = _interval(row)
    service = row.choice("service", SERVICE, "ok")
    return Key(lo, hi, ctx.ids.add("zone", row["zone"]), service, row)


def _interval(row: Row) -> tuple[int, int]:
    """Return the keys a row covers; the end of a range holds all that begins like it."""
    kind = row.choice("key_kind", KEY_KIND)
    if bool(row["key_lo"]) != (kind > 0):
        raise row.error("key_lo", "give it for prefix and range, leave it empty for all")
    if bool(row["key_hi"]) != (kind == KEY_KIND["range"]):
        raise row.error("key_hi", "give it for range only")
    lo, hi = postcode_key(row["key_lo"], row.where("key_lo"))
    if kind == KEY_KIND["range"]:
        hi = postcode_key(row["key_hi"], row.where("key_hi"))[1]
    if hi <= lo:
        raise row.error("key_hi", "give an end that is not before key_lo")
    return lo, hi


def _disjoint(keys: list[Key]) -> Iterator[dict[str, int]]:
    """Cut nested intervals into disjoint ones, the inner one winning."""
    open_keys: list[Key] = []
    start = 0
    for key in sorted(keys, key=lambda k: (k.lo, -k.hi)):
        while open_keys and open_keys[-1].hi <= key.lo:
            done = open_keys.pop()
            yield from _piece(done, start, done.hi)
            start = done.hi
        if open_keys:
            _check_nested(open_keys[-1], key)
            yield from _piece(open_keys[-1], start, key.lo)
        open_keys.append(key)
        start = key.lo
    while open_keys:
        done = open_keys.pop()
        yield from _piece(done, start, done.hi)
        start = done.hi


def _check_nested(outer: Key, inner: Key) -> None:
    if (outer.lo, outer.hi) == (inner.lo, inner.hi):
        raise inner.row.error("key_lo", f"give each key once; row {outer.row.number} has it too")
    if inner.hi > outer.hi:
        remedy = f"do not overlap row {outer.row.number} partly; nest the keys or part them"
        raise inner.row.error("key_lo", remedy)


def _piece(key: Key, lo: int, hi: int) -> Iterator[dict[str, int]]:
    if lo < hi:
        yield {"key_lo": lo, "key_hi": hi, "zone": key.zone, "service": key.service}
