"""Routes that another is never worse than: which go, and each condition that keeps one (C-66)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from parallel_lanes import (
    add_slower,
    change,
    compiled_ways,
    key,
    parallel_tables,
    rate,
    surcharge,
)
from tiny_book import Tables, find, step

Way = tuple[str, ...]
ONE = ("PICK1", "HAUL1", "CLEAR1", "MILE1")
SLOWER = {"transit_max_days": "3"}


def of_mile(folder: Path, *edits: Callable[[Tables], object]) -> set[str]:
    """Return the last miles that routes end in; MILE2 is slower than MILE1 and else the same."""
    tables = parallel_tables("MILE")
    change(tables, "MILE2", **SLOWER)
    for edit in edits:
        edit(tables)
    return {way[-1] for way in compiled_ways(folder, tables)[0]}


def on_second(**cells: str) -> Callable[[Tables], object]:
    """Return an edit of the slower lane."""
    return lambda tables: change(tables, "MILE2", **cells)


def on_rate(**cells: str) -> Callable[[Tables], object]:
    """Return an edit of the slower lane's rate row."""
    return lambda tables: change(tables, "MILE2", "rate.csv", **cells)


def test_a_slower_lane_at_the_same_rate_is_left_out(tmp_path: Path) -> None:
    """The notes count the routes and name the lanes."""
    tables = parallel_tables("MILE")
    change(tables, "MILE2", **SLOWER)
    ways, notes = compiled_ways(tmp_path, tables)
    assert ways == [ONE]
    assert notes == [
        "1 of 2 routes are left out: another is never worse than each (C-66).",
        "lane MILE2 is never better than lane MILE1: 1 route without it.",
    ]


def test_with_prune_0_every_route_stays(tmp_path: Path) -> None:
    """The setting of `book.csv` decides."""
    assert of_mile(tmp_path, lambda tables: key(tables, "prune", "0")) == {"MILE1", "MILE2"}


@pytest.mark.parametrize("leg", ["PICK", "HAUL", "CLEAR", "MILE"])
def test_of_equal_chains_the_lower_number_stays(tmp_path: Path, leg: str) -> None:
    """Lanes that differ in names alone: the carrier's name decides, as for route numbers."""
    for first, second in (("able", "baker"), ("baker", "able")):
        tables = parallel_tables(leg)
        change(tables, f"{leg}1", carrier=first)
        change(tables, f"{leg}2", carrier=second)
        ways, _ = compiled_ways(tmp_path / first, tables)
        assert len(ways) == 1
        assert (f"{leg}1" in ways[0]) == (first == "able")


def test_a_lane_twice_in_place_of_another_leaves_one_route(tmp_path: Path) -> None:
    """Two choices of two legs: of four routes the one without any slower lane stays."""
    tables = parallel_tables("MILE", "CLEAR")
    change(tables, "MILE2", **SLOWER)
    change(tables, "CLEAR2", **SLOWER)
    assert compiled_ways(tmp_path, tables)[0] == [ONE]


OTHER_COLUMNS = (
    *({"mode": "rail"}, {"cargo_allow": "none"}, {"cargo_require": "brand"}, {"max_wh": "100"}),
    *({"max_piece_kg": "30"}, {"max_len_cm": "60"}, {"max_second_cm": "60"}),
    *({"max_third_cm": "60"}, {"max_sum_cm": "90"}, {"max_girth_cm": "300"}),
    *({"max_volume_cm3": "90000"}, {"max_pieces": "1"}, {"max_shipment_kg": "100"}),
    *({"min_shipment_kg": "1"}, {"max_value": "1000"}, {"weight_scope": "shipment"}),
    *({"day_of": "entry"}, {"qty_unit": "lb"}, {"band_basis": "actual"}),
    *({"dim_divisor": "5000"}, {"dim_divisor": "5000", "dim_mix": "1/2"}),
    *({"dim_divisor": "5000", "side_step": "1"}, {"round_steps": "*:1"}, {"piece_min_qty": "1"}),
    *({"min_qty": "1"}, {"piece_min_charge": "1"}, {"shipment_min_charge": "1"}),
    *({"round_unit": "1"}, {"round_mode": "up"}, {"next_break": "1"}, {"currency": "CNY"}),
    *({"segment": "international"}, {"tax_terms": "ddp_billed"}, {"origin_by": "ship_from"}),
    *({"status": "suspended"}, {"valid_from": "2026-07-02"}, {"valid_to": "2026-07-20"}),
    *({"calendar_id": "TWIN"}, {"dest_node": "DOOR"}),
)


