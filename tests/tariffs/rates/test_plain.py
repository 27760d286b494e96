"""Rates as our own tables write them."""

import csv
from datetime import date
from fractions import Fraction as F
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import oneprice.tariffs
from oneprice.tariffs.rates.duty import (
    FREE,
    AdValorem,
    Cell,
    Duty,
    Phase,
    Phased,
    Preference,
    Rate,
    Relative,
    Season,
    Seasonal,
    Side,
    Specific,
    Unpriced,
)
from oneprice.tariffs.rates.plain import parse_duty, read_plain, read_plain_cell
from oneprice.tariffs.rates.units import find_unit

TEN = Duty.of(AdValorem(F(1, 10)))
KG = Specific(F("2.8"), "EUR", "kg")


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("Free", FREE),
        (" free \n", FREE),
        ("0%", FREE),
        ("10%", TEN),
        ("10% + 2.80 EUR/kg", Duty.of(AdValorem(F(1, 10)), KG)),
        (
            "10% not less than 2.80 EUR/kg",
            Duty((Side("first", (AdValorem(F(1, 10)),)), Side("at_least", (KG,)))),
        ),
        ("25% on all but metal content", Duty.of(AdValorem(F(1, 4), "-metal content"))),
        ("25% on the wheel", Duty.of(AdValorem(F(1, 4), "wheel"))),
        (
            "10% (01 JAN-14 FEB), 0%",
            Seasonal((Season(TEN, (1, 1), (2, 14)), Season(FREE, (2, 15), (12, 31)))),
        ),
        ("10%; from 2026-07-01: Free", Phased((Phase(None, TEN), Phase(date(2026, 7, 1), FREE)))),
        ("from 2026-07-01: Free", Phased((Phase(date(2026, 7, 1), FREE),))),
        ("base", Relative(None, True)),
        ("base plus: 10%", Relative(TEN, True)),
        ("instead of base plus: 10%", Relative(TEN, False)),
        ("120% of base", Relative(None, True, F(6, 5))),
        ("base less 0.5%", Relative(None, True, less=F(5, 1000))),
        (
            "base of 8716.39.00, 8716.90.30 on repairs or alterations",
            Relative(None, True, part="repairs or alterations", of=("8716.39.00", "8716.90.30")),
        ),
        ("The duty provided in the applicable subheading + 10%", Relative(TEN, True)),
        ("unpriced: Section 232 metal share", Unpriced("stated", "Section 232 metal share")),
        ("unpriced:", Unpriced("stated", "no priced rate is stated")),
        (
            "unpriced[quota; certificate]: only within",
            Unpriced("quota", "only within", ("certificate",)),
        ),
        ("unpriced[nonsense]: words", Unpriced("stated", "nonsense: words")),
        ("Entry Price", Unpriced("entry_price", "Entry Price", ("entry price",))),
    ],
)
def test_read_plain(text: str, rate: Rate) -> None:
    """Each form of our own tables is read."""
    assert read_plain(text) == rate


@pytest.mark.parametrize(
    "text",
    [
        "10%; from 2026-07-01: later",
        "10%; from 2026-02-30: Free",
        "10%; from 2026-07-01: Free; from 2026-07-01: Free",
        "base plus: later",
        "base on the",
        "10% (40 JAN - 2 FEB)",
        "8.47 ¢/kg plus 8.",
        "5 USD/widget",
        "5% on the",
        "none",
    ],
)
def test_unread(text: str) -> None:
    """A text with a part that is not understood has no price."""
    assert isinstance(read_plain(text), Unpriced)


def test_blank() -> None:
    """A blank text says nothing; as a duty it is unpriced, not free."""
    assert read_plain(" \n") is None
    assert parse_duty("") == Unpriced("empty", "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("base plus: 10%", "reference"),
        ("10% (1 JAN - 2 FEB)", "seasonal"),
        ("from 2026-07-01: Free", "seasonal"),
    ],
)
def test_parse_duty_gives_duties_only(text: str, reason: str) -> None:
    """Where one duty is asked for, a rate that depends on more is unpriced."""
    rate = parse_duty(text)
    assert isinstance(rate, Unpriced)
    assert rate.reason == reason


def test_cell_with_preferences_and_marks() -> None:
    """A canonical cell holds rates for programmes and marks."""
    text = "10% | {CA, MY}: Free | {DCS}: unpriced: why | marks: BK, #"
    assert read_plain_cell(text) == Cell(
        TEN,
        (Preference(("CA", "MY"), FREE), Preference(("DCS",), Unpriced("stated", "why"))),
        ("BK", "#"),
    )
    assert read_plain_cell("none | {CA}: 10%") == Cell(None, (Preference(("CA",), TEN),))
    assert isinstance(read_plain_cell("10% | what").duty, Unpriced)
    assert isinstance(read_plain_cell("10% | {CA}: ").duty, Unpriced)


def test_every_text_of_the_law_tables_is_read() -> None:
    """Each rate of our own tables is a duty, or says itself that it has no price."""
    law = Path(oneprice.tariffs.__file__).parent / "law"
    texts = set()
    for path in sorted(law.rglob("measure.csv")):
        with path.open(encoding="utf-8", newline="") as handle:
            texts |= {row["rate"] for row in csv.DictReader(handle)}
    assert len(texts) > 30
    for text in texts - {"none"}:
        rate = read_plain(text)
        assert rate is not None
        stated = isinstance(rate, Unpriced) and rate.reason == "stated"
        assert stated == text.startswith("unpriced"), text


@given(st.text(max_size=40))
def test_any_text_has_an_answer(text: str) -> None:
    """No text breaks the reader, and only a text that says so is free."""
    duty = parse_duty(text)
    if isinstance(duty, Duty) and duty.is_free:
        assert (
            "free" in text.lower() or "nihil" in text.lower() or "0" in text or not text.isascii()
        )


@given(
    st.integers(0, 99_999),
    st.integers(1, 99_999),
    st.sampled_from(["kg", "pr.", "doz.", "gross", "liter", "head"]),
    st.booleans(),
)
def test_written_rate_is_read_back(percent: int, cents: int, unit: str, dollars: bool) -> None:
    """Writing an amount and a percentage and reading them gives the same numbers."""
    amount = f"${cents}" if dollars else f"{cents}¢"
    duty = parse_duty(f"{amount}/{unit} + {percent // 100}.{percent % 100:02d}%")
    found = find_unit(unit)
    assert found is not None
    specific = Specific(F(cents, 1 if dollars else 100) / found.size, "USD", found.name)
    assert duty == Duty.of(specific, AdValorem(F(percent, 10_000)))
