"""What is known at an instant: nothing stamped at or after it exists."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oneprice.carriers.transit.hierarchy import NEVER_BIN, Sample
from oneprice.carriers.transit.stamps import FAR, Ints
from oneprice.carriers.transit.timeline import Timeline
from oneprice.carriers.transit.weights import Floats, seen_weights
from oneprice.core.days import MINUTES_PER_DAY

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Instant:
    """An information cut.

    Attributes
    ----------
    minute : int
        UTC minute; events stamped before it count.
    day : int
        Its local day in the model's zone.
    place : int
        The last grid position that can have been stamped before it.
    """

    minute: int
    day: int
    place: int


@dataclass(frozen=True, eq=False)
class Sight:
    """One leg as it is known at an instant.

    Attributes
    ----------
    begun : bool[shipments]
        The leg has begun, and the shipment was not cancelled before.
    done : bool[shipments]
        ... and has ended.
    """

    begun: Bools
    done: Bools


def sight_of(line: Timeline, leg: int, cut: Instant, counted: Bools | None) -> Sight:
    """Return what is known of a leg.

    Parameters
    ----------
    line : Timeline
    leg : int
    cut : Instant
    counted : bool[shipments], optional
        Shipments that the learner may see at all.
    """
    end = line.at[:, leg + 1]
    # A shipment that is not yet ordered does not exist, whatever its later stamps say.
    begun = (line.at[:, leg] < cut.minute) & (line.at[:, 0] < cut.minute)
    done = begun & (end < cut.minute)
    gone = (line.cancelled < cut.minute) & ~done
    begun &= ~gone
    if counted is not None:
        begun &= counted
        done &= counted
    return Sight(begun, done)


def sample_of(line: Timeline, leg: int, cut: Instant, sight: Sight) -> tuple[Ints, Ints, Floats]:
    """Return finished legs: shipment, steps as learned, weight for those still on their way."""
    done = np.flatnonzero(sight.done)
    if not past(cut):  # all is known: nothing is under way
        return done, line.took[done, leg], np.ones(len(done))
    ages = cut.place - line.place[sight.begun, leg]
    weight = seen_weights(line.lasted[done, leg], ages, line.model.weight_at_most)
    return done, line.took[done, leg], weight


def lost_of(line: Timeline, leg: int, cut: Instant, sight: Sight) -> Ints:
    """Return shipments on their way for so long that they are taken as lost."""
    rule = line.model.undelivered
    if rule.count != "late":
        return np.zeros(0, np.int64)
    old = cut.minute - line.at[:, leg] > rule.after_days * MINUTES_PER_DAY
    return np.flatnonzero(sight.begun & ~sight.done & old)


def joined(done: Ints, bins: Ints, weight: Floats, lost: Ints, most: int) -> Sample:
    """Return finished and lost legs as one sample; bins beyond `most` count as never."""
    never = np.full(len(lost), NEVER_BIN, np.int64)
    return Sample(
        np.concatenate([done, lost]),
        np.concatenate([np.where(bins <= most, bins, NEVER_BIN), never]),
        np.concatenate([weight, np.ones(len(lost))]),
    )


def past(cut: Instant) -> bool:
    """Return whether a cut is an instant, not the end of all data."""
    return cut.minute < FAR
