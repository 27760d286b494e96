"""The record tables of the tariff room: one dtype per concept, all fields int64.

Row 0 of every table is all zero and means "none". Amounts are pips of the jurisdiction's
currency, days are day numbers, validities are half-open (C-11). Numbers of names belong to the
id space given in the comment.
"""

from __future__ import annotations

from oneprice.core.compiling import record_dtype
from oneprice.core.vocabulary import MATERIALS

JURISDICTION = record_dtype(
    "country",  # space "country"
    "currency",
    "duty_point",  # 0 arrival, 1 release, 2 acceptance (C-19)
    "export_point",  # 0 first, 1 last (C-54)
    "fx_day",  # day of customs FX: 0 entry, 1 export (C-09)
    "known_until_day",
    "commodity_lo",
    "commodity_hi",
    "regime_lo",
    "regime_hi",
    "gate_lo",  # rows of EPR_GATE
    "gate_hi",
    "claim_lo",  # rows of COMPLIANCE_GATE
    "claim_hi",
    "platform_lo",
    "platform_hi",
    "sales_tax_lo",
    "sales_tax_hi",
    "ruleday_lo",
    "ruleday_hi",
    "name",  # space "jurisdiction"
    "area",  # space "jurisdiction": its duty area
    "rule",
    "source",
)

# Disjoint intervals of 10-digit codes, ascending within a jurisdiction.
COMMODITY = record_dtype(
    "lo",
    "hi",
    "span_lo",  # rows of KIND_SPAN; commodities with the same measures have equal numbers
    "span_hi",
    "name",  # space "commodity": the tariff line that gives the base rate
    "goods",  # space "goods": what it is called; 0 = nobody says
)

# The measures of one kind, stored once for all commodities that share them.
KIND_SPAN = record_dtype("kind", "measure_lo", "measure_hi")

MEASURE = record_dtype(
    "kind",  # space "measure_kind"
    "origin",  # 0 any, else space "country"; within a kind by rank (C-41)
    "term_lo",  # rows of DUTY_TERM
    "term_hi",
    "none",  # 1: the kind does not apply to these goods
    "unpriced",  # space "text": why it has no price; 0 = priced
    "conditional",  # 1: one of the next fields narrows the row
    "claim",  # space "claim", also the bit in LINE.claim_mask; 0 = none asked
    "mode_mask",  # bit per mode number; 0 = any
    "export_from_day",  # named export day, half-open
    "export_to_day",
    "unit_over_g",  # gross weight w of one unit: over < w <= to
    "unit_to_g",
    "from_day",
    "to_day",
    "rule",
    "source",
    "text",  # space "rate_text"
)

# The sides of a duty expression in order, their added terms before those taken off (C-57).
DUTY_TERM = record_dtype(
    "side",  # number of the side within the measure, from 0
    "op",  # 0 first, 1 at_least, 2 at_most, 3 plus
    "minus",  # 1: taken off
    "num",  # pips per pip of value, or per thousandth of the quantity
    "den",
    "fact",  # space "fact": the quantity; 0 = ad valorem
    "degree",  # space "fact": what the quantity is multiplied by; 0 = nothing
    "part",  # space "fact": the part of the value; 0 = the whole
    "rest",  # 1: all but the part
)

