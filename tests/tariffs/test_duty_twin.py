"""The compiled duty against the plain reading of the same expression in exact fractions."""

from fractions import Fraction as F
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tariff_cases import MEASURE, PLACE, REGIME, STEP, LawBook, Line, write_table

from oneprice.tariffs.rates.amount import Declared, amount_of
from oneprice.tariffs.rates.duty import AdValorem, Duty, Side, Specific
from oneprice.tariffs.rates.render import render
from oneprice.tariffs.readers.duty_terms import OPS

RATES = st.fractions(0, 2, max_denominator=1000)
AMOUNTS = st.fractions(0, 50, max_denominator=400)
TERMS = st.one_of(
    st.builds(AdValorem, RATES, st.sampled_from(["", "case", "-case"])),
    st.builds(
        Specific, AMOUNTS, st.just("EUR"), st.sampled_from(["kg", "each", "pr"]), st.just(())
    ),
    st.builds(Specific, AMOUNTS, st.just("EUR"), st.just("liter"), st.just(("% vol",))),
)
LISTS = st.lists(TERMS, min_size=1, max_size=3).map(tuple)


@st.composite
def duties(draw: st.DrawFn) -> Duty:
    """Return a duty of one to three sides."""
    first = Side("first", draw(LISTS), draw(st.lists(TERMS, max_size=2).map(tuple)))
    ops = [op for op in OPS if op != "first"]
    more = draw(st.lists(st.builds(Side, st.sampled_from(ops), LISTS), max_size=2))
    return Duty((first, *more))


def book_of(folder: Path, duty: Duty) -> LawBook:
    """Return a law with one rate, put in beside the text reader."""
    own, said = folder / "law" / "XX", {"source": "made up"}
    write_table(own / "jurisdiction.csv", [PLACE | said])
    write_table(own / "stack.csv", [STEP | said | {"rate": "measure:base", "required": "Y"}])
    write_table(own / "regime.csv", [REGIME | said])
    write_table(own / "measure.csv", [MEASURE | said | {"rate": render(duty)}])
    return LawBook(folder)


@pytest.mark.parametrize("lines", [1, 3])
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(duty=duties(), goods=st.integers(1, 10**7), data=st.data())
def test_kernel_agrees_with_exact_fractions(
    tmp_path: Path, duty: Duty, lines: int, goods: int, data: st.DataObject
) -> None:
    """The kernel is the exact duty but for one pip a term, cut down or (taken off) cut up."""
    book = book_of(tmp_path, duty)
    milli = st.integers(0, 10**5)
    facts = {
        "pr": data.draw(milli),
        "liter": 1000 * data.draw(st.integers(0, 100)),
        "% vol": data.draw(st.integers(0, 100_000)),
        "part:case": data.draw(st.integers(0, 10**7)),
    }
    net_g, quantity = data.draw(st.integers(0, 10**5)), data.draw(st.integers(1, 9))
    line = Line(goods=str(F(goods, 100)), quantity=quantity, net_g=net_g, facts=facts)
    run = book.run([line] * lines)
    declared = Declared(
        F(goods, 100),
        {
            "kg": F(net_g * quantity, 1000),
            "each": F(quantity),
            "pr": F(facts["pr"] * quantity, 1000),
            "liter": F(facts["liter"] * quantity, 1000),
            "% vol": F(facts["% vol"], 1000),
        },
        {"case": F(facts["part:case"] * quantity, 100)},
    )
    exact = amount_of(duty, declared)
    assert run.status == 0
    terms = len(duty.terms)
    for _, _, amount in run.charges:
        assert -terms <= (amount - exact) * 1_000_000 <= 0
