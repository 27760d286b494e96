"""Pips, cuts, roundings, the one row form and fair shares (C-01 to C-08)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from reference.reading import Row
from reference.refused import Refused

PIPS = 10_000
LARGEST_PIP = 2**55
Cut = tuple[int, bool]  # whole pips, and whether anything was lost


class Currencies:
    """The exponents of `currency.csv`."""

    def __init__(self, rows: list[Row]) -> None:
        self.exponent = {row["currency"]: int(row["exponent"]) for row in rows}
        self.memo: dict[tuple[str, str], int] = {}

    def pips(self, amount: str, currency: str) -> int:
        """Return an amount text as pips; it must be exact."""
        key = (amount, currency)
        if key not in self.memo:
            value = Fraction(amount) * 10 ** self.exponent[currency] * PIPS
            if value.denominator != 1:
                raise ValueError(f"{amount} {currency} is finer than a pip")
            self.memo[key] = int(value)
        return self.memo[key]

    def maybe_pips(self, amount: str, currency: str) -> int | None:
        """Return an amount as pips, or None for an empty cell."""
        return self.pips(amount, currency) if amount else None


def cut(value: Fraction) -> Cut:
    """Return a value cut down to whole pips and whether anything was lost (C-04, C-07)."""
    return cut_part(value.numerator, value.denominator)


def cut_part(above: int, below: int) -> Cut:
    """Return above / below cut down to whole pips and whether anything was lost."""
    whole, rest = divmod(above, below)
    if abs(whole) >= LARGEST_PIP:
        raise Refused("AMOUNT_TOO_LARGE")
    return whole, rest != 0


def cut_pip(amount: int, by: Fraction) -> int:
    """Return amount x ratio in whole pips (C-04)."""
    return cut_part(amount * by.numerator, by.denominator)[0]


def joined(one: Cut, other: Cut) -> Cut:
    """Return the sum of two cuts; something was lost if it was in either."""
    return one[0] + other[0], one[1] or other[1]


def taken_off(amount: Cut) -> Cut:
    """Return what is taken off for a cut amount: it is cut up (C-39, C-57)."""
    return -(amount[0] + amount[1]), amount[1]


def rounded(amount: Cut, unit_pip: int, mode: str) -> int:
    """Return a cut amount rounded to a unit (C-05)."""
    pip, sticky = amount
    if unit_pip == 0:
        return pip
    whole, rest = divmod(pip, unit_pip)
    lift = {
        "half_up": 2 * rest >= unit_pip,
        "half_even": 2 * rest > unit_pip or (2 * rest == unit_pip and (sticky or whole % 2 == 1)),
        "down": False,
        "up": rest > 0 or sticky,
    }[mode or "half_up"]
    return (whole + lift) * unit_pip


def minor(pip: int) -> int:
    """Return pips rounded half up to one minor unit."""
    return (pip + PIPS // 2) // PIPS


@dataclass(frozen=True)
class Rounding:
    """A unit in pips and a mode to which charges are rounded (C-05)."""

    unit_pip: int = PIPS
    mode: str = "half_up"

    def minor(self, amount: Cut) -> int:
        """Return an amount rounded, in minor units."""
        return rounded(amount, self.unit_pip, self.mode) // PIPS


def units(x: Fraction, step: Fraction | None) -> Fraction:
    """Return x, or how many steps it begins (C-06)."""
    return Fraction(ceil(x / step)) if step else x


def clamped(amount: Cut, low: int | None, high: int | None) -> Cut:
    """Return an amount within its bounds, the upper one last; a clamped amount is exact (C-06)."""
    if low is not None and amount[0] < low:
        amount = (low, False)
    if high is not None and amount[0] > high:
        amount = (high, False)
    return amount


def shares(total: int, keys: list[int]) -> list[int]:
    """Share a total by keys: floors, then the largest remainders, lower index first (C-08)."""
    if sum(keys) == 0:
        keys = [1] * len(keys)
    whole = sum(keys)
    parts = [total * key // whole for key in keys]
    remainders = [total * key % whole for key in keys]
    order = sorted(range(len(keys)), key=lambda i: (-remainders[i], i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts
