"""What footnotes and descriptions name."""

from collections.abc import Sequence

import pytest

from oneprice.tariffs.schedules.footnotes import named_dates, named_headings


@pytest.mark.parametrize(
    ("note", "headings"),
    [
        ("See 9903.88.15.", ["9903.88.15"]),
        ("See 9903.88.01 and 9903.91.03", ["9903.88.01", "9903.91.03"]),
        ("See 9904.17.01-9904.17.03.", ["9904.17.01", "9904.17.02", "9904.17.03"]),
        ("9904.05.01 through 9904.05.02", ["9904.05.01", "9904.05.02"]),
        ("9904.05.99-9904.06.02", ["9904.05.99", "9904.06.02"]),  # two stems: no range
        ("See 9903.92.", ["9903.92"]),
        ("See U.S. note 20(g) to chapter 99.", []),
    ],
)
def test_headings_of_a_footnote(note: str, headings: Sequence[str]) -> None:
    """Single headings, ranges and cut ones are all found."""
    assert sorted(named_headings(note)) == list(headings)


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("entered on or after August 7, 2025", ["2025-08-07"]),
        (
            "on or after June 15, 2024, and through May 31, 2025, June 15, 2024",
            ["2024-06-15", "2025-05-31"],
        ),
        ("in May 2025, or 7 August 2025, or Augusta 7, 2025", []),
        ("", []),
    ],
)
def test_dates_of_a_description(text: str, dates: Sequence[str]) -> None:
    """Dates written in full are found in their order, each once."""
    assert list(named_dates(text)) == dates
