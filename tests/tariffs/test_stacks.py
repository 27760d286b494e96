"""Tax stacks by small tables: scopes, roundings, gates, bounds, measures."""

from fractions import Fraction as F

import pytest
from tariff_cases import Cells, Line, MakeLaw

from oneprice.core.errors import InputError
from oneprice.core.refusal import CODES

MEASURED: Cells = {"rate": "measure:base", "required": "Y"}


def two(text: str) -> F:
    """Return a decimal as a fraction."""
    return F(text)


# --- rates and roundings --------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "goods", "amount"),
    [
        ("half_up", "0.25", "0.03"),  # 10 % is 0.025
        ("half_even", "0.25", "0.02"),
        ("half_even", "0.35", "0.04"),
        ("down", "0.29", "0.02"),
        ("up", "0.21", "0.03"),
        ("up", "0.20", "0.02"),
    ],
)
def test_rounding_modes(make_law: MakeLaw, mode: str, goods: str, amount: str) -> None:
    """An amount is rounded to its unit in the row's mode (C-05)."""
    book = make_law(steps=[{"rate": "10%", "unit": "0.01", "mode": mode}])
    assert book.run([Line(goods=goods)]).charges == [("duty", 0, two(amount))]


def test_sticky_bit_lifts_up(make_law: MakeLaw) -> None:
    """What the cut to pips lost still counts when rounding up (C-04)."""
    book = make_law(steps=[{"rate": "1/3000003", "unit": "0.01", "mode": "up"}])
    assert book.run([Line(goods="1")]).charges == [("duty", 0, two("0.01"))]


def test_basis_is_rounded_before_the_rate(make_law: MakeLaw) -> None:
    """The basis is cut to its own unit first (C-39)."""
    step = {"rate": "10%", "base_unit": "1000", "base_mode": "down"}
    book = make_law(steps=[step], place={"currency": "JPY"})
    run = book.run([Line(goods="1999"), Line(goods="999")])
    assert run.charges == [("duty", 0, F(100)), ("duty", 1, F(0))]
    assert run.records["basis_pip"].tolist() == [10_000_000, 0]


def test_basis_adds_terms_and_earlier_steps(make_law: MakeLaw) -> None:
    """A basis takes fractions of slots, and the result of steps before it."""
    steps = [
        {"code": "cv", "kind": "value", "basis": "GOODS + FR_INTL*78/100"},
        {"seq": 20, "code": "duty", "basis": "cv", "rate": "10%"},
        {"seq": 30, "code": "vat", "kind": "tax", "basis": "cv + duty", "rate": "20%"},
    ]
    run = make_law(steps=steps).run([Line(goods="100", slots={"FR_INTL": "50"})])
    assert run.charges == [("duty", 0, two("13.9")), ("vat", 0, two("30.58"))]


def test_steps_of_one_code_share_a_slot(make_law: MakeLaw) -> None:
    """Two steps of one code add up in their slot and stay two charges."""
    steps = [
        {"rate": "1%"},
        {"seq": 20, "rate": "2%"},
        {"seq": 30, "code": "vat", "kind": "tax", "basis": "duty", "rate": "100%"},
    ]
    charges = make_law(steps=steps).run([Line()]).charges
    assert charges == [("duty", 0, F(1)), ("duty", 0, F(2)), ("vat", 0, F(3))]


@pytest.mark.parametrize(
    ("goods", "amount"),
    [
        ("1", "33.58"),
        ("9693.99", "33.58"),
        ("9694", "33.580016"),
        ("9694.01", "33.580050"),
        ("200000", "651.50"),
    ],
)
def test_minimum_and_maximum(make_law: MakeLaw, goods: str, amount: str) -> None:
    """An amount is held between its bounds (C-06)."""
    step = {"rate": "0.3464%", "min": "33.58", "max": "651.50", "scope": "entry"}
    (charge,) = make_law(steps=[step]).run([Line(goods=goods)]).charges
    assert charge[2] == two(amount)


@pytest.mark.parametrize(("q", "amount"), [(1000, 0), (1001, 2), (1500, 2), (1501, 4)])
def test_steps_over_a_free_quantity(make_law: MakeLaw, q: int, amount: int) -> None:
    """Above q0 every started step costs the rate (C-06)."""
    step = {"basis": "GROSS_G", "rate": "2 per unit", "q0": 1000, "step": 500, "kind": "fee"}
    run = make_law(steps=[step]).run([Line(slots={"GROSS_G": str(q)})])
    assert run.charges == ([("duty", 0, F(amount))] if amount else [])


