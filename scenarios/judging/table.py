"""An event table and its model file, as the judge asks them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from oneprice.carriers.transit.events import Events, read_events
from oneprice.carriers.transit.laws import NEVER
from oneprice.carriers.transit.learn import (
    Cases,
    Learned,
    cases_of,
    first_finished_min,
    learn,
)
from oneprice.carriers.transit.model import TransitModel, read_model
from oneprice.carriers.transit.published import Published, read_published
from oneprice.carriers.transit.timeline import key_of, timeline_of
from oneprice.carriers.transit.uplift import Announced, read_announced
from oneprice.core.errors import InputError
from oneprice.scenarios.judging.asked import Asked, Bools, Ints, Leaning, Teach

MODEL_NAME = "model.yaml"
TABLE_NAMES = ("events.csv.gz", "events.csv", "events.parquet")


@dataclass(frozen=True)
class Table:
    """An event table that was read, with the model of its legs and what a planner adds.

    Attributes
    ----------
    uplift : tuple of Announced
        Announced events.
    published : tuple of Published
        Published ranges of lanes.
    """

    name: str
    events: Events
    model: TransitModel
    uplift: tuple[Announced, ...] = ()
    published: tuple[Published, ...] = ()

    def learn(self, as_of_min: int | None, leave_out: Bools | None = None) -> Learned:
        """Learn from what is stamped before an instant, some shipments left out."""
        return learn(
            self.events,
            self.model,
            as_of_min,
            uplift=self.uplift,
            leave_out=leave_out,
            published=self.published,
        )


@dataclass(frozen=True)
class _Asker:
    """The learner, as the judge asks it."""

    learned: Learned

    def promise_units(self, index: Ints, levels: list[float], blend: bool = False) -> Ints:
        """Return the first unit with P >= level."""
        return self.learned.promise_units(index, levels, blend=blend)

    def rescaled_units(self, index: Ints, levels: list[float]) -> Ints:
        """Return the recorded promises times the quantile of outcome over promise."""
        cases, ratio = self.learned.cases, self.learned.ratio
        if ratio is None:
            return np.full((len(index), len(levels)), NEVER)
        has = cases.recorded[index] & (cases.recorded_units[index] > 0)
        found = ratio.promise(np.where(has, cases.recorded_units[index], 0), levels)
        return np.where(has[:, None], found, NEVER)

    def leaning(self, index: Ints) -> Leaning:
        """Return what the promises lean on."""
        facts = self.learned.facts(index)
        return Leaning(facts.observations, facts.parent_share, facts.quote_share)


def open_table(
    path: Path, model: Path | None, uplift: Path | None = None, published: Path | None = None
) -> Table:
    """Read an event table, or the one of a folder, the model given or beside it, and additions.

    Raises
    ------
    InputError
        There is no table or no model there, or one of them cannot be used.
    """
    file = _table_file(path)
    beside = file.with_name(MODEL_NAME) if model is None else model
    if not beside.is_file():
        remedy = (
            f"name a model file, or put {MODEL_NAME} beside the table; of a published file "
            "`oneprice events` makes both (docs/judging.md)"
        )
        raise InputError("--model", str(beside), remedy)
    name = path.name or path.resolve().name
    legs = read_model(beside)
    return Table(
        name,
        read_events(file),
        legs,
        () if uplift is None else read_announced(uplift, legs),
        () if published is None else read_published(published, legs),
    )


def _table_file(path: Path) -> Path:
    """Return the table itself, where a folder was named."""
    if path.is_file():
        return path
    for name in TABLE_NAMES:
        if (path / name).is_file():
            return path / name
    remedy = "name a table of events, or a folder with one of " + ", ".join(TABLE_NAMES)
    raise InputError("EVENTS", str(path), remedy)


def asked_of(table: Table) -> Asked:
    """Return every shipment of a table as the judge asks about it."""
    cases = cases_of(table.events, table.model)
    return Asked(
        step_min=table.model.step_min,
        ordered_min=cases.ordered_min,
        ordered_day=cases.ordered_day,
        done=cases.done,
        done_min=cases.done_min,
        done_units=cases.done_units,
        cancelled=cases.cancelled,
        recorded=cases.recorded,
        recorded_units=cases.recorded_units,
        open_units=cases.open_units,
        planned_units=cases.planned_units,
        group=_groups(table, cases),
    )


def first_known_min(table: Table) -> int:
    """Return the first minute at which every leg has been finished once; `FAR` if one never is."""
    line = timeline_of(table.events, table.model)
    return max(first_finished_min(line, number) for number in range(len(table.model.legs)))


def _groups(table: Table, cases: Cases) -> Ints:
    """Return the number of the group of each shipment, itself where the model names none."""
    if not table.model.fold_by:
        return np.arange(len(cases.ordered_min), dtype=np.int64)
    keys = key_of(table.events, table.model.fold_by)[cases.index]
    return np.asarray(np.unique(keys, return_inverse=True)[1], dtype=np.int64)


def teacher_of(table: Table) -> Teach:
    """Return what learns from the table as of an instant, some shipments left out."""
    index = cases_of(table.events, table.model).index

    def teach(as_of_min: int | None, leave_out: Bools | None) -> _Asker:
        left = None
        if leave_out is not None:
            left = np.zeros(len(table.events.shipments), dtype=bool)
            left[index[leave_out]] = True
        return _Asker(table.learn(as_of_min, left))

    return teach
