"""Shipments as arrays: when each leg began and ended, on the grid of the model.

Every instant is put on the grid once (local day, or step rounded up), and a leg is the difference
of two grid positions. So legs add up to the whole: nothing is rounded twice.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from oneprice.carriers.transit.events import Events
from oneprice.carriers.transit.model import Leg, TransitModel
from oneprice.carriers.transit.pairs import check_pairs
from oneprice.carriers.transit.stamps import EMPTY, FAR, Ints, Stamps, days_in
from oneprice.carriers.transit.working_days import WorkAxis, work_axis
from oneprice.core.errors import InputError

UNKNOWN = 2**40  # grid position of what has not happened


@dataclass(frozen=True, eq=False)
class Timeline:
    """What the learner knows of all shipments; column 0 of `at` is the anchor, then leg by leg.

    Attributes
    ----------
    at : int64[shipments, legs + 1]
        UTC minute of each event, `FAR` if it has not happened.
    place : int64[shipments, legs + 1]
        Its grid position, in steps; `UNKNOWN` if it has not happened.
    day : int64[shipments, legs + 1]
        Its local day by the stamp's own offset: on the wall of the place where it happened.
    zone_day : int64[shipments, legs + 1]
        Its day in the zone of the model: of weeks, levels and announced events.
    offset_min : int64[shipments, legs + 1]
        UTC offset that it is written with.
    took : int64[shipments, legs]
        Steps of each leg as it is learned (working days, residuals); read where both ends are.
    lasted : int64[shipments, legs]
        Natural steps from begin to end of each leg, never below 0.
    planned : int64[shipments]
        Grid position of the planned last event, `UNKNOWN` if it has no plan.
    cancelled : int64[shipments]
        UTC minute, `FAR` if not cancelled.
    axes : tuple
        Working days of each leg, None on the natural axis.
    """

    model: TransitModel
    at: Ints
    place: Ints
    day: Ints
    zone_day: Ints
    offset_min: Ints
    took: Ints
    lasted: Ints
    planned: Ints
    cancelled: Ints
    axes: tuple[WorkAxis | None, ...]
    out_of_order: tuple[tuple[str, str, int], ...]
    groups: tuple[Groups, ...]
    own: Ints | None


@dataclass(frozen=True, eq=False)
class Groups:
    """Groups of shipments by the keys of one leg.

    Attributes
    ----------
    code : list of int64[shipments]
        Group of each shipment, from narrow to wide; a narrow group lies in one wide group.
    parent : list of int64[groups]
        Group above each group; all 0 for the widest, whose parent is the network.
    labels : list of tuple of str
        Keys of each narrowest group, from narrow to wide.
    """

    code: list[Ints]
    parent: list[Ints]
    labels: list[tuple[str, ...]]


def timeline_of(events: Events, model: TransitModel) -> Timeline:
    """Return the arrays of a model, made once for an event table.

    Raises
    ------
    InputError
        The table has no event or key column that the model names.
    """
    known = events.prepared.get(model)
    if known is None:
        known = events.prepared[model] = _build(events, model)
    return known


def _build(events: Events, model: TransitModel) -> Timeline:
    check_pairs(events, model)
    at, day, offset, floor, plan_place = _pivot(events, model)
    place = _place(at, day, model)
    known = place[place[:, 0] < UNKNOWN, 0]
    span = _day_span(day)
    axes = tuple(_axis(leg, span) for leg in model.legs)
    if not len(known):
        raise InputError("anchor", model.anchor, "the table has no such event that happened")
    took, lasted = _legs(place, day, plan_place, axes, model)
    return Timeline(
        model=model,
        at=at,
        place=place,
        day=day,
        zone_day=days_in(floor, model.zone),
        offset_min=offset,
        took=took,
        lasted=lasted,
        planned=plan_place[:, -1],
        cancelled=_minutes(events, model.cancelled, None),
        axes=axes,
        out_of_order=_out_of_order(events, model),
        groups=tuple(_groups(events, leg.keys) for leg in model.legs),
        own=_own(events, model),
    )


def _pivot(events: Events, model: TransitModel) -> tuple[Ints, ...]:
    """Return what `Stamps` holds of the anchor and of the end of each leg, and its plan's place."""
    shape = (len(events.shipments), len(model.legs) + 1)
    stamps = [getattr(events.at, each.name) for each in fields(Stamps)]
    found = [np.full(shape, none) for none in EMPTY]
    plan = np.full(shape, UNKNOWN)
    wanted = [("", model.anchor), *((leg.leg, leg.ends) for leg in model.legs)]
    for column, (leg, event) in enumerate(wanted):
        rows = _rows(events, leg, event)
        if not len(rows):
            name = f"{leg}/{event}" if leg else event
            raise InputError(
                f"model {model.name}, event {name}", name, "name an event of the table"
            )
        ship = events.row_shipment[rows]
        for part, stamp in zip(found, stamps, strict=True):
            part[ship, column] = stamp[rows]
        plan[ship, column] = _planned(events.planned, rows, model)
    return (*found, plan)


