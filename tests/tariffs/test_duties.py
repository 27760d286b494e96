"""Duty expressions in steps: sides, terms taken off, quantities, degrees, parts (C-57)."""

from fractions import Fraction as F

import pytest
from tariff_cases import Cells, LawBook, Line, MakeLaw

from oneprice.core.refusal import CODES
from oneprice.core.vocabulary import MATERIALS

MEASURED: Cells = {"rate": "measure:base", "required": "Y"}


def amount(book: LawBook, *lines: Line, **said: object) -> F:
    """Return the duty of the first line or group."""
    run = book.run(lines, **said)
    assert CODES[run.status] == "OK"
    return run.charges[0][2]


# --- sides ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("goods", "duty"),
    [("33.32", "4"), ("33.33", "4"), ("33.34", "4.0008"), ("49.99", "5.9988"), ("50.01", "6")],
)
def test_minimum_and_maximum_of_a_rate(make_law: MakeLaw, goods: str, duty: str) -> None:
    """12 %, not below 4 and not above 6 euro per kilogram: one kilogram is held between."""
    rate = "12.0% MIN 4.00 EUR/kg MAX 6.00 EUR/kg"
    book = make_law(steps=[MEASURED], measures=[{"rate": rate}])
    assert amount(book, Line(goods=goods, net_g=1000)) == F(duty)


def test_sides_are_taken_from_left_to_right(make_law: MakeLaw) -> None:
    """The last bound splits the rate: it holds against all that stands before it."""
    book = make_law(steps=[MEASURED], measures=[{"rate": "5% MAX 1 EUR/kg MIN 3 EUR/kg"}])
    assert amount(book, Line(net_g=1000)) == 3
    book = make_law(steps=[MEASURED], measures=[{"rate": "5% MIN 3 EUR/kg MAX 1 EUR/kg"}])
    assert amount(book, Line(net_g=1000)) == 1


@pytest.mark.parametrize(("net_g", "duty"), [(0, "10"), (999, "0.01"), (1000, "0"), (1001, "0")])
def test_terms_taken_off_never_go_below_nothing(make_law: MakeLaw, net_g: int, duty: str) -> None:
    """10 % less 10 euro per kilogram is nothing from one kilogram on."""
    book = make_law(steps=[MEASURED], measures=[{"rate": "10% less 10 EUR/kg"}])
    assert amount(book, Line(net_g=net_g)) == F(duty)


def test_added_terms_are_cut_and_those_taken_off_cut_up(make_law: MakeLaw) -> None:
    """Cutting never favours the goods: thirds of pips go down when added, up when taken off."""
    book = make_law(steps=[MEASURED], measures=[{"rate": "0.0001 EUR/3 kg + 10%"}])
    assert amount(book, Line(goods="1", net_g=1000)) == F("0.100033")
    book = make_law(steps=[MEASURED], measures=[{"rate": "10% less 0.0001 EUR/3 kg"}])
    assert amount(book, Line(goods="1", net_g=1000)) == F("0.099966")


@pytest.mark.parametrize(
    ("rate", "duty"),
    [
        ("33 1/3% MIN 0.333333 EUR/each", "0.34"),  # equal after the cut: both bits are joined
        ("33 1/3% MIN 0.333334 EUR/each", "0.34"),
        ("33 1/3% MAX 0.33 EUR/each", "0.33"),  # the side that is kept is exact
        ("0.33 EUR/each MAX 33 1/3%", "0.33"),
    ],
)
def test_lost_fractions_of_the_side_that_is_kept(make_law: MakeLaw, rate: str, duty: str) -> None:
    """Rounding up to the cent sees only what the kept side has lost."""
    steps = [MEASURED | {"unit": "0.01", "mode": "up"}]
    assert amount(make_law(steps=steps, measures=[{"rate": rate}]), Line(goods="1")) == F(duty)


def test_bounds_of_the_step_come_last(make_law: MakeLaw) -> None:
    """The step's own minimum and maximum bind what the expression gives."""
    steps = [MEASURED | {"min": "3", "max": "4"}]
    book = make_law(steps=steps, measures=[{"rate": "1% MAX 10%"}])
    assert [amount(book, Line(goods=goods)) for goods in ("100", "350", "900")] == [3, F("3.5"), 4]


