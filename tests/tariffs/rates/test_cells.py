"""The one door to all dialects."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneprice.tariffs.rates import cells
from oneprice.tariffs.rates.cells import DIALECTS, read_cell
from oneprice.tariffs.rates.duty import BLANK, Cell, Duty, Phased, Rate, Relative, Seasonal
from oneprice.tariffs.rates.text import clean

BUDGET_S = 1.0  # all texts of the United States, read once each


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("text", ["", "  \n", "\N{IDEOGRAPHIC SPACE}", "<br/>"])
def test_blank_cell(text: str, dialect: str) -> None:
    """A blank cell says nothing in every dialect."""
    assert read_cell(text, dialect) == BLANK


def test_unknown_dialect() -> None:
    """A dialect that nobody speaks is an error."""
    with pytest.raises(KeyError):
        read_cell("5%", "xx")


@given(st.text(max_size=40), st.sampled_from(DIALECTS))
def test_any_text_has_an_answer(text: str, dialect: str) -> None:
    """No text breaks a reader."""
    assert isinstance(read_cell(text, dialect), Cell)


def rates_of(cell: Cell) -> list[Rate]:
    """Return all rates of a cell."""
    return [*([cell.duty] if cell.duty else []), *(one.duty for one in cell.preferences)]


def duties_of(rate: Rate) -> list[Duty]:
    """Return all duties inside a rate."""
    if isinstance(rate, Duty):
        return [rate]
    if isinstance(rate, Seasonal):
        return [season.duty for season in rate.seasons]
    if isinstance(rate, Phased):
        return [phase.duty for phase in rate.phases]
    return [rate.added] if isinstance(rate, Relative) and rate.added else []


def says_free(text: str) -> bool:
    """Tell whether a cleaned text has a word or number for nothing."""
    plain = clean(text)
    words = ("Free", "free", "無税", "免税", "NIHIL")
    zero = any(number.strip("0.") == "" for number in _numbers(plain))
    return zero or any(word in plain for word in words)


def _numbers(plain: str) -> list[str]:
    kept = "".join(sign if sign.isdigit() or sign == "." else " " for sign in plain)
    return [word for word in kept.split() if word != "."]


def test_nothing_is_silently_free(all_cells: dict[str, list[str]]) -> None:
    """Every free duty comes from a text that says free, 無税 or zero."""
    free = 0
    for dialect, texts in all_cells.items():
        for text in texts:
            duties = [d for rate in rates_of(read_cell(text, dialect)) for d in duties_of(rate)]
            if any(duty.is_free for duty in duties):
                free += 1
                assert says_free(text), (dialect, text)
    assert free > 300


@given(
    st.from_regex(r"(Free|[1-9][0-9.%¢$/kg +()A-Z-]{0,20})", fullmatch=True),
    st.sampled_from(DIALECTS),
)
def test_free_is_said(text: str, dialect: str) -> None:
    """A text without a word or number for nothing is never free."""
    duties = [d for rate in rates_of(read_cell(text, dialect)) for d in duties_of(rate)]
    assert says_free(text) or not any(duty.is_free for duty in duties)


def test_cut_texts_are_never_free(all_cells: dict[str, list[str]]) -> None:
    """A cell cut anywhere before its end is never free where the whole is not."""
    for dialect in ("us", "ca", "eu"):
        for text in all_cells[dialect][::7]:
            whole = read_cell(text, dialect).duty
            if not isinstance(whole, Duty) or whole.is_free:
                continue
            for size in range(1, len(text)):
                part = read_cell(text[:size], dialect).duty
                if isinstance(part, Duty) and part.is_free:
                    assert says_free(text[:size]), text[:size]


def test_all_texts_of_the_united_states_in_a_moment(all_cells: dict[str, list[str]]) -> None:
    """Reading every distinct text of the United States takes well under a second."""
    cells.read_cell.cache_clear()
    start = time.perf_counter()
    count = 0
    for dialect in ("us", "us_special", "us_99", "us_additional"):
        for text in all_cells[dialect]:
            read_cell(text, dialect)
            count += 1
    taken = time.perf_counter() - start
    print(f"{count} distinct texts in {taken:.3f} s")
    assert count > 2000
    assert taken < BUDGET_S
