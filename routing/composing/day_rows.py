"""Which chances by day each chain needs, and the rows of the book that they become."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from oneprice.core.compiling import Table
from oneprice.core.vocabulary import LEG
from oneprice.routing.composing.arrivals import (
    Composer,
    Outcome,
    accepted_outcome,
    alike,
    delivery_outcome,
    departed,
    exported_outcome,
    reached_outcome,
    released_outcome,
    suffix_order,
)
from oneprice.routing.composing.day_laws import DayLaws
from oneprice.routing.composing.timing import Timing
from oneprice.routing.network.chains import Chain, Network

AT_ARRIVAL, AT_RELEASE, AT_ACCEPTANCE = range(3)  # jurisdiction.duty_point
LAST_LINEHAUL = 1  # jurisdiction.export_point
Hours = tuple[int, ...]
Steps = Callable[[int, int], None]  # told (done, of how many)


class Asked(NamedTuple):
    """Chances that a chain needs: of an outcome, once some lanes have been passed.

    Attributes
    ----------
    outcome : str
        delivery, reached, accepted, released or exported.
    lane, transfer_h : int
        The lane the outcome is about and the hours before presence at it, else 0.
    lanes, hours : tuple of int
        Lanes passed before, and the hours before presence at each.
    """

    outcome: str
    lane: int
    transfer_h: int
    lanes: Chain
    hours: Hours


@dataclass
class DayRows:
    """Finds the rows of chains; chains that keep the same time share theirs.

    Attributes
    ----------
    timing : Timing
    network : Network
    duty_points, export_points : dict of int to int
        By country; 0 where a country is not there.
    """

    timing: Timing
    network: Network
    duty_points: dict[int, int]
    export_points: dict[int, int]
    laws: DayLaws = field(init=False)

    def __post_init__(self) -> None:
        """Begin without rows."""
        self.laws = DayLaws(self.timing.pool)

    def of_chains(
        self, chains: Sequence[Chain], hours: Sequence[Hours], steps: Steps
    ) -> dict[str, list[int]]:
        """Return for each kind of row the first row of each chain (C-19, C-20, C-54).

        Parameters
        ----------
        chains : sequence of chains
        hours : sequence of tuples
            Hours before presence at each lane of a chain (C-64).
        steps : callable
            Told how many of all compositions are done.
        """
        ways = list(zip(chains, hours, strict=True))
        asked = {
            "arrival": [self._delivery(*way) for way in ways],
            "entry": [self._entry(*way) for way in ways],
            "export": [self._export(*way) for way in ways],
        }
        known: dict[tuple[str, Asked], int] = {}
        total = sum(len(set(each)) for each in asked.values())
        for kind, each in asked.items():
            for outcome, wanted in _by_outcome(each).items():
                composer = Composer(self.timing, _outcome(*outcome))
                for one in wanted:
                    known[kind, one] = self._append(kind, one, composer)
                    steps(len(known), total)
        return {kind: [known[kind, one] for one in each] for kind, each in asked.items()}

    def _append(self, kind: str, one: Asked, composer: Composer) -> int:
        """Compose and return the row of the first departure."""
        if not one.lanes:
            return self.laws.append(kind, departed(self.timing, one.lane))
        return self.laws.append(kind, composer.compose(one.lanes, one.hours))

    def _delivery(self, chain: Chain, hours: Hours) -> Asked:
        return Asked("delivery", 0, 0, alike(self.timing, chain), hours)

    def _entry(self, chain: Chain, hours: Hours) -> Asked:
        """Return what tells the entry day, by the duty point of the destination (C-19)."""
        at = self._legs(chain).index(LEG["clearance"])
        known = alike(self.timing, chain)
        point = self.duty_points.get(self.network.country(chain), AT_ARRIVAL)
        if point == AT_RELEASE:
            return Asked("released", 0, 0, known[: at + 1], hours[: at + 1])
        if point == AT_ACCEPTANCE:
            return Asked("accepted", known[at], hours[at], known[:at], hours[:at])
        return Asked("reached", 0, 0, known[:at], hours[:at])

    def _export(self, chain: Chain, hours: Hours) -> Asked:
        """Return what tells the export day: a linehaul leaves (C-54)."""
        hauls = self.network.hauls(chain)
        last = self.export_points.get(self.network.country(chain), 0) == LAST_LINEHAUL
        at = chain.index(hauls[-1] if last else hauls[0])
        known = alike(self.timing, chain)
        return Asked("exported", known[at], hours[at], known[:at], hours[:at])

    def _legs(self, chain: Chain) -> list[int]:
        return [self.network.leg(lane) for lane in chain]


def by_country(jurisdiction: Table, column: str) -> dict[int, int]:
    """Return a column of `jurisdiction` by country; the first row of a country counts."""
    found: dict[int, int] = {}
    for record in jurisdiction[1:]:
        found.setdefault(int(record["country"]), int(record[column]))
    return found


def _by_outcome(asked: Sequence[Asked]) -> dict[tuple[str, int, int], list[Asked]]:
    """Return what is asked once each, by outcome, common ends side by side."""
    found: dict[tuple[str, int, int], list[Asked]] = {}
    for one in sorted(set(asked), key=lambda one: (one[:3], suffix_order(one[3:]))):
        found.setdefault(one[:3], []).append(one)
    return found


def _outcome(name: str, lane: int, transfer_h: int) -> Outcome:
    """Return the outcome of a name."""
    if name == "accepted":
        return accepted_outcome(lane, transfer_h)
    if name == "exported":
        return exported_outcome(lane, transfer_h)
    plain = {"delivery": delivery_outcome, "reached": reached_outcome}
    return plain.get(name, released_outcome)
