"""Exchange rates of a day: kind, validity, authority and direction (C-09)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from orders import order
from tiny_book import Tables, only, product, tiny_engine

from oneprice.core.ground import FX
from oneprice.routing._kernels_fx import FX_CUSTOMS, FX_SETTLEMENT, FX_TAX, find_fx

EUR, USD, GBP = 1, 2, 3
DE, US = 1, 2
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
    place, num, den = find_fx(table, kind, DE, EUR, USD, day)
    assert (num, den) == ((table.fx[place]["num"], 7) if place else (0, 0))
    return int(num)


def test_same_currency_needs_no_rate() -> None:
    """A currency is worth itself, on any day."""
    assert find_fx(rates(), FX_TAX, DE, GBP, GBP, 0) == (0, 1, 1)


def test_rank_of_rows() -> None:
    """Own as written, own inverted, general as written, general inverted, in this order."""
    ranked = [row(1, DE), row(2, DE, 1), row(3), row(4, 0, 1)]
    for first in range(4):
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


# --- whole quotes -----------------------------------------------------------------------


def in_yuan(tables: Tables) -> None:
    """Offer AIR in CNY only: base 10 and 4 per kg."""
    only(tables, "AIR")
    lanes, rates = product("AIR", "air", ("2", "3"), "10", "4", "CNY")
    tables["lane.csv"], tables["rate.csv"] = lanes, rates


def fx(kind: str, base: str, quote: str, rate: str, authority: str = "*") -> dict[str, str]:
    """Return a row of `fx.csv`."""
    return {"kind": kind, "authority": authority, "base": base, "quote": quote, "rate": rate}


@pytest.mark.parametrize("missing", ["customs", "settlement"])
def test_missing_rate_is_refused(tmp_path: Path, missing: str) -> None:
    """A lane in another currency needs both its settlement and its customs rate."""

    def edit(tables: Tables) -> None:
        in_yuan(tables)
        kinds = [kind for kind in ("customs", "settlement", "tax") if kind != missing]
        tables["fx.csv"] = [fx(kind, "CNY", "EUR", "0.5") for kind in kinds]

    quote = tiny_engine(tmp_path, edit).quote(order())
    refusal = next(refusal for refusal in quote.refusals if refusal.subject == "economy")
    assert (quote.options, refusal.code) == ((), "FX_MISSING")
    assert "EUR" in refusal.reason
    assert "CNY" in refusal.reason


def test_charge_is_rounded_before_it_is_converted(tmp_path: Path) -> None:
    """Fourteen yuan at 0.1234 are 1.7276 EUR, 173 cents; customs uses its own rate (C-10)."""

    def edit(tables: Tables) -> None:
        in_yuan(tables)
        tables["fx.csv"] = [fx("settlement", "CNY", "EUR", "0.1234")]
        tables["fx.csv"] += [
            fx("customs", "CNY", "EUR", "0.2"),
            fx("customs", "CNY", "EUR", "0.5", "XX"),
        ]

    option = tiny_engine(tmp_path, edit).quote(order()).options[0]
    charges = {charge.code: charge for charge in option.charges}
    assert (charges["AIR"].source_amount_minor, charges["AIR"].amount_minor) == (1400, 173)
    assert charges["duty"].basis_amount == "107.00 EUR"  # 14 yuan are 7 EUR at the own rate
