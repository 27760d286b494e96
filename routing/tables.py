"""Records of the join: the order, what a candidate came to, and what goes out.

All fields are int64. `WORK` sizes belong to one call; nothing is shared between calls.
"""

from __future__ import annotations

from oneprice.core.compiling import record_dtype

MOST_GRACE_DAYS = 30  # of late compensation (C-72)
MOST_LATE_DAYS = 60

TIER = record_dtype(
    "level_num",
    "level_den",
    "max_days",
    "mode_mask",
    "late_num",
    "late_den",
    "late_cap_pip",
    "late_currency",
    "late_work",  # 1: late days are working days of the last lane's calendar (C-72)
    "late_grace_days",
    "late_max_days",  # 1 where the compensation is owed once
    "tier",
    "from_day",
    "to_day",
    "rule",
    "source",
)
GUARANTEE = record_dtype(
    "basis",
    "num",
    "den",
    "country",
    "tier",  # tier code + 1, 0 = any
    "code",
    "from_day",
    "to_day",
    "rule",
    "source",
)

ORDER = record_dtype(
    "quoted_min",
    "valid_until_min",
    "sale_day",
    "currency",
    "country",
    "jurisdiction",
    "incoterm",
    "purpose",
    "has_tax_id",
    "deadline_day",
    "tax_num",  # sales tax rate, -1 = not given
    "tax_den",
    "postcode_lo",
    "postcode_hi",
    "prior_minor",
    "groups",
    "line_lo",
    "line_hi",
    "parcel_lo",
    "parcel_hi",
    "detail",  # 1: itemise, 0: options only
    "only_tier",  # settle this tier alone, -1 = all
    "cap_day",  # no option arrives later; of tier after tier the promise before it (C-46)
)

CANDIDATE = record_dtype(
    "status",
    "lane",
    "line",
    "what",  # place in refusal.LIMITS, or kind of exchange rate
    "fact",
    "limit",
    "day",  # of the exchange rate that is missing
    "zone",  # row of `zone` whose limit is broken, 0 = the lane's own
    "given",  # what an own parcel holds where a cargo limit per parcel is broken, else 0
    "route",
    "price_minor",
    "goods_minor",
    "promise_day",
    "chance",
    "entry_day",
    "entry_from_day",
    "entry_to_day",
    "export_day",
    "regime",
    "declared_pip",
    "parcels",
    "items",  # what lies in which parcel
    "packing",  # place in PACKINGS
    "at_least",  # parcels that any packing needs (C-59), 0 for own parcels
    "charges",
    "lane_charges",
    "group",
    "part",  # cargo class of a split part, 0 = the whole group
    "tier",
)

CHARGE = record_dtype(
    "kind",
    "table",  # 0 goods, 1 rate, 2 surcharge, 3 step, 4 guarantee
    "row",
    "lane",
    "line",  # input line, -1 = the whole consignment
    "source_minor",
    "currency",
    "amount_minor",
    "payer",  # 0 seller, 1 buyer, 2 memo
    "basis",
    "num",
    "den",
    "measure",
    "fx",  # row of the settlement rate, 0 = same currency
)

OPTION = record_dtype(
    "tier",
    "status",
    "price_minor",
    "goods_minor",
    "promise_day",
    "first",
    "stop",
    "charges",
    "trace",  # digest of all that was tested against an amount (C-55)
)

# When a consignment is ready (C-14, C-68): the instants are the same without a handling law.
READY = record_dtype(
    "first_min",  # first and last instant at which the least chance of a handling grows
    "last_min",
    "end_min",  # when nothing grows any more
    "spread",  # 1: handling laws spread it; the grids of `Work` hold the chances
    "laws",
    "known_min",  # the largest known time, -1 where no line gives hours
    "first_hour",  # where the grid of working days begins
)

# Chances by day of a candidate, in the order of DELIVERY, ENTRY, EXPORT of the kernels.
DAY_LAW = record_dtype(
    "day",
    "lo",  # the chance by day + i is mass[lo + i], or mixed[lo + i] of the scratch
    "n",
    "mixed",
)

REFUSED = record_dtype(
    *("tier", "status", "route", "lane", "line", "what", "fact", "limit", "day", "zone", "given"),
    *("group", "part"),
)

# What a packer is asked: the goods, the cargo limits per parcel (bits) and the size limits; and
# its answer. A packing that is only asked for has no parcels.
QUESTION = (
    *("group", "part", "rules"),
    *("weight_g", "longest_mm", "second_mm", "third_mm", "sum_mm", "girth_mm", "volume_mm3"),
)
PACKED = record_dtype(
    *QUESTION,
    *("status", "line"),  # line: the first of a set that no parcel holds
    *("piece_lo", "pieces", "item_lo", "items"),
)
PACKINGS = ("own", "first_fit", "exact", "loose")

CHARGE_KINDS = ("goods", "freight", "surcharge", "duty", "tax", "fee", "epr", "guarantee")
PAYERS = ("seller", "buyer", "memo")
GUARANTEE_BASES = ("", "freight", "goods", "import", "landed", "foreign", "entry", "late")
