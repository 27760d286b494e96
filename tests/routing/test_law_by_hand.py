"""Whose rule applies: orders at the rims of the shipped law, judged by the texts they cite."""

from __future__ import annotations

from typing import Any

import pytest
from orders import example

from oneprice.core.quote import Quote
from oneprice.routing.engine import Engine

Document = dict[str, Any]


def changed(name: str, buyer: Document | None = None, **more: Any) -> Document:
    """Return an example order with one line, its buyer and its head changed."""
    document = example(name)
    document["lines"] = document["lines"][:1]
    document["buyer"] = document["buyer"] | (buyer or {})
    return document | more


def codes(quote: Quote) -> set[str]:
    """Return the reasons of all refusals."""
    return {refusal.code for refusal in quote.refusals}


def amounts(quote: Quote, code: str) -> list[tuple[int, str]]:
    """Return (amount, payer) of a charge in every offered tier."""
    charges = [charge for option in quote.options for charge in option.charges]
    return [(charge.amount_minor, charge.payer) for charge in charges if charge.code == code]


@pytest.mark.parametrize(
    ("scheme", "collected"), [("EIN", True), ("DE_VAT", True), ("GB_VAT", False)]
)
def test_reverse_charge_asks_the_number_of_the_country(
    engine: Engine, scheme: str, collected: bool
) -> None:
    """Only a GB VAT number moves the VAT of a low-value sale to the buyer (VATA 1994 s. 7AA)."""
    buyer = {"tax_ids": [{"scheme": scheme, "number": "1"}]}
    quote = engine.quote(changed("gb-threshold-135", buyer, shipment_purpose="b2b"))
    assert quote.options
    assert bool(amounts(quote, "sale_vat")) is collected
    assert all(payer == "memo" for _, payer in amounts(quote, "reverse_vat"))
    assert bool(amounts(quote, "reverse_vat")) is not collected


def test_business_alone_exempts_no_sales_tax(engine: Engine) -> None:
    """A US business buyer pays sales tax unless it gives a certificate."""
    bare = {"sales_tax_rate": None, "tax_ids": []}
    quote = engine.quote(changed("us-phone", bare, shipment_purpose="b2b"))
    assert quote.options == () and "SALES_TAX_MISSING" in codes(quote)
    certified = bare | {"tax_ids": [{"scheme": "US_RESALE", "number": "1"}]}
    quote = engine.quote(changed("us-phone", certified, shipment_purpose="b2b"))
    assert quote.options and not amounts(quote, "sales_tax")


def test_ioss_is_decided_by_the_rate_of_the_sale(engine: Engine) -> None:
    """USD 173.26 is EUR 149.10 on the day of sale: IOSS in every tier, whenever it enters."""
    document = changed("de-threshold-150", currency="USD", quoted_at="2026-07-10T10:00:00+02:00")
    document["lines"][0] |= {"quantity": 1, "unit_price_minor": 17_326}
    options = engine.quote(document).options
    assert len(options) == 3
    regimes = {part.regime for option in options for part in option.consignments}
    assert regimes == {"seller_collected"}


def test_low_value_duty_is_the_collectors_debt(engine: Engine) -> None:
    """Under DAP the EUR 3 of an IOSS consignment is still billed by the seller."""
    quote = engine.quote(changed("de-threshold-150", incoterm="DAP"))
    assert quote.options
    assert {charge for charge in amounts(quote, "duty_low_value")} == {(300, "seller")}


def test_business_without_a_vat_id_is_a_consumer(engine: Engine) -> None:
    """Without a VAT id the platform collects IOSS VAT (Regulation (EU) 282/2011 art. 5d)."""
    quote = engine.quote(changed("de-threshold-150", shipment_purpose="b2b"))
    regimes = {part.regime for option in quote.options for part in option.consignments}
    assert regimes == {"seller_collected"}


def test_packaging_register_is_asked_for_every_parcel(engine: Engine) -> None:
    """A line that tells of no packaging still travels in some (VerpackG s. 7 and 9)."""
    document = changed("de-threshold-150")
    document["lines"][0] |= {"packaging": {}, "epr_ids": {}}
    quote = engine.quote(document)
    assert quote.options == () and "EPR_MISSING" in codes(quote)


@pytest.mark.parametrize(("second", "taxed"), [("CN-SZX", True), ("CN-YIW", True), (None, False)])
def test_japanese_exemption_adds_what_one_buyer_gets(
    engine: Engine, second: str | None, taxed: bool
) -> None:
    """Two articles of 9,600 yen customs value are 19,200 together, from two origins too."""
    document = changed("us-phone", {"country": "JP", "postcode": "1000001", "sales_tax_rate": None})
    document |= {"currency": "JPY"}
    line = document["lines"][0] | {"quantity": 1, "unit_price_minor": 16_000}
    other = [line | {"ship_from": second, "sku": "OTHER"}] if second else []
    quote = engine.quote(document | {"lines": [line, *other]})
    assert quote.options
    assert any(amount > 0 for amount, _ in amounts(quote, "consumption_tax")) is taxed


def test_earlier_goods_of_the_day_count(engine: Engine) -> None:
    """Goods entered earlier the same day use up the Japanese exemption."""
    document = changed("us-phone", {"country": "JP", "postcode": "1000001", "sales_tax_rate": None})
    document["lines"][0] |= {"quantity": 1, "unit_price_minor": 16_000}
    document |= {"currency": "JPY", "prior_same_day_minor": 669}
    quote = engine.quote(document)
    assert quote.options and all(amount > 0 for amount, _ in amounts(quote, "consumption_tax"))


@pytest.mark.parametrize("name", ["de-threshold-150", "gb-threshold-135"])
def test_trade_remedies_are_not_left_out_of_small_parcels(engine: Engine, name: str) -> None:
    """Ceramic tableware from China is refused below the threshold as above it."""
    document = changed(name)
    document["lines"][0] |= {"hs_code": "691110", "hs_national": {}, "unit_price_minor": 2_000}
    quote = engine.quote(document)
    assert quote.options == () and "MEASURE_UNPRICED" in codes(quote)
