"""Rate rows and the base freight of a lane (C-31 to C-33)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from reference.features import features_of_lane, features_of_rate
from reference.lane_ask import LaneAsk
from reference.lanes import Lane
from reference.limits import keeps, scaled_limits
from reference.money import PIPS, Currencies, Cut, Rounding, clamped, cut, minor, units
from reference.parcels import Parcel
from reference.quantities import Weighed, of_piece, of_shipment, scale_of
from reference.reading import Row, holds, maybe, words
from reference.refused import Refused

Density = tuple[int, int]  # g x 1000, and cm3


class RateRow:
    """One row of `rate.csv`, in units of quantity and pips."""

    def __init__(self, row: Row, lane: Lane, currencies: Currencies) -> None:
        scale = scale_of(lane)
        self.row, self.scale = row, scale
        named = (row.get(name, "") or "*" for name in ("origin_zone", "dest_zone", "cargo_class"))
        self.group = int(row.get("rate_group", "") or 0)
        self.cell = (*named, self.group)
        self.lo = Fraction(row.get("lo", "") or 0) * scale
        high = maybe(row.get("hi", ""))
        self.hi = None if high is None else high * scale
        self.open_low = (row.get("bounds", "") or "(]") == "(]"
        self.least = (maybe(row.get("min_qty", "")) or Fraction(0)) * scale
        self.q0 = (maybe(row.get("q0", "")) or Fraction(0)) * scale
        self.step = (maybe(row.get("step", "")) or Fraction(0)) * scale
        amounts = {k: row.get(k, "") for k in ("base", "rate", "min_charge", "max_charge")}
        self.pip = {k: currencies.maybe_pips(v, lane.currency) for k, v in amounts.items()}
        self.value_currency = row.get("value_currency", "")
        bounds = [row.get(k, "") for k in ("value_lo", "value_hi")]
        self.values = [currencies.maybe_pips(x, self.value_currency) if x else None for x in bounds]
        self.densities = [maybe(row.get(k, "")) for k in ("density_lo", "density_hi")]
        self.limits = scaled_limits(row)
        self.divisor = row.get("dim_divisor", "")
        self.excluded = words(row.get("sur_exclude", ""))

    def has(self, q: int) -> bool:
        """Tell whether the interval of the row holds a quantity (C-31)."""
        if self.open_low:
            above = self.lo < q or (self.lo == 0 and q == 0)
            return above and (self.hi is None or q <= self.hi)
        return self.lo <= q and (self.hi is None or q < self.hi)

    def has_value(self, value_pip: int | None) -> bool:
        """Tell whether a goods value lies within the row's: above its lower end (C-31)."""
        low, high = self.values
        if value_pip is None:
            return low is None and high is None
        above = low is None or value_pip > low or value_pip == low == 0
        return above and (high is None or value_pip <= high)

    def has_density(self, density: Density) -> bool:
        """Tell whether a density lies within the row's: from its lower end on (C-31)."""
        (above, below), (low, high) = density, self.densities
        return (low is None or low * below <= above) and (high is None or above < high * below)

    def fits(self, ask: LaneAsk) -> bool:
        """Tell whether the row is for such goods from there to there (C-31)."""
        asked = (ask.region, ask.zone.name, ask.goods.cargo_class)
        return all(name in ("*", own) for name, own in zip(self.cell[:3], asked, strict=True))

    def takes(self, pieces: list[Parcel], density: Density, value: int | None) -> bool:
        """Tell whether value, density and every piece keep the row's bounds (C-31)."""
        kept = all(keeps(self.limits, piece.weight_g, piece.sides) for piece in pieces)
        worth = self.has_value(None if value is None else value * PIPS)
        return kept and worth and self.has_density(density)

    def rank(self) -> tuple[bool | int, ...]:
        """Return what makes a row win: exact origin zone, zone and class, the lowest group."""
        return (*(name == "*" for name in self.cell[:3]), self.group)

    def divisor_on(self, lane: Lane) -> Fraction | None:
        """Return the divisor of volume: the row's own, if it has one, or the lane's (C-31)."""
        if self.divisor == "none":
            return None
        return maybe(self.divisor) if self.divisor else lane.number("dim_divisor")

    def price(self, q: Fraction) -> Cut:
        """Return the price of a quantity in pips, and whether anything was lost (C-06)."""
        x = units(max(Fraction(0), max(q, self.least) - self.q0), self.step)
        per = Fraction(self.pip["rate"] or 0, 1 if self.step else self.scale)
        amount = cut((self.pip["base"] or 0) + per * x)
        return clamped(amount, self.pip["min_charge"], self.pip["max_charge"])


class Part(NamedTuple):
    """The freight of what is priced as one: a piece, or the shipment."""

    minor: int  # rounded, a piece's lifted to the least charge of a piece
    row: RateRow  # whose price is charged
    broke: bool  # a higher break was lower (C-32)


