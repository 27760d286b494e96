"""Writing a rate and reading it back."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneprice.tariffs.rates.cells import read_cell
from oneprice.tariffs.rates.duty import (
    FREE,
    REASONS,
    AdValorem,
    Cell,
    Duty,
    Phase,
    Phased,
    Preference,
    Rate,
    Relative,
    Season,
    Seasonal,
    Side,
    Specific,
    Unpriced,
)
from oneprice.tariffs.rates.plain import read_plain, read_plain_cell
from oneprice.tariffs.rates.render import number, render
from oneprice.tariffs.rates.terms import PARTS
from oneprice.tariffs.rates.units import FACT_NAMES, UNIT_NAMES
from oneprice.tariffs.rates.us_additional import BASE_PARTS

positive = st.fractions(F(1, 10**7), 10**6, max_denominator=10**7)
parts = st.sampled_from(("", *PARTS, *(f"-{part}" for part in PARTS), "wheel", "-wheel nut"))
ad_valorem = st.builds(AdValorem, positive, parts)
specific = st.builds(
    Specific,
    positive,
    st.sampled_from(("USD", "EUR", "JPY", "XEM")),
    st.sampled_from(sorted(UNIT_NAMES)),
    st.lists(st.sampled_from(sorted(FACT_NAMES)), max_size=2).map(tuple),
)
terms = st.lists(ad_valorem | specific, max_size=3).map(tuple)
first_side = st.builds(Side, st.just("first"), terms, terms)
later_side = st.builds(Side, st.sampled_from(("at_least", "at_most", "plus")), terms, terms)
duties = st.builds(
    lambda first, rest: Duty((first, *rest)), first_side, st.lists(later_side, max_size=3)
).filter(lambda duty: not (duty.is_free and duty.is_sum) or duty == FREE)
month_days = st.dates(date(2000, 1, 1), date(2000, 12, 31)).map(lambda day: (day.month, day.day))
seasonal = st.lists(st.builds(Season, duties, month_days, month_days), min_size=1, max_size=3).map(
    lambda seasons: Seasonal(tuple(seasons))
)
words = st.from_regex(r"[A-Za-z0-9%][A-Za-z0-9%,. ]{0,20}[a-z]", fullmatch=True)


def _phased(first: Duty | None, later: Mapping[date, Duty]) -> Phased:
    phases = [Phase(day, later[day]) for day in sorted(later)]
    return Phased((*([Phase(None, first)] if first else []), *phases))


phased = st.builds(
    _phased, st.none() | duties, st.dictionaries(st.dates(), duties, min_size=1, max_size=3)
)
relative = st.builds(
    Relative,
    st.none() | duties,
    st.booleans(),
    st.just(F(1)) | positive,
    st.just(F(0)) | positive,
    st.sampled_from(("", *BASE_PARTS, "case", "-us content")),
    st.just(()) | st.just(("8716.39.00", "8716.90.30")),
)
unpriced = st.builds(
    Unpriced,
    st.sampled_from(sorted(set(REASONS) - {"stated"})),
    words | st.just(""),
    st.lists(words, max_size=2).map(tuple),
) | st.builds(Unpriced, st.just("stated"), words)
rates = duties | seasonal | phased | relative | unpriced
programs = st.lists(st.sampled_from(("A", "A+", "JP", "DCS", "E*")), min_size=1, max_size=3)
cells = st.builds(
    Cell,
    st.none() | rates,
    st.lists(st.builds(Preference, programs.map(tuple), rates), max_size=2).map(tuple),
    st.lists(st.sampled_from(("BK", "()", "◎", "#", "◆2")), max_size=2).map(tuple),
)


@given(duties)
def test_duty_is_read_back(duty: Duty) -> None:
    """Any duty is the same after writing and reading."""
    assert read_plain(render(duty)) == duty


@given(rates)
def test_rate_is_read_back(rate: Rate) -> None:
    """Seasons, phases, rates on a base and reasons are the same after writing and reading."""
    assert read_plain(render(rate)) == rate


@given(cells)
def test_cell_is_read_back(cell: Cell) -> None:
    """Cells with programmes and marks are the same after writing and reading."""
    assert read_plain_cell(render(cell)) == cell


@given(st.fractions(0, 10**6))
def test_number_is_exact(value: F) -> None:
    """A number keeps its value, as a decimal or with a fraction."""
    assert sum(F(part) for part in number(value).split()) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (F(1, 3), "0 1/3"),
        (F(100, 3), "33 1/3"),
        (F(1, 20), "0.05"),
        (F(7), "7"),
        (F(125, 10), "12.5"),
    ],
)
def test_number(value: F, text: str) -> None:
    """Decimals with an end are decimals, the others mixed numbers."""
    assert number(value) == text


def test_nothing_is_blank() -> None:
    """No rate and a blank cell are written as nothing."""
    assert render(None) == "" == render(Cell(None))


def test_every_published_cell_is_read_back(all_cells: dict[str, list[str]]) -> None:
    """All cells of all files are the same after writing and reading."""
    count = 0
    for dialect, texts in all_cells.items():
        for text in texts:
            cell = read_cell(text, dialect)
            assert read_cell(render(cell), "plain") == cell, (dialect, text)
            count += 1
    assert count > 4000
