"""What carriers sell, as tables: the columns people fill in and the records kernels read.

Quantities are whole units of C-29 (g, 1/1000 lb, cm3, pieces), lengths mm, money pips,
days day numbers. An absent minimum is 0, an absent maximum is `UNBOUNDED`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from oneprice.core._kernels import UNBOUNDED
from oneprice.core.compiling import record_dtype
from oneprice.core.days import NEVER_DAY
from oneprice.core.schema import Section
from oneprice.core.vocabulary import ALL_FLAGS

# Codes are part of the book format: never renumber, only append.
TAX_TERMS = {"excluded": 0, "ddp_billed": 1, "ddp_included": 2}
WEIGHT_SCOPE = {"piece": 0, "shipment": 1}
QTY_KIND = {"kg": 0, "lb": 1, "cbm": 2, "rt": 3, "piece": 4, "shipment": 5}
QTY_SCALE = (1_000, 1_000, 1_000_000, 1_000_000, 1, 1)  # units of C-29 in one unit of the lane
BAND_BASIS = {"chargeable": 0, "actual": 1}
DAY_TYPE = {"natural": 0, "work": 1}
LANE_STATUS = {"open": 0, "suspended": 1}
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
}
MEASURE = {
    "": 0,
    "longest_cm": 1,
    "second_cm": 2,
    "girth_cm": 3,
    "piece_kg": 4,
    "volume_cm3": 5,
    "shipment_kg": 6,
}
OP = {"": 0, ">": 1, ">=": 2, "<": 3, "<=": 4}
EFFECT = {"charge": 0, "refuse": 1}
CARGO_LIMIT = {"forbid": 0, "max_wh": 1, "max_net_g": 2, "max_soc_pct": 3}
CHARGE_WHAT = ("base", "surcharge")

LANE_COLUMNS = (
    *("lane_id", "carrier", "product", "name", "leg", "mode", "origin_node", "dest_node"),
    *("zone_set", "currency", "priced_by", "tax_terms", "cargo_allow", "cargo_require"),
    *("max_wh", "max_piece_kg", "max_len_cm", "max_second_cm", "max_sum_cm", "max_girth_cm"),
    *("max_shipment_kg", "min_shipment_kg", "max_value", "weight_scope", "qty_unit"),
    *("band_basis", "dim_divisor", "dim_mix", "round_steps", "piece_min_qty", "min_qty"),
    *("next_break", "segment", "dutiable_share", "departure_days", "departure_time"),
    *("cutoff_lead_h", "day_type", "transit_min_days", "transit_max_days", "late_share"),
    *("late_max_days", "calendar_id", "status", "valid_from", "valid_to", "published_at"),
    *("source", "trust"),
)
LANE_REQUIRED = (
    *("lane_id", "carrier", "leg", "mode", "origin_node", "dest_node", "currency"),
    *("cargo_allow", "segment", "transit_min_days", "transit_max_days", "calendar_id", "source"),
)
RATE_COLUMNS = (
    *("lane_id", "dest_zone", "cargo_class", "lo", "hi", "bounds", "base", "rate", "q0", "step"),
    *("min_charge", "max_charge", "min_qty", "valid_from", "valid_to"),
)
RATE_REQUIRED = ("lane_id", "lo")
ZONE_COLUMNS = ("zone_set", "country", "key_kind", "key_lo", "key_hi", "zone", "service")
ZONE_REQUIRED = ("zone_set", "country", "key_kind", "zone")
SURCHARGE_COLUMNS = (
    *("sur_id", "lane_id", "code", "kind", "basis", "amount", "free_units", "min", "max"),
    *("index_id", "when_zone", "when_service", "when_flag", "measure", "op", "threshold"),
    *("fuelable", "effect", "seq", "valid_from", "valid_to"),
)
SURCHARGE_REQUIRED = ("sur_id", "lane_id", "code", "basis", "seq")
INDEX_COLUMNS = ("index_id", "value", "valid_from", "valid_to")
INDEX_REQUIRED = ("index_id", "value")
CARGO_RULE_COLUMNS = ("mode", "flag", "limit", "value", "valid_from", "valid_to")
CARGO_RULE_REQUIRED = ("mode", "flag", "limit", "source")

LANE = record_dtype(
    *("name", "carrier", "leg", "mode", "origin_node", "dest_node", "dest_country", "zone_set"),
    *("currency", "priced_by", "tax_terms", "allow_mask", "require_mask"),
    *("max_wh_mwh", "max_piece_g", "max_len_mm", "max_second_mm", "max_sum_mm", "max_girth_mm"),
    *("max_shipment_g", "min_shipment_g", "max_value_minor"),
    *("weight_scope", "qty_kind", "band_basis"),
    *("weight_num", "weight_den", "volume_num", "volume_den", "mix_num", "mix_den"),
    *("step_lo", "step_hi", "piece_min_q", "min_q", "next_break"),
    *("segment", "share_num", "share_den"),
    *("rate_lo", "rate_hi", "surcharge_lo", "surcharge_hi"),
    *("departure_days", "departure_minute", "cutoff_lead_min", "day_type"),
    *("law_min_h", "law_max_h", "late_num", "late_den", "late_max_h"),
    *("calendar", "status", "from_day", "to_day", "rule", "source"),
)
ROUND_STEP = record_dtype("upto", "step")
RATE = record_dtype(
    *("lane", "zone", "cargo_class", "lo", "hi", "half_open", "base_pip", "num", "den", "q0"),
    *("step", "min_pip", "max_pip", "min_q", "from_day", "to_day", "rule", "source"),
)
ZONE = record_dtype("zone_set", "country", "key_lo", "key_hi", "zone", "service")
SURCHARGE = record_dtype(
    *("lane", "code", "kind", "basis", "num", "den", "amount_pip", "free_units"),
    *("min_pip", "max_pip", "index", "when_zone", "when_service", "when_mask"),
    *("measure", "op", "threshold", "fuelable", "effect", "seq"),
    *("from_day", "to_day", "rule", "source"),
)
INDEX = record_dtype("index", "num", "den", "from_day", "to_day", "rule")
CARGO_RULE = record_dtype("mode", "mask", "limit", "value", "from_day", "to_day", "rule", "source")

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
)


class CarrierBook(NamedTuple):
    """The sections this room's kernels read, as record arrays."""

    lane: Any
    round_step: Any
    rate: Any
    zone: Any
    surcharge: Any
    index: Any
    cargo_rule: Any


