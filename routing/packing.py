"""Pack goods into parcels by the rule of checkout (C-28), from Python and told with every place.

Checkout calls the same kernels for every route; here they stand alone, for those who want to see
a packing, compare it with another or draw it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numba import config, types
from numba.experimental import structref

from oneprice.core._kernels import UNBOUNDED
from oneprice.core._kernels_status import KEEP_TOGETHER, OK
from oneprice.core.compiling import record_dtype
from oneprice.core.errors import InputError
from oneprice.core.kernel_digest import entry, kernel_digest
from oneprice.core.order_record import PIECE
from oneprice.routing import _kernels_pack, _kernels_pack_bound
from oneprice.routing._kernels_pack_scratch import MAX_PARCELS, PackScratch, new_pack_scratch

MOST_UNITS = 10_000
MOST_SIDE_MM = 10_000
MOST_WEIGHT_G = 2_000_000
MOST_LOAD = 2_000_000

# What packing reads of an order line.
GOODS = record_dtype(
    "quantity",
    "weight_g",
    "length_mm",  # sides longest first
    "second_mm",
    "third_mm",
    "up_mm",
    "upright",
    "stackable",
    "keep_together",
)


class Goods(NamedTuple):
    """Equal units of one line; goods stand in canonical order (C-27)."""

    line: int  # how the caller calls it
    quantity: int
    weight_g: int  # of one unit, as the sides
    length_mm: int
    width_mm: int
    height_mm: int  # stays up if the goods are upright
    upright: bool = False
    stackable: bool = True
    keep_together: int = 0  # goods of the same number travel in one parcel; 0 = wherever
    loads: tuple[int, ...] = ()  # what one unit counts towards each of `Limits.loads`


class Limits(NamedTuple):
    """What a parcel may be: outer sides longest first, in mm; UNBOUNDED = no limit."""

    weight_g: int = UNBOUNDED
    longest_mm: int = UNBOUNDED
    second_mm: int = UNBOUNDED
    third_mm: int = UNBOUNDED
    sum_mm: int = UNBOUNDED
    girth_mm: int = UNBOUNDED  # longest + 2 x (second + third)
    volume_mm3: int = UNBOUNDED
    loads: tuple[int, ...] = ()  # cargo limits per parcel (C-60)


class Placement(NamedTuple):
    """Units of a line laid together, with their corner and their extents along x, y, z."""

    line: int
    units: int
    x_mm: int
    y_mm: int
    z_mm: int
    a_mm: int
    b_mm: int
    c_mm: int


class PackedParcel(NamedTuple):
    """One parcel: its outer sides longest first, and every brick in it, in order."""

    weight_g: int
    length_mm: int
    second_mm: int
    third_mm: int
    placements: tuple[Placement, ...]


class CannotPack(Exception):
    """Goods that no list of parcels holds by the rule.

    Parameters
    ----------
    reason : str
        KEEP_TOGETHER: a set finds no place even in a new parcel. TOO_MANY_PARCELS: more than 500.
    line : int or None
        `Goods.line` of the first line of the set.
    """

    def __init__(self, reason: str, line: int | None) -> None:
        self.reason, self.line = reason, line
        words = "" if line is None else f" (line {line})"
        super().__init__(f"{reason}{words}")


@structref.register
class PackRefType(types.StructRef):
    """Type of a reference to PackScratch: kernels pass one pointer (see `routing.refs`)."""


class PackRef(structref.StructRefProxy):
    """Reference to PackScratch, made and read by compiled code only."""


structref.define_proxy(PackRef, PackRefType, list(PackScratch._fields))  # type: ignore[no-untyped-call]  # numba is untyped


class Compiled(NamedTuple):
    """The compiled kernels, each for arrays as `arrays` makes them."""

    pack: Callable[..., tuple[int, int, int]]
    parcels_at_least: Callable[..., int]


@cache
def compiled() -> Compiled:
    """Return the kernels as entries of their own, compiled or taken from the cache.

    With `NUMBA_DISABLE_JIT=1` they run as plain Python, to be stepped through.
    """
    digest = kernel_digest(("oneprice.core", "oneprice.routing"))
    reference: Any = _by_attribute if config.DISABLE_JIT else PackRef  # type: ignore[attr-defined]  # numba is untyped

    @entry(digest)
    def pack_goods(lines: Any, sel: Any, wk: Any) -> Any:
        return _kernels_pack.pack(lines, sel, len(sel), reference(*wk))

    @entry(digest)
    def least_parcels(lines: Any, sel: Any, wk: Any) -> Any:
        return _kernels_pack_bound.parcels_at_least(lines, sel, len(sel), reference(*wk))

    return Compiled(pack_goods, least_parcels)


def _by_attribute(*arrays: Any) -> PackScratch:
    """Return scratch whose record fields are read as attributes, as compiled code does."""
    return PackScratch(*(each.view(np.recarray) if each.dtype.names else each for each in arrays))


def pack_units(goods: Sequence[Goods], limits: Limits, loose: bool = False) -> list[PackedParcel]:
    """Pack goods under limits by C-28.

    Parameters
    ----------
    goods : sequence of Goods
        In canonical order; at most 10,000 units.
    limits : Limits
        Of every parcel.
    loose : bool
        Freight by volume: each brick, or set that stays together, is a parcel of its own.

    Returns
    -------
    The parcels in the order they are opened. A unit that breaks a limit alone has a parcel of its
    own that breaks it.

    Raises
    ------
    CannotPack
        KEEP_TOGETHER or TOO_MANY_PARCELS.
    InputError
        A number outside the range of an order.
    """
    lines, sel, wk = arrays(goods, limits)
    wk.loose[0] = int(loose)
    status, count, line = compiled().pack(lines, sel, wk)
    if status != OK:
        together = status == KEEP_TOGETHER
        reason = "KEEP_TOGETHER" if together else "TOO_MANY_PARCELS"
        raise CannotPack(reason, goods[line].line if together else None)
    inside: list[list[Placement]] = [[] for _ in range(count)]
    for parcel, place, *rest in wk.pack_placed[: wk.pack_placed_count[0]].tolist():
        inside[parcel].append(Placement(goods[place].line, *rest))
    return [
        PackedParcel(weight_g, length_mm, second_mm, third_mm, tuple(placements))
        for (weight_g, length_mm, second_mm, third_mm, *_), placements in zip(
            wk.pieces[:count].tolist(), inside, strict=True
        )
    ]


def parcels_at_least(goods: Sequence[Goods], limits: Limits) -> int:
    """Return the fewest parcels that any packing of the goods under the limits can need (C-59)."""
    return int(compiled().parcels_at_least(*arrays(goods, limits)))


def contents(item: Any, count: int, parcels: int) -> list[list[tuple[int, int]]]:
    """Return for each parcel its (line, units), lines ascending, each once.

    Parameters
    ----------
    item : ITEM records
        As the kernels write them.
    count, parcels : int
        How many of them there are, and how many parcels.
    """
    found: list[dict[int, int]] = [{} for _ in range(parcels)]
    for parcel, line, units in item[:count].tolist():
        found[parcel][line] = found[parcel].get(line, 0) + units
    return [sorted(lines.items()) for lines in found]


def arrays(goods: Sequence[Goods], limits: Limits) -> tuple[Any, Any, PackScratch]:
    """Return (lines, selection, scratch) that the kernels take for goods under limits."""
    _check(goods, limits)
    lines = np.array([_record(each) for each in goods], GOODS).view(np.recarray)
    units = sum(each.quantity for each in goods)
    wk = new_pack_scratch(len(goods), len(limits.loads), PIECE, placed=units)
    wk.limits[:] = limits[:7]
    wk.load_count[0] = len(limits.loads)
    wk.load_limit[: len(limits.loads)] = limits.loads
    for place, each in enumerate(goods):
        wk.load[place, : len(limits.loads)] = each.loads
    return lines, np.arange(len(goods)), wk


def _record(goods: Goods) -> tuple[int, ...]:
    sides = sorted((goods.length_mm, goods.width_mm, goods.height_mm), reverse=True)
    marks = (int(goods.upright), int(goods.stackable), goods.keep_together)
    return goods.quantity, goods.weight_g, *sides, goods.height_mm, *marks


def _check(goods: Sequence[Goods], limits: Limits) -> None:
    """Refuse what the kernels could not count in 64 bits, or would read past an end."""
    for place, each in enumerate(goods):
        where = f"goods[{place}]"
        _in_range(f"{where}.quantity", [each.quantity], 1, MOST_UNITS)
        _in_range(f"{where}.weight_g", [each.weight_g], 1, MOST_WEIGHT_G)
        _in_range(f"{where} sides", each[3:6], 1, MOST_SIDE_MM)
        _in_range(f"{where}.loads", each.loads, 0, MOST_LOAD)
        _in_range(f"{where}.keep_together", [each.keep_together], 0, UNBOUNDED)
        if len(each.loads) != len(limits.loads):
            remedy = f"give {len(limits.loads)} of them, one for each of limits.loads"
            raise InputError(f"{where}.loads", each.loads, remedy)
    _in_range("units of goods", [sum(each.quantity for each in goods)], 1, MOST_UNITS)
    _in_range("limits", [*limits[:7], *limits.loads], 0, UNBOUNDED)


def _in_range(where: str, values: Iterable[int], least: int, most: int) -> None:
    for value in values:
        if not least <= value <= most:
            raise InputError(where, value, f"give an integer from {least} to {most}")


__all__ = [
    "MAX_PARCELS",
    "CannotPack",
    "Goods",
    "Limits",
    "PackedParcel",
    "Placement",
    "contents",
    "pack_units",
    "parcels_at_least",
]
