"""Delivery zones: keys of postcodes, by origin zone where the zone set has them (C-58)."""

from __future__ import annotations

from dataclasses import dataclass

from reference.lanes import Lane
from reference.limits import Limits, scaled_limits
from reference.reading import Row
from reference.refused import Refused

LAST = "\U0010ffff"
Place = tuple[str, int]  # of a postcode (0), or right behind it (1)


@dataclass(frozen=True)
class Zone:
    """The zone of an address on a lane, its service, and its limits (g and mm3)."""

    name: str
    service: str
    limits: tuple[tuple[str, int], ...] = ()
    origin_zone: str = "*"  # that its key names
    of_area: bool = False
    extra_days: int = 0  # working days after arrival (C-19)
    calendar_id: str = ""  # of these days; empty: that of the lane

    @property
    def as_limits(self) -> Limits:
        """Return the limits of a parcel delivered there."""
        return dict(self.limits)

    def same_as(self, other: Zone | None) -> bool:
        """Tell whether two keys lead to the same zone, service, limits, days and calendar."""
        return other is not None and self.facts == other.facts

    @property
    def facts(self) -> tuple[object, ...]:
        """Return all but where its key comes from."""
        return self.name, self.service, self.limits, self.extra_days, self.calendar_id


ANYWHERE = Zone("*", "ok")


@dataclass(frozen=True)
class Key:
    """A stretch of postcodes, both ends in it, and what it leads to."""

    low: str
    high: str
    zone: Zone

    def holds(self, place: Place) -> bool:
        """Tell whether the key holds a place."""
        return (self.low, 0) <= place <= (self.high, 0)


def plain_postcode(text: str) -> str:
    """Return a postcode in upper case, without blanks and dashes."""
    return text.upper().replace(" ", "").replace("-", "")


def read_key(row: Row) -> Key:
    """Return a zone key; it holds everything that begins with its upper end."""
    low = plain_postcode(row.get("key_lo", ""))
    zone = Zone(
        row["zone"],
        row.get("service", "") or "ok",
        tuple(scaled_limits(row).items()),
        row.get("origin_zone", "") or "*",
        row.get("of_area", "") == "1",
        int(row.get("extra_days", "") or 0),
        row.get("calendar_id", ""),
    )
    if row["key_kind"] == "all":
        return Key("", LAST, zone)
    high = plain_postcode(row.get("key_hi", "")) if row["key_kind"] == "range" else low
    return Key(low, high + LAST, zone)


def narrowest(keys: list[Key], place: Place) -> Zone | None:
    """Return what the narrowest key that holds a place leads to, if any does."""
    held = [key for key in keys if key.holds(place)]
    if not held:
        return None
    low, high = max(key.low for key in held), min(key.high for key in held)
    return next(key.zone for key in held if (key.low, key.high) == (low, high))


def zone_of_postcode(keys: list[Key], code: str) -> Zone | None:
    """Return where a postcode leads; one that spans keys that differ is not found.

    A postcode stands for all that begin with it: it is asked at its own beginning and wherever
    a key begins or has ended inside.
    """
    inside = ((code, 0), (code + LAST, 0))
    places = {(key.low, 0) for key in keys} | {(key.high, 1) for key in keys}
    asked = [inside[0], *(place for place in places if inside[0] < place < inside[1])]
    found = [narrowest(keys, place) for place in asked]
    first = found[0]
    return first if first and all(first.same_as(other) for other in found) else None


class ZoneKeys:
    """All keys of `zone.csv` and of service areas."""

    def __init__(self, rows: list[Row]) -> None:
        self.keys: dict[tuple[str, str, str], list[Key]] = {}
        for row in rows:
            key = read_key(row)
            name = (row["zone_set"], row["country"], key.zone.origin_zone)
            self.keys.setdefault(name, []).append(key)
        self.memo: dict[tuple[str, str, str, str], Zone | None] = {}

    def keys_for(self, zone_set: str, country: str, region: str) -> list[Key]:
        """Return the keys of a lane's own origin zone alone if there are any, else those of `*`."""
        own = self.keys.get((zone_set, country, region)) if region else None
        return own or self.keys.get((zone_set, country, "*"), [])

    def zone(self, lane: Lane, country: str, postcode: str) -> Zone:
        """Return the zone of an address on a lane, or refuse."""
        if not lane.zone_set:
            return ANYWHERE
        asked = (lane.zone_set, country, lane.origin.region, plain_postcode(postcode))
        if asked not in self.memo:
            self.memo[asked] = zone_of_postcode(self.keys_for(*asked[:3]), asked[3])
        found = self.memo[asked]
        if found is None:
            raise Refused("NO_ZONE", lane.lane_id)
        if found.service == "embargo":
            raise Refused("EMBARGO", lane.lane_id)
        return found
