"""Laws and working days of a hostile book are refused when it is opened (C-49)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from small_network import SmallNetwork, make_context

from oneprice.core.compiling import Table, build_table
from oneprice.core.errors import BookCorrupt
from oneprice.routing.laws.checks import check_calendars, check_laws
from oneprice.routing.laws.tables import HANDLING

Tables = dict[str, Table]


@pytest.fixture
def tables(tmp_path: Path) -> Tables:
    """Return the sections of one lane with a law of three runs."""
    ctx = make_context(tmp_path, date(2026, 9, 1), date(2026, 9, 8), "all,12345,,\n")
    network = SmallNetwork(ctx)
    network.node("SZX", "origin", "CN", "Asia/Shanghai")
    law = {"law_min_h": 5, "law_max_h": 9, "late_num": 1, "late_den": 10, "late_max_h": 12}
    network.lane("lane", "linehaul", "SZX", "SZX", **law)
    made = network.compiled()
    assert len(made["law_run"]) > 3
    return {**made, "handling": build_table(HANDLING, [{"run_lo": 1, "run_hi": 3}])}


def put(section: str, row: int, column: str, value: int) -> Callable[[Tables], None]:
    """Return a change of one number."""

    def change(tables: Tables) -> None:
        tables[section][row][column] = value

    return change


def test_a_sound_book_passes(tables: Tables) -> None:
    """What was compiled holds."""
    check_laws(tables)
    check_calendars(tables)


@pytest.mark.parametrize(
    "change",
    [
        put("lane_law", 1, "run_hi", 1),  # no hours
        put("law_run", 1, "last_h", 4),
        put("law_run", 2, "first_h", 8),
        put("law_run", 1, "mass", 2**31),
        put("law_run", 1, "last_h", 2**40),
        put("law_run", 2, "last_h", 2_161),  # of a handling
    ],
)
def test_odd_laws_are_refused(tables: Tables, change: Callable[[Tables], None]) -> None:
    """Hours ascend, masses are no more than there is, handlings end in time."""
    change(tables)
    with pytest.raises(BookCorrupt, match=r"lane_law|handling"):
        check_laws(tables)


def test_each_lane_has_a_law(tables: Tables) -> None:
    """One row too few is another lane's law."""
    with pytest.raises(BookCorrupt, match="one row for each lane"):
        check_laws({**tables, "lane_law": tables["lane_law"][:-1]})


@pytest.mark.parametrize(
    "change",
    [
        put("calendar", 1, "n", 2**62),
        put("calendar", 1, "lo", 2),  # begins in the middle
        put("workday", 9, "before", 500),
        put("workday", 1, "before", 1),
        put("node", 1, "calendar", 2),
    ],
)
def test_odd_calendars_are_refused(tables: Tables, change: Callable[[Tables], None]) -> None:
    """Days are counted up one by one, inside the table, of calendars that are there."""
    tables = {name: np.array(table) for name, table in tables.items()}
    change(tables)
    with pytest.raises(BookCorrupt, match=r"calendar|workday"):
        check_calendars(tables)
