"""Price one shipment on one lane in plain Python: for planners, tools and tests.

Checkout does not come through here; it calls the kernels on the whole book.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from oneprice.carriers._kernels import measure_pieces, price_measured, price_tax_fees
from oneprice.carriers.tables import CHARGE_WHAT, LANE_CHARGE, QTY_SCALE, SERVICE, CarrierBook
from oneprice.core.compiling import Table
from oneprice.core.errors import InputError
from oneprice.core.ids import IdSpaces
from oneprice.core.order_record import PIECE
from oneprice.core.refusal import CODES
from oneprice.core.vocabulary import CARGO_CLASS


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
    """

    weight_g: int
    sides_mm: tuple[int, int, int] = (0, 0, 0)
    quantity: Fraction | None = None


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
        Rounded half up to the minor unit (C-33).
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


def rate_shipment(
    tables: Mapping[str, Table],
    ids: IdSpaces,
    lane_id: str,
    pieces: Sequence[Piece],
    *,
    zone: str = "",
    service: str = "ok",
    cargo_class: str = "general",
    flags: int = 0,
    day: int,
    declared_minor: int = 0,
    hs_lines: int = 1,
    taxes_minor: int = 0,
) -> Rating:
    """Price parcels on one lane with all its surcharges (C-29 to C-35).

    Parameters
    ----------
    tables, ids
        As `compile_carriers` left them.
    zone, service : str
        Zone name ("" = the single zone) and remoteness of the destination.
    day : int
        Day of sale, days since 1970-01-01.
    declared_minor, taxes_minor : int
        Goods value, and duty and tax advanced, in minor units of the lane's currency.
    hs_lines : int
        Distinct HS headings.
    """
    lane = ids.require("lane", lane_id, "lane_id")
    place = ids.require("zone", zone, "zone") if zone else 0
    code = SERVICE[service]
    bk = carrier_book(tables)
    parcels = piece_records(pieces)
    out = np.zeros(2 + len(bk.surcharge), LANE_CHARGE).view(np.recarray)
    stop = 0
    if not bk.lane[lane].priced_by:
        measured = measure_pieces(bk, lane, parcels, len(pieces))
        _set_exact(measured, pieces, QTY_SCALE[bk.lane[lane].qty_kind])
        status, fact, stop = price_measured(
            bk, lane, place, code, CARGO_CLASS[cargo_class], flags, day, parcels, len(pieces),
            measured, declared_minor, hs_lines, out, 0,
        )  # fmt: skip
        if status:
            return Rating(CODES[status], int(fact), ())
    status, fact, stop = price_tax_fees(bk, lane, code, day, place, flags, taxes_minor, out, stop)
    if status:
        return Rating(CODES[status], int(fact), ())
    return Rating("OK", 0, tuple(_charge(bk, ids, record) for record in out[:stop]))


def piece_records(pieces: Sequence[Piece]) -> Table:
    """Return PIECE records with sides longest first."""
    parcels = np.zeros(len(pieces), PIECE)
    for record, piece in zip(parcels, pieces, strict=True):
        sides = sorted(piece.sides_mm, reverse=True)
        record["weight_g"] = piece.weight_g
        record["length_mm"], record["second_mm"], record["third_mm"] = sides
    return parcels.view(np.recarray)


def _set_exact(measured: Table, pieces: Sequence[Piece], scale: int) -> None:
    """Put the quantities given exactly in place of those from grams."""
    for i, piece in enumerate(pieces):
        if piece.quantity is None:
            continue
        units = piece.quantity * scale
        if units.denominator != 1 or units < 0:
            remedy = f"give a multiple of 1/{scale} of the lane's unit"
            raise InputError("quantity", str(piece.quantity), remedy)
        measured[0, i] = int(units)


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
