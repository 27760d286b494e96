"""Parcels of a route: its tightest limits, the caller's own parcels, and whole quotes (C-28)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from numba import njit
from orders import line, order
from tiny_book import find, only, tiny_engine

from oneprice.core._kernels import UNBOUNDED
from oneprice.core.compiling import record_dtype
from oneprice.core.order_record import PIECE
from oneprice.core.quote import Quote
from oneprice.routing._kernels_parcels import own_parcels, tightest_limits
from oneprice.routing.tables import ORDER

LIMITS = ("max_piece_g", "max_len_mm", "max_second_mm", "max_third_mm", "max_sum_mm")
LIMITS += ("max_girth_mm", "max_volume_mm3")
LANE = record_dtype(*LIMITS)
ZONE = record_dtype("max_piece_g", "max_volume_mm3")


class Book(NamedTuple):
    """As much of a book as the limits of a route ask."""

    route: Any
    route_leg: Any
    lane: Any
    zone: Any


@njit(error_model="numpy")
def limits_of(bk: Any, route: int, zone_row: Any, limits: Any) -> None:
    """Fill the limits of a route as kernels see them."""
    tightest_limits(bk, route, zone_row, limits)


@njit(error_model="numpy")
def taken(od: Any, parcels: Any, pieces: Any) -> int:
    """Take the caller's parcels as kernels do."""
    return own_parcels(od, parcels, pieces)


def records(dtype: np.dtype[Any], *rows: tuple[int, ...]) -> Any:
    """Return records behind an empty first row."""
    return np.array([(0,) * len(dtype.names or ()), *rows], dtype).view(np.recarray)


@pytest.mark.parametrize("place", range(7))
@pytest.mark.parametrize("lane", [1, 2])
def test_the_tightest_limit_of_the_routes_lanes_counts(place: int, lane: int) -> None:
    """Each limit is the least of the route's lanes; lanes of other routes do not count."""
    lanes = [[UNBOUNDED] * 7 for _ in range(3)]
    lanes[lane][place] = 70
    lanes[3 - lane][place] = 71
    lanes[0] = [5] * 7
    legs = records(record_dtype("lane"), (1,), (2,), (3,))
    book = Book(
        records(record_dtype("leg_lo", "leg_hi"), (1, 2), (2, 4)),
        legs,
        records(LANE, *(tuple(each) for each in lanes)),
        records(ZONE),
    )
    limits = np.zeros(7, np.int64)
    limits_of(book, 2, np.zeros(2, np.int64), limits)
    assert limits.tolist() == [UNBOUNDED] * place + [70] + [UNBOUNDED] * (6 - place)


@pytest.mark.parametrize(
    ("rows", "weight_g", "volume_mm3"),
    [((0, 0), 900, 800), ((1, 0), 100, 800), ((0, 2), 900, 600), ((2, 1), 100, 600)],
)
def test_zones_met_on_the_route_limit_too(
    rows: tuple[int, int], weight_g: int, volume_mm3: int
) -> None:
    """The zone row of each leg limits weight and volume; no row limits nothing."""
    book = Book(
        records(record_dtype("leg_lo", "leg_hi"), (0, 2)),
        records(record_dtype("lane"), (1,))[[1, 1]],
        records(LANE, (900, *(UNBOUNDED,) * 5, 800)),
        records(ZONE, (100, UNBOUNDED), (UNBOUNDED, 600)),
    )
    limits = np.zeros(7, np.int64)
    limits_of(book, 1, np.array(rows), limits)
    assert limits.tolist() == [weight_g, *(UNBOUNDED,) * 5, volume_mm3]


def test_own_parcels_are_taken_as_given() -> None:
    """The caller's parcels keep weight and battery mass, sides sorted, from their place."""
    parcels, pieces = np.zeros(4, PIECE), np.zeros(5, PIECE)
    parcels[1:4] = [(9, 5, 4, 3, -1, 0, 0), (8, 5, 7, 6, 40, 0, 0), (1,) * 7]
    orders = np.zeros(1, ORDER)
    orders["parcel_lo"], orders["parcel_hi"] = 1, 3
    od, own = orders.view(np.recarray)[0], parcels.view(np.recarray)
    assert taken(od, own, pieces.view(np.recarray)) == 2
    assert pieces.tolist()[:3] == [(9, 5, 4, 3, -1, 0, 0), (8, 7, 6, 5, 40, 0, 0), (0,) * 7]


