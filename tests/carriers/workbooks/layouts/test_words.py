"""The words of rate sheets: bands, prices, fees, transit, shares, countries, postcodes."""

from __future__ import annotations

from fractions import Fraction

import pytest
from made_workbooks import wide

from oneprice.carriers.workbooks.files.reading import Reading
from oneprice.carriers.workbooks.forms.containers import container_type
from oneprice.carriers.workbooks.layouts import cell_words, validity
from oneprice.carriers.workbooks.layouts.bands import MINIMUM, Band, parse_band
from oneprice.carriers.workbooks.layouts.countries import country_code, country_words
from oneprice.carriers.workbooks.layouts.facts import zone_name
from oneprice.carriers.workbooks.layouts.headings import field_of, unit_in_brackets, unit_per
from oneprice.carriers.workbooks.layouts.money_words import currencies_in, read_fee, read_price
from oneprice.carriers.workbooks.layouts.plain import plain, unit_of
from oneprice.carriers.workbooks.layouts.zone_keys import postcode_keys

HOW = Reading()
COMMA = Reading(decimal="comma", thousands=".")


@pytest.mark.parametrize(
    ("text", "lo", "hi", "low", "high"),
    [
        ("0<W<=0.1", "0", "0.1", ">", "<="),
        ("0<W≤0.1", "0", "0.1", ">", "<="),
        ("0.1KG<重量≤0.2KG", "0.1", "0.2", ">", "<="),
        ("W≤0.1kg", None, "0.1", "", "<="),
        ("0.7<W", "0.7", None, ">", ""),
        ("30>=W>2", "2", "30", ">", "<="),
        ("0.101-0.2", "0.101", "0.2", "", ""),
        ("0.1-0.2KG", "0.1", "0.2", "", ""),
        ("0.1~0.2", "0.1", "0.2", "", ""),
        ("0.1至0.2", "0.1", "0.2", "", ""),
        ("0.1 to 0.2 kg", "0.1", "0.2", "", ""),
        ("[21,51)", "21", "51", ">=", "<"),
        ("(0,0.1]", "0", "0.1", ">", "<="),
        ("21-50", "21", "50", "", ""),
        ("100+", "100", None, "", ""),
        ("100KG+", "100", None, "", ""),
        ("+45", "45", None, "", ""),
        ("Q100", "100", None, "", ""),
        ("1000 kg and above", "1000", None, "", ""),
        ("100KG以上", "100", None, "", ""),
        ("over 30", "30", None, ">", ""),
        ("≥100", "100", None, ">=", ""),
        ("-45", None, "45", "", ""),
        ("N", None, "45", "", ""),
        ("0.5以下", None, "0.5", "", ""),
        ("不超过2KG", None, "2", "", "<="),
        (wide("0.5-1"), "0.5", "1", "", ""),
    ],
)
def test_bands_in_all_usual_ways(
    text: str, lo: str | None, hi: str | None, low: str, high: str
) -> None:
    """A band is read with its ends and what was said about them."""
    band = parse_band(text, HOW)
    assert isinstance(band, Band)
    assert band.lo == (None if lo is None else Fraction(lo))
    assert band.hi == (None if hi is None else Fraction(hi))
    assert (band.low, band.high) == (low, high)


@pytest.mark.parametrize(
    "text", ["", "abc", "2-1", "1-1", "1kg-2lb", "1-2-3", "1,5-2", "8-9/4", "-", "1" * 500]
)
def test_what_is_no_band(text: str) -> None:
    """Anything else is no band, however long."""
    assert parse_band(text, HOW) is None


def test_bands_with_a_decimal_comma() -> None:
    """The layout's decimal sign counts inside bands, too."""
    band = parse_band("0,101-1.000,5", COMMA)
    assert isinstance(band, Band)
    assert (band.lo, band.hi, band.last) == (
        Fraction(101, 1000),
        Fraction(2001, 2),
        Fraction(1, 1000),
    )
    assert parse_band("M", HOW) == MINIMUM


@pytest.mark.parametrize(
    ("text", "amount", "per"),
    [
        ("95", "95", None),
        ("¥95/KG", "95", (1, "kg")),
        ("95元/KG", "95", (1, "kg")),
        ("24元/票", "24", (1, "shipment")),
        ("2.81/100g", "2.81", (Fraction(1, 10), "kg")),
        ("USD 1600", "1600", None),
    ],
)
def test_prices(text: str, amount: str, per: tuple[Fraction, str] | None) -> None:
    """A price cell gives its number, and the unit it names."""
    price = read_price(text, HOW)
    assert price is not None
    assert (price.amount, price.per) == (amount, per)


@pytest.mark.parametrize("text", ["", "-5", "12%", "1,5", "abc", "10/20", "10 20", "1e3"])
def test_what_is_no_price(text: str) -> None:
    """No price is guessed from anything else."""
    assert read_price(text, HOW) is None


@pytest.mark.parametrize(
    ("text", "fee"),
    [
        ("4.00元/KG 最低200", ("4.00", "per_kg", "200", "")),
        ("5.8元/KG,276起", ("5.8", "per_kg", "276", "")),
        ("100/件 最高291", ("100", "per_piece", "", "291")),
        ("350/票", ("350", "per_shipment", "", "")),
        ("28.5%", ("28.5%", "pct_base", "", "")),
        ("2% min 17", ("2%", "pct_base", "17", "")),
        ("255", ("255", "", "", "")),
    ],
)
def test_fees(text: str, fee: tuple[str, str, str, str]) -> None:
    """A cell of a list of surcharges gives amount, basis, least and most."""
    found = read_fee(text, HOW)
    assert found is not None
    assert (found.amount, found.basis, found.min, found.max) == fee


