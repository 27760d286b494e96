"""What is asked about: one case per shipment that was ordered, with what came of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oneprice.carriers.transit.events import Events
from oneprice.carriers.transit.model import TransitModel
from oneprice.carriers.transit.sight import Bools
from oneprice.carriers.transit.stamps import FAR, Ints
from oneprice.carriers.transit.timeline import UNKNOWN, Timeline, timeline_of

NOT_YET = -1


@dataclass(frozen=True, eq=False)
class Cases:
    """Cases in the order of the event table; units are the model's steps.

    Attributes
    ----------
    ids : object[n]
        Shipments.
    index : int64[n]
        Row of `Events.shipments`.
    ordered_min, ordered_day : int64[n]
        UTC minute of the anchor, and its day in the zone of the model.
    done : bool[n]
    done_min : int64[n]
        UTC minute of the last event, -1 = not yet.
    done_units : int64[n]
        From the anchor (with residuals: from the planned end) to the last event.
    recorded : bool[n]
        A promise was recorded with the case.
    recorded_units : int64[n]
        That promise; 0 with residuals, where the plan is the promise.
    planned_units : int64[n]
        With residuals the planned end counted from the anchor, else 0.
    cancelled : bool[n]
        At the end of the data.
    open_units : int64[n]
        As `done_units`, to the latest stamp of the table, for what is not done.
    """

    ids: np.ndarray
    index: Ints
    ordered_min: Ints
    ordered_day: Ints
    done: Bools
    done_min: Ints
    done_units: Ints
    recorded: Bools
    recorded_units: Ints
    planned_units: Ints
    cancelled: Bools
    open_units: Ints


def cases_of(events: Events, model: TransitModel) -> Cases:
    """Return the cases of an event table, made once.

    Raises
    ------
    InputError
        The table lacks an event or a key column that the model names.
    """
    key = (model, "cases")
    if key not in events.prepared:
        events.prepared[key] = _cases(events, timeline_of(events, model))
    found = events.prepared[key]
    assert isinstance(found, Cases)
    return found


def _cases(events: Events, line: Timeline) -> Cases:
    index = np.flatnonzero(line.at[:, 0] < FAR)
    at, place, planned = line.at[index], line.place[index], line.planned[index]
    last = np.flatnonzero(line.at.ravel() < FAR)
    end_place = int(line.place.ravel()[last].max())
    recorded = planned < UNKNOWN
    plan = np.where(recorded, planned, place[:, 0])
    residual = line.model.residual
    zero = plan if residual else place[:, 0]
    done = at[:, -1] < FAR
    return Cases(
        ids=events.shipments["shipment"].to_numpy(dtype=object)[index],
        index=index,
        ordered_min=at[:, 0],
        ordered_day=line.zone_day[index, 0],
        done=done,
        done_min=np.where(done, at[:, -1], NOT_YET),
        done_units=np.where(done, place[:, -1] - zero, NOT_YET),
        recorded=recorded,
        recorded_units=np.where(recorded, plan - zero, NOT_YET),
        planned_units=plan - place[:, 0] if residual else np.zeros(len(index), np.int64),
        cancelled=line.cancelled[index] < FAR,
        open_units=end_place - zero,
    )
