"""What dates, lateness and days of export keep in the book, and what pruning leaves (C-66)."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from parallel_lanes import change, compiled_ways, parallel_tables
from tiny_book import Tables, factor, find, write_tiny

from oneprice.routing.compile import compile_tables
from oneprice.routing.laws.tables import HANDLING
from oneprice.routing.pruning.dominance import last_ready_min

ONE = ("PICK1", "HAUL1", "CLEAR1", "MILE1")
SLOWER = {"transit_max_days": "3"}


def of_mile(folder: Path, *edits: Callable[[Tables], object]) -> set[str]:
    """Return the last miles that routes end in; MILE2 is slower than MILE1 and else the same."""
    tables = parallel_tables("MILE")
    change(tables, "MILE2", **SLOWER)
    for edit in edits:
        edit(tables)
    return {way[-1] for way in compiled_ways(folder, tables)[0]}


def on_terms(**more: str) -> Callable[[Tables], object]:
    """Return an edit that makes late delivery cost something, to whom `more` says."""

    def edit(tables: Tables) -> None:
        tables["guarantee.csv"] = [factor("lateness", "late", "100%", **more)]
        find(tables["tier.csv"], tier="economy")["late_pct"] = "10%"

    return edit


@pytest.mark.parametrize(
    ("more", "left"),
    [
        ({}, {"MILE1", "MILE2"}),
        ({"country": "XX"}, {"MILE1", "MILE2"}),
        ({"country": "CN"}, {"MILE1"}),
        ({"tier": "economy"}, {"MILE1", "MILE2"}),
        ({"tier": "standard"}, {"MILE1"}),
    ],
)
def test_a_late_factor_asks_for_the_same_chances(
    tmp_path: Path, more: dict[str, str], left: set[str]
) -> None:
    """Where lateness is priced an earlier promise may cost more, so both stay."""
    assert of_mile(tmp_path, on_terms(**more)) == left


@pytest.mark.parametrize("cells", [{"modes": "sea"}, {"late_pct": "0%"}])
def test_a_late_factor_that_never_owes_asks_for_nothing(
    tmp_path: Path, cells: dict[str, str]
) -> None:
    """A tier of other modes, or without compensation, makes no late factor."""

    def edit(tables: Tables) -> None:
        find(tables["tier.csv"], tier="economy").update(cells)

    assert of_mile(tmp_path, on_terms(), edit) == {"MILE1"}


def test_a_late_factor_leaves_equal_chains_to_the_number(tmp_path: Path) -> None:
    """With the same chances the dearer lane goes, late factor or not."""
    tables = parallel_tables("MILE")
    on_terms()(tables)
    change(tables, "MILE2", "rate.csv", base="3")
    assert compiled_ways(tmp_path, tables)[0] == [ONE]


@pytest.mark.parametrize("leg", ["HAUL", "PICK"])
def test_another_entry_or_export_day_keeps_the_chain(tmp_path: Path, leg: str) -> None:
    """A slower way to the border changes the day whose duty holds."""
    tables = parallel_tables(leg)
    change(tables, f"{leg}2", transit_min_days="2", transit_max_days="3")
    assert len(compiled_ways(tmp_path, tables)[0]) == 2


def test_another_export_day_alone_keeps_the_chain(tmp_path: Path) -> None:
    """Leaving before midnight and arriving all the same is another day of loading."""
    for lead, time, days, left in (("4", "00:00", "5", 1), ("3", "23:00", "5.04", 2)):
        tables = parallel_tables("HAUL")
        change(tables, "HAUL1", departure_time="00:00")
        change(tables, "HAUL1", transit_min_days="5", transit_max_days="5")
        change(tables, "HAUL2", departure_time=time, cutoff_lead_h=lead)
        change(tables, "HAUL2", transit_min_days=days, transit_max_days=days)
        assert len(compiled_ways(tmp_path / lead, tables)[0]) == left


@pytest.mark.parametrize(
    ("cells", "left"),
    [
        ({}, 1),
        ({"cutoff_lead_h": "3"}, 2),
        ({"cutoff_lead_h": "5"}, 2),
        ({"departure_time": "17:00", "cutoff_lead_h": "3"}, 1),
        ({"departure_days": "123456"}, 2),
    ],
)
def test_every_minute_at_which_goods_are_ready_is_asked(
    tmp_path: Path, cells: dict[str, str], left: int
) -> None:
    """Another departure with the same cut-off that catches the same linehaul is the same."""
    tables = parallel_tables("PICK")
    for name in ("PICK1", "PICK2"):
        change(tables, name, transit_min_days="1", transit_max_days="1")
    change(tables, "PICK2", **cells)
    assert len(compiled_ways(tmp_path, tables)[0]) == left


def test_dropped_routes_leave_no_rows_behind(tmp_path: Path) -> None:
    """The sections are those of a source without the lane, number for number."""
    sections = []
    for twice in (("MILE",), ()):
        tables = parallel_tables(*twice)
        if twice:
            change(tables, "MILE2", **SLOWER)
        folder = write_tiny(tmp_path / str(len(twice)), lambda into, t=tables: into.update(t))
        sections.append(compile_tables(folder)[1])
    for name in ("route", "route_leg", "od", "arrival", "entry", "export", "mass"):
        assert sections[0][name].tolist() == sections[1][name].tolist()


def test_goods_are_ready_at_the_latest_after_the_longest_handling(tmp_path: Path) -> None:
    """Sold in the last minute, held as long as a quote is valid, then 2,160 hours (C-14)."""
    ctx, tables = compile_tables(write_tiny(tmp_path))
    end_min = ctx.window_to_day * 1440 - 1
    assert last_ready_min(ctx, tables) == end_min + 60 + 2_160 * 60
    by_working_days = np.zeros(2, HANDLING)
    by_working_days["day_type"][1] = 1
    later = last_ready_min(ctx, tables | {"handling": by_working_days})
    assert later > tables["event"]["cutoff_min"].max()
