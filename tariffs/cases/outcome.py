"""What a declaration came to, by the names a case file uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction

from oneprice.core.errors import InputError
from oneprice.tariffs.cases.compare import NOT_SAID, REFUSED, Finding, number_text
from oneprice.tariffs.cases.expression import calculate
from oneprice.tariffs.cases.schema import Expect
from oneprice.tariffs.declaration import Assessment

_LINE = re.compile(r"line(\d+)\.(\w+)")
FIRST = "first."
Wanted = tuple[str, str, int | None]  # what a number is of: charges, slots or totals; name; line


@dataclass(frozen=True)
class Outcome:
    """The values of an assessment; `first` is the outcome of the case's first declaration."""

    answer: Assessment
    first: Outcome | None = None

    @property
    def refusal(self) -> str:
        """The code of the refusal, "" where a price came out."""
        return self.answer.refusal.code if self.answer.refusal else ""

    @property
    def refused(self) -> str:
        """The refusal with its line and what it is about: `FX_MISSING: USD to GBP`."""
        refused = self.answer.refusal
        if refused is None:
            return ""
        line = "" if refused.line is None else f"line {refused.line + 1}"
        about = ", ".join(each for each in (line, refused.text) if each)
        return refused.code + (f": {about}" if about else "")

    def charge(self, code: str, line: int | None = None) -> Fraction:
        """Return the charges of a code, of one line if it is named; KeyError for no code."""
        found = [each for each in self.answer.charges if each.code == code]
        if line is not None and line >= len(self.answer.slots["GOODS"]) - 1:
            raise KeyError(f"line{line + 1}.{code}")
        if not found and code not in self.answer.slots:
            raise KeyError(code)
        return sum((e.amount for e in found if line is None or e.line == line), Fraction(0))

    def slot(self, name: str, line: int = -1) -> Fraction:
        """Return an input or a step, in total or of a line; KeyError for none of this name."""
        values = self.answer.slots[name]
        if line >= len(values) - 1:
            raise KeyError(f"line{line + 1}.{name}")
        return Fraction(values[line])

    def value(self, name: str) -> Fraction:
        """Return what a name of an expression stands for.

        A total of the declaration first, then the charges of a code, then a slot.

        Raises
        ------
        KeyError
            A name nothing is known by.
        """
        if name.startswith(FIRST) and self.first is not None:
            return self.first.value(name.removeprefix(FIRST))
        found = _LINE.fullmatch(name)
        if found:
            line = int(found[1]) - 1
            charged = any(e.code == found[2] and e.line == line for e in self.answer.charges)
            return self.charge(found[2], line) if charged else self.slot(found[2], line)
        if name in _TOTALS:
            return self.total(name)
        charged = any(each.code == name for each in self.answer.charges)
        return self.charge(name) if charged else self.slot(name)

    def total(self, name: str) -> Fraction:
        """Return `goods`, `freight`, `total` (all charges) or `landed` (all three)."""
        if name == "goods":
            return self.slot("GOODS")
        if name == "freight":
            return self.slot("FREIGHT")
        charges = Fraction(self.answer.total)
        return charges if name == "total" else charges + self.slot("GOODS") + self.slot("FREIGHT")

    def findings(self, expect: Expect, prefix: str, where: str) -> list[Finding]:
        """Return each expected value beside what came out.

        Raises
        ------
        InputError
            A name that is no charge, slot or total of the declaration.
        """
        try:
            compared = list(self._compared(expect, where))
        except KeyError as problem:
            name = problem.args[0]
            near = get_close_matches(name, self.answer.slots, 1)
            names = ", ".join([*near, *(each for each in self.answer.slots if each not in near)])
            remedy = f"name a charge or slot of the declaration: {names}"
            raise InputError(f"{where}, key expect", name, remedy) from None
        return [Finding(prefix + line, said, got) for line, said, got in compared]

    def shown(self, prefix: str) -> list[Finding]:
        """Return all charges and their total, compared with nothing."""
        if self.refusal:
            return [Finding(f"{prefix}refused", "", self.refused)]
        codes = dict.fromkeys(each.code for each in self.answer.charges)
        rows = [(f"charges.{code}", self.charge(code)) for code in codes]
        rows.append(("total", self.total("total")))
        return [Finding(prefix + line, "", number_text(value)) for line, value in rows]

    def _compared(self, expect: Expect, where: str) -> Iterator[tuple[str, str, str]]:
        """Yield (line, expected, got)."""
        answer = self.answer
        words = {"regime": answer.regime, "entry_type": answer.entry_type, "refused": self.refusal}
        for name, got in words.items():
            said = getattr(expect, name)
            if said is not None:
                yield name, said, got or NOT_SAID
        if expect.codes is not None:
            yield "codes", ", ".join(expect.codes), self._codes()
        for line, number, wanted in _numbers(expect):
            yield line, number_text(number), self._shown(wanted)
        for name, text in expect.derive.items():
            at = f"{where}, key expect.derive.{name}"
            number, formula = _derived(text, at)
            yield f"derive.{name}", number_text(number), self._calculated(formula, at)

    def _codes(self) -> str:
        """Return the codes charged, or the refusal that stands in their place."""
        codes = dict.fromkeys(each.code for each in self.answer.charges)
        return self._refused() if self.refusal else ", ".join(codes) or NOT_SAID

    def _calculated(self, formula: str, where: str) -> str:
        """Return what an expression comes to, or the refusal that stands in its place."""
        if self.refusal:
            return self._refused()
        return number_text(calculate(formula, self.value, where))

    def _shown(self, wanted: Wanted) -> str:
        """Return a number as text, or the refusal that stands in its place."""
        if self.refusal:
            return self._refused()
        kind, code, line = wanted
        if kind == "charges":
            return number_text(self.charge(code, line))
        return number_text(self.slot(code) if kind == "slots" else self.total(code))

    def _refused(self) -> str:
        return REFUSED + self.refused


_TOTALS = ("goods", "freight", "total", "landed")


def _numbers(expect: Expect) -> Iterator[tuple[str, Fraction, Wanted]]:
    """Yield (line of the table, expected number, what it is of)."""
    for code, said in expect.charges.items():
        yield f"charges.{code}", said, ("charges", code, None)
    for code, said in expect.slots.items():
        yield f"slots.{code}", said, ("slots", code, None)
    for number, codes in enumerate(expect.lines):
        for code, said in codes.items():
            yield f"lines.{number + 1}.{code}", said, ("charges", code, number)
    for name in ("total", "landed"):
        said = getattr(expect, name)
        if said is not None:
            yield name, said, ("totals", name, None)


def _derived(text: str, where: str) -> tuple[Fraction, str]:
    """Return (published number, expression) of `399.04 = round(total * 5.52, 0.01)`."""
    said, sign, formula = text.partition("=")
    if not sign:
        raise InputError(where, text, "write VALUE = EXPRESSION, as 7.20 = duty + vat")
    return calculate(said, _no_name, where), formula


def _no_name(name: str) -> Fraction:
    raise KeyError(name)
