"""A learner of a few lines, and tables small enough to count by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from oneprice.carriers.transit.laws import NEVER
from oneprice.scenarios.judging.asked import Asked, Bools, Ints, Leaning

DAY_MIN = 1440


def asked_of(
    ordered_day: Sequence[int],
    came: Sequence[int | None],
    recorded: Sequence[int | None] | None = None,
    **others: Any,
) -> Asked:
    """Return shipments ordered at noon UTC that took so many days; None never came."""
    count = len(ordered_day)
    day = np.array(ordered_day, np.int64)
    minute = day * DAY_MIN + 720
    done = np.array([each is not None for each in came], bool)
    units = np.array([each or 0 for each in came], np.int64)
    promises: Sequence[int | None] = [None] * count if recorded is None else recorded
    end_day = int((day + units).max())
    asked = Asked(
        step_min=DAY_MIN,
        ordered_min=minute,
        ordered_day=day,
        done=done,
        done_min=np.where(done, minute + units * DAY_MIN, -1),
        done_units=units,
        cancelled=np.zeros(count, bool),
        recorded=np.array([each is not None for each in promises], bool),
        recorded_units=np.array([each or 0 for each in promises], np.int64),
        open_units=end_day - day,
        planned_units=np.zeros(count, np.int64),
        group=np.arange(count),
    )
    return replace(asked, **others)


@dataclass(frozen=True)
class Plain:
    """A learner that knows one list of outcomes; the blended one promises a unit more."""

    outcomes: Ints
    recorded: Ints

    def promise_units(self, index: Ints, levels: list[float], blend: bool = False) -> Ints:
        """Return the quantiles of the outcomes, the same for all."""
        count = len(self.outcomes)
        if not count:
            return np.full((len(index), len(levels)), NEVER)
        ranks = np.ceil(np.array(levels) * count - 1e-9).astype(np.int64) - 1
        row = np.sort(self.outcomes)[np.maximum(ranks, 0)] + int(blend)
        return np.tile(row, (len(index), 1))

    def rescaled_units(self, index: Ints, levels: list[float]) -> Ints:
        """Return the recorded promise at every level."""
        return np.tile(self.recorded[index][:, None], (1, len(levels)))

    def leaning(self, index: Ints) -> Leaning:
        """Return that all stands on its own observations."""
        none = np.zeros(len(index))
        return Leaning(np.full(len(index), float(len(self.outcomes))), none, none)


def plain_teacher(asked: Asked) -> Any:
    """Return a teacher that sees what came before the instant and is not left out."""

    def teach(as_of_min: int | None, leave_out: Bools | None) -> Plain:
        seen = asked.done & ~asked.cancelled
        if as_of_min is not None:
            seen &= asked.done_min < as_of_min
        if leave_out is not None:
            seen &= ~leave_out
        return Plain(asked.done_units[seen], asked.recorded_units)

    return teach
