"""The answer of the kernels to a declaration, in words and exact fractions."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from oneprice.core._kernels import PIPS_PER_MINOR
from oneprice.core.days import day_of
from oneprice.core.refusal import CODES
from oneprice.tariffs.declare_encode import Filed
from oneprice.tariffs.declared import Assessment, Declaration, Levy, Refused
from oneprice.tariffs.law_book import Law
from oneprice.tariffs.readers.slots import INPUT, counts_things
from oneprice.tariffs.tables import KIND, RATE_MEASURE, REGIME_WORD, STAGE, STATUS_WORD

KIND_WORDS = {number: word for word, number in KIND.items()}
STAGE_WORDS = {number: word for word, number in STAGE.items()}
STATUS_WORDS = {number: word for word, number in STATUS_WORD.items()}
REGIME_WORDS = {number: word for word, number in REGIME_WORD.items()}
COUNTED = frozenset(number for name, number in INPUT.items() if counts_things(name))
SELLER_COLLECTED = REGIME_WORD["seller_collected"]


class _Decoder:
    """Puts one declaration's records into words."""

    def __init__(self, law: Law, place: str, declaration: Declaration, filed: Filed) -> None:
        self.law, self.declaration, self.filed = law, declaration, filed
        self.ids, self.tables = law.ids, law.tables
        self.place = self.tables["jurisdiction"][law.place(place)]
        exponent = int(self.tables["currency"][self.place["currency"]]["exponent"])
        self.pips = 10**exponent * PIPS_PER_MINOR
        self.currency = self.ids.name("currency", self.place["currency"])
        self.result = filed.declared[0]
        self.regime = self.tables["regime"][self.result["regime"]]

    def value(self, slot: int, number: int) -> Fraction:
        """Return what a slot holds, in units of currency where it is money."""
        return Fraction(number) if slot in COUNTED else Fraction(number, self.pips)

    def slots(self) -> dict[str, tuple[Fraction, ...]]:
        """Return the inputs and the steps of the stack, each line's value and the total."""
        stack = self.tables["stack"][self.result["stack"]]
        steps = self.tables["step"][int(stack["step_lo"]) : int(stack["step_hi"])]
        numbers = {name: number for name, number in INPUT.items() if number}
        numbers |= {self.ids.name("code", step["code"]): int(step["slot"]) for step in steps}
        values = self.filed.slots
        return {
            name: tuple(self.value(number, int(each)) for each in values[number])
            for name, number in numbers.items()
        }

    def levy(self, record: Any) -> Levy:
        """Return a charge."""
        step = self.tables["step"][record["step"]]
        measure = self.tables["measure"][record["measure"]]
        ruled = measure if record["measure"] else step
        line = int(record["line"])
        first = int(self.tables["term"][step["term_lo"]]["slot"])
        return Levy(
            code=self.ids.name("code", step["code"]),
            kind=KIND_WORDS[int(step["kind"])],
            stage=STAGE_WORDS[int(step["stage"])],
            line=None if line < 0 else line,
            amount=Fraction(int(record["amount_pip"]), self.pips),
            currency=self.currency,
            basis=self.value(first, int(record["basis_pip"])),
            rate=self.rate(record, step, measure),
            rule=self.ids.name("rule", ruled["rule"]),
            source=self.ids.name("source", ruled["source"]),
            payer=self.payer(step),
            status=STATUS_WORDS[int(step["illustrative"])],
        )

    def rate(self, record: Any, step: Any, measure: Any) -> str:
        """Return the rate in words: a measure's text, a fraction, a flat amount."""
        if step["rate_source"] == RATE_MEASURE:
            return self.ids.name("rate_text", measure["text"])
        rate = Fraction(int(record["num"]), max(1, int(record["den"])))
        if step["flat_pip"]:
            return f"{Fraction(int(step['flat_pip']), self.pips)} + {rate}"
        return str(rate)

    def payer(self, step: Any) -> str:
        """Return who bills a step (C-44)."""
        if int(step["bill"]):
            return "memo"
        imported = int(step["stage"]) == STAGE["import"]
        collected = int(self.regime["regime"]) == SELLER_COLLECTED
        by_buyer = imported and self.declaration.incoterm == "DAP" and not collected
        return "buyer" if by_buyer else "seller"

    def refused(self) -> Refused | None:
        """Return why there is no price."""
        if self.filed.stale:
            until = day_of(int(self.place["known_until_day"])).isoformat()
            return Refused("RULES_STALE", None, f"rules are known until {until}")
        status, line = int(self.result["status"]), int(self.result["line"])
        if status == 0:
            return None
        code = CODES[status]
        where = None if line < 0 else line
        return Refused(code, where, self.about(code, line, int(self.result["fact"])))

    def about(self, code: str, line: int, fact: int) -> str:
        """Return what a refusal is about."""
        ids = self.ids
        if code in ("HS_UNKNOWN", "HS_AMBIGUOUS"):
            return self.declaration.lines[line].hs
        if code == "MEASURE_MISSING":
            return ids.name("measure_kind", fact)
        if code == "MEASURE_UNPRICED":
            return ids.name("text", self.tables["measure"][fact]["unpriced"])
        if code == "DUTY_INPUT_MISSING":
            return ids.name("fact", fact)
        if code in ("EPR_MISSING", "EPR_RATE_MISSING"):
            return ids.name("scheme", fact)
        if code == "CLAIM_MISSING":
            gate = self.tables["compliance_gate"][fact]
            return f"{ids.name('claim', gate['claim'])}: {ids.name('text', gate['reason'])}"
        if code == "FX_MISSING":
            return f"{ids.name('currency', fact)} to {self.currency}"
        return ""


def decode(law: Law, place: str, declaration: Declaration, filed: Filed) -> Assessment:
    """Return what a declaration that was run comes to."""
    words = _Decoder(law, place, declaration, filed)
    regime, known = words.regime, bool(words.result["regime"])
    stack = law.ids.name("stack", words.result["stack"])
    return Assessment(
        refusal=words.refused(),
        regime=REGIME_WORDS[int(regime["regime"])] if known else "",
        entry_type=law.ids.name("entry_type", regime["entry_type"]),
        importer=law.ids.name("importer", regime["importer"]),
        stack=stack.partition("/")[2],
        currency=words.currency,
        charges=tuple(words.levy(each) for each in filed.charges[: int(words.result["count"])]),
        slots=words.slots(),
    )
