"""Engine and slow twin agree on random books, random orders and the example book.

A difference names book and order; `.venv/bin/python tests/twin.py <book> <order>` shows it again.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from reference.quote import ReferenceBook
from twin import Pair, Tally, differences

from oneprice.routing.engine import Engine

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "examples" / "orders").glob("*.json"))

BATCHES = 10
BOOKS_A_BATCH = 4
ORDERS_A_BOOK = 200
SOAK_BATCHES = 40
SOAK_ORDERS_A_BOOK = 2_000
FIRST_SOAK_SEED = 1_000
SHOWN = 3

# What a batch of 800 orders must at least have compared.
LEAST_OPTIONS = 450
LEAST_CHARGES = 10_000
LEAST_CODES = 14
KINDS = {"goods", "freight", "surcharge", "duty", "tax", "fee", "epr", "guarantee"}
CODES = {"CLAIM_MISSING", "EPR_MISSING", "EPR_RATE_MISSING", "DUTY_INPUT_MISSING"}
# Charges (for the last five: consignments) that must at least have made use of a feature.
FEATURES = {
    "at least": 11,
    "at most": 11,
    "less": 11,
    "degree": 2,
    "declared grams": 2,
    "many": 2,
    "season": 2,
    "claim": 11,
    "slot bound": 11,
    "step currency": 11,
    "term taken off": 11,
    "platform fee": 11,
    "value currency": 2,
    "FX of the export day": 11,
}


def compare(folder: Path, seeds: range, orders: int) -> Tally:
    """Compare engine and twin on random books and orders; fail at the first few that differ."""
    tally, unlike = Tally(), []
    for seed in seeds:
        pair = Pair.make(folder / str(seed), seed)
        for number in range(orders):
            if found := pair.differences(number, tally):
                again = f".venv/bin/python tests/twin.py {seed} {number}"
                unlike.append("\n    ".join([again, *found]))
            if len(unlike) == SHOWN:
                break
    assert not unlike, "engine and twin differ, see\n" + "\n".join(unlike)
    return tally


def seeds_of(batch: int) -> range:
    """Return the seeds of a batch of books."""
    return range(1 + batch * BOOKS_A_BATCH, 1 + (batch + 1) * BOOKS_A_BATCH)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_engine_and_twin_agree(batch: int, engine: Engine, tmp_path: Path) -> None:
    """Tiers, prices, promises, consignments, charges and reasons of 800 orders are the same."""
    tally = compare(tmp_path, seeds_of(batch), ORDERS_A_BOOK)
    assert tally.orders == BOOKS_A_BATCH * ORDERS_A_BOOK
    assert 3 * tally.orders_with_option >= tally.orders
    assert tally.options >= LEAST_OPTIONS
    assert tally.charges >= LEAST_CHARGES
    assert set(tally.kinds) == KINDS
    assert len(tally.codes) >= LEAST_CODES, tally.codes
    assert set(tally.codes) >= CODES
    assert [name for name, least in FEATURES.items() if tally.features[name] < least] == [], (
        tally.features
    )


@pytest.mark.soak
@pytest.mark.parametrize("batch", range(SOAK_BATCHES))
def test_engine_and_twin_agree_for_long(batch: int, engine: Engine, tmp_path: Path) -> None:
    """Engine and twin agree on 8,000 orders of four more books."""
    first = FIRST_SOAK_SEED + batch * BOOKS_A_BATCH
    tally = compare(tmp_path, range(first, first + BOOKS_A_BATCH), SOAK_ORDERS_A_BOOK)
    assert 3 * tally.orders_with_option >= tally.orders


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example_orders_agree(path: Path, engine: Engine, example_twin: ReferenceBook) -> None:
    """Engine and twin give the same quote for an example order on the example book."""
    order = json.loads(path.read_text(encoding="utf-8"))
    order.pop("hs_policy", None)  # a doubtful code stays refused here; C-52 has tests of its own
    quote = engine.quote(order).model_dump(mode="json")
    assert differences(quote, example_twin.quote(order)) == []


@pytest.fixture(scope="module")
def example_twin() -> ReferenceBook:
    """Return the slow twin on the example book and the shipped law."""
    return ReferenceBook(ROOT / "examples" / "book", ROOT / "tariffs" / "law")