def second_calendar(tables: Tables) -> None:
    """Add a calendar with the same working days as the first."""
    tables["calendar.csv"].append({"calendar_id": "TWIN", "workdays": "1234567"})


def second_door(tables: Tables) -> None:
    """Add a zone like the first."""
    home = find(tables["node.csv"], node_id="HOME")
    tables["node.csv"].append(home | {"node_id": "DOOR"})


def test_a_column_that_differs_keeps_the_lane(tmp_path: Path) -> None:
    """Whatever else a lane says of itself must be alike, even where it looks worse."""
    tables = parallel_tables("MILE")
    change(tables, "MILE2", **SLOWER)
    second_calendar(tables)
    second_door(tables)
    names = {f"MILE{number}": cells for number, cells in enumerate(OTHER_COLUMNS, start=3)}
    for name, cells in names.items():
        add_slower(tables, name, **cells)
    left = {way[-1] for way in compiled_ways(tmp_path, tables)[0]}
    assert left == {"MILE1", *names}


def test_a_price_inside_another_keeps_the_lane(tmp_path: Path) -> None:
    """A lane without a rate of its own is no cheaper lane."""
    tables = parallel_tables("HAUL")
    change(tables, "HAUL2", priced_by="PICK1")
    tables["rate.csv"] = [row for row in tables["rate.csv"] if row["lane_id"] != "HAUL2"]
    assert len(compiled_ways(tmp_path, tables)[0]) == 2


def test_another_calendar_before_the_last_lane_is_timetable(tmp_path: Path) -> None:
    """Only the last lane's working days count delivery days and late days."""
    tables = parallel_tables("CLEAR")
    second_calendar(tables)
    change(tables, "CLEAR2", calendar_id="TWIN")
    assert compiled_ways(tmp_path, tables)[0] == [ONE]


def test_a_cargo_rule_for_one_lane_keeps_it(tmp_path: Path) -> None:
    """Cargo rules that name a lane are among what must be alike."""
    rule = {"mode": "road", "lane_id": "MILE2", "flag": "brand", "limit": "forbid"}

    def edit(tables: Tables) -> None:
        tables["cargo_rule.csv"] = [rule | {"source": "made up"}]

    assert of_mile(tmp_path, edit) == {"MILE1", "MILE2"}


@pytest.mark.parametrize("carrier", ["Mover MILE1", "Mover MILE2"])
@pytest.mark.parametrize("column", ["from_carrier", "to_carrier"])
def test_a_transfer_row_that_names_a_carrier_keeps_the_lane(
    tmp_path: Path, carrier: str, column: str
) -> None:
    """A carrier with terms of its own at a node is not compared."""

    def edit(tables: Tables) -> None:
        row = {"node_id": "HUB", column: carrier, "hours": "1", "source": "made up"}
        tables["transfer.csv"] = [row]

    assert of_mile(tmp_path, edit) == {"MILE1", "MILE2"}


def test_a_transfer_row_for_everybody_keeps_nothing(tmp_path: Path) -> None:
    """Its hours are in the chances of both chains."""

    def edit(tables: Tables) -> None:
        tables["transfer.csv"] = [{"node_id": "HUB", "hours": "1", "source": "made up"}]

    assert of_mile(tmp_path, edit) == {"MILE1"}


@pytest.mark.parametrize(
    ("names", "left"),
    [
        (("MILE1",), {"MILE1", "MILE2"}),
        (("MILE2",), {"MILE1", "MILE2"}),
        (("MILE1", "MILE2"), {"MILE1"}),
    ],
)
def test_surcharges_must_be_the_same(
    tmp_path: Path, names: tuple[str, ...], left: set[str]
) -> None:
    """One that a lane has alone keeps both; ids and rows do not count."""

    def edit(tables: Tables) -> None:
        tables["surcharge.csv"] = [surcharge(name) for name in names]

    assert of_mile(tmp_path, edit) == left