_DAYS = {"from_day": (-NEVER_DAY, NEVER_DAY), "to_day": (-NEVER_DAY, NEVER_DAY)}
_AMOUNT = (0, UNBOUNDED)
_RULED = {"rule": "rule", "source": "source"}

SECTIONS: dict[str, Section] = {
    "lane": Section(
        LANE,
        rows={"origin_node": "node", "dest_node": "node", "currency": "currency"}
        | {"priced_by": "lane"},
        spans={
            ("rate_lo", "rate_hi"): "rate",
            ("surcharge_lo", "surcharge_hi"): "surcharge",
            ("step_lo", "step_hi"): "round_step",
        },
        names={"name": "lane", "carrier": "carrier", "dest_country": "country"}
        | {"zone_set": "zone_set", "calendar": "calendar"}
        | _RULED,
        ranges={
            "leg": (1, 5),
            "mode": (1, 6),
            "tax_terms": (0, 2),
            "allow_mask": (0, ALL_FLAGS),
            "require_mask": (0, ALL_FLAGS),
            "weight_scope": (0, 1),
            "qty_kind": (0, 5),
            "segment": (0, 2),
            "departure_days": (0, 127),
            "departure_minute": (0, 1439),
            "day_type": (0, 1),
            **_DAYS,
        },
        positive=("weight_den", "volume_den", "mix_den", "share_den", "late_den"),
    ),
    "round_step": Section(ROUND_STEP, positive=("upto", "step")),
    "rate": Section(
        RATE,
        rows={"lane": "lane"},
        names={"zone": "zone", **_RULED},
        ranges={"cargo_class": (0, 4), "half_open": (0, 1), "num": _AMOUNT, **_DAYS},
        positive=("den",),
        ascending=("lane", "zone", "cargo_class", "lo"),
    ),
    "zone": Section(
        ZONE,
        names={"zone_set": "zone_set", "country": "country", "zone": "zone"},
        ranges={"service": (0, 3)},
        ascending=("zone_set", "key_lo"),
    ),
    "surcharge": Section(
        SURCHARGE,
        rows={"lane": "lane"},
        names={"code": "code", "index": "index", "when_zone": "zone", **_RULED},
        ranges={
            "basis": (1, 8),
            "num": _AMOUNT,
            "measure": (0, 6),
            "op": (0, 4),
            "effect": (0, 1),
            "when_service": (-1, 3),
            **_DAYS,
        },
        positive=("den",),
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
        names=_RULED,
        ranges={"mode": (1, 6), "mask": (0, ALL_FLAGS), "limit": (0, 3), **_DAYS},
        ascending=("mode",),
    ),
}
