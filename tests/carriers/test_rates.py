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
