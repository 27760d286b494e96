"""Validity is half-open: every dated row of the shipped law, and the days of the big changes."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tariff_cases import Cells, write_table

from oneprice.core.days import NEVER_DAY, parse_day
from oneprice.tariffs.declaration import (
    Assessment,
    Declaration,
    DeclaredLine,
    Law,
    assess,
    compile_law,
)

SHIPPED = Path(__file__).parents[2] / "tariffs" / "law"
# Table of the law -> section of the compiled book that holds its rows.
SECTIONS = {
    "measure": "measure",
    "epr_fee": "measure",
    "regime": "regime",
    "stack": "step",
    "epr_gate": "epr_gate",
    "compliance_gate": "compliance_gate",
    "sales_tax": "sales_tax",
}
FILES = sorted(path for path in SHIPPED.glob("*/*.csv") if path.stem in SECTIONS)
Spans = dict[tuple[str, str], set[tuple[int, int]]]


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _areas() -> dict[str, str]:
    """Return the duty area of each jurisdiction that is shipped."""
    rows = (row for path in SHIPPED.glob("*/jurisdiction.csv") for row in rows_of(path))
    return {row["jurisdiction"]: row["duty_area"] for row in rows}


def _bases() -> list[Cells]:
    """Return a free base rate on every code for each area that ships none for all codes."""
    areas, free = _areas(), []
    for area in sorted(set(areas.values())):
        members = {area, *(place for place, its in areas.items() if its == area)}
        files = (path for path in FILES if path.stem == "measure" and path.parent.name in members)
        rows = [row for path in files for row in rows_of(path)]
        if not any(row["kind"] == "base" and not row["hs_prefix"] for row in rows):
            free.append({"area": area, "kind": "base", "origin": "*", "rate": "Free"})
    return [row | {"hs_prefix": "", "source": "made up for a test"} for row in free]


def _registrations() -> list[Cells]:
    """Return a registration in every scheme that a shipped regime, gate or fee names."""
    named = {
        (row["jurisdiction"], row["scheme"])
        for path in FILES
        for row in rows_of(path)
        if row.get("scheme") and row.get("jurisdiction")
    }
    return [
        {"jurisdiction": place, "scheme": scheme, "holder": "Platform", "number": "1"}
        for place, scheme in sorted(named)
    ]


@pytest.fixture(scope="module")
def law(tmp_path_factory: pytest.TempPathFactory) -> Law:
    """Return the compiled law of every market that is shipped."""
    folder = tmp_path_factory.mktemp("all_law")
    fx = [("EUR", "USD", "1.25"), ("USD", "CLP", "1000"), ("EUR", "CLP", "1250")]
    both = [(kind, *rate) for kind in ("customs", "tax") for rate in fx]
    write_table(folder / "measure.csv", _bases())
    write_table(folder / "registration.csv", _registrations())
    columns = ("kind", "base", "quote", "rate")
    table: list[Cells] = [{"authority": "*"} | dict(zip(columns, row, strict=True)) for row in both]
    write_table(folder / "fx.csv", table)
    return compile_law(folder, tuple(_areas()))


@pytest.fixture(scope="module")
def spans(law: Law) -> Spans:
    """Return the half-open days of every compiled record, by section and rule."""
    found: Spans = {}
    for section in set(SECTIONS.values()):
        for record in law.tables[section][1:]:
            key = section, law.ids.name("rule", record["rule"])
            found.setdefault(key, set()).add((int(record["from_day"]), int(record["to_day"])))
    return found


def _days(row: dict[str, str]) -> tuple[int, int]:
    first, end = row.get("valid_from", ""), row.get("valid_to", "")
    return (
        parse_day(first, "valid_from") if first else -NEVER_DAY,
        parse_day(end, "valid_to") if end else NEVER_DAY,
    )


def _label(path: Path) -> str:
    return "/".join(path.parts[-2:])


@pytest.mark.parametrize("path", FILES, ids=_label)
def test_every_shipped_row_holds_on_its_days_only(path: Path, spans: Spans) -> None:
    """A row holds from its first day to the day before its end, and no row is lost on the way."""
    wrong = []
    for number, row in enumerate(rows_of(path), start=2):
        first, end = _days(row)
        rule = f"law/{path.parent.name}/{path.name}:{number}"
        records = spans.get((SECTIONS[path.stem], rule), set())
        expected = {first: True, end - 1: True, first - 1: False, end: False}
        for day, holds in expected.items():
            if any(lo <= day < hi for lo, hi in records) is not holds:
                wrong.append((rule, day, holds))
    assert wrong == []


def test_dated_rows_of_every_kind_are_shipped() -> None:
    """The check above is about many rows: each kind of table has dated ones."""
    dated = {
        path.stem
        for path in FILES
        for row in rows_of(path)
        if row.get("valid_from") or row.get("valid_to")
    }
    assert dated == set(SECTIONS)


# --- the days of the big changes ---------------------------------------------------------

EU_CLAIMS = ("EU_RESPONSIBLE_PERSON", "EU_PRODUCT_IDS")
SCHEMES = ("lucid", "fr_packaging", "fr_textile", "it_conai")
SHIRT = DeclaredLine(goods="100", origin="VN", claims=EU_CLAIMS, epr_schemes=SCHEMES)
PARCEL = Declaration("EUR", date(2026, 1, 1), (SHIRT,), check_known=False)
DOLLARS = replace(PARCEL, currency="USD", sales_tax_rate="0")
OFFICE = replace(PARCEL, purpose="b2b", buyer_tax_id=True)


def goods(declaration: Declaration, amount: str, **line: Any) -> Declaration:
    """Return a declaration of one line of other value or kind."""
    return replace(declaration, lines=(replace(declaration.lines[0], goods=amount, **line),))


def outcome(answer: Assessment) -> str:
    """Return the regime and the total of an answer, or its refusal."""
    if answer.refusal is not None:
        return answer.refusal.code
    return f"{answer.entry_type}: {float(answer.total):.2f}"


POSTAL = replace(DOLLARS, mode="post")
KIWI, SINGAPORE = replace(PARCEL, currency="NZD"), replace(PARCEL, currency="SGD")
EXPRESS_FEES = ("informal express: 13.84", "informal express: 13.88")
CL_FREE = "exemption to USD 41: 0.00"
# place, day of the change, declaration, outcome of the day before, outcome from the day on
CHANGES = [
    # VAT of 19 %, then EUR 3 for the heading, in the base of the tax; back after two years
    ("DE", "2026-07-01", PARCEL, "H7 IOSS: 19.00", "H7 IOSS: 22.57"),
    ("DE", "2028-07-01", PARCEL, "H7 IOSS: 22.57", "H7 IOSS: 19.00"),
    # a business loses the relief to EUR 150: the tariff's rate (free here) and 19 %
    ("DE", "2026-07-01", OFFICE, "H7: 19.00", "H1: 19.00"),
    # EUR 2 for the article and 20 % on it
    ("FR", "2026-03-01", PARCEL, "H7 IOSS: 20.00", "H7 IOSS: 22.40"),
    ("IT", "2026-07-01", PARCEL, "H7 IOSS: 22.00", "H7 IOSS: 25.66"),
    # EUR 2 for the consignment and 22 % on it
    ("IT", "2026-10-01", PARCEL, "H7 IOSS: 25.66", "H7 IOSS: 28.10"),
    # the end of free parcels; what followed is not held until it ended
    ("US", "2025-08-29", DOLLARS, "de minimis: 0.00", "MEASURE_UNPRICED"),
    ("US", "2026-02-24", DOLLARS, "MEASURE_UNPRICED", "informal 11: 12.69"),
    ("US", "2026-02-24", POSTAL, "postal, flat duty: 160.00", "postal, ad valorem: 10.00"),
    ("US", "2026-06-24", POSTAL, "postal, ad valorem: 10.00", "postal informal 13: 12.69"),
    # 10 % of Section 122, then 12.5 % of the forced-labour action; 2.69 for processing
    ("US", "2026-07-24", DOLLARS, "informal 11: 12.69", "informal 11: 15.19"),
    # fees of the fiscal year: 2.69 to 2.77, 1.34 to 1.38, the minimum of 33.58 to 34.58
    ("US", "2026-10-01", DOLLARS, "informal 11: 15.19", "informal 11: 15.27"),
    (*("US", "2026-10-01", replace(DOLLARS, mode="express")), *EXPRESS_FEES),
    (*("US", "2026-10-01", goods(DOLLARS, "3000")), "formal 01: 408.58", "formal 01: 409.58"),
    # USD 41 were free by CIF; 6 % on 102,000 and 19 % on 108,120; then 19 % at the sale
    ("CL", "2025-10-25", goods(DOLLARS, "40"), CL_FREE, "sale by a registered platform: 7600.00"),
    ("CL", "2025-10-25", DOLLARS, "import: 26663.00", "sale by a registered platform: 19000.00"),
    # 15 %, then 2.21 for the consignment with 15 % on it, all in the base at the sale
    ("NZ", "2026-04-01", KIWI, "low value goods: 15.00", "low value goods: 17.54"),
    ("SG", "2023-01-01", SINGAPORE, "import relief: 0.00", "low-value goods: 8.00"),
    ("SG", "2024-01-01", SINGAPORE, "low-value goods: 8.00", "low-value goods: 9.00"),
]


@pytest.mark.parametrize(("place", "change", "declared", "before", "after"), CHANGES)
def test_total_changes_exactly_on_the_day(
    law: Law, place: str, change: str, declared: Declaration, before: str, after: str
) -> None:
    """The day before a change has the old total; the day itself and the next have the new one."""
    day = date.fromisoformat(change)
    days = [day + timedelta(days=step) for step in (-1, 0, 1)]
    found = [
        outcome(assess(law, place, replace(declared, entry_day=each, check_known=False)))
        for each in days
    ]
    assert found == [before, after, after]


@pytest.mark.parametrize(
    ("entry", "exported", "total"),
    [
        ("2026-02-27", "2026-02-23", "2.82"),
        ("2026-02-27", "2026-02-24", "12.82"),
        ("2026-02-28", "2026-02-23", "12.82"),
        ("2026-02-23", "2026-02-23", "MEASURE_UNPRICED"),
    ],
)
def test_goods_on_the_vessel_are_free_by_the_day_of_export(
    law: Law, entry: str, exported: str, total: str
) -> None:
    """Loaded before 2026-02-24 and entered before 2026-02-28 there is no duty of Section 122."""
    days = {"entry_day": date.fromisoformat(entry), "export_day": date.fromisoformat(exported)}
    answer = assess(law, "US", replace(DOLLARS, mode="sea", **days))
    assert outcome(answer).removeprefix("informal 11: ") == total


@pytest.mark.parametrize(("sold", "entered"), [("2026-06-30", "2026-07-01"), ("2026-07-01",) * 2])
def test_the_day_of_entry_decides_over_the_day_of_sale(law: Law, sold: str, entered: str) -> None:
    """Goods sold before a change and entered on its day pay what holds at entry (C-12)."""
    days = {"sale_day": date.fromisoformat(sold), "entry_day": date.fromisoformat(entered)}
    assert outcome(assess(law, "DE", replace(PARCEL, **days))) == "H7 IOSS: 22.57"


@pytest.mark.parametrize(("sold", "rate"), [("2023-12-31", "8.00"), ("2024-01-01", "9.00")])
def test_the_day_of_sale_decides_the_tax_at_sale(law: Law, sold: str, rate: str) -> None:
    """A tax at sale is that of the day of sale, whenever the goods enter (C-12)."""
    entry = date(2024, 1, 3)
    declared = replace(SINGAPORE, sale_day=date.fromisoformat(sold), entry_day=entry)
    assert outcome(assess(law, "SG", declared)) == f"low-value goods: {rate}"
