"""EPR: who reports, what it costs, and steps that only see billed lines (C-45)."""

from fractions import Fraction as F

import numpy as np
import pytest
from tariff_cases import DAY, Cells, LawBook, Line, MakeLaw

from oneprice.core.errors import InputError
from oneprice.core.refusal import CODES
from oneprice.tariffs.entries import entries

SAID: Cells = {"jurisdiction": "XX", "source": "made up"}
GATE: Cells = SAID | {"scheme": "weee", "hs_prefix": "85"}
FEE: Cells = SAID | {"scheme": "weee", "code": "weee_fee", "form": "per_unit", "amount": "0.50"}
OURS: Cells = {"jurisdiction": "XX", "scheme": "weee", "holder": "the platform", "number": "1"}
PHONE = "851713"


def checked(book: LawBook, *lines: Line, day: str = DAY) -> tuple[str, int, list[int]]:
    """Return (code, line, billed masks) of the EPR check of lines."""
    n, st = len(lines), book.situation(day)
    com = np.array([book.commodity(line.hs)[0] for line in lines], np.int64)
    billed, records = np.full(n, 99, np.int64), book.records(lines)
    status, at, _ = entries().check_epr(book.law.ref, st, 1, records, np.arange(n), n, com, billed)
    return CODES[status], at, billed.tolist()


# --- who reports ----------------------------------------------------------------------


def test_seller_then_platform_then_refusal(make_law: MakeLaw) -> None:
    """The seller's own number comes first, then the platform's, then there is no sale."""
    lines = (Line(hs=PHONE, epr_mask=2), Line(hs="490110"))
    book = make_law(epr_gate=[GATE], epr_fee=[FEE])
    assert checked(book, *lines, Line(hs=PHONE))[:2] == ("EPR_MISSING", 2)
    book = make_law(epr_gate=[GATE], epr_fee=[FEE], registration=[OURS])
    assert checked(book, *lines, Line(hs=PHONE)) == ("OK", -1, [0, 0, 2])


@pytest.mark.parametrize(
    ("day", "code"),
    [("2026-02-28", "EPR_MISSING"), ("2026-03-01", "OK"), ("2026-09-01", "EPR_MISSING")],
)
def test_platform_number_holds_on_its_days(make_law: MakeLaw, day: str, code: str) -> None:
    """The platform's registration counts on the sale day, half-open."""
    ours = OURS | {"valid_from": "2026-03-01", "valid_to": "2026-09-01"}
    book = make_law(epr_gate=[GATE], epr_fee=[FEE], registration=[ours])
    assert checked(book, Line(hs=PHONE), day=day)[0] == code


@pytest.mark.parametrize(
    ("fee", "code"),
    [
        ({}, "OK"),
        ({"valid_from": "2026-06-02"}, "EPR_RATE_MISSING"),
        ({"valid_to": "2026-06-01"}, "EPR_RATE_MISSING"),
        ({"hs_prefix": "8518"}, "EPR_RATE_MISSING"),
        ({"unit_g_over": "100"}, "EPR_RATE_MISSING"),
        ({"unit_g_over": "99", "unit_g_to": "100"}, "OK"),
        ({"claim": "GREEN"}, "EPR_RATE_MISSING"),
    ],
)
def test_billed_line_needs_a_fee(make_law: MakeLaw, fee: Cells, code: str) -> None:
    """A line billed under a scheme whose fee is not known is refused, not free."""
    book = make_law(epr_gate=[GATE], epr_fee=[FEE | fee], registration=[OURS])
    assert checked(book, Line(hs=PHONE))[:2] == (code, -1 if code == "OK" else 0)


def test_missing_number_is_told_before_missing_fee(make_law: MakeLaw) -> None:
    """All lines' numbers are looked at before any fee."""
    other = GATE | {"scheme": "packs", "hs_prefix": "61"}
    fee = FEE | {"hs_prefix": "84"}
    book = make_law(epr_gate=[GATE, other], epr_fee=[fee], registration=[OURS])
    assert checked(book, Line(hs=PHONE), Line())[:2] == ("EPR_MISSING", 1)
    assert checked(book, Line(hs=PHONE))[:2] == ("EPR_RATE_MISSING", 0)


