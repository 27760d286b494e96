"""What a lane charges by: units, volumetric and chargeable quantities (C-29, C-30)."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from math import ceil
from typing import NamedTuple

from reference.lanes import Lane
from reference.parcels import GRAMS_PER_LB, MM_PER_IN, Parcel

# Units of quantity in one unit of the lane (1 g, 1/1000 lb, 1 cm3, the piece).
SCALE = {"kg": 1000, "lb": 1000, "cbm": 10**6, "rt": 10**6}
BY_MEASURE = tuple(SCALE)
MM3_PER_IN3 = MM_PER_IN**3


class Weighed(NamedTuple):
    """A piece on a lane: the least it counts for, and the divisor of its volume."""

    piece: Parcel
    least: int | None  # lifted by surcharges (C-34), units of quantity
    divisor: Fraction | None  # None: volume does not count


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


@cache
def side_step_mm(lane: Lane) -> Fraction | None:
    """Return the step to which sides are rounded up: in cm, or in inches on lb lanes (C-29)."""
    step = lane.number("side_step")
    return None if step is None else step * (MM_PER_IN if lane.unit == "lb" else 10)


def divided_volume(lane: Lane, piece: Parcel) -> Fraction | int:
    """Return the volume that is divided, in mm3 (C-29)."""
    step_mm = side_step_mm(lane)
    if step_mm is None:
        return piece.volume
    return piece.stepped_volume(step_mm, lane.row.get("side_mode", "") == "nearest")


def volumetric(lane: Lane, piece: Parcel, divisor: Fraction | None) -> int:
    """Return the volumetric quantity of a piece, 0 without a divisor (C-29)."""
    if divisor is None:
        return 0
    volume = divided_volume(lane, piece)
    if lane.unit == "lb":
        return ceil(volume / MM3_PER_IN3 / divisor * 1000)
    return ceil(volume / divisor)


def counts(lane: Lane, a: int, v: int, volume_mm3: Fraction | int, longest_mm: int) -> bool:
    """Tell whether volume counts beside the actual quantity (C-30)."""
    least, length = lane.number("dim_min_volume_cm3"), lane.number("dim_min_len_cm")
    large = least is None or volume_mm3 > least * 1000
    long = length is None or longest_mm >= length * 10
    return large and long and v > lane.dim_min_ratio * a and v > a


def mixed(lane: Lane, a: int, v: int, pieces: list[Parcel]) -> int:
    """Return a, lifted towards v by the lane's mix where volume counts (C-30)."""
    volume_mm3 = sum(divided_volume(lane, piece) for piece in pieces)
    longest_mm = max(piece.sides[0] for piece in pieces)
    return a + ceil((v - a) * lane.dim_mix) if counts(lane, a, v, volume_mm3, longest_mm) else a


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


@cache
def in_units(lane: Lane, column: str) -> int | None:
    """Return a minimum of the lane in units of quantity, rounded up."""
    least = lane.number(column)
    return None if least is None else ceil(least * scale_of(lane))


def minimum(lane: Lane, weighed: Weighed) -> int | None:
    """Return the least that a piece counts for, if it has a minimum (C-30)."""
    both = (in_units(lane, "piece_min_qty"), weighed.least)
    return max((least for least in both if least is not None), default=None)


def of_piece_alone(lane: Lane, weighed: Weighed) -> int:
    """Return the quantity of a piece with its minimum, before `round_steps` and `min_qty`."""
    piece = weighed.piece
    v = volumetric(lane, piece, weighed.divisor)
    quantity = mixed(lane, actual(lane, piece), v, [piece])
    quantity = max(quantity, minimum(lane, weighed) or 0)
    step = lane.number("piece_step")
    if lane.scope != "each" or step is None:
        return quantity
    return ceil(ceil(quantity / (step * scale_of(lane))) * step * scale_of(lane))


def of_piece(lane: Lane, weighed: Weighed) -> tuple[int, int]:
    """Return (chargeable, quantity that picks the row) of a piece alone (C-30, C-31)."""
    return finished(lane, actual(lane, weighed.piece), of_piece_alone(lane, weighed))


def of_shipment(lane: Lane, every: list[Weighed]) -> tuple[int, int]:
    """Return (chargeable, quantity that picks the row) of all pieces together (C-30, C-31)."""
    pieces = [weighed.piece for weighed in every]
    a = 1 if lane.unit == "shipment" else sum(actual(lane, piece) for piece in pieces)
    if lane.scope == "each":
        return finished(lane, a, sum(of_piece_alone(lane, weighed) for weighed in every))
    if lane.unit == "rt":  # weight or measure of the whole shipment
        a = max(sum(piece.weight_g for piece in pieces), sum(piece.cm3 for piece in pieces))
    v = sum(volumetric(lane, weighed.piece, weighed.divisor) for weighed in every)
    quantity = mixed(lane, a, v, pieces)
    minima = [minimum(lane, weighed) for weighed in every]
    if lane.unit in BY_MEASURE and any(least is not None for least in minima):
        pairs = zip(pieces, minima, strict=True)
        least_of_all = sum(max(actual(lane, piece), least or 0) for piece, least in pairs)
        quantity = max(quantity, least_of_all)
    return finished(lane, a, quantity)


def finished(lane: Lane, a: int, quantity: int) -> tuple[int, int]:
    """Return the chargeable quantity and the one that picks the row."""
    chargeable = max(stepped(lane, quantity), in_units(lane, "min_qty") or 0)
    return chargeable, stepped(lane, a) if lane.band_basis == "actual" else chargeable
