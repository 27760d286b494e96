"""What the cells of each column of a flat table must be: numbers, ratios, days, words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from oneprice.carriers import tables
from oneprice.core.days import parse_day
from oneprice.core.errors import InputError
from oneprice.core.source import parse_decimal, parse_ratio
from oneprice.core.vocabulary import CARGO_CLASS, FLAGS, LEG, MODE, PURPOSE, SEGMENT

Check = Callable[[str, str], object]


def _least(read: Callable[[str, str], Fraction], least: int | None = 0) -> Check:
    """Return a check of numbers from `least` on; None: any number."""

    def check(text: str, where: str) -> None:
        if read(text, where) < (least or 0) and least is not None:
            raise InputError(where, text, f"give {least} or more")

    return check


def _whole(text: str, where: str) -> None:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise InputError(where, text, "give a whole number")


def _one_of(words: Mapping[str, int]) -> Check:
    listed = [word for word in words if word]

    def check(text: str, where: str) -> None:
        if text not in listed:
            raise InputError(where, text, "give one of " + ", ".join(listed))

    return check


def _flags(text: str, where: str) -> None:
    words = [word.strip() for word in text.split("|")]
    if text not in ("*", "none") and not all(word in FLAGS for word in words):
        raise InputError(where, text, "give * or none, or a list of " + ", ".join(FLAGS))


def _weekdays(text: str, where: str) -> None:
    if not set(text) <= set("1234567") or len(set(text)) != len(text):
        raise InputError(where, text, "give ISO weekday digits, each once, as in 135")


def _divisor(text: str, where: str) -> None:
    if text != "none" and parse_decimal(text, where) <= 0:
        raise InputError(where, text, "give a number above 0, or none")


_NUMBER, _ANY_NUMBER, _RATIO = (
    _least(parse_decimal),
    _least(parse_decimal, None),
    _least(parse_ratio),
)
_DAYS: dict[str, Check] = {"valid_from": parse_day, "valid_to": parse_day}
_YES = _one_of({"0": 0, "1": 1, "N": 0, "Y": 1})
_SIZES = ("max_len_cm", "max_second_cm", "max_third_cm", "max_sum_cm", "max_girth_cm")
_ANY_CLASS = {"*": 0, **{word: code for word, code in CARGO_CLASS.items() if word}}


def _all(columns: tuple[str, ...], check: Check) -> dict[str, Check]:
    return dict.fromkeys(columns, check)


_LANE: dict[str, Check] = {
    **_all((*_SIZES, "max_volume_cm3", "max_piece_kg", "max_shipment_kg"), _NUMBER),
    **_all(("min_shipment_kg", "max_wh", "max_value", "dim_divisor", "side_step"), _NUMBER),
    **_all(("dim_min_volume_cm3", "piece_min_qty", "min_qty", "piece_min_charge"), _NUMBER),
    **_all(("shipment_min_charge", "cutoff_lead_h", "late_max_days"), _NUMBER),
    **_all(("transit_min_days", "transit_max_days"), _NUMBER),
    **_all(("dim_min_len_cm", "piece_step", "round_unit"), _NUMBER),
    **_all(("dim_mix", "dim_min_ratio", "dutiable_share", "late_share"), _RATIO),
    "max_pieces": _whole,
    "departure_days": _weekdays,
    "cargo_allow": _flags,
    "cargo_require": _flags,
    "leg": _one_of(LEG),
    "mode": _one_of(MODE),
    "aircraft": _one_of(tables.AIRCRAFT),
    "origin_by": _one_of(tables.ORIGIN_BY),
    "tax_terms": _one_of(tables.TAX_TERMS),
    "weight_scope": _one_of(tables.WEIGHT_SCOPE),
    "day_of": _one_of(tables.DAY_OF),
    "side_mode": _one_of(tables.SIDE_MODE),
    "round_mode": _one_of(tables.ROUND_MODE),
    "qty_unit": _one_of(tables.QTY_KIND),
    "band_basis": _one_of(tables.BAND_BASIS),
    "segment": _one_of(SEGMENT),
    "day_type": _one_of(tables.DAY_TYPE),
    "status": _one_of(tables.LANE_STATUS),
    **_all(("next_break", "bonded"), _YES),
    **_all(("runs_from", "runs_to"), parse_day),
}
_RATE: dict[str, Check] = {
    **_all(("lo", "hi", "base", "rate", "q0", "step", "min_charge", "max_charge"), _NUMBER),
    **_all(("min_qty", "value_lo", "value_hi", *_SIZES, "max_volume_cm3"), _NUMBER),
    **_all(("rate_group", "density_lo", "density_hi"), _whole),
    "bounds": _one_of(tables.BOUNDS),
    "cargo_class": _one_of(_ANY_CLASS),
    "dim_divisor": _divisor,
}
_ZONE: dict[str, Check] = {
    **_all(("max_piece_kg", "max_volume_cm3"), _NUMBER),
    "extra_days": _whole,
    "key_kind": _one_of({"all": 0, "prefix": 1, "range": 2}),
    "service": _one_of(tables.SERVICE),
}
_SURCHARGE: dict[str, Check] = {
    **_all(("free_units", "step", "min", "max", "threshold", "and_threshold"), _NUMBER),
    "min_billable": _NUMBER,
    **_all(("amount", "probability"), _RATIO),
    "priority": _ANY_NUMBER,
    "seq": _ANY_NUMBER,
    "kind": _one_of(tables.SURCHARGE_KIND),
    "basis": _one_of(tables.SURCHARGE_BASIS),
    "when_service": _one_of(tables.SERVICE),
    "when_flag": _flags,
    "when_purpose": _one_of(PURPOSE),
    "per": _one_of(tables.PER),
    "measure": _one_of(tables.MEASURE),
    "op": _one_of(tables.OP),
    "and_measure": _one_of(tables.MEASURE),
    "and_op": _one_of(tables.OP),
    "combine": _one_of(tables.COMBINE),
    "effect": _one_of(tables.EFFECT),
    "fuelable": _YES,
}
CHECKS: dict[str, dict[str, Check]] = {
    "lane": _LANE | _DAYS,
    "rate": _RATE | _DAYS,
    "zone": _ZONE,
    "surcharge": _SURCHARGE | _DAYS,
    "index": {"value": _RATIO, **_DAYS},
}


def is_number(table: str, column: str) -> bool:
    """Tell whether the cells of a column are numbers or ratios."""
    check = CHECKS.get(table, {}).get(column)
    return check in (_NUMBER, _ANY_NUMBER, _RATIO, _whole, _divisor)
