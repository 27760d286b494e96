"""Exchange rates of a day: kind, validity, authority and direction (C-09)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest

from oneprice.core._kernels_fx import FX_CUSTOMS, FX_SETTLEMENT, FX_TAX, find_fx
from oneprice.core.ground import FX

EUR, USD, GBP = 1, 2, 3
DE, US, UNION = 1, 2, 3
FIELDS = ("kind", "authority", "base", "quote", "inverted", "num", "from_day", "to_day")


class Rates(NamedTuple):
    """The section the kernel reads."""

    fx: Any


def rates(*rows: tuple[int, ...]) -> Rates:
    """Return a table of rows of `FIELDS` whose denominator is 7."""
    table = np.zeros(1 + len(rows), FX)
    for i, row in enumerate(rows, start=1):
        for name, value in zip(FIELDS, row, strict=True):
            table[i][name] = value
        table[i]["den"] = 7
    return Rates(table)


def row(num: int, authority: int = 0, inverted: int = 0, **more: int) -> tuple[int, ...]:
    """Return an EUR-USD customs row of days 10 to 20."""
    fields = {"kind": FX_CUSTOMS, "base": EUR, "quote": USD, "from_day": 10, "to_day": 20} | more
    fields |= {"num": num, "authority": authority, "inverted": inverted}
    return tuple(fields[name] for name in FIELDS)


def found(*rows: tuple[int, ...], kind: int = FX_CUSTOMS, day: int = 15) -> int:
    """Return the numerator that DE uses for EUR to USD."""
    table = rates(*rows)
    place, num, den = find_fx(table, kind, DE, UNION, EUR, USD, day)
    assert (num, den) == ((table.fx[place]["num"], 7) if place else (0, 0))
    return int(num)


def test_same_currency_needs_no_rate() -> None:
    """A currency is worth itself, on any day."""
    assert find_fx(rates(), FX_TAX, DE, UNION, GBP, GBP, 0) == (0, 1, 1)


def test_rank_of_rows() -> None:
    """Own rows, those of the duty area, general ones; of each as written before inverted."""
    ranked = [row(1, DE), row(2, DE, 1), row(3, UNION), row(4, UNION, 1), row(5), row(6, 0, 1)]
    for first in range(6):
        left = ranked[first:]
        assert found(*left) == first + 1
        assert found(*reversed(left)) == first + 1


def test_other_authorities_do_not_count() -> None:
    """A row of another jurisdiction is never used."""
    assert found(row(5, US)) == 0
    assert found(row(5, US), row(6)) == 6


@pytest.mark.parametrize(("day", "num"), [(9, 0), (10, 5), (19, 5), (20, 0)])
def test_rate_holds_half_open(day: int, num: int) -> None:
    """A rate holds from its first day to the day before its end."""
    assert found(row(5), day=day) == num


@pytest.mark.parametrize("kind", [FX_TAX, FX_SETTLEMENT])
def test_kinds_do_not_mix(kind: int) -> None:
    """Each kind of rate serves its own purpose."""
    assert found(row(5), kind=kind) == 0
    assert found(row(5, kind=kind), kind=kind) == 5


def test_direction_counts() -> None:
    """A row serves its own direction only: the other one is a row of its own."""
    assert found(row(5, base=USD, quote=EUR)) == 0


def test_place_without_an_area_takes_general_rows() -> None:
    """Where there is no duty area a general row is not taken for its own."""
    table = rates(row(1), row(2, 0, 1))
    assert find_fx(table, FX_CUSTOMS, DE, 0, EUR, USD, 15)[1] == 1
