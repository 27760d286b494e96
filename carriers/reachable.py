"""Which quantities a lane can come to at all, after rounding and minimums (C-30)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from oneprice.carriers.lanes import Lanes, Record
from oneprice.carriers.tables import BAND_BASIS
from oneprice.core._kernels import UNBOUNDED


@dataclass(frozen=True)
class Reachable:
    """The quantities that choose a band on a lane, in smallest units.

    Attributes
    ----------
    steps : tuple of (upto, step)
        Rounding steps; empty = every unit.
    least : int
        The least of all; 0 where the actual quantity chooses the band.
    half_open : bool
        Bands hold their lower edge, not their upper one.
    grain : int
        What the pieces add up to is a multiple of it.
    """

    steps: tuple[tuple[int, int], ...]
    least: int
    half_open: bool
    grain: int = 1

    @classmethod
    def of_lane(cls, lanes: Lanes, lane: int, half_open: bool) -> Reachable:
        """Return what a lane of `lanes` can reach."""
        record = lanes.records[lane]
        listed = lanes.steps[record["step_lo"] : record["step_hi"]]
        free = cls(tuple((step["upto"], step["step"]) for step in listed), 0, half_open)
        if record["band_basis"] == BAND_BASIS["actual"]:
            return free
        free = replace(free, grain=record["piece_step_q"] or 1)
        return replace(free, least=max(free.up(record["piece_min_q"]), record["min_q"]))

    def up(self, quantity: int) -> int:
        """Return the quantity that an unrounded one becomes."""
        quantity = _up(quantity, self.grain)
        for upto, step in self.steps:
            if quantity <= upto:
                return max(_up(quantity, step), self.least)
        return max(quantity, self.least)

    def down(self, quantity: int) -> int:
        """Return the largest quantity that can be reached up to a given one, at least 0."""
        best, before = 0, 0
        for upto, step in self.steps:
            most = min(upto, quantity // step * step) // self.grain * self.grain
            best = max(best, _up(most, step)) if most > before else best
            before = upto
        best = best if self.steps else quantity // self.grain * self.grain
        return max(best, self.least) if quantity >= self.least else best

    def first_in(self, band: Record) -> int | None:
        """Return the first quantity above 0 that a band holds, or None if none reaches it."""
        start = band["lo"] if self.half_open else band["lo"] + 1
        first = self.up(max(start, 1))
        last = band["hi"] - 1 if self.half_open else band["hi"]
        return first if first <= last else None

    def last_in(self, band: Record) -> int | None:
        """Return the last quantity that a bounded band holds, or None."""
        if band["hi"] == UNBOUNDED:
            return None
        last = self.down(band["hi"] - 1 if self.half_open else band["hi"])
        first = self.first_in(band)
        return None if first is None or last < first else last

    def first_above(self, band: Record) -> int:
        """Return the first quantity above a bounded band."""
        return self.up(band["hi"] if self.half_open else band["hi"] + 1)

    def above(self, quantity: int, band: Record) -> bool:
        """Tell whether a quantity lies past the lower edge of a band."""
        return quantity >= band["lo"] if self.half_open else quantity > band["lo"]


def _up(quantity: int, step: int) -> int:
    return -(-quantity // step) * step
