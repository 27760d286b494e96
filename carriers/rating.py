"""Price one shipment on one lane in plain Python: for planners, tools and tests.

Checkout does not come through here; it calls the kernels on the whole book.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from oneprice.carriers._kernels_group import KEPT_ROWS
from oneprice.carriers._kernels_quantity import MEASURED_ROWS
from oneprice.carriers._kernels_rating import rate_lane
from oneprice.carriers.tables import (
    CHARGE_WHAT,
    LANE_ASK,
    LANE_CHARGE,
    QTY_SCALE,
    SERVICE,
    CarrierBook,
)
from oneprice.core.compiling import Table
from oneprice.core.errors import InputError
from oneprice.core.ids import IdSpaces
from oneprice.core.order_record import PIECE
from oneprice.core.refusal import CODES
from oneprice.core.vocabulary import CARGO_CLASS, PURPOSE

NOT_SAID = -1


@dataclass(frozen=True)
class Piece:
    """One parcel.

    Attributes
    ----------
    weight_g : int
        Gross weight, 0 or more.
    sides_mm : tuple of int
        Three sides in any order; 0 where size does not matter.
    quantity : Fraction, optional
        Actual quantity in the lane's own unit (2.5 lb, say), where grams cannot say it exactly.
        It must be whole in units of C-29.
    flags : int, optional
        Cargo flags of the goods in it; those of the shipment where it is not said.
    goods_minor : int
        Value of the goods in it, by which the shipment's goods value is shared (C-08); where all
        are 0 each piece has the same share.
    """

    weight_g: int
    sides_mm: tuple[int, int, int] = (0, 0, 0)
    quantity: Fraction | None = None
    flags: int | None = None
    goods_minor: int = 0


@dataclass(frozen=True)
class LaneCharge:
    """One priced line: base freight or a surcharge, in the lane's currency.

    Attributes
    ----------
    what : str
        "base" or "surcharge".
    code : str
        The lane's id, or the surcharge's code.
    amount_minor : int
        Rounded as the lane rounds (C-33).
    quantity : Fraction
        Base: billed quantity in the lane's unit. Surcharge: units counted, 0 for percentages.
    row : int
        Row of the section `rate` or `surcharge`.
    """

    what: str
    code: str
    amount_minor: int
    quantity: Fraction
    row: int


@dataclass(frozen=True)
class Rating:
    """What a lane costs, or why it cannot be priced.

    Attributes
    ----------
    status : str
        "OK" or a reason code of `core.refusal`.
    fact : int
        What the reason is about, see `price_lane`.
    charges : tuple of LaneCharge
        Empty unless OK, and for a lane inside another's price.
    """

    status: str
    fact: int
    charges: tuple[LaneCharge, ...]

    @property
    def total_minor(self) -> int:
        """Return the sum of the charges in minor units of the lane's currency."""
        return sum(charge.amount_minor for charge in self.charges)


def carrier_book(tables: Mapping[str, Table]) -> CarrierBook:
    """Return this room's sections as the record arrays that kernels read."""
    views = {name: tables[name].view(np.recarray) for name in CarrierBook._fields}
    return CarrierBook(**views)


def most_surcharges(tables: Mapping[str, Table]) -> int:
    """Return how many surcharge rows one lane has at most: the room its scratch needs."""
    lane = tables["lane"]
    return int((lane["surcharge_hi"] - lane["surcharge_lo"]).max())


@dataclass(frozen=True)
class Shipment:
    """What a lane is asked to price.

    Attributes
    ----------
    pieces : sequence of Piece
    day : int
        Day of sale, or of export where the lane asks for it (C-12); days since 1970-01-01.
    zone, service : str
        Zone name ("" = the single zone) and remoteness of the destination.
    origin_zone : str
        Region the goods start from (C-58); "" = that of the lane's own origin node.
    cargo_class, flags
        Commercial class and cargo flags of the goods; a piece may say its own flags.
    purpose : str
        "b2c" or "b2b".
    declared_minor, taxes_minor : int
        Goods value, and duty and tax advanced, in minor units of the lane's currency.
    value_minor : int, optional
        Goods value in minor units of the currency of the lane's value bands; needed where the
        lane has such bands in another currency than its own.
    hs_lines : int
        Distinct HS headings.
    """

    pieces: Sequence[Piece]
    day: int
    zone: str = ""
    service: str = "ok"
    origin_zone: str = ""
    cargo_class: str = "general"
    flags: int = 0
    purpose: str = "b2c"
    declared_minor: int = 0
    value_minor: int | None = None
    hs_lines: int = 1
    taxes_minor: int = 0


