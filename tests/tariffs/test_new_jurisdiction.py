"""A market is added by writing tables: the one of docs/adding-a-market.md, priced by hand."""

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction as F
from pathlib import Path
from typing import Any

import pytest
from orders import line, order
from tiny_book import Tables, tiny_book, write_tiny
from typer.testing import CliRunner

from oneprice import cli
from oneprice.routing.engine import Engine
from oneprice.tariffs.cases import overlay
from oneprice.tariffs.declaration import (
    Assessment,
    Declaration,
    DeclaredLine,
    Freight,
    Law,
    assess,
    compile_law,
)
from oneprice.tariffs.readers import law as law_folder

PAGE = Path(__file__).parents[2] / "docs" / "adding-a-market.md"
TABLE = re.compile(r"^`([\w/]+\.csv)`\n```csv\n(.*?)```", re.DOTALL | re.MULTILINE)
SHIRTS = DeclaredLine(
    goods="200",
    quantity=2,
    gross_g=600,
    net_g=500,
    claims=("XL_LABEL",),
    packaging={"paper": 40},
)
ASKED = Declaration(
    "EUR",
    entry_day=date(2026, 8, 3),
    sale_day=date(2026, 7, 20),
    export_day=date(2026, 7, 31),
    lines=(SHIRTS,),
    freight=Freight(international="20"),
)


def page_tables() -> dict[str, str]:
    """Return the tables of the page by file name, as they stand there."""
    return dict(TABLE.findall(PAGE.read_text(encoding="utf-8")))


def write_page(folder: Path, currency: str = "XPF") -> Path:
    """Write the tables of the page into a folder, with another name for the currency."""
    for name, text in page_tables().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("XPF", currency), encoding="utf-8")
    return folder


