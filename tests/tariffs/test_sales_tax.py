"""Sales tax by postcode (C-56)."""

import pytest
from tariff_cases import Cells, MakeLaw

from oneprice.core.days import parse_day
from oneprice.core.errors import InputError
from oneprice.core.postcodes import postcode_key
from oneprice.tariffs.readers.sales_tax import sales_tax_of

ROW: Cells = {"jurisdiction": "XX", "source": "made up"}


def row(lo: str, hi: str, rate: str, **more: str) -> Cells:
    """Return a row of sales_tax.csv."""
    return ROW | {"postcode_lo": lo, "postcode_hi": hi, "rate": rate} | more


@pytest.mark.parametrize(
    ("postcode", "found"),
    [
        ("89999", (-1, 1)),
        ("90000", (2, 25)),
        ("90210", (19, 200)),  # the narrower interval wins
        ("90211", (2, 25)),
        ("96199-1234", (2, 25)),  # the last postcode with all that begins like it
        ("96200", (-1, 1)),
        ("9", (-1, 1)),  # too short to lie inside
        ("902", (-1, 1)),  # short, and a part of it has another rate: not guessed
        ("903", (2, 25)),  # short, and all of it has one rate
    ],
)
def test_narrowest_interval_wins(make_law: MakeLaw, postcode: str, found: tuple[int, int]) -> None:
    """Of the rows that hold a postcode the narrowest speaks; none is no rate."""
    rows = [row("90000", "96199", "8%"), row("90210", "90210", "9.5%")]
    tables = vars(make_law(sales_tax=rows).tables)
    assert sales_tax_of(tables, 1, *postcode_key(postcode), 20_000) == found


@pytest.mark.parametrize(
    ("day", "found"), [("2026-06-30", (1, 20)), ("2026-07-01", (3, 50)), ("2027-01-01", (-1, 1))]
)
def test_rate_of_the_day(make_law: MakeLaw, day: str, found: tuple[int, int]) -> None:
    """A rate holds on its days, half-open."""
    rows = [
        row("1", "2", "5%", valid_to="2026-07-01"),
        row("1", "2", "6%", valid_from="2026-07-01", valid_to="2027-01-01"),
    ]
    tables = vars(make_law(sales_tax=rows).tables)
    assert sales_tax_of(tables, 1, *postcode_key("15"), parse_day(day, "day")) == found


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        (row("5", "4", "5%"), "postcode_hi"),
        (row("5!", "6", "5%"), "postcode_lo"),
        (row("5", "6", "101%"), "rate"),
        (row("5", "6", "-1%"), "rate"),
    ],
)
def test_bad_row_names_its_cell(make_law: MakeLaw, cells: Cells, column: str) -> None:
    """A cell of sales_tax.csv that cannot be used is named."""
    with pytest.raises(InputError, match=rf"sales_tax\.csv row 2, column {column}"):
        make_law(sales_tax=[cells])


def test_two_rows_for_one_interval_and_day_are_refused(make_law: MakeLaw) -> None:
    """Equal intervals must not hold on one day."""
    rows = [
        row("1", "2", "5%", valid_to="2026-07-02"),
        row("1", "2", "6%", valid_from="2026-07-01"),
    ]
    with pytest.raises(InputError, match=r"sales_tax\.csv row 3, column valid_from"):
        make_law(sales_tax=rows)
