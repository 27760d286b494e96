"""Duty texts and duties of the twin against figures worked out by hand (C-41, C-57)."""

from __future__ import annotations

from typing import Any

import pytest

from reference.duties import Dutiable
from reference.duty_text import parse_duty, stretches
from reference.goods import Line
from reference.measures import Shipped, Tariff
from reference.reading import day_number
from reference.refused import Refused

PIPS_PER_EURO = 1_000_000
DAY = day_number("2026-03-01")


def line(**cells: Any) -> Line:
    """Return a line of two units that weigh 600 g each, 500 g net, and cost 50.00."""
    row = {
        "quantity": 2,
        "unit_price_minor": 5000,
        "weight_g": 600,
        "net_weight_g": 500,
        "country_of_origin": "CN",
        "hs_code": "61091000",
    }
    return Line({**row, **cells}, 0, "DE")


def duty_pip(text: str, *lines: Line, basis: int = 100) -> tuple[int, bool]:
    """Return the duty on a basis in euros; part values are euros already."""
    goods = Dutiable(basis * PIPS_PER_EURO, list(lines), PIPS_PER_EURO, lambda x: x * 10_000)
    return goods.priced(parse_duty(text, "EUR"))


@pytest.mark.parametrize(
    ("text", "euros"),
    [
        ("Free", 0),
        ("12.5%", 12.5),
        ("1.5 EUR/kg", 1.5),
        ("1.5 EUR/kg gross", 1.8),
        ("30 EUR/100 kg", 0.3),
        ("400 EUR/t", 0.4),
        ("12 EUR/doz", 2),
        ("3 EUR/head + 1%", 7),
        ("0.25 EUR/kg battery", 0),
        ("10% less 0.50 EUR/kg", 9.5),
        ("1% less 3 EUR/kg", 0),
        ("5% MIN 6 EUR/kg", 6),
        ("5% MIN 4 EUR/kg", 5),
        ("5% + 4 EUR/kg MAX 8%", 8),
        ("5% MIN 9 EUR/kg MAX 2% + 6 EUR/kg", 8),
        ("1% but not less than 2 EUR/kg", 2),
        ("9%, not more than 2 EUR/kg", 2),
        ("1% MIN 2% + 1 EUR/kg, plus 4%", 7),
    ],
)
def test_duty_of_two_units(text: str, euros: float) -> None:
    """The sides of a rate stand, bound and add up in order."""
    assert duty_pip(text, line()) == (round(euros * PIPS_PER_EURO), False)


def test_terms_taken_off_are_cut_up() -> None:
    """A third of a pip taken off is a whole pip, and the sticky bit is set."""
    assert duty_pip("1 EUR/kg less 1%", line(), basis=0) == (1_000_000, False)
    thirds = line(quantity=3, net_weight_g=1)
    assert duty_pip("0.0001 EUR/kg", thirds) == (0, True)
    assert duty_pip("1 EUR/kg less 0.0001 EUR/kg", thirds) == (2999, True)


def test_kept_side_brings_its_bit() -> None:
    """At a bound the side that is kept says whether anything was lost; equal sides both do."""
    odd = line(quantity=1, net_weight_g=1)
    assert duty_pip("0.0015 EUR/kg MIN 0.0015 EUR/kg", odd) == (1, True)
    assert duty_pip("0.001 EUR/kg MIN 0.0015 EUR/kg", odd) == (1, True)
    assert duty_pip("0.0015 EUR/kg MIN 0.002 EUR/kg", odd) == (2, False)
    assert duty_pip("0.0015 EUR/kg MAX 0.001 EUR/kg", odd) == (1, True)


def test_parts_and_all_but() -> None:
    """A part's value stands in for the basis; all but the part is the rest, not below 0."""
    watch = line(part_values_minor={"case": 3000, "strap": 500})
    assert duty_pip("10% on case + 20% on strap", watch) == (8 * PIPS_PER_EURO, False)
    assert duty_pip("44 EUR each + 5% on the strap, band or bracelet", watch)[0] == 88_500_000
    assert duty_pip("10% on all but case", watch) == (4 * PIPS_PER_EURO, False)
    assert duty_pip("10% on all but case", watch, basis=50) == (0, False)
    with pytest.raises(Refused, match="DUTY_INPUT_MISSING"):
        duty_pip("10% on battery", watch)


def test_degrees_multiply_each_line() -> None:
    """Litres times % vol are cut to thousandths of a litre, line by line."""
    strong = line(duty_quantities={"l": "0.333", "% vol": "12.125"})
    # 0.666 l x 12.125 = 8.07525, cut to 8.075 l, 0.08075 hl at 100 EUR
    assert duty_pip("100 EUR/% vol/hl", strong) == (8_075_000, False)
    assert duty_pip("100 EUR/% vol/hl", strong, strong) == (16_150_000, False)
    raw = line(duty_quantities={"polarity": "96"})
    assert duty_pip("1 EUR/kg less 0.02 EUR/degree under 100/kg", raw) == (920_000, False)
    pure = line(duty_quantities={"polarity": "100.5"})
    assert duty_pip("1 EUR/kg less 0.02 EUR/degree under 100/kg", pure) == (1_000_000, False)
    with pytest.raises(Refused, match="DUTY_INPUT_MISSING"):
        duty_pip("100 EUR/% vol/hl", line(duty_quantities={"l": "1"}))