def test_bound_of_nothing_is_nothing(make_law: MakeLaw) -> None:
    """A rate of at most nothing is free, and free is a charge of 0."""
    book = make_law(steps=[MEASURED], measures=[{"rate": "5% MAX 0%"}])
    assert book.run([Line()]).charges == [("duty", 0, F(0))]


# --- quantities -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rate", "line", "duty"),
    [
        ("1 EUR/kg gross", Line(gross_g=400, net_g=300, quantity=2), "0.8"),
        ("1 EUR/kg", Line(gross_g=400, net_g=300, quantity=2), "0.6"),
        ("12 EUR/doz", Line(quantity=7), "7"),
        ("144 EUR/gross", Line(quantity=7), "7"),
        ("1000 EUR/thousand", Line(quantity=7), "7"),
        ("12 EUR/doz", Line(quantity=7, facts={"each": 2000}), "14"),  # two pieces in a unit
        ("1 EUR/kg drained", Line(net_g=300, facts={"kg drained": 200}), "0.2"),
    ],
)
def test_quantities(make_law: MakeLaw, rate: str, line: Line, duty: str) -> None:
    """Net and gross weight and count are known; what the order declares comes first."""
    assert amount(make_law(steps=[MEASURED], measures=[{"rate": rate}]), line) == F(duty)


@pytest.mark.parametrize(
    ("rate", "lacks"),
    [
        ("1 EUR/kg", "kg"),  # net weight not given
        ("1 EUR/kg drained", "kg drained"),
        ("1 EUR/% vol/hl", "liter"),
        ("5% on the case", "part:case"),
        ("5% MIN 1 EUR/pr", "pr"),  # also where the other side would stand
    ],
)
def test_missing_input_is_named(make_law: MakeLaw, rate: str, lacks: str) -> None:
    """What the order does not give is a refusal that names it, never a zero."""
    book = make_law(steps=[MEASURED], measures=[{"rate": rate}])
    run = book.run([Line()])
    assert (CODES[run.status], run.line) == ("DUTY_INPUT_MISSING", 0)
    assert book.ctx.ids.name("fact", run.fact) == lacks


@pytest.mark.parametrize("material", MATERIALS[:2])
def test_packaging_and_battery_are_known(make_law: MakeLaw, material: str) -> None:
    """Declared grams of packaging and battery are quantities; without them there are none."""
    fees = [
        {"code": "pack", "form": "per_kg", "of": f"packaging {material}", "amount": "2"},
        {"code": "cell", "form": "per_kg", "of": "battery", "amount": "5"},
    ]
    said = {"jurisdiction": "XX", "scheme": "s", "source": "made up"}
    book = make_law(epr_fee=[said | fee for fee in fees])
    line = Line(packaging_g=250, plastic_g=250, battery_g=100, quantity=2)
    charges = book.run([line], stage="epr", billed=[2]).charges
    assert charges == [("pack", -1, F(1)), ("cell", -1, F(1))]
    assert book.run([Line()], stage="epr", billed=[2]).charges == []


# --- degrees --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("liter", "degree", "quantity", "duty"),
    [
        (750, 12_500, 1, "0.046875"),  # 0.75 l x 12.5 % vol x 0.005
        (750, 12_500, 2, "0.09375"),
        (1, 999, 1, "0"),  # 0.000999 is cut to nothing
        (1, 1_000, 1, "0.000005"),
        (1, 0, 1, "0"),
    ],
)
def test_degree_multiplies_the_quantity(
    make_law: MakeLaw, liter: int, degree: int, quantity: int, duty: str
) -> None:
    """Each line's quantity is multiplied by its degree and cut to thousandths of the unit."""
    book = make_law(steps=[MEASURED], measures=[{"rate": "0.50 EUR/% vol/hl"}])
    line = Line(quantity=quantity, facts={"liter": liter, "% vol": degree})
    assert amount(book, line) == F(duty)


def test_degrees_differ_by_line_of_a_heading(make_law: MakeLaw) -> None:
    """In heading scope every line brings its own degree."""
    steps = [MEASURED | {"scope": "heading"}]
    book = make_law(steps=steps, measures=[{"rate": "1 EUR/% vol/liter"}])
    lines = [Line(facts={"liter": 1000, "% vol": degree}) for degree in (5_000, 12_000)]
    assert amount(book, *lines) == 17


