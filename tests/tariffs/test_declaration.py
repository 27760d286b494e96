"""The room's own door: declarations priced through a law without a route."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from fractions import Fraction as F
from pathlib import Path
from typing import Any

import pytest
from tariff_cases import MEASURE, PLACE, REGIME, STEP, Cells, write_table

from oneprice.core.errors import InputError
from oneprice.tariffs.declaration import (
    Declaration,
    DeclaredLine,
    Freight,
    Law,
    assess,
    compile_law,
    options_of,
)

SAID: Cells = {"source": "made up"}
DAY = date(2026, 6, 1)
ASKED = Declaration("EUR", DAY, (DeclaredLine(),))
STEPS: tuple[Cells, ...] = (
    {"code": "value", "kind": "value", "basis": "CIF"},
    {"seq": 20, "rate": "measure:base", "required": "Y", "basis": "value"},
    {"seq": 30, "code": "vat", "kind": "tax", "basis": "value + duty", "rate": "20%"},
    {
        **{"seq": 40, "code": "sale_tax", "kind": "tax", "stage": "sale"},
        **{"basis": "BILLED", "rate": "10%", "valid_from": "2026-07-01"},
    },
)


def law(folder: Path, steps: tuple[Cells, ...] = STEPS, **tables: list[Cells]) -> Law:
    """Return a compiled law of one place with 12 % duty."""
    own = folder / "law" / "XX"
    write_table(own / "jurisdiction.csv", [PLACE | SAID])
    write_table(own / "stack.csv", [STEP | SAID | step for step in steps])
    write_table(own / "regime.csv", [REGIME | SAID])
    write_table(own / "measure.csv", [MEASURE | SAID | {"hs_prefix": "61", "rate": "12%"}])
    for name, rows in tables.items():
        write_table(folder / f"{name}.csv", rows)
    return compile_law(folder)


def ask(compiled: Law, **said: Any) -> Any:
    """Return the assessment of a plain declaration with some fields replaced."""
    return assess(compiled, "XX", replace(ASKED, **said))


def test_charges_slots_and_words(tmp_path: Path) -> None:
    """Every charge names its step, its amounts, its rate and its rule."""
    answer = ask(law(tmp_path), freight=Freight("1", "2.50", "7"))
    duty, vat = answer.charges
    assert (duty.code, duty.kind, duty.stage, duty.line) == ("duty", "duty", "import", 0)
    assert (duty.amount, duty.basis, duty.rate) == (F("12.42"), F("103.5"), "12%")
    assert (duty.rule, duty.source, duty.payer) == ("law/XX/measure.csv:2", "made up", "seller")
    assert (vat.amount, vat.rate, vat.rule) == (F("23.184"), "1/5", "law/XX/stack.csv:4")
    assert answer.slots["GOODS"] == (100, 100)
    assert answer.slots["FOB"] == (101, 101)
    assert answer.slots["FREIGHT"] == (F("10.5"), F("10.5"))
    assert answer.slots["GROSS_G"] == (100, 100)
    assert answer.slots["duty"] == (F("12.42"), F("12.42"))
    assert answer.total == F("35.604")
    words = (answer.regime, answer.entry_type, answer.importer, answer.stack, answer.currency)
    assert words == ("import", "h1", "buyer", "s", "EUR")
    assert answer.refusal is None


def test_freight_is_shared_by_gross_weight(tmp_path: Path) -> None:
    """Two lines share the freight by their weight (C-37)."""
    lines = (DeclaredLine(gross_g=100), DeclaredLine(gross_g=150, quantity=2))
    answer = ask(law(tmp_path), lines=lines, freight=Freight(international="10"))
    assert answer.slots["FR_INTL"] == (F("2.5"), F("7.5"), 10)


def test_amounts_in_another_currency(tmp_path: Path) -> None:
    """Goods are converted half up to the minor unit, freight is cut to pips (C-36, C-37)."""
    rate = {"kind": "customs", "authority": "*", "base": "EUR", "quote": "USD", "rate": "3"}
    compiled = law(tmp_path, fx=[rate])
    answer = ask(compiled, currency="USD", freight=Freight(international="1"))
    assert answer.slots["GOODS"][0] == F("33.33")
    assert answer.slots["FR_INTL"][0] == F("0.333333")
    refused = ask(compiled, currency="GBP")
    assert (refused.refusal.code, refused.refusal.text) == ("FX_MISSING", "GBP to EUR")


@pytest.mark.parametrize(
    ("said", "billed"),
    [
        ({"entry_day": date(2026, 7, 1)}, "138.4"),  # goods, freight, duty 12.12, VAT 22.624
        ({"entry_day": date(2026, 7, 1), "incoterm": "DAP"}, "101"),
        ({"entry_day": date(2026, 7, 1), "billed": "55.5"}, "55.5"),
        ({"sale_day": date(2026, 7, 1)}, "138.4"),
        ({"entry_day": date(2026, 7, 1), "sale_day": DAY}, None),
    ],
)
def test_tax_at_sale_is_on_what_the_seller_bills(
    tmp_path: Path, said: dict[str, Any], billed: str | None
) -> None:
    """BILLED is given, or goods, freight and the charges that the seller bills (C-37, C-48)."""
    answer = ask(law(tmp_path), freight=Freight(international="1"), **said)
    tax = [each for each in answer.charges if each.code == "sale_tax"]
    if billed is None:
        assert tax == []
        return
    if billed == "138.4":
        billed = str(float(101 + F("12.12") + F("22.62")))
    assert [each.amount for each in tax] == [F(billed) / 10]
    payers = {each.payer for each in answer.charges if each.stage == "import"}
    assert payers == {"buyer" if said.get("incoterm") == "DAP" else "seller"}


@pytest.mark.parametrize(
    ("line", "code", "text"),
    [
        ({"hs": "620442"}, "HS_UNKNOWN", "620442"),
        ({"hs": "610910", "origin": "ZZ"}, None, ""),
    ],
)
def test_refusals_name_line_and_fact(
    tmp_path: Path, line: dict[str, Any], code: str | None, text: str
) -> None:
    """A refusal has its code, its line and what it is about."""
    answer = ask(law(tmp_path), lines=(DeclaredLine(), DeclaredLine(**line)))
    if code is None:
        assert answer.refusal is None
        return
    assert (answer.refusal.code, answer.refusal.line, answer.refusal.text) == (code, 1, text)
    assert answer.charges == ()


def test_stack_may_be_named(tmp_path: Path) -> None:
    """A named stack runs whatever the regime rows say; an unknown one is refused."""
    other = {"stack_id": "other", "code": "flat_fee", "kind": "fee", "basis": "ONE", "flat": "7"}
    compiled = law(tmp_path, steps=(*STEPS, other))
    answer = ask(compiled, stack="other")
    assert [(each.code, each.amount) for each in answer.charges] == [("flat_fee", 7)]
    assert answer.stack == "other"
    with pytest.raises(
        InputError, match="stack: 'third' cannot be used; give a stack of XX: s, other"
    ):
        ask(compiled, stack="third")


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"currency": "XYZ"}, "currency"),
        ({"mode": "balloon"}, "mode"),
        ({"purpose": "gift"}, "purpose"),
        ({"incoterm": "EXW"}, "incoterm"),
        ({"lines": ()}, "lines"),
        ({"billed": "1.005"}, "billed"),
        ({"freight": Freight("-1")}, "freight"),
        ({"pieces": 0}, "pieces"),
        ({"sales_tax_rate": "1.5"}, "sales_tax_rate"),
        ({"prior_same_day": "x"}, "prior_same_day"),
        ({"lines": (DeclaredLine(goods="1.001"),)}, "lines.0.goods"),
        ({"lines": (DeclaredLine(hs="61"),)}, "lines.0.hs"),
        ({"lines": (DeclaredLine(origin="Vietnam"),)}, "lines.0.origin"),
        ({"lines": (DeclaredLine(origin="vn"),)}, "lines.0.origin"),
        ({"lines": (DeclaredLine(origin=""),)}, "lines.0.origin"),
        ({"ship_from": "\u00c4\u00d6"}, "ship_from"),
        ({"lines": (DeclaredLine(quantity=0),)}, "lines.0.quantity"),
        ({"lines": (DeclaredLine(gross_g=0),)}, "lines.0.gross_g"),
        ({"lines": (DeclaredLine(net_g=-5),)}, "lines.0.net_g"),
        ({"lines": (DeclaredLine(flags=("UN1",)),)}, "lines.0.flags"),
        ({"lines": (DeclaredLine(packaging={"gold": 1}),)}, "lines.0.packaging"),
        ({"lines": (DeclaredLine(part_values={"case": "0.001"}),)}, "lines.0.part_values.case"),
        (
            {"lines": (DeclaredLine(duty_quantities={"parsec": "1"}),)},
            "lines.0.duty_quantities.parsec",
        ),
    ],
)
def test_bad_declaration_names_its_field(tmp_path: Path, said: dict[str, Any], where: str) -> None:
    """What cannot be used is refused with its field."""
    with pytest.raises(InputError) as caught:
        ask(law(tmp_path), **said)
    assert caught.value.where == where


@pytest.mark.parametrize(("day", "known"), [("2026-12-31", True), ("2027-01-01", False)])
def test_rules_are_known_until_a_day(tmp_path: Path, day: str, known: bool) -> None:
    """From `known_until` on there is no price (C-23), unless the caller does not ask."""
    entry = date.fromisoformat(day)
    answer = ask(law(tmp_path), entry_day=entry)
    if known:
        assert answer.refusal is None
    else:
        assert (answer.refusal.code, answer.refusal.line) == ("RULES_STALE", None)
        assert "2027-01-01" in answer.refusal.text
        assert answer.charges == ()
    assert ask(law(tmp_path), entry_day=entry, check_known=False).refusal is None


def test_options_refuse_an_origin_that_is_no_code(tmp_path: Path) -> None:
    """The list of measures asks for a country code too."""
    with pytest.raises(InputError, match="two capital letters"):
        options_of(law(tmp_path), "XX", "610910", "China", DAY)


def test_unknown_place_is_refused(tmp_path: Path) -> None:
    """A jurisdiction that the law does not hold is named with those it holds."""
    with pytest.raises(InputError, match=r"jurisdiction: 'YY'.*XX"):
        assess(law(tmp_path), "YY", ASKED)


def test_options_stand_in_the_order_of_matching(tmp_path: Path) -> None:
    """All rates open to a code and origin are listed, the first that fits wins."""
    rows = [
        {"rate": "1%", "hs_prefix": "610910", "claim": "FTA", "origin": "CN"},
        {"rate": "2%", "hs_prefix": "6109", "mode": "sea", "unit_g_to": "50"},
        {"rate": "3%", "hs_prefix": "6109", "origin": "VN"},
        {"rate": "unpriced: why", "hs_prefix": "6109", "valid_from": "2026-06-02", "mode": "air"},
    ]
    compiled = law(tmp_path, measure=[MEASURE | SAID | row for row in rows])
    first, second, third = options_of(compiled, "XX", "610910", "CN", DAY)
    assert (first.text, first.claim, first.origin, first.kind) == ("1%", "FTA", "CN", "base")
    assert (second.text, second.modes, second.unit_to_g) == ("2%", ("sea",), 50)
    assert (third.text, third.origin, third.valid_from) == ("12%", "*", None)
    later = options_of(compiled, "XX", "610910", "CN", date(2026, 6, 2))
    assert [each.unpriced for each in later] == ["", "", "why", ""]
    with pytest.raises(InputError, match="HS_UNKNOWN"):
        options_of(compiled, "XX", "620442", "CN", DAY)


PLAIN = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from test_declaration import ask, law
print(ask(law(Path(sys.argv[2]))).charges)
"""


def test_same_without_the_compiler(tmp_path: Path) -> None:
    """Plain Python runs of the same kernels give the same charges; an overflow would warn."""
    here = Path(__file__)
    command = [sys.executable, "-W", "error", "-c", PLAIN, str(here.parent), str(tmp_path / "b")]
    paths = {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(here.parents[1])}
    done = subprocess.run(
        command, env=os.environ | paths, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip() == str(ask(law(tmp_path / "a")).charges)
