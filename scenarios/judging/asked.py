"""What is asked of a learner, and what it must answer: the shapes that judging works on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """Every shipment of a table, one entry an array.

    Units are steps of the model's grid, counted from the order (duration) or the plan (residual).

    Attributes
    ----------
    step_min : int
        Minutes of one unit: 1440 where promises are whole days.
    ordered_min : int64 array
        UTC minute of the order (of the anchor event).
    ordered_day : int64 array
        Its day in the zone of the model, counted from 1970-01-01: of months.
    done : bool array
        Delivered by the end of the table.
    done_min : int64 array
        UTC minute of delivery; read where `done`.
    done_units : int64 array
        When it came; read where `done`.
    cancelled : bool array
    recorded : bool array
        A promise stands in the table.
    recorded_units : int64 array
        That promise; read where `recorded`.
    open_units : int64 array
        Units until the end of the table; read where neither delivered nor cancelled.
    planned_units : int64 array
        The plan itself, counted from the order; 0 where units count from the order.
    group : int64 array
        Shipments of one group stay in one fold.
    """

    step_min: int
    ordered_min: Ints
    ordered_day: Ints
    done: Bools
    done_min: Ints
    done_units: Ints
    cancelled: Bools
    recorded: Bools
    recorded_units: Ints
    open_units: Ints
    planned_units: Ints
    group: Ints

    def __len__(self) -> int:
        """Return the number of shipments."""
        return len(self.ordered_min)


@dataclass(frozen=True)
class Leaning:
    """What each promise stands on: one entry a shipment."""

    observations: Floats
    parent_share: Floats
    quote_share: Floats


class Promiser(Protocol):
    """A learner as it stood at one instant."""

    def promise_units(self, index: Ints, levels: list[float], blend: bool = False) -> Ints:
        """Return the first unit with P(come) >= level, per shipment and level; `NEVER` if none."""

    def rescaled_units(self, index: Ints, levels: list[float]) -> Ints:
        """Return the recorded promises times the quantile of outcome over promise."""

    def leaning(self, index: Ints) -> Leaning:
        """Return what the promises of these shipments lean on."""


# Learns from what is stamped before an instant (None: everything), some shipments left out.
Teach = Callable[[int | None, Bools | None], Promiser]
