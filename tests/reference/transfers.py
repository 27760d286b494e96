"""From lane to lane at a node: which pairs are allowed, and the hours between (C-64)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reference.reading import Row

if TYPE_CHECKING:
    from reference.lanes import Lane

ENDS = ("from", "to")


class Transfers:
    """The rows of `transfer.csv` in written order."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows
        self.memo: dict[tuple[str, str], Row | None] = {}

    def row(self, before: Lane, after: Lane) -> Row | None:
        """Return the first row that fits two lanes that meet at a node, if any does."""
        key = (before.lane_id, after.lane_id)
        if key not in self.memo:
            fitting = (row for row in self.rows if fits(row, before, after))
            self.memo[key] = next(fitting, None)
        return self.memo[key]

    def allowed(self, before: Lane, after: Lane) -> bool:
        """Tell whether goods may go on from a lane by another."""
        row = self.row(before, after)
        return row is None or row.get("allowed", "") != "0"

    def hours(self, before: Lane, after: Lane) -> int:
        """Return the hours between arrival and presence."""
        row = self.row(before, after)
        return int(row.get("hours", "") or 0) if row else 0


def fits(row: Row, before: Lane, after: Lane) -> bool:
    """Tell whether a row speaks of two lanes."""
    if row["node_id"] not in ("*", after.origin.node_id):
        return False
    return fits_carriers(row, before, after) and all(
        (row.get(f"{end}_{column}", "") or "*") in ("*", getattr(lane, column))
        for end, lane in zip(ENDS, (before, after), strict=True)
        for column in ("leg", "mode")
    )


def fits_carriers(row: Row, before: Lane, after: Lane) -> bool:
    """Tell whether a row speaks of two carriers; `other` is any but the first."""
    first, second = (row.get(f"{end}_carrier", "") or "*" for end in ENDS)
    if first not in ("*", before.carrier):
        return False
    if second == "other":
        return after.carrier != before.carrier
    return second in ("*", after.carrier)
