"""Money, days and levels as people read them."""

from datetime import UTC, date, datetime, timedelta, timezone

import example_book
import pytest

from oneprice.show_text import Money, day_text, minute_text, percent_of, safe_text


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (0, "EUR", "0.00"),
        (5, "EUR", "0.05"),
        (1_037_241, "EUR", "10,372.41"),
        (-5, "EUR", "-0.05"),
        (-100_000, "EUR", "-1,000.00"),
        (999, "JPY", "999"),
        (29_762, "JPY", "29,762"),
    ],
)
def test_money_has_the_decimals_of_its_currency(minor: int, currency: str, text: str) -> None:
    """Minor units are shown with the decimals of the currency and thousands apart."""
    assert Money(example_book.engine().book).text(minor, currency) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("39.45829 EUR", "39.46 EUR"),
        ("39.455 EUR", "39.46 EUR"),
        ("39.4549 EUR", "39.45 EUR"),
        ("370 JPY", "370 JPY"),
        ("0.467 kg", "0.467 kg"),
        ("1", "1"),
        ("", ""),
    ],
)
def test_short_rounds_money_only(amount: str, text: str) -> None:
    """A basis in money is rounded half up to its minor unit, other texts stay."""
    assert Money(example_book.engine().book).short(amount) == text


def test_days_have_their_weekday() -> None:
    """A day is shown with its weekday and without a leading zero."""
    assert day_text(date(2026, 9, 1)) == "Tue 1 Sep 2026"


def test_instants_have_their_zone() -> None:
    """An instant is shown in its own clock with the zone."""
    berlin = timezone(timedelta(hours=2))
    assert minute_text(datetime(2026, 7, 15, 11, 0, tzinfo=berlin)).endswith("11:00 UTC+02:00")
    assert minute_text(datetime(2026, 7, 5, 9, 5, tzinfo=UTC)) == "Sun 5 Jul 2026 09:05 UTC"


@pytest.mark.parametrize(
    ("level", "text"),
    [("0.9", "90%"), ("0.95", "95%"), ("0.995", "99.5%"), ("0.05", "5%"), ("0.9999", "99.99%")],
)
def test_levels_are_percentages(level: str, text: str) -> None:
    """A level is shown as a percentage without trailing zeros."""
    assert percent_of(level) == text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("plain\n\ttext \x1b[1m", "plain\n\ttext \x1b[1m"),
        ("Größe № 42 中文\xa0ß", "Größe № 42 中文\xa0ß"),
        ("a\x07b\x9bc\x7f", "a\\u0007b\\u009bc\\u007f"),
        ("\u202eabc\u2069", "\\u202eabc\\u2069"),
        ("\U000e0041", "\\udb40\\udc41"),
        ("\u2028", "\\u2028"),
    ],
)
def test_only_controls_are_escaped(text: str, safe: str) -> None:
    """Letters of any script, layout and colours stay; other controls become JSON escapes."""
    assert safe_text(text) == safe