REGIME = record_dtype(
    "jurisdiction",
    "priority",
    "purpose",  # 0 any, else vocabulary.PURPOSE
    "buyer_tax_id",  # 0 any, 1 Y, 2 N
    "mode_mask",  # bit per mode number; 0 = any
    "incoterm",  # 0 any, else vocabulary.INCOTERM
    "ship_from",  # 0 any, else space "country"
    "test",  # 0 GOODS, 1 CIF, 2 FOB
    "value_lo_pip",  # the tested value v fits when value_lo < v <= value_hi
    "value_hi_pip",
    "value_currency",
    "aggregation",  # 0 consignment, 1 importer_day, 2 item
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
    "min_slot",  # 0 = the amount, else the slot that bounds
    "max_slot",
    "currency",  # of flat, rate, min and max; 0 = the jurisdiction's
    "scheme",  # space "scheme": only lines billed under it; 0 = all
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

TERM = record_dtype("slot", "num", "den", "minus")
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

COMPLIANCE_GATE = record_dtype(
    "claim",  # space "claim"
    "hs_lo",
    "hs_hi",
    "origin",  # 0 any, else space "country"
    "flag_mask",  # 0 any
    "purpose",  # 0 any
    "mode_mask",  # 0 any
    "from_day",
    "to_day",
    "reason",  # space "text"
    "rule",
    "source",
)

# EPR schemes in which the platform itself is registered (C-45).
PLATFORM = record_dtype("scheme", "from_day", "to_day", "rule", "source")

SALES_TAX = record_dtype(
    "postcode_lo",  # half-open interval of core.postcodes keys
    "postcode_hi",
    "num",
    "den",
    "from_day",
    "to_day",
    "rule",
    "source",
)

# What a declaration or a consignment on its route says beside its lines.
SITUATION = record_dtype(
    "jurisdiction",
    "currency",  # of the order
    "sale_day",
    "entry_day",  # named (C-22)
    "export_day",  # named (C-54)
    "mode",
    "purpose",
    "has_tax_id",
    "incoterm",
    "from_country",  # of the origin node
    "line_lo",  # the lines of the whole order
    "line_hi",
    "prior_minor",
    "tax_num",  # the order's sales tax, -1 = none
    "tax_den",
    "fx_day",  # from here on filled by `open_situation`
    "customs_num",  # order currency -> jurisdiction's, minor units
    "customs_den",
    "trace",  # of every outcome that depends on money, in order (C-55)
)

# A declaration without a route: what it says beside its SITUATION, then what came of it.
DECLARED = record_dtype(
    "pieces",
    "stack",  # 0 = the regime's
    "heading_digits",  # of a stack that is given
    "freight_minor",
    "billed_minor",  # what the seller bills before tax at sale; -1 = goods, freight and charges
    "status",
    "line",  # -1 = the whole declaration
    "fact",
    "kind",  # of a missing exchange rate
    "regime",
    "count",  # of charges
)

RULEDAY = record_dtype("day")  # days on which a rule of the jurisdiction begins or ends (C-47)

# What a run of a stack fills, one row per charge.
TAX_CHARGE = record_dtype(
    "step", "line", "amount_pip", "basis_pip", "num", "den", "measure"
)  # line -1: the whole entry; basis_pip is a plain number where the basis counts things

FX_DAY = {"entry": 0, "export": 1}
DUTY_POINT = {"arrival": 0, "release": 1, "acceptance": 2}
EXPORT_POINT = {"first": 0, "last": 1}
KIND = {"value": 0, "duty": 1, "tax": 2, "fee": 3, "epr": 4}
STAGE = {"import": 0, "epr": 1, "sale": 2}
SCOPE = {"line": 0, "heading": 1, "entry": 2}
RATE_CONSTANT, RATE_MEASURE, RATE_SALES_TAX = 0, 1, 2
BILL = {"billed": 0, "memo": 1, "none": 2}
STATUS_WORD = {"final": 0, "illustrative": 1}
ROUNDING = {"half_up": 0, "half_even": 1, "down": 2, "up": 3}
TEST = {"GOODS": 0, "CIF": 1, "FOB": 2}
AGGREGATION = {"consignment": 0, "importer_day": 1, "item": 2}
REGIME_WORD = {"import": 0, "seller_collected": 1, "reverse_charge": 2}
TAX_ID = {"*": 0, "Y": 1, "N": 2}
MAX_SCHEMES = 60  # they are bits of one int64
# What an order need not declare, with the numbers that the kernels know.
FACTS = (
    "",
    "kg",
    "each",
    "kg gross",
    "kg battery",
    *(f"kg packaging {material}" for material in MATERIALS),
)
OPS = {"first": 0, "at_least": 1, "at_most": 2, "plus": 3}
