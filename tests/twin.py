"""Engine and slow twin side by side on random books and orders.

`.venv/bin/python tests/twin.py 7 123` shows the differences of order 123 of book 7.
"""

from __future__ import annotations

import json
import random
import re
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from randombook import random_order, write_random_book
from randomground import Info
from reference.quote import ReferenceBook

from oneprice.routing.compile import compile_book
from oneprice.routing.engine import Engine

OPTION = ("price_minor", "landed_cost_minor", "currency", "promise_date", "promise_level", "route")
CONSIGNMENT = (
    "seller",
    "sellers",
    "ship_from",
    "lines",
    "cargo_class",
    "route",
    "entry_date",
    "export_date",
    "promise_date",
    "promise_chance",
    "law",
    "observations",
    "leaning_share",
    "regime",
    "importer_of_record",
    "entry_type",
    "declared_value_minor",
    "declared_currency",
    "parcels",
    "packing",
    "parcels_at_least",
    "jurisdiction",
)
CHARGE = (
    "kind",
    "code",
    "consignment",
    "line",
    "source_amount_minor",
    "source_currency",
    "amount_minor",
    "currency",
    "payer",
)
TIERS = ("economy", "standard", "premium")
Order = dict[str, Any]
Quote = dict[str, Any]


@dataclass
class Tally:
    """What a comparison has looked at."""

    orders: int = 0
    orders_with_option: int = 0
    options: int = 0
    charges: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    features: Counter[str] = field(default_factory=Counter)

    def add(self, quote: Quote, twin: Quote) -> None:
        """Count a quote, and what of the tables the twin has made use of in it."""
        for option in twin["options"]:
            for row in (*option["charges"], *option["consignments"]):
                self.features.update(row["features"])
        self.orders += 1
        self.orders_with_option += bool(quote["options"])
        self.options += len(quote["options"])
        self.codes.update({refusal["code"] for refusal in quote["refusals"]})
        for option in quote["options"]:
            self.charges += len(option["charges"])
            self.kinds.update(charge["kind"] for charge in option["charges"])


@dataclass
class Pair:
    """Engine and twin of the random book of one seed."""

    seed: int
    info: Info
    engine: Engine
    twin: ReferenceBook

    @classmethod
    def make(cls, folder: Path, seed: int) -> Pair:
        """Write and compile the random book of a seed."""
        info = write_random_book(folder / "source", seed)
        engine = Engine(compile_book(folder / "source", folder / "random.book"))
        return cls(seed, info, engine, ReferenceBook(folder / "source"))

    def order(self, number: int) -> Order:
        """Return a random order of the book; each number has a seed of its own."""
        return random_order(random.Random(f"{self.seed}/{number}"), self.info)

    def quotes(self, order: Order) -> tuple[Quote, Quote]:
        """Return the quotes of engine and twin."""
        return self.engine_quote(order), self.twin.quote(order)

    def engine_quote(self, order: Order) -> Quote:
        """Return the quote of the engine."""
        return self.engine.quote(order).model_dump(mode="json")

    def differences(self, number: int, tally: Tally) -> list[str]:
        """Return where engine and twin differ on an order."""
        engine, twin = self.quotes(self.order(number))
        tally.add(engine, twin)
        if self.info.pruned:
            engine, twin = (unpruned(quote) for quote in (engine, twin))
        return differences(engine, twin)


def differences(engine: Quote, twin: Quote) -> list[str]:
    """Return one sentence per field in which two quotes differ."""
    tiers = [[o["service_tier"] for o in quote["options"]] for quote in (engine, twin)]
    found = unlike("tiers", *tiers)
    for tier in TIERS:
        one, two = (codes_of(quote, tier) for quote in (engine, twin))
        if tier not in tiers[0] and tier not in tiers[1]:
            found += unlike(f"{tier} refusals", one, two)
        elif (tier in tiers[0]) != (tier in tiers[1]):
            found.append(f"{tier} refusals where refused: engine {one}, twin {two}")
    options = [{o["service_tier"]: o for o in quote["options"]} for quote in (engine, twin)]
    for tier in TIERS:
        if tier in options[0] and tier in options[1]:
            found += unlike_options(tier, options[0][tier], options[1][tier])
    return found


def unpruned(quote: Quote) -> Quote:
    """Return what pruning leaves as it is: one lane may stand for another like it (C-66)."""
    named = re.sub(r'(_[A-Z]+[0-9]*)x"', r'\1"', json.dumps(quote))
    found: Quote = json.loads(named)
    found["refusals"] = [refusal | {"code": ""} for refusal in found["refusals"]]
    for option in found["options"]:
        for part in option["consignments"]:
            part |= {"promise_chance": 0, "law": "", "observations": "", "leaning_share": ""}
    return found


def unlike_options(tier: str, engine: Quote, twin: Quote) -> list[str]:
    """Return where two options differ: the option, its consignments, its charges."""
    found = unlike_fields(tier, OPTION, engine, twin)
    for name, fields in (("consignments", CONSIGNMENT), ("charges", CHARGE)):
        ones, twos = engine[name], twin[name]
        if len(ones) != len(twos):
            found += first_unlike(f"{tier} {name}", *(brief(x, fields) for x in (ones, twos)))
            continue
        for number, (one, two) in enumerate(zip(ones, twos, strict=True)):
            found += unlike_fields(f"{tier} {name}[{number}]", fields, one, two)
    return found


def brief(rows: list[Quote], fields: tuple[str, ...]) -> list[list[Any]]:
    """Return the compared fields of rows."""
    return [[row[name] for name in fields] for row in rows]


def first_unlike(name: str, engine: list[Any], twin: list[Any]) -> list[str]:
    """Return a sentence about the first place at which two lists of unequal length differ."""
    at = next((i for i, (x, y) in enumerate(zip(engine, twin, strict=False)) if x != y), None)
    place = min(len(engine), len(twin)) if at is None else at
    ones, twos = (rows[place : place + 1] for rows in (engine, twin))
    return [
        f"{name}: engine {len(engine)}, twin {len(twin)}; [{place}]: engine {ones}, twin {twos}"
    ]


def codes_of(quote: Quote, tier: str) -> list[str]:
    """Return the distinct codes with which a tier was refused."""
    return sorted({r["code"] for r in quote["refusals"] if r["subject"] == tier})


def unlike_fields(name: str, fields: tuple[str, ...], engine: Quote, twin: Quote) -> list[str]:
    """Return the fields in which two rows differ, with what a charge is."""
    code = engine.get("code", "")
    lists = [
        unlike(f"{name} {code} {key}".replace("  ", " "), engine[key], twin[key]) for key in fields
    ]
    return [text for texts in lists for text in texts]


def unlike(name: str, engine: Any, twin: Any) -> list[str]:
    """Return a sentence if two values differ."""
    return [] if engine == twin else [f"{name}: engine {engine}, twin {twin}"]


def main() -> int:
    """Show an order of a random book, and where engine and twin differ on it."""
    seed, number = (int(text) for text in sys.argv[1:3])
    with tempfile.TemporaryDirectory() as folder:
        pair = Pair.make(Path(folder), seed)
        print(json.dumps(pair.order(number)))
        found = pair.differences(number, Tally())
    print("\n".join(found) or "engine and twin agree")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