@pytest.mark.parametrize(("step", "code"), [({}, "OK"), ({"valid_to": DAY}, "EPR_RATE_MISSING")])
def test_step_of_the_stack_is_a_fee_too(make_law: MakeLaw, step: Cells, code: str) -> None:
    """A step that names the scheme stands for its fee on its days."""
    row = {"stage": "epr", "kind": "epr", "scheme": "weee", "rate": "1%"} | step
    book = make_law(steps=[row], epr_gate=[GATE], registration=[OURS])
    assert checked(book, Line(hs=PHONE))[0] == code


# --- what it costs --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fee", "line", "amount"),
    [
        ({}, Line(quantity=3), "1.50"),
        ({"form": "per_kg", "amount": "2"}, Line(net_g=250, quantity=2), "1.00"),
        ({"form": "per_kg", "amount": "2", "of": "product"}, Line(net_g=250), "0.50"),
        ({"form": "per_t", "amount": "40"}, Line(net_g=125), "0.01"),  # 0.005, half up
        ({"form": "per_t", "amount": "40"}, Line(net_g=124), None),
        ({"form": "per_kg", "amount": "2", "of": "battery"}, Line(battery_g=5), "0.01"),
        ({"form": "per_kg", "amount": "2", "of": "packaging PLASTIC"}, Line(plastic_g=50), "0.10"),
        ({"form": "per_year", "amount": "365", "yearly_units": "1000"}, Line(quantity=4), "1.46"),
    ],
)
def test_forms_of_fees(make_law: MakeLaw, fee: Cells, line: Line, amount: str | None) -> None:
    """A fee is an amount per piece, per weight, or a yearly amount spread over its units."""
    book = make_law(epr_fee=[FEE | fee])
    charges = book.run([line], stage="epr", billed=[2]).charges
    assert charges == ([("weee_fee", -1, F(amount))] if amount else [])


def test_fee_is_summed_before_rounding_and_shared(make_law: MakeLaw) -> None:
    """The lines' own amounts are not rounded; their sum is, and they share it."""
    book = make_law(epr_fee=[FEE | {"amount": "0.004"}])
    run = book.run([Line(), Line(), Line(quantity=2)], stage="epr", billed=[2, 0, 2])
    assert run.charges == [("weee_fee", -1, F("0.01"))]  # 0.004 + 0.008
    shared, by_line = run.slots[-2].tolist(), run.slots[-1].tolist()
    assert by_line == [4_000, 0, 8_000, 12_000]
    assert shared == [3_333, 0, 6_667, 10_000]


def test_modulated_fee_takes_the_claim(make_law: MakeLaw) -> None:
    """A fee row with a claim comes before the plain one for lines that give it."""
    fees = [FEE, FEE | {"claim": "RECYCLED", "amount": "0.20"}]
    book = make_law(epr_fee=fees)
    lines = [Line(), Line(claims=("RECYCLED",))]
    assert book.run(lines, stage="epr", billed=[2, 2]).charges == [("weee_fee", -1, F("0.70"))]


def test_fee_without_weight_is_refused(make_law: MakeLaw) -> None:
    """A fee by product weight needs the net weight."""
    book = make_law(epr_fee=[FEE | {"form": "per_kg"}])
    run = book.run([Line()], stage="epr", billed=[2])
    assert CODES[run.status] == "DUTY_INPUT_MISSING"


def test_every_stack_ends_with_the_fees(make_law: MakeLaw) -> None:
    """Two steps per code stand at the end of each stack of the jurisdiction."""
    steps = [{"rate": "1%"}, {"stack_id": "t", "rate": "1%"}]
    fees = [FEE, FEE | {"code": "other_fee"}, FEE | {"hs_prefix": "85", "amount": "1"}]
    tables = make_law(steps=steps, epr_fee=fees).tables
    assert [int(row["step_hi"] - row["step_lo"]) for row in tables.stack[1:]] == [5, 5]