@pytest.mark.parametrize(
    ("rate", "amount"), [("266 per t", "0.0532"), ("0.5 per kg", "0.1"), ("0.01 per g", "2")]
)
def test_amount_per_weight(make_law: MakeLaw, rate: str, amount: str) -> None:
    """A rate per g, kg or t is taken of a slot in grams."""
    step = {"basis": "PACK_PAPER", "rate": rate, "kind": "epr", "stage": "epr"}
    run = make_law(steps=[step]).run([Line(slots={"PACK_PAPER": "200"})], stage="epr")
    assert run.charges == [("duty", 0, two(amount))]


def test_flat_amount_per_heading(make_law: MakeLaw) -> None:
    """A flat step is its amount where the basis is positive and nothing elsewhere."""
    step = {"basis": "HEADINGS", "flat": "3.00", "min": "1"}
    lines = [Line(slots={"HEADINGS": "1"}), Line(), Line(slots={"HEADINGS": "1"})]
    run = make_law(steps=[step]).run(lines)
    assert run.charges == [("duty", 0, F(3)), ("duty", 1, F(0)), ("duty", 2, F(3))]
    assert run.slots[-1, 3] == 6 * 10**6


def test_zero_is_shown_for_duty_and_tax_only(make_law: MakeLaw) -> None:
    """Duty and tax are charges also at 0, fees only when they are not; values never."""
    kinds = ("duty", "tax", "fee", "value")
    steps = [
        {"seq": i, "code": f"c{i}", "kind": kind, "rate": "0%"} for i, kind in enumerate(kinds)
    ]
    assert [each[0] for each in make_law(steps=steps).run([Line()]).charges] == ["c0", "c1"]


@pytest.mark.parametrize("kind", ["duty", "tax", "fee"])
@pytest.mark.parametrize("scope", ["line", "heading"])
def test_measure_that_does_not_apply_is_no_charge(make_law: MakeLaw, kind: str, scope: str) -> None:
    """A free rate is a charge of 0 for duty and tax; where no rate applies there is none."""
    step = {"rate": "measure:s", "required": "N", "kind": kind, "scope": scope}
    rows = [{}, {"kind": "s", "origin": "CN", "rate": "Free"}]
    run = make_law(steps=[step], measures=rows).run([Line(origin="VN"), Line()])
    assert run.charges == ([("duty", 1, F(0))] if kind != "fee" else [])


def test_bill_none_fills_its_slot_without_a_charge(make_law: MakeLaw) -> None:
    """A step that is not billed and not shown still feeds later steps (C-44)."""
    steps = [
        {"rate": "10%", "bill": "none"},
        {"seq": 20, "code": "vat", "basis": "duty", "rate": "1"},
    ]
    assert make_law(steps=steps).run([Line()]).charges == [("vat", 0, F(10))]


# --- scopes ---------------------------------------------------------------------------


