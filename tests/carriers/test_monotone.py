"""Where the price of a lane may fall with weight: at the edges that the notes list, and nowhere."""

import random
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from oneprice.carriers.rating import Piece, Rater, Shipment
from oneprice.core.days import parse_day

DAY = parse_day("2026-06-01", "day")
FALL = re.compile(r"falls at ([\d.]+) from ([\d.]+) to ([\d.]+)\.")
LAST_G = 1_600


def random_bands(dice: random.Random) -> list[dict[str, Any]]:
    """Return bands that meet, some cheaper than the one before, in grams up to `LAST_G`."""
    edges = sorted(dice.sample(range(50, 1_500, 10), dice.randint(1, 6)))
    bounds = dice.choice(["(]", "[)"])
    rows = []
    for lo, hi in zip([0, *edges], [*edges, None], strict=True):
        row: dict[str, Any] = {"lo": grams(lo), "hi": "" if hi is None else grams(hi)}
        row |= {"bounds": bounds, "base": dice.randint(0, 30)}
        if dice.random() < 0.8:
            row["rate"] = dice.randint(1, 120)
        if dice.random() < 0.2:
            row |= {"q0": grams(lo), "step": grams(dice.choice([10, 100, 500]))}
        if dice.random() < 0.2:
            row["min_charge"] = dice.randint(1, 60)
        if dice.random() < 0.1:
            row["max_charge"] = row.get("min_charge", 0) + dice.randint(1, 60)
        if dice.random() < 0.15:
            row["min_qty"] = grams(dice.randint(1, 1_500))
        rows.append(row)
    return rows


def random_lane(dice: random.Random) -> dict[str, Any]:
    """Return billing rules under which more weight never counts less."""
    scope = dice.choice(["piece", "shipment", "each"])
    return {
        "round_steps": dice.choice(["", "", "*:0.01", "*:0.1", "1:0.1;*:0.5", "2:0.5;*:1"]),
        "min_qty": dice.choice(["", "", "0.2", "0.75"]),
        "piece_min_qty": dice.choice(["", "", "0.05"]),
        "weight_scope": scope,
        "piece_step": dice.choice(["", "0.02", "0.3"]) if scope == "each" else "",
        "round_unit": dice.choice(["", "", "0.5", "1"]),
        "round_mode": dice.choice(["", "up", "down", "half_even"]),
        "piece_min_charge": dice.choice(["", "", "12"]),
        "next_break": dice.choice([0, 0, 0, 1]),
    }


def grams(number: int) -> str:
    """Return grams as kilograms."""
    return f"{number / 1000:.3f}"


def falls(rater: Rater) -> dict[int, tuple[int, int]]:
    """Return each weight at which a gram more costs less, with both prices."""
    found = {}
    before = None
    for weight_g in range(1, LAST_G):
        price = rater.rate("L", Shipment([Piece(weight_g)], DAY)).charges[0].amount_minor
        if before is not None and price < before:
            found[weight_g - 1] = (before, price)
        before = price
    return found


@pytest.mark.parametrize("seed", range(8))
def test_price_falls_exactly_where_it_is_told(seed: int, cards: Callable[..., Any]) -> None:
    """Gram by gram the price rises or stays, but for the falls that the notes list."""
    dice = random.Random(seed)
    book = cards(lane=[random_lane(dice)], rate=random_bands(dice))
    told = [
        tuple(int(Fraction(price) * 100) for price in match.groups()[1:])
        for note in book.ctx.notes
        if (match := FALL.search(note))
    ]
    assert sorted(falls(Rater(book.tables, book.ctx.ids)).values()) == sorted(told)


def test_the_random_bands_do_fall(cards: Callable[..., Any]) -> None:
    """Enough of the random lanes have a fall to tell."""
    noted = 0
    for seed in range(8):
        dice = random.Random(seed)
        lane = random_lane(dice)
        notes = cards(lane=[lane], rate=random_bands(dice)).ctx.notes
        noted += any("falls at" in note for note in notes)
    assert noted >= 4
