"""What was learned of each leg as of a day: for the table on the screen and for a book."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from oneprice.carriers.transit.book_days import lane_days, needed_words
from oneprice.carriers.transit.export import export
from oneprice.carriers.transit.findings import findings
from oneprice.carriers.transit.learn import NEVER, Learned, LearnedLeg
from oneprice.carriers.transit.model import STEP_MIN
from oneprice.core.errors import InputError
from oneprice.scenarios.judging.periods import midnight_min
from oneprice.scenarios.judging.table import Table

LEVELS = (0.5, 0.9, 0.95)


@dataclass(frozen=True)
class LearntLaw:
    """One law of a leg.

    Attributes
    ----------
    lane : str
        Its narrowest keys.
    observations : float
        Effective ones of its own.
    median, by_90, by_95 : float or None
        Days or hours; None where the law never gets there.
    parent_share, quote_share : float
        What it leans on.
    """

    lane: str
    observations: float
    median: float | None
    by_90: float | None
    by_95: float | None
    parent_share: float
    quote_share: float


@dataclass(frozen=True)
class LearntLeg:
    """One leg: its laws by observations, most first.

    Attributes
    ----------
    unit : str
        "day", "working day" or "hour".
    lost : int
        Shipments taken as never arriving.
    level : float or None
        How slow the network is against its own past; None where no level is followed, or too few
        shipments are under way to say.
    follows : bool
        A level is followed.
    """

    leg: str
    unit: str
    lost: int
    level: float | None
    follows: bool
    laws: list[LearntLaw]


@dataclass(frozen=True)
class Learnt:
    """All legs as of a day.

    Attributes
    ----------
    as_of : str
        Date; empty with artificial dates.
    lane_leg : str
        The leg whose laws are shown first.
    lanes_need : str
        What a lane of a book must say for its law to be read right, "" without lanes.
    findings : list of str
        What is odd in the table.
    """

    source: str
    as_of: str
    lane_leg: str
    lanes_need: str
    findings: list[str]
    legs: list[LearntLeg]

    def to_plain(self) -> dict[str, object]:
        """Return plain data for JSON."""
        return {"events": self.source, **{k: v for k, v in asdict(self).items() if k != "source"}}


def learn_table(table: Table, as_of: date | None) -> Learned:
    """Learn from what is stamped before a day, from everything without one.

    Raises
    ------
    InputError
        A day was given for a table whose dates are artificial.
    """
    if as_of is None:
        return table.learn(None)
    if table.model.dates == "artificial":
        remedy = "the dates of this table are artificial: leave --as-of out"
        raise InputError("--as-of", as_of.isoformat(), remedy)
    return table.learn(midnight_min(as_of, ZoneInfo(table.model.zone)))


def write_laws(table: Table, learned: Learned, folder: Path, book: bool = False) -> dict[str, int]:
    """Write the laws as tables of a book (which must count days alike); return the rows of each.

    Raises
    ------
    InputError
        The folder cannot be one, or the laws are none of a lane.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError("--output", str(folder), "name a folder")
    learned_at = _as_of(table, learned) or date.today().isoformat()
    return export(learned, folder, learned_at, f"learned from {table.name}", book)


def learnt_of(table: Table, learned: Learned) -> Learnt:
    """Return what was learned, as plain figures."""
    lane_leg = table.model.export.lane_leg or table.model.legs[-1].leg
    legs = [_leg(table, learned, leg) for leg in learned.legs]
    found = findings(table.events, table.model)
    return Learnt(table.name, _as_of(table, learned), lane_leg, _lanes_need(table), found, legs)


def _lanes_need(table: Table) -> str:
    """Return what the lanes of the laws must say; nothing where no calendar is named yet."""
    rule = table.model.export
    if rule.lane_leg is None:
        return ""
    works = table.model.legs[table.model.number(rule.lane_leg)].axis == "work"
    return "" if works and rule.lane_calendar is None else needed_words(lane_days(table.model))


def _as_of(table: Table, learned: Learned) -> str:
    """Return the day of the information cut, in the zone of the model."""
    if table.model.dates == "artificial":
        return ""
    instant = datetime.fromtimestamp(learned.as_of.minute * 60, UTC)
    return instant.astimezone(ZoneInfo(table.model.zone)).date().isoformat()


def _leg(table: Table, learned: Learned, leg: LearnedLeg) -> LearntLeg:
    """Return one leg as plain figures."""
    model = table.model
    reached = np.stack([leg.steps(level) for level in LEVELS], axis=1)
    scale = model.step_min / STEP_MIN[model.unit]
    laws = [
        _law(leg, group, [None if step >= NEVER else step * scale for step in steps.tolist()])
        for group, steps in enumerate(reached)
        if leg.shrunk.observations[group] or leg.quote_share[group]
    ]
    laws.sort(key=lambda law: (-law.observations, law.lane))
    rule = model.level
    follows = rule is not None and rule.leg == leg.name
    unit = "working day" if leg.laws.axis is not None else model.unit
    measured = follows and len(learned.level_now) and not np.isnan(learned.level_now[0])
    level = float(learned.level_now[0]) if measured else None
    return LearntLeg(leg.name, unit, leg.lost, level, follows, laws)


def _law(leg: LearnedLeg, group: int, reached: list[float | None]) -> LearntLaw:
    """Return one law as plain figures."""
    return LearntLaw(
        lane="/".join(leg.groups.labels[group]) or "*",
        observations=float(leg.shrunk.observations[group]),
        median=reached[0],
        by_90=reached[1],
        by_95=reached[2],
        parent_share=float(leg.shrunk.parent_share[group]),
        quote_share=float(leg.quote_share[group]),
    )
