"""Transfers: which lanes hand goods over to each other at a node, and how long it takes (C-64)."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from oneprice.core.compiling import Compiling, Table
from oneprice.core.source import Row
from oneprice.core.vocabulary import LEG, MODE
from oneprice.routing.laws.tables import MOST_TRANSFER_H

TRANSFER_COLUMNS = (
    *("node_id", "from_carrier", "to_carrier", "from_leg", "to_leg", "from_mode", "to_mode"),
    *("allowed", "hours"),
)
TRANSFER_REQUIRED = ("node_id", "source")
ANY = "*"
OTHER = "other"  # every carrier but the one that hands over
Key = tuple[int, ...]  # node, then carrier, leg and mode of both lanes


@dataclass(frozen=True)
class TransferRow:
    """One row of `transfer.csv`; a 0 in `wanted` fits anything.

    Attributes
    ----------
    number : int
        Row of the table, for messages.
    wanted : tuple of int
        Node, carriers, legs and modes of both lanes, as `Transfers.key` orders them.
    other : bool
        Whether the row asks for another carrier than the first lane's.
    hours : int or None
        Between arrival and presence; None = the pair is forbidden.
    """

    number: int
    wanted: Key
    other: bool
    hours: int | None

    def fits(self, key: Key) -> bool:
        """Tell whether the row fits a node and two lanes."""
        if self.other and key[1] == key[2]:
            return False
        return all(want in (0, given) for want, given in zip(self.wanted, key, strict=True))


@dataclass
class Transfers:
    """What lies between two lanes of a chain.

    Attributes
    ----------
    lane : Table
        Record table; row 0 is none.
    rows : tuple of TransferRow
        In written order: the first that fits decides.
    """

    lane: Table
    rows: tuple[TransferRow, ...] = ()
    _decided: dict[Key, TransferRow | None] = field(default_factory=dict)

    def key(self, before: int, after: int) -> Key:
        """Return all that a transfer between two lanes depends on."""
        one, two = self.lane[before], self.lane[after]
        pairs = ((int(one[name]), int(two[name])) for name in ("carrier", "leg", "mode"))
        return int(two["origin_node"]), *(number for pair in pairs for number in pair)

    def hours(self, before: int, after: int) -> int | None:
        """Return the whole hours between arrival by a lane and presence at the next.

        Parameters
        ----------
        before, after : int
            Lanes; the first ends where the second starts.

        Returns
        -------
        int or None
            0 where no row fits; None where the pair is forbidden (C-64).
        """
        if not self.rows:
            return 0
        key = self.key(before, after)
        if key not in self._decided:
            self._decided[key] = next((row for row in self.rows if row.fits(key)), None)
        row = self._decided[key]
        return 0 if row is None else row.hours

    def of_chain(self, chain: tuple[int, ...]) -> tuple[int, ...]:
        """Return the hours before presence at each lane of a chain, 0 at the first."""
        return 0, *(self.hours(before, after) or 0 for before, after in pairwise(chain))

    def names_carrier(self, carrier: int) -> bool:
        """Tell whether a row names a carrier."""
        return any(carrier in row.wanted[1:3] for row in self.rows)

    def idle(self) -> list[int]:
        """Return the numbers of the rows with hours that have decided about no pair so far.

        One that forbids what nobody offers is a rule for later, and no finding.
        """
        deciding = {row.number for row in self._decided.values() if row}
        return [
            row.number for row in self.rows if row.number not in deciding and row.hours is not None
        ]


def read_transfers(ctx: Compiling, lane: Table) -> Transfers:
    """Read `transfer.csv`.

    Raises
    ------
    InputError
        Unknown node, carrier, leg or mode, hours on a forbidden pair, hours out of range.
    """
    rows = ctx.rows("transfer.csv", TRANSFER_COLUMNS, TRANSFER_REQUIRED)
    return Transfers(lane, tuple(_row(ctx, row) for row in rows))


def _row(ctx: Compiling, row: Row) -> TransferRow:
    other = row["to_carrier"] == OTHER
    wanted = (
        _name(ctx, row, "node_id", "node"),
        _name(ctx, row, "from_carrier", "carrier"),
        0 if other else _name(ctx, row, "to_carrier", "carrier"),
        *(row.choice(column, _words(LEG), ANY) for column in ("from_leg", "to_leg")),
        *(row.choice(column, _words(MODE), ANY) for column in ("from_mode", "to_mode")),
    )
    return TransferRow(row.number, wanted, other, _hours(row))


def _name(ctx: Compiling, row: Row, column: str, space: str) -> int:
    if row[column] in ("", ANY):
        return 0
    return ctx.ids.require(space, row[column], row.where(column))


def _words(words: dict[str, int]) -> dict[str, int]:
    """Return words with their codes; `*` stands for all of them."""
    return {word or ANY: code for word, code in words.items()}


def _hours(row: Row) -> int | None:
    hours = row.integer("hours", 0)
    if not 0 <= hours <= MOST_TRANSFER_H:
        raise row.error("hours", f"give whole hours from 0 to {MOST_TRANSFER_H}")
    if row.yes("allowed", default=True):
        return hours
    if hours:
        raise row.error("hours", "leave it empty: the pair is not allowed")
    return None


def note_idle(ctx: Compiling, transfers: Transfers) -> None:
    """Note the rows that decide about no pair of lanes; call it once the chains are found."""
    for number in transfers.idle():
        ctx.notes.append(f"transfer.csv row {number} decides about no two lanes of a chain.")
