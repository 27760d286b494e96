"""Service areas as a book keeps them: what holds in each, and its outline for maps (C-61).

Prices are made from the postcodes that an area holds, which stand in the section `zone`; no kernel
reads these sections.
"""

from __future__ import annotations

from oneprice.core.compiling import record_dtype
from oneprice.core.ground import MICRO, MOST_LATITUDE, MOST_LONGITUDE
from oneprice.core.schema import Section

MAX_FEATURES = 10_000  # in one file
MAX_POSITIONS = 500_000  # in one file

AREA = record_dtype(
    *("zone_set", "country", "zone", "service"),
    *("feature", "postcodes", "point_lo", "point_hi"),
)
AREA_POINT = record_dtype("ring", "longitude_udeg", "latitude_udeg")

AREA_SECTIONS: dict[str, Section] = {
    "area": Section(
        AREA,
        names={"zone_set": "zone_set", "country": "country", "zone": "zone"},
        spans={("point_lo", "point_hi"): "area_point"},
        ranges={"service": (0, 3), "feature": (1, MAX_FEATURES), "postcodes": (0, 2**31)},
        ascending=("zone_set", "feature"),
    ),
    "area_point": Section(
        AREA_POINT,
        ranges={
            "ring": (1, MAX_POSITIONS),
            "longitude_udeg": (-MOST_LONGITUDE * MICRO, MOST_LONGITUDE * MICRO),
            "latitude_udeg": (-MOST_LATITUDE * MICRO, MOST_LATITUDE * MICRO),
        },
    ),
}
