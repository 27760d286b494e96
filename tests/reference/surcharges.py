"""Surcharges of a lane: which hold, which stay, what they lift, what they cost (C-34)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from typing import Any, NamedTuple

from reference.freight import NO_FREIGHT, Freight
from reference.fx import Converter
from reference.lane_ask import LaneAsk
from reference.lanes import Lane
from reference.money import PIPS, Currencies, Cut, Rounding, clamped, cut
from reference.parcels import MEASURES
from reference.quantities import (
    Weighed,
    actual,
    of_piece,
    of_piece_alone,
    of_shipment,
    scale_of,
    volumetric,
)
from reference.reading import Row, holds, maybe, ratio, words
from reference.refused import Refused

OPS: dict[str, Callable[[Any, Any], bool]] = {
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
}


class Held(NamedTuple):
    """A surcharge that holds, and the numbers of its pieces."""

    row: Row
    pieces: list[int]


class Money(NamedTuple):
    """How amounts of a lane are converted and rounded."""

    rounding: Rounding
    settle: Converter
    currency: str  # of the order


@dataclass
class LaneBill:
    """What one lane charges: its base freight and the surcharges that apply, minor units."""

    ask: LaneAsk
    has_base: bool
    money: Money
    freight: Freight = NO_FREIGHT
    least: list[int | None] = field(default_factory=list)  # lifted minimum of each piece
    charged: list[tuple[Row, int]] = field(default_factory=list)
    taxed: list[tuple[Row, int]] = field(default_factory=list)

    @property
    def lane(self) -> Lane:
        """Return the lane."""
        return self.ask.lane

    @property
    def base_minor(self) -> int:
        """Return the base freight."""
        return self.freight.minor

    @property
    def total_minor(self) -> int:
        """Return everything before tax."""
        return self.base_minor + sum(amount for _, amount in self.charged)

    def is_met(self, row: Row) -> bool:
        """Tell whether a row waits for no charge, or for one that was made."""
        needed = row.get("requires", "")
        every = (*self.charged, *self.taxed)
        return not needed or any(other["code"] == needed for other, amount in every if amount)

    def subject(self, row: Row, pieces: list[int]) -> list[int]:
        """Return the pieces whose rate row does not leave a surcharge out (C-34)."""
        return [n for n in pieces if not self.freight.leaves_out(row["code"], n)]

    def fuel_minor(self) -> int:
        """Return the fuelable surcharges so far."""
        return sum(amount for row, amount in self.charged if row.get("fuelable") == "1")

    def base_of(self, row: Row) -> int:
        """Return the base freight that a percentage counts: not that of pieces left out."""
        out = [
            part.minor
            for number, part in enumerate(self.freight.parts)
            if self.freight.leaves_out(row["code"], number)
        ]
        return self.base_minor - sum(out)

    def alone(self, piece: int) -> Weighed:
        """Return a piece with its minimum, weighed as its freight was."""
        divisor = self.freight.divisor(self.lane, piece)
        return Weighed(self.ask.pieces[piece], self.least[piece], divisor)

    def chargeable(self, row: Row, pieces: list[int]) -> int:
        """Return the chargeable quantity of pieces taken alone, or of the shipment (C-34)."""
        lane = self.lane
        if lane.by_piece:
            return sum(of_piece(lane, self.alone(piece))[0] for piece in pieces)
        every = [self.alone(piece) for piece in range(len(self.ask.pieces))]
        together = of_shipment(lane, every)[0]
        whole = row.get("per", "") != "piece" and len(pieces) == len(every)
        if whole and all(row.get(k, "") in ("", "shipment_kg") for k in ("measure", "and_measure")):
            return together
        return min(together, sum(of_piece_alone(lane, every[piece]) for piece in pieces))

    def quantity(self, row: Row, pieces: list[int]) -> Fraction:
        """Return how many units of a surcharge's basis there are."""
        basis, lane = row["basis"], self.lane
        if basis == "per_shipment":
            return Fraction(1)
        if basis == "per_piece":
            return Fraction(len(pieces))
        if basis == "per_kg":
            return Fraction(self.chargeable(row, pieces), scale_of(lane))
        if basis == "per_actual":
            every = (actual(lane, self.ask.pieces[piece]) for piece in pieces)
            return Fraction(sum(every), scale_of(lane))
        if basis == "per_hs_line":
            return Fraction(len({line.hs[:6] for line in self.ask.goods.lines}))
        raise ValueError(f"unknown basis {basis}")

    def percent_of(self, row: Row, pieces: list[int]) -> int:
        """Return what a percentage is taken of, in minor units of the lane's currency."""
        by_piece = row.get("per", "") == "piece"
        if row["basis"] == "pct_declared":
            value = self.ask.goods.value_minor * PIPS
            money = self.money
            total = money.settle.minors(value, money.currency, self.lane.currency)
            return self.ask.shared(total)[pieces[0]] if by_piece else total
        if by_piece:
            return self.freight.part_of(pieces[0]).minor
        running = row["basis"] == "pct_running"
        return self.base_of(row) + (self.fuel_minor() if running else 0)