def test_heading_scope_sums_before_rounding(make_law: MakeLaw) -> None:
    """Lines of one heading are summed, and the result stands on the first of them (C-38)."""
    step = {"scope": "heading", "rate": "10%", "base_unit": "10", "base_mode": "down"}
    lines = [Line(goods="15"), Line(goods="15", hs="611010"), Line(goods="15")]
    run = make_law(steps=[step]).run(lines)
    assert run.charges == [("duty", 0, F(3)), ("duty", 1, F(1))]
    assert (run.slots[-1] // 10**6).tolist() == [3, 1, 0, 4]


def test_heading_scope_keeps_measures_apart(make_law: MakeLaw) -> None:
    """Lines of one heading with different rates are not summed (C-38)."""
    rows = [{"rate": "10%"}, {"origin": "VN", "rate": "5%"}, {"origin": "BD", "rate": "5%"}]
    lines = [Line(), Line(origin="VN"), Line(), Line(origin="BD")]
    book = make_law(steps=[MEASURED | {"scope": "heading"}], measures=rows)
    assert book.run(lines).charges == [("duty", 0, F(20)), ("duty", 1, F(5)), ("duty", 3, F(5))]


def test_one_measure_row_is_one_group_across_commodities(make_law: MakeLaw) -> None:
    """Lines under one written rate are one group, also where another kind cuts the codes."""
    rows = [{"rate": "10%"}, {"hs_prefix": "610910", "kind": "s301", "rate": "1%"}]
    book = make_law(steps=[MEASURED | {"scope": "heading"}], measures=rows)
    charges = book.run([Line(hs="610910"), Line(hs="610990")], digits=4).charges
    assert charges == [("duty", 0, F(20))]


def test_entry_scope_is_shared_by_goods(make_law: MakeLaw) -> None:
    """An entry's amount is one charge and is shared to the last pip (C-08)."""
    step = {"scope": "entry", "rate": "10%", "unit": "0.01", "mode": "down"}
    run = make_law(steps=[step]).run([Line(goods="1"), Line(goods="1"), Line(goods="1.10")])
    assert run.charges == [("duty", -1, two("0.31"))]
    assert run.slots[-1].tolist() == [100_000, 100_000, 110_000, 310_000]


def test_entry_scope_takes_totals(make_law: MakeLaw) -> None:
    """The total of ONE is 1, however many lines there are (C-37)."""
    step = {"scope": "entry", "basis": "ONE", "flat": "2.69", "kind": "fee"}
    assert make_law(steps=[step]).run([Line(), Line()]).charges == [("duty", -1, two("2.69"))]


def test_share_names_the_key(make_law: MakeLaw) -> None:
    """The share column names the slot by which an entry's amount is shared."""
    step = {"scope": "entry", "rate": "10%", "share": "QTY"}
    run = make_law(steps=[step]).run([Line(quantity=3), Line(quantity=1)])
    assert run.slots[-1].tolist() == [15 * 10**6, 5 * 10**6, 20 * 10**6]


# --- gates and days -------------------------------------------------------------------


@pytest.mark.parametrize(("goods", "runs"), [("149.99", True), ("150", True), ("150.01", False)])
def test_gate_on_a_total(make_law: MakeLaw, goods: str, runs: bool) -> None:
    """A gated-off step leaves 0 and no charge (C-40)."""
    run = make_law(steps=[{"rate": "10%", "gates": "GOODS<=150"}]).run([Line(goods=goods)])
    assert bool(run.charges) == runs == bool(run.slots[-1, 0])


def test_gate_on_a_line(make_law: MakeLaw) -> None:
    """A line gate looks at the line's own value."""
    run = make_law(steps=[{"rate": "10%", "gates": "line.GOODS>50"}]).run(
        [Line(goods="50"), Line(goods="50.01")]
    )
    assert [charge[1] for charge in run.charges] == [1]


def test_gated_off_line_needs_no_measure(make_law: MakeLaw) -> None:
    """A rate without a price does no harm where its step does not run."""
    steps = [MEASURED | {"gates": "line.GOODS>50"}]
    book = make_law(steps=steps, measures=[{"rate": "unpriced: x"}])
    assert book.run([Line(goods="50")]).status == 0
    assert CODES[book.run([Line(goods="51")]).status] == "MEASURE_UNPRICED"


@pytest.mark.parametrize(
    ("day", "codes"),
    [("2026-06-30", ["a"]), ("2026-07-01", ["b"]), ("2026-07-31", ["b"]), ("2026-08-01", [])],
)
def test_step_validity_is_half_open(make_law: MakeLaw, day: str, codes: list[str]) -> None:
    """A step runs from its first day up to, not including, its last (C-11)."""
    steps = [
        {"code": "a", "rate": "1%", "valid_to": "2026-07-01"},
        {"code": "b", "rate": "1%", "valid_from": "2026-07-01", "valid_to": "2026-08-01"},
    ]
    assert [each[0] for each in make_law(steps=steps).run([Line()], day=day).charges] == codes


def test_only_steps_of_the_stage_run(make_law: MakeLaw) -> None:
    """Each stage runs its own steps and finds the slots of the stages before."""
    steps = [
        {"rate": "10%"},
        {"seq": 20, "code": "vat", "kind": "tax", "stage": "sale", "basis": "duty", "rate": "50%"},
    ]
    book = make_law(steps=steps)
    first = book.run([Line()])
    assert first.charges == [("duty", 0, F(10))]
    assert book.run([Line()], stage="sale", slots=first.slots).charges == [("vat", 0, F(5))]


# --- measures in steps ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("rate", "line", "amount"),
    [
        ("2.80 EUR/kg", Line(net_g=500, quantity=3), "4.2"),
        ("2.80 EUR/kg + 10%", Line(net_g=500, quantity=3), "14.2"),
        ("0.44 EUR each", Line(quantity=7), "3.08"),
        ("100 EUR/t", Line(net_g=1500), "0.15"),
        ("0.76 EUR/pr.", Line(quantity=2, facts={"pr": 1500}), "2.28"),
        ("1 EUR/liter", Line(quantity=2, facts={"pr": 1, "liter": 750}), "1.5"),
        ("1 EUR/kg", Line(quantity=2, facts={"kg": 250}), "0.5"),  # no net weight given
        ("1 EUR/kg", Line(quantity=2, net_g=300, facts={"kg": 250}), "0.5"),  # declared first
        ("0.44 EUR each", Line(quantity=7, facts={"each": 2000}), "6.16"),  # two in a unit
        ("0.0001 EUR/kg", Line(net_g=999), "0.000099"),
    ],
)
def test_specific_duty(make_law: MakeLaw, rate: str, line: Line, amount: str) -> None:
    """An amount per unit is taken of the line's quantity, cut to pips (C-41)."""
    book = make_law(steps=[MEASURED], measures=[{"rate": rate}])
    assert book.run([line]).charges == [("duty", 0, two(amount))]


