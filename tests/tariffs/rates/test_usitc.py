"""The agency's own numeric reading of rate texts of 2025."""

from collections.abc import Callable, Mapping
from fractions import Fraction as F

import pytest

from oneprice.tariffs.rates.cells import read_cell
from oneprice.tariffs.rates.census import WATCH_PARTS
from oneprice.tariffs.rates.duty import AdValorem, Duty, Rate, Specific, Unpriced

FILE = "us_usitc_parsed_rates_sample_2025.csv"
# Unit of quantity of the schedule -> our normal unit.
UNITS = {"NO": "each", "KG": "kg", "PRS": "pr", "DOZ": "each"}
NO_NUMBER = frozenset("9KT")


def type_of(rate: Rate | None, units: tuple[str, str]) -> str:
    """Return the rate type code of the agency: 0-7, 9, K (sliding) or T (parts)."""
    if isinstance(rate, Unpriced):
        return "9"
    assert isinstance(rate, Duty)
    parts = {term.part for term in rate.terms if isinstance(term, AdValorem)}
    amounts = [term for term in rate.terms if isinstance(term, Specific)]
    if any(term.times for term in amounts):
        return "K"
    if parts & WATCH_PARTS:
        return "T"
    if not amounts:
        return "7" if parts else "0"
    first = amounts[0].unit == UNITS.get(units[0])
    if len(amounts) == 2:
        return "6" if parts else "3"
    return ("4" if first else "5") if parts else ("1" if first else "2")


@pytest.mark.parametrize("column", ["mfn", "col2"])
def test_same_type_and_numbers(
    rows: Callable[[str], tuple[Mapping[str, str], ...]], column: str
) -> None:
    """All 90 texts of each column have the agency's type and its numbers."""
    sample = rows(FILE)
    assert len(sample) == 90
    read = 0
    for row in sample:
        text, kind = row[f"{column}_text"], row[f"{column}_rate_type"]
        if not text:
            continue
        rate = read_cell(text, "us").duty
        assert type_of(rate, (row["quantity_1"], row["quantity_2"])) == kind, row
        if kind not in NO_NUMBER:
            assert isinstance(rate, Duty)
            values = sum((t.rate for t in rate.terms if isinstance(t, AdValorem)), F(0))
            specific = sum((t.amount for t in rate.terms if isinstance(t, Specific)), F(0))
            assert values == F(row[f"{column}_ad_valorem"]), row
            assert specific == F(row[f"{column}_specific_usd"] or 0), row
        read += 1
    assert read == {"mfn": 90, "col2": 89}[column]
