"""Which lanes serve a parcel: the index of batch rating, by origin and country of destination.

An offer is what one price buys: a lane, or a lane with those inside its price (C-35).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from oneprice.carriers.refs import OFFER
from oneprice.core.compiling import Table
from oneprice.core.errors import InputError
from oneprice.core.ground import NODE_KIND
from oneprice.core.vocabulary import LEG

DOOR = "door"
LEGS = (DOOR, *(word for word in LEG if word))
Chain = tuple[int, ...]


class Offers(NamedTuple):
    """The index: who offers what between an origin and a country.

    Attributes
    ----------
    origin : int64[nodes]
        Place of each node among the origins, 0 where no offer starts.
    cell : int64[places * countries + 1]
        Offers of (place, country) are `offer[cell[k]:cell[k + 1]]`, k = place * countries +
        country; they stand in the order of their lanes.
    offer : OFFER records
    chain : int64
        The lanes of all offers.
    longest : int
        Most lanes of an offer.
    """

    origin: Table
    cell: Table
    offer: Table
    chain: Table
    longest: int


def read_offers(tables: Mapping[str, Table], countries: int, legs: Sequence[str]) -> Offers:
    """Return the offers of a book.

    Parameters
    ----------
    tables : mapping of str to Table
        With the sections `lane` and `node`.
    countries : int
        How many numbers the id space "country" has.
    legs : sequence of str
        `door`: lanes whose price reaches the buyer, themselves or by the lanes inside their
        price, with a linehaul on the way. Or a leg: all lanes of this leg with a price of their
        own, which end where they end.

    Raises
    ------
    InputError
        No leg, or an unknown one.
    """
    for word in legs:
        if word not in LEGS:
            raise InputError("legs", word, f"give some of {', '.join(LEGS)}")
    if not legs:
        raise InputError("legs", "none", f"give some of {', '.join(LEGS)}")
    lane = tables["lane"]
    chains = [(chain, _cell_key(lane, chain)) for chain in _chains(tables, legs)]
    chains.sort(key=lambda pair: (*pair[1], pair[0]))
    starts = sorted({key[0] for _, key in chains})
    origin = np.zeros(len(tables["node"]), np.int64)
    origin[starts] = np.arange(1, len(starts) + 1)
    cells = [int(origin[start]) * countries + country for _, (start, country) in chains]
    counts = np.bincount(np.array(cells, np.int64), minlength=(len(starts) + 1) * countries)
    return Offers(
        origin,
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        _offer_table([chain for chain, _ in chains]),
        np.array([each for chain, _ in chains for each in chain], np.int64),
        max((len(chain) for chain, _ in chains), default=1),
    )


def _cell_key(lane: Table, chain: Chain) -> tuple[int, int]:
    """Return origin node and country of destination of a chain of lanes."""
    return int(lane[chain[0]]["origin_node"]), int(lane[chain[-1]]["dest_country"])


def _offer_table(chains: list[Chain]) -> Table:
    table = np.zeros(len(chains), OFFER)
    table["lane"] = [chain[0] for chain in chains]
    ends = np.cumsum([len(chain) for chain in chains], dtype=np.int64)
    table["chain_hi"] = ends
    table["chain_lo"] = np.concatenate([[0], ends[:-1]]) if len(chains) else ends
    return table


def _chains(tables: Mapping[str, Table], legs: Sequence[str]) -> set[Chain]:
    """Return what each price buys, as lanes in the order of the way."""
    lane = tables["lane"]
    own = np.flatnonzero(lane["priced_by"][1:] == 0) + 1
    codes = {LEG[word] for word in legs if word != DOOR}
    found: set[Chain] = {(int(each),) for each in own if int(lane[each]["leg"]) in codes}
    if DOOR in legs:
        ways = _DoorWays(tables)
        found |= {chain for each in own for chain in ways.of(int(each))}
    return found


class _DoorWays:
    """Follows the lanes inside a lane's price up to the buyer."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        lane = tables["lane"]
        self._dest = lane["dest_node"].tolist()
        self._origin = lane["origin_node"].tolist()
        self._hauls = (lane["leg"] == LEG["linehaul"]).tolist()
        self._door = (tables["node"]["kind"] == NODE_KIND["zone"]).tolist()
        self._inside: dict[int, list[int]] = {}
        for each in np.flatnonzero(lane["priced_by"]).tolist():
            self._inside.setdefault(int(lane[each]["priced_by"]), []).append(each)

    def of(self, lane: int) -> Iterator[Chain]:
        """Yield the chains from a lane to a `zone` node that have a linehaul."""
        waiting: list[Chain] = [(lane,)]
        while waiting:
            chain = waiting.pop()
            end = self._dest[chain[-1]]
            if self._door[end]:
                if any(self._hauls[each] for each in chain):
                    yield chain
                continue
            for each in self._inside.get(lane, ()):
                if self._origin[each] == end and each not in chain:
                    waiting.append((*chain, each))