def test_missing_quantity_names_line_and_unit(make_law: MakeLaw) -> None:
    """A unit the order does not give is a refusal, not a zero (C-41)."""
    book = make_law(steps=[MEASURED], measures=[{"rate": "1 EUR/pr."}])
    run = book.run([Line(facts={"pr": 1}), Line()])
    assert (CODES[run.status], run.line) == ("DUTY_INPUT_MISSING", 1)
    assert book.ctx.ids.name("fact", run.fact) == "pr"


def test_quantities_of_a_heading_are_summed(make_law: MakeLaw) -> None:
    """In heading scope the amount per unit is cut once for the whole heading."""
    book = make_law(steps=[MEASURED | {"scope": "heading"}], measures=[{"rate": "0.0015 EUR/kg"}])
    run = book.run([Line(net_g=1), Line(net_g=1)])
    assert run.charges == [("duty", 0, two("0.000003"))]


@pytest.mark.parametrize(
    ("kind", "required", "status"),
    [("base", "Y", "HS_UNKNOWN"), ("vat", "Y", "MEASURE_MISSING"), ("vat", "N", "OK")],
)
def test_line_without_measure(make_law: MakeLaw, kind: str, required: str, status: str) -> None:
    """A required kind without a rate is a refusal; another leaves 0 and no charge."""
    rows = [{"rate": "1%", "valid_to": "2020-01-01"}, {"kind": "vat", "origin": "VN"}]
    book = make_law(steps=[{"rate": f"measure:{kind}", "required": required}], measures=rows)
    run = book.run([Line()])
    assert CODES[run.status] == status
    assert run.charges == []
    assert run.slots[-1].tolist() == [0, 0]


def test_unpriced_measure_names_its_row(make_law: MakeLaw) -> None:
    """A known rate without a price is a refusal that leads to its reason."""
    book = make_law(steps=[MEASURED], measures=[{"rate": "unpriced: metal share"}])
    run = book.run([Line()])
    assert (CODES[run.status], run.line) == ("MEASURE_UNPRICED", 0)
    row = book.tables.measure[run.fact]
    assert book.ctx.ids.name("text", row["unpriced"]) == "metal share"


def test_bounds_hold_for_measures_that_apply(make_law: MakeLaw) -> None:
    """Minimum and maximum bind a measured amount, and nothing where no measure applies."""
    step = {"rate": "measure:s", "required": "N", "min": "3", "max": "4"}
    rows = [{}, {"kind": "s", "origin": "CN", "rate": "1 EUR/kg"}]
    book = make_law(steps=[step], measures=rows)
    lines = [Line(net_g=1), Line(net_g=3500), Line(net_g=9000), Line(origin="VN")]
    assert [each[2] for each in book.run(lines).charges] == [3, F(7, 2), 4]


def test_sales_tax_of_the_order(make_law: MakeLaw) -> None:
    """Sales tax takes the order's rate; an order without one is refused."""
    steps = [{"kind": "tax", "stage": "sale", "basis": "BILLED", "rate": "order:sales_tax"}]
    book = make_law(steps=steps)
    line = Line(slots={"BILLED": "200"})
    assert CODES[book.run([line], stage="sale").status] == "SALES_TAX_MISSING"
    run = book.run([line], stage="sale", tax=(887, 10_000))
    assert run.charges == [("duty", 0, two("17.74"))]


