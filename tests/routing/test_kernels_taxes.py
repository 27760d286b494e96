"""What stands between goods and their import: claims, registrations, fees, thresholds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from orders import line, order
from tiny_book import LAW, Tables, factor, find, measure, only, step, tiny_engine

from oneprice.core.quote import Charge, Quote

BOX = {"paper": 50, "plastic": 20}


def quoted(folder: Path, edit: Any, *lines: Any, **more: Any) -> Quote:
    """Quote lines on a changed tiny book."""
    return tiny_engine(folder, edit).quote(order(*lines, **more))


def codes(quote: Quote, tier: str = "economy") -> list[str]:
    """Return the reasons of a tier, in their order."""
    return [refusal.code for refusal in quote.refusals if refusal.subject == tier]


def charges(quote: Quote, kind: str) -> list[Charge]:
    """Return the charges of a kind of the first option."""
    return [charge for charge in quote.options[0].charges if charge.kind == kind]


def gate(**cells: str) -> dict[str, str]:
    """Return a compliance row of XX."""
    row = {"jurisdiction": "XX", "claim": "SAFE", "reason": "goods must be safe"}
    return row | {"source": "made up"} | cells


# --- claims (C-53) ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "asked"),
    [
        ({}, True),
        ({"hs_prefix": "6204"}, True),
        ({"hs_prefix": "85"}, False),
        ({"origin": "CN"}, True),
        ({"origin": "VN"}, False),
        ({"purpose": "b2c"}, True),
        ({"purpose": "b2b"}, False),
        ({"mode": "sea|air"}, True),
        ({"mode": "sea"}, False),
        ({"flag": "liquid"}, False),
        ({"valid_from": "2026-07-04"}, True),  # the day of entry
        ({"valid_from": "2026-07-05"}, False),
        ({"valid_to": "2026-07-04"}, False),
        ({"valid_to": "2026-07-05"}, True),
    ],
)
def test_claim_is_asked_of_goods_that_a_row_fits(
    tmp_path: Path, cells: dict[str, str], asked: bool
) -> None:
    """A row asks its claim of the lines it fits on the entry day, and of no others."""

    def edit(tables: Tables) -> None:
        only(tables, "AIR")
        tables[f"{LAW}/compliance_gate.csv"] = [gate(**cells)]

    engine = tiny_engine(tmp_path, edit)
    quote = engine.quote(order())
    assert ("CLAIM_MISSING" in codes(quote)) == asked
    if asked:
        reason = quote.refusals[0].reason
        assert reason == "COAT needs the claim SAFE in XX: goods must be safe"
    assert engine.quote(order(line(claims=["SAFE"]))).options


def test_claim_of_another_word_does_not_help(tmp_path: Path) -> None:
    """The word itself must be given, in its own letters."""

    def edit(tables: Tables) -> None:
        tables[f"{LAW}/compliance_gate.csv"] = [gate()]

    assert "CLAIM_MISSING" in codes(quoted(tmp_path, edit, line(claims=["safe", "SAFER"])))


# --- registrations and fees (C-45) --------------------------------------------------------


def recycling(tables: Tables, registered: bool = True, fees: bool = True) -> None:
    """Ask a packaging scheme, perhaps held by the platform, with fees by weight and piece."""
    only(tables, "AIR")
    tables[f"{LAW}/epr_gate.csv"] = [
        {"jurisdiction": "XX", "scheme": "packs", "packaging": "Y", "source": "made up"}
    ]
    fee = {"jurisdiction": "XX", "scheme": "packs", "source": "made up"}
    listed = [
        fee | {"code": "paper", "form": "per_kg", "of": "packaging PAPER", "amount": "0.90"},
        fee | {"code": "piece", "form": "per_year", "amount": "33", "yearly_units": "1000"},
    ]
    tables[f"{LAW}/epr_fee.csv"] = listed if fees else []
    holder = {"jurisdiction": "XX", "scheme": "packs", "holder": "Platform", "number": "1"}
    tables["registration.csv"] = [holder] if registered else []


def test_platform_reports_and_bills(tmp_path: Path) -> None:
    """Without the seller's number the platform's fees are billed, each code rounded once.

    3 x 50 g of paper at 0.90 per kg are 13.5 cents, 3 pieces at 3.3 cents 9.9.
    """
    quote = quoted(tmp_path, recycling, line(quantity=3, packaging=BOX))
    fees = {charge.code: charge.source_amount_minor for charge in charges(quote, "epr")}
    assert fees == {"paper": 14, "piece": 10}
    assert charges(quote, "epr")[0].rate == "0.90 EUR per kg of packaging PAPER"
    assert charges(quote, "epr")[0].basis_amount == "0.135 EUR"


def test_own_number_is_not_billed(tmp_path: Path) -> None:
    """A seller with a number of its own reports itself."""
    quote = quoted(tmp_path, recycling, line(packaging=BOX, epr_ids={"packs": "9"}))
    assert charges(quote, "epr") == []
    assert quote.options


def test_only_the_lines_reported_are_billed(tmp_path: Path) -> None:
    """Of two lines only the one without a number pays, and one without packaging never."""
    own = line(sku="OWN", packaging={"paper": 9_000}, epr_ids={"packs": "9"})
    bare = line(sku="BARE", quantity=1_000, packaging={})
    quote = quoted(tmp_path, recycling, line(packaging={"paper": 1_000}), own, bare)
    fees = {charge.code: charge.source_amount_minor for charge in charges(quote, "epr")}
    assert fees == {"paper": 90, "piece": 3}


def test_no_number_at_all_is_refused(tmp_path: Path) -> None:
    """Without any number the goods are refused, however much the fees are known."""

    def edit(tables: Tables) -> None:
        recycling(tables, registered=False)

    assert codes(quoted(tmp_path, edit, line(packaging=BOX))) == ["EPR_MISSING"]


def test_fee_that_is_not_known_is_refused(tmp_path: Path) -> None:
    """The platform cannot report what it has no fee for."""

    def edit(tables: Tables) -> None:
        recycling(tables, fees=False)

    quote = quoted(tmp_path, edit, line(packaging=BOX))
    assert codes(quote) == ["EPR_RATE_MISSING"]
    assert "packs" in quote.refusals[0].reason


# --- order of the checks (C-51) -----------------------------------------------------------


def test_checks_of_the_import_run_in_order(tmp_path: Path) -> None:
    """Regime, then claims, then registrations, then fees, then steps; mended one by one."""

    def edit(tables: Tables) -> None:
        recycling(tables, fees=False)
        tables[f"{LAW}/compliance_gate.csv"] = [gate(hs_prefix="6204")]
        tables[f"{LAW}/measure.csv"] = [measure("6204", "unpriced: nobody knows")]
        find(tables[f"{LAW}/regime.csv"], priority="10")["value_hi"] = "100"

    engine = tiny_engine(tmp_path, edit)
    goods = line(packaging=BOX, unit_price_minor=10_001)
    told = [codes(engine.quote(order(goods)))]
    for mend in (
        {"unit_price_minor": 10_000},
        {"claims": ["SAFE"]},
        {"epr_ids": {"packs": "1"}},
    ):
        goods |= mend
        told.append(codes(engine.quote(order(goods))))
    assert told == [["NO_REGIME"], ["CLAIM_MISSING"], ["EPR_RATE_MISSING"], ["MEASURE_UNPRICED"]]


# --- conditions on loading, units of account (C-39, C-41, C-54) -----------------------------


@pytest.mark.parametrize(
    ("cells", "rate"),
    [
        ({"exported_to": "2026-07-01"}, "10%"),  # leaves on 1 July
        ({"exported_to": "2026-07-02"}, "1%"),
        ({"exported_from": "2026-07-01"}, "1%"),
        ({"exported_from": "2026-07-02"}, "10%"),
        ({"mode": "air"}, "1%"),
        ({"mode": "sea"}, "10%"),
        ({"claim": "mine"}, "1%"),
        ({"claim": "yours"}, "10%"),
        ({"unit_g_to": "1000"}, "1%"),
        ({"unit_g_over": "1000"}, "10%"),
    ],
)
def test_condition_of_a_rate(tmp_path: Path, cells: dict[str, str], rate: str) -> None:
    """A rate for goods loaded, sent, claimed or weighing so is taken where all of it fits."""

    def edit(tables: Tables) -> None:
        only(tables, "AIR")
        tables[f"{LAW}/measure.csv"].append(measure("620442", "1%") | cells)

    goods = line(claims=["mine"])
    quote = quoted(tmp_path, edit, goods, quoted_at="2026-07-01T04:00:00Z")
    assert [charge.rate for charge in charges(quote, "duty")] == [rate]


def test_step_in_another_currency(tmp_path: Path) -> None:
    """A fee of 30 yuan per entry is made in yuan, converted by customs FX, then rounded."""

    def edit(tables: Tables) -> None:
        only(tables, "AIR")
        fee = step("30", "entry", "fee", "ONE", "", scope="entry", flat="30", currency="CNY")
        tables[f"{LAW}/stack.csv"].append(fee)
        rate = {"kind": "customs", "authority": "*", "base": "CNY", "quote": "EUR"}
        tables["fx.csv"] = [rate | {"rate": "0.1234"}]

    quote = quoted(tmp_path, edit)
    (fee,) = charges(quote, "fee")
    assert (fee.source_amount_minor, fee.source_currency, fee.rate) == (370, "EUR", "30.00 CNY")


def test_step_in_another_currency_needs_its_rate(tmp_path: Path) -> None:
    """Without the customs rate of the step's currency the pair and the day are told."""

    def edit(tables: Tables) -> None:
        only(tables, "AIR")
        fee = step("30", "entry", "fee", "ONE", "", scope="entry", flat="30", currency="CNY")
        tables[f"{LAW}/stack.csv"].append(fee)

    quote = quoted(tmp_path, edit)
    assert codes(quote) == ["FX_MISSING"]
    assert "customs exchange rate from CNY to EUR on 2026-07-04" in quote.refusals[0].reason


