"""Cases about what a law holds: the rates open to a line, the rate of exchange of a day."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

from oneprice.core.days import iso_date
from oneprice.core.errors import InputError
from oneprice.tariffs.cases.compare import NOT_SAID, Finding, number_text
from oneprice.tariffs.cases.declare import assessed, compiled
from oneprice.tariffs.cases.fields import Cells
from oneprice.tariffs.cases.outcome import Outcome
from oneprice.tariffs.cases.schema import Declare, Entry, Law, Line
from oneprice.tariffs.cases.schema_texts import FxCase, MeasuresCase
from oneprice.tariffs.cases.texts import listed
from oneprice.tariffs.declaration import options_of

PLACE = "XX"
SAMPLE = Fraction(1_000_000)  # goods of this value show eight decimals of a rate exactly


def run_measures(case: MeasuresCase, sources: Path | None = None) -> list[Finding]:
    """Compare the rates that a line of a code and an origin may take, in order of matching.

    Only kinds that the case names are compared.
    """
    where = case.where
    law = compiled(case.law, case.as_of, where, sources)
    try:
        options = options_of(law, case.law.jurisdiction, case.hs, case.origin, case.as_of)
    except InputError as problem:
        raise InputError(f"{where}, key {problem.where}", problem.value, problem.remedy) from None
    kinds = {one.kind for one in case.expect.options}
    said = [_option(one.kind, one.rate, one.claim) for one in case.expect.options]
    got = [_option(one.kind, one.text, one.claim) for one in options if one.kind in kinds]
    return listed("options", said, got)


def _option(kind: str, rate: str, claim: str) -> str:
    return f"{kind} {rate}" + (f" [{claim}]" if claim else "")


def run_fx(case: FxCase) -> list[Finding]:
    """Compare the rate of exchange of a day, or the latest, and the first day of its row."""
    where = case.where
    days = [_from(row, where) for row in case.fx]
    day = case.as_of or max(days)
    rate = _rate(case, day, where)
    findings = [Finding("rate", number_text(case.expect.rate), number_text(rate))]
    if case.expect.valid_from is not None:
        since = [first for row, first in zip(case.fx, days, strict=True) if _is(row, rate, day)]
        got = max(since).isoformat() if since else NOT_SAID
        findings.append(Finding("valid_from", case.expect.valid_from.isoformat(), got))
    return findings


def _rate(case: FxCase, day: date, where: str) -> Fraction:
    """Return what goods of a million come to, in the other currency and for one."""
    step = {"add": "value", "kind": "value", "stage": "import", "scope": "line", "basis": "GOODS"}
    law = Law(
        jurisdiction=PLACE,
        set={"currency": case.quote},
        measures=({"kind": "base", "rate": "Free"},),
        stack=(step,),
        fx=case.fx,
    )
    declare = Declare(currency=case.base, lines=(Line(goods=SAMPLE),))
    outcome = Outcome(assessed(Entry(as_of=day, law=law, declare=declare), where))
    if outcome.refusal:
        remedy = f"give a row of fx that holds on {day}"
        raise InputError(f"{where}, key fx", outcome.refusal, remedy)
    return outcome.slot("GOODS") / SAMPLE


def _from(row: Cells, where: str) -> date:
    try:
        return iso_date(row.get("valid_from", ""))
    except ValueError:
        remedy = "give each row its first day as YYYY-MM-DD"
        raise InputError(f"{where}, key fx", row.get("valid_from", ""), remedy) from None


def _is(row: Cells, rate: Fraction, day: date) -> bool:
    """Tell whether a row holds on a day and says a rate."""
    until = row.get("valid_to") or "9999"
    return row["valid_from"] <= day.isoformat() < until and Fraction(row["rate"]) == rate
