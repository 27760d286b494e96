"""What is drawn of one tier: curves of consignments that are alike, rows of legs, the axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from oneprice.routing.promises.answer import HANDLING, ConsignmentPromise, Path, PromiseAnswer
from oneprice.scenarios.promises.style import day_at, place_of

MOST_SKUS = 3


@dataclass(frozen=True)
class Bar:
    """A stretch of one row: places on the axis, what it is, and the lane."""

    start: float
    end: float
    kind: str  # a leg, or `wait`
    label: str


@dataclass(frozen=True)
class Row:
    """One path of a consignment; its label in two lines."""

    label: tuple[str, str]
    bars: tuple[Bar, ...]
    delivered: date | None
    slow: bool
    binding: str


@dataclass(frozen=True)
class Curve:
    """The chances by day of the consignments that share them.

    Attributes
    ----------
    label : str
    days : tuple of (day, chance of 2^31)
    needed : int
        What each of them must reach.
    promise_date : date
    promise_chance : int
    """

    label: str
    days: tuple[tuple[date, int], ...]
    needed: int
    promise_date: date
    promise_chance: int


@dataclass(frozen=True)
class TierSheet:
    """All that is drawn of one tier."""

    answer: PromiseAnswer
    curves: tuple[Curve, ...]
    rows: tuple[Row, ...]
    closed: tuple[date, ...]
    first: float
    end: float
    zone: str


def tier_sheet(answer: PromiseAnswer, zone: tzinfo | None, closed: Sequence[date]) -> TierSheet:
    """Return what is drawn of a tier.

    Parameters
    ----------
    answer : PromiseAnswer
    zone : tzinfo
        Of the place of delivery: whose days the axis shows.
    closed : sequence of date
        Days without delivery.
    """
    groups = _alike(answer.consignments)
    rows = [row for group in groups for row in _rows(group, len(answer.consignments), zone)]
    starts = [bar.start for row in rows for bar in row.bars]
    shown = [day for part in answer.consignments for day in _told_days(part)]
    first = min([*starts, day_at(answer.promise_date)]) // 1
    return TierSheet(
        answer=answer,
        curves=tuple(_curve(group, len(answer.consignments)) for group in groups),
        rows=tuple(rows),
        closed=tuple(closed),
        first=first,
        end=max(day_at(day) for day in [*shown, answer.promise_date]) + 2,
        zone=str(zone),
    )


def _told_days(part: ConsignmentPromise) -> list[date]:
    """Return the days up to which a curve is worth drawing: a little beyond its promise."""
    beyond = (part.promise_date - part.chances[0].day) / 3
    return [each.day for each in part.chances if each.day <= part.promise_date + beyond]


def _alike(parts: Sequence[ConsignmentPromise]) -> list[list[ConsignmentPromise]]:
    """Return consignments with the same chances and the same paths in time together."""
    groups: dict[object, list[ConsignmentPromise]] = {}
    for part in parts:
        times = tuple((step.starts_at, step.arrives_at) for step in part.median.steps)
        groups.setdefault((part.chances, times, part.mode), []).append(part)
    return list(groups.values())


def _numbers(group: Sequence[ConsignmentPromise], count: int) -> str:
    """Return "1, 2 of 3  " where there are several consignments."""
    if count == 1:
        return ""
    return f"{', '.join(str(part.number + 1) for part in group)} of {count}  "


def _goods(group: Sequence[ConsignmentPromise]) -> str:
    skus = list(dict.fromkeys(sku for part in group for sku in part.skus))
    more = f" and {len(skus) - MOST_SKUS} more" if len(skus) > MOST_SKUS else ""
    return ", ".join(skus[:MOST_SKUS]) + more


def _curve(group: Sequence[ConsignmentPromise], count: int) -> Curve:
    part = group[0]
    return Curve(
        label=f"{_numbers(group, count)}{_goods(group)}",
        days=tuple((each.day, each.chance) for each in part.chances),
        needed=part.needed,
        promise_date=part.promise_date,
        promise_chance=part.promise_chance,
    )


def _rows(group: Sequence[ConsignmentPromise], count: int, zone: tzinfo | None) -> list[Row]:
    """Return the median and the slow path of consignments that are alike."""
    part = group[0]
    slow = f"every leg at its {float(part.slow.pace):.1%}"
    paths = (
        (part.median, (f"{_numbers(group, count)}by {part.mode}", "every leg at its median")),
        (part.slow, ("slowest that keeps it", slow)),
    )
    return [
        Row(words, _bars(part, path, zone), path.delivered_on, path is part.slow, part.binding)
        for path, words in paths
    ]


def _bars(part: ConsignmentPromise, path: Path, zone: tzinfo | None) -> tuple[Bar, ...]:
    kinds = {leg.lane: leg.leg for leg in part.legs}
    bars: list[Bar] = []
    if path.ready_at is not None and path.ready_at > part.valid_until:
        start, end = (place_of(each, zone) for each in (part.valid_until, path.ready_at))
        bars.append(Bar(start, end, HANDLING, HANDLING))
    for step in path.steps:
        came, starts = (place_of(each, zone) for each in (step.came_at, step.starts_at))
        if starts > came:
            bars.append(Bar(came, starts, "wait", ""))
        if step.arrives_at is not None:
            end = place_of(step.arrives_at, zone)
            bars.append(Bar(starts, end, kinds[step.lane], step.lane))
    return tuple(bars)