class SurchargeSheet:
    """The rows of `surcharge.csv` and `index.csv`."""

    def __init__(self, rows: list[Row], indexes: list[Row], currencies: Currencies) -> None:
        self.currencies, self.indexes = currencies, indexes
        self.rows: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: int(row["seq"])):
            for lane_id in words(row["lane_id"]):
                self.rows[lane_id].append(row)

    def bill(
        self,
        ask: LaneAsk,
        price: Callable[[LaneAsk, list[int | None]], Freight] | None,
        money: Money,
    ) -> LaneBill:
        """Return what a lane charges before tax, dealt with in the order of C-34."""
        bill = LaneBill(ask, price is not None, money)
        held = self.holding(ask)
        if any(row.get("effect", "") == "refuse" for row, _ in held):
            raise Refused("SURCHARGE_REFUSES", ask.lane.lane_id)
        bill.least = lifted(ask, self.kept(held, bill, before_freight=True))
        if price is not None:
            bill.freight = price(ask, bill.least)
        for row, pieces in self.kept(held, bill, before_freight=False):
            subject = bill.subject(row, pieces)
            if row["basis"] != "pct_taxes" and subject and bill.is_met(row):
                bill.charged.append((row, self.cost(bill, row, subject)))
        return bill

    def holding(self, ask: LaneAsk) -> list[Held]:
        """Return the rows that hold, by seq, with the pieces that pass them (1)."""
        found = []
        for row in self.rows[ask.lane.lane_id]:
            if holds(row, ask.day) and fits_place(row, ask):
                pieces = [n for n in range(len(ask.pieces)) if passes(row, ask, n)]
                if pieces:
                    found.append(Held(row, pieces))
        return found

    def kept(self, held: list[Held], bill: LaneBill, before_freight: bool) -> list[Held]:
        """Return the rows that their groups keep, by seq (2); `max` may need the freight."""
        found = [one for one in held if not one.row.get("group", "")]
        for group in dict.fromkeys(one.row.get("group", "") for one in held):
            if group:
                members = [one for one in held if one.row.get("group", "") == group]
                rows = [x for x in self.rows[bill.lane.lane_id] if x.get("group", "") == group]
                if all(row["basis"] == "per_piece" for row in rows):
                    found += kept_by_piece(members, len(bill.ask.pieces))
                else:
                    found += self.kept_once(members, bill, before_freight)
        return [
            Held(row, pieces)
            for row in self.rows[bill.lane.lane_id]
            for other, pieces in found
            if other is row and pieces
        ]

    def kept_once(self, members: list[Held], bill: LaneBill, before_freight: bool) -> list[Held]:
        """Return the rows of a group that is decided for the shipment (2)."""
        combine = members[0].row["combine"]
        if combine != "max":
            return [members[i] for i in chosen([one.row for one in members], combine)]
        lifts = any(one.row.get("min_billable", "") for one in members)
        if before_freight and not lifts:  # nothing hangs on it yet
            return []
        costs = [self.cost(bill, row, pieces) for row, pieces in members]
        return [members[costs.index(max(costs))]]

    def rate(self, row: Row, lane: Lane, day: int) -> Fraction:
        """Return the ratio of a percentage, from its index where it has one."""
        if not row.get("index_id", ""):
            return ratio(row.get("amount", ""))
        for value in self.indexes:
            if value["index_id"] == row["index_id"] and holds(value, day):
                return ratio(value["value"])
        raise Refused("NO_INDEX", lane.lane_id)

    def cost(self, bill: LaneBill, row: Row, pieces: list[int]) -> int:
        """Return what a surcharge costs in minor units: at once, or piece by piece (5)."""
        if row.get("per", "") == "piece":
            return sum(self.cost_once(bill, row, [piece]) for piece in pieces)
        return self.cost_once(bill, row, pieces)

    def cost_once(self, bill: LaneBill, row: Row, pieces: list[int]) -> int:
        """Return what a surcharge costs; nothing where its basis is 0."""
        if row["basis"].startswith("pct_"):
            basis = bill.percent_of(row, pieces)
            return self.percent(bill, row, basis) if basis else 0
        count = counted(row, bill.quantity(row, pieces))
        amount = self.currencies.pips(row.get("amount", "") or "0", bill.lane.currency)
        return self.finished(bill, row, cut(amount * count)) if count else 0

    def percent(self, bill: LaneBill, row: Row, basis_minor: int) -> int:
        """Return a percentage of minor units."""
        rate = self.rate(row, bill.lane, bill.ask.day)
        return self.finished(bill, row, cut(basis_minor * PIPS * rate))

    def add_taxed(self, bill: LaneBill, taxes: Callable[[], int]) -> None:
        """Charge the surcharges on taxes advanced, in the lane's currency when asked."""
        for row, pieces in self.holding(bill.ask):
            if row["basis"] == "pct_taxes" and bill.subject(row, pieces) and bill.is_met(row):
                basis = taxes()
                if basis:
                    bill.taxed.append((row, self.percent(bill, row, basis)))

    def finished(self, bill: LaneBill, row: Row, amount: Cut) -> int:
        """Return an amount within its bounds, times its probability, rounded (C-33)."""
        currency = bill.lane.currency
        low, high = (self.currencies.maybe_pips(row.get(k, ""), currency) for k in ("min", "max"))
        bounded, lost = clamped(amount, low, high)
        likely = cut(bounded * ratio(row.get("probability", ""), "1"))
        return bill.money.rounding.minor((likely[0], likely[1] or lost))


