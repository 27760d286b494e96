"""Cells that only carriers write: amounts, quantities in a lane's unit, limits cut to integers."""

from __future__ import annotations

from fractions import Fraction

from oneprice.core._kernels import PIPS_PER_MINOR, SATURATION_PIP, UNBOUNDED
from oneprice.core.compiling import Compiling
from oneprice.core.source import Ratio, Row, ratio_of
from oneprice.core.vocabulary import ALL_FLAGS, FLAGS, flag_mask


def amount_pip(ctx: Compiling, row: Row, column: str, currency: int) -> int | None:
    """Return an amount in pips, 0 or more and below the saturation of C-07; None when empty."""
    amount = row.amount_pip(column, ctx.exponent(currency))
    return _in_range(row, column, amount)


def amount_minor(ctx: Compiling, row: Row, column: str, currency: int) -> int | None:
    """Return an amount in whole minor units, 0 or more; finer cells are an error."""
    pip = amount_pip(ctx, row, column, currency)
    if pip is not None and pip % PIPS_PER_MINOR:
        raise row.error(column, f"give at most {ctx.exponent(currency)} decimals")
    return None if pip is None else pip // PIPS_PER_MINOR


def rate_pip(ctx: Compiling, row: Row, column: str, currency: int, scale: int) -> Ratio:
    """Return an amount per unit of the lane as pips per smallest unit (C-03, C-29); empty is 0."""
    amount = row.decimal(column) or Fraction(0)
    pips = amount * 10 ** ctx.exponent(currency) * PIPS_PER_MINOR / scale
    return ratio_of(pips, row.where(column))


def quantity(row: Row, column: str, scale: int) -> int | None:
    """Return a quantity in smallest units; finer cells are an error, None when empty."""
    return _in_range(row, column, row.scaled(column, scale))


def at_most(row: Row, column: str, scale: int) -> int:
    """Return an upper limit cut down to whole units; empty is `UNBOUNDED`."""
    value = row.decimal(column)
    if value is None:
        return UNBOUNDED
    return _in_range(row, column, (value * scale).__floor__()) or 0


def at_least(row: Row, column: str, scale: int) -> int:
    """Return a lower limit lifted to whole units; empty is 0."""
    value = row.decimal(column) or Fraction(0)
    return _in_range(row, column, (value * scale).__ceil__()) or 0


def share(row: Row, column: str, default: Fraction) -> Ratio:
    """Return a ratio between 0 and 1."""
    value = row.ratio(column)
    value = default if value is None else value
    if not 0 <= value <= 1:
        raise row.error(column, "give a ratio between 0 and 1")
    return ratio_of(value, row.where(column))


def flags(row: Row, column: str) -> int:
    """Return a list of cargo flags as a bit set: `none` is 0, `*` is all."""
    words = row.words(column)
    if words == ["*"]:
        return ALL_FLAGS
    if words == ["none"]:
        return 0
    try:
        return flag_mask(words)
    except KeyError:
        raise row.error(column, "give * or none, or a list of " + ", ".join(FLAGS)) from None


def _in_range(row: Row, column: str, value: int | None) -> int | None:
    if value is not None and not 0 <= value < SATURATION_PIP:
        raise row.error(column, "give 0 or more, and less than 2^55 of the smallest unit")
    return value
