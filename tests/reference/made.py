"""Lines, lanes and parcels made up for the twin's own tests."""

from __future__ import annotations

from typing import Any

from reference.fx import Converter, Fx
from reference.goods import Consignment, Line
from reference.lane_ask import LaneAsk
from reference.lanes import Lane, Node
from reference.money import Currencies
from reference.packing import CargoLimit, Room
from reference.parcels import Parcel
from reference.reading import Row, day_number
from reference.zones import Zone

DAY = day_number("2026-03-01")
EURO = Currencies([{"currency": "EUR", "exponent": "2"}])


def line(index: int = 0, **cells: Any) -> Line:
    """Return a line of one unit of 100 x 80 x 60 mm and 500 g."""
    row = {
        **{"seller": "s", "ship_from": "A", "sku": "x", "hs_code": "61091000"},
        **{"quantity": 1, "unit_price_minor": 1000, "country_of_origin": "CN"},
        **{"weight_g": 500, "length_mm": 100, "width_mm": 80, "height_mm": 60},
    }
    return Line({**row, **cells}, index, "DE")


def lane(**cells: str) -> Lane:
    """Return a lane by air that charges in EUR per kg."""
    row = {
        **{"lane_id": "L", "carrier": "c", "leg": "linehaul", "mode": "air", "currency": "EUR"},
        **{"origin_node": "A", "dest_node": "B", "calendar_id": "C", "cargo_allow": "*"},
        "segment": "international",
    }
    nodes = {name: Node(name, "hub", "CN", "UTC", "north") for name in "AB"}
    return Lane({**row, **cells}, nodes, {"C": None})  # type: ignore[dict-item]


def room(*cargo: CargoLimit, loose: bool = False, **limits: int) -> Room:
    """Return limits of a parcel, by the columns of a lane, in g, mm and mm3."""
    return Room(limits, cargo, loose)


def ask(on: Lane, *pieces: Parcel, **cells: Any) -> LaneAsk:
    """Return what a lane is asked: one plain line in some parcels, in zone A, by post to a home."""
    facts: dict[str, Any] = {
        **{"zone": Zone("A", "ok"), "region": "north", "goods": Consignment([line()], [])},
        **{"day": DAY, "purpose": "b2c", "value_minor": None},
    }
    return LaneAsk(lane=on, pieces=list(pieces), **{**facts, **cells})


def rows(*every: Row, **common: str) -> list[Row]:
    """Return rows that share some cells."""
    return [common | row for row in every]


def settle() -> Converter:
    """Return conversions where all is in EUR."""
    return Converter(Fx([], EURO), "settlement", ("*",), DAY)
