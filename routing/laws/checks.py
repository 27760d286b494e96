"""What must hold of laws and working days in a book: kernels read them without bounds checks."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from oneprice.core.compiling import Table
from oneprice.core.errors import BookCorrupt
from oneprice.routing.laws.ranges import FULL_MASS
from oneprice.routing.laws.tables import MOST_HANDLING_H


def check_laws(tables: Mapping[str, Table]) -> None:
    """Prove that each lane has a law, and that hours of laws ascend and hold at most all mass."""
    if len(tables["lane_law"]) != len(tables["lane"]):
        raise BookCorrupt("section lane_law: not one row for each lane")
    for name in ("lane_law", "handling"):
        spans = zip(*(tables[name][end][1:].tolist() for end in ("run_lo", "run_hi")), strict=True)
        for lo, hi in set(spans):
            _check_law(name, tables["law_run"][lo:hi])
    lo, hi = (tables["handling"][end][1:] for end in ("run_lo", "run_hi"))
    if (tables["law_run"]["last_h"][hi - 1][hi > lo] > MOST_HANDLING_H).any():
        raise BookCorrupt(f"section handling: a law of more than {MOST_HANDLING_H} hours")


def _check_law(name: str, runs: Table) -> None:
    """Prove that one law has hours, ascending and apart, and no more mass than there is."""
    first, last = runs["first_h"], runs["last_h"]
    if len(runs) == 0 or (last < first).any() or (first[1:] <= last[:-1]).any():
        raise BookCorrupt(f"section {name}: a law whose hours do not ascend")
    hours = last - first + 1  # both are small, and so is each mass: no product wraps
    if len(runs) > FULL_MASS or int((hours * runs["mass"]).max()) > FULL_MASS:
        raise BookCorrupt(f"section {name}: a law of too much mass")
    if int((hours * runs["mass"]).sum()) > FULL_MASS:
        raise BookCorrupt(f"section {name}: a law of too much mass")


def check_calendars(tables: Mapping[str, Table]) -> None:
    """Prove that each calendar lists its days, and that working days count up one by one."""
    calendar, before = tables["calendar"][1:], tables["workday"]["before"]
    if (calendar["n"] > np.int64(len(before)) - calendar["lo"]).any():  # a sum could wrap
        raise BookCorrupt("section calendar: a run ends outside its table")
    for lo, n in zip(calendar["lo"].tolist(), calendar["n"].tolist(), strict=True):
        steps = np.diff(before[lo : lo + n])
        if before[lo] != 0 or ((steps != 0) & (steps != 1)).any():
            raise BookCorrupt("section workday: working days do not count up one by one")
    naming = {name for name, table in tables.items() if "calendar" in (table.dtype.names or ())}
    for name in sorted(naming):
        if tables[name]["calendar"].max(initial=0) > len(calendar):
            raise BookCorrupt(f"section {name}: a calendar that the book does not hold")
