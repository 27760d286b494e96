"""What holds for any network: pruning changes no offer, and a lane more makes none worse."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from random import Random

import pytest
from random_network import add_lane, random_order, random_tables, without_pruning
from tiny_book import Tables, tiny_engine

from oneprice.core.vocabulary import TIERS
from oneprice.routing.engine import Engine
from oneprice.routing.front import Point

Offer = tuple[str, int, date]


def engine_of(folder: Path, tables: Tables) -> Engine:
    """Return an engine of a source."""

    def replace(into: Tables) -> None:
        into.clear()
        into.update(tables)

    return tiny_engine(folder, replace)


def offers(engine: Engine, order: dict[str, object]) -> list[Offer]:
    """Return what a quote offers, by tier."""
    options = engine.quote(order).options
    return [(o.service_tier, o.price_minor, o.promise_date) for o in options]


def front(points: Iterable[Point]) -> list[Offer]:
    """Return a front as tier, price and date."""
    return [(p.service_tier, p.price_minor, p.promise_date) for p in points]


def routes(engine: Engine) -> int:
    """Return how many routes a book holds."""
    return len(engine.book.tables["route"]) - 1


def test_pruning_changes_no_offer(tmp_path: Path) -> None:
    """Every tier has the same price and date, and every front the same points (C-66)."""
    dropped = [_dropped(tmp_path / str(seed), seed) for seed in range(8)]
    assert sum(count > 0 for count in dropped) >= 4, "the networks leave nothing out"


def _dropped(folder: Path, seed: int) -> int:
    """Return how many routes a random network leaves out, once its offers are compared."""
    tables = random_tables(seed)
    pruned = engine_of(folder / "pruned", tables)
    whole = engine_of(folder / "whole", without_pruning(tables))
    draw = Random(seed)
    for _ in range(3):
        order = random_order(draw)
        assert offers(pruned, order) == offers(whole, order)
        assert front(pruned.front(order)) == front(whole.front(order))
    return routes(whole) - routes(pruned)


@pytest.mark.parametrize("seed", range(6))
def test_a_lane_more_makes_no_point_worse(tmp_path: Path, seed: int) -> None:
    """Each point of the front is equalled or beaten: the cheapest, the fastest, all between.

    Read the other way, a lane taken away betters none.
    """
    draw = Random(seed)
    tables = random_tables(seed)
    before = engine_of(tmp_path / "before", tables)
    for leg in draw.sample(("PICK", "HAUL", "CLEAR", "MILE"), 2):
        add_lane(draw, tables, f"{leg}9")
    after = engine_of(tmp_path / "after", tables)
    for _ in range(2):
        order = random_order(draw)
        for tier in TIERS:
            new = after.front(order, tier)
            for point in before.front(order, tier):
                assert any(beats(other, point) for other in new)


def beats(point: Point, other: Point) -> bool:
    """Tell whether a point is as cheap and as early as another, or better."""
    return point.price_minor <= other.price_minor and point.promise_date <= other.promise_date
