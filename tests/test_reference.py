"""The slow twin quotes random orders, and its quotes hang together."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from randombook import random_order, write_random_book
from reference.calendars import wall_minute
from reference.money import rounded, shares
from reference.quote import ReferenceBook
from reference.reading import day_number

PARTS = ("goods", "freight", "import", "epr", "guarantee", "sale")
ORDERS = 25
Quote = dict[str, Any]


def quotes(folder: Path, seed: int) -> list[Quote]:
    """Return the quotes of some random orders of a random book."""
    info = write_random_book(folder, seed)
    book, rng = ReferenceBook(folder), random.Random(seed)
    return [book.quote(random_order(rng, info)) for _ in range(ORDERS)]


@pytest.fixture(scope="module", params=[1, 4])
def random_quotes(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> list[Quote]:
    """Return the quotes of a random book, made once."""
    return quotes(tmp_path_factory.mktemp("book"), request.param)


def rank(charge: dict[str, Any]) -> int:
    """Return the place of a charge in the order of the quote, as far as its kind tells."""
    kinds = {"goods": 0, "freight": 1, "surcharge": 1, "epr": 3, "guarantee": 4}
    return kinds.get(charge["kind"], -1)


def test_quotes_hang_together(random_quotes: list[Quote]) -> None:
    """The lines that the seller bills make the price, goods are the rest over landed cost."""
    options = [option for quote in random_quotes for option in quote["options"]]
    assert len(options) > ORDERS // 2
    for option in options:
        billed = [c for c in option["charges"] if c["payer"] == "seller"]
        assert sum(c["amount_minor"] for c in billed) == option["price_minor"]
        goods = sum(c["amount_minor"] for c in billed if c["kind"] == "goods")
        assert option["price_minor"] - option["landed_cost_minor"] == goods
        assert [c["consignment"] for c in option["charges"]] == sorted(
            c["consignment"] for c in option["charges"]
        )


def test_charges_stand_in_order(random_quotes: list[Quote]) -> None:
    """Goods come first, then freight, then EPR and the guarantee of each consignment."""
    seen: set[str] = set()
    for quote in random_quotes:
        for option in quote["options"]:
            seen |= {c["kind"] for c in option["charges"]}
            for number in range(len(option["consignments"])):
                own = [c for c in option["charges"] if c["consignment"] == number]
                # Surcharges on taxes advanced stand after the import steps: rank 1 twice.
                ranks = [rank(c) for c in own if rank(c) >= 0 and c["kind"] != "surcharge"]
                assert ranks == sorted(ranks)
    assert {"goods", "freight", "duty", "tax", "guarantee"} <= seen


def test_later_tiers_are_not_slower(random_quotes: list[Quote]) -> None:
    """The promise dates of a quote never grow from economy to premium."""
    pairs = 0
    for quote in random_quotes:
        dates = [option["promise_date"] for option in quote["options"]]
        pairs += len(dates) > 1
        assert dates == sorted(dates, reverse=True)
    assert pairs > 0


def test_same_seed_same_book_and_orders(tmp_path: Path) -> None:
    """A seed gives the same book and the same orders each time."""
    one, two = (write_random_book(tmp_path / name, 3) for name in ("one", "two"))
    orders = [[random_order(random.Random(7), info) for _ in range(3)] for info in (one, two)]
    assert orders[0] == orders[1]
    texts = [
        {p.name: p.read_text() for p in sorted((tmp_path / name).glob("*.csv"))}
        for name in ("one", "two")
    ]
    assert texts[0] == texts[1]
    assert len(texts[0]) > 10


@pytest.mark.parametrize(
    ("total", "keys", "parts"),
    [(10, [1, 1, 1], [4, 3, 3]), (5, [0, 0], [3, 2]), (7, [1, 3, 3], [1, 3, 3])],
)
def test_shares_sum_to_the_whole(total: int, keys: list[int], parts: list[int]) -> None:
    """Shares are floors plus ones for the largest remainders, ties to the lower index (C-08)."""
    assert shares(total, keys) == parts


@pytest.mark.parametrize(
    ("pip", "sticky", "mode", "expected"),
    [
        (25, False, "half_up", 30),
        (24, True, "half_up", 20),
        (25, False, "half_even", 20),
        (25, True, "half_even", 30),
        (35, False, "half_even", 40),
        (29, True, "down", 20),
        (20, False, "up", 20),
        (20, True, "up", 30),
    ],
)
def test_sticky_bit_breaks_ties(pip: int, sticky: bool, mode: str, expected: int) -> None:
    """What a cut lost breaks ties to even and lifts `up` (C-05)."""
    assert rounded((pip, sticky), 10, mode) == expected


@pytest.mark.parametrize(
    ("day", "clock", "utc_hour"),
    [("2025-03-29", "02:30", 1.5), ("2025-03-30", "02:30", 1.5), ("2025-10-26", "02:30", 1.5)],
)
def test_wall_times_across_clock_changes(day: str, clock: str, utc_hour: float) -> None:
    """A skipped time moves forward by the gap, a double one is the later instant (C-15)."""
    number = day_number(day)
    assert wall_minute(number, clock, "Europe/Berlin") == number * 1440 + int(utc_hour * 60)
