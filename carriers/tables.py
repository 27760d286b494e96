"""What carriers sell, as tables: the columns people fill in and the records kernels read.

Quantities are whole units of C-29 (g, 1/1000 lb, cm3, pieces), lengths mm, money pips,
days day numbers. An absent minimum is 0, an absent maximum is `UNBOUNDED`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from oneprice.carriers.area_tables import AREA_SECTIONS
from oneprice.core._kernels import UNBOUNDED
from oneprice.core.compiling import record_dtype
from oneprice.core.days import NEVER_DAY
from oneprice.core.schema import Section
from oneprice.core.vocabulary import ALL_FLAGS

# Codes are part of the book format: never renumber, only append.
TAX_TERMS = {"excluded": 0, "ddp_billed": 1, "ddp_included": 2}
WEIGHT_SCOPE = {"piece": 0, "shipment": 1, "each": 2}
DAY_OF = {"sale": 0, "export": 1, "entry": 2}  # whose rates, surcharges and indexes hold (C-12)
SIDE_MODE = {"up": 0, "nearest": 1}
ROUND_MODE = {"half_up": 0, "half_even": 1, "down": 2, "up": 3}
QTY_KIND = {"kg": 0, "lb": 1, "cbm": 2, "rt": 3, "piece": 4, "shipment": 5}
QTY_SCALE = (1_000, 1_000, 1_000_000, 1_000_000, 1, 1)  # units of C-29 in one unit of the lane
BAND_BASIS = {"chargeable": 0, "actual": 1}
DAY_TYPE = {"natural": 0, "work": 1}
LANE_STATUS = {"open": 0, "suspended": 1}
ORIGIN_BY = {"lane": 0, "ship_from": 1}
AIRCRAFT = {"": 0, "passenger": 1, "freighter": 2}
FLOWN_MODES = ("air", "express", "post")
BOUNDS = {"(]": 0, "[)": 1}
SERVICE = {"ok": 0, "remote": 1, "super_remote": 2, "embargo": 3}
SURCHARGE_KIND = {"surcharge": 0, "fee": 1}
SURCHARGE_BASIS = {
    "per_shipment": 1,
    "per_piece": 2,
    "per_kg": 3,
    "pct_base": 4,
    "pct_running": 5,
    "pct_declared": 6,
    "per_hs_line": 7,
    "pct_taxes": 8,
    "per_actual": 9,
}
PER = {"shipment": 0, "piece": 1}
# A measure in inches or pounds is the same measure with another unit of its threshold.
MEASURE = {
    "": 0,
    **{"longest_cm": 1, "second_cm": 2, "girth_cm": 3, "piece_kg": 4, "volume_cm3": 5},
    **{"shipment_kg": 6, "third_cm": 7, "sum_cm": 8, "volumetric_kg": 9},
    **{"longest_in": 1, "second_in": 2, "girth_in": 3, "piece_lb": 4, "volume_in3": 5},
    **{"third_in": 7, "sum_in": 8, "volumetric_lb": 9},
}
OP = {"": 0, ">": 1, ">=": 2, "<": 3, "<=": 4}
EFFECT = {"charge": 0, "refuse": 1}
COMBINE = {"": 0, "sum": 1, "max": 2, "first": 3, "priority": 4}
CARGO_LIMIT = {
    **{"forbid": 0, "max_wh": 1, "max_net_g": 2, "max_soc_pct": 3},
    **{"max_lithium_g": 4, "max_units": 5, "max_ml": 6},
}
PER_PARCEL_LIMITS = ("max_net_g", "max_units")  # of the parcel; all others are of the goods
MAX_PER_PARCEL_RULES = 62  # they are bits of one int64
MAX_TAX_FEES = 62  # rows of pct_taxes on one lane; they are bits of one int64 too
BATTERY_KIND = {"*": 0, "cell": 1, "battery": 2}
LARGEST_GROUP = 99  # of rate rows
MOST_EXTRA_DAYS = 30  # of a zone (C-19)
DENSEST = 100_000  # kg per cbm that a rate row may name
CHARGE_WHAT = ("base", "surcharge")

LANE_COLUMNS = (
    *("lane_id", "carrier", "product", "name", "leg", "mode", "aircraft"),
    *("origin_node", "dest_node", "origin_by", "zone_set", "currency", "priced_by", "tax_terms"),
    *("cargo_allow", "cargo_require", "max_wh", "max_piece_kg", "max_len_cm", "max_second_cm"),
    *("max_third_cm", "max_sum_cm", "max_girth_cm", "max_volume_cm3", "max_pieces"),
    *("max_shipment_kg", "min_shipment_kg", "max_value", "weight_scope", "day_of"),
    *("qty_unit", "band_basis", "dim_divisor", "dim_mix", "dim_min_volume_cm3", "dim_min_ratio"),
    *("dim_min_len_cm", "side_step", "side_mode", "piece_step", "round_steps", "piece_min_qty"),
    *("min_qty", "piece_min_charge", "shipment_min_charge", "round_unit", "round_mode"),
    *("next_break", "segment", "dutiable_share", "bonded", "departure_days", "departure_time"),
    *("cutoff_lead_h", "runs_from", "runs_to", "delivers_until", "day_type"),
    *("transit_min_days", "transit_max_days", "late_share", "late_max_days", "calendar_id"),
    *("status", "valid_from", "valid_to", "published_at", "source", "trust"),
)
LANE_REQUIRED = (
    *("lane_id", "carrier", "leg", "mode", "origin_node", "dest_node", "currency"),
    *("cargo_allow", "segment", "transit_min_days", "transit_max_days", "calendar_id", "source"),
)
RATE_COLUMNS = (
    *("lane_id", "origin_zone", "dest_zone", "cargo_class", "rate_group"),
    *("value_lo", "value_hi", "value_currency", "density_lo", "density_hi"),
    *("lo", "hi", "bounds", "base", "rate", "q0", "step", "min_charge", "max_charge", "min_qty"),
    *("max_len_cm", "max_second_cm", "max_third_cm", "max_sum_cm", "max_girth_cm"),
    *("max_volume_cm3", "dim_divisor", "sur_exclude", "valid_from", "valid_to"),
)
RATE_REQUIRED = ("lane_id", "lo")
ZONE_COLUMNS = (
    *("zone_set", "country", "origin_zone", "key_kind", "key_lo", "key_hi", "zone", "service"),
    *("extra_days", "calendar_id", "max_piece_kg", "max_volume_cm3"),
)
ZONE_REQUIRED = ("zone_set", "country", "key_kind", "zone")
SURCHARGE_COLUMNS = (
    *("sur_id", "lane_id", "code", "kind", "basis", "amount", "per", "free_units", "step"),
    *("min", "max", "index_id", "when_zone", "when_origin", "when_service", "when_flag"),
    *("when_purpose", "measure", "op", "threshold", "and_measure", "and_op", "and_threshold"),
    *("group", "combine", "priority", "min_billable", "requires"),
    *("probability", "fuelable", "effect", "seq", "valid_from", "valid_to"),
)
SURCHARGE_REQUIRED = ("sur_id", "lane_id", "code", "basis", "seq")
INDEX_COLUMNS = ("index_id", "value", "valid_from", "valid_to")
INDEX_REQUIRED = ("index_id", "value")
CARGO_RULE_COLUMNS = (
    *("mode", "lane_id", "aircraft", "flag", "all_flags", "battery", "wh_over", "wh_to"),
    *("limit", "value", "remedy", "valid_from", "valid_to"),
)
CARGO_RULE_REQUIRED = ("mode", "flag", "limit", "source")

SIZE_LIMITS = (  # of a parcel, in the order in which they are asked
    *("max_len_mm", "max_second_mm", "max_third_mm", "max_sum_mm", "max_girth_mm"),
    "max_volume_mm3",
)
LANE = record_dtype(
    *("name", "carrier", "leg", "mode", "aircraft", "origin_node", "origin_zone", "origin_by"),
    *("dest_node", "dest_country", "zone_set"),
    *("currency", "priced_by", "tax_terms", "allow_mask", "require_mask", "max_wh_mwh"),
    *("max_piece_g", *SIZE_LIMITS, "max_pieces"),
    *("max_shipment_g", "min_shipment_g", "max_value_minor"),
    *("weight_scope", "day_of", "qty_kind", "band_basis"),
    *("weight_num", "weight_den", "side_num", "side_den", "side_mode", "volume_num", "volume_den"),
    *("mix_num", "mix_den", "dim_min_cubes", "dim_min_num", "dim_min_den", "dim_min_len_mm"),
    *("piece_step_q", "step_lo", "step_hi", "piece_min_q", "min_q"),
    *("piece_min_charge_minor", "shipment_min_charge_minor"),
    *("round_unit_pip", "round_mode", "next_break"),  # a unit of 0 is one minor unit
    *("segment", "share_num", "share_den", "bonded", "value_currency"),
    *("rate_lo", "rate_hi", "rate_keys", "surcharge_lo", "surcharge_hi", "rule_lo", "rule_hi"),
    *("departure_days", "departure_minute", "cutoff_lead_min", "runs_from_day", "runs_to_day"),
    *("delivers_until_min", "day_type"),  # minutes of the local day; 0 = till midnight (C-19)
    *("law_min_h", "law_max_h", "late_num", "late_den", "late_max_h"),
    *("calendar", "status", "from_day", "to_day", "rule", "source"),
)
ROUND_STEP = record_dtype("upto", "step")
RATE = record_dtype(
    # `cell` is (origin zone, zone, class, group) in one number, see `carriers.rates.cell_of`
    *("lane", "cell", "origin_zone", "zone", "cargo_class", "rate_group"),
    *("value_lo", "value_hi", "density_lo", "density_hi"),
    *("lo", "hi", "half_open", "reach"),  # reach: the largest `hi` of the cell up to this row
    *("base_pip", "num", "den", "q0", "step", "min_pip", "max_pip", "min_q"),
    *("sized", *SIZE_LIMITS),  # sized: 1 if any of the limits is given
    *("own_volume", "volume_num", "volume_den", "exclude_lo", "exclude_hi"),
    *("from_day", "to_day", "rule", "source"),
)
RATE_EXCLUDE = record_dtype("code")
ZONE = record_dtype(
    *("zone_set", "country", "key_lo", "key_hi", "zone", "service"),
    *("extra_days", "calendar"),  # of delivery (C-19); calendar 0 = the last lane's
    *("max_piece_g", "max_volume_mm3"),
)
SURCHARGE = record_dtype(
    *("lane", "code", "kind", "basis", "num", "den", "amount_pip"),
    *("per", "free_units", "step_q"),
    *("min_pip", "max_pip", "index", "when_zone", "when_origin", "when_service", "when_mask"),
    *("when_purpose", "measure", "op", "threshold", "and_measure", "and_op", "and_threshold"),
    *("group", "combine", "priority", "by_piece", "min_billable_q", "requires"),
    *("prob_num", "prob_den", "fuelable", "effect", "seq"),
    *("from_day", "to_day", "rule", "source"),
)
INDEX = record_dtype("index", "num", "den", "from_day", "to_day", "rule")
CARGO_RULE = record_dtype(
    *("mode_mask", "aircraft", "mask", "all_mask", "battery", "wh_over_mwh"),
    *("wh_to_mwh", "limit", "value"),
    "per_parcel",  # 1 + its bit among the limits per parcel, 0 for all other limits
    *("remedy", "from_day", "to_day", "rule", "source"),
)
LANE_RULE = record_dtype("cargo_rule")  # the rules of a lane, in written order

# What a lane is asked: all but the parcels.
LANE_ASK = record_dtype(
    "origin_zone",  # C-58
    "zone",
    "service",
    "cargo_class",
    "day",  # whose rates hold: of sale, or the named export or entry day (C-12)
    "purpose",
    "goods_minor",  # declared value in the lane's currency
    "value_minor",  # the same in the lane's value_currency; not read where it has none
    "headings",
)

# What pricing a lane appends: its base freight, then its surcharges.
LANE_CHARGE = record_dtype(
    "what",  # index into CHARGE_WHAT
    "lane",
    "row",  # of `rate` or `surcharge`; with several pieces the rate row of the first
    "quantity",  # units of C-29, pieces or headings; 0 for a percentage
    "amount_minor",  # of the lane's currency
    "basis_pip",  # what a percentage was taken of, else 0
    "num",  # rate in pips per unit, or the percentage
    "den",
    "untaxed",  # base freight: bit k = no piece passes the lane's k-th row of pct_taxes
)


class CarrierBook(NamedTuple):
    """The sections this room's kernels read, as record arrays."""

    lane: Any
    round_step: Any
    rate: Any
    rate_exclude: Any
    zone: Any
    surcharge: Any
    index: Any
    cargo_rule: Any
    lane_rule: Any


