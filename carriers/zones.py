"""Zones: which price area, service and limits a postcode has, as disjoint intervals of keys.

All postcodes beginning alike form one interval (`core.postcodes`). Keys come from `zone.csv` and
from service areas (`areas`); where a set has keys of an origin zone, lanes from there use these
alone (C-58).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from oneprice.carriers.area_tables import AREA, AREA_POINT
from oneprice.carriers.areas import Area, Postcode, outline, read_areas
from oneprice.carriers.cells import at_most
from oneprice.carriers.tables import (
    MOST_EXTRA_DAYS,
    SERVICE,
    ZONE,
    ZONE_COLUMNS,
    ZONE_REQUIRED,
)
from oneprice.core.compiling import Compiling, Table, build_table
from oneprice.core.errors import InputError
from oneprice.core.postcodes import postcode_key as postcode_key
from oneprice.core.source import Row

KEY_KIND = {"all": 0, "prefix": 1, "range": 2}
ANY_ORIGIN = "*"


@dataclass(frozen=True)
class Holding:
    """What holds in an area: set, country, zone and service numbers, days, limits (g, mm3)."""

    zone_set: int
    country: int
    zone: int
    service: int
    extra_days: int
    calendar: int
    max_piece_g: int
    max_volume_mm3: int


@dataclass(frozen=True)
class Key:
    """An interval of postcode keys with what holds there.

    Attributes
    ----------
    cell : str
        The file, row and column of the key, for messages.
    text : str
        What stands in that cell.
    source : str
        How messages about another key call this one.
    """

    lo: int
    hi: int
    holding: Holding
    cell: str
    text: str
    source: str


@dataclass
class ZoneSets:
    """What lanes and rates may name: the zones of each set, and the tables.

    Attributes
    ----------
    zones : dict of int to set of int
        Set number -> zone numbers. A set is numbered per country and origin zone (`set_name`).
    table : Table
        Records of dtype ZONE, sorted by set and key.
    area, area_point : Table
        Outlines of the service areas, for maps.
    """

    zones: dict[int, set[int]] = field(default_factory=dict)
    table: Table = field(default_factory=lambda: build_table(ZONE, []))
    area: Table = field(default_factory=lambda: build_table(AREA, []))
    area_point: Table = field(default_factory=lambda: build_table(AREA_POINT, []))

    def set_for(self, ctx: Compiling, row: Row, name: str, country: int, region: int) -> int:
        """Return the number of the keys that a lane uses (C-58); 0 for a lane without a set.

        Parameters
        ----------
        row : Row
            The lane, for messages.
        name : str
            Its `zone_set`.
        country : int
            Country of its destination node.
        region : int
            Region of its own origin node, 0 if that has none.
        """
        if not name:
            return 0
        code, origin = ctx.ids.name("country", country), ctx.ids.name("region", region)
        for tried in dict.fromkeys((set_name(name, code, origin), set_name(name, code))):
            number = ctx.ids.find("zone_set", tried)
            if number in self.zones:
                return number
        remedy = f"add keys of {set_name(name, code)} (set:country) to zone.csv"
        raise row.error("zone_set", remedy)


def set_name(zone_set: str, country: str, region: str = "") -> str:
    """Return the name under which the keys of one country and origin zone are numbered."""
    return f"{zone_set}:{country} from {region}" if region else f"{zone_set}:{country}"


def read_zones(ctx: Compiling) -> ZoneSets:
    """Read `zone.csv` and the service areas into disjoint intervals; the narrowest key wins.

    Raises
    ------
    InputError
        Two keys of one set, country and origin zone overlap partly or are the same.
    """
    keys: dict[int, list[Key]] = {}
    for row in ctx.rows("zone.csv", ZONE_COLUMNS, ZONE_REQUIRED):
        _put(keys, _written_key(row, _holding(ctx, row, row["zone_set"])))
    areas = read_areas(ctx)
    held = [_holding(ctx, area.shape.row, area.zone_set) for area in areas]
    for area, holding in zip(areas, held, strict=True):
        keys.setdefault(holding.zone_set, [])
        for postcode in area.held:
            _put(keys, _area_key(area, postcode, holding))
    zones = {number: {key.holding.zone for key in listed} for number, listed in keys.items()}
    for holding in held:
        zones[holding.zone_set].add(holding.zone)
    records = [record for number in sorted(keys) for record in _disjoint(keys[number])]
    return ZoneSets(zones, build_table(ZONE, records), *_area_tables(areas, held))


def _put(keys: dict[int, list[Key]], key: Key) -> None:
    keys.setdefault(key.holding.zone_set, []).append(key)


def _holding(ctx: Compiling, row: Row, zone_set: str) -> Holding:
    """Return what a row of `zone.csv` or a feature says of its area."""
    if row["zone"] == "*":
        raise row.error("zone", "give a name; * stands for every zone")
    number = ctx.ids.add("zone_set", set_name(zone_set, _country(row), _origin_zone(ctx, row)))
    return Holding(
        zone_set=number,
        country=ctx.ids.add("country", row["country"]),
        zone=ctx.ids.add("zone", row["zone"]),
        service=row.choice("service", SERVICE, "ok"),
        extra_days=_extra_days(row),
        calendar=ctx.ids.add("calendar", row["calendar_id"]),
        max_piece_g=at_most(row, "max_piece_kg", 1_000),
        max_volume_mm3=at_most(row, "max_volume_cm3", 1_000),
    )


def _extra_days(row: Row) -> int:
    """Return the working days that a delivery there takes longer (C-19)."""
    days = row.integer("extra_days", 0)
    if not 0 <= days <= MOST_EXTRA_DAYS:
        raise row.error("extra_days", f"give whole working days from 0 to {MOST_EXTRA_DAYS}")
    return days


def _country(row: Row) -> str:
    code = row["country"]
    if not (len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()):
        raise row.error("country", "give 2 capital letters (ISO 3166)")
    return code


def _origin_zone(ctx: Compiling, row: Row) -> str:
    """Return the region whose lanes a key is for, or "" for all others (C-58)."""
    name = row["origin_zone"]
    if name in ("", ANY_ORIGIN):
        return ""
    ctx.ids.require("region", name, row.where("origin_zone"))
    return name


def _written_key(row: Row, holding: Holding) -> Key:
    lo, hi = _interval(row)
    cell, text = row.where("key_lo"), row["key_lo"]
    return Key(lo, hi, holding, cell, text, f"row {row.number}")


def _area_key(area: Area, postcode: Postcode, holding: Holding) -> Key:
    cell, text = postcode.row.where("postcode"), postcode.row["postcode"]
    return Key(postcode.lo, postcode.hi, holding, cell, text, area.shape.row.place)


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
        raise InputError(inner.cell, inner.text, f"give each key once; {outer.source} has it too")
    if inner.hi > outer.hi:
        remedy = f"do not overlap {outer.source} partly; nest the keys or part them"
        raise InputError(inner.cell, inner.text, remedy)


def _piece(key: Key, lo: int, hi: int) -> Iterator[dict[str, int]]:
    if lo < hi:
        yield {"key_lo": lo, "key_hi": hi, **vars(key.holding)}


def _area_tables(areas: list[Area], held: list[Holding]) -> tuple[Table, Table]:
    """Return the sections `area` and `area_point`, by set and feature."""
    order = sorted(
        zip(areas, held, strict=True), key=lambda pair: (pair[1].zone_set, pair[0].shape.row.number)
    )
    records: list[dict[str, int]] = []
    points: list[dict[str, int]] = []
    for area, holding in order:
        start, ring = len(points) + 1, 1
        for rings in area.shape.polygons:
            points += outline(rings, ring)
            ring += len(rings)
        records.append(_area_record(area, holding, start, len(points) + 1))
    return build_table(AREA, records), build_table(AREA_POINT, points)


def _area_record(area: Area, holding: Holding, point_lo: int, point_hi: int) -> dict[str, int]:
    return {
        "zone_set": holding.zone_set,
        "country": holding.country,
        "zone": holding.zone,
        "service": holding.service,
        "feature": area.shape.row.number,
        "postcodes": len(area.held),
        "point_lo": point_lo,
        "point_hi": point_hi,
    }
