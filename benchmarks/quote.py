"""Measure the engine on the example book: one quote, a batch, a cold start, and the slow twin.

Run `make bench`. Times are wall clock on this machine; the ratio to the slow twin is from the
same run. Results go to standard output as a Markdown table.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))  # the slow twin lives beside the tests

SINGLE_CALLS = 2_000
BATCH_ORDERS = 4_000
TWIN_CALLS = 3
COLD = """
import time
start = time.perf_counter()
from oneprice import Engine
imported = time.perf_counter()
engine = Engine.open({book!r})
opened = time.perf_counter()
engine.quote(open({order!r}).read())
print(imported - start, opened - imported, time.perf_counter() - start)
"""


def main() -> None:
    """Print the table of all measurements."""
    from oneprice import Engine, Order

    engine = Engine.open(ROOT / "build" / "example.book")
    texts = [path.read_text() for path in sorted((ROOT / "examples" / "orders").glob("*.json"))]
    orders = [Order.from_json(text) for text in texts]
    offered = [order for order in orders if engine.quote(order).options]
    rows = [*_single(engine, offered), *_json(engine, texts), *_batch(engine, offered)]
    rows += [*_front(engine, offered), *_twin(engine, offered), *_cold_start()]
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores; ")
    print(f"{len(offered)} example orders in turn, {_routes(engine)} routes in the book.\n")
    print("| figure | value |\n| --- | --- |")
    for name, value in rows:
        print(f"| {name} | {value} |")


def _routes(engine: Any) -> int:
    return len(engine.book.tables["route"]) - 1


def _single(engine: Any, orders: list[Any]) -> list[tuple[str, str]]:
    """Time one order object to one quote object, and the compiled part alone."""
    whole = _times(lambda i: engine.quote(orders[i % len(orders)]), SINGLE_CALLS)
    options = _times(lambda i: engine.quote_options([orders[i % len(orders)]]), SINGLE_CALLS)
    return [
        ("one order, object to itemised quote, p50 / p99", _p50_p99(whole)),
        ("one order, options only, p50 / p99", _p50_p99(options)),
    ]


def _json(engine: Any, texts: list[str]) -> list[tuple[str, str]]:
    times = _times(
        lambda i: engine.quote(texts[i % len(texts)]).model_dump_json(), SINGLE_CALLS // 2
    )
    return [("one order, JSON to JSON, p50 / p99", _p50_p99(times))]


def _front(engine: Any, orders: list[Any]) -> list[tuple[str, str]]:
    """Time what each earlier date costs, every point in full (C-71)."""
    points = sum(len(engine.front(order)) for order in orders)
    times = _times(lambda i: engine.front(orders[i % len(orders)]), SINGLE_CALLS // 10)
    mean = points / len(orders)
    return [(f"the front of an order ({mean:.1f} points in the mean), p50 / p99", _p50_p99(times))]


def _batch(engine: Any, orders: list[Any]) -> list[tuple[str, str]]:
    """Time the batch entry alone: encoding is measured apart."""
    from oneprice.routing.encode import encode_orders

    batch = [orders[i % len(orders)] for i in range(BATCH_ORDERS)]
    start = time.perf_counter()
    encode_orders(engine.book, batch, detail=False)
    encoded = time.perf_counter()
    engine.quote_options(batch)
    done = time.perf_counter() - encoded - (encoded - start)
    return [
        ("batch, orders per second per core, compiled part", f"{BATCH_ORDERS / done:,.0f}"),
        ("encoding of an order", f"{1e6 * (encoded - start) / BATCH_ORDERS:.0f} us"),
    ]


def _twin(engine: Any, orders: list[Any]) -> list[tuple[str, str]]:
    """Time the exact slow twin on the same orders in the same run."""
    from reference.quote import ReferenceBook

    twin = ReferenceBook(ROOT / "examples" / "book", ROOT / "tariffs" / "law")
    documents = [json.loads(order.model_dump_json(exclude_none=True)) for order in orders]
    for document in documents:  # fills its memory of arrival laws
        twin.quote(document)
    slow = _times(lambda i: twin.quote(documents[i % len(documents)]), TWIN_CALLS * len(orders))
    fast = _times(lambda i: engine.quote_options([orders[i % len(orders)]]), 20 * len(orders))
    ratio = statistics.mean(slow) / statistics.mean(fast)
    return [("slow twin over engine, same orders, warm", f"{ratio:,.0f}x")]


def _cold_start() -> list[tuple[str, str]]:
    """Time a fresh process to its first quote, with and without compiled kernels at hand."""
    book, order = ROOT / "build" / "example.book", ROOT / "examples/orders/munich-cart.json"
    code = COLD.format(book=str(book), order=str(order))
    rows = []
    folder = tempfile.mkdtemp()
    try:
        for name in ("nothing cached", "kernels cached"):
            environment = {**os.environ, "NUMBA_CACHE_DIR": folder}
            done = subprocess.run(
                [sys.executable, "-c", code],
                env=environment,
                capture_output=True,
                text=True,
                check=True,
            )
            imported, opened, first = (float(part) for part in done.stdout.split())
            value = f"{first:.2f} s (import {imported:.2f}, open {opened:.3f})"
            rows.append((f"fresh process to first quote, {name}", value))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return rows


def _times(call: Any, count: int) -> list[float]:
    times = []
    for i in range(count):
        start = time.perf_counter()
        call(i)
        times.append(time.perf_counter() - start)
    return times


def _p50_p99(times: list[float]) -> str:
    ordered = sorted(times)
    p50, p99 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    return f"{1e6 * p50:,.0f} / {1e6 * p99:,.0f} us"


if __name__ == "__main__":
    main()