_DAYS = {"from_day": (-NEVER_DAY, NEVER_DAY), "to_day": (-NEVER_DAY, NEVER_DAY)}
_AMOUNT = (0, UNBOUNDED)
_RULED = {"rule": "rule", "source": "source"}

SECTIONS: dict[str, Section] = {
    "lane": Section(
        LANE,
        rows={"origin_node": "node", "dest_node": "node", "currency": "currency"}
        | {"priced_by": "lane", "value_currency": "currency"},
        spans={
            ("rate_lo", "rate_hi"): "rate",
            ("surcharge_lo", "surcharge_hi"): "surcharge",
            ("step_lo", "step_hi"): "round_step",
            ("rule_lo", "rule_hi"): "lane_rule",
        },
        names={"name": "lane", "carrier": "carrier", "dest_country": "country"}
        | {"zone_set": "zone_set", "calendar": "calendar", "origin_zone": "region"}
        | _RULED,
        ranges={
            "leg": (1, 5),
            "mode": (1, 6),
            "aircraft": (0, 2),
            "origin_by": (0, 1),
            "tax_terms": (0, 2),
            "allow_mask": (0, ALL_FLAGS),
            "require_mask": (0, ALL_FLAGS),
            "weight_scope": (0, 2),
            "day_of": (0, 2),
            "side_mode": (0, 1),
            "piece_step_q": _AMOUNT,
            "round_unit_pip": _AMOUNT,
            "round_mode": (0, 3),
            "qty_kind": (0, 5),
            "dim_min_num": _AMOUNT,
            "piece_min_charge_minor": _AMOUNT,
            "shipment_min_charge_minor": _AMOUNT,
            "segment": (0, 2),
            "bonded": (0, 1),
            "rate_keys": (0, 255),
            "departure_days": (0, 127),
            "departure_minute": (0, 1439),
            "runs_from_day": (-NEVER_DAY, NEVER_DAY),
            "runs_to_day": (-NEVER_DAY, NEVER_DAY),
            "delivers_until_min": (0, 1439),
            "day_type": (0, 1),
            **_DAYS,
        },
        positive=(
            *("weight_den", "side_num", "side_den", "volume_den", "mix_den", "dim_min_den"),
            *("share_den", "late_den"),
        ),
    ),
    "round_step": Section(ROUND_STEP, positive=("upto", "step")),
    "rate": Section(
        RATE,
        rows={"lane": "lane"},
        spans={("exclude_lo", "exclude_hi"): "rate_exclude"},
        names={"zone": "zone", "origin_zone": "region", **_RULED},
        ranges={
            "cargo_class": (0, 4),
            "rate_group": (0, LARGEST_GROUP),
            "density_lo": (0, DENSEST),
            "density_hi": (1, UNBOUNDED),
            "half_open": (0, 1),
            "num": _AMOUNT,
            "volume_num": _AMOUNT,
            **_DAYS,
        },
        positive=("den", "volume_den"),
        ascending=("lane", "cell", "lo"),
    ),
    "rate_exclude": Section(RATE_EXCLUDE, names={"code": "code"}),
    "zone": Section(
        ZONE,
        names={"zone_set": "zone_set", "country": "country", "zone": "zone"}
        | {"calendar": "calendar"},
        ranges={"service": (0, 3), "extra_days": (0, MOST_EXTRA_DAYS)}
        | {"max_piece_g": _AMOUNT, "max_volume_mm3": _AMOUNT},
        ascending=("zone_set", "key_lo"),
    ),
    "surcharge": Section(
        SURCHARGE,
        rows={"lane": "lane"},
        names={"code": "code", "index": "index", "when_zone": "zone", "when_origin": "region"}
        | {"requires": "code", "group": "group"}
        | _RULED,
        ranges={
            "basis": (1, 9),
            "num": _AMOUNT,
            "per": (0, 1),
            "free_units": _AMOUNT,
            "step_q": _AMOUNT,
            "measure": (0, 9),
            "op": (0, 4),
            "and_measure": (0, 9),
            "and_op": (0, 4),
            "effect": (0, 1),
            "when_service": (-1, 3),
            "when_purpose": (0, 2),
            "combine": (0, 4),
            "by_piece": (0, 1),
            "min_billable_q": _AMOUNT,
            "prob_num": (1, UNBOUNDED),
            **_DAYS,
        },
        positive=("den", "prob_den"),
        ascending=("lane", "seq"),
    ),
    "index": Section(
        INDEX,
        names={"index": "index", "rule": "rule"},
        ranges={"num": _AMOUNT, **_DAYS},
        positive=("den",),
        ascending=("index", "from_day"),
    ),
    "cargo_rule": Section(
        CARGO_RULE,
        names={"remedy": "remedy", **_RULED},
        ranges={
            "mode_mask": (0, 2**7 - 1),
            "aircraft": (0, 2),
            "mask": (0, ALL_FLAGS),
            "all_mask": (0, ALL_FLAGS),
            "battery": (0, 2),
            "limit": (0, 6),
            "per_parcel": (0, MAX_PER_PARCEL_RULES),
            **_DAYS,
        },
    ),
    "lane_rule": Section(LANE_RULE, rows={"cargo_rule": "cargo_rule"}),
    **AREA_SECTIONS,
}
