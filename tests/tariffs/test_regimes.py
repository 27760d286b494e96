"""Regimes by value: FOB and CIF, dearest unit, other currencies, rows the sale decides (C-43)."""

from collections.abc import Sequence

import pytest
from tariff_cases import Cells, Line, MakeLaw

from oneprice.core.errors import InputError

# 1 EUR = 1.25 USD for customs, 1.20 for tax at sale.
RATES = (
    {"kind": "customs", "base": "EUR", "quote": "USD", "rate": "1.25"},
    {"kind": "tax", "base": "EUR", "quote": "USD", "rate": "1.2"},
)


def fx(*rows: Cells) -> list[Cells]:
    """Return rows of fx.csv for everybody."""
    return [{"authority": "*"} | row for row in rows]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("22",), 1),
        (("22.01",), 0),
        (("100", "22"), 0),  # the dearest decides
        ((Line(goods="44", quantity=2), "5"), 1),
        ((Line(goods="44.01", quantity=2),), 0),  # half a cent above
        ((Line(goods="66.01", quantity=3),), 0),
        ((Line(goods="66", quantity=3),), 1),
    ],
)
def test_dearest_unit(make_law: MakeLaw, lines: Sequence[str | Line], found: int) -> None:
    """`item` tests the goods of the dearest single unit, exactly."""
    book = make_law(regimes=[{"aggregation": "item", "value_hi": "22"}])
    assert book.regime(*lines) == found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"prior": "0"}, 1),
        ({"prior": "0.01"}, 0),
        ({"rest": (Line(goods="0.01"),)}, 0),
    ],
)
def test_importer_day_adds_up_the_whole_order(
    make_law: MakeLaw, said: dict[str, object], found: int
) -> None:
    """All consignments of the order count, and what came in earlier that day."""
    book = make_law(regimes=[{"aggregation": "importer_day", "value_hi": "100"}])
    assert book.regime("60", "40", **said) == found


@pytest.mark.parametrize(("goods", "found"), [("125", 1), ("125.01", 0)])
def test_value_in_the_jurisdictions_currency(make_law: MakeLaw, goods: str, found: int) -> None:
    """Goods are converted by customs FX, half up to the minor unit (C-37)."""
    book = make_law(regimes=[{"value_hi": "100"}], fx=fx(*RATES))
    assert book.regime(goods, currency="USD") == found


@pytest.mark.parametrize(
    ("goods", "freight", "row", "found"),
    [
        ("100", ("0", "0"), {}, 1),
        ("100.01", ("0", "0"), {}, 0),
        ("90", ("4", "4"), {"test": "FOB"}, 1),  # 90 USD + 4 EUR x 1.25
        ("90", ("4", "4"), {"test": "CIF"}, 1),
        ("90", ("4", "4.01"), {"test": "CIF"}, 0),
        ("95.01", ("4", "0"), {"test": "FOB"}, 0),
        ("100", ("50", "50"), {"aggregation": "item"}, 1),
    ],
)
def test_limit_in_the_orders_currency(
    make_law: MakeLaw, goods: str, freight: tuple[str, str], row: Cells, found: int
) -> None:
    """The order's own amounts are added up unconverted; only freight is converted."""
    limit = {"value_hi": "100", "value_currency": "USD"}
    book = make_law(regimes=[limit | row], fx=fx(*RATES))
    assert book.regime(goods, currency="USD", freight=freight) == found


def test_order_in_the_limits_currency_needs_no_rate(make_law: MakeLaw) -> None:
    """A limit on goods in the order's own currency stands without any exchange rate."""
    limit = {"value_hi": "100", "value_currency": "USD"}
    book = make_law(regimes=[limit])
    assert [book.regime(goods, currency="USD") for goods in ("100", "100.01")] == [1, 0]
    assert make_law(regimes=[limit | {"test": "FOB"}]).regime("1", currency="USD") == 0


@pytest.mark.parametrize(("goods", "found"), [("80", 1), ("80.01", 0)])
def test_total_is_converted_into_a_third_currency(
    make_law: MakeLaw, goods: str, found: int
) -> None:
    """A limit in a currency that is not the order's converts the total by customs FX."""
    limit = {"value_hi": "100", "value_currency": "USD"}
    book = make_law(regimes=[limit], fx=fx(*RATES))
    assert book.regime(goods) == found  # an order in EUR


