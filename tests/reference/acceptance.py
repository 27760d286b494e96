"""Whether a lane takes a consignment: status, flags, energy, limits, value (C-33, C-51)."""

from __future__ import annotations

from fractions import Fraction

from reference.cargo_rules import CargoRules, Days, fact_of
from reference.fx import Converter
from reference.goods import Consignment, Line
from reference.lanes import Lane
from reference.limits import Limits, keeps
from reference.money import PIPS
from reference.parcels import Parcel
from reference.refused import Refused

LITHIUM_ION = {"UN3480", "UN3481", "UN3556"}


def check_open(lane: Lane, day: int) -> None:
    """Refuse a lane that is not sold on the day."""
    if not lane.open_on(day):
        raise Refused("LANE_CLOSED", lane.lane_id)


def check_flags(lane: Lane, goods: Consignment) -> None:
    """Refuse goods by the lane's lists of flags."""
    if "*" not in lane.allowed and not goods.flags <= lane.allowed:
        raise Refused("CLASS_NOT_ACCEPTED", lane.lane_id)
    if lane.required and not goods.flags & lane.required:
        raise Refused("CLASS_REQUIRED", lane.lane_id)


def check_lines(lane: Lane, goods: Consignment, rules: CargoRules, days: Days) -> None:
    """Refuse line by line: batteries above the lane's energy, then the law of carriage (C-60)."""
    for line in goods.lines:
        check_energy(lane, line)
        rules.check_line(lane, line, days)


def check_energy(lane: Lane, line: Line) -> None:
    """Refuse a battery above the lane's energy per battery, or of unknown energy (C-60)."""
    limit, energy = lane.number("max_wh"), fact_of(line, "watt_hours")
    if limit is None or not line.flags & LITHIUM_ION:
        return
    if energy is None or energy > limit:
        raise Refused("OVER_LIMIT", lane.lane_id)


def check_pieces(lane: Lane, limits: Limits, pieces: list[Parcel]) -> None:
    """Refuse a parcel that passes a limit of a lane or of its zone (C-28)."""
    if not all(keeps(limits, piece.weight_g, piece.sides) for piece in pieces):
        raise Refused("OVER_LIMIT", lane.lane_id)


def check_shipment(lane: Lane, pieces: list[Parcel]) -> None:
    """Refuse by the number of parcels and the weight of the whole shipment."""
    weight = sum(piece.weight_g for piece in pieces)
    values = {"max_pieces": Fraction(len(pieces)), "max_shipment_kg": Fraction(weight, 1000)}
    least = lane.number("min_shipment_kg")
    for column, value in values.items():
        most = lane.number(column)
        if most is not None and value > most:
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