OTHER_SURCHARGES = (
    *({"amount": "2"}, {"code": "other"}, {"seq": "20"}, {"kind": "fee"}, {"min": "1"}),
    *({"max": "9"}, {"when_service": "remote"}, {"when_flag": "brand"}, {"probability": "0.5"}),
    *({"when_purpose": "b2c"}, {"fuelable": "1"}, {"valid_from": "2026-07-02"}),
    *({"valid_to": "2026-07-20"}, {"basis": "per_piece"}, {"effect": "refuse"}),
    {"measure": "piece_kg", "op": ">", "threshold": "1"},
)
OTHER_RATES = (
    *({"cargo_class": "battery"}, {"rate_group": "1"}, {"hi": "100"}, {"bounds": "[)"}),
    *({"density_lo": "100"}, {"min_qty": "1"}, {"max_len_cm": "60"}, {"sur_exclude": "fee"}),
    *({"valid_to": "2026-07-20"}, {"value_hi": "500", "value_currency": "EUR"}, {"lo": "1"}),
)


def test_a_surcharge_or_a_rate_cell_that_differs_keeps_the_lane(tmp_path: Path) -> None:
    """Every column of a surcharge counts, and all of a rate row but its amounts."""
    tables = parallel_tables("MILE")
    change(tables, "MILE2", **SLOWER)
    tables["surcharge.csv"] = [surcharge(name) for name in ("MILE1", "MILE2")]
    others = [(cells, {}) for cells in OTHER_SURCHARGES] + [({}, cells) for cells in OTHER_RATES]
    names = {f"MILE{number}": cells for number, cells in enumerate(others, start=3)}
    for name, (fee, row) in names.items():
        add_slower(tables, name)
        tables["surcharge.csv"].append(surcharge(name, **fee))
        change(tables, name, "rate.csv", **row)
    left = {way[-1] for way in compiled_ways(tmp_path, tables)[0]}
    assert left == {"MILE1", *names}


def test_a_row_more_keeps_the_lane(tmp_path: Path) -> None:
    """A class of its own is a cell that the other lane does not have."""

    def edit(tables: Tables) -> None:
        tables["rate.csv"].append(rate("MILE2", cargo_class="battery"))

    assert of_mile(tmp_path, edit) == {"MILE1", "MILE2"}


@pytest.mark.parametrize(
    ("cells", "left"),
    [
        ({"base": "1.9999"}, {"MILE1", "MILE2"}),
        ({"base": "2.0001"}, {"MILE1"}),
        ({"rate": "0.9999"}, {"MILE1", "MILE2"}),
        ({"rate": "1.0001"}, {"MILE1"}),
        ({"base": "3", "rate": "0.9"}, {"MILE1", "MILE2"}),  # cheaper from 10 kg on
        ({"min_charge": "3"}, {"MILE1"}),
        ({"max_charge": "1000"}, {"MILE1", "MILE2"}),
        ({"step": "0.5", "rate": "0.5"}, {"MILE1", "MILE2"}),  # not plainly compared
    ],
)
def test_the_lane_is_left_out_only_if_nowhere_cheaper(
    tmp_path: Path, cells: dict[str, str], left: set[str]
) -> None:
    """A slower lane stays if any quantity costs less on it."""
    assert of_mile(tmp_path, on_rate(**cells)) == left


def test_a_quicker_lane_at_a_higher_price_stays(tmp_path: Path) -> None:
    """Price for time is what tiers are about."""
    assert of_mile(tmp_path, on_rate(base="9"), on_second(transit_max_days="1")) == {
        *("MILE1", "MILE2")
    }


def test_crossing_laws_keep_both(tmp_path: Path) -> None:
    """Earlier at best and later at worst is not never earlier."""
    edits = on_second(transit_min_days="0", transit_max_days="3")
    assert of_mile(tmp_path, edits) == {"MILE1", "MILE2"}


@pytest.mark.parametrize(("basis", "left"), [("FREIGHT", {"MILE1", "MILE2"}), ("GOODS", {"MILE1"})])
def test_a_law_that_sees_the_freight_asks_for_the_same_amount(
    tmp_path: Path, basis: str, left: set[str]
) -> None:
    """Where tax is taken of the freight a lower amount is not surely a lower price."""

    def edit(tables: Tables) -> None:
        tables["law/XX/stack.csv"].append(step("30", "toll", "tax", basis, "1%"))
        change(tables, "MILE2", "rate.csv", base="3")

    assert of_mile(tmp_path, edit) == left
