"""Learned laws as tables of a book: transit.csv, transit_law.csv, handling.csv (C-62, C-68).

A law in days says which local day, not which hour: day d stands at hour 24 x (d + 1), natural or
working (C-18), when that day is surely over, so that goods that came late on it make no cut-off
of its morning. The book must count the same days (`book_days`).

The tail beyond the hour by which all but one in 10,000 of what ever comes has come is left out: it
counts as never arriving, so that one parcel stuck for 300 days does not stretch every window.

A table whose leg the model's `export` does not name stays as it is, with its laws.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from oneprice.carriers.transit.book_days import check_book, handling_days, lane_days
from oneprice.carriers.transit.hierarchy import Shrunk, shrunk_laws
from oneprice.carriers.transit.laws import integer_law
from oneprice.carriers.transit.learned import Learned, LearnedLeg
from oneprice.carriers.transit.model import TransitModel
from oneprice.carriers.transit.stamps import Ints
from oneprice.carriers.transit.timeline import Groups
from oneprice.core.days import MINUTES_PER_DAY
from oneprice.core.errors import InputError
from oneprice.core.source import read_table

TRANSIT = (
    *("lane_id", "law_id", "observations", "parent_share", "quote_share", "learned_at", "source"),
)
LAW = ("law_id", "first_h", "last_h", "mass")
HANDLING = (
    *("seller", "ship_from", "law_id", "day_type", "calendar_id", "observations"),
    *("parent_share", "learned_at", "source"),
)
ANY = "*"
TAIL_PARTS = 10_000  # one part of them is left out
MOST_TRANSIT_H, MOST_HANDLING_H = 8_784, 2_160
DAY_H = 24
Rows = list[tuple[str, ...]]
Tables = dict[str, tuple[tuple[str, ...], Rows]]  # headings and rows by file


@dataclass
class _Laws:
    """Collects rows of transit_law.csv; equal laws are written once."""

    learned_at: str
    source: str
    step_min: int
    rows: Rows = field(default_factory=list)
    taken: frozenset[str] = frozenset()
    count: int = 0
    _known: dict[tuple[tuple[int, int], ...], str] = field(default_factory=dict)

    def add(self, bins: Ints, mass: Ints, most_h: int) -> str | None:
        """Return the id of a law, None where it has no mass."""
        runs = tuple(hours_of(bins, mass, self.step_min, most_h))
        if not runs:
            return None
        if runs not in self._known:
            self.count += 1
            while f"learned-{self.count}" in self.taken:
                self.count += 1
            law_id = self._known[runs] = f"learned-{self.count}"
            self.rows += [(law_id, str(hour), str(hour), str(each)) for hour, each in runs]
        return self._known[runs]


def hours_of(bins: Ints, mass: Ints, step_min: int, most_h: int) -> list[tuple[int, int]]:
    """Return (hour, mass) of a law in steps, its tail and what comes after `most_h` left out.

    Parameters
    ----------
    bins, mass : int64[columns]
        Steps and what comes then; a step that is no whole hour is rounded up, a whole day to its
        end.
    step_min : int
        Minutes of a step.
    most_h : int
        Last hour a book takes.
    """
    chance = np.cumsum(mass)
    enough = chance[-1] - chance[-1] // TAIL_PARTS if len(chance) else 0
    last = int((chance < enough).sum())
    over_h = DAY_H if step_min == MINUTES_PER_DAY else 0
    found: dict[int, int] = {}
    for step, each in zip(bins[: last + 1].tolist(), mass[: last + 1].tolist(), strict=True):
        hour = -(-step * step_min // 60) + over_h
        if each and hour <= most_h:
            found[hour] = found.get(hour, 0) + each
    return sorted(found.items())


def export(
    learned: Learned, folder: Path, learned_at: str, source: str, book: bool = False
) -> dict[str, int]:
    """Write the laws of a learner as tables of a book.

    Parameters
    ----------
    learned : Learned
        Its model's `export` says which keys are lanes, sellers and nodes.
    folder : Path
        Made if it is not there.
    learned_at : str
        Date, `YYYY-MM-DD`.
    source : str
        Words for the column `source`.
    book : bool
        The folder holds a book: its lanes and calendars must count days as the laws do.

    Returns
    -------
    dict of str to int
        Rows written by file.

    Raises
    ------
    InputError
        The model has residuals, its `export` names neither lanes nor handling or no calendar of
        working days, or the book counts other days. Nothing is written then.
    """
    model = learned.model
    if model.residual:
        raise InputError("model", model.name, "laws against a plan are no laws of a lane: none")
    if model.export.lane_leg is None and model.export.handling_leg is None:
        raise InputError("model, key export", "nothing", "say which leg is a lane, or handling")
    kept = _kept_laws(folder, model)
    taken = frozenset(row[0] for row in kept)
    laws = _Laws(learned_at, source, model.step_min, kept, taken)
    tables: Tables = {}
    if model.export.lane_leg is not None:
        tables["transit.csv"] = (TRANSIT, _lanes(learned, laws))
    if model.export.handling_leg is not None:
        tables["handling.csv"] = (HANDLING, _handling(learned, laws))
    if book:
        lanes = tables["transit.csv"][1] if "transit.csv" in tables else []
        check_book(folder, model, [row[0] for row in lanes])
    tables["transit_law.csv"] = (LAW, laws.rows)
    folder.mkdir(parents=True, exist_ok=True)
    for name, (headings, rows) in tables.items():
        _write(folder / name, headings, rows)
    return {name: len(rows) for name, (_, rows) in tables.items()}


def _kept_laws(folder: Path, model: TransitModel) -> Rows:
    """Return the laws of the table of a folder that the model does not write."""
    rule = model.export
    left = (("transit.csv", TRANSIT, rule.lane_leg), ("handling.csv", HANDLING, rule.handling_leg))
    named: set[str] = set()
    for name, columns, leg in left:
        if leg is None:
            named |= {row["law_id"] for row in read_table(folder / name, columns, ("law_id",))}
    rows = read_table(folder / "transit_law.csv", LAW, LAW) if named else []
    return [tuple(row[column] for column in LAW) for row in rows if row["law_id"] in named]


def _write(path: Path, headings: tuple[str, ...], rows: Rows) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")


def _lanes(learned: Learned, laws: _Laws) -> Rows:
    """Return the rows of transit.csv: lanes with shipments, or with a published range."""
    rule = learned.model.export
    if rule.lane_leg is None:
        return []
    leg = _leg(learned, rule.lane_leg, (rule.lane,))
    lane_days(learned.model)
    rows: Rows = []
    for group, label in enumerate(leg.groups.labels):
        if not leg.shrunk.observations[group] and not leg.quote_share[group]:
            continue
        law_id = laws.add(leg.laws.bins, leg.laws.mass[group], MOST_TRANSIT_H)
        if law_id is not None:
            quote = _up(leg.quote_share[group])
            first, last = _leans(leg.shrunk, group), (laws.learned_at, laws.source)
            rows.append((label[0], law_id, *first, quote, *last))
    return _once(rows, 1, f"leg {rule.lane_leg}")


def _handling(learned: Learned, laws: _Laws) -> Rows:
    """Return the rows of handling.csv: sellers, then any seller of a node, then any at all."""
    rule = learned.model.export
    if rule.handling_leg is None:
        return []
    leg = _leg(learned, rule.handling_leg, (rule.seller, rule.ship_from))
    names = tuple(name for name in (rule.seller, rule.ship_from) if name is not None)
    days = handling_days(learned.model)
    rows: Rows = []
    for wide in range(len(names) + 1):
        shrunk, labels = _wider(learned, leg, wide)
        mass = integer_law(shrunk.share)
        for group, label in enumerate(labels):
            law_id = laws.add(shrunk.bins, mass[group], MOST_HANDLING_H)
            if law_id is not None and shrunk.observations[group]:
                known = dict(zip(names[wide:], label, strict=False))
                pair = tuple(known.get(name or "", ANY) for name in (rule.seller, rule.ship_from))
                first, last = _leans(shrunk, group), (laws.learned_at, laws.source)
                rows.append((*pair, law_id, *days, *first, *last))
    return _once(rows, 2, f"leg {rule.handling_leg}")


def _wider(learned: Learned, leg: LearnedLeg, wide: int) -> tuple[Shrunk, list[tuple[str, ...]]]:
    """Return the laws of groups so many keys wider than the narrowest, and their labels."""
    if wide == 0:
        return leg.shrunk, leg.groups.labels
    count = len(leg.groups.code[0])
    code, parent = leg.groups.code[wide:], leg.groups.parent[wide:]
    labels: list[tuple[str, ...]] = [()]
    if code:
        found = dict(zip(code[0].tolist(), leg.groups.code[0].tolist(), strict=True))
        labels = [leg.groups.labels[found[group]][wide:] for group in range(len(parent[0]))]
    else:
        code, parent = [np.zeros(count, np.int64)], [np.zeros(1, np.int64)]
    shrink = learned.model.shrink_of(learned.model.number(leg.name))
    groups = Groups(code, parent, labels)
    return shrunk_laws(leg.sample, groups, shrink), labels


def _leg(learned: Learned, name: str, wanted: tuple[str | None, ...]) -> LearnedLeg:
    """Return a leg whose narrowest keys are the ones that are exported."""
    number = learned.model.number(name)
    keys = learned.model.legs[number].keys
    names = tuple(key for key in wanted if key is not None)
    if not names or keys[: len(names)] != names:
        remedy = f"give the narrowest keys of leg {name}, in their order: {', '.join(keys)}"
        raise InputError("model, key export", ", ".join(names), remedy)
    return learned.legs[number]


def _leans(shrunk: Shrunk, group: int) -> tuple[str, str]:
    """Return observations (cut down) and the share that leans on the parent (rounded up)."""
    observations = np.floor(shrunk.observations[group] * 1000) / 1000
    return f"{observations:.3f}", _up(shrunk.parent_share[group])


def _up(share: float) -> str:
    return f"{min(np.ceil(share * 1e6) / 1e6, 1.0):.6f}"


def _once(rows: Rows, names: int, where: str) -> Rows:
    """Refuse a lane or seller that stands in two groups of the model."""
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        if row[:names] in seen:
            remedy = "it lies in two wider groups: give it another name in each, or drop a key"
            raise InputError(where, " ".join(row[:names]), remedy)
        seen.add(row[:names])
    return sorted(rows)