def test_basis_less_a_slot_and_bounds_by_a_slot(tmp_path: Path) -> None:
    """A term taken off lowers the basis, a slot bounds the amount, and the words tell both."""

    def edit(tables: Tables) -> None:
        only(tables, "AIR")
        tables[f"{LAW}/stack.csv"] = [
            step("10", "duty", "duty", "CIF - FR_INTL", "measure:base", required="Y"),
            step("20", "vat", "tax", "GOODS", "50%", max="duty"),
        ]

    quote = quoted(tmp_path, edit)
    (duty,), (vat,) = charges(quote, "duty"), charges(quote, "tax")
    assert (duty.basis_amount, vat.source_amount_minor) == ("100.00 EUR", duty.source_amount_minor)
    assert duty.basis == "goods and freight to the border less freight to the border"
    assert vat.rate == "50%, at most duty"


# --- other days of entry (C-47) -----------------------------------------------------------


def test_other_intervals_follow_the_new_conditions(tmp_path: Path) -> None:
    """A duty from the second day of the window on enters by its mass, on goods it fits only."""

    def edit(tables: Tables, **cells: str) -> None:
        only(tables, "AIR")
        tables["guarantee.csv"] = [factor("wait", "entry", "100%")]
        later = measure("620442", "50%", "2026-07-05") | cells
        tables[f"{LAW}/measure.csv"].append(later)

    fits = quoted(tmp_path / "a", lambda tables: edit(tables, mode="air"))
    other = quoted(tmp_path / "b", lambda tables: edit(tables, mode="sea"))
    assert [charge.kind for charge in charges(fits, "guarantee")] == ["guarantee"]
    assert charges(other, "guarantee") == []
