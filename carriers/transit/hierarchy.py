"""Laws of groups shrunk to the law above: lane to region pair to network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oneprice.carriers.transit.stamps import Ints
from oneprice.carriers.transit.timeline import Groups
from oneprice.carriers.transit.weights import Floats, effective

NEVER_BIN = 2**40


@dataclass(frozen=True, eq=False)
class Sample:
    """Finished (and lost) legs.

    Attributes
    ----------
    shipment : int64[n]
    bin : int64[n]
        0 or more; `NEVER_BIN` where it never came.
    weight : float64[n]
    """

    shipment: Ints
    bin: Ints
    weight: Floats


@dataclass(frozen=True, eq=False)
class Shrunk:
    """Laws of the narrowest groups.

    Attributes
    ----------
    bins : int64[columns]
        The bins in which something came, ascending: the columns of `share`.
    share : float64[groups, columns]
        Chance of each bin; a row sums to at most 1, what is missing never comes.
    observations : float64[groups]
        Effective observations of the group itself.
    own_weight : float64[groups]
        Summed weights of the group itself.
    parent_share : float64[groups]
        Share of the law that leans on the law above.
    """

    bins: Ints
    share: Floats
    observations: Floats
    own_weight: Floats
    parent_share: Floats


def shrunk_laws(sample: Sample, groups: Groups, shrink: float) -> Shrunk:
    """Return the laws of the narrowest groups.

    A group's law is (its own weights + shrink x the law above) / (their sum + shrink); above the
    widest groups stands the network's own law.

    Parameters
    ----------
    sample : Sample
    groups : Groups
    shrink : float
        Weight of the law above, in shipments.
    """
    bins, column = np.unique(sample.bin, return_inverse=True)
    flat = Sample(sample.shipment, np.ravel(column), sample.weight)
    columns = len(bins)
    share = _weights(flat, np.zeros(len(column), np.int64), 1, columns)
    share = share / np.maximum(share.sum(axis=1, keepdims=True), 1e-300)
    total = np.zeros(1)
    for code, parent in zip(reversed(groups.code), reversed(groups.parent), strict=True):
        own = _weights(flat, code[sample.shipment], len(parent), columns)
        total = own.sum(axis=1)
        above = total + shrink
        mixed = own + shrink * share[parent]
        # With no shrinkage a group without shipments has only the law above.
        share = np.where(
            (above > 0)[:, None], mixed / np.maximum(above, 1e-300)[:, None], share[parent]
        )
    narrow = groups.code[0][sample.shipment]
    leaning = np.where(total + shrink > 0, shrink / np.maximum(total + shrink, 1e-300), 1.0)
    count = effective(sample.weight, narrow, len(groups.parent[0]))
    came = bins < NEVER_BIN
    return Shrunk(bins[came], share[:, came], count, total, leaning)


def _weights(sample: Sample, group: Ints, groups: int, columns: int) -> Floats:
    """Return summed weights by group and column."""
    flat = np.bincount(group * columns + sample.bin, sample.weight, groups * columns)
    return np.asarray(flat.reshape(groups, columns))
