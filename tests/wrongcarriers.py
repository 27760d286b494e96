"""Twins with one wrong rule of carriers each, which a comparison must catch."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from reference.cargo_rules import CargoRule
from reference.freight import RateCard, RateRow
from reference.goods import Consignment, groups
from reference.lane_ask import LaneAsk
from reference.lanes import Lane, Route
from reference.limits import Limits, keeps
from reference.money import Cut, Rounding, clamped, cut
from reference.packing import Box, Brick, orders_of
from reference.parcels import Parcel
from reference.quantities import counts
from reference.reading import Row, ratio, words
from reference.refused import Refused
from reference.route_case import RouteCase
from reference.surcharges import Held, LaneBill, SurchargeSheet, counted, meets, passes
from reference.zones import Key, Zone, ZoneKeys, narrowest
from wrongtwins import Wrong

Order = dict[str, Any]
Spots = Iterator[tuple[int, int, int, int]]
spots, is_free = Box.spots, Box.is_free
number, loading_days = Lane.number, RouteCase.loading_days
fits, has_value, stepped = CargoRule.fits, RateRow.has_value, Parcel.stepped_volume


def narrower(kept: Limits, weight_g: int, sides: Any) -> bool:
    """Break a limit on its edge: wrong (C-28, C-31)."""
    return keeps({name: limit - 1 for name, limit in kept.items()}, weight_g, sides)


def by_volume(box: Box, brick: Brick) -> Spots:
    """Take the place of the smallest volume: wrong (C-28)."""
    return ((volume, surface, point, turn) for surface, volume, point, turn in spots(box, brick))


def one_order(sets: list[list[Brick]], units: int) -> Any:
    """Pack in the order of volume alone: wrong (C-28)."""
    return [next(orders_of(sets, units))]


def bears_all(box: Box, brick: Brick, low: Any, high: Any) -> bool:
    """Lay goods on what bears nothing: wrong (C-28)."""
    bearing = tuple(p._replace(brick=p.brick._replace(stackable=True)) for p in box.placed)
    return is_free(Box(bearing), brick._replace(stackable=True), low, high)


def one_by_one(line: Any, place: int, units: int, room: Any) -> int:
    """Lay no units on each other, however many there are: wrong (C-28)."""
    return 1


def at_least_one(goods: Consignment, room: Any) -> int:
    """Tell that one parcel might do: wrong (C-59)."""
    return 1


def of_sale(case: RouteCase) -> tuple[int, int]:
    """Ask cargo rules on the day of sale: wrong (C-12)."""
    return case.case.sale_day, case.case.sale_day


def of_first_day(case: RouteCase) -> tuple[int, int]:
    """Ask cargo rules on the first day of loading alone: wrong (C-12)."""
    first, _ = loading_days(case)
    return first, first


def no_cargo_limits(rules: Any, lanes: Any, lines: Any, day: int) -> list[Any]:
    """Fill parcels beyond cargo limits: wrong (C-60)."""
    return []


def any_energy(rule: CargoRule, line: Any) -> bool:
    """Leave out the energy above which a rule speaks: wrong (C-60)."""
    known, rule.wh_over = rule.wh_over, None
    found = fits(rule, line)
    rule.wh_over = known
    return found


def plain_flags(flags: Any) -> set[str]:
    """Show no packing instruction that is not named: wrong (C-60)."""
    return set(flags)


def counts_at_edge(lane: Lane, a: int, v: int, volume: Fraction | int, longest: int) -> bool:
    """Let a volume count at its least, too: wrong (C-30)."""
    return counts(lane, a, v, volume + 1, longest)


def short_counts(lane: Lane, a: int, v: int, volume: Fraction | int, longest: int) -> bool:
    """Let the volume of short parcels count: wrong (C-30)."""
    return counts(lane, a, v, volume, 10**9)


def up(piece: Parcel, step_mm: Fraction, nearest: bool) -> Fraction:
    """Round sides up where the nearest is asked for: wrong (C-29)."""
    return stepped(piece, step_mm, False)


def lower_value_edge(row: RateRow, value_pip: int | None) -> bool:
    """Let a value on an edge be of the band above: wrong (C-31)."""
    return has_value(row, value_pip and value_pip + 1)


def upper_density_edge(row: RateRow, density: tuple[int, int]) -> bool:
    """Let a density on an edge be of the band below: wrong (C-31)."""
    (above, below), (low, high) = density, row.densities
    return (low is None or low * below < above) and (high is None or above <= high * below)


def highest_group(row: RateRow) -> tuple[int, ...]:
    """Let the highest rate group win: wrong (C-31)."""
    return (*(int(name == "*") for name in row.cell[:3]), -row.group)


def zone_first(row: RateRow) -> tuple[int, ...]:
    """Let an exact zone win over an exact origin zone: wrong (C-31)."""
    origin, zone, cargo = (int(name == "*") for name in row.cell[:3])
    return zone, origin, cargo, row.group


def no_least(card: Any, lane: Lane, column: str) -> int:
    """Leave out least charges: wrong (C-33)."""
    return 0


def all_of_group(members: list[Held], count: int) -> list[Held]:
    """Keep all rows of a group that is decided by piece: wrong (C-34)."""
    return members


def no_lift(ask: LaneAsk, kept: list[Held]) -> list[int | None]:
    """Lift no piece: wrong (C-34)."""
    return [None] * len(ask.pieces)


def likely_first(sheet: SurchargeSheet, bill: LaneBill, row: Row, amount: Cut) -> int:
    """Multiply by the probability before the bounds: wrong (C-34)."""
    part = cut(amount[0] * ratio(row.get("probability", ""), "1"))
    currency = bill.lane.currency
    low, high = (sheet.currencies.maybe_pips(row.get(k, ""), currency) for k in ("min", "max"))
    return bill.money.rounding.minor(clamped(part, low, high))


def half_up(card: RateCard, lane: Lane) -> Rounding:
    """Round all lanes half up to a minor unit: wrong (C-33)."""
    return Rounding()


def always_met(bill: LaneBill, row: Row) -> bool:
    """Charge what waits for another charge in any case: wrong (C-34)."""
    return True


def all_subject(bill: LaneBill, row: Row, pieces: list[int]) -> list[int]:
    """Charge what the rate row leaves out: wrong (C-34)."""
    return pieces


def all_base(bill: LaneBill, row: Row) -> int:
    """Take percentages of the freight of pieces left out, too: wrong (C-34)."""
    return bill.base_minor


def uncounted(row: Row, quantity: Fraction) -> Fraction:
    """Leave out steps: wrong (C-34)."""
    return counted({**row, "step": ""}, quantity)


def at_once(sheet: SurchargeSheet, bill: LaneBill, row: Row, pieces: list[int]) -> int:
    """Bound and round all pieces together: wrong (C-34)."""
    return sheet.cost_once(bill, {**row, "per": ""}, pieces)


def one_measure(row: Row, which: str, ask: LaneAsk, number: int) -> bool:
    """Leave out the second condition of a row: wrong (C-34)."""
    return which == "and_" or meets(row, which, ask, number)


def any_flags(row: Row, ask: LaneAsk, number: int) -> bool:
    """Let a piece pass by a flag of another: wrong (C-34)."""
    wanted = set(words(row.get("when_flag", "")))
    shown = not wanted or bool(wanted & ask.goods.flags)
    return shown and passes({**row, "when_flag": ""}, ask, number)


def stepless(lane: Lane, column: str) -> Fraction | None:
    """Leave out the step of each piece: wrong (C-30)."""
    return None if column == "piece_step" else number(lane, column)


def whole_value(ask: LaneAsk, total: int) -> list[int]:
    """Ask each piece for the value of all goods: wrong (C-31)."""
    return [total] * len(ask.pieces)


def lane_divisor(freight: Any, lane: Lane, piece: int) -> Fraction | None:
    """Weigh pieces alone with the lane's divisor, not with their row's: wrong (C-34)."""
    return lane.number("dim_divisor")


def own_region(lane: Lane, route: Route) -> str:
    """Take a lane's own origin for that of the chain: wrong (C-58)."""
    return lane.origin.region


