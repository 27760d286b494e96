"""Measure the first-fit packing of checkout beside the exact packing, on the same random carts.

Run `python benchmarks/packing.py [--carts 1000] [--seconds 2] [--minutes 10]`. Carts are drawn
from goods of everyday size under the limits of four kinds of lanes; the seed is fixed. Every
packing of both is put before the judge (`routing/packing_check.py`). Times are of the processor,
in the same run; first fit too is called from Python, which costs it more than the packing. A
Markdown table comes out.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import statistics
import time
from math import prod
from typing import NamedTuple

from oneprice.core._kernels import UNBOUNDED
from oneprice.routing.packing import Goods, Limits, PackedParcel, pack_units
from oneprice.routing.packing_check import verify
from oneprice.solver.packing import pack_exact

SEED = 28
MOST_UNITS = 12
NONE = UNBOUNDED
# weight g, longest, second, third, sum, girth mm, volume mm3
LANES = {
    "2 kg, 60 x 40 x 35 cm": Limits(2000, 600, 400, 350, NONE, NONE, NONE),
    "2 kg, L + 2(W + H) <= 120 cm": Limits(2000, NONE, NONE, NONE, NONE, 1200, NONE),
    "2 kg, L + W + H <= 90 cm, L <= 60 cm": Limits(2000, 600, NONE, NONE, 900, NONE, NONE),
    "30 kg, 120 cm": Limits(30_000, 1200, NONE, NONE, NONE, NONE, NONE),
}
# What is sold: weight g, then sides mm, each drawn between two figures; upright; stackable.
SOLD = {
    "garment": ((150, 700), ((250, 350), (180, 280), (15, 60)), False, True),
    "shoe box": ((500, 1300), ((280, 350), (180, 220), (100, 130)), False, True),
    "bottle": ((120, 700), ((50, 90), (50, 90), (120, 240)), True, True),
    "power bank": ((150, 450), ((120, 180), (65, 90), (15, 35)), False, True),
    "toy": ((80, 900), ((90, 260), (70, 200), (50, 150)), False, True),
    "ornament": ((100, 600), ((80, 160), (80, 160), (80, 200)), True, False),
}


class Outcome(NamedTuple):
    """One cart under one lane's limits, packed both ways."""

    first: tuple[int, int]  # parcels, mm3 of all outer sizes
    exact: tuple[int, int]
    proven: bool
    at_least: int
    first_s: float
    exact_s: float


def main() -> None:
    """Print the table."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--carts", type=int, default=1000)
    ask.add_argument("--seconds", type=float, default=2.0, help="solver's time for each packing")
    ask.add_argument("--minutes", type=float, default=10.0, help="no new cart after that")
    chosen = ask.parse_args()
    pack_units(cart(0), LANES["30 kg, 120 cm"])  # compiles the kernel
    outcomes, carts = measure(chosen.carts, chosen.seconds, chosen.minutes)
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores; ")
    print(f"{carts} carts (seed {SEED}) of 1-{MOST_UNITS} units, each under one lane's limits in ")
    print(f"turn; at most {chosen.seconds:g} solver seconds for each exact packing.\n")
    names = [*(name for name in LANES if outcomes[name]), "all"]
    everything = [outcome for name in LANES for outcome in outcomes[name]]
    columns = [figures(outcomes.get(name, everything)) for name in names]
    print("| figure | " + " | ".join(names) + " |")
    print("|---" * (len(names) + 1) + "|")
    for figure in columns[0]:
        print(f"| {figure} | " + " | ".join(column[figure] for column in columns) + " |")


def measure(carts: int, seconds: float, minutes: float) -> tuple[dict[str, list[Outcome]], int]:
    """Return the outcomes by lane, and how many carts there was time for."""
    outcomes: dict[str, list[Outcome]] = {name: [] for name in LANES}
    stop = time.monotonic() + 60 * minutes
    for number in range(carts):
        if time.monotonic() > stop:
            return outcomes, number
        name = list(LANES)[number % len(LANES)]
        outcomes[name].append(both(cart(number), LANES[name], seconds))
    return outcomes, carts


def cart(number: int) -> list[Goods]:
    """Return the goods of a cart."""
    draw = random.Random(f"{SEED} {number}")
    left, goods = draw.randint(1, MOST_UNITS), []
    while left:
        weights, sides, upright, stackable = SOLD[draw.choice(list(SOLD))]
        quantity = min(left, draw.choice((1, 1, 1, 2, 2, 3, 4)))
        length, width, height = (draw.randint(*side) // 5 * 5 for side in sides)
        weight_g = draw.randint(*weights)
        line = Goods(len(goods), quantity, weight_g, length, width, height, upright, stackable)
        goods.append(line)
        left -= quantity
    return goods


def both(goods: list[Goods], limits: Limits, seconds: float) -> Outcome:
    """Pack a cart both ways and judge both."""
    start = time.process_time()
    first = pack_units(goods, limits)
    middle = time.process_time()
    exact = pack_exact(goods, limits, seconds=seconds)
    end = time.process_time()
    verify(goods, limits, first)
    verify(goods, limits, exact.parcels)
    sizes = size(first), size(exact.parcels)
    if sizes[1] > sizes[0]:
        raise SystemExit(f"the exact packing is the worse one: {goods}")
    return Outcome(*sizes, exact.proven, exact.at_least, middle - start, end - middle)


def size(parcels: list[PackedParcel]) -> tuple[int, int]:
    """Return the number of parcels and their outer volume in all, mm3."""
    return len(parcels), sum(prod(parcel[1:4]) for parcel in parcels)


def figures(outcomes: list[Outcome]) -> dict[str, str]:
    """Return the figures of one column, as text."""
    count = len(outcomes)
    more = [o.first[0] - o.exact[0] for o in outcomes]
    same = [o for o in outcomes if o.first[0] == o.exact[0]]
    gaps = [o.first[1] / o.exact[1] - 1 for o in same] or [0.0]
    all_gap = sum(o.first[1] for o in same) / (sum(o.exact[1] for o in same) or 1) - 1
    sure = sum(o.at_least == o.exact[0] for o in outcomes)
    first_s = statistics.mean(o.first_s for o in outcomes)
    exact_s = statistics.mean(o.exact_s for o in outcomes)
    return {
        "carts": str(count),
        "same number of parcels": f"{len(same) / count:.1%}",
        "parcels, first fit / exact": f"{sum(o.first[0] for o in outcomes)} / "
        f"{sum(o.exact[0] for o in outcomes)}",
        "parcels too many, mean / worst": f"{statistics.mean(more):.3f} / {max(more)}",
        "volume above exact (same number), mean": f"{statistics.mean(gaps):.1%}",
        "volume above exact, worst": f"{max(gaps):.1%}",
        "volume above exact, of the sums": f"{all_gap:.1%}",
        "same volume": f"{sum(gap == 0 for gap in gaps) / len(gaps):.1%}",
        "number of parcels proven": f"{sure / count:.1%}",
        "volume proven too": f"{sum(o.proven for o in outcomes) / count:.1%}",
        "first fit from Python, mean": f"{1e6 * first_s:,.0f} us",
        "exact, mean": f"{exact_s:.2f} s",
        "exact over first fit": f"{exact_s / first_s:,.0f}x",
    }


if __name__ == "__main__":
    main()
