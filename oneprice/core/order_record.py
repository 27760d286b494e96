"""The order as integers: what the kernels see of it.

`LINE` is one order line, `PIECE` one parcel; all fields are int64. Lines stand in canonical
order (C-27). Absent numbers are -1.
"""

from __future__ import annotations

from oneprice.core.compiling import record_dtype

FACTS_PER_LINE = 6
MAX_CLAIMS = 60  # they are bits of one int64

LINE = record_dtype(
    "group",  # consignment group: (seller, ship_from), from 0
    "origin_node",
    "input_line",  # index in the caller's order
    "quantity",
    "goods_minor",  # quantity x unit price, order currency
    "weight_g",  # gross, per unit
    "net_g",  # per unit, or -1
    "length_mm",  # sides of a unit, longest first
    "second_mm",
    "third_mm",
    "flags",
    "cargo_class",
    "battery_mwh",  # per battery, or -1
    "soc_pct",  # or -1
    "battery_net_g",  # per unit, or -1
    "hs_lo",  # the code as an interval of 10-digit numbers [hs_lo, hs_hi)
    "hs_hi",
    "country_of_origin",
    "handling_min",  # 0 where a law says it
    "handling_row",  # row of `handling`, 0 = known hours (C-68)
    "seller",  # number of the seller within the order, from 1
    "pack_0_g",  # packaging per unit by material, in the order of vocabulary.MATERIALS
    "pack_1_g",
    "pack_2_g",
    "pack_3_g",
    "pack_4_g",
    "pack_5_g",
    "pack_6_g",
    "pack_7_g",
    # What the order declares for duties: number in space "fact" (0 none, -1 asked by nobody) and
    # value per unit: thousandths of a quantity, degrees in thousandths, parts in minor units.
    *(f"{name}_{number}" for number in range(1, FACTS_PER_LINE + 1) for name in ("fact", "value")),
    "claim_mask",  # bit c = the line gives word number c of space "claim"
    "epr_mask",  # bit s = the seller has a registration in scheme number s
    "up_mm",  # the height as given: of an upright unit it stays up
    "upright",  # 1 = only turned about its height
    "stackable",  # 0 = nothing on top of it
    "keep_together",  # number of the word within the order, 0 none
    "liquid_ml",  # per unit, or -1
    "battery_kind",  # what each energy source is: 1 cell, 2 battery
    "lithium_mg",  # per cell or battery, or -1
)

PIECE = record_dtype(
    "weight_g",
    "length_mm",  # longest first
    "second_mm",
    "third_mm",
    "battery_net_g",  # as the caller's own parcel says it, or -1
    "flags",  # of the goods in it; read by key: on a numpy record the attribute is another thing
    "goods_minor",  # value of the goods in it, order currency
)
