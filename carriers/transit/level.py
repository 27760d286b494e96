"""The level of the network, week by week: how slow a leg is against what was known of its lanes.

Each Monday a level is measured as it was known then: of the shipments that began the leg in the
window, the Kaplan-Meier quantile of duration over their lane's own quantile, of all that was known
that Monday. A past leg is rescaled by (level now / level of the week it began in). A recorded
level is never measured again with hindsight.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from oneprice.carriers.transit.hierarchy import shrunk_laws
from oneprice.carriers.transit.model import Level
from oneprice.carriers.transit.sight import (
    Bools,
    Instant,
    Sight,
    joined,
    sample_of,
    sight_of,
)
from oneprice.carriers.transit.stamps import FAR, Ints
from oneprice.carriers.transit.timeline import Timeline
from oneprice.carriers.transit.weights import Floats, kaplan_meier_quantile
from oneprice.core.days import day_of

LEAST, MOST = 0.2, 5.0  # a level beyond these is taken as these
WEEK = 7
MONDAY_SHIFT = 3  # day 0 was a Thursday; day -3 a Monday


def midnight_minute(day: int, zone: str) -> int:
    """Return the UTC minute of 00:00 of a local day in a zone."""
    date = day_of(day)
    wall = datetime(date.year, date.month, date.day, tzinfo=ZoneInfo(zone))
    return int(wall.timestamp()) // 60


def local_day(minute: int, zone: str) -> int:
    """Return the local day of a UTC minute in a zone."""
    wall = datetime.fromtimestamp(minute * 60, ZoneInfo(zone))
    return (wall.date() - day_of(0)).days


def instant_of(minute: int, line: Timeline) -> Instant:
    """Return the information cut at a UTC minute."""
    if minute >= FAR:
        return Instant(FAR, FAR, int(line.place[line.at < FAR].max()) + 1)
    model = line.model
    day = local_day(minute - 1, model.zone)
    place = day if model.unit == "day" else -(-(minute - 1) // model.step_min)
    return Instant(minute, day, place)


class Levels:
    """Recorded levels of one event table; what was measured for a Monday stays."""

    def __init__(self, line: Timeline, rule: Level, announced: Floats) -> None:
        self.line, self.rule = line, rule
        self.leg = line.model.number(rule.leg)
        self.announced = announced  # factor of announced events each leg was under
        own = line.own
        self.groups = 1 if own is None else int(own.max()) + 2
        # Column 0 is the network, then the groups with a level of their own.
        self.number = np.zeros(len(line.at), np.int64) if own is None else own + 1
        self._recorded: dict[int, Floats] = {}

    def monday(self, day: int, counted: Bools | None) -> Floats:
        """Return the levels as known at 00:00 of a day; nan where too few were under way."""
        if counted is None and day in self._recorded:
            return self._recorded[day]
        cut = instant_of(midnight_minute(day, self.line.model.zone), self.line)
        found = self.measured(cut, counted)
        if counted is None:
            self._recorded[day] = found
        return found

    def measured(self, cut: Instant, counted: Bools | None) -> Floats:
        """Return the levels as known at an instant, by group; nan where too few were under way."""
        line, rule = self.line, self.rule
        sight = sight_of(line, self.leg, cut, counted)
        begun = line.zone_day[:, self.leg]
        window = np.flatnonzero(sight.begun & (begun > cut.day - rule.window_days))
        found = np.full(self.groups, np.nan)
        if len(window) < rule.at_least or sight.done.sum() < rule.at_least:
            return found
        ratio = self._so_far(cut, sight, window) / self._usual(cut, sight)[window]
        ratio /= self.announced[window]
        seen = sight.done[window]
        found[0] = kaplan_meier_quantile(ratio, seen, rule.quantile)
        counts = np.bincount(self.number[window], minlength=self.groups)
        for group in np.flatnonzero(counts[1:] >= rule.own_at_least) + 1:
            mine = self.number[window] == group
            found[group] = kaplan_meier_quantile(ratio[mine], seen[mine], rule.quantile)
        return np.asarray(np.clip(found, LEAST, MOST))

    def _so_far(self, cut: Instant, sight: Sight, window: Ints) -> Floats:
        """Return what the legs of the window took, or have taken so far."""
        line, leg = self.line, self.leg
        axis = line.axes[leg]
        if axis is None:
            open_for = cut.place + 1 - line.place[window, leg]
        else:
            today = int(axis.position(np.array([cut.day + 1]))[0])
            open_for = today - axis.position(line.day[window, leg])
        took = np.where(sight.done[window], line.took[window, leg], open_for)
        return np.asarray(np.maximum(took, 0), dtype=np.float64)

    def _usual(self, cut: Instant, sight: Sight) -> Floats:
        """Return the lane's own quantile of each shipment, by all that is known."""
        line, leg = self.line, self.leg
        done, took, weight = sample_of(line, leg, cut, sight)
        sample = joined(done, took, weight, np.zeros(0, np.int64), line.model.most_units)
        laws = shrunk_laws(sample, line.groups[leg], line.model.shrink_of(leg))
        column = (np.cumsum(laws.share, axis=1) < self.rule.of_quantile - 1e-12).sum(axis=1)
        usual = laws.bins[np.minimum(column, len(laws.bins) - 1)]
        return np.asarray(np.maximum(usual, 1), dtype=np.float64)[line.groups[leg].code[0]]


def rescaling(
    levels: Levels, cut: Instant, done: Ints, counted: Bools | None
) -> tuple[Floats, Floats]:
    """Return what past legs are stretched by to stand at today's level, and today's levels.

    Parameters
    ----------
    levels : Levels
    cut : Instant
    done : int64[n]
        Shipments whose leg is finished.
    counted : bool[shipments], optional

    Returns
    -------
    tuple of float64[n], float64[groups]
        Where too few are under way now, the last level of any week counts; 1 everywhere where
        there is none. Weeks before the first level are taken at the median of the finished legs.
    """
    now = levels.measured(cut, counted)
    week = (levels.line.zone_day[done, levels.leg] + MONDAY_SHIFT) // WEEK
    weeks, place = np.unique(week, return_inverse=True)
    days = [int(number) * WEEK - MONDAY_SHIFT for number in weeks]
    table = np.array([levels.monday(day, counted) for day in days]).reshape(-1, len(now))
    known = np.flatnonzero(~np.isnan(table[:, 0]))
    if np.isnan(now[0]):
        if not len(known):
            return np.ones(len(done)), now
        now = table[known[-1]]
    ratio = now / _filled(table, weeks=place)
    own = ratio[place, levels.number[done]]
    # A group without a level of its own, then or now, is rescaled by the network's.
    return np.where(np.isnan(own), ratio[place, 0], own), now


def _filled(table: Floats, weeks: Ints) -> Floats:
    """Return levels of weeks (rows) with the network's missing ones at its median over legs."""
    network = table[weeks, 0]
    known = network[~np.isnan(network)]
    table = table.copy()
    missing = np.isnan(table[:, 0])
    table[missing, 0] = np.median(known) if len(known) else np.nan
    return table
