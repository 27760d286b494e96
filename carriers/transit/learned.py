"""What was learned as of an instant: the laws of the legs, and the promises they make."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oneprice.carriers.transit.cases import Cases
from oneprice.carriers.transit.hierarchy import Sample, Shrunk
from oneprice.carriers.transit.laws import NEVER, first_with
from oneprice.carriers.transit.model import TransitModel
from oneprice.carriers.transit.path import LegLaws, Paths, promise_steps
from oneprice.carriers.transit.quotes import RatioLaw, blended, recorded_steps
from oneprice.carriers.transit.sight import Instant
from oneprice.carriers.transit.stamps import Ints
from oneprice.carriers.transit.timeline import Groups, Timeline
from oneprice.carriers.transit.uplift import Announced, factors
from oneprice.carriers.transit.weights import Floats
from oneprice.core.days import MINUTES_PER_DAY

TAIL, MIDDLE = 0.95, 0.5


@dataclass(frozen=True, eq=False)
class LearnedLeg:
    """One leg as learned.

    Attributes
    ----------
    name : str
    laws : LegLaws
    shrunk : Shrunk
        The same laws as chances, with what they lean on.
    quote_share : float64[groups]
        Share of each law that leans on a published range.
    groups : Groups
    sample : Sample
        What was learned from, for laws of wider groups.
    lost : int
        Shipments taken as never arriving.
    """

    name: str
    laws: LegLaws
    shrunk: Shrunk
    quote_share: Floats
    groups: Groups
    sample: Sample
    lost: int

    def steps(self, level: float) -> Ints:
        """Return the first step of each group's law with a level, `NEVER` where none has it."""
        chance = np.cumsum(self.laws.mass, axis=1)
        found = first_with(chance, level)
        steps = np.append(self.laws.bins + self.laws.first, NEVER)
        return np.asarray(steps[found], dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Facts:
    """What promises lean on, one entry a case.

    Attributes
    ----------
    observations : float64[n]
        Effective observations behind the thinnest leg.
    parent_share, quote_share : float64[n]
        Of the leg that leans the most; of the quote, in a blended promise or as a published range.
    """

    observations: Floats
    parent_share: Floats
    quote_share: Floats


@dataclass(frozen=True, eq=False)
class Learned:
    """What was learned as of an instant; it has seen nothing that is stamped later.

    Attributes
    ----------
    as_of : Instant
    legs : list of LearnedLeg
    ratio : RatioLaw, optional
        Outcome over recorded promise.
    level_now : float64[groups]
        Level of the network (entry 0) and of the groups with one of their own; empty without.
    """

    model: TransitModel
    line: Timeline
    cases: Cases
    as_of: Instant
    legs: list[LearnedLeg]
    ratio: RatioLaw | None
    level_now: Floats
    announced: tuple[Announced, ...] = ()

    def promise_units(self, index: Ints, levels: list[float], blend: bool = False) -> Ints:
        """Return the earliest step with P(come by then) >= level.

        Parameters
        ----------
        index : int64[k]
            Entries of `cases`.
        levels : list of float
        blend : bool
            With the promise recorded with the case: the weighted mean of the learned promise and
            of the recorded one rescaled to the level.

        Returns
        -------
        int64[k, levels]
            `NEVER` where the law never gets there.
        """
        ship = self.cases.index[np.asarray(index, dtype=np.int64)]
        found = promise_steps([leg.laws for leg in self.legs], self._paths(ship), levels)
        if not blend or self.ratio is None:
            return found
        recorded = recorded_steps(self.line)[ship]
        quoted = self.ratio.promise(np.maximum(recorded, 0), levels)
        mean = blended(found, quoted, self.quote_weight(ship))
        return np.where((recorded >= 1)[:, None], mean, found)

    def quote_weight(self, ship: Ints) -> Floats:
        """Return the weight of the recorded promise in a blended one, by shipment."""
        leg, rule = self.legs[-1], self.model.quote
        count = leg.shrunk.observations[leg.groups.code[0][ship]]
        share = rule.weight / np.maximum(count + rule.weight, 1e-300)
        return np.asarray(np.maximum(share, rule.at_least))

    def facts(self, index: Ints, blend: bool = False) -> Facts:
        """Return what the promises of cases lean on."""
        ship = self.cases.index[np.asarray(index, dtype=np.int64)]
        rows = [leg.groups.code[0][ship] for leg in self.legs]
        pairs = list(zip(self.legs, rows, strict=True))
        quote = np.max([leg.quote_share[row] for leg, row in pairs], axis=0)
        if blend and self.ratio is not None:
            quote = np.maximum(quote, self.quote_weight(ship))
        return Facts(
            observations=np.min([leg.shrunk.observations[row] for leg, row in pairs], axis=0),
            parent_share=np.max([leg.shrunk.parent_share[row] for leg, row in pairs], axis=0),
            quote_share=np.asarray(quote),
        )

    def _paths(self, ship: Ints) -> Paths:
        """Return what the promises of shipments are composed of."""
        group = np.column_stack([leg.groups.code[0][ship] for leg in self.legs])
        begin = self.line.day[ship, 0]
        stretch = np.ones(group.shape)
        if self.announced:
            day = self.line.zone_day[ship, 0]
            for number, leg in enumerate(self.legs):
                stretch[:, number] = factors(self.announced, leg.name, day)
                # A later leg begins when the ones before are half over.
                # One that never gets there is taken as the longest the model knows.
                half = np.minimum(leg.steps(MIDDLE)[group[:, number]], self.model.most_units)
                day = day + half * self.model.step_min // MINUTES_PER_DAY
        return Paths(group, begin, stretch)
