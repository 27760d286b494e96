"""Learning as of an instant: nothing stamped at or after it exists (see `learned.Learned`)."""

from __future__ import annotations

import numpy as np

from oneprice.carriers.transit.cases import Cases, cases_of
from oneprice.carriers.transit.events import Events
from oneprice.carriers.transit.hierarchy import shrunk_laws
from oneprice.carriers.transit.laws import NEVER, integer_law
from oneprice.carriers.transit.learned import Facts, Learned, LearnedLeg
from oneprice.carriers.transit.level import Levels, instant_of, local_day, rescaling
from oneprice.carriers.transit.model import TransitModel
from oneprice.carriers.transit.path import LegLaws
from oneprice.carriers.transit.published import Published, with_published
from oneprice.carriers.transit.quotes import ratio_law
from oneprice.carriers.transit.sight import Bools, Instant, joined, lost_of, sample_of, sight_of
from oneprice.carriers.transit.stamps import FAR
from oneprice.carriers.transit.timeline import Timeline, timeline_of
from oneprice.carriers.transit.uplift import Announced, factors
from oneprice.carriers.transit.weights import Floats
from oneprice.core.days import day_of
from oneprice.core.errors import InputError

__all__ = ["NEVER", "Cases", "Facts", "Learned", "LearnedLeg", "cases_of", "learn"]


def learn(
    events: Events,
    model: TransitModel,
    as_of_min: int | None,
    uplift: tuple[Announced, ...] = (),
    leave_out: Bools | None = None,
    published: tuple[Published, ...] = (),
) -> Learned:
    """Learn the laws of every leg as they could be known at an instant.

    Parameters
    ----------
    events : Events
    model : TransitModel
    as_of_min : int, optional
        UTC minute; what is stamped at or after it does not exist. None: after the last event
        (with artificial dates: everything, and nothing is under way).
    uplift : tuple of Announced
        Announced events, past and to come.
    leave_out : bool[shipments], optional
        Shipments the learner must not see (folds).
    published : tuple of Published
        Published ranges of lanes, as parents of their laws while history is thin.

    Raises
    ------
    InputError
        The table lacks what the model names, or no leg was finished by then.
    """
    if uplift and model.residual:
        remedy = "announced events stretch durations: leave them out where a plan is learned"
        raise InputError("uplift", model.name, remedy)
    if published and model.residual:
        remedy = "published ranges are durations: leave them out where a plan is learned"
        raise InputError("published", model.name, remedy)
    line = timeline_of(events, model)
    cut = _cut(events, line, as_of_min)
    counted = None if leave_out is None else ~np.asarray(leave_out, dtype=bool)
    legs, level_now = [], np.zeros(0)
    for number, leg in enumerate(model.legs):
        announced = factors(uplift, leg.leg, line.zone_day[:, number])
        levels = _levels(events, line, number, announced, uplift)
        found, now = _leg(line, number, cut, counted, announced, levels)
        legs.append(with_published(found, published, model, leg.leg))
        level_now = level_now if now is None else now
    return Learned(
        model=model,
        line=line,
        cases=cases_of(events, model),
        as_of=cut,
        legs=legs,
        ratio=ratio_law(line, cut, counted),
        level_now=level_now,
        announced=tuple(uplift),
    )


def _cut(events: Events, line: Timeline, as_of_min: int | None) -> Instant:
    if as_of_min is None:
        whole = line.model.dates == "artificial"
        as_of_min = FAR if whole else events.last_min + 1
    return instant_of(as_of_min, line)


def _levels(
    events: Events, line: Timeline, number: int, announced: Floats, uplift: tuple[Announced, ...]
) -> Levels | None:
    """Return the recorded levels of a leg, kept with the event table."""
    rule = line.model.level
    if rule is None or rule.leg != line.model.legs[number].leg:
        return None
    key = (line.model, "levels", uplift)
    if key not in events.prepared:
        events.prepared[key] = Levels(line, rule, announced)
    found = events.prepared[key]
    assert isinstance(found, Levels)
    return found


def _leg(
    line: Timeline,
    number: int,
    cut: Instant,
    counted: Bools | None,
    announced: Floats,
    levels: Levels | None,
) -> tuple[LearnedLeg, Floats | None]:
    """Return one leg as learned, and the levels now if it has any."""
    model, leg = line.model, line.model.legs[number]
    sight = sight_of(line, number, cut, counted)
    done, took, weight = sample_of(line, number, cut, sight)
    if not len(done):
        raise InputError(f"leg {leg.leg}", "no finished leg", _none_finished(line, number, cut))
    now = None
    value = took / announced[done]
    if levels is not None:
        factor, now = rescaling(levels, cut, done, counted)
        value = value * factor
    steps = np.floor(value + 0.5).astype(np.int64)
    first = max(int(steps.min()), -model.most_units) if model.residual else 0
    lost = lost_of(line, number, cut, sight)
    bins = np.maximum(steps - first, 0)
    sample = joined(done, bins, weight, lost, model.most_units - first)
    shrunk = shrunk_laws(sample, line.groups[number], model.shrink_of(number))
    laws = LegLaws(first, shrunk.bins, integer_law(shrunk.share), line.axes[number])
    quote_share = np.zeros(len(shrunk.share))
    groups = line.groups[number]
    return LearnedLeg(leg.leg, laws, shrunk, quote_share, groups, sample, len(lost)), now


def _none_finished(line: Timeline, number: int, cut: Instant) -> str:
    """Return what to do where no leg was finished that the learner may see."""
    ends = line.model.legs[number].ends
    first = first_finished_min(line, number)
    if cut.minute <= first < FAR:
        legs = (first_finished_min(line, each) for each in range(len(line.model.legs)))
        last = max(each for each in legs if each < FAR)
        day = day_of(local_day(last, line.model.zone) + 1)
        return f"no {ends} is stamped before then: learn as of {day} or later"
    return f"no shipment that is learned from has {ends} after its begin: give more shipments"


def first_finished_min(line: Timeline, number: int) -> int:
    """Return the minute of the first finished leg that a learner can know; `FAR` if there is none.

    A shipment that is not yet ordered does not exist, whatever its later stamps say.
    """
    known = line.at[:, [0, number, number + 1]].max(axis=1)
    return int(known.min(initial=FAR))
