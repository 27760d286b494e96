"""Packing as checkout calls it: a selection of lines, contents, and what is remembered (C-28)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from oneprice.core._kernels import UNBOUNDED
from oneprice.core._kernels_status import KEEP_TOGETHER, OK, TOO_MANY_PARCELS
from oneprice.routing._kernels_pack import forget_packings
from oneprice.routing._kernels_pack_scratch import MAX_PARCELS, MEMORIES, MEMORY_PIECES
from oneprice.routing.packing import Goods, Limits, arrays, compiled, contents

FORGET = getattr(forget_packings, "py_func", forget_packings)


class Order:
    """Lines of one order, packed for one selection and route after another."""

    def __init__(self, *goods: Goods, loads: int = 0) -> None:
        self.lines, self.all, self.wk = arrays(goods, Limits(loads=(UNBOUNDED,) * loads))

    def pack(self, *sel: int, **limits: int) -> tuple[int, int, int]:
        """Pack the selected lines, all if none is named, under some limits."""
        self.wk.limits[:] = Limits()._replace(**limits)[:7]
        found = compiled().pack(self.lines, np.array(sel or self.all), self.wk)
        return tuple(int(each) for each in found)  # type: ignore[return-value]  # three of them

    def answer(self, *sel: int, **limits: int) -> Any:
        """Return status, line, and weight and contents of each parcel."""
        status, count, line = self.pack(*sel, **limits)
        items = contents(self.wk.item, int(self.wk.item_count[0]), count)
        return status, line, list(zip(self.weights(count), items, strict=True))

    def weights(self, count: int) -> list[int]:
        """Return the weights of the parcels."""
        return [int(piece) for piece in self.wk.pieces["weight_g"][:count]]

    def spoil(self) -> None:
        """Change what is remembered, so that an answer taken from there shows."""
        self.wk.pack_memory_piece["weight_g"] = -7

    def is_remembered(self, *sel: int, **limits: int) -> bool:
        """Tell whether the answer comes from memory."""
        self.spoil()
        _, count, _ = self.pack(*sel, **limits)
        return self.weights(count)[0] == -7


def cube(line: int, side: int, quantity: int = 1, weight_g: int = 10, **marks: Any) -> Goods:
    """Return goods that are cubes."""
    return Goods(line, quantity, weight_g, side, side, side, **marks)


def test_a_selection_is_packed_and_told_by_the_orders_lines() -> None:
    """Only the selected lines travel, and contents name them by their place in the order."""
    order = Order(cube(0, 9), cube(1, 8, 2), cube(2, 7), cube(3, 6, 3))
    assert order.answer(1, 3) == (OK, -1, [(50, [(1, 2), (3, 3)])])
    assert order.answer(2) == (OK, -1, [(10, [(2, 1)])])


def test_contents_are_told_for_each_parcel() -> None:
    """Units of a line that fill several parcels are told with each."""
    order = Order(cube(0, 9, 5), cube(1, 5, 1))
    assert order.answer(weight_g=20) == (
        OK,
        -1,
        [(20, [(0, 2)]), (20, [(0, 2)]), (20, [(0, 1), (1, 1)])],
    )


def test_loads_stand_by_the_place_in_the_selection() -> None:
    """What a unit counts towards a cargo limit is read from its row of the selection."""
    order = Order(cube(0, 9, 2, loads=(0,)), cube(1, 8, 4, loads=(0,)), loads=1)
    order.wk.load[0, 0] = 3
    order.wk.load_limit[0] = 6
    assert [weight for weight, _ in order.answer(1)[2]] == [20, 20]
    order.wk.load_count[0] = 0
    assert [weight for weight, _ in order.answer(1)[2]] == [40]


def test_a_set_that_fits_nowhere_is_told_by_the_orders_line() -> None:
    """KEEP_TOGETHER names the order's line that stands first in the set, and leaves no items."""
    goods = [cube(i, 9 + i, keep_together=1 if i else 0) for i in range(3)]
    order = Order(*goods)
    assert order.answer(1, 2, longest_mm=12) == (KEEP_TOGETHER, 1, [])
    assert order.wk.item_count[0] == 0