def test_sliding_rate_of_sugar(make_law: MakeLaw) -> None:
    """A rate less an amount for each degree under 100, but not less than a floor."""
    text = "3.6606 EUR/kg less 0.0206 EUR/degree under 100/kg MIN 3.1438 EUR/kg"
    book = make_law(steps=[MEASURED], measures=[{"rate": text}])
    for degrees, duty in ((0, "3.6606"), (4_000, "3.5782"), (30_000, "3.1438")):
        line = Line(net_g=1000, facts={"degree under 100": degrees})
        assert amount(book, line) == F(duty)


# --- parts ----------------------------------------------------------------------------


def test_part_of_the_value(make_law: MakeLaw) -> None:
    """A rate on a part takes the declared value of the part, of all units of the line."""
    book = make_law(steps=[MEASURED], measures=[{"rate": "6% on the case + 14% on the strap"}])
    line = Line(goods="100", quantity=2, facts={"part:case": 1000, "part:strap": 500})
    assert amount(book, line) == F("1.2") + F("1.4")


@pytest.mark.parametrize(("minor", "duty"), [(0, "10"), (4_000, "6"), (10_000, "0"), (10_001, "0")])
def test_all_but_a_part(make_law: MakeLaw, minor: int, duty: str) -> None:
    """What is left of the basis without the part is never below nothing."""
    book = make_law(steps=[MEASURED], measures=[{"rate": "10% on all but the battery"}])
    assert amount(book, Line(facts={"part:battery": minor})) == F(duty)


def test_part_is_converted_line_by_line(make_law: MakeLaw) -> None:
    """Parts come in the order's currency: each line is rounded half up to the minor unit."""
    steps = [MEASURED | {"scope": "heading"}]
    book = make_law(steps=steps, measures=[{"rate": "100% on the case"}])
    lines = [Line(facts={"part:case": 101})] * 2
    run = book.run(lines, customs_num=1, customs_den=2)
    assert run.charges[0][2] == F("1.02")  # 0.505 each, rounded to 0.51


@pytest.mark.parametrize("rate", ["1% on the case", "100% on all but the case"])
def test_huge_part_is_refused(make_law: MakeLaw, rate: str) -> None:
    """A part beyond all bounds is refused, never cut off (C-07)."""
    book = make_law(steps=[MEASURED], measures=[{"rate": rate}])
    for minor, num in ((10**11, 1), (10**11, 100)):
        line = Line(quantity=100_000 if num == 1 else 1, facts={"part:case": minor})
        run = book.run([line], customs_num=num)
        assert CODES[run.status] == "AMOUNT_TOO_LARGE"


# --- what is not priced ---------------------------------------------------------------


@pytest.mark.parametrize(
    "rate", ["1.50 USD/kg", "5% MIN $1.50/kg", "base plus: 25%", "unpriced: not held"]
)
def test_no_price_has_a_reason(make_law: MakeLaw, rate: str) -> None:
    """Foreign amounts of an area and rates on other rates are refused with their reason."""
    shared: Cells = {"area": "YY", "rate": rate}
    book = make_law(steps=[MEASURED], measures=[shared], place={"duty_area": "YY"})
    run = book.run([Line(net_g=1000)])
    assert CODES[run.status] == "MEASURE_UNPRICED"
    assert book.ctx.ids.name("text", book.tables.measure[run.fact]["unpriced"])


def test_rate_of_a_charge_is_its_only_percentage(make_law: MakeLaw) -> None:
    """A charge shows the fraction of a plain percentage, and none of an expression."""
    rows = [{"rate": "12.5%"}, {"hs_prefix": "6110", "rate": "5% + 1 EUR/kg"}]
    run = make_law(steps=[MEASURED], measures=rows).run([Line(), Line(hs="611010", net_g=1)])
    assert run.records[["num", "den"]].tolist() == [(1, 8), (0, 1)]


def test_huge_quantity_is_refused(make_law: MakeLaw) -> None:
    """A quantity beyond all bounds is AMOUNT_TOO_LARGE, also where it is taken off."""
    for rate in ("1 EUR/pr", "10% less 1 EUR/pr"):
        book = make_law(steps=[MEASURED], measures=[{"rate": rate}])
        run = book.run([Line(quantity=100_000, facts={"pr": 10**12 - 1})])
        assert CODES[run.status] == "AMOUNT_TOO_LARGE"
