"""What two lanes must have in common before one can take the other's place in a chain (C-66)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

import numpy as np

from oneprice.carriers.tables import LANE, RATE, SURCHARGE
from oneprice.core.compiling import Table
from oneprice.core.vocabulary import LEG

NAMES = ("name", "carrier", "rule", "source")
TIMES = (
    *("departure_days", "departure_minute", "cutoff_lead_min", "runs_from_day", "runs_to_day"),
    *("delivers_until_min", "day_type"),
    *("law_min_h", "law_max_h", "late_num", "late_den", "late_max_h"),
)
SPANS = ("rate_lo", "rate_hi", "rate_keys", "surcharge_lo", "surcharge_hi", "step_lo", "step_hi")
RULE_SPAN = ("rule_lo", "rule_hi")
# A lane's calendar is part of its timetable, but for the last one's: it counts days (C-19).
FREE = frozenset((*NAMES, *TIMES, *SPANS, *RULE_SPAN, "calendar"))
PRICES = ("base_pip", "num", "den", "q0", "step", "min_pip", "max_pip")
FREE_OF_RATE = frozenset((*PRICES, "lane", "exclude_lo", "exclude_hi", "rule", "source"))
FREE_OF_SURCHARGE = frozenset(("lane", "rule", "source"))

LANE_ALIKE = [name for name in LANE.names or () if name not in FREE]
RATE_ALIKE = [name for name in RATE.names or () if name not in FREE_OF_RATE]
SURCHARGE_ALIKE = [name for name in SURCHARGE.names or () if name not in FREE_OF_SURCHARGE]
LAST_MILE = LEG["last_mile"]


@dataclass
class Likeness:
    """Numbers of lanes that are alike but for names, carrier, timetable, law and amounts.

    Attributes
    ----------
    tables : mapping of section to table
        `lane`, `rate`, `rate_exclude`, `round_step`, `lane_rule` and `surcharge` are read.
    """

    tables: Mapping[str, Table]
    _number: dict[Hashable, int] = field(default_factory=dict)
    _known: dict[int, int] = field(default_factory=dict)

    def of(self, lane: int) -> int:
        """Return a number that lanes share which differ only in what C-66 leaves open."""
        if lane not in self._known:
            key = self._key(lane)
            self._known[lane] = self._number.setdefault(key, len(self._number))
        return self._known[lane]

    def _key(self, lane: int) -> Hashable:
        """Return all that must be alike: columns, steps, cargo rules, surcharges, rate cells."""
        record = self.tables["lane"][lane]
        calendar = int(record["calendar"]) if record["leg"] == LAST_MILE else 0
        return (
            tuple(record[LANE_ALIKE].tolist()),
            calendar,
            self._rows("round_step", record, "step").tobytes(),
            self._rows("lane_rule", record, "rule").tobytes(),
            _bytes(self._rows("surcharge", record, "surcharge"), SURCHARGE_ALIKE),
            _bytes(self.rates(lane), RATE_ALIKE),
            self._excluded(lane),
        )

    def _rows(self, section: str, record: np.void, span: str) -> Table:
        return self.tables[section][record[f"{span}_lo"] : record[f"{span}_hi"]]

    def rates(self, lane: int) -> Table:
        """Return the rate rows of a lane, by cell and band."""
        return self._rows("rate", self.tables["lane"][lane], "rate")

    def surcharges(self, lane: int) -> Table:
        """Return the surcharges of a lane, in the order in which they are charged."""
        return self._rows("surcharge", self.tables["lane"][lane], "surcharge")

    def _excluded(self, lane: int) -> tuple[frozenset[int], ...]:
        """Return the surcharge codes that each rate row is not subject to."""
        codes = self.tables["rate_exclude"]["code"]
        return tuple(
            frozenset(codes[rate["exclude_lo"] : rate["exclude_hi"]].tolist())
            for rate in self.rates(lane)
        )


def _bytes(rows: Table, columns: list[str]) -> bytes:
    """Return the named columns of some rows as bytes."""
    return b"".join(rows[name].tobytes() for name in columns)
