"""Whether a lane takes a consignment: status, cargo, rules of the mode, limits, zone."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from reference.fx import Converter
from reference.goods import BATTERY, Consignment, Line
from reference.lanes import Lane
from reference.money import PIPS
from reference.parcels import Parcel
from reference.reading import Row, holds, words
from reference.refused import Refused

LAST = "\U0010ffff"


@dataclass(frozen=True)
class Zone:
    """The zone of an address on a lane, and its service."""

    name: str
    service: str


def check_open(lane: Lane, day: int) -> None:
    """Refuse a lane that is not sold on the day."""
    if not lane.open_on(day):
        raise Refused("LANE_CLOSED", lane.lane_id)


def check_cargo(lane: Lane, goods: Consignment) -> None:
    """Refuse goods by the lane's lists of flags."""
    allowed = words(lane.row["cargo_allow"])
    if "*" not in allowed and not goods.flags <= set(allowed):
        raise Refused("CLASS_NOT_ACCEPTED", lane.lane_id)
    required = set(words(lane.row.get("cargo_require", "")))
    if required and not goods.flags & required:
        raise Refused("CLASS_REQUIRED", lane.lane_id)


def fact_of(line: Line, limit: str) -> Fraction | None:
    """Return what a rule of carriage limits, per battery or unit of the line."""
    column = {"max_wh": "watt_hours", "max_net_g": "battery_net_g", "max_soc_pct": "soc_pct"}[limit]
    value = line.row.get(column)
    return None if value is None else Fraction(value)


def breaks(rule: Row, line: Line) -> bool:
    """Tell whether a line breaks a rule of its flag; an unknown battery fact does (C-50)."""
    if rule["flag"] not in line.flags:
        return False
    if rule["limit"] == "forbid":
        return True
    fact = fact_of(line, rule["limit"])
    return fact is None or fact > Fraction(rule["value"])


def check_lines(lane: Lane, goods: Consignment, rules: list[Row], day: int) -> None:
    """Refuse line by line: batteries above the lane's energy, then the dated rules of its mode."""
    dated = [rule for rule in rules if rule["mode"] == lane.mode and holds(rule, day)]
    for line in goods.lines:
        check_energy(lane, line)
        if any(breaks(rule, line) for rule in dated):
            raise Refused("CARGO_RULE", lane.lane_id)


def check_energy(lane: Lane, line: Line) -> None:
    """Refuse a battery above the lane's energy per battery, or of unknown energy."""
    limit, energy = lane.number("max_wh"), fact_of(line, "max_wh")
    if limit is None:
        return
    unknown = energy is None and bool(line.flags & BATTERY)
    if unknown or (energy is not None and energy > limit):
        raise Refused("OVER_LIMIT", lane.lane_id)


def check_shipment(lane: Lane, pieces: list[Parcel]) -> None:
    """Refuse by the weight of the whole shipment."""
    weight = sum(piece.weight_g for piece in pieces)
    most, least = lane.number("max_shipment_kg"), lane.number("min_shipment_kg")
    if most is not None and weight > most * 1000:
        raise Refused("OVER_LIMIT", lane.lane_id)
    if least is not None and weight < least * 1000:
        raise Refused("OVER_LIMIT", lane.lane_id)


def check_value(lane: Lane, goods: Consignment, settle: Converter, currency: str) -> None:
    """Refuse by the value of the goods, in whole minor units of the lane's currency (C-33)."""
    limit = settle.fx.currencies.maybe_pips(lane.row.get("max_value", ""), lane.currency)
    if limit is None:
        return
    if settle.minors(goods.value_minor * PIPS, currency, lane.currency) * PIPS > limit:
        raise Refused("OVER_LIMIT", lane.lane_id)


def plain_postcode(text: str) -> str:
    """Return a postcode in upper case, without blanks and dashes."""
    return text.upper().replace(" ", "").replace("-", "")


def span(key: Row) -> tuple[str, str]:
    """Return the first and last postcode text of a zone key."""
    low = key.get("key_lo", "")
    if key["key_kind"] == "all":
        return "", LAST
    high = key.get("key_hi", "") if key["key_kind"] == "range" else low
    return low, high + LAST


def zone_of(lane: Lane, keys: list[Row], country: str, postcode: str) -> Zone:
    """Return the zone of an address: the narrowest key that holds it, or refuse."""
    if not lane.zone_set:
        return Zone("*", "ok")
    code = plain_postcode(postcode)
    held = []
    for key in keys:
        if key["zone_set"] == lane.zone_set and key["country"] == country:
            low, high = span(key)
            if low <= code <= high:
                held.append((low, high, key))
    if not held:
        raise Refused("NO_ZONE", lane.lane_id)
    low, high = max(k[0] for k in held), min(k[1] for k in held)
    key = next(k[2] for k in held if (k[0], k[1]) == (low, high))
    if key.get("service") == "embargo":
        raise Refused("EMBARGO", lane.lane_id)
    return Zone(key["zone"], key.get("service", "") or "ok")
