"""The words of a charge let a reader compute its amount again."""

import re
from fractions import Fraction

import example_book
import pytest

from oneprice.core.quote import Charge


def charges(name: str, tier: str) -> list[Charge]:
    """Return the charges of an offer of an example order."""
    option = example_book.quote(name).option(tier)
    assert option is not None
    return list(option.charges)


def one(name: str, tier: str, code: str) -> Charge:
    """Return the first charge of a code."""
    return next(charge for charge in charges(name, tier) if charge.code == code)


def every_charge() -> list[Charge]:
    """Return the charges of all offers of all example orders."""
    quotes = [example_book.quote(name) for name in example_book.NAMES]
    return [c for quote in quotes for option in quote.options for c in option.charges]


def number(text: str) -> Fraction:
    """Return the leading number of a text."""
    found = re.match(r"-?[\d.]+", text)
    assert found is not None, text
    return Fraction(found[0])


def minor(charge: Charge, units: Fraction) -> int:
    """Return units of the source currency as minor units, half up."""
    exponent = 0 if charge.source_currency == "JPY" else 2
    return (units * 10**exponent + Fraction(1, 2)).__floor__()


PAPER_FEES = (
    "210 GBP per t of packaging PAPER; 190 GBP per t of packaging PAPER with RAM_GREEN; "
    "250 GBP per t of packaging PAPER with RAM_RED"
)


@pytest.mark.parametrize(
    ("name", "tier", "code", "basis", "amount", "rate"),
    [
        ("munich-cart", "economy", "DRESS-42", "units", "1", "49.90 EUR each"),
        ("munich-cart", "economy", "duty_low_value", "tariff headings", "1", "3.00 EUR"),
        ("munich-cart", "economy", "ioss_vat", "billed before tax", "", "19%"),
        ("jp-order", "economy", "duty", "duty raw", "370 JPY", "cut to 100 JPY"),
        ("de-b2b-sea-lcl", "economy", "terminal", "chargeable", "5.6736 rt", "12.00 USD/rt"),
        ("de-b2b-sea-lcl", "economy", "documents", "shipment", "1", "45.00 USD"),
        ("us-steel-pan", "premium", "duty_s232", "goods", "79.80 USD", "25%"),
        ("gb-above-135", "economy", "epr_paper", "fees of the lines", "0.0105 GBP", PAPER_FEES),
    ],
)
def test_words_of_known_charges(
    name: str, tier: str, code: str, basis: str, amount: str, rate: str
) -> None:
    """Known charges of the examples read as a person would write them."""
    charge = one(name, tier, code)
    assert charge.basis == basis
    assert charge.basis_amount.startswith(amount)
    assert charge.rate.startswith(rate)


def test_percentages_give_the_amount_again() -> None:
    """Basis times percentage, within the bounds told, is the amount of the line."""
    checked = 0
    for charge in every_charge():
        found = re.fullmatch(r"([\d.]+)%(?: \([\w-]+\))?(?:, at least ([\d.]+) \w+)?", charge.rate)
        if found and re.fullmatch(r"[\d.]+ [A-Z]{3}", charge.basis_amount):
            amount = number(charge.basis_amount) * Fraction(found[1]) / 100
            amount = max(amount, Fraction(found[2] or 0))
            assert charge.source_amount_minor == minor(charge, amount), charge
            checked += 1
    assert checked > 50


def test_weights_and_rates_give_the_freight_again() -> None:
    """Weight times rate plus base is the freight of a single parcel."""
    checked = 0
    pattern = r"([\d.]+) \w{3}/kg \+ ([\d.]+) \w{3}(?:/parcel)?"
    for name in ("munich-cart", "us-phone", "gb-threshold-135", "jp-order"):
        for charge in (c for o in example_book.quote(name).options for c in o.charges):
            found = re.fullmatch(pattern, charge.rate) if charge.kind == "freight" else None
            if found:
                amount = number(charge.basis_amount) * Fraction(found[1]) + Fraction(found[2])
                assert charge.source_amount_minor == minor(charge, amount), charge
                checked += 1
    assert checked > 20


def test_factors_sum_to_the_guarantee() -> None:
    """The factors told sum to the basis of the guarantee, and each names its rule."""
    for charge in (c for c in every_charge() if c.kind == "guarantee"):
        parts = charge.rate.split("; ")
        assert sum(number(part.split(" ")[1]) for part in parts) == number(charge.basis_amount)
        rules = charge.rule_id.split("; ")
        assert [rule.rpartition(":")[2] for rule in rules] == [p.split(" ")[0] for p in parts]


def test_every_line_has_a_rule_and_a_source() -> None:
    """No line of any example is without rule id, source, basis and rate."""
    for charge in every_charge():
        assert all((charge.rule_id, charge.rule_source, charge.basis, charge.rate)), charge