class Rater:
    """Prices shipments on the lanes of compiled tables, with room for scratch kept between calls.

    Parameters
    ----------
    tables, ids
        As `compile_carriers` left them.
    """

    def __init__(self, tables: Mapping[str, Table], ids: IdSpaces) -> None:
        self.bk = carrier_book(tables)
        self.ids = ids
        rows = most_surcharges(tables)
        self._kept = np.zeros((KEPT_ROWS, max(rows, 1)), np.int64)
        self._out = np.zeros(2 + rows, LANE_CHARGE).view(np.recarray)

    def rate(self, lane_id: str, shipment: Shipment) -> Rating:
        """Price parcels on one lane with all its surcharges (C-29 to C-35).

        Raises
        ------
        InputError
            An unknown lane or zone, a word that is none, no piece, a value that is missing.
        """
        lane = self.ids.require("lane", lane_id, "lane_id")
        ask = self._ask(lane, shipment)
        n, out = len(shipment.pieces), self._out
        pieces = piece_records(shipment.pieces, shipment.flags)
        if n == 0:
            raise InputError("pieces", "none", "give at least one piece")
        exact = _exact_quantities(shipment.pieces, QTY_SCALE[self.bk.lane[lane].qty_kind])
        measured = np.zeros((MEASURED_ROWS, n), np.int64)
        status, fact, stop = rate_lane(
            self.bk, lane, ask, pieces, n, exact, shipment.taxes_minor, measured, self._kept, out
        )
        if status:
            return Rating(CODES[status], int(fact), ())
        return Rating("OK", 0, tuple(_charge(self.bk, self.ids, record) for record in out[:stop]))

    def _ask(self, lane: int, shipment: Shipment) -> Any:
        row, ids, ask = self.bk.lane[lane], self.ids, np.zeros(1, LANE_ASK)
        origin, zone = shipment.origin_zone, shipment.zone
        ask["origin_zone"] = (
            ids.require("region", origin, "origin_zone") if origin else row.origin_zone
        )
        ask["zone"] = ids.require("zone", zone, "zone") if zone else 0
        ask["service"] = _code(SERVICE, "service", shipment.service)
        ask["cargo_class"] = _code(CARGO_CLASS, "cargo_class", shipment.cargo_class)
        ask["day"] = shipment.day
        ask["purpose"] = _code(PURPOSE, "purpose", shipment.purpose)
        ask["goods_minor"] = shipment.declared_minor
        ask["value_minor"] = self._value_minor(row, shipment)
        ask["headings"] = shipment.hs_lines
        return ask.view(np.recarray)[0]

    def _value_minor(self, lane: Any, shipment: Shipment) -> int:
        if shipment.value_minor is not None:
            return shipment.value_minor
        if lane.value_currency not in (0, lane.currency):
            currency = self.ids.name("currency", lane.value_currency)
            raise InputError("value_minor", "none", f"give the goods value in {currency}")
        return shipment.declared_minor


def _code(words: Mapping[str, int], name: str, word: str) -> int:
    if word not in words:
        raise InputError(name, word, "give one of " + ", ".join(known for known in words if known))
    return words[word]


def rate_shipment(
    tables: Mapping[str, Table],
    ids: IdSpaces,
    lane_id: str,
    pieces: Sequence[Piece],
    *,
    day: int,
    **asked: Any,
) -> Rating:
    """Price parcels on one lane once; `asked` are further attributes of `Shipment`."""
    return Rater(tables, ids).rate(lane_id, Shipment(pieces, day, **asked))


def piece_records(pieces: Sequence[Piece], flags: int = 0) -> Table:
    """Return PIECE records with sides longest first; `flags` are those of pieces that say none."""
    parcels = np.zeros(len(pieces), PIECE)
    for record, piece in zip(parcels, pieces, strict=True):
        sides = sorted(piece.sides_mm, reverse=True)
        record["weight_g"] = piece.weight_g
        record["length_mm"], record["second_mm"], record["third_mm"] = sides
        record["battery_net_g"] = NOT_SAID
        record["flags"] = flags if piece.flags is None else piece.flags
        record["goods_minor"] = piece.goods_minor
    return parcels.view(np.recarray)


def _exact_quantities(pieces: Sequence[Piece], scale: int) -> Table:
    """Return the quantities given exactly, in units of C-29; -1 where grams make them."""
    exact = np.full(len(pieces), -1, np.int64)
    for i, piece in enumerate(pieces):
        if piece.quantity is None:
            continue
        units = piece.quantity * scale
        if units.denominator != 1 or units < 0:
            remedy = f"give a multiple of 1/{scale} of the lane's unit"
            raise InputError("quantity", str(piece.quantity), remedy)
        exact[i] = int(units)
    return exact


def _charge(bk: CarrierBook, ids: IdSpaces, record: Table) -> LaneCharge:
    base = record["what"] == 0
    lane = bk.lane[record["lane"]]
    code = (
        ids.name("lane", lane.name) if base else ids.name("code", bk.surcharge[record["row"]].code)
    )
    scale = QTY_SCALE[lane.qty_kind] if base else 1
    return LaneCharge(
        what=CHARGE_WHAT[record["what"]],
        code=code,
        amount_minor=int(record["amount_minor"]),
        quantity=Fraction(int(record["quantity"]), scale),
        row=int(record["row"]),
    )
