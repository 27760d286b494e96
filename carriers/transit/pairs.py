"""The pairs of leg and event that a model knows, and what a table holds beyond them."""

from __future__ import annotations

from collections import Counter

import numpy as np

from oneprice.carriers.transit.events import Events
from oneprice.carriers.transit.model import TransitModel
from oneprice.core.errors import InputError


def known_pairs(model: TransitModel) -> list[str]:
    """Return the events that are used, as leg/event."""
    pairs = [model.anchor, *(f"{leg.leg}/{leg.ends}" for leg in model.legs)]
    return pairs if model.cancelled is None else [*pairs, model.cancelled]


def check_pairs(events: Events, model: TransitModel) -> None:
    """Refuse a leg that the model does not have.

    Raises
    ------
    InputError
        Naming the first such row and what the model knows.
    """
    legs = ["", *(leg.leg for leg in model.legs)]
    known = events.frame["leg"].isin(legs) | (events.frame["event"] == model.cancelled)
    wrong = np.flatnonzero(~known.to_numpy())
    if len(wrong):
        row = int(wrong[0])
        value = str(events.frame["leg"].iloc[row])
        remedy = f"model {model.name} has no such leg: it knows {', '.join(known_pairs(model))}"
        raise InputError(events.place.of(row, "leg"), value, remedy)


def unused_pairs(events: Events, model: TransitModel) -> list[str]:
    """Return a sentence for each pair of a known leg with an event that does not end it.

    Events that the model's `order` names and that end no leg at all are there to be seen.
    """
    ends = {model.anchor, *(leg.ends for leg in model.legs)}
    watched = {*model.order, model.cancelled} - ends
    used = {("", model.anchor), *((leg.leg, leg.ends) for leg in model.legs)}
    counts = Counter(zip(events.frame["leg"], events.frame["event"], strict=True))
    found = []
    for (leg, event), count in sorted(counts.items()):
        if (leg, event) not in used and event not in watched:
            name = f"{leg}/{event}" if leg else event
            known = ", ".join(known_pairs(model))
            found.append(f"{count} events {name}: not used, the model knows {known}")
    return found
