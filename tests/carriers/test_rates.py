"""Reading rate.csv: prices per smallest unit, bands, and what is refused."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from oneprice.core._kernels import UNBOUNDED
from oneprice.core.errors import InputError


def test_price_per_unit_becomes_pips_per_gram(cards: Callable[..., Any]) -> None:
    """105 CNY per kg are 10,500 pips per gram, bounds are grams, money is pips."""
    book = cards(rate=[{"lo": "0", "hi": "0.1", "base": "24", "rate": "105", "min_charge": "1"}])
    record = book.row("rate")
    assert Fraction(record["num"], record["den"]) == 105 * 100 * 10_000 // 1_000
    assert (record["lo"], record["hi"], record["half_open"]) == (0, 100, 0)
    assert (record["base_pip"], record["min_pip"]) == (24_000_000, 1_000_000)
    assert record["max_pip"] == UNBOUNDED


def test_rate_with_step_is_per_step(cards: Callable[..., Any]) -> None:
    """With a step the rate is the price of one step."""
    book = cards(rate=[{"base": "29", "rate": "4", "q0": "0.5", "step": "0.5"}])
    record = book.row("rate")
    assert (record["num"], record["den"]) == (4_000_000, 1)
    assert (record["q0"], record["step"]) == (500, 500)


def test_yen_has_no_decimals(cards: Callable[..., Any]) -> None:
    """Pips count from the currency's own minor unit."""
    book = cards(lane=[{"currency": "JPY"}], rate=[{"base": "100"}])
    assert book.row("rate")["base_pip"] == 1_000_000


def test_rows_are_sorted_and_lanes_know_their_span(cards: Callable[..., Any]) -> None:
    """Rows stand by lane, zone, class and lo, whatever the order of the file."""
    book = cards(
        lane=[{"lane_id": "A"}, {"lane_id": "B"}],
        rate=[
            {"lane_id": "B"},
            {"lane_id": "A", "cargo_class": "battery"},
            {"lane_id": "A", "lo": "1"},
            {"lane_id": "A", "lo": "0", "hi": "1"},
        ],
    )
    rows = [book.row("rate", n) for n in range(1, 5)]
    assert [(r["lane"], r["cargo_class"], r["lo"]) for r in rows] == [
        (1, 0, 0), (1, 0, 1000), (1, 2, 0), (2, 0, 0)
    ]  # fmt: skip
    spans = [(book.row("lane", n)["rate_lo"], book.row("lane", n)["rate_hi"]) for n in (1, 2)]
    assert spans == [(1, 4), (4, 5)]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"lane_id": "X"}, "lane_id"),
        ({"dest_zone": "9"}, "zone_set"),
        ({"cargo_class": "heavy"}, "cargo_class"),
        ({"lo": "1", "hi": "1"}, "more than lo"),
        ({"lo": "-1"}, "lo"),
        ({"lo": "0.0001"}, "decimals"),
        ({"bounds": "[]"}, "bounds"),
        ({"base": ""}, "base, rate or both"),
        ({"rate": "-1"}, "ratio >= 0"),
        ({"base": "-1"}, "0 or more"),
        ({"step": "0"}, "more than 0"),
        ({"min_charge": "2", "max_charge": "1"}, "at least min_charge"),
        ({"base": "99999999999"}, "less than 2\\^55"),
        ({"origin_zone": "MOON"}, "known region"),
        ({"rate_group": "100"}, "from 0 to 99"),
        ({"rate_group": "1.5"}, "whole number"),
        ({"value_hi": "100"}, "name the currency"),
        ({"value_lo": "100", "value_hi": "100", "value_currency": "CNY"}, "more than value_lo"),
        ({"value_hi": "100.001", "value_currency": "CNY"}, "at most 2 decimals"),
        ({"value_hi": "100", "value_currency": "XXX"}, "value_currency"),
        ({"density_lo": "1.5"}, "whole number"),
        ({"density_lo": "100", "density_hi": "100"}, "lo < hi"),
        ({"density_hi": "100001"}, "100000"),
        ({"dim_divisor": "6000"}, "band_basis actual"),
        ({"max_third_cm": "-1"}, "max_third_cm"),
    ],
)
def test_unusable_rates_are_refused(
    cards: Callable[..., Any], cells: dict[str, Any], message: str
) -> None:
    """A cell that cannot be priced names itself."""
    with pytest.raises(InputError, match=message):
        cards(rate=[cells])


