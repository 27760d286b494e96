"""The search for an exact packing: first fit, then one parcel less, then less volume."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from math import prod

from oneprice.routing.packing import (
    CannotPack,
    Goods,
    Limits,
    PackedParcel,
    pack_units,
    parcels_at_least,
)
from oneprice.solver.packing_bricks import (
    apart_at_least,
    breaks_alone,
    brick_of,
    bricks_like,
    in_order,
    pair_volumes,
)
from oneprice.solver.packing_model import Answer, Task, ask
from oneprice.solver.packing_spots import Spot, canonical, parcels_of

MOST_BRICKS = 30
MOST_VOLUME_MM3 = 2**60  # what the model counts in 64 bits, with room to spare
COUNT_SHARE = 0.6  # of the time, for the number of parcels; what is left goes to the volume
WALL_FACTOR, WALL_START = 20.0, 5.0  # the clock on the wall that stops a search on a slow machine


class Search:
    """One question on its way to an answer.

    Parameters
    ----------
    goods, limits
        See `pack_exact`.
    seconds
        Deterministic seconds of the solver, for all that is asked of it.

    Attributes
    ----------
    proven, at_least
        See `ExactPacking`; they hold after `run`.
    """

    def __init__(self, goods: Sequence[Goods], limits: Limits, seconds: float) -> None:
        self.goods, self.limits = list(goods), limits
        self.left = seconds
        self.proven, self.at_least = False, self._at_least()
        self.stop = time.monotonic() + WALL_START + WALL_FACTOR * seconds
        self.spots: list[Spot] = []
        self.count = self.volume_mm3 = 0

    def run(self) -> list[PackedParcel]:
        """Return the best packing found in time."""
        first = self._first()
        alone = [parcel for parcel in first if self._breaks(parcel)]
        rest = [parcel for parcel in first if not self._breaks(parcel)]
        whole = all(place.units == 1 for parcel in first for place in parcel.placements)
        self.bricks = bricks_like(self.goods, rest)
        if not self.bricks:
            self.proven = whole
            return first
        if len(self.bricks) > MOST_BRICKS or self._uncountable():
            return first
        self._read(rest, self.at_least - len(alone))
        self._fewer()
        self._smaller()
        self.proven = self.proven and whole
        if whole:
            self.at_least = max(self.at_least, self.least + len(alone))
        return [*parcels_of(self.bricks, self.spots), *alone]

    def _at_least(self) -> int:
        """Return C-59, units that break a limit alone counted apart: each is a parcel."""
        held = [item for item in self.goods if not breaks_alone(brick_of(item), self.limits)]
        alone = sum(item.quantity for item in self.goods if item not in held)
        return alone + (parcels_at_least(held, self.limits) if held else 0)

    def _uncountable(self) -> bool:
        """Return whether volumes could pass what the model counts in."""
        limits = self.limits
        end_to_end = sum(max(brick.stands[0]) for brick in self.bricks)
        side = min(end_to_end, limits.longest_mm, limits.sum_mm, limits.girth_mm)
        return side**3 * len(self.bricks) >= MOST_VOLUME_MM3

    # --- the first packing ------------------------------------------------------------------

    def _first(self) -> list[PackedParcel]:
        """Return the packing of checkout; sets that it cannot hold are asked of the model."""
        try:
            return pack_units(self.goods, self.limits)
        except CannotPack as refused:
            units = sum(item.quantity for item in self.goods)
            if refused.reason != "KEEP_TOGETHER" or units > MOST_BRICKS:
                raise
            parcels = []
            for lines in self._sets(refused.line):
                parcels += self._one_parcel(lines)
            others = [item for item in self.goods if not item.keep_together]
            return [*parcels, *(pack_units(others, self.limits) if others else [])]

    def _sets(self, first_line: int | None) -> Iterator[list[Goods]]:
        """Yield the sets that are kept together, that of a line before the others."""
        words = dict.fromkeys(item.keep_together for item in self.goods if item.keep_together)
        sets = [[item for item in self.goods if item.keep_together == word] for word in words]
        yield from sorted(sets, key=lambda lines: all(item.line != first_line for item in lines))

    def _one_parcel(self, lines: Sequence[Goods]) -> list[PackedParcel]:
        """Return the parcel of a set that is kept together."""
        try:
            return pack_units(lines, self.limits)
        except CannotPack:
            bricks = in_order(brick_of(item) for item in lines for _ in range(item.quantity))
            pairs = pair_volumes(bricks, self.limits)
            if None in pairs.values():
                raise
            task = Task(bricks, self.limits, pairs, parcels=1)
            spots = self._ask(task, self.left * COUNT_SHARE).spots
            if spots is None:
                raise
            return parcels_of(bricks, spots)

    def _breaks(self, parcel: PackedParcel) -> bool:
        """Return whether a parcel holds a single brick that breaks a limit alone."""
        place = parcel.placements[0]
        item = next(item for item in self.goods if item.line == place.line)
        alone = len(parcel.placements) == 1
        return alone and breaks_alone(brick_of(item, place.units), self.limits)

    def _read(self, parcels: Sequence[PackedParcel], least: int) -> None:
        """Take a packing as the best so far, and bound the number of its parcels."""
        places = [(p, place) for p, parcel in enumerate(parcels) for place in parcel.placements]
        spots: list[Spot] = []
        for brick in self.bricks:
            named = (brick.line, brick.units)
            number = next(i for i, (_, at) in enumerate(places) if (at.line, at.units) == named)
            p, at = places.pop(number)
            spots.append(Spot(p, (at.x_mm, at.y_mm, at.z_mm), (at.a_mm, at.b_mm, at.c_mm)))
        self._take(spots)
        self.pairs = pair_volumes(self.bricks, self.limits)
        self.least = max(least, apart_at_least(len(self.bricks), self.pairs))

    # --- better ones --------------------------------------------------------------------------

    def _take(self, spots: Sequence[Spot]) -> None:
        """Take a packing if it is the better one."""
        parcels = parcels_of(self.bricks, spots)
        value = len(parcels), sum(prod(parcel[1:4]) for parcel in parcels)
        if not self.spots or value < (self.count, self.volume_mm3):
            self.spots = canonical(self.bricks, spots)
            self.count, self.volume_mm3 = value

    def _fewer(self) -> None:
        """Look for one parcel less until there is proof or no time."""
        kept = self.left * (1 - COUNT_SHARE)
        while self.count > self.least and self.left > kept:
            task = Task(self.bricks, self.limits, self.pairs, self.count - 1)
            answer = self._ask(task, self.left - kept)
            if answer.spots is not None:
                self._take(answer.spots)
            elif answer.proven:
                self.least = self.count
            else:
                break

    def _smaller(self) -> None:
        """Look for less volume with as many parcels; without proof of these, fewer are welcome."""
        if self.volume_mm3 == sum(brick.volume_mm3 for brick in self.bricks):
            self.proven = self.count == self.least
            return
        task = Task(
            self.bricks, self.limits, self.pairs, self.count, self.volume_mm3, hint=self.spots
        )
        answer = self._ask(task, self.left)
        if answer.spots is not None:
            self._take(answer.spots)
        self.proven = answer.proven and self.count == self.least

    def _ask(self, task: Task, seconds: float) -> Answer:
        answer = ask(task, max(seconds, 0.01), max(self.stop - time.monotonic(), 0.01))
        self.left -= answer.spent
        return answer
