"""Engine and slow twin agree on random books, random orders and the example book.

A difference names book and order; `.venv/bin/python tests/twin.py <book> <order>` shows it again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reference.money import Cut
from reference.quote import ReferenceBook
from twin import Pair, Tally, differences

from oneprice.routing.engine import Engine

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "examples" / "orders").glob("*.json"))

BATCHES = 10
BOOKS_A_BATCH = 4
ORDERS_A_BOOK = 500
SOAK_BATCHES = 40
SOAK_ORDERS_A_BOOK = 2_000
FIRST_SOAK_SEED = 1_000
SHOWN = 3

# What a batch of 2,000 orders must at least have compared.
LEAST_OPTIONS = 1_500
LEAST_CHARGES = 30_000
LEAST_CODES = 16
KINDS = {"goods", "freight", "surcharge", "duty", "tax", "fee", "epr", "guarantee"}


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
    """Tiers, prices, promises, consignments, charges and reasons of 2,000 orders are the same."""
    tally = compare(tmp_path, seeds_of(batch), ORDERS_A_BOOK)
    assert tally.orders == BOOKS_A_BATCH * ORDERS_A_BOOK
    assert 2 * tally.orders_with_option >= tally.orders
    assert tally.options >= LEAST_OPTIONS
    assert tally.charges >= LEAST_CHARGES
    assert set(tally.kinds) == KINDS
    assert len(tally.codes) >= LEAST_CODES, tally.codes


@pytest.mark.soak
@pytest.mark.parametrize("batch", range(SOAK_BATCHES))
def test_engine_and_twin_agree_for_long(batch: int, engine: Engine, tmp_path: Path) -> None:
    """Engine and twin agree on 8,000 orders of four more books."""
    first = FIRST_SOAK_SEED + batch * BOOKS_A_BATCH
    tally = compare(tmp_path, range(first, first + BOOKS_A_BATCH), SOAK_ORDERS_A_BOOK)
    assert 2 * tally.orders_with_option >= tally.orders


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example_orders_agree(path: Path, engine: Engine, example_twin: ReferenceBook) -> None:
    """Engine and twin give the same quote for an example order on the example book."""
    order = json.loads(path.read_text(encoding="utf-8"))
    quote = engine.quote(order).model_dump(mode="json")
    assert differences(quote, example_twin.quote(order)) == []


@pytest.fixture(scope="module")
def example_twin() -> ReferenceBook:
    """Return the slow twin on the example book and the shipped law."""
    return ReferenceBook(ROOT / "examples" / "book", ROOT / "tariffs" / "law")


def cut_to_unit(amount: Cut, unit_pip: int, mode: str) -> int:
    """Round down whatever the mode says: wrong (C-05)."""
    return amount[0] // unit_pip * unit_pip if unit_pip else amount[0]


def cut_minor(pip: int) -> int:
    """Cut to the minor unit where half up is asked for: wrong (C-33)."""
    return pip // 10_000


def half_down(pip: int) -> int:
    """Round ties down: wrong by one minor unit, and only on a tie (C-10)."""
    return -((10_000 // 2 - pip) // 10_000)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("reference.stacks.rounded", cut_to_unit),
        ("reference.freight.minor", cut_minor),
        ("reference.fx.minor", cut_minor),
        ("reference.freight.minor", half_down),
    ],
)
def test_a_wrong_rounding_is_caught(
    name: str,
    wrong: Callable[..., Any],
    engine: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A twin that rounds wrong in one place differs from the engine, the right one does not."""
    pair, orders = Pair.make(tmp_path, 2), range(150)
    assert not any(pair.differences(number, Tally()) for number in orders)
    monkeypatch.setattr(name, wrong)
    assert any(pair.differences(number, Tally()) for number in orders)