@pytest.mark.parametrize(
    ("day", "illustrative"), [("2026-06-30", 0), ("2026-07-01", 1), ("2027-01-01", 0)]
)
def test_status_is_that_of_the_fees_in_force(
    make_law: MakeLaw, day: str, illustrative: int
) -> None:
    """A fee is illustrative on the days of its illustrative rows, and charged once."""
    fees = [
        FEE | {"valid_to": "2026-07-01"},
        FEE | {"valid_from": "2026-07-01", "valid_to": "2027-01-01", "status": "illustrative"},
        FEE | {"valid_from": "2027-01-01"},
    ]
    book = make_law(epr_fee=fees)
    run = book.run([Line()], stage="epr", day=day, billed=[2])
    assert run.charges == [("weee_fee", -1, F("0.50"))]
    assert book.tables.step[run.records[0]["step"]]["illustrative"] == illustrative


@pytest.mark.parametrize(
    ("fee", "column"),
    [
        ({"form": "per_m2"}, "form"),
        ({"amount": "-1"}, "amount"),
        ({"form": "per_year"}, "yearly_units"),
        ({"yearly_units": "5"}, "yearly_units"),
        ({"form": "per_year", "yearly_units": "0"}, "yearly_units"),
        ({"of": "battery"}, "of"),
        ({"form": "per_kg", "of": "packaging gold"}, "of"),
        ({"code": "duty"}, "code"),
        ({"code": "no word"}, "code"),
        ({"unit_g_over": "5", "unit_g_to": "4"}, "unit_g_to"),
        ({"status": "guess"}, "status"),
    ],
)
def test_bad_fee_names_its_cell(make_law: MakeLaw, fee: Cells, column: str) -> None:
    """A cell of epr_fee.csv that cannot be used is named."""
    with pytest.raises(InputError, match=rf"epr_fee\.csv row 2, column {column}"):
        make_law(epr_fee=[FEE | fee])


def test_code_belongs_to_one_scheme(make_law: MakeLaw) -> None:
    """One code in two schemes is an error of the second row."""
    with pytest.raises(InputError, match=r"epr_fee\.csv row 3, column scheme"):
        make_law(epr_fee=[FEE, FEE | {"scheme": "packs"}])


@pytest.mark.parametrize(
    ("row", "column"), [({"scheme": "packs"}, "scheme"), ({"jurisdiction": "ZZ"}, "jurisdiction")]
)
def test_registration_nobody_asks_is_refused(make_law: MakeLaw, row: Cells, column: str) -> None:
    """A registration of a scheme or place that the law does not name is a slip of the pen."""
    with pytest.raises(InputError, match=rf"registration\.csv row 2, column {column}"):
        make_law(epr_gate=[GATE], registration=[OURS | row])


# --- steps of a scheme ----------------------------------------------------------------

SCHEME_STEP: Cells = {"stage": "epr", "kind": "epr", "scheme": "weee"}


@pytest.mark.parametrize(
    ("step", "charges"),
    [
        ({"rate": "10%"}, [(0, "10"), (2, "30")]),
        ({"rate": "10%", "scope": "heading"}, [(0, "40")]),
        ({"rate": "10%", "scope": "entry"}, [(-1, "40")]),
        ({"basis": "QTY", "rate": "1 per unit", "scope": "entry"}, [(-1, "2")]),
        ({"basis": "ONE", "flat": "5", "scope": "entry"}, [(-1, "5")]),
        ({"basis": "PIECES", "rate": "2 per unit", "scope": "entry"}, [(-1, "8")]),
    ],
)
def test_step_of_a_scheme_sees_billed_lines(
    make_law: MakeLaw, step: Cells, charges: list[tuple[int, str]]
) -> None:
    """Lines that are not billed under the scheme are left out of basis and shares."""
    book = make_law(steps=[SCHEME_STEP | step])
    lines = [Line(goods=goods) for goods in ("100", "200", "300")]
    run = book.run(lines, stage="epr", billed=[2, 4, 6], totals={"PIECES": "4"})
    assert run.charges == [("duty", line, F(amount)) for line, amount in charges]
    assert run.slots[-1, 1] == 0
    assert run.slots[-1, :3].sum() == run.slots[-1, 3]


def test_step_of_a_scheme_without_billed_lines_is_nothing(make_law: MakeLaw) -> None:
    """Where no line is billed there is no fee, flat or not."""
    book = make_law(steps=[SCHEME_STEP | {"basis": "ONE", "flat": "5", "scope": "entry"}])
    assert book.run([Line()], stage="epr", billed=[4]).charges == []
