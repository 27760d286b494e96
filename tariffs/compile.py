"""Compiling the tariff room's tables: jurisdictions with all that hangs on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from oneprice.core.compiling import Compiling, Table, build_table
from oneprice.core.days import NEVER_DAY
from oneprice.core.errors import require
from oneprice.tariffs import tables
from oneprice.tariffs.readers.commodities import BASE, CommodityTables, add_commodities
from oneprice.tariffs.readers.compliance_gates import read_compliance_gates
from oneprice.tariffs.readers.duty_terms import DutyTerms, RateReader
from oneprice.tariffs.readers.epr_fees import read_epr_fees
from oneprice.tariffs.readers.epr_gates import read_epr_gates
from oneprice.tariffs.readers.jurisdictions import (
    Jurisdiction,
    check_authorities,
    read_jurisdictions,
)
from oneprice.tariffs.readers.measure_kinds import check_kinds
from oneprice.tariffs.readers.measures import MeasureRow, read_measures, read_origins
from oneprice.tariffs.readers.regimes import read_regimes
from oneprice.tariffs.readers.registrations import (
    Registration,
    check_registrations,
    platform_schemes,
    read_registrations,
)
from oneprice.tariffs.readers.sales_tax import read_sales_taxes
from oneprice.tariffs.readers.slots import INPUTS
from oneprice.tariffs.readers.stack_tables import Fields, StackTables
from oneprice.tariffs.readers.stacks import read_stacks
from oneprice.tariffs.schedules.tariff_files import read_tariff_files


@dataclass
class _Building:
    """All tables of the room as they grow."""

    jurisdictions: list[Fields] = field(default_factory=list)
    regimes: list[Fields] = field(default_factory=list)
    epr_gates: list[Fields] = field(default_factory=list)
    compliance_gates: list[Fields] = field(default_factory=list)
    platform: list[Fields] = field(default_factory=list)
    sales_taxes: list[Fields] = field(default_factory=list)
    ruledays: list[Fields] = field(default_factory=list)
    stacks: StackTables = field(default_factory=StackTables)
    duty_terms: DutyTerms = field(default_factory=DutyTerms)
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
        The sections of `sections.SECTIONS`.

    Raises
    ------
    InputError
        Any cell that cannot be used.
    """
    _number_fixed_names(ctx)
    building = _Building()
    registrations = read_registrations(ctx)
    jurisdictions = read_jurisdictions(ctx)
    places = [each.place for each in jurisdictions]
    check_authorities(ctx, jurisdictions)
    check_registrations(ctx, registrations, places)
    for jurisdiction in jurisdictions:
        _add_jurisdiction(ctx, building, jurisdiction, registrations)
    check_kinds(ctx, places, building.stacks.steps)
    for stack in building.stacks.stacks:
        stack["slot_count"] = ctx.ids.count("slot")
    return _sections(building)


def _number_fixed_names(ctx: Compiling) -> None:
    """Give the names whose numbers the kernels know their places."""
    for number, name in enumerate(INPUTS):
        require(ctx.ids.add("slot", name) == number, f"slot {name} has another number")
    for number, name in enumerate(tables.FACTS):
        require(ctx.ids.add("fact", name) == number, f"fact {name} has another number")
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
    rates = RateReader(ctx, place, building.duty_terms)
    origins = read_origins(ctx, place)
    fees = read_epr_fees(ctx, place, rates)
    first_step = len(building.stacks.steps)
    stacks = read_stacks(ctx, place, building.stacks, fees.fees)
    steps = building.stacks.steps[first_step:]
    regimes = read_regimes(ctx, place, number, stacks, registrations)
    written = [*read_measures(ctx, place, origins, rates), *fees.measures]
    written += read_tariff_files(ctx, place, origins, rates)
    measures = [dated for row in written for dated in row.on_its_days()]
    ranges = (
        ("regime", building.regimes, regimes),
        ("gate", building.epr_gates, read_epr_gates(ctx, place)),
        ("claim", building.compliance_gates, read_compliance_gates(ctx, place, origins)),
        ("platform", building.platform, platform_schemes(ctx, place, registrations)),
        ("sales_tax", building.sales_taxes, read_sales_taxes(ctx, place)),
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
        "kind_span": (tables.KIND_SPAN, building.commodities.kind_spans),
        "measure": (tables.MEASURE, building.commodities.measures),
        "duty_term": (tables.DUTY_TERM, building.duty_terms.rows),
        "regime": (tables.REGIME, building.regimes),
        "stack": (tables.STACK, building.stacks.stacks),
        "step": (tables.STEP, building.stacks.steps),
        "term": (tables.TERM, building.stacks.terms),
        "gate": (tables.GATE, building.stacks.gates),
        "epr_gate": (tables.EPR_GATE, building.epr_gates),
        "compliance_gate": (tables.COMPLIANCE_GATE, building.compliance_gates),
        "platform": (tables.PLATFORM, building.platform),
        "sales_tax": (tables.SALES_TAX, building.sales_taxes),
        "ruleday": (tables.RULEDAY, building.ruledays),
    }
    return {name: build_table(dtype, listed) for name, (dtype, listed) in rows.items()}
