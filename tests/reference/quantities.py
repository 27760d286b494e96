"""What a lane charges by: units, volumetric and chargeable quantities (C-29, C-30)."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from math import ceil

from reference.lanes import Lane
from reference.parcels import Parcel

# Units of quantity in one unit of the lane (1 g, 1/1000 lb, 1 cm3, the piece).
SCALE = {"kg": 1000, "lb": 1000, "cbm": 10**6, "rt": 10**6}
GRAMS_PER_LB = Fraction("453.59237")
MM3_PER_IN3 = Fraction("16387.064")


def scale_of(lane: Lane) -> int:
    """Return how many units of quantity make one unit of the lane."""
    return SCALE.get(lane.unit, 1)


def actual(lane: Lane, piece: Parcel) -> int:
    """Return the actual quantity of a piece (C-29)."""
    if lane.unit == "kg":
        return piece.weight_g
    if lane.unit == "lb":
        return ceil(piece.weight_g * 1000 / GRAMS_PER_LB)
    if lane.unit == "cbm":
        return piece.cm3
    return max(piece.weight_g, piece.cm3) if lane.unit == "rt" else 1


def volumetric(lane: Lane, piece: Parcel) -> int:
    """Return the volumetric quantity of a piece, 0 without a divisor (C-29)."""
    divisor = lane.number("dim_divisor")
    if divisor is None:
        return 0
    if lane.unit == "lb":
        return ceil(piece.volume / MM3_PER_IN3 / divisor * 1000)
    return ceil(piece.volume / divisor)


def mixed(lane: Lane, a: int, v: int) -> int:
    """Return a, lifted towards v by the lane's mix (C-30)."""
    return a + ceil((v - a) * lane.dim_mix) if v > a else a


@cache
def round_steps(lane: Lane) -> list[tuple[Fraction | None, Fraction]]:
    """Return (bound, step) of `round_steps` in units of quantity; no bound: all above."""
    found = []
    for entry in lane.row.get("round_steps", "").split(";"):
        bound, _, step = entry.partition(":")
        if step:
            high = None if bound.strip() == "*" else Fraction(bound) * scale_of(lane)
            found.append((high, Fraction(step) * scale_of(lane)))
    return found


def stepped(lane: Lane, quantity: int) -> int:
    """Return a quantity rounded up by the first entry of `round_steps` that holds it (C-30)."""
    for bound, size in round_steps(lane):
        if bound is None or quantity <= bound:
            return ceil(ceil(quantity / size) * size)
    return quantity


def lifted(lane: Lane, column: str, quantity: int) -> int:
    """Return a quantity lifted to a minimum of the lane."""
    least = lane.number(column)
    return quantity if least is None else max(quantity, ceil(least * scale_of(lane)))


def of_pieces(lane: Lane, pieces: list[Parcel]) -> list[tuple[int, int]]:
    """Return (chargeable, quantity that picks the row) of what is priced (C-30, C-31)."""
    if lane.scope == "piece":
        return [of_piece(lane, piece) for piece in pieces]
    a = 1 if lane.unit == "shipment" else sum(actual(lane, piece) for piece in pieces)
    if lane.unit == "rt":  # weight or measure of the whole shipment
        a = max(sum(piece.weight_g for piece in pieces), sum(piece.cm3 for piece in pieces))
    v = sum(volumetric(lane, piece) for piece in pieces)
    least = 0
    if lane.row.get("piece_min_qty", ""):
        least = sum(lifted(lane, "piece_min_qty", actual(lane, piece)) for piece in pieces)
    return [finished(lane, a, max(mixed(lane, a, v), least))]


def of_piece(lane: Lane, piece: Parcel) -> tuple[int, int]:
    """Return the two quantities of a piece that goes on alone."""
    a, v = actual(lane, piece), volumetric(lane, piece)
    return finished(lane, a, lifted(lane, "piece_min_qty", mixed(lane, a, v)))


def finished(lane: Lane, a: int, quantity: int) -> tuple[int, int]:
    """Return the chargeable quantity and the one that picks the row."""
    chargeable = lifted(lane, "min_qty", stepped(lane, quantity))
    return chargeable, stepped(lane, a) if lane.band_basis == "actual" else chargeable