@pytest.mark.parametrize("text", ["按月", "4/KG 或 5/KG", "10 per box 20 per pallet"])
def test_what_is_no_fee(text: str) -> None:
    """Two numbers, or none, are no fee."""
    assert read_fee(text, HOW) is None


def test_currencies_are_seen() -> None:
    """A currency in a text is noticed; the yen sign may be two."""
    assert currencies_in("¥5") == {"CNY", "JPY"}
    assert currencies_in("USD 5") == currencies_in("$5") == {"USD"}
    assert currencies_in("HK$5") == {"HKD"}
    assert currencies_in("95/KG") == set()


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("6-12个工作日", ("6", "12", "work")),
        ("5-8天", ("5", "8", None)),
        ("18-22 days", ("18", "22", None)),
        ("3 working days", ("3", "3", "work")),
    ],
)
def test_transit(text: str, cells: tuple[str, str, str | None]) -> None:
    """Days are read with their kind."""
    found = cell_words.transit(text, HOW) or {}
    days = (found.get("transit_min_days"), found.get("transit_max_days"), found.get("day_type"))
    assert days == cells


def test_split_shares() -> None:
    """Of a/b a parts of ten of the volume above the weight are charged."""
    shares = {text: cell_words.split_share(text) for text in ("5/5", "1/9", "9:1", "不计抛")}
    assert shares["5/5"] == {"dim_mix": "0.5"}
    assert shares["1/9"] == {"dim_mix": "0.1"}
    assert shares["9:1"] == {"dim_mix": "0.9"}
    assert shares["不计抛"] == {"dim_divisor": "", "dim_mix": ""}
    assert cell_words.split_share("5/6") is None


def test_other_lane_words() -> None:
    """Divisors, rounding steps, minimum weights and days, each in its usual spellings."""
    assert cell_words.divisor("长*宽*高/6000", HOW) == {"dim_divisor": "6000"}
    assert cell_words.divisor("不计抛", HOW) == {"dim_divisor": ""}
    assert cell_words.divisor("面议", HOW) is None
    assert cell_words.rounding("0.5", HOW, "kg", "kg") == {"round_steps": "*:0.5"}
    assert cell_words.rounding("500g", HOW, "kg", "kg") == {"round_steps": "*:0.5"}
    assert cell_words.rounding("0", HOW, "kg", "kg") is None
    assert cell_words.quantity("50G起重", HOW, "kg", "kg") == "0.05"
    assert cell_words.quantity("1lb", HOW, "kg", "kg") is None
    assert validity.day("1 Jun 2026") == validity.day("June 1st, 2026") == "2026-06-01"
    assert validity.day("01/06/2026") is validity.day("2026-13-01") is None
    assert validity.day("2026/6/8") == validity.day("2026年6月8日") == "2026-06-08"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("美国", "US"),
        ("美国(US)", "US"),
        ("US 美国", "US"),
        ("United Kingdom", "GB"),
        ("usa", "US"),
        ("德国(FR)", None),
        ("天堂", None),
        ("(" * 100_000, None),
    ],
)
def test_countries(text: str, code: str | None) -> None:
    """Country words in both languages; two that disagree are none."""
    assert country_code(text) == code


def test_several_countries_in_a_cell() -> None:
    """A group of countries is parted, one with a slash of its own is not."""
    assert country_words("德国/波兰") == ["德国", "波兰"]
    assert country_words("United Kingdom") == ["United Kingdom"]


def test_zones_and_containers() -> None:
    """Words of zones and container types are made plain."""
    assert [zone_name(text) for text in ("1区", "Zone 1", "z1", "一区", "JBDTBK")] == [
        *("1", "1", "1", "1", "JBDTBK")
    ]
    types = [container_type(text) for text in ("20GP", "40'HQ", "40HC", "20", "LCL")]
    assert types == ["20", "40HC", "40HC", "20", None]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("90000-96199", [("range", "90000", "96199")]),
        ("0-3", [("range", "0", "3")]),
        ("8/9", [("prefix", "8", ""), ("prefix", "9", "")]),
        ("995*, AB1", [("prefix", "995", ""), ("prefix", "AB1", "")]),
        ("全部", [("all", "", "")]),
        ("?", None),
        ("", None),
    ],
)
def test_postcodes(text: str, keys: list[tuple[str, str, str]] | None) -> None:
    """Ranges, prefixes and the whole country; anything else is told."""
    assert postcode_keys(text) == keys


def test_headings_name_fields_and_units() -> None:
    """A heading is known with or without its unit in brackets."""
    fields = ("country", "band", "rate", "base", "first")
    assert field_of("运费(RMB/KG)", fields) == ["rate"]
    assert field_of("首重0.5KG", fields) == ["first"]
    assert field_of("客户", fields) == []
    assert unit_in_brackets("重量(G)") == (Fraction(1, 1000), "kg")
    assert unit_per("元/100g") == (Fraction(1, 10), "kg")
    assert unit_of("oz") == (Fraction(1, 16), "lb")


def test_exact_decimals() -> None:
    """A fraction is written exactly, or not at all."""
    assert [plain(Fraction(*pair)) for pair in ((1, 8), (5, 1), (0, 1), (-3, 2), (1, 3))] == [
        *("0.125", "5", "0", "-1.5"),
        None,
    ]
