"""Published duty and tax examples, and the shipped law with their figures written into it.

The form of a case (which steps, which order, which roundings) is the shipped stack; its rates,
limits, exchange rates and day come from the case.
"""

import csv
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

from tariff_cases import Cells, LawBook, Run, write_table

from oneprice.tariffs.law import SHIPPED
from oneprice.tariffs.slots import INPUT

F0 = Fraction(0)
SAID = {"source": "the published example"}


@dataclass(frozen=True)
class Case:
    """One published example."""

    data: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Return its name."""
        return str(self.data["id"])

    @property
    def inputs(self) -> Mapping[str, Any]:
        """Return what is given."""
        return dict(self.data["inputs"])

    @property
    def expected(self) -> Mapping[str, Any]:
        """Return the published numbers."""
        return dict(self.data["expected"])

    @property
    def negative(self) -> bool:
        """Tell whether the published numbers are wrong."""
        return bool(self.data["use_as"] == "negative")

    @property
    def wrong_because(self) -> str:
        """Return why a negative case must not be reproduced."""
        if self.data["legal_view"] != "as published":
            return str(self.data["legal_view"])
        return "; ".join(self.data["differences"])

    @property
    def day(self) -> str:
        """Return a day on which the example holds: its first one, or the day before its end."""
        found = re.search(r"(before )?(\d{4})(?:-(\d\d)\b)?(?:-(\d\d))?", self.data["as_of"])
        if found is None:
            return "2026-01-01"
        before, year, month, day = found.groups()
        first = date(int(year), int(month or 1), int(day or 1))
        return (first - timedelta(days=1 if before else 0)).isoformat()

    def number(self, *names: str) -> Fraction:
        """Return the sum of the inputs of these names, those not given left out."""
        return sum((number(self.inputs[n]) for n in names if n in self.inputs), Fraction(0))


def number(text: Any) -> Fraction:
    """Return the number a text begins with."""
    found = re.match(r"\d+(\.\d+)?", str(text))
    assert found is not None, text
    return Fraction(found.group())


def plain(value: Fraction) -> str:
    """Return an amount as a decimal, cut to the hundredth of a cent that a slot can hold."""
    return str(Decimal(floor(value * 10**6)) / 10**6)


def cents(value: Fraction) -> Fraction:
    """Return an amount as it is printed: half up to the cent."""
    return Fraction(floor(value * 100 + Fraction(1, 2)), 100)


def percent(rate: Any) -> str:
    """Return a fraction such as 0.27 as a duty text."""
    return f"{Decimal(str(rate).split()[0]) * 100:f}%"


def read_cases(path: Path) -> list[Case]:
    """Return the cases of the jurisdictions whose law is shipped."""
    if not path.exists():
        return []
    cases = [Case(each) for each in json.loads(path.read_text(encoding="utf-8"))["cases"]]
    ours = re.compile(r"US|UK|JP|IE|FR|EU|[A-Z]{2}/EU")
    return [case for case in cases if ours.fullmatch(case.data["jurisdiction"])]


class Overlay:
    """The shipped law of one place with the figures of a case written into its tables."""

    def __init__(self, folder: Path, place: str, currency: str) -> None:
        self.folder, self.place = folder, place
        self.steps, self.regimes = self._shipped("stack"), self._shipped("regime")
        self.place_row = self._shipped("jurisdiction")[0] | {"currency": currency}
        self.measures: list[Cells] = []

    def _shipped(self, name: str) -> list[Cells]:
        with (SHIPPED / self.place / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
            return [dict(row) for row in csv.DictReader(handle)]

    def measure(self, kind: str, rate: str, prefix: str = "") -> None:
        """Add a rate for any origin on any day."""
        row = {"area": self.place, "kind": kind, "hs_prefix": prefix, "origin": "*", "rate": rate}
        self.measures.append(row | SAID)

    def of(self, *codes: str) -> list[Cells]:
        """Return the steps of these codes, to be changed."""
        return [row for row in self.steps if row["code"] in codes]

    def only(self, code: str, **cells: str) -> None:
        """Leave one step of a code, on every day, with these cells; none where none are given."""
        first = self.of(code)[0]
        self.steps = [row for row in self.steps if row["code"] != code or row is first]
        if not cells:
            self.steps.remove(first)
        first.update(cells, valid_from="", valid_to="")

    def before(self, code: str, /, **cells: str) -> None:
        """Add a changed copy in front of each step of a code."""
        self.steps = [
            each
            for row in self.steps
            for each in ([row | cells, row] if row["code"] == code else [row])
        ]

    def book(self) -> LawBook:
        """Write the tables and compile them."""
        law = self.folder / "law" / self.place
        write_table(law / "jurisdiction.csv", [self.place_row])
        write_table(law / "stack.csv", self.steps)
        write_table(law / "regime.csv", self.regimes)
        write_table(law / "measure.csv", self.measures)
        return LawBook(self.folder, law=self.place)


# --- reading a run --------------------------------------------------------------------


def charged(run: Run, *codes: str) -> Fraction:
    """Return the charges of these codes, of all codes if none is named."""
    return sum((amount for code, _, amount in run.charges if code in codes or not codes), F0)


def slot(book: LawBook, run: Run, code: str, column: int = -1) -> Fraction:
    """Return the value of an input or a step, of the whole entry unless a line is named."""
    place = INPUT.get(code) or book.ctx.ids.find("slot", code)
    return Fraction(int(run.slots[place, column]), book.pips)


def basis(book: LawBook, run: Run, code: str) -> Fraction:
    """Return what the charges of a code were taken of."""
    steps = book.tables.step
    code_number = book.ctx.ids.find("code", code)
    rows = [row for row in run.records if steps[row["step"]]["code"] == code_number]
    return Fraction(sum(int(row["basis_pip"]) for row in rows), book.pips)
