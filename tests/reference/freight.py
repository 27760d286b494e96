"""Rate rows and the base freight of a lane (C-31 to C-33)."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from reference.acceptance import Zone
from reference.lanes import Lane
from reference.money import Currencies, clamped, cut, minor, units
from reference.quantities import scale_of
from reference.reading import Row, holds, maybe
from reference.refused import Refused


class RateRow:
    """One row of `rate.csv`, in units of quantity and pips."""

    def __init__(self, row: Row, lane: Lane, currencies: Currencies) -> None:
        scale = scale_of(lane)
        self.row, self.scale = row, scale
        self.cell = (row.get("dest_zone", "") or "*", row.get("cargo_class", "") or "*")
        self.lo = Fraction(row.get("lo", "") or 0) * scale
        high = maybe(row.get("hi", ""))
        self.hi = None if high is None else high * scale
        self.open_low = (row.get("bounds", "") or "(]") == "(]"
        self.least = (maybe(row.get("min_qty", "")) or Fraction(0)) * scale
        self.q0 = (maybe(row.get("q0", "")) or Fraction(0)) * scale
        self.step = (maybe(row.get("step", "")) or Fraction(0)) * scale
        amounts = {k: row.get(k, "") for k in ("base", "rate", "min_charge", "max_charge")}
        self.pip = {k: currencies.maybe_pips(v, lane.currency) for k, v in amounts.items()}

    def has(self, q: int) -> bool:
        """Tell whether the interval of the row holds a quantity (C-31)."""
        if self.open_low:
            above = self.lo < q or (self.lo == 0 and q == 0)
            return above and (self.hi is None or q <= self.hi)
        return self.lo <= q and (self.hi is None or q < self.hi)

    def price(self, q: Fraction) -> int:
        """Return the price of a quantity in pips (C-06)."""
        x = units(max(Fraction(0), max(q, self.least) - self.q0), self.step)
        per = Fraction(self.pip["rate"] or 0, 1 if self.step else self.scale)
        amount = cut((self.pip["base"] or 0) + per * x)
        return clamped(amount, self.pip["min_charge"], self.pip["max_charge"])[0]


class RateCard:
    """All rows of `rate.csv` by lane."""

    def __init__(self, rows: list[Row], lanes: dict[str, Lane], currencies: Currencies) -> None:
        self.rows: dict[str, list[RateRow]] = defaultdict(list)
        for row in rows:
            self.rows[row["lane_id"]].append(RateRow(row, lanes[row["lane_id"]], currencies))

    def pick(self, lane: Lane, zone: str, cargo: str, q: int, day: int) -> RateRow:
        """Return the row of a quantity: exact zone and class win, zone first (C-31)."""
        held = [r for r in self.rows[lane.lane_id] if holds(r.row, day) and r.has(q)]
        for cell in ((zone, cargo), (zone, "*"), ("*", cargo), ("*", "*")):
            for row in held:
                if row.cell == cell:
                    return row
        raise Refused("NO_RATE", lane.lane_id)

    def price(self, lane: Lane, row: RateRow, q: int, day: int) -> int:
        """Return the price of a quantity in pips, next breaks tried (C-32)."""
        prices = [row.price(Fraction(q))]
        if lane.row.get("next_break") == "1":
            for other in self.rows[lane.lane_id]:
                if other.cell == row.cell and other.lo > row.lo and holds(other.row, day):
                    prices.append(other.price(other.lo))
        return min(prices)

    def base_minor(
        self, lane: Lane, zone: Zone, cargo: str, quantities: list[tuple[int, int]], day: int
    ) -> int:
        """Return the base freight of a lane in its minor units (C-33)."""
        total = 0
        for chargeable, picking in quantities:
            row = self.pick(lane, zone.name, cargo, picking, day)
            total += minor(self.price(lane, row, chargeable, day))
        return total
