"""Kernels hold no float, and say the same with and without the compiler."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import config, typeof
from orders import EXAMPLES, digest, line, order
from tiny_book import tiny_engine

from oneprice.carriers import _kernels as carrier_kernels
from oneprice.carriers._kernels_quantity import MEASURED_ROWS
from oneprice.carriers.tables import LANE_ASK, LANE_CHARGE, CarrierBook
from oneprice.core import _kernels as money
from oneprice.core.order import Order
from oneprice.core.order_record import PIECE
from oneprice.routing.encode import encode_orders
from oneprice.routing.engine import Engine
from oneprice.tariffs import _kernels as tariff_kernels
from oneprice.tariffs.tables import SITUATION, TAX_CHARGE

compiled = pytest.mark.skipif(bool(config.DISABLE_JIT), reason="needs the compiler")
# Types and operations of floating point in LLVM's text, not in names or strings.
FLOAT = re.compile(
    r"(?<![\w.\"@%])(double|float|half|fp128|x86_fp80|fadd|fmul|fdiv|sitofp|fptosi)\b"
)
NUMBERS: list[tuple[Callable[..., Any], tuple[int, ...]]] = [
    (money.mul_div, (7, 2, 3)),
    (money.round_pip, (7, 0, 2, 1)),
    (money.price_row, (7, 1, 2, 3, 0, 5, 0, 100)),
    (money.convert_minor, (7, 2, 3)),
    (money.to_minor, (7, 1)),
    (money.ceil_div, (7, 2)),
    (money.saturate, (7,)),
]


def floats_in(kernel: Any, arguments: tuple[Any, ...]) -> set[str]:
    """Return the floating point words in the compiled text of a kernel for some arguments."""
    signature = tuple(typeof(argument) for argument in arguments)
    kernel.compile(signature)
    text = kernel.inspect_llvm(signature)
    assert "define" in text
    return {found.group() for found in FLOAT.finditer(text)}


def test_the_search_finds_floats() -> None:
    """The words searched for are those that LLVM writes."""
    assert FLOAT.findall("%x = fadd double %y, 1.0") == ["fadd", "double"]
    assert FLOAT.findall('@"no.double.name" = i64 5 ; %float.1') == []


@compiled
def test_a_kernel_with_floats_is_caught() -> None:
    """The check sees a float that a kernel would hold."""
    from numba import njit

    half = njit(error_model="numpy")(lambda amount: int(amount * 0.5))
    assert "double" in floats_in(half, (7,))


@compiled
@pytest.mark.parametrize(
    ("kernel", "arguments"), NUMBERS, ids=[kernel.__name__ for kernel, _ in NUMBERS]
)
def test_money_kernels_hold_no_float(kernel: Any, arguments: tuple[int, ...]) -> None:
    """The arithmetic of money is integers down to the machine code (C-03)."""
    assert floats_in(kernel, arguments) == set()


@compiled
def test_shares_hold_no_float() -> None:
    """Sharing out is integers down to the machine code (C-08)."""
    keys = np.zeros(3, np.int64)
    assert floats_in(money.share_out, (7, keys, 3, keys)) == set()


@compiled
def test_lane_and_stack_hold_no_float(tmp_path: Path) -> None:
    """The price of a lane and the run of a tax stack are integers down to the machine code."""
    engine = tiny_engine(tmp_path)
    tables = engine.book.tables
    carrier = CarrierBook(*(tables[name] for name in CarrierBook._fields))
    pieces, charges = np.zeros(1, PIECE), np.zeros(9, LANE_CHARGE)
    ask, measured = np.zeros(1, LANE_ASK)[0], np.zeros((MEASURED_ROWS, 1), np.int64)
    kept = np.zeros((2, 1), np.int64)
    lane = (carrier, 1, ask, pieces, 1, measured, kept, charges, 0)
    assert floats_in(carrier_kernels.price_lane, lane) == set()
    lines = encode_orders(engine.book, [Order.parse(order())], detail=True).lines
    one, slots = np.zeros(1, np.int64), np.zeros((64, 2), np.int64)
    taxes = np.zeros(9, TAX_CHARGE)
    situation = np.zeros(1, SITUATION)[0]
    stack = (engine._tables, situation, 0, 1, 20_000, lines, one, 1, one, one, one, slots, taxes, 0)
    assert floats_in(tariff_kernels.run_stage, stack) == set()


ENTRIES = """
import re, sys
from oneprice.routing.engine import Engine
from oneprice.routing.entries import entries
engine = Engine.open(sys.argv[1])
engine.quote(open(sys.argv[2]).read())
text = "".join(entries().quote_one.inspect_llvm().values())
assert len(text) > 1_000_000, len(text)
print(sorted(set(re.findall(sys.argv[3], text))))
"""


@compiled
@pytest.mark.soak
def test_whole_entry_holds_no_float(example_book: Path, tmp_path: Path) -> None:
    """The whole of checkout, freshly compiled, has no float in its machine code."""
    order_file = Path(__file__).parents[1] / "examples" / "orders" / "us-phone.json"
    command = [sys.executable, "-c", ENTRIES, str(example_book), str(order_file), FLOAT.pattern]
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip() == "[]"


# --- without the compiler ---------------------------------------------------------------

PLAIN = """
import json, sys
sys.path.insert(0, sys.argv[1])
from orders import digest, example
from oneprice.core.order import Order
from oneprice.routing.engine import Engine
engine = Engine.open(sys.argv[2])
names = sys.argv[3:]
options = engine.quote_options([Order.parse(example(name)) for name in names])
print(json.dumps([[digest(engine, name) for name in names], options.tolist()]))
"""


@compiled
def test_quotes_are_the_same_without_the_compiler(engine: Engine, example_book: Path) -> None:
    """Plain Python runs of the same kernels give every example the same quote, bit for bit.

    An overflow would be a warning there, hence an error: none happens.
    """
    from orders import example

    tests = str(Path(__file__).parent)
    command = [sys.executable, "-W", "error", "-c", PLAIN, tests, str(example_book), *EXAMPLES]
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    digests, options = json.loads(done.stdout)
    assert digests == [digest(engine, name) for name in EXAMPLES]
    batch = engine.quote_options([Order.parse(example(name)) for name in EXAMPLES])
    assert options == [[list(option) for option in row] for row in batch.tolist()]


EXTREME = """
import sys
sys.path.insert(0, sys.argv[1])
import json
from oneprice.routing.engine import Engine
engine = Engine.open(sys.argv[2])
for text in sys.stdin:
    print(engine.quote(text).model_dump_json())
