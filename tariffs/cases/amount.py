"""Cases about the amount a duty text comes to: a law of one step, priced like any other.

The text becomes the only rate of a made-up place; so a case asks the compiled kernel and no
arithmetic of its own.
"""

from __future__ import annotations

from datetime import date

from oneprice.core.errors import InputError
from oneprice.tariffs.cases.compare import Finding
from oneprice.tariffs.cases.declare import assessed
from oneprice.tariffs.cases.outcome import Outcome
from oneprice.tariffs.cases.schema import Entry, Expect, Law
from oneprice.tariffs.cases.schema_texts import AmountCase
from oneprice.tariffs.rates.components import SentenceError, duty_of, read_components
from oneprice.tariffs.rates.duty import Unpriced
from oneprice.tariffs.rates.render import render

PLACE, CODE = "XX", "duty"
DAY = date(2026, 1, 1)
DIALECTS = ("plain", "sentence")


def run_amount(case: AmountCase) -> list[Finding]:
    """Compare what a duty text comes to for what is declared."""
    where = case.where
    entry = Entry(as_of=DAY, law=_law(case, where), declare=case.declare)
    outcome = Outcome(assessed(entry, where))
    given = case.expect.amount
    charges = {} if given is None else {CODE: given}
    expect = Expect(charges=charges, derive=case.expect.derive)
    return outcome.findings(expect, "", where)


def _law(case: AmountCase, where: str) -> Law:
    """Return the law of one rate and one step, which charges it on the value at the border."""
    step = {"add": CODE, "kind": "duty", "stage": "import", "scope": "line", "basis": "CIF"}
    step |= {"rate": "measure:base", "required": "Y", "unit": case.unit, "mode": case.mode}
    return Law(
        jurisdiction=PLACE,
        set={"currency": case.declare.currency},
        measures=({"kind": "base", "rate": plain_text(case.text, case.dialect, where)},),
        stack=(step,),
    )


def plain_text(text: str, dialect: str, where: str) -> str:
    """Return a duty text as law tables write it; `sentence` is the form of the EU and the UK.

    Raises
    ------
    InputError
        An unknown dialect, a sentence that is none or has no price.
    """
    if dialect not in DIALECTS:
        raise InputError(f"{where}, key dialect", dialect, "give one of " + ", ".join(DIALECTS))
    if dialect == "plain":
        return text
    try:
        duty = duty_of(read_components(text))
    except SentenceError as problem:
        raise InputError(f"{where}, key text", text, f"mend the sentence: {problem}") from None
    if isinstance(duty, Unpriced):
        raise InputError(f"{where}, key text", text, f"give a rate with a price: {duty.lacks}")
    return render(duty)