@pytest.mark.parametrize(("goods", "found"), [("0.05", 1), ("0.06", 0)])
def test_converted_total_is_rounded_half_up(make_law: MakeLaw, goods: str, found: int) -> None:
    """0.05 EUR are 0.0625 USD and count as 0.06; 0.06 EUR count as 0.08."""
    limit = {"value_hi": "0.06", "value_currency": "USD"}
    assert make_law(regimes=[limit], fx=fx(*RATES)).regime(goods) == found


@pytest.mark.parametrize("column", ["base", "quote"])
def test_row_without_its_rate_does_not_fit(make_law: MakeLaw, column: str) -> None:
    """Without a rate into its currency a row is passed over."""
    rows = [{"value_hi": "100", "value_currency": "GBP"}, {"priority": 2}]
    assert make_law(regimes=rows, fx=fx(*RATES)).regime("1") == 2
    other = {"base": "GBP", "quote": "EUR"}[column]
    pair = {"base": other, "quote": "EUR" if other == "GBP" else "GBP"}
    rate = {"kind": "customs", "rate": "1.1"} | pair
    assert make_law(regimes=rows, fx=fx(rate)).regime("1") == 1


@pytest.mark.parametrize(("goods", "found"), [("120", 1), ("120.01", 2), ("125", 2)])
def test_sale_decides_by_tax_rate(make_law: MakeLaw, goods: str, found: int) -> None:
    """A row that is not import converts by the tax rate of the sale day."""
    rows = [{"regime": "seller_collected", "value_hi": "100"}, {"priority": 2, "value_hi": "100"}]
    assert make_law(regimes=rows, fx=fx(*RATES)).regime(goods, currency="USD") == found


def test_sale_without_tax_rate_falls_to_import(make_law: MakeLaw) -> None:
    """Without a tax rate a row that the sale decides does not fit."""
    rows = [{"regime": "seller_collected", "value_hi": "100"}, {"priority": 2, "value_hi": "100"}]
    assert make_law(regimes=rows, fx=fx(RATES[0])).regime("1", currency="USD") == 2


@pytest.mark.parametrize(
    ("fx_day", "rate_day", "found"),
    [
        ("entry", "2026-06-01", 1),
        ("entry", "2026-05-01", 0),
        ("export", "2026-05-01", 1),
        ("export", "2026-06-01", 0),
    ],
)
def test_day_of_customs_rate(make_law: MakeLaw, fx_day: str, rate_day: str, found: int) -> None:
    """Customs FX is that of the entry day, or of the export day where the law says so (C-09)."""
    rate = RATES[0] | {"valid_from": rate_day, "valid_to": rate_day[:-1] + "2"}
    book = make_law(place={"fx_day": fx_day}, fx=fx(rate))
    limits = {"export_day": "2026-05-01", "currency": "USD"}
    assert book.regime("1", **limits) == found


def test_duty_area_is_an_authority(make_law: MakeLaw) -> None:
    """A rate of the duty area holds for its members, unless they have their own (C-09)."""
    area = {"authority": "AREA"} | RATES[0]
    own = {"authority": "XX"} | RATES[0] | {"rate": "2"}
    limit, place = [{"value_hi": "100"}], {"duty_area": "AREA"}
    book = make_law(regimes=limit, place=place, fx=[area])
    assert [book.regime(goods, currency="USD") for goods in ("125", "125.01")] == [1, 0]
    book = make_law(regimes=limit, place=place, fx=[area, own])
    assert [book.regime(goods, currency="USD") for goods in ("200", "200.01")] == [1, 0]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"ship_from": "China"}, "ship_from"),
        ({"ship_from": "CN|*"}, "ship_from"),
        ({"value_currency": "XYZ"}, "value_currency"),
        ({"aggregation": "line"}, "aggregation"),
    ],
)
def test_bad_regime_names_its_cell(make_law: MakeLaw, row: Cells, column: str) -> None:
    """A cell of regime.csv that cannot be used is named."""
    with pytest.raises(InputError, match=rf"regime\.csv row 2, column {column}"):
        make_law(regimes=[row])


def test_unknown_authority_of_a_rate_is_refused(make_law: MakeLaw) -> None:
    """An exchange rate of an authority that is nobody in the book would never be used."""
    with pytest.raises(InputError, match=r"fx\.csv row 2, column authority.*'ZZ'"):
        make_law(fx=[{"authority": "ZZ"} | RATES[0]])
