"""Running the declarations of a case: overlay, compile, assess, compare."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from oneprice.core.errors import InputError
from oneprice.tariffs.cases.compare import INSTEAD, Finding, number_text
from oneprice.tariffs.cases.outcome import Outcome
from oneprice.tariffs.cases.overlay import shipped, write_law
from oneprice.tariffs.cases.schema import DeclarationCase, Entry, Line
from oneprice.tariffs.cases.schema import Law as Overlay
from oneprice.tariffs.declaration import (
    Assessment,
    Declaration,
    DeclaredLine,
    Freight,
    Law,
    assess,
    compile_law,
)

MAX_KEPT = 8
LawKey = tuple[str, tuple[tuple[str, bytes], ...]]
_KEPT: dict[LawKey, Law] = {}  # compiled laws by what they were compiled from


def run_declarations(case: DeclarationCase, sources: Path | None = None) -> list[Finding]:
    """Return the compared values of all declarations of a case.

    Raises
    ------
    InputError
        A declaration of `also` that is compared with nothing.
    """
    findings: list[Finding] = []
    first: Outcome | None = None
    for number, entry in enumerate((case, *case.also)):
        where = case.where + (f", key also.{number - 1}" if number else "")
        prefix = f"also{number}." if number else ""
        outcome = Outcome(assessed(entry, where, sources), first)
        first = first or outcome
        compared = outcome.findings(entry.expect, prefix, where)
        if entry.instead is not None:
            compared += outcome.findings(entry.instead, prefix + INSTEAD, where)
        if number and not compared and case.use != "illustration":
            raise InputError(f"{where}.expect", "missing", "say what this declaration comes to")
        findings += compared
        if case.use == "illustration":
            findings += outcome.shown(prefix)
    return findings


def assessed(entry: Entry, where: str, sources: Path | None = None) -> Assessment:
    """Return what the engine says to one declaration.

    Raises
    ------
    InputError
        A cell of the overlay or a value of the declaration that cannot be used.
    """
    law = compiled(entry.law, entry.as_of, where, sources)
    try:
        return assess(law, entry.law.jurisdiction, declaration_of(entry))
    except InputError as problem:
        at = f"{where}, key declare.{problem.where}"
        raise InputError(at, problem.value, problem.remedy) from None


def compiled(law: Overlay, day: date, where: str, sources: Path | None = None) -> Law:
    """Return the law of a case on a day, compiled; the last few laws are kept for the next case.

    The law of a source folder is compiled as it is first, so that its own errors are told as such.
    """
    if sources is not None and shipped(law.jurisdiction, "jurisdiction", sources):
        _compiled(Overlay(jurisdiction=law.jurisdiction, set=law.set), day, where, sources)
    return _compiled(law, day, where, sources)


def _compiled(law: Overlay, day: date, where: str, sources: Path | None) -> Law:
    with TemporaryDirectory(prefix="oneprice-case-") as name:
        folder = Path(name)
        keys = write_law(folder, law, day, where, sources)
        key = (law.jurisdiction, _contents(folder))
        if key not in _KEPT:
            while len(_KEPT) >= MAX_KEPT:
                del _KEPT[next(iter(_KEPT))]
            _KEPT[key] = _compile(folder, law.jurisdiction, where, keys)
    return _KEPT[key]


def _compile(folder: Path, place: str, where: str, keys: Mapping[str, str]) -> Law:
    try:
        return compile_law(folder, jurisdictions=(place,))
    except InputError as problem:
        table, _, column = problem.where.partition(", column ")
        if table.endswith(" header"):
            column = str(problem.value)
            table += f" {column}"
        at = f": {problem.where}"
        if table in keys:
            at = f", key {keys[table]}" + (f".{column}" if column else "")
        raise InputError(where + at, problem.value, problem.remedy) from None


def _contents(folder: Path) -> tuple[tuple[str, bytes], ...]:
    """Return every file of a folder with its bytes."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return tuple((path.relative_to(folder).as_posix(), path.read_bytes()) for path in files)


def declaration_of(entry: Entry) -> Declaration:
    """Return a case's declaration as the engine takes it."""
    said = entry.declare
    freight = said.freight
    return Declaration(
        currency=said.currency,
        entry_day=entry.as_of,
        sale_day=said.sale_day or entry.sale_day,
        export_day=said.export_day or entry.export_day,
        lines=tuple(_line(line) for line in said.lines),
        freight=Freight(freight.before_export, freight.international, freight.after_entry),
        mode=said.mode,
        purpose=said.purpose,
        incoterm=said.incoterm,
        buyer_tax_id=said.buyer_tax_id,
        ship_from=said.ship_from,
        billed=said.billed,
        sales_tax_rate=None if said.sales_tax_rate is None else number_text(said.sales_tax_rate),
        postcode=said.postcode,
        prior_same_day=said.importer_day,
        pieces=said.pieces,
        stack=said.stack,
    )


def _line(line: Line) -> DeclaredLine:
    return DeclaredLine(
        goods=number_text(line.goods),
        hs=line.hs,
        origin=line.origin,
        quantity=line.quantity,
        gross_g=line.gross_g,
        net_g=line.net_g,
        battery_g=line.battery_g,
        claims=line.claims,
        duty_quantities={name: number_text(n) for name, n in line.duty_quantities.items()},
        part_values=line.part_values,
        packaging=line.packaging,
        flags=line.flags,
        epr_schemes=line.epr_ids,
    )
