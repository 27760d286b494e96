"""Seasons inside rate texts."""

import json
from pathlib import Path

import pytest

from oneprice.tariffs.rates.cells import read_cell
from oneprice.tariffs.rates.duty import Seasonal, Unpriced
from oneprice.tariffs.rates.seasons import month_day, read_seasons


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (
            "15.00% (01 JAN-14 FEB, 16 JUN-31 DEC), 0.00% (15 FEB-15 JUN)",
            [(1, 1, 2, 14), (6, 16, 12, 31), (2, 15, 6, 15)],
        ),
        ("11.20% (01 JAN-31 APR), 12.80% (01 MAY-31 JUL)", [(1, 1, 4, 30), (5, 1, 7, 31)]),
        ("9.60% (01 JAN-15 MAY), 13.40% (16 MAY-30 JUNE)", [(1, 1, 5, 15), (5, 16, 6, 30)]),
        (
            "4.00% (01 JAN-31 MAR, 01-31 DEC), 5.10% (01 JUN-30 NOV)",
            [(1, 1, 3, 31), (12, 1, 12, 31), (6, 1, 11, 30)],
        ),
        ("14.00% (01 JUL - 31 JAN), 0.00% (01 FEB - 30 JUN)", [(7, 1, 1, 31), (2, 1, 6, 30)]),
        (
            "9.60% (01 JAN-14 APR, 1 DEC-31 DEC), 13.60%",
            [(1, 1, 4, 14), (12, 1, 12, 31), (4, 15, 11, 30)],
        ),
        ("5% (02 JAN - 30 DEC), 4%", [(1, 2, 12, 30), (1, 1, 1, 1), (12, 31, 12, 31)]),
        ("5% (01 JAN - 31 DEC), 4%", [(1, 1, 12, 31)]),
        ("0.0%", []),
    ],
)
def test_read_seasons(text: str, days: list[tuple[int, int, int, int]]) -> None:
    """Odd days and months are set right; a last rate without dates has the rest of the year."""
    assert [(*one.first, *one.last) for one in read_seasons(text)] == days


@pytest.mark.parametrize(
    "text",
    [
        "5% (40 JAN - 1 FEB)",
        "5% (00 JAN - 1 FEB)",
        "5% (1 JAN - 2 FEB), or 4% (x), 3% (1 MAR - 2 MAR)",
    ],
)
def test_bad_seasons(text: str) -> None:
    """Days that are none and words between seasons are refused."""
    with pytest.raises(ValueError, match=r"no day|words outside|no range"):
        read_seasons(text)
    assert isinstance(read_cell(text, "eu").duty, Unpriced)


def test_season_with_a_bound() -> None:
    """Each season has a whole rate of its own."""
    rate = read_cell(
        "10.40% MIN 1.3€/100kg/br (01 JAN-31 MAR), 12.00% MIN 2€/100kg/br (01 APR-30 NOV)", "eu"
    ).duty
    assert isinstance(rate, Seasonal)
    assert [season.duty.sides[1].op for season in rate.seasons] == ["at_least", "at_least"]


def test_season_with_an_unread_rate() -> None:
    """One season that is not understood leaves the cell without a price."""
    rate = read_cell("6.4 (01 JAN-31 MAR), 12.00% (01 APR-30 NOV)", "eu").duty
    assert isinstance(rate, Unpriced)


def test_month_day() -> None:
    """A day that the month lacks is its last, 29 February stands."""
    assert month_day(31, 4) == (4, 30)
    assert month_day(30, 2) == (2, 29)
    for day, month in ((0, 1), (32, 1), (1, 0), (1, 13)):
        with pytest.raises(ValueError, match="no day"):
            month_day(day, month)


def test_published_seasons(shared_dir: Path) -> None:
    """The published seasonal sentences give the published days."""
    cases = json.loads((shared_dir / "golden/uk-duty-cases.json").read_text("utf-8"))["cases"]
    seasonal = [case for case in cases if case["kind"] == "seasonal"]
    assert len(seasonal) == 3
    for case in seasonal:
        found = read_seasons(case["input"]["text"])
        answer = [[one.rate, *one.first[::-1], *one.last[::-1]] for one in found]
        assert answer == case["expected"]["seasons"]
