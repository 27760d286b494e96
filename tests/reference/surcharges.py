"""Surcharges of a lane (C-34)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from reference.acceptance import Zone
from reference.fx import Converter
from reference.goods import Consignment
from reference.lanes import Lane
from reference.money import PIPS, Currencies, clamped, cut, cut_pip, minor
from reference.parcels import Parcel
from reference.quantities import of_piece, of_pieces, scale_of
from reference.reading import Row, holds, ratio, words
from reference.refused import Refused

OPS: dict[str, Callable[[Any, Any], bool]] = {
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
}
MEASURES: dict[str, Callable[[Parcel], Fraction]] = {
    "longest_cm": lambda p: Fraction(p.sides[0], 10),
    "second_cm": lambda p: Fraction(p.sides[1], 10),
    "girth_cm": lambda p: Fraction(p.girth, 10),
    "piece_kg": lambda p: Fraction(p.weight_g, 1000),
    "volume_cm3": lambda p: Fraction(p.volume, 1000),
}


@dataclass
class LaneBill:
    """What one lane charges: its base freight and the surcharges that apply, minor units."""

    lane: Lane
    zone: Zone
    pieces: list[Parcel]
    base_minor: int
    has_base: bool
    charged: list[tuple[Row, int]]

    @property
    def total_minor(self) -> int:
        """Return everything before tax."""
        return self.base_minor + sum(amount for _, amount in self.charged)


class SurchargeSheet:
    """The rows of `surcharge.csv` and `index.csv`."""

    def __init__(self, rows: list[Row], indexes: list[Row], currencies: Currencies) -> None:
        self.currencies, self.indexes = currencies, indexes
        self.rows: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: int(row["seq"])):
            self.rows[row["lane_id"]].append(row)

    def fitting(
        self, bill: LaneBill, goods: Consignment, day: int
    ) -> list[tuple[Row, list[Parcel]]]:
        """Return the rows whose conditions hold, with the pieces that pass them."""
        found = []
        for row in self.rows[bill.lane.lane_id]:
            if not holds(row, day) or not fits_place(row, bill.zone, goods):
                continue
            pieces = passing(row, bill.pieces)
            if pieces:
                found.append((row, pieces))
        return found

    def rate(self, row: Row, lane: Lane, day: int) -> Fraction:
        """Return the ratio of a percentage, from its index where it has one."""
        if not row.get("index_id", ""):
            return ratio(row.get("amount", ""))
        for value in self.indexes:
            if value["index_id"] == row["index_id"] and holds(value, day):
                return ratio(value["value"])
        raise Refused("NO_INDEX", lane.lane_id)

    def add(self, bill: LaneBill, goods: Consignment, settle: Converter, currency: str) -> None:
        """Charge the surcharges of a lane that do not wait for the taxes."""
        day, lane = settle.day, bill.lane
        fuel_minor = bill.base_minor
        for row, pieces in self.fitting(bill, goods, day):
            if row.get("effect", "") == "refuse":
                raise Refused("SURCHARGE_REFUSES", lane.lane_id)
            if row["basis"] == "pct_taxes":
                continue
            if row["basis"].startswith("pct_"):
                basis = self.money_basis(row["basis"], bill, fuel_minor, goods, settle, currency)
                pip = cut_pip(basis, self.rate(row, lane, day)) if basis else 0
            else:
                basis = count_of(row, bill, pieces, goods)
                pip = cut_pip(self.amount(row, lane), basis)
            if basis == 0:  # not even its minimum (C-34)
                continue
            amount = self.bounded(row, lane, pip)
            fuel_minor += amount if row.get("fuelable") == "1" else 0
            bill.charged.append((row, amount))

    def taxed(
        self, bill: LaneBill, goods: Consignment, taxes_pip: int, day: int
    ) -> list[tuple[Row, int]]:
        """Return the surcharges on taxes advanced, given those in the lane's currency."""
        found = []
        for row in self.on_taxes(bill, goods, day):
            if taxes_pip:
                pip = cut_pip(taxes_pip, self.rate(row, bill.lane, day))
                found.append((row, self.bounded(row, bill.lane, pip)))
        return found

    def on_taxes(self, bill: LaneBill, goods: Consignment, day: int) -> list[Row]:
        """Return the surcharges of a lane on taxes advanced that apply."""
        rows = (row for row, _ in self.fitting(bill, goods, day))
        return [row for row in rows if row["basis"] == "pct_taxes"]

    def amount(self, row: Row, lane: Lane) -> int:
        """Return the amount of a surcharge in pips."""
        return self.currencies.pips(row.get("amount", "") or "0", lane.currency)

    def bounded(self, row: Row, lane: Lane, pip: int) -> int:
        """Return an amount within its bounds, in minor units (C-33)."""
        low, high = (
            self.currencies.maybe_pips(row.get(k, ""), lane.currency) for k in ("min", "max")
        )
        return minor(clamped(cut(Fraction(pip)), low, high)[0])

    def money_basis(
        self,
        basis: str,
        bill: LaneBill,
        fuel_minor: int,
        goods: Consignment,
        settle: Converter,
        currency: str,
    ) -> int:
        """Return what a percentage is taken of, in pips of the lane's currency."""
        if basis == "pct_declared":
            value = goods.value_minor * PIPS
            return settle.minors(value, currency, bill.lane.currency) * PIPS
        return (bill.base_minor if basis == "pct_base" else fuel_minor) * PIPS


def fits_place(row: Row, zone: Zone, goods: Consignment) -> bool:
    """Tell whether zone, service and flag of a row fit."""
    zones, services = words(row.get("when_zone", "")), words(row.get("when_service", ""))
    flags = set(words(row.get("when_flag", "")))
    in_place = (not zones or zone.name in zones) and (not services or zone.service in services)
    return in_place and (not flags or bool(flags & goods.flags))


def passing(row: Row, pieces: list[Parcel]) -> list[Parcel]:
    """Return the pieces that pass the measured condition of a row; all without one."""
    measure = row.get("measure", "")
    if not measure:
        return pieces
    passes, threshold = OPS[row["op"]], Fraction(row["threshold"])
    if measure == "shipment_kg":
        total = Fraction(sum(piece.weight_g for piece in pieces), 1000)
        return pieces if passes(total, threshold) else []
    return [piece for piece in pieces if passes(MEASURES[measure](piece), threshold)]


def count_of(row: Row, bill: LaneBill, pieces: list[Parcel], goods: Consignment) -> Fraction:
    """Return how many units of a surcharge are charged."""
    if row["basis"] == "per_shipment":
        return Fraction(1)
    if row["basis"] == "per_piece":
        return Fraction(len(pieces))
    if row["basis"] == "per_kg":
        measured = row.get("measure", "") not in ("", "shipment_kg")
        alone = [of_piece(bill.lane, piece) for piece in pieces]
        priced = alone if measured else of_pieces(bill.lane, pieces)
        return Fraction(sum(chargeable for chargeable, _ in priced), scale_of(bill.lane))
    if row["basis"] == "per_hs_line":
        headings = {line.hs[:6] for line in goods.lines}
        return max(Fraction(0), len(headings) - Fraction(row.get("free_units", "") or 0))
    raise ValueError(f"unknown basis {row['basis']}")
