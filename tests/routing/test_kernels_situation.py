"""What a candidate declares: rates of exchange and the day they are taken on (C-09, C-54)."""

from __future__ import annotations

from pathlib import Path

import pytest
from orders import line, order
from tiny_book import LAW, Tables, only, product, tiny_engine


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


def abroad(tables: Tables, fx_day: str) -> None:
    """Give XX its duties in CNY, with a rate that changes between export and entry."""
    only(tables, "AIR")
    (place,) = tables[f"{LAW}/jurisdiction.csv"]
    place |= {"currency": "CNY", "fx_day": fx_day}
    tables["fx.csv"] = [fx(kind, "EUR", "CNY", "8") for kind in ("settlement", "tax")]
    early = fx("customs", "EUR", "CNY", "8") | {"valid_to": "2026-07-02"}
    tables["fx.csv"] += [early, fx("customs", "EUR", "CNY", "9") | {"valid_from": "2026-07-02"}]


@pytest.mark.parametrize(("fx_day", "declared"), [("entry", 90_000), ("export", 80_000)])
def test_customs_rate_of_export_or_entry(tmp_path: Path, fx_day: str, declared: int) -> None:
    """Goods that leave on 1 July and enter later are declared at the rate that the law names.

    The order of 04:00 UTC is valid until 05:00, an hour before the cut-off.
    """
    engine = tiny_engine(tmp_path, lambda tables: abroad(tables, fx_day))
    option = engine.quote(order(quoted_at="2026-07-01T04:00:00Z")).options[0]
    part = option.consignments[0]
    assert (part.export_date.isoformat(), part.entry_date > part.export_date) == (
        "2026-07-01",
        True,
    )
    assert (part.declared_value_minor, part.declared_currency) == (declared, "CNY")
    duty = next(c for c in option.charges if c.code == "duty")
    rate = 9 if fx_day == "entry" else 8
    assert duty.basis_amount == f"{rate * 107}.00 CNY"  # freight is converted on that day too


@pytest.mark.parametrize(("fx_day", "day"), [("entry", "2026-07-03"), ("export", "2026-07-01")])
def test_missing_customs_rate_tells_its_day(tmp_path: Path, fx_day: str, day: str) -> None:
    """The reason names the day on which the customs rate is missing, not the day of sale."""

    def edit(tables: Tables) -> None:
        abroad(tables, fx_day)
        tables["fx.csv"] = [row for row in tables["fx.csv"] if row["kind"] != "customs"]

    quote = tiny_engine(tmp_path, edit).quote(order(quoted_at="2026-07-01T04:00:00Z"))
    reason = next(r.reason for r in quote.refusals if r.code == "FX_MISSING")
    assert f"no customs exchange rate from EUR to CNY on {day}" in reason


@pytest.mark.parametrize(
    ("quantity", "offered"),
    [(4, True), (5, False)],  # 3.2 and 4.0 x 10^12 fen; 2^55 pips are 3.6 x 10^12
)
def test_goods_too_large_in_the_local_currency(
    tmp_path: Path, quantity: int, offered: bool
) -> None:
    """Goods that pass the range once converted are refused, never priced on a wrapped value."""
    engine = tiny_engine(tmp_path, lambda tables: abroad(tables, "export"))
    goods = line(unit_price_minor=10**11, quantity=quantity, weight_g=1)
    quote = engine.quote(order(goods, quoted_at="2026-07-01T04:00:00Z"))
    assert bool(quote.options) == offered
    codes = {refusal.code for refusal in quote.refusals if refusal.subject == "economy"}
    assert ("AMOUNT_TOO_LARGE" in codes) == (not offered)
