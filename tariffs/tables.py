"""The record tables of the tariff room: one dtype per concept, all fields int64.

Row 0 of every table is all zero and means "none". Amounts are pips of the jurisdiction's
currency, days are day numbers, validities are half-open (C-11). Numbers of names belong to the
id space given in the comment.
"""

from __future__ import annotations

from oneprice.core.compiling import record_dtype

JURISDICTION = record_dtype(
    "country",  # space "country"
    "currency",
    "duty_point",  # 0 arrival, 1 release
    "known_until_day",
    "commodity_lo",
    "commodity_hi",
    "regime_lo",
    "regime_hi",
    "gate_lo",  # rows of EPR_GATE
    "gate_hi",
    "ruleday_lo",
    "ruleday_hi",
    "name",  # space "jurisdiction"
    "rule",
    "source",
)

# Disjoint intervals of 10-digit codes, ascending within a jurisdiction.
COMMODITY = record_dtype(
    "lo",
    "hi",
    "measure_lo",  # commodities with the same rows share one stretch: equal numbers
    "measure_hi",
    "name",  # space "commodity": the tariff line that gives the base rate
)

MEASURE = record_dtype(
    "kind",  # space "measure_kind"
    "origin",  # 0 any, else space "country"; within a kind by rank (C-41)
    "av_num",
    "av_den",
    "sp_num",  # pips per thousandth of the unit
    "sp_den",
    "sp_unit",  # space "unit"; 0 = no specific part
    "unpriced",  # space "text": why it has no price; 0 = priced
    "from_day",
    "to_day",
    "rule",
    "source",
    "text",  # space "rate_text"
)

REGIME = record_dtype(
    "jurisdiction",
    "priority",
    "purpose",  # 0 any, else vocabulary.PURPOSE
    "buyer_tax_id",  # 0 any, 1 Y, 2 N
    "mode_mask",  # bit per mode number; 0 = any
    "incoterm",  # 0 any, else vocabulary.INCOTERM
    "test",  # 0 GOODS, 1 CIF
    "value_lo_pip",  # the tested value v fits when value_lo < v <= value_hi
    "value_hi_pip",
    "aggregation",  # 0 consignment, 1 importer_day
    "regime",  # 0 import, 1 seller_collected, 2 reverse_charge
    "importer",  # space "importer"
    "entry_type",  # space "entry_type"
    "heading_digits",
    "stack",  # row of STACK
    "from_day",
    "to_day",
    "rule",
    "source",
)

STACK = record_dtype("step_lo", "step_hi", "slot_count")  # slot_count is the same in every row

STEP = record_dtype(
    "code",  # space "code"
    "kind",  # 0 value, 1 duty, 2 tax, 3 fee, 4 epr
    "stage",  # 0 import, 1 epr, 2 sale
    "scope",  # 0 line, 1 heading, 2 entry
    "term_lo",
    "term_hi",
    "base_unit",
    "base_mode",
    "rate_source",  # 0 constant, 1 measure, 2 the order's sales tax
    "measure_kind",
    "required",
    "num",
    "den",
    "flat_pip",
    "q0",  # like the basis: pips, or plain numbers
    "step",
    "min_pip",
    "max_pip",
    "unit",
    "mode",
    "gate_lo",
    "gate_hi",
    "share_slot",
    "slot",
    "bill",  # 0 billed, 1 memo, 2 none
    "illustrative",
    "from_day",
    "to_day",
    "rule",
    "source",
    "seq",
)

TERM = record_dtype("slot", "num", "den")
GATE = record_dtype("slot", "on_line", "lo", "hi")  # holds when lo <= value <= hi

EPR_GATE = record_dtype(
    "scheme",  # space "scheme"; also the bit in LINE.epr_mask
    "hs_lo",
    "hs_hi",
    "flag_mask",  # 0 any
    "packaging",  # 1: only lines with packaging
    "from_day",
    "to_day",
    "rule",
    "source",
)

RULEDAY = record_dtype("day")  # days on which a rule of the jurisdiction begins or ends (C-47)

# What a run of a stack fills, one row per charge.
TAX_CHARGE = record_dtype(
    "step", "line", "amount_pip", "basis_pip", "num", "den", "measure"
)  # line -1: the whole entry; basis_pip is a plain number where the basis counts things

DUTY_POINT = {"arrival": 0, "release": 1}
KIND = {"value": 0, "duty": 1, "tax": 2, "fee": 3, "epr": 4}
STAGE = {"import": 0, "epr": 1, "sale": 2}
SCOPE = {"line": 0, "heading": 1, "entry": 2}
RATE_CONSTANT, RATE_MEASURE, RATE_SALES_TAX = 0, 1, 2
BILL = {"billed": 0, "memo": 1, "none": 2}
STATUS_WORD = {"final": 0, "illustrative": 1}
ROUNDING = {"half_up": 0, "half_even": 1, "down": 2, "up": 3}
TEST = {"GOODS": 0, "CIF": 1}
AGGREGATION = {"consignment": 0, "importer_day": 1}
REGIME_WORD = {"import": 0, "seller_collected": 1, "reverse_charge": 2}
TAX_ID = {"*": 0, "Y": 1, "N": 2}
MAX_SCHEMES = 60  # they are bits of one int64
UNITS = ("", "kg", "each")  # the units an order need not declare, with their fixed numbers
