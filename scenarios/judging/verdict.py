"""The verdict on each method: plain data, from which the table, the JSON and the plot are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from oneprice.scenarios.judging.asked import Asked, Bools, Floats, Ints
from oneprice.scenarios.judging.bootstrap import (
    Draws,
    Interval,
    draws_of,
    earlier_interval,
    share_interval,
)
from oneprice.scenarios.judging.measures import (
    by_month,
    frontier_at,
    mean,
    month_name,
    months_of,
    pinball,
    promised_at_all,
    share,
    share_with_open,
    worst_month,
)
from oneprice.scenarios.judging.rolling import RECORDED, Answers


@dataclass(frozen=True)
class Month:
    """One month of one method at one level."""

    month: str
    shipments: int
    kept: float


@dataclass(frozen=True)
class Row:
    """One method at one nominal level, over the delivered shipments that it promised.

    Attributes
    ----------
    promised : int
        Shipments with a promise; the law of the others never reaches the level.
    kept_with_open : float or None
        Kept share with shipments that never came as late.
    open_late : int
        How many of those are in it.
    mean, pinball : float or None
        Days or hours.
    """

    level: float
    promised: int
    kept: float | None
    kept_interval: Interval | None
    kept_with_open: float | None
    open_late: int
    mean: float | None
    pinball: float | None
    worst: Month | None
    months: list[Month]


@dataclass(frozen=True)
class Point:
    """One point of a method's frontier."""

    level: float
    kept: float
    mean: float


@dataclass(frozen=True)
class Verdict:
    """All that is said of one method.

    Attributes
    ----------
    earlier : float or None
        Days or hours earlier than the recorded promise at the share that one kept.
    """

    method: str
    rows: list[Row]
    earlier: float | None
    earlier_interval: Interval | None
    frontier: list[Point]

    def to_plain(self) -> dict[str, object]:
        """Return plain data for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Ground:
    """The shipments under judgement, cut to those asked about.

    Attributes
    ----------
    done : bool array
        Delivered and not cancelled: these are judged.
    scale : float
        Days or hours of one step.
    """

    done: Bools
    done_units: Ints
    alive: Bools
    open_units: Ints
    planned: Ints
    recorded: Bools
    recorded_units: Ints
    month: Ints
    block: Ints
    scale: float


def ground_of(asked: Asked, answers: Answers, scale: float, dated: bool) -> Ground:
    """Cut the table to the shipments that were asked about."""
    at = answers.index
    alive = ~asked.cancelled[at]
    month = months_of(asked.ordered_day[at])
    return Ground(
        done=asked.done[at] & alive,
        done_units=asked.done_units[at],
        alive=alive,
        open_units=asked.open_units[at],
        planned=asked.planned_units[at],
        recorded=asked.recorded[at],
        recorded_units=asked.recorded_units[at],
        month=month if dated else np.full(len(at), -1),
        block=answers.block,
        scale=scale,
    )


def verdicts_of(ground: Ground, answers: Answers, levels: Sequence[float]) -> list[Verdict]:
    """Return the verdict on the recorded promise, where there is one, and on each method."""
    found = []
    columns = [answers.levels.index(level) for level in levels]
    if (ground.recorded & ground.done).any():
        rows = [_row(ground, ground.recorded, ground.recorded_units, level) for level in levels]
        found.append(Verdict(RECORDED, rows, None, None, []))
    for method, promised in answers.promised.items():
        rows = [
            _row(ground, promised_at_all(promised[:, column]), promised[:, column], level)
            for level, column in zip(levels, columns, strict=True)
        ]
        found.append(_with_frontier(ground, answers, method, rows))
    return found


def _row(ground: Ground, has: Bools, promised: Ints, level: float) -> Row:
    """Return the measures of one method at one level."""
    judged = ground.done & has
    units, came = promised[judged], ground.done_units[judged]
    kept = came <= units
    alive = ground.alive & has
    with_open, open_late = share_with_open(
        promised[alive], ground.done[alive], ground.done_units[alive], ground.open_units[alive]
    )
    months = _months(ground.month[judged], kept)
    worst = worst_month(by_month(ground.month[judged], kept)) if months else None
    return Row(
        level=level,
        promised=int(judged.sum()),
        kept=share(kept),
        kept_interval=share_interval(draws_of(ground.block[judged]), kept),
        kept_with_open=with_open,
        open_late=open_late,
        mean=_scaled(mean(units + ground.planned[judged]), ground.scale),
        pinball=_scaled(mean(pinball(units, came, level)), ground.scale),
        worst=next((m for m in months if worst is not None and m.month == month_name(worst)), None),
        months=months,
    )


def _months(month: Ints, kept: Bools) -> list[Month]:
    """Return the kept share by month; nothing where months mean nothing."""
    return [
        Month(month_name(number), *found)
        for number, found in by_month(month, kept).items()
        if number >= 0
    ]


def _scaled(value: float | None, scale: float) -> float | None:
    return None if value is None else value * scale


def _with_frontier(ground: Ground, answers: Answers, method: str, rows: list[Row]) -> Verdict:
    """Return the verdict of a method, with its frontier and how much earlier it promises."""
    promised = answers.promised[method]
    complete = promised_at_all(promised[ground.done]).all(axis=0)
    judged = ground.done
    units, came = promised[judged][:, complete], ground.done_units[judged]
    if not len(came) or not complete.any():
        return Verdict(method, rows, None, None, [])
    kept = came[:, None] <= units
    means = (units + ground.planned[judged][:, None]).mean(axis=0) * ground.scale
    levels = np.asarray(answers.levels)[complete].tolist()
    points = [
        Point(level, float(k), float(m))
        for level, k, m in zip(levels, kept.mean(axis=0), means, strict=True)
    ]
    both = ground.recorded[judged]
    earlier, within = _earlier(ground, judged, both, kept, units)
    return Verdict(method, rows, earlier, within, points)


def _earlier(
    ground: Ground, judged: Bools, both: Bools, kept: Bools, units: Ints
) -> tuple[float | None, Interval | None]:
    """Return the gain over the recorded promise at its own share, and its interval."""
    if not both.any():
        return None, None
    rival = ground.recorded_units[judged][both]
    rival_kept = ground.done_units[judged][both] <= rival
    kept, units = kept[both], units[both]
    shares: Floats = kept.mean(axis=0)
    at = frontier_at(shares, units.mean(axis=0), float(rival_kept.mean()))
    if at is None:
        return None, None
    draws: Draws = draws_of(ground.block[judged][both])
    within = earlier_interval(draws, kept, units, rival_kept, rival)
    scale = ground.scale
    scaled = None if within is None else (within[0] * scale, within[1] * scale)
    return (float(rival.mean()) - at) * scale, scaled
