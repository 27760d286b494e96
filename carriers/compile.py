"""Compile what carriers sell into the sections of a book."""

from __future__ import annotations

from oneprice.carriers.cargo_rules import read_cargo_rules
from oneprice.carriers.indexes import read_indexes
from oneprice.carriers.lanes import read_lanes
from oneprice.carriers.rates import read_rates
from oneprice.carriers.surcharge_checks import check_excluded
from oneprice.carriers.surcharges import read_surcharges
from oneprice.carriers.tables import LANE, ROUND_STEP
from oneprice.carriers.zones import read_zones
from oneprice.core.compiling import Compiling, Table, build_table


def compile_carriers(ctx: Compiling, node: Table) -> dict[str, Table]:
    """Read the carriers' tables of `ctx.folder` into sections.

    Parameters
    ----------
    ctx : Compiling
        With currencies, nodes and calendars already named.
    node : Table
        Records of the nodes by node number; `country` is read.

    Returns
    -------
    dict of str to Table
        The sections of `carriers.tables.SECTIONS`.
    """
    zones = read_zones(ctx)
    lanes = read_lanes(ctx, node, zones)
    rate, rate_exclude = read_rates(ctx, lanes, zones)
    index = read_indexes(ctx)
    surcharge = read_surcharges(ctx, lanes, zones)
    check_excluded(ctx, rate, rate_exclude, surcharge)
    cargo_rule, lane_rule = read_cargo_rules(ctx, lanes)
    return {
        "lane": build_table(LANE, lanes.records[1:]),
        "round_step": build_table(ROUND_STEP, lanes.steps[1:]),
        "rate": rate,
        "rate_exclude": rate_exclude,
        "zone": zones.table,
        "area": zones.area,
        "area_point": zones.area_point,
        "surcharge": surcharge,
        "index": index,
        "cargo_rule": cargo_rule,
        "lane_rule": lane_rule,
    }
