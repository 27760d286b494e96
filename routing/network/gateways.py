"""Gateways: which nodes clear goods for which countries, and what passes them bonded (C-65)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from oneprice.core.compiling import Compiling, Table


@dataclass
class Gateways:
    """Nodes that clear goods for some countries only.

    Attributes
    ----------
    clears : dict of int to frozenset of int
        Node -> the countries it clears for; a node that is not named clears for all.
    """

    clears: dict[int, frozenset[int]]
    _shut: set[tuple[int, int]] = field(default_factory=set)
    _free: set[tuple[int, int]] = field(default_factory=set)

    def lets_through(
        self, country: int, clearing: int, hauls: Sequence[tuple[int, int, bool]]
    ) -> bool:
        """Tell whether goods for a country may take a way, and remember why not.

        Parameters
        ----------
        country : int
            Of destination.
        clearing : int
            Node at which the clearance starts.
        hauls : sequence of (lane, origin node, bonded)
            The linehauls of the way. One that leaves a node which clears for the country
            leaves it uncleared, and must be bonded.
        """
        if clearing in self.clears and country not in self.clears[clearing]:
            self._shut.add((clearing, country))
            return False
        free = [lane for lane, node, bonded in hauls if not bonded and self.holds(node, country)]
        self._free.update((lane, country) for lane in free)
        return not free

    def holds(self, node: int, country: int) -> bool:
        """Tell whether a node names a country among those it clears for."""
        return country in self.clears.get(node, frozenset())

    def note(self, ctx: Compiling, lane: Table) -> None:
        """Note the ways that were shut; call it once the chains are found."""
        for node, country in sorted(self._shut):
            name, where = ctx.ids.name("node", node), ctx.ids.name("country", country)
            ctx.notes.append(f"node {name} does not clear for {where}: no chain clears there.")
        for number, country in sorted(self._free):
            name = ctx.ids.name("lane", int(lane[number]["name"]))
            start = ctx.ids.name("node", int(lane[number]["origin_node"]))
            where = ctx.ids.name("country", country)
            ctx.notes.append(
                f"lane {name} carries nothing for {where}: {start} clears for it, and only a "
                "bonded lane leaves uncleared."
            )


def read_gateways(node: Table, clears: Table) -> Gateways:
    """Return the gateways from the sections `node` and `clears`."""
    spans = zip(node["clears_lo"].tolist(), node["clears_hi"].tolist(), strict=True)
    return Gateways(
        {
            number: frozenset(clears["country"][lo:hi].tolist())
            for number, (lo, hi) in enumerate(spans)
            if hi > lo
        }
    )
