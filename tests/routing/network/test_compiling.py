"""The compiled sections of the network and how they point at each other."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from small_network import SmallNetwork, chain_names, make_context

from oneprice.core.compiling import Table
from oneprice.core.schema import Schema, Section
from oneprice.core.vocabulary import MODE
from oneprice.routing.network.tables import SECTIONS


@pytest.fixture
def network(tmp_path: Path) -> SmallNetwork:
    """Return two origins, two markets, and two products that share lanes."""
    ctx = make_context(tmp_path, date(2026, 9, 1), date(2026, 9, 8), "all,1234567,,\n")
    built = SmallNetwork(ctx)
    built.node("SZX", "origin", "CN", "Asia/Shanghai")
    built.node("YIW", "origin", "CN", "Asia/Shanghai")
    built.node("FRA", "gateway", "DE", "Europe/Berlin")
    built.node("DE", "zone", "DE", "Europe/Berlin")
    built.node("GB", "zone", "GB", "Europe/London")
    week = {"days": "1234567", "law_min_h": 40, "law_max_h": 60}
    built.lane("air-szx", "linehaul", "SZX", "FRA", mode="air", **week)
    built.lane("air-yiw", "linehaul", "YIW", "FRA", mode="air", **week)
    built.lane("clear", "clearance", "FRA", "FRA")
    built.lane("mile-de", "last_mile", "FRA", "DE", tax_terms=2)
    built.lane("mile-gb", "last_mile", "FRA", "GB")
    built.lane("mile-gb-two", "last_mile", "FRA", "GB", carrier="other")
    return built


def test_sections_hold_what_the_schema_says(network: SmallNetwork) -> None:
    """Every section has its fields, its references lie in range and its order holds."""
    tables = network.compiled()
    given: dict[str, Section] = {
        name: Section(tables[name].dtype) for name in ("node", "clears", "lane", "jurisdiction")
    }
    Schema(given | SECTIONS).check(tables, network.ctx.ids)


def test_routes_stand_by_origin_and_country(network: SmallNetwork) -> None:
    """Each pair of origin and country names the run of its routes, in route order."""
    tables = network.compiled()
    named = {
        (origin, network.ctx.ids.name("country", country)): [
            chain_names(network, tables, route) for route in range(lo, hi)
        ]
        for origin, country, lo, hi in tables["od"][1:].tolist()
    }
    assert named == {
        (origin, country): [(air, "clear", mile) for mile in miles]
        for origin, air in ((1, "air-szx"), (2, "air-yiw"))
        for country, miles in (("DE", ["mile-de"]), ("GB", ["mile-gb", "mile-gb-two"]))
    }


def test_route_names_its_lanes_and_terms(network: SmallNetwork) -> None:
    """A route knows mode, clearance lane, end, first lane and whether tax is included."""
    tables = network.compiled()
    route = tables["route"][1]
    assert (route["mode"], route["clearance_lane"]) == (MODE["air"], 3)
    assert (route["dest_node"], route["first_lane"]) == (4, 1)
    assert tables["route"]["tax_included"].tolist() == [0, 1, 0, 0, 1, 0, 0]


def test_route_has_a_row_of_chances_per_departure(network: SmallNetwork) -> None:
    """Arrival and entry rows follow one another without gaps and end with their tables."""
    tables = network.compiled()
    for name in ("arrival", "entry", "export"):
        spans = set()
        for route in tables["route"][1:]:
            events = tuple(tables["lane_event"][route["first_lane"]].tolist())
            assert (route["event_lo"], route["event_hi"]) == events
            lo = int(route[f"{name}_lo"])
            spans.add((lo, lo + events[1] - events[0]))
        starts, stops = zip(*sorted(spans), strict=True)
        assert starts == (1, *stops[:-1])
        assert stops[-1] == len(tables[name])


def test_chains_that_keep_the_same_time_share_their_rows(network: SmallNetwork) -> None:
    """Lanes alike in timetable, law and time zone are composed once, whatever their names."""
    route = network.compiled()["route"]
    assert route["arrival_lo"][1] == route["arrival_lo"][4] != route["arrival_lo"][2]
    assert route["arrival_lo"][2] == route["arrival_lo"][3]
    assert len(set(route["entry_lo"][1:].tolist())) == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *(("departure_minute", 1), ("cutoff_lead_min", 60), ("law_min_h", 41)),
        *(("law_max_h", 61), ("day_type", 1), ("departure_days", 63)),
    ],
)
def test_chains_that_differ_in_time_have_their_own_rows(
    network: SmallNetwork, column: str, value: int
) -> None:
    """One field of the timetable or the law is enough to part two origins."""
    network.lanes[1][column] = value
    route = network.compiled()["route"]
    assert route["arrival_lo"][1] != route["arrival_lo"][4]
    assert route["entry_lo"][1] != route["entry_lo"][4]


def test_duty_at_release_has_entry_rows_of_its_own(network: SmallNetwork) -> None:
    """Countries with another duty point do not share the entry rows of one gateway."""
    network.jurisdiction("GB", 1)
    network.jurisdiction("DE", 0)
    route = network.compiled()["route"]
    assert route["entry_lo"][1] != route["entry_lo"][2] == route["entry_lo"][3]


def test_export_rows_belong_to_the_lanes_up_to_the_linehaul(network: SmallNetwork) -> None:
    """Chains with the same lanes up to their linehaul share export rows, others do not."""
    network.lanes[1]["departure_minute"] = 60
    network.node("HUB", "hub", "CN", "Asia/Shanghai")
    network.lane("pick", "pickup", "SZX", "HUB", days="1234567")
    network.lane("air-hub", "linehaul", "HUB", "FRA", mode="air", days="135")
    tables = network.compiled()
    rows: dict[str, set[int]] = {}
    for route in range(1, len(tables["route"])):
        lanes = [n for n in chain_names(network, tables, route) if n.startswith("air")]
        rows.setdefault(lanes[0], set()).add(int(tables["route"]["export_lo"][route]))
    assert sorted(rows) == ["air-hub", "air-szx", "air-yiw"]
    assert all(len(lo) == 1 for lo in rows.values())
    assert len(set.union(*rows.values())) == 3


def test_network_without_lanes_is_empty(tmp_path: Path) -> None:
    """A book without lanes compiles to sections that hold only their empty row."""
    ctx = make_context(tmp_path, date(2026, 9, 1), date(2026, 9, 8), "all,1,,\n")
    tables = SmallNetwork(ctx).compiled()
    filled = {name for name in SECTIONS if len(tables[name]) > 1}
    assert filled == {"calendar", "workday"}


def test_lane_past_the_horizon_has_routes_without_departures(network: SmallNetwork) -> None:
    """A lane whose every cut-off lies before the window keeps its route with an empty range."""
    network.lanes[0]["cutoff_lead_min"] = 400 * 1440
    route = network.compiled()["route"][1]
    assert route["event_lo"] == route["event_hi"]


def test_two_compiles_agree(network: SmallNetwork) -> None:
    """The sections are a pure function of the tables."""
    one, two = network.compiled(), network.compiled()
    assert _bytes(one) == _bytes(two)


def _bytes(tables: dict[str, Table]) -> dict[str, bytes]:
    return {name: np.ascontiguousarray(table).tobytes() for name, table in tables.items()}
