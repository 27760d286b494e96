"""What the book that lanes are imported into knows: nodes, calendars, currencies, zones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from oneprice.carriers.tables import LANE_COLUMNS, LANE_REQUIRED, ZONE_COLUMNS, ZONE_REQUIRED
from oneprice.core.ground import NODE_COLUMNS, NODE_REQUIRED
from oneprice.core.source import read_table

_CALENDAR = ("calendar_id", "workdays", "holiday_country", "holiday_subdivision", "source")
_CURRENCY = ("currency", "exponent", "source")


@dataclass(frozen=True)
class Known:
    """The names of a book; None where a name is not to be checked.

    Attributes
    ----------
    nodes, calendars, currencies, regions, lanes : frozenset of str
        As in `node.csv`, `calendar.csv`, `currency.csv`, the regions of nodes, `lane.csv`.
    zones : dict of str to frozenset of str
        Zone set -> its zones, as in `zone.csv`.
    areas : frozenset of str
        Zone sets that have a file of service areas, whose zones are not read here.
    """

    nodes: frozenset[str] | None = None
    calendars: frozenset[str] | None = None
    currencies: frozenset[str] | None = None
    regions: frozenset[str] | None = None
    lanes: frozenset[str] | None = None
    zones: dict[str, frozenset[str]] | None = None
    areas: frozenset[str] = frozenset()


def read_known(folder: Path) -> Known:
    """Return the names of a source folder; a table that is not there has none.

    Raises
    ------
    InputError
        What `core.source.read_table` refuses.
    """
    nodes = read_table(folder / "node.csv", NODE_COLUMNS, NODE_REQUIRED)
    calendars = read_table(folder / "calendar.csv", _CALENDAR, _CALENDAR[:2])
    currencies = read_table(folder / "currency.csv", _CURRENCY, _CURRENCY[:2])
    lanes = read_table(folder / "lane.csv", LANE_COLUMNS, LANE_REQUIRED)
    zones: dict[str, set[str]] = {}
    for row in read_table(folder / "zone.csv", ZONE_COLUMNS, ZONE_REQUIRED):
        zones.setdefault(row["zone_set"], set()).add(row["zone"])
    return Known(
        nodes=frozenset(row["node_id"] for row in nodes),
        calendars=frozenset(row["calendar_id"] for row in calendars),
        currencies=frozenset(row["currency"] for row in currencies),
        regions=frozenset(row["region"] for row in nodes if row["region"]),
        lanes=frozenset(row["lane_id"] for row in lanes),
        zones={name: frozenset(held) for name, held in zones.items()},
        areas=frozenset(path.stem for path in (folder / "areas").glob("*.geojson")),
    )
