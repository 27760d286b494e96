"""Texts of the Japanese tariff."""

from datetime import date
from fractions import Fraction as F
from typing import Any

import pytest

from oneprice.tariffs.rates.cells import read_cell
from oneprice.tariffs.rates.duty import (
    FREE,
    AdValorem,
    Duty,
    Season,
    Seasonal,
    Side,
    Specific,
    Unpriced,
)


def ad(percent: str) -> AdValorem:
    """Return a share of the value."""
    return AdValorem(F(percent) / 100)


def yen(amount: str, unit: str = "kg", *times: str) -> Specific:
    """Return an amount in yen per one unit."""
    return Specific(F(amount), "JPY", unit, times)


VALUE = AdValorem(F(1))


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("10%", [("first", ad("10"))]),
        ("190円/kg", [("first", yen("190"))]),
        ("934円/kl", [("first", yen("0.934", "liter"))]),
        ("930円/MT", [("first", yen("0.93"))]),
        ("4,000,000円/頭", [("first", yen("4000000", "each"))]),
        ("170万円/頭", [("first", yen("1700000", "each"))]),
        ("8.5%＋290.70円/1,000本", [("first", ad("8.5"), yen("0.2907", "each"))]),  # noqa: RUF001
        ("25%＋63円/kg", [("first", ad("25"), yen("63"))]),  # noqa: RUF001
        ("25%又は60円/kgのうちいずれか高い税率", [("first", ad("25")), ("at_least", yen("60"))]),
        (
            "60%又は4,800円/足のうちいずれか高い税率",
            [("first", ad("60")), ("at_least", yen("4800", "pr"))],
        ),
        (
            "5.6%又は4.4%＋1.52円/㎡のうちいずれか高い税率",  # noqa: RUF001
            [("first", ad("5.6")), ("at_least", ad("4.4"), yen("1.52", "m2"))],
        ),
        (
            "11.7%又は72.90円/kgのうちいずれか低い税率",
            [("first", ad("11.7")), ("at_most", yen("72.9"))],
        ),
        (
            "21.3%又は156.80円/lのうちいずれか低い税率 ただしその税率が93円/lを下回る場合は93円/l",
            [
                ("first", ad("21.3")),
                ("at_most", yen("156.8", "liter")),
                ("at_least", yen("93", "liter")),
            ],
        ),
        (
            "9.3%又は7.19円/kgのうちいずれか高い税率（ただしその税率が50%を上回る場合は50%とする）",  # noqa: RUF001
            [("first", ad("9.3")), ("at_least", yen("7.19")), ("at_most", ad("50"))],
        ),
        (
            "1キログラムにつき、52.50円に重量比による乳糖の含有率が10%を超える1%ごとに5.30円を加えた額",
            [("first", yen("52.5"), yen("5.3", "kg", "% lactose over 10"))],
        ),
    ],
)
def test_priced(text: str, sides: list[tuple[Any, ...]]) -> None:
    """Percent, yen per unit and the higher or lower of two are read exactly."""
    duty = Duty(tuple(Side(op, tuple(terms)) for op, *terms in sides))
    assert read_cell(text, "jp").duty == duty


@pytest.mark.parametrize(
    ("text", "plus", "minus"),
    [
        ("(73.70円−課税価格)/kg", (yen("73.7"),), (VALUE,)),  # noqa: RUF001
        ("535.53円/kg-課税価格/kg", (yen("535.53"),), (VALUE,)),
        ("((500円-課税価格)×10/16)/kg", (yen("312.5"),), (AdValorem(F(10, 16)),)),  # noqa: RUF001
        ("(577.15円/kg-課税価格/kg×0.6)", (yen("577.15"),), (AdValorem(F(6, 10)),)),  # noqa: RUF001
        ("（393円×1.002-課税価格）/kg", (yen("393.786"),), (VALUE,)),  # noqa: RUF001
        (
            "（（課税価格×（1.007-51.46/897.59）＋51.46円）-課税価格）/kg",  # noqa: RUF001
            (yen("51.46"),),
            (AdValorem(1 - F("1.007") + F("51.46") / F("897.59")),),
        ),
    ],
)
def test_difference_to_the_customs_value(
    text: str, plus: tuple[Specific, ...], minus: tuple[AdValorem, ...]
) -> None:
    """A difference duty is an amount per kg less a share of the value."""
    assert read_cell(text, "jp").duty == Duty((Side("first", plus, minus),))


