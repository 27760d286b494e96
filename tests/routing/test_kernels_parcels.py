"""Parcels: units stacked under the lanes' limits, or the caller's own (C-28)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from orders import line, order
from tiny_book import find, only, tiny_engine

from oneprice.core._kernels import UNBOUNDED
from oneprice.core.order_record import LINE, PIECE
from oneprice.routing._kernels_parcels import MAX_PARCELS, own_parcels, pack, sorted_sides
from oneprice.routing.tables import ORDER

Piece = tuple[int, int, int, int]
OPEN = (UNBOUNDED,) * 5


def packed(units: list[tuple[int, Piece]], limits: tuple[int, ...]) -> list[Piece] | None:
    """Return the parcels of (quantity, (weight, sides)) lines, None when there are too many."""
    lines = np.zeros(len(units), LINE)
    for i, (quantity, (weight_g, *sides)) in enumerate(units):
        lines[i]["quantity"], lines[i]["weight_g"] = quantity, weight_g
        longest, second, third = sorted(sides, reverse=True)
        lines[i]["length_mm"], lines[i]["second_mm"], lines[i]["third_mm"] = longest, second, third
    pieces = np.zeros(MAX_PARCELS, PIECE)
    sel = np.arange(len(units))
    count = pack(lines, sel, len(units), np.array(limits), pieces)
    return None if count < 0 else [tuple(piece) for piece in pieces[:count].tolist()]


def stacked(units: list[tuple[int, Piece]], limits: tuple[int, ...]) -> list[Piece]:
    """Stack units by the words of C-28."""
    parcels: list[list[Piece]] = []
    for quantity, unit in units:
        for _ in range(quantity):
            if parcels and keeps(as_piece([*parcels[-1], unit]), limits):
                parcels[-1].append(unit)
            else:
                parcels.append([unit])
    return [as_piece(units) for units in parcels]


def as_piece(units: list[Piece]) -> Piece:
    """Return weight and sorted sides of a stack of units."""
    sides = [sorted(unit[1:], reverse=True) for unit in units]
    box = (max(s[0] for s in sides), max(s[1] for s in sides), sum(s[2] for s in sides))
    longest, second, third = sorted(box, reverse=True)
    return sum(unit[0] for unit in units), longest, second, third


def keeps(piece: Piece, limits: tuple[int, ...]) -> bool:
    """Tell whether a parcel keeps all five limits."""
    weight, a, b, c = piece
    facts = (weight, a, b, a + b + c, a + 2 * (b + c))
    return all(fact <= limit for fact, limit in zip(facts, limits, strict=True))


UNITS = st.lists(
    st.tuples(
        st.integers(1, 12),
        st.tuples(*(st.integers(1, most) for most in (500, 60, 60, 60))),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=300, deadline=None)
@given(
    units=UNITS,
    limits=st.tuples(*(st.integers(least, 4 * least) for least in (500, 60, 60, 180, 300))),
)
def test_stacks_follow_the_rule(units: list[tuple[int, Piece]], limits: tuple[int, ...]) -> None:
    """Units are stacked in order and a parcel is closed when the next would break a limit."""
    assert packed(units, limits) == stacked(units, limits)


@pytest.mark.parametrize(
    ("place", "limit"),
    [(0, 2000), (1, 300), (2, 200), (3, 700), (4, 1100)],
)
@pytest.mark.parametrize(("less", "count"), [(0, 1), (1, 2)])
def test_each_limit_at_and_below(place: int, limit: int, less: int, count: int) -> None:
    """Two units share a parcel that just keeps a limit, and part when it is one less."""
    limits = list(OPEN)
    limits[place] = limit - less
    found = packed([(2, (1000, 300, 200, 100))], tuple(limits))
    # The stack is 300 x 200 x 200: its sum is 700, its girth 1100.
    assert found is not None
    # A unit alone breaks the two limits that both have in common with the stack.
    assert len(found) == count


def test_stack_may_outgrow_its_longest_side() -> None:
    """A high stack is reported longest side first."""
    assert packed([(5, (10, 300, 200, 100))], OPEN) == [(50, 500, 300, 200)]


def test_unit_over_a_limit_alone_gets_a_parcel() -> None:
    """A unit that breaks a limit alone stands alone, for the lane to refuse."""
    found = packed([(1, (10, 5, 5, 5)), (1, (900, 5, 5, 5)), (1, (10, 5, 5, 5))], (500, *OPEN[1:]))
    assert found == [(10, 5, 5, 5), (900, 5, 5, 5), (10, 5, 5, 5)]


@pytest.mark.parametrize(("units", "count"), [(499, 499), (500, 500), (501, None)])
def test_at_most_500_parcels(units: int, count: int | None) -> None:
    """Five hundred parcels are made, and not one more."""
    found = packed([(units, (10, 5, 5, 5))], (10, *OPEN[1:]))
    assert (found if found is None else len(found)) == count


@settings(max_examples=100, deadline=None)
@given(sides=st.tuples(st.integers(1, 99), st.integers(1, 99), st.integers(1, 99)))
def test_sides_are_sorted(sides: tuple[int, int, int]) -> None:
    """Three sides come back longest first."""
    assert sorted_sides(*sides) == tuple(sorted(sides, reverse=True))


def test_own_parcels_are_taken_as_given() -> None:
    """The caller's parcels keep their weights, in order, from their place in the batch."""
    parcels, pieces = np.zeros(4, PIECE), np.zeros(5, PIECE)
    parcels[1:4] = [(9, 5, 4, 3), (8, 7, 6, 5), (1, 1, 1, 1)]
    orders = np.zeros(1, ORDER)
    orders["parcel_lo"], orders["parcel_hi"] = 1, 3
    assert own_parcels(orders[0], parcels, pieces) == 2
    assert pieces.tolist()[:3] == [(9, 5, 4, 3), (8, 7, 6, 5), (0, 0, 0, 0)]