@dataclass(frozen=True)
class Freight:
    """The base freight of a lane, and how its pieces (or its shipment) were priced."""

    minor: int
    parts: list[Part]
    features: tuple[str, ...] = ()

    def leaves_out(self, code: str, piece: int) -> bool:
        """Tell whether the row by which a piece is priced leaves out a surcharge (C-34)."""
        return bool(self.parts) and code in self.part_of(piece).row.excluded

    def part_of(self, piece: int) -> Part:
        """Return the part of a piece: its own, or that of the shipment."""
        return self.parts[piece if len(self.parts) > 1 else 0]

    def divisor(self, lane: Lane, piece: int) -> Fraction | None:
        """Return the divisor with which a piece was charged, the lane's where none was."""
        if not self.parts:
            return lane.number("dim_divisor")
        return self.part_of(piece).row.divisor_on(lane)


NO_FREIGHT = Freight(0, [])


class RateCard:
    """All rows of `rate.csv` by lane."""

    def __init__(self, rows: list[Row], lanes: dict[str, Lane], currencies: Currencies) -> None:
        self.currencies = currencies
        self.memo: dict[tuple[str, int], list[RateRow]] = {}
        self.rows: dict[str, list[RateRow]] = defaultdict(list)
        for row in rows:
            self.rows[row["lane_id"]].append(RateRow(row, lanes[row["lane_id"]], currencies))

    def rows_on(self, lane: Lane, day: int) -> list[RateRow]:
        """Return the rows of a lane that hold on a day."""
        key = (lane.lane_id, day)
        if key not in self.memo:
            self.memo[key] = [row for row in self.rows[lane.lane_id] if holds(row.row, day)]
        return self.memo[key]

    def value_currency(self, lane: Lane) -> str:
        """Return the currency in which a lane's rows ask for the goods value, if they do."""
        named = (row.value_currency for row in self.rows[lane.lane_id])
        return next((name for name in named if name), "")

    def least_minor(self, lane: Lane, column: str) -> int:
        """Return a minimum of the lane's freight in minor units (C-33)."""
        return minor(self.currencies.maybe_pips(lane.row.get(column, ""), lane.currency) or 0)

    def rounding(self, lane: Lane) -> Rounding:
        """Return how the charges of a lane are rounded (C-33)."""
        unit = self.currencies.maybe_pips(lane.row.get("round_unit", ""), lane.currency)
        return Rounding(unit or PIPS, lane.row.get("round_mode", "") or "half_up")

    def freight(self, ask: LaneAsk, least: list[int | None]) -> Freight:
        """Return the base freight of a lane in its minor units (C-33)."""
        lane, every, rounding = ask.lane, list(range(len(ask.pieces))), self.rounding(ask.lane)
        piece_min = self.least_minor(lane, "piece_min_charge")
        fitting = [row for row in self.rows_on(lane, ask.day) if row.fits(ask)]
        if lane.by_piece:
            parts = [part(ask, fitting, [number], least, rounding) for number in every]
            bare = sum(found.minor for found in parts)
            parts = [found._replace(minor=max(found.minor, piece_min)) for found in parts]
            total = sum(found.minor for found in parts)
        else:
            parts = [part(ask, fitting, every, least, rounding)]
            bare = parts[0].minor
            total = max(bare, piece_min * len(every))
        found = max(total, self.least_minor(lane, "shipment_min_charge"))
        lifts = {
            "piece min charge": total > bare,
            "shipment min charge": found > total,
            "next break": any(x.broke for x in parts),
        }
        features = [name for name, held in lifts.items() if held]
        features += {name for x in parts for name in features_of_rate(x.row.row)}
        return Freight(found, parts, (*features, *features_of_lane(lane)))


def part(
    ask: LaneAsk,
    fitting: list[RateRow],
    numbers: list[int],
    least: list[int | None],
    rounding: Rounding,
) -> Part:
    """Return the freight of pieces that are priced as one (C-31, C-32)."""
    lane, pieces = ask.lane, [ask.pieces[number] for number in numbers]

    def quantities(divisor: Fraction | None) -> tuple[int, int]:
        every = [Weighed(ask.pieces[number], least[number], divisor) for number in numbers]
        return of_piece(lane, every[0]) if lane.by_piece else of_shipment(lane, every)

    value = ask.value_minor
    if value is not None and lane.by_piece:
        value = ask.shared(value)[numbers[0]]
    chargeable, picking = quantities(lane.number("dim_divisor"))
    density = sum(piece.weight_g for piece in pieces) * 1000, sum(piece.cm3 for piece in pieces)
    usable = [row for row in fitting if row.takes(pieces, density, value)]
    held = [row for row in usable if row.has(picking)]
    if not held:
        raise Refused("NO_RATE", lane.lane_id)
    row = min(held, key=RateRow.rank)
    if row.divisor:
        chargeable, _ = quantities(row.divisor_on(lane))
    best, price = row, row.price(Fraction(chargeable))
    if lane.row.get("next_break") == "1":
        for other in usable:
            # Of equal pips the amount that lost nothing is the lower one.
            if other.cell == row.cell and other.lo > row.lo and other.price(other.lo) < price:
                best, price = other, other.price(other.lo)
    return Part(rounding.minor(price), best, best is not row)