@pytest.mark.parametrize(
    ("text", "rate", "markers"),
    [
        ("無税", FREE, ()),
        ("免税", FREE, ()),
        ("(無税)", FREE, ("()",)),
        ("（無税）", FREE, ("()",)),  # noqa: RUF001
        ("◎無税 ◆2", FREE, ("◎", "◆2")),
        ("※1％", Duty.of(ad("1")), ("※",)),  # noqa: RUF001
        ("*(55円/kg)", Duty.of(yen("55")), ("*", "()")),
        ("**(71.80円/kg)", Duty.of(yen("71.8")), ("**", "()")),
        ("(180円-課税価格)/kg", Duty((Side("first", (yen("180"),), (VALUE,)),)), ()),
    ],
)
def test_marks_are_kept(text: str, rate: Duty, markers: tuple[str, ...]) -> None:
    """Marks and an outer bracket are kept beside the rate; an inner bracket is none."""
    cell = read_cell(text, "jp")
    assert (cell.duty, cell.markers) == (rate, markers)


@pytest.mark.parametrize(
    ("text", "reason", "need"),
    [
        ("●無税〜3.5%", "range", "rate of the finer code"),
        ("(無税)〜(6%)", "range", "rate of the finer code"),
        ("(一部3.5%)", "range", "rate of the finer code"),
        ("●3.8%、29.8%＋915円/kg", "range", "rate of the finer code"),  # noqa: RUF001
        ("●無税又は非譲許", "unbound", "rate of the finer code"),
        ("関税割当数量以内のもの 無税", "quota", "quota certificate"),
        ("特恵輸入対象のもの 9.8%", "quota", "quota certificate"),
        (
            "（カナダに対する待遇） 2.4% （他の締約国に対する待遇） 無税",  # noqa: RUF001
            "by_country",
            "partner country",
        ),
        ("膝を覆うもの 1.2% その他のもの 1.4%", "property", "product property"),
        ("ひよこ豆、ひら豆及び緑豆 無税", "property", "product property"),
        ("こい 1.6%", "property", "product property"),
        (
            "1キログラムにつき枝肉に係る基準輸入価格と課税価格との差額",
            "formula",
            "reference import price",
        ),
        ("◆11", "reference", "note ◆11"),
    ],
)
def test_unpriced(text: str, reason: str, need: str) -> None:
    """What is not one rate for all goods of the code names its class."""
    rate = read_cell(text, "jp").duty
    assert isinstance(rate, Unpriced)
    assert (rate.reason, rate.needs) == (reason, (need,))


@pytest.mark.parametrize(
    "text",
    [
        "25%又は60円/kgのうちいずれか高い",
        "25%又は60円のうちいずれか高い税率",
        "21.3%又は156.80円/lのうちいずれか低い税率 ただしその税率が93円/lを下回る場合は94円/l",
        "(73.70円-課税価格/kg",
        "課税価格×課税価格",  # noqa: RUF001
        "5円/0",
        "60円",
        "10",
        "10%/kg",
    ],
)
def test_cut_or_senseless(text: str) -> None:
    """A text that is cut or has no sense has no price."""
    assert isinstance(read_cell(text, "jp").duty, Unpriced)


def test_season_of_each_year() -> None:
    """Imports between two days have a rate; other days have none."""
    rate = read_cell("毎年11月1日から翌年2月末日までに輸入されるもの 無税", "jp").duty
    assert rate == Seasonal((Season(FREE, (11, 1), (2, 29)),))
    assert isinstance(rate, Seasonal)
    assert rate.on(date(2028, 2, 29)) == FREE
    assert isinstance(rate.on(date(2028, 3, 1)), Unpriced)
