"""Duty texts: what is priced, what is not, and why."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneprice.tariffs.rates.duty_expression import Duty, Specific, Unpriced, find_unit, parse_duty


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("Free", F(0)),
        ("free", F(0)),
        (" Free \n", F(0)),
        ("0%", F(0)),
        ("6.8%", F(68, 1000)),
        ("25 %", F(1, 4)),
        ("33 1/3%", F(1, 3)),
        ("16.5%", F(33, 200)),
    ],
)
def test_ad_valorem(text: str, percent: F) -> None:
    """A percentage is a fraction of the basis, exactly."""
    assert parse_duty(text) == Duty(percent)


@pytest.mark.parametrize(
    ("text", "percent", "amount", "unit", "currency"),
    [
        ("1.5¢/kg", F(0), F(15, 1000), "kg", "USD"),
        ("1.5 cents/kg", F(0), F(15, 1000), "kg", "USD"),
        ("68¢/head", F(0), F(68, 100), "each", "USD"),
        ("$1.646/kg", F(0), F(1646, 1000), "kg", "USD"),
        ("$5.50/t", F(0), F(55, 10_000), "kg", "USD"),
        ("2¢/g", F(0), F(20), "kg", "USD"),
        ("44¢ each", F(0), F(44, 100), "each", "USD"),
        ("2.80 EUR/kg", F(0), F(28, 10), "kg", "EUR"),
        ("41.20 EUR / 100 kg", F(0), F(412, 1000), "kg", "EUR"),
        ("32.00 EUR / hl", F(0), F(32, 100), "liter", "EUR"),
        ("114.00 EUR / tonne", F(0), F(114, 1000), "kg", "EUR"),
        ("76¢/pr. + 32%", F(32, 100), F(76, 100), "pr", "USD"),
        ("10.20% + 93.10 EUR / 100 kg", F(102, 1000), F(931, 1000), "kg", "EUR"),
        ("2.8¢/doz.", F(0), F(28, 1000), "doz", "USD"),
        ("3.5¢/kg +9%", F(9, 100), F(35, 1000), "kg", "USD"),
        ("$1.13/m<sup>3</sup>", F(0), F(113, 100), "m3", "USD"),
        ("40¢/1,000", F(0), F(4, 10), "thousand", "USD"),
        ("$1,234.50/t", F(0), F(12345, 10_000), "kg", "USD"),
        ("1.7¢/line/ gross + 4%", F(4, 100), F(17, 1000), "line gross", "USD"),
        ("1¢/pf.liter", F(0), F(1, 100), "pf liter", "USD"),
        ("20¢/thou- sand + 1%", F(1, 100), F(2, 10), "thousand", "USD"),
    ],
)
def test_specific(text: str, percent: F, amount: F, unit: str, currency: str) -> None:
    """An amount per unit is read with its currency and the unit's normal name."""
    assert parse_duty(text) == Duty(percent, Specific(amount, unit, currency))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("unpriced: metal content", "stated"),
        ("44¢ each + 6% on the case + 14% on the strap, band or bracelet", "component"),
        ("3.7¢/kg on drained weight", "content"),
        ("3.6606¢/kg of total sugars", "content"),
        ("1.7¢/kg on lead content", "content"),
        ("2¢/kg on contents and container", "content"),
        ("5.10% + 9.40 EUR / 100 kg / net drained wt", "content"),
        ("The rate applicable to each garment in the ensemble", "reference"),
        ("See additional U.S. note 1", "reference"),
        ("1¢/kg less 0.02¢/kg for each degree under 100 degrees", "sliding"),
        ("4.4¢/liter + 31.4¢/pf. liter", "several_quantities"),
        ("13.5¢/kg + 6.3% + 1.9¢/article", "several_quantities"),
        ("2.5% on the value of the lead content", "part_of_value"),
        ("12.00% MIN 0.40 EUR / 100 kg", "bounded"),
        ("9.00% + EA", "reference"),
        ("15.00% (01 JAN-14 FEB), 0.00% (15 FEB-15 JUN)", "seasonal"),
        ("Free, under bond", "conditional"),
        ("8.47 ¢/kg plus 8.", "unparsed"),
        ("1.9 ¢", "unparsed"),
        ("6.4", "unparsed"),
        ("5%5%", "unparsed"),
        ("33 1/0%", "unparsed"),
        ("\N{ARABIC-INDIC DIGIT THREE}%", "unparsed"),
        ("5 EUR/\N{SUPERSCRIPT ONE} kg", "unparsed"),
        ("-5%", "unparsed"),
        ("N/A", "unparsed"),
        ("No change", "unparsed"),
    ],
)
def test_unpriced(text: str, reason: str) -> None:
    """A form beyond percent and one amount has a named reason and never a price."""
    duty = parse_duty(text)
    assert isinstance(duty, Unpriced)
    assert duty.reason == reason
    assert str(duty)


def test_stated_reason_is_kept() -> None:
    """A reason written into a table is what the refusal says."""
    assert str(parse_duty("unpriced: Section 232 metal share")) == "Section 232 metal share"


@given(st.text(max_size=40))
def test_any_text_has_an_answer(text: str) -> None:
    """No text breaks the reader, and only a text that says so is free."""
    duty = parse_duty(text)
    if isinstance(duty, Duty) and duty == Duty(F(0)):
        assert "free" in text.lower() or "0" in text or not text.isascii()


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
    specific = Specific(F(cents, 1 if dollars else 100), found.name, "USD")
    assert duty == Duty(F(percent, 10_000), specific)