"""


@compiled
def test_largest_orders_do_not_overflow(tmp_path: Path) -> None:
    """Orders at every limit of size give the same quote compiled and not, without a wrap (C-07)."""
    largest = {"quantity": 100, "weight_g": 2_000_000, "unit_price_minor": 3 * 10**10}
    sides = {"length_mm": 10_000, "width_mm": 10_000, "height_mm": 10_000}
    documents = [
        order(*(line(sku=f"A{i}", **largest, **sides) for i in range(100))),
        order(line(quantity=500, **{**sides, "weight_g": 2_000_000})),
        order(line(unit_price_minor=10**11, quantity=30), prior_same_day_minor=3 * 10**12),
        order(line(unit_price_minor=1, weight_g=1, length_mm=1, width_mm=1, height_mm=1)),
    ]
    engine = tiny_engine(tmp_path)
    quotes = [engine.quote(document) for document in documents]
    assert [len(quote.options) for quote in quotes] == [0, 3, 3, 3]
    assert {refusal.code for refusal in quotes[0].refusals} == {"AMOUNT_TOO_LARGE"}
    command = [sys.executable, "-W", "error", "-c", EXTREME]
    command += [str(Path(__file__).parent), str(tmp_path / "tiny.book")]
    done = subprocess.run(
        command,
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        input="\n".join(json.dumps(document) for document in documents),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.splitlines() == [quote.model_dump_json() for quote in quotes]
