"""Published ranges of lanes as parents of their laws: what a lane without history leans on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from oneprice.carriers.transit.hierarchy import NEVER_BIN
from oneprice.carriers.transit.laws import integer_law
from oneprice.carriers.transit.learned import LearnedLeg
from oneprice.carriers.transit.model import TransitModel
from oneprice.carriers.transit.path import LegLaws
from oneprice.carriers.transit.planner_rows import planner_rows
from oneprice.carriers.transit.stamps import Ints
from oneprice.carriers.transit.weights import Floats
from oneprice.core.source import Row

COLUMNS = ("leg", "key", "min_units", "max_units")
MOST = 4_000


@dataclass(frozen=True)
class Published:
    """A published range of a lane: whole units of the model, on the leg's own axis."""

    leg: str
    key: str  # the leg's narrowest key
    min_units: int
    max_units: int


def read_published(path: Path, model: TransitModel) -> tuple[Published, ...]:
    """Read published ranges: leg, key, min_units, max_units.

    Raises
    ------
    InputError
        Naming row, column, value and remedy.
    """
    found: dict[tuple[str, str], Published] = {}
    for row in planner_rows(path, COLUMNS, model):
        key = row["leg"], row["key"]
        if key in found:
            raise row.error("key", "give each key of a leg once")
        found[key] = _row(row)
    return tuple(found.values())


def _row(row: Row) -> Published:
    least, most = (_whole(row, column) for column in COLUMNS[2:])
    if most < max(least, 1):
        raise row.error("max_units", "give 1 or more, from min_units")
    return Published(row["leg"], row["key"], least, most)


def _whole(row: Row, column: str) -> int:
    units = row.integer(column)
    if not 0 <= units <= MOST:
        raise row.error(column, f"give whole units from 0 to {MOST:,}")
    return units


def with_published(
    leg: LearnedLeg, published: tuple[Published, ...], model: TransitModel, name: str
) -> LearnedLeg:
    """Return a leg whose quoted lanes lean on their quote instead of on the law above.

    The law of a quote is (outcome / quoted maximum), learned over all quoted lanes, times the
    lane's own quoted maximum, rounded up; with nothing learned it is uniform over the range.
    """
    rows = {row.key: row for row in published if row.leg == name}
    own = [rows.get(label[0]) if label else None for label in leg.groups.labels]
    quoted = [group for group, row in enumerate(own) if row is not None]
    if not quoted:
        return leg
    most = np.array([row.max_units if row else 0 for row in own])
    ratio, weight, all_weight = _ratios(leg, most)
    width = max(leg.laws.width, *_reach(own, ratio))
    share = np.zeros((len(own), width))
    share[:, leg.shrunk.bins] = leg.shrunk.share
    counts = _own_weights(leg, width)
    quote_share = np.zeros(len(own))
    shrink = model.shrink_of(model.number(name))
    for group in quoted:
        row = own[group]
        assert row is not None
        total = leg.shrunk.own_weight[group]
        law = _law(row, ratio, weight / max(all_weight, 1e-300), width)
        # With neither history nor a weight for parents the quote is all there is.
        quoted_weight = shrink if total + shrink > 0 else 1.0
        share[group] = (counts[group] + quoted_weight * law) / (total + quoted_weight)
        quote_share[group] = quoted_weight / (total + quoted_weight)
    bins = np.flatnonzero(share.any(axis=0))
    parent = np.where(quote_share > 0, 0.0, leg.shrunk.parent_share)
    shrunk = replace(leg.shrunk, bins=bins, share=share[:, bins], parent_share=parent)
    laws = LegLaws(leg.laws.first, bins, integer_law(shrunk.share), leg.laws.axis)
    return replace(leg, laws=laws, shrunk=shrunk, quote_share=quote_share)


def _ratios(leg: LearnedLeg, most: Ints) -> tuple[Floats, Floats, float]:
    """Return outcome over quoted maximum of all quoted lanes, with weights, and their whole weight.

    What never came has no ratio, but belongs to the whole.
    """
    group = leg.groups.code[0][leg.sample.shipment]
    quoted = most[group] > 0
    came = (leg.sample.bin < NEVER_BIN) & quoted
    ratio = leg.sample.bin[came] / most[group[came]]
    return ratio, leg.sample.weight[came], float(leg.sample.weight[quoted].sum())


def _reach(own: list[Published | None], ratio: Floats) -> list[int]:
    top = float(ratio.max()) if len(ratio) else 1.0
    return [min(int(np.ceil(row.max_units * max(top, 1.0))), MOST) + 1 for row in own if row]


def _law(row: Published, ratio: Floats, share: Floats, bins: int) -> Floats:
    """Return the law of a quote; what lies beyond the last bin is left out, never moved earlier."""
    if not len(ratio):
        law = np.zeros(bins)
        law[row.min_units : row.max_units + 1] = 1 / (row.max_units - row.min_units + 1)
        return law
    steps = np.ceil(ratio * row.max_units - 1e-9).astype(np.int64)
    inside = steps < bins
    return np.asarray(np.bincount(steps[inside], share[inside], bins))


def _own_weights(leg: LearnedLeg, width: int) -> Floats:
    """Return the summed weights of each group by bin."""
    groups = len(leg.groups.labels)
    came = leg.sample.bin < NEVER_BIN
    flat = leg.groups.code[0][leg.sample.shipment[came]] * width + leg.sample.bin[came]
    found = np.bincount(flat, leg.sample.weight[came], groups * width)
    return np.asarray(found.reshape(groups, width))