def counted(row: Row, quantity: Fraction) -> Fraction:
    """Return what of a quantity counts: above the free units, in started steps (5)."""
    rest = max(Fraction(0), quantity - (maybe(row.get("free_units", "")) or 0))
    step = maybe(row.get("step", ""))
    return rest if step is None else Fraction(ceil(rest / step))


def chosen(rows: list[Row], combine: str) -> list[int]:
    """Return the places of the rows that a group keeps, the rows given by seq (2)."""
    places = list(range(len(rows)))
    if combine == "sum":
        return places
    if combine == "priority":
        return [min(places, key=lambda i: int(rows[i]["priority"]))]
    if combine == "max":
        return [max(places, key=lambda i: maybe(rows[i]["amount"]) or 0)]
    return places[:1]


def kept_by_piece(members: list[Held], count: int) -> list[Held]:
    """Return the rows of a per-piece group with the pieces they were kept for (2)."""
    kept: dict[int, list[int]] = defaultdict(list)
    for piece in range(count):
        passed = [place for place, one in enumerate(members) if piece in one.pieces]
        rows = [members[place].row for place in passed]
        for i in chosen(rows, rows[0]["combine"]) if rows else ():
            kept[passed[i]].append(piece)
    return [Held(members[place].row, pieces) for place, pieces in kept.items()]


def lifted(ask: LaneAsk, kept: list[Held]) -> list[int | None]:
    """Return the minimum to which surcharges lift each piece, if any does (3)."""
    least: list[int | None] = [None] * len(ask.pieces)
    for row, pieces in kept:
        billable = maybe(row.get("min_billable", ""))
        if billable is not None:
            for piece in pieces:
                least[piece] = max(least[piece] or 0, ceil(billable * scale_of(ask.lane)))
    return least


def fits_place(row: Row, ask: LaneAsk) -> bool:
    """Tell whether zones, service and purpose of a row fit (1)."""
    asked = (
        ("when_zone", ask.zone.name),
        ("when_origin", ask.region),
        ("when_service", ask.zone.service),
        ("when_purpose", ask.purpose),
    )
    return all(fact in words(row[column]) for column, fact in asked if row.get(column))


def passes(row: Row, ask: LaneAsk, number: int) -> bool:
    """Tell whether a piece shows a flag of a row and meets both its measures (1)."""
    flags = words(row.get("when_flag", ""))
    if flags and ask.pieces[number].flags.isdisjoint(flags):
        return False
    return meets(row, "", ask, number) and meets(row, "and_", ask, number)


def meets(row: Row, which: str, ask: LaneAsk, number: int) -> bool:
    """Tell whether a piece meets the measure of a row, or its second one; any without one."""
    measure, piece = row.get(f"{which}measure", ""), ask.pieces[number]
    if not measure:
        return True
    if measure == "shipment_kg":
        value = Fraction(sum(piece.weight_g for piece in ask.pieces), 1000)
    elif measure.startswith("volumetric_"):
        lane = ask.lane
        value = Fraction(volumetric(lane, piece, lane.number("dim_divisor")), scale_of(lane))
    else:
        value = MEASURES[measure](piece)
    compare: bool = OPS[row[f"{which}op"]](value, maybe(row[f"{which}threshold"]))
    return compare