def keys_of_all(keys: ZoneKeys, zone_set: str, country: str, region: str) -> list[Key]:
    """Leave out keys of origin zones: wrong (C-58)."""
    return keys.keys.get((zone_set, country, "*"), [])


def first_key(keys: list[Key], code: str) -> Zone | None:
    """Take a short postcode for a whole one: wrong (zone.csv)."""
    return narrowest(keys, (code, 0))


def not_on_edge(ring: Any, point: Any) -> bool:
    """Leave points on an edge outside: wrong (C-61)."""
    return False


def by_seller(order: dict[str, Any]) -> list[Consignment]:
    """Consolidate nothing: wrong (C-25)."""
    return groups({**order, "consolidation": "seller"})


def any_parcel(lane: Lane, kept: Limits, pieces: list[Parcel]) -> None:
    """Take parcels of any weight and size where the limits are few: wrong (C-28, C-51)."""
    if len(kept) > 1 and not all(keeps(kept, p.weight_g, p.sides) for p in pieces):
        raise Refused("OVER_LIMIT", lane.lane_id)


WRONG_CARRIERS = [
    Wrong("reference.packing.keeps", narrower, 1, 76),
    Wrong("reference.freight.keeps", narrower, 1, 8),
    Wrong("reference.packing.Box.spots", by_volume, 1, 3),
    Wrong("reference.packing.Box.is_free", bears_all, 1, 85),
    Wrong("reference.packing.orders_of", one_order, 1, 29),
    Wrong("reference.packing.laid_together", one_by_one, 1, 53),
    Wrong("reference.parcels.parcels_at_least", at_least_one, 1, 6),
    Wrong("reference.route_case.RouteCase.loading_days", of_sale, 1, 31),
    Wrong("reference.route_case.RouteCase.loading_days", of_first_day, 1, 33),
    Wrong("reference.cargo_rules.CargoRules.per_parcel", no_cargo_limits, 2, 17),
    Wrong("reference.cargo_rules.CargoRule.fits", any_energy, 2, 23),
    Wrong("reference.goods.all_shown", plain_flags, 1, 15),
    Wrong("reference.quantities.counts", counts_at_edge, 4, 185),
    Wrong("reference.quantities.counts", short_counts, 2, 60),
    Wrong("reference.parcels.Parcel.stepped_volume", up, 1, 51),
    Wrong("reference.lanes.Lane.number", stepless, 1, 0),
    Wrong("reference.lane_ask.LaneAsk.shared", whole_value, 1, 6),
    Wrong("reference.freight.RateRow.has_value", lower_value_edge, 20, 23),
    Wrong("reference.freight.RateRow.has_density", upper_density_edge, 4, 118),
    Wrong("reference.freight.RateRow.rank", highest_group, 1, 0),
    Wrong("reference.freight.RateRow.rank", zone_first, 2, 22),
    Wrong("reference.freight.RateCard.least_minor", no_least, 1, 8),
    Wrong("reference.surcharges.kept_by_piece", all_of_group, 1, 0),
    Wrong("reference.surcharges.lifted", no_lift, 1, 38),
    Wrong("reference.surcharges.SurchargeSheet.finished", likely_first, 1, 6),
    Wrong("reference.freight.RateCard.rounding", half_up, 1, 0),
    Wrong("reference.surcharges.LaneBill.is_met", always_met, 1, 6),
    Wrong("reference.surcharges.LaneBill.subject", all_subject, 1, 0),
    Wrong("reference.surcharges.LaneBill.base_of", all_base, 1, 45),
    Wrong("reference.surcharges.counted", uncounted, 1, 6),
    Wrong("reference.surcharges.SurchargeSheet.cost", at_once, 1, 6),
    Wrong("reference.surcharges.meets", one_measure, 1, 3),
    Wrong("reference.surcharges.passes", any_flags, 8, 114),
    Wrong("reference.freight.Freight.divisor", lane_divisor, 11, 1),
    Wrong("reference.route_case.origin_zone", own_region, 1, 11),
    Wrong("reference.zones.ZoneKeys.keys_for", keys_of_all, 1, 39),
    Wrong("reference.zones.zone_of_postcode", first_key, 1, 1),
    Wrong("reference.areas.on_edge", not_on_edge, 1, 38),
    Wrong("reference.order_case.groups", by_seller, 1, 76),
    Wrong("reference.acceptance.check_pieces", any_parcel, 1, 19),
]