def test_too_large_an_amount_is_refused(make_law: MakeLaw) -> None:
    """Saturation is the refusal AMOUNT_TOO_LARGE, never a wrapped number (C-07)."""
    book = make_law(steps=[{"rate": "1000"}])
    assert CODES[book.run([Line(goods="3602879701")]).status] == "AMOUNT_TOO_LARGE"
    assert CODES[book.run([Line(goods="36028797")]).status] == "OK"


@pytest.mark.parametrize(
    "step",
    [
        {"rate": "1000", "unit": "0.01", "mode": "half_up"},
        {"rate": "1%", "basis": "GOODS*1000", "base_unit": "1000", "base_mode": "down"},
        {"rate": "1%", "basis": "GOODS*1000 - GOODS*1000"},
        {"rate": "1%", "basis": "FR_INTL*60/100"},
    ],
)
def test_saturated_amount_is_seen_before_it_is_rounded(make_law: MakeLaw, step: Cells) -> None:
    """Neither a rounding down nor a fraction nor a difference hides an amount cut off (C-07)."""
    line = Line(goods="36028798", slots={"FR_INTL": "36028797018.97"})
    assert CODES[make_law(steps=[step]).run([line]).status] == "AMOUNT_TOO_LARGE"


# --- terms taken off, bounds by slots, amounts in another currency ---------------------


@pytest.mark.parametrize(("goods", "amount"), [("50", "0"), ("50.01", "0.001"), ("150", "10")])
def test_term_taken_off(make_law: MakeLaw, goods: str, amount: str) -> None:
    """A basis below nothing counts as nothing (C-39)."""
    steps = [{"basis": "GOODS - FR_INTL", "rate": "10%"}]
    run = make_law(steps=steps).run([Line(goods=goods, slots={"FR_INTL": "50"})])
    assert run.charges == [("duty", 0, two(amount))]


def test_term_taken_off_is_cut_up(make_law: MakeLaw) -> None:
    """What is added is cut, what is taken off is cut up: the basis is never too large."""
    for basis, amount in (("GOODS - FR_INTL/3", "0.666666"), ("GOODS/3", "0.333333")):
        book = make_law(steps=[{"basis": basis, "rate": "100%"}])
        run = book.run([Line(goods="1", slots={"FR_INTL": "1"})])
        assert run.charges == [("duty", 0, two(amount))]


def test_fraction_of_a_negative_basis_is_forgotten(make_law: MakeLaw) -> None:
    """A basis below nothing is exactly nothing: nothing is left to be rounded up."""
    step = {"basis": "GOODS - FR_INTL/3", "rate": "10%", "unit": "0.01", "mode": "up"}
    run = make_law(steps=[step]).run([Line(goods="1", slots={"FR_INTL": "10"})])
    assert run.charges == [("duty", 0, F(0))]


@pytest.mark.parametrize("scope", ["line", "heading", "entry"])
def test_bounds_named_by_slots(make_law: MakeLaw, scope: str) -> None:
    """A bound may be a slot, whose value in the same place binds (C-39)."""
    steps = [
        {"code": "floor", "kind": "value", "basis": "FR_INTL", "scope": "line"},
        {"seq": 20, "rate": "10%", "scope": scope, "min": "floor", "max": "FR_ENTRY"},
    ]
    slots = [{"FR_INTL": "12", "FR_ENTRY": "90"}, {"FR_INTL": "1", "FR_ENTRY": "9"}]
    lines = [Line(hs=hs, slots=each) for hs, each in zip(("610910", "611010"), slots, strict=True)]
    charges = make_law(steps=steps).run(lines).charges
    if scope == "entry":
        assert charges == [("duty", -1, F(20))]  # between 13 and 99
    else:
        assert charges == [("duty", 0, F(12)), ("duty", 1, F(9))]


USD_FX = ({"kind": "customs", "authority": "*", "base": "EUR", "quote": "USD", "rate": "1.25"},)


@pytest.mark.parametrize(
    ("step", "amount"),
    [
        ({"flat": "2.00"}, "1.60"),
        ({"flat": "2.00", "min": "3.00"}, "2.40"),
        ({"basis": "QTY", "rate": "1.11 per unit", "max": "2.00"}, "1.60"),
        ({"basis": "QTY", "rate": "0.01 per unit"}, "0.02"),  # 0.03 USD are 0.024 EUR
        ({"basis": "GROSS_G", "rate": "10 per kg"}, "0.8"),
    ],
)
def test_step_in_another_currency(make_law: MakeLaw, step: Cells, amount: str) -> None:
    """The amount is made in the step's currency, converted by customs FX and then rounded."""
    plain = {"basis": "ONE", "scope": "entry", "kind": "fee", "currency": "USD"}
    book = make_law(steps=[plain | {"unit": "0.01", "mode": "half_up"} | step], fx=USD_FX)
    run = book.run([Line(quantity=3, slots={"GROSS_G": "100"})])
    assert run.charges == [("duty", -1, two(amount))]