def _rows(events: Events, leg: str | None, event: str) -> Ints:
    """Return the rows of an event of a leg (None: of any leg)."""
    found = (events.frame["event"] == event).to_numpy()
    if leg is not None:
        found = found & (events.frame["leg"] == leg).to_numpy()
    return np.flatnonzero(found)


def _planned(stamps: Stamps, rows: Ints, model: TransitModel) -> Ints:
    return _place(stamps.minute[rows], stamps.day[rows], model)


def _place(minute: Ints, day: Ints, model: TransitModel) -> Ints:
    """Return grid positions: local days, or steps rounded up."""
    place = day if model.unit == "day" else -(-minute // model.step_min)
    return np.asarray(np.where(minute < FAR, place, UNKNOWN), dtype=np.int64)


def _day_span(day: Ints) -> tuple[int, int]:
    known = day[day < FAR]
    return (int(known.min()) - 1, int(known.max())) if len(known) else (0, 0)


def _axis(leg: Leg, span: tuple[int, int]) -> WorkAxis | None:
    if leg.axis == "natural":
        return None
    return work_axis(leg.holidays, leg.workdays, *span)


def _legs(
    place: Ints, day: Ints, plan: Ints, axes: tuple[WorkAxis | None, ...], model: TransitModel
) -> tuple[Ints, Ints]:
    """Return what each leg took as it is learned, and how long it lasted in natural steps.

    An end stamped before its begin counts as no time at all: the leg took 0.
    """
    begin, end = place[:, :-1], place[:, 1:]
    lasted = np.clip(end - begin, 0, UNKNOWN)
    if model.residual:
        delay = np.where(plan < UNKNOWN, place - plan, 0)
        return delay[:, 1:] - delay[:, :-1], lasted
    took = lasted.copy()
    for number, axis in enumerate(axes):
        if axis is not None:
            both = axis.position(day[:, number + 1]) - axis.position(day[:, number])
            took[:, number] = np.maximum(both, 0)
    return took, lasted


def _minutes(events: Events, event: str | None, leg: str | None) -> Ints:
    """Return when an event happened to each shipment."""
    found = np.full(len(events.shipments), FAR)
    if event is not None:
        rows = _rows(events, leg, event)
        np.minimum.at(found, events.row_shipment[rows], events.at.minute[rows])
    return found


def _out_of_order(events: Events, model: TransitModel) -> tuple[tuple[str, str, int], ...]:
    """Return pairs of neighbouring events that stand in the wrong order, and how often."""
    found = []
    for before, after in zip(model.order, model.order[1:], strict=False):
        first, then = _minutes(events, before, None), _minutes(events, after, None)
        wrong = int(((then < first) & (first < FAR)).sum())
        if wrong:
            found.append((before, after, wrong))
    return tuple(found)


def _groups(events: Events, keys: tuple[str, ...]) -> Groups:
    """Return the groups of a leg; each narrow key counts within the wider ones."""
    count = len(events.shipments)
    code: list[Ints] = []
    parent: list[Ints] = []
    above = np.zeros(count, np.int64)
    for key in reversed(keys):
        own, _ = pd.factorize(key_of(events, key))
        both, _ = pd.factorize(above * (int(own.max()) + 1) + own)
        parents = np.zeros(int(both.max()) + 1, np.int64)
        parents[both] = above
        above = np.asarray(both, dtype=np.int64)
        code.insert(0, above)
        parent.insert(0, parents)
    if not keys:
        return Groups([above], [np.zeros(1, np.int64)], [()])
    first = np.unique(above, return_index=True)[1]
    columns = [key_of(events, key)[first] for key in keys]
    return Groups(code, parent, [tuple(map(str, label)) for label in zip(*columns, strict=True)])


def key_of(events: Events, key: str) -> NDArray[np.object_]:
    """Return a key of every shipment."""
    if key not in events.shipments.columns:
        raise InputError(f"model, key {key}", key, "name a key column of the event table")
    return events.shipments[key].to_numpy(dtype=object)


def _own(events: Events, model: TransitModel) -> Ints | None:
    """Return the group with a level of its own of each shipment."""
    if model.level is None or model.level.own is None:
        return None
    return _groups(events, (model.level.own,)).code[0]
