"""Exact packing: the fewest parcels, and of these the least outer volume, under hard limits.

It answers the same question as the first-fit packing of checkout (C-28), with the same limits,
and takes seconds instead of microseconds. Nothing here is imported at checkout.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from oneprice.core.errors import InputError
from oneprice.routing.packing import Goods, Limits, PackedParcel
from oneprice.routing.packing_check import verify
from oneprice.solver.packing_search import Search

MOST_SECONDS = 3600
MOST_REMEMBERED = 1000


class ExactPacking(NamedTuple):
    """A packing and what is known about it.

    `proven`: no packing has fewer parcels, nor as many and less outer volume in all.
    `at_least`: a number of parcels below which no packing exists (C-59 or better).
    """

    parcels: list[PackedParcel]
    proven: bool
    at_least: int


def pack_exact(goods: Sequence[Goods], limits: Limits, *, seconds: float = 5.0) -> ExactPacking:
    """Pack units into the fewest parcels, then into the least outer volume (C-28, C-59).

    The answer is never worse than `pack_units`. More than 30 bricks are left as `pack_units`
    packs them, `proven` false; of more than 40 units the bricks of C-28.1 are moved, so that a
    better packing of single units may exist and `proven` is false too.

    Parameters
    ----------
    goods
        Lines with their quantity; sides mm, weight g.
    limits
        Limits of every parcel.
    seconds
        Time box in the solver's deterministic seconds (about as long as a second of one core):
        the same question has the same answer on any machine, unless the machine is so slow that
        twenty times as many seconds of the clock on the wall (and five more) pass.

    Raises
    ------
    CannotPack
        KEEP_TOGETHER, where a set fits into no parcel or none was found in time;
        TOO_MANY_PARCELS, where `pack_units` finds more than 500.
    """
    search = Search(goods, limits, _checked(seconds))
    parcels = search.run()
    verify(goods, limits, parcels)
    return ExactPacking(parcels, search.proven, search.at_least)


class ExactPacker:
    """A packer to hand to `Engine.quote`: remembers what it was asked.

    Parameters
    ----------
    seconds
        Deterministic seconds for each question, see `pack_exact`.
    """

    def __init__(self, seconds: float = 5.0) -> None:
        self.seconds = _checked(seconds)
        self.found: dict[tuple[tuple[Goods, ...], Limits], ExactPacking] = {}

    def __call__(self, goods: Sequence[Goods], limits: Limits) -> list[PackedParcel]:
        """Return the parcels of `pack_exact`."""
        question = (tuple(goods), limits)
        if question not in self.found:
            if len(self.found) >= MOST_REMEMBERED:
                self.found.pop(next(iter(self.found)))
            self.found[question] = pack_exact(goods, limits, seconds=self.seconds)
        return self.found[question].parcels


def _checked(seconds: float) -> float:
    if not 0 < seconds <= MOST_SECONDS:
        remedy = f"give more than 0 and at most {MOST_SECONDS} seconds"
        raise InputError("packing seconds", seconds, remedy)
    return seconds
