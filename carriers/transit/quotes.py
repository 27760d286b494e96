"""Published promises beside learned ones: how long it took over what was quoted, over all lanes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oneprice.carriers.transit.laws import NEVER
from oneprice.carriers.transit.sight import Bools, Instant, past
from oneprice.carriers.transit.stamps import Ints
from oneprice.carriers.transit.timeline import UNKNOWN, Timeline
from oneprice.carriers.transit.weights import Floats, seen_weights
from oneprice.core.days import MINUTES_PER_DAY


@dataclass(frozen=True, eq=False)
class RatioLaw:
    """Outcome over recorded promise, ascending, with cumulated shares (below 1 with lost ones)."""

    ratio: Floats
    share: Floats

    def quantile(self, level: float) -> float:
        """Return the smallest ratio by which the level has come; infinite if it never does."""
        found = int(np.searchsorted(self.share, level - 1e-12))
        return float(self.ratio[found]) if found < len(self.ratio) else np.inf

    def promise(self, recorded: Ints, levels: list[float]) -> Ints:
        """Return the recorded promises rescaled to each level, rounded up.

        Returns
        -------
        int64[n, levels]
            `NEVER` where the level is never reached.
        """
        quantiles = np.array([self.quantile(level) for level in levels])
        steps = np.ceil(recorded[:, None] * np.where(np.isinf(quantiles), 0, quantiles) - 1e-9)
        return np.where(np.isinf(quantiles), NEVER, steps.astype(np.int64))


def recorded_steps(line: Timeline) -> Ints:
    """Return the recorded promise of each shipment in steps from its anchor; -1 = none."""
    known = (line.planned < UNKNOWN) & (line.place[:, 0] < UNKNOWN)
    return np.asarray(np.where(known, line.planned - line.place[:, 0], -1), dtype=np.int64)


def ratio_law(line: Timeline, cut: Instant, counted: Bools | None) -> RatioLaw | None:
    """Return the law of outcome over recorded promise as known at an instant.

    None where promises are residuals or nothing recorded was delivered.
    """
    if line.model.residual:
        return None
    recorded = recorded_steps(line)
    begun = (line.at[:, 0] < cut.minute) & (recorded >= 1)
    begun &= (counted if counted is not None else True) & (line.cancelled >= cut.minute)
    done = begun & (line.at[:, -1] < cut.minute)
    if not done.any():
        return None
    took = np.maximum(line.place[done, -1] - line.place[done, 0], 0)
    weight = np.ones(len(took))
    if past(cut):
        ages = cut.place - line.place[begun, 0]
        weight = seen_weights(took, ages, line.model.weight_at_most)
    ratio = took / recorded[done]
    order = np.argsort(ratio, kind="stable")
    total = weight.sum() + _lost(line, cut, begun & ~done)
    return RatioLaw(ratio[order], np.cumsum(weight[order]) / total)


def _lost(line: Timeline, cut: Instant, open_: Bools) -> int:
    """Return how many are taken as lost."""
    rule = line.model.undelivered
    if rule.count != "late" or not past(cut):
        return 0
    return int((open_ & (cut.minute - line.at[:, 0] > rule.after_days * MINUTES_PER_DAY)).sum())


def blended(learned: Ints, quoted: Ints, weight: Floats) -> Ints:
    """Return (1 - weight) x learned + weight x quoted, rounded up; `NEVER` if either is.

    Parameters
    ----------
    learned, quoted : int64[n, levels]
    weight : float64[n]
        Of the quote.
    """
    never = (learned >= NEVER) | (quoted >= NEVER)
    first, second = np.where(never, 0, learned), np.where(never, 0, quoted)
    mean = first + weight[:, None] * (second - first)
    return np.where(never, NEVER, np.ceil(mean - 1e-9).astype(np.int64))
