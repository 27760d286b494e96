"""What the compiled batch entry reads and writes: its records, book, scratch and answers.

Book and scratch travel as one pointer each, see `core.refs`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba.experimental import structref

from oneprice.carriers._kernels_group import KEPT_ROWS
from oneprice.carriers._kernels_quantity import MEASURED_ROWS
from oneprice.carriers.tables import LANE_ASK, LANE_CHARGE
from oneprice.core.compiling import record_dtype
from oneprice.core.refs import Ref, ShortNamed

# One parcel. It is read as a PIECE and as a LINE of one unit too, hence their field names.
PARCEL = record_dtype(
    "origin_node",  # where a lane takes it over
    "region",  # of the node at which the goods start (C-58)
    "country",  # of destination; 0 = one that the book does not name
    *("postcode_lo", "postcode_hi"),
    "day",  # of sale
    *("export_day", "entry_day"),  # for what holds on these (C-12)
    "purpose",
    "currency",  # of the goods value
    "goods_minor",
    "headings",
    "units",  # units of goods in it
    "cargo_class",
    *("weight_g", "length_mm", "second_mm", "third_mm"),  # sides longest first
    "flags",  # read it by key
    *("battery_kind", "battery_mwh", "lithium_mg", "soc_pct", "battery_net_g", "liquid_ml"),
)

# What a lane offers: itself and the lanes inside its price up to the door.
OFFER = record_dtype("lane", "chain_lo", "chain_hi")

# What an offer costs a parcel, or why it cannot be had.
RATED = record_dtype(
    "offer",  # -1 = there is none
    "lane",  # that charges; of a refusal the one that refuses
    "status",
    "stage",  # how far the checks came (C-51)
    *("what", "fact", "limit"),  # of a refusal, see `core.refusal`
    "zone",  # row of `zone`; of a refusal the one whose limit is broken, else 0
    "rate",  # row of `rate` that was charged
    "quantity",  # billed, units of C-29
    *("base_minor", "total_minor"),  # of the lane's currency
    "price_minor",  # the same in the asked currency (C-10)
)


class BatchTables(NamedTuple):
    """The sections that the batch entry reads, and its index."""

    fx: Any
    lane: Any
    round_step: Any
    rate: Any
    rate_exclude: Any
    zone: Any
    surcharge: Any
    index: Any
    cargo_rule: Any
    lane_rule: Any
    law: Any  # int64[countries, 2]: jurisdiction and duty area, whose rates of exchange count
    origin: Any  # int64[nodes]: place of an origin, 0 = no offer starts there
    cell: Any  # int64[places x countries + 1]: where the offers of (place, country) start
    offer: Any  # OFFER
    chain: Any  # int64: lanes


class BatchWork(NamedTuple):
    """Scratch of one thread."""

    ask: Any  # LANE_ASK[1]
    charge: Any  # LANE_CHARGE[2 + surcharge rows of a lane]
    measured: Any  # int64[5, 1]
    kept: Any  # int64[2, surcharge rows of a lane]
    sel: Any  # int64[1]: the one line
    zone_row: Any  # int64[lanes of an offer]
    fx: Any  # int64[currencies, currencies, 3]: (whose and when, num, den)
    rated: Any  # RATED[1]


class BatchJob(NamedTuple):
    """Parcels and answers; threads write different rows."""

    parcels: Any  # PARCEL
    order: Any  # int64[parcels]: in which they are worked on; no answer hangs on it
    best: Any  # RATED[parcels]: the cheapest, or the refusal that came furthest
    counts: Any  # int64[parcels, 2]: offers asked, offers priced
    all: Any  # RATED: every offer of every parcel, or none at all
    start: Any  # int64[parcels + 1]: where those of a parcel start in `all`


@structref.register
class BatchTablesRefType(ShortNamed):
    """Type of a reference to `BatchTables`."""


@structref.register
class BatchWorkRefType(ShortNamed):
    """Type of a reference to `BatchWork`."""


@structref.register
class BatchJobRefType(ShortNamed):
    """Type of a reference to `BatchJob`."""


class BatchTablesRef(Ref):
    """Reference to `BatchTables`."""


class BatchWorkRef(Ref):
    """Reference to `BatchWork`."""


class BatchJobRef(Ref):
    """Reference to `BatchJob`."""


structref.define_proxy(BatchTablesRef, BatchTablesRefType, list(BatchTables._fields))  # type: ignore[no-untyped-call]  # numba is untyped
structref.define_proxy(BatchWorkRef, BatchWorkRefType, list(BatchWork._fields))  # type: ignore[no-untyped-call]  # numba is untyped
structref.define_proxy(BatchJobRef, BatchJobRefType, list(BatchJob._fields))  # type: ignore[no-untyped-call]  # numba is untyped


def new_work(surcharges: int, lanes: int, currencies: int) -> BatchWork:
    """Return scratch for lanes of so many surcharge rows and offers of so many lanes."""
    return BatchWork(
        ask=np.zeros(1, LANE_ASK),
        charge=np.zeros(2 + surcharges, LANE_CHARGE),
        measured=np.zeros((MEASURED_ROWS, 1), np.int64),
        kept=np.zeros((KEPT_ROWS, max(surcharges, 1)), np.int64),
        sel=np.zeros(1, np.int64),
        zone_row=np.zeros(max(lanes, 1), np.int64),
        fx=np.zeros((currencies, currencies, 3), np.int64),
        rated=np.zeros(1, RATED),
    )