def test_declared_quantities_come_first() -> None:
    """A quantity in `duty_quantities` wins over weights and numbers, in its own unit."""
    told = line(duty_quantities={"g": "250", "doz": "0.5"})
    assert duty_pip("4 EUR/kg", told) == (2 * PIPS_PER_EURO, False)
    assert duty_pip("1 EUR/each", told) == (12 * PIPS_PER_EURO, False)
    with pytest.raises(Refused, match="DUTY_INPUT_MISSING"):
        duty_pip("1 EUR/pr.", told)


def test_a_season_is_a_row_for_each_stretch() -> None:
    """A season's first and last day are in it, also over the turn of the year."""
    rows = stretches("15% (20 DEC-14 FEB), 2%")
    assert ("15%", "2025-12-20", "2026-02-15") in rows
    assert ("2%", "2026-02-15", "2026-12-20") in rows
    assert stretches("7% MIN 1 EUR/kg") == [("7% MIN 1 EUR/kg", "", "")]


def tariff(*rows: dict[str, str]) -> Tariff:
    """Return the tariff of some base rows."""
    common = {"area": "DE", "kind": "base", "origin": "*", "hs_prefix": "6109"}
    return Tariff("EUR", [common | row for row in rows], [{"group": "G", "country": "CN"}])


@pytest.mark.parametrize(
    ("cells", "day", "mode", "exported", "rate"),
    [
        ({}, DAY, "air", DAY, "1%"),
        ({"claims": ["licence"]}, DAY, "air", DAY, "2%"),
        ({"claims": ["licence"], "hs_code": "61092000"}, DAY, "air", DAY, "2%"),
        ({"country_of_origin": "IN"}, DAY, "air", DAY, "5%"),
        ({"country_of_origin": "IN"}, DAY, "air", DAY - 1, "4%"),
        ({"country_of_origin": "IN"}, DAY, "sea", DAY - 1, "3%"),
        ({"country_of_origin": "IN", "weight_g": 500}, DAY, "sea", DAY - 1, "3%"),
        ({"country_of_origin": "IN", "weight_g": 501}, DAY, "rail", DAY - 1, "6%"),
        ({"country_of_origin": "IN", "weight_g": 500}, DAY, "rail", DAY - 1, "5%"),
    ],
)
def test_row_of_a_line(
    cells: dict[str, Any], day: int, mode: str, exported: int, rate: str
) -> None:
    """Origin comes before claim, claim before prefix; mode, export day and weight must fit."""
    rows = tariff(
        {"origin": "G", "rate": "1%", "hs_prefix": "610910"},
        {"origin": "G", "rate": "1%", "hs_prefix": "610920"},
        {"origin": "G", "rate": "2%", "claim": "licence"},
        {"rate": "5%"},
        {"rate": "3%", "hs_prefix": "610910", "mode": "sea"},
        {"rate": "4%", "hs_prefix": "610910", "mode": "air", "exported_to": "2026-03-01"},
        {"rate": "6%", "hs_prefix": "610910", "mode": "rail", "unit_g_over": "500"},
    )
    found = rows.find("base", line(**cells), day, Shipped(mode, exported))
    assert found is not None
    assert found.row["rate"] == rate


def test_of_two_claims_the_first_row_wins() -> None:
    """Rows of equal rank that ask for different claims are tried in the order of the table."""
    rows = tariff({"rate": "2%", "claim": "red"}, {"rate": "1%", "claim": "green"})
    for claims, rate in ((["green", "red"], "2%"), (["green"], "1%")):
        found = rows.find("base", line(claims=claims), DAY, Shipped("air", DAY))
        assert found is not None
        assert found.row["rate"] == rate


def test_none_needs_no_rate() -> None:
    """A row `none` is like no row, and a required kind asks for no other."""
    rows = tariff({"rate": "5%"}, {"rate": "none", "origin": "CN"})
    assert rows.line_measure("base", line(), DAY, Shipped("air", DAY), required=True) is None
    with pytest.raises(Refused, match="MEASURE_MISSING"):
        rows.line_measure("vat", line(), DAY, Shipped("air", DAY), required=True)


def test_longer_prefix_with_a_condition_is_ambiguous() -> None:
    """A code is ambiguous where a longer prefix inside it leads elsewhere under any condition."""
    rows = tariff({"rate": "5%"}, {"rate": "5%", "hs_prefix": "61091010", "claim": "licence"})
    assert rows.code_problem("610910") == "HS_AMBIGUOUS"
    assert rows.code_problem("61091010") == ""
    assert rows.code_problem("610990") == ""
    assert rows.code_problem("62") == "HS_UNKNOWN"
    assert rows.code_problem("61") == "HS_AMBIGUOUS"
