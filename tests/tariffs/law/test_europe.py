"""Rules of the European tables that no published example shows: limits, currencies, gates."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from oneprice.tariffs.declaration import (
    Assessment,
    Declaration,
    DeclaredLine,
    assess,
    compile_law,
)

SAID = "made up for this test"
CHAPTERS = ("33", "39", "42", "61", "64", "84", "85")
PERSON = ("EU_RESPONSIBLE_PERSON",)
GATED = {"DE": ("lucid",), "FR": ("fr_packaging",), "IT": ("it_conai",), "ES": ("es_packaging",)}
MEMBERS = ("DE", "FR", "IT", "ES", "NL", "IE", "PL")


def _write(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _base(area: str, rate: str = "10%") -> list[dict[str, str]]:
    head = {"area": area, "kind": "base", "origin": "*", "rate": rate, "source": SAID}
    return [head | {"hs_prefix": chapter} for chapter in CHAPTERS]


def _fx(base: str, quote: str, rate: str) -> list[dict[str, str]]:
    row = {"authority": "*", "base": base, "quote": quote, "rate": rate}
    return [row | {"kind": kind} for kind in ("customs", "tax")]


class Office:
    """A folder of tables in which declarations are priced."""

    def __init__(self, folder: Path, place: str, area: str = "EU") -> None:
        self.folder, self.place = folder, place
        if area:
            _write(folder / "measure.csv", _base(area))

    def rates(self, *rows: Iterable[dict[str, str]]) -> "Office":
        """Write rates of exchange."""
        _write(self.folder / "fx.csv", [each for row in rows for each in row])
        return self

    def registered(self, *schemes: str) -> "Office":
        """Register the platform in schemes."""
        head = {"jurisdiction": self.place, "holder": "platform", "number": "1"}
        _write(self.folder / "registration.csv", [head | {"scheme": each} for each in schemes])
        return self

    def enter(self, day: str, currency: str, *lines: DeclaredLine, **more: Any) -> Assessment:
        """Price a declaration."""
        law = compile_law(self.folder, (self.place,))
        filed = Declaration(currency, date.fromisoformat(day), lines, **more)
        return assess(law, self.place, filed)


def _line(goods: str | Fraction, hs: str = "420222", **more: Any) -> DeclaredLine:
    return DeclaredLine(goods=goods, hs=hs, **({"claims": PERSON} | more))


def _charged(found: Assessment) -> dict[str, Fraction]:
    assert found.refusal is None
    sums: dict[str, Fraction] = {}
    for levy in found.charges:
        sums[levy.code] = sums.get(levy.code, Fraction(0)) + levy.amount
    return sums


@pytest.mark.parametrize("place", MEMBERS)
def test_each_member_shares_the_rules_of_the_union(tmp_path: Path, place: str) -> None:
    """A parcel of up to EUR 150 is sold under the scheme, one of a cent more is imported."""
    office = Office(tmp_path, place).registered("ioss").rates(_fx("EUR", "PLN", "4.25"))
    ids = GATED.get(place, ("pl_bdo",))
    for goods, entry in (("150", "H7 IOSS"), ("150.01", "H1")):
        line = _line(goods, epr_schemes=ids)
        found = office.enter("2026-08-05", "EUR", line, billed=goods)
        assert (found.refusal, found.entry_type) == (None, entry)
    assert found.importer == "buyer"


def test_the_flat_duty_is_converted_where_the_euro_is_not_used(tmp_path: Path) -> None:
    """Poland takes EUR 3 in zloty by the customs rate and tests EUR 150 in euro."""
    office = Office(tmp_path, "PL").rates(_fx("EUR", "PLN", "4.2501"))
    found = office.enter("2026-08-05", "PLN", _line("100", epr_schemes=("pl_bdo",)))
    assert _charged(found)["duty_low_value"] == Fraction("12.75")
    for goods, entry in (("637.50", "H7"), ("637.60", "H1")):
        found = office.enter("2026-08-05", "PLN", _line(goods, epr_schemes=("pl_bdo",)))
        assert found.entry_type == entry


def test_a_business_pays_the_tariff_below_the_limit(tmp_path: Path) -> None:
    """EUR 3 is for sales to consumers: a buyer with a VAT id pays 10 % from 2026-07-01."""
    office, ids = Office(tmp_path, "NL"), {"purpose": "b2b", "buyer_tax_id": True}
    before = _charged(office.enter("2026-06-30", "EUR", _line("100"), **ids))
    after = _charged(office.enter("2026-07-01", "EUR", _line("100"), **ids))
    assert before.get("duty", 0) == 0
    assert after["duty"] == 10
    assert "duty_low_value" not in after


@pytest.mark.parametrize(("goods", "vat"), [("5.23", 0), ("5.24", 1)])
def test_germany_does_not_levy_less_than_a_euro(tmp_path: Path, goods: str, vat: int) -> None:
    """Import VAT that rounds to 99 cents is not levied, one that rounds to a euro is."""
    found = Office(tmp_path, "DE").enter("2026-06-05", "EUR", _line(goods, epr_schemes=("lucid",)))
    assert _charged(found).get("import_vat", 0) == vat


def test_only_germany_has_the_waiver(tmp_path: Path) -> None:
    """The Netherlands take 21 cents on a euro."""
    found = Office(tmp_path, "NL").enter("2026-06-05", "EUR", _line("1"))
    assert _charged(found)["import_vat"] == Fraction("0.21")


def test_consumer_goods_need_a_responsible_person(tmp_path: Path) -> None:
    """From 2024-12-13 goods for consumers are refused without the claim, others are not."""
    office = Office(tmp_path, "NL")
    for day, purpose, refused in (
        ("2024-12-12", "b2c", False),
        ("2024-12-13", "b2c", True),
        ("2024-12-13", "b2b", False),
    ):
        found = office.enter(day, "EUR", _line("100", claims=()), purpose=purpose)
        assert (found.refusal is not None) is refused
    cream = office.enter("2024-12-13", "EUR", _line("100", hs="330499"))
    assert cream.refusal is not None
    assert cream.refusal.code == "CLAIM_MISSING"


def test_electrical_goods_need_a_registration(tmp_path: Path) -> None:
    """The seller's number frees; the platform's alone has no fee that could be billed."""
    office = Office(tmp_path, "NL")
    codes = []
    for ids, platform in (((), "ioss"), (("nl_weee",), "ioss"), ((), "nl_weee")):
        line = _line("200", hs="851713", epr_schemes=ids)
        refusal = office.registered(platform).enter("2026-08-05", "EUR", line).refusal
        codes.append(refusal.code if refusal else "")
    assert codes == ["EPR_MISSING", "", "EPR_RATE_MISSING"]


def test_packaging_bands_are_chosen_by_claim(tmp_path: Path) -> None:
    """A line that claims a green and a red band pays the red one, which is written first."""
    office = Office(tmp_path, "GB", "GB").registered("gb_pepr")
    fees = []
    for claims in ((), ("RAM_GREEN",), ("RAM_RED",), ("RAM_GREEN", "RAM_RED")):
        line = _line("500", hs="392690", claims=claims, packaging={"plastic": 100_000})
        fees.append(_charged(office.enter("2026-08-05", "GBP", line))["epr_plastic"])
    assert fees == [Fraction("45.5"), Fraction("41.5"), Fraction("54.5"), Fraction("54.5")]


@pytest.mark.parametrize(("goods", "entry"), [("2999.99", "VOEC"), ("3000", "standard")])
def test_norway_looks_at_the_dearest_item(tmp_path: Path, goods: str, entry: str) -> None:
    """Two items of NOK 2,999.99 go under the scheme together, items of 3,000 do not."""
    _write(tmp_path / "measure.csv", _base("NO", "Free"))
    office = Office(tmp_path, "NO", "").registered("no_voec")
    both = Fraction(goods) * 2
    found = office.enter("2026-08-05", "NOK", _line(both, quantity=2), billed=both)
    assert found.entry_type == entry


def test_swiss_duty_goes_by_gross_weight_and_is_waived_alone(tmp_path: Path) -> None:
    """Six francs on 30 kg gross are levied, five are not; VAT stands for itself."""
    head = {"area": "CH", "kind": "base", "origin": "*", "source": SAID}
    _write(tmp_path / "measure.csv", [head | {"hs_prefix": "0712", "rate": "0.20 CHF/kg gross"}])
    office = Office(tmp_path, "CH", "")
    for gross_g, duty, vat in ((30_000, "6", "16.69"), (25_000, "0", "16.2")):
        line = DeclaredLine(goods="200", hs="071290", gross_g=gross_g, net_g=20_000)
        found = _charged(office.enter("2026-08-05", "CHF", line))
        assert found.get("duty", 0) == Fraction(duty)
        assert found["import_vat"] == Fraction(vat)


def test_a_swiss_platform_collects_at_the_sale(tmp_path: Path) -> None:
    """The registered platform bills VAT on everything; its import VAT is a memo line."""
    office = Office(tmp_path, "CH", "").registered("ch_vat")
    found = office.enter("2026-08-05", "CHF", _line("100"), billed="110")
    payers = {levy.code: levy.payer for levy in found.charges}
    assert payers == {"import_vat": "memo", "sale_vat": "seller"}
    assert _charged(found)["sale_vat"] == Fraction("8.91")


def test_turkey_ends_the_flat_entry(tmp_path: Path) -> None:
    """60 % from China and 30 % from the EU until 2026-02-05, then nothing can be priced."""
    office = Office(tmp_path, "TR", "").rates(_fx("EUR", "TRY", "50"))
    for origin, duty in (("CN", 600), ("DE", 300)):
        line = _line("1000", origin=origin)
        found = office.enter("2026-02-05", "TRY", line, mode="post")
        assert _charged(found) == {"flat_duty": duty}
    late = office.enter("2026-02-06", "TRY", _line("1000"), mode="post")
    assert late.refusal is not None
    assert late.refusal.code == "MEASURE_UNPRICED"
