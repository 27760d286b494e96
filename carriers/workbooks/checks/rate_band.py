"""A rate row of a flat table as exact numbers, for checks before anything is compiled."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from oneprice.carriers.tables import QTY_KIND, QTY_SCALE
from oneprice.carriers.workbooks.flat import FlatRow
from oneprice.core.days import NEVER_DAY, parse_day
from oneprice.core.errors import InputError
from oneprice.core.source import parse_decimal

ANY = "*"
ENDLESS = Fraction(10**15)
SIZES = ("max_len_cm", "max_second_cm", "max_third_cm", "max_sum_cm", "max_girth_cm")


class Point(NamedTuple):
    """Just above a goods value, at a density, on a day."""

    value: Fraction
    density: Fraction
    day: int


class Terms(NamedTuple):
    """All but the quantity that says which shipments a row may price (C-31)."""

    value_lo: Fraction
    value_hi: Fraction
    density_lo: Fraction
    density_hi: Fraction
    from_day: int
    to_day: int

    def holds(self, point: Point) -> bool:
        """Tell whether shipments at a point lie in these terms."""
        return (
            self.value_lo <= point.value < self.value_hi
            and self.density_lo <= point.density < self.density_hi
            and self.from_day <= point.day < self.to_day
        )

    def contains(self, other: Terms) -> bool:
        """Tell whether all shipments of the other lie in this one."""
        return (
            self.value_lo <= other.value_lo
            and other.value_hi <= self.value_hi
            and self.density_lo <= other.density_lo
            and other.density_hi <= self.density_hi
            and self.from_day <= other.from_day
            and other.to_day <= self.to_day
        )


@dataclass(frozen=True)
class RateBand:
    """One rate row.

    Attributes
    ----------
    row : FlatRow
        Where it stands.
    lo, hi : Fraction
        In the lane's unit; no `hi` is `ENDLESS`.
    half_open : bool
        Bounds `[)`.
    """

    row: FlatRow
    lo: Fraction
    hi: Fraction
    half_open: bool
    base: Fraction
    rate: Fraction
    q0: Fraction
    step: Fraction
    least: Fraction
    most: Fraction
    min_qty: Fraction
    terms: Terms

    @property
    def cell(self) -> tuple[str, str, str]:
        """Return origin zone, zone and class: what chooses a row besides its intervals."""
        origin, zone, cargo_class = (self.row[name] or ANY for name in CELL_COLUMNS)
        return origin, zone, cargo_class

    @property
    def group(self) -> int:
        """Return the number of the rate group; a lower one is asked first."""
        return int(self.row["rate_group"] or 0)

    @property
    def sized(self) -> bool:
        """Tell whether the row holds only for parcels of some size."""
        return any(self.row[name] for name in (*SIZES, "max_volume_cm3"))

    def price(self, quantity: Fraction) -> Fraction:
        """Return the exact price of a quantity in currency units (C-06)."""
        units = max(Fraction(0), max(quantity, self.min_qty) - self.q0)
        if self.step:
            units = Fraction(-(-units // self.step))
        return min(max(self.base + self.rate * units, self.least), self.most)


CELL_COLUMNS = ("origin_zone", "dest_zone", "cargo_class")


def read_band(row: FlatRow) -> RateBand | None:
    """Return the band of a rate row, or None where a cell of it cannot be read."""
    try:
        return _band(row)
    except (InputError, ValueError):
        return None


def unit_of(lane: FlatRow | None) -> Fraction:
    """Return the smallest quantity of a lane in its own unit: 1 g is 1/1000 kg (C-29)."""
    word = (lane["qty_unit"] if lane else "") or "kg"
    return Fraction(1, QTY_SCALE[QTY_KIND.get(word, 0)])


def _band(row: FlatRow) -> RateBand:
    def number(column: str, default: Fraction = Fraction(0)) -> Fraction:
        return parse_decimal(row[column], column) if row[column] else default

    return RateBand(
        row=row,
        lo=number("lo"),
        hi=number("hi", ENDLESS),
        half_open=row["bounds"] == "[)",
        base=number("base"),
        rate=number("rate"),
        q0=number("q0"),
        step=number("step"),
        least=number("min_charge"),
        most=number("max_charge", ENDLESS),
        min_qty=number("min_qty"),
        terms=Terms(
            number("value_lo"),
            number("value_hi", ENDLESS),
            number("density_lo"),
            number("density_hi", ENDLESS),
            parse_day(row["valid_from"], "valid_from") if row["valid_from"] else -NEVER_DAY,
            parse_day(row["valid_to"], "valid_to") if row["valid_to"] else NEVER_DAY,
        ),
    )
