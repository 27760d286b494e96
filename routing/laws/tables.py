"""Records of laws and working days: how long lanes and handlings take, and which days work."""

from __future__ import annotations

from oneprice.core.compiling import record_dtype
from oneprice.core.days import NEVER_DAY
from oneprice.core.schema import Section
from oneprice.routing.laws.ranges import FULL_MASS

MILLION = 10**6
MOST_TRANSIT_H = 24 * 366
MOST_HANDLING_H = 24 * 90
MOST_ADD_H = 24 * 90
MOST_TRANSFER_H = 240
MOST_OFFSET_MIN = 24 * 60

LAW_RUN = record_dtype("first_h", "last_h", "mass")  # both hours included; mass of each of them
_LEANS = ("observations_milli", "parent_ppm", "quote_ppm", "learned_day")
# One row per lane, at the lane's own row: the law that holds, learned or published (C-17, C-62).
LANE_LAW = record_dtype("run_lo", "run_hi", "learned", *_LEANS, "source")
HANDLING = record_dtype(
    *("seller", "node"),  # 0 = any
    *("run_lo", "run_hi", "day_type", "calendar"),
    *("observations_milli", "parent_ppm", "learned_day", "source"),
)
# One row per lane that a row of `uplift.csv` fits, in the order of lanes and rows (C-67).
UPLIFT = record_dtype("lane", "from_day", "to_day", "num", "den", "add_h", "name", "rule", "source")
# Of every time zone of a node: the offset from a UTC minute on, rows by zone and minute (C-18).
UTC_OFFSET = record_dtype("tz", "from_min", "offset_min")
# At the calendar's own number; row 0 is "none", which works every day and has no days listed.
CALENDAR = record_dtype("first_day", "lo", "n")
WORKDAY = record_dtype("before")  # at lo + i: working days in [first_day, first_day + i)

_SHARES = {"parent_ppm": (0, MILLION), "observations_milli": (0, 2**62)}

SECTIONS: dict[str, Section] = {
    "law_run": Section(
        LAW_RUN,
        ranges={"first_h": (0, MOST_TRANSIT_H), "last_h": (0, MOST_TRANSIT_H)}
        | {"mass": (1, FULL_MASS)},
    ),
    "lane_law": Section(
        LANE_LAW,
        spans={("run_lo", "run_hi"): "law_run"},
        names={"source": "source"},
        ranges={"learned": (0, 1), "quote_ppm": (0, MILLION), **_SHARES},
    ),
    "handling": Section(
        HANDLING,
        rows={"node": "node"},
        spans={("run_lo", "run_hi"): "law_run"},
        names={"seller": "seller", "calendar": "calendar", "source": "source"},
        ranges={"day_type": (0, 1), **_SHARES},
        ascending=("seller", "node"),
    ),
    "uplift": Section(
        UPLIFT,
        rows={"lane": "lane"},
        names={"name": "uplift", "rule": "rule", "source": "source"},
        ranges={"add_h": (0, MOST_ADD_H)}
        | {name: (-NEVER_DAY, NEVER_DAY) for name in ("from_day", "to_day")},
        positive=("num", "den"),
        ascending=("lane",),
    ),
    "utc_offset": Section(
        UTC_OFFSET,
        names={"tz": "tz"},
        ranges={"offset_min": (-MOST_OFFSET_MIN, MOST_OFFSET_MIN)},
        ascending=("tz", "from_min"),
    ),
    "calendar": Section(
        CALENDAR,
        ranges={"first_day": (-NEVER_DAY, NEVER_DAY), "lo": (1, 2**62)},
        positive=("n",),
    ),
    "workday": Section(WORKDAY, ranges={"before": (0, NEVER_DAY)}),
}