def test_a_lane_needs_rates_or_a_pricer(cards: Callable[..., Any]) -> None:
    """A lane with neither rate row nor priced_by is refused, one with both too."""
    lanes = [{"lane_id": "A"}, {"lane_id": "B"}]
    with pytest.raises(InputError, match="or give priced_by"):
        cards(lane=lanes, rate=[{"lane_id": "A"}])
    lanes[1]["priced_by"] = "A"
    assert cards(lane=lanes, rate=[{"lane_id": "A"}]).row("lane", 2)["priced_by"] == 1
    with pytest.raises(InputError, match="inside another's price"):
        cards(lane=lanes, rate=[{"lane_id": "A"}, {"lane_id": "B"}])


def test_a_row_may_have_its_own_divisor(cards: Callable[..., Any]) -> None:
    """Where the actual weight finds the band, a row may divide by its own divisor, or not."""
    lane = {"band_basis": "actual", "qty_unit": "lb", "side_step": "1"}
    rates = [{"hi": "1", "dim_divisor": "139"}, {"lo": "1", "dim_divisor": "none"}]
    book = cards(lane=[lane], rate=rates)
    first, second = book.row("rate", 1), book.row("rate", 2)
    assert (first["own_volume"], first["volume_num"], first["volume_den"]) == (1, 1000, 139)
    assert (second["own_volume"], second["volume_num"]) == (1, 0)
    with pytest.raises(InputError, match="without next_break"):
        cards(lane=[{**lane, "next_break": "1"}], rate=rates)
    with pytest.raises(InputError, match="kg and lb lanes"):
        cards(lane=[{"band_basis": "actual", "qty_unit": "rt"}], rate=rates)


def test_one_value_currency_on_a_lane(cards: Callable[..., Any]) -> None:
    """All rows of a lane name one currency for goods values; without bounds none is asked."""
    rows = [
        {"hi": "1", "value_hi": "9", "value_currency": "RUB"},
        {"lo": "1", "value_currency": "USD"},
    ]
    with pytest.raises(InputError, match="give RUB"):
        cards(rate=rows)
    assert cards(rate=[{"value_currency": "RUB"}]).row("lane")["value_currency"] == 0
    book = cards(rate=rows[:1])
    assert book.ctx.ids.name("currency", book.row("lane")["value_currency"]) == "RUB"


def test_rows_know_how_far_their_cell_reaches(cards: Callable[..., Any]) -> None:
    """A row knows the largest upper edge of its cell so far, whatever parts the rows."""
    rates = [
        {"hi": "9", "density_hi": "100"}, {"hi": "1", "density_lo": "100"},
        {"lo": "1", "hi": "5", "density_lo": "100"}, {"hi": "2", "cargo_class": "battery"},
    ]  # fmt: skip
    table = cards(rate=rates).tables["rate"]
    assert table["hi"].tolist()[1:] == [9000, 1000, 5000, 2000]
    assert table["reach"].tolist()[1:] == [9000, 9000, 9000, 2000]


def test_lanes_know_their_kinds_of_cells(cards: Callable[..., Any]) -> None:
    """A lane says which kinds of exact and open keys its rows have."""
    assert cards(rate=[{}]).row("lane")["rate_keys"] == 1 << 7
    rates = [{}, {"cargo_class": "battery"}]
    assert cards(rate=rates).row("lane")["rate_keys"] == 1 << 7 | 1 << 6


def test_volume_columns_need_a_divisor_somewhere(cards: Callable[..., Any]) -> None:
    """A lane may leave its divisor to its rows, but not say how volume counts without any."""
    lane = {"band_basis": "actual", "dim_mix": "1/2", "dim_min_ratio": "2"}
    assert cards(lane=[lane], rate=[{"dim_divisor": "6000"}]).row("rate")["own_volume"] == 1
    with pytest.raises(InputError, match="give dim_divisor too"):
        cards(lane=[lane], rate=[{"dim_divisor": "none"}])