@pytest.fixture(scope="module", params=["XPF", "XLC"])
def law(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Law:
    """Return the law of the page in a currency of the world, then in one that nobody knows."""
    folder = write_page(tmp_path_factory.mktemp("new_market"), request.param)
    if request.param == "XLC":
        (folder / "currency.csv").write_text("currency,exponent\nXLC,0\n", encoding="utf-8")
    return compile_law(folder)


def ask(law: Law, shirts: DeclaredLine = SHIRTS, **said: Any) -> Assessment:
    """Return the assessment of two shirts."""
    return assess(law, "XL", replace(ASKED, lines=(shirts,), **said))


def charged(answer: Assessment) -> dict[str, F]:
    """Return the amount of each charge by its code."""
    assert answer.refusal is None, answer.refusal
    return {each.code: each.amount for each in answer.charges}


def test_the_page_holds_the_tables_it_tells_of() -> None:
    """The page shows nine tables, each under its own file name."""
    assert [name.removeprefix("law/XL/") for name in page_tables()] == [
        "jurisdiction.csv",
        "measure.csv",
        "stack.csv",
        "regime.csv",
        "compliance_gate.csv",
        "epr_gate.csv",
        "epr_fee.csv",
        "registration.csv",
        "fx.csv",
    ]


def test_import_by_hand(law: Law) -> None:
    """Goods of 200 EUR with 20 EUR of freight, loaded before the emergency duty."""
    answer = ask(law)
    # 22,000 x 12 %; (22,000 + 2,640) x 10/9 x 10 %; 300 for the heading; 80 g at 60 a kilogram
    assert charged(answer) == {"duty": 2640, "vat": 2738, "entry_fee": 300, "epr_paper": 5}
    assert answer.slots["tax_base"][-1] == F("27377.7777")
    assert (answer.total, answer.entry_type) == (5683, "import")


def test_day_of_export_decides_rate_of_exchange_and_emergency_duty(law: Law) -> None:
    """Loaded on the first day of August the goods convert at 110 and pay 20 % more."""
    expected = {"duty": 2904, "emergency": 4840, "vat": 3549, "entry_fee": 300, "epr_paper": 5}
    assert charged(ask(law, export_day=date(2026, 8, 1))) == expected
    assert ask(law, entry_day=date(2026, 12, 1)).total == 5683


@pytest.mark.parametrize(
    ("origin", "claims", "duty"),
    [
        ("VN", ("XL_LABEL", "XL_VN_TRADE"), 0),
        ("VN", ("XL_LABEL",), 2640),
        ("CN", ("XL_LABEL", "XL_VN_TRADE"), 2640),
    ],
)
def test_preference_needs_origin_and_claim(
    law: Law, origin: str, claims: tuple[str, ...], duty: int
) -> None:
    """Goods of Viet Nam are free where the line claims it, and only these."""
    assert charged(ask(law, replace(SHIRTS, origin=origin, claims=claims)))["duty"] == duty


@pytest.mark.parametrize(("net_g", "duty"), [(8800, 2640), (8801, 2640), (9000, 2700)])
def test_minimum_by_weight(law: Law, net_g: int, duty: int) -> None:
    """12 % of 22,000 are 150 for each of 17.6 kilograms; heavier goods pay by weight."""
    assert charged(ask(law, replace(SHIRTS, net_g=net_g)))["duty"] == duty


@pytest.mark.parametrize(
    ("goods", "pieces", "fee"),
    [
        *(("200", 1, 300), ("280", 1, 300), ("281", 1, 301)),
        *(("4980", 1, 5000), ("4981", 1, 5000), ("9000", 1, 5000), ("9000", 2, 9020)),
    ],
)
def test_entry_fee_lies_between_its_slots(law: Law, goods: str, pieces: int, fee: int) -> None:
    """1 % of the value is at least 300 for the heading and at most 5,000 for the parcel."""
    answer = ask(law, replace(SHIRTS, goods=goods), pieces=pieces)
    assert charged(answer)["entry_fee"] == fee


def test_items_to_100_dollars_pay_at_the_sale(law: Law) -> None:
    """90 EUR are 9,000 and USD 100: 10 % of goods, freight and the packaging fee."""
    answer = ask(law, replace(SHIRTS, goods="180"))
    assert charged(answer) == {"epr_paper": 5, "seller_vat": 2001}
    assert (answer.regime, answer.importer) == ("seller_collected", "platform")


@pytest.mark.parametrize(
    "said",
    [
        {"shirts": replace(SHIRTS, goods="180.02")},
        {"shirts": replace(SHIRTS, goods="180", quantity=1)},
        {"shirts": replace(SHIRTS, goods="180"), "purpose": "b2b"},
    ],
)
def test_dearer_items_and_business_are_imports(law: Law, said: dict[str, Any]) -> None:
    """One cent above USD 100 for an item, one dear item, or a business: an import."""
    assert ask(law, **said).regime == "import"


def test_clothing_without_its_label_is_refused(law: Law) -> None:
    """The gate names its claim and its reason, and asks nobody else."""
    refusal = ask(law, replace(SHIRTS, claims=())).refusal
    assert refusal is not None
    expected = "XL_LABEL: clothing is labelled in the language of the country"
    assert (refusal.code, refusal.text) == ("CLAIM_MISSING", expected)
    assert ask(law, replace(SHIRTS, claims=(), hs="950300")).refusal is None


# --- the market in a book ----------------------------------------------------------------


def to_the_new_market(tables: Tables) -> None:
    """Lead the tiny network to XL, whose law is that of the page."""
    for name in [name for name in tables if name.startswith("law/")]:
        del tables[name]
    tables["book.csv"] = [row for row in tables["book.csv"] if row["key"] != "law"]
    tables["currency.csv"] += [
        {"currency": "XPF", "exponent": "0"},
        {"currency": "USD", "exponent": "2"},
    ]
    for node in tables["node.csv"]:
        node["country"] = node["country"].replace("XX", "XL")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the compiled tiny book of the new market."""
    folder = tmp_path_factory.mktemp("new_book")
    write_page(folder / "source")
    return tiny_book(folder, to_the_new_market)


def test_a_book_quotes_the_new_market(book: Path) -> None:
    """Two coats by air: 7 EUR of freight and 53.65 EUR of charges on goods of 200 EUR."""
    goods = line(hs_code="610910", quantity=2, weight_g=500, net_weight_g=500)
    goods |= {"claims": ["XL_LABEL"], "packaging": {"paper": 40}}
    asked = order(goods, buyer={"country": "XL", "postcode": "1"})
    quote = Engine.open(book).quote(asked)
    air = next(option for option in quote.options if option.service_tier == "standard")
    # 20,700 x 12 %; (20,700 + 2,484) x 10/9 x 10 %; 300; 80 g of paper
    taxes = [(c.code, c.source_amount_minor, c.amount_minor) for c in air.charges if c.rule_id]
    taxes = [each for each in taxes if each[0] in ("duty", "vat", "entry_fee", "epr_paper")]
    assert taxes == [
        ("duty", 2484, 2484),
        ("vat", 2576, 2576),
        ("entry_fee", 300, 300),
        ("epr_paper", 5, 5),
    ]
    assert air.price_minor == 20_000 + 700 + 5365
    assert air.consignments[0].regime == "import"


# --- the commands the page names ---------------------------------------------------------


def test_build_reads_the_new_market(tmp_path: Path) -> None:
    """`oneprice build` makes a book of it, and an error in a table names its place."""
    source = write_page(write_tiny(tmp_path / "source", to_the_new_market))
    command = ["build", str(source), "-o", str(tmp_path / "market.book"), "--notes"]
    done = CliRunner().invoke(cli.app, command)
    assert done.exit_code == 0, done.output
    table = source / "law" / "XL" / "measure.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("8%", "8 per cent"), "utf-8")
    done = CliRunner().invoke(cli.app, [*command[:3], str(tmp_path / "other.book")])
    assert done.exit_code == 2
    assert "law/XL/measure.csv row 2" in done.output


def test_the_case_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`oneprice cases` finds every number of the page's case once the folder is shipped."""
    write_page(tmp_path)
    for module in (law_folder, overlay):
        monkeypatch.setattr(module, "SHIPPED", tmp_path / "law")
    cases = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(cases) == 1
    (tmp_path / "xl.yaml").write_text(cases[0], encoding="utf-8")
    done = CliRunner().invoke(cli.app, ["cases", str(tmp_path / "xl.yaml"), "--brief"])
    assert done.exit_code == 0, done.output