# --- whole quotes -----------------------------------------------------------------------


def quoted(folder: Path, document: dict[str, Any], **limits: str) -> Quote:
    """Quote an order on AIR alone, whose first lane has the given limits."""

    def edit(tables: Any) -> None:
        only(tables, "AIR")
        find(tables["lane.csv"], lane_id="AIR").update(limits)

    return tiny_engine(folder, edit).quote(document)


def weights(quote: Quote) -> list[int]:
    """Return the weights of the first option's parcels."""
    return [box.weight_g for part in quote.options[0].consignments for box in part.parcels]


def codes(quote: Quote) -> set[str]:
    """Return why there are no options."""
    return {refusal.code for refusal in quote.refusals}


def test_goods_are_packed_under_the_limits_of_all_lanes(tmp_path: Path) -> None:
    """Goods are packed under the limits of all lanes of the route together."""

    def edit(tables: Any) -> None:
        only(tables, "AIR")
        find(tables["lane.csv"], lane_id="AIR")["max_piece_kg"] = "3"
        find(tables["lane.csv"], lane_id="AIR-D")["max_piece_kg"] = "2"

    quote = tiny_engine(tmp_path, edit).quote(order(line(quantity=5)))
    assert weights(quote) == [2000, 2000, 1000]


@pytest.mark.parametrize(("kg", "refused"), [("1", False), ("0.999", True)])
def test_a_unit_over_the_piece_limit_is_refused(tmp_path: Path, kg: str, refused: bool) -> None:
    """A unit at the limit goes, one over it is OVER_LIMIT."""
    quote = quoted(tmp_path, order(), max_piece_kg=kg)
    assert (quote.options == ()) == refused
    assert ("OVER_LIMIT" in codes(quote)) == refused


def test_goods_that_must_stay_together_and_cannot_are_refused(tmp_path: Path) -> None:
    """Two units under one word go in one parcel, or not at all."""
    document = order(line(quantity=2, keep_together="set"))
    assert weights(quoted(tmp_path / "a", document, max_piece_kg="2")) == [2000]
    refused = quoted(tmp_path / "b", document, max_piece_kg="1.999")
    assert refused.options == ()
    assert "KEEP_TOGETHER" in codes(refused)


def test_more_than_500_parcels_are_refused(tmp_path: Path) -> None:
    """Goods that would need 501 parcels are TOO_MANY_PARCELS."""
    document = order(line(quantity=501))
    assert "TOO_MANY_PARCELS" in codes(quoted(tmp_path, document, max_piece_kg="1"))


def test_a_quote_tells_what_is_in_each_parcel(tmp_path: Path) -> None:
    """Each parcel names the lines in it, and the consignment the fewest parcels possible."""
    document = order(line(sku="A", quantity=2), line(sku="B", quantity=1))
    (part,) = quoted(tmp_path, document, max_piece_kg="2").options[0].consignments
    inside = [[(item.line, item.units) for item in box.items] for box in part.parcels]
    assert inside == [[(0, 2)], [(1, 1)]]
    assert (part.packing, part.parcels_at_least) == ("first_fit", 2)


def test_own_parcels_keep_the_limits(tmp_path: Path) -> None:
    """Own parcels are priced as given, and refused when one breaks a limit."""
    box = {"weight_g": 700, "length_mm": 10, "width_mm": 30, "height_mm": 20}
    document = order(parcels=[box, box])
    quote = quoted(tmp_path / "a", document, max_piece_kg="0.7")
    (part,) = quote.options[0].consignments
    sides = [(box.weight_g, box.length_mm, box.width_mm, box.height_mm) for box in part.parcels]
    assert sides == [(700, 30, 20, 10)] * 2
    assert (part.packing, part.parcels_at_least) == ("own", 0)
    assert "OVER_LIMIT" in codes(quoted(tmp_path / "b", document, max_piece_kg="0.699"))