def test_step_in_another_currency_needs_its_rate(make_law: MakeLaw) -> None:
    """Without the rate there is no price, also for nothing; the own currency needs none."""
    step = {"basis": "QTY", "rate": "0 per unit", "currency": "USD", "kind": "fee"}
    book = make_law(steps=[step])
    run = book.run([Line()])
    assert CODES[run.status] == "FX_MISSING"
    assert book.ctx.ids.name("currency", run.fact) == "USD"
    assert make_law(steps=[step | {"currency": "EUR"}]).run([Line()]).status == 0
    assert make_law(steps=[step | {"gates": "GOODS>100"}]).run([Line()]).status == 0


def test_outcomes_of_money_gates_are_traced(make_law: MakeLaw) -> None:
    """Equal traces tell that every gate on money had the same outcome (C-55)."""
    book = make_law(steps=[{"rate": "10%", "gates": "GOODS>50 & GOODS<=150 & QTY>=1"}])
    traces = {}
    for goods in ("49", "50", "51", "150", "151"):
        st = book.situation()
        book.run([Line(goods=goods)], st=st)
        traces[goods] = int(st[0]["trace"])
    assert traces["49"] == traces["50"]
    assert traces["51"] == traces["150"]
    assert len(set(traces.values())) == 3
    assert all(traces.values())


# --- what a table may not say ---------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "column"),
    [
        ({"rate": ""}, "rate"),
        ({"rate": "measure:base"}, "required"),
        ({"rate": "measure:base", "required": "Y", "scope": "entry"}, "scope"),
        ({"rate": "measure:base", "required": "Y", "flat": "1"}, "rate"),
        ({"rate": "measure:base", "required": "Y", "step": "1"}, "rate"),
        ({"rate": "5%", "basis": "QTY"}, "rate"),
        ({"rate": "5 per kg", "basis": "QTY"}, "rate"),
        ({"rate": "5 per unit", "basis": "GROSS_G"}, "rate"),
        ({"rate": "5 per kg"}, "rate"),
        ({"rate": "-5%"}, "rate"),
        ({"rate": "5%", "basis": "later"}, "basis"),
        ({"rate": "5%", "basis": "BILLED"}, "basis"),
        ({"rate": "5%", "unit": "0.01"}, "mode"),
        ({"rate": "5%", "mode": "up"}, "mode"),
        ({"rate": "5%", "unit": "0.0000001", "mode": "up"}, "unit"),
        ({"rate": "5%", "gates": "line.GOODS>1", "scope": "entry"}, "gates"),
        ({"rate": "5%", "share": "GOODS"}, "share"),
        ({"rate": "5%", "min": "2", "max": "1"}, "max"),
        ({"rate": "5%", "min": "-2"}, "min"),
        ({"rate": "5%", "min": "later"}, "min"),
        ({"rate": "5%", "min": "999999999999999999"}, "min"),
        ({"rate": "5%", "unit": "999999999999999999", "mode": "up"}, "unit"),
        ({"basis": "ONE", "flat": "999999999999999999"}, "flat"),
        ({"rate": "5%", "max": "QTY"}, "max"),
        ({"rate": "5%", "currency": "USD"}, "currency"),
        ({"basis": "ONE", "flat": "5", "currency": "XYZ"}, "currency"),
        ({"basis": "ONE", "flat": "5", "currency": "USD", "max": "GOODS"}, "max"),
        ({"basis": "ONE - QTY", "flat": "5"}, "basis"),
        ({"rate": "5%", "code": "GOODS"}, "code"),
        ({"rate": "5%", "kind": "excise"}, "kind"),
        ({"rate": "5%", "valid_from": "2026-01-01", "valid_to": "2026-01-01"}, "valid_to"),
    ],
)
def test_senseless_step_names_its_cell(make_law: MakeLaw, step: Cells, column: str) -> None:
    """A step that has no meaning is an error naming file, row and column."""
    with pytest.raises(InputError, match=rf"law/XX/stack\.csv row 2, column {column}"):
        make_law(steps=[step])
