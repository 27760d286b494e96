"""A quote is a pure function of book and order, whoever asks and how often (C-49)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from orders import EXAMPLES, digest, example, order
from tiny_book import Tables, tiny_book

from oneprice.core.errors import BookError, BookMismatch, InputError
from oneprice.core.order import Order
from oneprice.routing.engine import ENGINE_VERSION, Engine
from oneprice.routing.schema import open_book

SOME = EXAMPLES[::4]


@pytest.mark.parametrize("name", EXAMPLES)
def test_same_quote_twice(engine: Engine, example_book: Path, name: str) -> None:
    """The same order gives the same quote again, from another engine and from any form of it."""
    document = example(name)
    first = engine.quote(document)
    assert engine.quote(document) == first
    assert engine.quote(json.dumps(document)) == first
    assert engine.quote(json.dumps(document).encode()) == first
    assert engine.quote(Order.parse(document)) == first
    assert Engine.open(example_book).quote(document) == first
    assert (first.book_hash, first.engine_version) == (engine.book_hash, ENGINE_VERSION)


def test_orders_leave_no_trace(engine: Engine) -> None:
    """What was quoted before changes nothing."""
    alone = {name: digest(engine, name) for name in EXAMPLES}
    assert {name: digest(engine, name) for name in reversed(EXAMPLES)} == alone


def test_same_quote_in_another_process(engine: Engine, example_book: Path) -> None:
    """Another process, with another hash seed, gives the same quotes bit for bit."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from orders import digest\n"
        "from oneprice.routing.engine import Engine\n"
        "engine = Engine.open(sys.argv[2])\n"
        "print(*(digest(engine, name) for name in sys.argv[3:]))"
    )
    command = [sys.executable, "-c", code, str(Path(__file__).parents[1]), str(example_book), *SOME]
    environment = os.environ | {"PYTHONHASHSEED": "4711"}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True, timeout=300
    )
    assert done.stdout.split() == [digest(engine, name) for name in SOME]


def test_threads_share_an_engine(engine: Engine) -> None:
    """Quotes asked for at the same time do not mix."""
    names = EXAMPLES * 4
    alone = {name: digest(engine, name) for name in EXAMPLES}
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda name: digest(engine, name), names)) == [alone[n] for n in names]


def test_options_equal_the_quotes(engine: Engine) -> None:
    """A batch gives the options of single quotes, bit for bit and in their order."""
    orders = [Order.parse(example(name)) for name in EXAMPLES]
    options = engine.quote_options(orders)
    assert options.shape == (len(orders), 3)
    for row, each in zip(options, orders, strict=True):
        quote = engine.quote(each)
        offered = [option for option in row if option["status"] == 0]
        assert [
            (int(o["price_minor"]), int(o["price_minor"] - o["goods_minor"])) for o in offered
        ] == [(o.price_minor, o.landed_cost_minor) for o in quote.options]
        epoch = np.datetime64("1970-01-01")
        dates = [str(epoch + int(option["promise_day"])) for option in offered]
        assert dates == [option.promise_date.isoformat() for option in quote.options]


def test_batches_do_not_depend_on_their_size(engine: Engine) -> None:
    """Orders of a batch do not touch each other."""
    orders = [Order.parse(example(name)) for name in EXAMPLES]
    together = engine.quote_options(orders)
    alone = np.concatenate([engine.quote_options([each]) for each in orders])
    names = ("tier", "status", "price_minor", "goods_minor", "promise_day")
    for name in names:
        assert together[name].tolist() == alone[name].tolist()
    assert engine.quote_options([]).shape == (0, 3)


def test_quote_id_names_book_and_order(engine: Engine, tmp_path: Path) -> None:
    """Another order or another book has another id, the same ones the same."""
    one = engine.quote(example("us-phone")).quote_id
    changed = example("us-phone") | {"deadline": "2027-01-01"}
    assert engine.quote(changed).quote_id != one
    tiny = Engine.open(tiny_book(tmp_path / "a"))
    other = Engine.open(tiny_book(tmp_path / "b", dearer))
    assert tiny.quote(order()).quote_id != other.quote(order()).quote_id
    assert len(one) == 32


def dearer(tables: Tables) -> None:
    """Change one price of the tiny book."""
    tables["rate.csv"][0]["base"] = "2.01"


def test_requote_goes_back_to_the_named_book(tmp_path: Path) -> None:
    """An older book that was kept gives the price it gave before."""
    old, new = tiny_book(tmp_path / "old"), tiny_book(tmp_path / "new", dearer)
    before = Engine.open(old).quote(order())
    engine = Engine.open(new, keep=[old])
    assert engine.requote(before.book_hash, order()) == before
    assert engine.requote(engine.book_hash, order()) == engine.quote(order())
    assert engine.quote(order()).options[0].price_minor > before.options[0].price_minor


def test_book_that_was_not_kept(tmp_path: Path) -> None:
    """Requoting from a book that is not open is a mismatch that names the way out."""
    engine = Engine.open(tiny_book(tmp_path))
    for book_hash in ("0" * 64, "", engine.book_hash[:12]):
        with pytest.raises(BookMismatch, match="keep="):
            engine.requote(book_hash, order())


def test_same_source_same_book(tmp_path: Path) -> None:
    """Compiling the same tables gives the same hash."""
    hashes = {open_book(tiny_book(tmp_path / name)).book_hash for name in "ab"}
    assert len(hashes) == 1


def test_no_book_no_engine(tmp_path: Path) -> None:
    """An engine is not made without a book."""
    with pytest.raises(BookError):
        Engine.open(tmp_path)


@pytest.mark.parametrize("orders", [None, 7, "{}", b"{}", {"lines": []}, [{}], [None], ["{}"]])
def test_batch_of_something_else_is_refused(engine: Engine, orders: Any) -> None:
    """A batch that holds no orders is an error that says what to give."""
    with pytest.raises(InputError, match="list of Order"):
        engine.quote_options(orders)


@pytest.mark.parametrize("order_like", [None, 7, [], "[]"])
def test_something_else_than_an_order_is_refused(engine: Engine, order_like: Any) -> None:
    """What is neither order, dict nor JSON text of one is an error."""
    with pytest.raises(InputError):
        engine.quote(order_like)