def test_too_many_parcels_name_no_line() -> None:
    """TOO_MANY_PARCELS has no line and leaves no items."""
    order = Order(cube(0, 9, MAX_PARCELS + 1))
    assert order.answer(weight_g=10) == (TOO_MANY_PARCELS, -1, [])
    assert order.wk.item_count[0] == 0


# --- what is remembered -----------------------------------------------------------------


def test_an_equal_packing_is_not_made_twice() -> None:
    """The same lines under the same limits are taken from memory, with all that was told."""
    order = Order(cube(0, 9, 5), cube(1, 5, 1))
    first = order.answer(weight_g=20)
    order.pack(weight_g=30)
    assert order.answer(weight_g=20) == first
    assert order.is_remembered(weight_g=20)
    assert order.is_remembered(weight_g=30)


def test_refusals_are_remembered_too() -> None:
    """A set that fits nowhere is told again with its line."""
    order = Order(*(cube(i, 9, keep_together=1) for i in range(2)))
    assert order.pack(longest_mm=10) == (KEEP_TOGETHER, 0, 0)
    order.wk.pack_memory["line"] = 1
    assert order.pack(longest_mm=10) == (KEEP_TOGETHER, 0, 1)


@pytest.mark.parametrize("name", Limits._fields[:7])
def test_another_limit_is_another_packing(name: str) -> None:
    """A packing is not taken for one under another limit of any kind."""
    order = Order(cube(0, 9, 2))
    order.pack(**{name: 900})
    assert not order.is_remembered(**{name: 901})
    assert order.is_remembered(**{name: 900})


def test_other_lines_are_another_packing() -> None:
    """A packing is not taken for one of other lines, also where it is as long."""
    order = Order(cube(0, 9), cube(1, 9), cube(2, 9))
    order.pack(0, 1)
    assert not order.is_remembered(0, 2)
    assert not order.is_remembered(0)
    assert order.is_remembered(0, 1)


def test_other_loads_are_another_packing() -> None:
    """A packing is not taken for one with other loads, load limits, or a limit more."""
    order = Order(cube(0, 9, 2, loads=(1, 1)), loads=2)
    order.pack()
    order.wk.load[0, 1] = 2
    assert not order.is_remembered()
    order.wk.load_limit[1] = 5
    assert not order.is_remembered()
    order.wk.load_count[0] = 1
    assert not order.is_remembered()
    order.wk.load_limit[1] = 6  # no longer in use
    assert order.is_remembered()


def test_loose_freight_is_another_packing() -> None:
    """Packed and loose are told apart though the limits are the same."""
    order = Order(cube(0, 9, 2))
    assert order.pack() == (OK, 1, -1)
    order.wk.loose[0] = 1
    assert order.pack() == (OK, 2, -1)
    assert order.is_remembered()


def test_nothing_is_remembered_of_another_order() -> None:
    """Once forgotten, the same lines are packed anew."""
    order = Order(cube(0, 9))
    order.pack()
    FORGET(order.wk)
    assert not order.is_remembered()


def test_a_full_memory_starts_again() -> None:
    """One packing more than can be remembered is right, and remembered alone."""
    order = Order(cube(0, 9, 3))
    for i in range(MEMORIES):
        order.pack(weight_g=20 + i)
    assert order.is_remembered(weight_g=20)
    assert order.answer(weight_g=20 + MEMORIES)[2] == [(30, [(0, 3)])]
    assert order.is_remembered(weight_g=20 + MEMORIES)
    assert not order.is_remembered(weight_g=20)


def test_a_memory_full_of_parcels_starts_again() -> None:
    """Packings of hundreds of parcels are right however many there are."""
    order = Order(cube(0, 9, 400))
    for i in range(MEMORY_PIECES // 400 + 2):
        status, _, parcels = order.answer(weight_g=10 + i % 9)
        assert (status, len(parcels)) == (OK, 400)
        assert parcels[399] == (10, [(0, 1)])
    assert order.is_remembered(weight_g=10 + (MEMORY_PIECES // 400 + 1) % 9)
