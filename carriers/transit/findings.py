"""What is odd in an event table and what is made of it, one sentence each."""

from __future__ import annotations

import numpy as np
import pandas as pd

from oneprice.carriers.transit.events import Events
from oneprice.carriers.transit.model import TransitModel
from oneprice.carriers.transit.pairs import unused_pairs
from oneprice.carriers.transit.stamps import FAR
from oneprice.carriers.transit.timeline import Timeline, timeline_of

CLOCK_CHANGE_MIN = 60


def findings(events: Events, model: TransitModel) -> list[str]:
    """Return the findings of a table and its model; raises like `timeline_of`."""
    line = timeline_of(events, model)
    found = [
        f"{count} shipments: {after} is stamped before {before}; a leg that ends before it begins "
        "took no time, and an event that ends no leg is not used"
        for before, after, count in line.out_of_order
    ]
    return [*found, *_early(line), *_gaps(line), *_clocks(line), *unused_pairs(events, model)]


def _early(line: Timeline) -> list[str]:
    """Return how many came before they were ordered (against a plan that is no wonder)."""
    model = line.model
    count = int(((line.at[:, -1] < line.at[:, 0]) & (line.at[:, 0] < FAR)).sum())
    if model.residual or not count:
        return []
    last = model.legs[-1].ends
    words = f"{count} shipments: {last} is stamped before {model.anchor}, the first event; "
    return [words + "they count as kept by any promise: check their dates"]


def _gaps(line: Timeline) -> list[str]:
    """Return where an event is missing that a leg begins with."""
    model, found = line.model, []
    absent = int((line.at[:, 0] >= FAR).sum())
    if absent:
        found.append(f"{absent} shipments without {model.anchor}: left out")
    for number, leg in enumerate(model.legs):
        gap = int(((line.at[:, number + 1] < FAR) & (line.at[:, number] >= FAR)).sum())
        if gap:
            found.append(
                f"{gap} shipments: {leg.ends} without the event before: the leg is unknown"
            )
    return found


def _clocks(line: Timeline) -> list[str]:
    """Return where days are counted and one key is stamped by clocks of several zones."""
    found = []
    for number, leg in enumerate(line.model.legs):
        known = np.flatnonzero(line.at[:, number + 1] < FAR)
        if line.model.unit == "hour" or not leg.keys or not len(known):
            continue
        offset = pd.Series(line.offset_min[known, number + 1])
        each = offset.groupby(line.groups[number].code[0][known])
        count = int((each.max() - each.min() > CLOCK_CHANGE_MIN).sum())
        if count:
            found.append(
                f"{count} values of {leg.keys[0]}: {leg.ends} is stamped with UTC offsets more "
                "than an hour apart; days are those of each stamp's own offset, so write a place "
                "by its own clock"
            )
    return found
