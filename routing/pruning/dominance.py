"""Chains that another one beats at every order are left out of the book (C-66)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from oneprice.core.compiling import Compiling, Table
from oneprice.core.days import MINUTES_PER_DAY, MINUTES_PER_HOUR
from oneprice.routing.laws.tables import MOST_HANDLING_H
from oneprice.routing.network.chains import Chain, Network
from oneprice.routing.network.transfers import Transfers
from oneprice.routing.pruning.day_order import DayOrder
from oneprice.routing.pruning.freight_order import DEARER, SAME, freight_order
from oneprice.routing.pruning.lane_likeness import Likeness
from oneprice.routing.pruning.seen_freight import sees_freight
from oneprice.routing.tables import GUARANTEE_BASES

LATE = GUARANTEE_BASES.index("late")
NEVER_MIN = 2**62  # later than any cut-off


def last_ready_min(ctx: Compiling, tables: Mapping[str, Table]) -> int:
    """Return the last minute at which goods of an order of the window are ready (C-14, C-68).

    Handling by the working days of a calendar may take however long: then it is no minute.
    """
    if tables["handling"]["day_type"].any():
        return NEVER_MIN
    ttl_min = int(tables["setting"][1]["quote_ttl_min"])
    return ctx.window_to_day * MINUTES_PER_DAY - 1 + ttl_min + MOST_HANDLING_H * MINUTES_PER_HOUR


@dataclass
class Dominance:
    """Compares chains that differ in one lane.

    Attributes
    ----------
    tables : mapping of section to table
        What has been compiled before the network.
    network : Network
        The lanes.
    transfers : Transfers
        A carrier that a row names is not compared.
    chains : sequence of Chain
        In the order of their route numbers.
    days : DayOrder
        Their chances.
    """

    tables: Mapping[str, Table]
    network: Network
    transfers: Transfers
    chains: Sequence[Chain]
    days: DayOrder
    likeness: Likeness = field(init=False)
    _freight: dict[tuple[int, int], int] = field(default_factory=dict)
    _seen: dict[tuple[int, int], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.likeness = Likeness(self.tables)

    def beaten(self) -> dict[int, tuple[int, int]]:
        """Return the chains to leave out: number -> (its lane, the lane that is never worse)."""
        found: dict[int, tuple[int, int]] = {}
        for group in self._groups():
            for number, lane in group:
                if number in found:
                    continue
                better = self._beater(number, lane, group)
                if better:
                    found[number] = lane, better
        return found

    def _groups(self) -> Iterator[list[tuple[int, int]]]:
        """Yield (chain, lane) of chains that differ in one lane, and that one alike (C-66)."""
        groups: dict[tuple[object, ...], list[tuple[int, int]]] = defaultdict(list)
        shared = Counter(self.likeness.of(lane) for lane in {n for c in self.chains for n in c})
        for number, chain in enumerate(self.chains):
            for at, lane in enumerate(chain):
                kind = self.likeness.of(lane)
                if shared[kind] > 1 and not self._named(lane):
                    groups[chain[:at], kind, chain[at + 1 :]].append((number, lane))
        yield from (group for group in groups.values() if len(group) > 1)

    def _named(self, lane: int) -> bool:
        """Tell whether a transfer row names the carrier of a lane."""
        return self.transfers.names_carrier(int(self.network.lane[lane]["carrier"]))

    def _beater(self, number: int, lane: int, group: list[tuple[int, int]]) -> int:
        """Return the lane of a chain of the group that beats a chain, or 0."""
        for other, its_lane in group:
            if other == number or not self._never_worse(other, its_lane, number, lane):
                continue
            # Of two that are equally good the lower route number stays.
            if other < number or not self._never_worse(number, lane, other, its_lane):
                return its_lane
        return 0

    def _never_worse(self, number: int, lane: int, other: int, its_lane: int) -> bool:
        """Tell whether a chain is never worse than another, price and date."""
        freight = self._freight_order(lane, its_lane)
        if freight == DEARER:
            return False
        chain, others = self.chains[number], self.chains[other]
        if freight != SAME and not self._price_rises(chain, lane):
            return False
        ends = (number, chain[0]), (other, others[0])
        return self.days.never_later(*ends, self._late_counts(chain))

    def _freight_order(self, lane: int, other: int) -> int:
        if (lane, other) not in self._freight:
            rates = self.likeness.rates(lane), self.likeness.rates(other)
            self._freight[lane, other] = freight_order(self.network.lane[lane], *rates)
        return self._freight[lane, other]

    def _price_rises(self, chain: Chain, lane: int) -> bool:
        """Tell whether the price surely rises with the freight of a lane.

        A surcharge that asks for another, or one that is the dearest of its group, may come
        and go with the base freight; a law that sees the freight may have thresholds.
        """
        surcharges = self.likeness.surcharges(lane)
        if surcharges["requires"].any() or surcharges["group"].any():
            return False
        key = self.network.country(chain), int(self.network.lane[lane]["segment"])
        if key not in self._seen:
            self._seen[key] = sees_freight(self.tables, *key)
        return not self._seen[key]

    def _late_counts(self, chain: Chain) -> bool:
        """Tell whether a `late` factor of the guarantee can apply to a chain (C-47, C-72)."""
        country, mode = self.network.country(chain), self.network.mode(chain)
        owing = {
            int(tier["tier"])
            for tier in self.tables["tier"][1:]
            if tier["late_num"] > 0 and tier["mode_mask"] >> mode & 1
        }
        return any(
            factor["basis"] == LATE
            and factor["num"] > 0
            and factor["country"] in (0, country)
            and (owing if factor["tier"] == 0 else int(factor["tier"]) - 1 in owing)
            for factor in self.tables["guarantee"][1:]
        )


def undominated(ctx: Compiling, dominance: Dominance) -> list[int]:
    """Return the numbers of the chains that stay, and note those that do not (C-66)."""
    beaten = dominance.beaten()
    _note(ctx, dominance.network, beaten, len(dominance.chains))
    return [number for number in range(len(dominance.chains)) if number not in beaten]


def _note(
    ctx: Compiling, network: Network, beaten: Mapping[int, tuple[int, int]], chains: int
) -> None:
    if not beaten:
        return
    ctx.notes.append(
        f"{len(beaten)} of {chains} routes are left out: another is never worse than each (C-66)."
    )
    for (lane, better), count in sorted(Counter(beaten.values()).items()):
        names = [ctx.ids.name("lane", int(network.lane[n]["name"])) for n in (lane, better)]
        routes = "1 route" if count == 1 else f"{count} routes"
        ctx.notes.append(
            f"lane {names[0]} is never better than lane {names[1]}: {routes} without it."
        )
