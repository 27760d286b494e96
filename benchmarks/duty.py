"""Measure the duty of one line: the compiled kernel beside exact fractions in the same run.

The peer reads the same expression with `fractions.Fraction` (rates/amount.py): the plain meaning
that the kernel must agree with. Run `python benchmarks/duty.py`; a Markdown table comes out.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))  # the makers of small law books live beside the tests

from tariff_cases import MEASURE, PLACE, REGIME, STEP, LawBook, Line, write_table  # noqa: E402

from oneprice.tariffs import _kernels_duty  # noqa: E402
from oneprice.tariffs.rates.amount import Declared, amount_of  # noqa: E402
from oneprice.tariffs.rates.plain import parse_duty  # noqa: E402

ROUNDS = 1_000_000
PEER_ROUNDS = 20_000
RATES = {
    "ad valorem": "12%",
    "compound": "12% + 0.76 EUR/kg",
    "MIN/MAX": "12.0% MIN 4.00 EUR/kg MAX 6.00 EUR/kg",
}
PIPS_PER_EURO = 1_000_000


@njit(error_model="numpy")
def many(law: Any, st: Any, measure: int, lines: Any, sel: Any, group: Any, rounds: int) -> int:
    """Return the sum of `rounds` duties of one line, its basis growing by a cent each time."""
    total = 0
    for i in range(rounds):
        basis = 1_000_000 + 10_000 * (i & 8191)
        _, _, amount, _ = _kernels_duty.duty_amount(
            law, st[0], measure, basis, lines, sel, 1, group, 0
        )
        total += amount
    return total


def law_book(folder: Path) -> LawBook:
    """Return a law whose measures are the rates above, in this order."""
    own, said = folder / "law" / "XX", {"source": "benchmark"}
    write_table(own / "jurisdiction.csv", [PLACE | said])
    write_table(own / "stack.csv", [STEP | said | {"rate": "measure:base", "required": "Y"}])
    write_table(own / "regime.csv", [REGIME | said])
    rows = [
        MEASURE | said | {"hs_prefix": f"61{i}", "rate": rate}
        for i, rate in enumerate(RATES.values())
    ]
    write_table(own / "measure.csv", rows)
    return LawBook(folder)


def kernel_ns(book: LawBook, measure: int) -> tuple[float, int]:
    """Return nanoseconds per duty in the compiled kernel, and the sum of all duties."""
    lines, st = book.records([Line(net_g=800)]), book.situation()
    one = np.zeros(1, np.int64)
    many(book.law.ref, st, measure, lines, one, one, 1)
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter_ns()
        total = many(book.law.ref, st, measure, lines, one, one, ROUNDS)
        best = min(best, (time.perf_counter_ns() - start) / ROUNDS)
    return best, total


def peer_ns(rate: str) -> float:
    """Return nanoseconds per duty in exact fractions."""
    duty = parse_duty(rate)
    start = time.perf_counter_ns()
    for i in range(PEER_ROUNDS):
        value = 1 + Fraction(i & 8191, 100)
        amount_of(duty, Declared(value, {"kg": Fraction(4, 5)}))
    return (time.perf_counter_ns() - start) / PEER_ROUNDS


def expected(rate: str) -> int:
    """Return the sum of all duties by exact fractions, each cut to pips."""
    duty, known = parse_duty(rate), {}
    for i in range(8192):
        value = 1 + Fraction(i, 100)
        exact = amount_of(duty, Declared(value, {"kg": Fraction(4, 5)}))
        known[i] = int(exact * PIPS_PER_EURO)
    return sum(known[i & 8191] for i in range(ROUNDS))


def main() -> None:
    """Print the table."""
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores; ")
    print(f"{ROUNDS:,} duties a row in the kernel, {PEER_ROUNDS:,} in fractions.\n")
    print("| rate | kernel, ns | fractions, ns | ratio |")
    print("|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        book = law_book(Path(folder))
        for measure, (name, rate) in enumerate(RATES.items(), start=1):
            ours, total = kernel_ns(book, measure)
            if total != expected(rate):
                raise SystemExit(f"{name}: the kernel and the fractions disagree")
            peer = peer_ns(rate)
            print(f"| {name}: {rate} | {ours:.0f} | {peer:,.0f} | {peer / ours:,.0f} |")


if __name__ == "__main__":
    main()
