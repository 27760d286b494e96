"""Compiling the tariff room's tables: jurisdictions with all that hangs on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from oneprice.core.compiling import Compiling, Table, build_table
from oneprice.core.days import NEVER_DAY
from oneprice.core.errors import require
from oneprice.tariffs import tables
from oneprice.tariffs.commodities import BASE, CommodityTables, add_commodities
from oneprice.tariffs.epr_gates import read_epr_gates
from oneprice.tariffs.jurisdictions import Jurisdiction, read_jurisdictions
from oneprice.tariffs.law import Place
from oneprice.tariffs.measures import MeasureRow, RateReader, read_measures, read_origins
from oneprice.tariffs.regimes import read_regimes
from oneprice.tariffs.registrations import Registration, read_registrations
from oneprice.tariffs.schedules.tariff_files import read_tariff_files
from oneprice.tariffs.slots import INPUTS
from oneprice.tariffs.stacks import StackTables, read_stacks

Fields = dict[str, int]


@dataclass
class _Building:
    """All tables of the room as they grow."""

    jurisdictions: list[Fields] = field(default_factory=list)
    regimes: list[Fields] = field(default_factory=list)
    epr_gates: list[Fields] = field(default_factory=list)
    ruledays: list[Fields] = field(default_factory=list)
    stacks: StackTables = field(default_factory=StackTables)
    commodities: CommodityTables = field(default_factory=CommodityTables)


def compile_tariffs(ctx: Compiling) -> dict[str, Table]:
    """Return the sections of the tariff room by name.

    Parameters
    ----------
    ctx : Compiling
        With the source folder, the settings of `book.csv` and the currencies.

    Returns
    -------
    dict of str to structured array
        `jurisdiction`, `commodity`, `measure`, `regime`, `stack`, `step`, `term`, `gate`,
        `epr_gate` and `ruleday`.

    Raises
    ------
    InputError
        Any cell that cannot be used.
    """
    _number_fixed_names(ctx)
    building = _Building()
    registrations = read_registrations(ctx)
    for jurisdiction in read_jurisdictions(ctx):
        _add_jurisdiction(ctx, building, jurisdiction, registrations)
    for stack in building.stacks.stacks:
        stack["slot_count"] = ctx.ids.count("slot")
    return _sections(building)


def _number_fixed_names(ctx: Compiling) -> None:
    """Give the names whose numbers the kernels know their places."""
    for number, name in enumerate(INPUTS):
        require(ctx.ids.add("slot", name) == number, f"slot {name} has another number")
    for number, name in enumerate(tables.UNITS):
        require(ctx.ids.add("unit", name) == number, f"unit {name} has another number")
    require(ctx.ids.add("measure_kind", BASE) == 1, "measure kind base has another number")


def _add_jurisdiction(
    ctx: Compiling,
    building: _Building,
    jurisdiction: Jurisdiction,
    registrations: Sequence[Registration],
) -> None:
    """Add one jurisdiction and everything that belongs to it."""
    place = jurisdiction.place
    number = len(building.jurisdictions) + 1
    fields = dict(jurisdiction.fields)
    first_step = len(building.stacks.steps)
    stacks = read_stacks(ctx, place, building.stacks)
    steps = building.stacks.steps[first_step:]
    regimes = read_regimes(ctx, place, number, stacks, registrations)
    measures = _measures(ctx, place)
    ranges = (
        ("regime", building.regimes, regimes),
        ("gate", building.epr_gates, read_epr_gates(ctx, place)),
        ("ruleday", building.ruledays, _ruledays(regimes, steps, measures)),
    )
    for name, table, rows in ranges:
        fields[f"{name}_lo"] = len(table) + 1
        table += rows
        fields[f"{name}_hi"] = len(table) + 1
    commodities = building.commodities.commodities
    fields["commodity_lo"] = len(commodities) + 1
    add_commodities(ctx, measures, building.commodities)
    fields["commodity_hi"] = len(commodities) + 1
    building.jurisdictions.append(fields)


def _measures(ctx: Compiling, place: Place) -> list[MeasureRow]:
    origins, rates = read_origins(ctx, place), RateReader(ctx, place)
    listed = read_measures(ctx, place, origins, rates)
    return listed + read_tariff_files(ctx, place, origins, rates)


def _ruledays(
    regimes: Iterable[Fields], steps: Iterable[Fields], measures: Iterable[MeasureRow]
) -> list[Fields]:
    """Return the days on which a regime, import step or measure begins or ends (C-47)."""
    imports = (step for step in steps if step["stage"] == tables.STAGE["import"])
    days = {row[side] for rows in (regimes, imports) for row in rows for side in _SIDES}
    days |= {day for row in measures for day in (row.from_day, row.to_day)}
    return [{"day": day} for day in sorted(days) if -NEVER_DAY < day < NEVER_DAY]


_SIDES = ("from_day", "to_day")


def _sections(building: _Building) -> dict[str, Table]:
    rows = {
        "jurisdiction": (tables.JURISDICTION, building.jurisdictions),
        "commodity": (tables.COMMODITY, building.commodities.commodities),
        "measure": (tables.MEASURE, building.commodities.measures),
        "regime": (tables.REGIME, building.regimes),
        "stack": (tables.STACK, building.stacks.stacks),
        "step": (tables.STEP, building.stacks.steps),
        "term": (tables.TERM, building.stacks.terms),
        "gate": (tables.GATE, building.stacks.gates),
        "epr_gate": (tables.EPR_GATE, building.epr_gates),
        "ruleday": (tables.RULEDAY, building.ruledays),
    }
    return {name: build_table(dtype, listed) for name, (dtype, listed) in rows.items()}