class Quoted(NamedTuple):
    """What a tiny engine answers for one product."""

    parcels: list[Piece]
    codes: list[str]


def quoted(folder: Path, document: dict[str, Any], **limits: str) -> Quoted:
    """Quote an order on AIR alone whose lane has the given limits."""

    def edit(tables: Any) -> None:
        only(tables, "AIR")
        find(tables["lane.csv"], lane_id="AIR").update(limits)

    quote = tiny_engine(folder, edit).quote(document)
    boxes = [
        (box.weight_g, box.length_mm, box.width_mm, box.height_mm)
        for option in quote.options[:1]
        for consignment in option.consignments
        for box in consignment.parcels
    ]
    return Quoted(boxes, [refusal.code for refusal in quote.refusals])


def test_tightest_limit_of_the_route_packs(tmp_path: Path) -> None:
    """Goods are packed under the limits of all lanes of the route together."""

    def edit(tables: Any) -> None:
        only(tables, "AIR")
        find(tables["lane.csv"], lane_id="AIR")["max_piece_kg"] = "3"
        find(tables["lane.csv"], lane_id="AIR-D")["max_piece_kg"] = "2"

    quote = tiny_engine(tmp_path, edit).quote(order(line(quantity=5)))
    assert [box.weight_g for box in quote.options[0].consignments[0].parcels] == [2000, 2000, 1000]


@pytest.mark.parametrize(("kg", "refused"), [("1", False), ("0.999", True)])
def test_unit_over_the_piece_limit_is_refused(tmp_path: Path, kg: str, refused: bool) -> None:
    """A unit at the limit goes, one over it is OVER_LIMIT."""
    found = quoted(tmp_path, order(), max_piece_kg=kg)
    assert (found.parcels == []) == refused
    assert ("OVER_LIMIT" in found.codes) == refused


def test_own_parcels_keep_the_limits(tmp_path: Path) -> None:
    """Own parcels are priced as given, and refused when one breaks a limit."""
    box = {"weight_g": 700, "length_mm": 10, "width_mm": 30, "height_mm": 20}
    document = order(parcels=[box, box])
    assert quoted(tmp_path / "a", document, max_piece_kg="0.7").parcels == [(700, 30, 20, 10)] * 2
    assert quoted(tmp_path / "b", document, max_piece_kg="0.699").codes[:1] == ["OVER_LIMIT"]
